//! A corpus in which later files replace, delete and repeat records, and what an index of it should hold after each
//! record: the measure of the tests that kill and starve the program.

use crate::workspace::Workspace;
use medlar::index::{Index, check};
use medlar::search::{FacetRequest, Request, search};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use tantivy::DocAddress;

/// Titles by id.
pub type Content = BTreeMap<String, String>;

const WORDS: [&str; 16] = [
    "melanoma",
    "sepsis",
    "resistance",
    "needle",
    "thread",
    "immune",
    "blockade",
    "tumour",
    "receptor",
    "kinase",
    "PD-L1",
    "TNF-α",
    "cohort",
    "trial",
    "mice",
    "review",
];

/// A small generator of numbers (SplitMix64), so that a failure can be seen again.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % limit as u64).unwrap()
    }

    fn text(&mut self, words: usize) -> String {
        (0..words).map(|_| WORDS[self.below(WORDS.len())]).collect::<Vec<_>>().join(" ")
    }
}

/// Files, and what an index holds while it takes them.
pub struct Story {
    /// Names and contents, in their natural order.
    pub files: Vec<(String, String)>,
    /// After so many records: what is there, of how many files all of it. The last one is the end.
    pub states: Vec<(usize, Content)>,
}

impl Story {
    /// `files` files of `records` records; states are noted every `step` records.
    pub fn new(files: usize, records: usize, step: usize) -> Self {
        let mut story = Self { files: Vec::new(), states: vec![(0, Content::new())] };
        let (mut random, mut now, mut next) = (Random(11), Content::new(), 1);
        let (mut known, mut since): (Vec<(u32, String)>, usize) = (Vec::new(), 0);
        for number in 0..files {
            let mut text = String::new();
            for record in 0..records {
                let (pmid, title) = match random.below(10) {
                    // A new version, a repetition, else a new record.
                    0..=2 if !known.is_empty() => {
                        let words = random.text(4);
                        (known[random.below(known.len())].0, format!("{words} {number} {record}"))
                    }
                    3 if !known.is_empty() => known[random.below(known.len())].clone(),
                    _ => {
                        next += 1;
                        (next - 1, random.text(5))
                    }
                };
                text.push_str(&article(pmid, &title, &mut random));
                known.push((pmid, title.clone()));
                now.insert(pmid.to_string(), title);
                since += 1;
                if since == step {
                    story.states.push((number, now.clone()));
                    since = 0;
                }
            }
            let gone: Vec<u32> = (0..2).map(|_| known[random.below(known.len())].0).chain([900_000]).collect();
            gone.iter().for_each(|pmid| drop(now.remove(&pmid.to_string())));
            let gone: String = gone.iter().map(|pmid| format!("<PMID>{pmid}</PMID>")).collect();
            let text =
                format!("<PubmedArticleSet>\n{text}<DeleteCitation>{gone}</DeleteCitation></PubmedArticleSet>\n");
            story.files.push((format!("n{}.xml", number + 8), text));
        }
        story.states.push((files, now));
        story
    }

    /// What an index holds at the end.
    pub fn end(&self) -> &Content {
        &self.states.last().unwrap().1
    }

    /// Writes the files into `in/`.
    pub fn write(&self, ws: &Workspace) {
        for (name, text) in &self.files {
            ws.file(&format!("in/{name}"), text);
        }
    }

    /// Asserts that the index in `dir` is sound and as of one of the commits; says how many records it has.
    #[track_caller]
    pub fn assert_committed(&self, dir: &Path) -> usize {
        let Some((content, files)) = read(dir) else { return 0 };
        // Of several alike commits the latest: its files are taken.
        let state = self.states.iter().rev().find(|(_, state)| *state == content);
        let (whole, _) = state.unwrap_or_else(|| panic!("{} records as of no commit", content.len()));
        assert!(files <= *whole, "{files} files are called taken, {whole} are");
        content.len()
    }
}

fn article(pmid: u32, title: &str, random: &mut Random) -> String {
    let (text, year, journal) = (random.text(12), 2000 + random.below(6), random.below(3));
    format!(
        "<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article><Journal><JournalIssue><PubDate><Year>{year}</Year></PubDate>\
         </JournalIssue></Journal><ArticleTitle>{title}</ArticleTitle><Abstract><AbstractText>{text}</AbstractText></Abstract></Article>\
         <MedlineJournalInfo><MedlineTA>J Fict {journal}</MedlineTA></MedlineJournalInfo></MedlineCitation></PubmedArticle>\n"
    )
}

/// What the index in `dir` holds, and how many files it has taken; asserts that it is sound. `None` where nothing was
/// committed yet.
#[track_caller]
pub fn read(dir: &Path) -> Option<(Content, usize)> {
    let index = match Index::open(dir) {
        Err(medlar::index::IndexError::Missing(_)) => return None,
        other => other.unwrap(),
    };
    let found = check(dir, false, 1).unwrap();
    assert!(found.sound, "{found:#?}");
    // A commit may come between the two: what is called taken before is there after it.
    let taken = index.manifest().unwrap().files.len();
    let reader = index.reader().unwrap();
    let mut content = Content::new();
    for (number, segment) in (0..).zip(reader.searcher().segment_readers()) {
        for doc in segment.doc_ids_alive() {
            let record = reader.record(DocAddress::new(number, doc)).unwrap();
            content.insert(record.pmid.unwrap().to_string(), record.title);
        }
    }
    Some((content, taken))
}

/// Answers to a set of searches, byte by byte but for the time that they took.
pub struct Answers(Vec<Value>);

/// The answers of the index in `dir`.
pub fn answers(dir: &Path) -> Answers {
    let reader = Index::open(dir).unwrap().reader().unwrap();
    let ask = |question: &&str| {
        let mut request = Request::new(question, jiff::civil::date(2026, 1, 1));
        request.limit = 1_000;
        request.facets = ["journal", "year", "source"].map(FacetRequest::new).to_vec();
        let mut answer: Value = serde_json::to_value(search(&reader, &request).unwrap()).unwrap();
        answer["took_ms"] = json!(0);
        answer
    };
    Answers(QUESTIONS.iter().map(ask).collect())
}

const QUESTIONS: [&str; 8] = [
    "*",
    "melanoma",
    "immune blockade",
    "needle OR thread",
    "PD-L1 NOT sepsis",
    "tnf alpha",
    "\"immune receptor\"",
    "re*",
];

impl Answers {
    /// Asserts that they are the same, and names the first hit that is not.
    #[track_caller]
    pub fn assert_same(&self, others: &Self, when: &str) {
        for (question, (one, other)) in QUESTIONS.iter().zip(self.0.iter().zip(&others.0)) {
            if one == other {
                continue;
            }
            let (hits, other_hits) = (one["hits"].as_array().unwrap(), other["hits"].as_array().unwrap());
            let differs = hits.iter().zip(other_hits).find(|(hit, other)| hit != other);
            let brief = |hit: &Value| format!("{} {} {}", hit["rank"], hit["id"], hit["score"]);
            let differs = differs.map(|(hit, other)| format!("{} and {}", brief(hit), brief(other)));
            panic!("{when}: {question}: {} and {} hits, first differing: {differs:?}", hits.len(), other_hits.len());
        }
    }
}
