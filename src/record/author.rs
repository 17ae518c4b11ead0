//! Authors: persons and collectives, and the ways in which sources write a person's name.

use super::text;
use serde::{Deserialize, Serialize};

/// An author, editor or investigator: a person (at least a last name) or a collective.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Author {
    /// Family name, particles included (`van der Berg`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Given names as the source has them, in full or as letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fore_name: Option<String>,
    /// Initials as the source has them; [`Author::initials`] derives them where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initials: Option<String>,
    /// `Jr`, `3rd` and the like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
    /// The name of a group that signs as an author; a person has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collective_name: Option<String>,
    /// Affiliations, one text each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub affiliations: Vec<String>,
    /// ORCID, ISNI and the like, as `(source, value)`; an ORCID is bare (`0000-0002-1825-0097`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<AuthorIdentifier>,
    /// Whether the source says that this author contributed equally.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub equal_contribution: bool,
}

/// A person's identifier in some register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorIdentifier {
    /// The register, for example `ORCID`.
    pub source: String,
    /// The identifier in it.
    pub value: String,
}

impl AuthorIdentifier {
    /// An identifier with its value normalised: an ORCID loses its address and gains its hyphens.
    #[must_use]
    pub fn new(source: &str, value: &str) -> Self {
        let (source, value) = (text::clean(source), text::clean(value));
        let orcid = source.eq_ignore_ascii_case("orcid").then(|| bare_orcid(&value)).flatten();
        Self { source, value: orcid.unwrap_or(value) }
    }
}

fn bare_orcid(value: &str) -> Option<String> {
    let tail = value.trim_end_matches('/').rsplit('/').next()?;
    let tail = tail.rsplit(':').next()?.trim();
    let signs: Vec<char> = tail.chars().filter(|c| *c != '-' && *c != ' ').collect();
    let valid = signs.len() == 16 && signs.iter().all(|c| c.is_ascii_digit() || matches!(c, 'x' | 'X'));
    valid.then(|| {
        let groups: Vec<String> = signs.chunks(4).map(|four| four.iter().collect()).collect();
        groups.join("-").to_uppercase()
    })
}

impl Author {
    /// A group.
    #[must_use]
    pub fn collective(name: &str) -> Self {
        Self { collective_name: text::non_empty(name), ..Self::default() }
    }

    /// A person from a name in inverted order: `Yu, Xin`, `Smith, John A, Jr`. Without a comma, `Yu X` in NLM's short
    /// form is understood.
    #[must_use]
    pub fn from_inverted(name: &str) -> Self {
        let name = text::clean(name);
        let mut parts = name.split(',').map(str::trim).filter(|p| !p.is_empty());
        let Some(last) = parts.next() else { return Self::default() };
        let rest: Vec<&str> = parts.collect();
        match rest.as_slice() {
            [] => Self::from_short(last),
            [fore] => {
                let (fore, suffix) = Self::split_suffix(fore);
                Self::person(last, fore, suffix)
            }
            [first, second, ..] if is_suffix(first) => Self::person(last, second, Some(first)),
            [fore, suffix, ..] => Self::person(last, fore, Some(suffix)),
        }
    }

    /// A person from NLM's short form: `Yu X`, `van der Berg JA Jr`. A name without initials is a last name alone.
    #[must_use]
    pub fn from_short(name: &str) -> Self {
        let name = text::clean(name);
        // Here JR, SR and II are initials: NLM writes suffixes as `Jr`, `Sr`, `2nd`.
        let (body, suffix) = match name.rsplit_once(' ') {
            Some((body, word)) if is_suffix(word) && word.chars().any(char::is_lowercase) => (body, Some(word)),
            _ => (name.as_str(), None),
        };
        let split = body.rsplit_once(' ').filter(|(_, tail)| is_initials(tail));
        let (last, initials) = split.map_or((body, None), |(last, initials)| (last, Some(initials)));
        Self {
            last_name: text::non_empty(last),
            initials: initials.map(|i| i.replace(['.', '-'], "")),
            suffix: suffix.map(str::to_owned),
            ..Self::default()
        }
    }

