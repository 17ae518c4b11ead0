//! Articles in the JSON of CORD-19 and S2ORC's `pdf_parses`: metadata, abstract, body, bibliography and captions. One
//! object an article, a file each or one a line.

use super::json::value::{all, text_at, texts_at};
use super::{Entry, json};
use crate::record::{
    AbstractSection, Author, BodySection, Caption, Doi, Pages, PartialDate, Pmcid, Pmid, Record, Reference,
};
use serde_json::Value;
use std::io::{self, BufRead};

/// Whether the first object of `head` is such an article.
pub(super) fn recognises(head: &str) -> bool {
    let members = json::members_of_first(head);
    members.contains(&"paper_id")
        && (members.contains(&"metadata") || members.contains(&"body_text") || members.contains(&"abstract"))
}

/// Reads records from `input` as they come.
pub(super) fn read<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    json::records(input, &[], |value| article(&value))
}

fn article(value: &Value) -> Result<Record, String> {
    let id = text_at(value, &["paper_id"]).unwrap_or_default();
    let mut record = Record {
        pmcid: Pmcid::parse(&id),
        title: text_at(value, &["metadata", "title"]).unwrap_or_default(),
        authors: all(value, &["metadata", "authors"]).into_iter().map(author).filter(|a| !a.is_empty()).collect(),
        ..Record::default()
    };
    record.id = (record.pmcid.is_none() && !id.is_empty()).then_some(id);
    for part in all(value, &["abstract"]) {
        let (section, body) = (text_at(part, &["section"]), text_at(part, &["text"]).unwrap_or_default());
        let label = section.filter(|label| !label.eq_ignore_ascii_case("abstract")).unwrap_or_default();
        record.abstract_sections.push(AbstractSection::labelled(&label, &body));
    }
    for part in all(value, &["body_text"]) {
        let Some(text) = text_at(part, &["text"]) else { continue };
        let heading = text_at(part, &["section"]);
        match record.body.last_mut().filter(|last| last.heading == heading) {
            Some(last) => last.text = format!("{} {text}", last.text),
            None => record.body.push(BodySection { heading, text }),
        }
    }
    let entries = |name: &str| value.get(name).and_then(Value::as_object).into_iter().flatten();
    let mut references: Vec<(u32, Reference)> =
        entries("bib_entries").map(|(key, entry)| (number_in(key), reference(entry))).collect();
    references.sort_by_key(|(number, _)| *number);
    record.references = references.into_iter().map(|(_, r)| r).filter(|reference| !reference.text.is_empty()).collect();
    for (_, entry) in entries("ref_entries") {
        let label = text_at(entry, &["type"]);
        record.captions.extend(text_at(entry, &["text"]).map(|text| Caption { label, text }));
    }
    if record.title.is_empty() && record.abstract_sections.is_empty() && record.body.is_empty() {
        return Err("no title, no abstract and no text".to_owned());
    }
    Ok(record)
}

/// `BIBREF12` is the twelfth.
fn number_in(key: &str) -> u32 {
    key.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(u32::MAX)
}

fn author(value: &Value) -> Author {
    let middle = texts_at(value, &["middle"]).join(" ");
    let fore = format!("{} {middle}", text_at(value, &["first"]).unwrap_or_default());
    Author {
        last_name: text_at(value, &["last"]),
        fore_name: crate::record::text::non_empty(&fore),
        suffix: text_at(value, &["suffix"]),
        affiliations: texts_at(value, &["affiliation", "institution"]),
        ..Author::default()
    }
}

fn reference(value: &Value) -> Reference {
    let text = |path: &[&str]| text_at(value, path);
    let mut reference = Reference {
        authors: all(value, &["authors"]).into_iter().map(author).filter(|a| !a.is_empty()).collect(),
        title: text(&["title"]),
        journal: text(&["venue"]),
        year: text(&["year"]).and_then(|year| PartialDate::parse(&year)).map(|date| date.year()),
        volume: text(&["volume"]),
        pages: text(&["pages"]).and_then(|pages| Pages::parse(&pages.replace("--", "-"))),
        pmid: text(&["other_ids", "PMID"]).and_then(|id| Pmid::parse(&id)),
        doi: text(&["other_ids", "DOI"]).and_then(|id| Doi::parse(&id)),
        ..Reference::default()
    };
    reference.text = super::jats::written(&reference);
    reference
}
