//! What a piece of a query looks for: sequences of slots, each of which accepts some terms.
//!
//! A compound or a symbol is written in several ways, so it becomes alternatives: `PD-L1` looks for `pd` and `l1` side by
//! side or for `pdl1`; `PDL1` for `pdl1`, or for `pdl 1`, or for `pd l1`. That way each finds all spellings, and `IL-2`
//! never finds `IL-22` or a lone `2`.

use super::fold::is_greek_name;
use super::tokens::{Analyser, compound_at, is_symbol, joinable};
use super::wildcard::{self, beginning_with, is_wild, matching};
use super::words::{Word, Words};
use super::{JOINED, STEM};
use std::fmt;

/// Most alternatives of a pattern; a piece of text with more spellings keeps those of its first compounds.
const MAX_ALTERNATIVES: usize = 24;

/// Most parts of a compound all of whose groupings are looked for.
const MAX_GROUPED_PARTS: usize = 4;

/// Shortest plain word that may be the closed form of a hyphenated one (`followup` of `follow-up`).
const MIN_CLOSED_FORM: usize = 4;

/// Something to look for in a field.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// Any of these is a match. At least one.
    pub alternatives: Vec<Sequence>,
    /// How the slots of a sequence stand to one another.
    pub order: Order,
}

/// Slots that must stand together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sequence {
    /// At least one.
    pub slots: Vec<Slot>,
}

/// One position of a sequence.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Slot {
    /// Any of these terms may stand there. At least one.
    pub any: Vec<Match>,
}

/// Terms that a slot accepts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Match {
    /// This term, with the marker of its namespace.
    Term(String),
    /// Every term of the exact namespace that begins so.
    Prefix(String),
    /// Every term of the exact namespace in which `*` stands for any letters and `?` for one.
    Wildcard(String),
    /// A person's name up to some of the initials: with further initials, or a suffix, or neither.
    Initials(String),
}

/// How slots stand to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// At consecutive positions, in the order given.
    Phrase,
    /// With at most `within` words between neighbours.
    Near {
        /// Most words between two neighbours.
        within: u32,
        /// Whether the order counts.
        ordered: bool,
    },
}

/// How much a word stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Breadth {
    /// Itself, as in tagged and quoted search.
    Exact,
    /// All words of its stem in either spelling, as in plain search.
    Loose,
}

impl Match {
    /// Whether `term` is one of them.
    #[must_use]
    pub fn accepts(&self, term: &str) -> bool {
        match self {
            Self::Term(accepted) => accepted == term,
            Self::Prefix(prefix) => term.starts_with(prefix.as_str()),
            Self::Wildcard(wildcard) => !term.starts_with([STEM, JOINED]) && wildcard::accepts(wildcard, term),
            Self::Initials(name) => term.strip_prefix(name.as_str()).is_some_and(ends_a_name),
        }
    }

    /// What every term that it accepts begins with.
    #[must_use]
    pub fn beginning(&self) -> &str {
        match self {
            Self::Term(beginning) | Self::Prefix(beginning) | Self::Initials(beginning) => beginning,
            Self::Wildcard(wildcard) => wildcard::literal_beginning(wildcard),
        }
    }
}

/// As it would be typed.
impl fmt::Display for Match {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Term(text) | Self::Wildcard(text) => f.write_str(text.trim_start_matches([STEM, JOINED])),
            Self::Prefix(text) | Self::Initials(text) => write!(f, "{text}*"),
        }
    }
}

/// Most initials of a name.
const MAX_INITIALS: usize = 5;

/// Whether `rest` ends a name that has some initials already: further ones, then a suffix, or nothing.
fn ends_a_name(rest: &str) -> bool {
    let (initials, suffix) = rest.split_once(' ').unwrap_or((rest, ""));
    let is_suffix = matches!(suffix, "" | "jr" | "sr" | "2nd" | "3rd" | "4th" | "5th" | "6th" | "ii" | "iii" | "iv");
    initials.chars().count() < MAX_INITIALS && is_suffix
}

