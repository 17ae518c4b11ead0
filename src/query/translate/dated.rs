//! Dates and ranges of them.

use super::super::ast::{Tag, Term};
use super::super::dates::days;
use super::super::issue::Issue;
use super::super::plan::{Clause, Look};
use super::super::terms;
use super::{Translator, leaf};
use crate::analysis::Match;
use crate::record::LATE_ELECTRONIC_DATE;
use crate::schema::{Date, Target, table};

impl Translator<'_> {
    /// A date, or words and a date (`lung cancer 2020[dp]`): as in PubMed, the tag then belongs to the last of them.
    pub(super) fn words_and_date(&mut self, term: &Term, date: &'static Date) -> Option<Clause> {
        let split = term.text.rsplit_once(' ').filter(|(_, last)| {
            !term.quoted && days(&term.text, self.context.today).is_none() && days(last, self.context.today).is_some()
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
        let Some(found) = days(&term.text, self.context.today) else {
            let message = format!(
                "{:?} is no date and finds nothing{}: write 2022, 2022/02, 2022/02/08, a range 2019:2024, or \"last 5 years\"",
                term.text,
                year_range(&term.text).map_or_else(String::new, |range| format!("; did you mean {range}?")),
            );
            self.issues.push(Issue::warning("bad_date", term.span.clone(), message));
            return Some(leaf(Look::Nothing, dated(&term.text, &date.label), term));
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
        Some(leaf(look, dated(&term.text, &date.label), term))
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
                let look = terms::look(field, &text, true);
                let term = Term { text, quoted: true, tag: None, span };
                Some(leaf(look, dated(&term.text, &field.label), &term))
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

/// The range that two years joined by a dash or by `to` were meant as.
fn year_range(text: &str) -> Option<String> {
    let (from, to) = text.split_once(['-', '\u{2013}', '\u{2014}']).or_else(|| text.split_once(" to "))?;
    let year = |part: &str| part.trim().parse::<u16>().ok().filter(|year| (1000..=3000).contains(year));
    Some(format!("{}:{}", year(from)?, year(to)?))
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
