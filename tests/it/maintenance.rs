//! `check`, `delete` and `optimize`, and what must hold of an index whatever was done to it.

use crate::workspace::{Workspace, in_parts, samples, xml};
use insta::assert_snapshot;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
#[cfg(unix)]
use std::process::Command;

fn check(ws: &Workspace) -> Value {
    ws.json("check", &["check"])
}

/// Answers to some questions, byte by byte but for the time that they took.
fn answers(ws: &Workspace) -> Vec<Value> {
    let questions = ["melanoma", "\"acquired resistance\"", "PD-L1 OR sepsis", "immun*", "*"];
    let ask = |question: &&str| {
        let mut answer =
            ws.json("search", &["search", question, "-n", "50", "--facet", "mesh:50", "--facet", "author:50"]);
        answer["took_ms"] = json!(0);
        answer
    };
    questions.iter().map(ask).collect()
}

#[test]
fn a_sound_index_is_called_sound_with_its_counts() {
    let ws = Workspace::with_samples();
    let found = check(&ws);
    assert_eq!((&found["sound"], &found["compared"], &found["records"]), (&json!(true), &json!(true), &json!(42)));
    let stats = ws.json("stats", &["stats"]);
    let sources: Vec<Value> = found["sources"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(value, count)| json!({ "value": value, "count": count }))
        .collect();
    for source in stats["sources"].as_array().unwrap() {
        assert!(sources.contains(source), "{source} is not among {sources:?}");
    }
    let fast = ws.json("check", &["check", "--fast"]);
    assert_eq!((&fast["compared"], &fast["files"], &fast["sources"]), (&json!(false), &found["files"], &json!({})));
    let said = ws.run(&["check"]).code(0).stdout;
    assert!(said.starts_with("[DIR]/ix: sound.\n") && said.contains("Records: 42, all compared"), "{said}");
    Workspace::new().run(&["check"]).code(2);
}

#[test]
#[cfg(unix)]
fn what_cannot_be_opened_is_not_called_damaged() {
    let ws = Workspace::with_samples();
    let program = env!("CARGO_BIN_EXE_medlar");
    let line = format!("ulimit -n 6; exec {program} --index {} check", ws.path("ix").display());
    let ran = ws.ran(Command::new("sh").args(["-c", &line]).output().unwrap()).code(2);
    assert!(ran.stderr.contains("Too many open files") && ran.stderr.contains("ulimit -n"), "{}", ran.all());
    assert!(!ran.all().contains("damaged"), "{}", ran.all());
}

#[test]
fn an_index_of_the_first_format_gets_a_clear_sentence() {
    let old = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/indexes/format-1");
    let ws = Workspace::new();
    ws.file("a.xml", xml(&[(1, "One")]));
    for args in
        [&["search", "record"][..], &["stats"], &["check"], &["delete", "98000001"], &["optimize"], &["index", "a.xml"]]
    {
        let said = ws.run(&[args, &["--index", old.to_str().unwrap()]].concat()).error_line();
        assert!(said.ends_with("the index has format 1, this program reads format 6; make it anew with `medlar index --recreate PATH…`\n"), "{said}");
    }
}

