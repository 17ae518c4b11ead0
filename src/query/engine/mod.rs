//! The query types that Tantivy lacks: a pattern over several weighted fields, scored as one document.
//!
//! [`PatternQuery`] finds the records in which a pattern stands in any of some fields, and scores them by BM25F: the
//! occurrences in all fields, each weighted by its field and that field's length, make one frequency (Robertson, Zaragoza
//! and Taylor 2004; the form is in [`similarity`]). Phrase and proximity are checked on positions, record by record,
//! while postings stream; nothing is held for the whole index. [`ChainQuery`] evaluates long levels of operators.

mod chain;
mod expansions;
mod found;
mod lengths;
mod list;
mod occurrences;
mod pattern_query;
mod ranked_union;
mod record_score;
mod similarity;
mod slot;
mod source;
mod statistics;
mod term_scores;
mod tree;
mod union;
mod word_weights;

pub(super) use chain::{ChainQuery, Step};
pub use expansions::Expansions;
pub(super) use expansions::each_term;
pub(super) use pattern_query::{PatternQuery, SearchedField};
pub(super) use ranked_union::RankedUnion;
pub use record_score::{FieldScore, PatternScore, scores_of_terms};
pub use statistics::frequency;
pub use term_scores::{FeedbackTerm, FoundTerm, add_term_scores, found_terms};
pub(super) use tree::{Range, Tree, TreeQuery};
pub use word_weights::{TermPlaces, WordWeights};
