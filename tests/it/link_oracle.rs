//! Links by id against a count made outside of Medlar, with Python's own XML parser.

use medlar::graph::{Links, cited_counts};
use medlar::index::Index;
use medlar::ingest::{self, Options};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Records whose citing records are compared one by one.
const COMPARED: usize = 500;

/// The pairs that the script prints; `None` where there is no Python.
fn outside(files: &[PathBuf]) -> Option<BTreeSet<(String, String)>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/links.py");
    let Ok(output) = Command::new("python3").arg(script).args(files).output() else {
        println!("skipped: no python3");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.lines().map(|line| line.split_once('\t').unwrap()).map(|(a, b)| (a.to_owned(), b.to_owned())).collect())
}

#[test]
#[ignore = "indexes two large files: cargo test --release --test it link_oracle -- --ignored"]
fn links_by_id_are_those_that_the_files_hold() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/pubmed");
    let names = ["pubmed20n0014.xml.gz", "pubmed21n1298-part.xml.gz"];
    let files: Vec<PathBuf> = names.iter().map(|name| dir.join(name)).collect();
    if files.iter().any(|file| !file.exists()) {
        println!("skipped: no {} beside the project", dir.display());
        return;
    }
    let Some(expected) = outside(&files) else { return };
    let index = Index::in_memory().unwrap();
    let inputs = ingest::discover(&files).unwrap();
    ingest::run(&index, &inputs, &Options::default(), &mut (), &Default::default()).unwrap();
    let reader = index.reader().unwrap();
    let links = Links::new(&reader);
    let pmid = |address| reader.record(address).unwrap().pmid.unwrap().to_string();

    let mut found = BTreeSet::new();
    let mut in_text = 0;
    for address in reader.all() {
        let record = reader.record(address).unwrap();
        for reference in &record.references {
            for resolved in links.resolve(reference).unwrap().into_iter().filter(|link| link.method.is_id()) {
                let pair = (record.pmid.unwrap().to_string(), pmid(resolved.address));
                // Medlar also reads ids that stand in the text of a citation.
                in_text += usize::from(!expected.contains(&pair) && !reference.text.is_empty());
                found.insert(pair);
            }
        }
    }
    let missing: Vec<_> = expected.difference(&found).take(5).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let extra = found.difference(&expected).count();
    println!(
        "{} links by id outside, {} here, {extra} of them from the text of citations",
        expected.len(),
        found.len()
    );
    assert_eq!(extra.min(in_text), extra, "links that no text explains");

    let mut citing: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    expected.iter().for_each(|(from, to)| _ = citing.entry(to).or_default().insert(from));
    let counts = cited_counts(&reader).unwrap();
    let mut compared = 0;
    for (to, from) in citing.iter().take(COMPARED) {
        let stored = reader.find(to).unwrap().unwrap();
        let all = links.citing(&stored.record).unwrap();
        assert_eq!(all.len() as u32, counts.of(stored.address), "{to}: one by one, and all at once");
        let by_id: BTreeSet<String> =
            all.iter().filter(|link| link.method.is_id()).map(|link| pmid(link.address)).collect();
        assert!(from.iter().all(|from| by_id.contains(*from)), "{to}: {from:?} {by_id:?}");
        assert!(by_id.iter().all(|by| found.contains(&(by.clone(), (*to).to_owned()))), "{to}");
        compared += 1;
    }
    println!("{compared} records: their citing records are those counted outside");
}
