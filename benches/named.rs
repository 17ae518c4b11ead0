//! How often a query that names a record finds it first: `cargo bench --bench named -- [--records N] [-v] PATH…`
//!
//! Indexes PATH… in memory, takes N records spread evenly over them (1,000), and asks for each by its ids, by its title and by
//! citations of it in the styles of several guides, made of its parts. A record that shares its whole title with others is not
//! asked for by it. Prints, for each form, how many were asked and how many came first; `-v` prints every miss.
//!
//! Then it gives the same citations, and PubMed's batch form, to the citation matcher: how many it matched rightly, wrongly, to
//! several among which the right one is, or not; and again with the records deleted, where every match is wrong.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, reason = "a benchmark talks and may fail")]

use medlar::index::{Index, Reader, delete};
use medlar::ingest::{self, Options};
use medlar::record::{Author, Identity, Record};
use medlar::search::{Citation, Matched, Request, Status, match_citation, search};
use std::path::PathBuf;
use std::time::Instant;

const RECORDS: usize = 1_000;

/// What a record is asked for by.
struct Form {
    name: &'static str,
    query: fn(&Record) -> Option<String>,
}

const FORMS: [Form; 15] = [
    Form { name: "PMID", query: |r| r.pmid.map(|id| id.to_string()) },
    Form { name: "PMID with its label", query: |r| r.pmid.map(|id| format!("PMID: {id}")) },
    Form { name: "address at PubMed", query: |r| r.pmid.map(|id| format!("https://pubmed.ncbi.nlm.nih.gov/{id}/")) },
    Form { name: "PMCID", query: |r| r.pmcid.map(|id| id.to_string()) },
    Form { name: "DOI", query: |r| r.doi.as_ref().map(ToString::to_string) },
    Form { name: "DOI as an address", query: |r| r.doi.as_ref().map(|id| format!("https://doi.org/{id}")) },
    Form { name: "DOI with its label", query: |r| r.doi.as_ref().map(|id| format!("doi:{id}")) },
    Form { name: "title of 4 words or more", query: |r| long(&r.title).then(|| r.title.clone()) },
    Form { name: "the same, lower case, without signs", query: |r| long(&r.title).then(|| bare(&r.title)) },
    Form { name: "the same, its last word left out", query: |r| long(&r.title).then(|| shortened(&r.title)) },
    Form { name: "shorter title", query: |r| (!long(&r.title) && !r.title.is_empty()).then(|| r.title.clone()) },
    Form { name: "citation: NLM", query: nlm },
    Form { name: "citation: APA", query: apa },
    Form { name: "citation: MLA", query: mla },
    Form { name: "citation: without title", query: brief },
];

fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let verbose = args.iter().any(|arg| arg == "-v");
    args.retain(|arg| arg != "-v");
    let mut wanted = RECORDS;
    if let Some(at) = args.iter().position(|arg| arg == "--records") {
        wanted = args[at + 1].parse().expect("--records N");
        args.drain(at..=at + 1);
    }
    if args.is_empty() {
        println!("give files to index: cargo bench --bench named -- PATH…");
        return;
    }
    let index = Index::in_memory().expect("an index in memory");
    let inputs = ingest::discover(&args.iter().map(PathBuf::from).collect::<Vec<_>>()).expect("the paths exist");
    ingest::run(&index, &inputs, &Options::default(), &mut (), &Default::default()).expect("the files can be read");
    let reader = index.reader().expect("the index can be read");
    let addresses: Vec<_> = reader.all().collect();
    let step = (addresses.len() / wanted).max(1);
    let records: Vec<Record> =
        addresses.iter().step_by(step).map(|address| reader.record(*address).expect("a record")).collect();
    println!("{} records, {} of them asked for", addresses.len(), records.len());
    for form in &FORMS {
        measure(&reader, form, &records, verbose);
    }
    println!("matched: right, wrong, ambiguous with and without the right one, not found");
    match_all(&reader, &records, verbose);
    let ids = records.iter().map(|record| Identity::of(record).display_id());
    delete(&index, ids).expect("records can be deleted");
    println!("the same with the records deleted");
    match_all(&index.reader().expect("the index can be read"), &records, verbose);
}

/// Gives every citation to the matcher.
fn match_all(reader: &Reader, records: &[Record], verbose: bool) {
    let batch = Form { name: "batch form", query: batch };
    for form in FORMS.iter().filter(|form| form.name.starts_with("citation")).chain([&batch]) {
        let (mut told, mut asked) = ([0_u32; 5], 0_u32);
        for record in records {
            let Some(line) = (form.query)(record) else { continue };
            let matched = match_citation(reader, &Citation::read(&line)).expect("a look-up");
            let outcome = outcome(&matched, &Identity::of(record).display_id());
            told[outcome] += 1;
            asked += 1;
            if verbose && outcome > 0 {
                println!("{outcome}\t{}\t{line}\t{:?}", form.name, matched.records.first().map(|r| &r.id));
            }
        }
        println!(
            "{:<36} {:>5} {:>5} {:>5} {:>5} {:>5}  of {asked}",
            form.name, told[0], told[1], told[2], told[3], told[4]
        );
    }
}

/// The column in which an answer is counted.
fn outcome(matched: &Matched, id: &str) -> usize {
    let right = matched.records.iter().any(|record| record.id == id);
    match matched.status {
        Status::Matched if right => 0,
        Status::Matched => 1,
        Status::Ambiguous if right => 2,
        Status::Ambiguous => 3,
        Status::NotFound | Status::InvalidJournal => 4,
    }
}

