//! Queries that name a record: by an id, a title, a citation.

use crate::workspace::Workspace;
use serde_json::Value;

const TITLE: &str =
    "Acquired resistance to PD-1/PD-L1 blockade in non-small cell lung cancer: mechanisms and strategies.";

fn ask(ws: &Workspace, query: &str, more: &[&str]) -> Value {
    ws.json("search", &[&["search", query], more].concat())
}

fn first(answer: &Value) -> &str {
    answer["hits"][0]["id"].as_str().unwrap_or_default()
}

fn codes(answer: &Value) -> Vec<&str> {
    answer["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap()).collect()
}

#[test]
fn an_id_in_any_spelling_finds_its_record_first() {
    let ws = Workspace::with_samples();
    let shown = ask(&ws, "99000001", &[]);
    let doi = shown["hits"][0]["doi"].as_str().unwrap();
    for query in [
        "99000001",
        "PMID: 99000001",
        "pmid 99000001",
        "https://pubmed.ncbi.nlm.nih.gov/99000001/",
        doi,
        &format!("doi:{doi}"),
        &format!("https://doi.org/{doi}"),
        &format!("DOI: {}.", doi.to_uppercase()),
    ] {
        let answer = ask(&ws, query, &[]);
        assert_eq!(first(&answer), "99000001", "{query}: {answer}");
        assert!(!codes(&answer).contains(&"most_words"), "{query}");
    }
    let several = ask(&ws, "99000002, 99000001; PMID: 99000003", &[]);
    let mut ids: Vec<&str> = several["hits"].as_array().unwrap().iter().map(|h| h["id"].as_str().unwrap()).collect();
    ids.truncate(3);
    ids.sort_unstable();
    assert_eq!(ids, ["99000001", "99000002", "99000003"]);
}

#[test]
fn a_title_finds_its_record_first_and_what_it_found_before() {
    let ws = Workspace::with_samples();
    for query in [TITLE, &TITLE.to_lowercase().replace([':', '.', '/'], " "), &format!("[{TITLE}]")] {
        for mode in ["auto", "all", "any"] {
            let answer = ask(&ws, query, &["--match", mode]);
            assert_eq!(first(&answer), "99000001", "{query} {mode}: {answer}");
            assert!(codes(&answer).contains(&"names_record"), "{query}: {answer}");
        }
    }
    // Behind it stands what any of the words find, each once.
    let (named, words) =
        (ask(&ws, TITLE, &["--match", "any"]), ask(&ws, &format!("{TITLE} zzzz"), &["--match", "any"]));
    assert_eq!(named["total"], words["total"]);
    let scores: Vec<f64> = named["hits"].as_array().unwrap().iter().map(|h| h["score"].as_f64().unwrap()).collect();
    assert!(scores.windows(2).all(|pair| pair[0] >= pair[1]) && scores[0] > scores[1], "{scores:?}");
    // What is selected away stays away, and the order asked for is kept.
    assert_ne!(first(&ask(&ws, TITLE, &["--year", "2021"])), "99000001");
    let oldest = ask(&ws, TITLE, &["--sort", "oldest"]);
    let years: Vec<u64> = oldest["hits"].as_array().unwrap().iter().filter_map(|h| h["year"].as_u64()).collect();
    assert!(years.is_sorted(), "{years:?}");
}

#[test]
fn a_citation_of_any_style_finds_its_record_first() {
    let ws = Workspace::with_samples();
    let record = &ws.json("search", &["search", "99000001"])["hits"][0];
    let author = record["authors"][0].as_str().unwrap().split(' ').next_back().unwrap().to_owned();
    let title = TITLE.trim_end_matches('.');
    for query in [
        format!("{author} T. {title}. Fictional J Oncol. 2019 Mar 14;41(3):201-219."),
        format!("{author}, T. (2019). {title}. Fictional Journal of Oncology, 41(3), 201–219."),
        format!("{author}, T, et al. \"{title}.\" Fictional Journal of Oncology, vol. 41, no. 3, 2019, pp. 201-219."),
        format!("1. {author} T. Fictional J Oncol. 2019;41:201-19"),
    ] {
        let answer = ask(&ws, &query, &[]);
        assert_eq!(first(&answer), "99000001", "{query}: {answer}");
        assert!(codes(&answer).contains(&"names_record"), "{query}: {answer}");
    }
}

#[test]
fn what_names_no_record_is_words_alone() {
    let ws = Workspace::with_samples();
    for query in [
        "resistance to PD-L1 blockade in lung cancer",
        "2019",
        "lung cancer 99000001",
        "12345678",
        "Nobody X. A work that nobody wrote at all. J Void. 2019;1:1-2.",
        "(melanoma OR sepsis) AND 2021[dp]",
    ] {
        let answer = ask(&ws, query, &[]);
        assert!(!codes(&answer).contains(&"names_record"), "{query}: {answer}");
    }
}
