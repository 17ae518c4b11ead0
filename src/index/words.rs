//! Where the words of each segment stand, and the words of each record ([`crate::lexicon`]), in files beside the records.
//!
//! A segment never changes, and neither do its files: one with its id for a name, and one more for each range of its records (`ID.0`). They are worked out from the rest: a search
//! that does not find them is slower and gives the same. Each file ends with a seal ([`super::seal`]), which `medlar check` verifies.

use super::directory::write_at_once;
use super::fetched::ask_for;
use super::lock::Lock;
use super::seal::{SEAL_BYTES, seal};
use super::threads::side_by_side;
use super::{Index, IndexError};
use crate::lexicon::{Lexicon, Lexicons, RANGE, Vectors, build, build_vectors};
use crate::schema::table;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use tantivy::directory::{Advice, MmapDirectory, OwnedBytes};
use tantivy::index::{SegmentId, SegmentReader};
use tantivy::schema::Field;
use tantivy::{Directory, HasLen, Searcher};

/// The directory's name.
pub(super) const WORDS: &str = "words";

/// The words of the records of each segment, by ranges.
pub(super) type AllVectors = Vec<Vec<Vectors>>;

/// The lexicons that are kept of the segments that `searcher` sees in the index directory `dir`.
pub(super) fn kept_lexicons(dir: &Path, searcher: &Searcher) -> Lexicons {
    let words = dir.join(WORDS);
    let Some(files) = opened(&words) else { return Lexicons::default() };
    let asked = |segment: &SegmentReader| {
        let file = File::open(words.join(lexicon_name(segment))).ok()?;
        ask_for(&file, &(0..1));
        Some(file)
    };
    // All are asked for their beginnings before any is waited for.
    let asked: Vec<Option<File>> = searcher.segment_readers().iter().map(asked).collect();
    let of = |(segment, file): (&SegmentReader, Option<File>)| {
        let lexicon = kept_lexicon(&files, segment)?;
        file.into_iter().for_each(|file| ask_for(&file, &lexicon.directory()));
        Some((segment.segment_id(), lexicon))
    };
    Lexicons::new(searcher.segment_readers().iter().zip(asked).filter_map(of))
}

/// The words of the records of all segments; `None` where they are not kept of each.
pub(super) fn kept_vectors(dir: &Path, searcher: &Searcher, lexicons: &Lexicons) -> Option<AllVectors> {
    let files = opened(&dir.join(WORDS))?;
    let of = |segment: &SegmentReader| {
        let lexicon = lexicons.of(segment.segment_id())?;
        let range = |number: u32| Vectors::open(content(&files, &vectors_name(segment, number))?, lexicon);
        ranges(segment).map(range).collect::<Option<Vec<_>>>()
    };
    searcher.segment_readers().iter().map(of).collect()
}

fn opened(words: &Path) -> Option<MmapDirectory> {
    MmapDirectory::open_with_madvice(words, Advice::Random).ok()
}

/// The lexicon of a segment; `None` where there is none in the form of today.
fn kept_lexicon(files: &MmapDirectory, segment: &SegmentReader) -> Option<Lexicon> {
    Lexicon::open(content(files, &lexicon_name(segment))?)
}

/// What a file holds in front of its seal.
fn content(files: &MmapDirectory, name: &str) -> Option<OwnedBytes> {
    let file = files.open_read(Path::new(name)).ok()?;
    file.slice_to(file.len().checked_sub(SEAL_BYTES)?).read_bytes().ok()
}

/// The name of the file of a segment's words.
fn lexicon_name(segment: &SegmentReader) -> String {
    segment.segment_id().uuid_string()
}

/// The name of the file of the words of a range of records.
fn vectors_name(segment: &SegmentReader, range: u32) -> String {
    format!("{}.{range}", lexicon_name(segment))
}

/// The numbers of the ranges of a segment's records.
fn ranges(segment: &SegmentReader) -> Range<u32> {
    0..segment.max_doc().div_ceil(RANGE)
}

impl Index {
    /// Keeps the words of each segment as of now, made by so many threads, and removes what is kept of others. An index in memory keeps none; one
    /// that another process writes to will have other segments soon.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read or a file cannot be written.
    pub fn keep_words(&self, threads: usize) -> Result<(), IndexError> {
        let Some(dir) = &self.dir else { return Ok(()) };
        let _lock = match Lock::take(dir) {
            Err(IndexError::Locked { .. }) => return Ok(()),
            lock => lock?,
        };
        let words = dir.join(WORDS);
        fs::create_dir_all(&words).map_err(IndexError::io(&words))?;
        // What is made of one segment is always the same. Each task opens the index anew, files and all, so that what it read is let go with it: readers of
        // one `Index` share their maps, of which one task or another always holds all.
        let new = |missing: fn(&Path, &SegmentReader) -> Vec<Task>| -> Result<Vec<Task>, IndexError> {
            Ok(self
                .reader()?
                .searcher()
                .segment_readers()
                .iter()
                .flat_map(|segment| missing(&words, segment))
                .collect())
        };
        self.remove_other_words(dir)?;
        side_by_side(threads, new(missing_lexicon)?, |task| make_words(dir, &task))?;
        side_by_side(threads, new(missing_vectors)?, |task| make_words(dir, &task))
    }

