//! What is counted, selected, sorted and paged, against what plain sets say.

use crate::workspace::Workspace;
use serde_json::Value;
use std::collections::BTreeSet;

type Ids = BTreeSet<String>;

fn ids(ws: &Workspace, args: &[&str]) -> Ids {
    let ran = ws.run(&[&["search"], args, &["--ids", "-n", "1000"]].concat());
    ran.stdout.lines().map(str::to_owned).collect()
}

fn hits(ws: &Workspace, args: &[&str]) -> Vec<Value> {
    let answer = ws.json("search", &[&["search"], args, &["-n", "100"]].concat());
    answer["hits"].as_array().unwrap().clone()
}

fn text<'a>(hits: &'a [Value], key: &str) -> Vec<Option<&'a str>> {
    hits.iter().map(|hit| hit[key].as_str()).collect()
}

/// Count of a value, `null` by `None`; none where the facet does not list it.
fn count(answer: &Value, facet: &str, value: Option<&str>) -> Option<u64> {
    let counts = answer["facets"][facet].as_array().unwrap();
    counts.iter().find(|c| c["value"].as_str() == value)?["count"].as_u64()
}

#[test]
fn all_is_the_intersection_and_any_the_union() {
    let ws = Workspace::with_samples();
    let (a, b) = (ids(&ws, &["melanoma"]), ids(&ws, &["vitamin"]));
    assert_eq!(ids(&ws, &["melanoma vitamin", "--match", "all"]), &a & &b);
    assert_eq!(ids(&ws, &["melanoma vitamin", "--match", "any"]), &a | &b);
    // Where some records have all of two words, auto leaves it at that.
    assert_eq!(ids(&ws, &["melanoma vitamin"]), &a & &b);
    // Where none has, it takes those of either, and says so.
    let (a, b) = (ids(&ws, &["aspirin"]), ids(&ws, &["smell"]));
    assert!((&a & &b).is_empty());
    let ran = ws.run(&["search", "aspirin smell", "--ids"]).code(0);
    assert_eq!(ran.stdout.lines().map(str::to_owned).collect::<Ids>(), &a | &b);
    assert!(ran.stderr.starts_with("note: no records have all 2 parts of the query"), "{}", ran.stderr);
    ws.run(&["search", "aspirin smell", "--match", "all"]).code(1);
    // Operators are meant as they stand.
    ws.run(&["search", "aspirin AND smell"]).code(1);
}

#[test]
fn values_of_one_facet_are_alternatives_and_facets_are_conditions() {
    let ws = Workspace::with_samples();
    let of = |args: &[&str]| ids(&ws, &[&["*"], args].concat());
    let (oncol, fabled) = (of(&["--journal", "Fictional J Oncol"]), of(&["--journal", "Fabled Med"]));
    assert!(!oncol.is_empty() && !fabled.is_empty() && oncol.is_disjoint(&fabled));
    let both = ["--journal", "Fictional J Oncol", "--journal", "Fabled Med"];
    assert_eq!(of(&both), &oncol | &fabled);
    let (y2021, late) = (of(&["--year", "2021"]), of(&["--year", "2024.."]));
    assert_eq!(of(&["--year", "2021", "--year", "2024.."]), &y2021 | &late);
    assert_eq!(of(&[&both[..], &["--year", "2021"]].concat()), &(&oncol | &fabled) & &y2021);
    let dated = &of(&["--year", "..2020"]) | &of(&["--year", "2021.."]);
    assert_eq!(dated.len(), 36, "the six documents of the collection have no year");
    // A journal answers to its title and its ISSN, in capitals or not.
    assert_eq!(of(&["--journal", "fabled MED"]), fabled);
    assert_eq!(of(&["--journal", "0000-9041"]), fabled);
}

#[test]
fn the_counts_of_a_facet_are_what_its_selection_would_find() {
    let ws = Workspace::with_samples();
    let selected = ["--journal", "Fictional J Oncol", "--year", "2018..2023"];
    let args = [&["search", "resistance", "--facet", "journal:1000", "--facet", "year:1000"], &selected[..]].concat();
    let answer = ws.json("search", &args);
    for counted in answer["facets"]["journal"].as_array().unwrap() {
        let Some(journal) = counted["value"].as_str() else { continue };
        let alone = ids(&ws, &["resistance", "--journal", journal, "--year", "2018..2023"]);
        assert_eq!(counted["count"], alone.len(), "{journal}");
    }
    for counted in answer["facets"]["year"].as_array().unwrap() {
        let Some(year) = counted["value"].as_str() else { continue };
        let alone = ids(&ws, &["resistance", "--journal", "Fictional J Oncol", "--year", year]);
        assert_eq!(counted["count"], alone.len(), "{year}");
    }
    // The facets command answers the same.
    let facets = ws.json("facets", &[&["facets", "resistance", "--facet", "journal:1000"], &selected[..]].concat());
    assert_eq!(facets["facets"]["journal"], answer["facets"]["journal"]);
    assert_eq!(facets["total"], answer["total"]);
}

