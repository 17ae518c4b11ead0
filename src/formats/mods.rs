//! MODS, the Library of Congress's description of works in libraries and repositories.

use super::work::{Kind, Work, set};
use super::xml::{self, Element};
use super::{Entry, ris};
use crate::record::{Author, AuthorIdentifier, PartialDate, Record, text};
use std::io::{self, BufRead};

/// Whether `head` has MODS in it.
pub(super) fn recognises(head: &str) -> bool {
    xml::opens(head, &["mods", "modsCollection"])
}

/// Parts of a subject, each a keyword.
const SUBJECTS: [&str; 9] =
    ["topic", "geographic", "temporal", "genre", "namePart", "title", "country", "city", "occupation"];

/// Reads records from `input` as they come.
pub(super) fn read<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    xml::records(input, "mods", record)
}

fn record(mods: &Element) -> Result<Record, String> {
    let mut work = Work::default();
    let host = mods.all("relatedItem").find(|item| item.attribute("type") == "host");
    let series = mods.all("relatedItem").find(|item| item.attribute("type") == "series");
    for genre in mods.all("genre").map(|genre| genre.text().to_lowercase()) {
        match genre.as_str() {
            "article" | "journal article" | "academic journal" => work.is(Kind::Article, "Journal Article"),
            "conference publication" | "conference paper" | "inproceedings" => work.is(Kind::Chapter, "Congress"),
            "book" => work.is(Kind::Book, "Book"),
            "book chapter" | "inbook" => work.is(Kind::Chapter, "Book Chapter"),
            "thesis" | "theses" | "dissertation" => work.is(Kind::Book, "Academic Dissertation"),
            _ => work.publication_type(&genre),
        }
    }
    let titled = |info: &&Element| matches!(info.attribute("type"), "" | "uniform");
    let title = mods.all("titleInfo").find(titled).or_else(|| mods.first("titleInfo"));
    work.title(&title.map(title_of).unwrap_or_default());
    let translated = mods.all("titleInfo").find(|info| info.attribute("type") == "translated");
    set(
        &mut work.record.vernacular_title,
        &translated.filter(|other| Some(*other) != title).map(title_of).unwrap_or_default(),
    );
    work.container = host.and_then(|host| text::non_empty(&title_of(host.first("titleInfo")?)));
    let short = host.and_then(|host| host.all("titleInfo").find(|info| info.attribute("type") == "abbreviated"));
    work.abbreviation = short.and_then(|info| text::non_empty(&title_of(info)));
    work.series = series.and_then(|item| text::non_empty(&title_of(item.first("titleInfo")?)));
    mods.all("name").for_each(|name| person(&mut work, name));
    for place in [Some(mods), host].into_iter().flatten() {
        place.all("originInfo").for_each(|info| origin(&mut work, info));
        place.all("part").for_each(|item| part(&mut work, item));
        place.all("identifier").for_each(|id| identifier(&mut work, id));
    }
    mods.all("abstract").for_each(|summary| work.abstract_text(&summary.text()));
    for subject in mods.all("subject") {
        subject.below(&SUBJECTS, &[]).iter().for_each(|topic| work.keyword(&topic.text()));
    }
    for language in mods.all("language") {
        // The first version of MODS has the language's name without an element around it.
        work.language(&language.first("languageTerm").unwrap_or(language).text());
    }
    mods.all("note").for_each(|note| work.note(&note.text()));
    mods.below(&["url"], &["relatedItem", "recordInfo"]).iter().for_each(|url| work.address(&url.text()));
    work.finish()
}

