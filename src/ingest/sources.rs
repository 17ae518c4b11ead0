//! Which files a run reads, and in which order.

use crate::formats::natural;
use crate::index::Index;
use std::collections::HashSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// Something to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// A pipe or a device, which can be read once.
    Pipe(PathBuf),
    /// Standard input.
    Stdin,
}

impl Input {
    /// The file; `None` for what is none.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Pipe(_) | Self::Stdin => None,
        }
    }

    /// The name for messages.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::File(path) | Self::Pipe(path) => path.display().to_string(),
            Self::Stdin => "standard input".to_owned(),
        }
    }
}

/// A path that cannot be read from.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// There is nothing under that name.
    #[error("{}: no such file or directory", .0.display())]
    Missing(PathBuf),
    /// It is there and cannot be looked at.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// What was to be read.
        path: PathBuf,
        /// Why it cannot be.
        error: io::Error,
    },
}

/// Opens a file; a link that leads nowhere is told from a file that has gone.
pub(super) fn open(path: &Path) -> io::Result<File> {
    File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound if path.is_symlink() => io::Error::new(error.kind(), "a link to what is not there"),
        _ => error,
    })
}

/// The files under `paths`: each path in the order given, a directory's files in the natural order of their names, at
/// any depth, each file once, where it comes first. Hidden files, checksums beside data (`.md5`), and indexes of ours are left out of
/// directories; a file that is named itself is always read. `-` is standard input.
///
/// # Errors
///
/// Where a path does not exist, or a directory named cannot be read. One below it that cannot be read is among the files,
/// so that it is reported with them.
pub fn discover(paths: &[PathBuf]) -> Result<Vec<Input>, SourceError> {
    let mut inputs = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.push(Input::Stdin);
        } else if !path.try_exists().map_err(|error| SourceError::Unreadable { path: path.clone(), error })? {
            return Err(SourceError::Missing(path.clone()));
        } else if path.is_dir() {
            inputs.extend(files_under(path)?.into_iter().map(Input::File));
        } else if path.is_file() {
            inputs.push(Input::File(path.clone()));
        } else {
            inputs.push(Input::Pipe(path.clone()));
        }
    }
    if paths.len() > 1 {
        let mut seen = HashSet::new();
        inputs.retain(|input| input.path().is_none_or(|path| is_new(path, &mut seen)));
    }
    Ok(inputs)
}

/// Whether no other path in `seen` leads to that file.
fn is_new(path: &Path, seen: &mut HashSet<PathBuf>) -> bool {
    path.canonicalize().map_or(true, |file| seen.insert(file))
}

fn files_under(dir: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let (mut files, mut linked) = (Vec::new(), false);
    let walk = WalkDir::new(dir).follow_links(true).into_iter();
    let is_left_out = |entry: &DirEntry| {
        is_hidden(entry.file_name().to_string_lossy().as_ref())
            || (entry.file_type().is_dir() && Index::is_at(entry.path()))
    };
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_left_out(entry)) {
        let entry = match entry {
            Ok(entry) => entry,
            // A link back to a directory above: what is in it is read already.
            Err(error) if error.loop_ancestor().is_some() => continue,
            Err(error) => match error.path().filter(|path| *path != dir) {
                // Reading it will fail again, and be reported with the other files.
                Some(path) => {
                    files.push(path.to_owned());
                    continue;
                }
                None => return Err(SourceError::Unreadable { path: dir.to_owned(), error: error.into() }),
            },
        };
        linked |= entry.path_is_symlink();
        let checksum = entry.path().extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md5"));
        if entry.file_type().is_file() && !checksum {
            files.push(entry.into_path());
        }
    }
    if linked {
        once_each(dir, &mut files);
    }
    files.sort_by(|a, b| natural::compare(&a.to_string_lossy(), &b.to_string_lossy()));
    Ok(files)
}

/// Leaves each file in `files` once, under its own name where that is below `dir`.
fn once_each(dir: &Path, files: &mut Vec<PathBuf>) {
    let root = dir.canonicalize().unwrap_or_default();
    let is_own = |path: &Path| path.strip_prefix(dir).ok().map(|below| root.join(below)) == path.canonicalize().ok();
    files.sort_by_cached_key(|path| !is_own(path));
    let mut seen = HashSet::new();
    files.retain(|path| is_new(path, &mut seen));
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn files_come_in_natural_order_without_hidden_ones_and_checksums() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["n10.xml", "n2.xml", ".hidden", "n2.xml.md5", "sub/a.txt", ".git/config"] {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let found = discover(&[dir.path().to_owned()]).unwrap();
        let names: Vec<String> =
            found.iter().map(|i| i.name().replace(&format!("{}/", dir.path().display()), "")).collect();
        assert_eq!(names, ["n2.xml", "n10.xml", "sub/a.txt"]);
        let hidden = dir.path().join(".hidden");
        assert_eq!(discover(&[hidden.clone(), "-".into()]).unwrap(), [Input::File(hidden), Input::Stdin]);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_found_once_however_many_links_lead_to_it() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at("sub")).unwrap();
        fs::write(at("sub/b.ris"), "x").unwrap();
        for (to, link) in [("sub/b.ris", "a.ris"), (".", "loop"), ("sub", "other"), ("nowhere", "gone.ris")] {
            symlink(to, at(link)).unwrap();
        }
        let found = discover(&[dir.path().to_owned()]).unwrap();
        let names = found.iter().map(|input| input.name().replace(&format!("{}/", dir.path().display()), ""));
        assert_eq!(names.collect::<Vec<_>>(), ["gone.ris", "sub/b.ris"]);
        assert_eq!(open(&at("gone.ris")).unwrap_err().to_string(), "a link to what is not there");
    }

    #[test]
    fn a_path_that_is_not_there_is_named() {
        let error = discover(&["no/such/place".into()]).unwrap_err();
        assert_eq!(error.to_string(), "no/such/place: no such file or directory");
    }
}
