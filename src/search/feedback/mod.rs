//! Feedback: the words of the best hits say what else a good record has, and the first so many hits are ordered anew by them.
//!
//! The hit at rank i counts ω_i = (1/i) / Σ_j (1/j). A word t gets e_t = Σ_i ω_i · w(t, d_i) / ‖w(·, d_i)‖₂, where w is the
//! weight by which the first pass ranks. The words with the largest e_t, neither rare as a misprint nor frequent, are kept and
//! scaled to sum 1. The new score is (1 − α) · S₁(d) + α · Σ_t e_t · w(t, d), with S₁ the score of the first pass. The weighting by rank is
//! what makes it safe: of a few good hits among bad ones the good ones are mostly first.
//!
//! Of longer questions the first hits are compared with each other, before and after, and those that are alike lift each other (`neighbours`).
//!
//! Which records are found, how many, and their facets stay as they were. Hits beyond the pool stay behind it in their order.

mod neighbours;
mod words;

use super::error::SearchError;
use super::top::{Candidate, put_first};
use crate::index::Reader;
use crate::query::{FeedbackTerm, Ranking, TermPlaces, WordWeights, add_term_scores, found_terms};
use crate::schema::{Field, table};
use neighbours::Neighbourhood;
pub(super) use neighbours::{Neighbour, Smoothed};
use rustc_hash::FxHashMap;
use tantivy::DocAddress;
use words::{Named, RecordWord, RecordWords, Source};

/// Words that one thread looks up at once.
const WORDS_AT_ONCE: usize = 10;

/// Records that one thread scores at once, by postings and by words that are kept.
const SCORED_AT_ONCE: usize = 500;
const KEPT_AT_ONCE: usize = 128;

/// The words of the best hits.
type Terms = Vec<FeedbackTerm>;

/// What changed the order of the first hits.
pub(super) struct Feedback {
    /// The words of the best, each with its share.
    pub(super) terms: Terms,
    /// Hits that were ordered anew.
    pub(super) pool: usize,
    /// What the scores of those behind are multiplied by.
    pub(super) behind: f32,
    /// What the first hits took from each other before the words were taken, and after.
    pub(super) smoothed: Option<[Smoothed; 2]>,
}

/// Orders the first hits anew. Those of `hits` up to [`ordered_for`] are in the order of the first pass and stand before the others of the pool, and these before all others; scores
/// are sums by shares that sum to 1. Only the best `wanted` are sure to have their whole score. `parts` are those of the question.
pub(super) fn reorder(
    reader: &Reader,
    ranking: &Ranking,
    parts: usize,
    hits: &mut [Candidate],
    wanted: usize,
) -> Result<Option<Feedback>, SearchError> {
    let feedback = &ranking.feedback;
    let (pool, behind) = hits.split_at_mut((feedback.pool as usize).min(hits.len()));
    let Some(last) = pool.iter().map(|hit| hit.score).reduce(f32::min) else { return Ok(None) };
    let fields = fields();
    let weights = WordWeights::new(reader.searcher(), &fields, ranking)?;
    let source = Source::new(reader, &fields, &weights)?;
    let compared = ranking.smoothing.compared(parts).min(pool.len());
    let mut neighbourhood = Neighbourhood::new(&source, &ranking.smoothing);
    let before = neighbourhood.smooth(&mut pool[..compared])?;
    let records = (feedback.records as usize).min(pool.len());
    put_first(&mut pool[..compared], &[records], reader)?;
    let best: Vec<DocAddress> = pool[..records].iter().map(|hit| hit.address).collect();
    neighbourhood.know(&best)?;
    let strongest = strongest(sums(&neighbourhood.words_of(&best), &weights, ranking), feedback.terms as usize);
    let terms = source.terms(&strongest.iter().map(|sum| (sum.word, sum.share)).collect::<Vec<_>>())?;
    pool.sort_unstable_by_key(|hit| hit.address);
    let first: Vec<_> = pool.iter().map(|hit| (hit.address, (1.0 - feedback.share) * hit.score)).collect();
    let scores = scores(reader, ranking, &source, &weights, &terms, &first, wanted.max(compared))?;
    pool.iter_mut().zip(scores).for_each(|(hit, score)| hit.rescore(score));
    put_first(pool, &[compared], reader)?;
    let after = neighbourhood.smooth(&mut pool[..compared])?;
    let least = pool.iter().map(|hit| hit.score).fold(f32::INFINITY, f32::min);
    // Scores go on falling behind the pool.
    let factor = if last > 0.0 { least / last } else { 0.0 };
    for hit in behind {
        hit.rescore(factor * hit.score);
    }
    let smoothed = before.zip(after).map(|(before, after)| [before, after]);
    Ok(Some(Feedback { terms, pool: pool.len(), behind: factor, smoothed }))
}

