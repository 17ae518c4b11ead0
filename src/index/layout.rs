//! Where the index is and in which form: `medlar.json` and what stands beside it.
//!
//! `medlar.json` is one JSON object: `format`, the number that `schema/fields.toml` states; `program`, the version of the
//! program that made the index. It is written once, before anything else, under another name and then renamed, and sealed
//! ([`super::seal`]).

use super::directory::{BEING_WRITTEN, IndexDirectory, META, sync_directory, write_at_once};
use super::document::DocumentMaker;
use super::error::{engine_message, system_error};
use super::lock::Lock;
use super::manifest::Manifest;
use super::seal::{Broken, seal, unseal};
use super::tantivy_schema::tantivy_schema;
use super::vocabulary::VOCABULARY;
use super::words::WORDS;
use super::{IndexError, Reader, Writer};
use crate::schema::table;
use crate::vocab::Vocabulary;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{IndexSettings, IndexWriter, ReloadPolicy, TantivyDocument};

/// Bytes of stored records compressed together. Each hit unpacks a block: of 64 KB the index would be 5 % smaller, and unpacking a third of an answer.
const STORE_BLOCK: usize = 16 * 1024;

/// An index, on disk or in memory.
pub struct Index {
    pub(super) engine: tantivy::Index,
    pub(super) dir: Option<PathBuf>,
    /// The vocabulary of an index in memory; that of one on disk is beside its records.
    pub(super) lent: Option<Arc<Vocabulary>>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    format: u32,
    program: String,
}

pub(super) const HEADER: &str = "medlar.json";

/// The lock of writers.
pub(super) const LOCK: &str = "lock";

/// The directory of Tantivy's files within an index.
pub(super) const RECORDS: &str = "records";

/// Memory of the engine's own indexing thread, which has nothing to do; it refuses less.
const ENGINE_MEMORY: usize = 16 << 20;

/// How often reading begins anew where a file was removed by a writer meanwhile.
const READING_TRIES: u32 = 5;

impl Index {
    /// Opens the index in `dir`.
    ///
    /// # Errors
    ///
    /// Where there is none, or one of another format, or a damaged one.
    pub fn open(dir: &Path) -> Result<Self, IndexError> {
        check_header(dir)?;
        let records = dir.join(RECORDS);
        let opened = again_where_files_go(|| {
            let opened = directory(&records).and_then(|files| Ok(tantivy::Index::open(files)?));
            match opened {
                // Nothing was committed before the program that made it ended, or another has just removed it
                // ([`Index::remove_unused`]).
                Err(_) if nothing_committed(&records) => Err(IndexError::Missing(dir.to_owned())),
                opened => opened,
            }
        });
        match opened {
            Ok(engine) => Ok(Self { engine, dir: Some(dir.to_owned()), lent: None }),
            // What may not be read is not damaged.
            Err(IndexError::Engine(error)) => match system_error(&error).map(std::io::Error::kind) {
                Some(kind) if !matches!(kind, std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof) => {
                    Err(IndexError::Engine(error))
                }
                _ => Err(damaged(&records, &error)),
            },
            Err(error) => Err(error),
        }
    }

    /// The engine's writer, whose merges read files bit by bit.
    ///
    /// What a killed run wrote and did not commit is removed first: running again writes files of the same names, and no file is
    /// written over.
    pub(super) fn engine_writer(&self) -> Result<IndexWriter<TantivyDocument>, IndexError> {
        let writer = self.engine_for_writing()?.writer_with_num_threads(1, ENGINE_MEMORY)?;
        writer.garbage_collect_files().wait()?;
        Ok(writer)
    }

    fn engine_for_writing(&self) -> Result<tantivy::Index, IndexError> {
        let Some(dir) = &self.dir else { return Ok(self.engine.clone()) };
        let records = dir.join(RECORDS);
        tantivy::Index::open(directory(&records)?.streaming()).map_err(|error| damaged(&records, &error))
    }

