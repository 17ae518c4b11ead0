use super::*;
use crate::formats::Item;
use crate::record::{AbstractSection, Author, Contribution, OtherId, PartialDate, Pmid};
use proptest::prelude::*;

fn entries(text: &str) -> Vec<Entry> {
    read(text.as_bytes()).map(Result::unwrap).collect()
}

fn record_of(text: &str) -> Record {
    match entries(text).remove(0).item {
        Item::Record(record) => *record,
        other => panic!("{other:?}"),
    }
}

/// Line, number, and title or reason of each entry.
fn overview(text: &str) -> Vec<(u64, u64, String)> {
    let show = |item| match item {
        Item::Record(record) => record.title,
        Item::Rejection(reason) => format!("! {reason}"),
        Item::Deletion(pmid) => format!("- {pmid}"),
    };
    entries(text).into_iter().map(|entry| (entry.line, entry.record, show(entry.item))).collect()
}

fn expect(entries: &[(u64, u64, &str)]) -> Vec<(u64, u64, String)> {
    entries.iter().map(|(line, record, text)| (*line, *record, (*text).to_owned())).collect()
}

#[test]
fn a_document_of_a_collection_is_a_record_under_its_own_id() {
    let document = record_of(r#"{"_id": "4983", "title": "Moss  is wet", "text": "It\nis.", "metadata": {}}"#);
    let expected = Record {
        id: Some("4983".into()),
        title: "Moss is wet".into(),
        abstract_sections: vec![AbstractSection::plain("It is.")],
        ..Record::default()
    };
    assert_eq!(document, expected);
}

#[test]
fn an_id_may_be_a_number_and_a_title_empty() {
    let document = record_of(r#"{"_id": 17, "title": "", "text": "Moss."}"#);
    assert_eq!((document.id.as_deref(), document.pmid, document.title.as_str()), (Some("17"), None, ""));
    assert_eq!(record_of(r#"{"text": "Moss.", "title": null}"#).abstract_text(), "Moss.");
    assert_eq!(record_of(r#"{"_id": "1", "title": "Moss"}"#).abstract_sections, []);
}

#[test]
fn an_empty_document_of_a_collection_counts() {
    let document = record_of(r#"{"_id": "471", "title": "", "text": ""}"#);
    assert_eq!(document, Record { id: Some("471".into()), ..Record::default() });
}

#[test]
fn a_text_without_a_collections_id_is_an_abstract() {
    let stranger = record_of(r#"{"pmid": "7", "text": "Moss is\twet."}"#);
    assert_eq!((stranger.pmid.map(Pmid::get), stranger.abstract_text().as_str()), (Some(7), "Moss is wet."));
}

#[test]
fn what_a_collection_says_of_a_document_is_taken() {
    let line = r#"{"_id": "a", "title": "Moss", "text": "", "metadata": {"authors": ["Yu, Xin", "Berg JA", "Ann Green"],
        "year": 2019, "doi": "https://doi.org/10.1000/x", "pmid": 90000001, "venue": "J Moss Sci", "url": "x"}}"#;
    let document = record_of(&line.replace('\n', " "));
    let names: Vec<String> = document.authors.iter().map(Author::short).collect();
    assert_eq!(names, ["Yu X", "Berg JA", "Green A"]);
    assert_eq!(document.year(), Some(2019));
    assert_eq!(document.doi.unwrap().as_str(), "10.1000/x");
    assert_eq!(document.pmid.unwrap().get(), 90_000_001);
    assert_eq!(document.journal.unwrap().title.as_deref(), Some("J Moss Sci"));
    let odd = r#"{"_id": "a", "title": "M", "metadata": {"authors": "Yu X; Berg, Jan", "year": "2020 Feb", "doi": "none",
        "pmid": ""}}"#;
    let document = record_of(&odd.replace('\n', " "));
    let names: Vec<String> = document.authors.iter().map(Author::short).collect();
    assert_eq!(names, ["Yu X", "Berg J"]);
    assert_eq!(document.date.unwrap().to_string(), "2020-02");
    assert_eq!(document.other_ids, [OtherId { kind: "doi".into(), value: "none".into() }]);
}

#[test]
fn our_own_form_goes_both_ways() {
    let mut record = Record { title: "Moss".into(), pmid: Pmid::parse("7"), ..Record::default() };
    record.authors.push(Author::from_inverted("Yu, Xin"));
    record.date = PartialDate::parse("2019 Mar-Apr");
    record.abstract_sections.push(AbstractSection::labelled("RESULTS", "Wet."));
    record.source = Some("pubmed-xml".into());
    record.book = Some(Default::default());
    let keywords = vec!["moss".to_owned()];
    record.also_from.push(Contribution { source: "ris".into(), keywords, ..Contribution::default() });
    let line = serde_json::to_string(&record).unwrap();
    assert_eq!(record_of(&line), record);
}

#[test]
fn every_text_of_our_own_form_is_cleaned() {
    let line = r#"{"title": " Moss\u00a0is\nwet ", "pmid": 7, "doi": "", "journal": {"title": " "}, "volume": null,
        "authors": [{"last_name": "Yu\t", "affiliations": ["", " Oslo\u0000. "]}, {}],
        "keywords": [{"term": " moss "}, {"term": ""}], "abstract": [{"text": "It\r\nis."}], "tomorrow": 1}"#;
    let record = record_of(&line.replace('\n', " "));
    assert_eq!(record.title, "Moss is wet");
    assert_eq!(record.pmid.map(Pmid::get), Some(7));
    assert!(record.doi.is_none() && record.journal.is_none() && record.volume.is_none());
    assert_eq!(record.authors.len(), 1);
    assert_eq!(record.authors[0].affiliations, ["Oslo ."]);
    assert_eq!(record.keywords[0].term, "moss");
    assert_eq!((record.keywords.len(), record.abstract_text().as_str()), (1, "It is."));
}

#[test]
fn a_bad_line_is_rejected_and_reading_goes_on() {
    let text = "\u{feff}{\"title\": \"One\"}\n\n  \n{\"title\": }\n[1, 2]\n{\"title\": \"Two\"}\n{}\n{\"doi\": \"x\"}\n\
                {\"_id\": true, \"title\": \"T\"}\n{\"_id\": \"1\"}\n{\"_id\": \"1\", \"title\": 5}\n{\"title\": 5}\n";
    let expected = expect(&[
        (1, 1, "One"),
        (4, 2, "! bad JSON: expected value, column 11"),
        (5, 3, "! not a JSON object: expected {…}"),
        (6, 4, "Two"),
        (7, 5, "! no title, no abstract and no id (pmid, pmcid, doi, id)"),
        (8, 6, "! no record: \"x\" is no Doi: expected a name such as \"10.1000/xyz\""),
        (9, 7, "! \"_id\" is true: expected a name or a number"),
        (10, 8, "! neither \"title\" nor \"text\" beside \"_id\""),
        (11, 9, "! \"title\" is no text"),
        (12, 10, "! no record: invalid type: number, expected a string"),
    ]);
    let mut seen = overview(text);
    // serde's wording of a number differs with its features.
    if let Some(last) = seen.last_mut() {
        last.2 = last.2.replace("integer `5`", "number");
    }
    assert_eq!(seen, expected);
}

#[test]
fn an_array_is_read_however_it_is_laid_out() {
    let compact = r#"[{"title": "One]}"}, {"title": "T\"{wo"},"#.to_owned() + "\n" + r#"{"title": "Three"}]"#;
    assert_eq!(overview(&compact), expect(&[(1, 1, "One]}"), (1, 2, "T\"{wo"), (2, 3, "Three")]));
    let by_line = "[\n{\"title\": \"One\"},\n{\"title\": \"Two\"}\n]\n";
    assert_eq!(overview(by_line), expect(&[(2, 1, "One"), (3, 2, "Two")]));
    let pretty = "[\n  {\n    \"title\": \"One\",\n    \"authors\": [{\"last_name\": \"Yu\"}]\n  },\n  {\n    \"title\": \"Two\"\n  }\n]";
    assert_eq!(overview(pretty), expect(&[(2, 1, "One"), (6, 2, "Two")]));
    let several = "{\n\"title\": \"One\"\n}\n{\n\"title\": \"Two\"\n}\n";
    assert_eq!(overview(several), expect(&[(1, 1, "One"), (4, 2, "Two")]));
    assert_eq!(overview("[]"), []);
}

#[test]
fn a_damaged_array_is_rejected_in_its_place() {
    let text = "[\n{\"title\": \"One\"},\n7é,\n{\"title\":\n \"Two\" \"x\"},\n{\"title\": \"Three\"},\n{\"title\":";
    assert_eq!(
        overview(text),
        expect(&[
            (2, 1, "One"),
            (3, 2, "! bad JSON: trailing characters, column 2"),
            (4, 3, "! bad JSON: expected `,` or `}`, line 2 of the object, column 8"),
            (6, 4, "Three"),
            (7, 5, "! bad JSON: EOF while parsing a value, column 9"),
        ])
    );
}

#[test]
fn a_head_is_recognised() {
    for head in [
        r#"{"_id": "1", "text": "cut in the mid"#,
        "\n {\"pmid\": \"1\"}",
        "[\n  {\n \"id\": \"x\", \"journal\": {\"title\": \"M\"}, \"title\": \"T\"",
        r#"{"text": "T"}"#,
    ] {
        assert!(recognises(head), "{head}");
    }
    for head in [
        "",
        "{}",
        "[1, 2]",
        "title: moss",
        r#"{"id": "1", "type": "article", "journal": {"title": "nested"}}"#,
        r#"[{"id": "1", "type": "article-journal", "title": "Moss", "issued": {"date-parts": [[2019]]}}]"#,
        r#"{"source": "x", "documents": [{"id": "1", "passages": [{"text": "t"}]}]}"#,
        r#"{"id": "7", "pmid": "7", "title": "Moss.", "authorString": "Yu X"}"#,
        r#"{"a": "{\"title\": 1}"}"#,
    ] {
        assert!(!recognises(head), "{head}");
    }
}

/// An entry, or the error of a list that has no end.
fn is_whole_or_cut(entry: &io::Result<Entry>) -> bool {
    entry.as_ref().err().is_none_or(|error| error.kind() == io::ErrorKind::UnexpectedEof)
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_fail(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        recognises(&String::from_utf8_lossy(&bytes));
        prop_assert!(read(&bytes[..]).all(|entry| is_whole_or_cut(&entry)));
    }

    #[test]
    fn no_json_like_text_makes_the_reader_fail(text in "[\\[\\]{}\",:\\\\a_idtleé0 \n-]{0,120}") {
        recognises(&text);
        prop_assert!(read(text.as_bytes()).all(|entry| is_whole_or_cut(&entry)));
        let array = format!("[{text}");
        prop_assert!(read(array.as_bytes()).all(|entry| is_whole_or_cut(&entry)));
    }
}
