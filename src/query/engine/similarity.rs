//! BM25F: how much an occurrence counts.
//!
//! For a term t and a record d with fields f: x_f = w_f · tf_f / (1 − b_f + b_f · length_f / average_f), and in a field with a bound m_f
//! x_f · m_f / (x_f + m_f) in its place; x = Σ_f x_f; the score is idf(t) · x / (x + k1), with idf(t) = ln(1 + (N − df + 0.5) / (df + 0.5)) and df the number of records that have t in
//! the field where it is most frequent.

use crate::query::ranking::FieldConstants;
use std::sync::LazyLock;
use tantivy::fieldnorm::FieldNormReader;

/// Lengths by their codes: the tables of weights are made anew for each word of a query.
static LENGTHS: LazyLock<[f32; 256]> = LazyLock::new(|| {
    std::array::from_fn(|code| FieldNormReader::id_to_fieldnorm(u8::try_from(code).unwrap_or(u8::MAX)) as f32)
});

/// What occurrences in one field count for.
pub(super) struct OccurrenceWeights {
    /// The weight of one by the code of the field's length; Tantivy codes lengths in 256 steps.
    by_length: [f32; 256],
    /// The most that all of a text count for together.
    most: f32,
}

impl OccurrenceWeights {
    /// Those of a field with the given constants and average length in tokens.
    pub(super) fn new(constants: FieldConstants, average: f32) -> Self {
        let FieldConstants { weight, length: b, most } = constants;
        // An average of 0 is that of a field that no record has.
        let (least, slope) = if average > 0.0 { (1.0 - b, b / average) } else { (1.0, 0.0) };
        Self { by_length: LENGTHS.map(|length| weight / (least + slope * length)), most }
    }

    /// Those of a field that counts for nothing.
    pub(super) fn none() -> Self {
        Self { by_length: [0.0; 256], most: f32::INFINITY }
    }

    /// The weighted frequency of a word that stands `count` times in a text whose length has the code `length`.
    pub(super) fn of(&self, length: u8, count: u32) -> f32 {
        let x = self.by_length[usize::from(length)] * count as f32;
        if self.most < f32::INFINITY && x > 0.0 { x * self.most / (x + self.most) } else { x }
    }
}

/// The inverse document frequency of a term that `df` of `n` records have.
pub(super) fn idf(df: u64, n: u64) -> f32 {
    let (df, n) = (df.min(n) as f64, n as f64);
    (1.0 + (n - df + 0.5) / (df + 0.5)).ln() as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rarer_is_heavier_and_longer_is_lighter() {
        assert!(idf(1, 1000) > idf(100, 1000) && idf(1000, 1000) > 0.0);
        let weights = |weight, length, most| OccurrenceWeights::new(FieldConstants { weight, length, most }, 100.0);
        let code = FieldNormReader::fieldnorm_to_id;
        let usual = weights(1.0, 0.75, f32::INFINITY);
        assert!(usual.of(code(10), 1) > usual.of(code(100), 1) && usual.of(code(100), 1) > usual.of(code(1000), 1));
        assert!((weights(2.0, 0.0, f32::INFINITY).of(code(1000), 3) - 6.0).abs() < 1e-6);
        let bounded = weights(2.0, 0.0, 0.5);
        assert!((bounded.of(code(1000), 1) - 0.4).abs() < 1e-6 && bounded.of(code(1000), 1_000_000) <= 0.5);
        assert_eq!(
            (weights(0.0, 0.0, 0.5).of(0, 1), weights(1.0, 0.0, 0.0).of(0, 1), OccurrenceWeights::none().of(0, 1)),
            (0.0, 0.0, 0.0)
        );
    }
}
