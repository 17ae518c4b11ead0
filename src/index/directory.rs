//! Tantivy's directory on disk, with what an index that must last needs beside it.
//!
//! - `meta.json` and `.managed.json`, which Tantivy writes without a checksum, are sealed ([`super::seal`]).
//! - `meta.json` has one more line before its seal: the size and a hash of the footer of every file that belongs to the
//!   commit (`{"files":{"NAME":{"bytes":N,"footer":"16 hexadecimal digits"}}}`). A footer holds the CRC-32 of what is
//!   before it; so every bit of the index is covered by something.
//! - A file written at once has the rights that the user's mask gives it, and is on the disk, with its directory entry,
//!   before anything relies on it.
//! - Where the directory cannot be written, it is read without Tantivy's lock file.

use super::fetched::FetchedFiles;
use super::seal::{seal, unseal};
use super::streamed::streamed;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    DirectoryLock, FileHandle, FileSlice, Lock, META_LOCK, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};
use xxhash_rust::xxh3::xxh3_64;

/// The file that names the current segments.
pub(super) const META: &str = "meta.json";

/// The file in which Tantivy lists the files that it may remove.
pub(super) const MANAGED: &str = ".managed.json";

/// Bytes behind a footer: its length and a magic number.
const FOOTER_END: u64 = 8;

/// Longest footer that is looked for; Tantivy's have about a hundred bytes.
const MAX_FOOTER: u64 = 50_000;

/// Tantivy's files in a directory on disk.
#[derive(Clone, Debug)]
pub(super) struct IndexDirectory {
    files: MmapDirectory,
    /// The same as a query reads them; `None` where files are read from the beginning to the end ([`super::streamed`]).
    fetched: Option<FetchedFiles>,
    path: PathBuf,
}

/// What `meta.json` says of the commit beside what Tantivy reads of it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct CommittedFiles {
    /// Files of the segments, by name.
    pub(super) files: BTreeMap<String, FileSeal>,
}

/// What is known of a file with a footer.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileSeal {
    /// Its size.
    pub(super) bytes: u64,
    /// xxh3-64 of its footer, 16 hexadecimal digits.
    pub(super) footer: String,
}

/// The part of `meta.json` that says which files belong to the commit.
#[derive(Deserialize)]
struct Meta {
    segments: Vec<Segment>,
}

#[derive(Deserialize)]
struct Segment {
    segment_id: String,
    deletes: Option<Deletes>,
}

#[derive(Deserialize)]
struct Deletes {
    opstamp: u64,
}

impl IndexDirectory {
    pub(super) fn open(path: &Path) -> Result<Self, OpenDirectoryError> {
        let files = MmapDirectory::open(path)?;
        let fetched = Some(FetchedFiles::new(files.clone(), path)?);
        Ok(Self { files, fetched, path: path.to_owned() })
    }

    /// The same, for a writer, which reads to merge.
    pub(super) fn streaming(self) -> Self {
        Self { fetched: None, ..self }
    }
}

/// Writes a file under another name, down to the disk, and renames it: whoever reads sees all of it or what was before.
pub(super) fn write_at_once(path: &Path, content: &[u8]) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let new = dir.join(format!("{name}{BEING_WRITTEN}"));
    let mut file = File::create(&new)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    sync_directory(dir)
}

/// How the name of a file that is being written ends.
pub(super) const BEING_WRITTEN: &str = ".new";

/// Sees to it that names in a directory are on the disk. Elsewhere than on Unix directories cannot be asked for it.
pub(super) fn sync_directory(dir: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}

/// The parts of a sealed `meta.json`: what Tantivy wrote, and our line.
pub(super) fn meta_parts(sealed: &[u8]) -> Result<(&[u8], CommittedFiles), String> {
    let content = unseal(sealed).map_err(|broken| broken.reason().to_owned())?;
    let line = content.iter().rposition(|byte| *byte == b'\n').ok_or("it does not list its files")?;
    let files = serde_json::from_slice(&content[line + 1..]).map_err(|error| error.to_string())?;
    Ok((&content[..line], files))
}

/// The files in `dir` of the segments that `meta` names.
fn committed_files(dir: &Path, meta: &[u8]) -> io::Result<CommittedFiles> {
    let meta: Meta = serde_json::from_slice(meta)?;
    let deletions: BTreeMap<String, Option<u64>> = meta
        .segments
        .into_iter()
        .map(|segment| (segment.segment_id.replace('-', ""), segment.deletes.map(|deletes| deletes.opstamp)))
        .collect();
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some((segment, part)) = name.split_once('.') else { continue };
        let Some(deleted) = deletions.get(segment) else { continue };
        // Of the lists of deleted records the one of this commit; a store that is being sorted is no part of it.
        let current = match part.strip_suffix(".del") {
            Some(opstamp) => deleted.is_some_and(|current| opstamp == current.to_string()),
            None => part != "store.temp",
        };
        if current {
            files.insert(name, FileSeal::of(&entry.path())?);
        }
    }
    Ok(CommittedFiles { files })
}

impl FileSeal {
    /// The seal of a file as it lies there.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let bytes = file.metadata()?.len();
        let footer = footer(&mut file, bytes)?;
        Ok(Self { bytes, footer: format!("{:016x}", xxh3_64(&footer)) })
    }
}

/// The footer of a file of that size, with its length and magic number.
pub(super) fn footer(file: &mut (impl Read + Seek), bytes: u64) -> io::Result<Vec<u8>> {
    let mut end = [0; FOOTER_END as usize];
    let at = bytes.checked_sub(FOOTER_END).ok_or(io::ErrorKind::UnexpectedEof)?;
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut end)?;
    let length = u64::from(u32::from_le_bytes([end[0], end[1], end[2], end[3]])).min(MAX_FOOTER);
    file.seek(SeekFrom::Start(at.saturating_sub(length)))?;
    let mut footer = Vec::new();
    file.read_to_end(&mut footer)?;
    Ok(footer)
}

fn damaged(path: &Path, reason: &str) -> OpenReadError {
    let error = io::Error::new(io::ErrorKind::InvalidData, reason);
    OpenReadError::IoError { io_error: Arc::new(error), filepath: path.to_owned() }
}

impl Directory for IndexDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        match &self.fetched {
            Some(fetched) => fetched.file(path),
            None => streamed(&self.files, path, self.path.join(path)),
        }
    }

    fn open_read(&self, path: &Path) -> Result<FileSlice, OpenReadError> {
        Ok(FileSlice::new(self.get_file_handle(path)?))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.files.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let sealed = self.files.atomic_read(path)?;
        let content = if path == Path::new(META) {
            meta_parts(&sealed).map(|(meta, _)| meta).map_err(|reason| damaged(path, &reason))?
        } else {
            unseal(&sealed).map_err(|broken| damaged(path, broken.reason()))?
        };
        Ok(content.to_vec())
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let mut content = data.to_vec();
        if path == Path::new(META) {
            let files = committed_files(&self.path, data)?;
            content.push(b'\n');
            serde_json::to_writer(&mut content, &files)?;
            // What the commit relies on is on the disk before the commit.
            self.files.sync_directory()?;
        }
        write_at_once(&self.path.join(path), &seal(content))
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.files.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.files.acquire_lock(lock) {
            // Who may not write need not be kept from removing files; that another removes some meanwhile is seen by
            // their absence, and reading begins anew.
            Err(LockError::IoError(error)) if lock.filepath == META_LOCK.filepath && is_forbidden(&error) => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            other => other,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}

fn is_forbidden(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}
