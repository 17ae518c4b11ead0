//! The vocabulary of an index: one file beside its records, replaced whole.

use super::IndexError;
use super::directory::write_at_once;
use super::layout::Index;
use super::lock::Lock;
use crate::vocab::{Vocabulary, VocabularyError};
use std::path::Path;
use std::sync::Arc;
use tantivy::directory::error::OpenReadError;
use tantivy::directory::{Directory, MmapDirectory};

/// Its name in the index directory.
pub(super) const VOCABULARY: &str = "vocabulary";

impl Index {
    /// The vocabulary of the index in `dir`, which need not hold records. `None` where there is none.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn vocabulary_in(dir: &Path) -> Result<Option<Arc<Vocabulary>>, IndexError> {
        let path = dir.join(VOCABULARY);
        if !path.exists() {
            return Ok(None);
        }
        // The engine's directory maps the file, without unsafe code of ours.
        let directory = MmapDirectory::open(dir).map_err(tantivy::TantivyError::from)?;
        let bytes = match directory.open_read(Path::new(VOCABULARY)) {
            Ok(file) => file.read_bytes().map_err(IndexError::io(&path))?,
            Err(OpenReadError::FileDoesNotExist(_)) => return Ok(None),
            Err(error) => return Err(tantivy::TantivyError::from(error).into()),
        };
        let damaged = |error: VocabularyError| IndexError::Vocabulary { path, error };
        Ok(Some(Arc::new(Vocabulary::new(Box::new(bytes)).map_err(damaged)?)))
    }

    /// The vocabulary of this index.
    ///
    /// # Errors
    ///
    /// As [`Index::vocabulary_in`].
    pub fn vocabulary(&self) -> Result<Option<Arc<Vocabulary>>, IndexError> {
        match (&self.lent, &self.dir) {
            (Some(lent), _) => Ok(Some(lent.clone())),
            (None, Some(dir)) => Self::vocabulary_in(dir),
            (None, None) => Ok(None),
        }
    }

    /// Lends a vocabulary to an index that has none of its own, such as one in memory.
    #[must_use]
    pub fn with_vocabulary(mut self, vocabulary: Option<Arc<Vocabulary>>) -> Self {
        self.lent = vocabulary;
        self
    }

    /// Makes `bytes` the vocabulary of this index, in one step; `None` removes it. Searches that run keep the one that they
    /// began with.
    ///
    /// # Errors
    ///
    /// Where another process writes to the index, or the file cannot be written.
    pub fn set_vocabulary(&self, bytes: Option<&[u8]>) -> Result<(), IndexError> {
        let Some(dir) = &self.dir else { return Ok(()) };
        let _lock = Lock::take(dir)?;
        let path = dir.join(VOCABULARY);
        match bytes {
            Some(bytes) => write_at_once(&path, bytes).map_err(IndexError::io(&path)),
            None if path.exists() => std::fs::remove_file(&path).map_err(IndexError::io(&path)),
            None => Ok(()),
        }
    }
}
