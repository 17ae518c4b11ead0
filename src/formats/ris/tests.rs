use super::*;
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

#[test]
fn names_between_semicolons_are_several() {
    for (names, expected) in [
        ("Doe, J.; Roe, R.; Poe, P.", &["Doe J", "Roe R", "Poe P"][..]),
        ("Doe J; Roe R", &["Doe J", "Roe R"]),
        ("Doe, J.;", &["Doe J"]),
        ("Doe, J.; Fen Study Group", &["Doe J", "Fen Study Group"]),
        ("Reviewers: seen by Ann Moss; by Ben Fen", &["Reviewers: seen by Ann Moss; by Ben Fen"]),
        ("M&uuml;ller, A", &["M&uuml;ller A"]),
    ] {
        let record = record_of(&format!("TY  - JOUR\nTI  - T\nAU  - {names}\nER  - \n"));
        assert_eq!(record.authors.iter().map(Author::short).collect::<Vec<_>>(), expected, "{names}");
    }
}

#[test]
fn lines_of_hosts_stand_before_the_first_record() {
    let head = "Provider: Fen Press\nDatabase: Fen Journals\nContent:text/plain; charset=\"utf-8\"\n\nTY  - JOUR\n";
    assert!(recognises(head));
    assert_eq!(entries(&format!("{head}TI  - Moss\nER  - \n")).len(), 1);
}

const PUBMED: &str = "\u{feff}
TY  - JOUR
DB  - PubMed
AU  - Quillfeather, Merelda J
AU  - Moss Study Group
T1  - Moss is wet
LA  - eng
SN  - 0000-9001
Y1  - 2016/01/
ET  - 2016/01/30
SP  - 186
EP  - 9
VL  - 28
IS  - 1
AN  - 99000901
UR  - https://pubmed.ncbi.nlm.nih.gov/99000901
DO  - 10.55555/moss.28
U2  - PMC99000901[pmcid]
J2  - J Phantom Moss
JF  - Journal of phantom moss
N2  - BACKGROUND: Moss. RESULTS: It is
wet.
KW  - Moss
Wetness
M3  - Review
ZZ  - whatever
ER  - 
";

#[test]
fn every_tag_finds_its_place() {
    let record = record_of(PUBMED);
    insta::assert_json_snapshot!(record);
}

#[test]
fn hosts_have_lines_and_tags_of_their_own() {
    let cochrane = "Record #1 of 2\nProvider: A House\nContent: text/plain\n\nTY  - JOUR\nTI  - A\nXR  - PUBMED 99000901\nER  - \n\n\
        Record #2 of 2\nProvider: A House\n\nTY  - JOUR\nTI  - B\nER  - \n\nEF  - \n";
    assert!(recognises(cochrane));
    assert_eq!(entries(cochrane).len(), 2);
    assert_eq!(record_of(cochrane).pmid.map(|id| id.get()), Some(99_000_901));
    let of = |tags: &str| record_of(&format!("TY  - JOUR\nTI  - A\n{tags}ER  - \n"));
    let proquest = of("DB  - MEDLINE\nAN  - 1234567890; 99000901\nAD  - Oslo ; Oslo ; Bergen\nAU  - Moss, A\n");
    assert_eq!(proquest.pmid.map(|id| id.get()), Some(99_000_901));
    assert_eq!(proquest.authors[0].affiliations, ["Oslo", "Bergen"]);
    let wos = of("DA  - MAY 13\nPY  - 2019\nPM  - 99000901\nUT  - WOS:1\nJ9  - J MOSS\nSN  - 12345678 (ISSN)\n");
    assert_eq!((wos.date.unwrap().to_string(), wos.pmid.map(|id| id.get())), ("2019-05-13".into(), Some(99_000_901)));
    assert_eq!(wos.journal.unwrap().issns[0].kind, "");
    let scopus = of("C7  - 104512\nKW  - moss; bog\n");
    assert_eq!((scopus.pages.unwrap().as_str(), scopus.keywords.len()), ("104512", 2));
    assert_eq!(of("C7  - 104512\nSP  - 3\nKW  - a; b\nKW  - c\n").keywords.len(), 2);
}

