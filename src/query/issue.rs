//! What is to be said about a query: errors, warnings and notes, each with its place.

use std::ops::Range;

/// Bytes of the query.
pub type Span = Range<usize>;

/// How much an issue matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// A habit worth knowing of; said by `lint` and `explain` alone.
    Hint,
    /// Said for information: the query means what it says.
    Note,
    /// The query was read otherwise than written; an error in strict mode.
    Warning,
    /// The query cannot be run.
    Error,
}

impl Severity {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Something to be said about a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// A stable name for programs, in snake case.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What it is and what was done, and what to do: one line.
    pub message: String,
    /// Where.
    pub span: Span,
}

impl Issue {
    pub(super) fn hint(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Hint, message: message.into(), span }
    }

    pub(super) fn note(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Note, message: message.into(), span }
    }

    pub(super) fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Warning, message: message.into(), span }
    }

    pub(super) fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, message: message.into(), span }
    }
}
