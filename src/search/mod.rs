//! A request in, an answer out: matching, ranking, sorting, paging, facets, snippets.
//!
//! Everything that an answer holds is found in one pass over the matches ([`collector`]): the exact total, the best hits,
//! and the counts of every facet, each without the selection made in that facet itself.

mod asked;
mod collector;
mod counter;
mod error;
mod explain;
mod facets;
mod feedback;
mod filters;
mod holdings;
mod linked;
mod matching;
mod passages;
mod places;
mod readings;
mod record_set;
mod related;
mod request;
mod response;
mod run;
mod score;
mod sensing;
mod sentences;
mod snippets;
mod statistics;
mod top;
mod unknown;
mod values;

pub use error::SearchError;
pub use explain::{Expansion, Explained, Node, explain, lint};
pub use facets::{FacetCount, FacetCounts};
pub use matching::{Citation, Matched, Status, TITLE_THRESHOLD, match_citation, similarity};
pub use places::Marked;
pub use related::{
    CitedBy, LinkedHit, ListedReference, ReferenceList, cited_by, cited_clause, citing_clause, linked_request,
    references,
};
pub use request::{FacetRequest, MatchMode, Request, Sort, YearRange};
pub use response::{Hit, Response, Snippet, Warning};
pub use run::{Found, addresses, matching, matching_for, ranked, search, search_for};
pub use score::{FieldScore, PatternScore, ScoreExplanation, ScorePart, TermScore, explain_score};
pub use statistics::{Statistics, Years};
