//! How well references are resolved without their ids: `cargo bench --bench resolution -- [-v] PATH…`
//!
//! References that carry an id are a truth that their publishers wrote: the record of that id is meant, and no other.
//! With the ids withheld, each is looked up by its citation and its title alone. A link to another record than the one
//! meant, or to any record where the one meant is not held, is wrong. `-v` prints every miss and every wrong link.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, reason = "a benchmark talks and may fail")]

use medlar::graph::Links;
use medlar::index::{Index, Reader};
use medlar::ingest::{self, Options};
use medlar::record::{LinkMethod, Record, Reference};
use std::collections::BTreeMap;

/// How one part of a citation was told.
#[derive(Default)]
struct Part {
    right: u64,
    wrong: u64,
    empty: u64,
}

#[derive(Default)]
struct Tally {
    /// References, with an id, with the id of a record that is held.
    all: u64,
    with_id: u64,
    held: u64,
    /// Of those held: found by the citation or title, and by each alone.
    found: u64,
    right: BTreeMap<&'static str, u64>,
    wrong: BTreeMap<&'static str, u64>,
    /// Held ones whose text is empty: nothing could find them.
    blank: u64,
    parts: BTreeMap<&'static str, Part>,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let verbose = args.iter().any(|arg| arg == "-v");
    let paths = args.iter().filter(|arg| *arg != "-v").map(Into::into).collect::<Vec<std::path::PathBuf>>();
    if paths.is_empty() {
        println!("give files to index: cargo bench --bench resolution -- PATH…");
        return;
    }
    let index = Index::in_memory().expect("an index in memory");
    let inputs = ingest::discover(&paths).expect("the paths exist");
    ingest::run(&index, &inputs, &Options::default(), &mut (), &false.into()).expect("the files can be read");
    let reader = index.reader().expect("the index can be read");
    let mut tally = Tally::default();
    for address in reader.all() {
        for reference in reader.record(address).expect("a record").references {
            judge(&reader, &reference, &mut tally, verbose);
        }
    }
    report(&tally);
}

/// The records that have one of the reference's ids.
fn truth(reader: &Reader, reference: &Reference) -> Vec<tantivy::DocAddress> {
    let by_id = Reference { year: None, ..reference.clone() };
    Links::new(reader).resolve(&by_id).expect("a look-up").into_iter().map(|found| found.address).collect()
}

fn judge(reader: &Reader, reference: &Reference, tally: &mut Tally, verbose: bool) {
    tally.all += 1;
    if reference.pmid.is_none() && reference.pmcid.is_none() && reference.doi.is_none() {
        return;
    }
    tally.with_id += 1;
    let truth = truth(reader, reference);
    let withheld = Reference { pmid: None, pmcid: None, doi: None, ..reference.clone() };
    let found = Links::new(reader).resolve(&withheld).expect("a look-up");
    tally.held += u64::from(!truth.is_empty());
    if reference.text.is_empty() {
        tally.blank += u64::from(!truth.is_empty());
        return;
    }
    if let Some(meant) = truth.first() {
        compare(&withheld, &reader.record(*meant).expect("a record"), &mut tally.parts);
    }
    tally.found += u64::from(found.iter().any(|link| truth.contains(&link.address)));
    if verbose && !truth.is_empty() && found.is_empty() {
        let meant = reader.record(truth[0]).expect("a record");
        println!("missed\t{}\t{}\t{}", meant.title, medlar::export::citation_line(&meant), reference.text);
    }
    for method in [LinkMethod::Citation, LinkMethod::Title] {
        let keys = withheld.work_keys().into_iter().filter(|key| LinkMethod::of_key(key) == method);
        for link in keys.flat_map(|key| reader.addresses("work", &key)).filter(|found| found.len() == 1).flatten() {
            let right = truth.contains(&link);
            *(if right { &mut tally.right } else { &mut tally.wrong }).entry(method.name()).or_default() += 1;
            if verbose && !right {
                let record = reader.record(link).expect("a record");
                let ids = [reference.pmid.map(|id| id.to_string()), reference.doi.as_ref().map(ToString::to_string)];
                let ids = ids.into_iter().flatten().collect::<Vec<_>>().join(" ");
                println!("wrong ({})\t{ids}\t{}\t{}", method.name(), record.title, reference.text);
            }
        }
    }
}

/// Compares the parts of a citation with the record that it cites.
fn compare(reference: &Reference, record: &Record, parts: &mut BTreeMap<&'static str, Part>) {
    let letters = |text: &str| medlar::record::text::letters_and_digits(text);
    let mut take = |name: &'static str, told: Option<String>, meant: Option<String>| {
        let part = parts.entry(name).or_default();
        match (told, meant) {
            (None, _) => part.empty += 1,
            (Some(told), Some(meant)) if letters(&told) == letters(&meant) => part.right += 1,
            (Some(_), None) => {}
            _ => part.wrong += 1,
        }
    };
    take("year", reference.year.map(|y| y.to_string()), record.year().map(|y| y.to_string()));
    take("volume", reference.volume.clone(), record.volume.clone());
    take(
        "first page",
        reference.pages.as_ref().map(|p| p.first().to_owned()),
        record.pages.as_ref().map(|p| p.first().to_owned()),
    );
    take("journal", reference.journal.clone(), record.journal.as_ref().and_then(|j| j.abbreviation.clone()));
    take("title", reference.title.clone(), Some(record.title.clone()));
    let first = |authors: &[medlar::record::Author]| authors.first().and_then(|author| author.last_name.clone());
    take("first author", first(&reference.authors), first(&record.authors));
}

fn report(tally: &Tally) {
    println!("{} references, {} with an id, {} of a record that is held", tally.all, tally.with_id, tally.held);
    let right: u64 = tally.right.values().sum();
    let wrong: u64 = tally.wrong.values().sum();
    let share = |part: u64, whole: u64| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    println!(
        "ids withheld: recall {:.4} ({} of {}), without the {} that have no text {:.4}",
        share(tally.found, tally.held),
        tally.found,
        tally.held,
        tally.blank,
        share(tally.found, tally.held - tally.blank)
    );
    println!("links {right} right, {wrong} wrong: precision {:.4}", share(right, right + wrong));
    for method in ["citation", "title"] {
        let (right, wrong) = (tally.right.get(method).unwrap_or(&0), tally.wrong.get(method).unwrap_or(&0));
        println!("  by {method}: {right} right, {wrong} wrong: precision {:.4}", share(*right, right + wrong));
    }
    println!("parts of citations whose record is held: right, wrong, empty");
    for (name, part) in &tally.parts {
        println!("  {name}: {}, {}, {}", part.right, part.wrong, part.empty);
    }
}
