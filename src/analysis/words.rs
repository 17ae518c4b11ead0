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
    /// How it is bound to the word before it.
    pub(super) link: Link,
    /// Whether it has a letter.
    pub(super) has_letter: bool,
    /// Whether it has a digit.
    pub(super) has_digit: bool,
    /// Whether it was a Greek letter, spelt out here.
    pub(super) is_greek: bool,
    /// How many of its letters were Latin capitals.
    pub(super) capitals: u8,
}

/// The words of one text; reused from text to text.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) letters: String,
    pub(super) words: Vec<Word>,
}

/// What binds a word to the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// Nothing: each stands for itself.
    Apart,
    /// They are written as one, and a Greek letter is one of them.
    Closed,
    /// A hyphen, a dash or a degree sign.
    Hyphen,
    Apostrophe,
}

struct Splitter<'a> {
    out: &'a mut Words,
    open: Option<Word>,
    between: Link,
    position: u32,
    /// Whether the last letter or digit was a raised digit.
    raised: bool,
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
        let mut splitter = Splitter { out: self, open: None, between: Link::Apart, position: 0, raised: false };
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let run = Run::at(bytes, at);
            at = if run.end > at {
                splitter.take_run(text, &run);
                run.end
            } else {
                at + splitter.take(text, at, bytes[at])
            };
        }
        splitter.close();
    }
}

/// Consecutive ASCII letters and digits: nearly all there is of most texts.
struct Run {
    start: usize,
    end: usize,
    /// The kinds of its characters, together.
    kinds: u8,
    capitals: u8,
}

const SMALL: u8 = 1;
const CAPITAL: u8 = 2;
const DIGIT: u8 = 4;

/// The kind of each byte; 0 for what is no ASCII letter or digit.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        kinds[byte] = match byte as u8 {
            b'a'..=b'z' => SMALL,
            b'A'..=b'Z' => CAPITAL,
            b'0'..=b'9' => DIGIT,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};

impl Run {
    fn at(bytes: &[u8], start: usize) -> Self {
        let mut run = Self { start, end: start, kinds: 0, capitals: 0 };
        for byte in &bytes[start..] {
            let kind = KINDS[usize::from(*byte)];
            if kind == 0 {
                break;
            }
            run.kinds |= kind;
            run.capitals = run.capitals.saturating_add(kind >> 1 & 1);
            run.end += 1;
        }
        run
    }
}

