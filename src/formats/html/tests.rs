use super::*;
use crate::record::{Author, Record};
use proptest::prelude::*;

const ABSTRACT: &str = include_str!("../../../tests/fixtures/html/abstract.html");
const SUMMARY: &str = include_str!("../../../tests/fixtures/html/summary.html");
const ABSTRACTS: &str = include_str!("../../../tests/fixtures/html/abstracts.html");

fn items(html: &str) -> Vec<Item> {
    read(html.as_bytes()).map(|entry| entry.unwrap().item).collect()
}

fn records(html: &str) -> Vec<Record> {
    let record = |item| match item {
        Item::Record(record) => Some(*record),
        _ => None,
    };
    items(html).into_iter().filter_map(record).collect()
}

fn rejections(html: &str) -> Vec<String> {
    let reason = |item| match item {
        Item::Rejection(reason) => Some(reason),
        _ => None,
    };
    items(html).into_iter().filter_map(reason).collect()
}

fn pretty_assert(record: &Record, expected: &serde_json::Value) {
    let json = serde_json::to_value(record).unwrap();
    let (actual, expected) = (json.as_object().unwrap(), expected.as_object().unwrap());
    for key in actual.keys().chain(expected.keys()).filter(|key| *key != "references") {
        assert_eq!(actual.get(key), expected.get(key), "{key}");
    }
}

#[test]
fn the_page_of_an_abstract_is_one_record_with_all_its_parts() {
    let expected = serde_json::json!({
        "pmid": "90000001", "pmcid": "PMC9000001", "doi": "10.1000/moss.5",
        "title": "Moss on the north side of Picea abies under CO2: a field study",
        "authors": [
            {"last_name": "van der Berg", "fore_name": "Jan", "initials": "J", "equal_contribution": true,
             "affiliations": ["Department of Moss, University of Oslo, Norway.", "Institute of Trees, Bergen, Norway."]},
            {"last_name": "Yú", "fore_name": "Xin", "initials": "X",
             "identifiers": [{"source": "ORCID", "value": "0000-0002-1825-0097"}]},
            {"collective_name": "Moss Study Group"}],
        "investigators": [{"last_name": "Stone", "fore_name": "Sam", "initials": "S"}],
        "journal": {"abbreviation": "J Moss Sci", "title": "Journal of moss science (Oslo, Norway)",
            "issns": [{"value": "1234-567X"}]},
        "date": "2022-02-08", "electronic_date": "2021-12-01", "volume": "5", "issue": "1", "pages": "114-128",
        "abstract": [
            {"label": "Background", "text": "Moss is wet."},
            {"label": "Methods and results", "text": "We looked (n = 103)."},
            {"text": "Nothing else."}],
        "copyright": "© 2022 The Moss Society.",
        "other_abstracts": [
            {"language": "spa", "sections": [{"text": "El musgo."}]},
            {"kind": "plain-language-summary", "sections": [{"text": "Moss, plainly."}]}],
        "keywords": [{"term": "bryophytes"}, {"term": "north side"}, {"term": "trees"}],
        "mesh": [
            {"descriptor": "Bryophyta",
             "qualifiers": [{"name": "growth & development", "major": true}, {"name": "physiology"}]},
            {"descriptor": "Humans"}, {"descriptor": "Trees", "major": true}],
        "supplementary_mesh": [{"name": "Moss disease"}],
        "substances": [{"name": "Carbon Dioxide"}],
        "publication_types": [{"name": "Review"}, {"name": "Research Support, Non-U.S. Gov't"}],
        "grants": [{"id": "R01 CA1", "acronym": "CA", "agency": "NCI NIH HHS", "country": "United States"}],
        "databanks": [{"name": "ClinicalTrials.gov", "accessions": ["NCT0001"]}],
        "conflict_of_interest": "The authors declare none.",
        "captions": [{"label": "Figure 1", "text": "Moss on a tree. N: north."}, {"label": "Fig 2", "text": "No moss."}],
        "relations": [
            {"kind": "ErratumIn", "pmid": "90000011",
             "citation": "Erratum: moss. van der Berg J. J Moss Sci. 2022 Jun;5(2):200."},
            {"kind": "RetractionIn", "pmid": "90000012", "citation": "Moss: a notice of retraction. J Moss Sci. 2023 Jan;6(1):1."}],
    });
    let found = records(ABSTRACT);
    assert_eq!(found.len(), 1);
    pretty_assert(&found[0], &expected);
    assert!(found[0].is_retracted());
}

