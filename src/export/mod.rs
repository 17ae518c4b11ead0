//! Records as other programs read them: NBIB, PubMed XML, RIS, BibTeX, CSL-JSON, CSV, JSON and lists of ids.
//!
//! An [`Exporter`] writes record after record to any writer and holds none of them, so that an export has no cap. It
//! knows neither the index nor the readers; `medlar export`, `show --format` and `search --format` feed it.
//!
//! Text in a record has passed [`text::clean`] where a reader made it, but a record may also come from JSON as it
//! stands. The formats in which a line break means something therefore clean it again as they write.

mod bibtex;
mod citation;
mod csl;
mod csv;
mod finding;
mod nbib;
mod pubmed_xml;
mod ris;
#[cfg(test)]
mod sample;
mod style;

pub use citation::citation_line;
pub use finding::{Extras, Finding};
pub use style::{CitationStyle, Citer};

use crate::record::{Identity, Record, text};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, Write};

/// A format that Medlar writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// NBIB, the MEDLINE display.
    Nbib,
    /// PubMed XML.
    PubmedXml,
    /// RIS.
    Ris,
    /// BibTeX, in UTF-8.
    Bibtex,
    /// CSL-JSON: an array of items as citation processors take them.
    Csl,
    /// CSV under PubMed's header.
    Csv,
    /// Medlar's own record format, one record a line.
    Jsonl,
    /// Medlar's own record format, one array.
    Json,
    /// Ids, one a line.
    Ids,
}

impl ExportFormat {
    /// All formats.
    pub const ALL: [Self; 9] = [
        Self::Nbib,
        Self::PubmedXml,
        Self::Ris,
        Self::Bibtex,
        Self::Csl,
        Self::Csv,
        Self::Jsonl,
        Self::Json,
        Self::Ids,
    ];

    /// The name by which a user chooses the format.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Nbib => "nbib",
            Self::PubmedXml => "xml",
            Self::Ris => "ris",
            Self::Bibtex => "bibtex",
            Self::Csl => "csl",
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Json => "json",
            Self::Ids => "ids",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format that a file's extension stands for.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "bib" => Some(Self::Bibtex),
            "ndjson" => Some(Self::Jsonl),
            name => Self::from_name(name),
        }
    }

    /// Whether the format has a place for what a search says of a record.
    #[must_use]
    pub fn holds_findings(self) -> bool {
        !matches!(self, Self::PubmedXml | Self::Ids)
    }

    /// What stands before the first record, between two and behind the last.
    fn frame(self, extras: Extras) -> Frame {
        let (opening, separator, closing) = match self {
            Self::Csl | Self::Json => ("[\n".into(), ",\n", "\n]\n"),
            Self::Csv => (csv::header(extras).into(), "", ""),
            Self::PubmedXml => (pubmed_xml::OPENING.into(), "", pubmed_xml::CLOSING),
            Self::Nbib | Self::Bibtex => ("".into(), "\n", ""),
            Self::Ris | Self::Jsonl | Self::Ids => ("".into(), "", ""),
        };
        Frame { opening, separator, closing }
    }
}

struct Frame {
    opening: Cow<'static, str>,
    separator: &'static str,
    closing: &'static str,
}

/// Writes records to `W` in one format. [`Exporter::finish`] must be called for the output to be whole.
///
/// Every record is one call of `write_all`; a writer for which that is dear should be buffered.
#[derive(Debug)]
pub struct Exporter<W: Write> {
    format: ExportFormat,
    out: W,
    written: u64,
    keys: bibtex::Keys,
    extras: Extras,
}

impl<W: Write> Exporter<W> {
    /// An exporter that has written nothing yet.
    pub fn new(format: ExportFormat, out: W) -> Self {
        Self { format, out, written: 0, keys: bibtex::Keys::default(), extras: Extras::default() }
    }

    /// The same for records with what a search says of them, in a format that [holds](ExportFormat::holds_findings) it.
    #[must_use]
    pub fn with(self, extras: Extras) -> Self {
        Self { extras, ..self }
    }

