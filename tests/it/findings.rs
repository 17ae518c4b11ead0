//! What is said of a query, word for word: every code there is, with the query, the place and what was expected; and the forms
//! that programs read.

use crate::vocab::with_vocabulary;
use insta::assert_snapshot;
use medlar::search::{Marked, Request, Warning, lint};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Queries of which something is to be said without an index.
const QUERIES: [&str; 84] = [
    "",
    "(melanoma[ti]",
    "melanoma[ti])",
    "\"melanoma cells",
    "melanoma[ti]]",
    "melanoma[ti] AND [skin",
    "() AND melanoma[ti]",
    "\"\" melanoma[ti]",
    "melanoma[]",
    "[ti] AND melanoma[ab]",
    "melanoma[ti] AND",
    "OR melanoma[ti]",
    "melanoma[ti] AND OR skin[ti]",
    "NOT melanoma[ti]",
    "melanoma[ti] skin[ti]",
    "a[ti] OR b[ti] AND c[ti]",
    "(melanoma OR skin)[tiab]",
    "melanoma[tial]",
    "imaginol[dso]",
    "pubstatuspmcsd",
    "melanoma",
    "lung or skin",
    "cat*[ti]",
    "*itis[ti]",
    "\"lung canc*\"[tiab:~3]",
    "\"lung cancer\"[mh:~3]",
    "\"lung cancer\"[ot:~3]",
    "\"lung cancer\"[ti:~5000]",
    "2019-2021[dp]",
    "soon[dp]",
    "lung cancer 2020[dp]",
    "lung : cancer",
    "\"2019\"[dp] : ",
    "“lung cancer”[ti]",
    "ｌｕｎｇ[ti]",
    "lung\u{a0}cancer[ti]",
    "p<0.05[ab]",
    "…[ti] AND melanoma[ti]",
    "… melanoma[ti]",
    "englsh[la]",
    "drug terapy[sh]",
    "nonsens[sb]",
    "free full text[sb]",
    "101-109[pg]",
    "#1 AND #2",
    "stroke[mh] or rehabilitation[tiab]",
    "exp Lung Neoplasms/ or (lung adj3 cancer$).ti,ab.",
    "'heart failure'/exp OR 'heart failure':ti,ab",
    "MeSH descriptor: [Stroke] explode all trees",
    "TS=(\"lung cancer\" NEAR/3 screening)",
    "(MH \"Nurses\") AND TI (nurse)",
    "TITLE-ABS-KEY(\"heart failure\")",
    "limit 5 to english",
    "[mh \"Diabetes Mellitus\"] OR {or #1-#4}",
    "melanoma[tiab]* AND skin[ti]",
    "smith ja",
    "the effect of melanoma",
    "\"melanoma[ti] AND skin[ti]",
    "\"melanoma AND skin[ti]",
    "melanoma\"[ti] AND skin[ti]",
    "\"melanoma cells[ti]\"",
    "\"\"melanoma cells\"\"[ti]",
    "melanoma[ti] OR NOT skin[ti]",
    "melanoma[ti] NOT NOT skin[ti]",
    "melanoma[ti:noexp]",
    "\"cancer care\"~2[tiab]",
    "\"melanoma\"[mh]/dt",
    "last 5 years",
    "melanoma in the last 5 years",
    "lancet (London, England)[ta]",
    "2021:2019[dp]",
    "200:100[pmid]",
    "smith JA, jones B[au]",
    "neoplasms/dt,th[mh]",
    "2021 Jan[dp]",
    "3/4/2021[dp]",
    "\"last 10 yrs\"[dp]",
    "melanoma 2019-2021[dp]",
    "0028-4793[ISSN]",
    "2021[year]",
    "\"skin AND lung\"[ti]",
    "melanoma AND 2019-2021",
    "[3H]thymidine[ti]",
    "<i>Candida</i> auris",
];

