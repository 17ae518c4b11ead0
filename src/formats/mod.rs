//! Readers of every format behind one facade: callers never name a concrete reader.
//!
//! A file's format is told from its content ([`detect`]), never from its name. [`read`] turns bytes into a stream of
//! [`Entry`]: a record, a deletion or a rejection, each with its position. A bad record is an entry, and reading goes
//! on behind it; only an error of the input itself ends the stream. Memory does not grow with the file, save for HTML,
//! whose tree must be whole, BibTeX's books and abbreviations, which later entries may refer to, and the packed bytes of
//! zip archives.
//!
//! A new format is one module here, one variant of [`Format`] and one row of the table [`READERS`].

mod bibtex;
mod bioc;
mod blocks;
mod cord19;
mod csl_json;
mod decode;
mod endnote_tagged;
mod endnote_xml;
mod europepmc;
mod foreign;
mod html;
mod isi;
mod jats;
mod json;
mod json_lines;
mod markup;
mod medline;
mod members;
mod mods;
pub(crate) mod natural;
mod notes;
mod open;
mod ovid;
mod pubmed_abstract;
mod pubmed_csv;
mod pubmed_summary;
mod pubmed_text;
mod pubmed_xml;
mod pubtator;
mod ris;
mod tagged;
mod work;
mod xml;

pub use open::{OpenError, OpenResult, Opened, decompressed, open};

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
    /// PubMed XML (`PubmedArticleSet`, single `PubmedArticle`s, books, deletions).
    PubmedXml,
    /// JATS full text (PMC, publishers), alone or in EFetch's and OAI's wrappers.
    Jats,
    /// A saved PubMed page, HTML (an abstract page or a list of results).
    PubmedHtml,
    /// EndNote's XML.
    EndnoteXml,
    /// BioC XML.
    BiocXml,
    /// Europe PMC's answers, XML.
    EuropepmcXml,
    /// MODS.
    Mods,
    /// BioC JSON.
    BiocJson,
    /// Articles in the JSON of CORD-19.
    Cord19,
    /// Europe PMC's records, JSON.
    EuropepmcJson,
    /// CSL-JSON (Zotero, Crossref) and reference managers' JSON.
    CslJson,
    /// JSON lines (Medlar's own records, or a judged collection's `_id`, `title`, `text`).
    JsonLines,
    /// PubMed's CSV export.
    PubmedCsv,
    /// PubTator.
    Pubtator,
    /// Web of Science's tagged export.
    Isi,
    /// EndNote's (Refer's) tagged export.
    EndnoteTagged,
    /// Ovid's display with field names.
    Ovid,
    /// Tagged text of RefWorks, Ovid and the Cochrane Library.
    Tagged,
    /// NBIB, the MEDLINE display.
    Medline,
    /// RIS, in the dialects of its many writers.
    Ris,
    /// BibTeX and BibLaTeX.
    Bibtex,
    /// PubMed's "Abstract (text)" export.
    PubmedAbstract,
    /// PubMed's "Summary (text)" export.
    PubmedSummary,
    /// A PubMed abstract page saved as plain text.
    PubmedText,
}

/// The bytes of an input, decompressed.
type Source<'a> = Box<dyn BufRead + Send + 'a>;

/// One row of the table of formats: all that the facade knows of one.
struct Reader {
    format: Format,
    /// The name by which a user chooses the format, and which a record keeps as its source.
    name: &'static str,
    /// What the format is, in words for help and messages.
    description: &'static str,
    /// Whether a text that begins so is of this format.
    recognises: fn(&str) -> bool,
    read: for<'a> fn(Source<'a>) -> Entries<'a>,
}

