//! Citations matched to records of the index, one by one, as PubMed's citation matcher does: lines of a reference list, or
//! PubMed's batch form `journal|year|volume|page|author|key|`.

use super::error::SearchError;
use super::readings::with_known_journal;
use super::related::linked_request;
use super::request::Request;
use super::run::search_for;
use crate::analysis::{Match, Order, Pattern, Sequence, Slot, fold};
use crate::graph::{Links, Mention};
use crate::index::Reader;
use crate::query::{Clause, Leaf, Look};
use crate::record::{Author, LinkMethod, Pages, Pmid, Record, Reference};
use crate::schema::table;
use serde::Serialize;
use tantivy::DocAddress;

/// Candidates told of where a citation is ambiguous.
const MOST_CANDIDATES: usize = 5;

/// Least share of words that two titles have in common to be of one work (Dice's coefficient).
pub const TITLE_THRESHOLD: f64 = 0.85;

/// A citation as given.
#[derive(Debug, Clone)]
pub struct Citation {
    /// The line.
    pub line: String,
    /// The name that its author gave it, in the batch form.
    pub key: Option<String>,
    /// Its parts.
    pub reference: Reference,
}

/// What a citation was matched to. The serialised form is one element of `medlar match --json`
/// (`schema/match.schema.json`).
#[derive(Debug, Clone, Serialize)]
pub struct Matched {
    /// The line as given.
    pub line: String,
    /// Its key, in the batch form.
    pub key: Option<String>,
    /// What came of it.
    pub status: Status,
    /// By what the record was found.
    pub method: Option<LinkMethod>,
    /// Why nothing was found, or why it is not told which.
    pub reason: Option<String>,
    /// The record; of an ambiguous citation, those that it may mean.
    pub records: Vec<Mention>,
}

/// What came of a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// One record is meant.
    Matched,
    /// Several may be meant.
    Ambiguous,
    /// None is.
    NotFound,
    /// None is, and the index has no journal of that name.
    InvalidJournal,
}

impl Citation {
    /// Reads a line: in the batch form where it has its five strokes, else as a reference of any style.
    #[must_use]
    pub fn read(line: &str) -> Self {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let [journal, year, volume, page, author, key, ..] = parts.as_slice() else {
            // A PMID alone, as lists of them have it, is no text.
            let reference = match Pmid::parse(line) {
                None => Reference::parse(line),
                pmid => Reference { text: line.to_owned(), pmid, ..Reference::default() },
            };
            return Self { line: line.to_owned(), key: None, reference };
        };
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let reference = Reference {
            text: line.to_owned(),
            journal: some(journal),
            year: year.parse().ok(),
            volume: some(volume),
            pages: Pages::parse(page),
            authors: some(author).map(|name| batch_author(&name)).into_iter().collect(),
            ..Reference::default()
        };
        Self { line: line.to_owned(), key: some(key), reference }
    }
}

/// `palmenberg ac`: what stands last and is short are initials.
fn batch_author(name: &str) -> Author {
    let (last, initials) = match name.rsplit_once(' ') {
        Some((last, tail)) if tail.chars().count() <= 3 => (last, Some(tail.to_uppercase())),
        _ => (name, None),
    };
    Author { last_name: Some(last.to_owned()), initials, ..Author::default() }
}

/// Finds the record that a citation means.
///
/// # Errors
///
/// Where the index cannot be read.
pub fn match_citation(reader: &Reader, citation: &Citation) -> Result<Matched, SearchError> {
    let citation = &Citation { reference: with_known_journal(reader, &citation.reference)?, ..citation.clone() };
    let reference = &citation.reference;
    let found = meant(reader, reference)?;
    if let [(address, method)] = found.as_slice()
        && let Some(doubt) = doubt(reference, &reader.record(*address)?, *method)
    {
        return doubtful(reader, citation, &found, doubt.to_owned());
    }
    if !found.is_empty() {
        return settle(reader, citation, &found);
    }
    let without_ids = Reference { pmid: None, pmcid: None, doi: None, ..reference.clone() };
    let others = if without_ids == *reference { Vec::new() } else { meant(reader, &without_ids)? };
    if others.is_empty() {
        return not_found(reader, citation);
    }
    let id = given_id(reference).unwrap_or_default();
    let reason = format!("it gives {id}, which the index does not hold; what agrees with the rest has another id");
    doubtful(reader, citation, &others, reason)
}

/// Why the one record that was found is not taken for the one that a reference means, where it is not.
fn doubt(reference: &Reference, record: &Record, method: LinkMethod) -> Option<&'static str> {
    match method {
        LinkMethod::Citation | LinkMethod::Title if of_others(reference, record) => {
            Some("what the index has in that place is by another author")
        }
        LinkMethod::Title if is_elsewhere(reference, record) => {
            Some("what the index has of that title and author stands in another volume, on another page")
        }
        _ => None,
    }
}

