//! `medlar vocab`, and what headings, qualifiers, publication types, substances and journals then mean.

use crate::workspace::{Workspace, gzip};
use std::fs;
use std::path::{Path, PathBuf};

/// A fictional vocabulary file in NLM's form.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/vocab").join(name)
}

/// A workspace with the fictional records and these vocabulary files.
pub fn with_vocabulary(files: &[&str]) -> Workspace {
    let ws = Workspace::new();
    ws.run(&["index", fixture("records.nbib").to_str().unwrap()]).code(0);
    add(&ws, files);
    ws
}

fn add(ws: &Workspace, files: &[&str]) {
    let paths: Vec<String> = files.iter().map(|name| fixture(name).to_str().unwrap().to_owned()).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    ws.run(&[&["vocab", "add"], &paths[..]].concat()).code(0);
}

/// The last digits of the ids that a query finds.
fn found(ws: &Workspace, query: &str) -> String {
    ws.ids(query).iter().map(|id| id.trim_start_matches("9800000")).collect::<Vec<_>>().join(" ")
}

const XML: [&str; 4] = ["desc2031.xml", "qual2031.xml", "supp2031.xml", "J_Medline.txt"];

/// Records of another year carry a heading by the name that it had or will have.
#[test]
fn a_heading_is_found_by_the_name_that_a_record_gives_it() {
    let ws = with_vocabulary(&XML);
    ws.file("old.nbib", "PMID- 98000009\nTI  - Old.\nMH  - *Wyrm Sickness/therapy\nMH  - Humans\n");
    ws.run(&["index", "old.nbib"]).code(0);
    for query in ["dragon diseases[mh:noexp]", "wyrm sickness[majr]", "\"Dragon Diseases/therapy\"[mh]"] {
        assert!(found(&ws, query).contains('9'), "{query}: {}", found(&ws, query));
    }
}

#[test]
fn a_heading_that_was_asked_for_is_shown() {
    let ws = Workspace::with_samples();
    let answer = ws.json("search", &["search", "melanoma/drug therapy[mh]", "-n", "1"]);
    let snippet = &answer["hits"][0]["snippets"][0];
    assert_eq!(
        (&snippet["field"], snippet["html"].as_str()),
        (&"mesh".into(), Some("Humans; Interleukin-2/therapeutic use; <mark>Melanoma/drug therapy</mark>"))
    );
}

#[test]
fn headings_explode_and_every_name_finds_them() {
    let ws = with_vocabulary(&XML);
    for (query, expected) in [
        ("dragon diseases[mh]", "1 2 3"),
        ("dragon diseases[mh:noexp]", "1"),
        ("\"Wyrm Sickness\"[mh]", "1 2 3"),
        ("diseases, dragon[MeSH Terms]", "1 2 3"),
        ("hereditary scale rot[mh]", "3"),
        ("ember hack[mh]", "2 3"),
        ("dragon dis*[mh]", "1"),
        ("dragon diseases[majr]", "1 2"),
        ("dragon diseases/th[mh]", "1 2"),
        ("dragon diseases/th[mh:noexp]", ""),
        ("dragon diseases/diet therapy[majr]", "1"),
        ("wyrm sickness/DH[mh]", "1"),
        ("th[sh]", "1 2"),
        ("treatment[sh]", "1 2"),
        ("therapy[sh:noexp]", "2"),
        ("dh[sh]", "1"),
        ("fable trial[pt]", "1 3"),
        ("fable trial[pt:noexp]", "3"),
        ("fabular trial[pt]", "1 3"),
        ("quenching agents[pa]", "1 3"),
        ("quenchers[pa]", "1 3"),
        ("qx-22[nm]", "3"),
        ("the imaginary journal of dragon medicine[ta]", "1"),
        ("imaginary journal of dragon medicine[ta]", "1"),
        ("the imag j dragon med[ta]", "1"),
        ("9990-0029[ta]", "1"),
        ("99900029[ta]", "1"),
        ("ember pathology[ta]", "2"),
    ] {
        assert_eq!(found(&ws, query), expected, "{query}");
    }
    let ran = ws.run(&["search", "*", "--journal", "9990-0029", "--ids"]);
    assert_eq!(ran.stdout, "98000001\n");
}

