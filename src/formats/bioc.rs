//! BioC, JSON or XML: documents in passages with annotations, as PubTator, PMC and corpora hand them out. Annotations are
//! not read.
//!
//! What a passage is, its `infons` say, in the words of whoever made the file: `type` (`title`, `abstract`, `paragraph`,
//! `fig_caption`, `ref`) or `section_type` (`TITLE`, `ABSTRACT`, `INTRO`, `FIG`, `REF`).

use super::json::value::{all, text_at, texts_at};
use super::xml::{self, Element};
use super::{Entry, json};
use crate::record::{
    AbstractSection, Author, BodySection, Caption, Doi, Journal, Keyword, Pages, PartialDate, Pmcid, Pmid, Record,
    Reference, text,
};
use serde_json::Value;
use std::io::{self, BufRead};

const WRAPPERS: [&str; 2] = ["documents", "PubTator3"];

/// Whether the first object of `head` is a collection or a document.
pub(super) fn recognises_json(head: &str) -> bool {
    let members = json::members_of_first(head);
    WRAPPERS.iter().any(|name| members.contains(name)) || (members.contains(&"passages") && members.contains(&"id"))
}

/// Whether `head` is a collection in XML.
pub(super) fn recognises_xml(head: &str) -> bool {
    xml::opens(head, &["document"]) && xml::opens(head, &["passage", "collection"])
}

/// Reads records from JSON.
pub(super) fn read_json<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    json::records(input, &WRAPPERS, |value| {
        let passages = all(&value, &["passages"]).into_iter().map(|passage| {
            let infons = passage.get("infons").and_then(Value::as_object).into_iter().flatten();
            let infons = infons.filter_map(|(key, value)| Some((key.clone(), text_at(value, &[])?))).collect();
            let whole = text_at(passage, &["text"]).unwrap_or_else(|| sentences(passage));
            Passage { infons, text: whole }
        });
        let mut record = document(&text_at(&value, &["id"]).unwrap_or_default(), passages.collect())?;
        said_of_whole(&value, &mut record);
        Ok(record)
    })
}

/// What PubTator 3 says beside the passages, where these do not say it.
fn said_of_whole(document: &Value, record: &mut Record) {
    let text = |name: &str| text_at(document, &[name]);
    record.pmcid = record.pmcid.or_else(|| Pmcid::parse(&text("pmcid")?));
    record.date = record.date.take().or_else(|| PartialDate::parse(&text("date")?));
    if record.journal.is_none() {
        record.journal = text("journal").map(|name| Journal { abbreviation: Some(name), ..Journal::default() });
    }
    if record.authors.is_empty() {
        let names = texts_at(document, &["authors"]);
        record.authors = names.iter().map(|name| Author::from_short(name)).filter(|name| !name.is_empty()).collect();
    }
}

/// A passage may hold its text in sentences.
fn sentences(passage: &Value) -> String {
    all(passage, &["sentences", "text"]).into_iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
}

/// Reads records from XML.
pub(super) fn read_xml<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    xml::records(input, "document", |element: &Element| {
        let passages = element.all("passage").map(|passage| {
            let infons = passage.all("infon").map(|infon| (infon.attribute("key").to_owned(), infon.text())).collect();
            let sentences = passage.all("sentence").map(|sentence| sentence.text_at(&["text"])).collect::<Vec<_>>();
            let whole = passage.first("text").map(Element::text).filter(|text| !text.is_empty());
            Passage { infons, text: whole.unwrap_or_else(|| sentences.join(" ")) }
        });
        document(&element.text_at(&["id"]), passages.collect())
    })
}

struct Passage {
    infons: Vec<(String, String)>,
    text: String,
}

impl Passage {
    fn infon(&self, name: &str) -> Option<&str> {
        self.infons.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|v| !v.is_empty())
    }

    /// What it is: the section where one is named, else the type, in lower case.
    fn is(&self) -> String {
        self.infon("section_type").or_else(|| self.infon("type")).unwrap_or_default().to_lowercase()
    }
}

