//! The order by which a version of a record is removed from what was written before it.
//!
//! A segment is collected while orders to delete are given, and handed to the engine after them. The engine would obey
//! them in the new segment too, whose records are the later ones: an order here knows which segments came after it.

use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::index::{SegmentId, SegmentReader};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, TermQuery, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, Term};

/// When each segment of one writer was written; segments made of several are made after the orders were obeyed in each.
#[derive(Debug, Clone, Default)]
pub(super) struct Ages(Arc<Mutex<FxHashMap<SegmentId, u32>>>);

impl Ages {
    /// Notes that the segment is the one of that number.
    pub(super) fn note(&self, segment: SegmentId, number: u32) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(segment, number);
    }

    fn of(&self, segment: SegmentId) -> u32 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&segment).copied().unwrap_or(0)
    }
}

/// Matches a term in segments that were written before the one of that number.
#[derive(Debug, Clone)]
pub(super) struct Outdated {
    pub(super) term: Term,
    pub(super) before: u32,
    pub(super) ages: Ages,
}

impl Query for Outdated {
    fn weight(&self, enable_scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let term = TermQuery::new(self.term.clone(), IndexRecordOption::Basic).weight(enable_scoring)?;
        Ok(Box::new(OutdatedWeight { term, before: self.before, ages: self.ages.clone() }))
    }
}

struct OutdatedWeight {
    term: Box<dyn Weight>,
    before: u32,
    ages: Ages,
}

impl Weight for OutdatedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        if self.ages.of(reader.segment_id()) < self.before {
            self.term.scorer(reader, boost)
        } else {
            Ok(Box::new(EmptyScorer))
        }
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.term.explain(reader, doc)
    }
}
