//! Any of several parts, each with its share of the score, and the best records found without scoring all.
//!
//! Records are read in windows. Of the parts, those that could not lift a record into the best even together (judged by the most
//! that each can give) are only looked up for records that the others found: MaxScore (Turtle and Flood 1995), over windows as in
//! Ding and Suel 2011. Which records have such a part is gathered into a set, by postings alone: nothing is looked up for those that lack it, and with
//! the records of the windows the sets are all records that are found, whatever their scores.
//!
//! Sums are of single-precision numbers in double precision, which is exact for so few of them: the score does not depend on
//! which parts were looked up when.

use super::found::{Found, Gathered, unpruned};
use super::list::TermList;
use super::pattern_query::{PatternQuery, PatternWeight};
use crate::window::{Sums, WINDOW};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::index::{SegmentId, SegmentReader};
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, TERMINATED};

/// Parts that a record may have, with their shares.
#[derive(Debug)]
pub(in crate::query) struct RankedUnion {
    pub(in crate::query) patterns: Vec<(PatternQuery, Score)>,
    /// Parts of other kinds.
    pub(in crate::query) others: Vec<(Box<dyn Query>, Score)>,
}

impl Clone for RankedUnion {
    fn clone(&self) -> Self {
        let others = self.others.iter().map(|(query, share)| (query.box_clone(), *share));
        Self { patterns: self.patterns.clone(), others: others.collect() }
    }
}

struct RankedWeight {
    patterns: Vec<(PatternWeight, Score)>,
    others: Vec<(Box<dyn Weight>, Score)>,
    /// The records of segments that were found while the best of them were.
    found: Mutex<FxHashMap<SegmentId, Arc<Found>>>,
}

impl Query for RankedUnion {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let patterns = self.patterns.iter().map(|(query, share)| Ok((query.pattern_weight(scoring)?, *share)));
        let others = self.others.iter().map(|(query, share)| Ok((query.weight(scoring)?, *share)));
        let patterns = patterns.collect::<tantivy::Result<_>>()?;
        let others = others.collect::<tantivy::Result<_>>()?;
        Ok(Box::new(RankedWeight { patterns, others, found: Mutex::default() }))
    }
}

impl RankedWeight {
    fn cursors(&self, reader: &SegmentReader) -> tantivy::Result<Vec<Cursor>> {
        let mut cursors = Vec::with_capacity(self.patterns.len() + self.others.len());
        for number in 0..self.patterns.len() + self.others.len() {
            let (records, most) = match self.patterns.get(number) {
                Some((weight, share)) => {
                    let saturation = weight.saturation().shared(*share);
                    let records = match weight.lists(reader, true)? {
                        Some(lists) => Records::Lists(lists, saturation),
                        None => Records::Scorer(weight.scorer(reader, *share)?),
                    };
                    (records, saturation.idf)
                }
                None => {
                    let (weight, share) = &self.others[number - self.patterns.len()];
                    (Records::Scorer(weight.scorer(reader, *share)?), Score::INFINITY)
                }
            };
            cursors.push(Cursor { records, most, number, found: None });
        }
        cursors.retain(|cursor| cursor.doc() != TERMINATED);
        Ok(cursors)
    }

    /// Adds all records of a segment that have the part of that number to a set.
    fn mark(&self, number: usize, reader: &SegmentReader, found: &mut Found) -> tantivy::Result<()> {
        let scorer = match self.patterns.get(number) {
            Some((weight, _)) => match weight.lists(reader, false)? {
                Some(lists) => {
                    lists.into_iter().for_each(|mut list| list.mark_all(found));
                    return Ok(());
                }
                None => weight.scorer(reader, 1.0)?,
            },
            None => self.others[number - self.patterns.len()].0.scorer(reader, 1.0)?,
        };
        let mut scorer = scorer;
        found.unite(&Found::by(&mut *scorer, reader));
        Ok(())
    }

    /// All records of a segment that have any part.
    fn found(&self, reader: &SegmentReader) -> tantivy::Result<Arc<Found>> {
        let known = self.found.lock().unwrap_or_else(PoisonError::into_inner).get(&reader.segment_id()).cloned();
        if let Some(found) = known {
            return Ok(found);
        }
        let mut found = Found::none(reader);
        for number in 0..self.patterns.len() + self.others.len() {
            self.mark(number, reader, &mut found)?;
        }
        Ok(Arc::new(found))
    }
}

