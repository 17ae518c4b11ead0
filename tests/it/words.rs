//! What is kept of the words of each part of an index changes no answer.

use crate::workspace::{Workspace, in_parts, many};
use serde_json::Value;
use std::fs;

const QUERIES: [&[&str]; 5] = [
    &["search", "needle thread"],
    &["search", "needles", "--match", "any", "--snippets", "2"],
    &["search", "\"needle work\"[ti] OR thimbl*[tiab] OR \"work needle\"[ti:~2]"],
    &["search", "needle work thimble pincushion unknown", "--match", "any", "--facet", "year"],
    &["explain", "needle AND (thimbles OR pin*)"],
];

/// The answers, without the time that each took.
fn answers(ws: &Workspace) -> Vec<Value> {
    let answer = |args: &&[&str]| {
        let mut answer = ws.json(args[0], args);
        if let Some(answer) = answer.as_object_mut() {
            answer.remove("took_ms");
        }
        answer
    };
    let score = ws.json("explain-record", &["explain", "needle work", "--match", "any", "--record", "3"]);
    QUERIES.iter().map(answer).chain([score]).collect()
}

#[test]
fn answers_are_the_same_without_the_words() {
    let ws = Workspace::new();
    in_parts(
        &ws,
        &[
            &[(1, "Needle and thread"), (2, "Thimble"), (3, "Needle work"), (5, "Works of needles")],
            &[(2, "Thimble, needle"), (4, "Pincushion")],
        ],
    );
    let kept = ws.names("ix/words");
    assert_eq!(kept.len(), 4, "the words of two parts, and those of their records");
    let expected = answers(&ws);
    for name in &kept {
        let path = ws.path(&format!("ix/words/{name}"));
        let sound = fs::read(&path).unwrap();
        for other in [&sound[..sound.len() / 2], b"", b"lex0"] {
            fs::write(&path, other).unwrap();
            assert_eq!(answers(&ws), expected);
            assert!(ws.run(&["check"]).code(2).stderr.contains(name));
        }
        fs::remove_file(&path).unwrap();
        assert_eq!(answers(&ws), expected);
        ws.run(&["check"]).code(0);
    }
    // The next run makes them again, and what is merged goes.
    ws.run(&["delete", "4"]).code(0);
    assert_eq!(ws.names("ix/words").len(), 4);
    assert_eq!(answers(&ws).len(), expected.len());
    ws.run(&["optimize"]).code(0);
    assert_eq!(ws.names("ix/words").len(), 2);
}

#[test]
fn feedback_is_the_same_without_the_words_of_records() {
    let ws = Workspace::new();
    let words = ["PD-L1", "needles", "thimbles", "tumours", "sewing", "cities", "rates", "mice", "decision-making"];
    let title = |part: usize, n: usize| {
        let said: Vec<&str> = (0..12).map(|k| words[(n * (k + 3) + k * k + part) % words.len()]).collect();
        format!("{} unique{part}x{n}", said.join(" "))
    };
    let parts: Vec<Vec<(u32, String)>> =
        (0..3).map(|part| (0..80).map(|n| ((part * 100 + n) as u32 + 1, title(part, n))).collect()).collect();
    let parts: Vec<Vec<(u32, &str)>> =
        parts.iter().map(|part| part.iter().map(|(pmid, title)| (*pmid, title.as_str())).collect()).collect();
    in_parts(&ws, &parts.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let ask = |query: &str| {
        ws.json("search", &["search", query, "--match", "any", "--limit", "60", "--snippets", "0"])["hits"].clone()
    };
    let long = "tumours mice PD-L1 rates cities thimbles needles";
    let queries = ["tumours of mice", "PD-L1 rates in cities", "decision-making unique1x7", "sewing", long];
    let expected = queries.map(ask);
    let records: Vec<String> = ws.names("ix/words").into_iter().filter(|name| name.contains('.')).collect();
    assert_eq!(records.len(), 3);
    // Without those of one part, the records of all are read.
    for name in &records {
        fs::remove_file(ws.path(&format!("ix/words/{name}"))).unwrap();
        assert_eq!(queries.map(ask), expected);
    }
    fs::remove_dir_all(ws.path("ix/words")).unwrap();
    assert_eq!(queries.map(ask), expected);
}

#[test]
fn words_of_a_large_part_are_found_as_in_its_dictionaries() {
    let ws = Workspace::new();
    ws.file("many.jsonl", many(3_000));
    ws.run(&["index", "many.jsonl"]).code(0);
    let count = |query: &str| ws.run(&["search", query, "--count"]).stdout;
    let queries = ["needle", "record", "title", "1", "number 77", "\"record 77\"", "rec*", "nothing"];
    let expected = queries.map(count);
    fs::remove_dir_all(ws.path("ix/words")).unwrap();
    assert_eq!(queries.map(count), expected);
}
