//! From a file's bytes to a reader: compression undone, archives gone through, byte-order marks read, the format told
//! from the content.
//!
//! gzip, bzip2, xz (also of several members), zstd, tar and zip are recognised by their first bytes, whatever the file is called,
//! and within one another. An archive yields one input for each file in it, as it is unpacked: members are streamed. Of a
//! zip archive, whose table of contents stands at its end, the packed bytes are held in memory.

use super::members::{self, Member};
use super::{Format, decode, detect, foreign};
use bzip2::bufread::MultiBzDecoder;
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::bufread::MultiGzDecoder;
use lzma_rust2::XzReader;
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// How many bytes the format is told from.
const HEAD: usize = 64 * 1024;

/// How many layers of packing are undone: more are made to do harm.
const DEEPEST: usize = 6;

/// Memory in KB that undoing xz may take; `xz -9` asks for 65 MB.
const XZ_MEMORY: u32 = 128 * 1024;

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
    #[error("{}", io_reason(.0))]
    Io(#[from] io::Error),
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// None of the formats.
    #[error("none of the formats that are read (`medlar index --help` has their names)")]
    UnknownFormat,
    /// Of a format that is read, and nothing in it.
    #[error("no record in it ({})", .0.name())]
    NoRecord(Format),
    /// Something known that is no literature, or that is not read.
    #[error("{0}")]
    Foreign(&'static str),
    /// Packed more often than anybody packs.
    #[error("packed more than {DEEPEST} times over")]
    TooDeep,
    /// An archive with no file in it that is read.
    #[error("an archive without a file that is read: hidden files and links are passed over")]
    NoMember,
    /// A zip archive that cannot be opened.
    #[error("{}", zip_reason(.0))]
    Zip(#[from] zip::result::ZipError),
    /// A file in a zip archive that cannot be unpacked.
    #[error("file {name} in it: {}", zip_reason(.error))]
    ZipMember {
        /// Its name there.
        name: String,
        /// Why.
        error: zip::result::ZipError,
    },
    /// A tar archive that cannot be read on.
    #[error("damaged tar archive: {0}")]
    Tar(io::Error),
}

fn io_reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "it ends within what is packed in it".to_owned(),
        _ => error.to_string(),
    }
}

fn zip_reason(error: &zip::result::ZipError) -> String {
    use zip::result::ZipError;
    match error {
        ZipError::UnsupportedArchive(reason) if *reason == ZipError::PASSWORD_REQUIRED => {
            "protected by a password; unpack it".to_owned()
        }
        ZipError::UnsupportedArchive(reason) => format!("a zip archive of a kind that is not read: {reason}"),
        error => format!("damaged zip archive: {error}"),
    }
}

/// An input that is ready, or the member that is of no use (`None`: all of it) and why.
pub type OpenResult = Result<Opened, (Option<String>, OpenError)>;

/// What undoes the packing of an input.
enum Packing {
    Gzip,
    Bzip2,
    Xz,
    Zstd,
    Zip,
    Tar,
    None,
}

impl Packing {
    fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            // A block follows, or the end.
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31 | 0x17, ..] => Self::Bzip2,
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Self::Xz,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            [b'P', b'K', 3 | 5, 4 | 6, ..] => Self::Zip,
            _ if head.get(257..262) == Some(b"ustar") => Self::Tar,
            _ => Self::None,
        }
    }
}

/// Opens `input`, whatever it is packed in, and calls `take` for each input in it (one, save for an archive).
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
    unpack(Layer { input: Box::new(input), member: None, depth: 0 }, format, take)
}

/// The bytes of a file that holds no records, decompressed and without the mark of their encoding; of a zip archive the first
/// file is given.
///
/// # Errors
///
/// Where the input cannot be read, or the archive is damaged or empty.
pub fn decompressed(input: impl Read + Send + 'static) -> Result<Box<dyn BufRead + Send>, OpenError> {
    let mut input = BufReader::with_capacity(HEAD, input);
    let plain: Box<dyn Read + Send> = match Packing::of(input.fill_buf()?) {
        Packing::Gzip => Box::new(MultiGzDecoder::new(input)),
        Packing::Bzip2 => Box::new(MultiBzDecoder::new(input)),
        Packing::Xz => Box::new(XzReader::new_mem_limit(input, true, XZ_MEMORY)),
        Packing::Zstd => Box::new(zstd::Decoder::with_buffer(input)?),
        Packing::Zip => members::of_zip(input)?.next()?.ok_or(OpenError::Empty)?.input,
        Packing::Tar | Packing::None => Box::new(input),
    };
    let decoded = DecodeReaderBytesBuilder::new().bom_override(true).utf8_passthru(true).strip_bom(true).build(plain);
    Ok(Box::new(BufReader::with_capacity(HEAD, decoded)))
}

