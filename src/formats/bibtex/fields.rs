//! What the types and fields of an entry mean.

use super::super::work::{Kind, Work, set};
use super::super::{isi, ris};
use super::latex;
use crate::record::{Author, PartialDate, Record, text};
use biblatex::{Bibliography, Entry, ParseError, ParseErrorKind, Person, RawBibliography, RawChunk, Spanned};
use std::collections::HashSet;

/// Types of entries that BibTeX, BibLaTeX and their users know, and what is no entry.
pub(super) const TYPES: [&str; 41] = [
    "article",
    "suppperiodical",
    "periodical",
    "review",
    "book",
    "mvbook",
    "booklet",
    "collection",
    "mvcollection",
    "proceedings",
    "mvproceedings",
    "reference",
    "mvreference",
    "manual",
    "report",
    "techreport",
    "thesis",
    "phdthesis",
    "mastersthesis",
    "inbook",
    "bookinbook",
    "suppbook",
    "incollection",
    "suppcollection",
    "inproceedings",
    "conference",
    "inreference",
    "misc",
    "online",
    "electronic",
    "www",
    "unpublished",
    "dataset",
    "software",
    "patent",
    "set",
    "xdata",
    "standard",
    "string",
    "comment",
    "preamble",
];

/// Abbreviations that one entry may lack before it is given up.
const MOST_UNKNOWN: usize = 64;

/// Whether `word` begins an entry, and not only something like one.
pub(super) fn is_known_type(word: &str) -> bool {
    TYPES.contains(&word)
}

/// Whether other entries may take fields over from one of this type.
pub(super) fn is_parent(kind: &str) -> bool {
    kind.contains("book")
        || kind.ends_with("collection")
        || kind.ends_with("proceedings")
        || kind.ends_with("reference")
        || matches!(kind, "periodical" | "xdata")
}

/// The record of the entry `key` in `source`, where it stands last, behind what it refers to.
pub(super) fn record(source: &str, key: &str) -> Result<Record, String> {
    let bibliography = parse(source)?;
    let found = bibliography.iter().rev().find(|entry| entry.key == key).or_else(|| bibliography.iter().last());
    let entry = found.ok_or_else(|| "the entry has no fields".to_owned())?;
    let mut work = Work::default();
    type_of_work(&mut work, &entry.entry_type.to_string(), entry);
    people(&mut work, entry);
    work.id("citekey", key);
    let text_of = |name: &str| entry.get(name).map(|chunks| text::clean(&latex::text(chunks)));
    titles(&mut work, &text_of);
    date(&mut work, &text_of);
    for name in entry.fields.keys() {
        if let Some(value) = text_of(name).filter(|value| !value.is_empty()) {
            take(&mut work, name, &value);
        }
    }
    eprint(&mut work, &text_of);
    work.finish()
}

/// Parses the source; an abbreviation that nobody defined (a journal's macro of some style) stands for itself.
fn parse(source: &str) -> Result<Bibliography, String> {
    let mut source = latex::prepared(source);
    for _ in 0..MOST_UNKNOWN {
        let parsed = RawBibliography::parse(&source).and_then(|mut raw| {
            untangle(&mut raw);
            Bibliography::from_raw(raw)
        });
        match parsed {
            Ok(bibliography) => return Ok(bibliography),
            Err(ParseError { kind: ParseErrorKind::UnknownAbbreviation(name), .. }) => {
                source.insert_str(0, &format!("@string{{{name} = \"{name}\"}}\n"));
            }
            Err(error) => return Err(reason(&source, &error)),
        }
    }
    Err("more unknown abbreviations than an entry has fields".to_owned())
}

/// Leaves of what entries say of others what makes a tree below the last one: the crate follows each reference, and each again
/// from every entry that has it, and would find no end where they go round. Second names (`ids`) would hide that they do.
fn untangle(raw: &mut RawBibliography<'_>) {
    let defined: HashSet<&str> = raw.abbreviations.iter().map(|pair| pair.key.v).collect();
    let mut reached: HashSet<String> = HashSet::new();
    for entry in raw.entries.iter_mut().rev() {
        reached.insert(entry.v.key.v.to_owned());
        entry.v.fields.retain(|field| match field.key.v.to_ascii_lowercase().as_str() {
            "ids" => false,
            "crossref" | "xdata" => {
                let keys = match field.value.v.as_slice() {
                    [Spanned { v: RawChunk::Normal(keys), .. }] => keys,
                    [Spanned { v: RawChunk::Abbreviation(key), .. }] if !defined.contains(key) => key,
                    _ => return false,
                };
                let plain = !keys.contains(['{', '}', '\\', '$', '~', '^', '%']);
                plain && keys.split(',').all(|key| reached.insert(key.trim().to_owned()))
            }
            _ => true,
        });
    }
}

