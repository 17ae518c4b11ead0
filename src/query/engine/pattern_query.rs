//! A pattern over several weighted fields as a query of Tantivy.

use super::expansions::Expansions;
use super::lengths::average;
use super::list::TermList;
use super::occurrences::Occurrences;
use super::ranked_union::Saturation;
use super::similarity::{OccurrenceWeights, idf};
use super::slot::SlotPostings;
use super::source::{Records, Source};
use super::statistics::{are_exact, records, records_with};
use super::union::WeightedUnion;
use crate::analysis::{Pattern, Sequence};
use crate::asking::only_ask;
use crate::query::ranking::FieldConstants;
use rustc_hash::FxHashMap;
use std::io;
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::{InvertedIndexReader, SegmentId, SegmentReader};
use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::query::{BitSetDocSet, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, Score, Searcher, TERMINATED};

/// Terms of a slot above which their records are gathered into a set: open postings take some KB each.
const MAX_OPEN_TERMS: usize = 256;

/// A field to search, with its part in the score.
#[derive(Debug, Clone, Copy)]
pub(in crate::query) struct SearchedField {
    pub(in crate::query) field: Field,
    pub(in crate::query) constants: FieldConstants,
}

/// Finds a pattern in any of some fields.
#[derive(Debug, Clone)]
pub(in crate::query) struct PatternQuery {
    pub(in crate::query) fields: Vec<SearchedField>,
    pub(in crate::query) pattern: Arc<Pattern>,
    /// Whether a match adds to the score.
    pub(in crate::query) scored: bool,
    /// How many terms a truncated word may stand for.
    pub(in crate::query) expansions: Arc<Expansions>,
    /// Saturation of the weighted frequency.
    pub(in crate::query) k1: f32,
}

/// A pattern with its terms and weights in one index.
pub(super) struct PatternWeight {
    query: PatternQuery,
    /// The terms of each segment, where they were looked up already.
    resolved: FxHashMap<SegmentId, Vec<FieldTerms>>,
    /// Weights of an occurrence for each field; `None` where nothing is scored.
    weights: Option<Vec<Arc<OccurrenceWeights>>>,
    idf: Score,
}

/// A field in which a pattern stands in some record.
pub(super) struct FoundField {
    /// Its number among the pattern's.
    pub(super) field: usize,
    /// How often.
    pub(super) count: u32,
    /// Length of the field there.
    pub(super) length: u32,
    /// The weighted frequency.
    pub(super) frequency: f32,
}

/// The terms of a pattern in one field of a segment: by alternative, by slot.
type FieldTerms = Vec<Vec<Vec<TermInfo>>>;

impl PatternQuery {
    fn resolve(&self, reader: &SegmentReader) -> tantivy::Result<Vec<FieldTerms>> {
        let mut fields = Vec::with_capacity(self.fields.len());
        let mut words = self.expansions.words(reader.segment_id());
        for searched in &self.fields {
            let postings = reader.inverted_index(searched.field)?;
            let alternatives = self.pattern.alternatives.iter();
            let of =
                |sequence: &Sequence| self.expansions.of_slots(&mut words, searched.field, &postings, &sequence.slots);
            let terms = alternatives.map(of);
            let terms = terms.collect::<io::Result<_>>()?;
            fields.push(terms);
        }
        Ok(fields)
    }

    /// Summed over the slots of the first alternative: the idf of the slot in the field where it is most frequent.
    fn idf(&self, searcher: &Searcher, resolved: &FxHashMap<SegmentId, Vec<FieldTerms>>) -> tantivy::Result<Score> {
        let (records, exact) = (records(searcher), are_exact(searcher));
        let df = |slot: usize, number: usize, field: Field| -> tantivy::Result<u64> {
            let mut df = 0;
            for reader in searcher.segment_readers() {
                let fields = resolved.get(&reader.segment_id());
                let terms = fields.and_then(|fields| fields.get(number)?.first()?.get(slot));
                for term in terms.into_iter().flatten() {
                    df += records_with(reader, field, term, exact)?;
                }
            }
            Ok(df)
        };
        let slots = self.pattern.alternatives.first().map_or(0, |first| first.slots.len());
        let mut sum = 0.0;
        for slot in 0..slots {
            let mut most = 0;
            for (number, searched) in self.fields.iter().enumerate() {
                most = most.max(df(slot, number, searched.field)?);
            }
            sum += idf(most, records);
        }
        // Several spellings of one word: none is rarer than all of them together.
        let alternatives = if self.pattern.is_word() { self.pattern.alternatives.len() } else { 1 };
        Ok(if alternatives > 1 { sum / alternatives as Score } else { sum })
    }
}

