//! Which version of a record stays, what counts as changed, and what the report of a run says of it.

use crate::workspace::{Workspace, many, samples, xml};
use serde_json::{Value, json};
use std::fs::File;
use std::time::{Duration, SystemTime};

fn index(ws: &Workspace, args: &[&str]) -> Value {
    ws.json("index", &[&["index"], args].concat())
}

/// Records read, added, replaced, unchanged.
fn counts(summary: &Value) -> [u64; 4] {
    ["read", "added", "replaced", "unchanged"].map(|key| summary["records"][key].as_u64().unwrap())
}

fn record(ws: &Workspace, id: &str) -> Value {
    let records: Value = serde_json::from_str(&ws.run(&["show", id, "--json"]).code(0).stdout).unwrap();
    records[0].clone()
}

#[test]
fn the_samples_meet_across_their_files() {
    let ws = Workspace::with_samples();
    // The saved page knows only the DOI; the XML record of that DOI is the richer one and stays.
    let page = record(&ws, "10.55555/fjo.2019.0201");
    assert_eq!((&page["pmid"], &page["source"]), (&json!("99000001"), &json!("pubmed-xml")));
    // The update is the later file.
    assert!(record(&ws, "99000010").to_string().len() > 1_000);
    assert_eq!(ws.run(&["show", "99000060"]).code(1).stdout, "");
}

#[test]
fn a_touched_file_is_skipped_and_a_copy_changes_nothing() {
    let ws = Workspace::new();
    ws.file("a.xml", xml(&[(1, "One"), (2, "Two")]));
    index(&ws, &["a.xml"]);
    let later = SystemTime::now() + Duration::from_secs(60);
    File::options().write(true).open(ws.path("a.xml")).unwrap().set_modified(later).unwrap();
    let touched = index(&ws, &["a.xml"]);
    assert_eq!((counts(&touched), &touched["files"]["skipped_unchanged"]), ([0, 0, 0, 0], &json!(1)));
    ws.file("copy.xml", xml(&[(1, "One"), (2, "Two")]));
    assert_eq!(counts(&index(&ws, &["copy.xml"])), [2, 0, 0, 2]);
    assert_eq!(ws.ids("*"), ["1", "2"]);
}

#[test]
fn a_lower_version_under_one_pmid_does_not_replace_a_higher_one() {
    let ws = Workspace::new();
    let version = |n: u8| json!({ "pmid": "5", "version": n, "title": format!("Version {n}") }).to_string();
    ws.file("2.jsonl", version(2)).file("1.jsonl", version(1)).file("3.jsonl", version(3));
    assert_eq!(counts(&index(&ws, &["2.jsonl", "1.jsonl"])), [2, 1, 0, 1]);
    assert_eq!(record(&ws, "5")["title"], "Version 2");
    assert_eq!(counts(&index(&ws, &["3.jsonl"])), [1, 0, 1, 0]);
    assert_eq!(record(&ws, "5")["title"], "Version 3");
}

#[test]
fn a_deleted_record_can_come_back() {
    let ws = Workspace::new();
    let deletion = "<PubmedArticleSet><DeleteCitation><PMID>1</PMID></DeleteCitation></PubmedArticleSet>";
    ws.file("1.xml", xml(&[(1, "One")])).file("2.xml", deletion).file("3.xml", xml(&[(1, "One again")]));
    assert_eq!(index(&ws, &["1.xml", "2.xml"])["records"]["deleted"], 1);
    ws.run(&["search", "*"]).code(1);
    assert_eq!(counts(&index(&ws, &["3.xml"])), [1, 1, 0, 0]);
    assert_eq!(record(&ws, "1")["title"], "One again");
}

#[test]
fn rejections_are_reported_with_place_and_reason() {
    let ws = Workspace::new();
    let broken = xml(&[(1, "One"), (2, "Two")]).replace("<PMID>2</PMID>", "<PMID>2</PMIX>");
    ws.file("a.xml", broken).file("b.jsonl", "{\"title\":\"Three\",\"id\":\"3\"}\n\n{oops\n");
    let summary = index(&ws, &["a.xml", "b.jsonl"]);
    assert_eq!(summary["records"]["rejected"], 2);
    let places: Vec<Value> =
        summary["rejections"].as_array().unwrap().iter().map(|r| json!([r["file"], r["line"], r["record"]])).collect();
    assert_eq!(places, [json!(["a.xml", 4, 2]), json!(["b.jsonl", 3, 2])]);
    assert_eq!(ws.ids("*"), ["1", "3"]);
}

