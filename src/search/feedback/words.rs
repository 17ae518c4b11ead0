//! The words of records with what they weigh there: as they are kept with the index, or else of the records' text. Both
//! give the same.

use super::super::error::SearchError;
use crate::analysis::{Analyser, Tokens};
use crate::index::{AskedWord, Frequency, IndexError, KnownWord, Reader, field_text};
use crate::lexicon::{MOST_FIELDS, SegmentVectors, VectorWord, Words};
use crate::query::{FeedbackTerm, WordWeights, frequency};
use crate::schema::Field;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use tantivy::{DocAddress, SegmentOrdinal};

/// The words of a record, in any order.
pub(super) type RecordWords<'a> = Vec<RecordWord<'a>>;

/// A word of a record.
pub(super) struct RecordWord<'a> {
    pub(super) word: Named<'a>,
    /// That of [`KnownWord`].
    pub(super) key: u64,
    /// Records that have it, in that of the fields where it stands in this one in which most have it.
    pub(super) records: u64,
    /// What it weighs there.
    pub(super) weight: f32,
}

/// A word by what it was read as.
#[derive(Clone)]
pub(super) enum Named<'a> {
    /// Its number in the lexicon of a segment.
    Numbered(SegmentOrdinal, u32),
    Text(Cow<'a, str>),
}

impl Named<'_> {
    fn asked(&self) -> AskedWord<'_> {
        match self {
            Self::Numbered(segment, number) => AskedWord::Numbered(*segment, *number),
            Self::Text(text) => AskedWord::Text(text),
        }
    }
}

/// How a word stands in a record: its weighted frequency, and a bit for each field.
#[derive(Clone, Copy)]
struct Standing {
    frequency: f32,
    fields: u8,
}

impl Standing {
    fn add(&mut self, other: Self) {
        self.frequency += other.frequency;
        self.fields |= other.fields;
    }
}

/// Where the words of records come from.
pub(super) struct Source<'a> {
    reader: &'a Reader,
    fields: &'a [&'static Field],
    in_schema: Vec<tantivy::schema::Field>,
    weights: &'a WordWeights,
    /// Where they are kept.
    pub(super) vectors: Option<Vec<SegmentVectors<'a>>>,
}

