//! The program's own answers to a collection's questions.

use super::error::EvalError;
use super::files::{Judgements, Question};
use super::run::Run;
use crate::index::Reader;
use crate::query::Ranking;
use crate::search::{MatchMode, Request, ranked};
use jiff::civil::Date;

/// Hits of a question that are measured.
const DEPTH: usize = 1_000;

/// How questions are asked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How their words are combined.
    pub mode: MatchMode,
    /// Whether feedback is left out.
    pub fast: bool,
    /// The constants of ranking.
    pub ranking: Ranking,
    /// The day from which relative dates count.
    pub today: Date,
}

impl Settings {
    /// The shipped defaults, with words combined as by `search --match any`.
    #[must_use]
    pub fn new(today: Date) -> Self {
        Self { mode: MatchMode::Any, fast: false, ranking: Ranking::default(), today }
    }
}

/// Asks every judged question; 1,000 hits of each are kept. A question that cannot be asked (it may be empty) has none.
///
/// # Errors
///
/// Where the index fails.
pub fn rank(
    reader: &Reader,
    questions: &[Question],
    judgements: &Judgements,
    settings: &Settings,
) -> Result<Run, EvalError> {
    let mut run = Run::default();
    for question in questions.iter().filter(|question| judgements.contains_key(&question.id)) {
        let mut request = Request::new(&question.text, settings.today);
        (request.mode, request.limit, request.fast) = (settings.mode, DEPTH, settings.fast);
        request.ranking = settings.ranking.clone();
        request.facets.clear();
        let found = match ranked(reader, &request) {
            Ok(found) => found,
            Err(crate::search::SearchError::Empty | crate::search::SearchError::Query { .. }) => Vec::new(),
            Err(source) => return Err(EvalError::Search { question: question.id.clone(), source }),
        };
        run.0.insert(question.id.clone(), found);
    }
    Ok(run)
}
