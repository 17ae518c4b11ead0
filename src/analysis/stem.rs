//! Stems for ranked and untagged search: irregular plurals made singular, British spelling American, then Snowball's English
//! stemmer.

use super::plurals::{is_species, singular};
use super::spelling::american;
use frostem::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

/// Words kept before the cache is emptied: well above the vocabulary of a large file, below 10 MB.
const CACHE_WORDS: usize = 100_000;

/// Stems words, remembering those it has met.
pub(super) struct Stems {
    stemmer: Stemmer,
    /// The number of each word's stem in `stems`.
    known: FxHashMap<Box<str>, usize>,
    stems: Vec<Option<Box<str>>>,
}

impl Default for Stems {
    fn default() -> Self {
        Self { stemmer: Stemmer::new(Algorithm::English), known: FxHashMap::default(), stems: Vec::new() }
    }
}

impl Stems {
    /// The stem of a folded word. `None` where it equals the word, or where the word is no plain word: one with digits,
    /// or letters beyond a–z, or fewer than three of them.
    pub(super) fn stem(&mut self, word: &str) -> Option<&str> {
        if word.len() < 3 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
            return None;
        }
        let number = match self.known.get(word) {
            Some(number) => *number,
            None => self.learn(word),
        };
        self.stems.get(number)?.as_deref()
    }

    /// Stems a word not met before; returns the number of its stem.
    fn learn(&mut self, word: &str) -> usize {
        if self.known.len() >= CACHE_WORDS {
            self.known.clear();
            self.stems.clear();
        }
        let one = singular(word);
        let american = american(one.as_deref().unwrap_or(word));
        let stem = self.stemmer.stem(&american);
        self.stems.push((stem != word && !is_species(word)).then(|| Box::from(&*stem)));
        let number = self.stems.len() - 1;
        self.known.insert(word.into(), number);
        number
    }
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
