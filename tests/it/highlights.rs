//! Highlights: what is marked is what matched, counted in Unicode scalar values.

use crate::workspace::Workspace;
use serde_json::Value;

/// A snippet's marked stretches. The ranges must lie in the text, ascend and agree with the HTML.
fn marked(snippet: &Value) -> Vec<String> {
    let text: Vec<char> = snippet["text"].as_str().unwrap().chars().collect();
    let mut html = String::new();
    let (mut stretches, mut behind) = (Vec::new(), 0);
    for range in snippet["highlights"].as_array().unwrap() {
        let end = |n: usize| usize::try_from(range[n].as_u64().unwrap()).unwrap();
        let (from, to) = (end(0), end(1));
        assert!(behind <= from && from < to && to <= text.len(), "{snippet}");
        let stretch: String = text[from..to].iter().collect();
        html.push_str(&format!("{}<mark>{}</mark>", escaped(&text[behind..from]), escaped(&text[from..to])));
        stretches.push(stretch);
        behind = to;
    }
    html.push_str(&escaped(&text[behind..]));
    assert_eq!(snippet["html"].as_str().unwrap(), html);
    stretches
}

fn escaped(text: &[char]) -> String {
    let text: String = text.iter().collect();
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}

/// All that a query marks, in lower case, each once.
fn marks(ws: &Workspace, query: &str) -> Vec<String> {
    let answer = ws.json("search", &["search", query, "-n", "100", "--snippets", "50"]);
    let hits = answer["hits"].as_array().unwrap();
    let snippets = hits.iter().flat_map(|hit| hit["snippets"].as_array().unwrap());
    let mut found: Vec<String> = snippets.flat_map(marked).map(|text| text.to_lowercase()).collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn only_what_matched_is_marked() {
    let ws = Workspace::with_samples();
    for (query, expected) in [
        ("PD-L1", &["pd l1", "pd-l1", "pdl1"][..]),
        ("\"acquired resistance\"", &["acquired resistance"]),
        ("\"immune resistance\"", &["immune resistance"]),
        ("IL-2", &["il-2"]),
        ("IL-22", &["il-22"]),
        ("TNF alpha", &["tnf-alpha", "tnf-α", "tnfα"]),
        ("\"resistance blockade\"[tiab:~3]", &["resistance to pd-l1 blockade"]),
        ("vitamin D", &["vitamin d"]),
        ("melanoma NOT sepsis", &["melanoma", "melanomas"]),
        ("Müllenfeld", &["müllenfeld"]),
        ("mm³", &["mm³"]),
    ] {
        assert_eq!(marks(&ws, query), expected, "{query}");
    }
}

#[test]
fn ranges_count_scalar_values_behind_wide_and_composed_letters() {
    let ws = Workspace::new();
    // Four bytes and two UTF-16 units; three bytes; a letter with a combining accent; an HTML character.
    let title = "𝛼𝛽 結核 e\u{301}tude <&> \"the immune resistance\" of 🧬 β-cells";
    ws.file("a.jsonl", serde_json::json!({ "id": "x", "title": title }).to_string());
    ws.run(&["index", "a.jsonl"]).code(0);
    let answer = ws.json("search", &["search", "\"immune resistance\""]);
    let snippet = &answer["hits"][0]["snippets"][0];
    assert_eq!(marked(snippet), ["immune resistance"]);
    let text = snippet["text"].as_str().unwrap();
    let before = text[..text.find("immune").unwrap()].chars().count();
    assert_eq!(snippet["highlights"][0], serde_json::json!([before, before + "immune resistance".len()]));
    // A mathematical beta is a beta.
    assert_eq!(marks(&ws, "beta"), ["β", "𝛽"]);
}

#[test]
fn a_phrase_is_one_range_and_its_words_elsewhere_are_none() {
    let ws = Workspace::new();
    let text = "Immune cells; resistance. Immune resistance rises. Resistance is immune. Immune-resistance too.";
    ws.file("a.jsonl", serde_json::json!({ "id": "x", "title": "T", "abstract": [{ "text": text }] }).to_string());
    ws.run(&["index", "a.jsonl"]).code(0);
    let answer = ws.json("search", &["search", "\"immune resistance\"", "--snippets", "10"]);
    let snippets = answer["hits"][0]["snippets"].as_array().unwrap();
    let all: Vec<String> = snippets.iter().flat_map(marked).collect();
    assert_eq!(all, ["Immune resistance", "Immune-resistance"]);
}

#[test]
fn as_many_snippets_as_asked_for() {
    let ws = Workspace::with_samples();
    for wanted in ["0", "1", "2"] {
        let answer = ws.json("search", &["search", "PD-L1 resistance", "--snippets", wanted]);
        let most = answer["hits"].as_array().unwrap().iter().map(|hit| hit["snippets"].as_array().unwrap().len()).max();
        assert_eq!(most.unwrap().to_string(), wanted);
    }
}

#[test]
fn colour_marks_what_matched_and_only_where_it_is_wanted() {
    let ws = Workspace::with_samples();
    let args = ["search", "\"acquired resistance\"", "-n", "1"];
    let plain = ws.run(&args).code(0).stdout;
    assert!(!plain.contains('\u{1b}'));
    let coloured = ws.run(&[&args[..], &["--color", "always"]].concat()).code(0).stdout;
    assert!(coloured.to_lowercase().contains("\u{1b}[1m\u{1b}[31macquired resistance\u{1b}[0m"), "{coloured}");
    // The text is the same, only the colours come on top.
    let mut bare = String::new();
    let mut parts = coloured.split("\u{1b}[");
    bare.push_str(parts.next().unwrap());
    parts.for_each(|part| bare.push_str(part.split_once('m').unwrap().1));
    assert_eq!(bare, plain);
}
