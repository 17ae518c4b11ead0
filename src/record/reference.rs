//! What a record cites.

use super::author::Author;
use super::ids::{Doi, Pmcid, Pmid};
use super::pages::Pages;
use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};
use std::hash::{Hash, Hasher};

/// One entry of a reference list: always its text; its parts where they can be told, never guessed; its ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reference {
    /// The citation as it stands, without the source's own link labels and number.
    pub text: String,
    /// Authors in the order given; `et al.` shows in [`Reference::authors_incomplete`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Author>,
    /// Whether the author list ends in `et al.`
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub authors_incomplete: bool,
    /// Title of the cited work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Journal or book in which it stands, as the citation has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub journal: Option<String>,
    /// Year of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// Volume.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume: Option<String>,
    /// Issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue: Option<String>,
    /// Pages or article number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<Pages>,
    /// PubMed id of the cited work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pmid: Option<Pmid>,
    /// PubMed Central id of the cited work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pmcid: Option<Pmcid>,
    /// DOI of the cited work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doi: Option<Doi>,
    /// Other identifiers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_ids: Vec<super::OtherId>,
    /// What [`Reference::parse`] made of its text, so that parts need not be kept that the text tells.
    #[serde(skip)]
    pub parsed: Parsed,
}

/// A hash of the parts that were told from a text. It is no part of what the reference says: all are equal.
#[derive(Debug, Clone, Copy, Default)]
pub struct Parsed(Option<u64>);

impl PartialEq for Parsed {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Parsed {}

impl Reference {
    /// Notes that all parts are those that the text tells.
    pub(super) fn note_parsed(&mut self) {
        self.parsed = Parsed(Some(self.parts_hash()));
    }

    /// Whether all parts are those that the text tells.
    pub(crate) fn is_told_by_text(&self) -> bool {
        self.parsed.0 == Some(self.parts_hash())
    }

    fn parts_hash(&self) -> u64 {
        let mut hasher = FxHasher::default();
        let Self { authors, authors_incomplete, title, journal, year, volume, issue, pages, .. } = self;
        for author in authors {
            let names =
                [&author.last_name, &author.fore_name, &author.initials, &author.suffix, &author.collective_name];
            (names, author.affiliations.len(), author.identifiers.len()).hash(&mut hasher);
        }
        (authors_incomplete, title, journal, year, volume, issue).hash(&mut hasher);
        pages.as_ref().map(Pages::as_str).hash(&mut hasher);
        hasher.finish()
    }

    /// The reference without the parts that [`Reference::with_parts`] gives back.
    pub(crate) fn without_parts(self) -> Self {
        let Self { text, pmid, pmcid, doi, other_ids, .. } = self;
        Self { text, pmid, pmcid, doi, other_ids, ..Self::default() }
    }

    /// The reference with the parts that its text tells. Its ids stay: the source may know more of them.
    pub(crate) fn with_parts(self) -> Self {
        let Self { text, pmid, pmcid, doi, other_ids, .. } = self;
        Self { pmid, pmcid, doi, other_ids, ..Self::of_text(text) }
    }
}
