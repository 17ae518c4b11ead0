//! What records cite, what cites them, and what follows from it, as users ask for it.

use crate::workspace::Workspace;
use serde_json::{Value, json};

/// A record of Medlar's own that stands in the Journal of Fiction, with references.
fn record(pmid: &str, page: &str, author: &str, title: &str, references: &[Value]) -> String {
    let record = json!({
        "pmid": pmid, "title": title, "authors": [{ "last_name": author, "initials": "A" }],
        "journal": { "abbreviation": "J Fict", "title": "Journal of fiction" }, "date": "2019-03", "volume": "7",
        "pages": page, "references": references,
    });
    format!("{record}\n")
}

fn text(text: &str) -> Value {
    let parsed = medlar::record::Reference::parse(text);
    serde_json::to_value(parsed).unwrap()
}

fn pmid(pmid: &str) -> Value {
    json!({ "text": format!("A reference to {pmid}"), "pmid": pmid })
}

/// A founding work, cited by its id, its place and its title, and a work that is not held.
fn library() -> Workspace {
    let ws = Workspace::new();
    let founding = "Imaginary kinases of the fabled moth in summer";
    ws.file("founding.jsonl", record("1", "11", "Moth", founding, &[]));
    let absent = text("Absent B. A work that nobody holds in this library. J Void. 2001;3:4-9.");
    let by_place = text("Moth A, Other B. Imaginary kinases. J Fict. 2019;7(2):11-9.");
    let by_title = text("Moth A. Imaginary kinases of the fabled moth in summer. J Fict. 2019;99:1.");
    ws.file(
        "citing.jsonl",
        [
            record("2", "20", "Beetle", "By id", &[pmid("1"), absent.clone()]),
            record("3", "30", "Beetle", "By place", &[by_place, absent.clone()]),
            record(
                "4",
                "40",
                "Wasp",
                "By title",
                &[
                    by_title,
                    pmid("2"),
                    text("Absent B, Wasp C. A work that nobody holds in this library. Journal of the Void 2001; 3: 4."),
                ],
            ),
        ]
        .concat(),
    );
    ws.run(&["index", "founding.jsonl", "citing.jsonl"]).code(0);
    ws
}

