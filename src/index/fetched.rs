//! Files of an index as a query reads them: many small parts, far from each other.
//!
//! A mapped file is read page by page as it is touched, and the system reads on behind each page as far as the disk is set to
//! (some megabytes on spinning and virtual ones), which is in vain here: a query of a cold index of a million records read 700 MB.
//! So small parts are asked for as a whole, which the system does in one go, and are mapped without reading on.

use crate::asking::{CAN_ASK, is_looking_up, is_only_asking};
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tantivy::directory::error::{OpenDirectoryError, OpenReadError};
use tantivy::directory::{Advice, FileHandle, MmapDirectory, OwnedBytes};
use tantivy::{Directory, HasLen};

/// Bytes of the largest part that is asked for as a whole: of larger ones seldom all is read.
const LARGEST: usize = 4 << 20;

/// The same where a few pages of a part are wanted.
const LARGEST_LOOKED_UP: usize = 64 << 10;

/// Files that are held open for that at once; a process may hold about a thousand. Others are mapped as they are.
const MOST_OPEN: usize = 256;

/// A directory of files that are read in small parts.
#[derive(Clone, Debug)]
pub(super) struct FetchedFiles {
    files: MmapDirectory,
    /// The same, mapped without reading on.
    parts: MmapDirectory,
    path: PathBuf,
    /// Held by each open file.
    open: Arc<()>,
}

impl FetchedFiles {
    /// The files of `files`, a directory at `path`.
    pub(super) fn new(files: MmapDirectory, path: &Path) -> Result<Self, OpenDirectoryError> {
        let parts = MmapDirectory::open_with_madvice(path, Advice::Random)?;
        Ok(Self { files, parts, path: path.to_owned(), open: Arc::default() })
    }

    /// A file of it.
    pub(super) fn file(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        if !CAN_ASK || Arc::strong_count(&self.open) > MOST_OPEN {
            return self.files.get_file_handle(path);
        }
        Ok(Arc::new(self.fetched(path)?))
    }

    fn fetched(&self, path: &Path) -> Result<Fetched, OpenReadError> {
        let place = self.path.join(path);
        let file = File::open(&place).map_err(|error| OpenReadError::wrap_io_error(error, place))?;
        let whole = self.files.get_file_handle(path)?;
        let parts = self.parts.get_file_handle(path)?;
        Ok(Fetched { file, parts, asked: AskedPages::of(whole.len()), whole, _open: self.open.clone() })
    }
}

/// A file that is read in parts.
#[derive(Debug)]
struct Fetched {
    file: File,
    whole: Arc<dyn FileHandle>,
    parts: Arc<dyn FileHandle>,
    asked: AskedPages,
    _open: Arc<()>,
}

impl FileHandle for Fetched {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let is_looking_up = is_looking_up();
        let is_small = range.len() <= if is_looking_up { LARGEST_LOOKED_UP } else { LARGEST };
        // Where in a large part the rest stands is told at its end.
        let wanted = if is_small { range.clone() } else { range.end - PAGE..range.end };
        if (is_small || is_looking_up) && self.asked.are_new(&wanted) {
            ask_for(&self.file, &wanted);
        }
        if is_only_asking() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        if is_small || is_looking_up { self.parts.read_bytes(range) } else { self.whole.read_bytes(range) }
    }
}

impl HasLen for Fetched {
    fn len(&self) -> usize {
        self.whole.len()
    }
}

/// Bytes of a page, or of a part of one where the system's are larger.
const PAGE: usize = 4096;

/// The pages of a file that were asked for, a bit each: asking again is a call of the system for nothing, and a query makes
/// hundreds of them.
#[derive(Debug)]
struct AskedPages(Vec<AtomicU64>);

impl AskedPages {
    /// Those of a file of so many bytes: none yet.
    fn of(length: usize) -> Self {
        Self((0..=length / PAGE / 64).map(|_| AtomicU64::new(0)).collect())
    }

