//! What comes back. The serialised form of [`Response`] is `medlar search --json` (`schema/search.schema.json`).

use super::facets::{FacetCounts, as_object};
use super::places::Places;
use crate::query::{Issue, Severity};
use crate::record::{Author, Identity, Record};
use serde::Serialize;
use std::fmt;
use tantivy::DocAddress;

/// An answer.
#[derive(Debug, Clone, Serialize)]
pub struct Response {
    /// The query as typed.
    pub query: String,
    /// The query that was run, in PubMed's notation.
    pub translation: String,
    /// How plain words were combined: `all` or `any`.
    #[serde(rename = "match")]
    pub mode: &'static str,
    /// Records that match, exactly.
    pub total: u64,
    /// Hits skipped.
    pub offset: usize,
    /// Hits wanted.
    pub limit: usize,
    /// Time taken, in milliseconds.
    pub took_ms: f64,
    /// What was not done as written.
    pub warnings: Vec<Warning>,
    /// The hits.
    pub hits: Vec<Hit>,
    /// Counts of the facets asked for.
    #[serde(serialize_with = "facets")]
    pub facets: Vec<FacetCounts>,
}

fn facets<S: serde::Serializer>(facets: &[FacetCounts], serializer: S) -> Result<S::Ok, S::Error> {
    as_object(facets, serializer)
}

/// Something that a user should know of how the query was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// A stable name.
    pub code: String,
    /// `error`, `warning`, `note` or `hint`; errors and warnings are what a strict search refuses.
    pub severity: &'static str,
    /// What was done.
    pub message: String,
    /// Where in the query it begins, in Unicode scalar values; none where the whole query is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<usize>,
    /// Where it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<usize>,
}

impl Warning {
    /// One that concerns the whole query.
    pub(crate) fn of_all(code: &str, severity: Severity, message: String) -> Self {
        Self { code: code.to_owned(), severity: severity.name(), message, start: None, end: None }
    }

    /// Whether a strict search would refuse the query for it.
    #[must_use]
    pub fn is_serious(&self) -> bool {
        matches!(self.severity, "warning" | "error")
    }

    /// An issue of a query, its span counted in Unicode scalar values.
    pub(super) fn of(places: &Places<'_>, issue: &Issue) -> Self {
        Self {
            code: issue.code.to_owned(),
            severity: issue.severity.name(),
            message: issue.message.clone(),
            start: places.scalars(issue.span.start),
            end: places.scalars(issue.span.end),
        }
    }
}

/// A record that was found.
#[derive(Debug, Clone, Serialize)]
pub struct Hit {
    /// Where the record is in the index.
    #[serde(skip)]
    pub address: DocAddress,
    /// Its place among all hits, from 1.
    pub rank: usize,
    /// Its score.
    pub score: f32,
    /// The id under which `medlar show` finds it.
    pub id: String,
    /// PubMed id.
    pub pmid: Option<String>,
    /// PubMed Central id.
    pub pmcid: Option<String>,
    /// DOI.
    pub doi: Option<String>,
    /// Title.
    pub title: String,
    /// Authors as the record gives them.
    pub authors: Vec<String>,
    /// Journal, abbreviated; or book.
    pub journal: Option<String>,
    /// Full title of the journal.
    pub journal_title: Option<String>,
    /// Year of publication.
    pub year: Option<u16>,
    /// Date of publication, as far as it is known.
    pub date: Option<String>,
    /// Volume.
    pub volume: Option<String>,
    /// Issue.
    pub issue: Option<String>,
    /// Pages.
    pub pages: Option<String>,
    /// Publication types.
    pub publication_types: Vec<String>,
    /// Whether it has been retracted.
    pub retracted: bool,
    /// Number of its references.
    pub reference_count: usize,
    /// Number of records of the index that cite it.
    pub cited_by_count: usize,
    /// Fragments that show why it was found.
    pub snippets: Vec<Snippet>,
}

impl Hit {
    /// A hit without what depends on the query and on other records.
    pub(super) fn of(record: &Record) -> Self {
        let date = record.date.as_ref().or(record.electronic_date.as_ref());
        Self {
            address: DocAddress::new(0, 0),
            rank: 0,
            score: 0.0,
            id: Identity::of(record).display_id(),
            pmid: record.pmid.map(|id| id.to_string()),
            pmcid: record.pmcid.map(|id| id.to_string()),
            doi: record.doi.as_ref().map(ToString::to_string),
            title: record.title.clone(),
            authors: record.authors.iter().map(Author::display).collect(),
            journal: record.container().map(str::to_owned),
            journal_title: record.journal.as_ref().and_then(|journal| journal.title.clone()),
            year: record.year(),
            date: date.map(ToString::to_string),
            volume: record.volume.clone(),
            issue: record.issue.clone(),
            pages: record.pages.as_ref().map(ToString::to_string),
            publication_types: record.publication_types.iter().map(|kind| kind.name.clone()).collect(),
            retracted: record.is_retracted(),
            reference_count: record.references.len(),
            cited_by_count: 0,
            snippets: Vec::new(),
        }
    }
}

/// A fragment of a record with what matched in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// Where it stands: `title`, `abstract`, `keywords`, `mesh`, `references`, `captions`, …
    pub field: &'static str,
    /// What stands before it there: a section's heading, `Figure 1`, `reference 5`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The fragment; `…` where it was cut out of a sentence.
    pub text: String,
    /// What matched: half-open ranges in Unicode scalar values of `text`.
    pub highlights: Vec<[usize; 2]>,
    /// The same as HTML, escaped, with `<mark>` as the only markup.
    pub html: String,
}

/// Where it stands, and the fragment: `abstract (Results): …`.
impl fmt::Display for Snippet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = self.label.as_ref().map_or_else(String::new, |label| format!(" ({label})"));
        write!(f, "{}{label}: {}", self.field, self.text)
    }
}

impl Snippet {
    /// A snippet whose highlights are ascending and do not overlap.
    pub(super) fn new(field: &'static str, label: Option<String>, text: String, highlights: Vec<[usize; 2]>) -> Self {
        let html = marked(&text, &highlights);
        Self { field, label, text, highlights, html }
    }
}

fn marked(text: &str, highlights: &[[usize; 2]]) -> String {
    let mut html = String::with_capacity(text.len() + highlights.len() * 13);
    for (at, c) in text.chars().enumerate() {
        if highlights.iter().any(|h| h[1] == at) {
            html.push_str("</mark>");
        }
        if highlights.iter().any(|h| h[0] == at) {
            html.push_str("<mark>");
        }
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    if highlights.iter().any(|h| h[1] == text.chars().count()) {
        html.push_str("</mark>");
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_escaped_and_marked() {
        let snippet = Snippet::new("title", None, "a <b> & é".into(), vec![[2, 5], [8, 9]]);
        assert_eq!(snippet.html, "a <mark>&lt;b&gt;</mark> &amp; <mark>é</mark>");
    }
}
