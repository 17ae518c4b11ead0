//! A record as others are told of it: ids, title, where it appeared, and whether it has been retracted.

use super::links::Links;
use crate::index::{IndexError, Reader};
use crate::record::{Author, Identity, Record};
use serde::Serialize;
use tantivy::DocAddress;

/// What a list says of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mention {
    /// The id under which `medlar show` finds it.
    pub id: String,
    /// PubMed id.
    pub pmid: Option<String>,
    /// PubMed Central id.
    pub pmcid: Option<String>,
    /// DOI.
    pub doi: Option<String>,
    /// Title.
    pub title: String,
    /// Authors as the record gives them.
    pub authors: Vec<String>,
    /// Journal, abbreviated; or book.
    pub journal: Option<String>,
    /// Year of publication.
    pub year: Option<u16>,
    /// Volume.
    pub volume: Option<String>,
    /// Issue.
    pub issue: Option<String>,
    /// Pages.
    pub pages: Option<String>,
    /// Whether it has been retracted.
    pub retracted: bool,
    /// Number of records of the index that cite it.
    pub cited_by_count: usize,
}

impl Mention {
    /// What is told of `record`, which `cited_by_count` records of the index cite.
    #[must_use]
    pub fn of(record: &Record, cited_by_count: usize) -> Self {
        Self {
            id: Identity::of(record).display_id(),
            pmid: record.pmid.map(|id| id.to_string()),
            pmcid: record.pmcid.map(|id| id.to_string()),
            doi: record.doi.as_ref().map(ToString::to_string),
            title: record.title.clone(),
            authors: record.authors.iter().map(Author::display).collect(),
            journal: record.container().map(str::to_owned),
            year: record.year(),
            volume: record.volume.clone(),
            issue: record.issue.clone(),
            pages: record.pages.as_ref().map(ToString::to_string),
            retracted: record.is_retracted(),
            cited_by_count,
        }
    }

    /// What is told of the record at `address`.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub fn at(reader: &Reader, address: DocAddress) -> Result<Self, IndexError> {
        let record = reader.record(address)?;
        let cited_by_count = Links::new(reader).cited_by_count(address, &record)?;
        Ok(Self::of(&record, cited_by_count))
    }

    /// `Fictional J Oncol · 2019 · Tobin Ashgrove, et al. · PMID 99000001`.
    #[must_use]
    pub fn source_line(&self) -> String {
        let author = self.authors.first().map(|first| match self.authors.len() {
            1 => first.clone(),
            _ => format!("{first}, et al."),
        });
        let id = match (&self.pmid, &self.doi) {
            (Some(pmid), _) => format!("PMID {pmid}"),
            (None, Some(doi)) => format!("doi:{doi}"),
            (None, None) => format!("id {}", self.id),
        };
        let parts = [self.journal.clone(), self.year.map(|year| year.to_string()), author, Some(id)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}
