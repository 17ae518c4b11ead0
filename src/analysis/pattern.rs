//! What a piece of a query looks for: sequences of slots, each of which accepts some terms.
//!
//! A compound or a symbol is written in several ways, so it becomes alternatives ([`super::spellings`]): `PD-L1` looks for
//! `pd` and `l1` side by side or for `pdl1`; `PDL1` for `pdl1`, or for `pdl 1`, or for `pd l1`. That way each finds all
//! spellings, and `IL-2` never finds `IL-22` or a lone `2`.

use super::STEM;
use super::spellings::{Speller, Spelling};
use super::symbols::{compound_at, may_close};
use super::wildcard::{self, matching};
use super::words::Words;
use std::fmt;

/// Most alternatives of a pattern; a text with more ways to write it keeps the likelier of each of its names.
const MAX_ALTERNATIVES: usize = 32;

/// Words from which on a unit takes in no more.
const MAX_UNIT_WORDS: usize = 4;

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
    /// Every number from the first to the second, both included, without leading zeros.
    Numbers(u64, u64),
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
            Self::Wildcard(wildcard) => !term.starts_with(STEM) && wildcard::accepts(wildcard, term),
            Self::Initials(name) => term.strip_prefix(name.as_str()).is_some_and(ends_a_name),
            Self::Numbers(from, to) => term.parse().is_ok_and(|number| (*from..=*to).contains(&number)),
        }
    }

    /// Whether it is a stem, and no word.
    #[must_use]
    pub fn is_stem(&self) -> bool {
        matches!(self, Self::Term(term) if term.starts_with(STEM))
    }

    /// What every term that it accepts begins with.
    #[must_use]
    pub fn beginning(&self) -> &str {
        match self {
            Self::Term(beginning) | Self::Prefix(beginning) | Self::Initials(beginning) => beginning,
            Self::Wildcard(wildcard) => wildcard::literal_beginning(wildcard),
            Self::Numbers(..) => "",
        }
    }
}

/// As it would be typed.
impl fmt::Display for Match {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Term(text) | Self::Wildcard(text) => f.write_str(text.trim_start_matches(STEM)),
            Self::Prefix(text) | Self::Initials(text) => write!(f, "{text}*"),
            Self::Numbers(from, to) => write!(f, "{from}:{to}"),
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
    pub(super) fn term(term: &str) -> Self {
        Self { any: vec![matching(term)] }
    }
}

impl Pattern {
    /// Whether a single word is a match, whatever stands beside it.
    #[must_use]
    pub fn is_word(&self) -> bool {
        self.alternatives.iter().all(|sequence| sequence.slots.len() == 1)
    }
}

/// Makes patterns.
#[derive(Default)]
pub struct Patterns {
    words: Words,
    speller: Speller,
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
        self.words.split(text);
        let mut units = Vec::new();
        let mut rest = 0;
        while rest < self.words.words.len() {
            let end = self.unit_end(rest);
            self.speller.spell(text, &self.words, rest..end, breadth, &mut units);
            rest = end;
        }
        combine(units)
    }
}

impl Patterns {
    /// Behind the last word of the unit that begins with word number `first`: a compound, or several that may be closed up.
    fn unit_end(&self, first: usize) -> usize {
        let words = &self.words.words;
        let mut end = compound_at(words, first).end;
        while let Some(next) = words.get(end).filter(|_| end - first < MAX_UNIT_WORDS) {
            let last = &words[end - 1];
            let side_by_side = next.position == last.position + 1;
            if !side_by_side || !may_close(self.words.text(last), self.words.text(next)) {
                break;
            }
            end = compound_at(words, end).end;
        }
        end
    }
}

/// Every choice of one spelling for each unit, up to [`MAX_ALTERNATIVES`].
fn combine(mut units: Vec<Vec<Spelling>>) -> Vec<Spelling> {
    if units.is_empty() {
        return Vec::new();
    }
    keep_the_likeliest(&mut units);
    let mut all: Vec<Spelling> = vec![Vec::new()];
    for spellings in &units {
        match spellings.as_slice() {
            // Most words: nothing is copied, so that long phrases cost what they are long.
            [only] => all.iter_mut().for_each(|done| done.extend_from_slice(only)),
            several => {
                let with = |done: &Spelling| several.iter().map(|one| [&done[..], one].concat()).collect::<Vec<_>>();
                all = all.iter().flat_map(with).collect();
            }
        }
    }
    all
}

