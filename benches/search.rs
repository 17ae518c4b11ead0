//! How long the answers to a fixed mix of queries take, over an index made of the files named on the command line.
//!
//! `cargo bench --bench search -- PATH…`. Figures are medians over rounds within one run, each also as a ratio to the plain
//! term query of the same run: machines differ and are shared, ratios hold.

use medlar::index::Index;
use medlar::ingest::{self, Options};
use medlar::search::{Request, search};
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

/// What is timed: a name, and queries of that kind.
const MIX: [(&str, &[&str]); 9] = [
    ("term", &["resistance", "sepsis", "patients", "cancer"]),
    ("and", &["lung cancer", "immune resistance therapy", "blood pressure children"]),
    ("or", &["sepsis OR shock", "cancer OR tumor OR neoplasm"]),
    ("phrase", &["\"lung cancer\"", "\"quality of life\"", "\"randomized controlled trial\""]),
    ("prefix", &["immun*[ti]", "neuro*[tiab]"]),
    ("proximity", &["\"cancer therapy\"[tiab:~3]", "\"patients risk\"[ab:~5]"]),
    ("tagged", &["humans[mh] AND 2020:2021[dp]", "smith j[au]", "review[pt] NOT child[mh]"]),
    ("compound", &["PD-L1", "IL-2", "TNF-alpha"]),
    ("everything", &["*"]),
];

const ROUNDS: usize = 15;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // `cargo bench` adds `--bench`.
    let paths: Vec<PathBuf> =
        std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).map(PathBuf::from).collect();
    let mut out = std::io::stdout();
    if paths.is_empty() {
        writeln!(out, "name files or directories to index: cargo bench --bench search -- PATH…")?;
        return Ok(());
    }
    let index = Index::in_memory()?;
    let options = Options { jobs: 2, memory: 512 << 20, ..Options::default() };
    let summary = ingest::run(&index, &ingest::discover(&paths)?, &options, &mut (), &Default::default())?;
    let rate = summary.records.read as f64 / summary.seconds;
    writeln!(out, "{} records, {rate:.0} a second", summary.records.read)?;
    let reader = index.reader()?;
    let mut base = None;
    writeln!(out, "{:<12}{:>12}{:>10}", "kind", "median ms", "ratio")?;
    for (kind, queries) in MIX {
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            for query in queries {
                let began = Instant::now();
                search(&reader, &Request::new(query, jiff::civil::date(2026, 1, 1)))?;
                times.push(began.elapsed().as_secs_f64() * 1e3);
            }
        }
        times.sort_by(f64::total_cmp);
        let median = times[times.len() / 2];
        let ratio = median / *base.get_or_insert(median);
        writeln!(out, "{kind:<12}{median:>12.3}{ratio:>10.2}")?;
    }
    Ok(())
}
