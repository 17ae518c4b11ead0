//! The postings of one slot of a sequence: of any of the terms that it accepts.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, TERMINATED};

/// Postings of several terms as one, by record.
pub(super) struct SlotPostings {
    terms: Vec<SegmentPostings>,
    doc: DocId,
    cost: u64,
}

impl SlotPostings {
    pub(super) fn new(terms: Vec<SegmentPostings>) -> Self {
        let doc = terms.iter().map(DocSet::doc).min().unwrap_or(TERMINATED);
        let cost = terms.iter().map(|t| u64::from(t.size_hint())).sum();
        Self { terms, doc, cost }
    }

    /// Upper bound of the number of records.
    pub(super) fn cost(&self) -> u64 {
        self.cost
    }

    /// Moves to the first record from `target` on.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        let mut first = TERMINATED;
        for term in &mut self.terms {
            let at = if term.doc() < target { term.seek(target) } else { term.doc() };
            first = first.min(at);
        }
        self.doc = first;
        first
    }

    /// The positions in the current record, ascending, each once.
    pub(super) fn positions(&mut self, out: &mut Vec<u32>) {
        out.clear();
        let mut terms_here = 0;
        for term in self.terms.iter_mut().filter(|term| term.doc() == self.doc) {
            term.append_positions_with_offset(0, out);
            terms_here += 1;
        }
        if terms_here > 1 {
            out.sort_unstable();
            out.dedup();
        }
    }
}
