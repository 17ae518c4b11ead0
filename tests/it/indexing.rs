//! From files to the index: formats, versions, rejections, running again.

use crate::workspace::{Ran, Workspace, samples, xml};
use insta::assert_snapshot;
use serde_json::Value;

fn counts(summary: &Value) -> String {
    let r = &summary["records"];
    format!(
        "read {} added {} replaced {} deleted {} unchanged {} rejected {}",
        r["read"], r["added"], r["replaced"], r["deleted"], r["unchanged"], r["rejected"]
    )
}

fn title_of(ws: &Workspace, id: &str) -> String {
    let records: Vec<Value> = serde_json::from_str(&ws.run(&["show", id, "--json"]).code(0).stdout).unwrap();
    records[0]["title"].as_str().unwrap().to_owned()
}

#[test]
fn samples_of_every_format_are_taken_and_the_second_run_skips_them() {
    let ws = Workspace::new();
    let samples = samples();
    let summary = ws.json("index", &["index", samples.to_str().unwrap()]);
    assert_eq!(counts(&summary), "read 44 added 42 replaced 2 deleted 0 unchanged 0 rejected 0");
    let again = ws.json("index", &["index", samples.to_str().unwrap()]);
    assert_eq!(counts(&again), "read 0 added 0 replaced 0 deleted 0 unchanged 0 rejected 0");
    assert_eq!(again["files"]["skipped_unchanged"], 9);
    let stats = ws.json("stats", &["stats"]);
    assert_eq!(stats["records"], 42);
    assert_eq!(stats["sources"].as_array().unwrap().len(), 5);
}

#[test]
fn a_changed_file_is_taken_again() {
    let ws = Workspace::new();
    ws.file("a.xml", xml(&[(1, "One"), (2, "Two")]));
    ws.run(&["index", "a.xml"]).code(0);
    ws.file("a.xml", xml(&[(1, "One"), (2, "Two, revised"), (3, "Three")]));
    let summary = ws.json("index", &["index", "a.xml"]);
    assert_eq!(counts(&summary), "read 3 added 1 replaced 1 deleted 0 unchanged 1 rejected 0");
    assert_eq!(title_of(&ws, "2"), "Two, revised");
    assert_eq!(ws.ids("two"), ["2"]);
}

#[test]
fn the_later_version_stays_whatever_the_number_of_jobs() {
    for jobs in ["1", "4"] {
        let ws = Workspace::new();
        ws.file("n2.xml", xml(&[(1, "From two")])).file("n10.xml", xml(&[(1, "From ten"), (1, "From ten, again")]));
        ws.run(&["index", ".", "--jobs", jobs]).code(0);
        assert_eq!(title_of(&ws, "1"), "From ten, again", "{jobs} jobs");
        assert_eq!(ws.json("stats", &["stats"])["records"], 1);
    }
}

#[test]
fn nothing_of_replaced_records_stays_on_the_disk() {
    let ws = Workspace::new();
    ws.file("1.xml", xml(&[(1, "an old title"), (2, "another")])).file("2.xml", xml(&[(1, "a new title")]));
    ws.run(&["index", &ws.path("1.xml").display().to_string(), "--jobs", "1"]).code(0);
    ws.run(&["index", &ws.path("2.xml").display().to_string(), "--jobs", "1"]).code(0);
    let stores = ws.names("ix/records").iter().filter(|name| name.ends_with(".store")).count();
    assert_eq!(stores, 1, "one part, and no file of the parts that it was made of: {:?}", ws.names("ix/records"));
}

#[test]
fn a_deletion_deletes() {
    let ws = Workspace::new();
    ws.file("a.xml", xml(&[(1, "One"), (2, "Two")]));
    ws.file(
        "b.xml",
        "<PubmedArticleSet><DeleteCitation><PMID>1</PMID><PMID>77</PMID></DeleteCitation></PubmedArticleSet>",
    );
    let summary = ws.json("index", &["index", "a.xml", "b.xml"]);
    assert_eq!(summary["records"]["deleted"], 1);
    assert_eq!(ws.ids("*"), ["2"]);
}

#[test]
fn a_saved_page_and_a_pubmed_record_of_one_doi_are_one() {
    let page = r#"{"doi":"10.5555/ABC","title":"As saved"}"#;
    let record = r#"{"pmid":"5","doi":"10.5555/abc","title":"As in PubMed"}"#;
    for (first, second) in [(page, record), (record, page)] {
        let ws = Workspace::new();
        ws.file("1.jsonl", first).file("2.jsonl", second);
        ws.run(&["index", "1.jsonl"]).code(0);
        ws.run(&["index", "2.jsonl"]).code(0);
        assert_eq!(ws.ids("*"), ["5"]);
        assert_eq!(title_of(&ws, "https://doi.org/10.5555/Abc"), "As in PubMed");
    }
    let ws = Workspace::new();
    ws.file("1.jsonl", format!("{page}\n{record}\n{page}\n"));
    ws.run(&["index", "1.jsonl"]).code(0);
    assert_eq!(ws.ids("*"), ["5"]);
}