    /// Writes one record.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&mut self, record: &Record) -> io::Result<()> {
        self.write_found::<String>(record, Finding::default())
    }

    /// Writes one record with what of `finding` was asked for.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_found<S: Serialize + Display>(&mut self, record: &Record, finding: Finding<'_, S>) -> io::Result<()> {
        let finding = Finding {
            score: finding.score.filter(|_| self.extras.score),
            snippets: finding.snippets.filter(|_| self.extras.snippets),
        };
        let frame = self.format.frame(self.extras);
        let mut unit = if self.written == 0 { frame.opening.into_owned() } else { frame.separator.to_owned() };
        self.append(&mut unit, record, finding)?;
        self.written += 1;
        self.out.write_all(unit.as_bytes())
    }

    /// Writes what the format wants at its end, flushes, and returns the writer.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(mut self) -> io::Result<W> {
        let frame = self.format.frame(self.extras);
        if self.written == 0 {
            self.out.write_all(frame.opening.as_bytes())?;
        }
        let closing = if self.written == 0 { frame.closing.trim_start_matches('\n') } else { frame.closing };
        self.out.write_all(closing.as_bytes())?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn append<S: Serialize + Display>(
        &mut self,
        unit: &mut String,
        record: &Record,
        finding: Finding<'_, S>,
    ) -> io::Result<()> {
        match self.format {
            ExportFormat::Nbib => nbib::append(unit, record, &finding.said()),
            ExportFormat::PubmedXml => pubmed_xml::append(unit, record),
            ExportFormat::Ris => ris::append(unit, record, &finding.said()),
            ExportFormat::Bibtex => bibtex::append(unit, record, &finding.said(), &mut self.keys),
            ExportFormat::Csl => unit.push_str(&csl::item(record, finding)?),
            ExportFormat::Csv => csv::append(unit, record, self.extras, &finding.said()),
            ExportFormat::Json => unit.push_str(&serde_json::to_string(&Found { record, finding })?),
            ExportFormat::Jsonl => {
                unit.push_str(&serde_json::to_string(&Found { record, finding })?);
                unit.push('\n');
            }
            ExportFormat::Ids => {
                unit.push_str(&display_id(record));
                unit.push('\n');
            }
        }
        Ok(())
    }
}

/// A record in Medlar's own form, with what a search says of it.
#[derive(Serialize)]
struct Found<'a, S> {
    #[serde(flatten)]
    record: &'a Record,
    #[serde(flatten)]
    finding: Finding<'a, S>,
}

/// The id under which a record is listed, on one line.
fn display_id(record: &Record) -> String {
    text::clean(&Identity::of(record).display_id())
}

/// The three types of work that bibliographic formats tell apart and a record can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Article,
    Book,
    Chapter,
}

impl Kind {
    /// A record within a book is a chapter unless its title is the book's own; without a book, the publication type
    /// decides.
    fn of(record: &Record) -> Self {
        let has_type = |name: &str| record.publication_types.iter().any(|t| t.name.eq_ignore_ascii_case(name));
        match &record.book {
            Some(book) if record.journal.is_none() => {
                let whole = book.title.as_ref().is_none_or(|title| *title == record.title || record.title.is_empty());
                if whole && !has_type("Book Chapter") { Self::Book } else { Self::Chapter }
            }
            _ if has_type("Book Chapter") => Self::Chapter,
            _ if has_type("Book") => Self::Book,
            _ => Self::Article,
        }
    }
}

/// Keywords, then MeSH descriptors, each once, whatever its case. Where a format has one field for all, they are parted
/// by semicolons: headings hold commas (`Behavior, Animal`).
fn subject_terms(record: &Record) -> Vec<String> {
    let keywords = record.keywords.iter().map(|k| k.term.as_str());
    let headings = record.mesh.iter().map(|heading| heading.descriptor.as_str());
    let mut seen = std::collections::HashSet::new();
    let terms = keywords.chain(headings).filter_map(text::non_empty);
    terms.filter(|term| seen.insert(term.to_lowercase())).collect()
}

/// The address of the record at PubMed, else at PubMed Central.
fn address(record: &Record) -> Option<String> {
    let pubmed = record.pmid.map(|pmid| format!("https://pubmed.ncbi.nlm.nih.gov/{pmid}/"));
    pubmed.or_else(|| record.pmcid.map(|pmcid| format!("https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/")))
}