impl Splitter<'_> {
    fn take_run(&mut self, text: &str, run: &Run) {
        self.raised = false;
        // Behind a Greek letter, letters and digits are told apart.
        if self.open.as_ref().is_some_and(|open| open.is_greek) {
            for (at, byte) in (run.start..run.end).zip(text[run.start..run.end].bytes()) {
                self.letter(char::from(byte.to_ascii_lowercase()), &(at..at + 1));
            }
            return;
        }
        let open = self.open_at(run.start);
        open.has_letter |= run.kinds & (SMALL | CAPITAL) != 0;
        open.has_digit |= run.kinds & DIGIT != 0;
        open.capitals = open.capitals.saturating_add(run.capitals);
        open.span.end = run.end;
        let letters = &mut self.out.letters;
        let start = letters.len();
        letters.push_str(&text[run.start..run.end]);
        if run.capitals > 0 {
            letters[start..].make_ascii_lowercase();
        }
    }

    /// Takes the character at `at`, no ASCII letter or digit; returns its length in bytes.
    fn take(&mut self, text: &str, at: usize, byte: u8) -> usize {
        if byte.is_ascii() {
            self.take_ascii(byte);
            return 1;
        }
        let Some(c) = text[at..].chars().next() else { return 1 };
        let span = at..at + c.len_utf8();
        if is_ignorable(c) {
            self.extend(span.end);
        } else {
            match joiner(c) {
                Some(link) => self.separate(link),
                None => self.take_other(c, &span),
            }
        }
        c.len_utf8()
    }

    fn take_ascii(&mut self, byte: u8) {
        match byte {
            b'-' => self.separate(Link::Hyphen),
            b'\'' | b'`' => self.separate(Link::Apostrophe),
            _ => {
                self.separate(Link::Apart);
                match char::from(byte) {
                    ITEM_BREAK => self.position += ITEM_GAP,
                    SECTION_BREAK => self.position += SECTION_GAP,
                    _ => {}
                }
            }
        }
    }

    fn take_other(&mut self, c: char, span: &Range<usize>) {
        // 10⁵ is not 105, but Ca²⁺ is Ca2+ and ⁹⁹ᵐTc is 99mTc: a raised digit continues letters and raised digits.
        let after_digit = self.open.is_some() && self.out.letters.ends_with(|l: char| l.is_ascii_digit());
        let raised = is_raised_digit(c);
        if after_digit && raised && !self.raised {
            self.separate(Link::Apart);
        }
        self.raised = raised;
        // `2½` is no 21, and a mark behind a name is no part of it.
        if matches!(c, '\u{bc}'..='\u{be}' | '\u{2150}'..='\u{215f}' | '™' | '℠') {
            self.separate(Link::Apart);
        }
        if matches!(c, '™' | '℠') {
            return;
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
                None => self.separate(joiner(f).unwrap_or(Link::Apart)),
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
            self.between = Link::Closed;
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
            self.between = Link::Closed;
        }
        let open = self.open_at(span.start);
        open.has_letter = true;
        open.is_greek = true;
        open.span.end = span.end;
        self.out.letters.push_str(name);
    }

    fn ideograph(&mut self, c: char, span: &Range<usize>) {
        self.separate(Link::Apart);
        self.letter(c, span);
        self.separate(Link::Apart);
    }

    fn open_at(&mut self, start: usize) -> &mut Word {
        let at = self.out.letters.len();
        let (between, position, first) = (self.between, self.position, self.out.words.is_empty());
        self.open.get_or_insert(Word {
            letters: at..at,
            span: start..start,
            position,
            link: if first { Link::Apart } else { between },
            has_letter: false,
            has_digit: false,
            is_greek: false,
            capitals: 0,
        })
    }

    fn separate(&mut self, between: Link) {
        let closed = self.close();
        // Two joiners in a row (`--`) are a dash between words, no compound.
        let joins = closed && between != Link::Apart;
        self.between = if joins { between } else { Link::Apart };
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

fn is_raised_digit(c: char) -> bool {
    matches!(c, '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{2070}'..='\u{2079}')
}

/// What a character that joins the parts of a compound makes of them.
fn joiner(c: char) -> Option<Link> {
    match c {
        '\'' | '\u{b4}' | '\u{2b9}'..='\u{2bc}' | '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2035}' => {
            Some(Link::Apostrophe)
        }
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{b0}' | '\u{ba}' | '\u{2da}' => Some(Link::Hyphen),
        _ => None,
    }
}

/// Characters of scripts written without spaces (Chinese, Japanese, Thai, Lao, Burmese, Khmer): each is a word.
fn is_ideograph(c: char) -> bool {
    matches!(u32::from(c), 0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x2ffff)
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
            out.push_str(if word.link == Link::Apart { " " } else { "+" });
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
            ("Ca2+ Ca²⁺ H₂O₂ 10⁵ cells ⁹⁹ᵐTc", "ca2 ca2 h2o2 10 5 cells 99mtc"),
            ("CD8+ T cells", "cd8 t cells"),
            ("patient's O’Brien", "patient+s o+brien"),
            ("PD-1/PD-L1", "pd+1 pd+l1"),
            ("wait -- what - ever", "wait what ever"),
            ("re\u{ad}sist e\u{301}tude", "resist etude"),
            ("1.5 mg/ml", "1 5 mg ml"),
            ("p.V600E", "p v600e"),
            ("37°C 37ºC 37℃ Avastin™ 2½ ８０", "37+c 37+c 37+c avastin 2 1 2 80"),
            ("Crohn´s Crohn`s Crohn＇s", "crohn+s crohn+s crohn+s"),
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
