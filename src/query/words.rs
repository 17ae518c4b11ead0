//! Plain words: which of them are looked for, and which belong together.

use super::ast::Term;
use super::names::takes_a_letter;
use crate::analysis::pattern::{Breadth, Patterns};
use crate::analysis::{Order, QUESTION_WORDS, STOPWORDS, is_common_stem, split_symbol, stem_of};

/// Whether `word` is one of PubMed's stopwords.
pub(super) fn is_stopword(word: &str) -> bool {
    let lower = word.to_lowercase();
    !lower.contains(' ') && STOPWORDS.contains(&format!(" {lower} "))
}

/// Whether `word` is a stopword with or without the punctuation behind it (`with,`, `pmid:`). Behind a lone letter a point is part of a
/// name (`A. baumannii`).
pub(super) fn is_stopword_in_text(word: &str) -> bool {
    let bare = word.trim_end_matches([',', ';', ':', '?', '!']);
    let bare = if bare.len() > 2 { bare.trim_end_matches('.') } else { bare };
    is_stopword(bare)
}

/// Whether what finds one word in all its forms finds the other too.
pub(super) fn have_one_stem(word: &str, other: &str) -> bool {
    let mut patterns = Patterns::default();
    let mut accepted = |word: &str| {
        let pattern = patterns.of(word, Breadth::Loose, Order::Phrase)?;
        let [only] = pattern.alternatives.as_slice() else { return None };
        let [slot] = only.slots.as_slice() else { return None };
        Some(slot.any.clone())
    };
    match (accepted(word), accepted(other)) {
        (Some(one), Some(two)) => two.iter().all(|accepted| one.contains(accepted)),
        _ => false,
    }
}

/// Whether `word` says nothing of what a question is about.
pub(super) fn is_common(word: &str) -> bool {
    if !word.bytes().all(|b| b.is_ascii_alphabetic()) {
        return false;
    }
    // `us` is not `use`, `does` is no `doe`: short words are common as they stand alone.
    let lower = word.to_lowercase();
    let listed = |list: &str| list.split_whitespace().any(|common| common == lower);
    let stem = || stem_of(&mut Patterns::default(), &lower).is_some_and(|stem| is_common_stem(&stem));
    is_stopword(&lower) || listed(QUESTION_WORDS) || (lower.len() > 4 && stem())
}

/// One thing that plain words name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// A word on its own.
    Word(&'a Term),
    /// Words that are one name (`IL 2`, `TGF beta 1`, `vitamin D`, `type 2`).
    Name(&'a [Term]),
}

/// Splits plain words into what they name; the words left out are given apart.
pub(super) fn pieces(words: &[Term]) -> (Vec<Piece<'_>>, Vec<&Term>) {
    let all_stopwords = words.iter().all(|word| is_stopword(&word.text));
    let (mut pieces, mut left_out) = (Vec::new(), Vec::new());
    let mut rest = words;
    while let Some((word, more)) = rest.split_first() {
        let count = named(rest);
        if count > 1 {
            let (name, behind) = rest.split_at(count);
            pieces.push(Piece::Name(name));
            rest = behind;
            continue;
        }
        rest = more;
        if is_stopword(&word.text) && !all_stopwords {
            left_out.push(word);
        } else {
            pieces.push(Piece::Word(word));
        }
    }
    (pieces, left_out)
}

/// How many of the leading words are one name.
pub(super) fn named(words: &[Term]) -> usize {
    let texts: Vec<&str> = words.iter().take(6).map(|word| word.text.as_str()).collect();
    match (split_symbol(&texts), texts.as_slice()) {
        // `vitamin B 12`: the letter has a number of its own.
        (0, [first, second, ..]) if belong_together(first, second) => 1 + split_symbol(&texts[1..]).max(1),
        (count, _) => count,
    }
}

/// Whether the second word is a lone letter or number that means nothing without the first.
fn belong_together(first: &str, second: &str) -> bool {
    let plain = first.chars().count() > 1 && first.chars().all(char::is_alphabetic) && !is_stopword(first);
    let lone_number = second.len() <= 2 && second.bytes().all(|b| b.is_ascii_digit());
    let lone_letter = second.chars().count() == 1
        && second
            .chars()
            .all(|c| c.is_uppercase() || (c.is_alphabetic() && (!is_stopword(second) || takes_a_letter(first))));
    plain && (lone_number || lone_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let term = |word: &str| Term { text: word.to_owned(), quoted: false, tag: None, span: 0..0 };
        let words: Vec<Term> = text.split(' ').map(term).collect();
        let (pieces, left_out) = pieces(&words);
        let mut shown: Vec<String> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Word(word) => word.text.clone(),
                Piece::Name(name) => name.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join("_"),
            })
            .collect();
        shown.extend(left_out.iter().map(|word| format!("-{}", word.text)));
        shown.join(" ")
    }

    #[test]
    fn lone_letters_and_numbers_belong_to_the_word_before() {
        for (text, expected) in [
            ("the effect of vitamin D on cancer", "effect vitamin_D cancer -the -of -on"),
            ("IL 2 therapy", "IL_2 therapy"),
            ("PD L1 resistance", "PD_L1 resistance"),
            ("TNF alpha", "TNF_alpha"),
            ("IL 1 beta release", "IL_1_beta release"),
            ("NF kappa B", "NF_kappa_B"),
            ("vitamin B 12 deficiency", "vitamin_B_12 deficiency"),
            ("type 2 diabetes", "type_2 diabetes"),
            ("vitamin a and hepatitis a of a child", "vitamin_a hepatitis_a child -and -of -a"),
            ("stage i", "stage_i"),
            ("in 5 years", "5 years -in"),
            ("cancer 2020", "cancer 2020"),
            ("to be", "to be"),
            ("PD-L1 resistance", "PD-L1 resistance"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }
}