#[test]
fn references_lose_their_link_labels_and_keep_where_they_lead() {
    let references = records(ABSTRACT).remove(0).references;
    let show: Vec<_> = references
        .iter()
        .map(|r| {
            (r.text.as_str(), r.pmid.map(|p| p.get()), r.pmcid.map(|p| p.get()), r.doi.as_ref().map(|d| d.as_str()))
        })
        .collect();
    let expected = [
        (
            "Walsh Q, Moo R. Resistance of moss to drought. J Dry Moss. 2020;12:1758. doi: 10.1000/dry.1758.",
            Some(90_000_021),
            Some(9_000_021),
            Some("10.1000/dry.1758"),
        ),
        ("Fern A. Trees. Oslo: Moss Press; 1999.", None, None, None),
        ("", Some(90_000_023), None, None),
    ];
    assert_eq!(show, expected);
}

#[test]
fn a_reference_list_shown_in_full_is_not_counted_twice() {
    let top = r#"<div id="top-references-list"><ol class="references-and-notes-list"><li>One.</li></ol></div>"#;
    let full = r#"<div id="full-references-list-1"><ol class="references-and-notes-list"><li>One.</li></ol>
        <ol class="references-and-notes-list"><li>Two.</li></ol></div>"#;
    let page = |lists: &str| format!("<h1 class=heading-title>Moss</h1>{lists}");
    assert_eq!(records(&page(&format!("{top}{full}")))[0].references.len(), 2);
    assert_eq!(records(&page(top))[0].references.len(), 1);
}

#[test]
fn head_lines_serve_where_the_body_is_missing() {
    let page = r#"<html><head><meta name="citation_title" content="Moss"><meta name="citation_authors" content="Yu X;Jan Berg;">
        <meta name="citation_date" content="02/08/2022"><meta name="citation_firstpage" content="114">
        <meta name="citation_lastpage" content="28"><meta name="citation_doi" content="10.1000/x">
        <meta name="description" content="Moss is wet ..."><meta name="citation_pmid" content="7"></head>
        <body><p>nothing</p></body></html>"#;
    let expected = serde_json::json!({
        "pmid": "7", "doi": "10.1000/x", "title": "Moss", "date": "2022-02-08", "pages": "114-128",
        "authors": [{"last_name": "Yu", "initials": "X"}, {"last_name": "Berg", "fore_name": "Jan"}],
    });
    pretty_assert(&records(page)[0], &expected);
}

#[test]
fn summaries_are_records_without_their_snippets() {
    let found = records(SUMMARY);
    let expected = serde_json::json!({
        "pmid": "90000001", "doi": "10.1000/moss.5", "title": "Moss on the north side of trees: a field study.",
        "authors": [{"last_name": "van der Berg", "initials": "J"}, {"last_name": "Yu", "initials": "X"},
            {"collective_name": "Moss Study Group"}],
        "journal": {"abbreviation": "J Moss Sci"}, "date": "2022-02-08", "electronic_date": "2021-12-01",
        "volume": "5", "issue": "1", "pages": "114-128", "publication_types": [{"name": "Review"}],
    });
    pretty_assert(&found[0], &expected);
    let expected = serde_json::json!({
        "pmid": "90000002", "title": "[Mosses].", "authors": [{"last_name": "Fern", "initials": "A"}],
        "authors_incomplete": true, "journal": {"abbreviation": "Moss Tidsskr"}, "date": "1999",
    });
    pretty_assert(&found[1], &expected);
    assert_eq!(rejections(SUMMARY), ["a result without PMID and title"]);
    let numbers: Vec<u64> = read(SUMMARY.as_bytes()).map(|entry| entry.unwrap().record).collect();
    assert_eq!(numbers, [1, 2, 3]);
}

#[test]
fn each_article_of_the_abstract_display_has_its_own_parts() {
    let found = records(ABSTRACTS);
    let expected = serde_json::json!({
        "pmid": "90000001", "doi": "10.1000/moss.5", "title": "Moss on trees.",
        "authors": [{"last_name": "Yu", "fore_name": "Xin", "initials": "X"}],
        "journal": {"abbreviation": "J Moss Sci", "title": "Journal of moss science"}, "date": "2022-02",
        "volume": "5", "issue": "1", "pages": "114-128", "abstract": [{"text": "Moss is wet."}],
        "mesh": [{"descriptor": "Bryophyta", "major": true}],
    });
    pretty_assert(&found[0], &expected);
    let expected = serde_json::json!({
        "pmid": "90000002", "title": "[Mosses].", "date": "1999", "volume": "3", "pages": "7",
        "journal": {"abbreviation": "Moss Tidsskr", "title": "Moss tidsskrift"},
    });
    pretty_assert(&found[1], &expected);
    assert_eq!(items(ABSTRACTS).len(), 2);
}

