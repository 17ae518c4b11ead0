//! Stems for ranked and untagged search: irregular plurals made singular, British spelling American, then Snowball's English
//! stemmer.

use super::plurals::{is_species, singular};
use super::spelling::american;
use frostem::{Algorithm, Stemmer};
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Sets of the cache, each of two words: together some 10 MB a thread, and nearly every word of a text is in it.
const SETS: usize = 1 << 16;

/// Stems words, remembering those it has met last.
pub(super) struct Stems {
    stemmer: Stemmer,
    /// Two words to a set, the later used first.
    known: Vec<[Known; 2]>,
}

/// A word with its stem; the empty word where nothing is known yet.
#[derive(Clone, Default)]
struct Known {
    word: Box<str>,
    /// `None` where it is the word.
    stem: Option<Box<str>>,
}

impl Default for Stems {
    fn default() -> Self {
        Self { stemmer: Stemmer::new(Algorithm::English), known: Vec::new() }
    }
}

impl Stems {
    /// The stem of a folded word. `None` where it equals the word, or where the word is no plain word: one with digits,
    /// or letters beyond a–z, or fewer than three of them.
    pub(super) fn stem(&mut self, word: &str) -> Option<&str> {
        if word.len() < 3 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
            return None;
        }
        if self.known.is_empty() {
            self.known.resize_with(SETS, Default::default);
        }
        let set = &mut self.known[set_of(word)];
        if &*set[0].word != word {
            set.swap(0, 1);
            if &*set[0].word != word {
                set[0] = Known { word: word.into(), stem: stem(&self.stemmer, word) };
            }
        }
        set[0].stem.as_deref()
    }
}

fn set_of(word: &str) -> usize {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    // The upper bits are the better mixed ones.
    (hasher.finish() >> 32) as usize % SETS
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
