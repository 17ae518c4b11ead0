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
    /// The folded words of the text, and behind them what was added.
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
}

impl Analyser {
    /// The tokens of `text`, into `tokens`, whose earlier content is forgotten.
    pub fn analyse_into(&mut self, text: &str, tokens: &mut Tokens) {
        self.tokens_into(text, tokens, true);
    }

    /// The same without the tokens that [`Analyser::stem_of`] gives for the term of another: for who needs the stem of a word once,
    /// however often the text has it.
    pub fn unstemmed_into(&mut self, text: &str, tokens: &mut Tokens) {
        self.tokens_into(text, tokens, false);
    }

    /// The stem that stands wherever an exact term does, whose hash is [`xxhash_rust::xxh3::xxh3_64`]; without the marker of its
    /// namespace.
    pub fn stem_of(&mut self, term: &str, hash: u64) -> Option<&str> {
        self.stems.hashed_stem(term, hash)
    }

    /// Reads what [`Analyser::stem_of`] needs of terms of these hashes, so that the processor fetches all of it at once instead of piece by
    /// piece.
    pub fn touch_stems(&self, hashes: impl Iterator<Item = u64>) {
        std::hint::black_box(hashes.fold(0, |sum, hash| sum ^ self.stems.touch(hash)));
    }

    fn tokens_into(&mut self, text: &str, tokens: &mut Tokens, stemmed: bool) {
        tokens.list.clear();
        // Terms are where the words were folded to, not copied from there.
        std::mem::swap(&mut self.words.letters, &mut tokens.terms);
        self.words.split(text);
        tokens.list.reserve(self.words.words.len() * 3 / 2);
        let mut rest = 0;
        while rest < self.words.words.len() {
            let compound = compound_at(&self.words.words, rest);
            for number in compound.clone() {
                if compound.len() > 1 {
                    self.push_closed(&compound, number, tokens, stemmed);
                }
                let word = &self.words.words[number];
                let (position, span) = (word.position, word.span.clone());
                tokens.list.push(Place { term: word.letters.clone(), position, span: span.clone() });
                if stemmed && !word.has_digit {
                    let stem = self.stems.stem(self.words.text(word));
                    if let Some(stem) = stem {
                        push(Some(STEM), stem, position, span, &mut self.words.letters, &mut tokens.list);
                    }
                }
            }
            rest = compound.end;
        }
        std::mem::swap(&mut self.words.letters, &mut tokens.terms);
    }

    /// The closed forms that begin at the part `number` of a compound: of the whole, and of two parts that are a symbol in
    /// a longer one (`NF-kB-dependent`). Left out where a query finds the parts themselves (`IL-2`, `TNF-alpha`).
    fn push_closed(&mut self, compound: &Range<usize>, number: usize, tokens: &mut Tokens, stemmed: bool) {
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
        let groups: Vec<ClosedForm> = [whole.then_some(parts), pair_too.then_some(pair)]
            .into_iter()
            .flatten()
            .filter_map(|group| self.closed(group))
            .collect();
        for form in groups {
            let (text, position, span) = (form.text, form.position, form.span);
            let (letters, list) = (&mut self.words.letters, &mut tokens.list);
            if form.symbol {
                push(None, &text, position, span.clone(), letters, list);
                if !stemmed {
                    continue;
                }
            }
            match self.stems.stem(&text) {
                Some(stem) => push(Some(STEM), stem, position, span, letters, list),
                None if !form.symbol => push(Some(STEM), &text, position, span, letters, list),
                None => {}
            }
        }
    }

