//! Ovid's display with field names: records `<1>`, names of fields on lines of their own, values indented below them.

use super::blocks::{self, Place};
use super::work::{Kind, Work, set};
use super::{Entry, ris};
use crate::record::{Pages, PartialDate, Pmid, Record, Reference, text};
use std::io::{self, BufRead};

/// Fields of which one must follow the number of the first record.
const FIELDS: [&str; 9] = [
    "author",
    "authors",
    "title",
    "accession number",
    "unique identifier",
    "score",
    "source",
    "publication type",
    "database",
];

/// Whether `head` has a line `<1>` with names of fields behind it.
pub(super) fn recognises(head: &str) -> bool {
    let mut lines = head.lines().map(|line| line.trim_start_matches('\u{feff}').trim()).filter(|line| !line.is_empty());
    lines.next().is_some_and(is_number) && lines.take(4).any(|line| FIELDS.contains(&line.to_lowercase().as_str()))
}

/// `<12>`
fn is_number(line: &str) -> bool {
    let number = line.trim().strip_prefix('<').and_then(|line| line.strip_suffix('>'));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Reads records from `input` as they come.
pub(super) fn read<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    let place = |line: &str| if is_number(line) { Place::First } else { Place::Inside };
    blocks::records(input, place, |block| {
        let told = block.iter().any(|line| !line.trim().is_empty());
        told.then(|| record(block))
    })
}

/// A line that is not indented names a field.
fn named(line: &str) -> Option<(&str, &str)> {
    let name = line.trim_end();
    let is_name = !name.is_empty() && !line.starts_with([' ', '\t']) && name.len() < 60 && !is_number(line);
    is_name.then_some((name, ""))
}

fn record(block: &[String]) -> Result<Record, String> {
    let mut work = Work::default();
    let mut source = String::new();
    for (name, lines) in blocks::fields(block, named) {
        let value = text::clean(&lines);
        match name.to_lowercase().as_str() {
            _ if value.is_empty() => {}
            "source" => source = value,
            name => take(&mut work, name, &value, &lines),
        }
    }
    cited(&mut work, &source);
    work.finish()
}

fn take(work: &mut Work, name: &str, value: &str, lines: &str) {
    match name {
        "author" | "authors" => value.split(';').for_each(|name| person(work, name)),
        "title" => work.title(without_type(value)),
        "chapter title" => {
            work.is(Kind::Chapter, "Book Chapter");
            work.title(value);
        }
        "abstract" => work.abstract_text(value),
        "author keywords" | "keywords" | "subject headings" | "mesh subject headings" | "keyword heading" => {
            let terms = if value.contains(';') { value.split([';', '\n']) } else { lines.split([';', '\n']) };
            terms.for_each(|term| work.keyword(term.trim().trim_end_matches('.')));
        }
        "institution" | "institutions" => lines.lines().for_each(|place| work.affiliation(place)),
        "language" => work.language(value),
        "issn" | "isbn" | "issn print" | "issn electronic" => work.standard_numbers(value),
        "doi number" | "doi" | "digital object identifier" => work.id("doi", value),
        "pmid" | "medline number" => work.id("pmid", value),
        "unique identifier" if Pmid::parse(value).is_some() => work.id("pmid", value),
        "unique identifier" | "accession number" => work.id("accession", value.trim_end_matches('.')),
        "publication type" | "document type" => types(work, value),
        "year of publication" | "publication year" | "date of publication" => work.written_date(value),
        "publisher" => set(&mut work.publisher, value),
        "status" => work.record.publication_status = text::non_empty(value),
        "references" => {
            let listed = lines.lines().map(Reference::parse).filter(|reference| !reference.text.is_empty());
            work.record.references.extend(listed);
        }
        _ => {}
    }
}

/// `Mathes, Tim 2`, `Verbeek, Jan MD, PhD *`: marks of affiliations and degrees are no part of a name. `[Ed]` marks an editor.
fn person(work: &mut Work, name: &str) {
    const DEGREES: [&str; 12] =
        ["MD", "PhD", "RN", "FAAN", "MSc", "MPH", "BSc", "DrPH", "PharmD", "MBBS", "FRCS", "MS"];
    let editor = name.contains("[Ed");
    let name = name.split('[').next().unwrap_or_default();
    let words = name.split([' ', ',']).map(|word| word.trim_end_matches(['*', '+', '.']));
    let degrees = words.filter(|word| DEGREES.contains(word)).count();
    let mut words: Vec<&str> = name.split_whitespace().collect();
    let is_mark = |word: &str| {
        let bare = word.trim_matches([',', '*', '+', '.', ';']);
        bare.is_empty() || bare.bytes().all(|b| b.is_ascii_digit()) || (degrees > 0 && DEGREES.contains(&bare))
    };
    words.retain(|word| !is_mark(word));
    let name = words.join(" ");
    let author = ris::person(name.trim_end_matches([',', ' ']));
    if editor { work.editor(author) } else { work.author(author) }
}

/// `A title.[Review]` without its type.
fn without_type(title: &str) -> &str {
    title.strip_suffix(']').and_then(|title| title.rsplit_once(".[")).map_or(title, |(title, _)| title)
}

fn types(work: &mut Work, value: &str) {
    match value.to_lowercase().as_str() {
        "book" => work.is(Kind::Book, "Book"),
        "conference paper" => work.is(Kind::Article, "Congress"),
        "journal" | "journal article" | "article" => work.is(Kind::Article, "Journal Article"),
        "-" => {}
        _ => work.publication_type(value.split(':').next().unwrap_or(value)),
    }
}

/// `Ecohydrology.   8(6):1048-1064, September 2015.`
fn cited(work: &mut Work, source: &str) {
    let source = source.trim().trim_end_matches('.');
    let volume_at = source
        .match_indices(". ")
        .map(|(at, _)| at)
        .find(|at| source[at + 2..].trim_start().starts_with(|c: char| c.is_ascii_digit()));
    let Some(at) = volume_at else {
        set(&mut work.container, source);
        return;
    };
    set(&mut work.container, &source[..at]);
    let (place, date) = source[at + 2..].split_once(", ").unwrap_or((&source[at + 2..], ""));
    let (volume, pages) = place.split_once(':').unwrap_or((place, ""));
    work.volume(volume);
    work.record.pages = work.record.pages.take().or_else(|| Pages::parse(pages));
    work.record.date = work.record.date.take().or_else(|| PartialDate::parse(date));
    if work.kind == Kind::Other {
        work.kind = Kind::Article;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Item;

    #[test]
    fn fields_stand_below_their_names() {
        let text = "<1>\nScore\n  *****\nAccession Number\n  0001-2.\nAuthor\n  Quillfeather, Merelda MD, PhD *;  Moss, Ann 2\nInstitution\n  (1)Bog\n\
            Title\n  Moss is wet.[Review]\nSource\n  Phantom Moss.   28(1):186-189, January 2016.\nDOI Number\n  10.55555/M\n\
            Author Keywords\n  moss;  wetness.\nReferences\n  Green B. Lichen. J L. 2001;3:7.\n\n  Red C. Fern. J F. 2002;4:8.\n<2>\nTitle\n  Two\n";
        let entries: Vec<Entry> = read(text.as_bytes()).map(Result::unwrap).collect();
        assert_eq!(entries.iter().map(|entry| (entry.line, entry.record)).collect::<Vec<_>>(), [(1, 1), (22, 2)]);
        let Item::Record(record) = &entries[0].item else { panic!() };
        insta::assert_json_snapshot!(record);
        assert!(recognises(text) && !recognises("<1>\nprose\n") && !recognises("<html>\nAuthor\n"));
    }
}
