//! The measures, by trec_eval's definitions.

use super::files::Judgements;
use super::run::Run;
use serde::Serialize;
use std::collections::BTreeMap;

/// What is measured of one question, or on average of all; each from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Measures {
    /// Normalised discounted cumulative gain of the first 10: Σ grade / log₂(rank + 1), as a part of what the best order of the
    /// judged documents would have (trec_eval's `ndcg_cut.10`).
    #[serde(rename = "ndcg@10")]
    pub ndcg_10: f64,
    /// Average precision: the mean, over all relevant documents, of the precision at each one's rank; 0 for one not found.
    pub map: f64,
    /// 1 / rank of the first relevant document where that is among the first 10.
    #[serde(rename = "mrr@10")]
    pub mrr_10: f64,
    /// Part of the first 10 that is relevant; places not filled count as not relevant.
    #[serde(rename = "p@10")]
    pub p_10: f64,
    /// Part of the relevant documents that is among the first 100.
    #[serde(rename = "r@100")]
    pub r_100: f64,
    /// Part of the relevant documents that is among the first 1,000.
    #[serde(rename = "r@1000")]
    pub r_1000: f64,
}

impl Measures {
    /// Their names, in the order of [`Measures::values`].
    pub const NAMES: [&'static str; 6] = ["ndcg@10", "map", "mrr@10", "p@10", "r@100", "r@1000"];

    /// Their values.
    #[must_use]
    pub fn values(&self) -> [f64; 6] {
        [self.ndcg_10, self.map, self.mrr_10, self.p_10, self.r_100, self.r_1000]
    }

    /// The measure of that name.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<f64> {
        Self::NAMES.iter().position(|known| *known == name).map(|at| self.values()[at])
    }

    fn from_values([ndcg_10, map, mrr_10, p_10, r_100, r_1000]: [f64; 6]) -> Self {
        Self { ndcg_10, map, mrr_10, p_10, r_100, r_1000 }
    }

    /// Measures what was found for one question, best first.
    #[must_use]
    pub fn of<'a>(found: impl Iterator<Item = &'a str>, judged: &BTreeMap<String, i64>) -> Self {
        let mut measures = Self::default();
        let relevant = judged.values().filter(|grade| **grade > 0).count();
        if relevant == 0 {
            return measures;
        }
        let (mut met, mut gain) = (0, 0.0);
        for (rank, document) in (1_u32..).zip(found) {
            let grade = judged.get(document).copied().unwrap_or(0);
            if grade <= 0 {
                continue;
            }
            met += 1;
            measures.map += f64::from(met) / f64::from(rank);
            if rank <= 10 {
                gain += discounted(grade, rank);
                measures.p_10 += 0.1;
                if met == 1 {
                    measures.mrr_10 = 1.0 / f64::from(rank);
                }
            }
            measures.r_100 += if rank <= 100 { 1.0 } else { 0.0 };
            measures.r_1000 += if rank <= 1_000 { 1.0 } else { 0.0 };
        }
        measures.ndcg_10 = gain / ideal_gain(judged);
        measures.map /= relevant as f64;
        measures.r_100 /= relevant as f64;
        measures.r_1000 /= relevant as f64;
        measures
    }

    /// The mean of several.
    #[must_use]
    pub fn mean<'a>(all: impl Iterator<Item = &'a Self>) -> Self {
        let (mut sums, mut count) = ([0.0; 6], 0_u32);
        for measures in all {
            sums.iter_mut().zip(measures.values()).for_each(|(sum, value)| *sum += value);
            count += 1;
        }
        Self::from_values(sums.map(|sum| sum / f64::from(count.max(1))))
    }
}

fn discounted(grade: i64, rank: u32) -> f64 {
    grade as f64 / f64::from(rank + 1).log2()
}

/// The gain of the first 10 in the best order.
fn ideal_gain(judged: &BTreeMap<String, i64>) -> f64 {
    let mut grades: Vec<i64> = judged.values().copied().filter(|grade| *grade > 0).collect();
    grades.sort_unstable_by(|a, b| b.cmp(a));
    (1..=10).zip(grades).map(|(rank, grade)| discounted(grade, rank)).sum()
}

