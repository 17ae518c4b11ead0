//! Messages, word for word: each is one line, names what and where, and nothing is lost by what it tells of.

use crate::workspace::{Workspace, samples, xml};
use insta::{allow_duplicates, assert_snapshot};
use std::fs;

/// What a query's reading says: standard error of a lenient search and of a strict one, each with its exit code.
fn readings(ws: &Workspace, queries: &[&str]) -> String {
    let mut said = String::new();
    for query in queries {
        for strict in [&[][..], &["--strict"]] {
            let ran = ws.run(&[&["search", query, "--count"], strict].concat());
            said.push_str(&format!("{query:?} {} {}\n{}", strict.concat(), ran.code, ran.stderr));
        }
    }
    said
}

#[test]
fn unbalanced_queries() {
    let ws = Workspace::with_samples();
    let said = readings(&ws, &["(melanoma", "melanoma)", "\"melanoma cells", "melanoma]"]);
    assert_snapshot!(said, @r#"
    "(melanoma"  0
    warning: the parenthesis is not closed: read as closed at the end; add the missing `)`
      (melanoma
      ^
    "(melanoma" --strict 2
    error: the parenthesis is not closed: read as closed at the end; add the missing `)`
      (melanoma
      ^
    "melanoma)"  0
    warning: a `)` without its `(` is ignored
      melanoma)
              ^
    "melanoma)" --strict 2
    error: a `)` without its `(` is ignored
      melanoma)
              ^
    "\"melanoma cells"  0
    warning: the quote is not closed: read as "melanoma cells", closed at the end; add the closing `"`
      "melanoma cells
      ^^^^^^^^^^^^^^^
    "\"melanoma cells" --strict 2
    error: the quote is not closed: read as "melanoma cells", closed at the end; add the closing `"`
      "melanoma cells
      ^^^^^^^^^^^^^^^
    "melanoma]"  0
    warning: a `]` without its `[` is ignored
      melanoma]
              ^
    "melanoma]" --strict 2
    error: a `]` without its `[` is ignored
      melanoma]
              ^
    "#);
}

