//! Something that says in which records of a segment a pattern stands in one field, and how often.

use super::occurrences::Occurrences;
use super::similarity::OccurrenceWeights;
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::BitSetDocSet;
use tantivy::{DocId, DocSet, TERMINATED};

/// Where the records come from.
#[expect(clippy::large_enum_variant, reason = "terms are by far the most, and a box would cost a jump a posting")]
pub(super) enum Records {
    /// One term.
    Term(SegmentPostings),
    /// A sequence.
    Sequence(Box<Occurrences>),
    /// Very many terms, without frequencies.
    Set(BitSetDocSet),
    /// Spellings of one thing: one place of the text may be found by several of them (`PD-L1` as `pd l1` and as `pdl1`), so the
    /// spelling that is found most often counts.
    Spellings(Vec<Records>),
}

impl Records {
    fn doc(&self) -> DocId {
        match self {
            Self::Term(postings) => postings.doc(),
            Self::Sequence(occurrences) => occurrences.doc(),
            Self::Set(set) => set.doc(),
            Self::Spellings(all) => all.iter().map(Self::doc).min().unwrap_or(TERMINATED),
        }
    }

    fn advance(&mut self) -> DocId {
        match self {
            Self::Term(postings) => postings.advance(),
            Self::Sequence(occurrences) => occurrences.advance(),
            Self::Set(set) => set.advance(),
            Self::Spellings(_) => self.seek(self.doc().saturating_add(1).min(TERMINATED)),
        }
    }

    /// Moves to the first record from `target` on; stays where it is past it.
    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        match self {
            Self::Term(postings) => postings.seek(target),
            Self::Sequence(occurrences) => occurrences.seek(target),
            Self::Set(set) => set.seek(target),
            Self::Spellings(all) => all.iter_mut().map(|records| records.seek(target)).min().unwrap_or(TERMINATED),
        }
    }

    fn cost(&self) -> u64 {
        match self {
            Self::Term(postings) => u64::from(postings.size_hint()),
            Self::Sequence(occurrences) => occurrences.cost(),
            Self::Set(set) => u64::from(set.size_hint()),
            Self::Spellings(all) => all.iter().map(Self::cost).sum(),
        }
    }

    /// How often it was found in the current record.
    fn frequency(&self) -> u32 {
        match self {
            Self::Term(postings) => postings.term_freq(),
            Self::Sequence(occurrences) => occurrences.count(),
            Self::Set(_) => 1,
            Self::Spellings(all) => {
                let doc = self.doc();
                all.iter().filter(|records| records.doc() == doc).map(Self::frequency).max().unwrap_or(0)
            }
        }
    }
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
        self.records.doc()
    }

    pub(super) fn advance(&mut self) -> DocId {
        self.records.advance()
    }

    /// Moves to the first record from `target` on; stays where it is past it.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        self.records.seek(target)
    }

    pub(super) fn cost(&self) -> u64 {
        self.records.cost()
    }

    /// How often it was found in the current record.
    pub(super) fn count(&self) -> u32 {
        self.records.frequency()
    }

    /// Length of the field in the current record; 0 where nothing is scored.
    pub(super) fn length(&self) -> u32 {
        self.lengths.as_ref().map_or(0, |(lengths, _)| lengths.fieldnorm(self.doc()))
    }

    /// The weighted frequency in the current record.
    pub(super) fn weight(&self) -> f32 {
        let Some((lengths, weights)) = &self.lengths else { return 0.0 };
        weights.of(lengths.fieldnorm_id(self.doc()), self.records.frequency())
    }
}
