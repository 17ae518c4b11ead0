//! CSL-JSON: items as citation processors and reference managers take them (schema `csl-data.json` of the Citation
//! Style Language, version 1.0.2).

use super::{Finding, Kind, address, display_id, retraction_note, subject_terms};
use crate::record::{Author, Book, Journal, PartialDate, Record};
use serde::Serialize;

/// An item under CSL's names; what is not known is left out.
#[derive(Default, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Item<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Name<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    editor: Vec<Name<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    container_title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    container_title_short: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    collection_title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher_place: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edition: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    volume: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issue: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'a str>,
    #[serde(rename = "DOI", skip_serializing_if = "Option::is_none")]
    doi: Option<&'a str>,
    #[serde(rename = "PMID", skip_serializing_if = "Option::is_none")]
    pmid: Option<String>,
    #[serde(rename = "PMCID", skip_serializing_if = "Option::is_none")]
    pmcid: Option<String>,
    #[serde(rename = "ISSN", skip_serializing_if = "Option::is_none")]
    issn: Option<String>,
    #[serde(rename = "ISBN", skip_serializing_if = "Option::is_none")]
    isbn: Option<String>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(rename = "abstract", skip_serializing_if = "String::is_empty")]
    abstract_text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    keyword: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Serialize)]
struct Name<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    family: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    given: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suffix: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    literal: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Date {
    date_parts: [Vec<u16>; 1],
    /// 1 is spring, 4 winter.
    #[serde(skip_serializing_if = "Option::is_none")]
    season: Option<u8>,
}

/// An item with what a search says of it, in the place that CSL has for what it does not know itself.
#[derive(Serialize)]
struct Found<'a, S> {
    #[serde(flatten)]
    item: Item<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom: Option<Finding<'a, S>>,
}

/// The item of `record` as JSON, on one line.
pub(super) fn item<S: Serialize>(record: &Record, finding: Finding<'_, S>) -> serde_json::Result<String> {
    let kind = Kind::of(record);
    let mut item = Item {
        id: display_id(record),
        kind: type_name(kind),
        title: &record.title,
        author: record.authors.iter().map(name).collect(),
        editor: record.editors.iter().map(name).collect(),
        issued: record.date.as_ref().or(record.electronic_date.as_ref()).map(date),
        volume: record.volume.as_deref(),
        issue: record.issue.as_deref(),
        page: record.pages.as_ref().map(|pages| pages.as_str()),
        doi: record.doi.as_ref().map(|doi| doi.as_str()),
        pmid: record.pmid.map(|pmid| pmid.to_string()),
        pmcid: record.pmcid.map(|pmcid| pmcid.to_string()),
        url: address(record),
        abstract_text: record.abstract_text(),
        keyword: Some(subject_terms(record).join("; ")).filter(|terms| !terms.is_empty()),
        language: joined(&record.languages),
        note: retraction_note(record),
        ..Item::default()
    };
    if let Some(book) = &record.book {
        add_book(&mut item, book, kind);
    }
    if let Some(journal) = &record.journal {
        add_journal(&mut item, journal);
    }
    let custom = (finding.score.is_some() || finding.snippets.is_some()).then_some(finding);
    serde_json::to_string(&Found { item, custom })
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Article => "article-journal",
        Kind::Book => "book",
        Kind::Chapter => "chapter",
    }
}

fn add_journal<'a>(item: &mut Item<'a>, journal: &'a Journal) {
    item.container_title = journal.title.as_deref().or(Some(journal.name())).filter(|title| !title.is_empty());
    item.container_title_short = journal.abbreviation.as_deref().or(journal.iso_abbreviation.as_deref());
    item.issn = joined(&journal.issns.iter().map(|issn| issn.value.clone()).collect::<Vec<_>>());
}

fn add_book<'a>(item: &mut Item<'a>, book: &'a Book, kind: Kind) {
    item.container_title = book.title.as_deref().filter(|_| kind == Kind::Chapter);
    item.collection_title = book.collection_title.as_deref();
    item.publisher = book.publisher.as_deref();
    item.publisher_place = book.place.as_deref();
    item.edition = book.edition.as_deref();
    item.isbn = joined(&book.isbns);
}

fn joined(values: &[String]) -> Option<String> {
    (!values.is_empty()).then(|| values.join(", "))
}

fn name(author: &Author) -> Name<'_> {
    if author.is_collective() || author.last_name.is_none() {
        return Name { family: None, given: None, suffix: None, literal: Some(author.display()) };
    }
    let given = author.fore_name.clone().unwrap_or_else(|| author.initials());
    Name {
        family: author.last_name.as_deref(),
        given: Some(given).filter(|given| !given.is_empty()),
        suffix: author.suffix.as_deref(),
        literal: None,
    }
}

fn date(date: &PartialDate) -> Date {
    let season = date.season();
    let rest = [date.month(), date.day()].into_iter().flatten().filter(|_| season.is_none()).map(u16::from);
    Date { date_parts: [std::iter::once(date.year()).chain(rest).collect()], season }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample;
    use serde_json::{Value, json};

    fn parsed(record: &Record) -> Value {
        serde_json::from_str(&item(record, Finding::<String>::default()).unwrap()).unwrap()
    }

    #[test]
    fn an_article_is_a_whole_item() {
        let mut record = sample::article();
        record.abstract_sections.truncate(1);
        assert_eq!(
            parsed(&record),
            json!({
                "id": "90000001",
                "type": "article-journal",
                "title": "Aspirin in \"Invented\" Patients: 5% & more_of {it}.",
                "author": [
                    {"family": "Núñez-Ågren", "given": "Xin"},
                    {"family": "van der Berg", "given": "Jan A", "suffix": "Jr"},
                    {"literal": "Example Study Group"}
                ],
                "issued": {"date-parts": [[2022, 2, 8]]},
                "container-title": "Journal of invented research",
                "container-title-short": "J Invent Res",
                "volume": "5",
                "issue": "1",
                "page": "114-128",
                "DOI": "10.1000/inv.2021.101",
                "PMID": "90000001",
                "PMCID": "PMC9000001",
                "ISSN": "1234-5679",
                "URL": "https://pubmed.ncbi.nlm.nih.gov/90000001/",
                "abstract": "BACKGROUND: Nothing was known.",
                "keyword": "invention; Aspirin; Humans",
                "language": "eng"
            })
        );
    }

    #[test]
    fn a_season_is_one_and_no_month() {
        let date = PartialDate::parse("2021 Spring");
        let item = parsed(&Record { date, ..sample::article() });
        assert_eq!(item["issued"], json!({"date-parts": [[2021]], "season": 1}));
    }

    #[test]
    fn a_retracted_record_says_so() {
        assert!(parsed(&sample::full())["note"].as_str().unwrap().starts_with("Retracted."));
    }

    #[test]
    fn a_chapter_stands_in_its_book() {
        let item = parsed(&sample::chapter());
        assert_eq!((&item["type"], &item["container-title"]), (&json!("chapter"), &json!("A Handbook of Invention")));
        assert_eq!(item["editor"], json!([{"family": "Alder", "given": "Ann"}]));
        assert_eq!(item["issued"], json!({"date-parts": [[1998]]}));
    }

    #[test]
    fn a_bare_record_has_an_id_and_a_type() {
        let item = parsed(&Record::default());
        assert_eq!(item["id"].as_str().map(str::len), Some(32));
        assert_eq!(item.as_object().unwrap().len(), 2);
    }
}
