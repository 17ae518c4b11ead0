//! Term mapping on the index: what it knows of words and authors, and the mapped form of a request.

use super::places::Places;
use super::request::{MatchMode, Request};
use super::response::Warning;
use crate::index::Reader;
use crate::query::mapping::{Holdings, map};
use crate::query::{Clause, Context, Parsed, Severity, translate};
use tantivy::Term;

/// What mapping asks of an index.
pub(super) struct InIndex<'a>(pub(super) &'a Reader);

/// Fields in which a word is looked for to know whether there is such a word.
const WORDS: [&str; 3] = ["abstract", "title", "keywords"];

impl Holdings for InIndex<'_> {
    fn has_value(&self, field: &str, value: &str, beginning: bool) -> bool {
        // An index that cannot be read says so when the query is run.
        self.starts(field, value, beginning).unwrap_or(false)
    }

    fn has_word(&self, word: &str) -> bool {
        WORDS.iter().any(|field| self.starts(field, word, false).unwrap_or(false))
    }
}

impl InIndex<'_> {
    /// Whether any segment's dictionary of the field has `value`, or something that begins with it.
    fn starts(&self, field: &str, value: &str, beginning: bool) -> tantivy::Result<bool> {
        let searcher = self.0.searcher();
        let field = searcher.schema().get_field(field)?;
        if !beginning {
            return Ok(searcher.doc_freq(&Term::from_field_text(field, value))? > 0);
        }
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let mut stream = inverted.terms().range().ge(value.as_bytes()).into_stream()?;
            if stream.advance() && stream.key().starts_with(value.as_bytes()) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// A query with its untagged words mapped.
pub(super) struct Mapped {
    pub(super) clause: Clause,
    pub(super) warnings: Vec<Warning>,
}

impl Mapped {
    /// The mapped form of a query. `None` where there is no vocabulary, where mapping is switched off, where any word may
    /// match, or where no word means anything.
    pub(super) fn of(parsed: &Parsed, reader: &Reader, request: &Request, context: Context<'_>) -> Option<Self> {
        let wanted = request.mapping && request.mode != MatchMode::Any;
        let vocabulary = context.vocabulary.filter(|_| wanted)?;
        let expr = map(parsed.expr.as_ref()?, vocabulary, &InIndex(reader), context.scope)?;
        let parsed = Parsed { expr: Some(expr), issues: Vec::new(), ..parsed.clone() };
        let (plan, issues) = translate(parsed, context);
        // What the query itself says is said of the query as typed.
        let said = issues.iter().filter(|issue| issue.severity > Severity::Note);
        let places = Places::of(&request.query);
        let warnings = said.map(|issue| Warning::of(&places, issue)).collect();
        Some(Self { clause: plan?.clause, warnings })
    }

    /// What is to be said of the mapping.
    pub(super) fn warning(&self, total: u64) -> Warning {
        let (code, severity, message) = if total > 0 {
            ("mapped", Severity::Note, format!("translated to {} (--no-mapping searches the words alone)", self.clause))
        } else {
            let message = format!("nothing matches {}: the words are searched without mapping", self.clause);
            ("mapping_dropped", Severity::Note, message)
        };
        Warning::of_all(code, severity, message)
    }
}
