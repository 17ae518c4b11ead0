//! Base forms: one word for all forms of it, by which records are compared.
//!
//! The base form of a word is its stem, and the word itself where it has no other. A symbol written as a compound has that of
//! its closed form besides those of its parts.

use super::tokens::{Analyser, Tokens};
use super::{STEM, base_form, is_common_stem};

impl Analyser {
    /// Whether a folded word is its own base form.
    pub fn is_base(&mut self, word: &str) -> bool {
        self.stem(word) == word
    }

    /// The terms under which the words of a base form are indexed: itself where it is a word, and those of which it is the stem.
    #[must_use]
    pub fn terms_of_base(&mut self, base: &str) -> Vec<String> {
        let itself = self.is_base(base).then(|| base.to_owned());
        itself.into_iter().chain([format!("{STEM}{base}")]).collect()
    }

    /// The base forms of a text that tell what it is about ([`is_telling`]), each as often as it stands there.
    pub fn base_words<'a>(&mut self, tokens: &'a Tokens) -> Vec<&'a str> {
        let mut base = |token: &'a str| base_form(token).or_else(|| self.is_base(token).then_some(token));
        tokens.iter().filter_map(|token| base(token.term)).filter(|word| is_telling(word)).collect()
    }
}

/// Whether a base form tells what a text is about: it has a letter, and not every text has it.
#[must_use]
pub fn is_telling(base: &str) -> bool {
    base.chars().any(char::is_alphabetic) && !is_common_stem(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_its_base_forms() {
        let (mut analyser, mut tokens) = (Analyser::default(), Tokens::default());
        analyser.analyse_into("The tumours of 2 mice were PD-L1-positive; decision-making, cities", &mut tokens);
        let words = analyser.base_words(&tokens);
        assert_eq!(
            words,
            ["tumor", "mous", "pdl1positive", "pdl1", "pd", "l1", "posit", "decisionmak", "decis", "citi"]
        );
    }

    #[test]
    fn terms_of_a_base_form_are_its_words() {
        let mut analyser = Analyser::default();
        assert_eq!(analyser.terms_of_base("tumor"), ["tumor", "\u{1}tumor"]);
        assert_eq!(analyser.terms_of_base("cities"), ["\u{1}cities"], "`cities` is a word of another");
        assert_eq!(analyser.terms_of_base("il2s"), ["il2s", "\u{1}il2s"]);
    }
}
