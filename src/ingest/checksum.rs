//! The checksum that a source puts beside a file: `FILE.md5`.
//!
//! NLM writes `MD5(pubmed26n0001.xml.gz)= 0123…`, md5sum `0123…  pubmed26n0001.xml.gz`, one line for each file; a digest
//! alone is taken too. It guards against damage on the way, not against malice: MD5 cannot.

use md5::{Digest, Md5};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Bytes read at once.
const CHUNK: usize = 1 << 18;

/// Longest file of checksums that is read: one of the whole baseline has some 100 KB.
const MAX_BYTES: u64 = 16 << 20;

/// Verifies the file at `path` where there is a checksum beside it.
///
/// # Errors
///
/// Where the two do not agree, where the file of the checksum has none for this file, or where one cannot be read.
pub(super) fn verify(path: &Path) -> io::Result<()> {
    let beside = beside(path);
    let text = match File::open(&beside) {
        Ok(file) => {
            let mut bytes = Vec::new();
            file.take(MAX_BYTES).read_to_end(&mut bytes)?;
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io::Error::new(error.kind(), format!("its checksum {}: {error}", beside.display()))),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let damaged = |reason: String| Err(io::Error::new(io::ErrorKind::InvalidData, reason));
    let Some(expected) = expected(&text, &name) else {
        return damaged(format!(
            "{} has no MD5 checksum of it; remove that file to read this one unverified",
            beside.display()
        ));
    };
    let found = digest(path)?;
    if found == expected {
        return Ok(());
    }
    damaged(format!(
        "its MD5 checksum is {found}, {} says {expected}: it was damaged on its way; fetch it again",
        beside.display()
    ))
}

/// The name of the file with the checksum.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".md5");
    name.into()
}

/// The digest that `text` gives for the file `name`, in lower case.
fn expected(text: &str, name: &str) -> Option<String> {
    let lines: Vec<(&str, &str)> = text.lines().filter_map(|line| digest_and_name(line.trim())).collect();
    let named = |full: &str| Path::new(full).file_name().is_some_and(|last| last.to_string_lossy() == name);
    let own = lines.iter().find(|(_, full)| named(full));
    let alone = lines.first().filter(|(_, full)| full.is_empty() && lines.len() == 1);
    own.or(alone).map(|(digest, _)| digest.to_lowercase())
}

/// The two parts of a line; the name is empty where there is only a digest.
fn digest_and_name(line: &str) -> Option<(&str, &str)> {
    let is_digest = |text: &str| text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let Some((name, digest)) = line.strip_prefix("MD5").and_then(|rest| rest.rsplit_once('=')) {
        let name = name.trim().strip_prefix('(')?.strip_suffix(')')?;
        return is_digest(digest.trim()).then_some((digest.trim(), name));
    }
    let (digest, name) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    // md5sum marks a file read as binary with an asterisk.
    is_digest(digest).then(|| (digest, name.trim_start().trim_start_matches('*')))
}

fn digest(path: &Path) -> io::Result<String> {
    let (mut file, mut hasher) = (File::open(path)?, Md5::new());
    let mut buffer = vec![0; CHUNK];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()),
            n => hasher.update(&buffer[..n]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn every_way_of_writing_it_is_read() {
        let digest = "900150983cd24fb0d6963f7d28e17f72";
        for text in [
            format!("MD5(a b.gz)= {digest}\n"),
            format!("MD5 (a b.gz) = {}\r\n", digest.to_uppercase()),
            format!("{digest}  a b.gz"),
            format!("{digest} *./down/a b.gz"),
            format!("\n{digest}\n"),
            format!("{}  other.gz\n{digest}  a b.gz\n", "0".repeat(32)),
        ] {
            assert_eq!(expected(&text, "a b.gz").as_deref(), Some(digest), "{text}");
        }
        for text in ["", "MD5(a b.gz)= 0", "nonsense", &format!("{digest}  other.gz"), &format!("{digest}\n{digest}")] {
            assert_eq!(expected(text, "a b.gz"), None, "{text}");
        }
    }

    #[test]
    fn the_digest_is_that_of_rfc_1321() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("abc");
        fs::write(&path, "abc").unwrap();
        assert_eq!(digest(&path).unwrap(), "900150983cd24fb0d6963f7d28e17f72");
        verify(&path).unwrap();
        fs::write(beside(&path), "900150983cd24fb0d6963f7d28e17f72").unwrap();
        verify(&path).unwrap();
        fs::write(&path, "abd").unwrap();
        assert!(verify(&path).is_err());
    }
}
