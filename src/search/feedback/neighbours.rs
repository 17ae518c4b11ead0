//! Hits that are like each other have a part of their scores in common.
//!
//! Of the first hits each is compared with all others: likeness is the cosine of their words' weights, those by which the first pass ranks. The new score is
//! (1 − λ) · S(d) + λ · Σ_n c(d, n) · S(n) / Σ_n c(d, n) over the hits n that are most like d. That records about the same thing are relevant to the same
//! questions is the cluster hypothesis (van Rijsbergen 1979); scores that agree with it were proposed by Diaz (2005).
//!
//! As each new score lies among the old ones, no hit that was not compared comes before one that was. Likeness is counted in whole numbers, which sum to the
//! same in any order, and neighbours are taken in the order of the hits: a score is the same however the records came into the index.

use super::super::error::SearchError;
use super::super::top::Candidate;
use super::norm;
use super::words::{RecordWords, Source};
use crate::query::Smoothing;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use tantivy::DocAddress;

/// Records whose words one thread looks up at once.
const RECORDS_AT_ONCE: usize = 5;

/// Records that one thread compares with the others at once.
const COMPARED_AT_ONCE: usize = 25;

/// Parts of 1 in which the weights of a record's words, whose squares sum to 1, are counted: a likeness fits 31 bits.
const PARTS: f32 = 32_768.0;

/// The least weight of a word that counts in a comparison (.06 of the whole). Half of the words of a record weigh less; without them ranking is as good, in less time (docs/RANKING.md).
const WEAKEST: u32 = 2_000;

/// What hits took from those that are like them.
pub(in crate::search) struct Smoothed {
    /// The hits, in the order of their scores.
    hits: Vec<(DocAddress, f32)>,
    nearest: Vec<Nearest>,
}

/// The hits most like one, the most like first: likeness and place.
type Nearest = Vec<(u32, u32)>;

/// A hit that gave a part of its score to another.
pub(in crate::search) struct Neighbour {
    pub(in crate::search) record: DocAddress,
    /// Its part of what all give.
    pub(in crate::search) share: f32,
    pub(in crate::search) score: f32,
}

impl Smoothed {
    /// The neighbours of a hit; none where it was not compared, or is like no other.
    pub(in crate::search) fn neighbours(&self, record: DocAddress) -> Vec<Neighbour> {
        let at = self.hits.iter().position(|(hit, _)| *hit == record);
        let nearest = at.map_or(&[][..], |at| &self.nearest[at]);
        let all = all_of(nearest);
        let neighbour = |(like, at): &(u32, u32)| {
            let (record, score) = self.hits[*at as usize];
            Neighbour { record, share: *like as f32 / all, score }
        };
        nearest.iter().map(neighbour).collect()
    }
}

fn all_of(nearest: &[(u32, u32)]) -> f32 {
    nearest.iter().map(|(like, _)| *like as f32).sum()
}

/// Records whose words are known.
pub(super) struct Neighbourhood<'a, 'b> {
    source: &'b Source<'a>,
    constants: &'b Smoothing,
    numbers: FxHashMap<DocAddress, usize>,
    records: Vec<Known<'a>>,
}

/// What is known of a record.
struct Known<'a> {
    words: RecordWords<'a>,
    telling: Telling,
}

/// The keys of the words of a record that weigh most, with their weights, whose squares sum to 1 with those of the words left out.
type Telling = Vec<(u64, u32)>;

impl<'a, 'b> Neighbourhood<'a, 'b> {
    pub(super) fn new(source: &'b Source<'a>, constants: &'b Smoothing) -> Self {
        Self { source, constants, numbers: FxHashMap::default(), records: Vec::new() }
    }

    /// Learns the words of records that are not known yet.
    pub(super) fn know(&mut self, records: &[DocAddress]) -> Result<(), SearchError> {
        let unknown = records.iter().filter(|record| !self.numbers.contains_key(record));
        let unknown: Vec<DocAddress> = unknown.copied().collect();
        self.numbers.extend(unknown.iter().copied().zip(self.records.len()..));
        let known = |words| Known { telling: telling(&words), words };
        self.records.extend(self.source.side_by_side(&unknown, RECORDS_AT_ONCE, known)?);
        Ok(())
    }

    /// The words of records that are known, in their order.
    pub(super) fn words_of(&self, records: &[DocAddress]) -> Vec<&RecordWords<'a>> {
        self.known(records).map(|known| &known.words).collect()
    }

    fn known(&self, records: &[DocAddress]) -> impl Iterator<Item = &Known<'a>> {
        records.iter().filter_map(|record| self.records.get(*self.numbers.get(record)?))
    }

    /// Gives hits, which are in order, their new scores. `None` where there are none.
    pub(super) fn smooth(&mut self, hits: &mut [Candidate]) -> Result<Option<Smoothed>, SearchError> {
        if hits.is_empty() {
            return Ok(None);
        }
        let before: Vec<(DocAddress, f32)> = hits.iter().map(|hit| (hit.address, hit.score)).collect();
        let addresses: Vec<DocAddress> = before.iter().map(|(address, _)| *address).collect();
        self.know(&addresses)?;
        let postings = Postings::of(self.known(&addresses).map(|known| &known.telling));
        let (wanted, places) = (self.constants.neighbours as usize, (0..hits.len()).collect::<Vec<_>>());
        let nearest = self.source.reader().side_by_side(&places, COMPARED_AT_ONCE, |places| {
            let mut likeness = vec![0; hits.len()];
            Ok::<_, SearchError>(places.iter().map(|at| postings.nearest(*at, wanted, &mut likeness)).collect())
        })?;
        for (hit, nearest) in hits.iter_mut().zip(&nearest).filter(|(_, nearest)| !nearest.is_empty()) {
            let theirs: f32 = nearest.iter().map(|(like, at)| *like as f32 * before[*at as usize].1).sum();
            let share = self.constants.share;
            hit.rescore((1.0 - share) * hit.score + share * theirs / all_of(nearest));
        }
        Ok(Some(Smoothed { hits: before, nearest }))
    }
}