impl Weight for RankedWeight {
    /// Gathers all records first: whoever wants them one by one wants them within a larger query.
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(Gathered::of(self, reader, boost)?))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut score = 0.0;
        self.cursors(reader)?.iter_mut().for_each(|cursor| score += f64::from(cursor.score_of(doc)));
        Ok(Explanation::new("sum of BM25F", score as Score))
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        Ok(self.found(reader)?.living(reader))
    }

    fn for_each_no_score(&self, reader: &SegmentReader, callback: &mut dyn FnMut(&[DocId])) -> tantivy::Result<()> {
        self.found(reader)?.each(callback);
        Ok(())
    }

    fn for_each(&self, reader: &SegmentReader, callback: &mut dyn FnMut(DocId, Score)) -> tantivy::Result<()> {
        unpruned(self, reader, callback)
    }

    fn for_each_pruning(
        &self,
        threshold: Score,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        let found = Best::new(self.cursors(reader)?, threshold, reader).run(self, callback)?;
        self.found.lock().unwrap_or_else(PoisonError::into_inner).insert(reader.segment_id(), Arc::new(found));
        Ok(())
    }
}

/// A part in one segment.
struct Cursor {
    records: Records,
    /// The most that it can add to a score.
    most: Score,
    /// Its number among the parts.
    number: usize,
    /// All records that have it, once it alone makes no hit any more.
    found: Option<Found>,
}

enum Records {
    /// Postings, whose weights sum to a frequency that saturates.
    Lists(Vec<TermList>, Saturation),
    /// Anything that can score.
    Scorer(Box<dyn Scorer>),
}

/// From a weighted frequency to a score.
#[derive(Debug, Clone, Copy)]
pub(super) struct Saturation {
    pub(super) idf: Score,
    pub(super) k1: f32,
}

impl Saturation {
    /// That of a part that is a share of the whole.
    fn shared(self, share: Score) -> Self {
        Self { idf: self.idf * share, ..self }
    }

    pub(super) fn score(self, x: f32) -> Score {
        self.idf * x / (x + self.k1)
    }

    /// A frequency below which the score is less than `score`; a little less than the least of those, for what rounding may take.
    fn frequency_below(self, score: f64) -> f32 {
        let (idf, k1) = (f64::from(self.idf), f64::from(self.k1));
        if score >= idf { f32::INFINITY } else { (k1 * score / (idf - score) * 0.999_99).max(0.0) as f32 }
    }
}

impl Cursor {
    fn doc(&self) -> DocId {
        match &self.records {
            Records::Lists(lists, _) => lists.iter().map(TermList::doc).min().unwrap_or(TERMINATED),
            Records::Scorer(scorer) => scorer.doc(),
        }
    }

    /// Adds what it gives to the records from `start` to before `end`.
    fn add(&mut self, start: DocId, end: DocId, window: &mut Window) {
        match &mut self.records {
            Records::Lists(lists, saturation) => {
                if let [list] = &mut lists[..] {
                    list.each_before(start, end, |at, x| window.add(at, saturation.score(x)));
                    return;
                }
                for list in lists {
                    list.each_before(start, end, |at, x| window.frequencies.add(at, x));
                }
                window.take_frequencies(*saturation);
            }
            Records::Scorer(scorer) => {
                if scorer.doc() < start {
                    scorer.seek(start);
                }
                while scorer.doc() < end {
                    let score = scorer.score();
                    window.add((scorer.doc() - start) as usize, score);
                    scorer.advance();
                }
            }
        }
    }

    /// Calls `take` with what it gives to each of the records from `start` to before `end` to which it may give more than `least`.
    fn each_above(
        &mut self,
        least: f64,
        (start, end): (DocId, DocId),
        window: &mut Window,
        found: &mut Found,
        mut take: impl FnMut(usize, f64),
    ) {
        let Records::Lists(lists, saturation) = &mut self.records else {
            self.add(start, end, window);
            found.add_window(start, window.scores.places());
            return window.scores.drain(take);
        };
        let (below, saturation) = (saturation.frequency_below(least), *saturation);
        let mut take = |at, x| {
            if x >= below {
                take(at, f64::from(saturation.score(x)));
            }
        };
        if let [list] = &mut lists[..] {
            return list.each_before(start, end, |at, x| {
                found.add(start + at as DocId);
                take(at, x);
            });
        }
        for list in lists {
            list.each_before(start, end, |at, x| window.frequencies.add(at, x));
        }
        found.add_window(start, window.frequencies.places());
        window.frequencies.drain(&mut take);
    }