fn mixed() -> Ran {
    let ws = Workspace::new();
    let good = xml(&[(1, "One"), (2, "Two")]);
    let broken = good.replacen("</PubmedArticle>", "</PubmedArticle>\n<PubmedArticle><PMID>x&y</PubmedArticle>", 1);
    ws.file("in/a.xml", broken)
        .file("in/b.jsonl", "{\"title\":\"Three\",\"id\":\"3\"}\n{oops\n{\"title\":\"Four\",\"id\":\"4\"}\n");
    ws.file("in/c.bin", [0_u8, 159, 146, 150]);
    let ran = ws.run(&["index", "in"]);
    assert_eq!(ws.ids("*"), ["1", "2", "3", "4"]);
    ran
}

#[test]
fn a_bad_record_is_named_and_the_rest_is_taken() {
    assert_snapshot!(mixed().code(3).stderr, @r#"
    in/a.xml:4: record 2: not well-formed XML: expected `</PMID>`, but `</PubmedArticle>` was found
    in/b.jsonl:2: record 2: bad JSON: key must be a string, column 2
    in/c.bin: a binary file
    "#);
}

#[test]
fn strict_takes_all_or_nothing() {
    let ws = Workspace::new();
    ws.file("a.jsonl", "{\"title\":\"Three\",\"id\":\"3\"}\n{oops\n");
    let ran = ws.run(&["index", "a.jsonl", "--strict"]).code(2);
    assert!(ran.stderr.contains("a.jsonl:2: record 2: ") && ran.stderr.contains("nothing was taken"), "{}", ran.stderr);
    ws.run(&["search", "*"]).code(1);
}

#[test]
fn a_dry_run_writes_nothing() {
    let ws = Workspace::new();
    ws.file("a.xml", xml(&[(1, "One")]));
    assert!(ws.run(&["index", "a.xml", "--dry-run"]).code(0).stdout.contains("1 could be read"));
    assert!(!ws.path("ix").exists());
}

/// Records of every identity, not only those with a PMID.
#[test]
fn recreate_takes_the_same_again() {
    let ws = Workspace::with_samples();
    for _ in 0..3 {
        let said = ws.run(&["index", "--recreate", samples().to_str().unwrap()]).code(0).stdout;
        assert!(said.starts_with("Records: 42 added, 2 replaced"), "{said}");
        assert_eq!(ws.run(&["search", "*", "--count"]).code(0).stdout, "42\n");
    }
    ws.run(&["check"]).code(0);
}

#[test]
fn recreate_forgets_what_was_there() {
    let ws = Workspace::new();
    ws.file("a.xml", xml(&[(1, "One")])).file("b.xml", xml(&[(2, "Two")]));
    ws.run(&["index", "a.xml"]).code(0);
    ws.run(&["index", "b.xml", "--recreate"]).code(0);
    assert_eq!(ws.ids("*"), ["2"]);
    // What was forgotten is new again.
    ws.run(&["index", "a.xml"]).code(0);
    assert_eq!(ws.ids("*"), ["1", "2"]);
}

#[test]
fn standard_input_is_read() {
    let ws = Workspace::new();
    let ran = ws.run_with_input(&["index", "-", "--json"], xml(&[(9, "Piped in")]).as_bytes()).code(0);
    assert!(ran.stdout.contains("\"added\":1"));
    assert_eq!(title_of(&ws, "pmid:9"), "Piped in");
}

#[test]
fn a_format_can_be_forced() {
    let ws = Workspace::new();
    ws.file("odd.txt", "DP  - 2001\nTI  - A record without the usual tags\n");
    ws.run(&["index", "odd.txt"]).code(2);
    ws.run(&["index", "odd.txt", "--format", "nbib"]).code(0);
    assert_eq!(ws.ids("usual").len(), 1);
}

#[test]
fn hidden_files_and_checksums_in_a_directory_are_no_input() {
    let ws = Workspace::new();
    ws.file("in/a.xml", xml(&[(1, "One")])).file("in/gone.xml.md5", "MD5(gone.xml)= 0").file("in/.DS_Store", "x");
    ws.run(&["index", "in"]).code(0);
}

#[test]
fn a_run_in_memory_leaves_no_index() {
    let ws = Workspace::new();
    ws.file("a.xml", xml(&[(1, "One needle")]));
    assert_eq!(ws.run(&["search", "needle", "--ids", "--from", "a.xml"]).code(0).stdout, "1\n");
    assert!(!ws.path("ix").exists());
    ws.run(&["search", "needle", "--from", "nowhere"]).code(2);
}