fn shown(out: &mut String, query: &str, said: &[Warning]) {
    let beginning: String = query.chars().take(60).collect();
    writeln!(out, "{beginning:?}").unwrap();
    for one in said {
        writeln!(out, "{}[{}]: {}", one.severity, one.code, one.message).unwrap();
        if let (Some(start), Some(end)) = (one.start, one.end) {
            writeln!(out, "{}", Marked::new(query).under(start..end)).unwrap();
        }
    }
    out.push('\n');
}

#[test]
fn what_is_said_without_an_index() {
    let mut out = String::new();
    let words: Vec<String> = (0..65).map(|n| format!("w{n}x")).collect();
    let long = format!("\"{}\"[ti:~3]", words.join(" "));
    let deep = format!("{}a[ti]{}", "b[ti] OR (".repeat(1_100), ")".repeat(1_100));
    let phrase = format!("\"{}\"[ti]", "word ".repeat(1_001));
    for query in QUERIES.into_iter().chain([long.as_str(), &phrase, &deep]) {
        shown(&mut out, query, &lint(&Request::new(query, jiff::civil::date(2026, 1, 1))).1);
    }
    assert_snapshot!(out);
}

const XML: [&str; 4] = ["desc2031.xml", "qual2031.xml", "supp2031.xml", "J_Medline.txt"];

#[test]
fn what_is_said_with_an_index() {
    let ws = with_vocabulary(&XML);
    let mut out = String::new();
    for args in [
        &["wyrm sickness"][..],
        &["wyrm sickness NOT (wyrm sickness)"],
        &["zzzz[ti]"],
        &["\"smoke scales\"[tiab]"],
        &["nobody q[au]"],
        &["quenchers of fire[pa]"],
        &["no such heading[mh]"],
        &["dragon diseases[mh]", "--explosion-limit", "1"],
        &["s*[tiab]", "--max-expansions", "2"],
        &["smoke", "--journal", "No Such Journal"],
        &["smoke", "--journal", "Imag J Dragon Mad"],
        &["imaginary journal dragon medcin[ta] OR nothing like it[ta]"],
        &["fabel trial[pt] OR fabular trail[pt]"],
        &["smoke coughs unheard", "--no-mapping"],
        &["12345678[cites]"],
        &["Keeping the lair dry"],
        &["smoke[ti] coughs[ti]", "--match", "any"],
        &["smoke coughs unheard words", "--no-mapping"],
    ] {
        writeln!(out, "{args:?}\n{}", ws.run(&[&["search", "--count"], args].concat()).stderr).unwrap();
    }
    assert_snapshot!(out);
}

/// The codes that the source says.
fn codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let mut folders = vec![
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/query"),
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/search"),
    ];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(path).unwrap();
            for call in ["hint(", "note(", "warning(", "error(", "of_all(", ".warn(", "code: "] {
                codes.extend(text.split(call).skip(1).filter_map(|rest| {
                    let code = rest.trim_start().strip_prefix('"')?.split('"').next()?;
                    code.chars().all(|c| c.is_ascii_lowercase() || c == '_').then(|| code.to_owned())
                }));
            }
        }
    }
    codes
}