/// `J Fict Chem|2020|34|112|Moth AB||`
fn batch(record: &Record) -> Option<String> {
    let p = parts(record)?;
    let (last, initials) = p.authors.first()?;
    let page = record.pages.as_ref()?.first();
    Some(format!("{}|{}|{}|{page}|{last} {initials}||", p.abbreviation, p.year, p.volume))
}

fn measure(reader: &Reader, form: &Form, records: &[Record], verbose: bool) {
    let (mut asked, mut first, began) = (0, 0, Instant::now());
    for record in records {
        let Some(query) = (form.query)(record) else { continue };
        if form.name.contains("title") && reader.titled(&record.title).expect("a look-up").len() > 1 {
            continue;
        }
        let mut request = Request::new(&query, jiff::civil::date(2026, 1, 1));
        (request.limit, request.snippets) = (1, 0);
        // What cannot be read as a query (`[Short title].`) and names no record finds nothing.
        let found = search(reader, &request).ok().and_then(|found| found.hits.first().map(|hit| hit.id.clone()));
        asked += 1;
        let id = Identity::of(record).display_id();
        let right = found.as_ref() == Some(&id);
        first += usize::from(right);
        if verbose && !right {
            println!("missed\t{}\t{id}\t{}\t{query}", form.name, found.unwrap_or_default());
        }
    }
    let ms = began.elapsed().as_secs_f64() * 1e3 / f64::from(asked.max(1) as u32);
    let share = first as f64 / asked.max(1) as f64;
    println!("{:<36} {first:>5} of {asked:>5}  {share:.4}   {ms:.1} ms each", form.name);
}

fn long(title: &str) -> bool {
    title.split_whitespace().count() >= 4
}

/// A title as a person types it.
fn bare(title: &str) -> String {
    let letters: String = title.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shortened(title: &str) -> String {
    title.rsplit_once(' ').map_or(title, |(rest, _)| rest).to_owned()
}

/// What every citation needs.
struct Parts {
    authors: Vec<(String, String)>,
    title: String,
    abbreviation: String,
    journal: String,
    year: u16,
    volume: String,
    issue: Option<String>,
    pages: String,
}

fn parts(record: &Record) -> Option<Parts> {
    let name = |author: &Author| Some((author.last_name.clone()?, author.initials.clone().unwrap_or_default()));
    let authors: Vec<(String, String)> = record.authors.iter().filter_map(name).collect();
    let journal = record.journal.as_ref()?;
    let abbreviation = journal.abbreviation.clone()?;
    (!authors.is_empty() && !record.title.is_empty()).then_some(())?;
    Some(Parts {
        authors,
        title: record.title.trim_end_matches('.').to_owned(),
        journal: journal.title.clone().unwrap_or_else(|| abbreviation.clone()),
        abbreviation,
        year: record.year()?,
        volume: record.volume.clone()?,
        issue: record.issue.clone(),
        pages: record.pages.as_ref()?.to_string(),
    })
}

/// `Moth AB, Ray C, et al. A tale. J Fict Chem. 2020;34(2):112-9.`
fn nlm(record: &Record) -> Option<String> {
    let p = parts(record)?;
    let names: Vec<String> = p.authors.iter().take(6).map(|(last, initials)| format!("{last} {initials}")).collect();
    let more = if p.authors.len() > 6 { ", et al" } else { "" };
    let issue = p.issue.map(|issue| format!("({issue})")).unwrap_or_default();
    let (names, title) = (names.join(", "), p.title);
    Some(format!("{names}{more}. {title}. {}. {};{}{issue}:{}.", p.abbreviation, p.year, p.volume, p.pages))
}

/// `Moth, A. B., & Ray, C. (2020). A tale. Journal of Fictional Chemistry, 34(2), 112-9.`
fn apa(record: &Record) -> Option<String> {
    let p = parts(record)?;
    let name = |(last, initials): &(String, String)| {
        let points: Vec<String> = initials.chars().filter(|c| c.is_alphabetic()).map(|c| format!("{c}.")).collect();
        format!("{last}, {}", points.join(" "))
    };
    let names: Vec<String> = p.authors.iter().take(20).map(name).collect();
    let names = match names.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{}, & {last}", before.join(", ")),
        _ => names.concat(),
    };
    let issue = p.issue.map(|issue| format!("({issue})")).unwrap_or_default();
    Some(format!("{names} ({}). {}. {}, {}{issue}, {}.", p.year, p.title, p.journal, p.volume, p.pages))
}

/// `Moth, AB, et al. "A tale." Journal of Fictional Chemistry, vol. 34, no. 2, 2020, pp. 112-9.`
fn mla(record: &Record) -> Option<String> {
    let p = parts(record)?;
    let (last, initials) = p.authors.first()?;
    let more = if p.authors.len() > 1 { ", et al" } else { "" };
    let issue = p.issue.map(|issue| format!(", no. {issue}")).unwrap_or_default();
    let (title, journal) = (p.title, p.journal);
    Some(format!(
        "{last}, {initials}{more}. \"{title}.\" {journal}, vol. {}{issue}, {}, pp. {}.",
        p.volume, p.year, p.pages
    ))
}

/// `Moth AB. J Fict Chem. 2020;34:112-9.`
fn brief(record: &Record) -> Option<String> {
    let p = parts(record)?;
    let (last, initials) = p.authors.first()?;
    Some(format!("{last} {initials}. {}. {};{}:{}.", p.abbreviation, p.year, p.volume, p.pages))
}
