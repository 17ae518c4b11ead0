use super::*;
use crate::record::{Author, Record};
use proptest::prelude::*;

fn entries(text: &str) -> Vec<Entry> {
    read(text.as_bytes()).map(Result::unwrap).collect()
}

fn record(text: &str) -> Record {
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

const FULL: &str = "
PMID- 90000001
OWN - NASA
STAT- MEDLINE
DA  - 20190101
DCOM- 20200102
LR  - 20210304
IS  - 1234-5678 (Print)
IS  - 1234567X (Electronic)
IS  - 1234-5678 (Linking)
VI  - 12
IP  - 3
DP  - 2019 Mar-Apr
TI  - Moss on the north side of trees: a field study with a title that goes on
      in a second line.
PG  - 188-91
LID - 10.1000/moss.12 [doi]
LID - 188
AB  - BACKGROUND: Moss is wet. METHODS: We
      looked. RESULTS: Wet.
CI  - Copyright 2019 The Moss Society.
FAU - van der Berg, Jan A
AU  - van der Berg JA
AUID- ORCID: https://orcid.org/0000-0002-1825-0097
AD  - Department of Moss, Oslo.
AD  - Institute of Trees, Bergen.
FAU - Plato
AU  - Plato
CN  - The Moss Group
AD  - Group address.
FED - Green, Ann
ED  - Green A
FIR - Stone, Sam
IR  - Stone S
IRAD- Quarry, Oslo.
FPS - Linnaeus, Carl
PS  - Linnaeus C
LA  - eng
LA  - nor
SI  - ClinicalTrials.gov/NCT0001
SI  - GENBANK/AB1
SI  - ClinicalTrials.gov/NCT0002
GR  - R01 CA1/CA/NCI NIH HHS/United States
GR  - 076053/Z/04/Z/WT_/Wellcome Trust/United Kingdom
GR  - 2018YFC1/National Moss Programme/
GR  - Intramural NIH HHS/United States
PT  - Journal Article
PT  - Review
TT  - Mose paa nordsiden.
DEP - 20190228
PL  - Norway
TA  - J Moss Sci
JT  - Journal of moss science
JID - 100000001
SB  - IM
RN  - 0 (Gels)
RN  - 3K9958V90M (Ethanol)
NM  - Ethanol
NM  - Moss disease
MH  - *Bryophyta/growth & development/*physiology
MH  - Humans
GS  - mosA
SFM - Apollo 99
RF  - 42
OTO - NASA
OT  - *moss
OT  - trees
PMC - PMC9000001
MID - NIHMS1
OID - NLM: PMC9000001
OID - NASA: 77
OAB - Publisher: Ein Moos.
OABL- ger
OCI - Copyright of the other.
COIS- None declared.
GN  - NLM: a note
PMCR- 2019/09/01
CIN - J Moss. 2020 Jan;1(1):2. PMID: 90000002
RIN - Retraction notice. PMID: 90000003
UOF - doi: 10.1000/old
EDAT- 2019/03/02 06:00
MHDA- 2020/01/03 06:00
CRDT- 2019/03/01 06:00
PHST- 2018/12/01 00:00 [received]
PHST- 2019/03/01 06:00 [entrez]
PHST- 2019/03/02 06:00 [pubmed]
AID - S0000-12(34) [pii]
AID - 10.1000/moss.12 [doi]
PST - ppublish
XYZ - a tag of tomorrow
SO  - J Moss Sci. 2019 Mar-Apr;12(3):188-91. doi: 10.1000/moss.12. Epub 2019 Feb 28.
";

#[test]
fn every_tag_finds_its_place() {
    let json = serde_json::to_value(record(FULL)).unwrap();
    let expected = serde_json::json!({
        "pmid": "90000001", "pmcid": "PMC9000001", "doi": "10.1000/moss.12",
        "other_ids": [
            {"kind": "pii", "value": "188"}, {"kind": "mid", "value": "NIHMS1"},
            {"kind": "nasa", "value": "77"}, {"kind": "pii", "value": "S0000-12(34)"}],
        "title": "Moss on the north side of trees: a field study with a title that goes on in a second line.",
        "vernacular_title": "Mose paa nordsiden.",
        "authors": [
            {"last_name": "van der Berg", "fore_name": "Jan A", "initials": "JA",
             "affiliations": ["Department of Moss, Oslo.", "Institute of Trees, Bergen."],
             "identifiers": [{"source": "ORCID", "value": "0000-0002-1825-0097"}]},
            {"last_name": "Plato"},
            {"collective_name": "The Moss Group", "affiliations": ["Group address."]}],
        "editors": [{"last_name": "Green", "fore_name": "Ann", "initials": "A"}],
        "investigators": [
            {"last_name": "Stone", "fore_name": "Sam", "initials": "S", "affiliations": ["Quarry, Oslo."]}],
        "personal_name_subjects": [{"last_name": "Linnaeus", "fore_name": "Carl", "initials": "C"}],
        "journal": {"abbreviation": "J Moss Sci", "title": "Journal of moss science", "nlm_id": "100000001",
            "country": "Norway",
            "issns": [{"value": "1234-5678", "kind": "Print"}, {"value": "1234-567X", "kind": "Electronic"}]},
        "date": "2019 Mar-Apr", "electronic_date": "2019-02-28",
        "history": [
            {"event": "created", "date": "2019-01-01"}, {"event": "pmc-release", "date": "2019-09-01"},
            {"event": "pubmed", "date": "2019-03-02"}, {"event": "medline", "date": "2020-01-03"},
            {"event": "entrez", "date": "2019-03-01"}, {"event": "received", "date": "2018-12-01"}],
        "completed": "2020-01-02", "revised": "2021-03-04",
        "volume": "12", "issue": "3", "pages": "188-191",
        "abstract": [
            {"label": "BACKGROUND", "text": "Moss is wet."}, {"label": "METHODS", "text": "We looked."},
            {"label": "RESULTS", "text": "Wet."}],
        "copyright": "Copyright 2019 The Moss Society.",
        "other_abstracts": [{"kind": "Publisher", "language": "ger", "sections": [{"text": "Ein Moos."}],
            "copyright": "Copyright of the other."}],
        "keywords": [{"term": "moss", "major": true, "owner": "NASA"}, {"term": "trees", "owner": "NASA"}],
        "mesh": [
            {"descriptor": "Bryophyta", "major": true,
             "qualifiers": [{"name": "growth & development"}, {"name": "physiology", "major": true}]},
            {"descriptor": "Humans"}],
        "supplementary_mesh": [{"name": "Moss disease"}],
        "substances": [{"name": "Gels"}, {"name": "Ethanol", "registry_number": "3K9958V90M"}],
        "gene_symbols": ["mosA"],
        "publication_types": [{"name": "Journal Article"}, {"name": "Review"}],
        "languages": ["eng", "nor"],
        "grants": [
            {"id": "R01 CA1", "acronym": "CA", "agency": "NCI NIH HHS", "country": "United States"},
            {"id": "076053/Z/04/Z", "acronym": "WT_", "agency": "Wellcome Trust", "country": "United Kingdom"},
            {"id": "2018YFC1", "agency": "National Moss Programme"},
            {"agency": "Intramural NIH HHS", "country": "United States"}],
        "databanks": [{"name": "ClinicalTrials.gov", "accessions": ["NCT0001", "NCT0002"]},
            {"name": "GENBANK", "accessions": ["AB1"]}],
        "conflict_of_interest": "None declared.",
        "relations": [
            {"kind": "CommentIn", "citation": "J Moss. 2020 Jan;1(1):2.", "pmid": "90000002"},
            {"kind": "RetractionIn", "citation": "Retraction notice.", "pmid": "90000003"},
            {"kind": "UpdateOf", "citation": "doi: 10.1000/old"}],
        "stated_reference_count": 42, "notes": ["NLM: a note"], "space_flight_missions": ["Apollo 99"],
        "citation_subsets": ["IM"], "status": "MEDLINE", "owner": "NASA", "publication_status": "ppublish",
    });
    pretty_assert(&json, &expected);
}

/// Compares member by member, so that a failure names the one that differs.
fn pretty_assert(actual: &serde_json::Value, expected: &serde_json::Value) {
    let (actual, expected) = (actual.as_object().unwrap(), expected.as_object().unwrap());
    for key in actual.keys().chain(expected.keys()) {
        assert_eq!(actual.get(key), expected.get(key), "{key}");
    }
}

#[test]
fn a_book_keeps_its_place_and_title() {
    let book = record(
        "PMID- 90000009\nBTI - Moss Handbook\nCTI - Plants\nVTI - Volume A\nPB  - Moss Press\nEN  - 2\nCP  - 7\n\
         ISBN- ISBN 978-0-00-000000-2\nPL  - Oslo\nCTDT- 20010203\nDRDT- 20200101\nDP  - 1993\n\
         AID - NBK1 [bookaccession]\n",
    );
    let inner = book.book.unwrap();
    assert_eq!(book.title, "Moss Handbook");
    assert_eq!(inner.title.as_deref(), Some("Moss Handbook"));
    assert_eq!((inner.place.as_deref(), inner.publisher.as_deref()), (Some("Oslo"), Some("Moss Press")));
    assert_eq!(
        (inner.isbns.as_slice(), inner.location_labels.as_slice()),
        (&["978-0-00-000000-2".to_owned()][..], &["7".to_owned()][..])
    );
    assert_eq!(book.journal, None);
    assert_eq!(book.revised.unwrap().to_string(), "2020-01-01");
    assert_eq!(book.other_ids[0].kind, "bookaccession");
}

#[test]
fn records_are_parted_by_blank_lines_or_a_pmid() {
    let text = "\n\r\nPMID- 1\r\nTI  - One.\r\n\r\n\r\n\r\nPMID- 2\nTI  - Two\n\tand more.\nPMID- 3\nTI  - Three.";
    let expected = [(3, 1, "One."), (8, 2, "Two and more."), (11, 3, "Three.")];
    assert_eq!(overview(text), expected.map(|(line, number, title)| (line, number, title.to_owned())));
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_tag() {
    assert_eq!(record("\u{feff}PMID- 5\nTI  - T.\n").pmid.unwrap().get(), 5);
}

#[test]
fn a_pmid_within_a_record_that_has_none_is_its_own() {
    assert_eq!(overview("TI  - One.\nPMID- 1\nTI  - Two.\n").len(), 1);
}

#[test]
fn a_stray_line_rejects_its_record_and_no_other() {
    let text = "PMID- 1\nTI  - One.\nstray words\nAB  - More.\n\nA heading.\nPMID- 2\nTI  - Two.\n";
    let seen = overview(text);
    assert_eq!(seen[0].2, "! line 3 is neither a tag such as \"TI  - \" nor an indented continuation");
    assert_eq!((seen[0].0, seen[0].1), (1, 1));
    assert!(seen[1].2.starts_with("! line 6 "));
    assert_eq!(seen[2], (7, 3, "Two.".to_owned()));
}

#[test]
fn a_record_without_a_name_is_rejected() {
    let seen = overview("STAT- MEDLINE\nAU  - Yu X\n\nPMID- x7\nTI  - T\n\nAID - 10.1000/x [doi]\n\nTI  - T\n");
    let texts: Vec<&str> = seen.iter().map(|entry| entry.2.as_str()).collect();
    assert_eq!(texts, ["! no PMID, no DOI and no title", "! PMID is \"x7\": expected a number", "", "T"]);
}

#[test]
fn tags_without_their_padding_are_read() {
    let odd = record("PMID-22664220\nTI-\nFAU -\nPMC -22664230\nTI  -Moss\nSO- x\nAID - doi:10.1016/j.x.2005.02.002\n");
    assert_eq!((odd.title.as_str(), odd.pmid.unwrap().get()), ("Moss", 22_664_220));
    assert_eq!(odd.pmcid.unwrap().to_string(), "PMC22664230");
    assert_eq!(odd.doi.unwrap().as_str(), "10.1016/j.x.2005.02.002");
    assert!(odd.authors.is_empty());
}

#[test]
fn ids_that_differ_or_cannot_be_are_kept_beside() {
    let ids = record(
        "PMID- 1\nPMC - soon\nAID - 10.1000/a [doi]\nLID - 10.1000/A [doi]\nAID - 10.1000/b [doi]\nAID - x [doi]\n",
    );
    let kept: Vec<String> = ids.other_ids.iter().map(|id| format!("{} {}", id.kind, id.value)).collect();
    assert_eq!(ids.doi.unwrap().as_str(), "10.1000/a");
    assert_eq!(kept, ["pmc soon", "doi 10.1000/b", "doi x"]);
}

#[test]
fn values_that_come_twice_are_joined() {
    let twice = record("PMID- 1\nTI  - Moss\nTI  - and trees.\nAB  - Old.\nAB  - New.\n");
    assert_eq!((twice.title.as_str(), twice.abstract_text().as_str()), ("Moss and trees.", "Old. New."));
}

#[test]
fn authors_are_paired_whatever_is_missing() {
    let show = |text: &str| -> Vec<(String, Vec<String>)> {
        record(text).authors.iter().map(|author| (author.short(), author.affiliations.clone())).collect()
    };
    let named = |name: &str, places: &[&str]| (name.to_owned(), places.iter().map(|p| (*p).to_owned()).collect());
    assert_eq!(
        show("PMID- 1\nAD  - Oslo.\nAU  - Yu X\nAU  - Berg J Jr\n"),
        [named("Yu X", &["Oslo."]), named("Berg J Jr", &[])]
    );
    assert_eq!(
        show("PMID- 1\nFAU - Yu, Xin\nFAU - Berg, Jan\nAU  - Berg J\nAD  - Oslo.\nAU  - Moe K\n"),
        [named("Yu X", &[]), named("Berg J", &["Oslo."]), named("Moe K", &[])]
    );
    let with_initials = record("PMID- 1\nFAU - Smith, Jean Q\nAU  - Smith J Jr\n").authors.remove(0);
    let expected = Author {
        last_name: Some("Smith".into()),
        fore_name: Some("Jean Q".into()),
        initials: Some("J".into()),
        suffix: Some("Jr".into()),
        ..Author::default()
    };
    assert_eq!(with_initials, expected);
}

#[test]
fn the_source_line_serves_where_its_parts_are_missing() {
    let bare = record("PMID- 1\nTI  - T\nSO  - Moss. 2002 Sep;3(3):296-302. doi: 10.1000/x.\n");
    assert_eq!((bare.container(), bare.year(), bare.volume.as_deref()), (Some("Moss"), Some(2002), Some("3")));
    let own = record("PMID- 1\nTI  - T\nTA  - Own\nDP  - 2001\nSO  - Moss. 2002 Sep;3(3):296-302.\n");
    assert_eq!((own.container(), own.year()), (Some("Own"), Some(2001)));
}

#[test]
fn an_eight_bit_file_is_read() {
    let mut bytes = b"PMID- 1\nTI  - S".to_vec();
    bytes.extend([0xe1, b'\n']);
    let entry = read(&bytes[..]).next().unwrap().unwrap();
    assert!(matches!(entry.item, Item::Record(record) if record.title == "Sá"));
}

#[test]
fn an_error_of_the_input_ends_the_reading() {
    struct Broken;
    impl io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("gone"))
        }
    }
    let mut entries = read(io::BufReader::new(Broken));
    assert!(entries.next().unwrap().is_err());
    assert!(entries.next().is_none());
}

#[test]
fn a_head_is_recognised() {
    for head in [
        "\nPMID- 1\nOWN - NLM",
        "OWN - NLM\nPMID-7",
        "\u{feff}PMID- 12",
        "FAU - Yu, X\nJT  - Moss\n",
        "VI  - 6\nTI  - Moss\nPT  - Book\n",
        "TI  - Moss\nAB  - It is\n      wet.\nFAU - Quill, M\n\nTI  - Fens\nS",
    ] {
        assert!(recognises(head), "{head}");
    }
    for head in [
        "",
        "TY  - JOUR\nPMID- 1\nER  - ",
        "Some text.\nPMID- 1\n",
        "<pre>\nPMID- 1\n</pre>",
        "AB  - Text\nTI  - Title",
        "TI  - Moss\nPY  - 2001\n",
        "TI  - Moss\nsomething else\n",
        "TI Moss\nPMID: 1",
    ] {
        assert!(!recognises(head), "{head}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_fail(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for entry in read(&bytes[..]) {
            prop_assert!(entry.is_ok());
        }
    }

    #[test]
    fn no_values_make_the_reader_fail(
        fields in proptest::collection::vec(("(PMID|TI|AB|AU|FAU|AD|SO|GR|AID|PHST|CIN|OAB|IS|DP|[A-Z]{2,4})", "[ -~éß–:;/.(\\[\\])]{0,40}"), 0..12)
    ) {
        let text: String = fields.iter().map(|(tag, value)| format!("{tag:<4}- {value}\n")).collect();
        recognises(&text);
        prop_assert!(read(text.as_bytes()).all(|entry| entry.is_ok()));
    }
}
