//! Stems for ranked and untagged search: British spelling made American, then Snowball's English stemmer.
//!
//! Spelling rules need not make English words, only the same word of both spellings: they act on both sides.

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
        let american = american(word);
        let stem = self.stemmer.stem(&american);
        self.stems.push((stem != word).then(|| Box::from(&*stem)));
        let number = self.stems.len() - 1;
        self.known.insert(word.into(), number);
        number
    }
}

/// Word beginnings whose `our` is American `or`.
const OUR: [&str; 14] = [
    "armour",
    "behaviour",
    "colour",
    "demeanour",
    "endeavour",
    "favour",
    "flavour",
    "harbour",
    "honour",
    "humour",
    "labour",
    "neighbour",
    "odour",
    "rumour",
];

/// Beginnings rewritten as they are.
const HEADS: [(&str, &str); 14] = [
    ("aluminium", "aluminum"),
    ("analogue", "analog"),
    ("catalogue", "catalog"),
    ("centre", "center"),
    ("dialogue", "dialog"),
    ("fibre", "fiber"),
    ("fulfil", "fulfill"),
    ("goitre", "goiter"),
    ("grey", "gray"),
    ("litre", "liter"),
    ("metre", "meter"),
    ("programme", "program"),
    ("sceptic", "skeptic"),
    ("titre", "titer"),
];

/// `word` in American spelling, as far as rules go.
fn american(word: &str) -> String {
    let mut w = word.replace("ae", "e").replace("sulph", "sulf");
    if let Some(at) = w.find("oe").filter(|_| greek_oe(&w)) {
        w.replace_range(at..at + 2, "e");
    }
    if w.contains("tumour") || w.contains("vapour") || OUR.iter().any(|head| w.contains(head)) {
        w = w.replace("our", "or");
    }
    for (british, us) in HEADS {
        // Also at the end of a longer word (millilitre, kilometre, microfibre); `fulfill` is not `fulfil` again.
        if let Some(at) = w.find(british).filter(|at| !us.starts_with(british) || !w[*at..].starts_with(us)) {
            w.replace_range(at..at + british.len(), us);
            break;
        }
    }
    endings(w)
}

/// Whether the word's `oe` is the Greek diphthong (`oestrogen`, `foetus`, `diarrhoea`, `oedema`, `amoeba`) and not a
/// meeting of two vowels (`coefficient`, `shoe`, `does`, `bioelectric`).
fn greek_oe(w: &str) -> bool {
    const PARTS: [&str; 13] = [
        "oestr", "oedem", "oesoph", "foet", "rrhoe", "oecolog", "oenolog", "coeliac", "amoeb", "homoeo", "pnoea",
        "oestru", "manoeuv",
    ];
    PARTS.iter().any(|part| w.contains(part))
}

/// `-ise`, `-isation`, `-yse` and doubled consonants.
fn endings(mut w: String) -> String {
    const PAIRS: [(&str, &str); 15] = [
        ("isation", "ization"),
        ("isations", "izations"),
        ("ising", "izing"),
        ("ised", "ized"),
        ("iser", "izer"),
        ("isers", "izers"),
        ("ises", "izes"),
        ("ise", "ize"),
        ("ysed", "yzed"),
        ("ysing", "yzing"),
        ("yser", "yzer"),
        ("yse", "yze"),
        ("lled", "led"),
        ("lling", "ling"),
        ("ller", "ler"),
    ];
    for (british, us) in PAIRS {
        let long_enough = w.len() >= british.len() + 4;
        if long_enough && w.ends_with(british) && doubles_only_in_british(&w, british) {
            w.truncate(w.len() - british.len());
            w.push_str(us);
            break;
        }
    }
    w
}

/// `labelled`, `modelling`, `signalling` are British; `controlled`, `called`, `filling` are everyone's.
fn doubles_only_in_british(w: &str, ending: &str) -> bool {
    if !ending.starts_with("ll") {
        return true;
    }
    let stem = &w[..w.len() - ending.len()];
    ["label", "mode", "signa", "trave", "cance", "leve", "channe", "tunne", "counse", "jewe", "tota", "equa", "fue"]
        .iter()
        .any(|known| stem.ends_with(known.trim_end_matches('l')))
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
