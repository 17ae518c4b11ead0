//! The words of each text field.

use crate::analysis::{ITEM_BREAK, SECTION_BREAK};
use crate::record::{AbstractSection, Author, Record};
use rustc_hash::FxHashSet;

/// The text of the field `name`, items parted by breaks across which nothing is found. `None` where there is no such
/// field.
#[must_use]
pub fn text(record: &Record, name: &str) -> Option<String> {
    Some(match name {
        "title" => {
            let collection = record.book.as_ref().and_then(|book| book.collection_title.as_deref());
            items(std::iter::once(record.title.as_str()).chain(collection))
        }
        "abstract" => sections(&record.abstract_sections),
        "other_abstract" => {
            let texts: Vec<String> = record.other_abstracts.iter().map(|other| sections(&other.sections)).collect();
            items(texts.iter().map(String::as_str))
        }
        "keywords" => items(record.keywords.iter().map(|keyword| keyword.term.as_str())),
        "indexing" => indexing(record),
        "references" => items(record.references.iter().map(|reference| reference.text.as_str())),
        "captions" => items(record.captions.iter().map(|caption| caption.text.as_str())),
        "body" => {
            let parts =
                record.body.iter().flat_map(|section| [section.heading.as_deref(), Some(section.text.as_str())]);
            items(parts.flatten())
        }
        "affiliation" => {
            let all = record.authors.iter().chain(&record.editors).chain(&record.investigators);
            items(distinct(all.flat_map(|author| author.affiliations.iter().map(String::as_str))).into_iter())
        }
        "vernacular_title" => record.vernacular_title.clone().unwrap_or_default(),
        "collective" => {
            let all = record.authors.iter().chain(&record.editors);
            items(all.filter_map(|author| author.collective_name.as_deref()))
        }
        "book" => {
            items(record.book.iter().flat_map(|book| [&book.title, &book.volume_title]).flatten().map(String::as_str))
        }
        "publisher" => items(record.book.iter().filter_map(|book| book.publisher.as_deref())),
        "notes" => notes(record),
        "interests" => record.conflict_of_interest.clone().unwrap_or_default(),
        "other" => other(record),
        _ => return None,
    })
}

fn items<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    joined(texts, ITEM_BREAK)
}

fn joined<'a>(texts: impl Iterator<Item = &'a str>, separator: char) -> String {
    let mut out = String::new();
    for text in texts.filter(|text| !text.is_empty()) {
        if !out.is_empty() {
            out.push(separator);
        }
        out.push_str(text);
    }
    out
}

fn sections(sections: &[AbstractSection]) -> String {
    joined(sections.iter().map(|section| section.text.as_str()), SECTION_BREAK)
}

/// Texts up to which one is sooner looked for among all than in a set.
const FEW: usize = 32;

/// Each text once: colleagues share an address.
fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let (mut distinct, mut seen) = (Vec::new(), FxHashSet::default());
    for text in texts {
        if distinct.len() == FEW && seen.is_empty() {
            seen.extend(distinct.iter().copied());
        }
        if if seen.is_empty() { !distinct.contains(&text) } else { seen.insert(text) } {
            distinct.push(text);
        }
    }
    distinct
}

fn indexing(record: &Record) -> String {
    let mesh = record.mesh.iter().flat_map(|heading| {
        std::iter::once(heading.descriptor.as_str()).chain(heading.qualifiers.iter().map(|q| q.name.as_str()))
    });
    let substances = record.substances.iter().map(|substance| substance.name.as_str());
    let supplementary = record.supplementary_mesh.iter().map(|concept| concept.name.as_str());
    let types = record.publication_types.iter().map(|kind| kind.name.as_str());
    let genes = record.gene_symbols.iter().map(String::as_str);
    items(distinct(mesh.chain(substances).chain(supplementary).chain(types).chain(genes)).into_iter())
}

/// What PubMed counts among the text words beside title, abstracts and headings: persons as subjects, data banks with
/// their numbers, comments and corrections.
fn notes(record: &Record) -> String {
    let mut texts: Vec<String> = record.personal_name_subjects.iter().map(Author::display).collect();
    for bank in &record.databanks {
        texts.push(bank.name.clone());
        texts.extend(bank.accessions.iter().cloned());
    }
    texts.extend(record.relations.iter().flat_map(|r| [&r.citation, &r.note]).flatten().cloned());
    items(distinct(texts.iter().map(String::as_str)).into_iter())
}

/// Everything that a reader sees of a record and no other field holds.
fn other(record: &Record) -> String {
    let mut texts: Vec<String> = Vec::new();
    let people = [&record.authors, &record.editors, &record.investigators];
    texts.extend(people.into_iter().flatten().map(Author::display));
    if let Some(journal) = &record.journal {
        texts.extend([&journal.abbreviation, &journal.iso_abbreviation, &journal.title].into_iter().flatten().cloned());
    }
    if let Some(book) = &record.book {
        texts.extend([&book.title, &book.volume_title, &book.publisher].into_iter().flatten().cloned());
        texts.extend(book.sections.iter().cloned());
    }
    texts.extend(record.vernacular_title.clone());
    let all_sections = record.abstract_sections.iter().chain(record.other_abstracts.iter().flat_map(|o| &o.sections));
    texts.extend(all_sections.filter_map(|section| section.label.clone()));
    texts.extend(record.grants.iter().flat_map(|g| [&g.id, &g.agency]).flatten().cloned());
    texts.extend(record.notes.iter().chain(&record.space_flight_missions).cloned());
    texts.extend(record.captions.iter().filter_map(|caption| caption.label.clone()));
    texts.extend(record.conflict_of_interest.clone());
    items(distinct(texts.iter().map(String::as_str)).into_iter())
}
