//! What a record is about, as cataloguers and authors say it: MeSH headings, substances, keywords, types.

use super::text;
use serde::{Deserialize, Serialize};

/// A keyword.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Keyword {
    /// The keyword.
    pub term: String,
    /// Whether it names a main point.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub major: bool,
    /// Who assigned it, where that was not the author (`NLM`, `NASA`, `KIE`, …).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

impl Keyword {
    /// An author's keyword. `None` where the text is blank.
    #[must_use]
    pub fn new(term: &str) -> Option<Self> {
        text::non_empty(term).map(|term| Self { term, ..Self::default() })
    }
}

/// A MeSH heading: a descriptor with its qualifiers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MeshHeading {
    /// Name of the descriptor (`Lung Neoplasms`).
    pub descriptor: String,
    /// Its unique id (`D008175`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ui: Option<String>,
    /// Whether the descriptor itself is a major topic.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub major: bool,
    /// Type of the descriptor where it has one: `Geographic`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Qualifiers (subheadings).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub qualifiers: Vec<Qualifier>,
}

/// A qualifier of a MeSH heading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Qualifier {
    /// Name (`drug therapy`).
    pub name: String,
    /// Unique id (`Q000188`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ui: Option<String>,
    /// Whether descriptor and qualifier together are a major topic.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub major: bool,
}

impl MeshHeading {
    /// Reads MEDLINE's `*Lung Neoplasms/drug therapy/*genetics`.
    #[must_use]
    pub fn from_medline(line: &str) -> Option<Self> {
        let mut parts = line.split('/').map(str::trim);
        let (descriptor, major) = unstar(parts.next()?);
        let qualifiers = parts.map(unstar).filter(|(name, _)| !name.is_empty());
        (!descriptor.is_empty()).then(|| Self {
            descriptor: text::clean(descriptor),
            major,
            qualifiers: qualifiers
                .map(|(name, major)| Qualifier { name: text::clean(name), ui: None, major })
                .collect(),
            ..Self::default()
        })
    }

    /// The heading in MEDLINE's form.
    #[must_use]
    pub fn to_medline(&self) -> String {
        let star = |major: bool| if major { "*" } else { "" };
        let mut out = format!("{}{}", star(self.major), self.descriptor);
        for q in &self.qualifiers {
            out.push_str(&format!("/{}{}", star(q.major), q.name));
        }
        out
    }

    /// Whether the heading is a major topic: the descriptor, or any of its qualifiers, is starred.
    #[must_use]
    pub fn is_major(&self) -> bool {
        self.major || self.qualifiers.iter().any(|q| q.major)
    }
}

fn unstar(part: &str) -> (&str, bool) {
    part.strip_prefix('*').map_or((part, false), |rest| (rest.trim(), true))
}

/// A MeSH supplementary concept that is no substance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SupplementaryMesh {
    /// Name.
    pub name: String,
    /// Unique id (`C538231`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ui: Option<String>,
    /// `Disease`, `Protocol`, `Organism`, `Anatomy`, `Population`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// A chemical substance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Substance {
    /// Name.
    pub name: String,
    /// Unique id in MeSH.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ui: Option<String>,
    /// CAS, UNII or EC number; none where PubMed writes `0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registry_number: Option<String>,
}

impl Substance {
    /// A substance; a registry number of `0` or nothing is none.
    #[must_use]
    pub fn new(name: &str, ui: &str, registry_number: &str) -> Self {
        Self {
            name: text::clean(name),
            ui: text::non_empty(ui),
            registry_number: text::non_empty(registry_number).filter(|n| n != "0"),
        }
    }

    /// Reads MEDLINE's `RN  - 3K9958V90M (Ethanol)`.
    #[must_use]
    pub fn from_medline(line: &str) -> Option<Self> {
        let line = text::non_empty(line)?;
        let Some((number, rest)) = line.split_once(" (") else {
            return Some(Self::new(&line, "", ""));
        };
        Some(Self::new(rest.strip_suffix(')').unwrap_or(rest), "", number))
    }
}

/// A publication type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PublicationType {
    /// Name (`Journal Article`).
    pub name: String,
    /// Unique id (`D016428`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ui: Option<String>,
}

impl PublicationType {
    /// A type by name. `None` where the text is blank.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        text::non_empty(name).map(|name| Self { name, ui: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_in_medline_form_goes_both_ways() {
        let line = "*Lung Neoplasms/drug therapy/*genetics";
        let heading = MeshHeading::from_medline(line).unwrap();
        assert!(heading.major && heading.is_major() && heading.qualifiers[1].major);
        assert_eq!(heading.to_medline(), line);
        let minor = MeshHeading::from_medline("Humans").unwrap();
        assert!(!minor.is_major());
        assert!(MeshHeading::from_medline("Humans/*blood").unwrap().is_major());
        assert_eq!(MeshHeading::from_medline(" "), None);
    }

    #[test]
    fn a_substance_without_a_number_has_none() {
        let ethanol = Substance::from_medline("3K9958V90M (Ethanol)").unwrap();
        assert_eq!((ethanol.name.as_str(), ethanol.registry_number.as_deref()), ("Ethanol", Some("3K9958V90M")));
        let odd = Substance::from_medline("0 (N-acetyl (x) y)").unwrap();
        assert_eq!((odd.name.as_str(), odd.registry_number), ("N-acetyl (x) y", None));
    }
}
