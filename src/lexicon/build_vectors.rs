//! Turning postings round: from the words of a segment with their records to its records with their words.
//!
//! One walk through the dictionaries, with the lexicon beside it. Each list of each record is a stream of bytes to which every word adds a few; all of them
//! lie in one piece of memory.

use super::build::Walks;
use super::list::{self, PADDING};
use super::streams::Streams;
use super::vectors::{MAGIC, MOST_FIELDS};
use super::{Lexicon, fixed, push, varint};
use crate::analysis::{Analyser, is_telling};
use std::io;
use std::ops::Range;
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::{InvertedIndexReader, SegmentReader};
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, TantivyError};

/// The words that `records` of a segment have in some fields, of kind text and all in its lexicon.
pub(crate) fn build_vectors(
    segment: &SegmentReader,
    lexicon: &Lexicon,
    fields: &[Field],
    records: Range<DocId>,
) -> tantivy::Result<Vec<u8>> {
    if fields.len() > MOST_FIELDS {
        return Err(TantivyError::InternalError(format!("words of {} fields are more than can be kept", fields.len())));
    }
    let dictionaries = fields.iter().map(|field| Ok((*field, segment.inverted_index(*field)?)));
    let dictionaries = dictionaries.collect::<tantivy::Result<Vec<_>>>()?;
    let postings = dictionaries
        .iter()
        .map(|(field, postings)| Ok(FieldPostings::new(postings.clone(), segment.get_fieldnorms_reader(*field)?)));
    let mut turned = Turned {
        fields: postings.collect::<tantivy::Result<_>>()?,
        records: records.clone(),
        streams: Streams::new(records.len() * (fields.len() + 1)),
    };
    let (mut analyser, mut numbers, mut walks) = (Analyser::default(), lexicon.numbers(), Walks::of(&dictionaries)?);
    while walks.advance() {
        let Some(text) = std::str::from_utf8(walks.word()).ok().filter(|text| is_telling(text)) else { continue };
        let (number, mut is_base) = (numbers.of(walks.word()), None);
        for (field, [exact, stem]) in walks.forms().enumerate() {
            let exact = exact.filter(|_| *is_base.get_or_insert_with(|| analyser.is_base(text)));
            turned.add(field, number, text, [exact, stem])?;
        }
    }
    turned.whole(lexicon, fields).ok_or_else(|| io::Error::other("the words of too many records").into())
}

/// Streams that memory is asked for together.
const FETCHED_AT_ONCE: usize = 64;

/// What is turned round so far.
struct Turned {
    fields: Vec<FieldPostings>,
    records: Range<DocId>,
    /// For each record one of each field and one of rare words.
    streams: Streams,
}

impl Turned {
    /// Adds the records that have a word in a field, in either form.
    fn add(&mut self, field: usize, number: Option<u32>, word: &str, forms: [Option<&TermInfo>; 2]) -> io::Result<()> {
        let (lists, start) = (self.fields.len() + 1, self.records.start);
        let list = if number.is_some() { field } else { self.fields.len() };
        let stream = |record: DocId| (record - start) as usize * lists + list;
        let counts = self.fields[field].counts(forms, &self.records)?;
        let mut bytes = Vec::new();
        for counts in counts.chunks(FETCHED_AT_ONCE) {
            self.streams.fetch(counts.iter().map(|(record, _)| stream(*record)));
            for (record, count) in counts {
                let (stream, count) = (stream(*record), *count as usize);
                bytes.clear();
                if let Some(number) = number {
                    let last = std::mem::replace(self.streams.last(stream), number);
                    push((number - last) as usize * 2 + usize::from(count > 1), &mut bytes);
                    if count > 1 {
                        push(count, &mut bytes);
                    }
                } else {
                    [field, count, word.len()].into_iter().for_each(|number| push(number, &mut bytes));
                    bytes.extend_from_slice(word.as_bytes());
                }
                self.streams.add(stream, &bytes)?;
            }
        }
        Ok(())
    }

