//! RIS: one field a line, two letters, two spaces, hyphen, space; a record ends with `ER`.
//!
//! Names of tags after the RIS specification and what reference managers make of them. An abstract's labels stand in
//! its text; references, grants and affiliations have no tag.

use super::finding::Said;
use super::{Kind, address, display_id, retraction_note, subject_terms};
use crate::record::{Author, PartialDate, Record, text};

/// Appends `record` with its closing line and a blank one.
pub(super) fn append(out: &mut String, record: &Record, said: &Said) {
    let kind = Kind::of(record);
    field(out, "TY", Some(type_name(kind)));
    field(out, "ID", Some(&display_id(record)));
    each(out, "AU", record.authors.iter().map(name));
    each(out, "A2", record.editors.iter().map(name));
    field(out, "TI", Some(&record.title));
    container(out, record, kind);
    date(out, record);
    numbers(out, record);
    field(out, "AB", Some(&record.abstract_text()));
    each(out, "KW", subject_terms(record));
    field(out, "DO", record.doi.as_ref().map(|doi| doi.as_str()));
    field(out, "UR", address(record).as_deref());
    field(out, "AN", record.pmid.map(|pmid| pmid.to_string()).as_deref());
    field(out, "DB", record.pmid.map(|_| "PubMed"));
    field(out, "C2", record.pmcid.map(|pmcid| pmcid.to_string()).as_deref());
    each(out, "LA", &record.languages);
    field(out, "N1", retraction_note(record).as_deref());
    // The first two fields that the format leaves to its users.
    field(out, "U1", said.score.as_deref());
    field(out, "U2", said.joined().as_deref());
    out.push_str("ER  - \n\n");
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Article => "JOUR",
        Kind::Book => "BOOK",
        Kind::Chapter => "CHAP",
    }
}

fn field(out: &mut String, tag: &str, value: Option<&str>) {
    if let Some(value) = value.and_then(text::non_empty) {
        out.push_str(&format!("{tag}  - {value}\n"));
    }
}

fn each<T: AsRef<str>>(out: &mut String, tag: &str, values: impl IntoIterator<Item = T>) {
    for value in values {
        field(out, tag, Some(value.as_ref()));
    }
}

/// `Last, Fore, Suffix`; a group's name as it is; a person's name in one piece with a comma behind it, as EndNote wants what
/// it is not to take apart.
fn name(author: &Author) -> String {
    if author.is_collective() || author.last_name.is_none() {
        return author.display();
    }
    let whole = author.fore_name.is_none() && author.initials.is_none() && author.suffix.is_none();
    if let Some(last) = author.last_name.as_deref().filter(|last| whole && last.contains(' ')) {
        return format!("{last},");
    }
    let plain = Author { suffix: None, ..author.clone() };
    match &author.suffix {
        Some(suffix) => format!("{}, {suffix}", plain.inverted()),
        None => plain.inverted(),
    }
}

fn container(out: &mut String, record: &Record, kind: Kind) {
    if let Some(journal) = &record.journal {
        let title = journal.title.as_deref().unwrap_or_else(|| journal.name());
        field(out, "T2", Some(title));
        field(out, "JF", Some(title));
        field(out, "JA", journal.abbreviation.as_deref().or(journal.iso_abbreviation.as_deref()));
        each(out, "SN", journal.issns.iter().map(|issn| &issn.value));
    }
    if let Some(book) = &record.book {
        let within = if kind == Kind::Chapter { &book.title } else { &book.collection_title };
        field(out, "T2", within.as_deref());
        field(out, "ET", book.edition.as_deref());
        field(out, "PB", book.publisher.as_deref());
        field(out, "CY", book.place.as_deref());
        each(out, "SN", &book.isbns);
    }
}

fn date(out: &mut String, record: &Record) {
    field(out, "PY", record.year().map(|year| year.to_string()).as_deref());
    let published = record.date.as_ref().or(record.electronic_date.as_ref());
    field(out, "DA", published.map(slashed).as_deref());
}