fn reason(source: &str, error: &ParseError) -> String {
    let near = source.get(error.span.start..).map(|rest| rest.chars().take(30).collect::<String>()).unwrap_or_default();
    let what = error.kind.to_string();
    if near.trim().is_empty() {
        format!("bad BibTeX: {what}")
    } else {
        format!("bad BibTeX: {what}, at {:?}", text::clean(&near))
    }
}

fn type_of_work(work: &mut Work, kind: &str, entry: &Entry) {
    match kind {
        "article" | "suppperiodical" => work.is(Kind::Article, "Journal Article"),
        "review" => work.is(Kind::Article, "Review"),
        "periodical" => work.is(Kind::Article, ""),
        "report" | "techreport" => work.is(Kind::Book, "Technical Report"),
        "thesis" | "phdthesis" | "mastersthesis" => work.is(Kind::Book, "Academic Dissertation"),
        "book" | "mvbook" | "collection" | "mvcollection" | "booklet" | "manual" | "proceedings" | "mvproceedings"
        | "reference" | "mvreference" => work.is(Kind::Book, "Book"),
        "inproceedings" | "conference" => work.is(Kind::Chapter, "Congress"),
        "inbook" | "bookinbook" | "suppbook" | "incollection" | "suppcollection" | "inreference" => {
            work.is(Kind::Chapter, "Book Chapter")
        }
        "dataset" => work.is(Kind::Other, "Dataset"),
        _ if entry.get("journal").or_else(|| entry.get("journaltitle")).is_some() => work.is(Kind::Article, ""),
        _ => {}
    }
}

fn people(work: &mut Work, entry: &Entry) {
    for (field, editors) in [("author", false), ("editor", true)] {
        if let Some(names) = entry.get(field).and_then(parted_by_semicolons) {
            ris::people(&names).for_each(|person| if editors { work.editor(person) } else { work.author(person) });
            continue;
        }
        let names = entry.get(field).map(latex::text).unwrap_or_default();
        for person in entry.get_as::<Vec<Person>>(field).unwrap_or_default() {
            if person.name == "others" && person.given_name.is_empty() {
                work.record.authors_incomplete |= !editors;
            } else if editors {
                work.editor(author(&person, &names));
            } else {
                work.author(author(&person, &names));
            }
        }
    }
}

/// Names with semicolons between them, as programs write them that know no better: BibTeX would take all for one.
fn parted_by_semicolons(chunks: &[Spanned<biblatex::Chunk>]) -> Option<String> {
    let names = latex::text(chunks);
    let verbatim = chunks.iter().any(|chunk| matches!(chunk.v, biblatex::Chunk::Verbatim(_)));
    (!verbatim && names.contains("; ") && !names.contains(" and ")).then_some(names)
}

/// A name in braces has no parts: it is a group's, as is one that stands in `names` without a comma and calls itself one.
fn author(person: &Person, names: &str) -> Author {
    let part = |part: &str| text::non_empty(&latex::plain(part, false));
    let last = part(&format!("{} {}", person.prefix, person.name));
    let natural = part(&format!("{} {} {}", person.given_name, person.prefix, person.name)).unwrap_or_default();
    if !person.given_name.is_empty() && ris::is_group(&natural) && names.contains(&natural) {
        return Author::collective(&natural);
    }
    if person.given_name.is_empty() && last.as_ref().is_some_and(|name| name.contains(' ')) && person.prefix.is_empty()
    {
        return Author::collective(&last.unwrap_or_default());
    }
    Author { last_name: last, fore_name: part(&person.given_name), suffix: part(&person.suffix), ..Author::default() }
}

