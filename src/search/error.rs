//! Why a search cannot be answered.

use super::places::{Marked, Places};
use super::response::Warning;
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
        Some(Self::of_warning(query, &Warning::of(&Places::of(query), issue)))
    }

    /// What is said of a query as an error that shows its place.
    pub(super) fn of_warning(query: &str, warning: &Warning) -> Self {
        let place = warning.start.unwrap_or(0)..warning.end.unwrap_or(0);
        Self::Query { message: format!("{}\n{}", warning.message, Marked::new(query).under(place)) }
    }

    /// A query of which nothing is left: why, where more is to be said than that it is empty.
    pub(super) fn nothing_left(query: &str, issues: &[Issue]) -> Self {
        let ignored = issues.iter().find(|issue| issue.code == "nothing_to_search");
        ignored.map_or(Self::Empty, |issue| Self::of_warning(query, &Warning::of(&Places::of(query), issue)))
    }
}
