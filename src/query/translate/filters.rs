//! Filters, and tags for which the index holds nothing.

use super::super::ast::{Tag, Term};
use super::super::issue::Issue;
use super::super::parser::parse;
use super::super::plan::{Clause, Look};
use super::super::suggest::nearest;
use super::{Translator, leaf, shown};
use crate::schema::{Field, Unanswered, filter, filter_names};

impl Translator<'_> {
    /// A filter as the query that it stands for; a subset that records state themselves is a value.
    pub(super) fn filter(&mut self, term: &Term, tag: &Tag, field: &'static Field) -> Option<Clause> {
        if tag.name.eq_ignore_ascii_case(&field.name) {
            return self.values(term, tag, field);
        }
        let Some(filter) = filter(&term.text) else {
            let meant = nearest(&term.text.to_lowercase(), filter_names());
            let mend = meant.map_or_else(String::new, |meant| format!(": did you mean {meant}?"));
            let message = format!("{:?} is no filter that records answer; it finds nothing{mend}", term.text);
            self.issues.push(Issue::warning("unknown_filter", term.span.clone(), message));
            return Some(leaf(Look::Nothing, shown(term, tag, &field.label), term));
        };
        if let Some(note) = &filter.note {
            self.issues.push(Issue::note("filter_in_part", term.span.clone(), format!("{}: {note}", term.text)));
        }
        let (said, expr) = (self.issues.len(), parse(&filter.query).expr?);
        let clause = self.expr(&expr, None).map(|clause| clause.at(&term.span));
        // What is to be said of the filter's own text concerns nobody who names the filter.
        self.issues.truncate(said);
        clause
    }

    /// A tag of PubMed's for which the index holds nothing.
    pub(super) fn unanswered(&mut self, term: &Term, tag: &Tag, unanswered: &Unanswered) -> Clause {
        let message = format!("[{}] finds nothing: {}", unanswered.label, unanswered.reason);
        self.issues.push(Issue::warning("unanswered_tag", tag.span.clone(), message));
        leaf(Look::Nothing, shown(term, tag, &unanswered.label), term)
    }
}