/// The words of a record that weigh most.
fn telling(words: &RecordWords<'_>) -> Telling {
    let part = PARTS / norm(words);
    // Nobody else has a word of one record.
    let shared = words.iter().filter(|word| word.records > 1);
    shared.map(|word| (word.key, (part * word.weight) as u32)).filter(|(_, weight)| *weight >= WEAKEST).collect()
}

/// The records that have each word, by their places.
struct Postings {
    /// The words of all records with their weights, and where those of each record end.
    words: Vec<(u32, u32)>,
    ends: Vec<usize>,
    /// The records of all words with its weights there, and where those of each word begin.
    records: Vec<(u32, u32)>,
    starts: Vec<u32>,
}

impl Postings {
    fn of<'a>(telling: impl Iterator<Item = &'a Telling>) -> Self {
        let mut numbers: FxHashMap<u64, u32> = FxHashMap::default();
        let (mut words, mut ends, mut counts) = (Vec::new(), Vec::new(), Vec::new());
        for record in telling {
            for (key, weight) in record {
                let number = *numbers.entry(*key).or_insert(counts.len() as u32);
                if number as usize == counts.len() {
                    counts.push(0);
                }
                counts[number as usize] += 1;
                words.push((number, *weight));
            }
            ends.push(words.len());
        }
        let mut starts = Vec::with_capacity(counts.len() + 1);
        starts.push(0);
        starts.extend(counts.iter().scan(0, |sum, count| {
            *sum += count;
            Some(*sum)
        }));
        let (mut next, mut records) = (starts.clone(), vec![(0, 0); words.len()]);
        let mut at = 0;
        for (record, end) in (0..).zip(&ends) {
            for (word, weight) in &words[at..*end] {
                let place = &mut next[*word as usize];
                records[*place as usize] = (record, *weight);
                *place += 1;
            }
            at = *end;
        }
        Self { words, ends, records, starts }
    }

    /// The `wanted` records most like the one at a place; of equal ones the first. `likeness` has room for all.
    fn nearest(&self, at: usize, wanted: usize, likeness: &mut [u32]) -> Nearest {
        likeness.fill(0);
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        for (word, weight) in &self.words[start..self.ends[at]] {
            let (from, to) = (self.starts[*word as usize], self.starts[*word as usize + 1]);
            for (record, theirs) in &self.records[from as usize..to as usize] {
                likeness[*record as usize] += weight * theirs;
            }
        }
        likeness[at] = 0;
        let mut nearest: Nearest = likeness.iter().copied().zip(0..).filter(|(like, _)| *like > 0).collect();
        let order = |(like, at): &(u32, u32)| Reverse(u64::from(*like) << 32 | u64::from(u32::MAX - at));
        if wanted < nearest.len() {
            nearest.select_nth_unstable_by_key(wanted, order);
            nearest.truncate(wanted);
        }
        nearest.sort_unstable_by_key(order);
        nearest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Records with words 1, 2, 3… of these weights; words of weight 0 are not there.
    fn postings(records: &[&[u32]]) -> Postings {
        let telling = |weights: &&[u32]| {
            let words = (1..).zip(*weights).filter(|(_, weight)| **weight > 0);
            words.map(|(key, weight)| (key, *weight)).collect()
        };
        let records: Vec<Telling> = records.iter().map(telling).collect();
        Postings::of(records.iter())
    }

    #[test]
    fn the_most_alike_come_first_and_of_equal_ones_the_first() {
        let postings = postings(&[&[3, 0, 2], &[1, 5, 0], &[0, 0, 4], &[0, 7, 0], &[0, 0, 0], &[1, 5, 0]]);
        let nearest = |at, wanted| postings.nearest(at, wanted, &mut [9; 6]);
        assert_eq!(nearest(0, 10), [(8, 2), (3, 1), (3, 5)]);
        assert_eq!(nearest(0, 2), [(8, 2), (3, 1)]);
        assert_eq!(nearest(1, 3), [(35, 3), (26, 5), (3, 0)]);
        assert_eq!(nearest(4, 3), []);
    }

    #[test]
    fn what_neighbours_give_sums_to_one() {
        let hits = (0..3).map(|doc| (DocAddress::new(0, doc), 1.0 / (doc + 1) as f32)).collect();
        let smoothed = Smoothed { hits, nearest: vec![vec![(30, 2), (10, 1)], Vec::new(), vec![(30, 0)]] };
        let of = |doc| smoothed.neighbours(DocAddress::new(0, doc));
        let given: Vec<_> = of(0).iter().map(|n| (n.record.doc_id, n.share, n.score)).collect();
        assert_eq!(given, [(2, 0.75, 1.0 / 3.0), (1, 0.25, 0.5)]);
        assert!(of(1).is_empty() && of(7).is_empty());
    }
}
