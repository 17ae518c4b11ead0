//! Stems for ranked and untagged search: irregular plurals made singular, British spelling American, then Snowball's English
//! stemmer.

use super::plurals::{is_species, singular};
use super::spelling::american;
use frostem::{Algorithm, Stemmer};
use xxhash_rust::xxh3::xxh3_64;

/// Sets of the cache at first, each of two words: 2 KB, enough for a query.
const FIRST_SETS: usize = 1 << 5;

/// Sets of the cache at most: 2 MB a thread, and nearly every word of a text is in it.
const MOST_SETS: usize = 1 << 15;

/// Most bytes that are remembered of a word, and of what its stem has that the word has not.
const ROOM: usize = 29;

/// Stems words, remembering those it has met last.
pub(super) struct Stems {
    stemmer: Stemmer,
    known: Vec<Set>,
    /// Words learnt since the cache was last made larger.
    learnt: usize,
    /// The stem asked for last.
    made: String,
}

/// Two words, the later used first, in one line of the processor's cache.
#[derive(Clone, Default)]
#[repr(align(64))]
struct Set([Known; 2]);

const _: () = assert!(size_of::<Set>() == 64);

/// A word and what its stem ends with; the empty word where nothing is known yet.
#[derive(Clone, Default)]
struct Known {
    word: u8,
    /// Bytes with which both begin.
    shared: u8,
    /// Bytes that the stem has behind these.
    ending: u8,
    bytes: [u8; ROOM],
}

impl Known {
    /// `None` where the two are too long.
    fn new(word: &str, stem: &str) -> Option<Self> {
        let shared = word.bytes().zip(stem.bytes()).take_while(|(a, b)| a == b).count();
        let ending = &stem.as_bytes()[shared..];
        let number = |length: usize| u8::try_from(length).ok();
        let (word, letters) = (number(word.len())?, word.as_bytes());
        let mut known = Self { word, shared: number(shared)?, ending: number(ending.len())?, bytes: [0; ROOM] };
        known.bytes.get_mut(..letters.len())?.copy_from_slice(letters);
        known.bytes.get_mut(letters.len()..letters.len() + ending.len())?.copy_from_slice(ending);
        Some(known)
    }

    fn is(&self, word: &str) -> bool {
        usize::from(self.word) == word.len() && self.bytes[..word.len()] == *word.as_bytes()
    }

    /// The stem of `word`, which is this one, put together in `made`. `None` where it is the word.
    fn stem<'a>(&self, word: &str, made: &'a mut String) -> Option<&'a str> {
        let (length, shared) = (usize::from(self.word), usize::from(self.shared));
        if self.ending == 0 && shared == length {
            return None;
        }
        made.clear();
        made.push_str(&word[..shared]);
        // Plain words have plain stems.
        made.extend(self.bytes[length..length + usize::from(self.ending)].iter().map(|b| char::from(*b)));
        Some(made)
    }
}

impl Default for Stems {
    fn default() -> Self {
        Self { stemmer: Stemmer::new(Algorithm::English), known: Vec::new(), learnt: 0, made: String::new() }
    }
}

impl Stems {
    /// The stem of a folded word. `None` where it equals the word, or where the word is no plain word: one with digits,
    /// or letters beyond a–z, or fewer than three of them.
    pub(super) fn stem(&mut self, word: &str) -> Option<&str> {
        self.hashed_stem(word, xxh3_64(word.as_bytes()))
    }

    /// The same of a word whose hash is known.
    pub(super) fn hashed_stem(&mut self, word: &str, hash: u64) -> Option<&str> {
        if word.len() < 3 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
            return None;
        }
        if self.learnt >= self.known.len() && self.known.len() < MOST_SETS {
            self.grow();
        }
        let at = set_of(hash, self.known.len());
        let Set(set) = &mut self.known[at];
        if !set[0].is(word) {
            if set[1].is(word) {
                set.swap(0, 1);
            } else {
                let stem = stem(&self.stemmer, word);
                let Some(known) = Known::new(word, stem.as_deref().unwrap_or(word)) else {
                    self.made = stem?.into();
                    return Some(&self.made);
                };
                set.swap(0, 1);
                set[0] = known;
                self.learnt += 1;
            }
        }
        set[0].stem(word, &mut self.made)
    }

    /// Reads where the stem of a word of that hash would be, for the sake of having it at hand.
    pub(super) fn touch(&self, hash: u64) -> u8 {
        if self.known.is_empty() { 0 } else { self.known[set_of(hash, self.known.len())].0[0].word }
    }

    /// Makes the cache four times as large. What it knew is forgotten: learning it again costs less than finding its new places.
    fn grow(&mut self) {
        let sets = (self.known.len() * 4).clamp(FIRST_SETS, MOST_SETS);
        self.known.clear();
        self.known.resize_with(sets, Default::default);
        self.learnt = 0;
    }
}

/// The set of the words of a hash among `sets`, a power of two.
fn set_of(hash: u64, sets: usize) -> usize {
    (hash >> 32) as usize & (sets - 1)
}

/// The stem of a plain word where it is another.
fn stem(stemmer: &Stemmer, word: &str) -> Option<Box<str>> {
    if is_species(word) {
        return None;
    }
    let one = singular(word);
    let american = american(one.as_deref().unwrap_or(word));
    let stem = stemmer.stem(&american);
    (stem != word).then(|| Box::from(&*stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stem(word: &str) -> String {
        let mut stems = Stems::default();
        stems.stem(word).unwrap_or(word).to_owned()
    }

    #[test]
    fn both_spellings_have_one_stem() {
        for (british, us) in [
            ("tumours", "tumor"),
            ("oestrogen", "estrogens"),
            ("leukaemia", "leukemia"),
            ("anaemic", "anemic"),
            ("haemorrhage", "hemorrhage"),
            ("diarrhoea", "diarrhea"),
            ("foetal", "fetal"),
            ("oedema", "edema"),
            ("randomised", "randomized"),
            ("randomisation", "randomization"),
            ("characterise", "characterizes"),
            ("analyse", "analyze"),
            ("analysed", "analyzed"),
            ("behavioural", "behavioral"),
            ("sulphate", "sulfate"),
            ("centres", "centers"),
            ("millilitres", "milliliters"),
            ("labelled", "labeled"),
            ("modelling", "modeling"),
            ("signalling", "signaling"),
            ("paediatric", "pediatric"),
            ("orthopaedic", "orthopedic"),
            ("programmes", "programs"),
            ("fibres", "fiber"),
        ] {
            assert_eq!(stem(british), stem(us), "{british} {us}");
        }
    }

    #[test]
    fn plural_and_singular_have_one_stem() {
        for (a, b) in
            [("patients", "patient"), ("therapies", "therapy"), ("biopsies", "biopsy"), ("resistances", "resistance")]
        {
            assert_eq!(stem(a), stem(b));
        }
    }

    #[test]
    fn other_words_keep_their_vowels() {
        assert_ne!(stem("coefficient"), stem("cefficient"));
        assert_eq!(stem("il2"), "il2");
        assert_eq!(stem("us"), "us");
        assert_eq!(american("controlled"), "controlled");
    }
}
