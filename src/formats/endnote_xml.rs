//! EndNote's XML, which Bookends, Mendeley, Zotero and review tools write too: `<record>` elements whose texts may be
//! wrapped in `<style>`.

use super::work::{Kind, Work, set};
use super::xml::{self, Element};
use super::{Entry, ris};
use crate::record::{PartialDate, Pmcid, Record};
use std::io::{self, BufRead};

/// Whether `head` is EndNote's.
pub(super) fn recognises(head: &str) -> bool {
    const PARTS: [&str; 5] = ["ref-type", "contributors", "titles", "source-app", "rec-number"];
    xml::opens(head, &["record"]) && xml::opens(head, &PARTS)
}

/// Reads records from `input` as they come.
pub(super) fn read<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    xml::records(input, "record", record)
}

fn record(element: &Element) -> Result<Record, String> {
    let mut work = Work::default();
    type_of_work(&mut work, element);
    if let Some(people) = element.first("contributors") {
        for group in people.elements() {
            for person in group.elements().flat_map(|name| ris::people(&name.text()).collect::<Vec<_>>()) {
                match group.name() {
                    "authors" => work.author(person),
                    "secondary-authors" | "tertiary-authors" => work.editor(person),
                    _ => {}
                }
            }
        }
    }
    titles(&mut work, element);
    dates(&mut work, element);
    element.elements().for_each(|part| take(&mut work, element, part));
    work.finish()
}

/// EndNote's types, by its numbers where the name is a user's own.
fn type_of_work(work: &mut Work, element: &Element) {
    let Some(kind) = element.first("ref-type") else { return };
    let (name, number) = (kind.attribute("name").to_lowercase(), kind.text());
    match (name.as_str(), number.as_str()) {
        ("journal article" | "electronic article", _) | (_, "17" | "43") => work.is(Kind::Article, "Journal Article"),
        ("magazine article", _) | (_, "19") => work.is(Kind::Article, ""),
        ("newspaper article", _) | (_, "23") => work.is(Kind::Article, "Newspaper Article"),
        ("book section" | "electronic book section" | "encyclopedia", _) | (_, "5") => {
            work.is(Kind::Chapter, "Book Chapter")
        }
        ("conference proceedings" | "conference paper", _) | (_, "10" | "47") => work.is(Kind::Chapter, "Congress"),
        ("book" | "edited book" | "electronic book", _) | (_, "6" | "28" | "44") => work.is(Kind::Book, "Book"),
        ("thesis", _) | (_, "32") => work.is(Kind::Book, "Academic Dissertation"),
        ("report" | "government document", _) | (_, "27" | "46") => work.is(Kind::Book, "Technical Report"),
        ("dataset", _) | (_, "59") => work.is(Kind::Other, "Dataset"),
        _ => {}
    }
}

fn titles(work: &mut Work, element: &Element) {
    let title = |name: &str| element.text_at(&["titles", name]);
    work.title(&title("title"));
    set(&mut work.record.vernacular_title, &title("translated-title"));
    let (second, third) = (title("secondary-title"), title("tertiary-title"));
    let full = element.text_at(&["periodical", "full-title"]);
    let names = ["abbr-1", "abbr-2"].map(|name| element.text_at(&["periodical", name]));
    if work.kind == Kind::Book {
        set(&mut work.series, &second);
    } else {
        set(&mut work.container, &full);
        set(&mut work.container, &second);
        if !second.is_empty() && work.container.as_ref() != Some(&second) {
            set(&mut work.abbreviation, &second);
        }
    }
    set(&mut work.series, &third);
    names
        .iter()
        .chain([&title("alt-title"), &title("short-journal")])
        .for_each(|name| set(&mut work.abbreviation, name));
}

fn dates(work: &mut Work, element: &Element) {
    let Some(dates) = element.first("dates") else { return };
    work.written_date(&dates.text_at(&["year"]));
    if let Some(published) = dates.first("pub-dates") {
        published.elements().for_each(|date| work.written_date(&date.text()));
    }
}

fn take(work: &mut Work, element: &Element, part: &Element) {
    let value = part.text();
    match part.name() {
        "pages" => work.pages(&value),
        "volume" => work.volume(&value),
        "number" | "issue" if work.kind == Kind::Book => set(&mut work.report_number, &value),
        "number" | "issue" => set(&mut work.record.issue, &value),
        "edition" => match PartialDate::parse(&value).filter(|_| work.kind == Kind::Article) {
            Some(date) => work.record.electronic_date = Some(date),
            None => set(&mut work.edition, &value),
        },
        "isbn" | "issn" => work.standard_numbers(&value),
        "orig-pub" => work.original(&value),
        "electronic-resource-num" => work.id("doi", &value),
        "accession-num" => accession(work, element, &value),
        "abstract" => work.abstract_text(&value),
        "keywords" => keywords(work, part),
        "urls" => {
            part.below(&["url"], &["pdf-urls", "internal-pdf-urls"]).iter().for_each(|url| work.address(&url.text()))
        }
        "auth-address" => work.affiliation(&value),
        "language" => work.language(&value),
        "notes" | "research-notes" => work.note(&value),
        "pub-location" => set(&mut work.place, &value),
        "publisher" => set(&mut work.publisher, &value),
        "work-type" => work.publication_type(&value),
        name if name.starts_with("custom") || name.starts_with("user") => work.custom(&value),
        "label" => work.id("label", &value),
        _ => {}
    }
}

/// A PMID where the data base is PubMed; a PMCID where it looks like one.
fn accession(work: &mut Work, element: &Element, value: &str) {
    let base = ["remote-database-name", "remote-database-provider"].map(|name| element.text_at(&[name]).to_lowercase());
    let named = base.iter().any(|base| ["pubmed", "medline", "nlm"].iter().any(|name| base.contains(name)));
    let digits = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
    if Pmcid::parse(value).is_some() {
        work.id("pmcid", value);
    } else if digits && named && !base.iter().any(|base| base.contains("embase")) {
        work.id("pmid", value);
    } else {
        work.id("accession", value);
    }
}

/// Each keyword has an element of its own, in which Bookends puts all of them.
fn keywords(work: &mut Work, part: &Element) {
    for keyword in part.below(&["keyword"], &[]) {
        keyword.text().split(';').for_each(|keyword| work.keyword(keyword));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Item;

    #[test]
    fn fields_and_keywords_of_bookends_are_read() {
        let xml = "<xml><records><record><ref-type name=\"Journal Article\">17</ref-type><titles><title>Moss</title></titles>\
                   <keywords><keyword>wet; green</keyword><keyword>bog</keyword></keywords><user16>PMC99000001</user16></record></records></xml>";
        let Item::Record(record) = read(xml.as_bytes()).next().unwrap().unwrap().item else { panic!() };
        let terms: Vec<&str> = record.keywords.iter().map(|keyword| keyword.term.as_str()).collect();
        assert_eq!((terms, record.pmcid.unwrap().get()), (vec!["wet", "green", "bog"], 99_000_001));
    }
}
