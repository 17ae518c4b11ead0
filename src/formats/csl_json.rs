//! CSL-JSON, as citation processors, Zotero and Crossref write it, and the plain JSON of reference managers
//! (`recNumber`, lists of names), which uses other names for the same things.

use super::json::value::{all, scalar, text_at, texts_at, without_tags};
use super::work::{Kind, Work, set};
use super::{Entry, json, ris};
use crate::record::{Author, Doi, Pages, PartialDate, Record, Reference, text};
use serde_json::Value;
use std::io::{self, BufRead};

/// Crossref's answers.
const WRAPPERS: [&str; 2] = ["message", "items"];

/// The types of CSL 1.0.2.
const TYPES: [&str; 45] = [
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
];

/// Whether the first object of `head` is an item of CSL, an answer of Crossref or a reference manager's.
pub(super) fn recognises(head: &str) -> bool {
    let members = json::members_of_first(head);
    let has = |name: &str| members.contains(&name);
    let titled = has("title") || has("title-short");
    // Neither our own records nor the documents of a judged collection.
    let of_other_lines = has("_id") || has("pmid") || has("text");
    let typed = json::text_of_first(head, "type").is_some_and(|name| TYPES.contains(&name));
    let of_csl = (typed && (titled || has("id")) && !of_other_lines)
        || has("type") && (has("issued") || has("container-title") || has("DOI") || (has("author") && has("id")));
    let of_crossref = has("message") && has("message-type");
    let of_manager = titled && (has("recNumber") || (has("type") && has("authors") && has("journal")));
    let of_zotero = has("itemType") || (has("data") && has("library")) || (has("config") && has("items"));
    of_csl || of_crossref || of_manager || of_zotero
}

/// Reads records from `input` as they come.
pub(super) fn read<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    json::records(input, &WRAPPERS, |value| item(&value))
}

fn item(value: &Value) -> Result<Record, String> {
    // Zotero's server sets the item itself apart from what it knows of it.
    let value = value.get("data").filter(|data| data.get("itemType").is_some()).unwrap_or(value);
    let mut work = Work::default();
    let text = |name: &str| text_at(value, &[name]);
    let kind = text("type").or_else(|| text("itemType")).unwrap_or_default();
    if matches!(kind.as_str(), "attachment" | "note" | "annotation") {
        return Err(format!("an item of a library that is no work ({kind})"));
    }
    type_of_work(&mut work, &kind);
    for title in texts_at(value, &["title"]) {
        work.title(&without_tags(&title));
    }
    // Crossref's.
    for subtitle in texts_at(value, &["subtitle"]).iter().map(|subtitle| without_tags(subtitle)) {
        if !work.record.title.contains(subtitle.trim()) {
            work.record.title = format!("{}: {}", work.record.title.trim_end_matches(':'), subtitle.trim());
        }
    }
    for (name, editors) in [("author", false), ("authors", false), ("editor", true)] {
        for person in all(value, &[name]).into_iter().map(author) {
            if editors { work.editor(person) } else { work.author(person) }
        }
    }
    creators(&mut work, value);
    let first = |names: &[&str]| names.iter().find_map(|name| text(name));
    work.container = first(&[
        "container-title",
        "journal",
        "secondaryTitle",
        "publicationTitle",
        "bookTitle",
        "proceedingsTitle",
        "repository",
    ]);
    work.abbreviation = first(&["container-title-short", "short-container-title", "journalAbbreviation"]);
    work.record.date = ["issued", "published", "published-print"].iter().find_map(|name| date(value.get(*name)?));
    let written = || PartialDate::parse(&first(&["date"])?).filter(|date| date.month().is_some());
    let year = || PartialDate::parse(&first(&["year", "date"])?);
    work.record.date = work.record.date.take().or_else(written).or_else(year);
    work.record.electronic_date = value.get("published-online").and_then(date);
    for (name, member) in value.as_object().into_iter().flatten() {
        for part in all(member, &[]).into_iter().filter_map(scalar) {
            take(&mut work, name, &part);
        }
    }
    work.record.references = all(value, &["reference"]).into_iter().filter(|r| r.is_object()).map(reference).collect();
    work.finish()
}

fn type_of_work(work: &mut Work, name: &str) {
    match name {
        "article-journal" | "journal-article" | "journalArticle" => work.is(Kind::Article, "Journal Article"),
        "article-newspaper" | "newspaperArticle" => work.is(Kind::Article, "Newspaper Article"),
        "article-magazine" | "magazineArticle" => work.is(Kind::Article, ""),
        "review" => work.is(Kind::Article, "Review"),
        "book" | "monograph" | "edited-book" | "reference-book" => work.is(Kind::Book, "Book"),
        "report" => work.is(Kind::Book, "Technical Report"),
        "thesis" | "dissertation" => work.is(Kind::Book, "Academic Dissertation"),
        "chapter" | "book-chapter" | "bookSection" | "entry-encyclopedia" | "entry-dictionary" | "entry" => {
            work.is(Kind::Chapter, "Book Chapter");
        }
        "paper-conference" | "proceedings-article" | "conferencePaper" => work.is(Kind::Chapter, "Congress"),
        "dataset" => work.is(Kind::Other, "Dataset"),
        "article" | "posted-content" | "preprint" => work.is(Kind::Other, "Preprint"),
        _ => {}
    }
}