    /// Opens the index in `dir`, or makes an empty one where there is none.
    ///
    /// # Errors
    ///
    /// As [`Index::open`]; also where the directory holds something else.
    pub fn open_or_create(dir: &Path) -> Result<Self, IndexError> {
        match Self::open(dir) {
            Err(IndexError::Missing(_)) => Self::create(dir),
            other => other,
        }
    }

    fn create(dir: &Path) -> Result<Self, IndexError> {
        if is_foreign(dir) {
            return Err(IndexError::Foreign(dir.to_owned()));
        }
        // Of several that begin at once the first makes it.
        let _lock = lock_in(dir)?;
        match Self::open(dir) {
            Err(IndexError::Missing(_)) => Self::make(dir),
            other => other,
        }
    }

    /// Makes an empty index for who holds the lock.
    fn make(dir: &Path) -> Result<Self, IndexError> {
        let records = dir.join(RECORDS);
        write_header(dir).map_err(IndexError::io(dir.join(HEADER)))?;
        fs::create_dir_all(&records).map_err(IndexError::io(&records))?;
        let builder = tantivy::Index::builder().schema(tantivy_schema()).settings(settings());
        let engine = builder.open_or_create(directory(&records)?)?;
        // The names of what was made are on the disk too.
        sync_directory(dir).map_err(IndexError::io(dir))?;
        Ok(Self { engine, dir: Some(dir.to_owned()), lent: None })
    }

    /// The lock, for who writes; `None` for an index in memory. An index that was removed since it was opened
    /// ([`Index::remove_unused`]) is made again.
    pub(super) fn locked(&self) -> Result<Option<Lock>, IndexError> {
        let Some(dir) = &self.dir else { return Ok(None) };
        let lock = lock_in(dir)?;
        if nothing_committed(&dir.join(RECORDS)) {
            Self::make(dir)?;
        }
        Ok(Some(lock))
    }

    /// Removes the index in `dir`, whatever its format and state, and makes an empty one.
    ///
    /// # Errors
    ///
    /// Where the directory holds something else, or cannot be written.
    pub fn replace(dir: &Path) -> Result<Self, IndexError> {
        if Self::exists(dir) {
            // Nobody may be writing to what is removed.
            let _lock = Lock::take(dir)?;
            let records = dir.join(RECORDS);
            for part in [records, dir.join(WORDS)] {
                if part.exists() {
                    fs::remove_dir_all(&part).map_err(IndexError::io(&part))?;
                }
            }
            Manifest::remove_others(dir, "");
            return Self::make(dir);
        }
        Self::create(dir)
    }

    /// Whether there is an index in `dir`, whatever its state.
    #[must_use]
    pub fn exists(dir: &Path) -> bool {
        dir.join(HEADER).exists() || dir.join(RECORDS).join(META).exists()
    }

    /// Whether `dir` is an index, by its look.
    #[must_use]
    pub fn is_at(dir: &Path) -> bool {
        Self::exists(dir) && dir.join(RECORDS).is_dir()
    }

    /// Removes the index in `dir`, and the directory where nothing else is in it, unless it has taken something, has a vocabulary, or somebody
    /// writes to it.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or a file cannot be removed.
    pub fn remove_unused(dir: &Path) -> Result<(), IndexError> {
        let _lock = match Lock::take(dir) {
            Err(IndexError::Locked { .. }) => return Ok(()),
            Err(error) if error.is_missing_file() => return Ok(()),
            lock => lock?,
        };
        match Self::open(dir) {
            Ok(index) if index.manifest()?.is_empty() && !dir.join(VOCABULARY).exists() => {}
            Ok(_) | Err(IndexError::Missing(_)) => return Ok(()),
            Err(error) => return Err(error),
        }
        for part in [dir.join(RECORDS), dir.join(WORDS)] {
            if part.exists() {
                fs::remove_dir_all(&part).map_err(IndexError::io(&part))?;
            }
        }
        Manifest::remove_others(dir, "");
        // The lock goes last: who takes a new one finds nothing left.
        for name in [HEADER, LOCK] {
            let path = dir.join(name);
            fs::remove_file(&path).map_err(IndexError::io(&path))?;
        }
        // Another's files beside ours keep the directory.
        let _ = fs::remove_dir(dir);
        Ok(())
    }