/// An input with what is left to undo.
struct Layer {
    input: Box<dyn Read + Send>,
    member: Option<String>,
    depth: usize,
}

fn unpack<E>(layer: Layer, format: Option<Format>, take: &mut dyn FnMut(OpenResult) -> Result<(), E>) -> Result<(), E> {
    let Layer { mut input, member, depth } = layer;
    let mut head = Vec::with_capacity(HEAD);
    let taken = input.by_ref().take(HEAD as u64).read_to_end(&mut head);
    // What came before a damaged place can still be read: the error waits there for the reader.
    let damage = match taken {
        Err(error) if head.is_empty() => return take(Err((member, error.into()))),
        taken => Damage(taken.err()),
    };
    let packing = Packing::of(&head);
    if let Some(name) = foreign::document(&head).filter(|_| matches!(packing, Packing::Zip)) {
        return take(Err((member, OpenError::Foreign(name))));
    }
    if depth > DEEPEST && !matches!(packing, Packing::None) {
        return take(Err((member, OpenError::TooDeep)));
    }
    let whole = BufReader::with_capacity(HEAD, Cursor::new(head).chain(damage).chain(input));
    let deeper = |input: Box<dyn Read + Send>, member| Layer { input, member, depth: depth + 1 };
    match packing {
        Packing::Gzip => unpack(deeper(Box::new(MultiGzDecoder::new(whole)), member), format, take),
        Packing::Bzip2 => unpack(deeper(Box::new(MultiBzDecoder::new(whole)), member), format, take),
        Packing::Xz => unpack(deeper(Box::new(XzReader::new_mem_limit(whole, true, XZ_MEMORY)), member), format, take),
        Packing::Zstd => match zstd::Decoder::with_buffer(whole) {
            Ok(decoder) => unpack(deeper(Box::new(decoder), member), format, take),
            Err(error) => take(Err((member, error.into()))),
        },
        Packing::Tar => unpack_members(members::of_tar(whole), member, depth, format, take),
        Packing::Zip => match members::of_zip(whole) {
            Ok(members) => unpack_members(members, member, depth, format, take),
            Err(error) => take(Err((member, error))),
        },
        Packing::None => take(plain(whole, member, format)),
    }
}

/// Unpacks the members of an archive one by one; `outer` is its own name within another. One without any is an error: it would seem to
/// be read.
fn unpack_members<E>(
    mut members: members::Members,
    outer: Option<String>,
    depth: usize,
    format: Option<Format>,
    take: &mut dyn FnMut(OpenResult) -> Result<(), E>,
) -> Result<(), E> {
    let mut empty = true;
    loop {
        match members.next() {
            Ok(None) if empty => return take(Err((outer, OpenError::NoMember))),
            Ok(None) => return Ok(()),
            Ok(Some(Member { name, input })) => {
                let name = outer.as_ref().map_or(name.clone(), |outer| format!("{outer}/{name}"));
                unpack(Layer { input, member: Some(name), depth: depth + 1 }, format, take)?;
            }
            Err(error) => take(Err((outer.clone(), error)))?,
        }
        empty = false;
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
fn plain(mut input: impl BufRead + Send + 'static, member: Option<String>, format: Option<Format>) -> OpenResult {
    let first = match input.fill_buf() {
        Ok(first) => first,
        Err(error) => return Err((member, error.into())),
    };
    let utf16 = decode::utf16_without_mark(first);
    let mut decoder = DecodeReaderBytesBuilder::new();
    decoder.encoding(utf16).bom_override(true).utf8_passthru(true).strip_bom(true);
    let mut input = decoder.build(input);
    let mut head = Vec::with_capacity(HEAD);
    let taken = input.by_ref().take(HEAD as u64).read_to_end(&mut head);
    let damage = match taken {
        Err(error) if head.is_empty() => return Err((member, error.into())),
        taken => Damage(taken.err()),
    };
    let rest = damage.chain(input);
    let rest: Box<dyn Read + Send> = if decode::ends_lines_by_returns(&head) {
        let rest = decode::Returns::after(&head, rest);
        head = decode::without_returns(&head);
        Box::new(rest)
    } else {
        Box::new(rest)
    };
    let text = decode::lossy(&head);
    if text.trim().is_empty() {
        return Err((member, OpenError::Empty));
    }
    let Some(format) = format.or_else(|| detect(&head)) else {
        let error = foreign::name(&head, text.trim_start_matches('\u{feff}'))
            .map_or(OpenError::UnknownFormat, OpenError::Foreign);
        return Err((member, error));
    };
    let whole = Cursor::new(head).chain(rest);
    Ok(Opened { member, format, input: Box::new(BufReader::with_capacity(HEAD, whole)) })
}
