//! The golden table of text analysis: every written form is indexed, and searched for by every other.

use medlar::index::Index;
use medlar::ingest::{self, Options};
use medlar::search::{Hit, MatchMode, Request, search};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;

const GOLDEN: &str = include_str!("../golden/analysis.toml");

#[derive(Deserialize)]
struct Golden {
    spelling: Vec<Row>,
    word: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    /// What finds each other.
    forms: String,
    /// What none of them finds, and what finds none of them.
    #[serde(default)]
    never: String,
    /// Forms of a word that find each other quoted and tagged too.
    #[serde(default)]
    exact: String,
    /// Forms that are several words to a plain query, and so are searched quoted and tagged alone.
    #[serde(default)]
    apart: String,
    #[serde(default = "yes")]
    plain: bool,
}

fn yes() -> bool {
    true
}

fn list(forms: &str) -> Vec<String> {
    forms.split(" | ").map(str::to_owned).filter(|form| !form.is_empty()).collect()
}

/// The golden forms as records, and what searching them found.
struct Records {
    reader: medlar::index::Reader,
    ids: BTreeMap<String, String>,
}

impl Records {
    fn of(golden: &Golden) -> Self {
        let mut ids = BTreeMap::new();
        for row in golden.spelling.iter().chain(&golden.word) {
            for form in list(&row.forms).into_iter().chain(list(&row.never)) {
                let id = format!("f{}", ids.len());
                ids.entry(form).or_insert(id);
            }
        }
        let lines = ids.iter().fold(String::new(), |mut lines, (form, id)| {
            let title = format!("Before {form} behind");
            writeln!(lines, "{}", serde_json::json!({ "id": id, "title": title })).unwrap();
            lines
        });
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("forms.jsonl"), lines).unwrap();
        let index = Index::in_memory().unwrap();
        let files = ingest::discover(&[dir.path().to_owned()]).unwrap();
        ingest::run(&index, &files, &Options::default(), &mut (), &Default::default()).unwrap();
        let reader = index.reader().unwrap();
        assert_eq!(reader.len(), ids.len() as u64);
        Self { reader, ids }
    }

    fn hits(&self, query: &str) -> BTreeMap<String, Hit> {
        let request = Request {
            mode: MatchMode::All,
            limit: 10_000,
            facets: Vec::new(),
            ..Request::new(query, jiff::civil::date(2026, 1, 1))
        };
        let answer = search(&self.reader, &request).unwrap_or_else(|error| panic!("{query}: {error}"));
        answer.hits.into_iter().map(|hit| (hit.id.clone(), hit)).collect()
    }
}

/// The ways to ask for a form: plain, and exact.
fn queries(form: &str, plain: bool) -> (Vec<String>, Vec<String>) {
    let asked = if plain { vec![form.to_owned()] } else { Vec::new() };
    let tagged = if plain { format!("{form}[tiab]") } else { format!("\"{form}\"[ti]") };
    let exact = vec![format!("\"{form}\""), tagged];
    (asked, exact)
}

/// From the first letter or digit of a form to its last.
fn core(form: &str) -> &str {
    form.trim_matches(|c: char| (!c.is_alphanumeric() && c != '℃') || "⁺⁻™".contains(c))
}

/// A form without the `s` of a genitive, which plain words leave out.
fn without_genitive(form: &str) -> &str {
    let bare = form.strip_suffix('s').unwrap_or(form);
    bare.strip_suffix(['\'', '’', '´', '`', 'ʼ', '＇']).unwrap_or(form)
}

/// What is marked in a title, from the first mark to the last.
fn marked(hit: &Hit) -> String {
    let Some(snippet) = hit.snippets.iter().find(|snippet| snippet.field == "title") else { return String::new() };
    let (Some(first), Some(last)) = (snippet.highlights.first(), snippet.highlights.last()) else {
        return String::new();
    };
    snippet.text.chars().skip(first[0]).take(last[1] - first[0]).collect()
}

struct Check<'a> {
    records: &'a Records,
    wrong: Vec<String>,
    searched: usize,
}

impl Check<'_> {
    fn ask(&mut self, query: &str, finds: &[String], never: &[String]) {
        let hits = self.records.hits(query);
        self.searched += 1;
        for form in finds {
            match hits.get(&self.records.ids[form]) {
                None => self.wrong.push(format!("{query} should find {form}")),
                Some(hit) if ![core(form), without_genitive(core(form))].contains(&marked(hit).as_str()) => {
                    self.wrong.push(format!("{query} marks {:?} in {form}", marked(hit)));
                }
                Some(_) => {}
            }
        }
        for form in never {
            if hits.contains_key(&self.records.ids[form]) {
                self.wrong.push(format!("{query} should not find {form}"));
            }
        }
    }

    fn row(&mut self, row: &Row, is_word: bool) {
        let (forms, never, exact) = (list(&row.forms), list(&row.never), list(&row.exact));
        let apart = list(&row.apart);
        for form in &forms {
            let (plain, quoted) = queries(form, row.plain && !apart.contains(form));
            for query in plain {
                self.ask(&query, &forms, &never);
            }
            let same = if exact.contains(form) { exact.clone() } else { vec![form.clone()] };
            // A form of a word finds itself alone, but for its own other spellings.
            let others: Vec<String> = forms.iter().filter(|other| !same.contains(other)).cloned().collect();
            let (finds, not) = match is_word {
                true => (
                    same,
                    others
                        .into_iter()
                        .filter(|other| !is_part(&atoms(form), &atoms(other)))
                        .chain(never.clone())
                        .collect(),
                ),
                false => (forms.clone(), never.clone()),
            };
            for query in quoted {
                self.ask(&query, &finds, &not);
            }
        }
        for other in &never {
            // A part does find what it is part of (`L1` finds `PD-L1`).
            if forms.iter().any(|form| is_part(&atoms(other), &atoms(form))) {
                continue;
            }
            let (plain, quoted) = queries(other, row.plain);
            plain.iter().chain(&quoted).for_each(|query| self.ask(query, &[], &forms));
        }
    }
}

/// A form's runs of letters and of digits, folded.
fn atoms(form: &str) -> Vec<String> {
    let folded = medlar::analysis::fold(form);
    let kind = |c: char| (c.is_alphabetic(), c.is_numeric());
    let mut atoms: Vec<String> = Vec::new();
    let mut last = (false, false);
    for c in folded.chars() {
        match atoms.last_mut() {
            Some(atom) if kind(c) == last => atom.push(c),
            _ => atoms.push(c.to_string()),
        }
        last = kind(c);
    }
    atoms.retain(|atom| atom.trim() != "");
    atoms
}

fn is_part(part: &[String], of: &[String]) -> bool {
    of.windows(part.len()).any(|window| window == part)
}

#[test]
fn the_golden_table_holds() {
    let golden: Golden = toml::from_str(GOLDEN).unwrap();
    assert!(golden.spelling.len() + golden.word.len() >= 200);
    let records = Records::of(&golden);
    let mut check = Check { records: &records, wrong: Vec::new(), searched: 0 };
    golden.spelling.iter().for_each(|row| check.row(row, false));
    golden.word.iter().for_each(|row| check.row(row, true));
    println!("{} searches", check.searched);
    assert!(check.wrong.is_empty(), "{} wrong:\n{}", check.wrong.len(), check.wrong.join("\n"));
}
