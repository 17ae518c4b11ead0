//! Which records a clause finds, as sets that combine: so each term of a query is looked up once, however many groups are around
//! it.

use crate::query::Operator;
use tantivy::Searcher;
use tantivy::query::{EnableScoring, Query};

/// The records that are found, a bit for each record of each segment.
pub(super) struct RecordSet {
    segments: Vec<Vec<u64>>,
}

impl RecordSet {
    /// What a query finds.
    pub(super) fn of(query: &dyn Query, searcher: &Searcher) -> tantivy::Result<Self> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
        let mut segments = Vec::with_capacity(searcher.segment_readers().len());
        for reader in searcher.segment_readers() {
            let mut bits = vec![0_u64; reader.max_doc().div_ceil(64) as usize];
            weight.for_each_no_score(reader, &mut |docs| {
                for doc in docs.iter().filter(|doc| !reader.is_deleted(**doc)) {
                    bits[*doc as usize / 64] |= 1 << (doc % 64);
                }
            })?;
            segments.push(bits);
        }
        Ok(Self { segments })
    }

    /// Nothing.
    pub(super) fn none() -> Self {
        Self { segments: Vec::new() }
    }

    /// Goes on from left to right: what is left or comes to it behind an operator.
    pub(super) fn combine(&mut self, operator: Operator, other: &Self) {
        let ours = self.segments.iter_mut().flatten();
        let pairs = ours.zip(other.segments.iter().flatten());
        match operator {
            Operator::And => pairs.for_each(|(a, b)| *a &= b),
            Operator::Or => pairs.for_each(|(a, b)| *a |= b),
            Operator::Not => pairs.for_each(|(a, b)| *a &= !b),
        }
    }

    /// How many they are.
    pub(super) fn len(&self) -> u64 {
        self.segments.iter().flatten().map(|bits| u64::from(bits.count_ones())).sum()
    }
}
