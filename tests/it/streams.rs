//! Streams, environment and signals: who reads the output, who ends the program, what is set outside of it.

use crate::workspace::{Workspace, many, samples, xml};
use std::io::{Read, Write};
use std::process::{Child, Stdio};
use std::time::Duration;

/// A workspace whose answers are longer than any pipe's buffer, so that a reader that goes away is noticed.
fn with_much_to_say() -> Workspace {
    let ws = Workspace::new();
    ws.file("many.jsonl", many(400));
    ws.run(&["index", "many.jsonl"]).code(0);
    ws
}

fn spawn(ws: &Workspace, args: &[&str]) -> Child {
    ws.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn a_reader_that_leaves_in_the_middle_is_no_error() {
    let ws = with_much_to_say();
    let ids: Vec<String> = (0..400).map(|n| format!("r{n}")).collect();
    let mut show: Vec<&str> = vec!["show"];
    show.extend(ids.iter().map(String::as_str));
    let json = [&show[..], &["--json"]].concat();
    for args in [
        &["search", "needle", "-n", "1000"][..],
        &["search", "needle", "-n", "1000", "--json"],
        &["search", "needle", "-n", "1000", "--format", "nbib"],
        &["search", "needle", "-n", "1000", "--format", "csl"],
        &show,
        &json,
    ] {
        let whole = ws.run(args).code(0).stdout.len();
        assert!(whole > 1 << 16, "{:?} says {whole} bytes: too few for this test", &args[..2]);
        let mut child = spawn(&ws, args);
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0]).unwrap();
        drop(stdout);
        let ran = ws.ran(child.wait_with_output().unwrap()).code(0);
        assert_eq!(ran.stderr, "", "{:?}", &args[..2]);
    }
}

