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

/// Characters of a long query shown on either side of a place.
const AROUND: usize = 60;

/// The query on one line, of a long one the part around the issue's place, and a mark under the place.
fn underlined(query: &str, issue: &Issue) -> String {
    let flat: Vec<char> = query.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let from = query.get(..issue.span.start).map_or(0, |text| text.chars().count());
    let length = query.get(issue.span.clone()).map_or(1, |text| text.chars().count()).clamp(1, AROUND);
    let (start, end) = (from.saturating_sub(AROUND), (from + length + AROUND).min(flat.len()));
    let (head, tail) = (if start > 0 { "… " } else { "" }, if end < flat.len() { " …" } else { "" });
    let shown: String = flat[start.min(end)..end].iter().collect();
    let before = head.chars().count() + from - start;
    format!("  {head}{shown}{tail}\n  {}{}", " ".repeat(before), "^".repeat(length))
}