impl<'a> Source<'a> {
    pub(super) fn new(
        reader: &'a Reader,
        fields: &'a [&'static Field],
        weights: &'a WordWeights,
    ) -> Result<Self, SearchError> {
        let schema = reader.searcher().schema();
        let in_schema =
            fields.iter().map(|field| schema.get_field(&field.name)).collect::<tantivy::Result<Vec<_>>>()?;
        let vectors = reader.vectors(&in_schema);
        Ok(Self { reader, fields, in_schema, weights, vectors })
    }

    pub(super) fn reader(&self) -> &'a Reader {
        self.reader
    }

    /// What `task` makes of the words of records, so many at once by one thread.
    pub(super) fn side_by_side<R: Send>(
        &self,
        records: &[DocAddress],
        at_once: usize,
        task: impl Fn(RecordWords<'a>) -> R + Sync,
    ) -> Result<Vec<R>, SearchError> {
        let of = |records: &[DocAddress]| Ok(self.of(records)?.into_iter().map(&task).collect());
        self.reader.side_by_side(records, at_once, of)
    }

    /// The words of some records.
    fn of(&self, records: &[DocAddress]) -> Result<Vec<RecordWords<'a>>, SearchError> {
        for record in records {
            if let Some(vectors) = self.vectors.as_ref().and_then(|all| all.get(record.segment_ord as usize)) {
                vectors.fetch(std::iter::once(record.doc_id));
            }
        }
        self.reader.with_analyser(|analyser| {
            let mut counting = Counting { source: self, analyser, words: self.reader.words() };
            records.iter().map(|record| counting.words_of(*record)).collect()
        })
    }

    /// Words with their shares, as terms of feedback.
    pub(super) fn terms(&self, words: &[(&Named<'_>, f32)]) -> Result<Vec<FeedbackTerm>, SearchError> {
        let asked: Vec<AskedWord<'_>> = words.iter().map(|(word, _)| word.asked()).collect();
        let mut frequencies = vec![Frequency::default(); words.len()];
        self.reader.with_analyser(|analyser| {
            let mut counting = Counting { source: self, analyser, words: self.reader.words() };
            counting.known(&asked, |place, word| frequencies[place] = word.most())?;
            let term = |((word, share), frequency): (&(&Named<'_>, f32), Frequency)| {
                let mut term = |text| FeedbackTerm::new(text, *share, frequency.idf, counting.analyser);
                Ok(match word {
                    Named::Numbered(segment, number) => term(self.text(*segment, *number)?).numbered(*segment, *number),
                    Named::Text(text) => term(text.to_string()),
                })
            };
            words.iter().zip(frequencies).map(term).collect()
        })
    }

    fn text(&self, segment: SegmentOrdinal, number: u32) -> Result<String, IndexError> {
        let vectors = self.vectors.as_ref().and_then(|vectors| vectors.get(segment as usize));
        let text = vectors.and_then(|vectors| vectors.word(number));
        text.ok_or_else(|| self.reader.damaged("the words of a record"))
    }

    /// Words with how they stand in a record, as they are kept. `None` where they are not, or are damaged.
    fn kept(&self, record: DocAddress) -> Option<Vec<(Named<'a>, Standing)>> {
        let vectors = self.vectors.as_ref()?.get(record.segment_ord as usize)?;
        let mut numbered: Vec<(u32, Standing)> = Vec::new();
        let mut rare: Vec<(&'a str, Standing)> = Vec::new();
        vectors.each(record.doc_id, |place, word, count| {
            let standing = Standing { frequency: self.weights.frequency(place, count), fields: 1 << place.field };
            match word {
                VectorWord::Numbered(number) => numbered.push((number, standing)),
                VectorWord::Rare(word) => rare.push((word, standing)),
            }
        })?;
        put_together(&mut numbered);
        put_together(&mut rare);
        let segment = record.segment_ord;
        let numbered = numbered.into_iter().map(|(number, standing)| (Named::Numbered(segment, number), standing));
        let rare = rare.into_iter().map(|(word, standing)| (Named::Text(Cow::Borrowed(word)), standing));
        Some(numbered.chain(rare).collect())
    }
}

/// Makes one of what is told of a word for each field.
fn put_together<W: Ord + Copy>(words: &mut Vec<(W, Standing)>) {
    // A stable sort: sums of floats depend on their order, which is that of the fields.
    words.sort_by_key(|(word, _)| *word);
    words.dedup_by(|later, first| {
        let same = later.0 == first.0;
        if same {
            first.1.add(later.1);
        }
        same
    });
}

/// Looks words up and counts them.
struct Counting<'a, 'b> {
    source: &'b Source<'a>,
    analyser: &'b mut Analyser,
    /// Those of each segment.
    words: Vec<Words<'a>>,
}

impl<'a> Counting<'a, '_> {
    fn words_of(&mut self, record: DocAddress) -> Result<RecordWords<'a>, SearchError> {
        let words = match self.source.kept(record) {
            Some(words) => words,
            None => self.read(record)?,
        };
        let asked: Vec<AskedWord<'_>> = words.iter().map(|(word, _)| word.asked()).collect();
        let weights = self.source.weights;
        let mut known = vec![(0, 0, 0.0); words.len()];
        self.known(&asked, |place, word| {
            let standing = words[place].1;
            let most = word.most_of(standing.fields);
            known[place] = (word.key, most.records, weights.weight(most.idf, standing.frequency));
        })?;
        let word = |((word, _), (key, records, weight)): ((Named<'a>, Standing), (u64, u32, f32))| RecordWord {
            word,
            key,
            records: u64::from(records),
            weight,
        };
        Ok(words.into_iter().zip(known).map(word).collect())
    }

    /// Words with how they stand in a record, from its text.
    fn read(&mut self, record: DocAddress) -> Result<Vec<(Named<'a>, Standing)>, SearchError> {
        let Source { reader, fields, weights, .. } = self.source;
        let (stored, mut tokens) = (reader.record_without_parts(record)?, Tokens::default());
        let mut words: FxHashMap<Box<str>, Standing> = FxHashMap::default();
        for (number, field) in fields.iter().enumerate() {
            let Some(text) = field_text(&stored, &field.name).filter(|text| !text.is_empty()) else { continue };
            self.analyser.analyse_into(&text, &mut tokens);
            let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
            self.analyser.base_words(&tokens).into_iter().for_each(|word| *counts.entry(word).or_default() += 1);
            let place = weights.place(reader.searcher(), record, number)?;
            for (word, count) in counts {
                let standing = Standing { frequency: weights.frequency(place, count), fields: 1 << number };
                match words.get_mut(word) {
                    Some(known) => known.add(standing),
                    None => {
                        words.insert(word.into(), standing);
                    }
                }
            }
        }
        Ok(words.into_iter().map(|(word, standing)| (Named::Text(Cow::Owned(word.into())), standing)).collect())
    }

    /// Calls `take` with what is known of each word, by its place.
    fn known(&mut self, asked: &[AskedWord<'_>], take: impl FnMut(usize, &KnownWord)) -> Result<(), SearchError> {
        let Source { reader, in_schema, weights, .. } = self.source;
        let read = |segment, number| self.source.text(segment, number).map_err(SearchError::from);
        let count = |word: &str| -> Result<[Frequency; MOST_FIELDS], SearchError> {
            let terms = self.analyser.terms_of_base(word);
            let mut fields = [Frequency::default(); MOST_FIELDS];
            for (field, counted) in in_schema.iter().zip(&mut fields) {
                let records = frequency(reader.searcher(), &mut self.words, *field, &terms)?;
                *counted = Frequency { records: u32::try_from(records).unwrap_or(u32::MAX), idf: weights.idf(records) };
            }
            Ok(fields)
        };
        reader.known_words(asked, read, count, take)
    }
}