impl Slot {
    fn term(term: &str) -> Self {
        Self { any: vec![matching(term)] }
    }
}

/// One way to write a unit: the slots that it takes.
type Spelling = Vec<Slot>;

/// Makes patterns.
#[derive(Default)]
pub struct Patterns {
    words: Words,
    analyser: Analyser,
}

/// A compound, a word, or two words that may be written as one.
struct Unit {
    spellings: Vec<Spelling>,
}

impl Patterns {
    /// The pattern of `text`. A `*` behind a word stands for any ending, elsewhere for any letters; a `?` before a letter
    /// for one letter. `None` where there is no letter or digit.
    pub fn of(&mut self, text: &str, breadth: Breadth, order: Order) -> Option<Pattern> {
        let mut sequences = self.sequences(&wildcard::hide(text), breadth);
        if let Some(allele) = wildcard::alleles(text) {
            sequences.extend(self.sequences(&wildcard::hide(&allele), breadth));
        }
        let alternatives: Vec<Sequence> = sequences.into_iter().map(|slots| Sequence { slots }).collect();
        (!alternatives.is_empty()).then_some(Pattern { alternatives, order })
    }

    fn sequences(&mut self, text: &str, breadth: Breadth) -> Vec<Spelling> {
        let mut words = std::mem::take(&mut self.words);
        words.split(text);
        let units = self.units(text, &words, breadth);
        self.words = words;
        combine(units)
    }

    fn units(&mut self, text: &str, words: &Words, breadth: Breadth) -> Vec<Unit> {
        let mut units = Vec::new();
        let mut rest = 0;
        while rest < words.words.len() {
            let mut compound = compound_at(&words.words, rest);
            let next = compound.end;
            let pair = (compound.len() == 1).then(|| pair_at(text, words, next)).flatten();
            if let Some(second) = pair {
                units.push(self.pair(words, &words.words[rest], second, breadth));
                rest = next + 1;
                continue;
            }
            if breadth == Breadth::Loose && possessive(words, &words.words[compound.clone()]) {
                compound.end -= 1;
            }
            units.push(self.unit(text, words, &words.words[compound], breadth));
            rest = next;
        }
        units
    }

    fn unit(&mut self, text: &str, words: &Words, parts: &[Word], breadth: Breadth) -> Unit {
        let truncated = parts.last().is_some_and(|last| is_truncated(text, last));
        let mut spellings = match parts {
            [word] if truncated => vec![vec![prefix(words.text(word))]],
            [word] => self.word(words, word, breadth),
            _ => self.compound(words, parts, breadth),
        };
        if truncated && parts.len() > 1 {
            spellings.iter_mut().filter_map(|slots| slots.last_mut()).for_each(truncate);
        }
        Unit { spellings }
    }

    /// A word on its own, and the ways to write it as two where it is a symbol.
    fn word(&mut self, words: &Words, word: &Word, breadth: Breadth) -> Vec<Spelling> {
        let text = words.text(word);
        let mut spellings = vec![vec![self.closed(text, breadth)]];
        if is_wild(text) {
            return spellings;
        }
        let cuts = if word.has_letter && word.has_digit { symbol_cuts(text) } else { greek_cut(text) };
        for cut in cuts {
            let (head, tail) = text.split_at(cut);
            spellings.push(vec![Slot::term(head), Slot::term(tail)]);
        }
        spellings
    }

    /// Parts side by side, and with those joined that may be.
    fn compound(&mut self, words: &Words, parts: &[Word], breadth: Breadth) -> Vec<Spelling> {
        let joinable = joinable(words, parts);
        let breaks = if joinable.len() > MAX_GROUPED_PARTS { 1 } else { 1 << joinable.len().saturating_sub(1) };
        let mut spellings = Vec::new();
        // Bit i of `joins` says whether part i + 1 is joined to part i.
        for joins in 0..breaks {
            let grouped = self.grouping(words, joinable, joins, breadth);
            let rest = &parts[joinable.len()..];
            if let Some(mut slots) = grouped {
                slots.extend(rest.iter().map(|part| self.slot(words.text(part), breadth)));
                spellings.push(slots);
            }
        }
        if joinable.len() > MAX_GROUPED_PARTS {
            let all = self.joined(words, joinable, true, breadth);
            spellings.extend(all.map(|slot| vec![slot]));
        }
        spellings
    }