/// The measures of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Means over all judged questions; one that found nothing, or was not asked, counts as zero.
    pub mean: Measures,
    /// By question.
    pub queries: BTreeMap<String, Measures>,
}

impl Evaluation {
    /// Measures `run` over every question that has a judgement.
    #[must_use]
    pub fn of(run: &Run, judgements: &Judgements) -> Self {
        let measured = |(question, judged): (&String, &BTreeMap<String, i64>)| {
            let found = run.0.get(question).map_or(&[][..], Vec::as_slice);
            (question.clone(), Measures::of(found.iter().map(|(document, _)| document.as_str()), judged))
        };
        let queries: BTreeMap<String, Measures> = judgements.iter().map(measured).collect();
        Self { mean: Measures::mean(queries.values()), queries }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(grades: &[(&str, i64)]) -> BTreeMap<String, i64> {
        grades.iter().map(|(document, grade)| ((*document).to_owned(), *grade)).collect()
    }

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-12, "{a} is not {b}");
    }

    #[test]
    fn worked_by_hand() {
        // Relevant: a (2), b (1), c (1), e (1); d is judged and not relevant. Found: x, a, d, b.
        let judged = judged(&[("a", 2), ("b", 1), ("c", 1), ("d", 0), ("e", 1)]);
        let measures = Measures::of(["x", "a", "d", "b"].into_iter(), &judged);
        let log = f64::log2;
        let ideal = 2.0 / log(2.0) + 1.0 / log(3.0) + 1.0 / log(4.0) + 1.0 / log(5.0);
        close(measures.ndcg_10, (2.0 / log(3.0) + 1.0 / log(5.0)) / ideal);
        close(measures.map, (1.0 / 2.0 + 2.0 / 4.0) / 4.0);
        close(measures.mrr_10, 0.5);
        close(measures.p_10, 0.2);
        close(measures.r_100, 0.5);
        close(measures.r_1000, 0.5);
    }

    #[test]
    fn ranks_beyond_the_cut_count_where_they_should() {
        let judged = judged(&[("r", 1)]);
        let at = |rank: usize| {
            let found: Vec<String> = (1..rank).map(|n| n.to_string()).chain(["r".to_owned()]).collect();
            Measures::of(found.iter().map(String::as_str), &judged)
        };
        close(at(10).ndcg_10, 1.0 / 11_f64.log2());
        assert_eq!((at(11).ndcg_10, at(11).mrr_10, at(11).p_10, at(11).r_100), (0.0, 0.0, 0.0, 1.0));
        close(at(11).map, 1.0 / 11.0);
        assert_eq!((at(101).r_100, at(101).r_1000, at(1_001).r_1000), (0.0, 1.0, 0.0));
    }

    #[test]
    fn more_than_ten_relevant_documents_do_not_lower_the_best_gain() {
        let all: Vec<String> = (0..20).map(|n| format!("d{n}")).collect();
        let judged = all.iter().map(|document| (document.clone(), 1)).collect();
        let measures = Measures::of(all.iter().map(String::as_str), &judged);
        close(measures.ndcg_10, 1.0);
        close(measures.map, 1.0);
    }

    #[test]
    fn a_question_without_hits_counts_as_zero() {
        let judgements = [("1", "a"), ("2", "b")].map(|(q, d)| (q.to_owned(), judged(&[(d, 1)])));
        let run = Run([("1".to_owned(), vec![("a".to_owned(), 1.0)])].into());
        let evaluation = Evaluation::of(&run, &judgements.into());
        close(evaluation.mean.ndcg_10, 0.5);
        assert_eq!(evaluation.queries["2"], Measures::default());
        assert_eq!(evaluation.mean.by_name("r@100"), Some(0.5));
    }

    #[test]
    fn grades_below_zero_are_no_gain_and_nothing_relevant_is_zero() {
        let measures = Measures::of(["a", "b"].into_iter(), &judged(&[("a", -1), ("b", 1)]));
        close(measures.ndcg_10, 1.0 / 3_f64.log2());
        assert_eq!(Measures::of(["a"].into_iter(), &judged(&[("a", 0)])), Measures::default());
    }
}
