//! The vocabulary as it lies on disk, and what it can be asked.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `medlarV1` |
//! | 4 | length of the contents |
//! | … | the contents, JSON: [`Contents`], with the length of each table |
//! | … | the tables ([`super::table`]): names, concepts, trees, actions |
//! | 16 | xxh3-128 of all before |
//!
//! | table | key | value |
//! |---|---|---|
//! | names | a folded name | how good a name it is (1 byte: 0 its own, 1 another, 2 one made by turning an inverted one), number of the concept (4 bytes, big-endian) |
//! | concepts | number (4 bytes, big-endian) | [`Concept`] as JSON |
//! | trees | tree number | folded name of the heading |
//! | actions | folded name of an action | folded name of a substance |
//!
//! Opening reads the contents alone; a look-up reads a few dozen places of the file, which the operating system maps.

use super::concept::{Concept, Kind};
use super::table::Table;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Deref, Range};
use xxhash_rust::xxh3::xxh3_128;

pub(super) const MAGIC: &[u8; 8] = b"medlarV1";

/// Bytes of the hash at the end.
pub(super) const HASH: usize = 16;

/// What a vocabulary holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// The files of which it was made, in the order in which they were added.
    pub origins: Vec<Origin>,
    /// Descriptors.
    pub descriptors: u64,
    /// Qualifiers.
    pub qualifiers: u64,
    /// Supplementary concepts.
    pub supplementary: u64,
    /// Journals.
    pub journals: u64,
    /// Names by which any of these is known.
    pub names: u64,
    /// Bytes of the tables, in their order.
    pub(super) tables: [u64; 4],
}

/// A file that went into a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Its name, without directories.
    pub file: String,
    /// The sort of file, as [`super::read::Source::name`] says.
    pub format: String,
    /// The year in its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// xxh3-128 of its bytes as they lay on disk, 32 hexadecimal digits.
    pub hash: String,
    /// What it gave: concepts, or places in the tree.
    pub taken: u64,
    /// The sort of concept that it gave.
    pub kind: Kind,
}

/// Why bytes are no vocabulary.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum VocabularyError {
    /// They are something else.
    #[error("no vocabulary of this program: add the files again with `medlar vocab add`")]
    Foreign,
    /// They are not as they were written.
    #[error("damaged: {0}; remove it with `medlar vocab remove all` and add the files again")]
    Damaged(&'static str),
}

/// A vocabulary, read where it lies.
pub struct Vocabulary {
    bytes: Box<dyn Deref<Target = [u8]> + Send + Sync>,
    contents: Contents,
    tables: [Range<usize>; 4],
}

impl fmt::Debug for Vocabulary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vocabulary").field("contents", &self.contents).finish_non_exhaustive()
    }
}