    /// Notes the pages of a part; whether one of them is new.
    fn are_new(&self, range: &Range<usize>) -> bool {
        let mut new = false;
        for page in range.start / PAGE..range.end.div_ceil(PAGE) {
            let bit = 1 << (page % 64);
            let asked = self.0.get(page / 64).filter(|asked| asked.load(Relaxed) & bit == 0);
            new |= asked.is_some_and(|asked| asked.fetch_or(bit, Relaxed) & bit == 0);
        }
        new
    }
}

/// Has the system read a part of a file, unless it has it already, and does not wait for it.
#[cfg(target_os = "linux")]
pub(super) fn ask_for(file: &File, range: &Range<usize>) {
    let length = std::num::NonZeroU64::new(range.len() as u64);
    if length.is_some() {
        // A wish that is not granted costs time and nothing else.
        let _ = rustix::fs::fadvise(file, range.start as u64, length, rustix::fs::Advice::WillNeed);
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn ask_for(_: &File, _: &Range<usize>) {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asking::{look_up, only_ask};

    #[test]
    fn who_only_asks_waits_for_nothing() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("part"), vec![7; 3 * PAGE]).unwrap();
        let files = FetchedFiles::new(MmapDirectory::open(dir.path()).unwrap(), dir.path()).unwrap();
        let file = files.file(Path::new("part")).unwrap();
        only_ask(|| assert_eq!(file.read_bytes(0..10).is_err(), CAN_ASK));
        assert_eq!(file.read_bytes(0..10).unwrap().as_slice(), [7; 10]);
    }

    #[test]
    fn a_page_is_asked_for_once() {
        let pages = AskedPages::of(3 * PAGE);
        assert!(!pages.are_new(&(0..0)));
        assert!(pages.are_new(&(10..20)));
        assert!(!pages.are_new(&(0..PAGE)));
        assert!(pages.are_new(&(PAGE - 1..PAGE + 1)));
        assert!(!pages.are_new(&(PAGE..2 * PAGE)));
        assert!(pages.are_new(&(0..3 * PAGE)));
    }

    #[test]
    fn who_looks_something_up_asks_for_the_end_of_a_large_part_and_for_all_of_a_small_one() {
        let dir = tempfile::tempdir().unwrap();
        let content: Vec<u8> = (0..LARGEST_LOOKED_UP + 3 * PAGE).map(|n| (n / 100) as u8).collect();
        std::fs::write(dir.path().join("part"), &content).unwrap();
        let directory = FetchedFiles::new(MmapDirectory::open(dir.path()).unwrap(), dir.path()).unwrap();
        let asked = |range: Range<usize>| {
            let file = directory.fetched(Path::new("part")).unwrap();
            assert_eq!(look_up(|| file.read_bytes(range.clone())).unwrap().as_slice(), &content[range]);
            file.asked.0.iter().map(|pages| pages.load(Relaxed).count_ones()).sum::<u32>()
        };
        assert_eq!(asked(PAGE..PAGE + LARGEST_LOOKED_UP), 16);
        assert_eq!(asked(PAGE..2 * PAGE + LARGEST_LOOKED_UP), 1);
    }

    #[test]
    fn parts_are_those_of_the_file_however_many_are_open() {
        let dir = tempfile::tempdir().unwrap();
        let length = LARGEST + 100_000;
        let content: Vec<u8> = (0..length as u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        std::fs::write(dir.path().join("a.idx"), &content).unwrap();
        let files = FetchedFiles::new(MmapDirectory::open(dir.path()).unwrap(), dir.path()).unwrap();
        let held: Vec<_> = (0..MOST_OPEN + 3).map(|_| files.file(Path::new("a.idx")).unwrap()).collect();
        assert!(Arc::strong_count(&files.open) <= MOST_OPEN + 1);
        for range in [0..0, 5..5, 0..10, 1_000..70_000, 0..LARGEST + 1, length - 10..length] {
            for file in [&held[0], &held[MOST_OPEN + 2]] {
                assert_eq!(file.read_bytes(range.clone()).unwrap().as_slice(), &content[range.clone()]);
            }
        }
        drop(held);
        assert_eq!(Arc::strong_count(&files.open), 1);
    }
}
