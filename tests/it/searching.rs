//! Queries, hits, snippets, facets.

use crate::workspace::{Workspace, samples, xml};
use insta::assert_snapshot;
use serde_json::Value;
use std::collections::BTreeMap;

fn facet(answer: &Value, name: &str) -> BTreeMap<String, u64> {
    let values = answer["facets"][name].as_array().unwrap().iter();
    values.map(|v| (v["value"].as_str().unwrap_or("null").to_owned(), v["count"].as_u64().unwrap())).collect()
}

#[test]
fn the_first_command_of_the_readme_shows_what_it_should() {
    let ws = Workspace::new();
    let samples = samples();
    let ran = ws.run(&["search", "PD-L1 resistance", "--from", samples.to_str().unwrap(), "-n", "4"]).code(0);
    insta::assert_snapshot!("pd_l1_resistance", ran.stdout);
}

#[test]
fn every_spelling_of_a_symbol_finds_the_same() {
    let ws = Workspace::with_samples();
    for spellings in [
        &["PD-L1", "PDL1", "PD L1", "pd‑l1"][..],
        &["TNF-α", "TNFα", "TNF-alpha", "TNF alpha", "TNFalpha"],
        &["IFN-γ", "IFN-gamma", "IFNγ"],
        &["tumour", "tumor", "tumors"],
        &["randomised", "randomized"],
        &["Müllenfeld", "Mullenfeld"],
    ] {
        let expected = ws.ids(spellings[0]);
        assert!(!expected.is_empty(), "{spellings:?}");
        for spelling in spellings {
            assert_eq!(ws.ids(spelling), expected, "{spelling}");
        }
    }
    assert_eq!(ws.ids("PD-L1 resistance").len(), 11);
    let il22_alone = ws.ids("IL-22 NOT (IL-2 OR interleukin-2)");
    assert!(!il22_alone.is_empty() && il22_alone.iter().all(|id| !ws.ids("IL-2").contains(id)));
}

#[test]
fn operators_go_from_left_to_right() {
    let ws = Workspace::with_samples();
    let union = |a: &str, b: &str| {
        let mut ids = [ws.ids(a), ws.ids(b)].concat();
        ids.sort();
        ids.dedup();
        ids
    };
    assert_eq!(ws.ids("sepsis OR melanoma"), union("sepsis", "melanoma"));
    assert_eq!(ws.ids("sepsis OR melanoma AND 2021[dp]"), ws.ids("(sepsis OR melanoma) AND 2021[dp]"));
    assert_ne!(ws.ids("sepsis OR melanoma AND 2021[dp]"), ws.ids("sepsis OR (melanoma AND 2021[dp])"));
    assert!(ws.ids("melanoma NOT melanoma[ti]").iter().all(|id| !ws.ids("melanoma[ti]").contains(id)));
}

#[test]
fn the_usual_tags_search_their_fields() {
    let ws = Workspace::with_samples();
    for query in [
        "99000001[pmid]",
        "99000001",
        "quillfeather mj[au] AND 2019[dp] AND acquired[ti]",
        "\"acquired resistance\"[ti] AND \"Fictional J Oncol\"[ta] AND 2019[dp]",
        "10.55555/fjo.2019.0201[doi]",
        "99000001[uid]",
        "\"acquired resistance\"[ti] AND \"Fictional Journal of Oncology\"[ta] AND 2018:2019[dp]",
    ] {
        assert_eq!(ws.ids(query), ["99000001"], "{query}");
    }
    assert!(!ws.ids("melanoma[mh]").is_empty() && !ws.ids("review[pt]").is_empty());
    assert!(ws.ids("immun*[ti]").len() > ws.ids("immune[ti]").len());
    assert_eq!(ws.ids("\"resistance blockade\"[ti:~1]"), ws.ids("\"blockade resistance\"[ti:~1]"));
    assert!(ws.ids("hasretractionin").contains(&"99000004".to_owned()));
    assert!(ws.ids("99000001[cites]").contains(&"99000041".to_owned()));
}

#[test]
fn highlights_cut_out_what_matched() {
    let ws = Workspace::with_samples();
    let answer = ws.json("search", &["search", "\"acquired resistance\"", "--snippets", "5"]);
    let mut seen = 0;
    for snippet in answer["hits"].as_array().unwrap().iter().flat_map(|hit| hit["snippets"].as_array().unwrap()) {
        let text: Vec<char> = snippet["text"].as_str().unwrap().chars().collect();
        for range in snippet["highlights"].as_array().unwrap() {
            let (from, to) = (range[0].as_u64().unwrap() as usize, range[1].as_u64().unwrap() as usize);
            let marked: String = text[from..to].iter().collect();
            assert_eq!(marked.to_lowercase(), "acquired resistance");
            seen += 1;
        }
        assert!(snippet["html"].as_str().unwrap().contains("<mark>"));
    }
    assert!(seen >= answer["hits"].as_array().unwrap().len());
}

