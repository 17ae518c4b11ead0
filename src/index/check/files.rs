//! The checksum of every file that belongs to an index.

use super::{Check, Problem};
use crate::index::directory::{BEING_WRITTEN, CommittedFiles, FileSeal, MANAGED, META, footer, meta_parts};
use crate::index::error::cannot_look;
use crate::index::layout::{HEADER, RECORDS};
use crate::index::seal::unseal;
use crate::index::tally::TALLY;
use crate::index::vocabulary::VOCABULARY;
use crate::index::words::{self, WORDS};
use crate::index::{Index, IndexError};
use serde::Deserialize;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes read at once.
const CHUNK: usize = 1 << 20;

/// What Tantivy writes behind the content of a file.
#[derive(Deserialize)]
struct Footer {
    crc: u32,
}

/// What `meta.json` says of the manifest.
#[derive(Deserialize)]
struct Meta {
    payload: Option<String>,
}

/// Why a file is not sound.
enum Fault {
    /// It does not hold what it should.
    Wrong(String),
    /// The system would not read it.
    System(io::Error),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// Adds a problem with `file`, where there is one.
///
/// # Errors
///
/// Where the file cannot be read for a reason that says nothing of it.
fn note(dir: &Path, file: &str, fault: Result<(), Fault>, check: &mut Check) -> Result<(), IndexError> {
    match fault {
        Ok(()) => return Ok(()),
        Err(Fault::System(error)) if cannot_look(&error) => {
            return Err(IndexError::Io { path: dir.join(file), error });
        }
        Err(Fault::System(error)) => check.add([Problem::of_file(file, error)]),
        Err(Fault::Wrong(reason)) => check.add([Problem::of_file(file, reason)]),
    }
    Ok(())
}

/// Verifies all files but `medlar.json`, which was found sound before.
///
/// # Errors
///
/// Where one cannot be read for a reason that says nothing of it.
pub(super) fn verify(dir: &Path, check: &mut Check) -> Result<(), IndexError> {
    count(&dir.join(HEADER), check);
    let records = dir.join(RECORDS);
    let (meta, committed) = match read_meta(&records.join(META)) {
        Ok(parts) => parts,
        // Without it nobody knows what belongs to the index.
        Err(fault) => return note(dir, &inner(META), Err(fault), check),
    };
    count(&records.join(META), check);
    sealed(dir, &inner(MANAGED), check)?;
    match serde_json::from_slice(&meta) {
        Ok(Meta { payload: Some(manifest) }) => sealed(dir, &manifest, check)?,
        Ok(Meta { payload: None }) => {}
        Err(error) => check.add([Problem::of_file(inner(META), error)]),
    }
    vocabulary(dir, check)?;
    if dir.join(TALLY).exists() {
        sealed(dir, TALLY, check)?;
    }
    words(dir, check)?;
    for (name, seal) in &committed.files {
        let path = records.join(name);
        note(dir, &inner(name), segment_file(&path, seal), check)?;
        count(&path, check);
    }
    Ok(())
}

/// The content of `meta.json`, and its seal verified.
fn read_meta(path: &Path) -> Result<(Vec<u8>, CommittedFiles), Fault> {
    let sealed = std::fs::read(path)?;
    let (meta, files) = meta_parts(&sealed).map_err(Fault::Wrong)?;
    Ok((meta.to_vec(), files))
}

/// The vocabulary has a hash of its own.
fn vocabulary(dir: &Path, check: &mut Check) -> Result<(), IndexError> {
    let path = dir.join(VOCABULARY);
    if !path.exists() {
        return Ok(());
    }
    match Index::vocabulary_in(dir) {
        Ok(Some(vocabulary)) => check.add(vocabulary.verify().err().map(|error| Problem::of_file(VOCABULARY, error))),
        Ok(None) => {}
        Err(error) if error.cannot_look() => return Err(error),
        Err(error) => check.add([Problem::of_file(VOCABULARY, error)]),
    }
    count(&path, check);
    Ok(())
}

/// The lexicons and the words of records.
fn words(dir: &Path, check: &mut Check) -> Result<(), IndexError> {
    let files = match words::files(dir) {
        Ok(files) => files,
        Err(error) => return note(dir, WORDS, Err(error.into()), check),
    };
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // One that a killed run did not finish belongs to nothing, nor does what a system hides in every directory.
        // A writer may have removed it since.
        if !name.ends_with(BEING_WRITTEN) && !name.starts_with('.') && !matches!(path.try_exists(), Ok(false)) {
            sealed(dir, &format!("{WORDS}/{name}"), check)?;
        }
    }
    Ok(())
}

/// The name of one of Tantivy's files within the index.
fn inner(name: &str) -> String {
    format!("{RECORDS}/{name}")
}

fn count(path: &Path, check: &mut Check) {
    check.files += 1;
    check.bytes += path.metadata().map_or(0, |metadata| metadata.len());
}

fn sealed(dir: &Path, name: &str, check: &mut Check) -> Result<(), IndexError> {
    let path = dir.join(name);
    let matches = |text: Vec<u8>| unseal(&text).map(|_| ()).map_err(|broken| Fault::Wrong(broken.reason().to_owned()));
    note(dir, name, std::fs::read(&path).map_err(Fault::System).and_then(matches), check)?;
    count(&path, check);
    Ok(())
}

/// Compares a file with its size, its footer with the hash that the commit kept of it, and its content with the footer.
fn segment_file(path: &Path, seal: &FileSeal) -> Result<(), Fault> {
    let now = FileSeal::of(path)?;
    let wrong = |reason: &str| Err(Fault::Wrong(reason.to_owned()));
    if now.bytes != seal.bytes {
        return Err(Fault::Wrong(format!("it has {} bytes and should have {}", now.bytes, seal.bytes)));
    }
    if now.footer != seal.footer {
        return wrong("its footer is not the one that was written");
    }
    if content_matches(path, seal.bytes)? { Ok(()) } else { wrong("it does not match its checksum") }
}

fn content_matches(path: &Path, bytes: u64) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let footer = footer(&mut file, bytes)?;
    let content = bytes - footer.len() as u64;
    let json = footer.split_at_checked(footer.len().wrapping_sub(8)).ok_or(io::ErrorKind::InvalidData)?.0;
    let Footer { crc } = serde_json::from_slice(json)?;
    file.seek(SeekFrom::Start(0))?;
    let mut content = file.take(content);
    let mut hasher = crc32fast::Hasher::new();
    let mut buffer = vec![0; CHUNK];
    loop {
        match content.read(&mut buffer)? {
            0 => return Ok(hasher.finalize() == crc),
            n => hasher.update(&buffer[..n]),
        }
    }
}
