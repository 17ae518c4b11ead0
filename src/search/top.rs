//! The best hits of a segment, and of all segments together.

use super::request::Sort;
use crate::graph::CitedCounts;
use crate::index::{Columns, Reader};
use std::cell::OnceCell;
use std::cmp::{Ordering, Reverse};
use std::io;
use std::sync::Arc;
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal};

/// The column of the keys of identities.
pub(super) const IDENTITY: &str = "identity_key";

/// By what a segment's hits are ordered.
enum Keys {
    Score,
    /// The first of these columns that has a value; the greater the better, or the smaller.
    Numbers(Vec<Column<u64>>, bool),
    /// Texts, the earlier in the alphabet the better.
    Strings(Option<StrColumn>),
    Cited(CitedCounts, SegmentOrdinal),
}

/// Keeps the best `wanted` hits of a segment.
pub(super) struct SegmentTop {
    keys: Keys,
    identities: Identities,
    wanted: usize,
    /// The best so far, and a few others that came since it was last told which these are: telling it of each takes longer.
    kept: Vec<Kept>,
    /// Key of the worst of the best when it was last told, where there were enough.
    worst: Option<u64>,
}

/// One other hit for so many of the best, and so many more, are kept until the best are told from the others.
const OTHERS_OF: usize = 8;
const FEW_OTHERS: usize = 4;

/// A hit of a segment.
#[derive(Debug, Clone, Copy)]
struct Kept {
    /// The greater the better.
    key: u64,
    doc: DocId,
    score: Score,
}

/// A hit with what it is ordered by.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) address: DocAddress,
    pub(super) score: Score,
    order: Order,
    /// Number of its identity's key among those of its segment, which are in order.
    identity: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Order {
    /// The greater the better.
    Number(u64),
    /// In the order of the alphabet; none at the end.
    Text(Option<String>),
}

impl SegmentTop {
    pub(super) fn new(
        sort: Sort,
        wanted: usize,
        segment: SegmentOrdinal,
        reader: &Reader,
        cited: &CitedCounts,
    ) -> tantivy::Result<Self> {
        let numbers = |names: &[&'static str]| {
            names.iter().map(|name| reader.number_column(segment, name)).collect::<tantivy::Result<Vec<_>>>()
        };
        let texts = |name| reader.text_column(segment, name);
        let keys = match sort {
            Sort::Best => Keys::Score,
            Sort::Newest => Keys::Numbers(numbers(&["entry_date", "create_date", "date", "electronic_date"])?, true),
            Sort::Date => Keys::Numbers(numbers(&["date", "electronic_date"])?, true),
            Sort::Oldest => Keys::Numbers(numbers(&["date", "electronic_date"])?, false),
            Sort::Journal => Keys::Strings(texts("journal_order")?),
            Sort::Author => Keys::Strings(texts("author_order")?),
            Sort::Title => Keys::Strings(texts("title_order")?),
            Sort::Cited => Keys::Cited(cited.clone(), segment),
        };
        let identities = Identities { columns: reader.columns().clone(), segment, column: OnceCell::new() };
        Ok(Self { keys, identities, wanted, kept: Vec::new(), worst: None })
    }

    /// Considers a hit.
    pub(super) fn take(&mut self, doc: DocId, score: Score) {
        if self.wanted == 0 {
            return;
        }
        let key = self.keys.key(doc, score);
        if self.worst.is_some_and(|worst| key < worst) {
            return;
        }
        self.kept.push(Kept { key, doc, score });
        if self.kept.len() >= self.wanted.saturating_add(self.wanted / OTHERS_OF + FEW_OTHERS) {
            self.keep_best();
        }
    }

