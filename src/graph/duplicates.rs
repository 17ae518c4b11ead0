//! Records that are the same work under different identities, and pairs that look so and are not.

use super::candidates::candidates;
use super::mention::Mention;
use crate::index::{IndexError, Reader};
use crate::record::{LinkMethod, Record, is_preprint_server, text};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::BTreeSet;
use tantivy::DocAddress;

/// Least letters and digits of a title that tells a work apart, together with its year and first author.
const LEAST_LETTERS: usize = 20;

/// What an index holds twice. The serialised form is `medlar duplicates --json` (`schema/duplicates.schema.json`); its
/// numbers are those that PRISMA's flow diagram asks for.
#[derive(Debug, Clone, Serialize)]
pub struct Duplicates {
    /// Records identified.
    pub records: u64,
    /// Records to remove before screening: all but one of each group of the same work.
    pub duplicates: u64,
    /// Records to screen.
    pub records_after: u64,
    /// The groups.
    pub groups: Vec<DuplicateGroup>,
}

/// Records that belong together.
#[derive(Debug, Clone, Serialize)]
pub struct DuplicateGroup {
    /// What they are to one another.
    pub relation: Relation,
    /// What they have in common.
    pub reasons: Vec<Reason>,
    /// They, the one to keep first.
    pub records: Vec<DuplicateRecord>,
}

/// What the records of a group are to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// One work.
    SameWork,
    /// A preprint and the article that it became: two works.
    PreprintAndArticle,
    /// One id on works of different titles: a fault of a source, to be looked at.
    SharedId,
}

/// What records have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The DOI, whatever its case.
    Doi,
    /// The PubMed Central id.
    Pmcid,
    /// Title, year (or the one beside it) and first author.
    TitleYearAuthor,
    /// Title and place in a journal: year, volume, first page.
    TitlePlace,
}

/// A record of a group.
#[derive(Debug, Clone, Serialize)]
pub struct DuplicateRecord {
    /// Where it is.
    #[serde(skip)]
    pub address: DocAddress,
    /// Whether it is the one to keep: the richest.
    pub keep: bool,
    /// The format from which it was read.
    pub source: Option<String>,
    /// The record.
    pub record: Mention,
}

/// Finds the records that are the same work.
///
/// # Errors
///
/// Where the index cannot be read.
pub fn duplicates(reader: &Reader) -> Result<Duplicates, IndexError> {
    let mut pairs: FxHashMap<(DocAddress, DocAddress), (Relation, BTreeSet<Reason>)> = FxHashMap::default();
    for (reason, group) in candidates(reader)? {
        let works = group.iter().map(|at| Ok((*at, Work::of(&reader.record(*at)?))));
        let works: Vec<(DocAddress, Work)> = works.collect::<Result<_, IndexError>>()?;
        for (number, (a, first)) in works.iter().enumerate() {
            for (b, second) in &works[number + 1..] {
                if let Some((relation, reason)) = relation(reason, first, second) {
                    let pair = pairs.entry((*a.min(b), *a.max(b))).or_insert_with(|| (relation, BTreeSet::new()));
                    pair.0 = pair.0.min(relation);
                    pair.1.insert(reason);
                }
            }
        }
    }
    let mut groups = Vec::new();
    for relation in [Relation::SameWork, Relation::PreprintAndArticle, Relation::SharedId] {
        for (members, reasons) in joined(pairs.iter().filter(|(_, pair)| pair.0 == relation)) {
            groups.push(group(reader, relation, members, reasons)?);
        }
    }
    let same = groups.iter().filter(|group| group.relation == Relation::SameWork);
    let duplicates = same.map(|group| group.records.len() as u64 - 1).sum();
    Ok(Duplicates { records: reader.len(), duplicates, records_after: reader.len() - duplicates, groups })
}

/// What tells whether two records are the same work.
struct Work {
    /// Letters and digits of the title.
    title: String,
    year: Option<u16>,
    /// Letters of the first author's family name.
    author: Option<String>,
    /// Keys of its place: year, volume, first page, with author or journal.
    places: Vec<String>,
    doi: Option<String>,
    page: Option<String>,
    /// The journal's name as PubMed spells it.
    journal: Option<String>,
    preprint: bool,
}

impl Work {
    fn of(record: &Record) -> Self {
        let author = record.authors.first().and_then(|author| author.last_name.as_deref());
        let mut places = record.work_keys();
        places.retain(|key| LinkMethod::of_key(key) == LinkMethod::Citation);
        Self {
            title: text::letters_and_digits(&record.title),
            year: record.year(),
            author: author.map(text::letters_and_digits),
            places,
            doi: record.doi.as_ref().map(|doi| doi.key()),
            page: record.pages.as_ref().map(|pages| pages.first().to_owned()),
            journal: record.container().filter(|_| record.pmid.is_some()).map(str::to_owned),
            preprint: is_preprint(record),
        }
    }

    /// Whether both titles are the same, or one is the beginning of the other or missing.
    fn has_title_of(&self, other: &Self) -> bool {
        self.title.starts_with(&other.title) || other.title.starts_with(&self.title)
    }

