//! `explain --record`: the parts of a score sum to the score that a search shows.

use crate::workspace::Workspace;
use serde_json::Value;

/// Asserts that every level of an explanation sums to the level above it.
fn assert_sums(explained: &Value, context: &str) {
    let number = |value: &Value| value.as_f64().unwrap();
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-4 * (1.0 + a.abs().max(b.abs()));
    let list = |value: &Value| value.as_array().unwrap().clone();
    let mut total = 0.0;
    for part in list(&explained["parts"]) {
        let mut sum = 0.0;
        for term in list(&part["terms"]) {
            let mut of_term = 0.0;
            for pattern in list(&term["patterns"]) {
                let x: f64 = list(&pattern["fields"]).iter().map(|field| number(&field["frequency"])).sum();
                assert!(near(x, number(&pattern["frequency"])), "{context}: {pattern}");
                let score = number(&pattern["idf"]) * x / (x + number(&pattern["k1"]));
                assert!(near(score, number(&pattern["score"])), "{context}: {pattern}");
                of_term += score;
                for field in list(&pattern["fields"]) {
                    let (b, average) = (number(&field["b"]), number(&field["average"]));
                    let length = if average > 0.0 { number(&field["length"]) / average } else { 1.0 };
                    let x = number(&field["weight"]) * number(&field["count"]) / (1.0 - b + b * length);
                    assert!(near(x, number(&field["frequency"])), "{context}: {field}");
                }
            }
            if part["kind"] != "neighbours" {
                assert!(near(of_term * number(&term["share"]), number(&term["score"])), "{context}: {term}");
            }
            assert_eq!(term["matches"] == false, term["score"] == 0.0 && term["counts"] == false, "{context}: {term}");
            sum += if term["counts"] == true { number(&term["score"]) } else { 0.0 };
        }
        if part["kind"] == "neighbours" {
            let shares: f64 = list(&part["terms"]).iter().map(|term| number(&term["share"])).sum();
            assert!(near(shares, 1.0), "{context}: {part}");
        }
        if part["kind"] != "named" {
            assert!(near(sum * number(&part["factor"]), number(&part["score"])), "{context}: {part}");
        }
        total += number(&part["score"]);
    }
    if !explained["rank"].is_null() {
        assert!(near(total, number(&explained["score"])), "{context}: {total} is not {}", explained["score"]);
    }
}

#[test]
fn the_parts_of_a_score_sum_to_what_the_search_shows() {
    let ws = Workspace::with_samples();
    let title = "Acquired resistance to PD-1/PD-L1 blockade in non-small cell lung cancer: mechanisms and strategies.";
    for (query, more) in [
        ("PD-L1 resistance", &[][..]),
        ("PD-L1 resistance", &["--fast"]),
        ("what is known of interferon gamma and melanoma cells that escape", &["--match", "any"]),
        ("resistance melanoma sepsis gardens", &["--match", "auto"]),
        ("melanoma[ti] OR (resistance[tiab] AND lung[tiab]) NOT sepsis", &[]),
        ("\"lung cancer\" OR immun* OR Ashgrove T[au]", &[]),
        ("resistance AND 2010:2022[dp]", &[]),
        (title, &["--match", "any"]),
        ("99000001", &[]),
    ] {
        let search = ws.json("search", &[&["search", query, "-n", "100"], more].concat());
        let hits = search["hits"].as_array().unwrap();
        assert!(!hits.is_empty(), "{query}");
        for hit in [&hits[0], &hits[hits.len() / 2], &hits[hits.len() - 1]] {
            let id = hit["id"].as_str().unwrap();
            let explained = ws.json("explain-record", &[&["explain", query, "--record", id], more].concat());
            let context = format!("{query} {more:?} {id}");
            assert_eq!((&explained["rank"], &explained["total"]), (&hit["rank"], &search["total"]), "{context}");
            assert_eq!((&explained["score"], &explained["match"]), (&hit["score"], &search["match"]), "{context}");
            assert_eq!(explained["translation"], search["translation"], "{context}");
            assert_sums(&explained, &context);
        }
    }
}

#[test]
fn the_hits_of_a_longer_question_give_parts_of_their_scores_to_those_like_them() {
    let ws = Workspace::with_samples();
    let kinds = |query: &str| {
        let explained = ws.json("explain-record", &["explain", query, "--match", "any", "--record", "99000001"]);
        let kinds = explained["parts"].as_array().unwrap().iter().map(|part| part["kind"].as_str().unwrap().to_owned());
        kinds.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(kinds("resistance PD-L1 melanoma lung"), "query feedback");
    let query = "acquired resistance blockade lung cancer melanoma";
    assert_eq!(kinds(query), "query neighbours feedback neighbours");
    let ran = ws.run(&["explain", query, "--match", "any", "--record", "99000001"]).code(0);
    assert!(ran.stdout.contains("from the hits that are most like it"), "{}", ran.stdout);
}

#[test]
fn a_record_that_is_not_found_is_told_what_it_lacks() {
    let ws = Workspace::with_samples();
    let query = "resistance[tiab] AND gardens[tiab]";
    let ran = ws.run(&["explain", query, "--record", "99000001"]).code(1);
    assert!(ran.stdout.contains("not among the"), "{}", ran.stdout);
    assert!(ran.stdout.contains("counts for nothing"), "{}", ran.stdout);
    assert!(ran.stdout.contains("does not match: gardens[Title/Abstract]"), "{}", ran.stdout);
    ws.run(&["explain", query, "--record", "7"]).code(1);
    ws.run(&["explain", "(", "--strict", "--record", "99000001"]).code(2);
}
