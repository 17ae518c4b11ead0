//! Files of an index as a merge reads them: from the beginning to the end, no more of them in memory than is being read.
//!
//! A file that is mapped counts as memory of the process as far as it was read, and a merge reads all of its input. So
//! postings and positions, which are read term by term in the order of the file, are read through a window; of the other
//! files the parts asked for are mapped, for as long as they are used.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::directory::error::OpenReadError;
use tantivy::directory::{FileHandle, MmapDirectory, OwnedBytes};
use tantivy::{Directory, HasLen};

/// Bytes read at once.
const WINDOW: usize = 256 * 1024;

/// Ends of the names of files that are read in small parts, one behind the other.
const READ_IN_ORDER: [&str; 2] = ["idx", "pos"];

/// A file of `files` at `path`, which is also at `place`, as it is read from the beginning to the end.
pub(super) fn streamed(
    files: &MmapDirectory,
    path: &Path,
    place: PathBuf,
) -> Result<Arc<dyn FileHandle>, OpenReadError> {
    let bytes = files.get_file_handle(path)?.len();
    let in_order = path.extension().is_some_and(|end| READ_IN_ORDER.iter().any(|known| end == *known));
    if !in_order {
        return Ok(Arc::new(MappedInParts { files: files.clone(), path: path.to_owned(), bytes }));
    }
    let file = File::open(&place).map_err(|error| OpenReadError::wrap_io_error(error, place))?;
    Ok(Arc::new(Windowed { bytes, window: Mutex::new(Window { file, start: 0, read: OwnedBytes::empty() }) }))
}

/// A file that is mapped anew for each part asked for, and let go with it.
struct MappedInParts {
    files: MmapDirectory,
    path: PathBuf,
    bytes: usize,
}

impl FileHandle for MappedInParts {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        self.files.get_file_handle(&self.path).map_err(io::Error::other)?.read_bytes(range)
    }
}

/// A file of which the part last read is kept.
struct Windowed {
    bytes: usize,
    window: Mutex<Window>,
}

struct Window {
    file: File,
    /// Where in the file `read` begins.
    start: usize,
    read: OwnedBytes,
}

impl FileHandle for Windowed {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if range.start < window.start || range.end > window.start + window.read.len() {
            let end = range.end.max(range.start + WINDOW).min(self.bytes);
            window.read(range.start, end)?;
        }
        let from = range.start - window.start;
        Ok(window.read.slice(from..from + range.len()))
    }
}

impl Window {
    fn read(&mut self, start: usize, end: usize) -> io::Result<()> {
        let mut read = vec![0; end.saturating_sub(start)];
        self.file.seek(SeekFrom::Start(start as u64))?;
        self.file.read_exact(&mut read)?;
        (self.start, self.read) = (start, OwnedBytes::new(read));
        Ok(())
    }
}

impl HasLen for MappedInParts {
    fn len(&self) -> usize {
        self.bytes
    }
}

impl HasLen for Windowed {
    fn len(&self) -> usize {
        self.bytes
    }
}

impl fmt::Debug for MappedInParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in parts", self.path.display())
    }
}

impl fmt::Debug for Windowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes through a window", self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_read_as_it_is_in_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let content: Vec<u8> = (0..1_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let files = MmapDirectory::open(dir.path()).unwrap();
        for name in ["a.idx", "a.store"] {
            std::fs::write(dir.path().join(name), &content).unwrap();
            let file = streamed(&files, Path::new(name), dir.path().join(name)).unwrap();
            assert_eq!(file.len(), content.len());
            let end = content.len();
            // In order, across windows, backwards, nothing, more than a window, the whole.
            for range in
                [0..10, 10..300_000, 299_999..300_001, 5..6, end..end, end - 1..end, 7..7, 100..WINDOW + 101, 0..end]
            {
                assert_eq!(file.read_bytes(range.clone()).unwrap().as_slice(), &content[range], "{name}");
            }
        }
    }
}
