//! What a weighted set of words gives to some records.

use super::expansions::Expansions;
use super::pattern_query::{PatternQuery, SearchedField};
use crate::analysis::{Match, Order, Pattern, Sequence, Slot, terms_of_stem};
use crate::query::ranking::Ranking;
use crate::schema::Field;
use std::sync::Arc;
use tantivy::query::EnableScoring;
use tantivy::{DocAddress, DocId, Searcher};

/// A word, by its stem, with its share of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedbackTerm {
    /// The stem, or the word itself where it has no other.
    pub term: String,
    /// Its share; those of all sum to 1.
    pub share: f32,
}

/// For each of `records` the sum over all terms of share · weight, by the formula of [`super::similarity`].
///
/// # Errors
///
/// Where the index lacks a field, or cannot be read.
pub fn term_scores(
    searcher: &Searcher,
    terms: &[FeedbackTerm],
    fields: &[&Field],
    ranking: &Ranking,
    records: &[DocAddress],
) -> tantivy::Result<Vec<f32>> {
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_unstable_by_key(|number| records[*number]);
    let fields = searched(searcher, fields, ranking)?;
    let mut scores = vec![0.0; records.len()];
    for term in terms {
        let query = word_query(&term.term, &fields, ranking.k1);
        let weight = query.pattern_weight(EnableScoring::enabled_from_searcher(searcher))?;
        for segment in order.chunk_by(|a, b| records[*a].segment_ord == records[*b].segment_ord) {
            let Some(first) = segment.first() else { continue };
            let reader = searcher.segment_reader(records[*first].segment_ord);
            let docs: Vec<DocId> = segment.iter().map(|number| records[*number].doc_id).collect();
            for (number, score) in segment.iter().zip(weight.scores_of(reader, &docs)?) {
                scores[*number] += term.share * score;
            }
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

/// A query for all words of a stem.
pub(super) fn word_query(stem: &str, fields: &[SearchedField], k1: f32) -> PatternQuery {
    let expansions = Arc::new(Expansions::new(Expansions::USUAL_LIMIT));
    let any = terms_of_stem(stem).map(Match::Term).to_vec();
    let pattern = Pattern { alternatives: vec![Sequence { slots: vec![Slot { any }] }], order: Order::Phrase };
    PatternQuery { fields: fields.to_vec(), pattern: Arc::new(pattern), scored: true, expansions, k1 }
}
