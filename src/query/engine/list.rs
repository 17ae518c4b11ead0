//! The postings of one term in one field of a segment, read block by block, with the weight of each occurrence.

use super::similarity::OccurrenceWeights;
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::{BitSet, DocId, TERMINATED};

/// Postings of a full block.
const BLOCK: usize = 128;

/// A term's postings with a place in them.
pub(super) struct TermList {
    postings: BlockSegmentPostings,
    /// Place in the block; always that of a record, or behind the last.
    at: usize,
    lengths: FieldNormReader,
    weights: Arc<OccurrenceWeights>,
}

impl TermList {
    pub(super) fn new(
        postings: BlockSegmentPostings,
        lengths: FieldNormReader,
        weights: Arc<OccurrenceWeights>,
    ) -> Self {
        Self { postings, at: 0, lengths, weights }
    }

    pub(super) fn doc(&self) -> DocId {
        self.postings.docs().get(self.at).copied().unwrap_or(TERMINATED)
    }

    /// Moves to the first record from `target` on.
    fn seek(&mut self, target: DocId) {
        if self.doc() < target {
            self.at = self.postings.seek(target);
            self.next_block_at_end();
        }
    }

    fn next_block_at_end(&mut self) {
        if self.at >= BLOCK {
            self.postings.advance();
            self.at = 0;
        }
    }

    /// Calls `take` with the distance from `start` and the weighted frequency of each record from there to before `end`.
    pub(super) fn each_before(&mut self, start: DocId, end: DocId, mut take: impl FnMut(usize, f32)) {
        self.seek(start);
        loop {
            let docs = self.postings.docs();
            while let Some(&doc) = docs.get(self.at).filter(|doc| **doc < end) {
                let x = self.weights.of(self.lengths.fieldnorm_id(doc), self.postings.freq(self.at));
                take((doc - start) as usize, x);
                self.at += 1;
            }
            if self.at < BLOCK {
                return;
            }
            self.next_block_at_end();
        }
    }

    /// The weighted frequency in a record; records are asked for in ascending order.
    pub(super) fn weight_of(&mut self, doc: DocId) -> f32 {
        self.seek(doc);
        if self.doc() != doc {
            return 0.0;
        }
        self.weights.of(self.lengths.fieldnorm_id(doc), self.postings.freq(self.at))
    }

    /// Adds every record to a set.
    pub(super) fn mark_all(&mut self, set: &mut BitSet) {
        loop {
            let docs = self.postings.docs();
            for doc in docs {
                set.insert(*doc);
            }
            if docs.len() < BLOCK {
                return;
            }
            self.postings.advance();
        }
    }
}