#[test]
fn the_first_hundred_rejections_are_reported_and_all_are_counted() {
    let ws = Workspace::new();
    ws.file("a.jsonl", format!("{{\"title\":\"Good\",\"id\":\"g\"}}\n{}", "{oops\n".repeat(250)));
    let summary = index(&ws, &["a.jsonl"]);
    assert_eq!(summary["records"]["rejected"], 250);
    assert_eq!(summary["rejections"].as_array().unwrap().len(), 100);
    assert_eq!(ws.ids("*"), ["g"]);
    ws.file("b.jsonl", "{oops\n".repeat(250)).run(&["index", "b.jsonl"]).code(2);
}

#[test]
fn a_file_of_no_use_is_reported_as_the_schema_says() {
    let ws = Workspace::new();
    ws.file("a.xml", xml(&[(1, "One")])).file("empty.xml", "");
    let summary = index(&ws, &["a.xml", "empty.xml"]);
    assert_eq!(summary["files"], json!({ "read": 1, "skipped_unchanged": 0, "failed": 1 }));
}

#[test]
fn a_truncated_file_is_taken_whole_once_it_is_whole() {
    let ws = Workspace::new();
    let bytes = crate::workspace::gzip(&many(400));
    ws.file("a.jsonl.gz", &bytes[..bytes.len() / 2]);
    let cut = index(&ws, &["a.jsonl.gz"]);
    assert_eq!(cut["files"]["failed"], 1);
    let taken = cut["records"]["added"].as_u64().unwrap();
    assert!((1..400).contains(&taken), "{taken}");
    ws.file("a.jsonl.gz", &bytes);
    assert_eq!(counts(&index(&ws, &["a.jsonl.gz"])), [400, 400 - taken, 0, taken]);
}

#[test]
fn a_dry_run_counts_as_a_real_one_and_leaves_the_index_alone() {
    let ws = Workspace::with_samples();
    let before = (ws.names("ix"), ws.names("ix/records"));
    ws.file("new.xml", xml(&[(1, "New")]));
    let summary = index(&ws, &["new.xml", samples().to_str().unwrap(), "--dry-run", "--recreate"]);
    assert_eq!(summary["records"]["read"], 45);
    assert_eq!((ws.names("ix"), ws.names("ix/records")), before);
    assert_eq!(ws.run(&["search", "*", "--count"]).stdout, "42\n");
}

#[test]
fn natural_order_decides_at_any_depth_and_the_order_of_arguments_before_it() {
    let ws = Workspace::new();
    let title = |text: &str| xml(&[(1, text)]);
    ws.file("in/p2/n1.xml", title("p2")).file("in/p10/n1.xml", title("p10")).file("in/a1.xml", title("a1"));
    index(&ws, &["in"]);
    assert_eq!(record(&ws, "1")["title"], "p10");
    index(&ws, &["in/p10/n1.xml", "in/p2/n1.xml", "--recreate"]);
    assert_eq!(record(&ws, "1")["title"], "p2");
}

#[test]
fn standard_input_joins_files_and_may_be_compressed() {
    let ws = Workspace::new();
    ws.file("a.xml", xml(&[(1, "One")]));
    let piped = crate::workspace::gzip(&xml(&[(2, "Two")]));
    ws.run_with_input(&["index", "a.xml", "-"], &piped).code(0);
    assert_eq!(ws.ids("*"), ["1", "2"]);
    let bad = ws.run_with_input(&["index", "-"], b"{\"title\":\"T\",\"id\":\"t\"}\n{oops\n").code(3);
    assert_eq!(bad.stderr, "standard input:2: record 2: bad JSON: key must be a string, column 2\n");
    ws.run_with_input(&["index", "-"], b"").code(2);
}
