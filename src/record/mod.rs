//! The normalised record: what every reader makes and everything else works on.
//!
//! Normalisation lives with the type that it normalises. Nothing here knows files or the index. The serialised form of
//! [`Record`] is Medlar's own record format, one JSON object a line, described by `schema/record.schema.json`; empty
//! fields are left out and unknown ones ignored.

mod author;
mod citation;
mod combine;
mod date;
mod identity;
mod ids;
mod keys;
mod language;
mod pages;
mod property;
mod qualifier;
mod reference;
mod subject;
pub mod text;

pub use author::{Author, AuthorIdentifier};
pub use combine::{Precedence, combine, is_authority};
pub use date::PartialDate;
pub use identity::Identity;
pub use ids::{Doi, Pmcid, Pmid};
pub use keys::{LEAST_LETTERS, LEAST_WORDS, LinkMethod, is_preprint_server};
pub use language::{language_code, language_name, language_names};
pub use pages::Pages;
pub use property::{LATE_ELECTRONIC_DATE, is_property, properties};
pub use qualifier::{qualifier_names, qualifier_of_code};
pub use reference::{Parsed, Reference};
pub use subject::{Keyword, MeshHeading, PublicationType, Qualifier, Substance, SupplementaryMesh};

use serde::{Deserialize, Serialize};

/// One work of the literature with everything that its source says of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    /// PubMed id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pmid: Option<Pmid>,
    /// Version of the article under its PMID, where it is above 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u16>,
    /// PubMed Central id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pmcid: Option<Pmcid>,
    /// DOI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doi: Option<Doi>,
    /// The id that the record has in its source, where the source is no catalogue with ids of its own kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Publisher's item ids, NIHMS ids, book accessions and the like.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_ids: Vec<OtherId>,
    /// Title, in English where PubMed translates it (then in square brackets).
    pub title: String,
    /// Title in the original language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vernacular_title: Option<String>,
    /// Authors in order, persons and collectives.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Author>,
    /// Whether the source names only some of the authors (`et al.`).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub authors_incomplete: bool,
    /// Editors of a book.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub editors: Vec<Author>,
    /// Collaborators who are no authors.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub investigators: Vec<Author>,
    /// Persons whom the work is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub personal_name_subjects: Vec<Author>,
    /// Journal in which the work appeared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub journal: Option<Journal>,
    /// Book in which the work appeared, or which it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub book: Option<Book>,
    /// Date of publication as cited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// Date of electronic publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub electronic_date: Option<PartialDate>,
    /// Dates at which something happened to the record, by PubMed's name of it (`entrez`, `pubmed`, `received`, …).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<HistoryDate>,
    /// Date at which indexing was completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed: Option<PartialDate>,
    /// Date of the record's last revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revised: Option<PartialDate>,
    /// Volume.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume: Option<String>,
    /// Issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue: Option<String>,
    /// Pages, short ends expanded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<Pages>,
    /// The abstract, in its sections.
    #[serde(rename = "abstract", skip_serializing_if = "Vec::is_empty")]
    pub abstract_sections: Vec<AbstractSection>,
    /// Copyright line of the abstract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copyright: Option<String>,
    /// Further abstracts: other languages, plain-language summaries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_abstracts: Vec<OtherAbstract>,
    /// Keywords.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<Keyword>,
    /// MeSH headings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mesh: Vec<MeshHeading>,
    /// MeSH supplementary concepts other than substances: diseases, protocols, organisms, …
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supplementary_mesh: Vec<SupplementaryMesh>,
    /// Chemical substances.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub substances: Vec<Substance>,
    /// Gene symbols (MEDLINE 1991–1996).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gene_symbols: Vec<String>,
    /// Publication types.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub publication_types: Vec<PublicationType>,
    /// Languages of the text, as three-letter codes of ISO 639-2/B.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// Grants.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Grant>,
    /// Accession numbers in data banks and trial registers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub databanks: Vec<Databank>,
    /// The authors' statement of their interests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conflict_of_interest: Option<String>,
    /// Figure and table captions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub captions: Vec<Caption>,
    /// The full text, section by section.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub body: Vec<BodySection>,
    /// Comments, corrections, retractions and other ties to single records.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// Reference list, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// Number of references that the source states where it lists none or not all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated_reference_count: Option<u32>,
    /// Notes of the cataloguer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Space flight missions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub space_flight_missions: Vec<String>,
    /// PubMed's citation subsets (`IM`, …).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub citation_subsets: Vec<String>,
    /// State of PubMed's indexing: `MEDLINE`, `In-Process`, `Publisher`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Owner of the record, where it is not `NLM`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// How the MeSH headings were assigned: `Automated`, `Curated`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indexing_method: Option<String>,
    /// `Print`, `Electronic`, `Print-Electronic`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publication_model: Option<String>,
    /// `ppublish`, `epublish`, `aheadofprint`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publication_status: Option<String>,
    /// Name of the format from which the record was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What other sources gave, where several spoke of the work.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_from: Vec<Contribution>,
}

