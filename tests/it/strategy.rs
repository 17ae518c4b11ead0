//! `medlar strategy`.

use crate::vocab::{fixture, with_vocabulary};
use crate::workspace::{Workspace, assert_valid};
use serde_json::Value;
use std::fs;

fn workspace() -> Workspace {
    let ws = with_vocabulary(&["desc2031.xml"]);
    ws.file(
        "strategy.txt",
        "// Dragons\n#1 dragon diseases[mh]\n#2 \"child rearing\"[ti] OR ember\n  OR nothingatall[ti]\n#3 #1 OR #2\n#4 #3 AND 2021:2023[dp] NOT rot[ti]\n",
    );
    ws
}

fn json(ws: &Workspace, args: &[&str], code: i32) -> Value {
    let ran = ws.run(&[&["strategy", "strategy.txt", "--json"], args].concat()).code(code);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_valid("strategy", &report);
    report
}

#[test]
fn every_line_has_its_count() {
    let ws = workspace();
    let report = json(&ws, &[], 0);
    let counts: Vec<u64> =
        report["lines"].as_array().unwrap().iter().map(|line| line["count"].as_u64().unwrap()).collect();
    assert_eq!(counts, [3, 2, 4, 2], "{report}");
    assert_eq!(report["lines"][1]["query"], "\"child rearing\"[ti] OR ember OR nothingatall[ti]");
    assert_eq!((&report["total"], &report["index"]["records"]), (&2.into(), &4.into()));
    assert_eq!(report["sources"][0]["count"], 2);
    assert_eq!(report["index"]["vocabulary_files"][0], "desc2031.xml");
    // The translation of a line can be typed as it stands.
    let translation = report["lines"][3]["translation"].as_str().unwrap();
    assert_eq!(ws.ids(translation), ["98000001", "98000002"], "{translation}");
    // The same index gives the same snapshot, a changed one another.
    assert_eq!(json(&ws, &[], 0)["index"]["snapshot"], report["index"]["snapshot"]);
    ws.run(&["vocab", "add", fixture("J_Medline.txt").to_str().unwrap()]).code(0);
    assert_ne!(json(&ws, &[], 0)["index"]["snapshot"], report["index"]["snapshot"]);
}

