//! Ranking: what is pruned changes nothing, feedback changes the order alone, every mode has the same weights, and scores do not
//! depend on what was replaced.

use crate::workspace::Workspace;
use medlar::eval::{read_judgements, read_questions};
use medlar::graph::{Model, STRONGEST_TERMS, similar};
use medlar::index::{Index, Reader};
use medlar::ingest::{self, Options};
use medlar::query::compile::{Compiler, Expansions};
use medlar::query::{Context, Ranking, Scope, parse, translate};
use medlar::record::{AbstractSection, PartialDate, Pmid, Record};
use medlar::search::{MatchMode, Request, addresses, search};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tantivy::DocAddress;
use tantivy::collector::TopDocs;

/// Words of random records, the first the most frequent; some are symbols and some stem alike.
const WORDS: [&str; 16] = [
    "cell",
    "lung",
    "tumor",
    "tumours",
    "kinase",
    "PD-L1",
    "kinases",
    "IL-2",
    "moth",
    "pdl1",
    "T",
    "fable",
    "interferon-γ",
    "IL-22",
    "gardens",
    "rarely",
];

fn day() -> jiff::civil::Date {
    jiff::civil::date(2026, 1, 1)
}

/// A request for what has any of the words, best first.
fn any(query: &str, limit: usize, fast: bool) -> Request {
    let mut request = Request::new(query, day());
    (request.mode, request.limit, request.fast, request.snippets) = (MatchMode::Any, limit, fast, 0);
    request
}

/// The same numbers for the same seed: Steele, Lea and Flood's SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    /// Words, the first ones far more often.
    fn text(&mut self, words: usize) -> String {
        let word = |random: &mut Self| WORDS[random.below(WORDS.len()).min(random.below(WORDS.len()))];
        (0..words).map(|_| word(self)).collect::<Vec<_>>().join(" ")
    }

    fn record(&mut self, pmid: usize) -> Record {
        let (title, words) = (self.below(5) + 1, self.below(12));
        let text = self.text(words);
        let section = AbstractSection { text, ..AbstractSection::default() };
        Record {
            pmid: Pmid::parse(&pmid.to_string()),
            title: self.text(title),
            date: PartialDate::parse(&(1990 + self.below(30)).to_string()),
            abstract_sections: vec![section],
            ..Record::default()
        }
    }
}

/// Writes records, and commits.
fn put(index: &Index, records: impl Iterator<Item = Record>) {
    let maker = index.document_maker().unwrap();
    let mut writer = index.writer(1, 64 << 20).unwrap();
    for record in records {
        writer.put(maker.prepare(record).unwrap()).unwrap();
    }
    writer.commit().unwrap();
}

/// An index of several parts, one of several windows of records, in which some records were replaced.
fn random_index(seed: u64) -> Index {
    let mut random = Random(seed);
    let index = Index::in_memory().unwrap();
    for (first, count) in [(1, 9_500), (20_001, 300), (30_001, 40), (101, 250)] {
        let records: Vec<Record> = (first..first + count).map(|pmid| random.record(pmid)).collect();
        put(&index, records.into_iter());
    }
    index
}

#[test]
fn the_best_found_by_pruning_are_the_best_of_all() {
    let readers: Vec<Reader> = [1, 2].map(|seed| random_index(seed).reader().unwrap()).into_iter().collect();
    let questions = prop::collection::vec(prop::sample::select(&WORDS[..]), 2..9);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(48));
    runner
        .run(&(questions, 1..60_usize, 0..2_usize), |(words, wanted, which)| {
            let (reader, query) = (&readers[which], words.join(" "));
            // The score of a record that a query names depends on what is shown behind it.
            let names = !reader.titled(&query).unwrap().is_empty();
            let either = words.join(" OR ");
            let one = Request { limit: 20_000, ..Request::new(words[0], day()) };
            for request in [any(&query, 20_000, true), Request { query: either, ..one.clone() }, one] {
                // Whoever wants all hits has no threshold to prune by.
                let found = |limit: usize| {
                    let found = addresses(reader, &Request { limit, ..request.clone() }).unwrap().into_iter();
                    found.map(|(address, score)| (address, if names { 0.0 } else { score })).collect::<Vec<_>>()
                };
                let (all, best) = (found(20_000), found(wanted));
                prop_assert_eq!(&best[..], &all[..wanted.min(all.len())], "{}", request.query);
                let total = search(reader, &Request { limit: 1, ..request.clone() }).unwrap().total;
                prop_assert_eq!(total, all.len() as u64, "{}", request.query);
            }
            Ok(())
        })
        .unwrap();
}

