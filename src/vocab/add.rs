//! From a file on disk to a [`Builder`]: compression undone, its sort told from its content, its hash taken.

use super::build::Builder;
use super::concept::Kind;
use super::read::{self, Item, Rejection, Source};
use super::vocabulary::Origin;
use crate::formats::{OpenError, decompressed};
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use xxhash_rust::xxh3::Xxh3Default;

/// How many bytes the sort of a file is told from.
const HEAD: usize = 64 * 1024;

/// What a file gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Added {
    /// Its name.
    pub file: String,
    /// The sort of file.
    pub format: &'static str,
    /// The sort of concept that it gave.
    pub kind: Kind,
    /// Concepts, or places in the tree.
    pub taken: u64,
    /// Entries that could not be read.
    pub rejected: u64,
}

/// Why a file cannot be added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// It cannot be read.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What happened.
        error: io::Error,
    },
    /// It cannot be unpacked.
    #[error("{}: {error}", path.display())]
    Packed {
        /// The file.
        path: PathBuf,
        /// What happened.
        error: OpenError,
    },
    /// It is none of the files that are known.
    #[error(
        "{}: no vocabulary file: MeSH XML (desc, qual, supp), MeSH ASCII (d, q, c .bin), the tree file (mtrees .bin), descriptors \
         parted by tabs, NLM's journal list (J_Medline.txt) or a CSV of journal title and abbreviation is expected",
        .0.display()
    )]
    Unknown(PathBuf),
    /// There is nothing in it that could be used.
    #[error("{}: looks like {format}, but nothing in it could be read as such", path.display())]
    Nothing {
        /// The file.
        path: PathBuf,
        /// What it looks like.
        format: &'static str,
    },
}

/// Adds the file at `path` to `builder`; each entry that cannot be read is given to `reject`.
///
/// # Errors
///
/// Where the file cannot be read to its end, or is no vocabulary file. The builder is then of no use.
pub fn add_file(builder: &mut Builder, path: &Path, reject: &mut dyn FnMut(&Rejection)) -> Result<Added, AddError> {
    let failed = |error: io::Error| AddError::Io { path: path.to_owned(), error };
    if path.is_dir() {
        return Err(failed(io::Error::new(io::ErrorKind::IsADirectory, "a directory; name the files in it")));
    }
    let hasher = Arc::new(Mutex::new(Xxh3Default::new()));
    let file = Hashed { file: File::open(path).map_err(failed)?, hasher: hasher.clone() };
    let packed = |error| AddError::Packed { path: path.to_owned(), error };
    let mut input = decompressed(file).map_err(packed)?;
    let mut head = Vec::with_capacity(HEAD);
    input.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(failed)?;
    let source = read::detect(&String::from_utf8_lossy(&head)).ok_or_else(|| AddError::Unknown(path.to_owned()))?;
    let mut rejected = 0;
    let taken = builder.add_file(source.kind(), source.is_whole(), |take: &mut dyn FnMut(Item)| {
        let mut any = false;
        let mut input: Box<dyn BufRead> = Box::new(io::BufReader::new(io::Cursor::new(head).chain(input)));
        let read = read::read(source, &mut *input, &mut |found| match found {
            Ok(item) => {
                any = true;
                take(item);
            }
            Err(rejection) => {
                rejected += 1;
                reject(&rejection);
            }
        });
        read.map_err(failed)?;
        // A decoder may stop before the last bytes of the file.
        io::copy(&mut *input, &mut io::sink()).map_err(failed)?;
        if !any {
            return Err(AddError::Nothing { path: path.to_owned(), format: source.name() });
        }
        let digest = hasher.lock().map(|hasher| hasher.digest128()).unwrap_or_default();
        Ok(origin(path, source, digest))
    })?;
    Ok(Added { file: path.display().to_string(), format: source.name(), kind: source.kind(), taken, rejected })
}

fn origin(path: &Path, source: Source, digest: u128) -> Origin {
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let year = year(&file);
    Origin {
        file,
        format: source.name().to_owned(),
        year,
        hash: format!("{digest:032x}"),
        taken: 0,
        kind: source.kind(),
    }
}

/// The year in a file's name: `desc2024.xml`.
fn year(name: &str) -> Option<u16> {
    let runs = name.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 4);
    runs.filter_map(|run| run.parse().ok()).find(|year| (1960..2100).contains(year))
}

/// Takes the hash of what is read through it.
struct Hashed {
    file: File,
    hasher: Arc<Mutex<Xxh3Default>>,
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        if let Ok(mut hasher) = self.hasher.lock() {
            hasher.update(&buffer[..read]);
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::year;

    #[test]
    fn the_year_is_in_the_name() {
        for (name, expected) in [
            ("desc2024.xml", Some(2024)),
            ("mtrees2022.bin.gz", Some(2022)),
            ("d12345.bin", None),
            ("J_Medline.txt", None),
        ] {
            assert_eq!(year(name), expected, "{name}");
        }
    }
}
