//! A record in full, as a person reads it.

use super::counted;
use super::printer::Printer;
use super::styled::{Layout, set};
use crate::export::citation_line;
use crate::record::{Author, Record, language_name};
use anstyle::{AnsiColor, Style};
use std::io;

/// Prints `record`.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print(record: &Record, printer: &mut Printer) -> io::Result<()> {
    let mut page = Page { printer };
    page.styled(if record.title.is_empty() { "[no title]" } else { &record.title }, Style::new().bold())?;
    if record.is_retracted() {
        page.styled("RETRACTED", Style::new().fg_color(Some(AnsiColor::Red.into())).bold())?;
    }
    page.some("", record.vernacular_title.as_deref())?;
    page.people(record)?;
    page.text(&citation_line(record))?;
    page.some("PMID", record.pmid.map(|id| id.to_string()).as_deref())?;
    page.some("PMCID", record.pmcid.map(|id| id.to_string()).as_deref())?;
    page.some("DOI", record.doi.as_ref().map(|doi| doi.as_str()))?;
    page.some("Id", record.id.as_deref())?;
    page.sources(record)?;
    page.abstracts(record)?;
    page.subjects(record)?;
    page.notes(record)?;
    page.full_text(record)?;
    page.references(record)
}

struct Page<'a> {
    printer: &'a mut Printer,
}

