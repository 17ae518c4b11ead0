//! Making a lexicon of a segment's dictionaries: one walk through all of them side by side.

use super::{BEGINNING, BLOCK, ENTRY, HEAD, KEYS, MAGIC, beginning, fixed, key, push};
use crate::analysis::STEM;
use std::io;
use std::sync::Arc;
use tantivy::TantivyError;
use tantivy::index::{InvertedIndexReader, SegmentReader};
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::termdict::TermStreamer;

/// Records that have a word in one field, from which on it is told.
const LEAST_RECORDS: u32 = 2;

/// The lexicon of a segment's `fields`, of kind text.
pub(crate) fn build(segment: &SegmentReader, fields: &[Field]) -> tantivy::Result<Vec<u8>> {
    let dictionaries = fields.iter().map(|field| Ok((*field, segment.inverted_index(*field)?)));
    let mut dictionaries = dictionaries.collect::<tantivy::Result<Vec<_>>>()?;
    dictionaries.sort_by_key(|(field, _)| *field);
    written(Walks::of(&dictionaries)?).map_err(TantivyError::from)
}

/// The words of some fields in ascending order, with the terms of each in all of them.
pub(super) struct Walks<'a> {
    /// Two for each field: its words, then its stems.
    walks: Vec<Walk<'a>>,
    /// The first letters of the word of each walk, side by side since all of them are looked at for each word; [`ENDED`] behind the last.
    beginnings: Vec<u64>,
    word: Vec<u8>,
}

/// No word begins so: it would be no text.
const ENDED: u64 = u64::MAX;

impl<'a> Walks<'a> {
    /// Before the first word of all.
    pub(super) fn of(dictionaries: &'a [(Field, Arc<InvertedIndexReader>)]) -> io::Result<Self> {
        let mut walks = Vec::with_capacity(2 * dictionaries.len());
        for (field, postings) in dictionaries {
            walks.extend(Walk::both(*field, postings)?);
        }
        let beginnings = walks.iter_mut().map(Walk::advance).collect();
        Ok(Self { walks, beginnings, word: Vec::new() })
    }

    /// Goes to the next word; whether there is one.
    pub(super) fn advance(&mut self) -> bool {
        for (walk, beginning) in self.walks.iter_mut().zip(&mut self.beginnings).filter(|(walk, _)| walk.is_here) {
            *beginning = walk.advance();
        }
        let least = self.beginnings.iter().min().copied().unwrap_or(ENDED);
        let alike = || (0..self.walks.len()).filter(|walk| self.beginnings[*walk] == least);
        let word = alike().map(|walk| self.walks[walk].word()).min().filter(|_| least != ENDED);
        self.word.clear();
        self.word.extend_from_slice(word.unwrap_or_default());
        for (walk, beginning) in self.walks.iter_mut().zip(&self.beginnings) {
            walk.is_here = *beginning == least && walk.word() == self.word;
        }
        least != ENDED
    }

    /// The word at which they are.
    pub(super) fn word(&self) -> &[u8] {
        &self.word
    }

    /// The postings of the word in each field: as such, and as a stem.
    pub(super) fn forms(&self) -> impl Iterator<Item = [Option<&TermInfo>; 2]> {
        self.walks.chunks_exact(2).map(|forms| [forms[0].info(), forms[1].info()])
    }

    /// The keys of the word's terms, and their postings.
    fn terms(&self) -> impl Iterator<Item = (u8, &TermInfo)> + Clone {
        self.walks.iter().filter_map(|walk| Some((walk.key, walk.info()?)))
    }
}

/// The terms of a key in ascending order.
struct Walk<'a> {
    key: u8,
    /// Bytes of the mark before each word.
    mark: usize,
    terms: TermStreamer<'a>,
    /// Whether it is at the word at which all are.
    is_here: bool,
}

impl<'a> Walk<'a> {
    /// The words of a field, and its stems; before the first of each.
    fn both(field: Field, postings: &'a InvertedIndexReader) -> io::Result<[Self; 2]> {
        let behind_stems = char::from_u32(u32::from(STEM) + 1).unwrap_or(STEM).to_string();
        let terms = || postings.terms().range();
        let (words, stems) = (terms().ge(&behind_stems), terms().ge(STEM.to_string()).lt(&behind_stems));
        Ok([Self::new(field, false, words.into_stream()?)?, Self::new(field, true, stems.into_stream()?)?])
    }

