//! One record out of what several sources say of one work: PubMed has the headings, a publisher's file the full text.
//!
//! Whole fields are taken, each from one source, and the record says from which ([`Record::also_from`]). A field that one
//! source alone has is never lost. Where several have it, PubMed's own formats and Medlar's go before all others, and
//! among equals the later goes before the earlier. So a source that is read again changes its own fields alone.
//!
//! Three lists are told apart by what they say. Of two lists of authors that one goes first which names the same people and
//! more of them (given names in full, addresses, ORCIDs), and of two lists of references the longer, whatever the source:
//! a mixture of two would name a person twice. Keywords of all sources stand together, each once; which source gave those
//! that are not of the first list stands in [`Contribution::keywords`].

use super::{Author, Contribution, Keyword, Record};
use serde_json::{Map, Value};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Which of two records of one work has a field that both have from sources of one standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precedence {
    /// The one that was there.
    Earlier,
    /// The one that came.
    Later,
}

/// The member whose values are of several sources.
const KEYWORDS: &str = "keywords";

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
    let (mut before, mut after) = (Fields::of(earlier)?, Fields::of(later)?);
    before.forget(&after.source);
    let ours = |source: &str| is_authority(Some(source));
    let keywords = joined_keywords(&mut before, &mut after, ties);
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
            (Some(_), Some(_)) => match says_more(&name, earlier, later) {
                Ordering::Less => true,
                Ordering::Greater => false,
                Ordering::Equal if ours(old) != ours(new) => ours(new),
                Ordering::Equal => ties == Precedence::Later,
            },
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
    if let Some((first, _)) = keywords.first() {
        origins.insert(KEYWORDS.to_owned(), first.clone());
    }
    finish(joined, origins, keywords, if of_later { after.source } else { before.source })
}

/// Which of two values of a field says more, where that can be told: `Less` where the later one does.
fn says_more(name: &str, earlier: &Record, later: &Record) -> Ordering {
    match name {
        "references" => earlier.references.len().cmp(&later.references.len()),
        "authors" if earlier.authors_incomplete != later.authors_incomplete => {
            let longer = earlier.authors.len().cmp(&later.authors.len());
            let whole = later.authors_incomplete.cmp(&earlier.authors_incomplete);
            if longer == whole { longer } else { Ordering::Equal }
        }
        "authors" => more_of_the_same_people(&earlier.authors, &later.authors),
        _ => Ordering::Equal,
    }
}

/// Which of two lists says more of the same people and nothing less: equal where they are others, or each says something.
fn more_of_the_same_people(earlier: &[Author], later: &[Author]) -> Ordering {
    let name =
        |author: &Author| author.last_name.as_ref().or(author.collective_name.as_ref()).map(|n| n.to_lowercase());
    if !earlier.iter().map(name).eq(later.iter().map(name)) {
        return Ordering::Equal;
    }
    let of = |list: &[Author], said: &dyn Fn(&Author) -> bool| list.iter().filter(|author| said(author)).count();
    let in_full = |author: &Author| author.fore_name.as_ref().is_some_and(|n| n.contains(char::is_lowercase));
    let said: [&dyn Fn(&Author) -> bool; 3] =
        [&in_full, &|author: &Author| !author.affiliations.is_empty(), &|author: &Author| {
            !author.identifiers.is_empty()
        }];
    let orders = said.map(|said| of(earlier, said).cmp(&of(later, said)));
    match [Ordering::Less, Ordering::Greater].map(|order| orders.contains(&order)) {
        [true, false] => Ordering::Less,
        [false, true] => Ordering::Greater,
        _ => Ordering::Equal,
    }
}

/// Keywords by their sources: one list of those that go before all others, then the others', without what was said.
fn joined_keywords(before: &mut Fields, after: &mut Fields, ties: Precedence) -> Vec<(String, Vec<Keyword>)> {
    let [before, after] = [before, after].map(|fields| std::mem::take(&mut fields.keywords));
    let both = if ties == Precedence::Later { [after, before] } else { [before, after] };
    let (first, others): (Vec<_>, Vec<_>) =
        both.into_iter().flatten().partition(|(source, _)| is_authority(Some(source)));
    let mut joined: Vec<(String, Vec<Keyword>)> = Vec::new();
    for (source, mut keywords) in first.into_iter().take(1).chain(others) {
        let said = |keyword: &Keyword| {
            let mut known = joined.iter().flat_map(|(_, known)| known);
            known.any(|known| known.term.to_lowercase() == keyword.term.to_lowercase())
        };
        keywords.retain(|keyword| !said(keyword));
        if !keywords.is_empty() {
            joined.push((source, keywords));
        }
    }
    joined
}

fn finish(
    joined: Map<String, Value>,
    origins: BTreeMap<String, String>,
    keywords: Vec<(String, Vec<Keyword>)>,
    source: String,
) -> serde_json::Result<Record> {
    let mut record: Record = serde_json::from_value(Value::Object(joined))?;
    let mut others: BTreeMap<String, Contribution> = BTreeMap::new();
    for (name, origin) in origins.into_iter().filter(|(_, origin)| *origin != source) {
        others.entry(origin).or_default().fields.push(name);
    }
    for (origin, list) in keywords.iter().skip(1) {
        let terms = list.iter().map(|keyword| keyword.term.clone());
        others.entry(origin.clone()).or_default().keywords.extend(terms);
    }
    record.keywords = keywords.into_iter().flat_map(|(_, list)| list).collect();
    record.also_from = others.into_iter().map(|(source, other)| Contribution { source, ..other }).collect();
    record.source = Some(source).filter(|source| !source.is_empty());
    Ok(record)
}