    /// Removes the files of segments that are not there any more.
    fn remove_other_words(&self, dir: &Path) -> Result<(), IndexError> {
        let reader = self.reader()?;
        let current: Vec<OsString> =
            reader.searcher().segment_readers().iter().flat_map(names).map(OsString::from).collect();
        let others = files(dir)
            .map_err(IndexError::io(dir.join(WORDS)))?
            .into_iter()
            .filter(|file| file.file_name().is_none_or(|name| current.iter().all(|current| current != name)));
        others.into_iter().try_for_each(|file| fs::remove_file(&file).map_err(IndexError::io(&file)))
    }
}

/// Makes a file of words.
fn make_words(dir: &Path, task: &Task) -> Result<(), IndexError> {
    let words = &dir.join(WORDS);
    let reader = Index::open(dir)?.reader()?;
    let schema = reader.searcher().schema();
    let in_schema = |field: &crate::schema::Field| schema.get_field(&field.name);
    let segments = reader.searcher().segment_readers();
    let Some(segment) = segments.iter().find(|segment| segment.segment_id() == task.segment) else { return Ok(()) };
    let write = |name: &str, content: Vec<u8>| {
        write_at_once(&words.join(name), &seal(content)).map_err(IndexError::io(words.join(name)))
    };
    let Some(range) = task.range else {
        let searched = table().untagged().map(in_schema).collect::<tantivy::Result<Vec<Field>>>()?;
        return write(&lexicon_name(segment), build(segment, &searched)?);
    };
    let telling = table().telling().map(in_schema).collect::<tantivy::Result<Vec<Field>>>()?;
    let Some(lexicon) = opened(words).and_then(|files| kept_lexicon(&files, segment)) else { return Ok(()) };
    let records = range * RANGE..((range + 1) * RANGE).min(segment.max_doc());
    write(&vectors_name(segment, range), build_vectors(segment, &lexicon, &telling, records)?)
}

/// A file that is to be made: the words of a segment, or those of a range of its records.
struct Task {
    segment: SegmentId,
    range: Option<u32>,
}

fn missing_lexicon(words: &Path, segment: &SegmentReader) -> Vec<Task> {
    let missing = opened(words).and_then(|files| kept_lexicon(&files, segment)).is_none();
    missing.then(|| Task { segment: segment.segment_id(), range: None }).into_iter().collect()
}

fn missing_vectors(words: &Path, segment: &SegmentReader) -> Vec<Task> {
    let missing = ranges(segment).filter(|range| !words.join(vectors_name(segment, *range)).exists());
    missing.map(|range| Task { segment: segment.segment_id(), range: Some(range) }).collect()
}

/// The names of a segment's files.
fn names(segment: &SegmentReader) -> Vec<String> {
    let vectors = ranges(segment).map(|range| vectors_name(segment, range));
    std::iter::once(lexicon_name(segment)).chain(vectors).collect()
}

/// The files that lie in the directory, of segments of this commit and of others.
///
/// # Errors
///
/// Where it is there and cannot be listed.
pub(super) fn files(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(dir.join(WORDS)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files = entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<PathBuf>>>()?;
    files.sort_unstable();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Pmid, Record};

    fn write(index: &Index, pmids: Range<u32>) {
        let (maker, mut writer) = (index.document_maker().unwrap(), index.writer(1, 16 << 20).unwrap());
        for pmid in pmids {
            let record = Record {
                pmid: Pmid::parse(&pmid.to_string()),
                title: format!("Moths of island {pmid}"),
                ..Record::default()
            };
            writer.put(maker.prepare(record).unwrap()).unwrap();
        }
        writer.commit().unwrap();
        writer.close().unwrap();
    }

    #[test]
    fn there_is_a_file_for_each_segment_and_for_no_other() {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(dir.path()).unwrap();
        let names = || -> Vec<String> {
            files(dir.path())
                .unwrap()
                .iter()
                .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
                .collect()
        };
        let segments = || -> Vec<String> {
            let reader = index.reader().unwrap();
            let mut names: Vec<String> = reader.searcher().segment_readers().iter().flat_map(super::names).collect();
            names.sort_unstable();
            names
        };
        write(&index, 1..41);
        assert!(names().is_empty());
        index.keep_words(2).unwrap();
        assert_eq!(names(), segments());
        let before = fs::metadata(&files(dir.path()).unwrap()[0]).unwrap().modified().unwrap();
        write(&index, 41..46);
        for name in ["left.new", ".DS_Store"] {
            fs::write(dir.path().join(WORDS).join(name), "cut off").unwrap();
        }
        assert!(crate::index::check(dir.path(), true, 1).unwrap().sound, "what is not the index's is no damage");
        index.keep_words(2).unwrap();
        assert_eq!(
            (names().len(), names()),
            (4, segments()),
            "one of words and one of records for each of two segments"
        );
        let times = files(dir.path())
            .unwrap()
            .iter()
            .map(|file| fs::metadata(file).unwrap().modified().unwrap())
            .collect::<Vec<_>>();
        assert!(times.contains(&before), "a segment that stays keeps its file");
        assert!(index.bytes() > files(dir.path()).unwrap().iter().map(|file| fs::metadata(file).unwrap().len()).sum());
    }
}