#[test]
fn records_are_deleted_by_any_id() {
    let ws = Workspace::with_samples();
    let ran = ws.run(&["delete", "pmid:99000001", "https://doi.org/10.55555/FJO.2019.0201", "PMC1"]).code(0);
    assert_snapshot!(ran.all(), @"
    exit 0
    stdout:
    Records: 1 deleted, 41 left.

    stderr:
    note: PMC1: no record of that id in the index
    ");
    ws.run(&["show", "99000001"]).code(1);
    assert_eq!(ws.run(&["search", "*", "--count"]).stdout, "41\n");
    assert_eq!(check(&ws)["records"], 41);
    let nothing = ws.json("delete", &["delete", "99000001", "nope"]);
    assert_eq!(nothing, json!({ "deleted": [], "not_found": ["99000001", "nope"], "records": 41 }));
    ws.run(&["delete", "nope"]).code(1);
    ws.run(&["delete"]).code(2);
}

#[test]
fn what_a_search_finds_can_be_deleted_through_a_pipe() {
    let ws = Workspace::with_samples();
    let found = ws.run(&["search", "melanoma", "--ids", "-n", "100"]).code(0).stdout;
    let ran = ws.run_with_input(&["delete", "-", "-q"], format!("{found}\n\n").as_bytes()).code(0);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
    assert_eq!(ws.run(&["search", "melanoma", "--count"]).code(1).stdout, "0\n");
    assert_eq!(check(&ws)["records"], 42 - found.lines().count());
}

#[test]
fn a_deleted_record_stays_deleted_until_its_file_changes() {
    let ws = Workspace::new();
    ws.file("in/a.xml", xml(&[(1, "One"), (2, "Two")]));
    ws.run(&["index", "in"]).code(0);
    ws.run(&["delete", "1"]).code(0);
    ws.run(&["index", "in"]).code(0);
    assert_eq!(ws.ids("*"), ["2"], "the file is unchanged and is skipped");
    ws.file("in/a.xml", xml(&[(1, "One"), (2, "Two"), (3, "Three")]));
    ws.run(&["index", "in"]).code(0);
    assert_eq!(ws.ids("*"), ["1", "2", "3"], "the file is read again");
    assert_eq!(check(&ws)["sound"], true);
}

#[test]
fn merging_changes_no_answer_and_frees_room() {
    let ws = Workspace::with_samples();
    in_parts(&ws, &[&[(99_000_001, "Melanoma again"), (7, "Sepsis")], &[(7, "Sepsis revised")]]);
    let before = check(&ws);
    let ids = ws.ids("*");
    let planned = ws.json("optimize", &["optimize", "--dry-run"]);
    assert_eq!(check(&ws), before, "a dry run does nothing");
    let done = ws.json("optimize", &["optimize"]);
    for key in ["segments", "segments_after", "deleted", "bytes", "bytes_needed"] {
        assert_eq!(planned[key], done[key], "{key}");
    }
    assert!(done["bytes_after"].as_u64() < done["bytes"].as_u64(), "{done}");
    let after = check(&ws);
    assert_eq!((&after["segments"], &after["deleted"], &after["sound"]), (&json!(1), &json!(0), &json!(true)));
    assert_eq!((&after["records"], &after["sources"]), (&before["records"], &before["sources"]));
    assert_eq!(ws.ids("*"), ids);
    let said = ws.run(&["optimize"]).code(0).stdout;
    assert_eq!(said, "Nothing to do: 1 part, no deleted record.\n");
    // What was merged is taken up by the next run as it was.
    assert_eq!(ws.json("index", &["index", samples().to_str().unwrap()])["files"]["skipped_unchanged"], 9);
}

#[test]
fn merging_leaves_as_many_parts_as_one_likes() {
    let ws = Workspace::new();
    let groups: Vec<[(u32, &str); 2]> = (1..7).map(|number| [(number, "Melanoma"), (number + 50, "Sepsis")]).collect();
    in_parts(&ws, &groups.iter().map(|group| &group[..]).collect::<Vec<_>>());
    assert_eq!(check(&ws)["segments"], 6);
    let before = answers(&ws);
    let all = ws.json("optimize", &["optimize", "--dry-run"]);
    let done = ws.json("optimize", &["optimize", "--segments", "2"]);
    assert!(done["bytes_needed"].as_u64() < all["bytes_needed"].as_u64(), "one group at a time is there twice: {done}");
    assert_eq!(check(&ws)["segments"], 2);
    assert_eq!(answers(&ws), before);
}

#[test]
#[cfg(unix)]
fn an_index_that_may_not_be_written_is_searched() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let ws = Workspace::with_samples();
    for name in
        ws.names("ix/records").iter().map(|name| format!("ix/records/{name}")).chain(["ix/medlar.json".to_owned()])
    {
        let mode = fs::metadata(ws.path(&name)).unwrap().mode();
        assert_eq!(mode & 0o044, 0o044, "{name} may be read by its owner alone");
    }
    let program = Path::new(env!("CARGO_BIN_EXE_medlar"));
    let (root, nobody) = (fs::metadata(ws.path("ix")).unwrap().uid() == 0, 65_534);
    let others_may =
        |path: &Path| path.ancestors().all(|dir| fs::metadata(dir).is_ok_and(|m| m.mode() & 0o005 == 0o005));
    if !root || !others_may(program) {
        println!("skipped: another user is needed who can run the program");
        return;
    }
    fs::set_permissions(ws.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    for args in [&["search", "melanoma", "--count"][..], &["stats", "-q"], &["check"], &["show", "99000001"]] {
        let output = ws.command(args).uid(nobody).output().unwrap();
        assert_eq!(ws.ran(output).code(0).stderr, "", "{args:?}");
    }
    let refused = ws.ran(ws.command(&["delete", "99000001"]).uid(nobody).output().unwrap()).error_line();
    assert_eq!(refused, "error: [DIR]/ix/lock: Permission denied (os error 13)\n");
}

/// The engine cuts keys of 64 KB, within a character, and has no longer terms.
#[test]
fn a_value_of_any_length_is_sorted_counted_and_sound() {
    let ws = Workspace::new();
    let long = format!("{}é{}", "a".repeat(65_534), "b".repeat(5_000));
    let record = |title: &str| {
        json!({ "id": "x".repeat(5_000), "title": title, "keywords": [{ "term": long }],
                "journal": { "title": long }, "authors": [{ "collective_name": long }], "source": "jsonl" })
    };
    ws.file("a.jsonl", format!("{}\n", record("Moss")));
    ws.run(&["index", "a.jsonl", "--format", "jsonl"]).code(0);
    ws.file("a.jsonl", format!("{}\n", record("Moss")).repeat(2));
    ws.run(&["index", "a.jsonl", "--format", "jsonl"]).code(0);
    assert_eq!(check(&ws)["sound"], json!(true), "{}", check(&ws));
    assert_eq!(ws.run(&["search", "*", "--count"]).code(0).stdout, "1\n");
    for sort in ["author", "journal"] {
        ws.run(&["search", "moss", "--sort", sort, "--facet", "keyword", "--facet", "author"]).code(0);
    }
}

#[test]
#[cfg(unix)]
fn a_device_is_written_and_a_link_followed() {
    let ws = Workspace::with_samples();
    ws.file("kept.txt", "old");
    std::os::unix::fs::symlink(ws.path("kept.txt"), ws.path("link.txt")).unwrap();
    ws.run(&["export", "melanoma", "--format", "ids", "-o", "link.txt"]).code(0);
    assert!(ws.path("link.txt").is_symlink() && fs::read_to_string(ws.path("kept.txt")).unwrap().contains("99000001"));
    ws.run(&["export", "melanoma", "--format", "ids", "-o", "/dev/null"]).code(0);
    assert!(!Path::new("/dev/null").is_file());
}
