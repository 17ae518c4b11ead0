//! Where the words of each segment stand ([`crate::lexicon`]), a file for each segment in a directory beside the records.
//!
//! A segment never changes, and neither does its file, which has its id for a name. It is worked out from the rest: a search
//! that does not find it is slower and gives the same. Each file ends with a seal ([`super::seal`]), which `medlar check` verifies.

use super::directory::write_at_once;
use super::lock::Lock;
use super::seal::{SEAL_BYTES, seal};
use super::{Index, IndexError};
use crate::lexicon::{Lexicon, Lexicons, build};
use crate::schema::table;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use tantivy::directory::{Advice, MmapDirectory};
use tantivy::index::SegmentReader;
use tantivy::schema::Field;
use tantivy::{Directory, HasLen, Searcher};

/// The directory's name.
pub(super) const WORDS: &str = "words";

/// What is kept of the segments that `searcher` sees in the index directory `dir`.
pub(super) fn kept(dir: &Path, searcher: &Searcher) -> Lexicons {
    let Ok(files) = MmapDirectory::open_with_madvice(dir.join(WORDS), Advice::Random) else {
        return Lexicons::default();
    };
    let of = |segment: &SegmentReader| {
        let file = files.open_read(Path::new(&name(segment))).ok()?;
        let content = file.slice_to(file.len().checked_sub(SEAL_BYTES)?);
        Some((segment.segment_id(), Lexicon::open(content.read_bytes().ok()?)?))
    };
    Lexicons::new(searcher.segment_readers().iter().filter_map(of))
}

/// The name of a segment's file.
fn name(segment: &SegmentReader) -> String {
    segment.segment_id().uuid_string()
}

impl Index {
    /// Keeps the words of each segment as of now, and removes what is kept of others. An index in memory keeps none; one
    /// that another process writes to will have other segments soon.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read or a file cannot be written.
    pub fn keep_words(&self) -> Result<(), IndexError> {
        let Some(dir) = &self.dir else { return Ok(()) };
        let _lock = match Lock::take(dir) {
            Err(IndexError::Locked { .. }) => return Ok(()),
            lock => lock?,
        };
        let words = dir.join(WORDS);
        fs::create_dir_all(&words).map_err(IndexError::io(&words))?;
        let reader = self.reader()?;
        let segments = reader.searcher().segment_readers();
        let schema = reader.searcher().schema();
        let fields = table().untagged().map(|field| schema.get_field(&field.name));
        let fields: Vec<Field> = fields.collect::<tantivy::Result<_>>()?;
        let current: Vec<OsString> = segments.iter().map(|segment| name(segment).into()).collect();
        for file in files(dir) {
            if file.file_name().is_none_or(|name| current.iter().all(|current| current != name)) {
                fs::remove_file(&file).map_err(IndexError::io(&file))?;
            }
        }
        for segment in segments {
            let path = words.join(name(segment));
            if !path.exists() {
                write_at_once(&path, &seal(build(segment, &fields)?)).map_err(IndexError::io(&path))?;
            }
        }
        Ok(())
    }
}

/// The files that lie in the directory, of segments of this commit and of others.
pub(super) fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(dir.join(WORDS)).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort_unstable();
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Pmid, Record};

    fn write(index: &Index, pmids: std::ops::Range<u32>) {
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
            files(dir.path()).iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
        };
        let segments = || -> Vec<String> {
            let reader = index.reader().unwrap();
            let mut names: Vec<String> = reader.searcher().segment_readers().iter().map(name).collect();
            names.sort_unstable();
            names
        };
        write(&index, 1..41);
        assert!(names().is_empty());
        index.keep_words().unwrap();
        assert_eq!(names(), segments());
        let before = fs::metadata(&files(dir.path())[0]).unwrap().modified().unwrap();
        write(&index, 41..46);
        fs::write(dir.path().join(WORDS).join("left.new"), "cut off").unwrap();
        assert!(crate::index::check(dir.path(), true, 1).unwrap().sound, "what a killed run left is no damage");
        index.keep_words().unwrap();
        assert_eq!((names().len(), names()), (2, segments()));
        let times =
            files(dir.path()).iter().map(|file| fs::metadata(file).unwrap().modified().unwrap()).collect::<Vec<_>>();
        assert!(times.contains(&before), "a segment that stays keeps its file");
        assert!(index.bytes() > files(dir.path()).iter().map(|file| fs::metadata(file).unwrap().len()).sum());
        drop(index);
        Index::remove(dir.path()).unwrap();
        assert!(!dir.path().exists());
    }
}
