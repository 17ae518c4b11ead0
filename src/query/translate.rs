//! From the syntax tree to a plan: which fields, which words, which dates; every default and every rewriting is said.

use super::ast::{Expr, Tag, Term};
use super::dates::days;
use super::issue::Issue;
use super::names;
use super::parser::{Parsed, parse};
use super::plan::{Clause, Leaf, Look, Plan};
use super::suggest::nearest;
use super::terms;
use super::vocabulary::{DEFAULT_EXPLOSION_LIMIT, Lexicon, Meaning};
use super::words::{Piece, pieces};
use crate::analysis::pattern::{Breadth, Patterns};
use crate::analysis::{MAX_NEAR_SLOTS, Match, Order};
use crate::record::{Doi, LATE_ELECTRONIC_DATE, Pmcid, Pmid};
use crate::schema::{Date, Field, Target, Unanswered, filter, filter_names, table};
use crate::vocab::Vocabulary;
use jiff::civil;

/// The pseudo-term of PubMed's that no record answers.
const UNANSWERED_PSEUDO_TERM: &str = "pubstatuspmcsd";

/// Signs that are read as spaces, and that may have been meant as more.
const REPLACED: &[char] = &['#', '$', '%', '+', '<', '=', '>', '\\', '^', '_', '{', '}', '~'];

/// Letters before a `*` below which PubMed drops it.
const PUBMED_MIN_STEM: usize = 4;

/// Most words between two that are near one another, as in PubMed.
const MAX_WITHIN: u32 = 1_000;

/// Which fields untagged words search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// Every field of a record, captions and references included.
    #[default]
    Everything,
    /// PubMed's All Fields.
    Pubmed,
}

/// What a translation depends on beside the query.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The day from which "last 5 years" counts.
    pub today: civil::Date,
    /// Where untagged words are looked for.
    pub scope: Scope,
    /// What explodes headings and knows other names.
    pub vocabulary: Option<&'a Vocabulary>,
    /// Values above which a heading is not exploded.
    pub explosion_limit: usize,
}

impl Context<'_> {
    /// With the defaults of the program, and without a vocabulary.
    #[must_use]
    pub fn new(today: civil::Date, scope: Scope) -> Self {
        Self { today, scope, vocabulary: None, explosion_limit: DEFAULT_EXPLOSION_LIMIT }
    }
}

/// The meaning of a parsed query. `None` where there is nothing to look for; the issues then say why.
#[must_use]
pub fn translate(parsed: Parsed, context: Context<'_>) -> (Option<Plan>, Vec<Issue>) {
    let Parsed { expr, has_operators, issues } = parsed;
    let Some(expr) = expr else { return (None, issues) };
    let plain = match &expr {
        Expr::Words(_) => true,
        Expr::Term(term) => !term.quoted && term.tag.is_none(),
        _ => false,
    };
    let prose = !has_operators && !expr.has_fields();
    let mut translator = Translator { context, issues, patterns: Patterns::default() };
    let clause = translator.expr(&expr, None);
    let issues = translator.issues;
    match clause {
        Some(clause) => (Some(Plan { clause, plain, prose, issues: issues.clone() }), issues),
        None => (None, issues),
    }
}

struct Translator<'a> {
    context: Context<'a>,
    issues: Vec<Issue>,
    patterns: Patterns,
}

impl<'a> Translator<'a> {
    /// The clause of an expression; `outer` is the tag of a group around it.
    fn expr(&mut self, expr: &Expr, outer: Option<&Tag>) -> Option<Clause> {
        match expr {
            Expr::Term(term) => self.term(term, outer),
            Expr::Words(words) if outer.is_none() => self.words(words),
            Expr::Words(words) => {
                let clauses: Vec<_> = words.iter().map(|word| self.term(word, outer)).collect();
                Clause::all(clauses)
            }
            Expr::Range(from, to) => self.range(from, to, outer),
            Expr::Chain(first, rest) => {
                let first = self.expr(first, outer);
                let rest: Vec<_> =
                    rest.iter().map(|(operator, operand)| (*operator, self.expr(operand, outer))).collect();
                Clause::chain(first, rest)
            }
            Expr::Tagged(inner, tag) => {
                let message = format!("{tag} behind a parenthesis is taken as the field of every untagged term in it");
                self.issues.push(Issue::warning("tag_on_group", tag.span.clone(), message));
                self.expr(inner, Some(outer.unwrap_or(tag)))
            }
        }
    }

    /// Words without quotes, tags or operators: all must match.
    fn words(&mut self, words: &[Term]) -> Option<Clause> {
        let ids = words.iter().all(|word| record_id(&word.text).is_some());
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        if names::is_author(&texts) {
            return self.author_or_words(words, &texts);
        }
        self.note_lower_case_operators(words);
        self.plain_words(words, ids)
    }

