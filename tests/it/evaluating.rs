//! `medlar eval`: the measures of a run, comparisons, sweeps, and the experiments of `tests/eval`.

use crate::workspace::{Workspace, samples};
use insta::assert_snapshot;
use medlar::eval::Experiment;
use std::fs;
use std::path::{Path, PathBuf};

const CORPUS: &str = r#"{"_id": "d1", "title": "Lung cancer", "text": "Treatment of lung cancer."}
{"_id": "d2", "title": "Heart failure", "text": "Treatment of the failing heart; a cancer drug."}
{"_id": "d3", "title": "Gardens", "text": "Nothing of the kind."}
"#;

const QUERIES: &str =
    "{\"_id\": \"q1\", \"text\": \"What cures lung cancer?\"}\n{\"_id\": \"q2\", \"text\": \"zzz\"}\n";

fn judged() -> Workspace {
    let ws = Workspace::new();
    ws.file("corpus.jsonl", CORPUS).file("queries.jsonl", QUERIES);
    ws.file("qrels.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td3\t1\n");
    ws.run(&["index", "corpus.jsonl"]).code(0);
    ws
}

const FILES: [&str; 5] = ["eval", "--queries", "queries.jsonl", "--qrels", "qrels.tsv"];

#[test]
fn a_question_without_hits_counts_as_zero() {
    let ws = judged();
    let ran = ws.run(&[&FILES[..], &["--per-query", "--run", "run.txt"]].concat()).code(0);
    assert_snapshot!(ran.stdout, @"
                 ndcg@10      map   mrr@10     p@10    r@100   r@1000
    q1            1.0000   1.0000   1.0000   0.1000   1.0000   1.0000
    q2            0.0000   0.0000   0.0000   0.0000   0.0000   0.0000
    2 questions   0.5000   0.5000   0.5000   0.0500   0.5000   0.5000
    ");
    let run = fs::read_to_string(ws.path("run.txt")).unwrap();
    let first: Vec<&str> = run.lines().next().unwrap().split(' ').collect();
    assert_eq!((&first[..4], first[5]), (&["q1", "Q0", "d1", "1"][..], "medlar"));
    assert_eq!(run.lines().count(), 2, "{run}");
    ws.json("eval", &[&FILES[..], &["--per-query"]].concat());
}

#[test]
fn a_run_is_measured_and_compared_as_it_stands() {
    let ws = judged();
    ws.file("good.txt", "q1 Q0 d1 1 2 x\nq2 Q0 d3 1 2 x\n").file("bad.txt", "q1 Q0 d2 1 2 x\n");
    let args = ["eval", "--qrels", "qrels.tsv", "--answers", "good.txt", "--compare", "bad.txt"];
    let value = ws.json("eval", &args);
    assert_eq!(value["runs"][0]["mean"]["ndcg@10"], 1.0);
    assert_eq!(
        (value["comparison"][0]["difference"].as_f64(), value["comparison"][0]["better"].as_u64()),
        (Some(1.0), Some(2))
    );
    let shown = ws.run(&args).code(0).stdout;
    assert!(shown.contains("difference") && shown.contains("+1.0000"), "{shown}");
}

#[test]
fn constants_are_swept_by_name() {
    let ws = judged();
    let args = [&FILES[..], &["--sweep", "k1=0.5,1.5", "--sweep", "title.weight=1,3"]].concat();
    let value = ws.json("eval", &args);
    let settings: Vec<f64> =
        value["runs"].as_array().unwrap().iter().map(|r| r["settings"]["k1"].as_f64().unwrap()).collect();
    assert_eq!(settings, [0.5, 0.5, 1.5, 1.5]);
    let wrong = ws.run(&[&FILES[..], &["--sweep", "k2=1"]].concat()).error_line();
    assert!(wrong.contains("k2: no such constant; there are k1, title.weight"), "{wrong}");
}

#[test]
fn what_is_wrong_with_a_collection_is_named() {
    let ws = judged();
    let said = |args: &[&str]| ws.run(&[&["eval"], args].concat()).code(2).stderr;
    assert_snapshot!(said(&["--queries", "queries.jsonl", "--qrels", "none.tsv"]), @"error: none.tsv: No such file or directory (os error 2)");
    ws.file("odd.tsv", "q1 d1\n");
    assert_snapshot!(said(&["--queries", "queries.jsonl", "--qrels", "odd.tsv"]), @"error: odd.tsv:1: expected three columns (BEIR) or four (TREC)");
    ws.file("few.jsonl", QUERIES.lines().next().unwrap());
    let ran = ws.run(&["eval", "--queries", "few.jsonl", "--qrels", "qrels.tsv"]).code(0);
    assert_snapshot!(ran.stderr, @"note: judged questions that are not in few.jsonl, and count as zero: 1");
}

#[test]
fn a_broken_floor_fails() {
    let ws = judged();
    let experiment = |floor: &str| {
        format!(
            "name = \"three\"\ncorpus = \"corpus.jsonl\"\nqueries = \"queries.jsonl\"\nqrels = \"qrels.tsv\"\n[expected]\n\"ndcg@10\" = \
             0.5\n[floors]\n\"ndcg@10\" = {floor}\n"
        )
    };
    ws.file("held.toml", experiment("0.5")).file("broken.toml", experiment("0.6"));
    ws.json("eval", &["eval", "--experiment", "held.toml"]);
    let ran = ws.run(&["eval", "--experiment", "broken.toml"]).code(2);
    assert_snapshot!(ran.stderr, @"error: three: ndcg@10 is 0.5000, below its floor of 0.6");
    assert!(ran.stdout.contains("three (2)"), "{}", ran.all());
}

/// The experiments of the project by name.
fn experiments() -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/eval");
    let mut paths: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    paths
}

fn hold(name: &str) {
    let path = experiments().into_iter().find(|path| path.file_stem().is_some_and(|stem| stem == name)).unwrap();
    let experiment = Experiment::read(&path).unwrap();
    if let Some(missing) = experiment.missing() {
        println!("skipped: {} is not there", missing.display());
        return;
    }
    let outcome = experiment.run(jiff::civil::date(2026, 1, 1)).unwrap();
    assert!(outcome.broken.is_empty(), "{:#?}", outcome.broken);
    for (measure, expected) in &outcome.expected {
        let value = outcome.evaluation.mean.by_name(measure).unwrap();
        assert!(
            (value - expected).abs() < 0.0005,
            "{name}: {measure} is {value:.4}, not {expected}; is the change meant?"
        );
    }
}

#[test]
fn the_samples_are_ranked_as_they_were() {
    assert!(samples().exists());
    hold("samples");
}

#[test]
fn a_small_real_collection_is_ranked_as_it_was() {
    hold("med");
}

/// Takes minutes without optimisation: `cargo test --release --test it -- --ignored every_collection`.
#[test]
#[ignore = "takes minutes; the command is in CONTRIBUTING.md"]
fn every_collection_is_ranked_as_it_was() {
    for path in experiments() {
        hold(path.file_stem().unwrap().to_str().unwrap());
    }
}
