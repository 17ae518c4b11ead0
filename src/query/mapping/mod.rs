//! Automatic term mapping: untagged words to subjects, journals, authors and investigators, as PubMed maps them (PubMed User
//! Guide, "Automatic Term Mapping").
//!
//! A step between parsing and translating, from a syntax tree to a syntax tree: what it makes is a query that a person could
//! have typed, so that its printed form, typed again, is the same query. Where untagged words search every field, mapping only
//! adds to what they find: the words themselves stay, under a tag that is never mapped (`[any]`); under PubMed's scope they are
//! looked for as PubMed does, exactly, in `[All Fields]`. From the left the longest run of words that means
//! something is taken: as a subject (headings, entry terms, qualifiers, publication types, supplementary concepts, in either
//! spelling and number), else as a journal, else as an author, else as an investigator of the index. Words that mean none
//! of these stay as they are.

mod phrases;
mod variants;

use super::ast::{Expr, Operator, Tag, Term};
use super::issue::Span;
use super::names::full_names;
use super::translate::Scope;
use super::words::{is_stopword, is_stopword_in_text, named};
use crate::analysis::{Match, fold};
use crate::record::{Doi, Pmcid, Pmid};
use crate::schema::table;
use crate::vocab::{Concept, Kind, Vocabulary};
use phrases::{Alternatives, cannot_be_printed};
use variants::variants;

/// Most words of a name that is looked for.
const LONGEST: usize = 12;

/// What mapping asks of the index.
pub trait Holdings {
    /// Whether any record has a value of the field that is `value`, or begins with it.
    fn has_value(&self, field: &str, value: &str, beginning: bool) -> bool;
    /// Whether any record has the folded word in its text.
    fn has_word(&self, word: &str) -> bool;
}

/// `expr` with its untagged words mapped. `None` where none of them means anything.
#[must_use]
pub fn map(expr: &Expr, vocabulary: &Vocabulary, holdings: &dyn Holdings, scope: Scope) -> Option<Expr> {
    let mut mapper = Mapper { vocabulary, holdings, scope, mapped: false };
    let mapped = mapper.expr(expr);
    mapper.mapped.then_some(mapped)
}

struct Mapper<'a> {
    vocabulary: &'a Vocabulary,
    holdings: &'a dyn Holdings,
    scope: Scope,
    mapped: bool,
}