/// `2022/02/08/`: year, month, day and a fourth part for words, each empty where it is not known. A season has no month.
fn slashed(date: &PartialDate) -> String {
    let part = |number: Option<u8>| number.map_or_else(String::new, |n| format!("{n:02}"));
    let month = date.month().filter(|_| date.season().is_none());
    let words = date.words().unwrap_or_default();
    format!("{:04}/{}/{}/{words}", date.year(), part(month), part(date.day()))
}

/// Volume, issue and pages. What follows the first hyphen of the pages is their end, so that nothing of
/// `455-458, 460` is lost.
fn numbers(out: &mut String, record: &Record) {
    field(out, "VL", record.volume.as_deref());
    field(out, "IS", record.issue.as_deref());
    if let Some(pages) = &record.pages {
        let (start, end) = pages.as_str().split_once('-').map_or((pages.as_str(), None), |(s, e)| (s, Some(e)));
        field(out, "SP", Some(start));
        field(out, "EP", end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample;
    use crate::record::Pages;

    fn ris(record: &Record) -> String {
        let mut out = String::new();
        append(&mut out, record, &Said::default());
        out
    }

    #[test]
    fn an_article_has_its_fields_in_order() {
        begins_with(
            &ris(&sample::article()),
            &[
                "TY  - JOUR",
                "ID  - 90000001",
                "AU  - Núñez-Ågren, Xin",
                "AU  - van der Berg, Jan A, Jr",
                "AU  - Example Study Group",
                "TI  - Aspirin in \"Invented\" Patients: 5% & more_of {it}.",
                "T2  - Journal of invented research",
                "JF  - Journal of invented research",
                "JA  - J Invent Res",
                "SN  - 1234-5679",
                "PY  - 2022",
                "DA  - 2022/02/08/",
                "VL  - 5",
                "IS  - 1",
                "SP  - 114",
                "EP  - 128",
            ],
        );
    }

    fn begins_with(text: &str, expected: &[&str]) {
        let lines: Vec<&str> = text.lines().take(expected.len()).collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn ids_subjects_and_retraction_follow() {
        let text = ris(&sample::full());
        for line in [
            "KW  - invention",
            "KW  - Aspirin",
            "DO  - 10.1000/inv.2021.101",
            "UR  - https://pubmed.ncbi.nlm.nih.gov/90000001/",
            "AN  - 90000001",
            "DB  - PubMed",
            "C2  - PMC9000001",
            "LA  - eng",
            "N1  - Retracted. Retraction in: J Invent Res. 2023;6:1. PMID: 90000009.",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} in\n{text}");
        }
        assert!(text.ends_with("\nER  - \n\n"));
        assert!(!ris(&sample::article()).contains("N1"));
    }

    #[test]
    fn a_name_in_one_piece_ends_in_a_comma() {
        let author = Author { last_name: Some("Alder A-B".into()), ..Author::default() };
        assert!(ris(&Record { authors: vec![author], ..sample::article() }).contains("AU  - Alder A-B,\n"));
    }

    #[test]
    fn a_chapter_names_its_book() {
        let text = ris(&sample::chapter());
        for line in ["TY  - CHAP", "T2  - A Handbook of Invention", "A2  - Alder, Ann", "CY  - Sampletown (ST)"] {
            assert!(text.lines().any(|l| l == line), "{line} in\n{text}");
        }
    }

    #[test]
    fn pages_of_several_ranges_and_partial_dates_stay_whole() {
        let mut record = sample::article();
        record.pages = Pages::parse("455-8, 460");
        record.date = PartialDate::parse("1998 Dec-1999 Jan");
        let text = ris(&record);
        assert!(text.contains("SP  - 455\nEP  - 458, 460\n"));
        assert!(text.contains("PY  - 1998\nDA  - 1998/12//Dec-1999 Jan\n"));
        record.date = PartialDate::parse("2021 Spring");
        assert!(ris(&record).contains("PY  - 2021\nDA  - 2021///Spring\n"));
    }

    #[test]
    fn no_text_of_a_record_starts_a_field() {
        let record = Record { title: "a\nER  - \nTY  - BOOK\u{85}x".into(), ..Record::default() };
        assert_eq!(ris(&record).lines().filter(|line| line.starts_with("ER") || line.starts_with("TY")).count(), 2);
    }
}
