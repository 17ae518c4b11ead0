//! Why a search cannot be answered.

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
        Some(Self::Query { message: format!("{}\n{}", issue.message, underlined(query, issue)) })
    }
}

/// The query on one line, and a mark under the issue's place.
fn underlined(query: &str, issue: &Issue) -> String {
    let flat: String = query.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let before = query.get(..issue.span.start).map_or(0, |text| text.chars().count());
    let marked = query.get(issue.span.clone()).map_or(1, |text| text.chars().count()).max(1);
    format!("  {flat}\n  {}{}", " ".repeat(before), "^".repeat(marked))
}