#[test]
fn captions_and_references_are_found_and_shown() {
    let ws = Workspace::with_samples();
    let fields = |id: &str| -> Vec<String> {
        let answer = ws.json("search", &["search", "PD-L1", "--snippets", "20", "-n", "100"]);
        let hit = answer["hits"].as_array().unwrap().iter().find(|hit| hit["id"] == id).unwrap().clone();
        hit["snippets"].as_array().unwrap().iter().map(|s| s["field"].as_str().unwrap().to_owned()).collect()
    };
    let fields = fields("10.55555/fjo.2022.0088");
    assert!(fields.contains(&"captions".to_owned()) && fields.contains(&"references".to_owned()), "{fields:?}");
    assert!(ws.ids("PD-L1").len() > ws.run(&["search", "PD-L1", "--scope", "pubmed", "--ids"]).stdout.lines().count());
}

#[test]
fn a_facets_counts_leave_its_own_selection_out() {
    let ws = Workspace::with_samples();
    let all = ws.json("search", &["search", "melanoma"]);
    let (journals, years) = (facet(&all, "journal"), facet(&all, "year"));
    assert_eq!(journals.values().sum::<u64>(), all["total"].as_u64().unwrap());
    assert_eq!(years.values().sum::<u64>(), all["total"].as_u64().unwrap());
    let one = ws.json("search", &["search", "melanoma", "--journal", "Fictional J Oncol"]);
    assert_eq!(one["total"], journals["Fictional J Oncol"]);
    assert_eq!(facet(&one, "journal"), journals);
    assert_eq!(facet(&one, "year").values().sum::<u64>(), one["total"].as_u64().unwrap());
    let args = [
        "search",
        "melanoma",
        "--journal",
        "fictional j oncol",
        "--journal",
        "Imag Immunol Rev",
        "--year",
        "2010..2019",
    ];
    let both = ws.json("search", &args);
    let in_years: u64 = ws.json("search", &["search", "melanoma", "--year", "2010..2019"])["total"].as_u64().unwrap();
    assert_eq!(facet(&both, "journal").values().sum::<u64>(), in_years);
    let selected: u64 =
        ["Fictional J Oncol", "Imag Immunol Rev"].iter().filter_map(|j| facet(&both, "journal").get(*j).copied()).sum();
    assert_eq!(both["total"].as_u64().unwrap(), selected);
}

#[test]
fn a_record_without_journal_or_year_counts_under_null() {
    let ws = Workspace::with_samples();
    let answer = ws.json("facets", &["facets", "*", "--facet", "journal:1000", "--facet", "year:1000"]);
    let without = facet(&answer, "journal")["null"];
    assert_eq!(without, facet(&answer, "year")["null"]);
    assert!(without >= 6);
}

#[test]
fn hits_come_in_the_order_asked_for() {
    let ws = Workspace::with_samples();
    let hits = |order: &str| -> Vec<Value> {
        let answer = ws.json("search", &["search", "*", "--sort", order, "-n", "100"]);
        answer["hits"].as_array().unwrap().clone()
    };
    let text = |hits: &[Value], key: &str| -> Vec<String> {
        hits.iter().filter_map(|hit| Some(hit[key].as_str()?.to_lowercase())).collect()
    };
    assert!(text(&hits("oldest"), "date").is_sorted());
    assert!(text(&hits("date"), "date").iter().rev().is_sorted());
    assert!(text(&hits("journal"), "journal").is_sorted());
    assert!(text(&hits("title"), "title").len() == 42);
    let cited: Vec<u64> = hits("cited").iter().map(|hit| hit["cited_by_count"].as_u64().unwrap()).collect();
    assert!(cited.iter().rev().is_sorted() && cited[0] > 1, "{cited:?}");
    let ids = |hits: &[Value]| text(hits, "id");
    assert_eq!(ids(&hits("best")), ids(&hits("best")));
    assert_eq!(hits("author").len(), 42);
    assert_eq!(hits("newest").len(), 42);
}

#[test]
fn pages_follow_one_another() {
    let ws = Workspace::with_samples();
    let ids = |args: &[&str]| -> Vec<String> {
        let ran = ws.run(&[&["search", "melanoma", "--ids"], args].concat());
        ran.stdout.lines().map(str::to_owned).collect()
    };
    let all = ids(&["-n", "100"]);
    assert_eq!([ids(&["-n", "3"]), ids(&["-n", "100", "--offset", "3"])].concat(), all);
    assert_eq!(ws.run(&["search", "melanoma", "--count"]).stdout.trim(), all.len().to_string());
    assert!(ids(&["--offset", "1000"]).is_empty());
}

#[test]
fn where_few_records_have_all_words_most_of_them_do() {
    let ws = Workspace::with_samples();
    let query = "melanoma resistance cells vitamin";
    let auto = ws.json("search", &["search", query]);
    assert_eq!(auto["match"], "any");
    assert!(auto["warnings"].as_array().unwrap().iter().any(|w| w["code"] == "most_words"));
    let all = ws.json("search", &["search", query, "--match", "all"]);
    assert_eq!(all["match"], "all");
    assert!(all["total"].as_u64() < auto["total"].as_u64());
    let any = ws.json("search", &["search", query, "--match", "any"]);
    assert!(any["total"].as_u64() > auto["total"].as_u64());
}