    /// A person from a name in natural order: `Xin Yu`, `Jan van der Berg`, `John A. Smith Jr`.
    #[must_use]
    pub fn from_natural(name: &str) -> Self {
        let name = text::clean(name);
        if name.contains(',') {
            let (body, tail) = name.split_once(',').unwrap_or((&name, ""));
            return if is_suffix(tail.trim()) {
                Self::natural(body, Some(tail.trim()))
            } else {
                Self::from_inverted(&name)
            };
        }
        let (body, suffix) = Self::split_suffix(&name);
        Self::natural(body, suffix)
    }

    fn natural(body: &str, suffix: Option<&str>) -> Self {
        let words: Vec<&str> = body.split(' ').filter(|w| !w.is_empty()).collect();
        let mut at = words.len().saturating_sub(1);
        while at > 1 && is_particle(words[at - 1]) {
            at -= 1;
        }
        Self::person(&words[at..].join(" "), &words[..at].join(" "), suffix)
    }

    fn person(last: &str, fore: &str, suffix: Option<&str>) -> Self {
        Self {
            last_name: text::non_empty(last),
            fore_name: text::non_empty(fore),
            suffix: suffix.and_then(text::non_empty),
            ..Self::default()
        }
    }

    /// A name and the suffix behind it (`Jr`, `3rd`), where there is one.
    #[must_use]
    pub fn split_suffix(name: &str) -> (&str, Option<&str>) {
        match name.rsplit_once(' ') {
            Some((body, word)) if is_suffix(word) => (body.trim_end_matches([',', ' ']), Some(word)),
            _ => (name, None),
        }
    }

    /// Whether this is a group and no person.
    #[must_use]
    pub fn is_collective(&self) -> bool {
        self.collective_name.is_some()
    }

    /// Whether there is no name at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.last_name.is_none() && self.fore_name.is_none() && self.collective_name.is_none()
    }

    /// The initials given, else those of the given names: `Xin` → `X`, `Jean-Paul` → `JP`, `R J` → `RJ`.
    #[must_use]
    pub fn initials(&self) -> String {
        let derived = || {
            let fore = self.fore_name.as_deref().unwrap_or_default();
            if is_initials(fore) {
                return fore.replace(['.', '-'], "");
            }
            fore.split([' ', '-', '.']).filter_map(|part| part.chars().next()).filter(|c| c.is_uppercase()).collect()
        };
        self.initials.clone().unwrap_or_else(derived)
    }

    /// The name as a reader expects it: `Xin Yu`, `R J Bainton`, `John Smith Jr`; `Yu X` where there are initials
    /// alone; a collective as it is.
    #[must_use]
    pub fn display(&self) -> String {
        if let Some(name) = &self.collective_name {
            return name.clone();
        }
        let last = self.last_name.as_deref().unwrap_or_default();
        let (head, tail) = match (self.fore_name.as_deref(), self.initials.as_deref()) {
            (Some(fore), _) => (fore, last),
            (None, Some(initials)) => (last, initials),
            (None, None) => (last, ""),
        };
        text::clean(&format!("{head} {tail} {}", self.suffix.as_deref().unwrap_or_default()))
    }

    /// The name in inverted order, as MEDLINE's FAU has it: `Yu, Xin`, `Smith, John A Jr`.
    #[must_use]
    pub fn inverted(&self) -> String {
        if let Some(name) = &self.collective_name {
            return name.clone();
        }
        let given = self.fore_name.clone().unwrap_or_else(|| self.initials());
        let tail = text::clean(&format!("{given} {}", self.suffix.as_deref().unwrap_or_default()));
        let last = self.last_name.as_deref().unwrap_or_default();
        if tail.is_empty() { last.to_owned() } else { format!("{last}, {tail}") }
    }

    /// The name in NLM's short form, as `[au]` searches it: `Yu X`, `Smith JA Jr`; at most two initials are indexed by
    /// PubMed, all are kept here.
    #[must_use]
    pub fn short(&self) -> String {
        if let Some(name) = &self.collective_name {
            return name.clone();
        }
        let last = self.last_name.as_deref().unwrap_or_default();
        text::clean(&format!("{last} {} {}", self.initials(), self.suffix.as_deref().unwrap_or_default()))
    }
}

fn is_suffix(word: &str) -> bool {
    matches!(
        word.trim_end_matches('.').to_ascii_lowercase().as_str(),
        "jr" | "sr" | "ii" | "iii" | "iv" | "2nd" | "3rd" | "4th" | "5th"
    )
}

