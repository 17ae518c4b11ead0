//! Runs: the terms of a field in order with their postings, as they wait until the segment is written.
//!
//! What does not fit in memory while a segment is collected waits in a file without a name, which is gone with the program,
//! however that ends. A term of a run is the number of its letters, its letters, the number of its records, the number of
//! bytes of its postings, and these, as [`super::postings`] has them.

use crate::index::document::push_number;
use crate::lexicon;
use std::cmp::Ordering;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use tantivy::HasLen;
use tantivy::directory::FileSlice;
use tantivy_common::file_slice::WrapFile;

/// Bytes of a run that are read at once.
const WINDOW: usize = 64 * 1024;

/// Parts of a segment that wait on the disk, or in memory where there is no directory for them.
pub(super) struct Waiting {
    /// Without a name, so that it is gone with the program.
    file: Option<BufWriter<File>>,
    bytes: usize,
    parts: Vec<Part>,
}

#[derive(Default)]
enum Part {
    #[default]
    Empty,
    InMemory(Vec<u8>),
    OnDisk(Range<usize>),
}

impl Waiting {
    /// So many parts, which are empty yet.
    pub(super) fn new(dir: Option<&Path>, parts: usize) -> io::Result<Self> {
        let file = dir.map(tempfile::tempfile_in).transpose()?;
        let mut waiting = Self { file: file.map(BufWriter::new), bytes: 0, parts: Vec::new() };
        waiting.parts.resize_with(parts, Part::default);
        Ok(waiting)
    }

    /// Takes the part of that number.
    pub(super) fn put(&mut self, number: usize, bytes: Vec<u8>) -> io::Result<()> {
        self.parts[number] = match &mut self.file {
            _ if bytes.is_empty() => Part::Empty,
            None => Part::InMemory(bytes),
            Some(file) => {
                file.write_all(&bytes)?;
                self.bytes += bytes.len();
                Part::OnDisk(self.bytes - bytes.len()..self.bytes)
            }
        };
        Ok(())
    }

    /// The parts, to be read.
    pub(super) fn parts(self) -> io::Result<Vec<FileSlice>> {
        let file = match self.file {
            Some(file) => FileSlice::new(Arc::new(WrapFile::new(file.into_inner().map_err(|e| e.into_error())?)?)),
            None => FileSlice::empty(),
        };
        let part = |part| match part {
            Part::Empty => FileSlice::empty(),
            Part::InMemory(bytes) => FileSlice::from(bytes),
            Part::OnDisk(range) => file.slice(range),
        };
        Ok(self.parts.into_iter().map(part).collect())
    }
}

/// Appends a term to a run; `postings` has the number of its records and their bytes.
pub(super) fn push_term(run: &mut Vec<u8>, letters: &[u8], docs: u32, postings: &[u8]) {
    let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    push_number(run, number(letters.len()));
    run.extend_from_slice(letters);
    push_number(run, docs);
    push_number(run, number(postings.len()));
    run.extend_from_slice(postings);
}

/// Reads a run, term by term.
pub(super) struct Run {
    bytes: BufReader<Windows>,
    ended: bool,
    /// The first letters, by which most terms are told apart.
    beginning: u64,
    letters: Vec<u8>,
    docs: u32,
    postings: Vec<u8>,
}

impl Run {
    /// At the first term.
    pub(super) fn open(from: FileSlice) -> io::Result<Self> {
        let bytes = BufReader::with_capacity(WINDOW, Windows { from, read: 0 });
        let (letters, postings) = Default::default();
        let mut run = Self { bytes, ended: false, beginning: 0, letters, docs: 0, postings };
        run.advance()?;
        Ok(run)
    }

    /// Goes on to the next term.
    pub(super) fn advance(&mut self) -> io::Result<()> {
        self.ended = self.bytes.fill_buf()?.is_empty();
        if self.ended {
            return Ok(());
        }
        let length = self.number()?;
        read(&mut self.bytes, length, &mut self.letters)?;
        self.beginning = beginning(&self.letters);
        self.docs = self.number()?;
        let length = self.number()?;
        read(&mut self.bytes, length, &mut self.postings)
    }

    /// Whether there is no term any more.
    pub(super) fn is_at_end(&self) -> bool {
        self.ended
    }

    /// The letters of the term at which it is.
    pub(super) fn letters(&self) -> &[u8] {
        &self.letters
    }

    /// The number of its records.
    pub(super) fn docs(&self) -> u32 {
        self.docs
    }

    /// Its postings.
    pub(super) fn postings(&self) -> &[u8] {
        &self.postings
    }

    /// The order of the terms at which two runs are.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        self.beginning.cmp(&other.beginning).then_with(|| self.letters.cmp(&other.letters))
    }

    /// As [`crate::index::document::take_number`] reads it.
    fn number(&mut self) -> io::Result<u32> {
        let (mut number, mut shift) = (0_u32, 0);
        loop {
            let byte = *self.bytes.fill_buf()?.first().ok_or(io::ErrorKind::UnexpectedEof)?;
            self.bytes.consume(1);
            number |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte & 0x80 != 0 {
                return Ok(number);
            }
            shift += 7;
        }
    }
}

fn read(from: &mut BufReader<Windows>, bytes: u32, out: &mut Vec<u8>) -> io::Result<()> {
    out.resize(bytes as usize, 0);
    from.read_exact(out)
}

/// The first eight letters as a number that orders as they do.
pub(super) fn beginning(letters: &[u8]) -> u64 {
    u64::from_be_bytes(lexicon::beginning(letters))
}

/// Reads a part of a file from its beginning to its end.
struct Windows {
    from: FileSlice,
    read: usize,
}

impl Read for Windows {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let bytes = out.len().min(self.from.len() - self.read);
        if bytes > 0 {
            out[..bytes].copy_from_slice(&self.from.read_bytes_slice(self.read..self.read + bytes)?);
            self.read += bytes;
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn terms_come_back(
            terms in prop::collection::btree_map(prop::collection::vec(any::<u8>(), 0..20), (any::<u32>(), 0..200_000_usize), 0..20),
            on_disk: bool,
        ) {
            let dir = tempfile::tempdir().unwrap();
            let mut run = Vec::new();
            let postings = |length| vec![length as u8; length];
            terms.iter().for_each(|(letters, (docs, length))| push_term(&mut run, letters, *docs, &postings(*length)));
            let mut waiting = Waiting::new(on_disk.then(|| dir.path()), 3).unwrap();
            waiting.put(2, b"another".to_vec()).unwrap();
            waiting.put(0, run).unwrap();
            let parts = waiting.parts().unwrap();
            prop_assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "the file has no name");
            prop_assert_eq!(parts[1].len(), 0);
            let another = parts[2].read_bytes().unwrap();
            prop_assert_eq!(another.as_slice(), b"another");
            let (mut run, mut found) = (Run::open(parts[0].clone()).unwrap(), BTreeMap::new());
            while !run.is_at_end() {
                prop_assert_eq!(run.postings(), postings(run.postings().len()));
                found.insert(run.letters().to_vec(), (run.docs(), run.postings().len()));
                run.advance().unwrap();
            }
            prop_assert_eq!(found, terms);
        }
    }

    #[test]
    fn what_is_cut_off_is_an_error() {
        let mut run = Vec::new();
        push_term(&mut run, b"word", 3, b"postings");
        run.pop();
        assert!(Run::open(FileSlice::from(run)).is_err());
    }
}
