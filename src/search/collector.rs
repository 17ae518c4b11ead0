//! One pass over the matches: total, best hits and facets.

use super::counter::{Counts, SegmentCounter, SegmentCounts};
use super::filters::{Filters, SegmentFilters, Standing};
use super::request::{FacetRequest, Sort};
use super::top::{Candidate, SegmentTop};
use crate::graph::CitedCounts;
use crate::index::Reader;
use std::sync::atomic::{AtomicU32, Ordering};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::index::SegmentReader;
use tantivy::query::Weight;
use tantivy::{DocId, Score, SegmentOrdinal, TantivyError};

/// Collects an answer.
pub(super) struct AnswerCollector<'a> {
    pub(super) reader: &'a Reader,
    pub(super) filters: &'a Filters,
    pub(super) facets: &'a [FacetRequest],
    pub(super) sort: Sort,
    /// Hits to keep, skipped ones included.
    pub(super) wanted: usize,
    pub(super) cited: CitedCounts,
    /// Whether the query finds its best records without scoring all: the best and the rest are then found apart.
    pub(super) pruned: bool,
    /// The score that a hit must exceed, as far as the segments searched so far tell.
    pub(super) floor: Floor,
}

/// A score below which no hit is among the best of all segments. Each tells the others as soon as it has enough hits, so that they leave out more;
/// what is left out makes no difference to the best.
#[derive(Default)]
pub(super) struct Floor(AtomicU32);

impl Floor {
    /// Raises it where `score` is above it, and gives the higher of the two.
    fn raise(&self, score: Score) -> Score {
        // The bits of floats from 0 on are in the order of the floats.
        let bits = score.max(0.0).to_bits();
        let known = self.0.load(Ordering::Relaxed);
        if bits > known {
            self.0.fetch_max(bits, Ordering::Relaxed);
        }
        match known.max(bits) {
            0 => score,
            bits => Score::from_bits(bits),
        }
    }
}

/// What is known of the matches of some segments.
#[derive(Default)]
pub(super) struct Answer {
    /// Records that match and meet every selection.
    pub(super) total: u64,
    /// The best of them.
    pub(super) candidates: Vec<Candidate>,
    /// Counts of each facet asked for, in that order.
    pub(super) counts: Vec<Counts>,
}

pub(super) struct SegmentAnswer {
    segment: SegmentOrdinal,
    filters: SegmentFilters,
    counters: Vec<(String, SegmentCounter)>,
    top: SegmentTop,
    total: u64,
}

impl Collector for AnswerCollector<'_> {
    type Fruit = Answer;
    type Child = SegmentAnswer;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentAnswer> {
        let counter =
            |facet: &FacetRequest| Ok((facet.name.clone(), SegmentCounter::new(&facet.name, self.reader, segment)?));
        Ok(SegmentAnswer {
            segment,
            filters: self.filters.for_segment(reader)?,
            counters: self.facets.iter().map(counter).collect::<tantivy::Result<_>>()?,
            top: SegmentTop::new(self.sort, self.wanted, segment, self.reader, &self.cited)?,
            total: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.wanted > 0
    }

    fn collect_segment(
        &self,
        weight: &dyn Weight,
        segment: u32,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentFruit> {
        let mut collected = self.for_segment(segment, reader)?;
        let alive = reader.alive_bitset();
        let is_alive = |doc| alive.is_none_or(|alive| alive.is_alive(doc));
        if self.pruned && self.requires_scoring() && self.sort == Sort::Best {
            weight.for_each_pruning(self.floor.raise(Score::NEG_INFINITY), reader, &mut |doc, score| {
                if is_alive(doc) && collected.filters.standing(doc) == Standing::In {
                    collected.top.take(doc, score);
                }
                self.floor.raise(collected.top.threshold())
            })?;
            if collected.counters.is_empty() && collected.filters.are_none() {
                collected.total = u64::from(weight.count(reader)?);
            } else {
                let all_count = alive.is_none() && collected.filters.are_none();
                weight.for_each_no_score(reader, &mut |docs| {
                    if all_count {
                        collected.count_all(docs);
                    } else {
                        docs.iter().filter(|doc| is_alive(**doc)).for_each(|doc| {
                            collected.count(*doc);
                        });
                    }
                })?;
            }
        } else if self.requires_scoring() {
            weight.for_each(reader, &mut |doc, score| {
                if is_alive(doc) {
                    collected.collect(doc, score);
                }
            })?;
        } else {
            weight.for_each_no_score(reader, &mut |docs| {
                docs.iter().filter(|doc| is_alive(**doc)).for_each(|doc| collected.collect(*doc, 0.0));
            })?;
        }
        Ok(collected.harvest())
    }

    fn merge_fruits(&self, fruits: Vec<SegmentFruit>) -> tantivy::Result<Answer> {
        let mut all = Answer { counts: vec![Counts::default(); self.facets.len()], ..Answer::default() };
        for fruit in fruits {
            let fruit = fruit.map_err(TantivyError::from)?;
            all.total += fruit.total;
            all.candidates.extend(fruit.candidates);
            for (counts, of_segment) in all.counts.iter_mut().zip(fruit.counts) {
                counts.add(of_segment, self.reader)?;
            }
        }
        Ok(all)
    }
}

impl SegmentAnswer {
    /// Counts matches where nothing is selected.
    fn count_all(&mut self, docs: &[DocId]) {
        self.total += docs.len() as u64;
        self.counters.iter_mut().for_each(|(_, counter)| counter.count_all(docs));
    }

    /// Counts a match; says whether it meets every selection.
    fn count(&mut self, doc: DocId) -> bool {
        let standing = self.filters.standing(doc);
        match standing {
            Standing::In => {
                self.total += 1;
                self.counters.iter_mut().for_each(|(_, counter)| counter.count(doc));
            }
            Standing::FailsOnly(facet) => {
                let own = self.counters.iter_mut().filter(|(name, _)| name == facet);
                own.for_each(|(_, counter)| counter.count(doc));
            }
            Standing::Out => {}
        }
        standing == Standing::In
    }
}

/// What is known of one segment.
type SegmentFruit = std::io::Result<SegmentMatches>;

/// What is known of the matches of a segment.
pub(super) struct SegmentMatches {
    total: u64,
    candidates: Vec<Candidate>,
    counts: Vec<SegmentCounts>,
}

impl SegmentCollector for SegmentAnswer {
    type Fruit = SegmentFruit;

    fn collect(&mut self, doc: DocId, score: Score) {
        if self.count(doc) {
            self.top.take(doc, score);
        }
    }

    fn harvest(self) -> SegmentFruit {
        Ok(SegmentMatches {
            total: self.total,
            candidates: self.top.finish(self.segment)?,
            counts: self.counters.into_iter().map(|(_, counter)| counter.finish()).collect(),
        })
    }
}
