//! Exit codes, streams and messages: what scripts rely on and people read when something is wrong.

use crate::workspace::{Workspace, assert_valid, samples, xml};
use insta::assert_snapshot;
use std::fs::{self, File};

#[test]
fn a_search_says_by_its_code_whether_it_found_something() {
    let ws = Workspace::with_samples();
    ws.run(&["search", "melanoma"]).code(0);
    ws.run(&["search", "zzzzqqq"]).code(1);
    ws.run(&["search", "zzzzqqq", "--ids"]).code(1);
    assert_eq!(ws.run(&["search", "zzzzqqq", "--count"]).code(1).stdout, "0\n");
    ws.run(&["facets", "zzzzqqq"]).code(1);
}

#[test]
fn what_is_missing_is_named() {
    let ws = Workspace::new();
    let missing = ws.run(&["index", "nothing-here"]).code(2);
    assert_snapshot!(missing.stderr, @"error: nothing-here: no such file or directory");
    let no_index = ws.run(&["search", "x"]).code(2);
    assert_snapshot!(no_index.stderr, @"error: [DIR]/ix: no index here; make one with `medlar index PATH…`, or name another with --index");
    fs::create_dir(ws.path("empty")).unwrap();
    let empty = ws.run(&["index", "empty"]).code(2);
    assert_snapshot!(empty.stderr, @"error: empty: no record found");
    ws.file("notes/prose.txt", "Only some prose.\n");
    let prose = ws.run(&["index", "notes"]).code(2);
    assert_snapshot!(prose.stderr, @r#"
    notes/prose.txt: none of the formats that are read (`medlar index --help` has their names)
    error: notes: no record found
    "#);
    assert!(!ws.path("ix").exists());
}

#[test]
fn a_directory_of_something_else_is_left_alone() {
    let ws = Workspace::new();
    ws.file("thesis/chapter1.txt", "precious").file("a.xml", xml(&[(1, "One")]));
    let ran = ws.run(&["index", "a.xml", "--index", "thesis"]).code(2);
    assert_snapshot!(ran.stderr, @"error: thesis: not empty and no Medlar index; name an empty or a new directory with --index");
    assert_eq!(fs::read_to_string(ws.path("thesis/chapter1.txt")).unwrap(), "precious");
    assert_eq!(fs::read_dir(ws.path("thesis")).unwrap().count(), 1);
}

#[test]
fn an_index_of_another_version_is_refused_and_can_be_made_anew() {
    let ws = Workspace::new();
    ws.file("a.xml", xml(&[(1, "One")]));
    ws.run(&["index", "a.xml"]).code(0);
    ws.file("ix/medlar.json", r#"{"format":999,"program":"9.9.9"}"#);
    let refused = ws.run(&["search", "one"]).code(2);
    assert_snapshot!(refused.stderr, @"error: [DIR]/ix: the index has format 999, this program reads format 6; make it anew with `medlar index --recreate PATH…`");
    ws.run(&["index", "a.xml"]).code(2);
    ws.run(&["index", "a.xml", "--recreate"]).code(0);
    ws.run(&["search", "one"]).code(0);
}

#[test]
fn a_second_writer_is_told_and_readers_go_on() {
    let ws = Workspace::new();
    ws.file("a.xml", xml(&[(1, "One")]));
    ws.run(&["index", "a.xml"]).code(0);
    let lock = File::options().read(true).write(true).open(ws.path("ix/lock")).unwrap();
    lock.try_lock().unwrap();
    let refused = ws.run(&["index", "a.xml"]).error_line();
    let holder = fs::read_to_string(ws.path("ix/lock")).unwrap();
    assert_snapshot!(refused.replace(holder.trim(), "[HOLDER]"), @"error: [DIR]/ix: the index is being written by [HOLDER]; wait until it is done, searches go on meanwhile");
    assert!(holder.starts_with("process "), "{holder}");
    ws.run(&["search", "one"]).code(0);
    drop(lock);
    ws.run(&["index", "a.xml"]).code(0);
}

#[test]
fn queries_are_mended_and_said_or_refused() {
    let ws = Workspace::with_samples();
    let refused = ws.run(&["search", "melanoma[nosuchtag]", "--strict"]).code(2);
    assert_snapshot!(refused.stderr, @r#"
    error: [nosuchtag] is no field of this index: "melanoma" is searched in all fields; `medlar fields` lists the tags
      melanoma[nosuchtag]
              ^^^^^^^^^^^
    "#);
    let refused = ws.run(&["search", "(melanoma", "--strict"]).code(2);
    assert_snapshot!(refused.stderr, @"
    error: the parenthesis is not closed: read as closed at the end; add the missing `)`
      (melanoma
      ^
    ");
    let mended = ws.run(&["search", "\"melanoma cells", "--count"]).code(0);
    assert_snapshot!(mended.stderr, @r#"
    warning: the quote is not closed: read as "melanoma cells", closed at the end; add the closing `"`
      "melanoma cells
      ^^^^^^^^^^^^^^^
    "#);
    for empty in ["", "  ", "()", "\"\"", "AND"] {
        assert!(ws.run(&["search", empty]).code(2).stderr.contains("the query is empty"), "{empty:?}");
    }
    assert_eq!(ws.ids("melanoma[nosuchtag]"), ws.ids("melanoma"));
}

#[test]
fn wrong_usage_is_explained() {
    let ws = Workspace::with_samples();
    let facet = ws.run(&["search", "melanoma", "--facet", "colour"]).code(2);
    assert_snapshot!(facet.stderr, @"error: colour: no such facet; there are year, journal, type, mesh, author, language, keyword, substance, country, source");
    assert!(ws.run(&["search", "melanoma", "--year", "soon"]).code(2).stderr.contains("is no year"));
    ws.run(&["search"]).code(2);
    ws.run(&["nonsense"]).code(2);
    ws.run(&["search", "melanoma", "--journal", "No Such Journal"]).code(1);
    ws.run(&["--help"]).code(0);
    ws.run(&["--version"]).code(0);
}

#[test]
fn nothing_that_acts_on_a_terminal_reaches_a_pipe() {
    let ws = Workspace::new();
    let evil = "needle \u{1b}[31mred \u{202e}back \u{9b}2J";
    let record = serde_json::json!({
        "id": "x", "title": evil, "authors": [{ "last_name": evil }], "journal": { "abbreviation": evil },
        "keywords": [{ "term": evil }], "abstract": [{ "label": evil, "text": evil }],
        "captions": [{ "label": evil, "text": evil }], "references": [{ "text": evil }],
    });
    ws.file("a.jsonl", record.to_string());
    ws.run(&["index", "a.jsonl"]).code(0);
    let facets = ["facets", "needle", "--facet", "author", "--facet", "keyword", "--facet", "source"];
    let shown = [&["search", "needle", "-v"][..], &["show", "x"], &facets, &["stats"], &["fields"]];
    for args in shown {
        let ran = ws.run(args).code(0);
        let acts = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!ran.stdout.contains(acts), "{args:?}: {}", ran.stdout);
    }
    assert!(ws.run(&["search", "needle", "--color", "always"]).stdout.contains("\u{1b}[1m"));
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let plain = ws.command(&["search", "needle"]).env(name, value).output().unwrap();
        assert!(!plain.stdout.contains(&0x1b), "{name}");
    }
}

#[test]
fn statistics_show_no_strangers_control_characters() {
    let ws = Workspace::new();
    ws.file("a.jsonl", serde_json::json!({ "id": "x", "title": "T", "source": "mine\u{202e}dekaf" }).to_string());
    ws.run(&["index", "a.jsonl"]).code(0);
    assert!(!ws.run(&["stats"]).code(0).stdout.contains('\u{202e}'));
}

#[test]
fn every_json_output_is_as_its_schema_says() {
    let ws = Workspace::new();
    let summary = ws.json("index", &["index", samples().to_str().unwrap()]);
    assert_eq!(summary["records"]["rejected"], 0);
    ws.json("search", &["search", "PD-L1 resistance"]);
    ws.json("search", &["search", "melanoma[nosuchtag] (", "--facet", "mesh", "--facet", "author:3"]);
    ws.json("search", &["search", "zzzzqqq"]);
    ws.json("facets", &["facets", "melanoma", "--facet", "type"]);
    ws.json("stats", &["stats"]);
    ws.json("fields", &["fields"]);
    let records = ws.run(&["show", "99000001", "99000024", "--json"]).code(0).stdout;
    let records: Vec<serde_json::Value> = serde_json::from_str(&records).unwrap();
    assert_eq!(records.len(), 2);
    records.iter().for_each(|record| assert_valid("record", record));
}