#[test]
fn every_code_has_its_message_in_a_snapshot() {
    let snapshots = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/snapshots");
    let said = ["what_is_said_without_an_index", "what_is_said_with_an_index"]
        .map(|name| fs::read_to_string(snapshots.join(format!("it__findings__{name}.snap"))).unwrap());
    let all = codes();
    assert!(all.len() > 35, "{all:?}");
    // Said in so few records that a sample has none; a test of its own holds it.
    let untold = all.iter().filter(|code| *code != "proximity_given_up");
    let missing: Vec<&String> =
        untold.filter(|code| !said[0].contains(&format!("[{code}]")) && !INDEXED.contains(&code.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Codes that need an index: their messages are in the second snapshot, which shows messages as a search prints them.
const INDEXED: [&str; 14] = [
    "explosion_limit",
    "mapped",
    "mapping_dropped",
    "match_any_ignored",
    "most_words",
    "names_record",
    "phrase_not_found",
    "too_many_expansions",
    "unknown_action",
    "unknown_heading",
    "unknown_journal",
    "unknown_record",
    "value_not_found",
    "zero_hits",
];

#[test]
fn explain_and_lint_as_people_read_them() {
    let ws = with_vocabulary(&XML);
    for (name, args) in [
        ("explain_mapped", &["explain", "wyrm sickness NOT (drag*[ti] OR zzzz[ti])"][..]),
        ("explain_tagged", &["explain", "(dragon diseases[mh] OR \"ember hac*\"[tiab:~2]) AND 2021:2023[dp]"]),
        ("explain_mended", &["explain", "#1 AND (melanoma"]),
        ("lint", &["lint", "(wyrm OR dragon)[tiab] AND cat* AND 2020-2022[dp] OR englsh[la]"]),
        ("lint_clean", &["lint", "\"dragon diseases\"[mh] AND wyrm[tiab]"]),
    ] {
        let ran = ws.run(args);
        assert_snapshot!(name, format!("exit code {}\n{}{}", ran.code, ran.stdout, ran.stderr));
    }
}

#[test]
fn what_programs_read_is_as_the_schemas_say() {
    let ws = with_vocabulary(&XML);
    ws.file("s.txt", "#1 dragon diseases[mh]\n#2 s*[tiab]\n#3 #1 AND #2\n#4 nosuch[nosuchtag]\n#5 #3 OR #4\n");
    // Each answer is held to its schema by the helper that reads it.
    for query in ["wyrm sickness", "(dragon[ti] OR 2021[dp]) NOT zzzz*[tiab]", "\"a b\"[tiab:~3] AND (", "#1", "*"] {
        let explained = ws.json("explain", &["explain", query]);
        assert_eq!(explained["query"], query);
        assert_eq!(ws.json("lint", &["lint", query])["query"], query);
        assert_eq!(ws.json("search", &["search", query, "--match", "all"])["total"], explained["total"], "{query}");
    }
    assert_eq!(ws.json("explain", &["explain", ""])["tree"], serde_json::Value::Null);
    for args in [
        &["strategy", "s.txt"][..],
        &["strategy", "s.txt", "--must-find", "98000001,98000004,1", "--max-expansions", "2"],
    ] {
        assert_eq!(ws.json("strategy", args)["lines"].as_array().unwrap().len(), 5);
    }
    assert!(ws.json("vocab", &["vocab", "list"])["descriptors"].is_number());
}

#[test]
fn a_thousand_groups_within_one_another_and_ten_thousand_clauses_run() {
    let ws = with_vocabulary(&XML);
    let deep = format!("{}smoke[ti] OR dragon[ti]{}", "dragon*[tiab] AND (wyrm*[tw] OR (".repeat(450), ")".repeat(900));
    let left = format!("{}smoke{}", "(".repeat(4_000), " OR zzzz[ti]) AND smoke[tiab]".repeat(4_000));
    let long = format!("smoke[tiab]{}", " OR zzzz[ti] NOT yyyy[ti]".repeat(5_000));
    for query in [deep, left, long] {
        ws.file("q.txt", &query);
        let found = ws.json("strategy", &["strategy", "q.txt"]);
        let count = found["lines"][0]["count"].as_u64().unwrap();
        assert!(count > 0 && found["lines"][0]["error"].is_null(), "{found}");
        let linted = ws.run(&["lint", &query]).code(0);
        assert!(!linted.stdout.contains("error["), "{}", linted.stdout);
    }
    let redundant = format!("{}smoke[tiab]{}", "(".repeat(5_000), ")".repeat(5_000));
    assert_eq!(ws.json("search", &["search", &redundant])["translation"], "smoke[Title/Abstract]");
}