    /// What it gives to one record; records are asked for in ascending order.
    fn score_of(&mut self, doc: DocId) -> Score {
        if self.found.as_ref().is_some_and(|found| !found.has(doc)) {
            return 0.0;
        }
        match &mut self.records {
            Records::Lists(lists, saturation) => {
                let mut x = 0.0;
                for list in lists {
                    x += list.weight_of(doc);
                }
                if x > 0.0 { saturation.score(x) } else { 0.0 }
            }
            Records::Scorer(scorer) => {
                let at = if scorer.doc() < doc { scorer.seek(doc) } else { scorer.doc() };
                if at == doc { scorer.score() } else { 0.0 }
            }
        }
    }
}

/// Scores of a window of records, and the frequencies of the part that is being read.
struct Window {
    scores: Sums<f64>,
    frequencies: Sums<f32>,
}

impl Window {
    fn add(&mut self, at: usize, score: Score) {
        self.scores.add(at, f64::from(score));
    }

    fn take_frequencies(&mut self, saturation: Saturation) {
        let scores = &mut self.scores;
        self.frequencies.drain(|at, x| scores.add(at, f64::from(saturation.score(x))));
    }
}

/// The search for the best records of a segment.
struct Best<'a> {
    reader: &'a SegmentReader,
    /// Those that can give least first.
    cursors: Vec<Cursor>,
    /// What the first so many can give together.
    together: Vec<f64>,
    threshold: Score,
}

impl<'a> Best<'a> {
    fn new(mut cursors: Vec<Cursor>, threshold: Score, reader: &'a SegmentReader) -> Self {
        cursors.sort_by(|a, b| a.most.total_cmp(&b.most));
        // A little more than the sum, for what rounding may add.
        let sum = |sum: &mut f64, cursor: &Cursor| {
            *sum += f64::from(cursor.most) * 1.000_001;
            Some(*sum)
        };
        let together = cursors.iter().scan(0.0, sum).collect();
        Self { reader, cursors, together, threshold }
    }

    /// How many of the cursors cannot make a hit even together.
    fn optional(&self) -> usize {
        self.together.iter().take_while(|sum| **sum <= f64::from(self.threshold)).count()
    }

    /// Gives all records that were found.
    fn run(mut self, weight: &RankedWeight, callback: &mut dyn FnMut(DocId, Score) -> Score) -> tantivy::Result<Found> {
        let mut window = Window { scores: Sums::new(), frequencies: Sums::new() };
        let mut found = Found::none(self.reader);
        loop {
            let optional = self.optional();
            for cursor in self.cursors[..optional].iter_mut().filter(|cursor| cursor.found.is_none()) {
                let mut records = Found::none(self.reader);
                weight.mark(cursor.number, self.reader, &mut records)?;
                found.unite(&records);
                cursor.found = Some(records);
            }
            let needed = self.cursors[optional..].iter().map(Cursor::doc).min();
            let Some(first) = needed.filter(|first| *first != TERMINATED) else { return Ok(found) };
            let start = first / 64 * 64;
            let end = start.saturating_add(WINDOW).min(TERMINATED);
            let (rest, needed) = self.cursors.split_at_mut(optional);
            let (together, threshold) = (&self.together, &mut self.threshold);
            let least = f64::from(*threshold) - optional.checked_sub(1).map_or(0.0, |last| together[last]);
            let consider = |at: usize, mut score: f64| {
                let doc = start + at as DocId;
                for number in (0..rest.len()).rev() {
                    if score + together[number] <= f64::from(*threshold) {
                        return;
                    }
                    score += f64::from(rest[number].score_of(doc));
                }
                if score as Score > *threshold {
                    *threshold = callback(doc, score as Score);
                }
            };
            match needed {
                [only] => only.each_above(least, (start, end), &mut window, &mut found, consider),
                needed => {
                    needed.iter_mut().for_each(|cursor| cursor.add(start, end, &mut window));
                    found.add_window(start, window.scores.places());
                    window.scores.drain(consider);
                }
            }
        }
    }
}