/// Up to five capitals, hyphens and points among them (`JP`, `J-P`, `J.P.`).
fn is_initials(word: &str) -> bool {
    let letters = word.chars().filter(|c| !matches!(c, '.' | '-')).count();
    let capitals = word.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '-'));
    ((1..=5).contains(&letters) && capitals) || are_transliterated(word)
}

/// Several Russian initials as NLM writes them, where one letter takes two: `IuA`, `AIa`, `KhKh`.
fn are_transliterated(word: &str) -> bool {
    const OF_TWO: [&str; 8] = ["Kh", "Ts", "Ch", "Sh", "Zh", "Ia", "Iu", "Ie"];
    let (mut rest, mut letters, mut of_two) = (word, 0, 0);
    while !rest.is_empty() && letters < 4 {
        let long = OF_TWO.iter().find_map(|letter| rest.strip_prefix(letter));
        let Some(behind) = long.or_else(|| rest.strip_prefix(|c: char| c.is_ascii_uppercase())) else { return false };
        (rest, letters, of_two) = (behind, letters + 1, of_two + usize::from(long.is_some()));
    }
    rest.is_empty() && letters >= 2 && of_two >= 1
}

fn is_particle(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "van"
            | "von"
            | "de"
            | "der"
            | "den"
            | "del"
            | "della"
            | "di"
            | "da"
            | "dos"
            | "du"
            | "la"
            | "le"
            | "ten"
            | "ter"
            | "al"
            | "el"
            | "bin"
            | "ibn"
            | "af"
            | "zu"
            | "zur"
            | "st"
            | "st."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(author: &Author) -> [String; 3] {
        [author.display(), author.inverted(), author.short()]
    }

    #[test]
    fn a_name_in_any_order_gives_all_forms() {
        assert_eq!(forms(&Author::from_natural("Xin Yu")), ["Xin Yu", "Yu, Xin", "Yu X"]);
        assert_eq!(forms(&Author::from_inverted("Yu, Xin")), ["Xin Yu", "Yu, Xin", "Yu X"]);
        assert_eq!(forms(&Author::from_short("Bainton RJ")), ["Bainton RJ", "Bainton, RJ", "Bainton RJ"]);
        assert_eq!(forms(&Author::from_inverted("Bainton, R J")), ["R J Bainton", "Bainton, R J", "Bainton RJ"]);
        assert_eq!(
            forms(&Author::from_natural("Jan van der Berg Jr")),
            ["Jan van der Berg Jr", "van der Berg, Jan Jr", "van der Berg J Jr"]
        );
        assert_eq!(forms(&Author::from_natural("Jean-Paul Sartre"))[2], "Sartre JP");
        assert_eq!(forms(&Author::from_inverted("Smith, Jr, John"))[0], "John Smith Jr");
        assert_eq!(forms(&Author::from_short("Sánchez-Gastaldo A"))[2], "Sánchez-Gastaldo A");
        assert_eq!(forms(&Author::from_short("Brannon JR")), ["Brannon JR", "Brannon, JR", "Brannon JR"]);
        assert_eq!(Author::from_short("Brannon JR Jr").suffix.as_deref(), Some("Jr"));
        for (name, initials) in
            [("Kukanova AIa", Some("AIa")), ("Kim KhKh", Some("KhKh")), ("Li Chu", None), ("Wu Ia", None)]
        {
            assert_eq!(Author::from_short(name).initials.as_deref(), initials, "{name}");
        }
        assert_eq!(forms(&Author::collective("WHO Group"))[0], "WHO Group");
        assert_eq!(forms(&Author::from_natural("Plato")), ["Plato", "Plato", "Plato"]);
        assert!(Author::from_inverted(" , ").is_empty());
    }

    #[test]
    fn an_orcid_is_bare() {
        for given in ["https://orcid.org/0000-0002-1825-0097", "0000000218250097", "ORCID: 0000-0002-1825-0097"] {
            assert_eq!(AuthorIdentifier::new("ORCID", given).value, "0000-0002-1825-0097");
        }
        assert_eq!(AuthorIdentifier::new("ISNI", "0000 0001").value, "0000 0001");
    }
}