fn document(id: &str, passages: Vec<Passage>) -> Result<Record, String> {
    let mut record = Record::default();
    let mut heading = None;
    for passage in &passages {
        let (what, kind) = (passage.is(), passage.infon("type").unwrap_or_default().to_lowercase());
        let text = text::clean(&passage.text);
        match what.as_str() {
            "title" | "front" | "document title" => {
                if record.title.is_empty() {
                    record.title = text;
                }
                front(passage, &mut record);
            }
            "abstract" if kind.contains("title") => heading = text::non_empty(&text),
            "abstract" => {
                let label = heading.take().or_else(|| passage.infon("section").map(str::to_owned));
                let label = label.filter(|label| !label.eq_ignore_ascii_case("abstract"));
                record.abstract_sections.push(AbstractSection::labelled(&label.unwrap_or_default(), &text));
            }
            "fig" | "table" if kind.contains("foot") && !record.captions.is_empty() => {
                if let Some(caption) = record.captions.last_mut().filter(|_| !text.is_empty()) {
                    caption.text = format!("{} {text}", caption.text);
                }
            }
            "fig" | "table" if !kind.contains("caption") && kind != "fig" => {}
            "fig" | "table" | "fig_caption" | "table_caption" if !text.is_empty() => {
                record.captions.push(Caption { label: passage.infon("id").map(str::to_owned), text });
            }
            "ref" if kind.contains("title") => {}
            "ref" => record.references.extend(reference(passage, &text)),
            _ if kind.starts_with("title") => {
                // A heading above another has no text of its own.
                record.body.extend(heading.replace(text).and_then(alone));
            }
            _ if text.is_empty() => {}
            _ => match record.body.last_mut().filter(|_| heading.is_none()) {
                Some(section) => section.text = format!("{} {text}", section.text),
                None => record
                    .body
                    .push(BodySection { heading: heading.take().and_then(|name| text::non_empty(&name)), text }),
            },
        }
    }
    record.body.extend(heading.and_then(alone));
    record.abstract_sections.retain(|section| !section.text.is_empty());
    identify(id, &mut record);
    if record.title.is_empty() && record.abstract_sections.is_empty() && record.body.is_empty() {
        return Err("the document has no text".to_owned());
    }
    Ok(record)
}

/// A heading under which nothing stands.
fn alone(heading: String) -> Option<BodySection> {
    (!heading.is_empty()).then(|| BodySection { heading: Some(heading), text: String::new() })
}

/// A document's own id is a PMID or a PMCID where it looks like one and its passages name none.
fn identify(id: &str, record: &mut Record) {
    match (Pmcid::parse(id), Pmid::parse(id)) {
        (Some(pmcid), _) => record.pmcid = record.pmcid.or(Some(pmcid)),
        (None, Some(pmid)) if record.pmid.is_none() && record.pmcid.map(Pmcid::get) != Some(pmid.get()) => {
            record.pmid = Some(pmid);
        }
        (None, Some(_)) => {}
        (None, None) => record.id = text::non_empty(id),
    }
}

/// What PMC and PubTator say of an article in the infons of its first passage.
fn front(passage: &Passage, record: &mut Record) {
    let infon = |name: &str| passage.infon(name);
    record.pmid = record.pmid.or_else(|| Pmid::parse(infon("article-id_pmid")?));
    let pmc = infon("article-id_pmc");
    record.pmcid = record.pmcid.or_else(|| Pmcid::parse(pmc?).or_else(|| Pmcid::parse(&format!("PMC{}", pmc?))));
    record.doi = record.doi.take().or_else(|| Doi::parse(infon("article-id_doi")?));
    record.date = record.date.take().or_else(|| PartialDate::parse(infon("year")?));
    record.volume = record.volume.take().or_else(|| infon("volume").map(str::to_owned));
    record.issue = record.issue.take().or_else(|| infon("issue").map(str::to_owned));
    let pages = Pages::from_ends(infon("fpage").unwrap_or_default(), infon("lpage").unwrap_or_default());
    record.pages = record.pages.take().or(pages).or_else(|| Pages::parse(infon("elocation-id")?));
    if let Some(journal) = infon("journal").or_else(|| infon("journal-title")) {
        source_line(journal, record);
    }
    record.keywords.extend(infon("kwd").and_then(Keyword::new));
    record.authors = names(passage);
    if record.authors.is_empty() {
        let list = infon("authors").unwrap_or_default().split(',');
        record.authors = list.map(Author::from_short).filter(|author| !author.is_empty()).collect();
    }
}

/// A journal's name, to which PubTator adds date, volume, issue, pages and DOI: `J Moss; 2021 Mar 7; 5 (2) 10-9. doi:10.1000/x`.
fn source_line(line: &str, record: &mut Record) {
    let (line, doi) = line.split_once("doi:").unwrap_or((line, ""));
    record.doi = record.doi.take().or_else(|| Doi::parse(doi));
    let mut parts = line.splitn(3, ';').map(str::trim);
    let name = parts.next().and_then(text::non_empty);
    record.journal = Some(Journal { abbreviation: name, ..Journal::default() });
    let date = parts.next().and_then(PartialDate::parse);
    let known = |date: &PartialDate| (date.month().is_some(), date.day().is_some());
    if let Some(date) = date.filter(|date| record.date.as_ref().is_none_or(|year| known(year) < known(date))) {
        record.date = Some(date);
    }
    let place = parts.next().unwrap_or_default().trim_end_matches(['.', ' ']);
    let (volume, rest) = place.split_at(place.find([' ', '(', ':']).unwrap_or(place.len()));
    let issue = rest.trim().strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let (issue, pages) = issue.unwrap_or(("", rest));
    record.volume = record.volume.take().or_else(|| text::non_empty(volume));
    record.issue = record.issue.take().or_else(|| text::non_empty(issue));
    record.pages = record.pages.take().or_else(|| Pages::parse(pages.trim_start_matches([':', ' '])));
}

