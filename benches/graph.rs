//! What links cost: `cargo bench --bench graph -- [RECORDS | INDEX]` (1,000,000 invented records unless told).
//!
//! Builds an index of small invented records with ten references each, half of them by PMID and half by their place alone,
//! cited as unevenly as literature is; or takes the index in a directory. Then it times each kind of look-up on 200 records, the
//! median and the slowest, and what goes over all records at once, with the most memory that the process has held (mapped
//! files count in it). Before that it makes the keys of a sample, for what they take of the time of ingest.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, reason = "a benchmark talks and may fail")]

use medlar::graph::{
    Direction, Links, Model, STRONGEST_TERMS, chase, cited_counts, duplicates, missing_works, similar,
};
use medlar::index::{Index, Reader};
use medlar::record::{AbstractSection, Author, Journal, Pages, PartialDate, Pmid, Record, Reference};
use medlar::search::{Citation, match_citation};
use std::path::Path;
use std::time::Instant;
use tantivy::DocAddress;

const LOOKED_UP: u64 = 200;

/// A sequence without end that is the same on every run (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }
}

/// Place and names of the record of that number.
fn place(number: u64) -> (String, u16, String, String, String) {
    let mut chance = Chance(number);
    let journal = format!("J Invent {}", ["Med", "Biol", "Chem", "Surg", "Oncol"][chance.next(5) as usize]);
    let year = 1980 + chance.next(40) as u16;
    let volume = (u64::from(year) - 1970).to_string();
    (journal, year, volume, (1 + number % 20_000).to_string(), format!("Name{}", number % 5_003))
}

fn words(chance: &mut Chance, count: u64) -> String {
    // The product of two chances makes some words far more frequent than others.
    let word = |chance: &mut Chance| format!("word{}", chance.next(300) * chance.next(300));
    (0..count).map(|_| word(chance)).collect::<Vec<_>>().join(" ")
}

fn record(number: u64) -> Record {
    let mut chance = Chance(number ^ 0xabcd);
    let (journal, year, volume, page, name) = place(number);
    let references: Vec<Reference> = (0..10)
        .map(|at| {
            // Early records are cited more.
            let to = chance.next(number.max(1)).min(chance.next(number.max(1))).max(1);
            let (journal, year, volume, page, name) = place(to);
            let text = format!("{name} A. {journal}. {year};{volume}:{page}.");
            let pmid = if at % 2 == 0 { Pmid::parse(&to.to_string()) } else { None };
            let author = Author { last_name: Some(name), initials: Some("A".into()), ..Author::default() };
            let parts = (Some(journal), Some(year), Some(volume), Pages::parse(&page), vec![author]);
            let (journal, year, volume, pages, authors) = parts;
            Reference { text, pmid, journal, year, volume, pages, authors, ..Reference::default() }
        })
        .collect();
    Record {
        pmid: Pmid::parse(&number.to_string()),
        title: words(&mut chance, 10),
        abstract_sections: vec![AbstractSection::plain(&words(&mut chance, 60))],
        authors: vec![Author { last_name: Some(name), initials: Some("A".into()), ..Author::default() }],
        journal: Some(Journal { abbreviation: Some(journal), ..Journal::default() }),
        date: PartialDate::parse(&year.to_string()),
        volume: Some(volume),
        pages: Pages::parse(&page),
        references,
        ..Record::default()
    }
}

