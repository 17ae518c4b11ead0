//! What a pattern gives to one record, field by field.

use super::expansions::Expansions;
use super::pattern_query::{PatternQuery, SearchedField};
use super::term_scores::{FeedbackTerm, searched, word_query};
use crate::lexicon::Lexicons;
use crate::query::ranking::Ranking;
use crate::schema::Field;
use serde::Serialize;
use std::sync::Arc;
use tantivy::query::EnableScoring;
use tantivy::{DocAddress, Searcher};

/// The parts of a pattern's score, as [`super::similarity`] has them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PatternScore {
    /// How rare it is: the inverse document frequency.
    pub idf: f32,
    /// Saturation.
    pub k1: f32,
    /// The weighted frequency: the sum over the fields.
    pub frequency: f32,
    /// idf · frequency / (frequency + k1).
    pub score: f32,
    /// The fields in which it stands.
    pub fields: Vec<FieldScore>,
}

/// A field's part in the weighted frequency.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldScore {
    /// The field's name.
    pub field: String,
    /// How often it stands there.
    pub count: u32,
    /// Length of the field in terms, as coarsely as the index keeps it.
    pub length: u32,
    /// Length of the field in an average record.
    pub average: f32,
    /// The field's weight.
    pub weight: f32,
    /// How strongly length counts: BM25's b.
    pub b: f32,
    /// The most that it adds, however often the word stands there, where that is bounded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<f32>,
    /// x = weight · count / (1 − b + b · length / average), and x · most / (x + most) where that is bounded.
    pub frequency: f32,
}

impl PatternQuery {
    /// What it gives to a record. `None` where it does not stand in it.
    pub(in crate::query) fn score_of(
        &self,
        searcher: &Searcher,
        record: DocAddress,
    ) -> tantivy::Result<Option<PatternScore>> {
        let weight = self.pattern_weight(EnableScoring::enabled_from_searcher(searcher))?;
        let reader = searcher.segment_reader(record.segment_ord);
        let mut fields = Vec::new();
        for found in weight.found_in(reader, record.doc_id)? {
            let SearchedField { field, constants } = self.fields[found.field];
            fields.push(FieldScore {
                field: searcher.schema().get_field_name(field).to_owned(),
                count: found.count,
                length: found.length,
                average: super::lengths::average(searcher, field)?,
                weight: constants.weight,
                b: constants.length,
                most: constants.most.is_finite().then_some(constants.most),
                frequency: found.frequency,
            });
        }
        if fields.is_empty() {
            return Ok(None);
        }
        let saturation = weight.saturation();
        let frequency: f32 = fields.iter().map(|field| field.frequency).sum();
        let score = if self.scored { saturation.score(frequency) } else { 0.0 };
        Ok(Some(PatternScore { idf: saturation.idf, k1: saturation.k1, frequency, score, fields }))
    }
}

/// What each of some words gives to a record, as [`super::add_term_scores()`] sums it, before its share.
///
/// # Errors
///
/// Where the index lacks a field, or cannot be read.
pub fn scores_of_terms(
    searcher: &Searcher,
    lexicons: &Lexicons,
    terms: &[FeedbackTerm],
    fields: &[&Field],
    ranking: &Ranking,
    record: DocAddress,
) -> tantivy::Result<Vec<Option<PatternScore>>> {
    let fields = searched(searcher, fields, ranking)?;
    let expansions = Arc::new(Expansions::new(Expansions::USUAL_LIMIT, lexicons));
    let score = |term: &FeedbackTerm| word_query(term, &fields, ranking.k1, &expansions).score_of(searcher, record);
    terms.iter().map(score).collect()
}
