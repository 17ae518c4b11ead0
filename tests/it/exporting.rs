//! `medlar export`: every matching record, in a format for other programs.

use crate::workspace::{Workspace, assert_valid, many};
use serde_json::Value;

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

/// Formats that have a place for what a search says of a record.
const WITH_FINDINGS: [&str; 6] = ["nbib", "ris", "bibtex", "csl", "csv", "jsonl"];

const QUERY: &str = "tumour immune resistance";

#[test]
fn scores_and_snippets_go_out_as_the_search_has_them() {
    let ws = Workspace::with_samples();
    let answer = ws.json("search", &["search", QUERY, "--snippets", "2", "-n", "1000"]);
    let hits = answer["hits"].as_array().unwrap();
    let with = ["export", QUERY, "--with", "score,snippets", "--snippets", "2", "--format", "jsonl"];
    let lines = ws.run(&with).code(0).stdout;
    let found: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(hits.len() > 3 && found.len() == hits.len(), "{lines}");
    for (hit, record) in hits.iter().zip(&found) {
        assert_valid("found", record);
        assert_eq!((&hit["pmid"], &hit["title"]), (record.get("pmid").unwrap_or(&Value::Null), &record["title"]));
        assert_eq!((&hit["score"], &hit["snippets"]), (&record["score"], &record["snippets"]));
    }
    let score = ws.run(&["search", QUERY, "--with", "score", "-n", "3", "--format", "json"]).code(0).stdout;
    let score: Vec<Value> = serde_json::from_str(&score).unwrap();
    assert_eq!((score.len(), score[0].get("snippets")), (3, None));
    assert_eq!(score[0]["score"], hits[0]["score"]);
}

#[test]
fn every_format_has_its_place_for_scores_and_snippets() {
    let ws = Workspace::with_samples();
    let answer = ws.json("search", &["search", QUERY]);
    let first = &answer["hits"][0];
    let score = format!("{:.4}", first["score"].as_f64().unwrap());
    let snippet = first["snippets"][0]["text"].as_str().unwrap();
    let said = format!("{}: {snippet}", first["snippets"][0]["field"].as_str().unwrap());
    let exported = |format| ws.run(&["export", QUERY, "--with", "score,snippets", "--format", format]).code(0).stdout;
    assert!(exported("ris").contains(&format!("\nU1  - {score}\nU2  - {said}")));
    assert!(exported("bibtex").contains(&format!(",\n  score = {{{score}}},\n  snippets = {{")));
    let nbib = exported("nbib");
    let at = nbib.find(&format!("\nXSCR- {score}\nXSNP- ")).unwrap();
    assert!(nbib[at..].replace("\n      ", " ").contains(&format!("XSNP- {said}\n")), "{}", &nbib[at..]);
    let csv = exported("csv");
    assert!(csv.lines().next().unwrap().ends_with(",DOI,Score,Snippets"), "{csv}");
    assert!(csv.lines().nth(1).unwrap().contains(&format!(",{score},")), "{csv}");
    let items: Vec<Value> = serde_json::from_str(&exported("csl")).unwrap();
    assert_eq!((&items[0]["custom"]["score"], &items[0]["custom"]["snippets"]), (&first["score"], &first["snippets"]));
}

#[test]
fn scores_and_snippets_never_become_part_of_a_record() {
    let ws = Workspace::with_samples();
    for format in WITH_FINDINGS {
        let read_again = |name: &str, more: &[&str]| {
            let path = ws.path(name);
            let path = path.to_str().unwrap();
            ws.run(&[&["export", QUERY, "--quiet", "--format", format, "-o", path], more].concat()).code(0);
            ws.run(&["convert", path, "--to", "jsonl"]).code(0).stdout
        };
        let plain = read_again("plain", &[]);
        assert!(plain.lines().count() > 3);
        assert_eq!(read_again("with", &["--with", "score,snippets"]), plain, "{format}");
    }
}

#[test]
fn formats_without_a_place_for_scores_say_so() {
    let ws = Workspace::with_samples();
    for format in ["xml", "ids"] {
        let line = ws.run(&["export", QUERY, "--with", "score", "--format", format]).error_line();
        assert!(line.contains(&format!("{format} has no place for scores and snippets")), "{line}");
        ws.run(&["search", QUERY, "--with", "snippets", "--format", format]).error_line();
    }
    ws.run(&["search", QUERY, "--with", "score"]).code(2);
}

#[test]
fn an_export_of_files_tells_by_its_code_that_something_was_rejected() {
    let ws = Workspace::new();
    ws.file("a.jsonl", "{\"pmid\": \"1\", \"title\": \"Good\"}\n{\"pmid\": \"2\", \"titl\n");
    let ran = ws.run(&["export", "*", "--format", "ids", "--from", "a.jsonl"]).code(3);
    assert_eq!(ran.stdout, "1\n");
    ws.run(&["export", "nothing", "--format", "ids", "--from", "a.jsonl"]).code(1);
    ws.run(&["search", "good", "--from", "a.jsonl"]).code(0);
}
