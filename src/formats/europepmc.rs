//! Europe PMC's records (`resultType=core` or `lite`), JSON or XML: the answers of its search, single records, and
//! records as one client stores them, with every value in a list.

use super::json::value::{all, scalar, text_at, texts_at, without_tags};
use super::medline::sections;
use super::xml::{self, Element};
use super::{Entry, json};
use crate::record::{
    Author, AuthorIdentifier, Book, Doi, Grant, Issn, Journal, Keyword, MeshHeading, OtherId, Pages, PartialDate,
    Pmcid, Pmid, PublicationType, Qualifier, Record, Relation, Substance, language_code, text,
};
use serde_json::Value;
use std::io::{self, BufRead};

const WRAPPERS: [&str; 2] = ["resultList", "result"];

/// Members that only Europe PMC's records have.
const TELLING: [&str; 7] =
    ["authorString", "pubTypeList", "journalInfo", "isOpenAccess", "fullTextUrlList", "firstIndexDate", "inEPMC"];

/// Whether the first object of `head` is a record of Europe PMC's, or an answer with such records.
pub(super) fn recognises_json(head: &str) -> bool {
    let members = json::members_of_first(head);
    let has = |name: &str| members.contains(&name);
    let record = has("source") && TELLING.iter().any(|name| has(name));
    record || (has("hitCount") && has("resultList")) || (has("version") && has("hitCount"))
}

/// Whether `head` is an answer of Europe PMC's in XML.
pub(super) fn recognises_xml(head: &str) -> bool {
    xml::opens(head, &["responseWrapper"]) || (xml::opens(head, &["result"]) && xml::opens(head, &TELLING))
}

/// Reads records from JSON.
pub(super) fn read_json<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    json::records(input, &WRAPPERS, |value| record(&value))
}

/// Reads records from XML, whose elements have the names of the JSON's members.
pub(super) fn read_xml<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    xml::records(input, "result", |element| record(&as_json(element)))
}

fn as_json(element: &Element) -> Value {
    let mut members = serde_json::Map::new();
    for child in element.elements() {
        let list = members.entry(child.name()).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(items) = list {
            items.push(as_json(child));
        }
    }
    // Inline markup in a text is no member.
    let is_text = members.keys().all(|name| matches!(name.as_str(), "i" | "b" | "sub" | "sup" | "u" | "h4" | "p"));
    if is_text { Value::String(element.text()) } else { Value::Object(members) }
}

fn record(value: &Value) -> Result<Record, String> {
    let text = |path: &[&str]| text_at(value, path);
    let mut record = Record {
        pmid: text(&["pmid"]).and_then(|id| Pmid::parse(&id)),
        pmcid: text(&["pmcid"]).and_then(|id| Pmcid::parse(&id)),
        doi: text(&["doi"]).and_then(|id| Doi::parse(&id)),
        title: text(&["title"]).map(|title| without_tags(&title)).unwrap_or_default(),
        volume: text(&["journalInfo", "volume"]).or_else(|| text(&["journalVolume"])),
        issue: text(&["journalInfo", "issue"]).or_else(|| text(&["issue"])),
        pages: text(&["pageInfo"]).and_then(|pages| Pages::parse(&pages)),
        publication_status: text(&["publicationStatus"]),
        publication_model: text(&["pubModel"]),
        abstract_sections: text(&["abstractText"]).map(|html| abstract_of(&html)).unwrap_or_default(),
        ..Record::default()
    };
    if let (None, None, Some(source), Some(id)) = (record.pmid, record.pmcid, text(&["source"]), text(&["id"])) {
        if source == "MED" {
            record.pmid = Pmid::parse(&id);
        } else {
            record.other_ids.push(OtherId { kind: source.to_lowercase(), value: id });
        }
    }
    record.languages.extend(text(&["language"]).map(|name| language_code(&name).map_or(name, str::to_owned)));
    dates(value, &mut record);
    container(value, &mut record);
    people(value, &mut record);
    subjects(value, &mut record);
    let named = record.pmid.is_some() || record.pmcid.is_some() || record.doi.is_some() || !record.title.is_empty();
    if named { Ok(record) } else { Err("no title and no id (pmid, pmcid, doi)".to_owned()) }
}