/// The fields of a record that are from another source than the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    /// Name of the format from which they were read.
    pub source: String,
    /// Names of the fields in the serialised form; none where keywords are all it gave.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Those of the record's keywords that are from this source, where the others are from another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
}

/// An identifier other than PMID, PMCID and DOI.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherId {
    /// Its kind, in lower case: `pii`, `mid`, `bookaccession`, …
    pub kind: String,
    /// The identifier.
    pub value: String,
}

/// A journal under all the names that the source gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Journal {
    /// NLM's title abbreviation (`Cancer Drug Resist`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abbreviation: Option<String>,
    /// ISO abbreviation, where it differs from NLM's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iso_abbreviation: Option<String>,
    /// Full title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// ISSNs: print, electronic and linking, without doubles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub issns: Vec<Issn>,
    /// NLM's unique id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nlm_id: Option<String>,
    /// Country of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// An ISSN with what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issn {
    /// `NNNN-NNNC`.
    pub value: String,
    /// `Print`, `Electronic`, `Linking` or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
}

impl Issn {
    /// An ISSN with its hyphen in place; anything that is no ISSN stays as it is.
    #[must_use]
    pub fn new(value: &str, kind: &str) -> Self {
        let signs: String = value.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
        let valid = signs.len() == 8 && signs[..7].bytes().all(|b| b.is_ascii_digit());
        let value = if valid { format!("{}-{}", &signs[..4], &signs[4..]) } else { text::clean(value) };
        Self { value, kind: kind.to_owned() }
    }
}

impl Journal {
    /// The name under which the journal is listed: NLM's abbreviation, else the ISO abbreviation, else the title.
    #[must_use]
    pub fn name(&self) -> &str {
        let names = [&self.abbreviation, &self.iso_abbreviation, &self.title];
        names.into_iter().flatten().next().map_or("", String::as_str)
    }

    /// Whether nothing is known of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds an ISSN unless its value is there already.
    pub fn add_issn(&mut self, issn: Issn) {
        if !issn.value.is_empty() && self.issns.iter().all(|known| known.value != issn.value) {
            self.issns.push(issn);
        }
    }
}

/// A book, report or collection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Book {
    /// Title of the book.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Authors of the book, where the record describes a part of it by others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Author>,
    /// Title of the series or collection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection_title: Option<String>,
    /// Title of the volume.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume_title: Option<String>,
    /// Publisher.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Place of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Edition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// Medium, for example `Internet`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medium: Option<String>,
    /// Report number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_number: Option<String>,
    /// ISBNs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub isbns: Vec<String>,
    /// Labels of the part within the book (`Chapter 3`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub location_labels: Vec<String>,
    /// Titles of the sections within the record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<String>,
    /// First date of a work published over a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beginning_date: Option<PartialDate>,
    /// Last date of a work published over a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending_date: Option<PartialDate>,
}

