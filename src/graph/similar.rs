//! Records like a record: BM25 of the record's strongest terms, which measured best (docs/REFERENCES.md), and two other
//! models to measure it against: PubMed's of related articles (Lin and Wilbur 2007, doi:10.1186/1471-2105-8-423), and what
//! search engines offer as "more like this".
//!
//! In PubMed's model a term is what a document is about (it is "elite") with a probability that grows with its
//! frequency `k` and falls with the document's length `l`:
//! `w = 1 / (1 + (μ/λ)^(k−1) · e^((λ−μ)·l))`; two documents are as alike as the sum over their common terms of
//! `w(t, c) · w(t, d) · idf(t)`. Words of the title count twice; MeSH headings are terms of their own.

use super::likest::likest;
use super::mention::Mention;
use crate::analysis::{Analyser, ITEM_BREAK, STEM, Tokens};
use crate::index::{IndexError, Reader};
use crate::record::Record;
use rustc_hash::FxHashMap;
use serde::Serialize;
use tantivy::index::{SegmentId, SegmentReader};
use tantivy::schema::Field;
use tantivy::{DocAddress, DocId, SegmentOrdinal, Term};

/// PubMed's λ and μ: rates of a term in documents that are about it and in those that are not.
const LAMBDA: f64 = 0.022;
const MU: f64 = 0.013;

/// BM25's constants here.
const K1: f64 = 0.9;
const B: f64 = 0.4;

/// A record's terms that are looked up, the strongest of them; more change little (docs/REFERENCES.md).
pub const STRONGEST_TERMS: usize = 60;

/// How likeness is measured.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// PubMed's.
    Pmra,
    /// BM25 of the record's terms, each as often as it stands in the record.
    #[default]
    Bm25,
    /// BM25 of the 25 terms of highest tf·idf, each once, as search engines offer it as "more like this".
    MoreLikeThis,
}

/// A record that is like another. The serialised form is one element of `similar` in `medlar similar --json`
/// (`schema/similar.schema.json`).
#[derive(Debug, Clone, Serialize)]
pub struct Similar {
    /// Where it is.
    #[serde(skip)]
    pub address: DocAddress,
    /// How like it is; comparable within one answer.
    pub score: f32,
    /// The record.
    pub record: Mention,
}

/// The `wanted` records that are most like the one at `address`, the likest first; equal ones in the order of the index.
///
/// # Errors
///
/// Where the index cannot be read.
pub fn similar(
    reader: &Reader,
    address: DocAddress,
    model: Model,
    terms: usize,
    wanted: usize,
) -> Result<Vec<(DocAddress, f32)>, IndexError> {
    let segments = reader.searcher().segment_readers();
    let mut subject = Subject::of(reader, &reader.record_without_parts(address)?, model, terms)?;
    subject.place = Some((segments[address.segment_ord as usize].segment_id(), address.doc_id));
    let numbered: Vec<(SegmentOrdinal, &SegmentReader)> = (0..).zip(segments).collect();
    let mut best = reader.side_by_side(&numbered, 1, |segments| {
        let mut best: Vec<(DocAddress, f32)> = Vec::new();
        for (number, segment) in segments {
            let found = likest(&subject, segment, wanted)?;
            best.extend(found.into_iter().map(|(doc, score)| (DocAddress::new(*number, doc), score)));
        }
        Ok::<_, IndexError>(best)
    })?;
    best.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    best.truncate(wanted);
    Ok(best)
}

/// The records that are most like one, told of.
///
/// # Errors
///
/// As [`similar`].
pub fn similar_records(reader: &Reader, address: DocAddress, wanted: usize) -> Result<Vec<Similar>, IndexError> {
    let found = similar(reader, address, Model::default(), STRONGEST_TERMS, wanted)?;
    found
        .into_iter()
        .map(|(address, score)| Ok(Similar { address, score, record: Mention::at(reader, address)? }))
        .collect()
}