/// A Boolean query of words, phrases, truncated words and years, with groups up to `depth` deep.
fn boolean(random: &mut Random, depth: usize) -> String {
    let operands = (0..random.below(3) + 2).map(|_| {
        let (one, other) = (WORDS[random.below(WORDS.len())], WORDS[random.below(WORDS.len())]);
        match random.below(if depth == 0 { 6 } else { 10 }) {
            0 => format!("\"{one} {other}\""),
            1 => format!("{}*[ti]", &one[..1]),
            2 => format!("{one}[tiab]"),
            3 | 4 => one.to_owned(),
            5 => format!("{}:2005[dp]", 1990 + random.below(16)),
            _ => format!("({})", boolean(random, depth - 1)),
        }
    });
    let operands: Vec<String> = operands.collect();
    let mut query = String::new();
    for operand in operands {
        if !query.is_empty() {
            query += [" AND ", " OR ", " NOT "][random.below(3)];
        }
        query += &operand;
    }
    query
}

/// Records with their scores as Tantivy's own Boolean queries find them, and as trees do.
fn by_engine_and_by_tree(reader: &Reader, query: &str) -> [BTreeMap<DocAddress, f32>; 2] {
    let plan = translate(parse(query), Context::new(day(), Scope::Everything)).0.unwrap();
    let (expansions, ranking) = (Arc::new(Expansions::new(1_000, reader.lexicons())), Ranking::default());
    let compiler = Compiler { schema: reader.searcher().schema(), expansions: &expansions, ranking: &ranking };
    let tree = compiler.tree(&plan.clause).unwrap().unwrap();
    [compiler.clause(&plan.clause).unwrap(), tree].map(|query| {
        let all = TopDocs::with_limit(20_000).order_by_score();
        let found = reader.searcher().search(&*query, &all).unwrap();
        assert_eq!(query.count(reader.searcher()).unwrap(), found.len());
        found.into_iter().map(|(score, address)| (address, score)).collect()
    })
}

#[test]
fn trees_find_and_score_what_boolean_queries_do() {
    let reader = random_index(3).reader().unwrap();
    let mut random = Random(11);
    let mut sizes = Vec::new();
    for _ in 0..100 {
        let query = boolean(&mut random, 3);
        let [engine, tree] = by_engine_and_by_tree(&reader, &query);
        assert!(engine.keys().eq(tree.keys()), "{query}: {} and {} records", engine.len(), tree.len());
        for (address, score) in &engine {
            assert!(
                (score - tree[address]).abs() <= 1e-4 * score.max(1.0),
                "{query} {address:?}: {score}, {}",
                tree[address]
            );
        }
        sizes.push(engine.len());
    }
    assert!(sizes.iter().filter(|size| **size > 100).count() > 30, "{sizes:?}");
}

#[test]
fn the_best_after_feedback_are_the_best_of_all() {
    let reader = random_index(4).reader().unwrap();
    let mut random = Random(12);
    for _ in 0..12 {
        let query = random.text(6);
        let all = addresses(&reader, &any(&query, 600, false)).unwrap();
        for wanted in [1, 7, 20, 150] {
            let best = addresses(&reader, &any(&query, wanted, false)).unwrap();
            assert_eq!(best, all[..wanted.min(all.len())], "{query}");
        }
    }
}

#[test]
fn the_likest_found_by_pruning_are_the_likest_of_all() {
    let reader = random_index(5).reader().unwrap();
    for subject in reader.all().step_by(700) {
        for model in [Model::Bm25, Model::Pmra, Model::MoreLikeThis] {
            let all = similar(&reader, subject, model, STRONGEST_TERMS, 20_000).unwrap();
            assert!(all.iter().all(|(address, _)| *address != subject));
            for wanted in [0, 1, 20, 300] {
                let best = similar(&reader, subject, model, STRONGEST_TERMS, wanted).unwrap();
                assert_eq!(best, all[..wanted.min(all.len())], "{subject:?} {model:?}");
            }
        }
    }
}

#[test]
fn scores_do_not_depend_on_what_was_replaced() {
    let records = |seed| {
        let mut random = Random(seed);
        (1..400).map(|pmid| random.record(pmid)).collect::<Vec<Record>>()
    };
    let (fresh, replaced) = (Index::in_memory().unwrap(), Index::in_memory().unwrap());
    put(&fresh, records(3).into_iter());
    put(&replaced, records(4).into_iter());
    put(&replaced, records(3).into_iter().take(150));
    put(&replaced, records(3).into_iter().skip(150));
    let by_id = |index: &Index, query: &str, fast: bool| -> BTreeMap<String, f32> {
        let answer = search(&index.reader().unwrap(), &any(query, 1_000, fast)).unwrap();
        answer.hits.into_iter().map(|hit| (hit.id, hit.score)).collect()
    };
    for query in ["lung kinase", "PD-L1 moth rarely", "IL-2 fable interferon-gamma gardens"] {
        for fast in [true, false] {
            let (fresh, replaced) = (by_id(&fresh, query, fast), by_id(&replaced, query, fast));
            assert!(fresh.len() > 20 && fresh.keys().eq(replaced.keys()), "{query}");
            for (id, score) in &fresh {
                assert!((score - replaced[id]).abs() <= 1e-5 * score.abs(), "{query} {id}: {score} {}", replaced[id]);
            }
        }
    }
}