    /// Forgets all but the best: of those with the key of the worst of them the ones with the greatest identity.
    fn keep_best(&mut self) {
        if self.wanted == 0 || self.kept.len() < self.wanted {
            return;
        }
        let (_, worst, _) = self.kept.select_nth_unstable_by_key(self.wanted - 1, |kept| Reverse(kept.key));
        let key = worst.key;
        let tied = self.kept.iter().filter(|kept| kept.key == key);
        let mut tied: Vec<(u64, Kept)> = tied.map(|kept| (self.identities.of(kept.doc), *kept)).collect();
        tied.sort_unstable_by_key(|(identity, kept)| Reverse((*identity, kept.doc)));
        self.kept.retain(|kept| kept.key > key);
        let room = self.wanted - self.kept.len();
        self.kept.extend(tied.into_iter().map(|(_, kept)| kept).take(room));
        self.worst = Some(key);
    }

    /// The score that a hit must exceed to be kept. One of the same score as the worst may be: its identity decides.
    pub(super) fn threshold(&self) -> Score {
        self.worst.map_or(Score::NEG_INFINITY, |worst| score_of(worst).next_down())
    }

    /// The hits kept, with what orders them among those of other segments.
    ///
    /// # Errors
    ///
    /// Where a column cannot be read.
    pub(super) fn finish(mut self, segment: SegmentOrdinal) -> io::Result<Vec<Candidate>> {
        self.keep_best();
        let candidate = |kept: &Kept| {
            let order = match &self.keys {
                Keys::Strings(column) => Order::Text(text_of(column.as_ref(), kept.doc)?),
                _ => Order::Number(kept.key),
            };
            let address = DocAddress::new(segment, kept.doc);
            Ok(Candidate { address, score: kept.score, order, identity: self.identities.of(kept.doc) })
        };
        let candidates = self.kept.iter().map(candidate).collect();
        self.identities.end()?;
        candidates
    }
}

/// The identities of a segment's records: their keys are in order, and each is told by its number. The column is opened when the first is
/// asked for: what finds the hits is read from the disk meanwhile.
struct Identities {
    columns: Arc<Columns>,
    segment: SegmentOrdinal,
    column: OnceCell<tantivy::Result<Option<StrColumn>>>,
}

impl Identities {
    /// That of a record; 0 where the column cannot be read, which [`Identities::end`] tells.
    fn of(&self, doc: DocId) -> u64 {
        let column = self.column.get_or_init(|| self.columns.text(self.segment, IDENTITY));
        let column = column.as_ref().ok().and_then(Option::as_ref);
        column.and_then(|column| column.ords().first(doc)).unwrap_or(0)
    }

    /// Why the column could not be read.
    fn end(self) -> io::Result<()> {
        self.column.into_inner().map_or(Ok(()), |column| column.map(|_| ()).map_err(io::Error::other))
    }
}

fn text_of(column: Option<&StrColumn>, doc: DocId) -> io::Result<Option<String>> {
    let Some((column, ord)) = column.and_then(|column| Some((column, column.ords().first(doc)?))) else {
        return Ok(None);
    };
    let mut text = String::new();
    column.ord_to_str(ord, &mut text)?;
    Ok(Some(text))
}

impl Keys {
    /// A number that is the greater the better the hit.
    fn key(&self, doc: DocId, score: Score) -> u64 {
        match self {
            // The bits of floats from 0 on are in the order of the floats.
            Self::Score => key_of(score),
            Self::Numbers(columns, greater_first) => {
                let value = columns.iter().find_map(|column| column.first(doc));
                // Records without a date come last either way.
                value.map_or(0, |value| if *greater_first { value } else { u64::MAX - value })
            }
            Self::Strings(column) => {
                let ord = column.as_ref().and_then(|column| column.ords().first(doc));
                ord.map_or(0, |ord| u64::MAX - ord)
            }
            Self::Cited(counts, segment) => u64::from(counts.of(DocAddress::new(*segment, doc))),
        }
    }
}

/// A score as a key.
fn key_of(score: Score) -> u64 {
    u64::from(score.max(0.0).to_bits())
}

fn score_of(key: u64) -> Score {
    u32::try_from(key).map_or(0.0, Score::from_bits)
}

impl Candidate {
    /// The key of its identity ([`crate::record::Identity::key`]).
    pub(super) fn identity_key(&self, reader: &Reader) -> tantivy::Result<String> {
        let mut key = String::new();
        if let Some(column) = reader.text_column(self.address.segment_ord, IDENTITY)? {
            column.ord_to_str(self.identity, &mut key)?;
        }
        Ok(key)
    }

