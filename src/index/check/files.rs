//! The checksum of every file that belongs to an index.

use super::{Check, Problem, read_meta};
use crate::index::Index;
use crate::index::directory::{BEING_WRITTEN, FileSeal, MANAGED, META, footer};
use crate::index::layout::{HEADER, RECORDS};
use crate::index::seal::unseal;
use crate::index::tally::{self, TALLY};
use crate::index::vocabulary::VOCABULARY;
use crate::index::words::{self, WORDS};
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

/// Verifies `medlar.json` was found sound before; here all the others.
pub(super) fn verify(dir: &Path, check: &mut Check) {
    count(&dir.join(HEADER), check);
    let records = dir.join(RECORDS);
    let (meta, committed) = match read_meta(dir) {
        Ok(parts) => parts,
        // Without it nobody knows what belongs to the index.
        Err(reason) => return check.add([Problem::of_file(inner(META), reason)]),
    };
    count(&records.join(META), check);
    sealed(dir, &inner(MANAGED), check);
    match serde_json::from_slice(&meta) {
        Ok(Meta { payload: Some(manifest) }) => sealed(dir, &manifest, check),
        Ok(Meta { payload: None }) => {}
        Err(error) => check.add([Problem::of_file(inner(META), error)]),
    }
    vocabulary(dir, check);
    tally(dir, check);
    let words = words::files(dir);
    check.add(words.as_ref().err().map(|error| Problem::of_file(WORDS, error)));
    for path in words.unwrap_or_default() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // One that a killed run did not finish belongs to nothing, nor does what a system hides in every directory.
        // A writer may have removed it since.
        if !name.ends_with(BEING_WRITTEN) && !name.starts_with('.') && !matches!(path.try_exists(), Ok(false)) {
            sealed(dir, &format!("{WORDS}/{name}"), check);
        }
    }
    for (name, seal) in &committed.files {
        let path = records.join(name);
        if let Err(reason) = segment_file(&path, seal) {
            check.add([Problem::of_file(inner(name), reason)]);
        }
        count(&path, check);
    }
}

/// The vocabulary has a hash of its own.
fn vocabulary(dir: &Path, check: &mut Check) {
    let path = dir.join(VOCABULARY);
    if !path.exists() {
        return;
    }
    match Index::vocabulary_in(dir) {
        Ok(Some(vocabulary)) => check.add(vocabulary.verify().err().map(|error| Problem::of_file(VOCABULARY, error))),
        Ok(None) => {}
        Err(error) => check.add([Problem::of_file(VOCABULARY, error)]),
    }
    count(&path, check);
}

/// So have the counts of citations.
fn tally(dir: &Path, check: &mut Check) {
    let path = dir.join(TALLY);
    if path.exists() {
        check.add(tally::verify(&path).err().map(|reason| Problem::of_file(TALLY, reason)));
        count(&path, check);
    }
}

/// The name of one of Tantivy's files within the index.
fn inner(name: &str) -> String {
    format!("{RECORDS}/{name}")
}

fn count(path: &Path, check: &mut Check) {
    check.files += 1;
    check.bytes += path.metadata().map_or(0, |metadata| metadata.len());
}

fn sealed(dir: &Path, name: &str, check: &mut Check) {
    let path = dir.join(name);
    let read = std::fs::read(&path).map_err(|error| error.to_string());
    if let Err(reason) = read.and_then(|text| unseal(&text).map(|_| ()).map_err(|broken| broken.reason().to_owned())) {
        check.add([Problem::of_file(name, reason)]);
    }
    count(&path, check);
}

/// Compares a file with its size, its footer with the hash that the commit kept of it, and its content with the footer.
fn segment_file(path: &Path, seal: &FileSeal) -> Result<(), String> {
    let now = FileSeal::of(path).map_err(|error| error.to_string())?;
    if now.bytes != seal.bytes {
        return Err(format!("it has {} bytes and should have {}", now.bytes, seal.bytes));
    }
    if now.footer != seal.footer {
        return Err("its footer is not the one that was written".to_owned());
    }
    match content_matches(path, seal.bytes) {
        Ok(true) => Ok(()),
        Ok(false) => Err("it does not match its checksum".to_owned()),
        Err(error) => Err(error.to_string()),
    }
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
