//! How long ranked search takes, beside a plain union query of Tantivy's: `cargo bench --bench ranked -- INDEX PATH…`
//!
//! INDEX is a Medlar index of the files PATH…; a Tantivy index of title and abstract (words in lower case) is made of the
//! same records. Questions of 2, 5 and 10 words are taken from sentences of abstracts all over the records, PubMed's stopwords
//! left out. Each is answered in turn by Tantivy (any of the words in either field, 20 best hits), by Medlar's first pass
//! (`--match any --fast`) and by the whole with feedback; both give addresses and scores, Medlar the exact total too. Of each
//! question the median of the rounds counts; ratios are those of the medians over all questions.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, reason = "a benchmark talks and may fail")]

mod support;

use medlar::index::{Index, Reader};
use medlar::record::Record;
use medlar::search::{MatchMode, Request, addresses};
use std::path::PathBuf;
use std::time::Instant;
use support::{abstract_text, machine, records};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Searcher, Term, doc};

/// Rounds over all questions, after one that warms the page cache.
const ROUNDS: usize = 5;

/// Questions of a length.
const OF_A_LENGTH: usize = 60;

const LENGTHS: [usize; 3] = [2, 5, 10];

const HITS: usize = 20;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let Some((index, paths)) = args.split_first().filter(|(_, paths)| !paths.is_empty()) else {
        println!("give an index and what it was made of: cargo bench --bench ranked -- INDEX PATH…");
        return;
    };
    let reader = Index::open(index.as_ref()).expect("an index").reader().expect("an index that can be read");
    let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    let (peer, sentences, abstracts) = Peer::new(&paths);
    println!("{}; {} records, {abstracts} with abstract", machine(), reader.len());
    println!("{:<8}{:>12}{:>14}{:>8}{:>14}{:>8}", "words", "tantivy ms", "first pass ms", "ratio", "whole ms", "ratio");
    for length in LENGTHS {
        let questions = questions(&sentences, length);
        measure(&reader, &peer, &questions, length);
    }
}

fn measure(reader: &Reader, peer: &Peer, questions: &[String], length: usize) {
    let mut times = vec![[const { Vec::new() }; 3]; questions.len()];
    for round in 0..=ROUNDS {
        for (question, times) in questions.iter().zip(&mut times) {
            let mut request = Request::new(question, jiff::civil::date(2026, 1, 1));
            (request.mode, request.limit) = (MatchMode::Any, HITS);
            request.facets.clear();
            let fast = Request { fast: true, ..request.clone() };
            let taken = [
                time(|| peer.answer(question)),
                time(|| addresses(reader, &fast).expect("an answer").len()),
                time(|| addresses(reader, &request).expect("an answer").len()),
            ];
            if round > 0 {
                times.iter_mut().zip(taken).for_each(|(all, taken)| all.push(taken));
            }
        }
    }
    let of = |number: usize| median(times.iter().map(|times| median(times[number].clone())).collect());
    let (theirs, first, whole) = (of(0), of(1), of(2));
    let (a, b) = (first / theirs, whole / theirs);
    println!("{length:<8}{theirs:>12.3}{first:>14.3}{a:>8.2}{whole:>14.3}{b:>8.2}");
}

fn time(answer: impl FnOnce() -> usize) -> f64 {
    let began = Instant::now();
    std::hint::black_box(answer());
    began.elapsed().as_secs_f64() * 1e3
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Questions of `length` words, the same at every run.
fn questions(sentences: &[Vec<String>], length: usize) -> Vec<String> {
    let long: Vec<&Vec<String>> = sentences.iter().filter(|words| words.len() >= length).collect();
    let step = (long.len() / OF_A_LENGTH).max(1);
    long.iter().step_by(step).take(OF_A_LENGTH).map(|words| words[..length].join(" ")).collect()
}

/// A plain index of Tantivy's.
struct Peer {
    searcher: Searcher,
    fields: [Field; 2],
    analyzer: TextAnalyzer,
}

impl Peer {
    /// The index, a sentence of every hundredth abstract in words, and the number of abstracts.
    fn new(paths: &[PathBuf]) -> (Self, Vec<Vec<String>>, usize) {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("default")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let text = TextOptions::default().set_indexing_options(indexing);
        let (title, body) = (schema.add_text_field("title", text.clone()), schema.add_text_field("abstract", text));
        let index = tantivy::Index::create_in_ram(schema.build());
        let mut writer = index.writer(500_000_000).expect("a writer");
        let (mut sentences, mut abstracts) = (Vec::new(), 0);
        records(paths, &mut |record: Record| {
            let text = abstract_text(&record);
            if !text.is_empty() {
                abstracts += 1;
                if abstracts % 100 == 0 {
                    sentences.push(words(text.split(". ").nth(1).unwrap_or(&text)));
                }
            }
            writer.add_document(doc!(title => record.title, body => text)).expect("a document");
            Ok(())
        })
        .expect("the files can be read");
        writer.commit().expect("a commit");
        let segments = index.searchable_segment_ids().expect("segments");
        writer.merge(&segments).wait().expect("a merge");
        let searcher = index.reader().expect("a reader").searcher();
        let analyzer = index.tokenizers().get("default").expect("a tokenizer");
        (Self { searcher, fields: [title, body], analyzer }, sentences, abstracts)
    }

    /// The best hits that have any of the words in either field.
    fn answer(&self, question: &str) -> usize {
        let mut terms: Vec<Box<dyn Query>> = Vec::new();
        let mut analyzer = self.analyzer.clone();
        let mut stream = analyzer.token_stream(question);
        while stream.advance() {
            for field in self.fields {
                let term = Term::from_field_text(field, &stream.token().text);
                terms.push(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)));
            }
        }
        let best = TopDocs::with_limit(HITS).order_by_score();
        self.searcher.search(&BooleanQuery::union(terms), &best).expect("an answer").len()
    }
}

/// The words of a sentence that a question would have.
fn words(sentence: &str) -> Vec<String> {
    let words = sentence.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2);
    let stems = words.map(|word| (word, word.to_lowercase()));
    stems.filter(|(_, lower)| !medlar::analysis::is_common_stem(lower)).map(|(word, _)| word.to_owned()).collect()
}