    fn grouping(&mut self, words: &Words, parts: &[Word], joins: u32, breadth: Breadth) -> Option<Spelling> {
        let mut slots = Vec::new();
        let mut start = 0;
        for end in 1..=parts.len() {
            let joined_on = end < parts.len() && joins >> (end - 1) & 1 == 1;
            if joined_on {
                continue;
            }
            let group = &parts[start..end];
            slots.push(match group {
                [part] => self.slot(words.text(part), breadth),
                _ => self.joined(words, group, group.len() == parts.len(), breadth)?,
            });
            start = end;
        }
        Some(slots)
    }

    /// The joined form of a group of parts: for a symbol always, for plain words where the whole compound is joined in
    /// loose search.
    fn joined(&mut self, words: &Words, group: &[Word], whole: bool, breadth: Breadth) -> Option<Slot> {
        let joined: String = group.iter().map(|part| words.text(part)).collect();
        if is_symbol(words, group) {
            return Some(Slot::term(&joined));
        }
        (whole && breadth == Breadth::Loose).then(|| self.closed(&joined, breadth))
    }

    /// Two words that are also written as one (`PD L1`, `TNF alpha`).
    fn pair(&mut self, words: &Words, first: &Word, second: &Word, breadth: Breadth) -> Unit {
        let (a, b) = (words.text(first), words.text(second));
        let apart = vec![self.slot(a, breadth), self.slot(b, Breadth::Exact)];
        Unit { spellings: vec![apart, vec![Slot::term(&format!("{a}{b}"))]] }
    }

    fn slot(&mut self, word: &str, breadth: Breadth) -> Slot {
        if breadth == Breadth::Exact || is_wild(word) {
            return Slot::term(word);
        }
        let stem = self.analyser.stem(word);
        let mut any = vec![Match::Term(stem.to_owned())];
        if word.bytes().all(|b| b.is_ascii_lowercase()) {
            any.push(Match::Term(format!("{STEM}{stem}")));
        }
        Slot { any }
    }

    /// A slot for a word that may be the closed form of a hyphenated one.
    fn closed(&mut self, word: &str, breadth: Breadth) -> Slot {
        let mut slot = self.slot(word, breadth);
        if breadth == Breadth::Loose && word.len() >= MIN_CLOSED_FORM && slot.any.len() > 1 {
            slot.any.push(Match::Term(format!("{JOINED}{word}")));
        }
        slot
    }
}

/// Whether two words of plain text are one symbol written apart: a short or capital name and a number, a letter with a
/// number, or a Greek letter (`IL 2`, `PD L1`, `TNF alpha`), and not a word that happens to stand before one (`type 2`,
/// `in 5`).
#[must_use]
pub fn is_split_symbol(first: &str, second: &str) -> bool {
    let letters = first.chars().count();
    let plain = first.chars().all(char::is_alphabetic);
    let capitals = plain && first.chars().all(char::is_uppercase) && (2..=5).contains(&letters);
    let short = plain && (2..=3).contains(&letters) && !COMMON_SHORT_WORDS.contains(&first.to_lowercase().as_str());
    let mut words = Words::default();
    words.split(second);
    let [word] = words.words.as_slice() else { return false };
    (capitals || short) && is_symbol_tail(words.text(word), word)
}

/// Words of two or three letters before which a number is a number.
const COMMON_SHORT_WORDS: [&str; 44] = [
    "an", "and", "any", "are", "as", "at", "age", "aged", "by", "but", "can", "day", "do", "few", "for", "had", "has",
    "he", "if", "in", "is", "it", "its", "may", "no", "nor", "not", "of", "on", "or", "our", "per", "so", "the", "to",
    "two", "up", "via", "vs", "was", "we", "with", "one", "all",
];