/// The members of a record, each with its origin.
struct Fields {
    values: Map<String, Value>,
    /// The format from which all is that is from no other.
    source: String,
    others: BTreeMap<String, String>,
    /// Keywords, which are no member of `values`, by the source that gave them.
    keywords: BTreeMap<String, Vec<Keyword>>,
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
            let Contribution { source, fields, .. } = other;
            fields.iter().map(move |name| (name.clone(), source.clone()))
        });
        let (others, source) = (others.collect(), record.source.clone().unwrap_or_default());
        values.remove(KEYWORDS);
        let mut fields = Self { values, source, others, keywords: BTreeMap::new() };
        for keyword in &record.keywords {
            let other = record.also_from.iter().find(|other| other.keywords.contains(&keyword.term));
            let source = other.map_or_else(|| fields.origin(KEYWORDS), |other| &other.source).to_owned();
            fields.keywords.entry(source).or_default().push(keyword.clone());
        }
        Ok(fields)
    }

    fn origin(&self, name: &str) -> &str {
        self.others.get(name).unwrap_or(&self.source)
    }

    fn forget(&mut self, source: &str) {
        self.keywords.remove(source);
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
    use crate::record::{AbstractSection, BodySection, MeshHeading, Pmid, Reference};

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
        assert_eq!(together.also_from, [Contribution { source: "jats".into(), fields, keywords: Vec::new() }]);
    }

    fn with_keywords(record: Record, terms: &[&str]) -> Record {
        Record { keywords: terms.iter().filter_map(|term| Keyword::new(term)).collect(), ..record }
    }

    fn terms(record: &Record) -> Vec<&str> {
        record.keywords.iter().map(|keyword| keyword.term.as_str()).collect()
    }

    #[test]
    fn keywords_of_all_stand_together_each_once_and_a_source_takes_back_its_own() {
        let (ours, theirs) = (with_keywords(pubmed(), &["Moths", "Bog"]), with_keywords(full_text(), &["bog", "Lamp"]));
        let together = both(&ours, &theirs);
        assert_eq!((terms(&together), &together), (vec!["Moths", "Bog", "Lamp"], &both(&theirs, &ours)));
        assert_eq!(together.also_from[0].keywords, ["Lamp"]);
        assert_eq!((both(&together, &ours), both(&together, &theirs)), (together.clone(), together.clone()));
        assert_eq!(terms(&both(&together, &with_keywords(pubmed(), &["Fen"]))), ["Fen", "Lamp"]);
        assert_eq!(terms(&both(&together, &full_text())), ["Moths", "Bog"]);
        let alone = both(&pubmed(), &theirs);
        assert_eq!((terms(&alone), alone.also_from[0].keywords.len()), (vec!["bog", "Lamp"], 0));
        let third = with_keywords(Record { source: Some("ris".into()), ..pubmed() }, &["lamp", "Fen"]);
        let all = both(&together, &third);
        assert_eq!((all.keywords.len(), all.also_from.len()), (4, 2));
        assert_eq!(both(&all, &third), all);
    }

    #[test]
    fn of_two_lists_of_the_same_people_the_one_that_says_more_stays() {
        let list = |names: &[&str]| names.iter().map(|name| Author::from_inverted(name)).collect::<Vec<_>>();
        let authors = |ours: &[&str], theirs: &[&str], incomplete: bool| {
            let ours = Record { authors: list(ours), authors_incomplete: incomplete, ..pubmed() };
            let theirs = Record { authors: list(theirs), authors_incomplete: false, ..full_text() };
            let together = both(&ours, &theirs);
            assert_eq!(together, both(&theirs, &ours));
            together.authors.iter().filter_map(|author| author.fore_name.clone()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(authors(&["Alder, A", "Birch, B"], &["ALDER, Ann", "Birch, Bob"], false), "Ann Bob");
        assert_eq!(authors(&["Alder, Ann", "Birch, B"], &["Alder, Ann", "Birch, B"], false), "Ann B");
        assert_eq!(authors(&["Alder, Anna", "Birch, Bob"], &["Alder, A", "Birch, B"], false), "Anna Bob");
        assert_eq!(authors(&["Alder, A"], &["Alder, Ann", "Birch, Bob"], false), "A", "other people");
        assert_eq!(authors(&["Alder, A"], &["Alder, Ann", "Birch, Bob"], true), "Ann Bob", "all instead of some");
        let cites =
            |record: Record, count: usize| Record { references: vec![Reference::parse("Fen. 2001"); count], ..record };
        let together = both(&cites(full_text(), 3), &cites(pubmed(), 2));
        assert_eq!((together.references.len(), together.also_from[0].fields.contains(&"references".into())), (3, true));
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