/// Zotero's people, of whom each says what he did.
fn creators(work: &mut Work, value: &Value) {
    for creator in all(value, &["creators"]) {
        match text_at(creator, &["creatorType"]).as_deref() {
            Some("author") => work.author(author(creator)),
            Some("editor") => work.editor(author(creator)),
            _ => {}
        }
    }
    for tag in texts_at(value, &["tags", "tag"]) {
        work.keyword(&tag);
    }
}

/// A name in parts, a group (`literal`, `name`), or one text.
fn author(value: &Value) -> Author {
    if let Some(name) = scalar(value) {
        return ris::person(&name);
    }
    let part = |names: &[&str]| names.iter().find_map(|name| text_at(value, &[name]));
    let particle = part(&["non-dropping-particle"]).or_else(|| part(&["dropping-particle"]));
    match part(&["family", "last", "lastName"]) {
        Some(family) => {
            let last_name = Some(particle.map_or(family.clone(), |particle| format!("{particle} {family}")));
            let mut author = Author {
                last_name,
                fore_name: part(&["given", "first", "firstName"]),
                suffix: part(&["suffix"]),
                ..Author::default()
            };
            author.affiliations = texts_at(value, &["affiliation", "name"]);
            let orcid = part(&["ORCID"]).map(|id| crate::record::AuthorIdentifier::new("ORCID", &id));
            author.identifiers.extend(orcid);
            author
        }
        None => part(&["literal", "name"]).map(|name| Author::collective(&name)).unwrap_or_default(),
    }
}

/// `{"date-parts": [[2020, 1, 2]]}`, of which a range's beginning counts, or a text.
fn date(value: &Value) -> Option<PartialDate> {
    let parts = value.get("date-parts").and_then(|parts| parts.get(0));
    let number = |at: usize| parts.and_then(|parts| parts.get(at)).and_then(scalar).unwrap_or_default();
    let season = text_at(value, &["season"]).unwrap_or_default();
    let numbered = || PartialDate::in_season(number(0).parse().ok()?, season.parse().ok()?);
    if let Some(date) = numbered().filter(|_| number(1).is_empty()) {
        return Some(date);
    }
    PartialDate::from_parts(&number(0), &number(1), &number(2), &season).or_else(|| {
        PartialDate::parse(
            &scalar(value).or_else(|| text_at(value, &["raw"])).or_else(|| text_at(value, &["literal"]))?,
        )
    })
}

fn take(work: &mut Work, name: &str, value: &str) {
    match name {
        "DOI" | "doi" => work.id("doi", value),
        "PMID" | "pmid" => work.id("pmid", value),
        "PMCID" | "pmcid" => work.id("pmcid", value),
        "URL" | "url" | "urls" => work.address(value),
        "ISSN" | "ISBN" | "isbn" | "issn" => {
            work.standard_numbers(value.rsplit_once("crossref.org/isbn/").map_or(value, |(_, number)| number));
        }
        "volume" => work.volume(value),
        "issue" | "journal-issue" => set(&mut work.record.issue, value),
        "number" if work.kind == Kind::Book => set(&mut work.report_number, value),
        "number" => set(&mut work.record.issue, value),
        "page" | "pages" => work.pages(value),
        "article-number" => set(&mut work.first_page, value),
        "abstract" | "abstractNote" => {
            let plain = without_tags(value);
            // Crossref has the heading of the whole as an element.
            let headed = value.trim_start().starts_with('<');
            work.abstract_text(plain.strip_prefix("Abstract: ").filter(|_| headed).unwrap_or(&plain));
        }
        "keyword" => work.keyword_list(value),
        "keywords" | "subject" => work.keyword(value),
        "publisher" => set(&mut work.publisher, value),
        "publisher-place" | "publisher-location" | "place" => set(&mut work.place, value),
        "edition" => set(&mut work.edition, value),
        "collection-title" | "series" => set(&mut work.series, value),
        "language" => work.language(value),
        "note" | "notes" | "annote" | "extra" => work.note(value),
        "genre" => work.publication_type(value),
        "address" => value.split('\r').for_each(|place| work.affiliation(place)),
        name if name.starts_with("custom") => work.custom(value),
        "id" | "citation-key" | "citationKey" => work.id("citekey", value),
        _ => {}
    }
}