    /// An empty index in memory.
    ///
    /// # Errors
    ///
    /// Where the engine refuses the schema.
    pub fn in_memory() -> Result<Self, IndexError> {
        let builder = tantivy::Index::builder().schema(tantivy_schema()).settings(settings());
        Ok(Self { engine: builder.create_in_ram()?, dir: None, lent: None })
    }

    /// Reads the index as of its last commit.
    ///
    /// # Errors
    ///
    /// Where a file of it cannot be read.
    pub fn reader(&self) -> Result<Reader, IndexError> {
        again_where_files_go(|| {
            let reader = self.engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
            Reader::new(reader.searcher(), self.dir.clone(), self.vocabulary()?)
        })
    }

    /// Writes to the index with `threads` indexing threads and `memory` bytes among them.
    ///
    /// # Errors
    ///
    /// Where another process writes to it.
    pub fn writer(&self, threads: usize, memory: usize) -> Result<Writer, IndexError> {
        Writer::new(self, threads, memory)
    }

    /// What makes documents of records for a writer of this index.
    ///
    /// # Errors
    ///
    /// Where the engine's schema lacks a field of the table.
    pub fn document_maker(&self) -> Result<DocumentMaker, IndexError> {
        Ok(DocumentMaker::new(&self.engine.schema())?)
    }

    /// The files taken, as of the last commit.
    ///
    /// # Errors
    ///
    /// Where the manifest cannot be read.
    pub fn manifest(&self) -> Result<Manifest, IndexError> {
        let Some(dir) = &self.dir else { return Ok(Manifest::default()) };
        again_where_files_go(|| match self.engine.load_metas()?.payload {
            Some(name) => Manifest::read(dir, &name),
            None => Ok(Manifest::default()),
        })
    }

    /// Bytes of all its files on disk.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let dirs = self.dir.iter().flat_map(|dir| [dir.clone(), dir.join(RECORDS), dir.join(WORDS)]);
        let entries = dirs.filter_map(|dir| fs::read_dir(dir).ok()).flatten().flatten();
        entries.filter_map(|entry| entry.metadata().ok()).filter(fs::Metadata::is_file).map(|m| m.len()).sum()
    }
}

/// The lock of the index in `dir`, a directory that is made where it is not there, or not any more.
fn lock_in(dir: &Path) -> Result<Lock, IndexError> {
    let mut tries = 1..READING_TRIES;
    loop {
        if !dir.exists() {
            fs::create_dir_all(dir).map_err(IndexError::io(dir))?;
        }
        match Lock::take(dir) {
            Err(error) if error.is_missing_file() && tries.next().is_some() => {}
            lock => return lock,
        }
    }
}

/// Whether a directory holds anything, and neither our header nor only what an interrupted creation leaves. The names are
/// read once, for another may make an index there meanwhile.
fn is_foreign(dir: &Path) -> bool {
    let being_written = format!("{HEADER}{BEING_WRITTEN}");
    let names: Vec<_> = fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.file_name()).collect();
    !names.iter().any(|name| name == HEADER) && names.iter().any(|name| name != LOCK && *name != *being_written)
}

/// Whether the directory of the engine's files has neither the file that names the segments, written before all others, nor
/// any other: where that one alone is lost, the records are there to be restored.
pub(super) fn nothing_committed(records: &Path) -> bool {
    let entries = match fs::read_dir(records) {
        Ok(entries) => entries,
        Err(error) => return error.kind() == std::io::ErrorKind::NotFound,
    };
    let names = entries.flatten().map(|entry| entry.file_name());
    names
        .map(|name| name.to_string_lossy().into_owned())
        .all(|name| name.starts_with('.') || name.ends_with(BEING_WRITTEN))
}