#[test]
fn a_reader_that_is_gone_from_the_start_is_no_error() {
    let ws = with_much_to_say();
    for args in [
        &["search", "needle", "--ids"][..],
        &["facets", "needle"],
        &["stats"],
        &["fields", "--json"],
        &["man"],
        &["completions", "zsh"],
        &["--help"],
        &["index", "many.jsonl"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = ws.command(args).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(ws.ran(output).code(0).stderr, "", "{args:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    let ws = Workspace::with_samples();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = ws.command(&["search", "melanoma"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    insta::assert_snapshot!(ws.ran(output).error_line(), @"error: No space left on device (os error 28)");
}

#[test]
#[cfg(unix)]
fn an_interruption_keeps_what_is_committed() {
    let ws = Workspace::new();
    ws.file("first.xml", xml(&[(1, "First")]));
    ws.run(&["index", "first.xml"]).code(0);
    let mut child = spawn(&ws, &["index", "-"]);
    let mut input = child.stdin.take().unwrap();
    // More than the pipe holds: once it is written, the program reads, and has its handler in place.
    input.write_all(many(1_000).as_bytes()).unwrap();
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    // It ends between two records, so it needs some more of them to notice; then nobody reads.
    let more = many(100);
    let unread = (0..1_000).any(|_| input.write_all(more.as_bytes()).is_err());
    assert!(unread, "the program read on for 100 MB");
    let ran = ws.ran(child.wait_with_output().unwrap()).code(130);
    let one_line = ran.stderr.matches('\n').count() == 1;
    assert!(one_line && ran.stderr.starts_with("error: interrupted"), "{}", ran.stderr);
    assert!(ran.stderr.contains("run the same command again to go on"), "{}", ran.stderr);
    // Records of one identity count once in the index, so only the lower end is sure.
    let count: u32 = ws.run(&["search", "*", "--count"]).code(0).stdout.trim().parse().unwrap();
    assert!((1..=1_001).contains(&count), "{count}");
    assert_eq!(ws.ids("1[pmid]"), ["1"]);
}

/// Whether anything comes or not: a terminal would wait for ever.
#[test]
#[cfg(unix)]
fn an_interruption_ends_the_waiting_for_a_pipe() {
    for (args, input) in [
        (["index", "-"], ""),
        (["index", "/dev/stdin"], ""),
        (["index", "-"], "{\"title\":\"One\"}\n"),
        // Nobody opens its other end.
        #[cfg(target_os = "linux")]
        (["index", "fifo"], ""),
    ] {
        let ws = Workspace::with_samples();
        assert!(std::process::Command::new("mkfifo").arg(ws.path("fifo")).status().unwrap().success());
        let mut child = ws.command(&args).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        pipe.write_all(input.as_bytes()).unwrap();
        let pid = child.id().to_string();
        // It has its handler in place once it holds the lock.
        while !std::fs::read_to_string(ws.path("ix/lock")).unwrap().contains(&format!("process {pid} ")) {
            assert!(child.try_wait().unwrap().is_none());
        }
        assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let ran = ws.ran(child.wait_with_output().unwrap());
        drop(pipe);
        assert_eq!(ran.code, 130, "{}", ran.all());
        assert!(ran.stderr.contains("interrupted after 0 records"), "{}", ran.stderr);
        ws.run(&["check"]).code(0);
    }
}

/// A worker with a long file once waited for ever for a writer that had given up on the file before.
#[test]
fn a_strict_run_ends_however_much_is_waiting() {
    let ws = Workspace::new();
    ws.file("1.jsonl", "{\"title\":\"Good\",\"id\":\"g\"}\n{oops\n").file("2.jsonl", many(6_000));
    let ran = ws.run_within(Duration::from_secs(20), &["index", "--strict", "--jobs", "2", "1.jsonl", "2.jsonl"]);
    assert!(ran.expect("it hangs").error_line().contains("1.jsonl:2: record 2: "));
    ws.run(&["search", "*"]).code(1);
}

#[test]
fn data_goes_to_one_stream_and_remarks_to_the_other() {
    let ws = Workspace::with_samples();
    let ran = ws.run(&["search", "melanoma)", "--count"]).code(0);
    assert_eq!(ran.stdout, "13\n");
    assert!(ran.stderr.starts_with("warning: "), "{}", ran.stderr);
    assert_eq!(ws.run(&["search", "melanoma)", "--count", "-q"]).code(0).stderr, "");
    assert_eq!(ws.run(&["-q", "search", "melanoma)", "--ids"]).code(0).stdout.lines().count(), 13);
    // Errors are said all the same.
    ws.run(&["search", "", "-q"]).error_line();
}

#[test]
fn a_quiet_run_still_names_what_it_rejected() {
    let ws = Workspace::new();
    ws.file("a.jsonl", "{\"title\":\"Good\",\"id\":\"g\"}\n{oops\n");
    let ran = ws.run(&["index", "a.jsonl", "-q"]).code(3);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.starts_with("a.jsonl:2: record 2: "), "{}", ran.stderr);
}

#[test]
fn the_index_is_where_the_user_says() {
    let ws = Workspace::new();
    ws.file("a.xml", xml(&[(1, "One")])).file("b.xml", xml(&[(2, "Two")]));
    let run = |env: &str, args: &[&str]| {
        let mut command = ws.bare_command(args);
        command.env("MEDLAR_INDEX", env).env("HOME", ws.path("home")).env("XDG_DATA_HOME", ws.path("data"));
        ws.ran(command.output().unwrap()).code(0).stdout
    };
    run("from-env", &["index", "a.xml"]);
    run("from-env", &["index", "b.xml", "--index", "named"]);
    assert_eq!(run("from-env", &["search", "*", "--ids"]), "1\n");
    assert_eq!(run("from-env", &["search", "*", "--ids", "--index", "named"]), "2\n", "the option beats the variable");
    assert_eq!(run("from-env", &["--index", "named", "search", "*", "--ids"]), "2\n");
    // An empty variable is none: the platform's place.
    run("", &["index", "a.xml"]);
    assert_eq!(run("", &["search", "*", "--ids"]), "1\n");
    assert!(cfg!(not(target_os = "linux")) || ws.path("data/medlar/index/medlar.json").exists());
}

#[test]
fn a_stream_is_named_by_a_dash_and_a_mark_of_its_encoding_left_out() {
    let ws = Workspace::with_samples();
    for args in [
        &["export", "melanoma", "--format", "ids", "-o", "-"][..],
        &["convert", samples().to_str().unwrap(), "--to", "ids", "-o", "-"],
    ] {
        assert!(ws.run(args).code(0).stdout.contains("99000001\n"), "{args:?}");
    }
    ws.file("s.txt", "1. melanoma[tiab]\n2. resistance[tiab]\n3. 1 AND 2\n");
    assert!(ws.run(&["strategy", "s.txt", "-o", "-"]).code(0).stdout.contains("melanoma[tiab]"));
    assert!(!ws.path("-").exists() && !ws.path("-.part").exists());
    assert_eq!(ws.run(&["strategy", "s.txt", "--ids", "3", "-o", "ids.txt"]).code(0).stdout, "");
    assert!(std::fs::read_to_string(ws.path("ids.txt")).unwrap().contains("99000002\n"));
    let known = ws.run_with_input(&["strategy", "s.txt", "--must-find", "-"], b"\xef\xbb\xbf99000024\r\n");
    assert!(known.code(0).stdout.contains("1 of 1 known records are found"));
    let missing = ws.run(&["strategy", "s.txt", "--must-find", "known.txt"]);
    assert!(missing.error_line().contains("known.txt: no such file, and no id of a record"));
    let deleted = ws.run_with_input(&["delete", "-"], b"\xef\xbb\xbf99000001\r\n99000002\r\n").code(0);
    assert!(deleted.stdout.contains("2 deleted") && deleted.stderr.is_empty(), "{}", deleted.all());
}
