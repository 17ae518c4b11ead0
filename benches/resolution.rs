//! How well references are resolved without their ids: `cargo bench --bench resolution -- [-v] PATH…`
//!
//! References that carry an id are a truth that their publishers wrote: the record of that id is meant, and no other.
//! With the ids withheld, each is looked up by its citation and its title alone. A link to another record than the one
//! meant, or to any record where the one meant is not held, is wrong. `-v` prints every miss and every wrong link.
//!
//! With the ids left in place it then counts what is linked by less than an id though an id is given, and references whose DOI
//! is not that of the record that their PMID means: how far a DOI in a reference is to be trusted.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, reason = "a benchmark talks and may fail")]

use medlar::graph::Links;
use medlar::index::{Index, Reader};
use medlar::ingest::{self, Options};
use medlar::record::{LinkMethod, Reference};
use std::collections::BTreeMap;

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
    /// With ids in place: linked by less than an id, and in contradiction to the id's record where that is held.
    weaker: u64,
    /// References with the PMID of a held record that has a DOI, as the reference does; those whose DOI is another.
    both: u64,
    other_doi: u64,
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
    ingest::run(&index, &inputs, &Options::default(), &mut (), &Default::default()).expect("the files can be read");
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
    let found = Links::new(reader).resolve(reference).expect("a look-up");
    found.into_iter().filter(|link| link.method.is_id()).map(|link| link.address).collect()
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
    with_ids(reader, reference, tally, verbose);
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

/// What becomes of a reference with its ids in place.
fn with_ids(reader: &Reader, reference: &Reference, tally: &mut Tally, verbose: bool) {
    let found = Links::new(reader).resolve(reference).expect("a look-up");
    if let Some(link) = found.first().filter(|link| !link.method.is_id()) {
        tally.weaker += 1;
        if verbose {
            let record = reader.record(link.address).expect("a record");
            let (id, line) =
                (medlar::record::Identity::of(&record).display_id(), medlar::export::citation_line(&record));
            println!("by {} though it has an id\t{id}\t{}\t{line}\t{reference:?}", link.method.name(), record.title);
        }
    }
    let by_pmid = found.iter().find(|link| link.method == LinkMethod::Pmid);
    let record = by_pmid.map(|link| reader.record(link.address).expect("a record"));
    if let Some((given, own)) = reference.doi.as_ref().zip(record.as_ref().and_then(|record| record.doi.as_ref())) {
        tally.both += 1;
        tally.other_doi += u64::from(given.key() != own.key());
        if verbose && given.key() != own.key() {
            println!("another DOI\t{own}\t{}", reference.text);
        }
    }
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
    println!("ids in place: {} linked by less than the id they give", tally.weaker);
    println!(
        "{} have the PMID and a DOI of a held record, {} of them another DOI than the record",
        tally.both, tally.other_doi
    );
}