impl Query for PatternQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.pattern_weight(scoring)?))
    }
}

impl PatternQuery {
    /// The pattern's terms and weights in an index.
    pub(super) fn pattern_weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<PatternWeight> {
        let mut resolved = FxHashMap::default();
        if let Some(searcher) = scoring.searcher() {
            for reader in searcher.segment_readers() {
                resolved.insert(reader.segment_id(), self.resolve(reader)?);
            }
        }
        let searcher = scoring.searcher().filter(|_| self.scored && scoring.is_scoring_enabled());
        let (weights, idf) = match searcher {
            Some(searcher) => (Some(field_weights(&self.fields, searcher)?), self.idf(searcher, &resolved)?),
            None => (None, 0.0),
        };
        Ok(PatternWeight { query: self.clone(), resolved, weights, idf })
    }
}

fn field_weights(fields: &[SearchedField], searcher: &Searcher) -> tantivy::Result<Vec<Arc<OccurrenceWeights>>> {
    let weights = |searched: &SearchedField| {
        let average = average(searcher, searched.field)?;
        Ok(Arc::new(OccurrenceWeights::new(searched.constants, average)))
    };
    fields.iter().map(weights).collect()
}

impl PatternWeight {
    /// From a weighted frequency to a score.
    pub(super) fn saturation(&self) -> Saturation {
        Saturation { idf: self.idf, k1: self.query.k1 }
    }