/// Least share of letters that two spellings of one name have in common.
const NAME_THRESHOLD: f64 = 0.75;

/// Whether a record in the place given is by another author, and of another title where one is given: short pieces share a page.
/// A name that is misspelt is the same one.
fn of_others(reference: &Reference, record: &Record) -> bool {
    let names = surname(&reference.authors).zip(surname(&record.authors));
    let misspelt = names.is_some_and(|(given, own)| common_letters(&given, &own) >= NAME_THRESHOLD);
    !misspelt && !agrees_in_part(reference, record)
}

/// The letters that two names have in common, whatever their order, as a share of the longer name.
fn common_letters(a: &str, b: &str) -> f64 {
    let mut rest: Vec<char> = b.chars().collect();
    let longer = a.chars().count().max(rest.len()).max(1);
    let common =
        a.chars().filter(|c| rest.iter().position(|r| r == c).map(|at| rest.swap_remove(at)).is_some()).count();
    common as f64 / longer as f64
}

/// Whether a record stands in another volume and on another page than a reference says: authors publish under one title twice.
fn is_elsewhere(reference: &Reference, record: &Record) -> bool {
    let differ = |a: Option<&str>, b: Option<&str>| a.zip(b).is_some_and(|(a, b)| fold(a) != fold(b));
    let page = |pages: &Option<Pages>| pages.as_ref().map(|pages| pages.first().to_owned());
    let (given, own) = (page(&reference.pages), page(&record.pages));
    differ(reference.volume.as_deref(), record.volume.as_deref()) && differ(given.as_deref(), own.as_deref())
}

/// The outcome where what is found is told of and not taken.
fn doubtful(
    reader: &Reader,
    citation: &Citation,
    found: &[(DocAddress, LinkMethod)],
    reason: String,
) -> Result<Matched, SearchError> {
    let settled = settle(reader, citation, found)?;
    Ok(Matched { status: Status::Ambiguous, method: None, reason: Some(reason), ..settled })
}

/// The PMID or DOI that a reference gives, as it is told.
fn given_id(reference: &Reference) -> Option<String> {
    let pmid = reference.pmid.map(|id| format!("PMID {id}"));
    pmid.or_else(|| reference.doi.as_ref().map(|doi| format!("doi:{doi}")))
}

/// Whether a record has another PMID or DOI than the one that a reference gives.
fn contradicts(reference: &Reference, record: &Record) -> bool {
    let pmid = reference.pmid.zip(record.pmid).is_some_and(|(given, own)| given != own);
    pmid || reference.doi.as_ref().zip(record.doi.as_ref()).is_some_and(|(given, own)| given.key() != own.key())
}

