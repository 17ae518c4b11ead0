//! Dates and ranges of them.

use super::super::ast::{Tag, Term};
use super::super::date_mends::mends;
use super::super::dates::{Days, days};
use super::super::issue::{Issue, Span};
use super::super::plan::{Clause, Look};
use super::super::terms;
use super::{Translator, leaf};
use crate::analysis::Match;
use crate::record::LATE_ELECTRONIC_DATE;
use crate::schema::{Date, Field, Target, table};

impl Translator<'_> {
    /// A date, or words and a date (`lung cancer 2020[dp]`): as in PubMed, the tag then belongs to the last of them.
    pub(super) fn words_and_date(&mut self, term: &Term, date: &'static Date) -> Option<Clause> {
        let today = self.context.today;
        let split = term.text.rsplit_once(' ').filter(|(_, last)| {
            !term.quoted
                && days(&term.text, today).is_none()
                && days(last, today).is_some()
                && mends(&term.text, today).is_empty()
        });
        let Some((words, last)) = split else { return self.date(term, date) };
        let message =
            format!("[{}] is the field of {last:?} alone; the words before it are searched as words", date.label);
        self.issues.push(Issue::note("tag_on_last_word", term.span.clone(), message));
        let bare = |text: &str| Term { text: text.to_owned(), quoted: false, tag: None, span: term.span.clone() };
        let words: Vec<Term> = words.split_whitespace().map(bare).collect();
        let clauses = [self.words(&words), self.date(&bare(last), date)];
        Clause::all(clauses)
    }

    pub(super) fn date(&mut self, term: &Term, date: &'static Date) -> Option<Clause> {
        let (text, found) = self.days(&term.text, date, &term.span);
        let Some(found) = found else {
            return Some(leaf(Look::Nothing, dated(&text, &date.label), term));
        };
        let columns: Vec<&'static str> = date.columns.iter().map(String::as_str).collect();
        // PubMed: one date leaves out records whose electronic date is after the printed one; a range does not.
        let late = table().field("property").filter(|_| !found.range && columns.len() > 1);
        let dates = Look::Dates { columns, from: found.from, to: found.to };
        let look = match late {
            Some(field) => {
                let late = Look::Values { field, any: vec![Match::Term(LATE_ELECTRONIC_DATE.to_owned())] };
                Look::Except(Box::new(dates), Box::new(late))
            }
            None => dates,
        };
        Some(leaf(look, dated(&text, &date.label), term))
    }

    /// The days that a text means, and the text that means them: a range that ends before it begins is turned.
    fn days(&mut self, text: &str, date: &Date, span: &Span) -> (String, Option<Days>) {
        let today = self.context.today;
        let tag = date.tags.first().unwrap_or(&date.label);
        let Some(found) = days(text, today) else {
            let last = text.rsplit(' ').next().unwrap_or_default();
            let readings = [text, last].iter().map(|text| mends(text, today)).find(|readings| !readings.is_empty());
            let readings: Vec<String> =
                readings.unwrap_or_default().iter().map(|reading| format!("{reading}[{tag}]")).collect();
            let mend = match readings.as_slice() {
                [] => "write 2022, 2022/02, 2022/02/08, a range 2019:2024, or \"last 5 years\"".to_owned(),
                [one] => format!("did you mean {one}?"),
                several => format!("write {}, as you mean it", several.join(" or ")),
            };
            let message = format!("{text:?} is no date and finds nothing: {mend}");
            self.issues.push(Issue::warning("bad_date", span.clone(), message));
            return (text.to_owned(), None);
        };
        let turned = text
            .split_once(':')
            .filter(|_| found.from > found.to)
            .map(|(from, to)| format!("{}:{}", to.trim(), from.trim()));
        match turned {
            Some(turned) => {
                let message = format!("{text} ends before it begins: read as {turned}[{tag}]");
                self.issues.push(Issue::warning("reversed_range", span.clone(), message));
                let found = days(&turned, today);
                (turned, found)
            }
            None => (text.to_owned(), Some(found)),
        }
    }

    /// A range of PMIDs.
    pub(super) fn ids_between(&mut self, term: &Term, field: &'static Field) -> Option<Clause> {
        let turned = turned_ids(&term.text);
        if let Some(turned) = &turned {
            let message = format!("{} ends before it begins: read as {turned}[pmid]", term.text);
            self.issues.push(Issue::warning("reversed_range", term.span.clone(), message));
        }
        let text = turned.as_deref().unwrap_or(&term.text);
        Some(leaf(terms::look(field, text, true), dated(text, &field.label), term))
    }

    /// `from : to`, which dates and PMIDs have.
    pub(super) fn range(&mut self, from: &Term, to: &Term, outer: Option<&Tag>) -> Option<Clause> {
        let span = from.span.start..to.span.end;
        let tag = to.tag.as_ref().or(from.tag.as_ref()).or(outer);
        match tag.and_then(|tag| table().tag(&tag.name)) {
            Some(Target::Date(date)) => {
                let text = format!("{}:{}", from.text, to.text);
                self.date(&Term { text, quoted: true, tag: None, span }, date)
            }
            Some(Target::Field(field)) if field.name == "pmid" => {
                let text = format!("{}:{}", from.text, to.text);
                self.ids_between(&Term { text, quoted: true, tag: None, span }, field)
            }
            _ => {
                let message =
                    "a range needs a date field behind it, such as [dp], or [pmid]; its ends are searched as words";
                self.issues.push(Issue::warning("range_not_possible", span, message));
                Clause::all([self.term(from, outer), self.term(to, outer)])
            }
        }
    }
}

/// Ends of a range of ids in their order, where they stand in the other.
fn turned_ids(text: &str) -> Option<String> {
    let (from, to) = text.split_once(':')?;
    let (first, last): (u64, u64) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (first > last).then(|| format!("{last}:{first}"))
}

/// A date or a range in PubMed's notation.
fn dated(text: &str, label: &str) -> String {
    match text.split_once(':') {
        Some((from, to)) if !from.is_empty() && !to.is_empty() => {
            format!("\"{}\"[{label}] : \"{}\"[{label}]", from.trim(), to.trim())
        }
        _ => format!("\"{text}\"[{label}]"),
    }
}
