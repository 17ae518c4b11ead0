//! The direction of imports that `docs/ARCHITECTURE.md` draws.

use std::fs;
use std::path::{Path, PathBuf};

/// What each module may import of ours.
const ALLOWED: [(&str, &[&str]); 11] = [
    ("record", &[]),
    ("analysis", &[]),
    ("schema", &[]),
    ("formats", &["record"]),
    ("export", &["record"]),
    ("query", &["record", "schema", "analysis"]),
    ("index", &["record", "schema", "analysis"]),
    ("ingest", &["formats", "index", "record"]),
    ("search", &["index", "query", "analysis", "schema", "record"]),
    ("output", &["search", "ingest", "export", "schema", "record"]),
    ("cli", &["output", "search", "ingest", "index", "export", "formats", "query", "schema", "record"]),
];

/// Libraries, and the beginnings of the paths that may name them.
const LIBRARIES: [(&str, &[&str]); 5] = [
    ("clap", &["cli/"]),
    ("tantivy", &["index/", "search/", "query/compile.rs", "query/engine/"]),
    ("scraper", &["formats/"]),
    ("quick_xml", &["formats/"]),
    ("indicatif", &["output/"]),
];

/// Source files by their path below `src`, with the code before their unit tests.
fn sources() -> Vec<(String, String)> {
    fn walk(dir: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, files) } else { files.push(path) }
        }
    }
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&src, &mut files);
    let rust = files.into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
    rust.filter(|path| !path.ends_with("tests.rs"))
        .map(|path| {
            let name = path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(&path).unwrap();
            let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            let code = code.join("\n");
            (name, code.split("#[cfg(test)]").next().unwrap_or_default().to_owned())
        })
        .collect()
}

/// Modules that `code` names behind `crate::`.
fn imported(code: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => {
                let group = group.split('}').next().unwrap_or_default();
                modules.extend(group.split(',').map(|part| first_name(part.trim())));
            }
            None => modules.push(first_name(rest)),
        }
    }
    modules
}

fn first_name(path: &str) -> String {
    path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn imports_follow_the_direction() {
    let mut against = Vec::new();
    for (file, code) in sources() {
        let Some((module, _)) = file.split_once('/') else { continue };
        let (_, allowed) =
            ALLOWED.iter().find(|(name, _)| *name == module).unwrap_or_else(|| panic!("{module} is new"));
        for import in imported(&code) {
            if import != module && !allowed.contains(&import.as_str()) {
                against.push(format!("{file} imports {import}"));
            }
        }
    }
    assert!(against.is_empty(), "{against:#?}");
}

#[test]
fn libraries_are_known_where_they_belong() {
    let mut against = Vec::new();
    for (file, code) in sources() {
        for (library, places) in LIBRARIES {
            let named = code.contains(&format!("{library}::")) || code.contains(&format!("use {library};"));
            if named && !places.iter().any(|place| file.starts_with(place)) {
                against.push(format!("{file} names {library}"));
            }
        }
    }
    assert!(against.is_empty(), "{against:#?}");
}

#[test]
fn nothing_prints_past_the_printer() {
    for (file, code) in sources() {
        for macro_name in ["println!", "eprintln!", "print!(", "eprint!(", "dbg!"] {
            assert!(!code.contains(macro_name), "{file} uses {macro_name}");
        }
    }
}

#[test]
fn the_scan_sees_what_it_should() {
    assert_eq!(
        imported("use crate::record::Record;\nuse crate::{index::Index, search};"),
        ["record", "index", "search"]
    );
}