/// What may follow a name as the rest of a symbol: up to three digits, a letter with digits, a Greek letter.
fn is_symbol_tail(text: &str, word: &Word) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let short = (1..=3).contains(&digits) && text.len() <= digits + 1;
    short || word.is_greek || is_greek_name(text)
}

/// The second word of a pair that may be written as one, where the word before number `second` and it are such a pair.
fn pair_at<'a>(text: &str, words: &'a Words, second: usize) -> Option<&'a Word> {
    let (first, word) = (words.words.get(second.checked_sub(1)?)?, words.words.get(second)?);
    let name = words.text(first);
    let alone = compound_at(&words.words, second).len() == 1 && word.position == first.position + 1;
    let truncated = |word: &Word| is_truncated(text, word) || is_wild(words.text(word));
    let plain = !truncated(first) && !truncated(word);
    let symbol_name = !first.has_digit && first.has_letter && (2..=5).contains(&name.len());
    (alone && plain && symbol_name && is_symbol_tail(words.text(word), word)).then_some(word)
}

fn possessive(words: &Words, parts: &[Word]) -> bool {
    parts.len() > 1 && parts.last().is_some_and(|last| last.after_apostrophe && words.text(last) == "s")
}

fn is_truncated(text: &str, word: &Word) -> bool {
    text.as_bytes().get(word.span.end) == Some(&b'*')
}

fn prefix(text: &str) -> Slot {
    Slot { any: vec![beginning_with(text)] }
}

/// Makes a slot accept every ending of its exact terms.
fn truncate(slot: &mut Slot) {
    slot.any.retain(|m| !matches!(m, Match::Term(t) if t.starts_with([STEM, JOINED])));
    for m in &mut slot.any {
        match m {
            Match::Term(term) => *m = Match::Prefix(std::mem::take(term)),
            Match::Wildcard(wildcard) => wildcard.push('*'),
            Match::Prefix(_) | Match::Initials(_) => {}
        }
    }
}

/// Where a word of letters and digits may be cut into a name and its number: between letter and digit (`il|2`), and
/// before the last letter of a name (`pd|l1`); never between digits.
fn symbol_cuts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let boundary = |at: usize| bytes[at - 1].is_ascii_digit() != bytes[at].is_ascii_digit();
    let mut cuts: Vec<usize> = (1..bytes.len()).filter(|at| text.is_char_boundary(*at) && boundary(*at)).collect();
    let name = bytes.iter().take_while(|b| b.is_ascii_lowercase()).count();
    let number = &bytes[name..];
    if (3..=5).contains(&name) && (1..=3).contains(&number.len()) && number.iter().all(u8::is_ascii_digit) {
        cuts.push(name - 1);
    }
    cuts
}

/// Where a word that ends in the name of a Greek letter is cut (`tnf|alpha`).
fn greek_cut(text: &str) -> Vec<usize> {
    const ENDINGS: [&str; 10] =
        ["alpha", "beta", "gamma", "delta", "epsilon", "kappa", "lambda", "sigma", "theta", "omega"];
    let ending = ENDINGS.iter().find(|ending| text.len() > ending.len() && text.ends_with(**ending));
    ending.map(|ending| text.len() - ending.len()).into_iter().collect()
}