/// Takes spellings away until the units have [`MAX_ALTERNATIVES`] together: each has its own in the order of their likelihood,
/// and the unit with the most loses its last.
fn keep_the_likeliest(units: &mut [Vec<Spelling>]) {
    let most = units.iter().map(Vec::len).max().unwrap_or(0);
    let mut units_with = vec![0_u32; most + 1];
    units.iter().for_each(|spellings| units_with[spellings.len()] += 1);
    for number in (2..=most).rev() {
        for spellings in units.iter_mut().filter(|spellings| spellings.len() == number) {
            let choices = |(number, units): (usize, &u32)| number.checked_pow(*units);
            let all =
                units_with.iter().enumerate().skip(2).map(choices).try_fold(1_usize, |all, one| all.checked_mul(one?));
            if all.is_some_and(|all| all <= MAX_ALTERNATIVES) {
                return;
            }
            spellings.pop();
            units_with[number] -= 1;
            units_with[number - 1] += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::STEM;

    /// Alternatives parted by `|`, slots by a space, accepted terms by `/`; `~` marks a stem.
    fn show(text: &str, breadth: Breadth) -> String {
        let Some(pattern) = Patterns::default().of(text, breadth, Order::Phrase) else { return String::new() };
        let slot = |slot: &Slot| {
            let terms: Vec<String> = slot
                .any
                .iter()
                .map(|m| match m {
                    Match::Term(t) => t.replace(STEM, "~"),
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
            ("PD-L1", "pd l1|pd l 1|pdl1|pdl 1"),
            ("PDL1", "pdl1|pdl 1|pd l1"),
            ("PD L1", "pd l1|pd l 1|pdl1|pdl 1"),
            ("IL-2", "il 2|il2"),
            ("IL2", "il2|il 2"),
            ("TNFα", "tnf alpha|tnfalpha"),
            ("TNFalpha", "tnfalpha|tnf alpha"),
            ("TNF alpha", "tnf alpha|tnfalpha"),
            ("GM-CSF", "gm csf|gmcsf"),
            ("IL-1β", "il 1 beta|il1 beta|il 1beta|il1beta"),
            ("17beta-estradiol", "17beta estradiol|17 beta estradiol|17betaestradiol|17 betaestradiol"),
            ("99mTc", "99mtc|tc 99m|99m tc|tc99m"),
            ("decision-making", "decision making"),
            ("patient's", "patient s"),
            ("µg", "mu g"),
            ("breast feed*", "breast feed*"),
            ("breast-feed*", "breast feed*"),
            ("COVID-19*", "covid 19*|covid19*"),
            ("*itis", "*itis"),
            ("Wom?n-only h*morrhag*", "wom?n only h*morrhag*"),
            ("why? what*?", "why what*"),
            ("B*27", "b*27|b 27|b27"),
            ("type 2 diabetes", "type 2 diabetes|type2 diabetes"),
            ("in 5 years", "in 5 years"),
            ("SARSCoV2", "sarscov2|sarscov 2|sars cov2|sars cov 2"),
            ("…", ""),
        ] {
            assert_eq!(show(text, Breadth::Exact), expected, "{text}");
        }
    }

    #[test]
    fn a_plain_word_stands_for_its_stem() {
        for (text, expected) in [
            ("tumours", "tumor/~tumor"),
            ("decision", "~decis"),
            ("us", "us"),
            ("US", "us"),
            ("AIDS", "aids/aidss"),
            ("NSAIDs", "nsaids/nsaid"),
            ("patient's", "patient/~patient"),
            ("metastases", "metastasi/~metastasi"),
            ("follow-up", "follow/~follow up|followup/~followup"),
        ] {
            assert_eq!(show(text, Breadth::Loose), expected, "{text}");
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

    use proptest::prelude::*;

    proptest! {
        /// Counting units by their spellings keeps what trying them one by one keeps.
        #[test]
        fn the_likeliest_spellings_are_kept(counts in prop::collection::vec(1..7_usize, 1..12)) {
            let mut expected = counts.clone();
            while expected.iter().product::<usize>() > MAX_ALTERNATIVES {
                let most = expected.iter().max().copied().unwrap_or(0);
                let first = expected.iter().position(|count| *count == most).unwrap_or(0);
                expected[first] -= 1;
            }
            let mut units: Vec<Vec<Spelling>> = counts.into_iter().map(|count| vec![Vec::new(); count]).collect();
            keep_the_likeliest(&mut units);
            prop_assert_eq!(units.iter().map(Vec::len).collect::<Vec<_>>(), expected);
        }
    }
}