fn write_header(dir: &Path) -> std::io::Result<()> {
    let header = Header { format: table().format, program: env!("CARGO_PKG_VERSION").to_owned() };
    write_at_once(&dir.join(HEADER), &seal(serde_json::to_vec(&header)?))
}

/// Whether the index in `dir` is one of this program's format.
pub(super) fn check_header(dir: &Path) -> Result<(), IndexError> {
    let path = dir.join(HEADER);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            // It is the first that is written and the last that is removed.
            let lost = dir.join(RECORDS).join(META).exists() && !path.exists();
            let damaged = || IndexError::Damaged { path: path.clone(), reason: "it is missing".to_owned() };
            return Err(if lost { damaged() } else { IndexError::Missing(dir.to_owned()) });
        }
        Err(error) => return Err(IndexError::Io { path, error }),
    };
    let expected = table().format;
    let content = match unseal(&text) {
        Ok(content) => content,
        // The first format had no seals, and what a later one has nobody knows.
        Err(Broken::Unsealed) => &text,
        Err(broken) => return Err(IndexError::Damaged { path, reason: broken.reason().to_owned() }),
    };
    match serde_json::from_slice(content) {
        Ok(Header { format: found, .. }) if found != expected => {
            Err(IndexError::Version { path: dir.to_owned(), found, expected })
        }
        Ok(_) if content.len() == text.len() => {
            Err(IndexError::Damaged { path, reason: Broken::Unsealed.reason().to_owned() })
        }
        Ok(_) => Ok(()),
        Err(error) => Err(IndexError::Damaged { path, reason: error.to_string() }),
    }
}

fn directory(records: &Path) -> Result<IndexDirectory, IndexError> {
    IndexDirectory::open(records).map_err(|error| {
        let missing = matches!(error, tantivy::directory::error::OpenDirectoryError::DoesNotExist(_));
        let kind = if missing { std::io::ErrorKind::NotFound } else { std::io::ErrorKind::Other };
        IndexError::Io { path: records.to_owned(), error: std::io::Error::new(kind, error) }
    })
}

/// Reads anew where a file is missing: a writer may have committed, and removed it, after its name was read.
fn again_where_files_go<T>(read: impl Fn() -> Result<T, IndexError>) -> Result<T, IndexError> {
    let mut result = read();
    for _ in 1..READING_TRIES {
        match &result {
            Err(error) if error.is_missing_file() => result = read(),
            _ => break,
        }
    }
    result
}

fn settings() -> IndexSettings {
    IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor::default()),
        docstore_blocksize: STORE_BLOCK,
        ..IndexSettings::default()
    }
}

fn damaged(path: &Path, error: &tantivy::TantivyError) -> IndexError {
    IndexError::Damaged { path: path.to_owned(), reason: engine_message(error) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;

    #[test]
    fn only_an_index_that_took_nothing_and_that_nobody_writes_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path().join("ix");
        let index = Index::open_or_create(&at).unwrap();
        let mut writer = index.writer(1, 16 << 20).unwrap();
        Index::remove_unused(&at).unwrap();
        assert!(Index::is_at(&at), "somebody writes");
        writer.commit().unwrap();
        writer.finish().unwrap();
        fs::create_dir_all(at.join(WORDS)).unwrap();
        fs::write(at.join(VOCABULARY), "").unwrap();
        Index::remove_unused(&at).unwrap();
        assert!(Index::is_at(&at), "it has a vocabulary");
        fs::remove_file(at.join(VOCABULARY)).unwrap();
        Index::remove_unused(&at).unwrap();
        assert!(!at.exists());
        Index::remove_unused(&at).unwrap();
        // Who had opened it before makes it again.
        let mut writer = index.writer(1, 16 << 20).unwrap();
        let record = Record { id: Some("a".into()), ..Record::default() };
        writer.put(index.document_maker().unwrap().prepare(record).unwrap()).unwrap();
        writer.commit().unwrap();
        writer.finish().unwrap();
        Index::remove_unused(&at).unwrap();
        assert_eq!(Index::open(&at).unwrap().reader().unwrap().len(), 1, "it took something");
    }
}