    /// `None` where it is longer than places can tell.
    fn whole(&self, lexicon: &Lexicon, fields: &[Field]) -> Option<Vec<u8>> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(fixed(lexicon.bytes.len())?.to_le_bytes());
        bytes.push(u8::try_from(fields.len()).ok()?);
        for field in fields {
            bytes.push(u8::try_from(field.field_id()).ok()?);
        }
        bytes.extend(fixed(self.records.len())?.to_le_bytes());
        let (mut records, mut buffers) = (Vec::new(), Buffers::default());
        for record in self.records.clone() {
            bytes.extend(fixed(records.len())?.to_le_bytes());
            self.write(record, lexicon.universe(), &mut buffers, &mut records)?;
        }
        bytes.extend(fixed(records.len())?.to_le_bytes());
        bytes.extend(records);
        bytes.extend([0; PADDING]);
        Some(bytes)
    }

    /// Adds the bytes of one record.
    fn write(&self, record: DocId, universe: usize, buffers: &mut Buffers, out: &mut Vec<u8>) -> Option<()> {
        let (fields, Buffers { stream, words, list }) = (self.fields.len(), buffers);
        let first = (record - self.records.start) as usize * (fields + 1);
        let mut rare = Vec::new();
        self.streams.read(first + fields, &mut rare);
        let full = (0..fields).filter(|field| !self.streams.is_empty(first + field));
        let mut mask = full.fold(rare_fields(&rare)?, |mask, field| mask | 1 << field);
        if mask == 0 {
            return Some(());
        }
        mask |= u8::from(!rare.is_empty()) << fields;
        out.push(mask);
        for field in (0..fields).filter(|field| mask >> field & 1 == 1) {
            out.push(self.fields[field].lengths.fieldnorm_id(record));
            stream.clear();
            self.streams.read(first + field, stream);
            words.clear();
            words.extend(Steps { bytes: stream, number: 0 });
            list.clear();
            if !words.is_empty() {
                list::write(words, universe, list);
            }
            push(list.len(), out);
            out.extend_from_slice(list);
        }
        out.extend(rare);
        Some(())
    }
}

/// What is used again for each record.
#[derive(Default)]
struct Buffers {
    stream: Vec<u8>,
    words: Vec<(u32, u32)>,
    list: Vec<u8>,
}

/// A bit for each field of some rare words.
fn rare_fields(mut words: &[u8]) -> Option<u8> {
    let mut fields = 0;
    while !words.is_empty() {
        fields |= 1_u8.checked_shl(fixed(varint(&mut words)?)?)?;
        varint(&mut words)?;
        let length = varint(&mut words)?;
        words = words.get(length..)?;
    }
    Some(fields)
}

/// The words of a field of a record with their counts, from the stream to which they were added.
struct Steps<'a> {
    bytes: &'a [u8],
    number: u32,
}

impl Iterator for Steps<'_> {
    type Item = (u32, u32);

    fn next(&mut self) -> Option<Self::Item> {
        let step = varint(&mut self.bytes)?;
        let count = if step & 1 == 1 { varint(&mut self.bytes)? } else { 1 };
        self.number += u32::try_from(step >> 1).ok()?;
        Some((self.number, u32::try_from(count).ok()?))
    }
}

/// Reads the postings of a field.
struct FieldPostings {
    index: Arc<InvertedIndexReader>,
    lengths: FieldNormReader,
    /// Those that were read last: opening others takes longer than reading a few.
    opened: Option<BlockSegmentPostings>,
    counts: Vec<(DocId, u32)>,
}

impl FieldPostings {
    fn new(index: Arc<InvertedIndexReader>, lengths: FieldNormReader) -> Self {
        Self { index, lengths, opened: None, counts: Vec::new() }
    }

    /// The `records` that have any of two terms, and how often both together stand there.
    fn counts(&mut self, terms: [Option<&TermInfo>; 2], records: &Range<DocId>) -> io::Result<&[(DocId, u32)]> {
        self.counts.clear();
        let both = terms.iter().all(Option::is_some);
        for term in terms.into_iter().flatten() {
            self.read(term, records)?;
        }
        if both {
            self.counts.sort_unstable_by_key(|(record, _)| *record);
            self.counts.dedup_by(|later, first| {
                let same = later.0 == first.0;
                first.1 += if same { later.1 } else { 0 };
                same
            });
        }
        Ok(&self.counts)
    }

    fn read(&mut self, term: &TermInfo, records: &Range<DocId>) -> io::Result<()> {
        let postings = match &mut self.opened {
            Some(opened) => {
                self.index.reset_block_postings_from_terminfo(term, opened)?;
                opened
            }
            opened => opened.insert(self.index.read_block_postings_from_terminfo(term, IndexRecordOption::WithFreqs)?),
        };
        let mut at = if records.start > 0 { postings.seek(records.start) } else { 0 };
        loop {
            let (docs, counts) = (postings.docs(), postings.freqs());
            for (record, count) in docs.iter().zip(counts).skip(at) {
                if *record >= records.end {
                    return Ok(());
                }
                self.counts.push((*record, *count));
            }
            if docs.is_empty() {
                return Ok(());
            }
            postings.advance();
            at = 0;
        }
    }
}