#[test]
fn a_comma_parts_a_persons_name_and_not_a_groups() {
    let group = person("Fen Screening, Moss and Health Trial");
    assert_eq!(group.collective_name.as_deref(), Some("Fen Screening, Moss and Health Trial"));
    assert_eq!(person("Group, Ann").last_name.as_deref(), Some("Group"));
    assert_eq!(person("Fen, Anne-Marie,").fore_name.as_deref(), Some("Anne-Marie"));
    let whole = person("Werner H-P,");
    assert_eq!((whole.last_name.as_deref(), whole.initials), (Some("Werner H-P"), None));
}

#[test]
fn a_record_ends_where_another_begins() {
    let lines = |text: &str| entries(text).iter().map(|entry| (entry.line, entry.record)).collect::<Vec<_>>();
    assert_eq!(
        lines("TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - B\nER  -\n\nTY  - BOOK\nTI  - C"),
        [(1, 1), (3, 2), (7, 3)]
    );
    assert_eq!(lines("TY  - JOUR\r\n\r\nTI  - A\r\n\r\nER  -\r\n"), [(1, 1)]);
    let nameless = entries("TY  - JOUR\nPY  - 2001\nER  - \n").remove(0).item;
    assert_eq!(nameless, Item::Rejection("no title and no id (PMID, PMCID, DOI)".into()));
}

#[test]
fn dialects_are_understood() {
    for (fields, pmid) in [
        ("DB  - Scopus\nC2  - 99000902", Some(99_000_902)),
        ("DB  - Embase Medline\nC5  - 99000902", Some(99_000_902)),
        ("DB  - Embase\nAN  - 99000902", None),
        ("DP  - NLM\nAN  - 99000902", Some(99_000_902)),
        ("AN  - MEDLINE:99000902", Some(99_000_902)),
        ("AN  - WOS:000099000902", None),
        ("C2  - 99000902", None),
    ] {
        let record = record_of(&format!("TY  - JOUR\nTI  - x\n{fields}\nER  - "));
        assert_eq!(record.pmid.map(crate::record::Pmid::get), pmid, "{fields}");
    }
    let article = record_of("TY  - JOUR\nTI  - x\nVL  - 50(2)\nM3  - doi: 10.55555/A\nT2  - Moss\nER  -");
    assert_eq!((article.volume.as_deref(), article.issue.as_deref()), (Some("50"), Some("2")));
    assert_eq!(article.doi.unwrap().as_str(), "10.55555/A");
    let chapter = record_of("TY  - CHAP\nTI  - x\nT2  - Book of moss\nT3  - Series\nPB  - House\nER  -").book.unwrap();
    assert_eq!((chapter.title.as_deref(), chapter.collection_title.as_deref()), (Some("Book of moss"), Some("Series")));
}

#[test]
fn a_head_is_recognised_by_its_first_tags() {
    assert!(recognises(PUBMED) && recognises("\n\nTY  - JOUR\n") && recognises("JF  - x\nT1  - y\nVL  - 1\nER  -"));
    for text in ["PMID- 1\nTI  - x\n", "Some prose.\nTY  - JOUR\n", "{}", "", "AU  - x\n"] {
        assert!(!recognises(text), "{text}");
    }
}

#[test]
fn names_are_of_people_or_groups() {
    assert_eq!(person("Catarina Barata").last_name.as_deref(), Some("Barata"));
    assert_eq!(person("Yu X").initials.as_deref(), Some("X"));
    assert!(person("World Health Organization").is_collective());
    assert_eq!(person("Plato").last_name.as_deref(), Some("Plato"));
}

proptest! {
    #[test]
    fn any_text_is_read_to_its_end(text in "([A-Z][A-Z0-9]  - [ -~]{0,20}\n|ER  -\n|TY  - JOUR\n|\\PC{0,20}\n){0,20}") {
        for entry in entries(&text) {
            prop_assert!(entry.line >= 1 && entry.record >= 1);
        }
    }
}
