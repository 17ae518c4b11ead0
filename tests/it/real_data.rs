//! Real files, where they are there; a clone without them passes too.

use crate::workspace::Workspace;
use std::path::{Path, PathBuf};

/// A place in the shared data; says so and gives `None` where it is not there.
fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: no {} beside the project", path.display());
    None
}

#[test]
fn a_saved_page_is_recovered_whole() {
    let Some(seed) = shared("seed") else { return };
    let ws = Workspace::new();
    ws.run(&["index", seed.to_str().unwrap()]).code(0);
    for query in ["resistance", "\"immune resistance\"", "PD-L1", "PDL1", "pembrolizumab"] {
        let answer = ws.json("search", &["search", query, "--snippets", "10"]);
        assert_eq!(answer["total"], 1, "{query}");
        assert!(answer["hits"][0]["snippets"][0]["highlights"].as_array().is_some_and(|h| !h.is_empty()), "{query}");
    }
    let hit = ws.json("search", &["search", "PD-L1", "--snippets", "10"])["hits"][0].clone();
    for (key, value) in [
        ("doi", "10.20517/cdr.2021.101"),
        ("journal", "Cancer Drug Resist"),
        ("date", "2022-02-08"),
        ("pages", "114-128"),
    ] {
        assert_eq!(hit[key], value);
    }
    assert_eq!(hit["reference_count"], 5);
    let labels: Vec<&str> = hit["snippets"].as_array().unwrap().iter().filter_map(|s| s["label"].as_str()).collect();
    assert!(labels.contains(&"Figure 1") && labels.contains(&"reference 5"), "{labels:?}");
    for furniture in ["Disclaimer", "LinkOut", "government", "Navigation"] {
        ws.run(&["search", furniture]).code(1);
    }
}

#[test]
fn what_the_query_marks_in_a_saved_page() {
    let Some(seed) = shared("seed") else { return };
    let ws = Workspace::new();
    ws.run(&["index", seed.to_str().unwrap()]).code(0);
    let marks = |query: &str| -> Vec<(String, String)> {
        let answer = ws.json("search", &["search", query, "--snippets", "20"]);
        let marks = |snippet: &serde_json::Value| {
            let place = snippet["label"].as_str().or(snippet["field"].as_str()).unwrap().to_owned();
            let html = snippet["html"].as_str().unwrap().to_owned();
            let marked = html.split("<mark>").skip(1).map(|part| part.split("</mark>").next().unwrap().to_owned());
            marked.map(|text| (place.clone(), text)).collect::<Vec<_>>()
        };
        answer["hits"][0]["snippets"].as_array().unwrap().iter().flat_map(marks).collect()
    };
    let pairs = |expected: &[(&str, &str)]| -> Vec<(String, String)> {
        expected.iter().map(|(place, text)| ((*place).to_owned(), (*text).to_owned())).collect()
    };
    assert_eq!(marks("PD-L1"), pairs(&[("Figure 1", "PD-L1"), ("reference 5", "PD-L1")]));
    let phrase = [("abstract", "immune resistance"), ("Figure 1", "immune resistance")];
    assert_eq!(marks("\"immune resistance\""), pairs(&phrase));
    let word = marks("resistance");
    for place in ["title", "abstract", "keywords", "Figure 1", "reference 1", "reference 2"] {
        assert!(word.iter().any(|(at, text)| at == place && text.to_lowercase() == "resistance"), "{place}: {word:?}");
    }
}

#[test]
fn a_saved_page_answers_as_the_contract_shows() {
    let Some(seed) = shared("seed") else { return };
    let ws = Workspace::new();
    let summary = ws.json("index", &["index", seed.to_str().unwrap()]);
    assert_eq!((&summary["records"]["added"], &summary["references"]), (&1.into(), &5.into()));
    let answer = ws.json("search", &["search", "resistance"]);
    let mut hit = answer["hits"][0].clone();
    assert!(hit["score"].as_f64().is_some_and(|score| score > 0.0));
    let shown = hit.as_object_mut().unwrap();
    shown.remove("score");
    shown.remove("snippets");
    let expected = serde_json::json!({
        "rank": 1, "id": "10.20517/cdr.2021.101", "pmid": null, "pmcid": null, "doi": "10.20517/cdr.2021.101",
        "title": "Immunotherapy resistance of lung cancer", "authors": ["Xin Yu"], "journal": "Cancer Drug Resist",
        "journal_title": null, "year": 2022, "date": "2022-02-08", "volume": "5", "issue": "1", "pages": "114-128",
        "publication_types": [], "retracted": false, "reference_count": 5, "cited_by_count": 0,
    });
    assert_eq!(hit, expected);
    let facets = serde_json::json!({
        "journal": [{ "value": "Cancer Drug Resist", "count": 1 }], "year": [{ "value": "2022", "count": 1 }],
    });
    assert_eq!(answer["facets"], facets);
    assert_eq!(ws.ids("resistance"), ["10.20517/cdr.2021.101"]);
}

#[test]
fn pubmed_files_of_other_programs_tests_are_taken() {
    let Some(dir) = shared("formats/biopython") else { return };
    let ws = Workspace::new();
    // Each with its records and references.
    for (name, records, references) in [
        ("pubmed1.xml", 2, 0),
        ("pubmed2.xml", 2, 0),
        ("pubmed4.xml", 1, 48),
        ("pubmed5.xml", 1, 40),
        ("pubmed6.xml", 1, 53),
        ("pubmed7.xml", 1, 49),
        ("pubmed_result1.txt", 1, 0),
        ("pubmed_result2.txt", 4, 0),
        ("pubmed_result3.txt", 1, 0),
    ] {
        let index = ws.path(name);
        let path = dir.join(name);
        let args = ["index", path.to_str().unwrap(), "--index", index.to_str().unwrap()];
        let summary = ws.json("index", &args);
        assert_eq!(summary["records"]["added"], records, "{name}");
        assert_eq!(summary["records"]["rejected"], 0, "{name}");
        assert_eq!(summary["references"], references, "{name}");
    }
}

#[test]
fn a_judged_collection_is_taken_as_it_is() {
    let Some(corpus) = shared("ir/med/corpus.jsonl") else { return };
    let ws = Workspace::new();
    let summary = ws.json("index", &["index", corpus.to_str().unwrap()]);
    assert_eq!(summary["records"]["added"], 1033);
    let ids =
        ws.run(&["search", "fatty acids in the fetal plasma", "--match", "any", "--ids", "-n", "10"]).code(0).stdout;
    assert!(ids.lines().any(|id| id == "1"), "{ids}");
}
