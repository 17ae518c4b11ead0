//! Queries far beyond what a person writes: they run, or are refused with a sentence; the program never falls.

use crate::vocab::with_vocabulary;
use crate::workspace::Workspace;

const XML: [&str; 4] = ["desc2031.xml", "qual2031.xml", "supp2031.xml", "J_Medline.txt"];

/// `n` operands under OR, each with its number in place of `#`.
fn any_of(operand: &str, n: usize) -> String {
    (0..n).map(|number| operand.replace('#', &number.to_string())).collect::<Vec<_>>().join(" OR ")
}

/// What a query finds by standard input, and as the line of a strategy.
fn counts(ws: &Workspace, query: &str) -> [String; 2] {
    let found = ws.run_with_input(&["search", "-", "--count", "--match", "all", "-q"], query.as_bytes());
    let report = ws.file("q.txt", query).json("strategy", &["strategy", "q.txt"]);
    [found.stdout.trim().to_owned(), report["lines"][0]["count"].to_string()]
}

#[test]
fn ten_thousand_clauses_run() {
    let ws = with_vocabulary(&XML);
    for (query, expected) in [
        (format!("{} OR 98000002[pmid]", any_of("3200#[pmid]", 10_000)), "1"),
        (format!("{} OR 98000002", any_of("3200#", 10_000)), "1"),
        (format!("{} OR smoke", any_of("word#", 2_000)), "1"),
        (format!("{} OR smoke[tiab]", any_of("word#[tiab]", 10_000)), "1"),
        (format!("{} OR smok*[tiab]", any_of("w#x*[tiab]", 10_000)), "1"),
        (format!("{} OR dragon diseases[mh]", any_of("nothing#[mh]", 10_000)), "3"),
        (format!("{} OR ember pathol[ta]", any_of("nothing#[ta]", 10_000)), "1"),
    ] {
        let shown: String = query.chars().take(40).collect();
        assert_eq!(counts(&ws, &query), [expected, expected], "{shown}");
    }
}

#[test]
fn parentheses_nest_as_deep_as_they_are_said_to() {
    let ws = Workspace::new();
    // So many records are searched by several threads.
    let records: String = (0..20_100).map(|n| format!("{{\"id\":\"r{n}\",\"title\":\"needle {n}\"}}\n")).collect();
    ws.file("many.jsonl", records).run(&["index", "many.jsonl"]).code(0);
    let right = format!("{}hay[ti] OR 7[ti]{}", "needle[ti] AND (".repeat(999), ")".repeat(999));
    let left = format!("{}7[ti]{}", "(".repeat(1_000), " OR hay[ti])".repeat(1_000));
    let idle = format!("{}7[ti]{}", "(".repeat(100_000), ")".repeat(100_000));
    for query in [right, left, idle] {
        assert_eq!(counts(&ws, &query), ["1", "1"]);
        assert_eq!(ws.run_with_input(&["explain", "-", "--json"], query.as_bytes()).code, 0);
    }
    let deeper = format!("{}7[ti]{}", "needle[ti] AND (hay[ti] OR ".repeat(100_000), ")".repeat(100_000));
    let refused = ws.run_with_input(&["search", "-"], deeper.as_bytes()).code(2);
    assert!(refused.stderr.contains("groups nest more than 1000 deep"), "{}", refused.all());
}

#[test]
fn a_forgotten_quote_before_a_megabyte_is_told_of() {
    let ws = with_vocabulary(&XML);
    let refused =
        ws.run_with_input(&["search", "-"], format!("\"{}", "smoke and ember ".repeat(70_000)).as_bytes()).code(2);
    assert!(
        refused.stderr.contains("a phrase of 210000 words is too long, 1000 can be looked for"),
        "{}",
        refused.all()
    );
    let ends = format!("\"smoke[tiab] OR {}", any_of("word#[ti]", 10_000));
    assert_eq!(counts(&ws, &ends), ["1", "1"]);
    for odd in ["[", "(", ")", "\"", "]", "*", ":", "\"a[ti] "] {
        let ran = ws.run_with_input(&["search", "-", "--count", "-q"], odd.repeat(2_000).as_bytes());
        assert!(matches!(ran.code, 0..=2), "{odd}: {}", ran.all());
    }
}
