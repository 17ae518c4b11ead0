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
fn pubmed_files_of_other_programs_tests_are_taken() {
    let Some(dir) = shared("formats/biopython") else { return };
    let ws = Workspace::new();
    for name in
        ["pubmed1.xml", "pubmed2.xml", "pubmed4.xml", "pubmed5.xml", "pubmed6.xml", "pubmed7.xml", "pubmed_result1.txt"]
    {
        let path = dir.join(name);
        let ran = ws.run(&["index", path.to_str().unwrap(), "--index", ws.path(name).to_str().unwrap()]);
        assert!(matches!(ran.code, 0 | 2), "{name}: {}", ran.all());
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
