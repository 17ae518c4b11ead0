//! The records of a segment that are most like a subject, found without reading all postings of its terms.
//!
//! Records are read in windows. Terms that could not lift a record among the best even together, the frequent ones of
//! little weight, are only looked up for records that have another term: MaxScore (Turtle and Flood 1995), as in ranked search.
//! Sums are of single-precision numbers in double precision, which is exact for so few: a score does not depend on what was
//! looked up when.

use super::similar::{Subject, SubjectTerm};
use crate::index::IndexError;
use crate::window::{Sums, WINDOW};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED, TantivyError, Term};

/// The `wanted` records of a segment that are most like the subject, in no order, deleted ones left out.
pub(super) fn likest(
    subject: &Subject,
    segment: &SegmentReader,
    wanted: usize,
) -> Result<Vec<(DocId, f32)>, IndexError> {
    let lengths = Lengths {
        title: segment.get_fieldnorms_reader(subject.title)?,
        text: segment.get_fieldnorms_reader(subject.text)?,
    };
    let mut cursors = Vec::with_capacity(subject.terms.len());
    for term in &subject.terms {
        cursors.push(Cursor::new(subject, term, segment)?);
    }
    cursors.retain(|cursor| cursor.doc() != TERMINATED);
    cursors.sort_by(|a, b| a.most.total_cmp(&b.most));
    let best = Best { wanted, heap: BinaryHeap::with_capacity(wanted + 1) };
    Ok(Search { subject, segment, lengths, cursors, best }.run())
}

/// Lengths of the texts of a segment's records.
struct Lengths {
    title: FieldNormReader,
    text: FieldNormReader,
}

/// A term's postings.
struct Cursor<'a> {
    term: &'a SubjectTerm,
    /// Those of each field, with what an occurrence there counts for.
    lists: Vec<(SegmentPostings, u32)>,
    /// The most that it adds to a score.
    most: f64,
}

impl<'a> Cursor<'a> {
    fn new(subject: &Subject, term: &'a SubjectTerm, segment: &SegmentReader) -> Result<Self, IndexError> {
        let mut lists = Vec::new();
        for (field, times) in subject.fields_of(term) {
            let word = Term::from_field_text(field, &term.text);
            let found = segment.inverted_index(field)?.read_postings(&word, IndexRecordOption::WithFreqs);
            lists.extend(found.map_err(TantivyError::from)?.map(|postings| (postings, times)));
        }
        Ok(Self { term, lists, most: subject.most_of(term) })
    }

    fn doc(&self) -> DocId {
        self.lists.iter().map(|(postings, _)| postings.doc()).min().unwrap_or(TERMINATED)
    }

    /// How often it stands in a record; records are asked for in ascending order.
    fn count(&mut self, doc: DocId) -> u32 {
        let count = |(postings, times): &mut (SegmentPostings, u32)| {
            let at = if postings.doc() < doc { postings.seek(doc) } else { postings.doc() };
            if at == doc { *times * postings.term_freq() } else { 0 }
        };
        self.lists.iter_mut().map(count).sum()
    }

    /// Notes how often it stands in the records from `start` to before `end`.
    fn note(&mut self, start: DocId, end: DocId, counts: &mut Sums<u32>) {
        for (postings, times) in &mut self.lists {
            let mut doc = if postings.doc() < start { postings.seek(start) } else { postings.doc() };
            while doc < end {
                counts.add((doc - start) as usize, *times * postings.term_freq());
                doc = postings.advance();
            }
        }
    }
}

/// The best so far, the worst of them on top: score (bits of floats from 0 on are in their order) and, of equal ones, the
/// earlier record the better.
struct Best {
    wanted: usize,
    heap: BinaryHeap<Reverse<(u32, Reverse<DocId>)>>,
}

impl Best {
    /// The score that a record behind those seen must exceed.
    fn threshold(&self) -> f64 {
        match self.heap.peek() {
            Some(Reverse((worst, _))) if self.heap.len() >= self.wanted => f64::from(f32::from_bits(*worst)),
            _ => f64::NEG_INFINITY,
        }
    }

    fn take(&mut self, doc: DocId, score: f32) {
        self.heap.push(Reverse((score.max(0.0).to_bits(), Reverse(doc))));
        if self.heap.len() > self.wanted {
            self.heap.pop();
        }
    }
}

struct Search<'a> {
    subject: &'a Subject,
    segment: &'a SegmentReader,
    lengths: Lengths,
    /// Those that can give least first.
    cursors: Vec<Cursor<'a>>,
    best: Best,
}

impl Search<'_> {
    fn run(mut self) -> Vec<(DocId, f32)> {
        // What the first so many can give together; a little more than the sum, for what rounding may add.
        let sum = |sum: &mut f64, cursor: &Cursor<'_>| {
            *sum += cursor.most * 1.000_001;
            Some(*sum)
        };
        let together: Vec<f64> = self.cursors.iter().scan(0.0, sum).collect();
        let (mut counts, mut scores) = (Sums::<u32>::new(), Sums::<f64>::new());
        while self.best.wanted > 0 {
            let threshold = self.best.threshold();
            let optional = together.iter().take_while(|sum| **sum <= threshold).count();
            let start = self.cursors[optional..].iter().map(Cursor::doc).min().unwrap_or(TERMINATED);
            if start == TERMINATED {
                break;
            }
            let end = start.saturating_add(WINDOW).min(TERMINATED);
            for cursor in &mut self.cursors[optional..] {
                cursor.note(start, end, &mut counts);
                let (subject, lengths, term) = (self.subject, &self.lengths, cursor.term);
                counts.drain(|at, count| scores.add(at, part(subject, lengths, term, start + at as DocId, count)));
            }
            scores.drain(|at, score| self.consider(start + at as DocId, score, &together[..optional]));
        }
        self.best.heap.into_iter().map(|Reverse((score, Reverse(doc)))| (doc, f32::from_bits(score))).collect()
    }

    /// Takes a record among the best, if what it has of the optional terms lifts it there.
    fn consider(&mut self, doc: DocId, mut score: f64, together: &[f64]) {
        let threshold = self.best.threshold();
        for (cursor, together) in self.cursors[..together.len()].iter_mut().zip(together).rev() {
            if score + together <= threshold {
                return;
            }
            let count = cursor.count(doc);
            if count > 0 {
                score += part(self.subject, &self.lengths, cursor.term, doc, count);
            }
        }
        let is_other = Some((self.segment.segment_id(), doc)) != self.subject.place;
        if f64::from(score as f32) > threshold && is_other && !self.segment.is_deleted(doc) {
            self.best.take(doc, score as f32);
        }
    }
}

/// What a term that stands in a record `count` times adds to its score.
fn part(subject: &Subject, lengths: &Lengths, term: &SubjectTerm, doc: DocId, count: u32) -> f64 {
    let length = 2 * lengths.title.fieldnorm(doc) + lengths.text.fieldnorm(doc);
    f64::from(subject.part(term, count, f64::from(length)) as f32)
}
