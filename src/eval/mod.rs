//! Effectiveness on judged collections: how good a ranking is, by the measures and definitions of trec_eval.
//!
//! A judged collection is a set of questions ([`Question`]) and of judgements of documents for them ([`Judgements`]), read from
//! BEIR's and TREC's files ([`read_questions`], [`read_judgements`]). [`rank`] answers the questions by the program's own search,
//! a [`Run`] holds the answers, [`Evaluation`] measures them, [`compare()`] says whether two runs differ by more than chance. An
//! [`Experiment`] is a collection with settings, the figures expected of it and floors that may not be broken.

mod compare;
mod error;
mod experiment;
mod files;
mod measures;
mod run;
mod runner;

pub use compare::{Comparison, compare};
pub use error::EvalError;
pub use experiment::{Experiment, Outcome};
pub use files::{Judgements, Question, read_judgements, read_questions};
pub use measures::{Evaluation, Measures};
pub use run::Run;
pub use runner::{Settings, rank};
