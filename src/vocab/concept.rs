//! What a vocabulary names.

use crate::analysis::fold;
use serde::{Deserialize, Serialize};

/// The sort of a [`Concept`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A MeSH heading or publication type.
    Descriptor,
    /// A MeSH qualifier (subheading).
    Qualifier,
    /// A supplementary concept: mostly a substance.
    Supplementary,
    /// A journal.
    Journal,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Descriptor, Self::Qualifier, Self::Supplementary, Self::Journal];

    /// Its name in messages and on the command line, in the plural.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Self::Descriptor => "descriptors",
            Self::Qualifier => "qualifiers",
            Self::Supplementary => "supplementary",
            Self::Journal => "journals",
        }
    }
}

/// A heading, a qualifier, a supplementary concept or a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concept {
    /// What it is.
    pub kind: Kind,
    /// NLM's id (`D014807`, `Q000188`, `C000591739`; a journal's NlmId), where the file has one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// The name by which records are indexed; a journal's abbreviation.
    pub name: String,
    /// Other names: entry terms, permuted forms, synonyms; a journal's titles and ISSNs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_names: Vec<String>,
    /// Places in the tree (`C07.793.929`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tree_numbers: Vec<String>,
    /// A qualifier's code of two letters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Names of the pharmacological actions of a substance.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
}

impl Concept {
    /// A concept that has only a name.
    #[must_use]
    pub fn new(kind: Kind, name: impl Into<String>) -> Self {
        Self {
            kind,
            id: String::new(),
            name: name.into(),
            other_names: Vec::new(),
            tree_numbers: Vec::new(),
            code: String::new(),
            actions: Vec::new(),
        }
    }

    /// Whether it is a publication type (tree V) and no subject.
    #[must_use]
    pub fn is_publication_type(&self) -> bool {
        self.kind == Kind::Descriptor && self.tree_numbers.iter().any(|number| number.starts_with('V'))
    }

    /// Takes from `other`, another description of the same, what this one lacks. The tree numbers of one year's file are
    /// not mixed with those of another's.
    pub(super) fn merge(&mut self, other: Self) {
        let mut add = |name: String| {
            if name != self.name && !self.other_names.contains(&name) {
                self.other_names.push(name);
            }
        };
        add(other.name);
        other.other_names.into_iter().for_each(add);
        if self.id.is_empty() {
            self.id = other.id;
        }
        if self.code.is_empty() {
            self.code = other.code;
        }
        if self.tree_numbers.is_empty() {
            self.tree_numbers = other.tree_numbers;
        }
        for action in other.actions {
            if !self.actions.contains(&action) {
                self.actions.push(action);
            }
        }
    }
}

/// `Infant, Newborn` as it is said: `newborn infant`, folded. `None` where the name is not inverted.
#[must_use]
pub fn natural_order(name: &str) -> Option<String> {
    let mut parts: Vec<&str> = name.split(", ").collect();
    // `Neoplasms, Ductal, Lobular, and Medullary` is a list and no inversion.
    if parts.len() < 2 || parts.len() > 3 || parts.iter().any(|part| part.starts_with("and ")) {
        return None;
    }
    parts.reverse();
    Some(fold(&parts.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inverted_names_are_turned() {
        assert_eq!(natural_order("Infant, Newborn").as_deref(), Some("newborn infant"));
        assert_eq!(natural_order("Carcinoma, Non-Small-Cell Lung").as_deref(), Some("non small cell lung carcinoma"));
        assert_eq!(natural_order("Anemia, Hemolytic, Autoimmune").as_deref(), Some("autoimmune hemolytic anemia"));
        assert_eq!(natural_order("Neoplasms, Ductal, Lobular, and Medullary"), None);
        assert_eq!(natural_order("1,2-Dipalmitoylphosphatidylcholine"), None);
        assert_eq!(natural_order("Asthma"), None);
    }
}
