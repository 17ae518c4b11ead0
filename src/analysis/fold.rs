//! One character to its searchable form: lower case, without diacritics, width or ligature.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Calls `emit` with each character that stands for `c`: none for a combining mark, several for a ligature. What comes
/// out may be a separator (`½` is `1⁄2`).
pub(super) fn fold_char(c: char, emit: &mut impl FnMut(char)) {
    if c.is_ascii() {
        return emit(c.to_ascii_lowercase());
    }
    for d in std::iter::once(c).nfkd().filter(|d| !is_combining_mark(*d)) {
        match special(d) {
            Some(letters) => letters.chars().for_each(&mut *emit),
            None => d.to_lowercase().filter(|l| !is_combining_mark(*l)).for_each(&mut *emit),
        }
    }
}

/// Latin letters that Unicode does not decompose.
fn special(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ı' | 'İ' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

/// The name of a Greek letter in lower case, without diacritics.
pub(super) fn greek_name(c: char) -> Option<&'static str> {
    Some(match c {
        'α' => "alpha",
        'β' => "beta",
        'γ' => "gamma",
        'δ' => "delta",
        'ε' => "epsilon",
        'ζ' => "zeta",
        'η' => "eta",
        'θ' => "theta",
        'ι' => "iota",
        'κ' => "kappa",
        'λ' => "lambda",
        'μ' => "mu",
        'ν' => "nu",
        'ξ' => "xi",
        'ο' => "omicron",
        'π' => "pi",
        'ρ' => "rho",
        'σ' => "sigma",
        'τ' => "tau",
        'υ' => "upsilon",
        'φ' => "phi",
        'χ' => "chi",
        'ψ' => "psi",
        'ω' => "omega",
        _ => return None,
    })
}

/// Whether a folded word is the name of a Greek letter.
pub(super) fn is_greek_name(word: &str) -> bool {
    const NAMES: [&str; 24] = [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
        "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    ];
    NAMES.contains(&word)
}

/// A whole text folded, everything that is no letter or digit made a single space: the form in which headings, names
/// and journal titles are compared (`Lung Neoplasms`, `lung neoplasms`).
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return fold_ascii(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if is_ignorable(c) {
            continue;
        }
        fold_char(c, &mut |f| match greek_name(f) {
            _ if !f.is_alphanumeric() => gap = !out.is_empty(),
            name => {
                if std::mem::take(&mut gap) {
                    out.push(' ');
                }
                match name {
                    Some(name) => out.push_str(name),
                    None => out.push(f),
                }
            }
        });
    }
    out
}

/// The same of the texts that most are.
fn fold_ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if !c.is_ascii_alphanumeric() {
            gap = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push(' ');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// Characters that are in the text but are no part of its words: soft hyphens, zero-width spaces and joiners.
pub(super) fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_headings_fold() {
        assert_eq!(fold("Sánchez-Gastaldo A."), "sanchez gastaldo a");
        assert_eq!(fold("naïve Müller Ørsted Łódź"), "naive muller orsted lodz");
        assert_eq!(fold("N. Engl. J. Med."), "n engl j med");
        assert_eq!(fold("NF-κB (p50)"), "nf kappab p50");
        assert_eq!(fold("ﬁbrosis Ｈ₂Ｏ co\u{ad}operate"), "fibrosis h2o cooperate");
        assert_eq!(fold(" – "), "");
    }
}
