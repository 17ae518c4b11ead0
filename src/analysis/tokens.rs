//! The tokens of a text, as they are indexed.

use super::fold::is_greek_name;
use super::stem::Stems;
use super::words::{Word, Words};
use super::{JOINED, STEM};
use std::ops::Range;

/// Most parts of a compound that has a joined form, and most bytes of that form: longer chains are sentences.
const MAX_PARTS: usize = 6;
const MAX_JOINED_BYTES: usize = 48;

/// A term at a place of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// The term, with the marker of its namespace.
    pub term: &'a str,
    /// Its position; a compound's joined form stands at the position of its first part.
    pub position: u32,
    /// Bytes of the text that it covers.
    pub from: usize,
    /// End of those bytes.
    pub to: usize,
}

/// Turns texts into tokens. Costs nothing to keep and something to make: it remembers stems.
#[derive(Default)]
pub struct Analyser {
    words: Words,
    stems: Stems,
}

/// The tokens of one text, by position.
#[derive(Debug, Default)]
pub struct Tokens {
    terms: String,
    list: Vec<Place>,
}

#[derive(Debug)]
struct Place {
    term: Range<usize>,
    position: u32,
    span: Range<usize>,
}

impl Tokens {
    /// Number of tokens.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The token of that number.
    #[must_use]
    pub fn get(&self, number: usize) -> Option<Token<'_>> {
        self.list.get(number).map(|place| Token {
            term: &self.terms[place.term.clone()],
            position: place.position,
            from: place.span.start,
            to: place.span.end,
        })
    }

    /// All tokens.
    pub fn iter(&self) -> impl Iterator<Item = Token<'_>> {
        (0..self.list.len()).filter_map(|number| self.get(number))
    }

    fn push(&mut self, marker: Option<char>, term: &str, position: u32, span: Range<usize>) {
        let start = self.terms.len();
        self.terms.extend(marker);
        self.terms.push_str(term);
        self.list.push(Place { term: start..self.terms.len(), position, span });
    }
}

impl Analyser {
    /// The tokens of `text`, into `tokens`, whose earlier content is forgotten.
    pub fn analyse_into(&mut self, text: &str, tokens: &mut Tokens) {
        tokens.terms.clear();
        tokens.list.clear();
        self.words.split(text);
        let mut rest = 0;
        while rest < self.words.words.len() {
            let compound = compound_at(&self.words.words, rest);
            for number in compound.clone() {
                if number == compound.start {
                    push_joined(&self.words, &self.words.words[compound.clone()], tokens);
                }
                let word = &self.words.words[number];
                let term = self.words.text(word);
                tokens.push(None, term, word.position, word.span.clone());
                if !word.has_digit
                    && let Some(stem) = self.stems.stem(term)
                {
                    tokens.push(Some(STEM), stem, word.position, word.span.clone());
                }
            }
            rest = compound.end;
        }
    }

    /// The tokens of `text`.
    #[must_use]
    pub fn analyse(&mut self, text: &str) -> Tokens {
        let mut tokens = Tokens::default();
        self.analyse_into(text, &mut tokens);
        tokens
    }

    /// The stem of a folded word; the word itself where it has no other.
    pub(super) fn stem<'a>(&'a mut self, word: &'a str) -> &'a str {
        self.stems.stem(word).unwrap_or(word)
    }
}

/// The words of the compound that begins with word number `first`; that word alone where there is none.
pub(super) fn compound_at(words: &[Word], first: usize) -> Range<usize> {
    let more = words[first + 1..].iter().take_while(|word| word.joined_to_previous).count();
    first..first + 1 + more
}

/// The parts of a compound that its joined form is made of; a possessive `s` is not among them. Empty where there is
/// no joined form.
pub(super) fn joinable<'a>(words: &Words, mut parts: &'a [Word]) -> &'a [Word] {
    if let Some((last, before)) = parts.split_last()
        && last.after_apostrophe
        && words.text(last) == "s"
    {
        parts = before;
    }
    let bytes: usize = parts.iter().map(|part| part.letters.len()).sum();
    let sensible = (2..=MAX_PARTS).contains(&parts.len()) && bytes <= MAX_JOINED_BYTES;
    if sensible && parts.iter().any(|part| part.has_letter) { parts } else { &[] }
}

/// Whether a compound is a symbol (`PD-L1`, `TNF-α`, `NF-kappaB`, `X-ray`), whose joined form is as exact as its parts, and
/// not two plain words (`decision-making`).
pub(super) fn is_symbol(words: &Words, parts: &[Word]) -> bool {
    let apostrophe = parts.iter().skip(1).any(|part| part.after_apostrophe);
    parts.iter().any(|part| {
        let text = words.text(part);
        let letter = text.len() == 1 && !apostrophe;
        part.has_digit || part.is_greek || is_greek_name(text) || letter || has_greek_beginning(text)
    })
}

/// Whether a part is the name of a Greek letter with a letter or two behind it (`kappaB`).
fn has_greek_beginning(text: &str) -> bool {
    ["alpha", "beta", "gamma", "delta", "kappa"]
        .iter()
        .any(|name| text.starts_with(name) && (1..=2).contains(&(text.len() - name.len())))
}

fn push_joined(words: &Words, compound: &[Word], tokens: &mut Tokens) {
    let parts = joinable(words, compound);
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return };
    let marker = (!is_symbol(words, parts)).then_some(JOINED);
    let joined: String = parts.iter().map(|part| words.text(part)).collect();
    tokens.push(marker, &joined, first.position, first.span.start..last.span.end);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Terms with their positions; `~` marks a stem, `+` a joined form.
    fn show(text: &str) -> String {
        let shown: Vec<String> = Analyser::default()
            .analyse(text)
            .iter()
            .map(|t| format!("{}@{}", t.term.replace(STEM, "~").replace(JOINED, "+"), t.position))
            .collect();
        shown.join(" ")
    }

    #[test]
    fn exact_stem_and_joined_forms_share_positions() {
        assert_eq!(show("PD-L1 tumours"), "pdl1@0 pd@0 l1@1 tumours@2 ~tumor@2");
        assert_eq!(show("decision-making"), "+decisionmaking@0 decision@0 ~decis@0 making@1 ~make@1");
        assert_eq!(show("TNF-α"), show("TNFα"));
        assert_eq!(show("X-ray"), "xray@0 x@0 ray@1");
        assert_eq!(show("NF-κB").split(' ').next(), show("NF-kappaB").split(' ').next());
        assert_eq!(show("patient's"), "patient@0 s@1");
        assert_eq!(show("2019-2020"), "2019@0 2020@1");
    }

    #[test]
    fn a_joined_form_covers_its_whole_compound() {
        let text = "anti-PD‑L1 x";
        let mut analyser = Analyser::default();
        let tokens = analyser.analyse(text);
        let joined = tokens.get(0).unwrap();
        assert_eq!((joined.term, &text[joined.from..joined.to]), ("antipdl1", "anti-PD‑L1"));
    }
}
