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
    assert_eq!(kept.len(), 2);
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
    assert_eq!(ws.names("ix/words").len(), 2);
    ws.run(&["optimize"]).code(0);
    assert_eq!(ws.names("ix/words").len(), 1);
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