/// Headings in the abstract part it, as labels in capitals do in MEDLINE.
fn abstract_of(html: &str) -> Vec<crate::record::AbstractSection> {
    use crate::record::AbstractSection;
    if !html.contains("<h4>") {
        return sections(&without_tags(html));
    }
    let mut parts = html.split("<h4>");
    let before = parts.next().map(|loose| AbstractSection::plain(&without_tags(loose)));
    let labelled = parts.map(|part| {
        let (label, body) = part.split_once("</h4>").unwrap_or(("", part));
        AbstractSection::labelled(&without_tags(label), &without_tags(body))
    });
    before.into_iter().chain(labelled).filter(|section| !section.text.is_empty()).collect()
}

fn dates(value: &Value, record: &mut Record) {
    let date = |path: &[&str]| text_at(value, path).and_then(|date| PartialDate::parse(&date));
    record.date = date(&["journalInfo", "dateOfPublication"])
        .or_else(|| date(&["journalInfo", "printPublicationDate"]))
        .or_else(|| date(&["pubYear"]))
        .or_else(|| date(&["firstPublicationDate"]));
    record.electronic_date = date(&["electronicPublicationDate"]);
    record.completed = date(&["dateOfCompletion"]);
    record.revised = date(&["dateOfRevision"]);
}

fn container(value: &Value, record: &mut Record) {
    let of = |name: &str| text_at(value, &["journalInfo", "journal", name]);
    let mut journal = Journal {
        title: of("title").or_else(|| text_at(value, &["journalTitle"])),
        abbreviation: of("medlineAbbreviation"),
        nlm_id: of("nlmid").or_else(|| of("NLMid")),
        ..Journal::default()
    };
    journal.iso_abbreviation = of("isoabbreviation")
        .or_else(|| of("ISOAbbreviation"))
        .filter(|iso| journal.abbreviation.as_ref() != Some(iso));
    for (path, kind) in
        [(of("issn"), "Print"), (of("ISSN"), "Print"), (of("essn"), "Electronic"), (of("ESSN"), "Electronic")]
    {
        path.into_iter().for_each(|issn| journal.add_issn(Issn::new(&issn, kind)));
    }
    if journal.issns.is_empty() {
        let issns = text_at(value, &["journalIssn"]).unwrap_or_default();
        issns.split(';').filter(|issn| !issn.trim().is_empty()).for_each(|issn| journal.add_issn(Issn::new(issn, "")));
    }
    record.journal = Some(journal).filter(|journal| !journal.is_empty());
    let book = |name: &str| text_at(value, &["bookOrReportDetails", name]);
    if book("publisher").is_some() || book("comprisingTitle").is_some() {
        let isbns = [book("isbn10"), book("isbn13")].into_iter().flatten().collect();
        record.book =
            Some(Book { title: book("comprisingTitle"), publisher: book("publisher"), isbns, ..Book::default() });
    }
}

fn people(value: &Value, record: &mut Record) {
    record.authors = all(value, &["authorList", "author"]).into_iter().map(author).filter(|a| !a.is_empty()).collect();
    record.investigators =
        all(value, &["investigatorList", "investigator"]).into_iter().map(author).filter(|a| !a.is_empty()).collect();
    if record.authors.is_empty() {
        let names = text_at(value, &["authorString"]).unwrap_or_default();
        let names = names.trim_end_matches('.').split(',');
        record.authors = names.map(Author::from_short).filter(|author| !author.is_empty()).collect();
    }
    let common = text_at(value, &["affiliation"]);
    if let (Some(place), true) = (common, record.authors.iter().all(|author| author.affiliations.is_empty())) {
        record.authors.first_mut().into_iter().for_each(|first| first.affiliations.push(place.clone()));
    }
}

fn author(value: &Value) -> Author {
    let text = |name: &str| text_at(value, &[name]);
    if let Some(name) = text("collectiveName") {
        return Author::collective(&name);
    }
    let mut author = match text("lastName") {
        Some(last) => Author {
            last_name: Some(last),
            fore_name: text("firstName"),
            initials: text("initials"),
            ..Author::default()
        },
        None => text("fullName").map(|name| Author::from_short(&name)).unwrap_or_default(),
    };
    author.affiliations = texts_at(value, &["authorAffiliationDetailsList", "authorAffiliation", "affiliation"]);
    if author.affiliations.is_empty() {
        author.affiliations = texts_at(value, &["affiliation"]);
    }
    for id in all(value, &["authorId"]) {
        // `_` and `$` are one client's names of an element's text and its attributes.
        let kind = text_at(id, &["type"]).or_else(|| text_at(id, &["$", "type"])).unwrap_or_default();
        let id = text_at(id, &["value"]).or_else(|| text_at(id, &["_"])).or_else(|| scalar(id));
        author
            .identifiers
            .extend(id.map(|id| AuthorIdentifier::new(if kind.is_empty() { "ORCID" } else { &kind }, &id)));
    }
    author
}

