//! What a run of a strategy found, in the terms of PRISMA-S (Rethlefsen 2021, doi 10.1186/s13643-020-01542-z): the strategy as
//! run (item 8), limits (9), filters (10), the date of the run (13), records per source (15), deduplication (16).

use crate::search::Warning;
use serde::{Deserialize, Serialize};

/// A report.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Program and version.
    pub program: String,
    /// The file of the strategy.
    pub strategy: String,
    /// When it was run (RFC 3339).
    pub run: String,
    /// What was searched.
    pub index: IndexState,
    /// What was set beside the lines.
    pub limits: Limits,
    /// The lines with their counts, in order.
    pub lines: Vec<LineReport>,
    /// Records of the last line.
    pub total: u64,
    /// Records of the last line by the format from which they were read.
    pub sources: Vec<Count>,
    /// How records that are one work were treated.
    pub deduplication: &'static str,
    /// What became of the records that must be found; none were named: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<KnownRecords>,
    /// How counts changed since an earlier report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Vec<Change>>,
}

/// The state of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexState {
    /// The same as long as nothing is written to the index; 32 hexadecimal digits.
    pub snapshot: String,
    /// Records in it.
    pub records: u64,
    /// When it was last written to.
    pub updated: Option<String>,
    /// The hash of its vocabulary.
    pub vocabulary: Option<String>,
    /// The files of which that was made.
    pub vocabulary_files: Vec<String>,
}

/// Settings that hold for every line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Journals; any of them.
    pub journals: Vec<String>,
    /// Years; any of them.
    pub years: Vec<String>,
    /// Where untagged words are looked for.
    pub scope: &'static str,
    /// Whether untagged words were mapped.
    pub mapping: bool,
}

/// One line.
#[derive(Debug, Clone, Serialize)]
pub struct LineReport {
    /// Its number.
    pub number: u32,
    /// Its line in the file.
    pub line: usize,
    /// The query as written.
    pub query: String,
    /// The query as run, in PubMed's notation, with the lines that it refers to put in.
    pub translation: String,
    /// Records that match.
    pub count: u64,
    /// What was not done as written.
    pub warnings: Vec<Warning>,
}

/// A value and its records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The value.
    pub value: Option<String>,
    /// Records.
    pub count: u64,
}

/// Records that must be found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownRecords {
    /// Ids given.
    pub given: usize,
    /// Of these, found by the last line.
    pub found: usize,
    /// Ids that no record of the index has.
    pub not_in_index: Vec<String>,
    /// The others.
    pub missed: Vec<Missed>,
}

/// A record that the last line does not find.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missed {
    /// Its id as given.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The clauses that lose it.
    pub lost_by: Vec<Lost>,
}

/// A clause that loses a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lost {
    /// The number of the line.
    pub number: u32,
    /// The clause; it stands behind NOT where the record is excluded by it.
    pub clause: String,
    /// Whether the clause finds the record and stands behind NOT.
    pub excluded: bool,
}

/// The count of a line then and now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The number of the line.
    pub number: u32,
    /// The count in the earlier report; none where it had no such line, or another query in it.
    pub then: Option<u64>,
    /// The count now; none where there is no such line any more.
    pub now: Option<u64>,
}

/// What is read of an earlier report.
#[derive(Debug, Deserialize)]
struct Earlier {
    lines: Vec<EarlierLine>,
}

#[derive(Debug, Deserialize)]
struct EarlierLine {
    number: u32,
    query: String,
    count: u64,
}

impl Report {
    /// Compares with an earlier report of `medlar strategy --format json`.
    ///
    /// # Errors
    ///
    /// Where `earlier` is none.
    pub fn compare(&mut self, earlier: &str) -> Result<(), serde_json::Error> {
        let earlier: Earlier = serde_json::from_str(earlier)?;
        let then = |line: &LineReport| earlier.lines.iter().find(|e| e.number == line.number && e.query == line.query);
        let mut changes: Vec<Change> = Vec::new();
        for line in &self.lines {
            changes.push(Change { number: line.number, then: then(line).map(|e| e.count), now: Some(line.count) });
        }
        for old in &earlier.lines {
            if self.lines.iter().all(|line| line.number != old.number) {
                changes.push(Change { number: old.number, then: Some(old.count), now: None });
            }
        }
        self.changes = Some(changes);
        Ok(())
    }
}
