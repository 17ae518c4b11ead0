//! Words of a text: where they begin and end, and which of them one compound joins.

use super::fold::{fold_char, greek_name, is_ignorable};
use super::{ITEM_BREAK, ITEM_GAP, MAX_TERM_BYTES, SECTION_BREAK, SECTION_GAP};
use std::ops::Range;

/// A word, folded, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Where its folded letters stand in [`Words::letters`].
    pub(super) letters: Range<usize>,
    /// Its bytes in the text.
    pub(super) span: Range<usize>,
    /// Its position: the number of words and gaps before it.
    pub(super) position: u32,
    /// Whether it belongs to one compound with the word before it.
    pub(super) joined_to_previous: bool,
    /// Whether an apostrophe stands between it and the word before.
    pub(super) after_apostrophe: bool,
    /// Whether it has a letter.
    pub(super) has_letter: bool,
    /// Whether it has a digit.
    pub(super) has_digit: bool,
    /// Whether it was a Greek letter, spelt out here.
    pub(super) is_greek: bool,
}

/// The words of one text; reused from text to text.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) letters: String,
    pub(super) words: Vec<Word>,
}

/// What stands between the last word and the next.
#[derive(Clone, Copy, PartialEq)]
enum Between {
    Nothing,
    Joiner { apostrophe: bool },
    Other,
}

struct Splitter<'a> {
    out: &'a mut Words,
    open: Option<Word>,
    between: Between,
    position: u32,
}

impl Words {
    /// The folded letters of a word.
    pub(super) fn text(&self, word: &Word) -> &str {
        &self.letters[word.letters.clone()]
    }

    /// Splits `text`, forgetting the words of the text before.
    pub(super) fn split(&mut self, text: &str) {
        self.letters.clear();
        self.words.clear();
        let mut splitter = Splitter { out: self, open: None, between: Between::Other, position: 0 };
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            at += splitter.take(text, at, bytes[at]);
        }
        splitter.close();
    }
}

impl Splitter<'_> {
    /// Takes the character at `at`; returns its length in bytes.
    fn take(&mut self, text: &str, at: usize, byte: u8) -> usize {
        if byte.is_ascii() {
            self.take_ascii(at, byte);
            return 1;
        }
        let Some(c) = text[at..].chars().next() else { return 1 };
        let span = at..at + c.len_utf8();
        if is_ignorable(c) {
            self.extend(span.end);
        } else if matches!(c, '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{2032}') {
            self.separate(Between::Joiner { apostrophe: true });
        } else if matches!(c, '\u{2010}'..='\u{2014}' | '\u{2212}') {
            self.separate(Between::Joiner { apostrophe: false });
        } else {
            self.take_other(c, &span);
        }
        c.len_utf8()
    }

    fn take_ascii(&mut self, at: usize, byte: u8) {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                self.letter(char::from(byte.to_ascii_lowercase()), &(at..at + 1))
            }
            b'-' => self.separate(Between::Joiner { apostrophe: false }),
            b'\'' => self.separate(Between::Joiner { apostrophe: true }),
            _ => {
                self.separate(Between::Other);
                match char::from(byte) {
                    ITEM_BREAK => self.position += ITEM_GAP,
                    SECTION_BREAK => self.position += SECTION_GAP,
                    _ => {}
                }
            }
        }
    }

    fn take_other(&mut self, c: char, span: &Range<usize>) {
        // 10⁵ is not 105, but Ca²⁺ is Ca2+: a superscript continues letters, never digits.
        let after_digit = self.open.is_some() && self.out.letters.ends_with(|l: char| l.is_ascii_digit());
        if after_digit && matches!(c, '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{2070}'..='\u{2079}') {
            self.separate(Between::Other);
        }
        let mut folded = [' '; 8];
        let mut count = 0;
        fold_char(c, &mut |f| {
            if count < folded.len() {
                folded[count] = f;
                count += 1;
            }
        });
        if count == 0 {
            self.extend(span.end);
        }
        for &f in &folded[..count] {
            match greek_name(f) {
                Some(name) => self.greek(name, span),
                None if is_ideograph(f) => self.ideograph(f, span),
                None if f.is_alphanumeric() => self.letter(f, span),
                None => self.separate(Between::Other),
            }
        }
    }

    /// A combining mark or an ignorable character: part of the open word's span.
    fn extend(&mut self, end: usize) {
        if let Some(open) = &mut self.open {
            open.span.end = end;
        }
    }

    fn letter(&mut self, c: char, span: &Range<usize>) {
        let digit = c.is_numeric();
        // A Greek letter set against a Latin one is a part of its own; against a digit it is not (α1, β2).
        if !digit && self.open.as_ref().is_some_and(|open| open.is_greek) {
            self.close();
            self.between = Between::Nothing;
        }
        let open = self.open_at(span.start);
        open.has_letter |= !digit;
        open.has_digit |= digit;
        open.span.end = span.end;
        self.out.letters.push(c);
    }

    fn greek(&mut self, name: &str, span: &Range<usize>) {
        if self.open.is_some() {
            self.close();
            self.between = Between::Nothing;
        }
        let open = self.open_at(span.start);
        open.has_letter = true;
        open.is_greek = true;
        open.span.end = span.end;
        self.out.letters.push_str(name);
    }

    fn ideograph(&mut self, c: char, span: &Range<usize>) {
        self.separate(Between::Other);
        self.letter(c, span);
        self.separate(Between::Other);
    }

    fn open_at(&mut self, start: usize) -> &mut Word {
        let at = self.out.letters.len();
        let (between, position, first) = (self.between, self.position, self.out.words.is_empty());
        self.open.get_or_insert_with(|| Word {
            letters: at..at,
            span: start..start,
            position,
            joined_to_previous: !first && between != Between::Other,
            after_apostrophe: between == Between::Joiner { apostrophe: true },
            has_letter: false,
            has_digit: false,
            is_greek: false,
        })
    }

    fn separate(&mut self, between: Between) {
        let closed = self.close();
        // Two joiners in a row (`--`) are a dash between words, no compound.
        let joins = closed && between != Between::Other;
        self.between = if joins { between } else { Between::Other };
    }

    /// Ends the open word. Returns whether there was one.
    fn close(&mut self) -> bool {
        let Some(mut word) = self.open.take() else { return false };
        let mut end = self.out.letters.len();
        if end - word.letters.start > MAX_TERM_BYTES {
            end = word.letters.start + MAX_TERM_BYTES;
            while !self.out.letters.is_char_boundary(end) {
                end -= 1;
            }
            self.out.letters.truncate(end);
        }
        word.letters.end = end;
        self.out.words.push(word);
        self.position += 1;
        true
    }
}