/// The table, in the order in which [`detect`] asks: what has marks of its own before what is told by its look.
static READERS: [Reader; 24] = [
    Reader {
        format: Format::PubmedXml,
        name: "pubmed-xml",
        description: "PubMed XML (`PubmedArticleSet`, single `PubmedArticle`s, books, deletions)",
        recognises: pubmed_xml::recognises,
        read: |input| Box::new(pubmed_xml::read(input)),
    },
    Reader {
        format: Format::Jats,
        name: "jats",
        description: "JATS full text (PMC, publishers), alone or in EFetch's and OAI's wrappers",
        recognises: jats::recognises,
        read: |input| Box::new(jats::read(input)),
    },
    Reader {
        format: Format::PubmedHtml,
        name: "pubmed-html",
        description: "a saved PubMed page, HTML (an abstract page or a list of results)",
        recognises: html::recognises,
        read: |input| Box::new(html::read(input)),
    },
    Reader {
        format: Format::EndnoteXml,
        name: "endnote-xml",
        description: "EndNote's XML",
        recognises: endnote_xml::recognises,
        read: |input| Box::new(endnote_xml::read(input)),
    },
    Reader {
        format: Format::BiocXml,
        name: "bioc-xml",
        description: "BioC XML",
        recognises: bioc::recognises_xml,
        read: |input| Box::new(bioc::read_xml(input)),
    },
    Reader {
        format: Format::EuropepmcXml,
        name: "europepmc-xml",
        description: "Europe PMC's answers, XML",
        recognises: europepmc::recognises_xml,
        read: |input| Box::new(europepmc::read_xml(input)),
    },
    Reader {
        format: Format::Mods,
        name: "mods",
        description: "MODS",
        recognises: mods::recognises,
        read: |input| Box::new(mods::read(input)),
    },
    Reader {
        format: Format::BiocJson,
        name: "bioc-json",
        description: "BioC JSON",
        recognises: bioc::recognises_json,
        read: |input| Box::new(bioc::read_json(input)),
    },
    Reader {
        format: Format::Cord19,
        name: "cord19",
        description: "articles in the JSON of CORD-19",
        recognises: cord19::recognises,
        read: |input| Box::new(cord19::read(input)),
    },
    Reader {
        format: Format::EuropepmcJson,
        name: "europepmc-json",
        description: "Europe PMC's records, JSON",
        recognises: europepmc::recognises_json,
        read: |input| Box::new(europepmc::read_json(input)),
    },
    Reader {
        format: Format::CslJson,
        name: "csl-json",
        description: "CSL-JSON (Zotero, Crossref) and reference managers' JSON",
        recognises: csl_json::recognises,
        read: |input| Box::new(csl_json::read(input)),
    },
    Reader {
        format: Format::JsonLines,
        name: "jsonl",
        description: "JSON lines (Medlar's own records, or a judged collection's `_id`, `title`, `text`)",
        recognises: json_lines::recognises,
        read: |input| Box::new(json_lines::read(input)),
    },
    Reader {
        format: Format::PubmedCsv,
        name: "pubmed-csv",
        description: "PubMed's CSV export",
        recognises: pubmed_csv::recognises,
        read: |input| Box::new(pubmed_csv::read(input)),
    },
    Reader {
        format: Format::Pubtator,
        name: "pubtator",
        description: "PubTator",
        recognises: pubtator::recognises,
        read: |input| Box::new(pubtator::read(input)),
    },
    Reader {
        format: Format::Isi,
        name: "isi",
        description: "Web of Science's tagged export",
        recognises: isi::recognises,
        read: |input| Box::new(isi::read(input)),
    },
    Reader {
        format: Format::EndnoteTagged,
        name: "endnote",
        description: "EndNote's (Refer's) tagged export",
        recognises: endnote_tagged::recognises,
        read: |input| Box::new(endnote_tagged::read(input)),
    },
    Reader {
        format: Format::Ovid,
        name: "ovid",
        description: "Ovid's display with field names",
        recognises: ovid::recognises,
        read: |input| Box::new(ovid::read(input)),
    },
    Reader {
        format: Format::Tagged,
        name: "tagged",
        description: "tagged text of RefWorks, Ovid and the Cochrane Library",
        recognises: tagged::recognises,
        read: |input| Box::new(tagged::read(input)),
    },
    Reader {
        format: Format::Medline,
        name: "nbib",
        description: "NBIB, the MEDLINE display",
        recognises: medline::recognises,
        read: |input| Box::new(medline::read(input)),
    },
    Reader {
        format: Format::Ris,
        name: "ris",
        description: "RIS, in the dialects of its many writers",
        recognises: ris::recognises,
        read: |input| Box::new(ris::read(input)),
    },
    Reader {
        format: Format::Bibtex,
        name: "bibtex",
        description: "BibTeX and BibLaTeX",
        recognises: bibtex::recognises,
        read: |input| Box::new(bibtex::read(input)),
    },
    Reader {
        format: Format::PubmedAbstract,
        name: "pubmed-abstract",
        description: "PubMed's \"Abstract (text)\" export",
        recognises: pubmed_abstract::recognises,
        read: |input| Box::new(pubmed_abstract::read(input)),
    },
    Reader {
        format: Format::PubmedSummary,
        name: "pubmed-summary",
        description: "PubMed's \"Summary (text)\" export",
        recognises: pubmed_summary::recognises,
        read: |input| Box::new(pubmed_summary::read(input)),
    },
    Reader {
        format: Format::PubmedText,
        name: "pubmed-text",
        description: "a PubMed abstract page saved as plain text",
        recognises: pubmed_text::recognises,
        read: |input| Box::new(pubmed_text::read(input)),
    },
];

impl Format {
    /// All formats, in the order in which [`detect`] tries them.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        READERS.iter().map(|reader| reader.format)
    }

    /// The name by which a user chooses the format, and which a record keeps as its source.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.reader().name
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        READERS.iter().find(|reader| reader.name == name).map(|reader| reader.format)
    }

    /// What the format is, in words for help and messages.
    #[must_use]
    pub fn description(self) -> &'static str {
        self.reader().description
    }

    /// Its row; a test holds the table complete.
    fn reader(self) -> &'static Reader {
        READERS.iter().find(|reader| reader.format == self).unwrap_or(&READERS[0])
    }
}

/// The format of an input, told from its first bytes (a few KB suffice; a character cut in two at their end does no
/// harm). `None` where it is none of [`Format::all`].
#[must_use]
pub fn detect(head: &[u8]) -> Option<Format> {
    let text = decode::lossy(head);
    let text = text.trim_start_matches('\u{feff}');
    READERS.iter().find(|reader| (reader.recognises)(text)).map(|reader| reader.format)
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
    if format == Format::PubmedXml {
        let raw = pubmed_xml::cut(input);
        return Box::new(raw.map(move |raw| raw.map(|raw| Piece { format, content: Content::Xml(raw) })));
    }
    let entries = (format.reader().read)(Box::new(input));
    Box::new(entries.map(move |entry| entry.map(|entry| Piece { format, content: Content::Read(entry) })))
}

/// Notes the format as the record's source, unless the record (of our own format) names one.
fn with_source(mut entry: Entry, format: Format) -> Entry {
    if let Item::Record(record) = &mut entry.item {
        record.source.get_or_insert_with(|| format.name().to_owned());
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_one_row_for_each_format() {
        for format in Format::all() {
            assert_eq!(format.reader().format, format);
            assert_eq!(Format::from_name(format.name()), Some(format));
            assert!(!format.description().is_empty());
        }
        let names: std::collections::HashSet<&str> = Format::all().map(Format::name).collect();
        assert_eq!(names.len(), READERS.len());
    }
}
