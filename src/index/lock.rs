//! One writer at a time.
//!
//! The file `lock` is locked by the operating system as long as the writer lives, so that a writer that died leaves no
//! lock behind. What is written in it only names the holder for a message.

use super::IndexError;
use super::layout::LOCK;
use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::Duration;

/// How often, and how long apart, a lock that is held is tried again: a writer that was killed takes a moment to be gone.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(50);

fn try_a_while(file: &File) -> Result<(), TryLockError> {
    for _ in 1..TRIES {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            other => return other,
        }
    }
    file.try_lock()
}

/// The file at `path`, locked.
fn locked(dir: &Path, path: &Path) -> Result<File, IndexError> {
    let mut file =
        File::options().read(true).write(true).create(true).truncate(false).open(path).map_err(IndexError::io(path))?;
    match try_a_while(&file) {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            // Without a name the message is poorer, not wrong.
            let _ = file.read_to_string(&mut holder);
            let holder = if holder.trim().is_empty() { "another process" } else { holder.trim() };
            Err(IndexError::Locked { path: dir.to_owned(), holder: holder.to_owned() })
        }
        Err(TryLockError::Error(error)) => Err(IndexError::Io { path: path.to_owned(), error }),
    }
}

/// Whether an open file is the one at `path`.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
    // Where that cannot be told, the lock is as good as it can be.
    match (file.metadata(), path.metadata()) {
        (_, Err(error)) => error.kind() != std::io::ErrorKind::NotFound,
        (file, there) => file.ok().map(id) == there.ok().map(id),
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

/// Held while an index is written.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of the index in `dir`.
    pub(super) fn take(dir: &Path) -> Result<Self, IndexError> {
        let path = dir.join(LOCK);
        let mut file = loop {
            let file = locked(dir, &path)?;
            // It may have been removed, with the index, while it was waited for.
            if is_at(&file, &path) {
                break file;
            }
        };
        let since = jiff::Timestamp::now().strftime("%F %T UTC");
        let named = format!("process {} ({}{}, since {since})\n", std::process::id(), program(), host());
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(named.as_bytes()))
            .map_err(IndexError::io(&path))?;
        Ok(Self { _file: file })
    }
}

/// The name of this program.
fn program() -> String {
    let path = std::env::current_exe().unwrap_or_default();
    path.file_stem().map_or("a program".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// ` on HOST`, where the machine has a name: the directory may be shared by several.
fn host() -> String {
    #[cfg(unix)]
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    #[cfg(not(unix))]
    let name = std::env::var("COMPUTERNAME").unwrap_or_default();
    if name.is_empty() { name } else { format!(" on {name}") }
}
