//! Something that says in which records of a segment a pattern stands in one field, and how often.

use super::occurrences::Occurrences;
use super::similarity::OccurrenceWeights;
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::BitSetDocSet;
use tantivy::{DocId, DocSet};

/// Where the records come from.
#[expect(clippy::large_enum_variant, reason = "terms are by far the most, and a box would cost a jump a posting")]
pub(super) enum Records {
    /// One term.
    Term(SegmentPostings),
    /// A sequence.
    Sequence(Box<Occurrences>),
    /// Very many terms, without frequencies.
    Set(BitSetDocSet),
}

/// Records with the weight of what was found in each.
pub(super) struct Source {
    records: Records,
    /// Lengths and the weights that belong to them; `None` where nothing is scored.
    lengths: Option<(FieldNormReader, Arc<OccurrenceWeights>)>,
}

impl Source {
    pub(super) fn new(records: Records, lengths: Option<(FieldNormReader, Arc<OccurrenceWeights>)>) -> Self {
        Self { records, lengths }
    }

    pub(super) fn doc(&self) -> DocId {
        match &self.records {
            Records::Term(postings) => postings.doc(),
            Records::Sequence(occurrences) => occurrences.doc(),
            Records::Set(set) => set.doc(),
        }
    }

    pub(super) fn advance(&mut self) -> DocId {
        match &mut self.records {
            Records::Term(postings) => postings.advance(),
            Records::Sequence(occurrences) => occurrences.advance(),
            Records::Set(set) => set.advance(),
        }
    }

    /// Moves to the first record from `target` on; stays where it is past it.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        match &mut self.records {
            Records::Term(postings) => postings.seek(target),
            Records::Sequence(occurrences) => occurrences.seek(target),
            Records::Set(set) => set.seek(target),
        }
    }

    pub(super) fn cost(&self) -> u64 {
        match &self.records {
            Records::Term(postings) => u64::from(postings.size_hint()),
            Records::Sequence(occurrences) => occurrences.cost(),
            Records::Set(set) => u64::from(set.size_hint()),
        }
    }

    /// The weighted frequency in the current record.
    pub(super) fn weight(&self) -> f32 {
        let Some((lengths, weights)) = &self.lengths else { return 0.0 };
        let frequency = match &self.records {
            Records::Term(postings) => postings.term_freq(),
            Records::Sequence(occurrences) => occurrences.count(),
            Records::Set(_) => 1,
        };
        weights[usize::from(lengths.fieldnorm_id(self.doc()))] * frequency as f32
    }
}
