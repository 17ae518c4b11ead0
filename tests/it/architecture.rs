//! The direction of imports that `docs/ARCHITECTURE.md` draws.

use std::fs;
use std::path::{Path, PathBuf};

/// What each module may import of ours.
const ALLOWED: &[(&str, &[&str])] = &[
    ("record", &[]),
    ("analysis", &[]),
    ("schema", &[]),
    ("window", &[]),
    ("asking", &[]),
    ("lexicon", &["analysis"]),
    ("formats", &["record"]),
    ("export", &["record"]),
    ("vocab", &["analysis", "formats", "record"]),
    ("query", &["record", "schema", "analysis", "vocab", "window", "lexicon", "asking"]),
    ("index", &["record", "schema", "analysis", "vocab", "lexicon", "asking"]),
    ("ingest", &["formats", "index", "record"]),
    ("graph", &["index", "analysis", "record", "window"]),
    ("search", &["graph", "index", "query", "analysis", "schema", "record", "vocab", "lexicon"]),
    ("eval", &["search", "query", "ingest", "index"]),
    ("strategy", &["search", "index", "query", "record"]),
    ("output", &["eval", "graph", "search", "strategy", "ingest", "export", "index", "schema", "record", "vocab"]),
    (
        "cli",
        &[
            "output", "eval", "graph", "search", "strategy", "ingest", "index", "export", "formats", "query", "schema",
            "record", "vocab",
        ],
    ),
];

/// Libraries, and the beginnings of the paths that may name them.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/"]),
    ("clap_mangen", &["cli/"]),
    ("tantivy", &["index/", "graph/", "search/", "lexicon/", "query/compile.rs", "query/engine/"]),
    ("scraper", &["formats/"]),
    ("quick_xml", &["export/", "formats/", "vocab/read/"]),
    ("hayagriva", &["export/style/"]),
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
            (name, without_tests(&text))
        })
        .collect()
}

/// `code` without line comments and without items under `#[cfg(test)]`. rustfmt closes an item at the column at which it
/// began.
fn without_tests(code: &str) -> String {
    let mut kept = String::new();
    let mut lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    while let Some(line) = lines.next() {
        if line.trim() != "#[cfg(test)]" {
            kept.push_str(line);
            kept.push('\n');
            continue;
        }
        let indent = &line[..line.len() - line.trim_start().len()];
        let ends = [format!("{indent}}}"), format!("{indent}}};")];
        let mut item = lines.by_ref().skip_while(|line| line.trim_start().starts_with("#["));
        if item.next().is_some_and(|first| !first.ends_with([';', '}'])) {
            lines.by_ref().find(|line| ends.iter().any(|end| end == line));
        }
    }
    kept
}

/// Modules that `code` names behind `crate::`, in groups of any depth too.
fn imported(code: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => modules.extend(group_names(group)),
            None => modules.push(first_name(rest)),
        }
    }
    modules
}

/// The first name of each path of a `use` group, from behind its brace on.
fn group_names(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let (mut depth, mut begins) = (0, true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => begins = true,
            c if begins && !c.is_whitespace() => {
                names.push(first_name(&group[at..]));
                begins = false;
            }
            _ => {}
        }
    }
    names
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

/// `super::` as often as it takes from a file to the root of the crate.
fn way_to_the_root(file: &str) -> String {
    let module = file.trim_end_matches(".rs").trim_end_matches("/mod");
    "super::".repeat(module.split('/').count())
}

#[test]
fn no_import_goes_round_by_the_root() {
    let rooted = |(file, code): &(String, String)| file.contains('/') && code.contains(&way_to_the_root(file));
    let against: Vec<String> = sources().into_iter().filter(rooted).map(|(file, _)| file).collect();
    assert!(against.is_empty(), "{against:#?} reach another module by `super::`; write `crate::`");
}

#[test]
fn the_document_draws_the_same_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ARCHITECTURE.md");
    let text = fs::read_to_string(path).unwrap();
    for (module, allowed) in ALLOWED.iter().filter(|(module, _)| *module != "cli") {
        let row = text.lines().find(|line| line.starts_with(&format!("| `{module}` |")));
        let row = row.unwrap_or_else(|| panic!("docs/ARCHITECTURE.md has no row for {module}"));
        let cell = row.trim_end_matches('|').rsplit('|').next().unwrap();
        let mut drawn: Vec<&str> = cell.split('`').skip(1).step_by(2).collect();
        let mut expected = allowed.to_vec();
        drawn.sort_unstable();
        expected.sort_unstable();
        assert_eq!(drawn, expected, "imports of {module}");
    }
}

#[test]
fn the_scan_sees_what_it_should() {
    let code = "use crate::record::Record;\nuse crate::{index::{Index, Reader}, search,\n    query};\nuse x::{y, z};";
    assert_eq!(imported(code), ["record", "index", "search", "query"]);
    let code = "a\n#[cfg(test)]\nmod tests;\nb\n#[cfg(test)]\n#[allow(x)]\nmod tests {\n    fn c() {}\n}\nd\n// e\n";
    assert_eq!(without_tests(code), "a\nb\nd\n");
    assert_eq!(way_to_the_root("query/mod.rs"), "super::");
    assert_eq!(way_to_the_root("query/engine/bm25.rs"), "super::super::super::");
}
