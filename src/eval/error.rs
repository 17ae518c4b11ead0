//! Why a collection cannot be evaluated.

use crate::index::IndexError;
use crate::ingest::{IngestError, SourceError};
use crate::search::SearchError;
use std::io;
use std::path::{Path, PathBuf};

/// A collection that cannot be evaluated.
#[derive(Debug, thiserror::Error)]
pub enum EvalError {
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A line of a file is not what it should be.
    #[error("{}:{line}: {reason}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
        /// What is wrong, and what was expected.
        reason: String,
    },
    /// A file as a whole is not what it should be.
    #[error("{}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A question cannot be answered.
    #[error("question {question}: {source}")]
    Search {
        /// The question's id.
        question: String,
        /// Why.
        source: SearchError,
    },
    /// The collection cannot be found.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The collection cannot be indexed.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
}

impl EvalError {
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::Io { path, source }
    }

    pub(super) fn line(path: &Path, line: usize, reason: impl Into<String>) -> Self {
        Self::Line { path: path.to_owned(), line, reason: reason.into() }
    }
}
