//! One record out of what several sources say of one work: PubMed has the headings, a publisher's file the full text.
//!
//! Whole fields are taken, each from one source, and the record says from which ([`Record::also_from`]). A field that one
//! source alone has is never lost. Where several have it, PubMed's own formats and Medlar's go before all others, and
//! among equals the later goes before the earlier. So a source that is read again changes its own fields alone.

use super::{Contribution, Record};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Which of two records of one work has a field that both have from sources of one standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precedence {
    /// The one that was there.
    Earlier,
    /// The one that came.
    Later,
}

/// Members of a record that say where it is from.
const PROVENANCE: [&str; 2] = ["source", "also_from"];

/// A member that means nothing without another: whether the authors are all.
const BELONGS_TO: (&str, &str) = ("authors_incomplete", "authors");

/// Whether a format says what PubMed says, at first hand, or what a user wrote down for Medlar.
#[must_use]
pub fn is_authority(source: Option<&str>) -> bool {
    matches!(source, Some("pubmed-xml" | "nbib" | "jsonl"))
}

/// What `earlier`, which was there, and `later`, of the same work and another source, say together. What `earlier` had
/// from the source of `later` is forgotten: that source has just said what it has to say.
///
/// # Errors
///
/// Where a record has no serialised form.
pub fn combine(earlier: &Record, later: &Record, ties: Precedence) -> serde_json::Result<Record> {
    let (mut before, after) = (Fields::of(earlier)?, Fields::of(later)?);
    before.forget(&after.source);
    let ours = |source: &str| is_authority(Some(source));
    let mut joined = Map::new();
    let mut origins: BTreeMap<String, String> = BTreeMap::new();
    let names: Vec<String> = before.values.keys().chain(after.values.keys()).cloned().collect();
    for name in names.into_iter().filter(|name| name != BELONGS_TO.0) {
        if joined.contains_key(&name) {
            continue;
        }
        let (old, new) = (before.origin(&name), after.origin(&name));
        let takes_new = match (before.values.get(&name), after.values.get(&name)) {
            (None, _) => true,
            (_, None) => false,
            (Some(_), Some(_)) if ours(old) != ours(new) => ours(new),
            (Some(_), Some(_)) => ties == Precedence::Later,
        };
        let from = if takes_new { &after } else { &before };
        if let Some(value) = from.values.get(&name) {
            joined.insert(name.clone(), value.clone());
            origins.insert(name.clone(), from.origin(&name).to_owned());
        }
        if let (true, Some(value)) = (name == BELONGS_TO.1, from.values.get(BELONGS_TO.0)) {
            joined.insert(BELONGS_TO.0.to_owned(), value.clone());
        }
    }
    let of_later = match (ours(&before.source), ours(&after.source)) {
        (a, b) if a != b => b,
        _ => ties == Precedence::Later || before.source == after.source,
    };
    finish(joined, origins, if of_later { after.source } else { before.source })
}

fn finish(joined: Map<String, Value>, origins: BTreeMap<String, String>, source: String) -> serde_json::Result<Record> {
    let mut record: Record = serde_json::from_value(Value::Object(joined))?;
    let mut others: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, origin) in origins.into_iter().filter(|(_, origin)| *origin != source) {
        others.entry(origin).or_default().push(name);
    }
    record.also_from = others.into_iter().map(|(source, fields)| Contribution { source, fields }).collect();
    record.source = Some(source).filter(|source| !source.is_empty());
    Ok(record)
}

/// The members of a record, each with its origin.
struct Fields {
    values: Map<String, Value>,
    /// The format from which all is that is from no other.
    source: String,
    others: BTreeMap<String, String>,
}

impl Fields {
    fn of(record: &Record) -> serde_json::Result<Self> {
        let mut values = match serde_json::to_value(record)? {
            Value::Object(values) => values,
            _ => Map::new(),
        };
        PROVENANCE.iter().for_each(|name| drop(values.remove(*name)));
        // The one member that is written though it is empty.
        if record.title.is_empty() {
            values.remove("title");
        }
        let others = record.also_from.iter().flat_map(|other| {
            let Contribution { source, fields } = other;
            fields.iter().map(move |name| (name.clone(), source.clone()))
        });
        let others = others.collect();
        Ok(Self { values, source: record.source.clone().unwrap_or_default(), others })
    }

    fn origin(&self, name: &str) -> &str {
        self.others.get(name).unwrap_or(&self.source)
    }

    fn forget(&mut self, source: &str) {
        let names: Vec<String> = self.values.keys().filter(|name| self.origin(name) == source).cloned().collect();
        for name in names {
            self.values.remove(&name);
            if name == BELONGS_TO.1 {
                self.values.remove(BELONGS_TO.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{AbstractSection, Author, BodySection, MeshHeading, Pmid};

    fn pubmed() -> Record {
        Record {
            pmid: Pmid::parse("9"),
            title: "PubMed's title".into(),
            authors: vec![Author::from_short("Alder A")],
            mesh: vec![MeshHeading::from_medline("Moths").unwrap()],
            source: Some("pubmed-xml".into()),
            ..Record::default()
        }
    }

    fn full_text() -> Record {
        Record {
            pmid: Pmid::parse("9"),
            title: "The publisher's title".into(),
            authors: vec![Author::from_short("Alder")],
            authors_incomplete: true,
            abstract_sections: vec![AbstractSection::plain("An abstract.")],
            body: vec![BodySection { text: "Much text.".into(), ..BodySection::default() }],
            source: Some("jats".into()),
            ..Record::default()
        }
    }

    fn both(earlier: &Record, later: &Record) -> Record {
        combine(earlier, later, Precedence::Later).unwrap()
    }

    #[test]
    fn each_gives_what_it_alone_has_in_either_order() {
        let together = both(&pubmed(), &full_text());
        assert_eq!(together, both(&full_text(), &pubmed()));
        assert_eq!(together.title, "PubMed's title");
        assert!(!together.authors_incomplete);
        assert_eq!((together.mesh.len(), together.body.len()), (1, 1));
        assert_eq!(together.source.as_deref(), Some("pubmed-xml"));
        let fields = vec!["abstract".to_owned(), "body".to_owned()];
        assert_eq!(together.also_from, [Contribution { source: "jats".into(), fields }]);
    }

    #[test]
    fn a_source_that_is_read_again_changes_its_own_fields_alone() {
        let together = both(&pubmed(), &full_text());
        assert_eq!(both(&together, &full_text()), together);
        assert_eq!(both(&together, &pubmed()), together);
        let revised = Record { mesh: Vec::new(), title: "Revised".into(), ..pubmed() };
        let after = both(&together, &revised);
        assert_eq!((after.title.as_str(), after.mesh.len(), after.body.len()), ("Revised", 0, 1));
        let shortened = Record { body: Vec::new(), ..full_text() };
        let after = both(&together, &shortened);
        assert_eq!((after.mesh.len(), after.body.len(), after.abstract_sections.len()), (1, 0, 1));
    }

    #[test]
    fn among_equals_the_precedence_decides() {
        let reference = Record { source: Some("ris".into()), authors_incomplete: false, ..full_text() };
        let later = both(&full_text(), &reference);
        assert_eq!((later.source.as_deref(), later.authors_incomplete), (Some("ris"), false));
        let earlier = combine(&full_text(), &reference, Precedence::Earlier).unwrap();
        assert_eq!((earlier.source.as_deref(), earlier.authors_incomplete), (Some("jats"), true));
        assert!(earlier.also_from.is_empty());
    }
}
