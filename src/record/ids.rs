//! Identifiers of a record: PMID, PMCID and DOI, in all the spellings in which people write and files hold them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A PubMed identifier: a positive integer without leading zeros. In JSON it is a string, since ids are names and not
/// quantities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pmid(u32);

/// A PubMed Central identifier: `PMC` and a positive integer. A version (`PMC123.2`) is dropped: versions are of one
/// article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pmcid(u32);

/// A DOI, spelt as the source spells it; two that differ in case alone are equal by [`Doi::key`] (DOI handbook §2.4).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Doi(String);

impl Pmid {
    /// Reads `35582538`, `pmid:35582538`, `PMID: 35582538` or a PubMed address. `None` where it is none of them.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = strip_prefix_ci(text, "pmid")
            .map(|rest| rest.trim_start_matches([':', ' ', '-', '\u{a0}']))
            .or_else(|| after_host(text, &["pubmed.ncbi.nlm.nih.gov/", "ncbi.nlm.nih.gov/pubmed/"]))
            .unwrap_or(text)
            .trim_end_matches('/');
        positive(digits).map(Self)
    }

    /// The number itself.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Pmcid {
    /// Reads `PMC8992594`, `pmc8992594`, `PMCID: PMC8992594`, `PMC8992594.1` or a PMC address. A bare number is none:
    /// it would be taken for a PMID.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = strip_prefix_ci(text, "pmcid")
            .map(|rest| rest.trim_start_matches([':', ' ']))
            .or_else(|| after_host(text, &["ncbi.nlm.nih.gov/pmc/articles/", "pmc.ncbi.nlm.nih.gov/articles/"]))
            .unwrap_or(text)
            .trim_end_matches('/');
        let number = strip_prefix_ci(text, "pmc")?;
        let (number, version) = number.split_once('.').unwrap_or((number, "1"));
        version.bytes().all(|b| b.is_ascii_digit()).then(|| positive(number).map(Self))?
    }

    /// The number after `PMC`.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Doi {
    /// Reads `10.1000/x`, `doi:10.1000/x`, `DOI 10.1000/x` or a resolver's address (percent-encoded or not), without
    /// the punctuation that a sentence put behind it. `None` where there is no `10.<registrant>/<suffix>`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bare = strip_prefix_ci(text, "doi")
            .filter(|rest| rest.starts_with([':', ' ', '\u{a0}']))
            .map(|rest| rest.trim_start_matches([':', ' ', '\u{a0}']))
            .unwrap_or(text);
        match after_host(bare, &["doi.org/"]) {
            Some(path) => Self::from_bare(&percent_decode(path)),
            None => Self::from_bare(bare),
        }
    }

    fn from_bare(bare: &str) -> Option<Self> {
        let end = bare
            .find(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '\u{201d}'))
            .unwrap_or(bare.len());
        // Looked at first: the rest may be long, and is gone through from each `10.` in a text.
        let registrant = bare.strip_prefix("10.")?;
        let length =
            registrant.bytes().take(LONGEST_REGISTRANT).take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        if length < 4 || !registrant[length..].starts_with('/') {
            return None;
        }
        let doi = trim_sentence_end(&bare[..end]);
        (doi.len() > "10./".len() + length).then(|| Self(doi.to_owned()))
    }

    /// The first DOI that stands anywhere in `text`.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        text.match_indices("10.")
            .filter(|(at, _)| !text[..*at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '.'))
            .find_map(|(at, _)| Self::from_bare(&text[at..]))
    }

    /// The DOI as its source spells it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which DOIs are compared: lower case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

/// Bytes of the longest registrant of a DOI: `1234.5678.90` is long already.
const LONGEST_REGISTRANT: usize = 40;

/// Cuts what belongs to the sentence and not to the DOI: final `. , ; :`, and a closing bracket that none opened.
fn trim_sentence_end(mut doi: &str) -> &str {
    const BRACKETS: [(char, char); 4] = [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>')];
    // Counted once: the text may be nothing but brackets.
    let mut unopened =
        BRACKETS.map(|(open, close)| doi.matches(close).count().saturating_sub(doi.matches(open).count()));
    loop {
        doi = doi.trim_end_matches(['.', ',', ';', ':', '\'', '\u{2019}']);
        let last = BRACKETS.iter().position(|(_, close)| doi.ends_with(*close));
        let Some(left) = last.map(|at| &mut unopened[at]).filter(|left| **left > 0) else { return doi };
        *left -= 1;
        doi = &doi[..doi.len() - 1];
    }
}

fn positive(digits: &str) -> Option<u32> {
    let all_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    all_digits.then(|| digits.parse().ok())?.filter(|n| *n > 0)
}

fn strip_prefix_ci<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// What follows the first of `places` in an `http(s)://` address or in one without its scheme, up to a query or
/// fragment where the place is not a DOI resolver.
fn after_host<'a>(text: &'a str, places: &[&str]) -> Option<&'a str> {
    let rest = strip_prefix_ci(text, "https://").or_else(|| strip_prefix_ci(text, "http://")).unwrap_or(text);
    let rest = strip_prefix_ci(rest, "www.").or_else(|| strip_prefix_ci(rest, "dx.")).unwrap_or(rest);
    let found = places.iter().find_map(|place| strip_prefix_ci(rest, place).map(|path| (place, path)))?;
    let (place, path) = found;
    if *place == "doi.org/" {
        return Some(path);
    }
    Some(path.split(['?', '#']).next().unwrap_or(path))
}

fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|h| std::str::from_utf8(h).ok());
        match hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

impl fmt::Display for Pmid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Display for Pmcid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PMC{}", self.0)
    }
}

impl fmt::Display for Doi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Serialises by `Display` and reads by `parse`, with a message that names the form expected.
macro_rules! string_form {
    ($type:ident, $expected:literal) => {
        impl Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                $type::parse(&text).ok_or_else(|| {
                    serde::de::Error::custom(format!("{text:?} is no {}: expected {}", stringify!($type), $expected))
                })
            }
        }
    };
}
string_form!(Pmid, "a positive number such as \"35582538\"");
string_form!(Pmcid, "a name such as \"PMC8992594\"");
string_form!(Doi, "a name such as \"10.1000/xyz\"");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pmid_in_every_spelling() {
        for text in [
            "35582538",
            "pmid:35582538",
            "PMID: 35582538",
            " 35582538 ",
            "https://pubmed.ncbi.nlm.nih.gov/35582538/",
            "https://pubmed.ncbi.nlm.nih.gov/35582538/?term=x",
            "http://www.ncbi.nlm.nih.gov/pubmed/35582538",
        ] {
            assert_eq!(Pmid::parse(text).map(Pmid::get), Some(35_582_538), "{text}");
        }
        for text in ["", "0", "PMC35582538", "x35582538", "355 82538", "99999999999", "pmid:"] {
            assert_eq!(Pmid::parse(text), None, "{text}");
        }
    }

    #[test]
    fn pmcid_in_every_spelling() {
        for text in [
            "PMC8992594",
            "pmc8992594",
            "PMCID: PMC8992594",
            "PMC8992594.2",
            "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC8992594/",
            "https://pmc.ncbi.nlm.nih.gov/articles/PMC8992594/",
        ] {
            assert_eq!(Pmcid::parse(text).map(Pmcid::get), Some(8_992_594), "{text}");
        }
        for text in ["8992594", "PMC", "PMCx", "PMC1.x"] {
            assert_eq!(Pmcid::parse(text), None, "{text}");
        }
    }

    #[test]
    fn doi_in_every_spelling() {
        for text in [
            "10.20517/cdr.2021.101",
            "doi:10.20517/cdr.2021.101",
            "DOI: 10.20517/cdr.2021.101.",
            "https://doi.org/10.20517/cdr.2021.101",
            "http://dx.doi.org/10.20517/cdr.2021.101",
            "https://doi.org/10.20517%2Fcdr.2021.101",
        ] {
            assert_eq!(Doi::parse(text).as_ref().map(Doi::as_str), Some("10.20517/cdr.2021.101"), "{text}");
        }
        assert_eq!(Doi::parse("10.1016/S0140-6736(15)01281-7.").unwrap().as_str(), "10.1016/S0140-6736(15)01281-7");
        assert_eq!(
            Doi::parse("10.1002/(SICI)1097-0142(19960101)77:1<1::AID-CNCR1>3.0.CO;2-X").unwrap().as_str(),
            "10.1002/(SICI)1097-0142(19960101)77:1<1::AID-CNCR1>3.0.CO;2-X"
        );
        for text in ["", "10.", "10.1/x", "10.1000", "10.1000/", "a sentence", "doible 10.1000/x"] {
            assert_eq!(Doi::parse(text), None, "{text}");
        }
    }

    #[test]
    fn doi_is_found_inside_a_sentence() {
        let found = Doi::find("(see Lancet. 2016;387:1540–50. doi: 10.1016/S0140-6736(15)01281-7).").unwrap();
        assert_eq!(found.as_str(), "10.1016/S0140-6736(15)01281-7");
        assert_eq!(Doi::find("version 110.1000/x and 3.10.1000/x"), None);
    }

    #[test]
    fn case_does_not_tell_dois_apart() {
        assert_eq!(Doi::parse("10.1000/ABC").unwrap().key(), Doi::parse("10.1000/abc").unwrap().key());
    }
}