    /// A last name and initials: an author or collaborator, as in PubMed, or the words themselves.
    fn author_or_words(&mut self, words: &[Term], texts: &[&str]) -> Option<Clause> {
        let (first, last) = (words.first()?, words.last()?);
        let tag = |name: &str| Tag {
            name: name.to_owned(),
            no_explosion: false,
            within: None,
            ordered: false,
            span: first.span.start..last.span.end,
        };
        let person = |name: &str| Term {
            text: texts.join(" "),
            quoted: false,
            tag: Some(tag(name)),
            span: first.span.start..last.span.end,
        };
        let people = ["au", "ir"].map(|name| self.term(&person(name), None));
        let message = format!("read as an author or the words: {}", texts.join(" "));
        self.issues.push(Issue::note("read_as_author", first.span.start..last.span.end, message));
        let words = self.plain_words(words, false);
        Clause::any(people.into_iter().chain([words]))
    }

    /// `or` and `not` in lower case, which PubMed takes for words.
    fn note_lower_case_operators(&mut self, words: &[Term]) {
        let several = words.len() > 1;
        for word in
            words.iter().filter(|_| several).filter(|word| matches!(word.text.as_str(), "or" | "not" | "Or" | "Not"))
        {
            let message =
                format!("`{}` is read as a word, not as an operator: write {}", word.text, word.text.to_uppercase());
            self.issues.push(Issue::note("lower_case_operator", word.span.clone(), message));
        }
    }

    fn plain_words(&mut self, words: &[Term], ids: bool) -> Option<Clause> {
        let (pieces, left_out) = pieces(words);
        if let Some(first) = left_out.first() {
            let names: Vec<&str> = left_out.iter().map(|word| word.text.as_str()).collect();
            let message = format!("common words are not searched: {}; quote a phrase to search them", names.join(", "));
            self.issues.push(Issue::note("stopwords_ignored", first.span.clone(), message));
        }
        let clauses: Vec<Option<Clause>> = pieces.iter().map(|piece| self.piece(piece)).collect();
        // Several ids in a row are alternatives.
        if ids { Clause::any(clauses) } else { Clause::all(clauses) }
    }

    fn piece(&mut self, piece: &Piece<'_>) -> Option<Clause> {
        match piece {
            Piece::Word(word) => self.term(word, None),
            Piece::Name(name) => {
                let (first, last) = (name.first()?, name.last()?);
                let text = name.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
                let term = Term { text, quoted: true, tag: None, span: first.span.start..last.span.end };
                self.untagged(&term)
            }
        }
    }

    fn term(&mut self, term: &Term, outer: Option<&Tag>) -> Option<Clause> {
        self.hint_signs(term);
        let Some(tag) = term.tag.as_ref().or(outer) else { return self.untagged(term) };
        if let Some(Meaning { look, shown }) = self.lexicon().action(term, tag, &mut self.issues) {
            return Some(leaf(look, shown, term));
        }
        match table().tag(&tag.name) {
            Some(Target::Field(field)) if field.kind == crate::schema::Kind::Text => {
                self.text(term, tag, &field.label, vec![field])
            }
            Some(Target::Group(group)) if group.name != "title_abstract" && property(&term.text).is_some() => {
                let look = property(&term.text)?;
                Some(leaf(look, shown(term, tag, &group.label), term))
            }
            Some(Target::Group(group)) => {
                let fields = group.fields.iter().filter_map(|name| table().field(name)).collect();
                self.text(term, tag, &group.label, fields)
            }
            Some(Target::Field(field)) if field.name == "status" => self.filter(term, tag, field),
            Some(Target::Field(field)) => self.values(term, tag, field),
            Some(Target::Date(date)) => self.words_and_date(term, date),
            Some(Target::Unanswered(unanswered)) => Some(self.unanswered(term, tag, unanswered)),
            None => self.unknown_tag(term, tag),
        }
    }

