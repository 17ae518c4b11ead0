//! However many workers there are, and however they meet, the index is the same.

use crate::workspace::{Workspace, in_parts, xml};
use std::fmt::Write;

/// One file of many batches: records of which some come twice or thrice, some are deleted and some are broken.
fn large_file(records: u32) -> String {
    let mut xml = String::from("<PubmedArticleSet>\n");
    for number in 1..=records {
        let pmid = if number % 10 == 0 { number / 10 } else { number };
        let title =
            if number % 97 == 0 { "broken <i>".to_owned() } else { format!("Title {number} of word{}", number % 7) };
        let _ = writeln!(
            xml,
            "<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article><ArticleTitle>{title}</ArticleTitle>\
             <Abstract><AbstractText>Sentence {number} about word{} and nothing.</AbstractText></Abstract></Article>\
             </MedlineCitation></PubmedArticle>",
            number % 11
        );
    }
    xml.push_str("<DeleteCitation><PMID>7</PMID><PMID>8</PMID></DeleteCitation></PubmedArticleSet>\n");
    xml
}

fn without_times(answer: &str) -> serde_json::Value {
    let mut answer: serde_json::Value = serde_json::from_str(answer).unwrap();
    for key in ["took_ms", "seconds", "index_bytes"] {
        if let Some(value) = answer.get_mut(key) {
            *value = serde_json::Value::Null;
        }
    }
    answer
}

#[test]
fn one_file_cut_among_workers_is_read_in_order() {
    let ws = Workspace::new();
    ws.file("large.xml", large_file(1_500));
    let mut seen = Vec::new();
    for (index, jobs) in [("one", "1"), ("two", "2"), ("nine", "9")] {
        let made = ws.run(&["index", "large.xml", "--jobs", jobs, "--index", index, "--json"]).code(3);
        let found = ws.run(&["search", "word3", "-n", "400", "--index", index, "--json"]).code(0);
        seen.push((without_times(&made.stdout), made.stderr, without_times(&found.stdout)));
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
    let (summary, rejections, _) = &seen[0];
    assert_eq!(summary["records"]["rejected"], 1_500 / 97);
    assert_eq!(summary["records"]["deleted"], 2);
    let lines: Vec<u64> = rejections.lines().filter_map(|line| line.split(':').nth(1)?.parse().ok()).collect();
    assert!(lines.len() == 1_500 / 97 && lines.is_sorted(), "{rejections}");
    // The last version of a record stays.
    let shown = ws.run(&["show", "100", "--index", "nine", "--json"]).code(0);
    assert!(shown.stdout.contains("Title 1000 of"), "{}", shown.stdout);
}

#[test]
fn an_ended_run_goes_on_to_the_same_index() {
    let ws = Workspace::new();
    ws.file("large.xml", large_file(400));
    ws.file("more.xml", large_file(600));
    ws.run(&["index", "large.xml", "more.xml", "--index", "whole"]).code(3);
    // The first file alone is what a run leaves that was ended between two commits.
    ws.run(&["index", "large.xml", "--index", "parts"]).code(3);
    ws.run(&["index", "large.xml", "more.xml", "--index", "parts"]).code(3);
    let answer = |index: &str| {
        let found = ws.run(&["search", "word3 OR nothing", "-n", "700", "--index", index, "--json"]).code(0);
        without_times(&found.stdout)
    };
    assert_eq!(answer("whole"), answer("parts"));
}

#[test]
fn what_a_killed_run_left_unpurged_is_purged_by_the_next() {
    let ws = Workspace::new();
    ws.file("a.xml", xml(&[(7, "Another")]));
    ws.run(&["index", "a.xml"]).code(0);
    // Committed and not merged: so ends a run that is killed between the two. Record 1 is there in two versions.
    in_parts(&ws, &[&[(1, "Tumours of moths"), (2, "Moths")], &[(1, "Tumours of fabled moths")]]);
    let replaced = || ws.json("check", &["check"])["deleted"].clone();
    assert_eq!(replaced(), 1);
    // There is nothing new to take.
    ws.run(&["index", "a.xml"]).code(0);
    assert_eq!(replaced(), 0);
    assert_eq!(ws.run(&["search", "tumours", "--count"]).code(0).stdout, "1\n");
}
