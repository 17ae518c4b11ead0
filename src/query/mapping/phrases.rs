//! The alternatives of which a mapped text consists, in PubMed's order and notation.

use super::{Expr, Operator, Span, Tag, Term, chain};
use crate::query::words::is_stopword;
use crate::vocab::natural_order;

/// Where the words of a mapped text are looked for.
pub(super) const ALL_FIELDS: &str = "All Fields";

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
    all: Vec<Expr>,
}

impl<'a> Alternatives<'a> {
    pub(super) fn new(span: &'a Span) -> Self {
        Self { span, all: Vec::new() }
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

    /// A word or phrase in all fields.
    pub(super) fn text(&mut self, text: &str) {
        self.tagged(text, ALL_FIELDS);
    }

    /// The words of a heading in all fields, and the heading as it is said.
    pub(super) fn heading(&mut self, name: &str) {
        let said = natural_order(name).unwrap_or_else(|| name.to_lowercase());
        self.words(&name.to_lowercase().replace(", ", " "));
        self.text(&said);
    }

    /// What was typed; `whole`: not its words apart.
    pub(super) fn typed(&mut self, text: &str, whole: bool) {
        let text = text.to_lowercase();
        if !whole {
            self.words(&text);
        }
        self.text(&text);
    }

    /// All words of a text, wherever they stand, unless one is a lone letter or number, which means nothing alone.
    fn words(&mut self, text: &str) {
        let words: Vec<&str> = text.split_whitespace().filter(|word| !is_stopword(word)).collect();
        let lone = |word: &str| {
            let signs = word.chars().filter(|c| c.is_alphanumeric());
            signs.clone().count() <= 1 || (signs.clone().count() <= 2 && signs.clone().all(|c| c.is_ascii_digit()))
        };
        if words.len() < 2 || text.split_whitespace().any(|word| lone(word) && !is_stopword(word)) {
            return;
        }
        let terms = words.iter().map(|word| Expr::Term(tagged(word, ALL_FIELDS, true, self.span)));
        if let Some(all) = chain(terms.collect(), Operator::And)
            && !self.all.iter().any(|other| same_words(other, &all))
        {
            self.all.push(all);
        }
    }

    pub(super) fn finish(self) -> Option<Expr> {
        chain(self.all, Operator::Or)
    }
}

/// Whether two conjunctions are of the same words.
fn same_words(a: &Expr, b: &Expr) -> bool {
    let words = |expr: &Expr| -> Vec<String> {
        let Expr::Chain(first, rest) = expr else { return Vec::new() };
        let mut words: Vec<String> =
            std::iter::once(&**first).chain(rest.iter().map(|(_, operand)| operand)).map(ToString::to_string).collect();
        words.sort_unstable();
        words
    };
    words(a) == words(b)
}
