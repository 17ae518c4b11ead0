//! Counts over real PubMed files against an independent slow scan of the XML (`tests/oracle/queries.py`), by other means and
//! in another language.

use crate::workspace::Workspace;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Deserialize)]
struct Expected {
    query: String,
    kind: String,
    ids: Vec<String>,
}

/// The oracle's answers over a file.
struct Scan {
    records: usize,
    answers: Vec<Expected>,
}

fn real(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/pubmed").join(name)
}

/// The oracle's answers over `file`; `None` where it cannot run here.
fn scan(file: &Path, seed: &str, count: &str) -> Option<Scan> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/queries.py");
    if !file.exists() {
        println!("skipped: {} is not here", file.display());
        return None;
    }
    let Ok(output) = Command::new("python3").arg(script).args([seed, count, "0"]).arg(file).output() else {
        println!("skipped: no python3");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (lines, records) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    let answers = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    Some(Scan { records: records.trim().parse().unwrap(), answers })
}

/// How many queries of each kind were compared over how many records, and how many of them found something.
fn agree(file: &Path, seed: &str, count: &str) -> String {
    let Some(Scan { records, answers: expected }) = scan(file, seed, count) else { return String::new() };
    let ws = Workspace::new();
    ws.run(&["index", file.to_str().unwrap()]).code(0);
    let check = |all: &[Expected]| {
        let mut wrong = Vec::new();
        for Expected { query, ids, .. } in all {
            let ran = ws.run(&["search", query, "--ids", "-n", "100000000", "--match", "all", "-q"]);
            let mut found: Vec<&str> = ran.stdout.lines().collect();
            found.sort_unstable();
            if found != *ids {
                let missed = ids.iter().find(|id| !found.contains(&id.as_str()));
                let extra = found.iter().find(|id| !ids.iter().any(|known| known == *id));
                wrong.push(format!(
                    "{query}: {} found, {} by the scan; missed {missed:?}, extra {extra:?}",
                    found.len(),
                    ids.len()
                ));
            }
        }
        wrong
    };
    let (first, second) = expected.split_at(expected.len() / 2);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let other = scope.spawn(|| check(first));
        let mut wrong = check(second);
        wrong.extend(other.join().unwrap());
        wrong
    });
    assert!(wrong.is_empty(), "{} of {} queries:\n{}", wrong.len(), expected.len(), wrong.join("\n"));
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    expected.iter().for_each(|one| *kinds.entry(&one.kind).or_default() += 1);
    let found = expected.iter().filter(|one| !one.ids.is_empty()).count();
    format!("{} queries agree over {records} records, {found} of them with hits: {kinds:?}", expected.len())
}

/// The first 400 articles of a real file, cut out line by line.
#[test]
fn queries_over_real_records_agree_with_a_scan_of_the_xml() {
    let file = real("pubmed21n1298-part.xml.gz");
    if !file.exists() {
        println!("skipped: {} is not here", file.display());
        return;
    }
    let ws = Workspace::new();
    let mut whole = String::new();
    std::io::Read::read_to_string(
        &mut flate2::read::MultiGzDecoder::new(std::fs::File::open(file).unwrap()),
        &mut whole,
    )
    .unwrap();
    let end = whole.match_indices("</PubmedArticle>").nth(399).map(|(at, end)| at + end.len()).unwrap();
    ws.file("part.xml", format!("{}</PubmedArticleSet>\n", &whole[..end]));
    let agreed = agree(&ws.path("part.xml"), "1", "60");
    println!("{agreed}");
}

/// A thousand queries over each whole file: some minutes.
#[test]
#[ignore = "takes minutes; cargo test --release --test it -- --ignored query_oracle"]
fn queries_over_whole_real_files_agree_with_a_scan_of_the_xml() {
    for (file, seed) in [("pubmed21n1298-part.xml.gz", "2"), ("pubmed20n0014.xml.gz", "3")] {
        let agreed = agree(&real(file), seed, "1000");
        println!("{file}: {agreed}");
    }
}