/// The first hits that [`reorder`] takes in order.
pub(super) fn ordered_for(ranking: &Ranking, parts: usize) -> usize {
    ranking.smoothing.compared(parts).max(ranking.feedback.records as usize).min(ranking.feedback.pool as usize)
}

/// The scores of `records`, in ascending order of their addresses, with what the words of the best hits add to them. Only the best `wanted` are sure to have
/// their whole score.
fn scores(
    reader: &Reader,
    ranking: &Ranking,
    source: &Source<'_>,
    weights: &WordWeights,
    terms: &Terms,
    records: &[(DocAddress, f32)],
    wanted: usize,
) -> Result<Vec<f32>, SearchError> {
    let share = ranking.feedback.share;
    if let Some(vectors) = &source.vectors {
        let places: Vec<TermPlaces<'_>> =
            (0..).zip(vectors).map(|(segment, vectors)| TermPlaces::new(segment, vectors, terms)).collect();
        let scores = |records: &[_]| weights.add_scores(vectors, (terms, &places), share, records).ok_or(());
        if let Ok(scores) = reader.side_by_side(records, KEPT_AT_ONCE, scores) {
            return Ok(scores);
        }
    }
    let (searcher, fields) = (reader.searcher(), fields());
    let found = reader.side_by_side(terms, WORDS_AT_ONCE, |terms| {
        Ok::<_, SearchError>(found_terms(searcher, reader.lexicons(), terms, &fields, ranking)?)
    })?;
    reader
        .side_by_side(records, SCORED_AT_ONCE, |records| Ok(add_term_scores(searcher, &found, share, records, wanted)?))
}

/// The fields whose words are taken and looked for: those of the table, whatever weights a ranking gives them, since their words are kept with the
/// index and what is known of a word is remembered by their places.
pub(super) fn fields() -> Vec<&'static Field> {
    table().telling().collect()
}

/// A word with e_t.
struct Sum<'a, 'b> {
    word: &'b Named<'a>,
    key: u64,
    share: f32,
}

/// The words that the best hits, in order, have in common, or that the very best have much of.
fn sums<'a, 'b>(best: &[&'b RecordWords<'a>], weights: &WordWeights, ranking: &Ranking) -> Vec<Sum<'a, 'b>> {
    let most = (ranking.feedback.frequent * weights.records() as f32) as u64;
    let all_ranks: f32 = (1..=best.len()).map(|rank| 1.0 / rank as f32).sum();
    let mut places: FxHashMap<u64, usize> = FxHashMap::default();
    places.reserve(best.iter().map(|words| words.len()).sum());
    let mut sums: Vec<Sum<'a, 'b>> = Vec::new();
    for (rank, words) in (1..).zip(best.iter().copied()) {
        let share = 1.0 / (rank as f32 * all_ranks * norm(words));
        for RecordWord { word, key, weight, .. } in words.iter().filter(|word| (2..=most).contains(&word.records)) {
            let place = *places.entry(*key).or_insert(sums.len());
            if place == sums.len() {
                sums.push(Sum { word, key: *key, share: 0.0 });
            }
            sums[place].share += share * weight;
        }
    }
    sums
}

/// Parts of 1 in which weights are squared: sums of whole numbers do not depend on their order.
const PARTS: f32 = 65_536.0;

/// ‖w(·, d)‖₂.
fn norm(words: &[RecordWord<'_>]) -> f32 {
    let squares = words.iter().map(|word| ((word.weight * PARTS) as u64).pow(2));
    (squares.sum::<u64>() as f64).sqrt() as f32 / PARTS
}

/// The words of the largest sums, scaled to sum 1; of equal ones those of the smaller keys, which is as good as any order.
fn strongest<'a, 'b>(mut words: Vec<Sum<'a, 'b>>, wanted: usize) -> Vec<Sum<'a, 'b>> {
    let order = |a: &Sum<'_, '_>, b: &Sum<'_, '_>| b.share.total_cmp(&a.share).then(a.key.cmp(&b.key));
    if wanted < words.len() {
        words.select_nth_unstable_by(wanted, order);
        words.truncate(wanted);
    }
    words.sort_by(order);
    let all: f32 = words.iter().map(|word| word.share).sum();
    words.iter_mut().for_each(|word| word.share /= all);
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::MOST_FIELDS;

    #[test]
    fn no_more_fields_are_asked_for_than_can_be_told_of_a_word() {
        assert!((1..=MOST_FIELDS).contains(&fields().len()));
    }
}
