//! BM25F: how much an occurrence counts.
//!
//! For a term t and a record d with fields f: x = Σ_f w_f · tf_f / (1 − b_f + b_f · length_f / average_f); the score is
//! idf(t) · x / (x + k1), with idf(t) = ln(1 + (N − df + 0.5) / (df + 0.5)) and df the number of records that have t in
//! the field where it is most frequent.

use tantivy::fieldnorm::FieldNormReader;

/// The weight of one occurrence by the code of its field's length; Tantivy codes lengths in 256 steps.
pub(super) type OccurrenceWeights = [f32; 256];

/// The weights for a field of the given weight, length parameter `b` and average length in tokens.
pub(super) fn occurrence_weights(weight: f32, b: f32, average: f32) -> OccurrenceWeights {
    std::array::from_fn(|code| {
        let length = FieldNormReader::id_to_fieldnorm(u8::try_from(code).unwrap_or(u8::MAX)) as f32;
        let ratio = if average > 0.0 { length / average } else { 1.0 };
        weight / (1.0 - b + b * ratio)
    })
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
        let weights = occurrence_weights(1.0, 0.75, 100.0);
        let code = |length| usize::from(FieldNormReader::fieldnorm_to_id(length));
        assert!(weights[code(10)] > weights[code(100)] && weights[code(100)] > weights[code(1000)]);
        assert!((occurrence_weights(2.0, 0.0, 100.0)[code(1000)] - 2.0).abs() < 1e-6);
    }
}
