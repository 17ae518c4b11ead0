//! The ways in which a word, a compound or a symbol of a query may be written in a text.
//!
//! What is written is cut into atoms, the smallest parts that a writer may set apart (`IL-1β` into `il`, `1` and `beta`). Between
//! two atoms there is a space or a hyphen, so that they are two words, or nothing, so that they are one: each choice is a
//! spelling. What the index holds beside the words themselves, closed forms of compounds (see [`super::tokens`]), makes the coarser
//! atoms of a closed query (`pdl1`) find the finer ones of a text (`PD-L1`).

use super::STEM;
use super::pattern::{Breadth, Match, Slot};
use super::symbols::{hard_cut, is_possessive, is_symbol, isotope, isotope_word, soft_cuts};
use super::tokens::{Analyser, MAX_PLAIN_PARTS, joinable};
use super::wildcard::is_wild;
use super::words::{Link, Word, Words};
use std::ops::Range;

/// Most places between atoms for all of which both choices are tried.
const MAX_CHOICES: usize = 4;

/// Most places between atoms for any of which another choice than the written one is tried.
const MAX_FLIPPED: usize = 16;

/// Spellings from which on no more are sought: a pattern keeps as many alternatives.
const MAX_SPELLINGS: usize = 32;

/// One way to write something: the slots that it takes.
pub(super) type Spelling = Vec<Slot>;

/// Finds spellings; remembers stems.
#[derive(Default)]
pub(super) struct Speller {
    analyser: Analyser,
}

/// The smallest part that may stand as a word of its own.
struct Atom {
    text: String,
    /// Its word: the number among the words of the unit.
    word: usize,
    /// Whether nothing stands between it and the atom before: they are of one word.
    soft: bool,
}

/// What is spelt as a whole: a word, a compound, a symbol written apart.
struct Unit<'a> {
    text: &'a str,
    words: &'a Words,
    parts: &'a [Word],
    breadth: Breadth,
}

impl Unit<'_> {
    fn part(&self, number: usize) -> &str {
        self.words.text(&self.parts[number])
    }

    /// The word as it was written.
    fn written(&self, number: usize) -> &str {
        &self.text[self.parts[number].span.clone()]
    }

    fn atoms(&self) -> Vec<Atom> {
        let mut atoms = Vec::new();
        for word in 0..self.parts.len() {
            let text = self.part(word);
            let mut start = 0;
            for end in soft_cuts(text).into_iter().chain([text.len()]) {
                atoms.push(Atom { text: text[start..end].to_owned(), word, soft: start > 0 });
                start = end;
            }
        }
        atoms
    }
}

impl Speller {
    /// Adds the units of the words `range` of a text, each with its spellings, the likeliest first.
    pub(super) fn spell(
        &mut self,
        text: &str,
        words: &Words,
        range: Range<usize>,
        breadth: Breadth,
        units: &mut Vec<Vec<Spelling>>,
    ) {
        // Within a text the `s` keeps its place.
        let at_end = range.end == words.words.len();
        let mut parts = &words.words[range];
        while let Some((at, isotope)) = first_isotope(words, parts) {
            if at.start > 0 {
                units.push(self.unit(&Unit { text, words, parts: &parts[..at.start], breadth }));
            }
            units.push(isotope);
            parts = &parts[at.end..];
        }
        if breadth == Breadth::Loose && at_end && is_possessive(words, parts) {
            parts = &parts[..parts.len() - 1];
        }
        if !parts.is_empty() {
            units.push(self.unit(&Unit { text, words, parts, breadth }));
        }
    }

    fn unit(&mut self, unit: &Unit<'_>) -> Vec<Spelling> {
        let atoms = unit.atoms();
        let mut spellings: Vec<Spelling> = Vec::new();
        for flipped in choices(&atoms) {
            let grouped = self.grouped(unit, &atoms, flipped).filter(|new| !spellings.contains(new));
            spellings.extend(grouped);
        }
        for word in 0..unit.parts.len() {
            if spellings.len() >= MAX_SPELLINGS {
                break;
            }
            let cut = self.cut_apart(unit, word);
            spellings.extend(cut.into_iter().filter(|new| !spellings.contains(new)).collect::<Vec<_>>());
        }
        if unit.parts.last().is_some_and(|last| is_truncated(unit.text, last)) {
            spellings.iter_mut().filter_map(|slots| slots.last_mut()).for_each(truncate);
        }
        spellings
    }