    fn lexicon(&self) -> Lexicon<'a> {
        Lexicon { vocabulary: self.context.vocabulary, limit: self.context.explosion_limit }
    }

    /// A word or a phrase without a field.
    fn untagged(&mut self, term: &Term) -> Option<Clause> {
        if term.text == "*" {
            return Some(leaf(Look::Everything, "*".to_owned(), term));
        }
        if !term.quoted && is_history(&term.text) {
            let message = format!(
                "{} is the number of an earlier search: only the lines of a strategy have one (`medlar strategy`); it finds nothing",
                term.text
            );
            self.issues.push(Issue::warning("history_reference", term.span.clone(), message));
            return Some(leaf(Look::Nothing, term.text.clone(), term));
        }
        if term.text.eq_ignore_ascii_case(UNANSWERED_PSEUDO_TERM) {
            let message = format!("{} finds nothing: records do not say how they came to PubMed Central", term.text);
            self.issues.push(Issue::warning("unanswered_tag", term.span.clone(), message));
            return Some(leaf(Look::Nothing, term.text.clone(), term));
        }
        self.hint_wildcards(term, None);
        self.hint_no_field(term);
        let breadth = if term.quoted { Breadth::Exact } else { Breadth::Loose };
        let pattern = self.patterns.of(&term.text, breadth, Order::Phrase);
        let Some(pattern) = pattern else {
            let message = format!("{} has no letter or digit and is ignored", term.text);
            self.issues.push(Issue::note("nothing_to_search", term.span.clone(), message));
            return None;
        };
        let fields: Vec<&'static Field> = match (self.context.scope, table().tag("all")) {
            (Scope::Pubmed, Some(Target::Group(all))) => all.fields.iter().filter_map(|n| table().field(n)).collect(),
            _ => table().untagged().collect(),
        };
        let text = Look::Text { fields, pattern };
        let look = match identifier(&term.text) {
            Some(id) if !term.quoted => Look::Either(vec![id, text]),
            _ => text,
        };
        let shown = if term.quoted { format!("\"{}\"", term.text) } else { term.text.clone() };
        Some(leaf(look, shown, term))
    }

    /// Hints at wildcards that PubMed would drop.
    fn hint_wildcards(&mut self, term: &Term, within: Option<u32>) {
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
    fn hint_no_field(&mut self, term: &Term) {
        if self.issues.iter().all(|issue| issue.code != "implicit_field") {
            let message = "no field is named: every field is searched; add one, such as [tiab]";
            self.issues.push(Issue::hint("implicit_field", term.span.clone(), message));
        }
    }

    fn hint_signs(&mut self, term: &Term) {
        if let Some(sign) = term.text.chars().find(|c| REPLACED.contains(c)) {
            let message = format!("`{sign}` is read as a space, as in PubMed");
            self.issues.push(Issue::hint("character_replaced", term.span.clone(), message));
        }
    }

    /// A tag with a proximity that stays within one value.
    fn within_limits(&mut self, tag: &Tag, label: &str) -> Tag {
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

    fn text(&mut self, term: &Term, tag: &Tag, label: &str, fields: Vec<&'static Field>) -> Option<Clause> {
        self.hint_wildcards(term, tag.within);
        let tag = &self.within_limits(tag, label);
        let order = tag.within.map_or(Order::Phrase, |within| Order::Near { within, ordered: tag.ordered });
        let Some(pattern) = self.patterns.of(&term.text, Breadth::Exact, order) else {
            let message = format!("{term} has no letter or digit and is ignored");
            self.issues.push(Issue::warning("nothing_to_search", term.span.clone(), message));
            return None;
        };
        let words = pattern.alternatives.iter().map(|sequence| sequence.slots.len()).max().unwrap_or(0);
        if words > MAX_NEAR_SLOTS && tag.within.is_some() && !tag.ordered {
            let message = format!(
                "{words} words cannot be near one another in any order, {MAX_NEAR_SLOTS} can: leave some out, or use :>N for words \
                 in the order given"
            );
            self.issues.push(Issue::error("proximity_too_long", term.span.clone(), message));
            return None;
        }
        Some(leaf(Look::Text { fields, pattern }, shown(term, tag, label), term))
    }

    /// A filter as the query that it stands for; a subset that records state themselves is a value.
    fn filter(&mut self, term: &Term, tag: &Tag, field: &'static Field) -> Option<Clause> {
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
    fn unanswered(&mut self, term: &Term, tag: &Tag, unanswered: &Unanswered) -> Clause {
        let message = format!("[{}] finds nothing: {}", unanswered.label, unanswered.reason);
        self.issues.push(Issue::warning("unanswered_tag", tag.span.clone(), message));
        leaf(Look::Nothing, shown(term, tag, &unanswered.label), term)
    }

    fn values(&mut self, term: &Term, tag: &Tag, field: &'static Field) -> Option<Clause> {
        if tag.within.is_some() {
            let message = format!("[{}] holds whole values, in which nothing is near: `~N` is ignored", field.label);
            self.issues.push(Issue::warning("proximity_not_possible", tag.span.clone(), message));
        }
        if let Some(Meaning { look, shown }) = self.lexicon().meaning(field, term, tag, &mut self.issues) {
            return Some(leaf(look, shown, term));
        }
        if let Some(message) = terms::unknown_value(field, &term.text) {
            self.issues.push(Issue::warning("unknown_value", term.span.clone(), message));
        }
        if field.name == "pages" && terms::first_page(&term.text).len() < term.text.len() {
            let message = format!("{:?}: articles are found by their first page alone", term.text);
            self.issues.push(Issue::note("first_page", term.span.clone(), message));
        }
        let look = terms::look(field, &term.text, term.quoted);
        let tag = Tag { within: None, ..tag.clone() };
        // As a filter it stands for itself, or else has to be named as what it is.
        let itself = filter(&term.text).is_some_and(|filter| filter.query == format!("{}[{}]", term.text, field.name));
        let label = if field.name == "status" && !itself { &field.name } else { &field.label };
        Some(leaf(look, shown(term, &tag, label), term))
    }

    fn unknown_tag(&mut self, term: &Term, tag: &Tag) -> Option<Clause> {
        let message = format!(
            "[{}] is no field of this index: {:?} is searched in all fields; `medlar fields` lists the tags{}",
            tag.name,
            term.text,
            nearest(&tag.name.to_lowercase(), table().tags())
                .map_or_else(String::new, |near| format!("; did you mean [{near}]?"))
        );
        self.issues.push(Issue::warning("unknown_tag", tag.span.clone(), message));
        let bare = Term { tag: None, ..term.clone() };
        if term.quoted || !term.text.contains(' ') {
            return self.untagged(&bare);
        }
        let words: Vec<Term> = bare.text.split(' ').map(|w| Term { text: w.to_owned(), ..bare.clone() }).collect();
        self.words(&words)
    }

    /// A date, or words and a date (`lung cancer 2020[dp]`): as in PubMed, the tag then belongs to the last of them.
    fn words_and_date(&mut self, term: &Term, date: &'static Date) -> Option<Clause> {
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

    fn date(&mut self, term: &Term, date: &'static Date) -> Option<Clause> {
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

    /// `from : to`, which only dates have.
    fn range(&mut self, from: &Term, to: &Term, outer: Option<&Tag>) -> Option<Clause> {
        let span = from.span.start..to.span.end;
        let tag = to.tag.as_ref().or(from.tag.as_ref()).or(outer);
        match tag.and_then(|tag| table().tag(&tag.name)) {
            Some(Target::Date(date)) => {
                let text = format!("{}:{}", from.text, to.text);
                self.date(&Term { text, quoted: true, tag: None, span }, date)
            }
            _ => {
                let message = "a range needs a date field behind it, such as [dp]; its ends are searched as words";
                self.issues.push(Issue::warning("range_not_possible", span, message));
                Clause::all([self.term(from, outer), self.term(to, outer)])
            }
        }
    }
}

fn leaf(look: Look, shown: String, term: &Term) -> Clause {
    Clause::Leaf(Leaf { look, shown, span: term.span.clone() })
}

/// The range that two years joined by a dash or by `to` were meant as.
fn year_range(text: &str) -> Option<String> {
    let (from, to) = text.split_once(['-', '\u{2013}', '\u{2014}']).or_else(|| text.split_once(" to "))?;
    let year = |part: &str| part.trim().parse::<u16>().ok().filter(|year| (1000..=3000).contains(year));
    Some(format!("{}:{}", year(from)?, year(to)?))
}

/// A tagged term in PubMed's notation.
fn shown(term: &Term, tag: &Tag, label: &str) -> String {
    let tag = Tag { name: label.to_owned(), ..tag.clone() };
    if term.quoted { format!("\"{}\"{tag}", term.text) } else { format!("{}{tag}", term.text) }
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

/// Whether a word is a reference to an earlier search: `#3`.
fn is_history(word: &str) -> bool {
    word.strip_prefix('#').is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// What an untagged word names beside its letters: a record, by its id, or a property of records.
fn identifier(word: &str) -> Option<Look> {
    record_id(word).or_else(|| property(word))
}

fn value(field: &str, value: String) -> Option<Look> {
    Some(Look::Values { field: table().field(field)?, any: vec![Match::Term(value)] })
}

/// The record that an id names.
fn record_id(word: &str) -> Option<Look> {
    let word = word.trim_end_matches([',', ';', '.']);
    if let Some(doi) = Doi::parse(word) {
        return value("article_id", doi.key());
    }
    if let Some(pmcid) = Pmcid::parse(word) {
        return value("pmcid", pmcid.to_string().to_lowercase());
    }
    let pmid = Pmid::parse(word).filter(|_| word.len() >= MIN_PMID_DIGITS)?;
    value("pmid", pmid.to_string())
}

/// Digits from which on a bare number may be a PMID; shorter ones are years and amounts.
const MIN_PMID_DIGITS: usize = 5;

/// The pseudo-term that a word is.
fn property(word: &str) -> Option<Look> {
    let lower = word.to_lowercase();
    if crate::record::is_property(&lower) { value("property", lower) } else { None }
}
