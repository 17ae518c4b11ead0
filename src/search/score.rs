//! Why a record has its score: term by term, field by field. The serialised form of [`ScoreExplanation`] is
//! `medlar explain --record ID --json` (`schema/explain-record.schema.json`).
//!
//! The query is run as a search would run it; then each of its terms is asked for what it gives to the one record. The parts
//! sum to the score that the search shows, up to the rounding of single-precision numbers.

use super::asked::Run;
use super::error::SearchError;
use super::feedback::{Feedback, Neighbour, Smoothed, fields};
use super::request::{FacetRequest, Request, Sort};
use super::response::Warning;
use crate::graph::Mention;
use crate::index::{Reader, Stored};
use crate::query::compile::Compiler;
use crate::query::{Clause, Leaf, Operator, Part, scores_of_terms};
pub use crate::query::{FieldScore, PatternScore};
use crate::record::Identity;
use serde::Serialize;
use tantivy::DocAddress;

/// Why a record has its score.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreExplanation {
    /// The query as typed.
    pub query: String,
    /// The query that was run.
    pub translation: String,
    /// How plain words were combined: `all` or `any`.
    #[serde(rename = "match")]
    pub mode: &'static str,
    /// Records found.
    pub total: u64,
    /// The record.
    pub record: Mention,
    /// Its place among the records found; `None` where it is not among them.
    pub rank: Option<usize>,
    /// Its score, as a search shows it; 0 where it is not found.
    pub score: f32,
    /// What sums to the score.
    pub parts: Vec<ScorePart>,
    /// What was not done as written.
    pub warnings: Vec<Warning>,
}

/// A part of a score.
#[derive(Debug, Clone, Serialize)]
pub struct ScorePart {
    /// `query`, `feedback`, `neighbours` or `named`.
    pub kind: &'static str,
    /// What the sum of its terms is multiplied by.
    pub factor: f32,
    /// What it adds to the score.
    pub score: f32,
    /// Its terms.
    pub terms: Vec<TermScore>,
}

/// What a term gives.
#[derive(Debug, Clone, Serialize)]
pub struct TermScore {
    /// The term, as the translation shows it.
    pub text: String,
    /// Whether the record has it.
    pub matches: bool,
    /// Whether it counts: a term that a record has counts for nothing where the rest of its group is missing.
    pub counts: bool,
    /// Its share.
    pub share: f32,
    /// What it gives, its share taken: without the part's factor.
    pub score: f32,
    /// How that came about; empty where a term only selects.
    pub patterns: Vec<PatternScore>,
}

/// Explains the score of a record under a request.
///
/// # Errors
///
/// As [`super::search`].
pub fn explain_score(reader: &Reader, request: &Request, stored: &Stored) -> Result<ScoreExplanation, SearchError> {
    let limit = usize::try_from(reader.len()).unwrap_or(usize::MAX);
    let (facets, sort) = (Vec::<FacetRequest>::new(), Sort::Best);
    let request = &Request { limit, offset: 0, facets, sort, snippets: 0, ..request.clone() };
    let (answer, run) = Run::new(reader, request)?.answer()?;
    let at = answer.candidates.iter().position(|hit| hit.address == stored.address);
    let score = at.map_or(0.0, |at| answer.candidates[at].score);
    let mut parts = vec![of_query(&run, stored.address)?];
    if let (Some(feedback), Some(at)) = (&run.feedback, at) {
        add_feedback(&run, feedback, (at, stored.address), &mut parts)?;
    }
    let is_named = run.named.as_ref().is_some_and(|named| named.addresses.contains(&stored.address));
    if at.is_some() && is_named {
        let rest: f32 = parts.iter().map(|part| part.score).sum();
        parts.push(ScorePart { kind: "named", factor: 1.0, score: score - rest, terms: Vec::new() });
    }
    Ok(ScoreExplanation {
        query: request.query.clone(),
        translation: run.translation(),
        mode: run.mode,
        total: answer.total,
        record: Mention::at(reader, stored.address)?,
        rank: at.map(|at| at + 1),
        score,
        parts,
        warnings: run.warnings,
    })
}

/// The part of the query's own terms, before feedback.
fn of_query(run: &Run<'_>, record: DocAddress) -> Result<ScorePart, SearchError> {
    let mut scorer = Scorer { reader: run.reader, compiler: run.compiler(), record, terms: Vec::new() };
    match &run.question {
        Some(question) => scorer.question(question)?,
        None => {
            scorer.clause(&run.clause)?;
        }
    }
    let score = scorer.terms.iter().filter(|term| term.counts).map(|term| term.score).sum();
    Ok(ScorePart { kind: "query", factor: 1.0, score, terms: scorer.terms })
}