/// Where a retraction is announced, for formats that have a field for notes.
fn retraction_note(record: &Record) -> Option<String> {
    let notice = |relation: &crate::record::Relation| {
        let pmid = relation.pmid.map(|pmid| format!("PMID: {pmid}."));
        let parts = [relation.citation.clone(), pmid];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    let notices: Vec<String> = record
        .relations
        .iter()
        .filter(|r| r.kind == "RetractionIn" || r.kind == "RetractedandRepublishedIn")
        .map(notice)
        .filter(|n| !n.is_empty())
        .collect();
    record.is_retracted().then(|| match notices.as_slice() {
        [] => "Retracted.".to_owned(),
        all => text::clean(&format!("Retracted. Retraction in: {}", all.join("; "))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn exported(format: ExportFormat, records: &[Record]) -> String {
        let mut exporter = Exporter::new(format, Vec::new());
        for record in records {
            exporter.write(record).unwrap();
        }
        String::from_utf8(exporter.finish().unwrap()).unwrap()
    }

    fn json(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_format_is_found_by_its_name() {
        for format in ExportFormat::ALL {
            assert_eq!(ExportFormat::from_name(format.name()), Some(format));
        }
        assert_eq!(ExportFormat::from_name("word"), None);
    }

    #[test]
    fn an_export_of_nothing_is_whole() {
        for format in ExportFormat::ALL {
            let expected = match format {
                ExportFormat::Json | ExportFormat::Csl => "[\n]\n",
                ExportFormat::Csv => csv::HEADER,
                ExportFormat::PubmedXml => {
                    return assert!(exported(format, &[]).ends_with("\n<PubmedArticleSet>\n</PubmedArticleSet>\n"));
                }
                _ => "",
            };
            assert_eq!(exported(format, &[]), expected, "{}", format.name());
        }
    }

    #[test]
    fn own_forms_read_back_to_the_same_records() {
        let records = [sample::full(), sample::chapter()];
        let lines = exported(ExportFormat::Jsonl, &records);
        let read: Vec<Record> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(read, records);
        let array: Vec<Record> = serde_json::from_str(&exported(ExportFormat::Json, &records)).unwrap();
        assert_eq!(array, records);
    }

    #[test]
    fn records_are_parted_as_each_format_wants_it() {
        let two = [sample::article(), sample::article()];
        assert_eq!(json(&exported(ExportFormat::Csl, &two)).as_array().map(Vec::len), Some(2));
        assert_eq!(exported(ExportFormat::Ids, &two), "90000001\n90000001\n");
        assert_eq!(exported(ExportFormat::Csv, &two).lines().count(), 3);
        let nbib = exported(ExportFormat::Nbib, &two);
        assert!(nbib.starts_with("PMID- ") && nbib.matches("\n\nPMID- ").count() == 1);
        assert!(exported(ExportFormat::Ris, &two).contains("ER  - \n\nTY  - "));
        assert!(exported(ExportFormat::Bibtex, &two).contains("\n}\n\n@article{nunezagren2022aspirina,"));
    }

    #[test]
    fn line_formats_hold_against_breaks_in_any_text() {
        let hostile = "a\r\nPMID- 1\n\u{2028}ER  - \u{0}\u{1b}[31m";
        let mut record: Record = sample::full();
        (record.pmid, record.pmcid, record.doi, record.id) = (None, None, None, Some(hostile.into()));
        record.title = hostile.into();
        record.authors = vec![crate::record::Author { last_name: Some(hostile.into()), ..Default::default() }];
        record.volume = Some(hostile.into());
        let line_formats = [
            ExportFormat::Nbib,
            ExportFormat::PubmedXml,
            ExportFormat::Ris,
            ExportFormat::Bibtex,
            ExportFormat::Csv,
            ExportFormat::Ids,
        ];
        for format in line_formats {
            let text = exported(format, &[record.clone()]);
            assert!(!text.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{2028}'), "{}", format.name());
            assert!(!text.lines().any(|line| line.starts_with("PMID- 1")), "{}", format.name());
        }
    }

    #[test]
    fn a_kind_of_work_is_told_by_book_or_type() {
        assert_eq!(Kind::of(&sample::article()), Kind::Article);
        assert_eq!(Kind::of(&sample::chapter()), Kind::Chapter);
        let mut book = sample::chapter();
        book.publication_types.clear();
        assert_eq!(Kind::of(&book), Kind::Chapter);
        book.title = book.book.as_ref().and_then(|b| b.title.clone()).unwrap();
        assert_eq!(Kind::of(&book), Kind::Book);
    }

    /// The schema of an object within the record schema, `$ref`s and `items` followed.
    fn resolved<'a>(root: &'a Value, mut schema: &'a Value) -> &'a Value {
        loop {
            if let Some(name) = schema["$ref"].as_str() {
                schema = &root["$defs"][name.trim_start_matches("#/$defs/")];
            } else if !schema["items"].is_null() {
                schema = &schema["items"];
            } else {
                return schema;
            }
        }
    }

    fn assert_described(root: &Value, schema: &Value, value: &Value, path: &str) {
        let schema = resolved(root, schema);
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    let property = &schema["properties"][key];
                    assert!(property.is_object(), "{path}.{key} is not in the schema");
                    assert!(resolved(root, property)["type"].is_string(), "{path}.{key} has no type");
                    assert_described(root, property, member, &format!("{path}.{key}"));
                }
            }
            Value::Array(items) => items.iter().for_each(|item| assert_described(root, schema, item, path)),
            Value::String(_) => assert_eq!(schema["type"], "string", "{path}"),
            Value::Bool(_) => assert_eq!(schema["type"], "boolean", "{path}"),
            Value::Number(_) => assert_eq!(schema["type"], "integer", "{path}"),
            Value::Null => panic!("{path} is null"),
        }
    }

    #[test]
    fn the_schema_describes_every_field_of_a_record() {
        let schema = json(include_str!("../../schema/record.schema.json"));
        let record = serde_json::to_value(sample::full()).unwrap();
        assert_described(&schema, &schema, &record, "record");
        let (mut described, mut written): (Vec<&String>, Vec<&String>) =
            (schema["properties"].as_object().unwrap().keys().collect(), record.as_object().unwrap().keys().collect());
        described.sort();
        written.sort();
        assert_eq!(described, written, "the sample and the schema differ in their fields");
    }
}
