//! What is worth knowing of a query that is read as written: habits of PubMed's that Medlar does not share, signs read as spaces,
//! operators that are words.

use super::super::ast::{Tag, Term};
use super::super::dates::days;
use super::super::issue::Issue;
use super::Translator;
use super::ids::is_history;
use crate::analysis::{MAX_NEAR_SLOTS, Order, Pattern};
use crate::schema::{Kind, Target};
use std::ops::RangeInclusive;

/// Signs that are read as spaces, and that may have been meant as more.
const REPLACED: &[char] = &['#', '$', '%', '+', '<', '=', '>', '\\', '^', '_', '{', '}', '~'];

/// Years that a pair of numbers without a field may be.
const YEARS: RangeInclusive<u16> = 1800..=2100;

/// Letters before a `*` below which PubMed drops it.
const PUBMED_MIN_STEM: usize = 4;

/// Most words of a phrase: each has its postings open while the records are gone through.
const MAX_WORDS: usize = 1_000;

/// Most words between two that are near one another, as in PubMed.
const MAX_WITHIN: u32 = 1_000;

impl Translator<'_> {
    /// `or` and `not` in lower case, which PubMed takes for words.
    pub(super) fn note_lower_case_operators(&mut self, words: &[Term]) {
        let several = words.len() > 1;
        for word in
            words.iter().filter(|_| several).filter(|word| matches!(word.text.as_str(), "or" | "not" | "Or" | "Not"))
        {
            let message =
                format!("`{}` is read as a word, not as an operator: write {}", word.text, word.text.to_uppercase());
            self.issues.push(Issue::note("lower_case_operator", word.span.clone(), message));
        }
    }

    /// `last 5 years` and `2019:2021` without a field, which are times only with one. Within other words they may be part of a sentence.
    pub(super) fn note_dates_without_field(&mut self, words: &[Term]) {
        for at in 0..words.len() {
            let Some((length, date)) = self.date_among(&words[at..]) else { continue };
            let span = words[at].span.start..words[at + length - 1].span.end;
            let said: Vec<&str> = words[at..at + length].iter().map(|word| word.text.as_str()).collect();
            let said = said.join(" ");
            let message =
                format!("{said} without a field is searched as words: for records of that time write {date}[dp]");
            self.issues.push(match length == words.len() {
                true => Issue::warning("date_without_field", span, message),
                false => Issue::note("date_without_field", span, message),
            });
        }
    }

    /// How many of the first words are a relative date or a range of years, and how that is written.
    fn date_among(&self, words: &[Term]) -> Option<(usize, String)> {
        let today = self.context.today;
        let first = words.first()?.text.trim_end_matches([',', ';', '.']);
        if first.to_lowercase().starts_with("last") {
            let text =
                |length: &usize| words[..*length].iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
            let length = (1..=words.len().min(3)).find(|length| days(&text(length), today).is_some())?;
            return Some((length, format!("\"{}\"", text(&length))));
        }
        let (from, to) = first.split_once([':', '-', '\u{2013}'])?;
        // An ISSN has two numbers of four figures too.
        let year =
            |text: &str| text.get(..4).and_then(|year| year.parse().ok()).is_some_and(|year| YEARS.contains(&year));
        let range = format!("{from}:{to}");
        (year(from) && year(to) && days(&range, today).is_some()).then_some((1, range))
    }

    /// A tag without the modifiers that its field has no use for.
    pub(super) fn possible_modifiers(&mut self, tag: &Tag, target: Option<Target<'_>>) -> Tag {
        let (explodes, near, label) = match target {
            None => return tag.clone(),
            Some(Target::Group(group)) => (false, true, &group.label),
            Some(Target::Field(field)) => (field.explodes, field.kind == Kind::Text, &field.label),
            Some(Target::Date(date)) => (false, false, &date.label),
            Some(Target::Unanswered(unanswered)) => (false, false, &unanswered.label),
        };
        if tag.no_explosion && !explodes {
            let message =
                format!("[{label}] has nothing below its values that would be searched with them: `:noexp` is ignored");
            self.issues.push(Issue::warning("explosion_not_possible", tag.span.clone(), message));
        }
        if tag.within.is_some() && !near {
            let message = format!("[{label}] holds whole values, in which nothing is near: `~N` is ignored");
            self.issues.push(Issue::warning("proximity_not_possible", tag.span.clone(), message));
        }
        Tag { no_explosion: tag.no_explosion && explodes, within: tag.within.filter(|_| near), ..tag.clone() }
    }

    /// Hints at wildcards that PubMed would drop.
    pub(super) fn hint_wildcards(&mut self, term: &Term, within: Option<u32>) {
        if !term.text.contains(['*', '?']) {
            return;
        }
        let mut hint = |code, message: &str| self.issues.push(Issue::hint(code, term.span.clone(), message));
        for word in term.text.split([' ', '-']) {
            let body = word.trim_end_matches('*');
            if body.len() < word.len() && body.chars().filter(|c| c.is_alphanumeric()).count() < PUBMED_MIN_STEM {
                hint(
                    "short_truncation",
                    "fewer than four letters before `*`: PubMed would drop the asterisk; here it counts",
                );
            }
            if body.trim_end_matches('?').contains(['*', '?']) {
                hint(
                    "inner_wildcard",
                    "wildcards elsewhere than behind a word are Medlar's own: PubMed would read spaces",
                );
            }
        }
        if within.is_some() {
            hint("wildcard_in_proximity", "PubMed would ignore the proximity because of the wildcard; here both count");
        }
    }

    /// Hints at a term without a field, the first of a query, and at signs that are read as spaces.
    pub(super) fn hint_no_field(&mut self, term: &Term) {
        if !std::mem::replace(&mut self.said_no_field, true) {
            let message = "no field is named: every field is searched; add one, such as [tiab]";
            self.issues.push(Issue::hint("implicit_field", term.span.clone(), message));
        }
    }

    pub(super) fn hint_signs(&mut self, term: &Term) {
        if is_history(&term.text) {
            return;
        }
        if let Some(sign) = term.text.chars().find(|c| REPLACED.contains(c)) {
            let message = format!("`{sign}` is read as a space, as in PubMed");
            self.issues.push(Issue::hint("character_replaced", term.span.clone(), message));
        }
    }

    /// Whether a phrase or proximity has more words than can be looked for; then that is an error.
    pub(super) fn is_too_long(&mut self, pattern: &Pattern, term: &Term) -> bool {
        let words = pattern.alternatives.iter().map(|sequence| sequence.slots.len()).max().unwrap_or(0);
        let span = term.span.clone();
        let issue = match pattern.order {
            Order::Near { ordered: false, .. } if words > MAX_NEAR_SLOTS => {
                let message = format!(
                    "{words} words cannot be near one another in any order, {MAX_NEAR_SLOTS} can: leave some out, or use :>N for words \
                     in the order given"
                );
                Issue::error("proximity_too_long", span, message)
            }
            _ if words > MAX_WORDS => {
                let message = format!(
                    "a phrase of {words} words is too long, {MAX_WORDS} can be looked for: is a quote missing?"
                );
                Issue::error("phrase_too_long", span, message)
            }
            _ => return false,
        };
        self.issues.push(issue);
        true
    }

    /// A tag with a proximity that stays within one value.
    pub(super) fn within_limits(&mut self, tag: &Tag, label: &str) -> Tag {
        let Some(within) = tag.within else { return tag.clone() };
        if !matches!(label, "Title" | "Title/Abstract" | "Affiliation") || tag.ordered {
            let message = "PubMed has proximity in [ti], [tiab] and [ad] alone, in any order: this is Medlar's own";
            self.issues.push(Issue::hint("proximity_extension", tag.span.clone(), message));
        }
        if within > MAX_WITHIN {
            let message =
                format!("proximity reaches over {MAX_WITHIN} words at most: ~{within} is read as ~{MAX_WITHIN}");
            self.issues.push(Issue::warning("proximity_too_wide", tag.span.clone(), message));
        }
        Tag { within: Some(within.min(MAX_WITHIN)), ..tag.clone() }
    }
}
