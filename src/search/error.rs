//! Why a search cannot be answered.

use super::places::{Marked, Places};
use crate::index::IndexError;
use crate::query::{Issue, Severity};

/// A search that cannot be answered.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// There is nothing to look for.
    #[error("the query is empty: give words to look for, or `*` for every record")]
    Empty,
    /// The query cannot be run as it is.
    #[error("{message}")]
    Query {
        /// What is wrong, with the query and a mark under the place.
        message: String,
    },
    /// A facet of that name does not exist.
    #[error("{name}: no such facet; there are {known}")]
    UnknownFacet {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
}

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Index(error.into())
    }
}

impl SearchError {
    /// The first issue of at least `severity` as an error that shows its place.
    pub(super) fn of_issues(query: &str, issues: &[Issue], severity: Severity) -> Option<Self> {
        let issue = issues.iter().find(|issue| issue.severity >= severity)?;
        let places = Places::of(query);
        let scalars = |byte| places.scalars(byte).unwrap_or(0);
        let place = scalars(issue.span.start)..scalars(issue.span.end);
        Some(Self::Query { message: format!("{}\n{}", issue.message, Marked::new(query).under(place)) })
    }
}
