//! A directory to which files are added day by day, with checksums beside them.

use crate::workspace::{Workspace, gzip, xml};
use insta::assert_snapshot;
use md5::{Digest, Md5};
use serde_json::{Value, json};

fn digest(bytes: &[u8]) -> String {
    Md5::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn index(ws: &Workspace, code: i32) -> Value {
    let ran = ws.run(&["index", "in", "--json"]).code(code);
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn checksums_beside_files_are_verified() {
    let ws = Workspace::new();
    let bytes = |number: u32| gzip(&xml(&[(number, "One")]));
    // As NLM writes it, as md5sum writes it, and the digest alone.
    ws.file("in/n1.xml.gz", bytes(1)).file("in/n1.xml.gz.md5", format!("MD5(n1.xml.gz)= {}\n", digest(&bytes(1))));
    ws.file("in/n2.xml.gz", bytes(2)).file("in/n2.xml.gz.md5", format!("{}  n2.xml.gz\n", digest(&bytes(2))));
    ws.file("in/n3.xml.gz", bytes(3)).file("in/n3.xml.gz.md5", digest(&bytes(3)).to_uppercase());
    assert_eq!(index(&ws, 0)["files"]["read"], 3);
    assert_eq!(ws.ids("*"), ["1", "2", "3"]);
}

#[test]
fn a_file_that_does_not_match_its_checksum_is_rejected_until_it_does() {
    let ws = Workspace::new();
    let bytes = gzip(&xml(&[(2, "Two")]));
    ws.file("in/n1.xml", xml(&[(1, "One")])).file("in/n2.xml.gz", &bytes);
    ws.file("in/n2.xml.gz.md5", format!("MD5(n2.xml.gz)= {}", "0".repeat(32)));
    let ran = ws.run(&["index", "in"]).code(3);
    assert_snapshot!(ran.stderr.replace(&digest(&bytes), "[DIGEST]"), @"in/n2.xml.gz: its MD5 checksum is [DIGEST], in/n2.xml.gz.md5 says 00000000000000000000000000000000: it was damaged on its way; fetch it again");
    assert_eq!(ws.ids("*"), ["1"], "nothing of it is taken");
    ws.file("in/n2.xml.gz.md5", "nothing to be read");
    let ran = ws.run(&["index", "in"]).code(3);
    assert_snapshot!(ran.stderr, @"in/n2.xml.gz: in/n2.xml.gz.md5 has no MD5 checksum of it; remove that file to read this one unverified");
    ws.file("in/n2.xml.gz.md5", format!("MD5(n2.xml.gz)= {}", digest(&bytes)));
    let files = &index(&ws, 0)["files"];
    assert_eq!(files, &json!({ "read": 1, "skipped_unchanged": 1, "failed": 0 }));
    assert_eq!(ws.ids("*"), ["1", "2"]);
}

#[test]
fn a_daily_run_takes_only_what_is_new() {
    let ws = Workspace::new();
    ws.file("in/n9.xml", xml(&[(1, "One"), (2, "Two")]));
    assert_eq!(index(&ws, 0)["records"]["added"], 2);
    ws.file("in/n10.xml", xml(&[(2, "Two, revised"), (3, "Three"), (3, "Three, revised at once")]));
    let second = index(&ws, 0);
    assert_eq!(second["files"], json!({ "read": 1, "skipped_unchanged": 1, "failed": 0 }));
    let counts = ["read", "added", "replaced"].map(|key| second["records"][key].as_u64().unwrap());
    assert_eq!(counts, [3, 1, 2]);
    let third = index(&ws, 0);
    assert_eq!((&third["files"]["skipped_unchanged"], &third["records"]["read"]), (&json!(2), &json!(0)));
    assert_eq!(ws.json("check", &["check"])["records"], 3);
}

fn titles(ws: &Workspace) -> String {
    let records: Value =
        serde_json::from_str(&ws.run(&["search", "*", "--format", "json", "-n", "100"]).stdout).unwrap_or_default();
    let mut titles: Vec<String> = records.as_array().into_iter().flatten().map(|r| r["title"].to_string()).collect();
    titles.sort();
    titles.join(" ")
}

/// Files of a series in any order, over any number of runs, give what they give all at once.
#[test]
fn an_older_file_of_a_series_that_comes_late_changes_nothing_newer() {
    let files = [
        ("n8.xml", xml(&[(1, "One of 8"), (2, "Two of 8"), (3, "Three of 8"), (4, "Four of 8")])),
        (
            "n9.xml",
            xml(&[(1, "One of 9"), (4, "Four of 9")])
                .replace("</PubmedArticleSet>", "<DeleteCitation><PMID>2</PMID></DeleteCitation></PubmedArticleSet>"),
        ),
        (
            "n10.xml",
            xml(&[(1, "One of 8"), (5, "Five of 10")]).replace(
                "</PubmedArticleSet>",
                "<DeleteCitation><PMID>3</PMID><PMID>4</PMID></DeleteCitation></PubmedArticleSet>",
            ),
        ),
        ("n11.xml", xml(&[(4, "Four of 11"), (1, "One of 8")])),
    ];
    let at_once = Workspace::new();
    for (name, text) in &files {
        at_once.file(&format!("in/{name}"), text);
    }
    index(&at_once, 0);
    assert_eq!(titles(&at_once), r#""Five of 10" "Four of 11" "One of 8""#);
    for order in [[3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2], [0, 2, 1, 3]] {
        let ws = Workspace::new();
        for number in order {
            let (name, text) = &files[number];
            ws.file(&format!("in/{name}"), text);
            index(&ws, 0);
            assert_eq!(ws.json("check", &["check"])["sound"], true);
        }
        assert_eq!(titles(&ws), titles(&at_once), "{order:?}");
    }
}

#[test]
fn of_files_of_no_series_the_one_read_later_stays() {
    let ws = Workspace::new();
    ws.file("old.xml", xml(&[(1, "Old")])).file("new.xml", xml(&[(1, "New")]));
    for (file, title) in [("old.xml", "Old"), ("new.xml", "New"), ("old.xml", "New")] {
        ws.run(&["index", file]).code(0);
        assert_eq!(titles(&ws), format!("{title:?}"));
    }
}