    /// Whether a title long enough to tell a work, the year (or the one beside it) and the first author are the same.
    fn is_by_author_of(&self, other: &Self) -> bool {
        let year = self.year.zip(other.year).is_some_and(|(a, b)| a.abs_diff(b) <= 1);
        self.title.len() >= LEAST_LETTERS && year && same(&self.author, &other.author)
    }

    /// Whether both stand at one place: year, volume, first page, and first author or journal. Short titles and works without an
    /// author are told by it.
    fn is_in_place_of(&self, other: &Self) -> bool {
        !differ(&self.author, &other.author) && self.places.iter().any(|key| other.places.contains(key))
    }
}

/// Whether both are told and the same.
fn same(a: &Option<String>, b: &Option<String>) -> bool {
    a.is_some() && a == b
}

/// Whether both are told and not the same.
fn differ(a: &Option<String>, b: &Option<String>) -> bool {
    a.is_some() && b.is_some() && a != b
}

/// What two records that have something in common are to one another, and what they have in common.
fn relation(reason: Reason, a: &Work, b: &Work) -> Option<(Relation, Reason)> {
    let preprint = a.preprint != b.preprint;
    let titled = a.has_title_of(b);
    if reason != Reason::TitleYearAuthor {
        let relation = match (titled, preprint) {
            (true, false) => Relation::SameWork,
            (true, true) => Relation::PreprintAndArticle,
            (false, _) => Relation::SharedId,
        };
        return Some((relation, reason));
    }
    let placed = || a.is_in_place_of(b).then_some(Reason::TitlePlace);
    let reason = Some(reason).filter(|_| a.is_by_author_of(b)).or_else(placed).filter(|_| titled)?;
    if preprint {
        return Some((Relation::PreprintAndArticle, reason));
    }
    // Parts and co-publications have one title, and ids and places of their own; of two records of PubMed the names of the
    // journals are spelt alike.
    let elsewhere = differ(&a.journal, &b.journal) || differ(&a.doi, &b.doi) || differ(&a.page, &b.page);
    (!elsewhere).then_some((Relation::SameWork, reason))
}

fn is_preprint(record: &Record) -> bool {
    record.publication_types.iter().any(|kind| kind.name.eq_ignore_ascii_case("Preprint"))
        || record.container().is_some_and(is_preprint_server)
}

/// Pairs joined to groups, each in the order of the index.
fn joined<'a>(
    pairs: impl Iterator<Item = (&'a (DocAddress, DocAddress), &'a (Relation, BTreeSet<Reason>))>,
) -> Vec<(Vec<DocAddress>, BTreeSet<Reason>)> {
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_unstable_by_key(|(pair, _)| **pair);
    let mut of: FxHashMap<DocAddress, usize> = FxHashMap::default();
    let mut groups: Vec<(Vec<DocAddress>, BTreeSet<Reason>)> = Vec::new();
    for ((a, b), (_, reasons)) in pairs {
        let (home, other) = match (of.get(a).copied(), of.get(b).copied()) {
            (Some(a), Some(b)) => (a, Some(b).filter(|b| *b != a)),
            (Some(home), None) | (None, Some(home)) => (home, None),
            (None, None) => {
                groups.push(Default::default());
                (groups.len() - 1, None)
            }
        };
        if let Some(other) = other {
            let (members, more) = std::mem::take(&mut groups[other]);
            members.iter().for_each(|member| _ = of.insert(*member, home));
            groups[home].0.extend(members);
            groups[home].1.extend(more);
        }
        for member in [*a, *b] {
            if of.insert(member, home) != Some(home) {
                groups[home].0.push(member);
            }
        }
        groups[home].1.extend(reasons);
    }
    groups.retain(|(members, _)| !members.is_empty());
    groups
}

fn group(
    reader: &Reader,
    relation: Relation,
    members: Vec<DocAddress>,
    reasons: BTreeSet<Reason>,
) -> Result<DuplicateGroup, IndexError> {
    let mut records =
        members.into_iter().map(|at| Ok((at, reader.record(at)?))).collect::<Result<Vec<_>, IndexError>>()?;
    records
        .sort_by_cached_key(|(_, record)| (std::cmp::Reverse(richness(record)), crate::record::Identity::of(record)));
    let mut told = Vec::with_capacity(records.len());
    for (number, (address, record)) in records.into_iter().enumerate() {
        let keep = number == 0 || relation != Relation::SameWork;
        told.push(DuplicateRecord {
            address,
            keep,
            source: record.source.clone(),
            record: Mention::at(reader, address)?,
        });
    }
    Ok(DuplicateGroup { relation, reasons: reasons.into_iter().collect(), records: told })
}

/// How much a record says: what reviewers need counts most.
fn richness(record: &Record) -> usize {
    let has = |there: bool, weight: usize| if there { weight } else { 0 };
    has(record.pmid.is_some(), 8)
        + has(!record.abstract_sections.is_empty(), 8)
        + has(!record.mesh.is_empty(), 4)
        + has(record.doi.is_some(), 2)
        + has(record.pmcid.is_some(), 1)
        + has(!record.references.is_empty(), 2)
        + has(record.pages.is_some(), 1)
        + has(!record.keywords.is_empty(), 1)
        + has(!record.authors_incomplete && !record.authors.is_empty(), 2)
}
