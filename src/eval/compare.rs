//! Whether two runs differ by more than chance.

use super::measures::{Evaluation, Measures};
use serde::Serialize;

/// Random exchanges tried: p-values are exact to about 0.002 at 0.05.
const TRIALS: u32 = 10_000;

/// One measure of two runs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Comparison {
    /// The measure.
    pub measure: &'static str,
    /// Mean of the first run minus mean of the second.
    pub difference: f64,
    /// Questions on which the first is better.
    pub better: usize,
    /// Questions on which the second is better.
    pub worse: usize,
    /// How often a difference at least as large comes about when it is left to chance which run an answer is of.
    pub p: f64,
}

/// Compares two evaluations of the same judgements by Fisher's paired randomisation test, two-sided (Smucker, Allan and
/// Carterette 2007), with 10,000 exchanges from a fixed seed.
#[must_use]
pub fn compare(first: &Evaluation, second: &Evaluation) -> Vec<Comparison> {
    let compared = (0..).zip(Measures::NAMES).map(|(at, measure): (usize, _)| {
        let pairs = first.queries.iter().map(|(question, measures)| {
            measures.values()[at] - second.queries.get(question).map_or(0.0, |other| other.values()[at])
        });
        let differences: Vec<f64> = pairs.collect();
        Comparison {
            measure,
            difference: differences.iter().sum::<f64>() / differences.len().max(1) as f64,
            better: differences.iter().filter(|d| **d > 0.0).count(),
            worse: differences.iter().filter(|d| **d < 0.0).count(),
            p: p_value(&differences),
        }
    });
    compared.collect()
}

fn p_value(differences: &[f64]) -> f64 {
    let observed = differences.iter().sum::<f64>().abs();
    let mut random = SplitMix(1);
    let mut as_large = 0;
    for _ in 0..TRIALS {
        let mut bits = 0;
        let mut sum = 0.0;
        for (at, difference) in differences.iter().enumerate() {
            if at % 64 == 0 {
                bits = random.next();
            }
            sum += if bits >> (at % 64) & 1 == 0 { *difference } else { -difference };
        }
        // Sums in another order differ in their last bits.
        as_large += u32::from(sum.abs() >= observed - 1e-12);
    }
    // The observed assignment is one of those possible.
    f64::from(as_large + 1) / f64::from(TRIALS + 1)
}

/// SplitMix64 (Steele, Lea and Flood 2014).
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_told_from_effect() {
        assert!((p_value(&[0.0; 20]) - 1.0).abs() < 1e-9);
        // Ten questions, each better by the same: 2 of 2¹⁰ assignments are as extreme.
        let p = p_value(&[0.1; 10]);
        assert!((p - 2.0 / 1024.0).abs() < 0.002, "{p}");
        // 0.3 against three times −0.1: every assignment but those with equal signs of sum 0.6 … 2 of 16 reach 0.6.
        let p = p_value(&[0.3, 0.1, 0.1, 0.1]);
        assert!((p - 2.0 / 16.0).abs() < 0.01, "{p}");
    }

    #[test]
    fn questions_are_paired() {
        let evaluation = |values: [(&str, f64); 2]| {
            let queries = values.map(|(q, v)| (q.to_owned(), Measures { ndcg_10: v, ..Measures::default() }));
            Evaluation { mean: Measures::default(), queries: queries.into() }
        };
        let compared = compare(&evaluation([("a", 1.0), ("b", 0.5)]), &evaluation([("a", 0.5), ("b", 0.5)]));
        assert_eq!((compared[0].measure, compared[0].better, compared[0].worse), ("ndcg@10", 1, 0));
        assert!((compared[0].difference - 0.25).abs() < 1e-12);
    }
}