#[test]
fn the_pubmed_display_is_read_as_medline_text() {
    let page = "<html><body><pre class=\"search-results-chunk\">\nPMID- 1\nTI  - Moss &amp; trees.\n\nPMID- 2\nbad\n</pre>\
                <pre>\nPMID- 3\nTI  - Three.\n</pre></body></html>";
    let titles: Vec<String> = records(page).into_iter().map(|record| record.title).collect();
    assert_eq!(titles, ["Moss & trees.", "Three."]);
    assert_eq!(rejections(page).len(), 1);
}

#[test]
fn a_page_without_records_says_so() {
    assert_eq!(rejections("<html><pre>123\n456\n</pre></html>"), ["the page holds only PMIDs, no records"]);
    assert_eq!(rejections("<html><p>Moss</p></html>"), ["no article and no list of results in the page"]);
    assert_eq!(rejections("<h1 class=heading-title> </h1>"), ["the article has no PMID, no DOI and no title"]);
}

#[test]
fn a_summary_of_a_similar_article_is_none_of_the_results() {
    let page = r#"<html><ul><li class="full-docsum"><a class="docsum-title" href="/9/">Similar</a></li></ul></html>"#;
    assert_eq!(records(page), []);
}

#[test]
fn a_name_without_a_link_is_read_in_natural_order() {
    let page = r#"<h1 class="heading-title">Moss</h1><div class="authors-list"><span class="authors-list-item">
        <span class="full-name">Ann Green</span></span></div>"#;
    assert_eq!(records(page)[0].authors, [Author::from_natural("Ann Green")]);
}

#[test]
fn a_head_is_recognised() {
    for head in [
        ABSTRACT,
        SUMMARY,
        ABSTRACTS,
        "<!DOCTYPE html><html><head><title>Moss - PubMed</title>",
        "<html><meta name=ncbi_app content=pubmed>",
        "<!-- saved from url=(0040)https://pubmed.ncbi.nlm.nih.gov/9/ -->\n<html>",
        "<html><!--\n Page saved with SingleFile \n url: https://pubmed.ncbi.nlm.nih.gov/9/ \n-->",
        "<html><meta name='citation_pmid' content='9'><a href=\"https://pubmed.ncbi.nlm.nih.gov/9/\">",
        "<body><article class=\"full-docsum\">",
    ] {
        assert!(recognises(head), "{head:.60}");
    }
    for head in [
        "",
        "Moss - PubMed",
        "<html><title>Moss - PMC</title><meta name=\"ncbi_app\" content=\"pmc\"><meta name=\"citation_pmid\" content=\"9\"> \
         <a href=\"https://pubmed.ncbi.nlm.nih.gov/9/\">",
        "<html><title>A blog</title><a href=\"https://pubmed.ncbi.nlm.nih.gov/9/\">moss</a>",
        "<html><head><title>PmFetch response</title></head><body><pre>Pubmed-entry ::= {",
        "<PubmedArticleSet>",
    ] {
        assert!(!recognises(head), "{head:.60}");
    }
}

#[test]
fn an_error_of_the_input_is_passed_on() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("gone"))
        }
    }
    let entries: Vec<_> = read(io::BufReader::new(Broken)).collect();
    assert!(matches!(entries.as_slice(), [Err(_)]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_the_reader_fail(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        recognises(&String::from_utf8_lossy(&bytes));
        prop_assert!(read(&bytes[..]).all(|entry| entry.is_ok()));
    }

    #[test]
    fn no_cut_and_no_mend_of_a_page_makes_the_reader_fail(at in 0..12_000_usize, length in 0..3_000_usize, text in "[<>/\"a-zé é–.:()0-9]{0,20}") {
        for page in [ABSTRACT, ABSTRACTS, SUMMARY] {
            let boundary = |at: usize| (0..=at.min(page.len())).rev().find(|at| page.is_char_boundary(*at)).unwrap_or(0);
            let (from, to) = (boundary(at), boundary(at + length));
            let damaged = format!("{}{text}{}", &page[..from], &page[to..]);
            prop_assert!(read(damaged.as_bytes()).all(|entry| entry.is_ok()));
        }
    }
}

#[test]
fn a_page_without_bottom_is_rejected_at_once() {
    assert!(!is_deeper(&b"<p>x<br><li>".repeat(9), 3) && !is_deeper(&b"<div>x</div>".repeat(9), 3));
    assert!(!is_deeper(&b"<script>a<b;a<b;a<b;a<b</SCRIPT><div></div>".repeat(9), 3));
    let deep = format!("<title>x - PubMed</title>{}", "<DIV class=x>".repeat(100_000));
    let entries: Vec<Entry> = read(deep.as_bytes()).map(Result::unwrap).collect();
    assert_eq!(entries[0].item, Item::Rejection("elements are nested too deeply".into()));
}
