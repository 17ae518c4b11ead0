//! Values that neither a record nor the vocabulary knows, such as names of journals, and what may have been meant.

use super::places::Places;
use super::response::Warning;
use crate::analysis::{Match, fold};
use crate::index::Reader;
use crate::query::{Clause, Issue, Leaf, Look, Severity, Span, near};
use crate::schema::Field;
use crate::vocab::{Concept, Kind, Vocabulary};
use std::collections::HashMap;
use tantivy::Term;

/// Values suggested for in one query: all that a field has are gone through for each.
const MOST_SUGGESTED: usize = 5;

/// Letters of which a name that is suggested differs at most.
const MOST_LETTERS: usize = 3;

/// Letters without which a name is a number, such as an ISSN, of which the nearest is another one.
const LEAST_LETTERS: usize = 3;

/// Fields whose values people misspell, each with the tag to write. Headings are the vocabulary's where there is one.
const NAMED: [(&str, &str); 6] = [
    ("journal", "ta"),
    ("publication_type", "pt"),
    ("mesh", "mh"),
    ("mesh_major", "majr"),
    ("substance", "nm"),
    ("country", "pl"),
];

/// What is said of the values of a clause that neither a record nor the vocabulary knows.
pub(super) fn values(reader: &Reader, places: &Places<'_>, clause: &Clause) -> tantivy::Result<Vec<Warning>> {
    let mut leaves: Vec<&Leaf> = Vec::new();
    clause.each_leaf(&mut |leaf| leaves.push(leaf));
    // Of a term that stands for many, as filters do, nobody wrote the values.
    let mut of_place: HashMap<&Span, usize> = HashMap::new();
    leaves.iter().for_each(|leaf| *of_place.entry(&leaf.span).or_default() += 1);
    leaves.retain(|leaf| of_place[&leaf.span] == 1);
    let (mut warnings, mut suggested) = (Vec::new(), 0);
    for leaf in leaves {
        let Some((field, tag, name)) = unknown(reader, leaf)? else { continue };
        suggested += 1;
        let meant = match without_addition(reader, field, typed(leaf))? {
            None if suggested <= MOST_SUGGESTED => meant(reader, field, name)?,
            other => other,
        };
        let vocabulary_lacks = judges(reader, field);
        if meant.is_none() && !vocabulary_lacks {
            continue;
        }
        let mend = meant.map_or_else(String::new, |meant| format!("; did you mean \"{meant}\"[{tag}]?"));
        let severity = if vocabulary_lacks { Severity::Warning } else { Severity::Note };
        let (code, message) = if field.name == "journal" {
            ("unknown_journal", format!("no record is of a journal {:?}{mend}", typed(leaf)))
        } else {
            ("unknown_value", format!("no record has {}{mend}", leaf.shown))
        };
        warnings.push(Warning::of(places, &Issue { code, severity, message, span: leaf.span.clone() }));
    }
    Ok(warnings)
}

/// The field, its tag and the folded value that a leaf asks for, where neither a record nor the vocabulary knows it.
fn unknown<'a>(reader: &Reader, leaf: &'a Leaf) -> tantivy::Result<Option<(&'static Field, &'static str, &'a str)>> {
    let Look::Values { field, any } = &leaf.look else { return Ok(None) };
    let ([Match::Term(name)], Some((_, tag))) = (any.as_slice(), NAMED.iter().find(|(name, _)| *name == field.name))
    else {
        return Ok(None);
    };
    let known = is_known(reader, field, name)?;
    Ok((!known).then_some((*field, *tag, name.as_str())))
}

fn is_known(reader: &Reader, field: &Field, name: &str) -> tantivy::Result<bool> {
    let searcher = reader.searcher();
    let term = Term::from_field_text(searcher.schema().get_field(&field.name)?, name);
    let named = || vocabulary(reader, field).is_some_and(|vocabulary| knows(vocabulary, field, name));
    Ok(searcher.doc_freq(&term)? > 0 || named())
}

/// `lancet (london)` without its parenthesis, where that is known.
fn without_addition(reader: &Reader, field: &Field, text: &str) -> tantivy::Result<Option<String>> {
    let Some((name, _)) = text.split_once(" (") else { return Ok(None) };
    Ok(is_known(reader, field, &fold(name))?.then(|| name.to_owned()))
}

/// Those of `notes` that say no more than what has been said of the same place: that a value is unknown.
pub(super) fn not_said(notes: Vec<Warning>, said: &[Warning]) -> Vec<Warning> {
    let unknown: Vec<&Warning> = said.iter().filter(|warning| warning.code.starts_with("unknown_")).collect();
    let is_new = |note: &Warning| !unknown.iter().any(|told| (told.start, told.end) == (note.start, note.end));
    notes.into_iter().filter(is_new).collect()
}

/// The vocabulary, where it has names of what a field holds.
fn vocabulary<'a>(reader: &'a Reader, field: &Field) -> Option<&'a Vocabulary> {
    let kind = if field.name == "journal" { Kind::Journal } else { Kind::Descriptor };
    reader.vocabulary().map(|vocabulary| &**vocabulary).filter(|vocabulary| vocabulary.has(kind))
}

