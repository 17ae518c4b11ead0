//! Readers of NLM's vocabulary files. Each streams; which one a file needs is told from its content.
//!
//! What cannot be read as a concept is given as a [`Rejection`] with its place, and reading goes on.

mod ascii;
mod journals;
mod lines;
mod tables;
mod xml;

use super::concept::{Concept, Kind};
use std::io::{self, BufRead};

/// A sort of vocabulary file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// MeSH descriptors, XML (`desc2024.xml`).
    DescriptorXml,
    /// MeSH qualifiers, XML (`qual2024.xml`).
    QualifierXml,
    /// Supplementary concepts, XML (`supp2024.xml`).
    SupplementaryXml,
    /// MeSH descriptors, ASCII (`d2024.bin`).
    DescriptorAscii,
    /// MeSH qualifiers, ASCII (`q2024.bin`).
    QualifierAscii,
    /// Supplementary concepts, ASCII (`c2024.bin`).
    SupplementaryAscii,
    /// Lines `heading;tree number` (`mtrees2024.bin`).
    Trees,
    /// MeSH descriptors, a line each: id, name, entry terms, tree numbers, parted by tabs; lists by `|`.
    DescriptorTable,
    /// NLM's list of journals (`J_Medline.txt`, `J_Entrez.txt`).
    Journals,
    /// Journal title and abbreviation, parted by a comma or a semicolon.
    JournalTable,
}

impl Source {
    const ALL: [Self; 10] = [
        Self::DescriptorXml,
        Self::QualifierXml,
        Self::SupplementaryXml,
        Self::DescriptorAscii,
        Self::QualifierAscii,
        Self::SupplementaryAscii,
        Self::Journals,
        Self::DescriptorTable,
        Self::Trees,
        Self::JournalTable,
    ];

    /// Its name in lists.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::DescriptorXml => "mesh-descriptors-xml",
            Self::QualifierXml => "mesh-qualifiers-xml",
            Self::SupplementaryXml => "mesh-supplementary-xml",
            Self::DescriptorAscii => "mesh-descriptors-ascii",
            Self::QualifierAscii => "mesh-qualifiers-ascii",
            Self::SupplementaryAscii => "mesh-supplementary-ascii",
            Self::Trees => "mesh-trees",
            Self::DescriptorTable => "mesh-descriptors-tsv",
            Self::Journals => "nlm-journals",
            Self::JournalTable => "journals-csv",
        }
    }

    /// What it tells of.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::DescriptorXml | Self::DescriptorAscii | Self::DescriptorTable | Self::Trees => Kind::Descriptor,
            Self::QualifierXml | Self::QualifierAscii => Kind::Qualifier,
            Self::SupplementaryXml | Self::SupplementaryAscii => Kind::Supplementary,
            Self::Journals | Self::JournalTable => Kind::Journal,
        }
    }

    /// Whether a file of this sort is all that there is of its kind in a year.
    #[must_use]
    pub fn is_whole(self) -> bool {
        !matches!(self, Self::Trees | Self::Journals | Self::JournalTable)
    }

    fn recognises(self, head: &str) -> bool {
        let record = |kind: &str| {
            let lines = || head.lines().map(str::trim);
            lines().any(|line| line == "*NEWRECORD") && lines().any(|line| line.replace(' ', "") == kind)
        };
        match self {
            Self::DescriptorXml => head.contains("<DescriptorRecord"),
            Self::QualifierXml => head.contains("<QualifierRecord"),
            Self::SupplementaryXml => head.contains("<SupplementalRecord"),
            Self::DescriptorAscii => record("RECTYPE=D"),
            Self::QualifierAscii => record("RECTYPE=Q"),
            Self::SupplementaryAscii => record("RECTYPE=C"),
            Self::Journals => head.contains("JournalTitle:") && head.contains("MedAbbr:"),
            Self::DescriptorTable => tables::is_descriptor_table(head),
            Self::Trees => tables::is_tree_file(head),
            Self::JournalTable => tables::is_journal_table(head),
        }
    }
}

/// The sort of a file, told from the first kilobytes of its text. `None` where it is none.
#[must_use]
pub fn detect(head: &str) -> Option<Source> {
    let head = head.trim_start_matches('\u{feff}');
    Source::ALL.into_iter().find(|source| source.recognises(head))
}

/// Something that a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A concept.
    Concept(Box<Concept>),
    /// A heading and one of its places in the tree.
    Place {
        /// The heading.
        heading: String,
        /// The tree number.
        number: String,
    },
}

/// Something that should have been a concept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Line on which it begins, from 1.
    pub line: u64,
    /// Its number among the records of the file, from 1.
    pub record: u64,
    /// Why it is none.
    pub reason: String,
}

/// An item or a rejection.
pub type Found = Result<Item, Rejection>;

/// Reads `input`, decompressed, and calls `take` with everything found in it.
///
/// # Errors
///
/// Where the input itself cannot be read further, or is no well-formed XML.
pub fn read(source: Source, input: &mut dyn BufRead, take: &mut dyn FnMut(Found)) -> io::Result<()> {
    match source {
        Source::DescriptorXml | Source::QualifierXml | Source::SupplementaryXml => {
            xml::read(input, source.kind(), take)
        }
        Source::DescriptorAscii | Source::QualifierAscii | Source::SupplementaryAscii => {
            ascii::read(input, source.kind(), take)
        }
        Source::Trees => tables::trees(input, take),
        Source::DescriptorTable => tables::descriptors(input, take),
        Source::Journals => journals::read(input, take),
        Source::JournalTable => tables::journals(input, take),
    }
}

#[cfg(test)]
mod tests;
