//! Why a search cannot be answered.

use crate::index::IndexError;
use crate::query::{Issue, Severity};
use std::ops::Range;
use unicode_width::UnicodeWidthStr;

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
        Some(Self::Query { message: format!("{}\n{}", issue.message, underlined(query, scalars(query, &issue.span))) })
    }
}

/// Bytes of a query in Unicode scalar values.
fn scalars(query: &str, span: &Range<usize>) -> Range<usize> {
    let count = |byte: usize| query.get(..byte).map_or(0, |text| text.chars().count());
    count(span.start)..count(span.end)
}

/// Characters of a long query shown on either side of a place.
const AROUND: usize = 60;

/// The query on one line, of a long one the part around a place given in Unicode scalar values, and a mark under it.
#[must_use]
pub fn underlined(query: &str, place: Range<usize>) -> String {
    let flat: Vec<char> = query.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let from = place.start;
    let length = place.end.saturating_sub(from).clamp(1, AROUND);
    let (start, end) = (from.saturating_sub(AROUND), (from + length + AROUND).min(flat.len()));
    let (head, tail) = (if start > 0 { "… " } else { "" }, if end < flat.len() { " …" } else { "" });
    let shown: String = flat[start.min(end)..end].iter().collect();
    let columns = |chars: &[char]| chars.iter().collect::<String>().width();
    let before = head.width() + columns(&flat[start.min(end)..from.min(flat.len()).max(start.min(end))]);
    let marked = columns(&flat[from.min(flat.len())..(from + length).min(flat.len())]).max(1);
    format!("  {head}{shown}{tail}\n  {}{}", " ".repeat(before), "^".repeat(marked))
}
