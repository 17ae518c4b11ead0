//! A file that a command was told to write.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file that takes its name when it is whole: until then it is there as `NAME.part`, so that a run that fails leaves
/// what was there before. A device or a pipe is written as it is, and of a link what it leads to.
pub struct FileOutput {
    out: BufWriter<File>,
    /// `None` where the file itself is written.
    part: Option<PathBuf>,
    path: PathBuf,
}

/// What the operating system says of a file, with its path.
fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

impl FileOutput {
    /// Begins to write what shall be `path`.
    ///
    /// # Errors
    ///
    /// Where the file cannot be created; the error names it.
    pub fn create(path: &Path) -> io::Result<Self> {
        if path.is_dir() {
            return Err(io::Error::other(format!("{}: is a directory", path.display())));
        }
        let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            let file = File::options().write(true).open(path).map_err(|error| named(path, &error))?;
            return Ok(Self { out: BufWriter::new(file), part: None, path: path.clone() });
        }
        let mut name = path.file_name().map_or_else(OsString::new, ToOwned::to_owned);
        name.push(".part");
        let part = path.with_file_name(name);
        let file = File::create(&part).map_err(|error| named(path, &error))?;
        if let Ok(before) = fs::metadata(path) {
            fs::set_permissions(&part, before.permissions()).map_err(|error| named(path, &error))?;
        }
        Ok(Self { out: BufWriter::new(file), part: Some(part), path: path.clone() })
    }

    /// Sees to it that all of it is on the disk, and gives it its name.
    ///
    /// # Errors
    ///
    /// Where the disk refuses; the error names the file.
    pub fn finish(mut self) -> io::Result<()> {
        let flushed = self.out.flush();
        let whole = |part: &PathBuf| self.out.get_ref().sync_all().and_then(|()| fs::rename(part, &self.path));
        let done = flushed.and_then(|()| self.part.as_ref().map_or(Ok(()), whole));
        done.map_err(|error| named(&self.path, &error))
    }
}

impl Write for FileOutput {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.out.write(data).map_err(|error| named(&self.path, &error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush().map_err(|error| named(&self.path, &error))
    }
}

impl Drop for FileOutput {
    /// Takes away what never became whole; once it has its name there is nothing under the other.
    fn drop(&mut self) {
        if let Some(part) = &self.part {
            let _ = fs::remove_file(part);
        }
    }
}
