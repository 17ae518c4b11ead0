//! Records that are the same work under different identities, and pairs that look so and are not.

use super::counts::dictionaries;
use super::mention::Mention;
use crate::index::{IndexError, Reader};
use crate::record::{LinkMethod, Record, is_preprint_server, text};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::BTreeSet;
use tantivy::columnar::StrColumn;
use tantivy::termdict::TermMerger;
use tantivy::{DocAddress, TantivyError};
use xxhash_rust::xxh3::xxh3_64;

/// Least letters and digits of a title that tells a work apart, together with its year and first author.
const LEAST_LETTERS: usize = 20;

/// The same where the place in a journal agrees too.
const LEAST_LETTERS_PLACED: usize = 4;

/// Records of one title that are compared with one another; a title of more is a column's, not a work's.
const MOST_OF_A_TITLE: usize = 64;

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
        let records = group.iter().map(|at| Ok((*at, reader.record(*at)?))).collect::<Result<Vec<_>, IndexError>>()?;
        for (number, (a, first)) in records.iter().enumerate() {
            for (b, second) in &records[number + 1..] {
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

/// Records that share an id or a title, without a look at them.
fn candidates(reader: &Reader) -> Result<Vec<(Reason, Vec<DocAddress>)>, IndexError> {
    let mut found = Vec::new();
    for (field, prefix, reason) in [("article_id", "10.", Reason::Doi), ("pmcid", "pmc", Reason::Pmcid)] {
        for value in shared_values(reader, field, prefix)? {
            found.push((reason, reader.addresses(field, &value)?));
        }
    }
    found.extend(of_one_title(reader)?.into_iter().map(|group| (Reason::TitleYearAuthor, group)));
    found.retain(|(_, group)| (2..=MOST_OF_A_TITLE).contains(&group.len()));
    Ok(found)
}

/// Records whose titles are alike as they are sorted by, group by group. A title is its hash here, 16 bytes a record.
fn of_one_title(reader: &Reader) -> Result<Vec<Vec<DocAddress>>, IndexError> {
    let mut titles: Vec<(u64, DocAddress)> = Vec::new();
    for (number, segment) in (0..).zip(reader.searcher().segment_readers()) {
        let Some(column) = segment.fast_fields().str("title_order")? else { continue };
        // The dictionary is read from end to end: one title by its number would cost a whole block each.
        let hashes = title_hashes(&column).map_err(TantivyError::from)?;
        let hash = |doc| column.ords().first(doc).and_then(|ord| hashes[ord as usize]);
        titles.extend(segment.doc_ids_alive().filter_map(|doc| Some((hash(doc)?, DocAddress::new(number, doc)))));
    }
    titles.sort_unstable();
    let groups = titles.chunk_by(|a, b| a.0 == b.0).filter(|group| (2..=MOST_OF_A_TITLE).contains(&group.len()));
    let mut groups: Vec<Vec<DocAddress>> = groups.map(|group| group.iter().map(|(_, at)| *at).collect()).collect();
    groups.sort_unstable();
    Ok(groups)
}

/// The hash of each title of a column, by its number; of one that is too short none.
fn title_hashes(titles: &StrColumn) -> std::io::Result<Vec<Option<u64>>> {
    let mut hashes = Vec::with_capacity(titles.num_terms());
    let mut stream = titles.dictionary().stream()?;
    while stream.advance() {
        let title = stream.key();
        hashes.push((title.len() >= LEAST_LETTERS_PLACED).then(|| xxh3_64(title)));
    }
    Ok(hashes)
}

/// The values of a field, beginning so, that several records have.
fn shared_values(reader: &Reader, field: &str, prefix: &str) -> Result<Vec<String>, IndexError> {
    let indexes = dictionaries(reader, field)?;
    let streams = indexes.iter().map(|index| index.terms().range().ge(prefix).into_stream());
    let mut values = TermMerger::new(streams.collect::<std::io::Result<_>>().map_err(TantivyError::from)?);
    let mut shared = Vec::new();
    while values.advance() && values.key().starts_with(prefix.as_bytes()) {
        let count: u32 = values.current_segment_ords_and_term_infos().map(|(_, info)| info.doc_freq).sum();
        if count > 1 {
            shared.push(String::from_utf8_lossy(values.key()).into_owned());
        }
    }
    Ok(shared)
}

/// What two records that have something in common are to one another, and what they have in common.
fn relation(reason: Reason, a: &Record, b: &Record) -> Option<(Relation, Reason)> {
    let preprint = is_preprint(a) != is_preprint(b);
    let titled = same_title(a, b);
    if reason != Reason::TitleYearAuthor {
        let relation = match (titled, preprint) {
            (true, false) => Relation::SameWork,
            (true, true) => Relation::PreprintAndArticle,
            (false, _) => Relation::SharedId,
        };
        return Some((relation, reason));
    }
    let reason = Some(reason).filter(|_| by_one_author(a, b)).or_else(|| placed(a, b).then_some(Reason::TitlePlace))?;
    if !titled {
        return None;
    }
    if preprint {
        return Some((Relation::PreprintAndArticle, reason));
    }
    // Parts and co-publications have one title, and ids and places of their own; of two records of PubMed the names of the
    // journals are spelt alike.
    let journal = a.pmid.and(b.pmid).and(a.container().zip(b.container())).is_some_and(|(a, b)| a != b);
    let doi = a.doi.as_ref().zip(b.doi.as_ref()).is_some_and(|(a, b)| a.key() != b.key());
    let page = a.pages.as_ref().zip(b.pages.as_ref()).is_some_and(|(a, b)| a.first() != b.first());
    (!doi && !page && !journal).then_some((Relation::SameWork, reason))
}

/// Whether a title long enough to tell a work, the year (or the one beside it) and the first author are the same.
fn by_one_author(a: &Record, b: &Record) -> bool {
    let long = text::letters_and_digits(&a.title).len() >= LEAST_LETTERS;
    let year = a.year().zip(b.year()).is_some_and(|(a, b)| a.abs_diff(b) <= 1);
    long && year && first_author(a).zip(first_author(b)).is_some_and(|(a, b)| a == b)
}

/// Whether both stand at one place: year, volume, first page, and first author or journal. Short titles and works without an
/// author are told by it.
fn placed(a: &Record, b: &Record) -> bool {
    let places = |record: &Record| -> Vec<String> {
        let keys = record.work_keys().into_iter();
        keys.filter(|key| LinkMethod::of_key(key) == LinkMethod::Citation).collect()
    };
    let authors = first_author(a).zip(first_author(b)).is_none_or(|(a, b)| a == b);
    let (a, b) = (places(a), places(b));
    authors && a.iter().any(|key| b.contains(key))
}

fn is_preprint(record: &Record) -> bool {
    record.publication_types.iter().any(|kind| kind.name.eq_ignore_ascii_case("Preprint"))
        || record.container().is_some_and(is_preprint_server)
}

/// Whether two titles are the same, or one is the beginning of the other or missing.
fn same_title(a: &Record, b: &Record) -> bool {
    let (a, b) = (text::letters_and_digits(&a.title), text::letters_and_digits(&b.title));
    a.starts_with(&b) || b.starts_with(&a)
}

fn first_author(record: &Record) -> Option<String> {
    let name = record.authors.first()?.last_name.as_deref()?;
    Some(text::letters_and_digits(name))
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
