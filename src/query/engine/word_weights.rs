//! How much the words of records weigh, from how often they stand there; no postings are read.

use super::lengths::average;
use super::ranked_union::Saturation;
use super::similarity::{OccurrenceWeights, idf};
use super::statistics::records;
use super::term_scores::FeedbackTerm;
use crate::lexicon::{SegmentVectors, VectorPlace, VectorWord};
use crate::query::ranking::Ranking;
use crate::schema::Field;
use rustc_hash::FxHashMap;
use tantivy::{DocAddress, Searcher, SegmentOrdinal, TantivyError, schema};

/// What words of records count for in some fields, all of kind text.
pub struct WordWeights {
    records: u64,
    k1: f32,
    fields: Vec<(schema::Field, OccurrenceWeights)>,
}

impl WordWeights {
    /// Those of `fields`.
    ///
    /// # Errors
    ///
    /// Where the index lacks a field, or cannot be read.
    pub fn new(searcher: &Searcher, fields: &[&Field], ranking: &Ranking) -> tantivy::Result<Self> {
        let of = |field: &&Field| {
            let in_schema = searcher.schema().get_field(&field.name)?;
            Ok((in_schema, OccurrenceWeights::new(ranking.field(field), average(searcher, in_schema)?)))
        };
        let fields = fields.iter().map(of).collect::<tantivy::Result<_>>()?;
        Ok(Self { records: records(searcher), k1: ranking.k1, fields })
    }

    /// Living records.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.records
    }

    /// The text of the field number `field` of a record.
    ///
    /// # Errors
    ///
    /// Where there is no such field, or the index cannot be read.
    pub fn place(&self, searcher: &Searcher, record: DocAddress, field: usize) -> tantivy::Result<VectorPlace> {
        let known = self.fields.get(field).ok_or_else(|| TantivyError::FieldNotFound(field.to_string()))?;
        let lengths = searcher.segment_reader(record.segment_ord).get_fieldnorms_reader(known.0)?;
        Ok(VectorPlace { field, length: lengths.fieldnorm_id(record.doc_id) })
    }

    /// The weighted frequency of a word that stands `count` times in a text.
    #[must_use]
    pub fn frequency(&self, place: VectorPlace, count: u32) -> f32 {
        self.fields.get(place.field).map_or(0.0, |(_, weights)| weights.of(place.length, count))
    }

    /// The inverse document frequency of a word that `df` records have.
    #[must_use]
    pub fn idf(&self, df: u64) -> f32 {
        idf(df, self.records)
    }

    /// What a word weighs by its weighted frequency in a record.
    #[must_use]
    pub fn weight(&self, idf: f32, frequency: f32) -> f32 {
        Saturation { idf, k1: self.k1 }.score(frequency)
    }

    /// As [`super::add_term_scores()`], for all records, from their words. `places` are those of `terms` in the segments of which `vectors` are. `None` where these are not as
    /// they were written.
    #[must_use]
    pub fn add_scores(
        &self,
        vectors: &[SegmentVectors<'_>],
        (terms, places): (&[FeedbackTerm], &[TermPlaces<'_>]),
        factor: f32,
        records: &[(DocAddress, f32)],
    ) -> Option<Vec<f32>> {
        let mut frequencies = vec![0.0; terms.len()];
        let mut scores = Vec::with_capacity(records.len());
        for records in records.chunk_by(|a, b| a.0.segment_ord == b.0.segment_ord) {
            let segment = records.first()?.0.segment_ord as usize;
            let (vectors, places) = (vectors.get(segment)?, places.get(segment)?);
            for records in records.chunks(FETCHED_AT_ONCE) {
                vectors.fetch(records.iter().map(|(record, _)| record.doc_id));
                for (record, first) in records {
                    frequencies.fill(0.0);
                    let may_be = |number| places.may_be(number);
                    vectors.each_of(record.doc_id, may_be, |place, word, count| {
                        if let Some(term) = places.of(word) {
                            frequencies[term] += self.frequency(place, count);
                        }
                    })?;
                    let mut score = *first;
                    for (term, x) in terms.iter().zip(&frequencies).filter(|(_, x)| **x > 0.0) {
                        score += factor * term.share * self.weight(term.idf, *x);
                    }
                    scores.push(score);
                }
            }
        }
        Some(scores)
    }
}

/// Records that memory is asked for together.
const FETCHED_AT_ONCE: usize = 32;

/// Places of a table that most words of a record that are not looked for fall beside.
const SLOTS: usize = 1 << 12;

/// The places of terms in their list, by their words in a segment.
pub struct TermPlaces<'a> {
    slots: Box<[bool; SLOTS]>,
    numbered: FxHashMap<u32, usize>,
    rare: FxHashMap<&'a str, usize>,
}

impl<'a> TermPlaces<'a> {
    /// Those in the segment of that number.
    #[must_use]
    pub fn new(segment: SegmentOrdinal, vectors: &SegmentVectors<'_>, terms: &'a [FeedbackTerm]) -> Self {
        let mut places =
            Self { slots: Box::new([false; SLOTS]), numbered: FxHashMap::default(), rare: FxHashMap::default() };
        for (place, term) in terms.iter().enumerate() {
            let known = term.number.filter(|(known, _)| *known == segment);
            if let Some(number) = known.map(|(_, number)| number).or_else(|| vectors.number(&term.term)) {
                places.slots[number as usize % SLOTS] = true;
                places.numbered.insert(number, place);
            } else {
                places.rare.insert(&term.term, place);
            }
        }
        places
    }

    /// Whether a word may be one that is looked for.
    fn may_be(&self, number: u32) -> bool {
        self.slots[number as usize % SLOTS]
    }

    fn of(&self, word: VectorWord<'_>) -> Option<usize> {
        match word {
            VectorWord::Numbered(number) => self.numbered.get(&number).copied(),
            VectorWord::Rare(word) => self.rare.get(word).copied(),
        }
    }
}