    fn new(field: Field, is_stem: bool, terms: TermStreamer<'a>) -> io::Result<Self> {
        let key = key(field, is_stem).ok_or_else(|| io::Error::other("a field has a number that no key is for"))?;
        let mark = if is_stem { STEM.len_utf8() } else { 0 };
        Ok(Self { key, mark, terms, is_here: false })
    }

    fn word(&self) -> &[u8] {
        self.terms.key().get(self.mark..).unwrap_or_default()
    }

    /// The postings of the term at which it is, where that is of the word at which all are.
    fn info(&self) -> Option<&TermInfo> {
        self.is_here.then(|| self.terms.value())
    }

    /// Goes to the next word, and gives its first letters.
    fn advance(&mut self) -> u64 {
        if self.terms.advance() { u64::from_be_bytes(beginning(self.word())) } else { ENDED }
    }
}

fn written(mut walks: Walks<'_>) -> io::Result<Vec<u8>> {
    let mut lexicon = Written::default();
    walks.walks.iter().for_each(|walk| lexicon.covered[usize::from(walk.key / 8)] |= 1 << (walk.key % 8));
    while walks.advance() {
        if walks.terms().any(|(_, info)| info.doc_freq >= LEAST_RECORDS) {
            lexicon.word(walks.word(), walks.terms())?;
        }
    }
    lexicon.whole()
}

/// A lexicon as far as it is written.
struct Written {
    covered: [u8; KEYS / 8],
    /// Where each block begins, and with which letters.
    places: Vec<(usize, [u8; BEGINNING])>,
    blocks: Vec<u8>,
    words: usize,
    /// The word before.
    last: Vec<u8>,
    /// Where postings and positions of each key end in this block.
    ends: [(usize, usize); KEYS],
}

impl Default for Written {
    fn default() -> Self {
        let (places, blocks, last) = Default::default();
        Self { covered: [0; KEYS / 8], places, blocks, words: 0, last, ends: [(0, 0); KEYS] }
    }
}

impl Written {
    fn word<'a>(&mut self, word: &[u8], terms: impl Iterator<Item = (u8, &'a TermInfo)> + Clone) -> io::Result<()> {
        if self.words.is_multiple_of(BLOCK) {
            self.places.push((self.blocks.len(), beginning(word)));
            self.last.clear();
            self.ends.fill((0, 0));
        }
        self.words += 1;
        let shared = self.last.iter().zip(word).take_while(|(a, b)| a == b).count();
        push(shared, &mut self.blocks);
        push(word.len() - shared, &mut self.blocks);
        self.blocks.extend_from_slice(&word[shared..]);
        self.last.truncate(shared);
        self.last.extend_from_slice(&word[shared..]);
        push(terms.clone().count(), &mut self.blocks);
        for (key, info) in terms {
            self.blocks.push(key);
            push(info.doc_freq as usize, &mut self.blocks);
            let ends = &mut self.ends[usize::from(key)];
            for (range, end) in [(&info.postings_range, &mut ends.0), (&info.positions_range, &mut ends.1)] {
                let gap = range.start.checked_sub(*end);
                push(
                    gap.ok_or_else(|| io::Error::other("postings are not in the order of their terms"))?,
                    &mut self.blocks,
                );
                push(range.len(), &mut self.blocks);
                *end = range.end;
            }
        }
        Ok(())
    }

    fn whole(self) -> io::Result<Vec<u8>> {
        let start = HEAD + self.places.len() * ENTRY;
        let fixed = |number: usize| {
            let fixed = fixed(number).ok_or_else(|| io::Error::other("a lexicon of more than 4 GB"));
            fixed.map(u32::to_le_bytes)
        };
        let mut bytes = Vec::with_capacity(start + self.blocks.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&self.covered);
        bytes.extend(fixed(self.places.len())?);
        for (place, beginning) in self.places {
            bytes.extend(fixed(start + place)?);
            bytes.extend(beginning);
        }
        bytes.extend(self.blocks);
        Ok(bytes)
    }
}