    /// The postings of a segment where the pattern is single words with frequencies; `None` where it is more than that. Without
    /// `scored` frequencies are not read.
    pub(super) fn lists(&self, reader: &SegmentReader, scored: bool) -> tantivy::Result<Option<Vec<TermList>>> {
        let Some(fields) = self.resolved.get(&reader.segment_id()) else { return Ok(None) };
        let terms: usize = fields.iter().flatten().flatten().map(Vec::len).sum();
        let text = |searched: &SearchedField| reader.schema().get_field_entry(searched.field).has_fieldnorms();
        if !self.query.pattern.is_word() || terms > MAX_OPEN_TERMS || !self.query.fields.iter().all(text) {
            return Ok(None);
        }
        let option = if scored { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
        only_ask(|| self.touch_lists(reader, fields, option));
        let mut lists = Vec::with_capacity(terms);
        for (number, (searched, alternatives)) in self.query.fields.iter().zip(fields).enumerate() {
            let known = self.weights.as_ref().map(|weights| weights[number].clone());
            let weights = known.unwrap_or_else(|| Arc::new(OccurrenceWeights::none()));
            let postings = reader.inverted_index(searched.field)?;
            for term in alternatives.iter().flatten().flatten() {
                let lengths = field_lengths(reader, searched.field)?;
                let postings = postings.read_block_postings_from_terminfo(term, option)?;
                lists.push(TermList::new(postings, lengths, weights.clone()));
            }
        }
        Ok(Some(lists))
    }

    /// Reads what [`PatternWeight::lists`] needs.
    fn touch_lists(&self, reader: &SegmentReader, fields: &[FieldTerms], option: IndexRecordOption) {
        for (searched, alternatives) in self.query.fields.iter().zip(fields) {
            let Ok(postings) = reader.inverted_index(searched.field) else { continue };
            for term in alternatives.iter().flatten().flatten() {
                drop(field_lengths(reader, searched.field));
                drop(postings.read_block_postings_from_terminfo(term, option));
            }
        }
    }

    /// No fewer than the records of a segment in which the pattern stands, where it is single words with frequencies.
    pub(super) fn records_at_most(&self, reader: &SegmentReader) -> Option<u64> {
        let fields = self.resolved.get(&reader.segment_id()).filter(|_| self.query.pattern.is_word())?;
        Some(fields.iter().flatten().flatten().flatten().map(|term| u64::from(term.doc_freq)).sum())
    }

    /// The scores of some records of a segment, in ascending order, by how often any of the terms stands in each field.
    pub(super) fn scores_of(&self, reader: &SegmentReader, docs: &[DocId]) -> tantivy::Result<Vec<Score>> {
        let mut frequencies = vec![0.0; docs.len()];
        let mut counts = vec![0_u32; docs.len()];
        let mut lists = self.lists(reader, true)?.unwrap_or_default();
        for lists in lists.chunk_by_mut(TermList::is_of_one_field) {
            counts.fill(0);
            for list in lists.iter_mut() {
                list.each_count(docs, |number, count| counts[number] += count);
            }
            let Some(list) = lists.first() else { continue };
            for ((x, count), doc) in frequencies.iter_mut().zip(&counts).zip(docs).filter(|((_, count), _)| **count > 0)
            {
                *x += list.weight_of_count(*doc, *count);
            }
        }
        let saturation = self.saturation();
        Ok(frequencies.into_iter().map(|x| if x > 0.0 { saturation.score(x) } else { 0.0 }).collect())
    }

    /// The fields in which it stands in a record.
    pub(super) fn found_in(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Vec<FoundField>> {
        let mut fields: Vec<FoundField> = Vec::new();
        for (field, mut source) in self.sources(reader)? {
            if source.seek(doc) != doc {
                continue;
            }
            let (count, length, frequency) = (source.count(), source.length(), source.weight());
            match fields.last_mut().filter(|last| last.field == field) {
                Some(last) => (last.count, last.frequency) = (last.count + count, last.frequency + frequency),
                None => fields.push(FoundField { field, count, length, frequency }),
            }
        }
        Ok(fields)
    }

    /// Where it stands, each with the number of its field.
    fn sources(&self, reader: &SegmentReader) -> tantivy::Result<Vec<(usize, Source)>> {
        let looked_up;
        let fields = match self.resolved.get(&reader.segment_id()) {
            Some(fields) => fields,
            None => {
                looked_up = self.query.resolve(reader)?;
                &looked_up
            }
        };
        let spelled = !self.query.pattern.is_word();
        let mut sources = Vec::new();
        for (number, (searched, alternatives)) in self.query.fields.iter().zip(fields).enumerate() {
            let postings = reader.inverted_index(searched.field)?;
            let mut found = Vec::new();
            for slots in alternatives.iter().filter(|slots| slots.iter().all(|terms| !terms.is_empty())) {
                found.extend(self.records(reader, &postings, slots)?);
            }
            if spelled && found.len() > 1 {
                found = vec![Records::Spellings(found)];
            }
            for records in found {
                let lengths = match &self.weights {
                    Some(weights) => Some((field_lengths(reader, searched.field)?, weights[number].clone())),
                    None => None,
                };
                sources.push((number, Source::new(records, lengths)));
            }
        }
        Ok(sources)
    }

    fn records(
        &self,
        reader: &SegmentReader,
        postings: &InvertedIndexReader,
        slots: &[Vec<TermInfo>],
    ) -> io::Result<Vec<Records>> {
        if let [terms] = slots {
            if terms.len() > MAX_OPEN_TERMS {
                return Ok(vec![Records::Set(gather(reader, postings, terms)?)]);
            }
            let needed = if self.weights.is_some() { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
            return Ok(open(postings, terms, needed)?.into_iter().map(Records::Term).collect());
        }
        let slots: Vec<SlotPostings> =
            slots.iter().map(|terms| SlotPostings::open(postings, terms)).collect::<io::Result<_>>()?;
        let (order, limits) = (self.query.pattern.order, Arc::clone(&self.query.expansions));
        Ok(vec![Records::Sequence(Box::new(Occurrences::new(slots, order, limits)))])
    }
}

/// The lengths of a field in a segment. Whole values have none: all count alike.
fn field_lengths(reader: &SegmentReader, field: Field) -> tantivy::Result<FieldNormReader> {
    if reader.schema().get_field_entry(field).has_fieldnorms() {
        reader.get_fieldnorms_reader(field)
    } else {
        Ok(FieldNormReader::constant(reader.max_doc(), 1))
    }
}

fn open(
    postings: &InvertedIndexReader,
    terms: &[TermInfo],
    needed: IndexRecordOption,
) -> io::Result<Vec<SegmentPostings>> {
    terms.iter().map(|term| postings.read_postings_from_terminfo(term, needed)).collect()
}

/// The records that have any of the terms.
fn gather(reader: &SegmentReader, postings: &InvertedIndexReader, terms: &[TermInfo]) -> io::Result<BitSetDocSet> {
    let mut set = BitSet::with_max_value(reader.max_doc());
    for term in terms {
        let mut records = postings.read_postings_from_terminfo(term, IndexRecordOption::Basic)?;
        while records.doc() != TERMINATED {
            set.insert(records.doc());
            records.advance();
        }
    }
    Ok(BitSetDocSet::from(set))
}

impl Weight for PatternWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let sources: Vec<Source> = self.sources(reader)?.into_iter().map(|(_, source)| source).collect();
        if sources.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        Ok(Box::new(WeightedUnion::new(sources, self.idf * boost, self.query.k1)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.seek(doc) != doc {
            return Err(tantivy::TantivyError::InvalidArgument(format!("record {doc} does not match")));
        }
        Ok(Explanation::new("BM25F", scorer.score()))
    }
}
