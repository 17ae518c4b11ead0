//! Wildcards within words: `*` for any letters, `?` for exactly one.
//!
//! A word is split from its text before its wildcards are looked at, so they travel through splitting and folding as two
//! letters that no text has. A `*` behind a word is no wildcard of this kind but truncation, which costs less.

use super::fold::fold;
use super::pattern::Match;
use std::borrow::Cow;

/// Stand for `*` and `?` while a text is split: letters of no living script.
const ANY: char = '\u{a78f}';
const ONE: char = '\u{a7f7}';

/// `text` with the wildcards at the beginning of its words and within them made letters.
pub(super) fn hide(text: &str) -> Cow<'_, str> {
    if !text.contains(['*', '?', ANY, ONE]) {
        return Cow::Borrowed(text);
    }
    let mut signs: Vec<char> = text.chars().map(|c| if matches!(c, ANY | ONE) { ' ' } else { c }).collect();
    // From the end, since what stands behind a run of wildcards says what they are.
    let mut in_word = false;
    for sign in signs.iter_mut().rev() {
        match sign {
            '*' if in_word => *sign = ANY,
            '?' if in_word => *sign = ONE,
            '*' | '?' => {}
            c => in_word = c.is_alphanumeric(),
        }
    }
    Cow::Owned(signs.into_iter().collect())
}

/// `text` with every `*` before a digit made a space, where there is one: an allele (`HLA-B*27`), not a wildcard.
pub(super) fn alleles(text: &str) -> Option<String> {
    let signs: Vec<char> = text.chars().collect();
    let allele = |at: usize| {
        signs[at] == '*'
            && at.checked_sub(1).is_some_and(|before| signs[before].is_alphanumeric())
            && signs.get(at + 1).is_some_and(char::is_ascii_digit)
    };
    (0..signs.len()).any(allele).then(|| (0..signs.len()).map(|at| if allele(at) { ' ' } else { signs[at] }).collect())
}

/// Whether a word has a hidden wildcard.
pub(super) fn is_wild(word: &str) -> bool {
    word.contains([ANY, ONE])
}

/// What a word stands for: itself, or what its hidden wildcards say.
pub(super) fn matching(word: &str) -> Match {
    if is_wild(word) { Match::Wildcard(shown(word)) } else { Match::Term(word.to_owned()) }
}

/// As [`matching`], with any ending.
pub(super) fn beginning_with(word: &str) -> Match {
    if is_wild(word) { Match::Wildcard(shown(word) + "*") } else { Match::Prefix(word.to_owned()) }
}

fn shown(word: &str) -> String {
    word.chars()
        .map(|c| {
            if c == ANY {
                '*'
            } else if c == ONE {
                '?'
            } else {
                c
            }
        })
        .collect()
}

/// A whole value, folded; what it stands for where it has wildcards. `None` where it has no letter or digit.
#[must_use]
pub fn fold_match(text: &str) -> Option<Match> {
    let value = fold(&hide(text));
    if value.is_empty() {
        return None;
    }
    Some(if text.trim_end().ends_with('*') { beginning_with(&value) } else { matching(&value) })
}

/// The letters before the first wildcard.
pub(super) fn literal_beginning(wildcard: &str) -> &str {
    wildcard.find(['*', '?']).map_or(wildcard, |at| &wildcard[..at])
}

/// Whether `term` is one of those that `wildcard` stands for. Each `*` takes as little as it can and more where that
/// fails, which for one pattern at a time finds a way whenever there is one.
pub(super) fn accepts(wildcard: &str, term: &str) -> bool {
    let (mut pattern, mut rest) = (wildcard.chars(), term.chars());
    // Where to go on after a failure: behind the last `*`, with one more letter taken by it.
    let mut retry: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        let (before_pattern, before_rest) = (pattern.clone(), rest.clone());
        match (pattern.next(), rest.next()) {
            (Some('*'), _) => {
                rest = before_rest.clone();
                let mut longer = before_rest;
                retry = longer.next().map(|_| (before_pattern, longer));
            }
            (None, None) => return true,
            (Some(wanted), Some(letter)) if wanted == '?' || wanted == letter => {}
            _ => match retry.take() {
                Some((again, longer)) => (pattern, rest) = (again, longer),
                None => return false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_wildcard_stands_for_letters() {
        for (wildcard, term, expected) in [
            ("*itis", "hepatitis", true),
            ("*itis", "itis", true),
            ("*itis", "hepatitisb", false),
            ("wom?n", "women", true),
            ("wom?n", "womn", false),
            ("h*morrh*", "haemorrhage", true),
            ("h*morrh*", "hemorrhoid", true),
            ("a*b*c", "abbcbc", true),
            ("a*b*c", "abbcb", false),
            ("?", "é", true),
            ("*", "", true),
        ] {
            assert_eq!(accepts(wildcard, term), expected, "{wildcard} {term}");
        }
    }

    #[test]
    fn only_wildcards_that_a_letter_follows_are_hidden() {
        let show = |text: &str| shown(&hide(text).replace('*', "†").replace('?', "¿"));
        assert_eq!(show("*itis wom?n cat* why?"), "*itis wom?n cat† why¿");
        assert_eq!(show("a** ?b"), "a†† ?b");
        assert_eq!(alleles("HLA-B*27 immun*"), Some("HLA-B 27 immun*".to_owned()));
        assert_eq!(alleles("*27"), None);
    }

    fn by_recursion(wildcard: &[char], term: &[char]) -> bool {
        match wildcard.split_first() {
            None => term.is_empty(),
            Some(('*', rest)) => (0..=term.len()).any(|taken| by_recursion(rest, &term[taken..])),
            Some((wanted, rest)) => {
                term.split_first().is_some_and(|(c, more)| (*wanted == '?' || wanted == c) && by_recursion(rest, more))
            }
        }
    }

    proptest! {
        #[test]
        fn agrees_with_trying_everything(wildcard in "[ab?*]{0,8}", term in "[ab]{0,10}") {
            let chars = |text: &str| text.chars().collect::<Vec<char>>();
            prop_assert_eq!(accepts(&wildcard, &term), by_recursion(&chars(&wildcard), &chars(&term)));
        }
    }
}