#[test]
fn a_record_without_a_value_is_counted_under_null() {
    let ws = Workspace::with_samples();
    let facets = ["journal", "year", "type", "mesh", "author", "language", "keyword", "substance", "country", "source"];
    for facet in facets {
        let answer = ws.json("facets", &["facets", "*", "--facet", &format!("{facet}:1000")]);
        assert_eq!(answer["facets"].as_object().unwrap().len(), 1, "only what was asked for");
        let values = answer["facets"][facet].as_array().unwrap();
        let sum: u64 = values.iter().map(|v| v["count"].as_u64().unwrap()).sum();
        assert!(sum >= 42, "{facet}: every record counts somewhere");
    }
    let answer = ws.json("facets", &["facets", "fict-01 OR vesicles"]);
    assert_eq!(count(&answer, "journal", None), Some(1));
    assert_eq!(count(&answer, "year", None), Some(1));
    // As text it has a name that no journal has.
    let table = ws.run(&["facets", "vesicles"]).code(0).stdout;
    assert!(table.contains("  1  (none)  █"), "{table}");
}

#[test]
fn each_order_is_what_it_says() {
    let ws = Workspace::with_samples();
    let sorted = |order: &str| hits(&ws, &["melanoma OR sepsis OR vitamin", "--sort", order]);
    let same: Ids = sorted("best").iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect();
    for order in ["newest", "date", "oldest", "journal", "author", "title", "cited"] {
        let ids: Ids = sorted(order).iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(ids, same, "{order} changes the order alone");
    }
    let scores: Vec<f64> = sorted("best").iter().map(|hit| hit["score"].as_f64().unwrap()).collect();
    assert!(scores.iter().rev().is_sorted() && scores[0] > 0.0, "{scores:?}");
    let known = |hits: Vec<Value>, key| -> Vec<String> {
        let all = text(&hits, key).into_iter().map(|t| t.map(str::to_lowercase)).collect::<Vec<_>>();
        let first_none = all.iter().position(Option::is_none).unwrap_or(all.len());
        assert!(all[first_none..].iter().all(Option::is_none), "those without {key} come last");
        all.into_iter().flatten().collect()
    };
    assert!(known(sorted("oldest"), "date").is_sorted());
    assert!(known(sorted("date"), "date").iter().rev().is_sorted());
    assert!(known(sorted("journal"), "journal").is_sorted());
    // Signs do not count in the order of titles.
    let words = |title: String| {
        title.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let titles: Vec<String> = known(sorted("title"), "title").into_iter().map(words).collect();
    assert!(titles.is_sorted(), "{titles:?}");
    let authors = first_authors(&ws, &sorted("author"));
    assert!(authors.is_sorted() && authors.len() > 10, "{authors:?}");
}

/// Last names of first authors, of those hits that have an author.
fn first_authors(ws: &Workspace, hits: &[Value]) -> Vec<String> {
    let ids = text(hits, "id").into_iter().flatten();
    let args: Vec<&str> = ["show", "--json"].into_iter().chain(ids).collect();
    let records: Vec<Value> = serde_json::from_str(&ws.run(&args).code(0).stdout).unwrap();
    assert_eq!(records.len(), hits.len());
    records.iter().filter_map(|r| Some(r["authors"][0]["last_name"].as_str()?.to_lowercase())).collect()
}

#[test]
fn pages_of_every_order_join_without_a_gap() {
    let ws = Workspace::with_samples();
    for order in ["best", "newest", "date", "oldest", "journal", "author", "title", "cited"] {
        let page = |limit: &str, offset: &str| -> Vec<String> {
            let args = ["search", "*", "--ids", "--sort", order, "-n", limit, "--offset", offset];
            ws.run(&args).stdout.lines().map(str::to_owned).collect()
        };
        let joined = [page("17", "0"), page("17", "17"), page("17", "34")].concat();
        assert_eq!(joined, page("1000", "0"), "{order}");
        assert_eq!(joined.len(), 42);
    }
}

#[test]
fn totals_are_exact_whatever_is_shown() {
    let ws = Workspace::with_samples();
    let answer = ws.json("search", &["search", "*", "-n", "5", "--offset", "40"]);
    assert_eq!((&answer["total"], &answer["offset"], &answer["limit"]), (&42.into(), &40.into(), &5.into()));
    let ranks: Vec<u64> = answer["hits"].as_array().unwrap().iter().map(|hit| hit["rank"].as_u64().unwrap()).collect();
    assert_eq!(ranks, [41, 42]);
    let none = ws.json("search", &["search", "*", "-n", "0"]);
    assert_eq!((&none["total"], none["hits"].as_array().unwrap().len()), (&42.into(), 0));
    assert_eq!(ws.run(&["search", "*", "--count", "-n", "3"]).code(0).stdout, "42\n");
    let far = ws.run(&["search", "*", "--offset", "1000"]).code(0);
    assert!(far.stdout.starts_with("42 records, none shown\n"), "{}", far.stdout);
    // Something matches, whatever is printed of it.
    assert_eq!(ws.run(&["search", "*", "--ids", "--offset", "1000"]).code(0).stdout, "");
    // Facets count all that matches, not what is shown.
    assert_eq!(none["facets"]["year"], answer["facets"]["year"]);
}
