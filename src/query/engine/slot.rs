//! The postings of one slot of a sequence: of any of the terms that it accepts.
//!
//! A truncated word stands for thousands of terms, most of them rare. Open postings take some KB each, so the rare ones are read at
//! once, one after the other, into one list of places; the frequent ones stay open and stream, the next record first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

/// Terms of a slot up to which all stay open.
const FEW_TERMS: usize = 64;

/// Records with a term up to which it is rare: a block of postings, which is read as a whole anyway.
const RARE: u32 = 128;

/// Postings of several terms as one, by record.
pub(super) struct SlotPostings {
    terms: Vec<SegmentPostings>,
    /// The record of each term that is not in `here`, and the term's number; the first record on top.
    ahead: BinaryHeap<Reverse<(DocId, usize)>>,
    /// The terms whose positions in the current record were read.
    here: Vec<usize>,
    /// Record and position of every occurrence of a rare term, ascending.
    rare: Vec<(DocId, u32)>,
    /// The first of these in the current record or behind it.
    next_rare: usize,
    doc: DocId,
    cost: u64,
}

impl SlotPostings {
    /// Opens `infos` with their positions.
    pub(super) fn open(postings: &InvertedIndexReader, infos: &[TermInfo]) -> io::Result<Self> {
        let (mut terms, mut rare, mut buffer) = (Vec::new(), Vec::new(), Vec::new());
        for info in infos {
            let mut term = postings.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)?;
            if infos.len() <= FEW_TERMS || info.doc_freq > RARE {
                terms.push(term);
                continue;
            }
            while term.doc() != TERMINATED {
                term.positions(&mut buffer);
                rare.extend(buffer.iter().map(|position| (term.doc(), *position)));
                term.advance();
            }
        }
        rare.sort_unstable();
        let cost = infos.iter().map(|info| u64::from(info.doc_freq)).sum();
        let ahead = terms.iter().enumerate().map(|(number, term)| Reverse((term.doc(), number))).collect();
        let mut this = Self { terms, ahead, here: Vec::new(), rare, next_rare: 0, doc: 0, cost };
        this.doc = this.first();
        Ok(this)
    }

    /// Upper bound of the number of records.
    pub(super) fn cost(&self) -> u64 {
        self.cost
    }

    /// The first record of what is ahead.
    fn first(&self) -> DocId {
        let open = self.ahead.peek().map_or(TERMINATED, |Reverse((doc, _))| *doc);
        self.rare.get(self.next_rare).map_or(open, |(doc, _)| open.min(*doc))
    }

    /// Moves to the first record from `target` on.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        for number in self.here.drain(..) {
            self.ahead.push(Reverse((self.terms[number].seek(target), number)));
        }
        while let Some(mut top) = self.ahead.peek_mut().filter(|top| top.0.0 < target) {
            top.0.0 = self.terms[top.0.1].seek(target);
        }
        self.next_rare += self.rare[self.next_rare..].partition_point(|(doc, _)| *doc < target);
        self.doc = self.first();
        self.doc
    }

    /// The positions in the current record, ascending, each once. To be asked for once in a record.
    pub(super) fn positions(&mut self, out: &mut Vec<u32>) {
        out.clear();
        while let Some(Reverse((_, number))) = self.ahead.peek().filter(|top| top.0.0 == self.doc).copied() {
            self.ahead.pop();
            self.terms[number].append_positions_with_offset(0, out);
            self.here.push(number);
        }
        let rare = self.rare[self.next_rare..].iter().take_while(|(doc, _)| *doc == self.doc);
        let mut kinds = self.here.len();
        out.extend(rare.inspect(|_| kinds += 1).map(|(_, position)| *position));
        if kinds > 1 {
            out.sort_unstable();
            out.dedup();
        }
    }
}
