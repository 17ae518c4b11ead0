//! White space and control characters in strangers' text.
//!
//! Every reader passes what it read through [`clean`] before it enters a record, so that the rest of the program never
//! meets a line break, a non-breaking space or a control character inside a title, a name or a paragraph.

use memchr::memchr_iter;

/// Returns `text` with every run of white space (non-breaking, thin and ideographic spaces included) or control
/// characters made one space, and none at either end.
///
/// Letters, punctuation, zero-width joiners and soft hyphens stay as they are: they are content, and analysis knows
/// what to make of them.
#[must_use]
pub fn clean(text: &str) -> String {
    if is_clean(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut pending_space = false;
    for c in text.chars() {
        if c == '\u{feff}' {
            continue;
        }
        if c.is_whitespace() || c.is_control() {
            pending_space = !out.is_empty();
        } else {
            if pending_space {
                out.push(' ');
                pending_space = false;
            }
            out.push(c);
        }
    }
    out
}

/// Whether [`clean`] leaves a text as it is: most of what is read.
fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Without a way out in the middle the loop is done many bytes at a time.
    let unclean = bytes.iter().fold(false, |unclean, b| unclean | (*b < b' ' || *b == 0x7f));
    let spaced = |c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}';
    !unclean
        && bytes.first() != Some(&b' ')
        && bytes.last() != Some(&b' ')
        && memchr_iter(b' ', bytes).all(|at| bytes.get(at + 1) != Some(&b' '))
        && (text.is_ascii() || !text.chars().any(|c| !c.is_ascii() && spaced(c)))
}

/// [`clean`], with `None` where nothing is left.
#[must_use]
pub fn non_empty(text: &str) -> Option<String> {
    let cleaned = clean(text);
    (!cleaned.is_empty()).then_some(cleaned)
}

/// Letters and digits of `text` alone, in lower case: the form in which titles and citation lines are compared.
#[must_use]
pub fn letters_and_digits(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_of_every_kind_becomes_one_space() {
        assert_eq!(clean("  a\u{a0}\u{2009}b\r\n\tc\u{0}d "), "a b c d");
        assert_eq!(clean("\u{feff}title a\u{feff}lignment"), "title alignment");
        for same in ["as it is", "½ of α–β", "\u{ad}\u{200d}x", ""] {
            assert!(is_clean(same), "{same:?}");
            assert_eq!(clean(same), same);
        }
        for other in ["a  b", " a", "a ", "a\u{a0}b", "a\u{3000}", "\u{feff}a", "a\u{85}b", "a\tb", "a\u{7f}b"] {
            assert!(!is_clean(other), "{other:?}");
        }
        assert_eq!(non_empty(" \u{a0} "), None);
    }

    #[test]
    fn comparison_form_ignores_punctuation_and_case() {
        assert_eq!(letters_and_digits("PD-L1: a β-Test."), "pdl1aβtest");
    }
}