/// A term of the record that others are compared with.
pub(super) struct SubjectTerm {
    pub(super) text: String,
    is_heading: bool,
    /// How often it stands in the record.
    count: u32,
    /// Its part of every score.
    weight: f64,
}

/// The record that others are compared with.
pub(super) struct Subject {
    /// Where it is, if it is a record of the index.
    pub(super) place: Option<(SegmentId, DocId)>,
    pub(super) terms: Vec<SubjectTerm>,
    model: Model,
    pub(super) title: Field,
    pub(super) text: Field,
    mesh: Field,
    /// Terms of the index for each word of a text: it also holds stems and joined forms.
    terms_a_word: f64,
    /// Mean length of a document in words.
    mean_length: f64,
}

impl Subject {
    fn of(reader: &Reader, record: &Record, model: Model, most: usize) -> Result<Self, IndexError> {
        let schema = reader.searcher().schema();
        let (title, text, mesh) =
            (schema.get_field("title")?, schema.get_field("abstract")?, schema.get_field("mesh")?);
        let counted = Counted::of(record);
        let documents = reader.len() as f64;
        let mut subject = Self {
            place: None,
            terms: Vec::new(),
            model,
            title,
            text,
            mesh,
            terms_a_word: (counted.tokens as f64 / counted.words.max(1) as f64).max(1.0),
            mean_length: 0.0,
        };
        let mut total = 0;
        for segment in reader.searcher().segment_readers() {
            total += 2 * segment.inverted_index(title)?.total_num_tokens()
                + segment.inverted_index(text)?.total_num_tokens();
        }
        subject.mean_length = (total as f64 / documents.max(1.0) / subject.terms_a_word).max(1.0);
        for ((text, is_heading), count) in counted.terms {
            let frequency = subject.frequency(reader, &text, is_heading)? as f64;
            // A term of this record alone finds nothing; one of most records says nothing.
            let idf = ((documents - frequency + 0.5) / (frequency + 0.5)).ln();
            if frequency >= 2.0 && idf > 0.0 {
                let weight = match model {
                    Model::Pmra => eliteness(count, counted.words as f64) * idf,
                    Model::Bm25 | Model::MoreLikeThis => f64::from(count) * idf,
                };
                subject.terms.push(SubjectTerm { text, is_heading, count, weight });
            }
        }
        subject.terms.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.text.cmp(&b.text)));
        subject.terms.truncate(if model == Model::MoreLikeThis { most.min(25) } else { most });
        if model == Model::MoreLikeThis {
            subject.terms.iter_mut().for_each(|term| term.weight /= f64::from(term.count));
        }
        Ok(subject)
    }

    /// In how many records a term stands, of title and abstract the more.
    fn frequency(&self, reader: &Reader, text: &str, is_heading: bool) -> Result<u64, IndexError> {
        let fields: &[Field] = if is_heading { &[self.mesh] } else { &[self.title, self.text] };
        let counts = fields.iter().map(|field| reader.searcher().doc_freq(&Term::from_field_text(*field, text)));
        Ok(counts.collect::<tantivy::Result<Vec<_>>>()?.into_iter().max().unwrap_or(0))
    }

    /// The fields in which a term is looked for, and what an occurrence there counts for.
    pub(super) fn fields_of(&self, term: &SubjectTerm) -> impl Iterator<Item = (Field, u32)> + use<> {
        let texts = [(self.title, 2), (self.text, 1)];
        let fields = if term.is_heading { vec![(self.mesh, 1)] } else { texts.to_vec() };
        fields.into_iter()
    }

    /// What a term adds to the score of a document that has it `count` times, and whose texts have `length` terms, those of the
    /// title twice.
    pub(super) fn part(&self, term: &SubjectTerm, count: u32, length: f64) -> f64 {
        let words = length / self.terms_a_word;
        match self.model {
            Model::Pmra => term.weight * eliteness(count, words),
            Model::Bm25 | Model::MoreLikeThis => {
                let count = f64::from(count);
                term.weight * count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * words / self.mean_length))
            }
        }
    }

    /// More than a term adds to any score.
    pub(super) fn most_of(&self, term: &SubjectTerm) -> f64 {
        match self.model {
            Model::Pmra => term.weight,
            Model::Bm25 | Model::MoreLikeThis => term.weight * (K1 + 1.0),
        }
    }
}