#[test]
fn reports_for_people_and_tables() {
    let ws = workspace();
    let text = ws.run(&["strategy", "strategy.txt"]).code(0).stdout;
    for part in
        ["medlar ", "snapshot", "   #1        3  dragon diseases[mh]", "   #4        2", "by source      2 nbib"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    ws.run(&["strategy", "strategy.txt", "--format", "csv", "-o", "out.csv"]).code(0);
    let csv = fs::read_to_string(ws.path("out.csv")).unwrap();
    assert!(
        csv.starts_with("Line,Query,Records,")
            && csv.contains("#2,\"\"\"child rearing\"\"[ti] OR ember OR nothingatall[ti]\",2,"),
        "{csv}"
    );
    assert_eq!(ws.run(&["strategy", "strategy.txt", "--ids", "1"]).code(0).stdout.lines().count(), 3);
    assert_eq!(json(&ws, &["--year", "2021"], 0)["total"], 1);
}

#[test]
fn missed_records_are_named_with_what_loses_them() {
    let ws = workspace();
    let report = json(&ws, &["--must-find", "98000001,98000003,98000004,77777777"], 1);
    let known = &report["known"];
    assert_eq!(
        (&known["given"], &known["found"], &known["not_in_index"][0]),
        (&4.into(), &1.into(), &"77777777".into())
    );
    let lost = |at: usize| &known["missed"][at]["lost_by"][0];
    assert_eq!((&lost(0)["clause"], &lost(0)["excluded"]), (&"rot[ti]".into(), &true.into()), "{known}");
    assert_eq!((&lost(1)["number"], &lost(1)["excluded"]), (&4.into(), &false.into()), "{known}");
    assert!(lost(1)["clause"].as_str().unwrap().contains("2021"), "{known}");
    ws.file("known.txt", "98000001\n98000002\n");
    json(&ws, &["--must-find", "known.txt"], 0);
    ws.file("strategy.txt", "#1 smoke[ti]\n#2 smoke[ti] AND ember[ti]\n#3 #1 OR #2\n#4 #3 AND dragon diseases[mh]");
    let report = json(&ws, &["--must-find", "98000001"], 1);
    let lost = &report["known"]["missed"][0]["lost_by"][0];
    assert_eq!((&lost["number"], &lost["clause"]), (&3.into(), &"#1 OR #2".into()), "{report}");
}

#[test]
fn counts_then_and_now() {
    let ws = workspace();
    ws.run(&["strategy", "strategy.txt", "--format", "json", "-o", "then.json"]).code(0);
    ws.file("strategy.txt", "#1 dragon diseases[mh]\n#2 ember");
    let report = json(&ws, &["--diff", "then.json"], 0);
    assert_eq!(report["changes"][0], serde_json::json!({ "number": 1, "then": 3, "now": 3 }));
    assert_eq!(report["changes"][1]["then"], Value::Null, "another query");
    assert_eq!(report["changes"][3], serde_json::json!({ "number": 4, "then": 2, "now": null }));
    ws.run(&["strategy", "strategy.txt", "--diff", "strategy.txt"]).code(2);
}

#[test]
fn errors_name_file_line_and_place() {
    let ws = workspace();
    for (text, expected) in [
        ("#1 a\n#2 b OR #9", "s.txt: line 2, column 6: #9 is no line of this strategy"),
        ("#1 #2\n#2 #1", "refers to itself"),
        ("", "no query in it"),
    ] {
        ws.file("s.txt", text);
        let line = ws.run(&["strategy", "s.txt"]).error_line();
        assert!(line.contains(expected), "{line}");
    }
    ws.file("s.txt", "ember\nember[ti\n");
    let ran = ws.run(&["strategy", "s.txt", "--strict"]).code(2);
    assert!(ran.stderr.contains("s.txt:2: line #2:") && ran.stderr.contains('^'), "{}", ran.all());
    ws.file("s.txt", "nothingatall");
    ws.run(&["strategy", "s.txt"]).code(1);
    ws.run(&["strategy", "nosuchfile.txt"]).error_line();
}

/// Strategies as other services and appendices print them: what is no query is left out and said, what is not read as meant is named.
#[test]
fn strategies_as_they_are_published() {
    let ws = workspace();
    let lines = |text: &str| {
        let report = ws.file("s.txt", text).json("strategy", &["strategy", "s.txt"]);
        let line = |line: &Value| {
            let codes: Vec<&str> =
                line["warnings"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
            format!("{} {}", line["count"], codes.join(" ")).trim().to_owned()
        };
        report["lines"].as_array().unwrap().iter().map(line).collect::<Vec<_>>()
    };
    let pubmed = "PubMed, 12 March 2031\nSearch strategy:\n1. dragon diseases[Mesh] (120)\n2. ember[tiab] OR smoke[tiab] (1,300)\n3. 1 OR 2 (1,350)\n4. #3 NOT rot[ti] (1,000)\n";
    assert_eq!(lines(pubmed), ["3 counts_left_out heading_left_out", "1", "3", "2"]);
    let history = "Search number,Query,Sort By,Filters,Search Details,Results,Time\n2,#1 AND ember[ti],,English,x,\"1,234\",09:12:33\n1,dragon diseases[mh],,,x,2,09:12:20\n";
    assert_eq!(lines(history), ["3", "1 filters_left_out"]);
    let cochrane = "#1 dragon diseases[mh]\n#2 ember[ti]\n#3 {OR #1-#2}\n#4 {and #1-#2}\n";
    assert_eq!(lines(cochrane), ["3", "1", "3", "1"]);
    assert_eq!(
        lines("dragon diseases[mh]\nember[ti]\n(1 OR 2) AND ember[ti]\n#1-#2\n")[2..],
        ["0 number_or_line zero_hits zero_hits", "1 range_of_lines"]
    );
    ws.run(&["strategy", "s.txt", "--strict"]).code(2);
    let ovid = "1 exp dragon diseases/ (12)\n2 (smoke adj2 ember).ti,ab. (13)\n3 or/1-2 (20)\n4 limit 3 to english language (10)\n";
    let read = lines(ovid);
    assert!([0, 1, 3].iter().all(|at| read[*at].contains("foreign_syntax")), "{read:?}");
    // Of what a filter stands for, the parts that find nothing are no news.
    let filtered = lines("#1 ember[ti]\n#2 #1 AND systematic[sb]\n");
    assert_eq!(filtered[1], "0 filter_in_part zero_hits");
    let embase = "#1 'dragon disease'/exp\n#2 smoke:ti,ab,kw\n#3 #1 AND #2 AND [english]/lim\n";
    let read = lines(embase);
    assert!(read[..2].iter().all(|line| line.contains("foreign_syntax")), "{read:?}");
}