#[test]
fn the_ascii_files_say_the_same_as_the_xml() {
    let xml = with_vocabulary(&["desc2031.xml", "qual2031.xml", "supp2031.xml"]);
    let ascii = with_vocabulary(&["d2031.bin", "q2031.bin", "c2031.bin", "mtrees2031.bin"]);
    for query in [
        "dragon diseases[mh]",
        "wyrm sickness[mh]",
        "ember hacks[mh]",
        "dragon diseases/th[mh]",
        "th[sh]",
        "qx-22[nm]",
        "quenching agents[pa]",
        "scale rot, hereditary[mh]",
    ] {
        assert_eq!(found(&xml, query), found(&ascii, query), "{query}");
    }
    assert_eq!(found(&ascii, "quenching agents[pa]"), "1 3");
}

#[test]
fn translations_name_the_heading_and_read_back() {
    let ws = with_vocabulary(&XML);
    for (query, translation) in [
        ("wyrm sickness[mh]", "\"dragon diseases\"[MeSH Terms]"),
        ("wyrm sickness/th[majr:noexp]", "\"dragon diseases/therapy\"[MeSH Major Topic:noexp]"),
        ("qx-22[nm]", "\"quenchumab\"[Supplementary Concept]"),
        ("99900029[ta]", "\"Imag J Dragon Med\"[Journal]"),
        ("quenchers[pa]", "\"quenching agents\"[Pharmacological Action]"),
        ("dh[sh]", "\"diet therapy\"[MeSH Subheading]"),
    ] {
        let answer = ws.json("search", &["search", query]);
        assert_eq!(answer["translation"], translation, "{query}");
        let again = ws.json("search", &["search", translation]);
        assert_eq!(again["translation"], translation);
        assert_eq!(again["total"], answer["total"], "{query}");
    }
}

#[test]
fn what_is_missing_is_said() {
    let ws = Workspace::new();
    ws.run(&["index", fixture("records.nbib").to_str().unwrap()]).code(0);
    let codes = |ws: &Workspace, query: &str| {
        let answer = ws.json("search", &["search", query]);
        let codes: Vec<String> =
            answer["warnings"].as_array().unwrap().iter().map(|w| w["code"].as_str().unwrap().to_owned()).collect();
        codes.join(" ")
    };
    let hints = ws.run(&["explain", "dragon diseases[mh]"]);
    assert!(hints.all().contains("no MeSH vocabulary is loaded"), "{}", hints.all());
    assert!(!ws.run(&["explain", "dragon diseases[mh:noexp]"]).all().contains("no MeSH vocabulary"));
    assert!(codes(&ws, "quenchers[pa]").contains("unanswered_tag"));
    assert_eq!(found(&ws, "dragon diseases[mh]"), "1");
    assert_eq!(found(&ws, "dh[sh]"), "1");
    add(&ws, &["desc2031.xml"]);
    assert_eq!(codes(&ws, "dragon diseases[mh]"), "");
    assert!(codes(&ws, "griffin diseases[mh]").contains("unknown_heading"));
    assert!(codes(&ws, "griffins[pa]").contains("unknown_action"));
    let limited = ws.json("search", &["search", "dragon diseases[mh]", "--explosion-limit", "2"]);
    assert_eq!((&limited["warnings"][0]["code"], &limited["total"]), (&"explosion_limit".into(), &1.into()));
    assert!(limited["warnings"][0]["message"].as_str().unwrap().contains("3 values"), "{limited}");
    ws.run(&["search", "griffin diseases[mh]", "--strict"]).code(2);
}

#[test]
fn a_vocabulary_is_listed_replaced_and_removed() {
    let ws = Workspace::new();
    ws.run(&["vocab", "list"]).code(2);
    let desc = fixture("desc2031.xml");
    let added = ws.json("vocab", &["vocab", "add", desc.to_str().unwrap(), fixture("J_Medline.txt").to_str().unwrap()]);
    assert_eq!((&added["descriptors"], &added["journals"]), (&8.into(), &2.into()), "{added}");
    assert_eq!(added["origins"][0]["year"], 2031);
    // A new year's descriptors take the place of the old ones; journals are added to.
    let added = ws.json(
        "vocab",
        &["vocab", "add", fixture("d2031.bin").to_str().unwrap(), fixture("journals.csv").to_str().unwrap()],
    );
    assert_eq!((&added["descriptors"], &added["journals"]), (&3.into(), &4.into()), "{added}");
    assert_eq!(added["origins"].as_array().unwrap().len(), 3, "{added}");
    let text = ws.run(&["vocab", "list"]).code(0).stdout;
    assert!(text.contains("d2031.bin (mesh-descriptors-ascii, 2031, hash "), "{text}");
    let left = ws.json("vocab", &["vocab", "remove", "journals"]);
    assert_eq!((&left["descriptors"], &left["journals"]), (&3.into(), &0.into()), "{left}");
    ws.run(&["vocab", "remove", "all"]).code(0);
    ws.run(&["vocab", "list"]).code(1);
    assert!(!ws.names("ix").contains(&"vocabulary".to_owned()));
}