/// The records that a reference may mean, each with how it was found, in the order of their identities: several where all
/// that it says holds for several.
pub(super) fn meant(reader: &Reader, reference: &Reference) -> Result<Vec<(DocAddress, LinkMethod)>, SearchError> {
    for keys in key_groups(reference) {
        let mut found: Vec<(DocAddress, LinkMethod)> = Vec::new();
        for key in keys {
            let method = LinkMethod::of_key(&key);
            let holders = Links::new(reader).all_holders(&key)?.into_iter().map(|address| (address, method));
            found.extend(holders);
        }
        found.sort_unstable_by_key(|(address, method)| (*address, *method));
        found.dedup_by_key(|(address, _)| *address);
        let found = narrowed(reader, reference, found)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let placed = narrowed(reader, reference, at_place(reader, reference)?)?;
    if placed.is_empty() { narrowed(reader, reference, of_title(reader, reference)?) } else { Ok(placed) }
}

/// Keys by which to look, the strongest first: ids, then places, then titles.
fn key_groups(reference: &Reference) -> [Vec<String>; 3] {
    let is = |from: LinkMethod, to: LinkMethod| move |key: &String| (from..=to).contains(&LinkMethod::of_key(key));
    let mut weak = reference.place_and_title_keys();
    // With the journal's initials too, where the author is misspelt.
    weak.extend(Reference { authors: Vec::new(), ..reference.clone() }.place_and_title_keys());
    let ids = reference.work_keys().into_iter().filter(is(LinkMethod::Pmid, LinkMethod::Doi)).collect();
    let places = weak.iter().filter(|key| is(LinkMethod::Citation, LinkMethod::Citation)(key)).cloned().collect();
    let titles = weak.iter().filter(|key| is(LinkMethod::Title, LinkMethod::Title)(key)).cloned().collect();
    [ids, places, titles]
}

/// Whether a record found by less than an id may be meant: it has no other id, and where neither author nor title is the one given
/// its journal is, by name and not by its initials alone.
fn may_mean(reference: &Reference, record: &Record) -> bool {
    !contradicts(reference, record) && (agrees_in_part(reference, record) || in_same_journal(reference, record))
}

/// Whether author or title of a record is that of a reference, or the reference tells neither.
fn agrees_in_part(reference: &Reference, record: &Record) -> bool {
    let without_title = Reference { title: None, ..reference.clone() };
    let without_authors = Reference { authors: Vec::new(), ..reference.clone() };
    let (author, title) = (agrees(&without_title, record), agrees(&without_authors, record));
    author.is_none() && title.is_none() || author == Some(true) || title == Some(true)
}

fn in_same_journal(reference: &Reference, record: &Record) -> bool {
    let (Some(given), Some(journal)) = (reference.journal.as_deref().map(fold), record.journal.as_ref()) else {
        return false;
    };
    let names = [&journal.abbreviation, &journal.iso_abbreviation, &journal.title];
    names.into_iter().flatten().any(|name| fold(name) == given)
}

/// Of several candidates those whose author and title agree, if any do, in the order of their identities. What was found by
/// less than an id and has another id than the one given is not meant.
fn narrowed(
    reader: &Reader,
    reference: &Reference,
    found: Vec<(DocAddress, LinkMethod)>,
) -> Result<Vec<(DocAddress, LinkMethod)>, SearchError> {
    let mut kept = Vec::with_capacity(found.len());
    for (address, method) in found {
        if method.is_id() || may_mean(reference, &reader.record(address)?) {
            kept.push((address, method));
        }
    }
    if kept.len() > 1 {
        let agreeing = kept
            .iter()
            .map(|(address, _)| reader.record(*address).map(|record| agrees(reference, &record) == Some(true)));
        let agreeing: Vec<bool> = agreeing.collect::<Result<_, _>>()?;
        if agreeing.iter().any(|agrees| *agrees) {
            let mut agreeing = agreeing.into_iter();
            kept.retain(|_| agreeing.next().unwrap_or(false));
        }
    }
    let mut keyed = Vec::with_capacity(kept.len());
    for (address, method) in kept {
        keyed.push((reader.identity_key(address)?, address, method));
    }
    keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    Ok(keyed.into_iter().map(|(_, address, method)| (address, method)).collect())
}

/// The outcome where there are candidates.
fn settle(reader: &Reader, citation: &Citation, kept: &[(DocAddress, LinkMethod)]) -> Result<Matched, SearchError> {
    let status = if kept.len() == 1 { Status::Matched } else { Status::Ambiguous };
    let reason = (kept.len() > 1).then(|| format!("{} records agree with it in all that it says", kept.len()));
    let records = kept.iter().take(MOST_CANDIDATES).map(|(address, _)| Mention::at(reader, *address));
    Ok(Matched {
        line: citation.line.clone(),
        key: citation.key.clone(),
        status,
        method: kept.first().filter(|_| status == Status::Matched).map(|(_, method)| *method),
        reason,
        records: records.collect::<Result<_, _>>()?,
    })
}

/// Whether author and title of a record are those of a reference; `None` where the reference tells neither.
fn agrees(reference: &Reference, record: &Record) -> Option<bool> {
    let author = surname(&reference.authors).map(|name| surname(&record.authors).is_some_and(|other| other == name));
    let title = reference.title.as_deref().map(|title| similarity(title, &record.title) >= TITLE_THRESHOLD);
    match (author, title) {
        (None, None) => None,
        (author, title) => Some(author.unwrap_or(true) && title.unwrap_or(true)),
    }
}

fn surname(authors: &[Author]) -> Option<String> {
    let name = fold(authors.first()?.last_name.as_deref()?);
    name.rsplit(' ').next().map(str::to_owned)
}

/// The share of words that two titles have in common: twice the common ones over all of both.
#[must_use]
pub fn similarity(a: &str, b: &str) -> f64 {
    let (a, b) = (fold(a), fold(b));
    let mut rest: Vec<&str> = b.split(' ').collect();
    let (of_a, of_b) = (a.split(' ').count(), rest.len());
    let common =
        a.split(' ').filter(|word| rest.iter().position(|r| r == word).map(|at| rest.swap_remove(at)).is_some());
    2.0 * common.count() as f64 / (of_a + of_b) as f64
}

/// Records on the page that a reference gives, where the rest of what it says agrees.
fn at_place(reader: &Reader, reference: &Reference) -> Result<Vec<(DocAddress, LinkMethod)>, SearchError> {
    let page = reference.pages.as_ref().map(|pages| fold(pages.first()));
    let journal = reference.journal.as_deref().map(fold);
    let volume = reference.volume.as_deref().map(fold);
    let parts = [("pages", page.clone()), ("volume", volume.clone()), ("journal", journal.clone())];
    if page.is_none() || volume.is_none() && journal.is_none() {
        return Ok(Vec::new());
    }
    let leaves = parts.into_iter().filter_map(|(field, value)| values(field, value?)).collect();
    let mut found = Vec::new();
    for address in matching(reader, Clause::And(leaves))? {
        let record = reader.record(address)?;
        let year = reference.year.is_none_or(|year| record.year().is_some_and(|other| year.abs_diff(other) <= 1));
        let named = journal.is_some() && volume.is_some();
        if year && agrees(reference, &record).unwrap_or(named) {
            found.push((address, LinkMethod::Citation));
        }
    }
    Ok(found)
}

/// Records whose title is nearly that of the reference, of the same year or one beside it, and by its first author.
fn of_title(reader: &Reader, reference: &Reference) -> Result<Vec<(DocAddress, LinkMethod)>, SearchError> {
    let Some(title) = reference.title.as_deref().map(fold).filter(|title| title.split(' ').count() >= 4) else {
        return Ok(Vec::new());
    };
    let Some(field) = table().field("title") else { return Ok(Vec::new()) };
    let word = |word: &str| {
        let slots = vec![Slot { any: vec![Match::Term(word.to_owned())] }];
        let pattern = Pattern { alternatives: vec![Sequence { slots }], order: Order::Phrase };
        Clause::Leaf(Leaf { look: Look::Text { fields: vec![field], pattern }, shown: word.to_owned(), span: 0..0 })
    };
    let words = title.split(' ').filter(|word| word.len() > 3).take(24).map(word).collect();
    let mut found = Vec::new();
    for address in matching(reader, Clause::Or(words))? {
        let record = reader.record(address)?;
        let year = reference.year.zip(record.year()).is_none_or(|(a, b)| a.abs_diff(b) <= 1);
        if year && agrees(reference, &record) == Some(true) {
            found.push((address, LinkMethod::Title));
        }
    }
    Ok(found)
}

fn values(field: &str, value: String) -> Option<Clause> {
    let look = Look::Values { field: table().field(field)?, any: vec![Match::Term(value.clone())] };
    Some(Clause::Leaf(Leaf { look, shown: value, span: 0..0 }))
}

fn matching(reader: &Reader, clause: Clause) -> Result<Vec<DocAddress>, SearchError> {
    let request = Request { limit: 20, facets: Vec::new(), sort: super::request::Sort::Best, ..linked_request("") };
    Ok(search_for(reader, &request, clause)?.hits.into_iter().map(|hit| hit.address).collect())
}

fn not_found(reader: &Reader, citation: &Citation) -> Result<Matched, SearchError> {
    let reference = &citation.reference;
    let journal = reference.journal.as_deref().map(fold).filter(|name| !name.is_empty());
    let known = match &journal {
        Some(journal) => !reader.addresses("journal", journal)?.is_empty(),
        None => true,
    };
    let placed = reference.pages.is_some() && reference.year.is_some();
    let reason = match (given_id(reference), journal) {
        (Some(id), _) => format!("the index has no record of {id}, and none at that place or of that title"),
        (None, Some(name)) if !known => format!("the index has no journal {name:?}, and no record of that title"),
        (None, Some(_)) if placed => {
            "the index has that journal, and no record at that place or of that title".to_owned()
        }
        (None, None) if reference.title.is_none() && !placed => {
            "no id, no place in a journal and no title could be told in it".to_owned()
        }
        _ => "the index has no record at that place or of that title".to_owned(),
    };
    let status = if known { Status::NotFound } else { Status::InvalidJournal };
    let (line, key) = (citation.line.clone(), citation.key.clone());
    Ok(Matched { line, key, status, method: None, reason: Some(reason), records: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_batch_form_is_read() {
        let citation = Citation::read("proc natl acad sci u s a|1991|88|3248|mann bj|Art1|");
        assert_eq!(citation.key.as_deref(), Some("Art1"));
        let r = citation.reference;
        assert_eq!(
            (r.year, r.volume.as_deref(), r.pages.as_ref().map(Pages::first)),
            (Some(1991), Some("88"), Some("3248"))
        );
        assert_eq!((r.authors[0].last_name.as_deref(), r.authors[0].initials.as_deref()), (Some("mann"), Some("BJ")));
    }

    #[test]
    fn titles_are_compared_by_their_words() {
        assert!((similarity("A fabled moth", "a FABLED moth.") - 1.0).abs() < 1e-9);
        assert!((similarity("one two three four", "one two three five") - 0.75).abs() < 1e-9);
        assert!(similarity("", "x") < 0.1);
    }
}