/// A dated event of a record's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryDate {
    /// PubMed's name of the event: `received`, `accepted`, `entrez`, `pubmed`, `medline`, …
    pub event: String,
    /// When.
    pub date: PartialDate,
}

/// A section of an abstract; an abstract without sections is one section without a label.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AbstractSection {
    /// Heading in the source's words (`MATERIALS AND METHODS`), without a colon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// NLM's category of it: `BACKGROUND`, `OBJECTIVE`, `METHODS`, `RESULTS`, `CONCLUSIONS`, `UNASSIGNED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The section's text.
    pub text: String,
}

impl AbstractSection {
    /// A section without a label.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self { text: text::clean(text), ..Self::default() }
    }

    /// A section under a label; a label that is blank is none.
    #[must_use]
    pub fn labelled(label: &str, text: &str) -> Self {
        let label = text::non_empty(label.trim().trim_end_matches(':'));
        Self { label, text: text::clean(text), ..Self::default() }
    }
}

/// An abstract beside the main one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OtherAbstract {
    /// `Publisher`, `plain-language-summary`, `AIDS`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Language, three letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Its sections.
    pub sections: Vec<AbstractSection>,
    /// Its copyright line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copyright: Option<String>,
}

/// A grant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Grant {
    /// Number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Two-letter acronym of the institute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acronym: Option<String>,
    /// Agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// Country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// A data bank or trial register with the accession numbers in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Databank {
    /// Name, for example `ClinicalTrials.gov`.
    pub name: String,
    /// Accession numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accessions: Vec<String>,
}

/// A caption of a figure or table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Caption {
    /// `Figure 1`, `Table 2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What stands under it.
    pub text: String,
}

/// A section of the full text, that of the sections within it apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BodySection {
    /// Its heading (`Materials and methods`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// Its text.
    pub text: String,
}

/// A tie to another record: a comment, a correction, a retraction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Relation {
    /// PubMed XML's name of the tie: `RetractionIn`, `CommentOn`, `ErratumIn`, …
    pub kind: String,
    /// Citation of the other record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citation: Option<String>,
    /// Its PMID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pmid: Option<Pmid>,
    /// A note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Record {
    /// The year of publication, from the cited date, else the electronic one.
    #[must_use]
    pub fn year(&self) -> Option<u16> {
        self.date.as_ref().or(self.electronic_date.as_ref()).map(PartialDate::year)
    }

    /// Whether the work has been retracted: by its publication type or by a notice that says so.
    #[must_use]
    pub fn is_retracted(&self) -> bool {
        let by_type = self.publication_types.iter().any(|t| t.name.eq_ignore_ascii_case("Retracted Publication"));
        by_type || self.relations.iter().any(|r| r.kind == "RetractionIn" || r.kind == "RetractedandRepublishedIn")
    }

    /// The abstract as one text, labels included (`RESULTS: …`), sections parted by a space.
    #[must_use]
    pub fn abstract_text(&self) -> String {
        sections_text(&self.abstract_sections)
    }

    /// Journal, else book: where the work appeared, as it is listed.
    #[must_use]
    pub fn container(&self) -> Option<&str> {
        let journal = self.journal.as_ref().map(Journal::name).filter(|name| !name.is_empty());
        journal.or_else(|| self.book.as_ref().and_then(|b| b.title.as_deref()))
    }

    /// The date of an event in the record's history.
    #[must_use]
    pub fn history_date(&self, event: &str) -> Option<&PartialDate> {
        self.history.iter().find(|h| h.event == event).map(|h| &h.date)
    }
}

/// Sections as one text, each behind its label.
#[must_use]
pub fn sections_text(sections: &[AbstractSection]) -> String {
    let texts: Vec<String> = sections
        .iter()
        .map(|s| s.label.as_ref().map_or_else(|| s.text.clone(), |label| format!("{label}: {}", s.text)))
        .collect();
    texts.join(" ")
}