impl Vocabulary {
    /// A vocabulary in `bytes`.
    ///
    /// # Errors
    ///
    /// Where they are none. What is behind the contents is not looked at: [`Vocabulary::verify`] does that.
    pub fn new(bytes: Box<dyn Deref<Target = [u8]> + Send + Sync>) -> Result<Self, VocabularyError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(VocabularyError::Foreign)?;
        let cut = VocabularyError::Damaged("it is cut short");
        let (length, rest) = rest.split_first_chunk::<4>().ok_or(cut)?;
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let contents = rest.get(..length).ok_or(VocabularyError::Damaged("it is cut short"))?;
        let contents: Contents =
            serde_json::from_slice(contents).map_err(|_| VocabularyError::Damaged("its contents cannot be read"))?;
        let mut at = MAGIC.len() + 4 + length;
        let tables = contents.tables.map(|length| {
            let start = at;
            at = usize::try_from(length).map_or(usize::MAX, |length| at.saturating_add(length));
            start..at
        });
        if at.checked_add(HASH) != Some(bytes.len()) {
            return Err(VocabularyError::Damaged("its length is not what it says"));
        }
        Ok(Self { bytes, contents, tables })
    }

    /// What it holds, and whence.
    #[must_use]
    pub fn contents(&self) -> &Contents {
        &self.contents
    }

    /// Its hash: the same for the same content, whatever the machine. 32 hexadecimal digits.
    #[must_use]
    pub fn hash(&self) -> String {
        self.bytes[self.bytes.len() - HASH..].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Reads every byte and compares with the hash.
    ///
    /// # Errors
    ///
    /// Where they are not those that were written.
    pub fn verify(&self) -> Result<(), VocabularyError> {
        let (body, hash) = self.bytes.split_at(self.bytes.len() - HASH);
        let sound = xxh3_128(body).to_be_bytes() == hash;
        if sound { Ok(()) } else { Err(VocabularyError::Damaged("its bytes are not those that were written")) }
    }

    fn table(&self, number: usize) -> Table<'_> {
        Table::new(self.bytes.get(self.tables[number].clone()).unwrap_or_default())
    }

    /// Whether it has any concept of this kind.
    #[must_use]
    pub fn has(&self, kind: Kind) -> bool {
        let contents = &self.contents;
        let count = match kind {
            Kind::Descriptor => contents.descriptors,
            Kind::Qualifier => contents.qualifiers,
            Kind::Supplementary => contents.supplementary,
            Kind::Journal => contents.journals,
        };
        count > 0
    }

    /// Whether any concept has this name, folded.
    #[must_use]
    pub fn knows(&self, folded: &str) -> bool {
        self.table(0).values(folded.as_bytes()).next().is_some()
    }

    /// Every folded name of a concept, in order; one that means several comes as often.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let table = self.table(0);
        (0..table.len()).filter_map(move |at| std::str::from_utf8(table.pair(at)?.0).ok())
    }

    /// The concepts that `folded`, a folded name, means: of each kind those that have it as their own name, else those that
    /// have it as another.
    #[must_use]
    pub fn named(&self, folded: &str) -> Vec<Concept> {
        let mut found: Vec<(u8, Concept)> = Vec::new();
        for value in self.table(0).values(folded.as_bytes()) {
            let Some((rank, number)) = value.split_first() else { continue };
            found.extend(self.concept(number).map(|concept| (*rank, concept)));
        }
        let best = |kind: Kind| found.iter().filter(|(_, c)| c.kind == kind).map(|(rank, _)| *rank).min();
        let best = Kind::ALL.map(|kind| (kind, best(kind)));
        let is_best = |(rank, c): &(u8, Concept)| best.contains(&(c.kind, Some(*rank)));
        found.into_iter().filter(is_best).map(|(_, concept)| concept).collect()
    }

    fn concept(&self, number: &[u8]) -> Option<Concept> {
        let at = usize::try_from(u32::from_be_bytes(number.try_into().ok()?)).ok()?;
        // Concepts are numbered without gaps, so that the number is the place.
        serde_json::from_slice(self.table(1).pair(at)?.1).ok()
    }

    /// All concepts, in the order of their kinds and names.
    pub fn concepts(&self) -> impl Iterator<Item = Concept> + '_ {
        let table = self.table(1);
        (0..table.len()).filter_map(move |at| serde_json::from_slice(table.pair(at)?.1).ok())
    }

    /// The folded names of all headings at and below these tree numbers, each once, in order.
    #[must_use]
    pub fn below(&self, tree_numbers: &[String]) -> Vec<String> {
        let trees = self.table(2);
        let mut names: Vec<String> = Vec::new();
        for number in tree_numbers.iter().filter(|number| !number.is_empty()) {
            let text = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
            names.extend(trees.values(number.as_bytes()).map(text));
            let below = format!("{number}.");
            names.extend(trees.prefixed(below.as_bytes()).map(|(_, name)| text(name)));
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The folded names of the substances that have the pharmacological action `folded`.
    #[must_use]
    pub fn with_action(&self, folded: &str) -> Vec<String> {
        self.table(3).values(folded.as_bytes()).map(|name| String::from_utf8_lossy(name).into_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::Builder;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn strange_bytes_give_an_error_or_nothing(contents in "[{}a-z0-9:,\"\\[\\]]{0,80}", rest in prop::collection::vec(any::<u8>(), 0..120)) {
            let mut bytes = MAGIC.to_vec();
            bytes.extend(u32::try_from(contents.len()).unwrap().to_le_bytes());
            bytes.extend(contents.as_bytes());
            bytes.extend(rest);
            if let Ok(vocabulary) = Vocabulary::new(Box::new(bytes)) {
                let _ = (vocabulary.verify(), vocabulary.named("a"), vocabulary.concepts().count());
            }
        }

        #[test]
        fn a_changed_byte_is_seen_and_does_no_harm(at in 0..200_usize, flip in 1..=255_u8) {
            let mut bytes = Builder::new().finish();
            let at = at % bytes.len();
            bytes[at] ^= flip;
            if let Ok(vocabulary) = Vocabulary::new(Box::new(bytes)) {
                prop_assert!(vocabulary.verify().is_err());
                let _ = (vocabulary.named("a"), vocabulary.below(&["A".to_owned()]), vocabulary.with_action("a"));
            }
        }
    }
}
