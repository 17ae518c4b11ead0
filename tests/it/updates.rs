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

/// Inputs of every kind of damage: what was taken of it counts once.
#[test]
fn what_a_damaged_file_has_is_taken_once_and_its_damage_told_each_time() {
    let newer = xml(&[(1, "New")])
        .replace("</PubmedArticleSet>", "<DeleteCitation><PMID>2</PMID></DeleteCitation></PubmedArticleSet>");
    let older = xml(&[(1, "Old"), (2, "Two")]);
    let (packed, mut archive) = (gzip(&older), zip::ZipWriter::new(std::io::Cursor::new(Vec::new())));
    for (name, text) in [("a.xml", older.as_str()), ("README.txt", "No literature.")] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut archive, text.as_bytes()).unwrap();
    }
    for damaged in [
        packed[..packed.len() - 3].to_vec(),
        [&packed[..], &[0; 512]].concat(),
        archive.finish().unwrap().into_inner(),
        older.replace("</PubmedArticleSet>", "").into_bytes(),
    ] {
        let ws = Workspace::new();
        ws.file("in/a", &damaged).file("in/b.xml", &newer);
        let first = ws.run(&["index", "in"]).code(3);
        assert_eq!((titles(&ws).as_str(), first.stderr.lines().count()), (r#""New""#, 1), "{}", first.all());
        for _ in 0..2 {
            let again = ws.run(&["index", "in"]).code(3);
            assert_eq!((titles(&ws).as_str(), &again.stderr), (r#""New""#, &first.stderr), "{}", again.all());
        }
        ws.run(&["delete", "1"]).code(0);
        assert_eq!(index(&ws, 3)["files"], json!({ "read": 0, "skipped_unchanged": 1, "failed": 1 }));
        assert_eq!(titles(&ws), "");
        assert!(ws.run(&["index", "in", "--strict"]).code(2).stderr.contains("nothing was taken"));
        ws.file("in/a", &older);
        assert_eq!(index(&ws, 0)["records"]["added"], 2, "mended, it is a file that has changed");
    }
}

#[test]
fn an_order_to_delete_holds_for_older_files_whenever_they_come() {
    let deletion =
        |pmid| format!("<PubmedArticleSet><DeleteCitation><PMID>{pmid}</PMID></DeleteCitation></PubmedArticleSet>");
    let version = |number, title| xml(&[(1, title)]).replace("<PMID>", &format!("<PMID Version=\"{number}\">"));
    let files =
        [("n2.xml", version(3, "Version 3")), ("n5.xml", deletion(1)), ("n10.xml", version(2, "Version 2 of 10"))];
    // Where the lower version is read beside the higher one before the order comes, it is not kept for then.
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [1, 0, 2]] {
        let ws = Workspace::new();
        for number in order {
            let (name, text) = &files[number];
            ws.file(&format!("in/{name}"), text);
            index(&ws, 0);
        }
        assert_eq!(titles(&ws), r#""Version 2 of 10""#, "{order:?}");
    }
    let ws = Workspace::new();
    ws.file("in/n5.xml", deletion(1));
    assert_eq!(index(&ws, 0)["records"]["read"], 0, "a file of deletions alone is a file of use");
    ws.file("in/n2.xml", xml(&[(1, "One")]));
    index(&ws, 0);
    assert_eq!(titles(&ws), "");
}

/// The file of a record is the one of PubMed's series, whatever was added to it since.
#[test]
fn another_format_does_not_hide_the_series() {
    let nbib = "PMID- 1\nTI  - New\nAU  - Moth A\n";
    let late = xml(&[(1, "Old")]);
    let deletion = "<PubmedArticleSet><DeleteCitation><PMID>1</PMID></DeleteCitation></PubmedArticleSet>".to_owned();
    for late in [late, deletion] {
        for other in ["n11.nbib", "lib.nbib"] {
            let ws = Workspace::new();
            ws.file("in/n10.xml", xml(&[(1, "New")]));
            index(&ws, 0);
            for name in [other, "again.nbib"] {
                ws.file(&format!("in/{name}"), format!("{nbib}OT  - {name}\n"));
                index(&ws, 0);
            }
            ws.file("in/n7.xml", &late);
            index(&ws, 0);
            assert_eq!(titles(&ws), r#""New""#);
            ws.file("in/n12.xml", xml(&[(1, "Newest")]));
            index(&ws, 0);
            ws.file("in/n11.xml", xml(&[(1, "Old")]));
            index(&ws, 0);
            assert_eq!(titles(&ws), r#""Newest""#);
        }
    }
}

/// Where commits fall changes nothing.
#[test]
fn what_a_replaced_version_said_of_its_ids_is_forgotten() {
    let lines = |records: &[Value]| records.iter().map(|record| format!("{record}\n")).collect::<String>();
    let ws = Workspace::new();
    ws.file("a.jsonl", lines(&[json!({ "pmid": 102, "doi": "10.1000/wrong", "title": "A work" })]))
        .file("b.jsonl", lines(&[json!({ "pmid": 102, "doi": "10.1000/right", "title": "A work, corrected" })]))
        .file("c.jsonl", lines(&[json!({ "doi": "10.1000/wrong", "title": "Another work" })]))
        .file(
            "p.jsonl",
            lines(&[
                json!({ "pmid": 101, "doi": "10.1000/d", "title": "One" }),
                json!({ "pmid": 103, "doi": "10.1000/d", "title": "Three" }),
            ]),
        )
        .file("q.ris", "TY  - JOUR\nTI  - One\nDO  - 10.1000/d\nN1  - Mine\nER  - \n");
    let all = |name: &str, every: &str| {
        ws.run(&[
            "index",
            "--index",
            name,
            "--commit-every",
            every,
            "a.jsonl",
            "b.jsonl",
            "c.jsonl",
            "p.jsonl",
            "q.ris",
        ])
        .code(0);
        let exported = ws.run(&["export", "--index", name, "--format", "jsonl", "*"]).code(0).stdout;
        let mut records: Vec<&str> = exported.lines().collect();
        records.sort_unstable();
        assert_eq!(records.len(), 4, "{exported}");
        records.join("\n")
    };
    assert_eq!(all("one", "500000"), all("many", "1"));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_each_time_and_belongs_to_no_series() {
    let ws = Workspace::new();
    for name in ["63", "62"] {
        let made = std::process::Command::new("mkfifo").arg(ws.path(name)).status();
        assert!(made.unwrap().success());
    }
    let mut added = Vec::new();
    for round in 1..=2 {
        let writers = [("63", "Old"), ("62", "New")].map(|(name, title)| {
            let (path, text) = (ws.path(name), xml(&[(1, title), (round + 1, "Another")]));
            std::thread::spawn(move || std::fs::write(path, text).unwrap())
        });
        added.push(ws.json("index", &["index", "63", "62"])["records"]["added"].clone());
        writers.into_iter().for_each(|writer| writer.join().unwrap());
        assert!(titles(&ws).contains("New"), "the later one stays");
    }
    assert_eq!(added, [2, 1]);
}

#[test]
fn a_file_named_twice_is_read_once_and_an_index_is_no_literature() {
    let ws = Workspace::new();
    ws.file("in/a.xml", xml(&[(1, "Old")])).file("in/b.xml", xml(&[(1, "New")]));
    for _ in 0..2 {
        ws.run(&["index", "--index", "in/index", "in", "in/a.xml", "in/../in/b.xml"]).code(0);
    }
    assert_eq!(ws.run(&["export", "--index", "in/index", "--format", "csv", "*"]).stdout.matches("New").count(), 1);
    assert!(ws.run(&["index", "in"]).code(0).stdout.contains("Files: 2 read"));
}

#[test]
fn an_archive_of_nothing_that_is_read_is_rejected() {
    let ws = Workspace::new();
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(1);
    tar.append_data(&mut header, ".hidden", &b"x"[..]).unwrap();
    ws.file("in/a.xml", xml(&[(1, "One")])).file("in/b.tar", tar.into_inner().unwrap());
    ws.file("in/c.zip", zip::ZipWriter::new(std::io::Cursor::new(Vec::new())).finish().unwrap().into_inner());
    let ran = ws.run(&["index", "in"]).code(3);
    assert_snapshot!(ran.stderr, @r"
    in/b.tar: an archive without a file that is read: hidden files and links are passed over
    in/c.zip: an archive without a file that is read: hidden files and links are passed over
    ");
}

#[test]
fn members_of_a_zip_archive_are_read_in_the_order_of_their_names() {
    let ws = Workspace::new();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, title) in [("n10.xml", "New"), ("n2.xml", "Old")] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut archive, xml(&[(1, title)]).as_bytes()).unwrap();
    }
    ws.file("in/all.zip", archive.finish().unwrap().into_inner());
    index(&ws, 0);
    assert_eq!(titles(&ws), r#""New""#);
}

/// Of two runs that begin a new index at once, each either takes its file or says that the other is writing.
#[test]
fn two_runs_may_begin_one_index() {
    for (first, second) in [(xml(&[(1, "One")]), xml(&[(2, "Two")])), (String::new(), xml(&[(2, "Two")]))] {
        for round in 0..8 {
            let ws = Workspace::new();
            ws.file("a.xml", &first).file("b.xml", &second);
            let spawn = |file: &str| {
                let mut command = ws.command(&["index", file]);
                command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
            };
            let a = spawn("a.xml");
            std::thread::sleep(std::time::Duration::from_millis(round * 10));
            let b = spawn("b.xml");
            let ran = [a, b].map(|child| ws.ran(child.wait_with_output().unwrap()));
            let mut expected = Vec::new();
            for (number, ran) in (1..).zip(&ran) {
                let nothing = ran.stderr.contains("no record found");
                let locked = ran.stderr.contains("being written");
                assert_eq!(ran.code == 0, !nothing && !locked, "{}", ran.all());
                expected.extend((ran.code == 0).then(|| number.to_string()));
            }
            // Where both gave up, there may be no index.
            let found = if expected.is_empty() { Vec::new() } else { ws.ids("*") };
            assert_eq!(found, expected, "{} {}", ran[0].all(), ran[1].all());
        }
    }
}