impl Mapper<'_> {
    fn expr(&mut self, expr: &Expr) -> Expr {
        match expr {
            Expr::Term(term)
                if !term.quoted && term.tag.as_ref().is_none_or(|tag| table().tag(&tag.name).is_none()) =>
            {
                self.words(&untagged(term))
            }
            Expr::Words(words) => self.words(words),
            Expr::Chain(first, rest) => {
                let first = Box::new(self.expr(first));
                Expr::Chain(first, rest.iter().map(|(operator, operand)| (*operator, self.expr(operand))).collect())
            }
            Expr::Term(_) | Expr::Range(..) | Expr::Tagged(..) => expr.clone(),
        }
    }

    /// Plain words: from the left, the longest run that means something, and the rest as it is.
    fn words(&mut self, words: &[Term]) -> Expr {
        let mut parts: Vec<Expr> = Vec::new();
        let mut left: Vec<Term> = Vec::new();
        let mut rest = words;
        let all_common = words.iter().all(|word| is_stopword_in_text(&word.text));
        while !rest.is_empty() {
            let found = self.longest(rest);
            let taken = found.as_ref().map_or_else(|| unit(rest), |(length, _)| *length);
            let (now, later) = rest.split_at(taken);
            rest = later;
            match found {
                Some((_, expr)) => {
                    parts.extend(plain(&mut left));
                    parts.push(expr);
                    self.mapped = true;
                }
                // A common word is searched only where there is nothing else.
                None if now.len() == 1 && !all_common && is_stopword_in_text(&now[0].text) => {}
                None => left.extend_from_slice(now),
            }
        }
        parts.extend(plain(&mut left));
        chain(parts, Operator::And).unwrap_or_else(|| Expr::Words(words.to_vec()))
    }

    /// The longest run from the first word on that means something, and what.
    fn longest(&self, words: &[Term]) -> Option<(usize, Expr)> {
        let usable = words.iter().take(LONGEST).take_while(|word| may_be_mapped(&word.text)).count();
        (1..=usable).rev().filter(|length| is_boundary(words, *length)).find_map(|length| {
            let run = &words[..length];
            if run.iter().all(|word| is_stopword(&word.text)) {
                return None;
            }
            let text = run.iter().map(|word| unasked(&word.text)).collect::<Vec<_>>().join(" ");
            let span = run[0].span.start..run[length - 1].span.end;
            Some((length, self.meaning(&text, length, &span)?))
        })
    }

    /// What a text of `words` words means.
    fn meaning(&self, text: &str, words: usize, span: &Span) -> Option<Expr> {
        let folded = fold(text);
        if folded.is_empty() {
            return None;
        }
        self.subject(text, &folded, words, span)
            .or_else(|| self.journal(text, &folded, words, span))
            .or_else(|| self.person(text, &folded, words, span))
    }

    fn subject(&self, text: &str, folded: &str, words: usize, span: &Span) -> Option<Expr> {
        let is_subject = |concept: &Concept| concept.kind != Kind::Journal && !cannot_be_printed(&concept.name);
        let named =
            |name: &str| -> Vec<Concept> { self.vocabulary.named(name).into_iter().filter(is_subject).collect() };
        let mut concepts = named(folded);
        if concepts.is_empty() {
            // The same in another number or spelling.
            concepts = variants(folded).iter().map(|other| named(other)).find(|found| !found.is_empty())?;
        }
        let mut alternatives = Alternatives::new(span, self.scope);
        for concept in &concepts {
            self.concept(concept, &mut alternatives);
        }
        let whole = words == 1 || concepts.iter().any(|concept| concept.kind == Kind::Supplementary);
        alternatives.typed(text, whole);
        // What is all in capitals is an acronym, which has no other number: `AIDS` is no plural.
        let acronym = text.chars().count() > 1 && text.chars().all(char::is_uppercase);
        if words == 1 && !folded.contains(' ') && !acronym {
            let known = |word: &String| self.vocabulary.knows(word) || self.holdings.has_word(word);
            variants(folded).iter().filter(|word| known(word)).for_each(|word| alternatives.variant(text, word));
        }
        alternatives.finish()
    }

    /// What a concept adds: itself under its tag, and its name in all fields.
    fn concept(&self, concept: &Concept, alternatives: &mut Alternatives<'_>) {
        let name = concept.name.to_lowercase();
        match concept.kind {
            Kind::Descriptor if concept.is_publication_type() => alternatives.tagged(&name, "Publication Type"),
            Kind::Descriptor => {
                if !self.vocabulary.with_action(&fold(&name)).is_empty() {
                    alternatives.tagged(&name, "Pharmacological Action");
                }
                alternatives.tagged(&name, "MeSH Terms");
                alternatives.heading(&concept.name);
            }
            Kind::Qualifier => alternatives.tagged(&name, "MeSH Subheading"),
            Kind::Supplementary => {
                alternatives.tagged(&name, "Supplementary Concept");
                alternatives.text(&name);
            }
            Kind::Journal => {}
        }
    }

    fn journal(&self, text: &str, folded: &str, words: usize, span: &Span) -> Option<Expr> {
        let mut journals = self.vocabulary.named(folded);
        journals.retain(|concept| concept.kind == Kind::Journal && !cannot_be_printed(&concept.name));
        if journals.is_empty() || folded.bytes().all(|b| b.is_ascii_digit() || b == b' ') {
            return None;
        }
        let mut alternatives = Alternatives::new(span, self.scope);
        journals.iter().for_each(|journal| alternatives.tagged(&journal.name, "Journal"));
        alternatives.typed(text, words == 1);
        alternatives.finish()
    }

    /// An author or investigator of the index: `last initials`, or a full name of two words or more.
    fn person(&self, text: &str, folded: &str, words: usize, span: &Span) -> Option<Expr> {
        if words < 2 {
            return None;
        }
        let name = fold(&text.replace(['\'', '\u{2019}', '.'], ""));
        let (_, last) = name.rsplit_once(' ')?;
        let initials = last.chars().count() <= 2 && last.chars().all(char::is_alphabetic);
        let mut alternatives = Alternatives::new(span, self.scope);
        let mut found = false;
        if initials {
            for (field, label) in [("author", "Author"), ("investigator", "Investigator")] {
                // PubMed takes the first that there is.
                if (!found || self.scope == Scope::Everything) && self.holdings.has_value(field, &name, true) {
                    alternatives.person(&name, label);
                    found = true;
                }
            }
        } else {
            // The index holds one order of a full name.
            let has = |order: &Match| matches!(order, Match::Term(name) if self.holdings.has_value("full_author", name, false));
            found = full_names(folded).iter().any(has);
            alternatives.person(&name, "Full Author Name");
        }
        if self.scope == Scope::Everything {
            alternatives.typed(text, false);
        }
        if found { alternatives.finish() } else { None }
    }
}

/// Whether a word may be part of a name: no truncation, no id, no pseudo-term, nothing without letters and digits.
fn may_be_mapped(word: &str) -> bool {
    let id = Doi::parse(word).is_some()
        || Pmcid::parse(word).is_some()
        || (word.len() >= 5 && Pmid::parse(word).is_some())
        || crate::record::is_property(&word.to_lowercase());
    !id && !unasked(word).contains(['*', '?', '#', '[', ']', '"']) && word.chars().any(char::is_alphanumeric)
}

/// A word without the mark of a question behind it, where it is no wildcard.
fn unasked(word: &str) -> &str {
    word.trim_end_matches(['?', '!'])
}

/// The words of a term whose tag, if it has one, is none: they are searched as if they had none.
fn untagged(term: &Term) -> Vec<Term> {
    let word = |text: &str| Term { text: text.to_owned(), tag: None, ..term.clone() };
    term.text.split(' ').filter(|text| !text.is_empty()).map(word).collect()
}

/// How many words from the first on must not be parted.
fn unit(words: &[Term]) -> usize {
    named(words).max(1)
}

/// Whether a run of `length` words ends where one may: not within words that are one name.
fn is_boundary(words: &[Term], length: usize) -> bool {
    let mut at = 0;
    while at < length {
        at += unit(&words[at..]);
    }
    at == length
}

/// The words left so far as one operand.
fn plain(left: &mut Vec<Term>) -> Option<Expr> {
    let mut words = std::mem::take(left);
    match words.len() {
        0 | 1 => words.pop().map(Expr::Term),
        _ => Some(Expr::Words(words)),
    }
}

/// Operands under one operator.
fn chain(operands: Vec<Expr>, operator: Operator) -> Option<Expr> {
    let mut operands = operands.into_iter();
    let first = operands.next()?;
    let rest: Vec<(Operator, Expr)> = operands.map(|operand| (operator, operand)).collect();
    Some(if rest.is_empty() { first } else { Expr::Chain(Box::new(first), rest) })
}

#[cfg(test)]
mod tests;
