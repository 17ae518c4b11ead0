//! The real records and sentences that a corpus is made of.

use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Records and sentences.
pub(crate) struct Source {
    /// The XML of each record, from the line of `<PubmedArticle>` to that of its end.
    pub(crate) records: Vec<String>,
    /// Sentences of abstracts, in the order of the source.
    pub(crate) sentences: Vec<String>,
    /// Titles.
    pub(crate) titles: Vec<String>,
}

impl Source {
    /// Reads all files under `paths`.
    pub(crate) fn read(paths: &[PathBuf]) -> io::Result<Self> {
        let mut source = Self { records: Vec::new(), sentences: Vec::new(), titles: Vec::new() };
        for path in files(paths)? {
            source.read_file(&path)?;
        }
        if source.records.is_empty() || source.sentences.is_empty() || source.titles.is_empty() {
            return Err(io::Error::other("there are no PubMed records in what was named"));
        }
        Ok(source)
    }

    fn read_file(&mut self, path: &Path) -> io::Result<()> {
        let mut file = File::open(path)?;
        let mut text = String::new();
        if path.extension().is_some_and(|extension| extension == "gz") {
            MultiGzDecoder::new(file).read_to_string(&mut text)?;
        } else {
            file.read_to_string(&mut text)?;
        }
        let mut rest = text.as_str();
        while let Some(begin) = rest.find("<PubmedArticle>") {
            let Some(length) = rest[begin..].find("</PubmedArticle>") else { break };
            let end = begin + length + "</PubmedArticle>".len();
            self.take(&rest[begin..end]);
            rest = &rest[end..];
        }
        Ok(())
    }

    fn take(&mut self, record: &str) {
        self.records.push(record.to_owned());
        for line in record.lines() {
            match element(line) {
                Some(("AbstractText", text)) => self.sentences.extend(sentences(text).map(str::to_owned)),
                Some(("ArticleTitle", text)) if is_balanced(text) && !text.is_empty() => {
                    self.titles.push(text.to_owned());
                }
                _ => {}
            }
        }
    }
}

fn files(paths: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            for entry in std::fs::read_dir(path)? {
                files.push(entry?.path());
            }
        } else {
            files.push(path.clone());
        }
    }
    files.sort();
    Ok(files)
}

/// The name and the content of an element that is a line of its own.
pub(crate) fn element(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let tag = line.strip_prefix('<')?;
    let name = &tag[..tag.find([' ', '>'])?];
    let begin = line.find('>')? + 1;
    let content = line[begin..].strip_suffix('>')?.strip_suffix(name)?.strip_suffix("</")?;
    Some((name, content))
}

/// The sentences of a text that can stand by themselves.
pub(crate) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(". ").map(str::trim).filter(|sentence| sentence.len() > 20 && is_balanced(sentence))
}

/// Whether each inline element of a text is closed in it.
fn is_balanced(text: &str) -> bool {
    let mut open = Vec::new();
    for tag in text.split('<').skip(1) {
        let name = tag.split(['>', ' ', '/']).find(|part| !part.is_empty()).unwrap_or_default();
        let is_empty = tag.split('>').next().is_some_and(|inside| inside.ends_with('/'));
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else if !is_empty {
            open.push(name);
        }
    }
    open.is_empty()
}
