//! `medlar export`: every matching record, in a format for other programs.

use crate::workspace::{Workspace, many};

#[test]
fn every_match_goes_out_without_a_cap() {
    let ws = Workspace::new();
    ws.file("many.jsonl", many(300));
    ws.run(&["index", ws.path("many.jsonl").to_str().unwrap()]).code(0);
    let ids = ws.run(&["export", "needle", "--format", "ids"]).code(0).stdout;
    assert_eq!(ids.lines().count(), 300);
    let searched = ws.run(&["search", "needle", "--ids", "-n", "300"]).code(0).stdout;
    assert_eq!(ids, searched, "an export keeps the order of the search");
    let by_title = ws.run(&["export", "needle", "--format", "ids", "--sort", "title"]).code(0).stdout;
    assert!(by_title.starts_with("r0\nr1\nr10\nr100\n"), "{by_title}");
}

#[test]
fn a_file_takes_its_format_from_its_name_and_appears_whole() {
    let ws = Workspace::with_samples();
    for (name, begins) in [
        ("out.nbib", "PMID- "),
        ("out.xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE PubmedArticleSet"),
        ("out.ris", "TY  - "),
        ("out.bib", "@article{"),
        ("out.csv", "PMID,Title,Authors"),
        ("out.jsonl", "{\"pmid\""),
    ] {
        let path = ws.path(name);
        let ran = ws.run(&["export", "melanoma[mh]", "-o", path.to_str().unwrap()]).code(0);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with(begins), "{name}: {text}");
        assert!(ran.stdout.is_empty() && ran.stderr.contains(" records\n"), "{}", ran.all());
        let printed = ws.run(&["export", "melanoma[mh]", "--format", "nbib"]).code(0);
        assert!(name != "out.nbib" || printed.stdout == text);
    }
    assert!(ws.names("").iter().all(|name| !name.ends_with(".part")), "{:?}", ws.names(""));
}

#[test]
fn what_cannot_be_exported_is_said_and_leaves_the_file_alone() {
    let ws = Workspace::with_samples();
    ws.file("kept.nbib", "as it was");
    let kept = ws.path("kept.nbib");
    let error = ws.run(&["export", "melanoma[nosuchtag]", "--strict", "-o", kept.to_str().unwrap()]).code(2);
    assert!(error.stderr.contains("nosuchtag"), "{}", error.all());
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), "as it was");
    let line = ws.run(&["export", "melanoma"]).error_line();
    assert!(line.contains("--format") && line.contains("nbib, xml, ris"), "{line}");
    let line = ws.run(&["export", "melanoma", "-o", ws.path("no/such/dir.ris").to_str().unwrap()]).error_line();
    assert!(line.contains("no/such/dir.ris"), "{line}");
    ws.run(&["export", "melanoma", "--json"]).error_line();
}

#[test]
fn an_export_of_nothing_is_an_empty_file_of_its_format() {
    let ws = Workspace::with_samples();
    let ran = ws.run(&["export", "zzzzqqq", "--format", "csl"]).code(1);
    assert_eq!(ran.stdout, "[\n]\n");
}