#[test]
fn every_way_of_citing_makes_a_link_and_says_so() {
    let ws = library();
    let cited_by = ws.json("cited-by", &["cited-by", "1", "--sort", "title"]);
    assert_eq!(cited_by["total"], 3);
    let ways: Vec<[&str; 2]> = cited_by["hits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| [hit["pmid"].as_str().unwrap(), hit["link"].as_str().unwrap()])
        .collect();
    assert_eq!(ways, [["2", "pmid"], ["3", "citation"], ["4", "title"]]);
    let references = ws.json("references", &["references", "3"]);
    assert_eq!((&references["total"], &references["resolved"]), (&2.into(), &1.into()));
    assert_eq!(references["references"][0]["record"]["pmid"], "1");
    assert_eq!(references["references"][1]["record"], Value::Null);
    assert_eq!(references["of"]["cited_by_count"], 0);
}

#[test]
fn a_reference_with_an_id_means_no_record_of_another_id() {
    let ws = Workspace::new();
    let wings = record("1", "50", "Wasp", "Wings of the wasp of winter nights", &[]);
    let without_pmid = wings.replacen("\"pmid\":\"1\"", "\"id\":\"w\"", 1);
    let with = |id: &str, page: &str, author: &str| {
        json!({ "text": format!("{author} A. J Fict. 2019;7:{page}."), "pmid": id, "journal": "J Fict", "year": 2019,
                "volume": "7", "pages": page, "authors": [{ "last_name": author }] })
    };
    let citing = record("9", "90", "Bee", "A citing work", &[with("77", "11", "Moth"), with("78", "50", "Wasp")]);
    ws.file("a.jsonl", [record("2", "11", "Moth", "Moths", &[]), without_pmid, citing].concat());
    ws.run(&["index", "a.jsonl"]).code(0);
    let found = ws.json("references", &["references", "9"]);
    // PMID 77 is not that of the record at its place; the record at the place of PMID 78 has none.
    assert_eq!(found["references"][0]["record"], Value::Null);
    let second = &found["references"][1];
    assert_eq!((&second["record"]["id"], &second["link"]), (&"w".into(), &"citation".into()));
    assert_eq!(ws.json("cited-by", &["cited-by", "2"])["total"], 0);
    assert_eq!(ws.json("cited-by", &["cited-by", "w"])["total"], 1);
    assert_eq!(ws.run(&["cited-by", "2"]).code(1).stderr, "");
    for command in [&["cited-by", "w"][..], &["references", "9"], &["cited-by", "w", "--format", "ids"]] {
        let said = ws.run(&[command, &["--journal", "Nowhere"]].concat()).stderr;
        assert!(said.contains("no record is of a journal \"Nowhere\""), "{command:?}: {said}");
    }
    let told = ws.run_with_input(&["match", "-"], b"Moth A. J Fict. 2019;7:11. PMID: 77\n").code(1).stdout;
    insta::assert_snapshot!("match_of_another_id", told);
}

#[test]
fn links_are_conditions_of_queries() {
    let ws = library();
    assert_eq!(ws.ids("1[cites]"), ["2", "3", "4"]);
    assert_eq!(ws.ids("1[cites] AND beetle[au] NOT place[ti]"), ["2"]);
    assert_eq!(ws.ids("4[citedby]"), ["1", "2"]);
    assert_eq!(ws.ids("1[cites] OR 4[citedby]"), ["1", "2", "3", "4"]);
    let unknown = ws.json("search", &["search", "99[citedby]"]);
    assert_eq!(unknown["warnings"][0]["code"], "unknown_record");
    let sorted = ws.json("search", &["search", "*", "--sort", "cited"]);
    let counts: Vec<u64> =
        sorted["hits"].as_array().unwrap().iter().map(|hit| hit["cited_by_count"].as_u64().unwrap()).collect();
    assert_eq!(counts, [3, 1, 0, 0]);
}

#[test]
fn a_new_record_takes_up_older_references_and_a_deleted_one_takes_its_links_along() {
    let ws = library();
    ws.file(
        "late.jsonl",
        record("5", "4", "Absent", "A work that nobody holds in this library", &[])
            .replace("2019-03", "2001")
            .replace("J Fict", "J Void")
            .replace("\"7\"", "\"3\""),
    );
    assert_eq!(ws.json("references", &["references", "2"])["resolved"], 1);
    ws.run(&["index", "late.jsonl"]).code(0);
    assert_eq!(ws.json("references", &["references", "2"])["resolved"], 2);
    assert_eq!(ws.ids("5[cites]"), ["2", "3", "4"]);
    ws.run(&["delete", "3"]).code(0);
    assert_eq!(ws.ids("5[cites]"), ["2", "4"]);
    assert_eq!(ws.json("search", &["search", "1[pmid]"])["hits"][0]["cited_by_count"], 2);
    ws.run(&["delete", "1"]).code(0);
    assert_eq!(ws.json("references", &["references", "4"])["resolved"], 2);
}

/// Ids of all records with how often each is cited, the most cited first.
fn cited(ws: &Workspace) -> Vec<(String, u64)> {
    let hits = ws.json("search", &["search", "*", "--sort", "cited"])["hits"].take();
    let told = |hit: &Value| (hit["pmid"].as_str().unwrap().to_owned(), hit["cited_by_count"].as_u64().unwrap());
    hits.as_array().unwrap().iter().map(told).collect()
}

#[test]
fn counts_kept_with_the_index_are_those_that_would_be_counted() {
    let ws = library();
    let file = ws.path("ix/cited");
    let kept = std::fs::read(&file).unwrap();
    let expected = cited(&ws);
    let counts: Vec<u64> = expected.iter().map(|(_, count)| *count).collect();
    assert_eq!(counts, [3, 1, 0, 0]);
    let all_links = ws.json("stats", &["stats"])["links"].take();
    // Gone, cut short, or of another state of the index: it is counted again.
    std::fs::remove_file(&file).unwrap();
    assert_eq!((cited(&ws), ws.json("stats", &["stats"])["links"].take()), (expected.clone(), all_links));
    ws.file("ix/cited", &kept[..kept.len() / 2]);
    assert_eq!(cited(&ws), expected);
    assert!(ws.run(&["check"]).code(2).stderr.contains("cited"));
    ws.run(&["delete", "3"]).code(0);
    let without = cited(&ws);
    ws.file("ix/cited", &kept);
    assert_eq!(cited(&ws), without);
    // What is kept is what is read.
    ws.run(&["optimize"]).code(0);
    assert_eq!(cited(&ws), without);
    let whole = std::fs::read(&file).unwrap();
    let head = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let other: Vec<u8> = whole.iter().enumerate().map(|(at, byte)| if at == head { 77 } else { *byte }).collect();
    ws.file("ix/cited", other);
    assert!(cited(&ws).iter().any(|(_, count)| *count == 77));
    assert!(ws.run(&["check"]).code(2).stderr.contains("cited"));
}

#[test]
fn a_chase_counts_each_step() {
    let ws = library();
    let chase = ws.json("chase", &["chase", "4", "--depth", "3"]);
    let steps: Vec<[u64; 6]> = chase["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| ["depth", "from", "links", "not_held", "duplicates", "new"].map(|name| s[name].as_u64().unwrap()))
        .collect();
    // 4 cites 1 and 2; 2, 3 and 4 cite 1.
    assert_eq!(
        steps,
        [
            [1, 1, 2, 1, 0, 2],
            [1, 1, 0, 0, 0, 0],
            [2, 2, 1, 1, 1, 0],
            [2, 2, 4, 0, 3, 1],
            [3, 1, 1, 1, 1, 0],
            [3, 1, 0, 0, 0, 0]
        ]
    );
    let found = ws.run(&["chase", "4", "--backward", "--ids"]).code(0).stdout;
    assert_eq!(found, "1\n2\n");
    ws.run(&["chase", "3", "--forward"]).code(1);
    ws.run(&["chase", "nothing-of-this-name"]).code(1);
}

#[test]
fn statistics_tell_links_and_a_reading_list() {
    let ws = library();
    let stats = ws.json("stats", &["stats", "--missing"]);
    assert_eq!((&stats["references"], &stats["links"]), (&7.into(), &4.into()));
    assert_eq!(stats["links_by"], json!({ "pmid": 2, "pmcid": 0, "doi": 0, "citation": 1, "title": 1 }));
    assert_eq!((&stats["most_cited"][0]["pmid"], &stats["most_cited"][0]["cited_by_count"]), (&"1".into(), &3.into()));
    // Both spellings of the absent work are one.
    let missing = stats["missing"].as_array().unwrap();
    assert_eq!(missing.len(), 1, "{missing:?}");
    assert_eq!((&missing[0]["cited_by_count"], &missing[0]["spellings"]), (&3.into(), &2.into()));
    let said = ws.run(&["stats", "--missing=5"]).code(0).stdout;
    assert!(said.contains("4 of 7 references (57.1 %): 2 by pmid, 1 by citation, 1 by title"), "{said}");
    assert!(ws.json("stats", &["stats"]).get("missing").is_none());
}

#[test]
fn linked_records_are_exported_sorted_and_counted() {
    let ws = library();
    assert_eq!(ws.run(&["cited-by", "1", "--ids", "--sort", "title"]).code(0).stdout, "2\n3\n4\n");
    assert_eq!(ws.run(&["references", "4", "--ids", "--sort", "cited"]).code(0).stdout, "1\n2\n");
    assert!(ws.run(&["references", "4", "--format", "ris"]).code(0).stdout.starts_with("TY  - JOUR"));
    let facets = ws.json("cited-by", &["cited-by", "1", "--facet", "author", "-n", "1"]);
    assert_eq!(facets["hits"].as_array().unwrap().len(), 1);
    assert_eq!(
        facets["facets"]["author"],
        json!([{ "value": "Beetle A", "count": 2 }, { "value": "Wasp A", "count": 1 }])
    );
    ws.run(&["references", "1"]).code(1);
    ws.run(&["cited-by", "77"]).code(1);
}

#[test]
fn retracted_works_are_marked_wherever_they_are_named() {
    let ws = Workspace::new();
    let retracted = record("1", "11", "Moth", "A tale that was withdrawn", &[]);
    let retracted = retracted.replacen('{', "{\"publication_types\":[{\"name\":\"Retracted Publication\"}],", 1);
    ws.file("a.jsonl", retracted + &record("2", "20", "Beetle", "A believer", &[pmid("1")]));
    ws.run(&["index", "a.jsonl"]).code(0);
    for args in [&["references", "2"][..], &["cited-by", "1"], &["chase", "2"], &["stats"], &["search", "withdrawn"]] {
        let said = ws.run(args).code(0).stdout;
        assert!(said.contains("RETRACTED"), "{args:?}: {said}");
    }
    assert_eq!(ws.json("references", &["references", "2"])["references"][0]["record"]["retracted"], true);
    let said = ws.run_with_input(&["match", "-"], b"Moth A. J Fict. 2019;7:11.\n").code(0).stdout;
    assert!(said.contains("RETRACTED"), "{said}");
    // In every export that has a place for it: PubMed's CSV has none, a list of ids neither.
    for format in ["nbib", "ris", "bibtex", "csl", "xml", "jsonl"] {
        let said = ws.run(&["references", "2", "--format", format]).code(0).stdout;
        assert!(said.contains("Retracted"), "{format}: {said}");
    }
}

/// What people read, of each command.
#[test]
fn answers_are_laid_out_for_people() {
    let ws = library();
    let title = "Imaginary kinases of the fabled moth in summer";
    ws.file("twin.jsonl", record("8", "11", "Moth", title, &[]).replace("2019-03", "2019-04"));
    ws.file(
        "list.txt",
        "j fict|2019|7|20|beetle|a|\nBeetle A. By place. J Fict. 2019;7:30.\nNobody N. Nowhere. J Void. 1999;1:1.\n",
    );
    for (name, args) in [
        ("references", &["references", "4"][..]),
        ("cited_by", &["cited-by", "1", "--facet", "author"]),
        ("chase", &["chase", "4", "--depth", "2"]),
        ("match", &["match", "list.txt"]),
        ("match_csv", &["match", "list.txt", "--format", "csv"]),
    ] {
        insta::assert_snapshot!(name, ws.run(args).code(0).stdout);
    }
    let stats = ws.run(&["stats", "--missing"]).code(0).stdout;
    let varies = ["index ", "size ", "updated "];
    let lines: Vec<&str> = stats.lines().filter(|line| !varies.iter().any(|name| line.starts_with(name))).collect();
    insta::assert_snapshot!("stats_missing", lines.join("\n"));
    ws.run(&["index", "twin.jsonl"]).code(0);
    insta::assert_snapshot!("duplicates", ws.run(&["duplicates"]).code(0).stdout);
    insta::assert_snapshot!("duplicates_csv", ws.run(&["duplicates", "--format", "csv"]).code(0).stdout);
    let samples = Workspace::with_samples();
    insta::assert_snapshot!("similar", samples.run(&["similar", "99000001", "-n", "3"]).code(0).stdout);
}

#[test]
fn citations_are_matched_as_people_write_them() {
    let ws = library();
    let twins =
        record("8", "70", "Twin", "A letter of the twins", &[]) + &record("9", "70", "Twin", "A reply of them", &[]);
    ws.file("twins.jsonl", twins);
    ws.run(&["index", "twins.jsonl"]).code(0);
    ws.file(
        "list.txt",
        "j fict|2019|7|11|moth a|first|\n\
         j fict|2019|7|70||twins|\n\
         j fict|2019|7|999|moth a|third|\n\
         nowhere|2019|7|11|moth a|fourth|\n\
         Moth A. Imaginary kinase of the fabled moth in summer. J Fict 2020\n\
         see the moth\n\
         Any words, doi here. PMID: 2\n",
    );
    let answers = ws.json("match", &["match", "list.txt"]);
    let told: Vec<String> = answers
        .as_array()
        .unwrap()
        .iter()
        .map(|a| {
            let ids: Vec<&str> = a["records"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap()).collect();
            format!("{} {} {}", a["status"].as_str().unwrap(), a["method"].as_str().unwrap_or("-"), ids.join("+"))
        })
        .collect();
    assert_eq!(
        told,
        [
            "matched citation 1",
            "ambiguous - 8+9",
            "not_found - ",
            "invalid_journal - ",
            "matched title 1",
            "not_found - ",
            "matched pmid 2"
        ]
    );
    let text = ws.run(&["match", "list.txt"]).code(0).stdout;
    assert!(text.starts_with("j fict|2019|7|11|moth a|first|1\nj fict|2019|7|70||twins|AMBIGUOUS 8 9\n"), "{text}");
    assert!(text.contains("|fourth|NOT_FOUND;INVALID_JOURNAL\n"), "{text}");
    let table = ws.run_with_input(&["match", "-", "--format", "csv"], b"j fict|2019|7|11|moth a|a,b|\n").code(0).stdout;
    assert!(table.ends_with("matched,\"a,b\",1,citation,Imaginary kinases of the fabled moth in summer,no,,\"j fict|2019|7|11|moth a|a,b|\"\n"), "{table}");
    ws.run_with_input(&["match", "-"], b"nothing to see\n").code(1);
}

#[test]
fn a_place_alone_is_no_match() {
    let ws = Workspace::new();
    ws.file("a.jsonl", record("1", "11", "Moth", "Imaginary kinases of the fabled moth in summer", &[]));
    ws.run(&["index", "a.jsonl"]).code(0);
    let status = |line: &str| {
        let said = ws.run_with_input(&["match", "-", "--json"], line.as_bytes()).stdout;
        serde_json::from_str::<Value>(&said).unwrap()[0]["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(status("j fict|2019|7|11|moth a||\n"), "matched");
    assert_eq!(status("j fict|2019|7|11|moht a||\n"), "matched", "its author misspelt");
    assert_eq!(status("j fict|2019|7|11|wasp b||\n"), "ambiguous", "of another author");
    assert_ne!(status("j fungi|2019|7|11|wasp b||\n"), "matched");
    assert_ne!(status("Wasp B. A wholly different tale of fungi and frost. J Fungi. 2019;7:11.\n"), "matched");
    let title = "Moth A. Imaginary kinases of the fabled moth in summer";
    assert_eq!(status(&format!("{title}. J Fungi. 2019;12.\n")), "matched", "by its title");
    assert_eq!(status(&format!("{title}. J Fungi. 2019;12:340.\n")), "ambiguous", "published twice");
}

/// The parser of citations cannot know where a title ends whose journal has a full stop in its name; the index does.
#[test]
fn a_journal_known_to_the_index_tells_where_a_title_ends() {
    let ws = Workspace::new();
    let record = record("1", "11", "Moth", "Moths", &[]).replace("Journal of fiction", "Annals of fiction. Section B");
    ws.file("a.jsonl", record);
    ws.run(&["index", "a.jsonl"]).code(0);
    let citation = "Moth, A. (2019). Moths. Annals of fiction. Section B, 7(2), 11-12.\n";
    let said = ws.run_with_input(&["match", "-", "--json"], citation.as_bytes()).code(0).stdout;
    let matched: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((&matched[0]["status"], &matched[0]["method"]), (&"matched".into(), &"citation".into()), "{said}");
    let found = ws.json("search", &["search", citation.trim()]);
    assert_eq!(found["hits"][0]["id"], "1", "a pasted reference: {found}");
}

#[test]
fn the_same_work_under_several_identities_is_found_and_merged() {
    let ws = Workspace::new();
    let with = |record: String, more: &str| record.replacen('{', &format!("{{{more},"), 1);
    let title = "The fabled moth and its imaginary kinases";
    let rich =
        with(record("1", "11", "Moth", title, &[]), r#""doi":"10.55555/A.1","abstract":[{"text":"A summary."}]"#);
    let poor = with(record("2", "11", "Moth", title, &[]), r#""doi":"10.55555/a.1""#);
    let preprint =
        with(record("3", "1", "Moth", title, &[]), r#""doi":"10.55555/p.1","publication_types":[{"name":"Preprint"}]"#);
    let part = with(record("4", "99", "Moth", title, &[]), r#""doi":"10.55555/b.2""#);
    let elsewhere = record("7", "11", "Moth", title, &[]).replace("J Fict\"", "Fict J\"");
    let shared = with(record("5", "50", "Wasp", "Something else altogether here", &[]), r#""doi":"10.55555/B.2""#);
    ws.file("a.jsonl", [rich, poor, preprint, part, elsewhere, shared].concat());
    ws.run(&["index", "a.jsonl"]).code(0);
    let found = ws.json("duplicates", &["duplicates"]);
    assert_eq!((&found["records"], &found["duplicates"], &found["records_after"]), (&6.into(), &1.into(), &5.into()));
    let groups: Vec<String> = found["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| {
            let of = |r: &Value| {
                format!("{}{}", r["record"]["id"].as_str().unwrap(), if r["keep"] == true { "+" } else { "-" })
            };
            let records: Vec<String> = group["records"].as_array().unwrap().iter().map(of).collect();
            format!("{} {} {}", group["relation"].as_str().unwrap(), group["reasons"], records.join(" "))
        })
        .collect();
    assert_eq!(groups[0], r#"same_work ["doi","title_year_author"] 1+ 2-"#);
    assert!(groups[1].starts_with("preprint_and_article"), "{groups:?}");
    assert_eq!(groups[2], r#"shared_id ["doi"] 4+ 5+"#);
    let table = ws.run(&["duplicates", "--format", "csv"]).code(0).stdout;
    assert!(table.contains("1,same_work,\"doi, title, year and first author\",no,2,10.55555/a.1,2019,"), "{table}");

    ws.file("b.jsonl", record("6", "60", "Bee", "A newcomer", &[]));
    let said = ws.run(&["index", "b.jsonl", "--merge-duplicates"]).code(0);
    assert!(said.stderr.contains("1 duplicate merged"), "{}", said.all());
    assert_eq!(ws.ids("*"), ["1", "3", "4", "5", "6", "7"]);
    // The one that went is found by its id.
    assert!(ws.run(&["show", "2"]).code(0).stdout.contains("PMID: 1"));
    assert_eq!(ws.json("duplicates", &["duplicates"])["duplicates"], 0);
}

#[test]
fn short_titles_and_works_without_authors_are_told_by_their_place() {
    let ws = Workspace::new();
    let without = |part: &str, record: &str| {
        let mut record: Value = serde_json::from_str(record).unwrap();
        record.as_object_mut().unwrap().remove(part);
        format!("{record}\n")
    };
    let nameless = |pmid: &str, page: &str, title: &str| without("authors", &record(pmid, page, "", title, &[]));
    let kept = [
        record("1", "11", "Moth", "Cocoons", &[]),
        record("2", "31", "Moth", "Cocoons", &[]),
        nameless("3", "51", "Proposals on the keeping of fabled moths"),
        nameless("4", "71", "Proposals on the keeping of fabled moths"),
        nameless("5", "91", "Editorial"),
    ];
    ws.file("a.jsonl", kept.concat());
    ws.file(
        "b.ris",
        "TY  - JOUR\nAU  - Moth, A\nTI  - Cocoons.\nJO  - J Fict\nPY  - 2019\nVL  - 7\nSP  - 11\nER  - \n",
    );
    ws.file("c.jsonl", without("pmid", &kept[2]));
    ws.run(&["index", "a.jsonl", "b.ris", "c.jsonl"]).code(0);
    let found = ws.json("duplicates", &["duplicates"]);
    let groups: Vec<Vec<&str>> = found["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| g["records"].as_array().unwrap().iter().filter_map(|r| r["record"]["pmid"].as_str()).collect())
        .collect();
    assert_eq!((groups, &found["duplicates"]), (vec![vec!["1"], vec!["3"]], &2.into()), "{found}");
    assert_eq!(found["groups"][0]["reasons"].to_string(), r#"["title_place"]"#);
}

#[test]
fn records_that_are_alike_are_found() {
    let ws = Workspace::new();
    ws.run(&["index", concat!(env!("CARGO_MANIFEST_DIR"), "/samples")]).code(0);
    let answer = ws.json("similar", &["similar", "99000001", "-n", "5"]);
    let found = answer["similar"].as_array().unwrap();
    assert_eq!(found.len(), 5);
    assert!(found.iter().all(|similar| similar["record"]["id"] != "99000001"));
    let scores: Vec<f64> = found.iter().map(|similar| similar["score"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    assert!(found.iter().take(3).any(|s| s["record"]["title"].as_str().unwrap().contains("resistance")), "{found:?}");
    assert_eq!(ws.run(&["similar", "99000001", "--ids", "-n", "2"]).code(0).stdout.lines().count(), 2);
    assert!(ws.run(&["similar", "99000001"]).code(0).stdout.contains("the likest first"));
    ws.run(&["similar", "nobody"]).code(1);
}