    /// Gives a hit that is ordered by its score another.
    pub(super) fn rescore(&mut self, score: Score) {
        (self.score, self.order) = (score, Order::Number(key_of(score)));
    }
}

impl Order {
    /// The better first.
    fn against(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(x), Self::Number(y)) => y.cmp(x),
            (Self::Text(Some(x)), Self::Text(Some(y))) => x.cmp(y),
            (Self::Text(x), Self::Text(y)) => y.is_some().cmp(&x.is_some()),
            _ => Ordering::Equal,
        }
    }
}

/// Keeps the best `wanted` of all segments' candidates, in order, best first.
pub(super) fn sort_best(candidates: &mut Vec<Candidate>, wanted: usize, reader: &Reader) -> tantivy::Result<()> {
    sort_ends(candidates, &[wanted], reader)
}

/// Keeps the best candidates, as many as the last of `ends` says, as [`put_first`] does.
pub(super) fn sort_ends(candidates: &mut Vec<Candidate>, ends: &[usize], reader: &Reader) -> tantivy::Result<()> {
    put_first(candidates, ends, reader)?;
    candidates.truncate(ends.last().copied().unwrap_or(0));
    Ok(())
}

/// Those of the best candidates up to the first of `ends`, which ascend, are in order, best first; those up to each of the others stand before all that
/// follow it.
pub(super) fn put_first(candidates: &mut [Candidate], ends: &[usize], reader: &Reader) -> tantivy::Result<()> {
    let first = ends.first().copied().unwrap_or(0);
    let mut left = candidates.len();
    for end in ends.iter().rev() {
        if !select(&mut candidates[..left], *end) {
            return sort(candidates, first, ends, reader);
        }
        left = left.min(*end);
    }
    sort(&mut candidates[..left], first, &[], reader)
}

/// The better first, as far as it can be told without the keys of identities: these are numbers within a segment.
fn compare(a: &Candidate, b: &Candidate) -> Ordering {
    let in_segment = |c: &Candidate| (c.address.segment_ord, c.identity);
    a.order.against(&b.order).then_with(|| in_segment(b).cmp(&in_segment(a)))
}

/// Brings the best `count` to the front. Whether these are told: not where the keys of candidates of several segments would decide.
fn select(candidates: &mut [Candidate], count: usize) -> bool {
    if count == 0 || count >= candidates.len() {
        return true;
    }
    let (_, last, others) = candidates.select_nth_unstable_by(count - 1, compare);
    let (order, segment) = (last.order.clone(), last.address.segment_ord);
    let is_tied = |candidate: &&Candidate| candidate.order == order;
    !others.iter().any(|candidate| is_tied(&candidate))
        || candidates.iter().filter(is_tied).all(|candidate| candidate.address.segment_ord == segment)
}

/// Puts candidates in order, best first. Only where those of several segments tie, among the first so many or across one of the `ends`, are the keys of their
/// identities looked up, which takes longer than all else; of others those that tie stand in any order.
fn sort(candidates: &mut [Candidate], first: usize, ends: &[usize], reader: &Reader) -> tantivy::Result<()> {
    candidates.sort_by(compare);
    let mut start = 0;
    for tied in candidates.chunk_by_mut(|a, b| a.order == b.order) {
        let end = start + tied.len();
        let matters = start < first || ends.iter().any(|at| start < *at && *at < end);
        start = end;
        if matters && tied.iter().any(|c| c.address.segment_ord != tied[0].address.segment_ord) {
            let keys = tied.iter().map(|c| c.identity_key(reader));
            let keys = keys.collect::<tantivy::Result<Vec<String>>>()?;
            let mut keyed: Vec<(String, Candidate)> = keys.into_iter().zip(tied.iter().cloned()).collect();
            keyed.sort_by(|a, b| b.0.cmp(&a.0));
            tied.iter_mut().zip(keyed).for_each(|(place, (_, candidate))| *place = candidate);
        }
    }
    Ok(())
}
