//! Journals of which no record is, and what may have been meant.

use super::places::Places;
use super::response::Warning;
use crate::analysis::{Match, fold};
use crate::index::Reader;
use crate::query::{Clause, Issue, Leaf, Look, Severity, near};
use crate::vocab::Kind;
use tantivy::Term;

/// Names suggested for in one query: all names are gone through for each.
const MOST_SUGGESTED: usize = 5;

/// Letters of which a name that is suggested differs at most.
const MOST_LETTERS: usize = 3;

/// Letters without which a name is a number, such as an ISSN, of which the nearest is another one.
const LEAST_LETTERS: usize = 3;

/// What is said of the journals of a clause that neither a record nor the vocabulary knows.
pub(super) fn journals(reader: &Reader, places: &Places<'_>, clause: &Clause) -> tantivy::Result<Vec<Warning>> {
    let mut leaves: Vec<&Leaf> = Vec::new();
    clause.each_leaf(&mut |leaf| leaves.push(leaf));
    let mut warnings: Vec<Warning> = Vec::new();
    for leaf in leaves {
        let Some(name) = unknown_journal(reader, leaf)? else { continue };
        let meant = if warnings.len() < MOST_SUGGESTED { journal_meant(reader, name)? } else { None };
        let mend = meant.map_or_else(String::new, |meant| format!("; did you mean \"{meant}\"[ta]?"));
        let severity = if has_journals(reader) { Severity::Warning } else { Severity::Note };
        let message = format!("no record is of a journal {:?}{mend}", typed(leaf));
        let issue = Issue { code: "unknown_journal", severity, message, span: leaf.span.clone() };
        warnings.push(Warning::of(places, &issue));
    }
    Ok(warnings)
}

/// The journal that a leaf asks for, folded, where neither a record nor the vocabulary knows it.
pub(super) fn unknown_journal<'a>(reader: &Reader, leaf: &'a Leaf) -> tantivy::Result<Option<&'a str>> {
    let Look::Values { field, any } = &leaf.look else { return Ok(None) };
    let [Match::Term(name)] = any.as_slice() else { return Ok(None) };
    let unknown = field.name == "journal" && !is_known(reader, name)?;
    Ok(unknown.then_some(name))
}

/// A leaf without its tag and quotes.
fn typed(leaf: &Leaf) -> &str {
    leaf.shown.rsplit_once('[').map_or(&*leaf.shown, |(text, _)| text).trim_matches('"')
}

fn has_journals(reader: &Reader) -> bool {
    reader.vocabulary().is_some_and(|vocabulary| vocabulary.has(Kind::Journal))
}

fn is_known(reader: &Reader, name: &str) -> tantivy::Result<bool> {
    let searcher = reader.searcher();
    let term = Term::from_field_text(searcher.schema().get_field("journal")?, name);
    Ok(searcher.doc_freq(&term)? > 0 || reader.vocabulary().is_some_and(|vocabulary| is_journal(vocabulary, name)))
}

fn is_journal(vocabulary: &crate::vocab::Vocabulary, name: &str) -> bool {
    vocabulary.named(name).iter().any(|concept| concept.kind == Kind::Journal)
}

/// The journal with the name that is nearest to one that nobody knows: of the records' first, then of the vocabulary's.
pub(super) fn journal_meant(reader: &Reader, name: &str) -> tantivy::Result<Option<String>> {
    let folded = without_small_words(&fold(name));
    if folded.chars().filter(|c| c.is_alphabetic()).count() < LEAST_LETTERS {
        return Ok(None);
    }
    let most = (folded.chars().count() / 4).clamp(1, MOST_LETTERS);
    let nearest = |names: &[(String, &str)], accept: &dyn Fn(&str) -> Option<String>| {
        let original = |near: &str| names.iter().filter(|(other, _)| other == near).find_map(|(_, name)| accept(name));
        near(&folded, names.iter().map(|(name, _)| name.as_str()), most).find_map(original)
    };
    let held = names(reader)?;
    let of_records = nearest(&with_forms(held.iter().map(String::as_str)), &|name| Some(name.to_owned()));
    let Some(vocabulary) = reader.vocabulary().filter(|_| of_records.is_none() && has_journals(reader)) else {
        return Ok(of_records);
    };
    let journal = |name: &str| {
        let concepts = vocabulary.named(name);
        concepts.into_iter().find(|concept| concept.kind == Kind::Journal).map(|concept| concept.name)
    };
    Ok(nearest(&with_forms(vocabulary.names()), &journal))
}

/// Names, each behind its form without small words.
fn with_forms<'a>(names: impl Iterator<Item = &'a str>) -> Vec<(String, &'a str)> {
    names.map(|name| (without_small_words(name), name)).collect()
}

/// A folded name without the words that people leave out of a journal's, or put in: `the lancet`, `cell & bioscience`.
fn without_small_words(folded: &str) -> String {
    let telling = folded.split(' ').filter(|word| !matches!(*word, "the" | "and" | "of" | "for" | "in"));
    telling.collect::<Vec<_>>().join(" ")
}

/// The folded names of the journals of all records.
fn names(reader: &Reader) -> tantivy::Result<Vec<String>> {
    let searcher = reader.searcher();
    let field = searcher.schema().get_field("journal")?;
    let mut names = Vec::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut stream = inverted.terms().stream()?;
        while stream.advance() {
            names.extend(std::str::from_utf8(stream.key()).map(str::to_owned));
        }
    }
    names.sort_unstable();
    names.dedup();
    Ok(names)
}