/// A reference as Crossref has it.
fn reference(value: &Value) -> Reference {
    let text = |name: &str| text_at(value, &[name]);
    let mut reference = text("unstructured").map(|written| Reference::parse(&written)).unwrap_or_default();
    if reference.text.is_empty() {
        reference.authors.extend(text("author").map(|name| ris::person(&name)));
        reference.title = text("article-title").or_else(|| text("volume-title"));
        reference.journal = text("journal-title");
        reference.year = text("year").and_then(|year| PartialDate::parse(&year)).map(|date| date.year());
        (reference.volume, reference.issue) = (text("volume"), text("issue"));
        reference.pages = text("first-page").and_then(|page| Pages::parse(&page));
        reference.text = super::jats::written(&reference);
    }
    reference.doi = text("DOI").and_then(|doi| Doi::parse(&doi)).or(reference.doi);
    if reference.text.is_empty() {
        reference.text = reference.doi.as_ref().map(|doi| text::clean(doi.as_str())).unwrap_or_default();
    }
    reference
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Item;

    fn record_of(json: &str) -> Record {
        match read(json.as_bytes()).next().unwrap().unwrap().item {
            Item::Record(record) => *record,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_variable_finds_its_place() {
        insta::assert_json_snapshot!(record_of(
            r#"[{"id": "quill2016", "type": "article-journal", "title": "Moss is <i>wet</i>",
            "author": [{"family": "Quillfeather", "given": "Merelda J"}, {"literal": "Moss Study Group"},
              {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der", "suffix": "Jr"}],
            "container-title": "Journal of phantom moss", "container-title-short": "J Phantom Moss",
            "issued": {"date-parts": [[2016, 1, "30"]]}, "volume": 28, "issue": "1", "page": "186-9",
            "DOI": "10.55555/moss.28", "PMID": "99000901", "PMCID": "PMC99000901", "ISSN": "0000-9001",
            "abstract": "<jats:p>BACKGROUND: Moss.</jats:p>", "keyword": "Moss, Wetness", "language": "en-GB"}]"#
        ));
    }

    #[test]
    fn an_item_is_known_by_its_type() {
        for (head, expected) in [
            (r#"[{"id":"w1","type":"webpage","title":"A web page","URL":"http://a.b"}"#, true),
            (r#"{"type":"book","id":"x","publisher":"House"}"#, true),
            (r#"{"id":"w1","title":"A web page"}"#, false),
            (r#"{"pmid":"1","title":"One","type":"article"}"#, false),
            (r#"{"_id":"1","title":"One","text":"Two","type":"article"}"#, false),
            (r#"{"id":"1","title":"One","type":"work"}"#, false),
        ] {
            assert_eq!(recognises(head), expected, "{head}");
        }
    }

    #[test]
    fn seasons_are_numbers_or_words() {
        for season in ["1", "\"1\"", "\"Spring\""] {
            let json = format!(
                r#"[{{"type": "article", "title": "x", "issued": {{"date-parts": [[2021]], "season": {season}}}}}]"#
            );
            assert_eq!(record_of(&json).date.unwrap().text(), Some("2021 Spring"), "{season}");
        }
    }

    #[test]
    fn an_item_of_zotero_names_its_creators() {
        let item = concat!(
            r#"{"key":"AB","library":{},"data":{"itemType":"journalArticle","title":"Moss","creators":["#,
            r#"{"creatorType":"author","firstName":"Merelda","lastName":"Quill"},{"creatorType":"author","name":"Fen Group"},"#,
            r#"{"creatorType":"translator","firstName":"A","lastName":"Moss"}],"abstractNote":"Wet.","publicationTitle":"J Moss","#,
            r#""date":"2019-05-13","extra":"PMID: 99000001\nPMCID: PMC99000001","tags":[{"tag":"Bog"}]}}"#
        );
        let record = record_of(item);
        assert_eq!((record.authors.len(), record.container()), (2, Some("J Moss")));
        assert_eq!((record.pmid.unwrap().get(), record.pmcid.unwrap().get()), (99_000_001, 99_000_001));
        assert_eq!((record.keywords[0].term.as_str(), record.date.unwrap().to_string()), ("Bog", "2019-05-13".into()));
        assert!(recognises(item) && record.notes.is_empty());
    }

    #[test]
    fn an_answer_of_crossref_gives_its_items() {
        let record = record_of(
            r#"{"status":"ok","message-type":"work-list","message":{"total-results":1,"items":[{"type":"book-chapter",
            "title":["Moss"],"container-title":["Book of moss"],"publisher":"House","reference":[
            {"key":"1","article-title":"Lichen","author":"Green","year":"2001","journal-title":"J L","volume":"3","first-page":"7"},
            {"key":"2","DOI":"10.55555/L"}]}],"items-per-page":20}}"#,
        );
        assert_eq!(record.book.unwrap().title.as_deref(), Some("Book of moss"));
        let texts: Vec<&str> = record.references.iter().map(|reference| reference.text.as_str()).collect();
        assert_eq!(texts, ["Green. Lichen. J L. 2001;3:7", "10.55555/L"]);
    }
}
