//! What it costs to index the files named on the command line, by the number of jobs.
//!
//! `cargo bench --bench ingest -- [--jobs 1,2] [--tantivy PROGRAM] PATH…` runs the program itself on PATH… and prints,
//! for each number of jobs, seconds, processor seconds, peak memory and the size of the index. With `--tantivy`, the program
//! tantivy-cli indexes and merges title, abstract, journal and year of the same records from JSON lines in the same run, and
//! the ratio is printed. Corpora of any size are made by the benchmark `corpus`.

mod support;

use clap::Parser;
use flate2::read::MultiGzDecoder;
use serde_json::json;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{Cost, abstract_text, machine, records, run};

/// Measures indexing.
#[derive(Parser)]
struct Args {
    /// Numbers of jobs, one run each.
    #[arg(long, value_delimiter = ',', default_value = "2")]
    jobs: Vec<u16>,
    /// The program tantivy-cli, to compare with.
    #[arg(long)]
    tantivy: Option<PathBuf>,
    /// What to index.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Given by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args = Args::parse();
    let mut out = io::stdout();
    let xml = bytes_unpacked(&args.paths)?;
    writeln!(out, "{}; {:.1} MB unpacked", machine(), xml as f64 / 1e6)?;
    writeln!(
        out,
        "{:>5}{:>10}{:>9}{:>9}{:>10}{:>9}{:>10}{:>9}{:>10}{:>8}",
        "jobs", "records", "wall s", "CPU s", "µs/record", "wall/CPU", "records/s", "MB/s", "peak MB", "B/record"
    )?;
    let mut best: Option<f64> = None;
    for jobs in &args.jobs {
        let dir = tempfile::tempdir()?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_medlar"));
        command.args(["index", "--json", "--jobs", &jobs.to_string(), "--index"]).arg(dir.path().join("ix"));
        let cost = run(command.args(&args.paths))?;
        let summary: serde_json::Value = serde_json::from_str(&cost.stdout)?;
        let records = summary["records"]["added"].as_u64().unwrap_or(0) as f64;
        let index = summary["index_bytes"].as_u64().unwrap_or(0) as f64;
        let each = cost.cpu * 1e6 / records;
        writeln!(
            out,
            "{jobs:>5}{records:>10}{:>9.1}{:>9.1}{each:>10.1}{:>9.2}{:>10.0}{:>9.1}{:>10.0}{:>8.0}  {:.3} of the XML",
            cost.wall,
            cost.cpu,
            cost.wall / cost.cpu,
            records / cost.wall,
            xml as f64 / 1e6 / cost.wall,
            cost.peak as f64 / 1e6,
            index / records,
            index / xml as f64
        )?;
        best = Some(best.map_or(each, |best| best.min(each)));
    }
    if let (Some(program), Some(best)) = (&args.tantivy, best) {
        let (records, indexed, merged) = tantivy(program, &args.paths)?;
        let each = (indexed.cpu + merged.cpu) * 1e6 / records as f64;
        writeln!(
            out,
            "tantivy-cli: {records} records, {:.1} s + {:.1} s of CPU, {each:.1} µs a record; ratio {:.2}",
            indexed.cpu,
            merged.cpu,
            best / each
        )?;
    }
    Ok(())
}

/// Bytes of the files as they are without gzip.
fn bytes_unpacked(paths: &[PathBuf]) -> io::Result<u64> {
    let mut bytes = 0;
    for input in medlar::ingest::discover(paths).map_err(io::Error::other)? {
        let medlar::ingest::Input::File(path) = input else { continue };
        let file = File::open(&path)?;
        let packed = path.extension().is_some_and(|extension| extension == "gz");
        bytes +=
            if packed { io::copy(&mut MultiGzDecoder::new(file), &mut io::sink())? } else { file.metadata()?.len() };
    }
    Ok(bytes)
}

/// Has tantivy-cli index and merge the records; returns their number and both costs.
fn tantivy(program: &Path, paths: &[PathBuf]) -> Result<(u64, Cost, Cost), Box<dyn std::error::Error>> {
    let dir = tempfile::tempdir()?;
    let lines = dir.path().join("records.jsonl");
    let mut out = BufWriter::new(File::create(&lines)?);
    let mut count = 0;
    records(paths, &mut |record| {
        count += 1;
        let line = json!({
            "title": record.title,
            "abstract": abstract_text(&record),
            "journal": record.journal.as_ref().map_or("", |journal| journal.name()),
            "year": record.year().unwrap_or(0),
        });
        writeln!(out, "{line}")
    })?;
    out.flush()?;
    // Its own memory of the file, as ours is read once before as well.
    File::open(&lines)?.read_to_end(&mut Vec::new())?;
    let index = dir.path().join("index");
    fs::create_dir(&index)?;
    fs::write(index.join("meta.json"), tantivy_schema().to_string())?;
    let indexed = run(Command::new(program)
        .args(["index", "-t", "2", "-m", "268435456", "-f"])
        .arg(&lines)
        .arg("-i")
        .arg(&index))?;
    let merged = run(Command::new(program).args(["merge", "-i"]).arg(&index))?;
    Ok((count, indexed, merged))
}

/// The schema that `tantivy new` would make: stemmed text with positions, values that can be counted.
fn tantivy_schema() -> serde_json::Value {
    let text = json!({
        "indexing": { "record": "position", "fieldnorms": true, "tokenizer": "en_stem" }, "stored": true
    });
    let value = json!({
        "indexing": { "record": "basic", "fieldnorms": false, "tokenizer": "raw" }, "stored": true, "fast": true
    });
    json!({
        "index_settings": { "docstore_compression": "lz4" }, "segments": [], "opstamp": 0,
        "schema": [
            { "name": "title", "type": "text", "options": text },
            { "name": "abstract", "type": "text", "options": text },
            { "name": "journal", "type": "text", "options": value },
            { "name": "year", "type": "u64",
              "options": { "indexed": true, "fieldnorms": false, "stored": true, "fast": true } },
        ],
    })
}
