//! From a file's bytes to a reader: compression undone, byte-order marks read, the format told from the content.
//!
//! gzip (also of several members), zstd and zip are recognised by their first bytes, whatever the file is called. A zip
//! archive yields one input for each file in it.

use super::{Format, decode, detect};
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::bufread::MultiGzDecoder;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};

/// How many bytes the format is told from.
const HEAD: usize = 64 * 1024;

/// An input of a known format, ready for [`super::read`].
pub struct Opened {
    /// Its name within an archive, where it is in one.
    pub member: Option<String>,
    /// Its format.
    pub format: Format,
    /// Its bytes, decompressed, from the beginning.
    pub input: Box<dyn BufRead + Send>,
}

/// Why an input cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The bytes could not be had.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// None of the formats.
    #[error("no known format: looked for {}", looked_for())]
    UnknownFormat,
    /// A zip archive that cannot be opened.
    #[error("damaged zip archive: {0}")]
    Zip(#[from] zip::result::ZipError),
}

fn looked_for() -> String {
    let names: Vec<&str> = Format::ALL.iter().map(|format| format.evidence()).collect();
    names.join(", ")
}

/// An input that is ready, or the member that is of no use (`None`: all of it) and why.
pub type OpenResult = Result<Opened, (Option<String>, OpenError)>;

/// What undoes the compression of an input.
enum Packing {
    Gzip,
    Zstd,
    Zip,
    None,
}

impl Packing {
    fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            [b'P', b'K', 3 | 5, 4 | 6, ..] => Self::Zip,
            _ => Self::None,
        }
    }
}

/// Opens `input`, whatever it is packed in, and calls `take` for each input in it (one, save for a zip archive).
/// `format` overrides the telling by content. An error concerns the member named with it, or the whole input.
///
/// # Errors
///
/// The first error that `take` returns.
pub fn open<E>(
    input: impl Read + Send + 'static,
    format: Option<Format>,
    take: &mut dyn FnMut(OpenResult) -> Result<(), E>,
) -> Result<(), E> {
    let mut input = BufReader::with_capacity(HEAD, input);
    let head = match input.fill_buf() {
        Ok(head) => head,
        Err(error) => return take(Err((None, error.into()))),
    };
    match Packing::of(head) {
        Packing::Gzip => take(plain(MultiGzDecoder::new(input), None, format)),
        Packing::Zstd => match zstd::Decoder::with_buffer(input) {
            Ok(decoder) => take(plain(decoder, None, format)),
            Err(error) => take(Err((None, error.into()))),
        },
        Packing::Zip => {
            let mut bytes = Vec::new();
            match input.read_to_end(&mut bytes) {
                Ok(_) => zip_members(Cursor::new(bytes), format, take),
                Err(error) => take(Err((None, error.into()))),
            }
        }
        Packing::None => take(plain(input, None, format)),
    }
}

fn zip_members<E>(
    archive: impl Read + Seek,
    format: Option<Format>,
    take: &mut dyn FnMut(OpenResult) -> Result<(), E>,
) -> Result<(), E> {
    let mut archive = match zip::ZipArchive::new(archive) {
        Ok(archive) => archive,
        Err(error) => return take(Err((None, error.into()))),
    };
    for index in 0..archive.len() {
        let (name, bytes) = match archive.by_index(index) {
            Ok(member) if member.is_dir() || member.name().is_ok_and(|name| is_hidden(&name)) => continue,
            Ok(mut member) => {
                let mut bytes = Vec::new();
                let read = member.read_to_end(&mut bytes);
                let name = member.name().map_or_else(|_| format!("file {}", index + 1), |name| name.into_owned());
                (name, read.map(|_| bytes))
            }
            Err(error) => {
                take(Err((None, error.into())))?;
                continue;
            }
        };
        match bytes {
            Ok(bytes) => take(unpacked(bytes, name, format))?,
            Err(error) => take(Err((Some(name), error.into())))?,
        }
    }
    Ok(())
}

/// Whether a member is what an operating system hides beside the files, as files in directories are.
fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX")
}

/// A member of an archive, which may itself be gzipped.
fn unpacked(bytes: Vec<u8>, name: String, format: Option<Format>) -> OpenResult {
    match Packing::of(&bytes) {
        Packing::Gzip => plain(MultiGzDecoder::new(Cursor::new(bytes)), Some(name), format),
        _ => plain(Cursor::new(bytes), Some(name), format),
    }
}

/// Fails once where there is an error, and is empty else: decoders do not repeat theirs.
struct Damage(Option<io::Error>);

impl Read for Damage {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Decodes byte-order marks and tells the format.
fn plain(input: impl Read + Send + 'static, member: Option<String>, format: Option<Format>) -> OpenResult {
    let decoded = DecodeReaderBytesBuilder::new().bom_override(true).utf8_passthru(true).strip_bom(true).build(input);
    let mut input = decoded;
    let mut head = Vec::with_capacity(HEAD);
    let taken = input.by_ref().take(HEAD as u64).read_to_end(&mut head);
    // What came before a damaged place can still be read: the error waits there for the reader.
    let damage = match taken {
        Err(error) if head.is_empty() => return Err((member, error.into())),
        taken => Damage(taken.err()),
    };
    if decode::lossy(&head).trim().is_empty() {
        return Err((member, OpenError::Empty));
    }
    let Some(format) = format.or_else(|| detect(&head)) else { return Err((member, OpenError::UnknownFormat)) };
    let input = Box::new(BufReader::with_capacity(HEAD, Cursor::new(head).chain(damage).chain(input)));
    Ok(Opened { member, format, input })
}