/// Whether what the vocabulary lacks is no value of the field. What it says of headings is said where they are read.
fn judges(reader: &Reader, field: &Field) -> bool {
    matches!(field.name.as_str(), "journal" | "publication_type") && vocabulary(reader, field).is_some()
}

fn knows(vocabulary: &Vocabulary, field: &Field, name: &str) -> bool {
    let heading = name.split_once('/').map_or(name, |(heading, _)| heading);
    // An unknown heading has been told of.
    matches!(field.name.as_str(), "mesh" | "mesh_major")
        || vocabulary.named(heading).iter().any(|concept| is_of(concept, field))
}

/// Whether a concept is a value of a field.
fn is_of(concept: &Concept, field: &Field) -> bool {
    match field.name.as_str() {
        "journal" => concept.kind == Kind::Journal,
        "publication_type" => concept.is_publication_type(),
        "substance" => matches!(concept.kind, Kind::Supplementary | Kind::Descriptor),
        _ => false,
    }
}

/// A leaf without its tag and quotes.
fn typed(leaf: &Leaf) -> &str {
    leaf.shown.rsplit_once('[').map_or(&*leaf.shown, |(text, _)| text).trim_matches('"')
}

/// The journal with the name that is nearest to one that nobody knows.
pub(super) fn journal_meant(reader: &Reader, name: &str) -> tantivy::Result<Option<String>> {
    let field = crate::schema::table().field("journal");
    field.map_or(Ok(None), |field| meant(reader, field, &fold(name)))
}

/// The value that is nearest to a folded one that nobody knows: of the records' first, then of the vocabulary's.
fn meant(reader: &Reader, field: &Field, name: &str) -> tantivy::Result<Option<String>> {
    let held = held(reader, field)?;
    let of_records = nearest(name, held.iter().map(String::as_str), &|name| Some(name.to_owned()));
    let Some(vocabulary) = vocabulary(reader, field).filter(|_| of_records.is_none()) else { return Ok(of_records) };
    let of_field = |name: &str| {
        vocabulary.named(name).into_iter().find(|concept| is_of(concept, field)).map(|concept| concept.name)
    };
    Ok(nearest(name, vocabulary.names(), &of_field))
}

/// The nearest of folded names to one, or the one whose initials it is; of those that `accept` takes.
fn nearest<'a>(
    name: &str,
    known: impl Iterator<Item = &'a str>,
    accept: &dyn Fn(&str) -> Option<String>,
) -> Option<String> {
    let name = without_small_words(name);
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    if letters < LEAST_LETTERS {
        return None;
    }
    let known: Vec<(String, &str)> = known.map(|other| (without_small_words(other), other)).collect();
    let most = (name.chars().count() / 4).clamp(1, MOST_LETTERS);
    let original = |near: &str| known.iter().filter(|(other, _)| other == near).find_map(|(_, name)| accept(name));
    let near = near(&name, known.iter().map(|(name, _)| name.as_str()), most).find_map(original);
    near.or_else(|| {
        let mut of_initials: Vec<(usize, &str)> = known
            .iter()
            .filter(|(other, _)| !name.contains(' ') && has_initials(other, &name))
            .map(|(other, original)| (other.split(' ').count(), *original))
            .collect();
        of_initials.sort_unstable();
        of_initials.into_iter().find_map(|(_, name)| accept(name))
    })
}

/// Whether the words of a name begin with these letters, one each: `nejm`, `rct`; of a long name the first words do (`pnas`).
fn has_initials(name: &str, letters: &str) -> bool {
    let mut words = name.split(' ');
    let all = letters.chars().all(|letter| words.next().is_some_and(|word| word.starts_with(letter)));
    all && (words.next().is_none() || letters.chars().count() > LEAST_LETTERS)
}

/// A folded name without the words that people leave out, or put in: `the lancet`, `cell & bioscience`.
fn without_small_words(folded: &str) -> String {
    let telling = folded.split(' ').filter(|word| !matches!(*word, "the" | "and" | "of" | "for" | "in"));
    telling.collect::<Vec<_>>().join(" ")
}

/// The folded values that records have in a field.
fn held(reader: &Reader, field: &Field) -> tantivy::Result<Vec<String>> {
    let searcher = reader.searcher();
    let field = searcher.schema().get_field(&field.name)?;
    let mut values = Vec::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut stream = inverted.terms().stream()?;
        while stream.advance() {
            values.extend(std::str::from_utf8(stream.key()).map(str::to_owned));
        }
    }
    values.sort_unstable();
    values.dedup();
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_by_its_letters_or_its_initials() {
        let known = [
            "lancet",
            "n engl j med",
            "proceedings of the national academy of sciences of the united states",
            "randomized controlled trial",
            "the new england journal of medicine",
        ];
        for (name, expected) in [
            ("the lancet", Some("lancet")),
            ("lancit", Some("lancet")),
            ("nejm", Some("n engl j med")),
            ("pnas", Some("proceedings of the national academy of sciences of the united states")),
            ("rct", Some("randomized controlled trial")),
            ("randomised controled trial", Some("randomized controlled trial")),
            ("0028 4793", None),
            ("ne", None),
            ("bmj", None),
        ] {
            let meant = nearest(name, known.into_iter(), &|name| Some(name.to_owned()));
            assert_eq!(meant.as_deref(), expected, "{name}");
        }
    }
}