    /// The closed form of some parts of a compound. `None` where there is none.
    fn closed(&self, parts: &[Word]) -> Option<ClosedForm> {
        let (first, last) = (parts.first()?, parts.last()?);
        let symbol = is_symbol(&self.words, parts);
        (symbol || parts.len() <= MAX_PLAIN_PARTS).then(|| ClosedForm {
            text: parts.iter().map(|part| self.words.text(part)).collect(),
            symbol,
            position: first.position,
            span: first.span.start..last.span.end,
        })
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

struct ClosedForm {
    text: String,
    symbol: bool,
    position: u32,
    span: Range<usize>,
}

/// Adds a term that is not among the folded words of the text.
fn push(
    marker: Option<char>,
    term: &str,
    position: u32,
    span: Range<usize>,
    terms: &mut String,
    list: &mut Vec<Place>,
) {
    let start = terms.len();
    terms.extend(marker);
    terms.push_str(term);
    list.push(Place { term: start..terms.len(), position, span });
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
pub(super) mod tests {
    use super::*;
    use crate::analysis::{ITEM_BREAK, ITEM_GAP, MAX_TERM_BYTES, SECTION_BREAK};
    use proptest::prelude::*;

    /// Texts of what is hard for an analyser, and of anything.
    pub(crate) fn any_text() -> impl Strategy<Value = String> {
        let hard = "[a-cA-C0-2 \\-'/.,αβµéß\u{301}²³₂⁹–’™½結がพ한Ωﬁ\u{ad}\u{200b}\u{1}\u{1d}\u{1e}°℃*?]{0,40}";
        let symbols = prop::collection::vec(
            prop::sample::select(vec![
                "PD", "L1", "-", " ", "IL", "2", "TNF", "α", "beta", "kappa", "B", "99m", "Tc", "SARS", "CoV", "'s",
                "µ", "g", "tumours", "decision", "making", "COVID", "19", "NF", "H1N1", "AIDS", "criteria", "\u{2011}",
            ]),
            0..8,
        );
        prop_oneof![hard.prop_map(String::from), symbols.prop_map(|parts| parts.concat()), any::<String>()]
    }

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
        assert_eq!(show("30 m² 10⁵"), "30@0 m2@1 10@2 5@3");
    }

    #[test]
    fn a_closed_form_covers_its_whole_compound() {
        let text = "anti-PD‑L1 x";
        let mut analyser = Analyser::default();
        let tokens = analyser.analyse(text);
        let joined = tokens.get(0).unwrap();
        assert_eq!((joined.term, &text[joined.from..joined.to]), ("antipdl1", "anti-PD‑L1"));
    }

    proptest! {
        /// Whatever a text is: tokens stand in order, on its characters, and within it.
        #[test]
        fn tokens_stand_in_order_on_the_characters_of_their_text(text in any_text()) {
            let tokens = Analyser::default().analyse(&text);
            let mut last = (0, 0);
            for token in tokens.iter() {
                prop_assert!(!token.term.trim_start_matches(STEM).is_empty());
                prop_assert!(token.term.len() <= MAX_TERM_BYTES + 1);
                prop_assert!(text.is_char_boundary(token.from) && text.is_char_boundary(token.to));
                prop_assert!(token.from < token.to && token.to <= text.len());
                prop_assert!((token.position, token.from) >= last);
                last = (token.position, token.from);
            }
        }

        /// Texts parted by a break have the tokens that each has alone, moved on.
        #[test]
        fn a_break_keeps_two_texts_apart(a in any_text(), b in any_text()) {
            let plain = |text: String| text.replace([ITEM_BREAK, SECTION_BREAK], " ");
            let (a, b) = (plain(a), plain(b));
            let both = format!("{a}{ITEM_BREAK}{b}");
            let mut analyser = Analyser::default();
            let (first, second, whole) = (analyser.analyse(&a), analyser.analyse(&b), analyser.analyse(&both));
            let words = first.iter().map(|t| t.position + 1).max().unwrap_or(0);
            let moved = second.iter().map(|t| (t.term.to_owned(), t.position + words + ITEM_GAP, t.from + a.len() + 1));
            let expected: Vec<(String, u32, usize)> =
                first.iter().map(|t| (t.term.to_owned(), t.position, t.from)).chain(moved).collect();
            let found: Vec<(String, u32, usize)> =
                whole.iter().map(|t| (t.term.to_owned(), t.position, t.from)).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
