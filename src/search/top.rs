//! The best hits of a segment, and of all segments together.

use super::request::Sort;
use crate::graph::CitedCounts;
use rustc_hash::FxHashMap;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use tantivy::columnar::{Column, StrColumn};
use tantivy::index::SegmentReader;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal};

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
    identities: Option<StrColumn>,
    wanted: usize,
    /// The worst of the best on top: key, identity, record; of each the greater is the better.
    heap: BinaryHeap<Reverse<(u64, u64, DocId)>>,
    scores: FxHashMap<DocId, Score>,
}

/// A hit with what it is ordered by.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) address: DocAddress,
    pub(super) score: Score,
    order: Order,
    identity: String,
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
        reader: &SegmentReader,
        cited: &CitedCounts,
    ) -> tantivy::Result<Self> {
        let columns = reader.fast_fields();
        let numbers = |names: &[&str]| names.iter().map(|name| columns.u64(name)).collect::<tantivy::Result<Vec<_>>>();
        let keys = match sort {
            Sort::Best => Keys::Score,
            Sort::Newest => Keys::Numbers(numbers(&["entry_date", "create_date", "date", "electronic_date"])?, true),
            Sort::Date => Keys::Numbers(numbers(&["date", "electronic_date"])?, true),
            Sort::Oldest => Keys::Numbers(numbers(&["date", "electronic_date"])?, false),
            Sort::Journal => Keys::Strings(columns.str("journal_order")?),
            Sort::Author => Keys::Strings(columns.str("author_order")?),
            Sort::Title => Keys::Strings(columns.str("title_order")?),
            Sort::Cited => Keys::Cited(cited.clone(), segment),
        };
        let identities = columns.str("identity_key")?;
        Ok(Self { keys, identities, wanted, heap: BinaryHeap::new(), scores: FxHashMap::default() })
    }

    /// Considers a hit.
    pub(super) fn take(&mut self, doc: DocId, score: Score) {
        if self.wanted == 0 {
            return;
        }
        let key = self.keys.key(doc, score);
        let full = self.heap.len() >= self.wanted;
        if full && self.heap.peek().is_some_and(|Reverse((worst, _, _))| key < *worst) {
            return;
        }
        let identity = self.identities.as_ref().and_then(|column| column.ords().first(doc)).unwrap_or(0);
        let entry = (key, identity, doc);
        if full {
            if self.heap.peek().is_some_and(|Reverse(worst)| entry <= *worst) {
                return;
            }
            if let Some(Reverse((_, _, out))) = self.heap.pop() {
                self.scores.remove(&out);
            }
        }
        self.heap.push(Reverse(entry));
        self.scores.insert(doc, score);
    }

    /// The hits kept, with what orders them among those of other segments.
    pub(super) fn finish(self, segment: SegmentOrdinal) -> std::io::Result<Vec<Candidate>> {
        let mut kept = Vec::with_capacity(self.heap.len());
        for Reverse((key, identity, doc)) in self.heap {
            let order = match &self.keys {
                Keys::Strings(column) => Order::Text(text_of(column.as_ref(), doc)?),
                _ => Order::Number(key),
            };
            let mut name = String::new();
            if let Some(column) = &self.identities {
                column.ord_to_str(identity, &mut name)?;
            }
            let score = self.scores.get(&doc).copied().unwrap_or(0.0);
            kept.push(Candidate { address: DocAddress::new(segment, doc), score, order, identity: name });
        }
        Ok(kept)
    }
}

fn text_of(column: Option<&StrColumn>, doc: DocId) -> std::io::Result<Option<String>> {
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
            Self::Score => u64::from(score.max(0.0).to_bits()),
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

/// The best `wanted` of all segments' candidates behind the first `skipped`, best first.
pub(super) fn best(mut candidates: Vec<Candidate>, skipped: usize, wanted: usize) -> Vec<Candidate> {
    candidates.sort_by(|a, b| {
        let by_order = match (&a.order, &b.order) {
            (Order::Number(x), Order::Number(y)) => y.cmp(x),
            (Order::Text(Some(x)), Order::Text(Some(y))) => x.cmp(y),
            (Order::Text(x), Order::Text(y)) => y.is_some().cmp(&x.is_some()),
            _ => Ordering::Equal,
        };
        by_order.then_with(|| b.identity.cmp(&a.identity))
    });
    candidates.into_iter().skip(skipped).take(wanted).collect()
}
