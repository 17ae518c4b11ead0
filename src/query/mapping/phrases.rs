//! The alternatives of which a mapped text consists, in PubMed's order and notation.

use super::{Expr, Operator, Scope, Span, Tag, Term, chain};
use crate::query::words::{Piece, have_one_stem, is_stopword, pieces};
use crate::vocab::natural_order;

/// Where the words of a mapped text are looked for, exactly as they stand, in PubMed's notation.
const ALL_FIELDS: &str = "All Fields";

/// The same in Medlar's own: as words without a tag are looked for, but never mapped.
const ANY_FIELD: &str = "Any Field";

/// A term behind which a tag stands.
pub(super) fn tagged(text: &str, label: &str, quoted: bool, span: &Span) -> Term {
    let tag = Tag { name: label.to_owned(), no_explosion: false, within: None, ordered: false, span: span.clone() };
    Term { text: text.to_owned(), quoted, tag: Some(tag), span: span.clone() }
}

/// Whether a name holds signs that would not read back as part of it.
pub(super) fn cannot_be_printed(name: &str) -> bool {
    name.contains(['"', '*', '?', '“', '”', '„', '«', '»'])
}

/// Alternatives, each once.
pub(super) struct Alternatives<'a> {
    span: &'a Span,
    scope: Scope,
    all: Vec<Expr>,
}

impl<'a> Alternatives<'a> {
    pub(super) fn new(span: &'a Span, scope: Scope) -> Self {
        Self { span, scope, all: Vec::new() }
    }

    fn add(&mut self, expr: Expr) {
        if !self.all.contains(&expr) {
            self.all.push(expr);
        }
    }

    /// A name in a field.
    pub(super) fn tagged(&mut self, name: &str, label: &str) {
        self.add(Expr::Term(tagged(name, label, true, self.span)));
    }

    /// A person's name. Without quotes, as PubMed has it: `smith j` is also `smith ja`.
    pub(super) fn person(&mut self, name: &str, label: &str) {
        self.add(Expr::Term(tagged(name, label, false, self.span)));
    }

    /// A word or phrase wherever untagged words are looked for.
    pub(super) fn text(&mut self, text: &str) {
        let term = self.anywhere(text);
        self.add(term);
    }

    fn anywhere(&self, text: &str) -> Expr {
        Expr::Term(match self.scope {
            Scope::Everything => tagged(text, ANY_FIELD, !is_plain_word(text), self.span),
            Scope::Pubmed => tagged(text, ALL_FIELDS, true, self.span),
        })
    }

    /// The words of a heading, and the heading as it is said.
    pub(super) fn heading(&mut self, name: &str) {
        let said = natural_order(name).unwrap_or_else(|| name.to_lowercase());
        self.words(&name.to_lowercase().replace(", ", " "));
        self.text(&said);
    }

    /// What was typed; `whole`: not its words apart, as PubMed has it. Where untagged words search every field, mapping only
    /// adds: the words are looked for as they would be without it.
    pub(super) fn typed(&mut self, text: &str, whole: bool) {
        if self.scope == Scope::Everything {
            self.words(text);
            // A single word has been said as it was typed: `AIDS` is no `aids`.
            if text.contains(' ') {
                self.text(&text.to_lowercase());
            }
            return;
        }
        if !whole {
            self.words(&text.to_lowercase());
        }
        self.text(&text.to_lowercase());
    }

    /// What was typed in another number or spelling, where that is not found by its stem anyway.
    pub(super) fn variant(&mut self, typed: &str, word: &str) {
        if self.scope == Scope::Pubmed || !have_one_stem(typed, word) {
            self.text(word);
        }
    }

    /// All words of a text, wherever they stand.
    fn words(&mut self, text: &str) {
        let words = match self.scope {
            Scope::Everything => self.named_words(text),
            Scope::Pubmed => self.words_apart(text),
        };
        if let Some(all) = chain(words, Operator::And)
            && !self.all.iter().any(|other| same_words(other, &all))
        {
            self.add(all);
        }
    }

    /// Words and names of several words, as they are looked for without mapping.
    fn named_words(&self, text: &str) -> Vec<Expr> {
        let plain = |word: &str| word.trim_matches([',', ';', '\'', '‘', '’']).to_owned();
        let word = |word: &str| Term { text: plain(word), quoted: false, tag: None, span: self.span.clone() };
        let words: Vec<Term> = text.split_whitespace().filter(|word| is_word(word)).map(word).collect();
        let joined = |name: &[Term]| name.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        let piece = |piece: &Piece<'_>| match piece {
            Piece::Word(word) => self.anywhere(&word.text),
            Piece::Name(name) => self.anywhere(&joined(name)),
        };
        pieces(&words).0.iter().map(piece).collect()
    }

    /// The words of a text, as PubMed has it: none where one is a lone letter or number, which means nothing alone.
    fn words_apart(&self, text: &str) -> Vec<Expr> {
        let words: Vec<&str> = text.split_whitespace().filter(|word| !is_stopword(word) && is_word(word)).collect();
        let lone = |word: &&str| {
            let signs = word.chars().filter(|c| c.is_alphanumeric());
            signs.clone().count() <= 1 || (signs.clone().count() <= 2 && signs.clone().all(|c| c.is_ascii_digit()))
        };
        if words.len() < 2 || words.iter().any(lone) {
            return Vec::new();
        }
        words.into_iter().map(|word| self.anywhere(word)).collect()
    }

    pub(super) fn finish(self) -> Option<Expr> {
        chain(self.all, Operator::Or)
    }
}

/// Whether there is anything in it to look for.
fn is_word(word: &str) -> bool {
    word.chars().any(char::is_alphanumeric)
}

/// Whether a word reads back as itself without quotes.
fn is_plain_word(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '\'' | '\u{2019}' | '.' | '/' | '+')) && is_word(text)
}

/// Whether two conjunctions are of the same words.
fn same_words(a: &Expr, b: &Expr) -> bool {
    let words = |expr: &Expr| -> Vec<String> {
        let Expr::Chain(first, rest) = expr else { return vec![expr.to_string()] };
        let mut words: Vec<String> =
            std::iter::once(&**first).chain(rest.iter().map(|(_, operand)| operand)).map(ToString::to_string).collect();
        words.sort_unstable();
        words
    };
    words(a) == words(b)
}
