//! From the syntax tree to a plan: which fields, which words, which dates; every default and every rewriting is said.

mod dated;
mod filters;
mod hints;
mod ids;

use super::ast::{Expr, Operator, Tag, Term};
use super::issue::Issue;
use super::names;
use super::parser::Parsed;
use super::plan::{Clause, Leaf, Look, Plan};
use super::suggest::tag_meant;
use super::terms;
use super::vocabulary::{DEFAULT_EXPLOSION_LIMIT, Lexicon, Meaning};
use super::words::{Piece, pieces};
use crate::analysis::Order;
use crate::analysis::pattern::{Breadth, Patterns};
use crate::record::Doi;
use crate::schema::{Field, Group, Kind, Target, filter, table};
use crate::vocab::Vocabulary;
use ids::{UNANSWERED_PSEUDO_TERM, identifier, is_history, property, record_id, values};
use jiff::civil;

/// The group of what untagged words search.
const ANY_FIELD: &str = "any";

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
    let mut translator = Translator { context, issues, patterns: Patterns::default(), said_no_field: false };
    let clause = translator.expr(&expr, None);
    let issues = translator.issues;
    match clause {
        Some(clause) => (Some(Plan { clause, plain, prose, issues: issues.clone() }), issues),
        None => (None, issues),
    }
}

/// What is said of a text in which nothing can be looked for.
fn nothing_in(shown: &str, text: &str) -> String {
    let wild = text.contains(['*', '?']);
    let why = if wild {
        ": beside `*` or `?` one has to be given, and `*` by itself, without a tag, is every record"
    } else {
        ""
    };
    format!("{shown} has no letter or digit and is ignored{why}")
}

struct Translator<'a> {
    context: Context<'a>,
    issues: Vec<Issue>,
    patterns: Patterns,
    /// Whether a term without a field was hinted at: the first of a query is.
    said_no_field: bool,
}