/// Characters of scripts written without spaces: each is a word.
fn is_ideograph(c: char) -> bool {
    matches!(u32::from(c), 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x2ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of a text; a compound's parts are joined by `+`.
    fn split(text: &str) -> String {
        let mut words = Words::default();
        words.split(text);
        let mut out = String::new();
        for word in &words.words {
            out.push_str(if word.joined_to_previous { "+" } else { " " });
            out.push_str(words.text(word));
        }
        out.trim_start().to_owned()
    }

    #[test]
    fn words_and_compounds() {
        for (text, expected) in [
            ("Immune resistance, again.", "immune resistance again"),
            ("PD-L1 PD‑L1 PDL1", "pd+l1 pd+l1 pdl1"),
            ("TNF-α TNFα TNF-alpha", "tnf+alpha tnf+alpha tnf+alpha"),
            ("β-catenin α1-antitrypsin β2", "beta+catenin alpha1+antitrypsin beta2"),
            ("γδ T cells", "gamma+delta t cells"),
            ("Ca2+ Ca²⁺ H₂O₂ 10⁵ cells", "ca2 ca2 h2o2 10 5 cells"),
            ("CD8+ T cells", "cd8 t cells"),
            ("patient's O’Brien", "patient+s o+brien"),
            ("PD-1/PD-L1", "pd+1 pd+l1"),
            ("wait -- what - ever", "wait what ever"),
            ("re\u{ad}sist e\u{301}tude", "resist etude"),
            ("1.5 mg/ml", "1 5 mg ml"),
            ("p.V600E", "p v600e"),
            ("結核 x", "結 核 x"),
            ("", ""),
            ("…", ""),
        ] {
            assert_eq!(split(text), expected, "{text}");
        }
    }

    #[test]
    fn breaks_leave_gaps() {
        let mut words = Words::default();
        words.split("a b\u{1d}c\u{1e}d");
        let positions: Vec<u32> = words.words.iter().map(|w| w.position).collect();
        assert_eq!(positions, [0, 1, 3, 3 + 1 + ITEM_GAP]);
    }

    #[test]
    fn spans_point_into_the_text() {
        let text = "x TNFα-induced";
        let mut words = Words::default();
        words.split(text);
        let seen: Vec<&str> = words.words.iter().map(|w| &text[w.span.clone()]).collect();
        assert_eq!(seen, ["x", "TNF", "α", "induced"]);
    }

    #[test]
    fn an_endless_word_is_cut() {
        let mut words = Words::default();
        words.split(&"é".repeat(1000));
        assert_eq!(words.text(&words.words[0]).len(), MAX_TERM_BYTES);
    }
}
