//! Makes a PubMed-like baseline of any size out of real PubMed XML files.
//!
//! `cargo bench --bench corpus -- --records 1000000 --seed 1 OUT PATH…` writes `OUT/pubmedNNnNNNN.xml.gz`, 30,000 records
//! each. Every record is a real one under a new PMID, with its MeSH headings, substances, dates and layout, whose
//! sentences come from all over the source, whose words are now and then new ones ([`words`]), and whose references cite
//! records of the new corpus. One seed always makes the same files, whatever the number of threads and however large the
//! corpus: a smaller corpus is the beginning of a larger one.

mod source;
mod weave;
mod words;

use clap::Parser;
use flate2::Compression;
use flate2::write::GzEncoder;
use source::Source;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use weave::Weaver;
use words::Random;

/// Records in a file, as in NLM's baseline.
const RECORDS_A_FILE: u32 = 30_000;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE PubmedArticleSet PUBLIC \
    \"-//NLM//DTD PubMedArticle, 1st January 2025//EN\" \
    \"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd\">\n<PubmedArticleSet>\n";

/// Makes a PubMed-like baseline.
#[derive(Parser)]
struct Args {
    /// Records to make.
    #[arg(long, default_value_t = 1_000_000)]
    records: u32,
    /// What the choices start from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where to write.
    out: PathBuf,
    /// PubMed XML files, or directories of them, to make it from.
    #[arg(required = true)]
    from: Vec<PathBuf>,
    /// Given by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args = Args::parse();
    std::fs::create_dir_all(&args.out)?;
    let source = Source::read(&args.from)?;
    let next = AtomicU32::new(0);
    let files = args.records.div_ceil(RECORDS_A_FILE);
    let threads = std::thread::available_parallelism()?.get();
    let made: io::Result<Vec<u64>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| make_files(&args, &source, &next, files))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))).collect()
    });
    let bytes: u64 = made?.iter().sum();
    writeln!(
        io::stdout(),
        "{} records, {bytes} bytes of XML in {files} files under {}",
        args.records,
        args.out.display()
    )
    .map_err(Into::into)
}

/// Makes one file after the other until there are no more; returns the bytes of XML.
fn make_files(args: &Args, source: &Source, next: &AtomicU32, files: u32) -> io::Result<u64> {
    let mut bytes = 0;
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= files {
            return Ok(bytes);
        }
        let path = args.out.join(format!("pubmed26n{:04}.xml.gz", number + 1));
        let first = number * RECORDS_A_FILE;
        let last = args.records.min(first + RECORDS_A_FILE);
        bytes += make_file(&path, source, args.seed, first..last)?;
    }
}

fn make_file(path: &Path, source: &Source, seed: u64, records: std::ops::Range<u32>) -> io::Result<u64> {
    let mut out = GzEncoder::new(BufWriter::new(File::create(path)?), Compression::default());
    let mut xml = String::with_capacity(64 * 1024);
    let mut bytes = HEAD.len() as u64;
    out.write_all(HEAD.as_bytes())?;
    for number in records {
        // Each record has its own choices, so that no file depends on another.
        let random = Random::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ u64::from(number));
        xml.clear();
        Weaver { source, random, pmid: number + 1, out: &mut xml }.record();
        out.write_all(xml.as_bytes())?;
        bytes += xml.len() as u64;
    }
    out.write_all(b"</PubmedArticleSet>\n")?;
    out.finish()?.flush()?;
    Ok(bytes)
}
