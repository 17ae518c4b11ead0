//! What a search says of a record that it found, beside what the record itself holds.
//!
//! In JSON it is as `medlar search --json` has it. Elsewhere it is text in fields that readers, ours included, leave alone, so
//! that a score never becomes part of the record that is read again.

use serde::Serialize;
use std::fmt::Display;

/// Which of it an export has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extras {
    /// The score.
    pub score: bool,
    /// The snippets.
    pub snippets: bool,
}

impl Extras {
    /// Whether nothing is wanted beside the record.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// What a search says of one record. A snippet is serialised for JSON; what it displays as is its text elsewhere.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Finding<'a, S> {
    /// The score; none where it is not wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f32>,
    /// Fragments that show why the record was found; none where they are not wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snippets: Option<&'a [S]>,
}

impl<S> Default for Finding<'_, S> {
    fn default() -> Self {
        Self { score: None, snippets: None }
    }
}

impl<S: Display> Finding<'_, S> {
    /// It as text.
    pub(super) fn said(&self) -> Said {
        let snippets = self.snippets.unwrap_or_default().iter().map(ToString::to_string).collect();
        Said { score: self.score.map(|score| format!("{score:.4}")), snippets }
    }
}

/// What a search says of a record, as text.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// The score, four digits behind the point.
    pub(super) score: Option<String>,
    /// The snippets, the best first.
    pub(super) snippets: Vec<String>,
}

impl Said {
    /// All snippets for a format that has one field for them.
    pub(super) fn joined(&self) -> Option<String> {
        (!self.snippets.is_empty()).then(|| self.snippets.join(" | "))
    }
}
