//! The files in an archive, one after the other. A thread unpacks and hands the bytes over piece by piece, so that a
//! member is a stream like a file and no member is held in memory.

use super::natural;
use super::open::OpenError;
use std::io::{self, BufRead, Cursor, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

/// Bytes handed over together.
const PIECE: usize = 64 * 1024;

/// Pieces that the unpacking may be ahead of the reading.
const AHEAD: usize = 16;

/// A file in an archive.
pub(super) struct Member {
    /// Its path in the archive.
    pub(super) name: String,
    /// Its bytes. They are to be read before the next member is asked for; what is not read is passed over.
    pub(super) input: Box<dyn Read + Send>,
}

/// What the unpacking thread says.
enum Message {
    Begin(String),
    Bytes(Vec<u8>),
    End,
    Fault(OpenError),
}

/// The members of an archive, as they are unpacked.
pub(super) struct Members {
    receiver: Arc<Mutex<Receiver<Message>>>,
}

/// Nobody wants more, or nothing more can be unpacked.
struct Ended;

/// The members of a tar archive.
pub(super) fn of_tar(input: impl Read + Send + 'static) -> Members {
    Members::unpacked_by(move |sender| {
        let mut archive = tar::Archive::new(input);
        for entry in archive.entries().map_err(|error| fault(sender, OpenError::Tar(error)))? {
            let mut entry = entry.map_err(|error| fault(sender, OpenError::Tar(error)))?;
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let kind = entry.header().entry_type();
            let is_file = kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse();
            if is_file && !is_hidden(&name) {
                hand_over(&mut entry, name, sender)?;
            }
        }
        Ok(())
    })
}

/// The members of a zip archive, in the natural order of their names, as files in a directory: their own is that of whoever packed them.
///
/// # Errors
///
/// Where the archive cannot be read, or has no table of contents.
pub(super) fn of_zip(mut input: impl BufRead) -> Result<Members, OpenError> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    Ok(Members::unpacked_by(move |sender| {
        let name_of = |index| archive.name_for_index(index).and_then(Result::ok).map(|name| name.into_owned());
        let mut members: Vec<(usize, Option<String>)> =
            (0..archive.len()).map(|index| (index, name_of(index))).collect();
        members.sort_by(|(_, a), (_, b)| {
            natural::compare(a.as_deref().unwrap_or_default(), b.as_deref().unwrap_or_default())
        });
        for (index, name) in members {
            match archive.by_index(index) {
                Ok(member) if member.is_dir() || name.as_deref().is_some_and(is_hidden) => {}
                Ok(mut member) => {
                    let name = name.unwrap_or_else(|| format!("file {}", index + 1));
                    hand_over(&mut member, name, sender)?;
                }
                Err(error) => {
                    let name = name.unwrap_or_else(|| (index + 1).to_string());
                    let fault = OpenError::ZipMember { name, error };
                    sender.send(Message::Fault(fault)).map_err(|_| Ended)?;
                }
            }
        }
        Ok(())
    }))
}

/// Whether a member is what an operating system hides beside the files, as files in directories are.
fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| (part.starts_with('.') && !matches!(part, "." | "..")) || part == "__MACOSX")
}

fn fault(sender: &SyncSender<Message>, error: OpenError) -> Ended {
    let _ = sender.send(Message::Fault(error));
    Ended
}

/// Sends a member piece by piece. A damaged place ends it; whether the next can be found, the archive knows.
fn hand_over(member: &mut impl Read, name: String, sender: &SyncSender<Message>) -> Result<(), Ended> {
    sender.send(Message::Begin(name)).map_err(|_| Ended)?;
    let copied = io::copy(member, &mut io::BufWriter::with_capacity(PIECE, Pieces(sender)));
    match copied {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Err(Ended),
        Err(error) => sender.send(Message::Fault(error.into())).map_err(|_| Ended)?,
        Ok(_) => {}
    }
    sender.send(Message::End).map_err(|_| Ended)
}

/// Writes into the channel.
struct Pieces<'a>(&'a SyncSender<Message>);

impl Write for Pieces<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.send(Message::Bytes(bytes.to_vec())).map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Members {
    fn unpacked_by(unpack: impl FnOnce(&SyncSender<Message>) -> Result<(), Ended> + Send + 'static) -> Self {
        let (sender, receiver) = sync_channel(AHEAD);
        std::thread::spawn(move || {
            // A decoder that panics must not pass for the end of the archive.
            if catch_unwind(AssertUnwindSafe(|| unpack(&sender))).is_err() {
                fault(&sender, io::Error::other("its decoder failed").into());
            }
        });
        Self { receiver: Arc::new(Mutex::new(receiver)) }
    }

    /// The next member, `None` behind the last.
    ///
    /// # Errors
    ///
    /// Where the archive is damaged. Members may follow all the same.
    pub(super) fn next(&mut self) -> Result<Option<Member>, OpenError> {
        loop {
            match self.receiver.lock().map(|receiver| receiver.recv()) {
                Ok(Ok(Message::Begin(name))) => {
                    let input = Streamed { receiver: self.receiver.clone(), piece: Cursor::default(), ended: false };
                    return Ok(Some(Member { name, input: Box::new(input) }));
                }
                // What its reader did not want of the member before.
                Ok(Ok(Message::Bytes(_) | Message::End)) => {}
                Ok(Ok(Message::Fault(error))) => return Err(error),
                Ok(Err(_)) | Err(_) => return Ok(None),
            }
        }
    }
}

/// A member's bytes as they come.
struct Streamed {
    receiver: Arc<Mutex<Receiver<Message>>>,
    piece: Cursor<Vec<u8>>,
    ended: bool,
}

impl Read for Streamed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.piece.read(buffer)?;
            if read > 0 || buffer.is_empty() || self.ended {
                return Ok(read);
            }
            match self.receiver.lock().map(|receiver| receiver.recv()) {
                Ok(Ok(Message::Bytes(bytes))) => self.piece = Cursor::new(bytes),
                Ok(Ok(Message::Fault(error))) => return Err(io::Error::other(error)),
                Ok(Ok(Message::Begin(_) | Message::End) | Err(_)) | Err(_) => self.ended = true,
            }
        }
    }
}