fn main() {
    let given = std::env::args().skip(1).find(|arg| !arg.starts_with("--"));
    if let Some(dir) = given.as_deref().filter(|dir| Path::new(dir).is_dir()) {
        let index = Index::open(Path::new(dir)).expect("an index");
        return look_up(&index.reader().expect("the index"));
    }
    let records = given.and_then(|count| count.parse().ok()).unwrap_or(1_000_000);
    keys_alone();
    let dir = std::env::temp_dir().join(format!("medlar-graph-{}", std::process::id()));
    let index = Index::open_or_create(&dir).expect("an index");
    let began = Instant::now();
    let maker = index.document_maker().expect("a maker");
    let mut writer = index.writer(2, 512 << 20).expect("a writer");
    for number in 1..=records {
        writer.put(maker.prepare(record(number)).expect("a document")).expect("a record");
    }
    writer.commit().expect("a commit");
    writer.finish().expect("merges");
    println!(
        "{records} records with {} references in {:.0} s, {} MB",
        records * 10,
        began.elapsed().as_secs_f64(),
        index.bytes() >> 20
    );
    let reader = index.reader().expect("the index");
    look_up(&reader);
    drop(reader);
    drop(index);
    std::fs::remove_dir_all(&dir).expect("the index can be removed");
}

/// What the keys of a record and its references take of the time in which a record is made and written as JSON.
fn keys_alone() {
    let sample: Vec<Record> = (1..5_000).map(record).collect();
    let began = Instant::now();
    let keys: usize = sample
        .iter()
        .map(|r| r.work_keys().len() + r.references.iter().map(|f| f.work_keys().len()).sum::<usize>())
        .sum();
    let each = began.elapsed().as_secs_f64() * 1e6 / sample.len() as f64;
    println!("keys: {:.1} a record, {each:.1} µs a record", keys as f64 / sample.len() as f64);
}

fn look_up(reader: &Reader) {
    let links = Links::new(reader);
    let step = usize::try_from(reader.len() / LOOKED_UP).expect("a number of records").max(1);
    let sample: Vec<DocAddress> = reader.all().step_by(step).take(LOOKED_UP as usize).collect();
    let record = |address: DocAddress| reader.record(address).expect("a record");
    println!("{} records, {} looked up", reader.len(), sample.len());
    time("references", &sample, |address| links.cited(&record(address)).expect("a look-up").len());
    time("cited-by", &sample, |address| links.citing(&record(address)).expect("a look-up").len());
    for (name, depth) in [("chase, both ways", 1), ("chase, both ways, depth 2", 2)] {
        time(name, &sample, |address| {
            let both = [Direction::Backward, Direction::Forward];
            chase(reader, &[address], &both, depth).expect("a chase").records.len()
        });
    }
    time("similar", &sample, |address| {
        similar(reader, address, Model::default(), STRONGEST_TERMS, 20).expect("a ranking").len()
    });
    time("match, without ids", &sample, |address| {
        let mut citation = Citation::read(&written(&record(address)));
        citation.reference = Reference { pmid: None, pmcid: None, doi: None, ..citation.reference };
        match_citation(reader, &citation).expect("a look-up").records.len()
    });
    at_once("counts of all records", || cited_counts(reader).expect("counts").links());
    at_once("works cited and not held", || missing_works(reader, 20).expect("works").len() as u64);
    at_once("duplicates", || duplicates(reader).expect("duplicates").groups.len() as u64);
}

/// A record as others cite it.
fn written(record: &Record) -> String {
    let names: Vec<String> = record.authors.iter().map(Author::short).collect();
    format!("{}. {} {}", names.join(", "), record.title, medlar::export::citation_line(record))
}

fn at_once(name: &str, all: impl Fn() -> u64) {
    let began = Instant::now();
    let found = all();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line =
        |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim().to_owned();
    let (peak, own) = (line("VmHWM:"), line("RssAnon:"));
    println!("{name:<29} {:.2} s, {found} found; peak {peak}, of it now its own {own}", began.elapsed().as_secs_f64());
}

fn time(name: &str, sample: &[DocAddress], mut look: impl FnMut(DocAddress) -> usize) {
    let mut times = Vec::new();
    let mut found = 0;
    for address in sample {
        let began = Instant::now();
        found += look(*address);
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "{name:<29} median {:7.2} ms, 95 % within {:7.2} ms, slowest {:7.2} ms, {:.1} found each",
        at(0.5),
        at(0.95),
        at(1.0),
        found as f64 / times.len() as f64
    );
}
