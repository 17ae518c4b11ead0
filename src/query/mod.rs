//! PubMed's query language: from text to something the index can run, in steps that can be tested apart.
//!
//! Text → tokens with spans ([`lexer`]) → syntax tree ([`ast`], [`parser`]; pure: knows no index) → where a vocabulary is loaded,
//! a tree with plain words mapped ([`mapping`]) → plan
//! ([`translate()`], [`plan`]; pure: knows the table of fields and the analysis, not the index) → engine query
//! ([`compile`], with [`engine`]; the only places that know Tantivy). Whatever is not done as written is said: every step
//! adds to one list of [`Issue`]s, each with its span.

mod ast;
pub mod compile;
mod date_mends;
mod dates;
mod effort;
mod engine;
mod foreign;
mod issue;
mod lexer;
pub mod mapping;
mod names;
mod parser;
mod plan;
mod question;
mod quotes;
mod ranking;
mod repair;
mod suggest;
mod terms;
mod translate;
mod vocabulary;
mod words;

pub use ast::{Expr, Operator, Tag, Term};
pub use engine::{
    FeedbackTerm, FieldScore, FoundTerm, PatternScore, TermPlaces, WordWeights, add_term_scores, found_terms,
    frequency, scores_of_terms,
};
pub use issue::{Issue, Severity, Span};
pub use parser::{MAX_DEPTH, Parsed, parse};
pub use plan::{Clause, Leaf, Look, Plan};
pub use question::{Part, left_out, parts, with_at_least};
pub use ranking::{Feedback, FieldConstants, Ranking, Smoothing};
pub(crate) use suggest::near;
pub use translate::{Context, Scope, translate};
pub use vocabulary::{DEFAULT_EXPLOSION_LIMIT, names_of_journal};
