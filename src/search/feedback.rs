//! Feedback: the words of the best hits say what else a good record has, and the first so many hits are ordered anew by them.
//!
//! The hit at rank i counts ω_i = (1/i) / Σ_j (1/j). A word t gets e_t = Σ_i ω_i · w(t, d_i) / ‖w(·, d_i)‖₂, where w is the
//! weight by which the first pass ranks. The words with the largest e_t, neither rare as a misprint nor frequent, are kept and
//! scaled to sum 1. The new score is (1 − α) · S₁(d) + α · Σ_t e_t · w(t, d), with S₁ the score of the first pass. The weighting by rank is
//! what makes it safe: of a few good hits among bad ones the good ones are mostly first.
//!
//! Which records are found, how many, and their facets stay as they were. Hits beyond the pool stay behind it in their order.

use super::error::SearchError;
use super::top::Candidate;
use crate::analysis::{Analyser, Tokens, base_form, is_common_stem};
use crate::index::{Reader, field_text};
use crate::lexicon::Words;
use crate::query::{FeedbackTerm, Ranking, Statistics, add_term_scores, found_terms, frequency};
use crate::record::Record;
use crate::schema::{Field, table};
use rustc_hash::FxHashMap;

/// Fields of less weight say too little of what a record is about, and hold much: references, addresses.
const LEAST_WEIGHT: f32 = 0.5;

/// Records whose words one thread looks up at once.
const RECORDS_AT_ONCE: usize = 5;

/// Words that one thread looks up at once.
const WORDS_AT_ONCE: usize = 10;

/// Records that one thread scores at once.
const SCORED_AT_ONCE: usize = 500;

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
}

/// Orders the first hits anew. `hits` are in the order of the first pass, whose scores are sums by shares that sum to 1. Only the best `wanted`
/// are sure to have their whole score.
pub(super) fn reorder(
    reader: &Reader,
    ranking: &Ranking,
    hits: &mut [Candidate],
    wanted: usize,
) -> Result<Option<Feedback>, SearchError> {
    let feedback = &ranking.feedback;
    let (pool, behind) = hits.split_at_mut((feedback.pool as usize).min(hits.len()));
    let Some(last) = pool.last().map(|hit| hit.score) else { return Ok(None) };
    let best: Vec<&Candidate> = pool.iter().take(feedback.records as usize).collect();
    let terms = terms_of(reader, ranking, &best)?;
    let (searcher, fields) = (reader.searcher(), fields(ranking));
    let found = reader.side_by_side(&terms, WORDS_AT_ONCE, |terms| {
        Ok::<_, SearchError>(found_terms(searcher, reader.lexicons(), terms, &fields, ranking)?)
    })?;
    pool.sort_unstable_by_key(|hit| hit.address);
    let first: Vec<_> = pool.iter().map(|hit| (hit.address, (1.0 - feedback.share) * hit.score)).collect();
    let scores = reader.side_by_side(&first, SCORED_AT_ONCE, |first| {
        Ok::<_, SearchError>(add_term_scores(searcher, &found, feedback.share, first, wanted)?)
    })?;
    let mut least = f32::INFINITY;
    for (hit, score) in pool.iter_mut().zip(scores) {
        hit.rescore(score);
        least = least.min(score);
    }
    // Scores go on falling behind the pool.
    let factor = if last > 0.0 { least / last } else { 0.0 };
    for hit in behind {
        hit.rescore(factor * hit.score);
    }
    Ok(Some(Feedback { terms, pool: pool.len(), behind: factor }))
}

/// The fields whose words are taken and looked for.
pub(super) fn fields(ranking: &Ranking) -> Vec<&'static Field> {
    table().untagged().filter(|field| ranking.field(field).weight >= LEAST_WEIGHT).collect()
}