    /// The spelling that joins atom `i + 1` to atom `i` where they are written as one, or, where bit `i` of `flipped` is set, where
    /// they are not. `None` where nobody writes so.
    fn grouped(&mut self, unit: &Unit<'_>, atoms: &[Atom], flipped: u32) -> Option<Spelling> {
        let mut slots = Vec::new();
        let mut start = 0;
        for end in 1..=atoms.len() {
            let flips = end <= MAX_FLIPPED && flipped >> (end - 1) & 1 == 1;
            if atoms.get(end).is_some_and(|next| next.soft != flips) {
                continue;
            }
            slots.push(self.group(unit, atoms, start..end)?);
            start = end;
        }
        Some(slots)
    }

    /// The slot of atoms that are written as one.
    fn group(&mut self, unit: &Unit<'_>, atoms: &[Atom], range: Range<usize>) -> Option<Slot> {
        let group = &atoms[range.clone()];
        let (first, last) = (group.first()?.word, group.last()?.word);
        let text: String = group.iter().map(|atom| atom.text.as_str()).collect();
        if first == last {
            let whole = text == unit.part(first);
            return Some(if whole { self.word(&text, unit.written(first), unit.breadth) } else { Slot::term(&text) });
        }
        let parts = &unit.parts[first..=last];
        let spaced = parts[1..].iter().any(|part| part.link == Link::Apart);
        if !spaced && joinable(unit.words, parts).len() < parts.len() {
            return None;
        }
        let all = range.len() == atoms.len() && parts.len() <= MAX_PLAIN_PARTS && unit.breadth == Breadth::Loose;
        if is_symbol(unit.words, parts) {
            let breadth = if all { Breadth::Loose } else { Breadth::Exact };
            return Some(self.word(&text, "", breadth));
        }
        all.then(|| self.word(&text, "", Breadth::Loose))
    }

    /// Spellings as written save that one word, or one and the number behind it, is cut where no rule of letters and digits
    /// cuts it.
    fn cut_apart(&mut self, unit: &Unit<'_>, word: usize) -> Vec<Spelling> {
        let text = unit.part(word).to_owned();
        let numbered = unit
            .parts
            .get(word + 1)
            .filter(|next| !next.has_letter && next.link == Link::Hyphen)
            .map(|_| unit.part(word + 1));
        let numbered = numbered.map(|number| format!("{text}{number}"));
        let in_word = hard_cut(&text).map(|cut| (text.split_at(cut), word + 1));
        let in_pair = || {
            let (cut, closed) = (numbered.as_deref().and_then(hard_cut)?, numbered.as_deref()?);
            (cut < text.len()).then(|| (closed.split_at(cut), word + 2))
        };
        let Some(((head, tail), behind)) = in_word.or_else(in_pair) else { return Vec::new() };
        let mut tails = vec![vec![Slot::term(tail)]];
        let letters = tail.bytes().take_while(u8::is_ascii_lowercase).count();
        if letters > 1 && letters < tail.len() {
            tails.push(vec![Slot::term(&tail[..letters]), Slot::term(&tail[letters..])]);
        }
        let mut around = |numbers: Range<usize>| -> Spelling {
            numbers.map(|n| self.word(unit.part(n), unit.written(n), unit.breadth)).collect()
        };
        let (before, after) = (around(0..word), around(behind..unit.parts.len()));
        tails.into_iter().map(|tail| [&before[..], &[Slot::term(head)], &tail, &after].concat()).collect()
    }