impl Page<'_> {
    /// Of a full text its headings: whoever wants to read it all asks for JSON.
    fn full_text(&mut self, record: &Record) -> io::Result<()> {
        if record.body.is_empty() {
            return Ok(());
        }
        let words: usize = record.body.iter().map(|section| section.text.split_whitespace().count()).sum();
        self.heading("Full text")?;
        let headings = record.body.iter().filter_map(|section| section.heading.as_deref());
        let headings: Vec<&str> = headings.collect();
        self.indented(&format!(
            "{} in {}; --json has them",
            counted(words as u64, "word"),
            counted(record.body.len() as u64, "section")
        ))?;
        if headings.is_empty() { Ok(()) } else { self.indented(&headings.join(" \u{b7} ")) }
    }

    /// Where the record is from, where it is from several sources.
    fn sources(&mut self, record: &Record) -> io::Result<()> {
        if record.also_from.is_empty() {
            return Ok(());
        }
        let others = record.also_from.iter().map(|other| {
            let more = (!other.keywords.is_empty()).then(|| "more keywords".to_owned());
            let fields = other.fields.iter().cloned().chain(more).collect::<Vec<_>>().join(", ").replace('_', " ");
            format!("{fields} from {}", other.source)
        });
        let others = others.collect::<Vec<_>>().join("; ");
        self.text(&format!("Source: {}; {others}", record.source.as_deref().unwrap_or("unknown")))
    }

    fn styled(&mut self, text: &str, style: Style) -> io::Result<()> {
        let layout = Layout { base: style, ..Layout::plain(self.printer.width(), 0) };
        let line = set(text, &[], layout);
        self.printer.line(&line)
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        if text.is_empty() { Ok(()) } else { self.styled(text, Style::new()) }
    }

    fn indented(&mut self, text: &str) -> io::Result<()> {
        let line = set(text, &[], Layout::plain(self.printer.width(), 2));
        self.printer.line(&line)
    }

    fn heading(&mut self, heading: &str) -> io::Result<()> {
        self.printer.line("")?;
        self.styled(heading, Style::new().bold())
    }

    /// `Name: value`, where there is a value.
    fn some(&mut self, name: &str, value: Option<&str>) -> io::Result<()> {
        match value {
            Some(value) if name.is_empty() => self.text(value),
            Some(value) => self.text(&format!("{name}: {value}")),
            None => Ok(()),
        }
    }

    /// A heading with the values under it, on one line; nothing where there is none.
    fn list(&mut self, heading: &str, values: &[String]) -> io::Result<()> {
        if values.is_empty() {
            return Ok(());
        }
        self.heading(heading)?;
        self.indented(&values.join("; "))
    }

    fn people(&mut self, record: &Record) -> io::Result<()> {
        let names = |people: &[Author]| people.iter().map(Author::display).collect::<Vec<_>>().join(", ");
        let et_al = if record.authors_incomplete { ", et al." } else { "" };
        if !record.authors.is_empty() {
            self.text(&format!("{}{et_al}", names(&record.authors)))?;
        }
        let of_book = record.book.as_ref().map(|book| book.authors.as_slice()).unwrap_or_default();
        if !of_book.is_empty() {
            self.text(&format!("In a book by {}", names(of_book)))?;
        }
        if !record.editors.is_empty() {
            self.text(&format!("Edited by {}", names(&record.editors)))?;
        }
        Ok(())
    }

    fn abstracts(&mut self, record: &Record) -> io::Result<()> {
        let others = record.other_abstracts.iter().map(|other| {
            let kind = other.kind.as_deref().unwrap_or("Other");
            let language = other.language.as_deref().map(language_name);
            (language.map_or_else(|| format!("{kind} abstract"), |l| format!("{kind} abstract, {l}")), &other.sections)
        });
        for (heading, sections) in std::iter::once(("Abstract".to_owned(), &record.abstract_sections)).chain(others) {
            if sections.is_empty() {
                continue;
            }
            self.heading(&heading)?;
            for section in sections {
                let label = section.label.as_ref().map_or_else(String::new, |label| format!("{label}: "));
                self.indented(&format!("{label}{}", section.text))?;
            }
        }
        self.some("", record.copyright.as_deref())
    }

    fn subjects(&mut self, record: &Record) -> io::Result<()> {
        let keywords: Vec<String> = record.keywords.iter().map(|keyword| keyword.term.clone()).collect();
        self.list("Keywords", &keywords)?;
        let mesh: Vec<String> = record.mesh.iter().map(|heading| heading.to_medline()).collect();
        self.list("MeSH", &mesh)?;
        let substances = record.substances.iter().map(|s| s.name.clone());
        let substances: Vec<String> =
            substances.chain(record.supplementary_mesh.iter().map(|s| s.name.clone())).collect();
        self.list("Substances", &substances)?;
        let types: Vec<String> = record.publication_types.iter().map(|kind| kind.name.clone()).collect();
        self.list("Publication types", &types)?;
        let languages: Vec<String> = record.languages.iter().map(|code| language_name(code).to_owned()).collect();
        self.list("Languages", &languages)
    }

    fn notes(&mut self, record: &Record) -> io::Result<()> {
        let mut affiliations: Vec<String> = Vec::new();
        for text in record.authors.iter().chain(&record.editors).flat_map(|author| &author.affiliations) {
            if !affiliations.contains(text) {
                affiliations.push(text.clone());
            }
        }
        self.list("Affiliations", &affiliations)?;
        let investigators: Vec<String> = record.investigators.iter().map(Author::display).collect();
        self.list("Investigators", &investigators)?;
        let grants = record.grants.iter().map(|grant| {
            let parts = [&grant.id, &grant.agency, &grant.country];
            parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ")
        });
        self.list("Grants", &grants.collect::<Vec<_>>())?;
        let banks = record.databanks.iter().map(|bank| format!("{}: {}", bank.name, bank.accessions.join(", ")));
        self.list("Data banks", &banks.collect::<Vec<_>>())?;
        let interests: Vec<String> = record.conflict_of_interest.iter().cloned().collect();
        self.list("Conflict of interest", &interests)?;
        self.list("Notes", &record.notes)?;
        let ties = record.relations.iter().map(|tie| {
            let id = tie.pmid.map(|id| format!("PMID {id}"));
            let parts = [tie.citation.clone(), id, tie.note.clone()];
            format!("{}: {}", tie.kind, parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
        });
        self.list("Related", &ties.collect::<Vec<_>>())?;
        if !record.captions.is_empty() {
            self.heading("Captions")?;
            for caption in &record.captions {
                let label = caption.label.as_ref().map_or_else(String::new, |label| format!("{label}: "));
                self.indented(&format!("{label}{}", caption.text))?;
            }
        }
        Ok(())
    }

    fn references(&mut self, record: &Record) -> io::Result<()> {
        if record.references.is_empty() {
            return Ok(());
        }
        self.heading(&format!("References ({})", record.references.len()))?;
        for (number, reference) in (1..).zip(&record.references) {
            let ids = [
                reference.pmid.map(|id| format!("PMID {id}")),
                reference.pmcid.map(|id| id.to_string()),
                reference
                    .doi
                    .as_ref()
                    .filter(|doi| !reference.text.contains(doi.as_str()))
                    .map(|doi| format!("doi:{doi}")),
            ];
            let ids: Vec<String> = ids.into_iter().flatten().collect();
            let ids = if ids.is_empty() { String::new() } else { format!(" [{}]", ids.join(", ")) };
            self.indented(&format!("{number}. {}{ids}", reference.text))?;
        }
        Ok(())
    }
}