#[test]
fn any_is_for_text_as_people_write_it() {
    let ws = Workspace::with_samples();
    let total = |query: &str, mode: &str| {
        let answer = ws.json("search", &["search", query, "--match", mode]);
        (answer["total"].as_u64().unwrap(), answer["warnings"].to_string().contains("match_any_ignored"))
    };
    let question = "melanoma (or its cells) and \"acquired resistance\" in sepsis?";
    assert!(total(question, "any").0 > total(question, "all").0);
    // What operators and fields say is not undone.
    for query in ["melanoma NOT melanoma", "melanoma AND sepsis", "melanoma 2021[dp]"] {
        assert_eq!(total(query, "any").0, total(query, "all").0, "{query}");
    }
    assert!(total("melanoma AND sepsis", "any").1 && !total(question, "any").1);
}

#[test]
fn every_export_format_takes_the_hits() {
    let ws = Workspace::with_samples();
    let total = ws.ids("melanoma").len();
    for (format, sign) in [
        ("nbib", "TI  - "),
        ("ris", "TY  - "),
        ("bibtex", "\n  title = "),
        ("csl", "\"title\":"),
        ("jsonl", "\n"),
        ("ids", "\n"),
    ] {
        let ran = ws.run(&["search", "melanoma", "-n", "1000", "--format", format]).code(0);
        assert_eq!(ran.stdout.matches(sign).count(), total, "{format}: {}", &ran.stdout[..300.min(ran.stdout.len())]);
    }
    let csv = ws.run(&["search", "melanoma", "-n", "1000", "--format", "csv"]).code(0).stdout;
    assert!(csv.starts_with("PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,"));
}

#[test]
fn jobs_change_nothing() {
    let hits = |jobs: &str| {
        let ws = Workspace::new();
        ws.run(&["index", samples().to_str().unwrap(), "--jobs", jobs]).code(0);
        let mut answer = ws.json("search", &["search", "PD-L1 OR sepsis OR vitamin", "-n", "100"]);
        answer["took_ms"] = Value::Null;
        answer
    };
    assert_eq!(hits("1"), hits("4"));
}

#[test]
fn a_facet_table_reads_well() {
    let ws = Workspace::with_samples();
    let ran = ws.run(&["facets", "melanoma", "--facet", "journal:2", "--facet", "type:3"]).code(0);
    assert_snapshot!(ran.stdout, @"
    13 records

    journal
      4  Fictional J Oncol  ████████████████████████
      2  Fabled Med         ████████████
      … and 6 more: --facet journal:8

    type
      9  Journal Article                   ████████████████████████
      4  Research Support, Non-U.S. Gov't  ███████████
      2  (none)                            ██████
      … and 13 more: --facet type:16
    ");
}

#[test]
fn any_looks_for_every_word_or_says_that_it_does_not() {
    let ws = Workspace::new();
    let titles = ["Severe asthma", "Protein folding", "Severe protein loss", "Zinc", "Information on zinc"];
    let lines: String =
        titles.iter().map(|title| format!("{{\"_id\":\"{title}\",\"title\":\"{title}\",\"text\":\"x\"}}\n")).collect();
    ws.file("five.jsonl", lines);
    ws.run(&["index", "five.jsonl"]).code(0);
    for (query, total, said) in [
        ("severe protein", 3, false),
        ("severe protein zinc", 5, false),
        // One word is left: it is what any of them is.
        ("information protein", 2, true),
        ("information described", 1, false),
    ] {
        let answer = ws.json("search", &["search", query, "--match", "any"]);
        assert_eq!((&answer["total"], &answer["match"]), (&total.into(), &"any".into()), "{query}: {answer}");
        let codes = answer["warnings"].to_string();
        assert_eq!(codes.contains("stopwords_ignored") && codes.contains("information"), said, "{query}: {codes}");
    }
}

#[test]
fn a_bar_before_a_word_is_an_operator() {
    let ws = Workspace::new();
    ws.file("three.xml", xml(&[(1, "Cancer of bone"), (2, "Lung function"), (3, "Lung cancer")]));
    ws.run(&["index", "three.xml"]).code(0);
    for query in [
        "cancer[ti]|lung[ti]",
        "cancer[ti] |lung[ti]",
        "cancer[ti]||lung[ti]",
        "(cancer[ti])|lung[ti]",
        "\"cancer\"|lung",
        "bone[ti]&cancer[ti]|lung[ti]",
    ] {
        assert_eq!(ws.ids(query), ["1", "2", "3"], "{query}");
    }
    assert_eq!(ws.ids("lung[ti]&cancer[ti]"), ["3"]);
    assert_eq!(ws.json("search", &["search", "lung", "--count"])["total"], 2);
}
