//! How well likeness is measured: `cargo bench --bench similar -- DIR…`, each DIR a judged collection (`corpus.jsonl`,
//! `qrels.tsv`).
//!
//! Two documents that are relevant to one query are alike. Each document that shares a query with others is the subject
//! once; its likest records are judged by that. Prints, for each model and number of terms, precision at 5 and 20 and
//! mean average precision at 100, over all subjects.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, reason = "a benchmark talks and may fail")]

use medlar::graph::{Model, similar};
use medlar::index::{Index, Reader};
use medlar::ingest::{self, Options};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use std::time::Instant;

const DEPTH: usize = 100;

fn main() {
    let dirs: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    if dirs.is_empty() {
        println!("give judged collections: cargo bench --bench similar -- DIR…");
    }
    for dir in &dirs {
        measure(Path::new(dir));
    }
}

/// For each document those that are relevant to a query to which it is.
fn alike(dir: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let qrels = std::fs::read_to_string(dir.join("qrels.tsv")).expect("qrels.tsv");
    let mut relevant: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in qrels.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        if let [query, document, score] = cells[..]
            && score.parse::<f64>().is_ok_and(|score| score > 0.0)
        {
            relevant.entry(query).or_default().insert(document);
        }
    }
    let mut alike: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for documents in relevant.values().filter(|documents| documents.len() > 1) {
        for document in documents {
            let others = documents.iter().filter(|other| *other != document).map(|other| (*other).to_owned());
            alike.entry((*document).to_owned()).or_default().extend(others);
        }
    }
    alike
}

fn measure(dir: &Path) {
    let index = Index::in_memory().expect("an index in memory");
    let inputs = ingest::discover(&[dir.join("corpus.jsonl")]).expect("corpus.jsonl");
    ingest::run(&index, &inputs, &Options::default(), &mut (), &Default::default()).expect("the corpus can be read");
    let reader = index.reader().expect("the index can be read");
    let alike = alike(dir);
    println!("{}: {} subjects", dir.display(), alike.len());
    for (name, model) in [("PMRA", Model::Pmra), ("BM25", Model::Bm25), ("more like this", Model::MoreLikeThis)] {
        let counts: &[usize] = if model == Model::MoreLikeThis { &[25] } else { &[20, 60, 1_000] };
        for terms in counts.iter().copied() {
            let began = Instant::now();
            let [p5, p20, map] = judge(&reader, &alike, model, terms);
            let each = began.elapsed().as_secs_f64() * 1e3 / alike.len() as f64;
            println!("  {name:<15}{terms:>5} terms  P@5 {p5:.4}  P@20 {p20:.4}  MAP@100 {map:.4}  {each:.2} ms");
        }
    }
}

fn judge(reader: &Reader, alike: &BTreeMap<String, BTreeSet<String>>, model: Model, terms: usize) -> [f64; 3] {
    let mut sums = [0.0; 3];
    let mut subjects = 0.0;
    for (id, others) in alike {
        let Some(stored) = reader.find(id).expect("a look-up") else { continue };
        let others: HashSet<_> = others
            .iter()
            .filter_map(|other| reader.find(other).expect("a look-up"))
            .map(|other| other.address)
            .collect();
        if others.is_empty() {
            continue;
        }
        let found = similar(reader, stored.address, model, terms, DEPTH).expect("a ranking");
        let right: Vec<bool> = found.iter().map(|(address, _)| others.contains(address)).collect();
        let at = |depth: usize| right.iter().take(depth).filter(|right| **right).count() as f64 / depth as f64;
        let (mut hits, mut precision) = (0.0, 0.0);
        for (rank, _) in (1..).zip(&right).filter(|(_, right)| **right) {
            hits += 1.0;
            precision += hits / f64::from(rank);
        }
        let average = precision / others.len().min(DEPTH) as f64;
        for (sum, value) in sums.iter_mut().zip([at(5), at(20), average]) {
            *sum += value;
        }
        subjects += 1.0;
    }
    sums.map(|sum| sum / subjects)
}
