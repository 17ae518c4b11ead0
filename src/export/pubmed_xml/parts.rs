//! Parts that articles and books have alike.

use super::element::{Elements, allowed, yes_no};
use crate::record::{AbstractSection, Grant, Keyword, PartialDate, PublicationType, Record, Reference};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const CATEGORIES: [&str; 6] = ["BACKGROUND", "OBJECTIVE", "METHODS", "RESULTS", "CONCLUSIONS", "UNASSIGNED"];

const KEYWORD_OWNERS: [&str; 7] = ["NLM", "NLM-AUTO", "NASA", "PIP", "KIE", "NOTNLM", "HHS"];

/// Kinds of ids that an `ArticleIdList` may hold.
const ID_KINDS: [&str; 12] =
    ["doi", "pii", "pmcpid", "pmpid", "pmc", "mid", "sici", "pubmed", "medline", "pmcid", "pmcbook", "bookaccession"];

/// Events that a `History` may hold.
const EVENTS: [&str; 17] = [
    "received",
    "accepted",
    "epublish",
    "ppublish",
    "revised",
    "aheadofprint",
    "retracted",
    "ecollection",
    "pmc",
    "pmcr",
    "pubmed",
    "pubmedr",
    "premedline",
    "medline",
    "medliner",
    "entrez",
    "pmc-release",
];

/// The PMID, empty where the record has none.
pub(super) fn pmid(xml: &mut Elements<'_>, record: &Record) {
    let version = record.version.unwrap_or(1).to_string();
    let number = record.pmid.map(|pmid| pmid.to_string()).unwrap_or_default();
    xml.text("PMID", &[("Version", &version)], &number);
}

/// A date of which the year, or words, may be all there is: `PubDate` and its like in books.
pub(super) fn partial_date(xml: &mut Elements<'_>, name: &str, date: Option<&PartialDate>) {
    xml.within(name, &[], |xml| match date.map(|date| (date, date.text())) {
        Some((_, Some(words))) => match season(words) {
            Some((year, season)) => {
                xml.text("Year", &[], year);
                xml.text("Season", &[], season);
            }
            None => xml.text("MedlineDate", &[], words),
        },
        Some((date, None)) => {
            xml.text("Year", &[], &date.year().to_string());
            xml.optional("Month", date.month().and_then(|month| MONTHS.get(usize::from(month) - 1)));
            xml.optional("Day", date.day().map(|day| format!("{day:02}")));
        }
        None => xml.text("MedlineDate", &[], ""),
    });
}

/// Year and season of `2018 Winter`.
pub(super) fn season(words: &str) -> Option<(&str, &str)> {
    let (year, season) = words.split_once(' ')?;
    let year = Some(year).filter(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))?;
    allowed(season, &["Winter", "Spring", "Summer", "Fall", "Autumn"]).map(|season| (year, season))
}

/// A date that must be known to the day, where it is.
pub(super) fn whole_date(xml: &mut Elements<'_>, name: &str, attributes: &[(&str, &str)], date: Option<&PartialDate>) {
    let Some(date) = date.filter(|date| date.text().is_none()) else { return };
    let (Some(month), Some(day)) = (date.month(), date.day()) else { return };
    xml.within(name, attributes, |xml| {
        xml.text("Year", &[], &date.year().to_string());
        xml.text("Month", &[], &format!("{month:02}"));
        xml.text("Day", &[], &format!("{day:02}"));
    });
}

/// `MedlinePgn`, with the ends apart where there is one range.
pub(super) fn pagination(xml: &mut Elements<'_>, record: &Record) {
    let pages = record.pages.as_ref().map_or("", |pages| pages.as_str());
    xml.within("Pagination", &[], |xml| xml.text("MedlinePgn", &[], pages));
}

/// What `Abstract` and `OtherAbstract` hold; sections are demanded even where only the copyright line is known.
pub(super) fn sections(xml: &mut Elements<'_>, sections: &[AbstractSection], copyright: Option<&str>) {
    if sections.is_empty() {
        xml.text("AbstractText", &[], "");
    }
    for section in sections {
        let category = section.category.as_deref().and_then(|category| allowed(category, &CATEGORIES));
        let label = section.label.as_deref().map(|label| ("Label", label));
        let attributes: Vec<(&str, &str)> =
            label.into_iter().chain(category.map(|category| ("NlmCategory", category))).collect();
        xml.text("AbstractText", &attributes, &section.text);
    }
    xml.optional("CopyrightInformation", copyright);
}

