//! The tokens of a text, as they are indexed.

use super::STEM;
use super::stem::Stems;
use super::symbols::{compound_at, has_micro_unit, is_possessive, is_soft, is_symbol};
use super::words::{Word, Words};
use std::ops::Range;

/// Most parts of a compound that has a closed form, and most bytes of that form: longer chains are sentences.
const MAX_PARTS: usize = 6;
const MAX_JOINED_BYTES: usize = 48;

/// Longest part, in bytes, of two in a longer compound that have a closed form of their own.
const MAX_PAIR_PART: usize = 5;

/// Most parts of a compound of plain words that has one.
pub(super) const MAX_PLAIN_PARTS: usize = 3;

/// A term at a place of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// The term, with the marker of its namespace.
    pub term: &'a str,
    /// Its position; a compound's closed form stands at the position of its first part.
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
                if compound.len() > 1 {
                    self.push_closed(&compound, number, tokens);
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

    /// The closed forms that begin at the part `number` of a compound: of the whole, and of two parts that are a symbol in
    /// a longer one (`NF-kB-dependent`). Left out where a query finds the parts themselves (`IL-2`, `TNF-alpha`).
    fn push_closed(&mut self, compound: &Range<usize>, number: usize, tokens: &mut Tokens) {
        let parts = joinable(&self.words, &self.words.words[compound.clone()]);
        let at = number - compound.start;
        if parts.is_empty() || at + 1 >= parts.len() {
            return;
        }
        let text = |part: &Word| self.words.text(part);
        let rigid = |pair: &[Word]| !is_soft(text(&pair[0]), text(&pair[1]));
        let whole = at == 0 && parts.windows(2).any(rigid);
        let pair = &parts[at..at + 2];
        let short = pair.iter().all(|part| part.letters.len() <= MAX_PAIR_PART);
        let pair_too = parts.len() > 2 && short && rigid(pair) && is_symbol(&self.words, pair);
        for group in [whole.then_some(parts), pair_too.then_some(pair)].into_iter().flatten() {
            let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
            let symbol = is_symbol(&self.words, group);
            if !symbol && group.len() > MAX_PLAIN_PARTS {
                continue;
            }
            let span = first.span.start..last.span.end;
            let closed: String = group.iter().map(text).collect();
            if symbol {
                tokens.push(None, &closed, first.position, span.clone());
            }
            let stem = self.stems.stem(&closed);
            match stem {
                Some(stem) => tokens.push(Some(STEM), stem, first.position, span),
                None if !symbol => tokens.push(Some(STEM), &closed, first.position, span),
                None => {}
            }
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

/// The parts of a compound that a closed form is made of; a possessive `s` is not among them. Empty where there is no closed
/// form.
pub(super) fn joinable<'a>(words: &Words, parts: &'a [Word]) -> &'a [Word] {
    let parts = if is_possessive(words, parts) { &parts[..parts.len() - 1] } else { parts };
    let bytes: usize = parts.iter().map(|part| part.letters.len()).sum();
    let sensible = (2..=MAX_PARTS).contains(&parts.len()) && bytes <= MAX_JOINED_BYTES && !has_micro_unit(words, parts);
    if sensible && parts.iter().any(|part| part.has_letter) { parts } else { &[] }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Terms with their positions; `~` marks a stem.
    fn show(text: &str) -> String {
        let shown: Vec<String> = Analyser::default()
            .analyse(text)
            .iter()
            .map(|t| format!("{}@{}", t.term.replace(STEM, "~"), t.position))
            .collect();
        shown.join(" ")
    }

    #[test]
    fn exact_stem_and_closed_forms_share_positions() {
        assert_eq!(show("PD-L1 tumours"), "pdl1@0 pd@0 l1@1 tumours@2 ~tumor@2");
        assert_eq!(show("decision-making"), "~decisionmak@0 decision@0 ~decis@0 making@1 ~make@1");
        assert_eq!(show("IL-2 TNF-α"), "il@0 2@1 tnf@2 alpha@3");
        assert_eq!(show("NF-kB-like"), "nfkblike@0 nfkb@0 nf@0 kblike@1 kb@1 like@2");
        assert_eq!(show("TNF-α"), show("TNFα"));
        assert_eq!(show("X-ray"), "xray@0 x@0 ray@1");
        assert_eq!(show("patient's"), "patient@0 s@1");
        assert_eq!(show("2019-2020"), "2019@0 2020@1");
    }

    #[test]
    fn a_closed_form_covers_its_whole_compound() {
        let text = "anti-PD‑L1 x";
        let mut analyser = Analyser::default();
        let tokens = analyser.analyse(text);
        let joined = tokens.get(0).unwrap();
        assert_eq!((joined.term, &text[joined.from..joined.to]), ("antipdl1", "anti-PD‑L1"));
    }
}
