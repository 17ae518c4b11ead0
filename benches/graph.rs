//! What links cost: `cargo bench --bench graph -- [RECORDS | INDEX | --ingest PATH…]` (1,000,000 invented records unless told).
//!
//! `--ingest PATH…` measures what the graph adds to indexing: it indexes PATH… with and without the fields that links are made
//! of, in turn, each in a process of its own, and compares the processor seconds. References are read and taken apart in both.
//!
//! Builds an index of small invented records with ten references each, half of them by PMID and half by their place alone,
//! cited as unevenly as literature is; or takes the index in a directory. Then it times each kind of look-up on 200 records, the
//! median and the slowest, and what goes over all records at once, with the most memory that the process has held (mapped
//! files count in it).

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, reason = "a benchmark talks and may fail")]

mod support;

use medlar::graph::{
    Direction, Links, Model, STRONGEST_TERMS, chase, cited_counts, duplicates, missing_works, similar,
};
use medlar::index::{Index, Reader};
use medlar::record::{AbstractSection, Author, Journal, Pages, PartialDate, Pmid, Record, Reference};
use medlar::search::{Citation, match_citation};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use support::{records, run};
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
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    match args.split_first() {
        Some((form, paths)) if form == "--ingest" => return ingest(paths),
        Some((form, paths)) if form == "--with-links" => return ingest_once(paths, &[]),
        Some((form, paths)) if form == "--without-links" => return ingest_once(paths, &LINKS),
        _ => {}
    }
    let given = std::env::args().skip(1).find(|arg| !arg.starts_with("--"));
    if let Some(dir) = given.as_deref().filter(|dir| Path::new(dir).is_dir()) {
        let index = Index::open(Path::new(dir)).expect("an index");
        return look_up(&index.reader().expect("the index"));
    }
    let records = given.and_then(|count| count.parse().ok()).unwrap_or(1_000_000);
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

/// Fields that links are made of.
const LINKS: [&str; 2] = ["cites", "work"];

/// Runs with and without them.
const ROUNDS: usize = 5;

/// Indexes the files with and without the fields of links, in turn, and prints what they add.
fn ingest(paths: &[String]) {
    let program = std::env::current_exe().expect("this program");
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for (form, seconds) in [("--with-links", &mut with), ("--without-links", &mut without)] {
            let cost = run(Command::new(&program).arg(form).args(paths)).expect("a run");
            seconds.push(cost.cpu);
            println!("{form:<16} {:.2} s of processor time  {}", cost.cpu, cost.stdout.trim());
        }
    }
    let median = |mut seconds: Vec<f64>| {
        seconds.sort_by(f64::total_cmp);
        seconds[seconds.len() / 2]
    };
    let (with, without) = (median(with), median(without));
    println!("medians {with:.2} s and {without:.2} s: links add {:.1} %", (with / without - 1.0) * 100.0);
}

/// Indexes the files once, as `medlar index` does with one job.
fn ingest_once(paths: &[String], left_out: &[&str]) {
    let dir = tempfile::tempdir().expect("a directory");
    let index = Index::open_or_create(dir.path()).expect("an index");
    let maker = index.document_maker().expect("a maker").without(left_out);
    let mut writer = index.writer(1, 512 << 20).expect("a writer");
    let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    let (mut count, mut keys) = (0, 0);
    records(&paths, &mut |record| {
        count += 1;
        keys += record.references.len();
        writer.put(maker.prepare(record).expect("a document")).map(|_| ()).map_err(std::io::Error::other)
    })
    .expect("the files can be read");
    writer.commit().expect("a commit");
    writer.finish().expect("merges");
    println!("{count} records, {keys} references, {} MB", index.bytes() >> 20);
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
