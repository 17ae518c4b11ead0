//! Any of several parts, each with its share of the score, and the best records found without scoring all.
//!
//! Records are read in windows. Of the parts, those that could not lift a record into the best even together (judged by the most
//! that each can give) are only looked up for records that the others found: MaxScore (Turtle and Flood 1995), over windows as in
//! Ding and Suel 2011. Whether a record is found at all is settled apart from its score, by postings alone.
//!
//! Sums are of single-precision numbers in double precision, which is exact for so few of them: the score does not depend on
//! which parts were looked up when.

use super::found::{Found, Gathered, unpruned};
use super::list::TermList;
use super::pattern_query::{PatternQuery, PatternWeight};
use crate::window::{Sums, WINDOW};
use tantivy::index::SegmentReader;
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
}

impl Query for RankedUnion {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let patterns = self.patterns.iter().map(|(query, share)| Ok((query.pattern_weight(scoring)?, *share)));
        let others = self.others.iter().map(|(query, share)| Ok((query.weight(scoring)?, *share)));
        let patterns = patterns.collect::<tantivy::Result<_>>()?;
        Ok(Box::new(RankedWeight { patterns, others: others.collect::<tantivy::Result<_>>()? }))
    }
}

impl RankedWeight {
    fn cursors(&self, reader: &SegmentReader, scored: bool) -> tantivy::Result<Vec<Cursor>> {
        let mut cursors = Vec::with_capacity(self.patterns.len() + self.others.len());
        for (weight, share) in &self.patterns {
            let saturation = weight.saturation().shared(*share);
            let most = saturation.idf;
            let records = match weight.lists(reader, scored)? {
                Some(lists) => Records::Lists(lists, saturation),
                None => Records::Scorer(weight.scorer(reader, *share)?),
            };
            cursors.push(Cursor { records, most });
        }
        for (weight, share) in &self.others {
            cursors.push(Cursor { records: Records::Scorer(weight.scorer(reader, *share)?), most: Score::INFINITY });
        }
        cursors.retain(|cursor| cursor.doc() != TERMINATED);
        Ok(cursors)
    }

    /// All records of a segment that have any part.
    fn found(&self, reader: &SegmentReader) -> tantivy::Result<Found> {
        let mut found = Found::none(reader);
        for cursor in self.cursors(reader, false)? {
            match cursor.records {
                Records::Lists(lists, _) => lists.into_iter().for_each(|mut list| list.mark_all(&mut found)),
                Records::Scorer(mut scorer) => found.unite(&Found::by(&mut *scorer, reader)),
            }
        }
        Ok(found)
    }
}

impl Weight for RankedWeight {
    /// Gathers all records first: whoever wants them one by one wants them within a larger query.
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(Gathered::of(self, reader, boost)?))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut score = 0.0;
        self.cursors(reader, true)?.iter_mut().for_each(|cursor| score += f64::from(cursor.score_of(doc)));
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
        Best::new(self.cursors(reader, true)?, threshold).run(callback);
        Ok(())
    }
}

/// A part in one segment.
struct Cursor {
    records: Records,
    /// The most that it can add to a score.
    most: Score,
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

    /// What it gives to one record; records are asked for in ascending order.
    fn score_of(&mut self, doc: DocId) -> Score {
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
struct Best {
    /// Those that can give least first.
    cursors: Vec<Cursor>,
    /// What the first so many can give together.
    together: Vec<f64>,
    threshold: Score,
}

impl Best {
    fn new(mut cursors: Vec<Cursor>, threshold: Score) -> Self {
        cursors.sort_by(|a, b| a.most.total_cmp(&b.most));
        // A little more than the sum, for what rounding may add.
        let sum = |sum: &mut f64, cursor: &Cursor| {
            *sum += f64::from(cursor.most) * 1.000_001;
            Some(*sum)
        };
        let together = cursors.iter().scan(0.0, sum).collect();
        Self { cursors, together, threshold }
    }

    /// How many of the cursors cannot make a hit even together.
    fn optional(&self) -> usize {
        self.together.iter().take_while(|sum| **sum <= f64::from(self.threshold)).count()
    }

    fn run(mut self, callback: &mut dyn FnMut(DocId, Score) -> Score) {
        let mut window = Window { scores: Sums::new(), frequencies: Sums::new() };
        loop {
            let optional = self.optional();
            let needed = &mut self.cursors[optional..];
            let Some(start) = needed.iter().map(Cursor::doc).min().filter(|start| *start != TERMINATED) else { return };
            let end = start.saturating_add(WINDOW).min(TERMINATED);
            needed.iter_mut().for_each(|cursor| cursor.add(start, end, &mut window));
            let (rest, together, threshold) = (&mut self.cursors[..optional], &self.together, &mut self.threshold);
            window.scores.drain(|at, mut score| {
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
            });
        }
    }
}
