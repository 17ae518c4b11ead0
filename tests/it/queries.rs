//! The table of queries: `tests/queries/*.toml`, each row a query with the records that it finds and what is said of it.
//! Every query's translation is run as a query too, and must find the same.

use crate::vocab::fixture;
use crate::workspace::{Workspace, samples};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Rows over one set of records.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// `samples`, or a file below `tests/fixtures`.
    records: String,
    /// What every id begins with, left out of the rows.
    prefix: String,
    /// Files of the vocabulary, of `tests/fixtures/vocab`.
    #[serde(default)]
    vocabulary: Vec<String>,
    /// Options of every search.
    #[serde(default)]
    options: Vec<String>,
    /// Rows by the section of the language that they show.
    case: BTreeMap<String, Vec<Row>>,
}

/// `[query, ids]` or `[query, ids, codes of what is said]`; `ids` are parted by spaces.
#[derive(Deserialize)]
#[serde(untagged)]
enum Row {
    Plain(String, String),
    Said(String, String, String),
}

impl Row {
    fn parts(&self) -> (&str, &str, &str) {
        match self {
            Self::Plain(query, ids) => (query, ids, ""),
            Self::Said(query, ids, said) => (query, ids, said),
        }
    }
}

/// What a search says: ids in order, codes of warnings, translation.
fn answer(ws: &Workspace, query: &str, options: &[&str]) -> (Vec<String>, Vec<String>, String) {
    let args = ["search", query, "-n", "1000", "--snippets", "0", "--match", "all"];
    let found = ws.json("search", &[&args, options].concat());
    let mut ids: Vec<String> = found["hits"].as_array().unwrap().iter().map(|hit| text(&hit["id"])).collect();
    ids.sort();
    let mut said: Vec<String> = found["warnings"].as_array().unwrap().iter().map(|w| text(&w["code"])).collect();
    // Where nothing is found, that each clause finds nothing is no news here, nor that words are mapped where they are.
    said.retain(|code| !matches!(code.as_str(), "zero_hits" | "value_not_found" | "phrase_not_found" | "mapped"));
    said.sort();
    said.dedup();
    (ids, said, text(&found["translation"]))
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// What is wrong with a row; nothing where nothing is.
fn judge(ws: &Workspace, table: &Table, row: &Row) -> Vec<String> {
    let (query, ids, said) = row.parts();
    let wanted: Vec<String> = ids.split_whitespace().map(|id| format!("{}{id}", table.prefix)).collect();
    let options: Vec<&str> = table.options.iter().map(String::as_str).collect();
    let (found, warned, translation) = answer(ws, query, &options);
    let mut wrong = Vec::new();
    if found != wanted {
        wrong.push(format!("{query}: found {found:?}, not {wanted:?}; read as {translation}"));
    }
    if warned != said.split_whitespace().collect::<Vec<_>>() {
        wrong.push(format!("{query}: said {warned:?}, not {said:?}"));
    }
    let (again, _, _) = answer(ws, &translation, &options);
    if again != found {
        wrong.push(format!("{query}: its translation {translation} finds {again:?}, not {found:?}"));
    }
    wrong
}

fn run(name: &str) -> usize {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let table: Table = toml::from_str(&fs::read_to_string(root.join("queries").join(name)).unwrap()).unwrap();
    let ws = Workspace::new();
    let records = if table.records == "samples" { samples() } else { root.join("fixtures").join(&table.records) };
    ws.run(&["index", records.to_str().unwrap()]).code(0);
    if !table.vocabulary.is_empty() {
        let files: Vec<String> =
            table.vocabulary.iter().map(|name| fixture(name).to_str().unwrap().to_owned()).collect();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        ws.run(&[&["vocab", "add"], &files[..]].concat()).code(0);
    }
    let rows: Vec<&Row> = table.case.values().flatten().collect();
    let halves = rows.split_at(rows.len() / 2);
    let check = |rows: &[&Row]| rows.iter().flat_map(|row| judge(&ws, &table, row)).collect::<Vec<_>>();
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let first = scope.spawn(|| check(halves.0));
        let mut wrong = check(halves.1);
        wrong.extend(first.join().unwrap());
        wrong
    });
    assert!(wrong.is_empty(), "{name}: {} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
    rows.len()
}

#[test]
fn the_language_row_by_row() {
    assert!(run("language.toml") >= 650);
}

#[test]
fn the_language_with_a_vocabulary() {
    assert!(run("mapping.toml") >= 60);
    assert!(run("mapping-pubmed.toml") >= 25);
}

#[test]
fn queries_over_the_samples() {
    assert!(run("samples.toml") >= 20);
}
