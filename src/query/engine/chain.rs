//! Many operands of one level, evaluated from left to right, one after the other.
//!
//! Tantivy's Boolean queries nest: a level that alternates between operators n times would be n queries within one
//! another, and a level of n operands n scorers open at once. Here each operand is read once, into a set of records with
//! their scores, so that ten thousand operands cost their postings and no more. The score of a record is the sum over
//! the operands that it matches and that do not exclude, as Boolean queries have it.

use tantivy::index::SegmentReader;
use tantivy::query::{BitSetDocSet, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{BitSet, DocId, DocSet, Score, TERMINATED};

/// What an operand does to the records so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::query) enum Step {
    /// Keeps those that it matches.
    Keep,
    /// Adds those that it matches.
    Add,
    /// Takes those away that it matches.
    Remove,
}

/// Operands in their order; the first adds.
#[derive(Debug)]
pub(in crate::query) struct ChainQuery {
    pub(in crate::query) operands: Vec<(Step, Box<dyn Query>)>,
}

struct ChainWeight {
    operands: Vec<(Step, Box<dyn Weight>)>,
}

struct ChainScorer {
    records: BitSetDocSet,
    scores: Vec<Score>,
}

/// The records of a segment so far. The score of a record that is not among them means nothing.
struct Found {
    records: BitSet,
    scores: Vec<Score>,
}

impl Clone for ChainQuery {
    fn clone(&self) -> Self {
        Self { operands: self.operands.iter().map(|(step, query)| (*step, query.box_clone())).collect() }
    }
}

impl Query for ChainQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let weight = |(step, query): &(Step, Box<dyn Query>)| Ok((*step, query.weight(scoring)?));
        let operands = self.operands.iter().map(weight).collect::<tantivy::Result<_>>()?;
        Ok(Box::new(ChainWeight { operands }))
    }
}

impl Found {
    fn new(records: DocId) -> Self {
        Self { records: BitSet::with_max_value(records), scores: vec![0.0; records as usize] }
    }

    fn take(&mut self, step: Step, operand: &mut dyn Scorer) {
        match step {
            Step::Add => each(operand, |doc, score| {
                let before = if self.records.insert(doc) { 0.0 } else { self.scores[doc as usize] };
                self.scores[doc as usize] = before + score;
            }),
            Step::Remove => each(operand, |doc, _| self.records.remove(doc)),
            Step::Keep => {
                let mut kept = BitSet::with_max_value(self.records.max_value());
                each(operand, |doc, score| {
                    if self.records.contains(doc) {
                        kept.insert(doc);
                        self.scores[doc as usize] += score;
                    }
                });
                self.records = kept;
            }
        }
    }
}

fn each(operand: &mut dyn Scorer, mut take: impl FnMut(DocId, Score)) {
    let mut doc = operand.doc();
    while doc != TERMINATED {
        take(doc, operand.score());
        doc = operand.advance();
    }
}

impl Weight for ChainWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut found = Found::new(reader.max_doc());
        for (step, operand) in &self.operands {
            found.take(*step, &mut *operand.scorer(reader, boost)?);
        }
        if found.records.len() == 0 {
            return Ok(Box::new(EmptyScorer));
        }
        Ok(Box::new(ChainScorer { records: BitSetDocSet::from(found.records), scores: found.scores }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.seek(doc) != doc {
            return Err(tantivy::TantivyError::InvalidArgument(format!("record {doc} does not match")));
        }
        let mut explanation = Explanation::new("sum of operands", scorer.score());
        for (_, operand) in self.operands.iter().filter(|(step, _)| *step != Step::Remove) {
            if operand.scorer(reader, 1.0)?.seek(doc) == doc {
                explanation.add_detail(operand.explain(reader, doc)?);
            }
        }
        Ok(explanation)
    }
}

impl DocSet for ChainScorer {
    fn advance(&mut self) -> DocId {
        self.records.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.records.seek(target)
    }

    fn doc(&self) -> DocId {
        self.records.doc()
    }

    fn size_hint(&self) -> u32 {
        self.records.size_hint()
    }
}

impl Scorer for ChainScorer {
    fn score(&mut self) -> Score {
        self.scores[self.doc() as usize]
    }
}
