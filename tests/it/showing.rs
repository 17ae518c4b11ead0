//! Records in full, and what the index holds.

use crate::workspace::Workspace;

#[test]
fn a_record_is_shown_in_full() {
    let ws = Workspace::with_samples();
    insta::assert_snapshot!("show_retracted", ws.run(&["show", "99000004"]).code(0).stdout);
    insta::assert_snapshot!("show_saved_page", ws.run(&["show", "10.55555/fjo.2022.0088"]).code(0).stdout);
}

#[test]
fn an_id_is_known_in_every_spelling() {
    let ws = Workspace::with_samples();
    let shown = ws.run(&["show", "10.55555/fjo.2022.0088"]).code(0).stdout;
    for id in ["doi:10.55555/FJO.2022.0088", "https://doi.org/10.55555/fjo.2022.0088"] {
        assert_eq!(ws.run(&["show", id]).code(0).stdout, shown, "{id}");
    }
    let by_pmid = ws.run(&["show", "PMID: 99000001"]).code(0).stdout;
    assert_eq!(ws.run(&["show", "99000001"]).stdout, by_pmid);
    assert!(ws.run(&["show", "fict-01"]).code(0).stdout.starts_with("PD L1 positive"));
}

#[test]
fn what_is_not_there_is_said() {
    let ws = Workspace::with_samples();
    let none = ws.run(&["show", "1"]).code(1);
    assert_eq!(none.stderr, "note: 1: no record of that id in the index\n");
    let some = ws.run(&["show", "1", "99000001"]).code(0);
    assert!(some.stderr.contains("1: no record") && some.stdout.contains("PMID: 99000001"));
}

#[test]
fn a_record_goes_out_in_every_format() {
    let ws = Workspace::with_samples();
    for (format, sign) in [
        ("nbib", "PMID- 99000001"),
        ("ris", "AN  - 99000001"),
        ("bibtex", "pmid = {99000001}"),
        ("csl", "\"PMID\":\"99000001\""),
        ("csv", "\n99000001,"),
        ("json", "\"pmid\":\"99000001\""),
        ("jsonl", "\"pmid\":\"99000001\""),
    ] {
        let ran = ws.run(&["show", "99000001", "--format", format]).code(0);
        assert!(ran.stdout.contains(sign), "{format}: {}", ran.stdout);
    }
}

#[test]
fn records_are_cited_in_every_style() {
    let ws = Workspace::with_samples();
    // An article, one that was retracted, a chapter, a saved page, a document of a collection, one of our own form.
    let ids = ["99000001", "99000004", "99000015", "10.55555/fjo.2022.0088", "fict-01", "10.55555/ilc.2014.0017"];
    let mut all = String::new();
    for style in ["ama", "apa", "mla", "nlm"] {
        let ran = ws.run(&[&["show", "--cite", style], &ids[..]].concat()).code(0);
        all.push_str(&format!("{style}\n{}\n{}\n", ran.stdout, ran.stderr));
    }
    insta::assert_snapshot!("show_cited", all);
    let vancouver = ws.run(&["show", "99000001", "--cite", "vancouver"]).stdout;
    assert_eq!(vancouver, ws.run(&["show", "99000001", "--cite", "nlm"]).stdout);
    ws.run(&["show", "1", "--cite", "ama"]).code(1);
    ws.run(&["show", "99000001", "--cite", "chicago"]).code(2);
    let cited = ws.json("citations", &["show", "99000001", "99000004", "--cite", "apa"]);
    assert_eq!((&cited[1]["id"], &cited[1]["retracted"]), (&"99000004".into(), &true.into()));
}

#[test]
fn statistics_read_well() {
    let ws = Workspace::with_samples();
    let stats = ws.run(&["stats"]).code(0).stdout;
    for line in ["records       42", "years         1978 to 2025", "retracted     1"] {
        assert!(stats.contains(line), "{stats}");
    }
    assert!(ws.run(&["fields"]).code(0).stdout.contains("[tiab]     Title/Abstract"));
}