impl<'a> Translator<'a> {
    /// The clause of an expression; `outer` is the tag of a group around it.
    fn expr(&mut self, expr: &Expr, outer: Option<&Tag>) -> Option<Clause> {
        match expr {
            Expr::Term(term) => {
                if term.tag.is_none() && outer.is_none() {
                    self.note_dates_without_field(std::slice::from_ref(term));
                }
                self.term(term, outer)
            }
            Expr::Words(words) if outer.is_none() => self.words(words),
            Expr::Words(words) if outer.is_some_and(holds_whole_values) => {
                let span = expr.span();
                let text = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
                self.term(&Term { text, quoted: false, tag: None, span }, outer)
            }
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
        self.note_dates_without_field(words);
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
        let target = table().tag(&tag.name);
        let tag = &self.possible_modifiers(tag, target);
        if let Some(Meaning { look, shown }) = self.lexicon().action(term, tag, &mut self.issues) {
            return Some(leaf(look, shown, term));
        }
        match target {
            Some(Target::Field(field)) if field.kind == Kind::Text => self.text(term, tag, &field.label, vec![field]),
            Some(Target::Group(group)) if group.name != "title_abstract" && property(&term.text).is_some() => {
                let look = property(&term.text)?;
                Some(leaf(look, shown(term, tag, &group.label), term))
            }
            Some(Target::Group(group)) if covers_values(group) && tag.within.is_none() => {
                let loose = group.name == ANY_FIELD && !term.quoted;
                self.words_in(term, group, if loose { Breadth::Loose } else { Breadth::Exact }, Some(tag))
            }
            Some(Target::Group(group)) => self.text(term, tag, &group.label, fields_of(group)),
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
        // A property of records has no field.
        if term.quoted || property(&term.text).is_none() {
            self.hint_no_field(term);
        }
        let pubmed = self.context.scope == Scope::Pubmed;
        let Some(Target::Group(group)) = table().tag(if pubmed { "all" } else { ANY_FIELD }) else { return None };
        let breadth = if term.quoted || pubmed { Breadth::Exact } else { Breadth::Loose };
        self.words_in(term, group, breadth, None)
    }

    /// A word or a phrase wherever untagged ones are looked for; an id is also that of a record.
    fn words_in(&mut self, term: &Term, group: &Group, breadth: Breadth, tag: Option<&Tag>) -> Option<Clause> {
        self.hint_wildcards(term, None);
        // A text gives a DOI with its address or without.
        let doi = Doi::parse(&term.text).map(|doi| doi.to_string());
        let Some(pattern) = self.patterns.of(doi.as_deref().unwrap_or(&term.text), breadth, Order::Phrase) else {
            let message = nothing_in(&term.text, &term.text);
            self.issues.push(Issue::note("nothing_to_search", term.span.clone(), message));
            return None;
        };
        if self.is_too_long(&pattern, term) {
            return None;
        }
        let id = identifier(&term.text).filter(|_| !term.quoted);
        let pubmed = tag.is_none() && id.is_none() && self.context.scope == Scope::Pubmed;
        let exact = term.quoted && group.name == ANY_FIELD;
        let values = if exact { Vec::new() } else { values(&term.text, group.name != ANY_FIELD) };
        let mut looks: Vec<Look> = id.into_iter().chain(values).collect();
        looks.push(Look::Text { fields: fields_of(group), pattern });
        let look = if looks.len() > 1 { Look::Either(looks) } else { looks.pop()? };
        let shown = match tag {
            Some(tag) => shown(term, tag, &group.label),
            None if pubmed => shown(term, &Tag::parse(&group.label, term.span.clone()), &group.label),
            None => Term { tag: None, ..term.clone() }.to_string(),
        };
        Some(leaf(look, shown, term))
    }

    fn text(&mut self, term: &Term, tag: &Tag, label: &str, fields: Vec<&'static Field>) -> Option<Clause> {
        self.hint_wildcards(term, tag.within);
        let tag = &self.within_limits(tag, label);
        let order = tag.within.map_or(Order::Phrase, |within| Order::Near { within, ordered: tag.ordered });
        let Some(pattern) = self.patterns.of(&term.text, Breadth::Exact, order) else {
            let message = nothing_in(&term.to_string(), &term.text);
            self.issues.push(Issue::warning("nothing_to_search", term.span.clone(), message));
            return None;
        };
        if self.is_too_long(&pattern, term) {
            return None;
        }
        Some(leaf(Look::Text { fields, pattern }, shown(term, tag, label), term))
    }

    fn values(&mut self, term: &Term, tag: &Tag, field: &'static Field) -> Option<Clause> {
        if let Some(clause) = self.several_values(term, tag, field) {
            return Some(clause);
        }
        if let Some(Meaning { look, shown }) = self.lexicon().meaning(field, term, tag, &mut self.issues) {
            return Some(leaf(look, shown, term));
        }
        if field.name == "pmid" && terms::is_range(&term.text) {
            return self.ids_between(term, field);
        }
        if let Some(message) = terms::unknown_value(field, &term.text) {
            self.issues.push(Issue::warning("unknown_value", term.span.clone(), message));
        }
        if field.name == "pages" && terms::first_page(&term.text).len() < term.text.len() {
            let message = format!("{:?}: articles are found by their first page alone", term.text);
            self.issues.push(Issue::note("first_page", term.span.clone(), message));
        }
        let look = terms::look(field, &term.text, term.quoted);
        // As a filter it stands for itself, or else has to be named as what it is.
        let itself = filter(&term.text).is_some_and(|filter| filter.query == format!("{}[{}]", term.text, field.name));
        let label = if field.name == "status" && !itself { &field.name } else { &field.label };
        Some(leaf(look, shown(term, tag, label), term))
    }

    /// Values that a term names together where its field has one: authors of one paper, qualifiers of one heading.
    fn several_values(&mut self, term: &Term, tag: &Tag, field: &'static Field) -> Option<Clause> {
        let (values, operator) = match field.kind {
            Kind::Name => (names::several(&term.text)?, Operator::And),
            Kind::Heading => (terms::several_qualifiers(&term.text)?, Operator::Or),
            _ => return None,
        };
        let each: Vec<Term> = values.into_iter().map(|text| Term { text, ..term.clone() }).collect();
        let read: Vec<String> =
            each.iter().map(|one| Term { tag: Some(tag.clone()), ..one.clone() }.to_string()).collect();
        let message =
            format!("[{}] is behind one value at a time: read as {}", tag.name, read.join(&format!(" {operator} ")));
        self.issues.push(Issue::warning("several_values", term.span.clone(), message));
        let clauses: Vec<Option<Clause>> = each.iter().map(|one| self.values(one, tag, field)).collect();
        Clause::chain(None, clauses.into_iter().map(|clause| (operator, clause)))
    }

    fn unknown_tag(&mut self, term: &Term, tag: &Tag) -> Option<Clause> {
        let message = format!(
            "[{}] is no field of this index: {:?} is searched in all fields; `medlar fields` lists the tags{}",
            tag.name,
            term.text,
            tag_meant(&tag.name).map_or_else(String::new, |near| format!("; did you mean [{near}]?"))
        );
        self.issues.push(Issue::warning("unknown_tag", tag.span.clone(), message));
        let bare = Term { tag: None, ..term.clone() };
        if term.quoted || !term.text.contains(' ') {
            return self.untagged(&bare);
        }
        let word = |text: &str| Term { text: text.to_owned(), quoted: false, tag: None, span: term.span.clone() };
        let words: Vec<Term> = term.text.split(' ').map(word).collect();
        self.words(&words)
    }
}

/// Whether a tag is of a field of whole values, of which words side by side are one.
fn holds_whole_values(tag: &Tag) -> bool {
    match table().tag(&tag.name) {
        Some(Target::Field(field)) => field.kind != Kind::Text,
        Some(Target::Date(_)) => true,
        _ => false,
    }
}

/// Whether a group stands for every field of a record, those of whole values too.
fn covers_values(group: &Group) -> bool {
    matches!(group.name.as_str(), ANY_FIELD | "all")
}

fn fields_of(group: &Group) -> Vec<&'static Field> {
    group.fields.iter().filter_map(|name| table().field(name)).collect()
}

fn leaf(look: Look, shown: String, term: &Term) -> Clause {
    Clause::Leaf(Leaf { look, shown, span: term.span.clone() })
}

/// A tagged term in PubMed's notation.
fn shown(term: &Term, tag: &Tag, label: &str) -> String {
    let tag = Tag { name: label.to_owned(), ..tag.clone() };
    if term.quoted { format!("\"{}\"{tag}", term.text) } else { format!("{}{tag}", term.text) }
}