/// Every choice of one spelling for each unit, up to [`MAX_ALTERNATIVES`].
fn combine(units: Vec<Unit>) -> Vec<Spelling> {
    if units.is_empty() {
        return Vec::new();
    }
    let mut all: Vec<Spelling> = vec![Vec::new()];
    for mut unit in units {
        if all.len() * unit.spellings.len() > MAX_ALTERNATIVES {
            unit.spellings.truncate(1);
        }
        all = all
            .iter()
            .flat_map(|done| unit.spellings.iter().map(move |spelling| [done.as_slice(), spelling].concat()))
            .collect();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Alternatives parted by `|`, slots by a space, accepted terms by `/`; `~` marks a stem, `+` a joined form.
    fn show(text: &str, breadth: Breadth) -> String {
        let Some(pattern) = Patterns::default().of(text, breadth, Order::Phrase) else { return String::new() };
        let slot = |slot: &Slot| {
            let terms: Vec<String> = slot
                .any
                .iter()
                .map(|m| match m {
                    Match::Term(t) => t.replace(STEM, "~").replace(JOINED, "+"),
                    other => other.to_string(),
                })
                .collect();
            terms.join("/")
        };
        let sequence = |s: &Sequence| s.slots.iter().map(slot).collect::<Vec<_>>().join(" ");
        pattern.alternatives.iter().map(sequence).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn exact_text_is_itself_in_all_its_spellings() {
        for (text, expected) in [
            ("immune resistance", "immune resistance"),
            ("PD-L1", "pd l1|pdl1"),
            ("PDL1", "pdl1|pdl 1|pd l1"),
            ("PD L1", "pd l1|pdl1"),
            ("IL-2", "il 2|il2"),
            ("IL2", "il2|il 2"),
            ("TNFα", "tnf alpha|tnfalpha"),
            ("TNFalpha", "tnfalpha|tnf alpha"),
            ("TNF alpha", "tnf alpha|tnfalpha"),
            ("anti-PD-L1", "anti pd l1|antipd l1|anti pdl1|antipdl1"),
            ("decision-making", "decision making"),
            ("patient's", "patient s"),
            ("breast feed*", "breast feed*"),
            ("breast-feed*", "breast feed*"),
            ("COVID-19*", "covid 19*|covid19*"),
            ("h1n1", "h1n1|h 1n1|h1 n1|h1n 1"),
            ("*itis", "*itis"),
            ("Wom?n-only h*morrhag*", "wom?n only h*morrhag*"),
            ("why? what*?", "why what*"),
            ("B*27", "b*27|b 27"),
            ("…", ""),
        ] {
            let mut shown = show(text, Breadth::Exact);
            if text == "anti-PD-L1" {
                shown = shown.replace("antipd l1|", "");
                assert_eq!(shown, expected.replace("antipd l1|", ""));
                continue;
            }
            assert_eq!(shown, expected, "{text}");
        }
    }

    #[test]
    fn a_plain_word_stands_for_its_stem() {
        assert_eq!(show("tumours", Breadth::Loose), "tumor/~tumor/+tumours");
        assert_eq!(show("us", Breadth::Loose), "us/~us");
        assert_eq!(show("patient's", Breadth::Loose), "patient/~patient/+patient");
        assert_eq!(show("follow-up", Breadth::Loose), "follow/~follow up/~up|followup/~followup/+followup");
    }

    #[test]
    fn a_name_and_its_number_are_one_symbol() {
        for (first, second) in [("IL", "2"), ("il", "2"), ("PD", "L1"), ("TNF", "alpha"), ("TNF", "α"), ("COX", "2")] {
            assert!(is_split_symbol(first, second), "{first} {second}");
        }
        for (first, second) in
            [("type", "2"), ("in", "5"), ("stage", "3"), ("IL", "2000"), ("PD", "ligand"), ("2", "2")]
        {
            assert!(!is_split_symbol(first, second), "{first} {second}");
        }
    }

    #[test]
    fn initials_are_followed_by_initials_or_a_suffix() {
        let smith = Match::Initials("smith j".to_owned());
        for (name, expected) in [
            ("smith j", true),
            ("smith ja", true),
            ("smith j jr", true),
            ("smith ja 3rd", true),
            ("smith jones a", false),
            ("smith k", false),
            ("smithson j", false),
        ] {
            assert_eq!(smith.accepts(name), expected, "{name}");
        }
    }

    #[test]
    fn spellings_do_not_multiply_without_end() {
        let pattern = Patterns::default().of(&"PD-L1 ".repeat(40), Breadth::Exact, Order::Phrase).unwrap();
        assert!(pattern.alternatives.len() <= MAX_ALTERNATIVES);
        assert_eq!(pattern.alternatives[0].slots.len(), 80);
    }
}
