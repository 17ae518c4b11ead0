//! How well citations are taken apart: `cargo bench --bench citations -- [-v PART] PATH…`
//!
//! Two truths that nobody wrote for this program:
//!
//! - **tagged**: JATS articles hold citations as text in which publishers marked the parts. The text alone is taken apart
//!   and compared with the marks.
//! - **held**: the records under PATH…, and the works that tagged citations give an id of. Each citation as text that has the
//!   PMID or DOI of such a work is compared with it.
//!
//! A part is right, wrong, left empty though it stands in the text, or not in the text; or told where the truth has none (publishers
//! do not mark every part). Over all citations it is then checked that what was told stands in the text. `-v title` prints
//! every citation whose title was told wrongly (`-v empty-title`: not told).

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, reason = "a benchmark talks and may fail")]

#[path = "support/mod.rs"]
mod support;

use medlar::record::text::letters_and_digits;
use medlar::record::{Author, Journal, Record, Reference};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

const PARTS: [&str; 7] = ["first author", "title", "container", "year", "volume", "issue", "first page"];

/// What each part may be, spelt in any of several ways; none where the truth does not say.
type Truth = [Vec<String>; PARTS.len()];

#[derive(Default, Clone, Copy)]
struct Count {
    right: u64,
    wrong: u64,
    empty: u64,
    absent: u64,
    unmarked: u64,
}

#[derive(Default)]
struct Tally {
    citations: u64,
    parts: [Count; PARTS.len()],
}

struct Bench {
    /// The part whose faults are printed.
    shown: Option<String>,
    /// Known works by id, and whether a record tells of them; else it is references, each in its way.
    works: HashMap<String, (bool, Truth)>,
    tagged: Tally,
    held: Tally,
    all: u64,
    told: [u64; PARTS.len()],
    unfounded: BTreeMap<&'static str, u64>,
}

fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let shown = args.iter().position(|arg| arg == "-v").map(|at| args.drain(at..at + 2).nth(1).expect("a part"));
    let paths: Vec<PathBuf> = args.iter().map(Into::into).collect();
    if paths.is_empty() {
        println!("give files: cargo bench --bench citations -- PATH…");
        return;
    }
    let mut bench = Bench {
        shown,
        works: HashMap::new(),
        tagged: Tally::default(),
        held: Tally::default(),
        all: 0,
        told: [0; PARTS.len()],
        unfounded: BTreeMap::new(),
    };
    support::records(&paths, &mut |record| {
        bench.learn(&record);
        Ok(())
    })
    .expect("the files can be read");
    support::records(&paths, &mut |record| {
        bench.judge(&record);
        Ok(())
    })
    .expect("the files can be read");
    bench.report();
}

impl Bench {
    /// Takes a record, and the works that its references describe in marked parts, for truth.
    fn learn(&mut self, record: &Record) {
        let ids = [record.pmid.map(|id| id.to_string()), record.doi.as_ref().map(|doi| doi.key())];
        let truth = of_record(record);
        for id in ids.into_iter().flatten() {
            self.works.insert(id, (true, truth.clone()));
        }
        for reference in record.references.iter().filter(|_| is_jats(record)) {
            let truth = of_reference(reference);
            for id in ids_of(reference).filter(|_| !truth[1].is_empty() && !truth[2].is_empty()) {
                let (by_record, known) = self.works.entry(id).or_default();
                let ways = known.iter_mut().zip(&truth).filter(|_| !*by_record);
                ways.for_each(|(known, way)| known.extend(way.iter().cloned()));
            }
        }
    }

    fn judge(&mut self, record: &Record) {
        for reference in record.references.iter().filter(|reference| !reference.text.is_empty()) {
            let told = Reference::parse(&reference.text);
            self.check(&told);
            if is_jats(record) {
                if is_text_with_marks(reference) {
                    self.tagged.citations += 1;
                    compare(&told, &marked(reference, &told), true, &self.shown, &mut self.tagged);
                }
            } else if let Some(truth) = ids_of(reference).find_map(|id| self.works.get(&id)).map(|(_, truth)| truth) {
                self.held.citations += 1;
                compare(&told, truth, false, &self.shown, &mut self.held);
            }
        }
    }

    /// Counts what was told of any citation, and what of it does not stand in its text.
    fn check(&mut self, told: &Reference) {
        self.all += 1;
        let parts = of_reference(told);
        let text = letters_and_digits(&told.text);
        for ((part, name), count) in parts.iter().zip(PARTS).zip(&mut self.told) {
            *count += u64::from(!part.is_empty());
            if part.iter().any(|part| !text.contains(part.as_str())) {
                *self.unfounded.entry(name).or_default() += 1;
                if self.shown.as_deref() == Some("unfounded") {
                    println!("{name}\t{part:?}\t{}", told.text);
                }
            }
        }
        let odd = [
            ("year out of 1500 to 2100", told.year.is_some_and(|year| !(1500..=2100).contains(&year))),
            ("volume without a digit", told.volume.as_ref().is_some_and(|v| !v.contains(|c: char| c.is_numeric()))),
            (
                "page without a digit",
                told.pages.as_ref().is_some_and(|p| !p.first().contains(|c: char| c.is_numeric())),
            ),
            ("title of one letter", told.title.as_ref().is_some_and(|title| title.chars().count() < 2)),
            ("journal in the title's place", told.title.is_some() && told.title == told.journal),
        ];
        for (name, _) in odd.into_iter().filter(|(_, odd)| *odd) {
            *self.unfounded.entry(name).or_default() += 1;
            if self.shown.as_deref() == Some("unfounded") {
                println!("{name}\t{}", told.text);
            }
        }
    }

