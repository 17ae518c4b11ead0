//! Verifying an index: every byte by its checksum ([`files`]), and every record against what the index says of it
//! ([`contents`]).

mod contents;
mod files;

use super::directory::META;
use super::layout::{RECORDS, check_header, nothing_committed};
use super::{Index, IndexError};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Problems told in full; all are counted.
const KEPT_PROBLEMS: usize = 100;

/// How often checking begins anew where a commit was made meanwhile.
const TRIES: u32 = 20;

/// What a check found. Its serialised form is `medlar check --json` (`schema/check.schema.json`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Whether there is no problem.
    pub sound: bool,
    /// Whether records were compared with their postings and columns, and not checksums alone.
    pub compared: bool,
    /// Files whose checksums were verified.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Parts that the index consists of.
    pub segments: u64,
    /// Records.
    pub records: u64,
    /// Records that were replaced or deleted and still take room.
    pub deleted: u64,
    /// Records by the format from which they were read; empty where records were not compared.
    pub sources: BTreeMap<String, u64>,
    /// Files that the index has taken, after its manifest.
    pub files_taken: u64,
    /// How many problems there are.
    pub problem_count: u64,
    /// The first hundred.
    pub problems: Vec<Problem>,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// The file, relative to the index; `None` where records are at fault.
    pub file: Option<String>,
    /// The record, by its id; `None` where a whole file is meant.
    pub record: Option<String>,
    /// What is wrong.
    pub problem: String,
}

impl Problem {
    fn of_file(file: impl Into<String>, problem: impl ToString) -> Self {
        Self { file: Some(file.into()), record: None, problem: problem.to_string() }
    }
}

impl Check {
    fn add(&mut self, problems: impl IntoIterator<Item = Problem>) {
        for problem in problems {
            self.problem_count += 1;
            if self.problems.len() < KEPT_PROBLEMS {
                self.problems.push(problem);
            }
        }
    }
}

/// Verifies the index in `dir` with so many threads: checksums, and, unless `fast`, records against postings and columns.
/// Nothing is written. An index that is written meanwhile is checked as of one commit.
///
/// # Errors
///
/// Where there is no index, or one of another format, or where this program may not read it or cannot open so many files: nothing can be
/// said of it.
pub fn check(dir: &Path, fast: bool, threads: usize) -> Result<Check, IndexError> {
    let meta = || std::fs::read(dir.join(RECORDS).join(META)).unwrap_or_default();
    for _ in 1..TRIES {
        let before = meta();
        let check = check_once(dir, fast, threads)?;
        if check.problem_count == 0 || before == meta() {
            return Ok(check);
        }
    }
    check_once(dir, fast, threads)
}

fn check_once(dir: &Path, fast: bool, threads: usize) -> Result<Check, IndexError> {
    let mut check = Check::default();
    match check_header(dir) {
        Err(error @ (IndexError::Missing(_) | IndexError::Version { .. })) => return Err(error),
        Err(error) if error.cannot_look() => return Err(error),
        Err(IndexError::Damaged { reason, .. }) => check.add([Problem::of_file(super::layout::HEADER, reason)]),
        Err(error) => check.add([Problem::of_file(super::layout::HEADER, error)]),
        Ok(()) => {}
    }
    if nothing_committed(&dir.join(RECORDS)) {
        // A first run was ended before its first commit; the next one begins anew.
        return Err(IndexError::Missing(dir.to_owned()));
    }
    files::verify(dir, &mut check)?;
    if check.problem_count == 0 {
        match Index::open(dir).and_then(|index| contents::Opened::new(&index)) {
            Ok(opened) => opened.verify(fast, threads, &mut check),
            Err(error) if error.cannot_look() => return Err(error),
            Err(error) => check.add([Problem::of_file(RECORDS, error)]),
        }
    }
    check.sound = check.problem_count == 0;
    Ok(check)
}