/// The abstract, where there is any of it.
pub(super) fn main_abstract(xml: &mut Elements<'_>, record: &Record) {
    if !record.abstract_sections.is_empty() || record.copyright.is_some() {
        xml.within("Abstract", &[], |xml| sections(xml, &record.abstract_sections, record.copyright.as_deref()));
    }
}

/// A `KeywordList` for each run of keywords of one owner; one without an owner is the author's.
pub(super) fn keywords(xml: &mut Elements<'_>, keywords: &[Keyword]) {
    let owner = |keyword: &Keyword| {
        let owner = keyword.owner.as_deref().unwrap_or("NOTNLM");
        allowed(owner, &KEYWORD_OWNERS).unwrap_or("NOTNLM").to_owned()
    };
    for run in keywords.chunk_by(|a, b| owner(a) == owner(b)) {
        xml.list("KeywordList", &[("Owner", &owner(&run[0]))], run, |xml, keyword| {
            xml.text("Keyword", &[("MajorTopicYN", yes_no(keyword.major))], &keyword.term);
        });
    }
}

/// The languages; where none is known, the code of the undetermined.
pub(super) fn languages(xml: &mut Elements<'_>, languages: &[String]) {
    if languages.is_empty() {
        xml.text("Language", &[], "und");
    }
    languages.iter().for_each(|language| xml.text("Language", &[], language));
}

/// A publication type.
pub(super) fn publication_type(xml: &mut Elements<'_>, kind: &PublicationType) {
    xml.text("PublicationType", &[("UI", kind.ui.as_deref().unwrap_or_default())], &kind.name);
}

/// A `GrantList`. The country was demanded until 2020.
pub(super) fn grants(xml: &mut Elements<'_>, grants: &[Grant]) {
    xml.list("GrantList", &[("CompleteYN", "Y")], grants, |xml, grant| {
        xml.within("Grant", &[], |xml| {
            xml.optional("GrantID", grant.id.as_ref());
            xml.optional("Acronym", grant.acronym.as_ref());
            xml.text("Agency", &[], grant.agency.as_deref().unwrap_or_default());
            xml.text("Country", &[], grant.country.as_deref().unwrap_or_default());
        });
    });
}

/// The events of the history that are known to the day.
pub(super) fn history(xml: &mut Elements<'_>, record: &Record) {
    let events: Vec<_> = record
        .history
        .iter()
        .filter(|event| EVENTS.contains(&event.event.as_str()) && event.date.day().is_some())
        .collect();
    xml.list("History", &[], &events, |xml, event| {
        whole_date(xml, "PubMedPubDate", &[("PubStatus", &event.event)], Some(&event.date));
    });
}

/// The `ArticleIdList`, which holds at least the PMID, an empty one where there is no id at all.
pub(super) fn article_ids(xml: &mut Elements<'_>, record: &Record) {
    let mut ids: Vec<(&str, String)> = Vec::new();
    ids.extend(record.pmid.map(|pmid| ("pubmed", pmid.to_string())));
    ids.extend(record.doi.as_ref().map(|doi| ("doi", doi.to_string())));
    ids.extend(record.pmcid.map(|pmcid| ("pmc", pmcid.to_string())));
    ids.extend(record.other_ids.iter().map(|id| (id.kind.as_str(), id.value.clone())));
    ids.retain(|(kind, _)| ID_KINDS.contains(kind));
    if ids.is_empty() {
        ids.push(("pubmed", String::new()));
    }
    id_list(xml, &ids);
}

fn id_list(xml: &mut Elements<'_>, ids: &[(&str, String)]) {
    xml.list("ArticleIdList", &[], ids, |xml, (kind, value)| xml.text("ArticleId", &[("IdType", kind)], value));
}

/// The `ReferenceList`, where there are references.
pub(super) fn references(xml: &mut Elements<'_>, references: &[Reference]) {
    xml.list("ReferenceList", &[], references, |xml, reference| {
        xml.within("Reference", &[], |xml| {
            xml.text("Citation", &[], &reference.text);
            let mut ids: Vec<(&str, String)> = Vec::new();
            ids.extend(reference.pmid.map(|pmid| ("pubmed", pmid.to_string())));
            ids.extend(reference.pmcid.map(|pmcid| ("pmc", pmcid.to_string())));
            ids.extend(reference.doi.as_ref().map(|doi| ("doi", doi.to_string())));
            ids.extend(reference.other_ids.iter().map(|id| (id.kind.as_str(), id.value.clone())));
            ids.retain(|(kind, _)| ID_KINDS.contains(kind));
            id_list(xml, &ids);
        });
    });
}