/// Asserts that feedback finds the same records as the first pass alone, as many, with the same facets. Says whether the order changed.
fn assert_same_found(reader: &Reader, request: &Request) -> bool {
    let query = &request.query;
    let answers = [true, false].map(|fast| {
        let request = Request { fast, limit: 20_000, ..request.clone() };
        let answer = search(reader, &Request { limit: 0, ..request.clone() }).unwrap();
        let found: Vec<_> = addresses(reader, &request).unwrap().into_iter().map(|(address, _)| address).collect();
        assert_eq!(found.len() as u64, answer.total, "{query}");
        (found, answer.total, format!("{:?}", answer.facets), answer.mode)
    });
    let sets = answers.each_ref().map(|(found, ..)| found.iter().collect::<BTreeSet<_>>());
    assert!(sets[0] == sets[1], "{query}");
    let [(first, total, facets, mode), (second, total2, facets2, mode2)] = answers;
    assert_eq!((total, facets, mode), (total2, facets2, mode2), "{query}");
    first != second
}

fn in_memory(path: &Path) -> Reader {
    let index = Index::in_memory().unwrap();
    let inputs = ingest::discover(&[path.to_owned()]).unwrap();
    ingest::run(&index, &inputs, &Options::default(), &mut (), &Default::default()).unwrap();
    index.reader().unwrap()
}

#[test]
fn feedback_changes_the_order_and_nothing_else() {
    let reader = in_memory(&crate::workspace::samples());
    let mut changed = 0;
    for query in
        ["PD-L1 resistance", "melanoma OR sepsis", "lung cancer AND 2015:2022[dp]", "immun* NOT review[pt]", "*"]
    {
        for mode in [MatchMode::Auto, MatchMode::All, MatchMode::Any] {
            let request = Request { mode, ..Request::new(query, day()) };
            changed += usize::from(assert_same_found(&reader, &request));
        }
    }
    assert!(changed > 0);
}

#[test]
fn feedback_changes_the_order_and_nothing_else_in_a_judged_collection() {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/ir/med");
    if !dir.is_dir() {
        println!("skipped: {} is not there", dir.display());
        return;
    }
    let reader = in_memory(&dir.join("corpus.jsonl"));
    let questions = read_questions(&dir.join("queries.jsonl")).unwrap();
    assert!(!read_judgements(&dir.join("qrels.tsv")).unwrap().is_empty());
    let changed =
        questions.iter().filter(|question| assert_same_found(&reader, &any(&question.text, 1, false))).count();
    assert_eq!(changed, questions.len(), "every question has hits enough to be ordered anew");
}

#[test]
fn all_modes_have_the_same_weights() {
    let ws = Workspace::with_samples();
    let scores = |query: &str, more: &[&str]| -> BTreeMap<String, f64> {
        let answer = ws.json("search", &[&["search", query, "--fast", "-n", "100"], more].concat());
        let hits = answer["hits"].as_array().unwrap().iter();
        hits.map(|hit| (hit["id"].as_str().unwrap().to_owned(), hit["score"].as_f64().unwrap())).collect()
    };
    let (one, other) = (scores("melanoma", &[]), scores("PD-L1", &[]));
    let sum = |id: &String| one.get(id).unwrap_or(&0.0) + other.get(id).unwrap_or(&0.0);
    let near = |a: f64, b: f64| (a - b).abs() < 1e-4;
    for (query, more, share) in [
        ("melanoma PD-L1", &["--match", "all"][..], 1.0),
        ("melanoma AND PD-L1", &[], 1.0),
        ("melanoma OR PD-L1", &[], 1.0),
        ("(melanoma OR PD-L1) NOT zzzz", &[], 1.0),
        ("melanoma PD-L1", &["--match", "any"], 0.5),
    ] {
        let found = scores(query, more);
        assert!(found.len() > 2, "{query}");
        for (id, score) in found {
            assert!(near(score, share * sum(&id)), "{query} {more:?} {id}: {score}, {}", sum(&id));
        }
    }
}
