//! Readers of every format behind one facade: callers never name a concrete reader.
//!
//! A file's format is told from its content ([`detect`]), never from its name. [`read`] turns bytes into a stream of
//! [`Entry`]: a record, a deletion or a rejection, each with its position. A bad record is an entry, and reading goes
//! on behind it; only an error of the input itself ends the stream. Memory does not grow with the file, save for HTML,
//! whose tree must be whole, and zip archives.
//!
//! A new format is one file here and one variant of [`Format`].

mod decode;
mod html;
mod json_lines;
mod medline;
mod open;
mod pubmed_text;
mod pubmed_xml;

pub use open::{OpenError, OpenResult, Opened, open};

use crate::record::{Pmid, Record};
use std::io::{self, BufRead};

/// What a reader found at one place of its input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Line on which it begins, counted from 1.
    pub line: u64,
    /// Its number among the records of the input, counted from 1.
    pub record: u64,
    /// What it is.
    pub item: Item,
}

/// The content of an [`Entry`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A record.
    Record(Box<Record>),
    /// The order to delete a record (PubMed's `DeleteCitation`).
    Deletion(Pmid),
    /// Something that should have been a record, and why it is none: one line, in plain words.
    Rejection(String),
}

/// A stream of entries. An `Err` is an error of the input (a damaged archive, a disk fault); nothing follows it.
pub type Entries<'a> = Box<dyn Iterator<Item = io::Result<Entry>> + Send + 'a>;

/// A format that Medlar reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// PubMed XML: `PubmedArticleSet`, single `PubmedArticle`s, books, deletions.
    PubmedXml,
    /// A saved PubMed page, HTML: an abstract page or a list of results.
    PubmedHtml,
    /// A PubMed abstract page saved as plain text.
    PubmedText,
    /// NBIB, the MEDLINE display.
    Medline,
    /// JSON lines: Medlar's own records or a judged collection's `_id`, `title`, `text`.
    JsonLines,
}

impl Format {
    /// All formats, in the order in which [`detect`] tries them.
    pub const ALL: [Self; 5] = [Self::PubmedXml, Self::PubmedHtml, Self::JsonLines, Self::Medline, Self::PubmedText];

    /// The name by which a user chooses the format, and which a record keeps as its source.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PubmedXml => "pubmed-xml",
            Self::PubmedHtml => "pubmed-html",
            Self::PubmedText => "pubmed-text",
            Self::Medline => "nbib",
            Self::JsonLines => "jsonl",
        }
    }

    /// What [`detect`] looks for, in words for a message.
    #[must_use]
    pub fn evidence(self) -> &'static str {
        match self {
            Self::PubmedXml => "PubMed XML (<PubmedArticleSet>, <PubmedArticle>)",
            Self::PubmedHtml => "a saved PubMed page (HTML)",
            Self::PubmedText => "a PubMed abstract page saved as text",
            Self::Medline => "NBIB/MEDLINE (\"PMID- \" lines)",
            Self::JsonLines => "JSON lines (one object a line with \"title\")",
        }
    }

    fn recognises(self, head: &str) -> bool {
        match self {
            Self::PubmedXml => pubmed_xml::recognises(head),
            Self::PubmedHtml => html::recognises(head),
            Self::PubmedText => pubmed_text::recognises(head),
            Self::Medline => medline::recognises(head),
            Self::JsonLines => json_lines::recognises(head),
        }
    }
}

/// The format of an input, told from its first bytes (a few KB suffice; a character cut in two at their end does no
/// harm). `None` where it is none of [`Format::ALL`].
#[must_use]
pub fn detect(head: &[u8]) -> Option<Format> {
    let text = decode::lossy(head);
    let text = text.trim_start_matches('\u{feff}');
    Format::ALL.into_iter().find(|format| format.recognises(text))
}

/// Reads `input`, decompressed, as `format`.
#[must_use]
pub fn read<'a>(format: Format, input: impl BufRead + Send + 'a) -> Entries<'a> {
    Box::new(pieces(format, input).map(|piece| piece.map(Piece::read)))
}

/// What [`pieces`] gives: an entry, or the bytes of one.
pub struct Piece {
    format: Format,
    content: Content,
}

enum Content {
    Read(Entry),
    Xml(pubmed_xml::Raw),
}

impl Piece {
    /// The entry; where the piece is bytes, they are parsed now.
    #[must_use]
    pub fn read(self) -> Entry {
        let entry = match self.content {
            Content::Read(entry) => entry,
            Content::Xml(raw) => raw.read(),
        };
        with_source(entry, self.format)
    }

    /// How many bytes of input it holds that are not parsed yet.
    #[must_use]
    pub fn unread(&self) -> usize {
        if let Content::Xml(raw) = &self.content { raw.len() } else { 0 }
    }
}

/// Cuts `input`, decompressed, into entries, which may then be read in other threads: of a format whose records can be
/// told apart without parsing them, each piece is the bytes of one. The pieces read in order are what [`read`] gives.
pub fn pieces<'a>(
    format: Format,
    input: impl BufRead + Send + 'a,
) -> Box<dyn Iterator<Item = io::Result<Piece>> + Send + 'a> {
    let entries: Entries<'a> = match format {
        Format::PubmedXml => {
            let raw = pubmed_xml::cut(input);
            return Box::new(raw.map(move |raw| raw.map(|raw| Piece { format, content: Content::Xml(raw) })));
        }
        Format::PubmedHtml => Box::new(html::read(input)),
        Format::PubmedText => Box::new(pubmed_text::read(input)),
        Format::Medline => Box::new(medline::read(input)),
        Format::JsonLines => Box::new(json_lines::read(input)),
    };
    Box::new(entries.map(move |entry| entry.map(|entry| Piece { format, content: Content::Read(entry) })))
}

/// Notes the format as the record's source, unless the record (of our own format) names one.
fn with_source(mut entry: Entry, format: Format) -> Entry {
    if let Item::Record(record) = &mut entry.item {
        record.source.get_or_insert_with(|| format.name().to_owned());
    }
    entry
}