#[test]
fn the_same_files_make_the_same_vocabulary() {
    let hash = |files: &[&str]| {
        let ws = with_vocabulary(files);
        ws.json("vocab", &["vocab", "list"])["hash"].as_str().unwrap().to_owned()
    };
    assert_eq!(hash(&XML), hash(&XML));
    assert_ne!(hash(&XML), hash(&XML[..3]));
}

#[test]
fn files_are_searched_with_the_vocabulary_of_the_index() {
    let ws = Workspace::new();
    add(&ws, &XML);
    let records = fixture("records.nbib");
    let ran = ws.run(&["search", "dragon diseases[mh]", "--count", "--from", records.to_str().unwrap()]).code(0);
    assert_eq!(ran.stdout, "3\n");
    // The vocabulary outlives the making anew of the records.
    ws.run(&["index", "--recreate", records.to_str().unwrap()]).code(0);
    assert_eq!(found(&ws, "dragon diseases[mh]"), "1 2 3");
}

#[test]
fn compressed_files_and_strange_ones() {
    let ws = Workspace::new();
    ws.file("d.gz", gzip(&fs::read_to_string(fixture("d2031.bin")).unwrap()));
    ws.run(&["vocab", "add", ws.path("d.gz").to_str().unwrap()]).code(0);
    for (name, content) in
        [("empty", ""), ("prose", "Some words.\nAnd more of them.\n"), ("html", "<html><body></body></html>")]
    {
        ws.file(name, content);
        let line = ws.run(&["vocab", "add", ws.path(name).to_str().unwrap()]).error_line();
        assert!(line.contains("no vocabulary file"), "{line}");
    }
    ws.run(&["vocab", "add", "missing.bin"]).error_line();
    // A bad record is named, and the rest is taken.
    ws.file("bad.bin", "*NEWRECORD\nRECTYPE = D\nUI = D1\n\n*NEWRECORD\nRECTYPE = D\nMH = Good Heading\nMN = C01\n");
    let ran = ws.run(&["vocab", "add", ws.path("bad.bin").to_str().unwrap()]).code(3);
    assert!(ran.stderr.contains("bad.bin:1: record 1: a record without a name"), "{}", ran.all());
    // A file that is cut off says where, and leaves the vocabulary as it was.
    let xml = fs::read_to_string(fixture("desc2031.xml")).unwrap();
    ws.file("cut.xml", &xml[..xml.len() / 2]);
    ws.run(&["vocab", "add", ws.path("cut.xml").to_str().unwrap()]);
    // A damaged vocabulary is named, and can be removed.
    fs::write(ws.path("ix/vocabulary"), b"medlarV1\xff\xff").unwrap();
    let line = ws.run(&["search", "x"]).error_line();
    assert!(line.contains("vocabulary: damaged"), "{line}");
    ws.run(&["vocab", "remove", "all"]).code(0);
    ws.run(&["search", "*"]).code(1);
}

#[test]
#[ignore = "reads a whole baseline file; cargo test --release --test it -- --ignored mesh_oracle"]
fn mesh_oracle_counts_the_same_records_below_each_heading() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = root.join("../shared/data");
    let path = |name: &str| data.join(name).to_str().unwrap().to_owned();
    let (descriptors, trees) = (path("mesh/descriptors.tsv"), path("mesh/mtrees2022.bin"));
    let records = path("pubmed/pubmed20n0014.xml.gz");
    let script = root.join("tests/oracle/mesh.py");
    let oracle = std::process::Command::new("python3").arg(script).args([&descriptors, &trees, &records]).output();
    let Some(oracle) = oracle.ok().filter(|output| output.status.success()) else {
        println!("skipped: no python3, or no ../shared/data");
        return;
    };
    let ws = Workspace::new();
    ws.run(&["vocab", "add", &descriptors, &trees]).code(0);
    ws.run(&["index", &records]).code(0);
    let count = |query: String| ws.run(&["search", &query, "--count"]).stdout.trim().to_owned();
    let expected = String::from_utf8(oracle.stdout).unwrap();
    for line in expected.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(count(format!("\"{}\"[mh]", cells[0])), cells[1], "{line}");
        assert_eq!(count(format!("\"{}/ME\"[mh]", cells[0])), cells[2], "{line}");
    }
    println!("{} headings agree", expected.lines().count());
    assert_eq!(expected.lines().count(), 20);
}