/// `name_0`: `surname:Yu;given-names:Xin`.
fn names(passage: &Passage) -> Vec<Author> {
    let named = passage.infons.iter().filter(|(key, _)| key.starts_with("name_"));
    let mut numbered: Vec<(u32, Author)> = named
        .map(|(key, value)| {
            let part = |name: &str| value.split(';').find_map(|part| part.strip_prefix(name)).and_then(text::non_empty);
            let author = Author { last_name: part("surname:"), fore_name: part("given-names:"), ..Author::default() };
            (key.trim_start_matches("name_").parse().unwrap_or(u32::MAX), author)
        })
        .collect();
    numbered.sort_by_key(|(number, _)| *number);
    numbered.into_iter().map(|(_, author)| author).filter(|author| !author.is_empty()).collect()
}

fn reference(passage: &Passage, title: &str) -> Option<Reference> {
    let infon = |name: &str| passage.infon(name);
    let authors = names(passage);
    if authors.is_empty() && infon("source").is_none() {
        return Some(Reference::parse(title)).filter(|reference| !reference.text.is_empty());
    }
    let pages = Pages::from_ends(infon("fpage").unwrap_or_default(), infon("lpage").unwrap_or_default());
    let mut reference = Reference {
        authors,
        title: text::non_empty(title),
        journal: infon("source").map(str::to_owned),
        year: infon("year").and_then(PartialDate::parse).map(|date| date.year()),
        volume: infon("volume").map(str::to_owned),
        issue: infon("issue").map(str::to_owned),
        pages,
        pmid: infon("pub-id_pmid").and_then(Pmid::parse),
        pmcid: infon("pub-id_pmcid").and_then(Pmcid::parse),
        doi: infon("pub-id_doi").and_then(Doi::parse),
        ..Reference::default()
    };
    reference.text = super::jats::written(&reference);
    Some(reference)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Item;

    fn record_of(entry: io::Result<Entry>) -> Record {
        match entry.unwrap().item {
            Item::Record(record) => *record,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_heading_above_another_is_kept() {
        let passage = |kind: &str, text: &str| {
            format!("{{\"infons\":{{\"section_type\":\"METHODS\",\"type\":\"{kind}\"}},\"text\":\"{text}\"}}")
        };
        let passages = [("title_1", "Methods"), ("title_2", "Bogs"), ("paragraph", "Wet."), ("title_1", "Thanks")];
        let passages = passages.map(|(kind, text)| passage(kind, text)).join(",");
        let json = format!("{{\"documents\":[{{\"id\":\"1\",\"passages\":[{passages}]}}]}}");
        let Item::Record(record) = read_json(json.as_bytes()).next().unwrap().unwrap().item else { panic!() };
        let told: Vec<(&str, &str)> =
            record.body.iter().map(|s| (s.heading.as_deref().unwrap_or_default(), s.text.as_str())).collect();
        assert_eq!(told, [("Methods", ""), ("Bogs", "Wet."), ("Thanks", "")]);
    }

    #[test]
    fn what_pubtator_says_of_the_whole_counts_where_passages_say_nothing() {
        let json = r#"{"PubTator3": [{"id": "99000001", "pmcid": "PMC99000001", "date": "2021-03-07T00:00:00Z", "journal": "J Moss",
            "authors": ["Quill MJ", "Fen B"], "passages": [{"infons": {"type": "title"}, "text": "Moss."}]}]}"#;
        let record = record_of(read_json(json.as_bytes()).next().unwrap());
        assert_eq!(
            (record.pmcid.unwrap().get(), record.date.unwrap().to_string()),
            (99_000_001, "2021-03-07".to_owned())
        );
        assert_eq!(
            (record.authors[1].short(), record.journal.unwrap().abbreviation.unwrap()),
            ("Fen B".into(), "J Moss".into())
        );
    }

    #[test]
    fn a_line_of_the_journal_has_volume_issue_pages_and_doi() {
        let mut record = Record::default();
        source_line("J Moss; 2021 Mar 7; 5 (2) 10-9. doi:10.55555/m", &mut record);
        assert_eq!((record.volume.as_deref(), record.issue.as_deref()), (Some("5"), Some("2")));
        assert_eq!((record.pages.unwrap().as_str(), record.doi.unwrap().as_str()), ("10-19", "10.55555/m"));
        let mut bare = Record { date: PartialDate::parse("2021-03"), ..Record::default() };
        source_line("Journal of Moss; 2021; e12", &mut bare);
        assert_eq!((bare.volume.as_deref(), bare.date.unwrap().to_string().as_str()), (Some("e12"), "2021-03"));
    }

    #[test]
    fn an_empty_passage_has_its_text_in_sentences_and_notes_follow_captions() {
        let xml = "<collection><document><id>1</id><passage><infon key=\"type\">title</infon><text/><sentence><text>Moss.</text></sentence></passage>\
                   <passage><infon key=\"section_type\">TABLE</infon><infon key=\"type\">table_caption</infon><infon key=\"id\">T1</infon><text>Bogs.</text></passage>\
                   <passage><infon key=\"section_type\">TABLE</infon><infon key=\"type\">table_footnote</infon><text>BG, bog.</text></passage></document></collection>";
        let record = record_of(read_xml(xml.as_bytes()).next().unwrap());
        assert_eq!((record.title.as_str(), record.captions[0].text.as_str()), ("Moss.", "Bogs. BG, bog."));
    }
}