/// The probability that a document of `length` words is about a term that stands in it `count` times.
fn eliteness(count: u32, length: f64) -> f64 {
    let exponent = (f64::from(count) - 1.0).max(0.0);
    1.0 / (1.0 + (MU / LAMBDA).powf(exponent) * ((LAMBDA - MU) * length).exp())
}

/// The terms of a record, by whether they are headings.
struct Counted {
    terms: FxHashMap<(String, bool), u32>,
    words: usize,
    tokens: usize,
}

impl Counted {
    fn of(record: &Record) -> Self {
        let mut counted = Self { terms: FxHashMap::default(), words: 0, tokens: 0 };
        let mut text = String::new();
        for section in &record.abstract_sections {
            text.push_str(&section.text);
            text.push(ITEM_BREAK);
        }
        counted.words_of(&record.title, 2);
        counted.words_of(&text, 1);
        for heading in &record.mesh {
            let descriptor = crate::analysis::fold(&heading.descriptor);
            for qualifier in &heading.qualifiers {
                let name = format!("{descriptor}/{}", crate::analysis::fold(&qualifier.name));
                counted.terms.entry((name, true)).or_insert(1);
            }
            counted.terms.entry((descriptor, true)).or_insert(1);
        }
        counted
    }

    /// Counts the words of a text by their stems.
    fn words_of(&mut self, text: &str, times: u32) {
        let mut tokens = Tokens::default();
        Analyser::default().analyse_into(text, &mut tokens);
        let mut word: Option<(u32, String)> = None;
        for token in tokens.iter() {
            self.tokens += times as usize;
            if token.term.starts_with(STEM) {
                // The stem takes the place of the word before it.
                word = Some((token.position, token.term.to_owned()));
                continue;
            }
            if token.term.chars().all(char::is_alphanumeric) {
                self.take(word.replace((token.position, token.term.to_owned())), times);
            }
        }
        self.take(word, times);
    }

    fn take(&mut self, word: Option<(u32, String)>, times: u32) {
        let Some((_, term)) = word else { return };
        self.words += times as usize;
        let bare = term.trim_start_matches(STEM);
        if bare.len() > 1 && bare.chars().any(char::is_alphabetic) {
            *self.terms.entry((term, false)).or_default() += times;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eliteness_grows_with_the_count_and_falls_with_the_length() {
        assert!((eliteness(1, 0.0) - 0.5).abs() < 1e-9);
        assert!(eliteness(3, 200.0) > eliteness(1, 200.0));
        assert!(eliteness(3, 200.0) > eliteness(3, 400.0));
        // By hand: 1 / (1 + (13/22)^2 · e^(0.009·100)).
        assert!((eliteness(3, 100.0) - 0.538_03).abs() < 1e-4, "{}", eliteness(3, 100.0));
    }

    #[test]
    fn words_are_counted_by_stem_and_those_of_the_title_twice() {
        let record = Record {
            title: "Kinases of moths".into(),
            abstract_sections: vec![crate::record::AbstractSection::plain("A kinase. The moth and 17 kinases.")],
            ..Record::default()
        };
        let counted = Counted::of(&record);
        let kinases: Vec<u32> =
            counted.terms.iter().filter(|((term, _), _)| term.contains("kinas")).map(|(_, count)| *count).collect();
        assert_eq!(kinases, [4], "{:?}", counted.terms);
        assert!(counted.terms.keys().all(|(term, _)| term != "17"));
    }
}
