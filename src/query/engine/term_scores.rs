//! What a weighted set of words gives to some records.

use super::expansions::Expansions;
use super::pattern_query::{PatternQuery, PatternWeight, SearchedField};
use crate::analysis::{Analyser, Match, Order, Pattern, Sequence, Slot};
use crate::lexicon::Lexicons;
use crate::query::ranking::Ranking;
use crate::schema::Field;
use std::sync::Arc;
use tantivy::query::EnableScoring;
use tantivy::{DocAddress, DocId, Searcher, SegmentOrdinal};

/// A word, by its stem, with its share of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedbackTerm {
    /// The stem, or the word itself where it has no other.
    pub term: String,
    /// Its share; those of all sum to 1.
    pub share: f32,
    /// Its inverse document frequency, in the field where most records have it.
    pub idf: f32,
    /// A segment with its number in the lexicon of that, where one is known.
    pub number: Option<(SegmentOrdinal, u32)>,
    /// The terms under which its words are indexed.
    indexed: Vec<String>,
}

impl FeedbackTerm {
    /// The base form `term` with its share.
    #[must_use]
    pub fn new(term: String, share: f32, idf: f32, analyser: &mut Analyser) -> Self {
        let indexed = analyser.terms_of_base(&term);
        Self { term, share, idf, number: None, indexed }
    }

    /// The same with its number in the lexicon of a segment.
    #[must_use]
    pub fn numbered(self, segment: SegmentOrdinal, number: u32) -> Self {
        Self { number: Some((segment, number)), ..self }
    }
}

/// Terms after which records are looked at that can be left out: finding out takes as long as scoring some tens of records.
const TERMS_BETWEEN: usize = 4;

/// By how much more than the sum of what terms can give is taken for it, for what rounding may add.
const ROUNDING: f32 = 1.000_01;

/// A word with its share, looked up in an index.
pub struct FoundTerm {
    share: f32,
    weight: PatternWeight,
}

/// Looks terms up in some fields.
///
/// # Errors
///
/// Where the index lacks a field, or cannot be read.
pub fn found_terms(
    searcher: &Searcher,
    lexicons: &Lexicons,
    terms: &[FeedbackTerm],
    fields: &[&Field],
    ranking: &Ranking,
) -> tantivy::Result<Vec<FoundTerm>> {
    let fields = searched(searcher, fields, ranking)?;
    let expansions = Arc::new(Expansions::new(Expansions::USUAL_LIMIT, lexicons));
    let find = |term: &FeedbackTerm| {
        let query = word_query(term, &fields, ranking.k1, &expansions);
        let weight = query.pattern_weight(EnableScoring::enabled_from_searcher(searcher))?;
        Ok(FoundTerm { share: term.share, weight })
    };
    terms.iter().map(find).collect()
}

/// The scores of `records`, in ascending order of their addresses, to which each term adds `factor` · share · weight, by the formula of
/// [`super::similarity`]. Records that are not among the best `wanted` of these may be given less: what they cannot reach any
/// more is not found out.
///
/// # Errors
///
/// Where the index cannot be read.
pub fn add_term_scores(
    searcher: &Searcher,
    terms: &[FoundTerm],
    factor: f32,
    records: &[(DocAddress, f32)],
    wanted: usize,
) -> tantivy::Result<Vec<f32>> {
    let mut scores: Vec<f32> = records.iter().map(|(_, score)| *score).collect();
    let mut left: Vec<usize> = (0..records.len()).collect();
    let most = |term: &FoundTerm| factor * term.share * term.weight.saturation().idf;
    let mut to_come: f32 = terms.iter().map(most).sum();
    for (number, term) in (1..).zip(terms) {
        for segment in left.chunk_by(|a, b| records[*a].0.segment_ord == records[*b].0.segment_ord) {
            let Some(first) = segment.first() else { continue };
            let reader = searcher.segment_reader(records[*first].0.segment_ord);
            let docs: Vec<DocId> = segment.iter().map(|number| records[*number].0.doc_id).collect();
            for (number, score) in segment.iter().zip(term.weight.scores_of(reader, &docs)?) {
                scores[*number] += factor * term.share * score;
            }
        }
        to_come -= most(term);
        if number % TERMS_BETWEEN == 0 && left.len() > wanted {
            let mut ordered: Vec<f32> = left.iter().map(|number| scores[*number]).collect();
            let (_, least, _) = ordered.select_nth_unstable_by(wanted.saturating_sub(1), |a, b| b.total_cmp(a));
            left.retain(|number| (scores[*number] + to_come.max(0.0)) * ROUNDING >= *least);
        }
    }
    Ok(scores)
}

/// The fields that hold anything, with their constants.
pub(super) fn searched(
    searcher: &Searcher,
    fields: &[&Field],
    ranking: &Ranking,
) -> tantivy::Result<Vec<SearchedField>> {
    let mut searched = Vec::with_capacity(fields.len());
    for field in fields {
        let in_index = searcher.schema().get_field(&field.name)?;
        searched.push(SearchedField { field: in_index, constants: ranking.field(field) });
    }
    Ok(searched)
}

/// A query for all words of a base form.
pub(super) fn word_query(
    term: &FeedbackTerm,
    fields: &[SearchedField],
    k1: f32,
    expansions: &Arc<Expansions>,
) -> PatternQuery {
    let expansions = Arc::clone(expansions);
    let any = term.indexed.iter().cloned().map(Match::Term).collect();
    let pattern = Pattern { alternatives: vec![Sequence { slots: vec![Slot { any }] }], order: Order::Phrase };
    PatternQuery { fields: fields.to_vec(), pattern: Arc::new(pattern), scored: true, expansions, k1 }
}
