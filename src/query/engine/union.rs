//! Any of several sources, their weights summed: read a window of records at a time, so that a record costs no more than
//! its postings.

use super::source::Source;
use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

/// Records of a window when they are walked in order.
const WINDOW: u32 = 4_096;

/// Records of a window after a jump: another clause leads, and most of a large window would be read for nothing.
const JUMP_WINDOW: u32 = 128;

const WORDS: usize = (WINDOW / 64) as usize;

/// The union of sources as a scorer.
pub(super) struct WeightedUnion {
    sources: Vec<Source>,
    idf: Score,
    k1: f32,
    /// First record of the window, and the first behind it.
    start: DocId,
    end: DocId,
    /// Which records of the window match.
    found: [u64; WORDS],
    weights: Vec<f32>,
    doc: DocId,
    cost: u64,
}

impl WeightedUnion {
    pub(super) fn new(sources: Vec<Source>, idf: Score, k1: f32) -> Self {
        let cost = sources.iter().map(Source::cost).sum();
        let weights = vec![0.0; WINDOW as usize];
        let mut union = Self { sources, idf, k1, start: 0, end: 0, found: [0; WORDS], weights, doc: 0, cost };
        union.fill(0, WINDOW);
        union
    }

    /// Reads a window whose first record is the first match from `target` on, and moves there.
    fn fill(&mut self, target: DocId, width: u32) {
        self.found.fill(0);
        for source in &mut self.sources {
            source.seek(target);
        }
        self.sources.retain(|source| source.doc() != TERMINATED);
        let Some(start) = self.sources.iter().map(Source::doc).min() else {
            self.doc = TERMINATED;
            return;
        };
        (self.start, self.end) = (start, start.saturating_add(width));
        self.weights[..width as usize].fill(0.0);
        for source in &mut self.sources {
            let mut doc = source.doc();
            while doc < self.end {
                let at = (doc - start) as usize;
                self.found[at / 64] |= 1 << (at % 64);
                self.weights[at] += source.weight();
                doc = source.advance();
            }
        }
        self.doc = start;
    }

    /// The first match of the window from `target` on.
    fn in_window(&self, target: DocId) -> Option<DocId> {
        let from = (target - self.start) as usize;
        let last = (self.end - self.start) as usize;
        let mut word = from / 64;
        let mut bits = self.found.get(word)? & (u64::MAX << (from % 64));
        loop {
            if bits != 0 {
                return Some(self.start + (word * 64) as u32 + bits.trailing_zeros());
            }
            word += 1;
            if word * 64 >= last {
                return None;
            }
            bits = *self.found.get(word)?;
        }
    }

    fn move_to(&mut self, target: DocId, width: u32) -> DocId {
        let inside = if target < self.end { self.in_window(target) } else { None };
        match inside {
            Some(doc) => self.doc = doc,
            None => self.fill(target.max(self.end), width),
        }
        self.doc
    }
}

impl DocSet for WeightedUnion {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.move_to(self.doc + 1, WINDOW)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        if target >= TERMINATED {
            self.doc = TERMINATED;
            return TERMINATED;
        }
        self.move_to(target, JUMP_WINDOW)
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.cost).unwrap_or(u32::MAX)
    }

    fn cost(&self) -> u64 {
        self.cost
    }
}

impl Scorer for WeightedUnion {
    fn score(&mut self) -> Score {
        let x = self.weights[(self.doc - self.start) as usize];
        self.idf * x / (x + self.k1)
    }
}
