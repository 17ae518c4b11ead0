//! How long full answers take, beside Tantivy's own query parser.
//!
//! `cargo bench --bench queries -- INDEX PATH…` takes the Medlar index INDEX, made of PATH…, and makes a Tantivy index of
//! title, abstract, journal and year of the same records. 200 queries, eight kinds of them, are drawn from the words of
//! the index by their frequency, always the same for the same index. Each is answered by both in turn: 20 hits with
//! snippets, the exact total, the counts of journals and years.

mod support;

use clap::Parser;
use medlar::index::{Index, Reader};
use medlar::search::{Request, search};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;
use support::{abstract_text, machine, records};
use tantivy::aggregation::AggregationCollector;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::QueryParser;
use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::snippet::SnippetGenerator;
use tantivy::{Searcher, TantivyDocument};

/// Rounds over all queries; of each query the median counts.
const ROUNDS: usize = 5;

/// Queries of a kind.
const OF_A_KIND: usize = 25;

/// Measures queries.
#[derive(Parser)]
struct Args {
    /// A Medlar index.
    index: PathBuf,
    /// What it was made of.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Keeps Tantivy's index here, and takes the one that is here.
    #[arg(long, value_name = "DIR")]
    peer: Option<PathBuf>,
    /// Given by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
}

/// A query as Medlar and as Tantivy read it.
struct Pair {
    kind: &'static str,
    ours: String,
    theirs: String,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args = Args::parse();
    let mut out = io::stdout();
    let reader = Index::open(&args.index)?.reader()?;
    let peer = Peer::new(&args.paths, args.peer.as_deref())?;
    let pairs = mix(&words(&reader)?);
    writeln!(out, "{}; {} records, {} queries", machine(), reader.len(), pairs.len())?;
    let mut times: Vec<(Vec<f64>, Vec<f64>)> = vec![(Vec::new(), Vec::new()); pairs.len()];
    for _ in 0..=ROUNDS {
        for (pair, times) in pairs.iter().zip(&mut times) {
            let began = Instant::now();
            search(&reader, &Request::new(&pair.ours, jiff::civil::date(2026, 1, 1)))?;
            times.0.push(began.elapsed().as_secs_f64() * 1e3);
            let began = Instant::now();
            peer.answer(&pair.theirs)?;
            times.1.push(began.elapsed().as_secs_f64() * 1e3);
        }
    }
    // The first round warms the page cache.
    let medians: Vec<(&str, f64, f64)> = pairs
        .iter()
        .zip(&times)
        .map(|(pair, (ours, theirs))| (pair.kind, quantile(&ours[1..], 0.5), quantile(&theirs[1..], 0.5)))
        .collect();
    writeln!(out, "{:<12}{:>10}{:>10}{:>10}{:>10}{:>8}", "kind", "quantile", "medlar ms", "tantivy", "ratio", "")?;
    let mut kinds: Vec<&str> = medians.iter().map(|(kind, ..)| *kind).collect();
    kinds.dedup();
    for kind in kinds.into_iter().chain(["all"]) {
        let of = |number: fn(&(&str, f64, f64)) -> f64| -> Vec<f64> {
            medians.iter().filter(|(of, ..)| kind == "all" || kind == *of).map(number).collect()
        };
        let (ours, theirs) = (of(|m| m.1), of(|m| m.2));
        for (name, q) in [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)] {
            if kind == "all" || name == "p50" {
                let (ours, theirs) = (quantile(&ours, q), quantile(&theirs, q));
                writeln!(out, "{kind:<12}{name:>10}{ours:>10.2}{theirs:>10.2}{:>10.2}", ours / theirs)?;
            }
        }
    }
    Ok(())
}

fn quantile(times: &[f64], q: f64) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(((sorted.len() as f64 - 1.0) * q).round() as usize).copied().unwrap_or(0.0)
}

