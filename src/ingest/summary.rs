//! What a run did.

use serde::Serialize;
use std::{fmt, io};

/// Rejections kept for the summary; all are reported as they come.
const KEPT_REJECTIONS: usize = 100;

/// The result of a run. Its serialised form is `medlar index --json` (`schema/index.schema.json`).
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Summary {
    /// Files.
    pub files: Files,
    /// Records.
    pub records: Records,
    /// References of the records read.
    pub references: u64,
    /// Bytes read, as they lie on disk.
    pub bytes_read: u64,
    /// Wall time in seconds.
    pub seconds: f64,
    /// Size of the index on disk afterwards, in bytes.
    pub index_bytes: u64,
    /// The first hundred rejections.
    pub rejections: Vec<Rejection>,
    /// Whether the input holds what no count tells: an order to delete what is not there, or a damaged file of which an earlier run took what
    /// there is.
    #[serde(skip)]
    pub(super) holds_more: bool,
}

/// Counts of files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Files {
    /// Read.
    pub read: u64,
    /// Taken by an earlier run and unchanged.
    pub skipped_unchanged: u64,
    /// Of no known format, or not readable, or damaged.
    pub failed: u64,
}

/// Counts of records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Records {
    /// Read.
    pub read: u64,
    /// New in the index.
    pub added: u64,
    /// Newer versions of records in the index.
    pub replaced: u64,
    /// Of these, how many have fields of several sources now.
    pub combined: u64,
    /// Deleted by order of the input.
    pub deleted: u64,
    /// In the index already, the same or richer.
    pub unchanged: u64,
    /// Rejected.
    pub rejected: u64,
}

/// Something that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejection {
    /// The file.
    pub file: String,
    /// The line on which it begins; `None` where the whole file is meant.
    pub line: Option<u64>,
    /// Its number among the file's records; `None` where the whole file is meant.
    pub record: Option<u64>,
    /// Why.
    pub reason: String,
}

/// `FILE:LINE: record N: reason`.
impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(record) = self.record {
            write!(f, ": record {record}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// What is said of a file that cannot be read on, behind a record or before the first.
pub(super) fn damage(behind_a_record: bool, error: &io::Error) -> String {
    let place = if behind_a_record { " behind this place, what came before is taken" } else { "" };
    format!("the file is damaged{place}: {error}")
}

impl Summary {
    pub(super) fn reject(&mut self, rejection: Rejection) {
        if self.rejections.len() < KEPT_REJECTIONS {
            self.rejections.push(rejection);
        }
    }

    /// Whether anything was rejected.
    #[must_use]
    pub fn has_rejections(&self) -> bool {
        self.records.rejected > 0 || self.files.failed > 0
    }

    /// Whether the input held anything that the index took, now or earlier.
    #[must_use]
    pub fn found_records(&self) -> bool {
        self.records.read > 0 || self.files.skipped_unchanged > 0 || self.holds_more
    }
}