fn titles(work: &mut Work, text_of: &dyn Fn(&str) -> Option<String>) {
    let join = |title: Option<String>, subtitle: Option<String>| match (title, subtitle) {
        (Some(title), Some(subtitle)) => Some(format!("{}: {subtitle}", title.trim_end_matches(':'))),
        (title, subtitle) => title.or(subtitle),
    };
    if let Some(title) = join(text_of("title"), text_of("subtitle")) {
        work.title(&title);
    }
    let journal = text_of("journaltitle").or_else(|| text_of("journal"));
    let container = if work.kind == Kind::Chapter {
        text_of("booktitle").or(journal)
    } else {
        journal.or_else(|| text_of("booktitle"))
    };
    work.container = container.filter(|name| !name.is_empty());
}

/// `date` in ISO form, of a range its beginning; else year, month, day.
fn date(work: &mut Work, text_of: &dyn Fn(&str) -> Option<String>) {
    let field = |name: &str| text_of(name).unwrap_or_default();
    let iso = field("date");
    let (year, month) = (field("year"), text_of("month").unwrap_or_else(|| iso.clone()));
    // Web of Science has the day behind the month.
    let in_words = month.contains(' ').then(|| PartialDate::parse(&format!("{year} {month}"))).flatten();
    let first = iso.split('/').next().unwrap_or_default().trim_end_matches(['~', '?', '%']);
    let date = season(first)
        .or_else(|| PartialDate::parse(first))
        .or(in_words)
        .or_else(|| PartialDate::from_parts(&year, &month, &field("day"), ""))
        .or_else(|| PartialDate::parse(&year));
    work.record.date = date;
}

/// A season as BibLaTeX has it: `2021-21` is spring, `2021-24` winter.
fn season(date: &str) -> Option<PartialDate> {
    let (year, number) = date.split_once('-')?;
    let number: u8 = number.parse().ok()?;
    PartialDate::in_season(year.parse().ok()?, number.checked_sub(20)?)
}

fn take(work: &mut Work, name: &str, value: &str) {
    match name {
        "doi" => work.id("doi", value),
        "pmid" | "pmcid" => work.id(name, value),
        "pubmed_id" | "pubmedid" => work.id("pmid", value),
        "pmc" => work.id("pmcid", value),
        "url" => work.address(value),
        "issn" | "isbn" | "eissn" => work.standard_numbers(value),
        "shortjournal" | "journalabbr" | "journal-iso" | "abbrev_source_title" | "journal-abbreviation" => {
            set(&mut work.abbreviation, value)
        }
        "volume" => work.volume(value),
        "issue" => work.record.issue = text::non_empty(value),
        "number" => match work.kind {
            Kind::Book => set(&mut work.report_number, value),
            _ => set(&mut work.record.issue, value),
        },
        "pages" => work.pages(&value.replace('–', "-")),
        "eid" | "article-number" | "art_number" | "articleno" | "elocation-id" => set(&mut work.article_number, value),
        "publisher" | "institution" | "school" | "organization" => set(&mut work.publisher, value),
        "address" | "location" => set(&mut work.place, value),
        "edition" => set(&mut work.edition, value),
        "series" => set(&mut work.series, value),
        "abstract" => work.abstract_text(value),
        "keywords" | "keyword" | "author_keywords" | "keywords-plus" => work.keyword_list(value),
        "language" | "langid" => work.language(value),
        "document_type" => work.publication_type(value),
        "affiliation" => value.split("; ").for_each(|place| work.affiliation(place)),
        "references" if value.parse::<u32>().is_ok() => work.record.stated_reference_count = value.parse().ok(),
        "references" => work.references(value),
        "cited-references" => work.record.references.extend(value.split(". ").map(isi::reference)),
        "orcid-numbers" => isi::orcids(work, value),
        "note" | "annote" | "annotation" | "addendum" | "comment" => work.note(value),
        _ => {}
    }
}

/// `eprint` is an id of whatever `eprinttype` (or `archiveprefix`) names.
fn eprint(work: &mut Work, text_of: &dyn Fn(&str) -> Option<String>) {
    let Some(id) = text_of("eprint") else { return };
    let archive = text_of("eprinttype").or_else(|| text_of("archiveprefix")).unwrap_or_default().to_lowercase();
    match archive.as_str() {
        "pubmed" | "pmid" | "medline" => work.id("pmid", &id),
        "pmc" | "pmcid" => work.id("pmcid", &id),
        "" => work.id("eprint", &id),
        _ => work.id(&archive, &id),
    }
}
