//! What a record cites.

use super::author::Author;
use super::ids::{Doi, Pmcid, Pmid};
use super::pages::Pages;
use serde::{Deserialize, Serialize};

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
}