    fn report(&self) {
        report("tagged: citations as text with marked parts", &self.tagged);
        report("held: citations of works that are known by an id", &self.held);
        println!("all: {} citations; told of them:", self.all);
        for (name, told) in PARTS.iter().zip(self.told) {
            println!("  {name:<13}{:6.2} %", 100.0 * told as f64 / self.all.max(1) as f64);
        }
        println!("  told and not in the text, or no such thing: {:?}", self.unfounded);
    }
}

fn report(name: &str, tally: &Tally) {
    println!("{name}: {}", tally.citations);
    println!(
        "  {:<13}{:>8}{:>8}{:>8}{:>12}{:>10}{:>11}{:>9}",
        "part", "right", "wrong", "empty", "not in text", "no truth", "precision", "recall"
    );
    for (name, count) in PARTS.iter().zip(tally.parts) {
        let Count { right, wrong, empty, absent, unmarked } = count;
        let share = |whole: u64| if whole == 0 { 1.0 } else { right as f64 / whole as f64 };
        let (precision, recall) = (share(right + wrong), share(right + wrong + empty));
        println!("  {name:<13}{right:>8}{wrong:>8}{empty:>8}{absent:>12}{unmarked:>10}{precision:>11.4}{recall:>9.4}");
    }
}

fn is_jats(record: &Record) -> bool {
    record.source.as_deref() == Some("jats")
}

fn ids_of(reference: &Reference) -> impl Iterator<Item = String> {
    [reference.pmid.map(|id| id.to_string()), reference.doi.as_ref().map(|doi| doi.key())].into_iter().flatten()
}

/// Whether a reference of an article is a text that somebody wrote, with marks in it: where all parts came as elements the
/// text is our own making, in this form.
fn is_text_with_marks(reference: &Reference) -> bool {
    let parsed = Reference::parse(&reference.text);
    let marked = reference.title.is_some() || reference.journal.is_some() || !reference.authors.is_empty();
    let names: Vec<String> = reference.authors.iter().map(Author::short).collect();
    let own = !names.is_empty()
        && reference.text.starts_with(&names.join(", "))
        && reference.pages.as_ref().is_none_or(|pages| reference.text.ends_with(&format!(":{pages}")));
    marked && !own && parsed.text == reference.text
}

fn letters(parts: impl IntoIterator<Item = Option<String>>) -> Vec<String> {
    parts.into_iter().flatten().map(|part| letters_and_digits(&part)).filter(|part| !part.is_empty()).collect()
}

fn name(author: Option<&Author>) -> Option<String> {
    let author = author?;
    author.last_name.clone().or_else(|| author.collective_name.clone())
}

fn of_reference(reference: &Reference) -> Truth {
    [
        letters([name(reference.authors.first())]),
        letters([reference.title.clone()]),
        letters([reference.journal.clone()]),
        letters([reference.year.map(|year| year.to_string())]),
        letters([reference.volume.clone()]),
        letters([reference.issue.clone()]),
        letters([reference.pages.as_ref().map(|pages| pages.first().to_owned())]),
    ]
}

/// What publishers marked. A book's title is marked as source and none as title, where we call it the title.
fn marked(reference: &Reference, told: &Reference) -> Truth {
    let mut truth = of_reference(reference);
    let [_, title, container, ..] = &mut truth;
    if title.is_empty() && told.journal.is_none() && letters([told.title.clone()]) == *container {
        std::mem::swap(title, container);
    }
    truth
}

fn of_record(record: &Record) -> Truth {
    let years = [&record.date, &record.electronic_date].map(|date| date.as_ref().map(|date| date.year().to_string()));
    let names =
        |journal: &Journal| [&journal.abbreviation, &journal.iso_abbreviation, &journal.title].map(Clone::clone);
    let journal = record.journal.as_ref().map(names).into_iter().flatten();
    [
        letters([name(record.authors.first())]),
        letters([Some(record.title.clone())]),
        letters(journal),
        letters(years),
        letters([record.volume.clone()]),
        letters([record.issue.clone()]),
        letters([record.pages.as_ref().map(|pages| pages.first().to_owned())]),
    ]
}

/// Whether a container is spelt otherwise: one is the other's initials and word beginnings.
fn abbreviates(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.len() < long.len()
        && short.chars().next() == long.chars().next()
        && short.chars().all(|c| rest.any(|d| c == d))
}

fn compare(told: &Reference, truth: &Truth, strict: bool, shown: &Option<String>, tally: &mut Tally) {
    let text = letters_and_digits(&told.text);
    for (at, (told_part, meant)) in of_reference(told).into_iter().zip(truth).enumerate() {
        let count = &mut tally.parts[at];
        let stands = meant.iter().any(|meant| text.contains(meant.as_str()));
        let is_container = PARTS[at] == "container" && !strict;
        let same = |told: &String| {
            meant.contains(told)
                || is_container && meant.iter().any(|meant| abbreviates(told, meant) || abbreviates(meant, told))
        };
        let fault = match told_part.first() {
            None if stands => {
                count.empty += 1;
                "empty-"
            }
            None => {
                count.absent += u64::from(!meant.is_empty());
                continue;
            }
            Some(_) if meant.is_empty() => {
                count.unmarked += 1;
                "unmarked-"
            }
            Some(told) if same(told) => {
                count.right += 1;
                continue;
            }
            Some(_) => {
                count.wrong += 1;
                ""
            }
        };
        if shown.as_ref().is_some_and(|shown| *shown == format!("{fault}{}", PARTS[at])) {
            println!("{fault}{}\ttold {told_part:?}\tmeant {meant:?}\t{}", PARTS[at], told.text);
        }
    }
}