/// `The` in `nonSort`, title and subtitle, number and name of a part.
fn title_of(info: &Element) -> String {
    let part = |name: &str| info.text_at(&[name]);
    let title = text::clean(&format!("{} {}", part("nonSort"), part("title")));
    let subtitle = part("subTitle");
    let title = if subtitle.is_empty() { title } else { format!("{title}: {subtitle}") };
    let parts = [title, part("partNumber"), part("partName")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(". ")
}

fn person(work: &mut Work, name: &Element) {
    let roles: Vec<String> = name.below(&["roleTerm"], &[]).iter().map(|role| role.text().to_lowercase()).collect();
    let part = |kind: &str| {
        let parts: Vec<String> =
            name.all("namePart").filter(|p| p.attribute("type") == kind).map(Element::text).collect();
        text::non_empty(&parts.join(" "))
    };
    let whole = part("").unwrap_or_default();
    let mut author = match part("family") {
        Some(family) => Author {
            last_name: Some(family),
            fore_name: part("given"),
            suffix: part("termsOfAddress").filter(|suffix| is_suffix(suffix)),
            ..Author::default()
        },
        None if matches!(name.attribute("type"), "corporate" | "conference") => Author::collective(&whole),
        None => ris::person(&whole),
    };
    author.affiliations = name.all("affiliation").map(Element::text).filter(|place| !place.is_empty()).collect();
    for id in name.all("nameIdentifier").filter(|id| id.attribute("type").eq_ignore_ascii_case("orcid")) {
        author.identifiers.push(AuthorIdentifier::new("ORCID", &id.text()));
    }
    let has = |wanted: &[&str]| roles.iter().any(|role| wanted.contains(&role.as_str()));
    if has(&["edt", "editor"]) {
        work.editor(author);
    } else if roles.is_empty() || has(&["aut", "author", "cre", "creator"]) {
        work.author(author);
    }
}

/// Whether a term of address tells one of a name from another; others (`Dr.`) are no part of it.
fn is_suffix(term: &str) -> bool {
    matches!(
        term.trim_end_matches('.').to_lowercase().as_str(),
        "jr" | "sr" | "ii" | "iii" | "iv" | "2nd" | "3rd" | "4th"
    )
}

fn origin(work: &mut Work, info: &Element) {
    for name in ["dateIssued", "copyrightDate", "dateCreated"] {
        let date = info.all(name).find_map(|date| PartialDate::parse(&date.text()));
        if let Some(date) = date.filter(|_| work.record.date.is_none()) {
            work.record.date = Some(date);
        }
    }
    set(&mut work.publisher, &info.text_at(&["publisher"]));
    set(&mut work.edition, &info.text_at(&["edition"]));
    for term in info.below(&["placeTerm"], &[]).iter().filter(|term| term.attribute("type") != "code") {
        set(&mut work.place, &term.text());
    }
}

fn part(work: &mut Work, part: &Element) {
    for detail in part.all("detail") {
        let number = detail.text_at(&["number"]);
        match detail.attribute("type") {
            "volume" => work.volume(&number),
            "issue" | "number" => set(&mut work.record.issue, &number),
            _ => {}
        }
    }
    for extent in part.all("extent").filter(|extent| matches!(extent.attribute("unit"), "page" | "pages" | "")) {
        set(&mut work.first_page, &extent.text_at(&["start"]));
        set(&mut work.last_page, &extent.text_at(&["end"]));
        work.pages(&extent.text_at(&["list"]));
    }
    if work.record.date.is_none() {
        work.record.date = PartialDate::parse(&part.text_at(&["date"]));
    }
}

fn identifier(work: &mut Work, id: &Element) {
    let value = id.text();
    match id.attribute("type").to_lowercase().as_str() {
        "issn" | "isbn" | "issn-l" => work.standard_numbers(&value),
        "pmid" | "pubmed" => work.id("pmid", &value),
        "pmc" | "pmcid" => work.id("pmcid", &value),
        "doi" => work.id("doi", &value),
        "uri" | "hdl" => work.address(&value),
        "" => _ = work.telling_id(&value),
        kind => work.id(kind, &value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Item;

    fn record_of(inside: &str) -> Record {
        match read(format!("<mods>{inside}</mods>").as_bytes()).next().unwrap().unwrap().item {
            Item::Record(record) => *record,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn titles_are_told_apart_and_parts_belong_to_them() {
        let record = record_of(
            "<titleInfo><nonSort>The</nonSort><title>Moss</title><subTitle>wet</subTitle><partNumber>2</partNumber><partName>Fens</partName></titleInfo>\
             <titleInfo type=\"translated\"><title>Das Moos</title></titleInfo><genre>article</genre>\
             <relatedItem type=\"host\"><titleInfo><title>Journal of moss</title></titleInfo><titleInfo type=\"abbreviated\"><title>J Moss</title></titleInfo></relatedItem>",
        );
        assert_eq!(
            (record.title.as_str(), record.vernacular_title.as_deref()),
            ("The Moss: wet. 2. Fens", Some("Das Moos"))
        );
        let journal = record.journal.unwrap();
        assert_eq!(
            (journal.title.as_deref(), journal.abbreviation.as_deref()),
            (Some("Journal of moss"), Some("J Moss"))
        );
        let alone = record_of("<titleInfo type=\"translated\"><title>Das Moos</title></titleInfo>");
        assert_eq!((alone.title.as_str(), alone.vernacular_title), ("Das Moos", None));
    }

    #[test]
    fn subjects_people_and_genres_are_kept() {
        let record = record_of(
            "<titleInfo><title>Moss</title></titleInfo><genre>herbarium</genre><language>German</language>\
             <name type=\"personal\"><namePart type=\"family\">Quill</namePart><namePart type=\"given\">Ann</namePart><namePart type=\"termsOfAddress\">Jr.</namePart>\
             <nameIdentifier type=\"orcid\">0000-0002-1825-0097</nameIdentifier></name>\
             <subject><topic>Bogs</topic><temporal>1900-</temporal></subject><subject><name><namePart>Moss, Ann</namePart></name></subject>\
             <subject><hierarchicalGeographic><country>Norway</country><city>Oslo</city></hierarchicalGeographic></subject><identifier>PMC99000001</identifier>",
        );
        let terms: Vec<&str> = record.keywords.iter().map(|keyword| keyword.term.as_str()).collect();
        assert_eq!(terms, ["Bogs", "1900-", "Moss, Ann", "Norway", "Oslo"]);
        assert_eq!(
            (record.publication_types[0].name.as_str(), record.languages),
            ("herbarium", vec!["ger".to_owned()])
        );
        assert_eq!((record.authors[0].display().as_str(), record.authors[0].identifiers.len()), ("Ann Quill Jr.", 1));
        assert_eq!(record.pmcid.unwrap().to_string(), "PMC99000001");
    }
}
