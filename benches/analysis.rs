//! What analysis costs, beside Tantivy's own plainest tokenizer (split at what is no letter or digit, lower case), over
//! the text of the records in the files named on the command line.
//!
//! `cargo bench --bench analysis -- PATH…`. Both run in turns within one process; the figures are medians over rounds, and the ratio
//! is what holds on another machine.

use flate2::read::MultiGzDecoder;
use medlar::analysis::pattern::{Breadth, Patterns};
use medlar::analysis::{Analyser, Order, Tokens, find};
use medlar::formats::{self, Item};
use medlar::record::Record;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::time::Instant;
use tantivy::tokenizer::{LowerCaser, SimpleTokenizer, TextAnalyzer};

const ROUNDS: usize = 7;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // `cargo bench` adds `--bench`.
    let paths: Vec<PathBuf> =
        std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).map(PathBuf::from).collect();
    let mut out = std::io::stdout();
    if paths.is_empty() {
        writeln!(out, "name files of records: cargo bench --bench analysis -- PATH…")?;
        return Ok(());
    }
    let texts = texts(&paths)?;
    let bytes: usize = texts.iter().map(String::len).sum();
    let mut simple = TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser).build();
    let (mut analyser, mut tokens) = (Analyser::default(), Tokens::default());
    let pattern = Patterns::default().of("PD-L1 resistance", Breadth::Loose, Order::Phrase);
    let (mut plain, mut full, mut marked) = (Vec::new(), Vec::new(), Vec::new());
    let (mut words, mut terms, mut marks) = (0_usize, 0_usize, 0_usize);
    for _ in 0..ROUNDS {
        (words, terms, marks) = (0, 0, 0);
        let began = Instant::now();
        for text in &texts {
            simple.token_stream(text).process(&mut |_| words += 1);
        }
        plain.push(began.elapsed().as_secs_f64());
        let began = Instant::now();
        for text in &texts {
            analyser.analyse_into(text, &mut tokens);
            terms += tokens.len();
        }
        full.push(began.elapsed().as_secs_f64());
        let began = Instant::now();
        for text in &texts {
            analyser.analyse_into(text, &mut tokens);
            pattern.iter().for_each(|pattern| marks += find(pattern, &tokens).len());
        }
        marked.push(began.elapsed().as_secs_f64());
    }
    writeln!(out, "{} texts, {:.1} MB, {words} words, {terms} terms, {marks} marked", texts.len(), bytes as f64 / 1e6)?;
    let base = median(&mut plain);
    writeln!(out, "{:<24}{:>12}{:>12}{:>8}", "", "ns a word", "MB/s", "ratio")?;
    for (name, times) in
        [("Tantivy's simple", &mut plain), ("analysis", &mut full), ("analysis and marking", &mut marked)]
    {
        let time = median(times);
        let (each, rate) = (time * 1e9 / words as f64, bytes as f64 / 1e6 / time);
        writeln!(out, "{name:<24}{each:>12.1}{rate:>12.1}{:>8.2}", time / base)?;
    }
    Ok(())
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Titles, abstracts, headings and references.
fn texts(paths: &[PathBuf]) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let mut texts = Vec::new();
    let mut take = |record: &Record| {
        texts.push(record.title.clone());
        texts.extend(record.abstract_sections.iter().map(|section| section.text.clone()));
        texts.extend(record.mesh.iter().map(|heading| heading.descriptor.clone()));
        texts.extend(record.references.iter().map(|reference| reference.text.clone()));
    };
    for path in paths {
        let file = File::open(path)?;
        let gzip = path.extension().is_some_and(|extension| extension == "gz");
        let input: Box<dyn Read + Send> = if gzip { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
        let mut input = BufReader::with_capacity(1 << 16, input);
        let format = formats::detect(input.fill_buf()?).ok_or("not a format that Medlar reads")?;
        for entry in formats::read(format, input) {
            if let Item::Record(record) = entry?.item {
                take(&record);
            }
        }
    }
    texts.retain(|text| !text.is_empty());
    Ok(texts)
}