/// The words that the best hits have in common, or that the very best have much of.
fn terms_of(reader: &Reader, ranking: &Ranking, best: &[&Candidate]) -> Result<Terms, SearchError> {
    let fields = fields(ranking);
    let statistics = Statistics::new(reader.searcher(), &fields)?;
    let vectors = reader.side_by_side(best, RECORDS_AT_ONCE, |best| {
        reader.with_analyser(|analyser| {
            let tokens = Tokens::default();
            let words = reader.words();
            let mut vectors =
                Vectors { reader, ranking, statistics: &statistics, fields: &fields, analyser, tokens, words };
            best.iter().map(|hit| vectors.of(&reader.record_without_parts(hit.address)?)).collect()
        })
    })?;
    let all_ranks: f32 = (1..=best.len()).map(|rank| 1.0 / rank as f32).sum();
    let mut sums: FxHashMap<Box<str>, f32> = FxHashMap::default();
    for (rank, vector) in (1..).zip(vectors) {
        let norm = vector.iter().map(|(_, weight, _)| weight * weight).sum::<f32>().sqrt();
        let share = 1.0 / (rank as f32 * all_ranks);
        for (term, weight, _) in vector.into_iter().filter(|(_, _, fit)| *fit) {
            *sums.entry(term).or_default() += share * weight / norm;
        }
    }
    Ok(strongest(sums, ranking.feedback.terms as usize))
}

/// The largest, scaled to sum 1; of equal ones the first in the alphabet.
fn strongest(sums: FxHashMap<Box<str>, f32>, wanted: usize) -> Terms {
    let mut terms: Vec<(Box<str>, f32)> = sums.into_iter().collect();
    terms.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    terms.truncate(wanted);
    let all: f32 = terms.iter().map(|(_, weight)| weight).sum();
    terms.into_iter().map(|(term, weight)| FeedbackTerm { term: term.into(), share: weight / all }).collect()
}

/// Makes vectors of records: words with their weights.
struct Vectors<'a> {
    reader: &'a Reader,
    ranking: &'a Ranking,
    statistics: &'a Statistics,
    fields: &'a [&'static Field],
    analyser: &'a mut Analyser,
    tokens: Tokens,
    /// Those of each segment.
    words: Vec<Words<'a>>,
}

impl Vectors<'_> {
    /// The words of a record, with the weights that a search would give them, and whether they may serve as feedback.
    fn of(&mut self, record: &Record) -> Result<Vec<(Box<str>, f32, bool)>, SearchError> {
        // By word: its weighted frequency, and the records that have it in the field where most have it.
        let mut words: FxHashMap<Box<str>, (f32, u64)> = FxHashMap::default();
        for (number, field) in self.fields.iter().enumerate() {
            let Some(text) = field_text(record, &field.name).filter(|text| !text.is_empty()) else { continue };
            self.analyser.analyse_into(&text, &mut self.tokens);
            let constants = self.ranking.field(field);
            let ratio = self.statistics.length_ratio(number, self.tokens.len());
            let weight = constants.weight / (1.0 - constants.length + constants.length * ratio);
            let mut here: FxHashMap<&str, f32> = FxHashMap::default();
            for term in base_terms(&self.tokens) {
                *here.entry(term).or_default() += weight;
            }
            let terms: Vec<&str> = here.keys().copied().collect();
            let frequencies = self.reader.frequencies(&field.name, &terms, |searcher, field, terms| {
                frequency(searcher, &mut self.words, field, terms)
            })?;
            for ((term, x), df) in here.into_iter().zip(frequencies) {
                match words.get_mut(term) {
                    Some(word) => (word.0, word.1) = (word.0 + x, word.1.max(df)),
                    None => {
                        words.insert(term.into(), (x, df));
                    }
                }
            }
        }
        let records = self.statistics.records();
        let most = (self.ranking.feedback.frequent * records as f32) as u64;
        let k1 = self.ranking.k1;
        let usable = |(term, (x, df)): (Box<str>, (f32, u64))| {
            let weight = self.statistics.idf(df) * x / (x + k1);
            let fit = (2..=most).contains(&df) && !is_common_stem(&term);
            (term, weight, fit)
        };
        let mut vector: Vec<(Box<str>, f32, bool)> = words.into_iter().map(usable).collect();
        // Sums of floats depend on their order.
        vector.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(vector)
    }
}

/// The words of a text, each once: as its stem; of a symbol written as a compound its joined form instead of its parts.
fn base_terms(tokens: &Tokens) -> impl Iterator<Item = &str> {
    let mut symbol_end = 0;
    (0..tokens.len()).filter_map(move |number| {
        let token = tokens.get(number)?;
        if token.from < symbol_end || base_form(token.term).is_some() {
            return None;
        }
        let next = tokens.get(number + 1);
        if let Some(stem) = next.filter(|next| next.position == token.position).and_then(|next| base_form(next.term)) {
            symbol_end = token.to;
            return Some(stem);
        }
        symbol_end = token.to;
        let lettered = token.term.chars().any(char::is_alphabetic);
        lettered.then_some(token.term)
    })
}
