//! The files that an index has taken, so that running again takes only what is new.
//!
//! `manifest-N.json` is one JSON object, sealed ([`super::seal`]): `files`, by path; `deletions`, what they ordered to be
//! deleted; `records`, how many there are;
//! `updated`, the time of the commit. It is written and flushed before the commit that names it, and never changed after.

use super::IndexError;
use super::directory::write_at_once;
use super::seal::{seal, unseal};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What the index knows of its sources.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Files taken, by their absolute path.
    pub files: BTreeMap<String, TakenFile>,
    /// PMIDs that files ordered to be deleted, by the name of the file: a file of the same series that is older, and is read
    /// later, does not bring them back.
    #[serde(default)]
    pub deletions: BTreeMap<String, BTreeSet<u32>>,
    /// Records in the index.
    pub records: u64,
    /// When the last commit was made (RFC 3339, UTC).
    pub updated: Option<String>,
}

/// A file as it was when it was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenFile {
    /// Size in bytes.
    pub size: u64,
    /// Time of its last change, in nanoseconds since 1970, where the file system knows it.
    pub modified: Option<i64>,
    /// xxh3-128 of its bytes, 32 hexadecimal digits.
    pub hash: String,
    /// Records read from it, rejected ones not counted.
    pub records: u64,
    /// Records rejected.
    pub rejected: u64,
    /// What of it could not be read, where the rest of it was taken all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub damage: Vec<Damage>,
}

/// A place of a file behind which it cannot be read, or a member of an archive that cannot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Damage {
    /// The member; `None` where the file itself is damaged.
    pub member: Option<String>,
    /// The line of the last record before it, where there is one.
    pub line: Option<u64>,
    /// The number of that record.
    pub record: Option<u64>,
    /// What is wrong.
    pub reason: String,
}

impl Manifest {
    /// Whether nothing was taken yet.
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.deletions.is_empty() && self.records == 0
    }

    /// Reads the manifest of that name in `dir`.
    pub(super) fn read(dir: &Path, name: &str) -> Result<Self, IndexError> {
        let path = dir.join(name);
        let sealed = std::fs::read(&path).map_err(IndexError::io(&path))?;
        let damaged = |reason: String| IndexError::Damaged { path: path.clone(), reason };
        let content = unseal(&sealed).map_err(|broken| damaged(broken.reason().to_owned()))?;
        serde_json::from_slice(content).map_err(|error| damaged(error.to_string()))
    }

    /// Writes the manifest into `dir` under `name`, down to the disk.
    pub(super) fn write(&self, dir: &Path, name: &str) -> Result<(), IndexError> {
        let path = dir.join(name);
        let write = || write_at_once(&path, &seal(serde_json::to_vec(self)?));
        write().map_err(IndexError::io(&path))
    }

    /// Removes the manifests in `dir` but `current`.
    pub(super) fn remove_others(dir: &Path, current: &str) {
        let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
        for entry in entries {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with("manifest-") && name != current {
                // One that cannot be removed now is removed by a later commit.
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
}
