//! The postings of one term in one field of a segment, read block by block, with the weight of each occurrence.

use super::found::Found;
use super::similarity::OccurrenceWeights;
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::{DocId, TERMINATED};

/// Records that are gone through one by one before the one that is sought is jumped to.
const NEAR: usize = 3;

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

/// The number of the first of `docs`, in ascending order, from `doc` on; sought in steps that double, since it is mostly near.
fn first_from(docs: &[DocId], doc: DocId) -> usize {
    let mut end = 1;
    while docs.get(end).is_some_and(|other| *other < doc) {
        end *= 2;
    }
    let start = end / 2;
    start + docs[start..end.min(docs.len())].partition_point(|other| *other < doc)
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
        for _ in 0..NEAR {
            match self.postings.docs().get(self.at) {
                Some(doc) if *doc < target => self.at += 1,
                Some(_) => return,
                None => break,
            }
        }
        self.at = self.postings.seek(target);
        self.next_block_at_end();
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

    /// Calls `take` with the number of each of `docs`, in ascending order, that has the term, and how often. Of a rare term its records are
    /// looked for among these, of a frequent one these among its records.
    pub(super) fn each_count(&mut self, docs: &[DocId], mut take: impl FnMut(usize, u32)) {
        self.each_common(docs, |list, number, _| take(number, list.postings.freq(list.at)));
    }

    /// The same with the weighted frequency.
    pub(super) fn each_of(&mut self, docs: &[DocId], mut take: impl FnMut(usize, f32)) {
        self.each_common(docs, |list, number, doc| {
            take(number, list.weights.of(list.lengths.fieldnorm_id(doc), list.postings.freq(list.at)));
        });
    }

    /// The weighted frequency where the term and others of its field stand `count` times together.
    pub(super) fn weight_of_count(&self, doc: DocId, count: u32) -> f32 {
        self.weights.of(self.lengths.fieldnorm_id(doc), count)
    }

    /// Whether two terms are of one field of one pattern.
    pub(super) fn is_of_one_field(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.weights, &other.weights)
    }

    /// Adds those of `docs`, in ascending order, that have the term to a set.
    pub(super) fn mark(&mut self, docs: &[DocId], set: &mut Found) {
        self.each_common(docs, |_, _, doc| set.add(doc));
    }

    /// Records with the term.
    pub(super) fn len(&self) -> usize {
        self.postings.doc_freq() as usize
    }

    fn each_common(&mut self, docs: &[DocId], mut take: impl FnMut(&Self, usize, DocId)) {
        let mut number = 0;
        while let Some(&wanted) = docs.get(number) {
            self.seek(wanted);
            let doc = self.doc();
            if doc == wanted {
                take(self, number, doc);
                number += 1;
            } else if doc == TERMINATED {
                return;
            } else {
                number += first_from(&docs[number..], doc);
            }
        }
    }

    /// Adds every record to a set.
    pub(super) fn mark_all(&mut self, set: &mut Found) {
        loop {
            let docs = self.postings.docs();
            for doc in docs {
                set.add(*doc);
            }
            if docs.len() < BLOCK {
                return;
            }
            self.postings.advance();
        }
    }
}