fn subjects(value: &Value, record: &mut Record) {
    let types = all(value, &["pubTypeList", "pubType"]).into_iter().filter_map(scalar);
    let types: Vec<String> = types
        .chain(
            text_at(value, &["pubType"])
                .into_iter()
                .flat_map(|all| all.split("; ").map(str::to_owned).collect::<Vec<_>>()),
        )
        .collect();
    for name in types {
        if !record.publication_types.iter().any(|known| known.name.eq_ignore_ascii_case(&name)) {
            record.publication_types.extend(PublicationType::new(&name));
        }
    }
    record.keywords =
        texts_at(value, &["keywordList", "keyword"]).iter().filter_map(|term| Keyword::new(term)).collect();
    record.mesh = all(value, &["meshHeadingList", "meshHeading"]).into_iter().filter_map(heading).collect();
    for chemical in all(value, &["chemicalList", "chemical"]) {
        let name = text_at(chemical, &["name"]).unwrap_or_default();
        record.substances.push(Substance::new(&name, "", &text_at(chemical, &["registryNumber"]).unwrap_or_default()));
    }
    for grant in all(value, &["grantsList", "grant"]) {
        let text = |name: &str| text_at(grant, &[name]);
        record.grants.push(Grant {
            id: text("grantId"),
            acronym: text("acronym"),
            agency: text("agency"),
            country: None,
        });
    }
    for tie in all(value, &["commentCorrectionList", "commentCorrection"]) {
        let text = |name: &str| text_at(tie, &[name]);
        let pmid = text("id").filter(|_| text("source").as_deref() == Some("MED")).and_then(|id| Pmid::parse(&id));
        let kind: String = text("type").unwrap_or_default().split(' ').map(capitalised).collect();
        // Of what is not in PubMed, such as preprints, the id is kept as Europe PMC has it.
        let note = text("note").or_else(|| text("id").filter(|_| pmid.is_none()));
        record.relations.push(Relation { kind, citation: text("reference"), pmid, note });
    }
    record.citation_subsets = texts_at(value, &["subsetList", "subset", "code"]);
    record.substances.retain(|substance| !substance.name.is_empty());
}

/// `Comment in` is `CommentIn` in PubMed XML.
fn capitalised(word: &str) -> String {
    let mut letters = text::clean(word).chars().collect::<Vec<_>>();
    letters.first_mut().into_iter().for_each(|first| first.make_ascii_uppercase());
    letters.into_iter().collect()
}

fn heading(value: &Value) -> Option<MeshHeading> {
    let is_major = |value: &Value| text_at(value, &["majorTopic_YN"]).as_deref() == Some("Y");
    let qualifiers = all(value, &["meshQualifierList", "meshQualifier"]).into_iter();
    let qualifiers = qualifiers.filter_map(|qualifier| {
        Some(Qualifier { name: text_at(qualifier, &["qualifierName"])?, ui: None, major: is_major(qualifier) })
    });
    Some(MeshHeading {
        descriptor: text_at(value, &["descriptorName"])?,
        major: is_major(value),
        qualifiers: qualifiers.collect(),
        ..MeshHeading::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_authors_and_preprints_are_kept_in_every_form() {
        for id in [
            r#"{"type": "ORCID", "value": "0000-0002-1825-0097"}"#,
            r#"[{"_": "0000-0002-1825-0097", "$": [{"type": ["ORCID"]}]}]"#,
        ] {
            let json = format!(
                r#"{{"source": "MED", "pmid": "1", "title": "Moss", "authorList": {{"author": [{{"lastName": "Quill", "authorId": {id}}}]}},
                "commentCorrectionList": {{"commentCorrection": [{{"id": "PPR1", "source": "PPR", "type": "Preprint in"}}]}}}}"#
            );
            let record = record(&serde_json::from_str(&json).unwrap()).unwrap();
            assert_eq!(record.authors[0].identifiers, [AuthorIdentifier::new("ORCID", "0000-0002-1825-0097")], "{id}");
            assert_eq!((record.relations[0].pmid, record.relations[0].note.as_deref()), (None, Some("PPR1")));
        }
    }
}