/// Weighs the query's part against those of feedback and of neighbours, and adds these. Behind the pool the first score is scaled.
fn add_feedback(
    run: &Run<'_>,
    feedback: &Feedback,
    (at, record): (usize, DocAddress),
    parts: &mut Vec<ScorePart>,
) -> Result<(), SearchError> {
    let ranking = &run.request.ranking;
    if at >= feedback.pool {
        weigh(parts, feedback.behind);
        return Ok(());
    }
    let [before, after] = feedback.smoothed.as_ref().map_or([None, None], |smoothed| smoothed.each_ref().map(Some));
    add_neighbours(run, before, record, parts)?;
    weigh(parts, 1.0 - ranking.feedback.share);
    let found =
        scores_of_terms(run.reader.searcher(), run.reader.lexicons(), &feedback.terms, &fields(), ranking, record)?;
    let term = |(term, found): (&crate::query::FeedbackTerm, Option<PatternScore>)| TermScore {
        text: term.term.clone(),
        matches: found.is_some(),
        counts: found.is_some(),
        share: term.share,
        score: term.share * found.as_ref().map_or(0.0, |found| found.score),
        patterns: found.into_iter().collect(),
    };
    let terms: Vec<TermScore> = feedback.terms.iter().zip(found).map(term).collect();
    let factor = ranking.feedback.share;
    let score = factor * terms.iter().map(|term| term.score).sum::<f32>();
    parts.push(ScorePart { kind: "feedback", factor, score, terms });
    add_neighbours(run, after, record, parts)
}

/// Weighs the parts against what the neighbours of a record gave to its score, and adds that.
fn add_neighbours(
    run: &Run<'_>,
    smoothed: Option<&Smoothed>,
    record: DocAddress,
    parts: &mut Vec<ScorePart>,
) -> Result<(), SearchError> {
    let neighbours = smoothed.map(|smoothed| smoothed.neighbours(record)).unwrap_or_default();
    if neighbours.is_empty() {
        return Ok(());
    }
    let term = |neighbour: &Neighbour| {
        let identity = Identity::of(&run.reader.record(neighbour.record)?);
        Ok(TermScore {
            text: identity.to_string(),
            matches: true,
            counts: true,
            share: neighbour.share,
            score: neighbour.share * neighbour.score,
            patterns: Vec::new(),
        })
    };
    let terms = neighbours.iter().map(term).collect::<Result<Vec<_>, SearchError>>()?;
    let factor = run.request.ranking.smoothing.share;
    weigh(parts, 1.0 - factor);
    let score = factor * terms.iter().map(|term| term.score).sum::<f32>();
    parts.push(ScorePart { kind: "neighbours", factor, score, terms });
    Ok(())
}

/// Multiplies what parts add.
fn weigh(parts: &mut [ScorePart], factor: f32) {
    for part in parts {
        (part.factor, part.score) = (factor * part.factor, factor * part.score);
    }
}

/// Asks the terms of a query for what they give to a record.
struct Scorer<'a> {
    reader: &'a Reader,
    compiler: Compiler<'a>,
    record: DocAddress,
    terms: Vec<TermScore>,
}

impl Scorer<'_> {
    fn question(&mut self, parts: &[Part]) -> Result<(), SearchError> {
        parts.iter().try_for_each(|part| self.leaf(&part.leaf, part.share).map(|_| ()))
    }

    /// Whether the record meets a clause. The terms of one that it does not meet count for nothing.
    fn clause(&mut self, clause: &Clause) -> Result<bool, SearchError> {
        let start = self.terms.len();
        let met = match clause {
            Clause::Leaf(leaf) => self.leaf(leaf, 1.0)?,
            Clause::And(operands) => self.each(operands)?.into_iter().all(|met| met),
            Clause::Or(operands) => self.each(operands)?.into_iter().any(|met| met),
            Clause::Not(first, rest) => self.clause(first)? && !self.any_of(rest)?,
            Clause::Chain(first, rest) => {
                let mut met = self.clause(first)?;
                for (operator, operand) in rest {
                    met = self.step(met, *operator, operand, start)?;
                }
                met
            }
        };
        if !met {
            self.discount(start);
        }
        Ok(met)
    }

    /// One operand of a chain: whether what stands up to it is met.
    fn step(&mut self, met: bool, operator: Operator, operand: &Clause, start: usize) -> Result<bool, SearchError> {
        if operator == Operator::Not {
            return Ok(met && !self.any_of(std::slice::from_ref(operand))?);
        }
        if !met {
            self.discount(start);
        }
        let own = self.clause(operand)?;
        Ok(if operator == Operator::And { met && own } else { met || own })
    }

    fn discount(&mut self, start: usize) {
        self.terms[start..].iter_mut().for_each(|term| term.counts = false);
    }

    fn each(&mut self, operands: &[Clause]) -> Result<Vec<bool>, SearchError> {
        operands.iter().map(|operand| self.clause(operand)).collect()
    }

    /// Whether the record meets any of what it must not; these terms are not listed.
    fn any_of(&mut self, clauses: &[Clause]) -> Result<bool, SearchError> {
        let start = self.terms.len();
        let met = self.each(clauses)?.into_iter().any(|met| met);
        self.terms.truncate(start);
        Ok(met)
    }

    fn leaf(&mut self, leaf: &Leaf, share: f32) -> Result<bool, SearchError> {
        let found = self.compiler.score_of(&leaf.look, self.reader.searcher(), self.record)?;
        self.terms.push(TermScore {
            text: leaf.shown.clone(),
            matches: found.is_some(),
            counts: found.is_some(),
            share,
            score: share * found.as_ref().map_or(0.0, |found| found.iter().map(|pattern| pattern.score).sum::<f32>()),
            patterns: found.clone().unwrap_or_default(),
        });
        Ok(found.is_some())
    }
}
