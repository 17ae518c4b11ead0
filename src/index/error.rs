//! What can go wrong with an index, each with what to do.

use std::io;
use std::path::PathBuf;

/// An index cannot be used, or something in it failed.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// There is no index in the directory.
    #[error("{}: no index here; make one with `medlar index PATH…`, or name another with --index", .0.display())]
    Missing(PathBuf),
    /// The directory holds something else.
    #[error("{}: not empty and no Medlar index; name an empty or a new directory with --index", .0.display())]
    Foreign(PathBuf),
    /// The index was written in another form.
    #[error("{}: the index has format {found}, this program reads format {expected}; make it anew with `medlar index --recreate PATH…`", path.display())]
    Version {
        /// The index.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The format of this program.
        expected: u32,
    },
    /// Another process writes to it.
    #[error("{}: the index is being written by {holder}; wait until it is done, searches go on meanwhile", path.display())]
    Locked {
        /// The index.
        path: PathBuf,
        /// Who, as far as the lock says.
        holder: String,
    },
    /// A file of it cannot be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What happened.
        error: io::Error,
    },
    /// A file of it does not hold what it should.
    #[error("{}: damaged: {reason}; restore the index or make it anew with `medlar index --recreate PATH…`", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Its vocabulary cannot be used.
    #[error("{}: {error}", path.display())]
    Vocabulary {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: crate::vocab::VocabularyError,
    },
    /// The engine failed.
    #[error("the index failed: {}; {}", engine_message(.0), advice(.0))]
    Engine(#[source] Box<tantivy::TantivyError>),
}

/// An error of the engine in words: its own are partly made for programmers.
pub(super) fn engine_message(error: &tantivy::TantivyError) -> String {
    use tantivy::TantivyError as E;
    use tantivy::directory::error::{OpenReadError as Open, OpenWriteError as Write};
    match error {
        E::OpenReadError(Open::FileDoesNotExist(path)) => format!("its file {} is missing", path.display()),
        E::OpenReadError(Open::IoError { io_error, filepath }) => {
            let damage = matches!(io_error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof);
            format!("{}: {}{io_error}", filepath.display(), if damage { "damaged: " } else { "" })
        }
        E::OpenReadError(Open::IncompatibleIndex(_)) => "its files are of another version".to_owned(),
        E::OpenWriteError(Write::IoError { io_error, filepath }) => format!("{}: {io_error}", filepath.display()),
        E::DataCorruption(_) => "its files are damaged".to_owned(),
        E::IoError(error) => error.to_string(),
        E::LockFailure(tantivy::directory::error::LockError::IoError(error), _) => {
            format!("it cannot be locked: {error}")
        }
        E::LockFailure(tantivy::directory::error::LockError::LockBusy, _) => "another program has its lock".to_owned(),
        E::OpenDirectoryError(tantivy::directory::error::OpenDirectoryError::IoError { io_error, directory_path }) => {
            format!("{}: {io_error}", directory_path.display())
        }
        // What a thread said as it panicked is for programmers.
        E::SystemError(reason) if reason.starts_with("Merge thread panicked") => {
            "parts of it cannot be merged".to_owned()
        }
        other => other.to_string(),
    }
}

/// What the system said, where that is why the engine failed.
pub(super) fn system_error(error: &tantivy::TantivyError) -> Option<&io::Error> {
    use tantivy::TantivyError as E;
    use tantivy::directory::error::{OpenReadError, OpenWriteError};
    match error {
        E::IoError(error)
        | E::OpenReadError(OpenReadError::IoError { io_error: error, .. })
        | E::OpenWriteError(OpenWriteError::IoError { io_error: error, .. }) => Some(error),
        _ => None,
    }
}

/// What to do about an error of the engine.
fn advice(error: &tantivy::TantivyError) -> &'static str {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    const CHECK: &str = "`medlar check` says whether it is damaged";
    let Some(error) = system_error(error) else { return CHECK };
    match error.kind() {
        StorageFull | QuotaExceeded | FileTooLarge => {
            "what was committed stays: free some space and run the same command again"
        }
        io::ErrorKind::PermissionDenied => "this user may not read or write it",
        _ if too_many_open(error) => "raise the limit of open files (`ulimit -n`)",
        _ => CHECK,
    }
}

/// Whether the system would not read a file for a reason that lies with the program and its user, not with the file.
pub(super) fn cannot_look(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::OutOfMemory) || too_many_open(error)
}

/// Whether the system opens no more files for the program, or for all.
fn too_many_open(error: &io::Error) -> bool {
    #[cfg(unix)]
    const CODES: [i32; 2] = [rustix::io::Errno::MFILE.raw_os_error(), rustix::io::Errno::NFILE.raw_os_error()];
    /// `ERROR_TOO_MANY_OPEN_FILES`.
    #[cfg(not(unix))]
    const CODES: [i32; 1] = [4];
    error.raw_os_error().is_some_and(|code| CODES.contains(&code))
}

impl From<tantivy::TantivyError> for IndexError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Engine(Box::new(error))
    }
}

impl IndexError {
    /// Whether a file that was named is not there.
    pub(super) fn is_missing_file(&self) -> bool {
        use tantivy::directory::error::OpenReadError::FileDoesNotExist;
        match self {
            Self::Io { error, .. } => error.kind() == io::ErrorKind::NotFound,
            Self::Engine(error) => {
                matches!(**error, tantivy::TantivyError::OpenReadError(FileDoesNotExist(_)))
                    || system_error(error).is_some_and(|error| error.kind() == io::ErrorKind::NotFound)
            }
            _ => false,
        }
    }

    /// Whether it says nothing of the index, only that this program may not read it, or cannot open so many files.
    pub(super) fn cannot_look(&self) -> bool {
        match self {
            Self::Io { error, .. } => cannot_look(error),
            Self::Engine(error) => system_error(error).is_some_and(cannot_look),
            _ => false,
        }
    }

    /// For `map_err`: an I/O error with its path.
    pub(super) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |error| Self::Io { path, error }
    }
}
