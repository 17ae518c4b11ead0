//! How often each record is cited, as of one commit, kept in a file beside the records. Whoever has counted it writes the
//! file; whoever reads it takes it only where it is of the very segments that it looks at, and else counts again.
//!
//! The file is one line of JSON ([`Head`]), then four bytes for each record of each segment, deleted ones too, the lowest
//! byte first, and a seal ([`super::seal`]).

use super::directory::write_at_once;
use super::fetched::ask_for;
use super::lock::Lock;
use super::seal::seal;
use super::{Index, IndexError, Reader};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::Range;
use std::path::Path;
use tantivy::directory::{FileHandle, OwnedBytes};
use tantivy::{DocAddress, Searcher};
use tantivy_common::file_slice::WrapFile;

/// The file's name.
pub(super) const TALLY: &str = "cited";

/// Bytes of a count.
const COUNT: usize = size_of::<u32>();

/// Bytes of the longest head: thousands of segments.
const MAX_HEAD: u64 = 1 << 20;

/// What was counted.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    segments: Vec<CountedSegment>,
    /// Links by the number of their method.
    links: Vec<u64>,
}

/// A segment with those of its records deleted that were deleted then.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct CountedSegment {
    id: String,
    deletes: Option<u64>,
    docs: u32,
}

/// How often each record is cited, by segment and document.
#[derive(Debug)]
pub struct Tally {
    counts: WrapFile,
    /// The same, for asking.
    file: File,
    head: Head,
    /// Where the counts begin.
    start: usize,
}

impl Tally {
    /// The counts in the index directory `dir`; `None` where there are none that can be read.
    fn open(dir: &Path) -> Option<Self> {
        let mut file = BufReader::new(File::open(dir.join(TALLY)).ok()?);
        let mut line = Vec::new();
        (&mut file).take(MAX_HEAD).read_until(b'\n', &mut line).ok()?;
        let head: Head = serde_json::from_slice(&line).ok()?;
        let file = file.into_inner();
        Some(Self { counts: WrapFile::new(file.try_clone().ok()?).ok()?, file, head, start: line.len() })
    }

    /// The same where they are of what `searcher` sees.
    pub(super) fn of(dir: &Path, searcher: &Searcher) -> Option<Self> {
        Self::open(dir).filter(|tally| tally.head.segments == segments(searcher))
    }

    /// How many records cite the one at `address`.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn count(&self, address: DocAddress) -> io::Result<u32> {
        let bytes = self.counts.read_bytes(self.place(address))?;
        Ok(bytes.first_chunk().map_or(0, |count| u32::from_le_bytes(*count)))
    }

    /// Has the system read the counts of the records at these places, and does not wait for it.
    pub(super) fn ask_for(&self, addresses: &[DocAddress]) {
        addresses.iter().for_each(|address| ask_for(&self.file, &self.place(*address)));
    }

    /// Where in the file the count of a record is.
    fn place(&self, address: DocAddress) -> Range<usize> {
        let before = self.head.segments.iter().take(address.segment_ord as usize);
        let number = before.map(|segment| segment.docs as usize).sum::<usize>() + address.doc_id as usize;
        let at = self.start + number * COUNT;
        at..at + COUNT
    }

    /// All counts, by segment and document.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn counts(&self) -> io::Result<Vec<Vec<u32>>> {
        let mut at = self.start;
        let mut counts = Vec::with_capacity(self.head.segments.len());
        for segment in &self.head.segments {
            let behind = at + segment.docs as usize * COUNT;
            let bytes = if behind > at { self.counts.read_bytes(at..behind)? } else { OwnedBytes::empty() };
            at = behind;
            counts.push(bytes.as_chunks().0.iter().map(|count| u32::from_le_bytes(*count)).collect());
        }
        Ok(counts)
    }

    /// Links by the number of their method.
    #[must_use]
    pub fn links(&self) -> &[u64] {
        &self.head.links
    }
}

impl Reader {
    /// Records in segments that were not there yet when the counts that are kept were made: all where none are kept.
    #[must_use]
    pub fn uncounted(&self) -> u64 {
        let counted = self.dir().and_then(Tally::open).map(|tally| tally.head.segments).unwrap_or_default();
        let is_counted = |id: String| counted.iter().any(|segment| segment.id == id);
        let new = self.searcher().segment_readers().iter().filter(|new| !is_counted(new.segment_id().uuid_string()));
        new.map(|segment| u64::from(segment.num_docs())).sum()
    }
}

impl Index {
    /// Keeps `counts`, which were made with `reader`, and the numbers of links by method. An index in memory keeps none; one that
    /// another process writes to will have others soon.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn keep_counts(&self, reader: &Reader, counts: &[Vec<u32>], links: &[u64]) -> Result<(), IndexError> {
        let Some(dir) = &self.dir else { return Ok(()) };
        let _lock = match Lock::take(dir) {
            Err(IndexError::Locked { .. }) => return Ok(()),
            lock => lock?,
        };
        let head = Head { segments: segments(reader.searcher()), links: links.to_vec() };
        let path = dir.join(TALLY);
        let written = || {
            let mut bytes = serde_json::to_vec(&head)?;
            bytes.push(b'\n');
            bytes.reserve(counts.iter().map(|counts| counts.len() * COUNT).sum());
            bytes.extend(counts.iter().flatten().flat_map(|count| count.to_le_bytes()));
            write_at_once(&path, &seal(bytes))
        };
        written().map_err(IndexError::io(&path))
    }
}

fn segments(searcher: &Searcher) -> Vec<CountedSegment> {
    let segments = searcher.segment_readers().iter();
    let counted = |segment: &tantivy::SegmentReader| CountedSegment {
        id: segment.segment_id().uuid_string(),
        deletes: segment.delete_opstamp(),
        docs: segment.max_doc(),
    };
    segments.map(counted).collect()
}