#[test]
fn tags_operators_and_dates_that_mean_nothing() {
    let ws = Workspace::with_samples();
    let said = readings(&ws, &["melanoma[nosuchtag]", "[ti] melanoma", "melanoma AND", "soon[dp]"]);
    assert_snapshot!(said, @r#"
    "melanoma[nosuchtag]"  0
    warning: [nosuchtag] is no field of this index: "melanoma" is searched in all fields; `medlar fields` lists the tags
      melanoma[nosuchtag]
              ^^^^^^^^^^^
    "melanoma[nosuchtag]" --strict 2
    error: [nosuchtag] is no field of this index: "melanoma" is searched in all fields; `medlar fields` lists the tags
      melanoma[nosuchtag]
              ^^^^^^^^^^^
    "[ti] melanoma"  0
    warning: [ti] stands behind nothing that it could be the field of; it is ignored
      [ti] melanoma
      ^^^^
    "[ti] melanoma" --strict 2
    error: [ti] stands behind nothing that it could be the field of; it is ignored
      [ti] melanoma
      ^^^^
    "melanoma AND"  0
    warning: AND has nothing on its right; it is ignored
      melanoma AND
               ^^^
    "melanoma AND" --strict 2
    error: AND has nothing on its right; it is ignored
      melanoma AND
               ^^^
    "soon[dp]"  1
    warning: "soon" is no date and finds nothing: write 2022, 2022/02, 2022/02/08, a range 2019:2024, or "last 5 years"
      soon[dp]
      ^^^^^^^^
    "soon[dp]" --strict 2
    error: "soon" is no date and finds nothing: write 2022, 2022/02, 2022/02/08, a range 2019:2024, or "last 5 years"
      soon[dp]
      ^^^^^^^^
    "#);
}

#[test]
fn the_mark_stands_under_its_place_behind_letters_of_several_bytes() {
    let ws = Workspace::with_samples();
    let refused = ws.run(&["search", "Sørenvik β-cells)", "--strict"]).code(2);
    assert_snapshot!(refused.stderr, @"
    error: a `)` without its `(` is ignored
      Sørenvik β-cells)
                      ^
    ");
}

#[test]
fn an_empty_query() {
    let ws = Workspace::with_samples();
    allow_duplicates! {
        for query in ["", " ", "()", "\"\""] {
            assert_snapshot!(ws.run(&["search", query]).error_line(), @"error: the query is empty: give words to look for, or `*` for every record");
        }
    }
}

/// The first line of what clap says; the rest points to `--help`.
fn first_line(ws: &Workspace, args: &[&str]) -> String {
    let ran = ws.run(args).code(2);
    assert_eq!(ran.stdout, "", "{args:?}");
    ran.stderr.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn arguments_that_cannot_be() {
    let ws = Workspace::with_samples();
    let year = |years: &str| first_line(&ws, &["search", "melanoma", "--year", years]);
    assert_snapshot!(year("soon"), @r#"error: invalid value 'soon' for '--year <YEARS>': "soon" is no year: give 2020, 2018..2022, 2018.. or ..2022"#);
    assert_snapshot!(year("2020-2021"), @r#"error: invalid value '2020-2021' for '--year <YEARS>': "2020-2021" is no year: give 2020, 2018..2022, 2018.. or ..2022"#);
    assert_snapshot!(year("2020..2018"), @r#"error: invalid value '2020..2018' for '--year <YEARS>': "2020..2018" ends before it begins"#);
    assert_snapshot!(year(""), @"error: invalid value '' for '--year <YEARS>': a year is missing: give 2020 or 2018..2022");
    assert_snapshot!(first_line(&ws, &["search", "x", "--facet", "mesh:x"]), @r#"error: invalid value 'mesh:x' for '--facet <NAME[:N]>': "x" is no number: give for example mesh:20"#);
    assert_snapshot!(first_line(&ws, &["search", "x", "--ids", "--json"]), @"error: the argument '--ids' cannot be used with '--json'");
    assert_snapshot!(first_line(&ws, &["index", "x", "--memory", "5X"]), @r#"error: invalid value '5X' for '--memory <SIZE>': "5X" is no size: give for example 256M or 1G"#);
    assert_snapshot!(first_line(&ws, &["index", "x", "--jobs", "0"]), @"error: invalid value '0' for '--jobs <N>': 0 is not in 1..=65535");
    assert_snapshot!(first_line(&ws, &["index", "x", "--format", "docx"]), @"error: invalid value 'docx' for '--format <NAME>'");
    assert_snapshot!(first_line(&ws, &["search"]), @"error: the following required arguments were not provided:");
    assert_snapshot!(first_line(&ws, &["nonsense"]), @"error: unrecognized subcommand 'nonsense'");
    let facet = ws.run(&["search", "melanoma", "--facet", "colour"]).error_line();
    assert_snapshot!(facet, @"error: colour: no such facet; there are year, journal, type, mesh, author, language, keyword, substance, country, source");
}

#[test]
fn a_journal_and_an_id_that_nobody_knows() {
    let ws = Workspace::with_samples();
    let ran = ws.run(&["search", "melanoma", "--journal", "No Such Journal", "--count"]).code(1);
    assert_snapshot!(ran.stderr, @r#"note: no record is of a journal "No Such Journal"; `medlar facets` lists the journals"#);
    assert_eq!(ran.stdout, "0\n");
    let ran = ws.run(&["show", "no-such-id", "--json"]).code(1);
    assert_snapshot!(ran.stderr, @"note: no-such-id: no record of that id in the index");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&ran.stdout).unwrap(), serde_json::json!([]));
}

#[test]
fn a_strict_run_names_what_stopped_it() {
    let ws = Workspace::new();
    ws.file("a.jsonl", "{\"title\":\"Three\",\"id\":\"3\"}\n{oops\n");
    assert_snapshot!(ws.run(&["index", "a.jsonl", "--strict"]).error_line(), @"error: a.jsonl:2: record 2: bad JSON: key must be a string, column 2; nothing was taken, since --strict was given");
}

#[test]
fn records_that_are_none() {
    let ws = Workspace::new();
    let lines = ["{\"title\":3}", "[]", "", "{\"pmid\":\"abc\",\"title\":\"t\"}", "{\"title\":\"Good\",\"id\":\"g\"}"];
    ws.file("a.jsonl", lines.join("\n"));
    assert_snapshot!(ws.run(&["index", "a.jsonl"]).code(3).stderr, @r#"
    a.jsonl:1: record 1: no record: invalid type: integer `3`, expected a string
    a.jsonl:2: record 2: not a JSON object: expected {…}
    a.jsonl:4: record 3: no record: "abc" is no Pmid: expected a positive number such as "35582538"
    "#);
    assert_eq!(ws.ids("*"), ["g"]);
}

#[test]
#[cfg(unix)]
fn files_that_cannot_be_read() {
    let ws = Workspace::new();
    ws.file("in/a.xml", xml(&[(1, "One")])).file("in/b.xml", xml(&[(2, "Two")])).file("in/c.xml", "");
    let locked = ws.path("in/b.xml");
    let mut rights = fs::metadata(&locked).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut rights, 0o000);
    fs::set_permissions(&locked, rights).unwrap();
    if fs::File::open(&locked).is_ok() {
        println!("skipped: this user (root?) may read every file");
        return;
    }
    assert_snapshot!(ws.run(&["index", "in"]).code(3).stderr, @"
    in/b.xml: Permission denied (os error 13)
    in/c.xml: the file is empty
    ");
    assert_eq!(ws.ids("*"), ["1"]);
    assert_snapshot!(ws.run(&["index", "in/b.xml"]).code(2).stderr, @"
    in/b.xml: Permission denied (os error 13)
    error: in/b.xml: no record found
    ");
    assert_eq!(ws.ids("*"), ["1"]);
}

#[test]
fn an_index_that_is_damaged() {
    let ws = Workspace::new();
    ws.file("a.xml", xml(&[(1, "One")])).file("ix/medlar.json", "{oops");
    allow_duplicates! {
        for args in [&["search", "one"][..], &["stats"], &["index", "a.xml"]] {
            assert_snapshot!(ws.run(args).error_line(), @"error: [DIR]/ix/medlar.json: damaged: key must be a string at line 1 column 2; restore the index or make it anew with `medlar index --recreate PATH…`");
        }
    }
    ws.run(&["index", "a.xml", "--recreate"]).code(0);
    assert_eq!(ws.ids("*"), ["1"]);
}

#[test]
fn a_file_in_the_place_of_an_index_stays_as_it_is() {
    let ws = Workspace::new();
    ws.file("a.xml", xml(&[(1, "One")])).file("precious", "do not touch");
    for args in [&["index", "a.xml", "--index", "precious"][..], &["search", "x", "--index", "precious"]] {
        assert!(ws.run(args).error_line().starts_with("error: precious/medlar.json: "));
    }
    assert_eq!(fs::read_to_string(ws.path("precious")).unwrap(), "do not touch");
}

#[test]
fn no_failure_loses_what_the_index_has() {
    let ws = Workspace::with_samples();
    ws.file("prose.txt", "Only some prose.\n").file("bad.jsonl", "{oops\n").file("empty.xml", "");
    let failing: [&[&str]; 8] = [
        &["index", "nothing-here"],
        &["index", "prose.txt"],
        &["index", "empty.xml"],
        &["index", "bad.jsonl"],
        &["index", "bad.jsonl", "--strict"],
        &["index", "bad.jsonl", "--strict", "--recreate"],
        &["index", "nothing-here", "--recreate"],
        &["search", "(", "--strict"],
    ];
    for args in failing {
        ws.run(args).code(2);
        assert_eq!(ws.run(&["search", "*", "--count"]).code(0).stdout, "42\n", "{args:?}");
    }
    let again = ws.json("index", &["index", samples().to_str().unwrap()]);
    assert_eq!(again["files"]["skipped_unchanged"], 9);
}

#[test]
fn recreate_of_nothing_keeps_what_was_there() {
    let ws = Workspace::with_samples();
    ws.file("prose.txt", "Only some prose.\n");
    ws.run(&["index", "prose.txt", "--recreate"]).code(2);
    assert_eq!(ws.run(&["search", "*", "--count"]).code(0).stdout, "42\n");
}

#[test]
fn an_engine_error_is_no_debug_print() {
    let ws = Workspace::with_samples();
    ws.file("ix/records/meta.json", "junk");
    let said = ws.run(&["search", "one"]).error_line();
    assert!(said.contains("damaged") && !said.contains("Error("), "{said}");
}

#[test]
fn an_index_that_lost_a_file_that_names_the_others_is_not_begun_anew() {
    for lost in ["ix/medlar.json", "ix/records/meta.json"] {
        let ws = Workspace::with_samples();
        let kept = fs::read(ws.path(lost)).unwrap();
        fs::remove_file(ws.path(lost)).unwrap();
        ws.file("more.nbib", "PMID- 77\nTI  - More.\n");
        for args in [&["search", "*"][..], &["index", "more.nbib"], &["delete", "77"], &["check"]] {
            let ran = ws.run(args).code(2);
            let name = lost.rsplit('/').next().unwrap();
            assert!(ran.all().contains("damaged") && ran.all().contains(name), "{lost} {args:?}: {}", ran.all());
        }
        ws.file(lost, &kept);
        assert_eq!(ws.run(&["search", "*", "--count"]).code(0).stdout, "42\n");
        fs::remove_file(ws.path(lost)).unwrap();
        ws.run(&["index", "more.nbib", "--recreate"]).code(0);
        assert_eq!(ws.run(&["search", "*", "--count"]).code(0).stdout, "1\n");
    }
}

#[test]
fn what_there_is_not_is_said() {
    let ws = Workspace::with_samples();
    assert!(ws.run(&["explain", " "]).code(2).stdout.contains("error[empty_query]: the query is empty"));
    assert!(ws.run(&["stats", "--index", ""]).error_line().contains("--index names no directory"));
    assert!(ws.run(&["show", "--ids-from", "none.txt"]).error_line().contains("none.txt: No such file"));
    assert!(ws.run(&["match", "none.txt"]).error_line().contains("none.txt: No such file"));
    assert!(ws.run(&["explain", "melanoma", "--facet", "year"]).error_line().contains("medlar facets"));
    assert!(ws.run(&["explain", "melanoma", "--year", "2019"]).error_line().contains("[dp]"));
    ws.file("empty.nbib", "");
    let ran = ws.run(&["index", "empty.nbib", "--index", ws.path("none").to_str().unwrap()]).code(2);
    assert!(ran.stdout.ends_with("No index was made.\n") && !ws.path("none").exists(), "{}", ran.all());
    let found = ws.json("references", &["references", "99000001", "--year", "2016"]);
    assert_eq!((&found["total"], &found["resolved"]), (&1.into(), &1.into()), "{found}");
    let none = ws.run(&["references", "99000001", "--year", "1900"]).code(1).stdout;
    assert!(none.contains("0 references, 0 of them in the index"), "{none}");
    let matched = ws.run_with_input(&["match", "-", "--format", "tsv"], b"99000001\n").code(0).stdout;
    assert!(matched.contains("\nmatched\t"), "{matched}");
    ws.file("q.tsv", "1\tmelanoma\n").file("r.tsv", "1 0 99000001 1\n1 0 nobody 1\n");
    let ran = ws.run(&["eval", "--queries", "q.tsv", "--qrels", "r.tsv"]).code(0);
    assert!(ran.stderr.contains("judged documents that are not in the index: 1 of 2"), "{}", ran.all());
}
