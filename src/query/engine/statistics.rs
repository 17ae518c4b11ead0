//! What an index knows of its fields as a whole.

use super::lengths::average;
use super::similarity::idf;
use crate::schema::Field;
use tantivy::Searcher;

/// Number of records, and how long each of some fields is on average.
pub struct Statistics {
    records: u64,
    averages: Vec<f32>,
}

impl Statistics {
    /// Those of `fields`, all of kind text.
    ///
    /// # Errors
    ///
    /// Where the index lacks a field, or cannot be read.
    pub fn new(searcher: &Searcher, fields: &[&Field]) -> tantivy::Result<Self> {
        let averages = fields.iter().map(|field| average(searcher, searcher.schema().get_field(&field.name)?));
        Ok(Self { records: records(searcher), averages: averages.collect::<tantivy::Result<_>>()? })
    }

    /// Records, those deleted but not yet gone included.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.records
    }

    /// The inverse document frequency of a term that `df` records have.
    #[must_use]
    pub fn idf(&self, df: u64) -> f32 {
        idf(df, self.records)
    }

    /// A length in tokens as a multiple of the average of field number `field`.
    #[must_use]
    pub fn length_ratio(&self, field: usize, tokens: usize) -> f32 {
        match self.averages.get(field) {
            Some(average) if *average > 0.0 => tokens as f32 / average,
            _ => 1.0,
        }
    }
}

pub(super) fn records(searcher: &Searcher) -> u64 {
    searcher.segment_readers().iter().map(|reader| u64::from(reader.max_doc())).sum()
}