    /// A slot for a word. `written` is it before folding.
    fn word(&mut self, word: &str, written: &str, breadth: Breadth) -> Slot {
        let short = word.chars().count() < 3;
        if breadth == Breadth::Exact || is_wild(word) || short || word.bytes().any(|b| b.is_ascii_digit()) {
            return Slot::term(word);
        }
        if let Some(slot) = abbreviation(word, written) {
            return slot;
        }
        let stem = self.analyser.stem(word).to_owned();
        let mut any = vec![Match::Term(format!("{STEM}{stem}"))];
        // Words that are their own stem are in the index once.
        if self.analyser.stem(&stem) == stem {
            any.insert(0, Match::Term(stem));
        }
        Slot { any }
    }
}

/// An abbreviation in capitals is no English word: `AIDS` has nothing of `aid`. Its plural is the same thing.
fn abbreviation(word: &str, written: &str) -> Option<Slot> {
    let capitals = written.bytes().take_while(u8::is_ascii_uppercase).count();
    let plural = match written.len().checked_sub(capitals)? {
        0 if (2..=5).contains(&capitals) => format!("{word}s"),
        1 if (2..=5).contains(&capitals) && written.ends_with('s') => word[..capitals].to_owned(),
        _ => return None,
    };
    Some(Slot { any: vec![Match::Term(word.to_owned()), Match::Term(plural)] })
}

/// Between which atoms it is otherwise than written, by bits: nowhere first, then with ever more differences. A compound of many
/// atoms is looked for as it is written.
fn choices(atoms: &[Atom]) -> Vec<u32> {
    let places = atoms.len().saturating_sub(1);
    if places > MAX_FLIPPED {
        return vec![0];
    }
    let written: u32 = (0..places).filter(|at| atoms[at + 1].soft).map(|at| 1 << at).sum();
    if places <= MAX_CHOICES {
        let mut all: Vec<u32> = (0..1 << places).collect();
        all.sort_by_key(|flipped| (flipped.count_ones(), flipped ^ written));
        return all;
    }
    let all = (1 << places) - 1;
    [0, written ^ all, written].into_iter().chain((0..places).map(|at| 1 << at)).collect()
}

/// The first isotope among the parts, with its spellings.
fn first_isotope(words: &Words, parts: &[Word]) -> Option<(Range<usize>, Vec<Spelling>)> {
    (0..parts.len()).find_map(|at| {
        let text = words.text(&parts[at]);
        let pair = parts.get(at + 1).and_then(|next| Some((at..at + 2, isotope(text, words.text(next))?)));
        let (range, (mass, element)) = pair.or_else(|| Some((at..at + 1, isotope_word(text)?)))?;
        let apart = |a: &str, b: &str| vec![Slot::term(a), Slot::term(b)];
        let closed = |a: &str, b: &str| vec![Slot::term(&format!("{a}{b}"))];
        let spellings = vec![closed(mass, element), apart(element, mass), apart(mass, element), closed(element, mass)];
        Some((range, spellings))
    })
}

/// Whether a `*` behind a word stands for any ending.
fn is_truncated(text: &str, word: &Word) -> bool {
    text.as_bytes().get(word.span.end) == Some(&b'*')
}

/// Makes a slot accept every ending of its exact terms.
fn truncate(slot: &mut Slot) {
    slot.any.retain(|m| !matches!(m, Match::Term(t) if t.starts_with(STEM)));
    for m in &mut slot.any {
        match m {
            Match::Term(term) => *m = Match::Prefix(std::mem::take(term)),
            Match::Wildcard(wildcard) => wildcard.push('*'),
            Match::Prefix(_) | Match::Initials(_) | Match::Numbers(..) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::pattern::{Order, Patterns};
    use super::*;

    #[test]
    fn a_compound_of_many_parts_is_looked_for_as_it_is_written() {
        let parts: Vec<String> = (0..80).map(|n| format!("w{n}x")).collect();
        let pattern = Patterns::default().of(&parts.join("-"), Breadth::Exact, Order::Phrase).unwrap();
        let [only] = pattern.alternatives.as_slice() else { panic!("{pattern:?}") };
        let wanted: Vec<Slot> = parts.iter().map(|part| Slot::term(part)).collect();
        assert_eq!(only.slots, wanted);
    }
}