/// Plain words of titles, the most frequent first.
fn words(reader: &Reader) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let field = reader.searcher().schema().get_field("title")?;
    let Some(segment) = reader.searcher().segment_readers().iter().max_by_key(|segment| segment.num_docs()) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    let terms = segment.inverted_index(field)?;
    let mut stream = terms.terms().stream()?;
    while stream.advance() {
        let plain = stream.key().len() > 4 && stream.key().iter().all(u8::is_ascii_lowercase);
        if plain && stream.value().doc_freq > 2 {
            found.push((stream.value().doc_freq, String::from_utf8_lossy(stream.key()).into_owned()));
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    Ok(found.into_iter().map(|(_, word)| word).collect())
}

/// The queries. Ranks grow geometrically: frequent words are asked for more often than their number.
fn mix(words: &[String]) -> Vec<Pair> {
    let word = |number: usize| {
        let rank = 4.0 * 1.035_f64.powi(number as i32);
        words.get(rank as usize % words.len().max(1)).map_or("", String::as_str)
    };
    let mut pairs = Vec::new();
    let mut push = |kind, ours: String, theirs: String| pairs.push(Pair { kind, ours, theirs });
    for n in 0..OF_A_KIND {
        push("term", word(n * 8).into(), word(n * 8).into());
    }
    for n in 0..OF_A_KIND {
        let (a, b) = (word(n * 5), word(n * 4 + 9));
        push("and", format!("{a} {b}"), format!("+{a} +{b}"));
    }
    for n in 0..OF_A_KIND {
        let (a, b, c) = (word(n * 6), word(n * 5 + 30), word(n * 4 + 60));
        push("or", format!("{a} OR {b} OR {c}"), format!("{a} OR {b} OR {c}"));
    }
    for n in 0..OF_A_KIND {
        let phrase = format!("\"{} {}\"", word(n * 3), word(n * 2 + 1));
        push("phrase", phrase.clone(), phrase);
    }
    for n in 0..OF_A_KIND {
        let word = word(n * 7);
        let stem = &word[..word.len() - 1];
        push("prefix", format!("{stem}*[tiab]"), format!("\"{stem}\"* OR {word}"));
    }
    for n in 0..OF_A_KIND {
        let phrase = format!("\"{} {}\"", word(n * 3), word(n * 3 + 2));
        push("proximity", format!("{phrase}[tiab:~5]"), format!("{phrase}~5"));
    }
    for n in 0..OF_A_KIND {
        let word = word(n * 7 + 3);
        push("filter", format!("{word} AND 1990:2005[dp]"), format!("+{word} +year:[1990 TO 2005]"));
    }
    for n in 0..OF_A_KIND {
        let (a, b, c) = (word(n * 4), word(n * 5 + 7), word(n * 3 + 40));
        push("nested", format!("{a} AND ({b} OR {c})"), format!("+{a} +({b} OR {c})"));
    }
    pairs
}

/// Tantivy with its own query parser.
struct Peer {
    searcher: Searcher,
    parser: QueryParser,
    title: Field,
    text: Field,
    counts: Aggregations,
}

impl Peer {
    fn new(paths: &[PathBuf], kept: Option<&Path>) -> Result<Self, Box<dyn std::error::Error>> {
        let words = TextFieldIndexing::default()
            .set_tokenizer("default")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let options = TextOptions::default().set_indexing_options(words).set_stored();
        let mut schema = Schema::builder();
        let title = schema.add_text_field("title", options.clone());
        let text = schema.add_text_field("abstract", options);
        let journal = schema.add_text_field("journal", STRING | STORED | FAST);
        let year = schema.add_u64_field("year", FAST | STORED | tantivy::schema::INDEXED);
        let passing = tempfile::tempdir()?;
        let dir = kept.unwrap_or(passing.path());
        let index = match tantivy::Index::open_in_dir(dir) {
            Ok(index) => index,
            Err(_) => Self::make(dir, schema.build(), [title, text, journal, year], paths)?,
        };
        let counts = serde_json::from_value(serde_json::json!({
            "journal": { "terms": { "field": "journal", "size": 20 } },
            "year": { "terms": { "field": "year", "size": 200 } },
        }))?;
        let searcher = index.reader()?.searcher();
        Ok(Self { searcher, parser: QueryParser::for_index(&index, vec![title, text]), title, text, counts })
    }

    fn make(
        dir: &Path,
        schema: Schema,
        [title, text, journal, year]: [Field; 4],
        paths: &[PathBuf],
    ) -> Result<tantivy::Index, Box<dyn std::error::Error>> {
        std::fs::create_dir_all(dir)?;
        let index = tantivy::Index::create_in_dir(dir, schema)?;
        let mut writer = index.writer_with_num_threads(2, 512 << 20)?;
        records(paths, &mut |record| {
            let mut document = TantivyDocument::default();
            document.add_text(title, &record.title);
            document.add_text(text, abstract_text(&record));
            document.add_text(journal, record.journal.as_ref().map_or("", |journal| journal.name()));
            document.add_u64(year, u64::from(record.year().unwrap_or(0)));
            writer.add_document(document).map(|_| ()).map_err(io::Error::other)
        })?;
        writer.commit()?;
        let segments = index.searchable_segment_ids()?;
        writer.merge(&segments).wait()?;
        writer.wait_merging_threads()?;
        Ok(index)
    }

    /// A full answer; returns the total.
    fn answer(&self, query: &str) -> tantivy::Result<usize> {
        let query = self.parser.parse_query_lenient(query).0;
        let counts = AggregationCollector::from_aggs(self.counts.clone(), Default::default());
        let collectors = (TopDocs::with_limit(20).order_by_score(), Count, counts);
        let (top, total, _) = self.searcher.search(&query, &collectors)?;
        let title = SnippetGenerator::create(&self.searcher, &query, self.title)?;
        let text = SnippetGenerator::create(&self.searcher, &query, self.text)?;
        for (_, address) in top {
            let document: TantivyDocument = self.searcher.doc(address)?;
            std::hint::black_box((title.snippet_from_doc(&document), text.snippet_from_doc(&document)));
        }
        Ok(total)
    }
}
