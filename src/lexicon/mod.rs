//! Where the words of a segment stand, all fields in one look-up.
//!
//! A plain word is looked for in eleven fields and in two forms, and feedback asks for forty words. Each look-up in a dictionary reads through a block
//! of some hundred terms: together they took more than half of the time of ranked search. A lexicon has every word that at
//! least two records of the segment have in one field, with the postings of both of its forms in all fields that are searched. Other
//! words, and other fields, are looked up in the dictionaries, so that a segment without a lexicon gives the same.
//!
//! Its bytes, numbers of fixed size with the lowest byte first, variable ones with seven bits a byte: [`MAGIC`]; a set of 256
//! bits, those of the keys that it covers; the number of blocks, and of each where it begins, 4 bytes, and the first [`BEGINNING`] letters
//! of its first word, so that a word is looked for in one place of the file; the blocks. A block has [`BLOCK`] words in ascending order. Of each: the bytes that it shares with the one before it in the block, the number of the
//! others, and these; the number of its terms; and of each term, in ascending order of keys, its key (twice the number of the field, and one more for the stem), a byte;
//! records with it; where its postings begin, behind the end of those of the term of the same key before it in the block; their length; the same of
//! its positions.

mod build;
mod build_vectors;
mod list;
mod streams;
mod vectors;

pub(crate) use build::build;
pub(crate) use build_vectors::build_vectors;
pub use vectors::{MOST_FIELDS, SegmentVectors, VectorPlace, VectorWord};
pub(crate) use vectors::{RANGE, Vectors};

use crate::analysis::base_form;
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::io;
use std::ops::Range;
use std::sync::Arc;
use tantivy::directory::OwnedBytes;
use tantivy::index::{InvertedIndexReader, SegmentId};
use tantivy::postings::TermInfo;
use tantivy::schema::Field;

/// How the bytes begin.
const MAGIC: &[u8; 4] = b"lex2";

/// Words of a block.
const BLOCK: usize = 8;

/// Keys that there can be.
const KEYS: usize = 256;

/// Bytes before the places of the blocks.
const HEAD: usize = MAGIC.len() + KEYS / 8 + PLACE;

/// Numbers by which a term is told, behind its key.
const INFO_NUMBERS: usize = 5;

/// Bytes of a place.
const PLACE: usize = size_of::<u32>();

/// Letters of a block's first word that stand beside its place.
const BEGINNING: usize = 8;

/// Bytes that tell of a block.
const ENTRY: usize = PLACE + BEGINNING;

/// The words of one segment.
#[derive(Debug)]
pub(crate) struct Lexicon {
    bytes: OwnedBytes,
    blocks: usize,
}

/// The lexicons of an index, by segment.
#[derive(Debug, Clone, Default)]
pub struct Lexicons(Arc<FxHashMap<SegmentId, Lexicon>>);

/// A word's terms by their keys.
type Terms = Vec<(u8, TermInfo)>;

/// What stands before a term: its field, and whether it is a stem.
fn key(field: Field, is_stem: bool) -> Option<u8> {
    u8::try_from(field.field_id() * 2 + u32::from(is_stem)).ok()
}

/// The word of a term, and whether the term is its stem.
fn word_of(term: &str) -> (&str, bool) {
    base_form(term).map_or((term, false), |word| (word, true))
}

impl Lexicon {
    /// `None` where the bytes are not those of a lexicon.
    pub(crate) fn open(bytes: OwnedBytes) -> Option<Self> {
        let blocks = usize::try_from(number(bytes.strip_prefix(MAGIC)?, KEYS / 8)?).ok()?;
        (bytes.len() >= HEAD + blocks * ENTRY).then_some(Self { bytes, blocks })
    }

    /// The part of its bytes in which each look-up begins.
    pub(crate) fn directory(&self) -> Range<usize> {
        0..HEAD + self.blocks * ENTRY
    }

    fn covers(&self, key: u8) -> bool {
        let byte = self.bytes.get(MAGIC.len() + usize::from(key / 8));
        byte.is_some_and(|byte| byte & (1 << (key % 8)) != 0)
    }

    /// The terms of a word; `None` where it is not told here, or is not read as it was written.
    fn terms(&self, word: &[u8]) -> Option<Terms> {
        find(self.block(self.block_of(word)?)?, word).map(|(_, terms)| terms)
    }

    /// The number of a word among all, in ascending order; `None` where it is not told here.
    fn number(&self, word: &[u8]) -> Option<u32> {
        let block = self.block_of(word)?;
        let (at, _) = find(self.block(block)?, word)?;
        u32::try_from(block * BLOCK + at).ok()
    }

    /// The word of a number.
    fn word(&self, number: u32) -> Option<Vec<u8>> {
        let (block, at) = (number as usize / BLOCK, number as usize % BLOCK);
        let (mut bytes, mut word) = (self.block(block)?, Vec::new());
        for _ in 0..at {
            read_word(&mut bytes, &mut word)?;
            skip_terms(&mut bytes)?;
        }
        read_word(&mut bytes, &mut word)?;
        Some(word)
    }

    /// Above the number of every word.
    fn universe(&self) -> usize {
        self.blocks * BLOCK
    }

    /// The numbers of words that are asked for in ascending order.
    fn numbers(&self) -> Numbers<'_> {
        Numbers { lexicon: self, bytes: &[], next: 0, word: Vec::new() }
    }

    /// The block in which a word would be.
    fn block_of(&self, word: &[u8]) -> Option<usize> {
        let sought = beginning(word);
        let (mut from, mut to) = (0, self.blocks);
        while from < to {
            let middle = from.midpoint(to);
            let begins_before = match self.beginning(middle)?.cmp(&sought) {
                Ordering::Equal => self.first_word(middle)? <= word,
                order => order.is_lt(),
            };
            if begins_before { from = middle + 1 } else { to = middle }
        }
        from.checked_sub(1)
    }

    fn beginning(&self, block: usize) -> Option<&[u8; BEGINNING]> {
        self.bytes.get(HEAD + block * ENTRY + PLACE..)?.first_chunk()
    }

    fn first_word(&self, block: usize) -> Option<&[u8]> {
        let mut block = self.block(block)?;
        varint(&mut block)?;
        let length = varint(&mut block)?;
        block.get(..length)
    }

    /// The bytes from a block on.
    fn block(&self, block: usize) -> Option<&[u8]> {
        let place = usize::try_from(number(&self.bytes, HEAD + block * ENTRY)?).ok()?;
        self.bytes.get(place..)
    }
}

/// Numbers of words, in one walk through a lexicon.
struct Numbers<'a> {
    lexicon: &'a Lexicon,
    /// What follows the word that was read last.
    bytes: &'a [u8],
    /// The number of the next word.
    next: u32,
    /// The word that was read last.
    word: Vec<u8>,
}

impl Numbers<'_> {
    /// The number of a word, which comes behind all that were asked for before.
    fn of(&mut self, word: &[u8]) -> Option<u32> {
        while self.word.as_slice() < word {
            if (self.next as usize).is_multiple_of(BLOCK) {
                let block = self.next as usize / BLOCK;
                if block >= self.lexicon.blocks {
                    return None;
                }
                self.bytes = self.lexicon.block(block)?;
                self.word.clear();
            }
            read_word(&mut self.bytes, &mut self.word)?;
            skip_terms(&mut self.bytes)?;
            self.next += 1;
        }
        (self.word == word).then(|| self.next - 1)
    }
}

/// Reads a word of a block into `word`, which holds the one before it.
fn read_word(bytes: &mut &[u8], word: &mut Vec<u8>) -> Option<()> {
    let (shared, length) = (varint(bytes)?, varint(bytes)?);
    let (suffix, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    word.truncate(shared);
    word.extend_from_slice(suffix);
    Some(())
}

/// Goes behind the terms of a word.
fn skip_terms(bytes: &mut &[u8]) -> Option<()> {
    for _ in 0..varint(bytes)? {
        *bytes = bytes.get(1..)?;
        for _ in 0..INFO_NUMBERS {
            varint(bytes)?;
        }
    }
    Some(())
}

/// The place of a word in a block, and its terms.
fn find(mut block: &[u8], word: &[u8]) -> Option<(usize, Terms)> {
    let mut ends = [(0, 0); KEYS];
    // How many bytes the word before has in common with the one that is sought.
    let mut common = 0;
    for at in 0..BLOCK {
        let (shared, length) = (varint(&mut block)?, varint(&mut block)?);
        let (suffix, rest) = block.split_at_checked(length)?;
        block = rest;
        if shared <= common {
            let sought = word.get(shared..)?;
            common = shared + suffix.iter().zip(sought).take_while(|(a, b)| a == b).count();
        }
        let is_sought = common == word.len() && shared + length == word.len();
        let mut found = Vec::new();
        for _ in 0..varint(&mut block)? {
            let (key, rest) = block.split_first()?;
            block = rest;
            let info = read_info(&mut block, &mut ends[usize::from(*key)])?;
            if is_sought {
                found.push((*key, info));
            }
        }
        if is_sought {
            return Some((at, found));
        }
    }
    None
}

/// Words of a segment as they are looked for, each once.
pub struct Words<'a> {
    lexicon: Option<&'a Lexicon>,
    known: FxHashMap<String, Option<Terms>>,
}

impl Lexicons {
    /// Those of some segments.
    pub(crate) fn new(lexicons: impl IntoIterator<Item = (SegmentId, Lexicon)>) -> Self {
        Self(Arc::new(lexicons.into_iter().collect()))
    }

    /// That of a segment.
    pub(crate) fn of(&self, segment: SegmentId) -> Option<&Lexicon> {
        self.0.get(&segment)
    }

    /// The words of a segment.
    #[must_use]
    pub(crate) fn words(&self, segment: SegmentId) -> Words<'_> {
        Words { lexicon: self.of(segment), known: FxHashMap::default() }
    }
}

impl Words<'_> {
    /// The postings of a term in a field, whose dictionary is that of `postings`; `None` where no record has it.
    pub(crate) fn term(
        &mut self,
        field: Field,
        postings: &InvertedIndexReader,
        term: &str,
    ) -> io::Result<Option<TermInfo>> {
        let (word, is_stem) = word_of(term);
        let key = key(field, is_stem);
        let covering = self.lexicon.zip(key).filter(|(lexicon, key)| lexicon.covers(*key));
        let Some((lexicon, key)) = covering else { return postings.terms().get(term) };
        if !self.known.contains_key(word) {
            self.known.insert(word.to_owned(), lexicon.terms(word.as_bytes()));
        }
        match self.known.get(word) {
            Some(Some(terms)) => Ok(terms.iter().find(|(other, _)| *other == key).map(|(_, info)| info.clone())),
            _ => postings.terms().get(term),
        }
    }
}

/// The first letters of a word, zeros behind a shorter one: those of two words are in the order of the words, or the same.
pub(crate) fn beginning(word: &[u8]) -> [u8; BEGINNING] {
    let mut letters = [0; BEGINNING];
    letters.iter_mut().zip(word).for_each(|(to, letter)| *to = *letter);
    letters
}

/// Four bytes at a place as a number.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

/// Reads what is known of a term; `ends` are those of the postings and the positions before it.
fn read_info(bytes: &mut &[u8], ends: &mut (usize, usize)) -> Option<TermInfo> {
    let doc_freq = u32::try_from(varint(bytes)?).ok()?;
    let mut range = |end: &mut usize| {
        let start = end.checked_add(varint(bytes)?)?;
        *end = start.checked_add(varint(bytes)?)?;
        Some(start..*end)
    };
    Some(TermInfo { doc_freq, postings_range: range(&mut ends.0)?, positions_range: range(&mut ends.1)? })
}

/// A number of fixed size.
fn fixed(number: usize) -> Option<u32> {
    u32::try_from(number).ok()
}

/// Adds a number of variable size.
fn push(mut number: usize, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn varint(bytes: &mut &[u8]) -> Option<usize> {
    let mut number = 0;
    for shift in (0..usize::BITS).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tantivy::collector::Count;
    use tantivy::query::AllQuery;
    use tantivy::schema::{Schema, TEXT};
    use tantivy::{Index, TantivyDocument};

    /// An index in memory of one segment with two fields, of which the first is covered by the lexicon.
    fn segment(texts: &[(&str, &str)]) -> (tantivy::Searcher, [Field; 2], Lexicon) {
        let mut schema = Schema::builder();
        let fields = [schema.add_text_field("a", TEXT), schema.add_text_field("b", TEXT)];
        let index = Index::create_in_ram(schema.build());
        index.tokenizers().register("default", tantivy::tokenizer::WhitespaceTokenizer::default());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).unwrap();
        for (a, b) in texts {
            let mut document = TantivyDocument::new();
            document.add_text(fields[0], a);
            document.add_text(fields[1], b);
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        assert_eq!(searcher.search(&AllQuery, &Count).unwrap(), texts.len());
        let bytes = build(&searcher.segment_readers()[0], &fields[..1]).unwrap();
        let lexicon = Lexicon::open(OwnedBytes::new(bytes)).unwrap();
        (searcher, fields, lexicon)
    }

    /// What is told of a term, with and without the lexicon.
    fn looked_up(searcher: &tantivy::Searcher, lexicons: &Lexicons, field: Field, term: &str) -> [Option<TermInfo>; 2] {
        let segment = &searcher.segment_readers()[0];
        let postings = segment.inverted_index(field).unwrap();
        [lexicons, &Lexicons::default()]
            .map(|lexicons| lexicons.words(segment.segment_id()).term(field, &postings, term).unwrap())
    }

    #[test]
    fn words_of_two_records_are_told_with_their_stems() {
        let texts =
            [("cells \u{1}cell rare", "cells"), ("cell zeta", "x"), ("cells \u{1}cell zeta", "x"), ("alpha", "x")];
        let (searcher, [a, b], lexicon) = segment(&texts);
        let told = |word: &str| {
            lexicon.terms(word.as_bytes()).map(|terms| terms.iter().map(|term| term.1.doc_freq).collect::<Vec<_>>())
        };
        assert_eq!(told("cell"), Some(vec![1, 2]));
        assert_eq!((told("cells"), told("zeta")), (Some(vec![2]), Some(vec![2])));
        for word in ["rare", "alpha", "cel", "cellss", "", "~"] {
            assert_eq!(told(word), None, "{word}");
        }
        assert!(lexicon.covers(key(a, true).unwrap()) && !lexicon.covers(key(b, false).unwrap()));
        let lexicons = Lexicons::new([(searcher.segment_readers()[0].segment_id(), lexicon)]);
        for term in ["cell", "\u{1}cell", "cells", "\u{1}cells", "zeta", "rare", "x", "none"] {
            for field in [a, b] {
                let [with, without] = looked_up(&searcher, &lexicons, field, term);
                assert_eq!(with, without, "{term:?}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn every_term_is_told_as_the_dictionary_has_it(texts in prop::collection::vec("(\u{1}?(ababab)?[ab]{1,3} ){0,12}", 1..60)) {
            let texts: Vec<(&str, &str)> = texts.iter().map(|text| (text.as_str(), "x")).collect();
            let (searcher, [a, _], lexicon) = segment(&texts);
            let lexicons = Lexicons::new([(searcher.segment_readers()[0].segment_id(), lexicon)]);
            for word in texts.iter().flat_map(|(text, _)| text.split_whitespace()).chain(["abba", "bbbb", "ababab", "ababababab"]) {
                for term in [word.to_owned(), format!("\u{1}{word}")] {
                    let [with, without] = looked_up(&searcher, &lexicons, a, &term);
                    prop_assert_eq!(with, without, "{:?}", term);
                }
            }
        }

        #[test]
        fn bytes_that_are_none_of_a_lexicon_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..400), word in "[ab]{0,3}") {
            let whole = [MAGIC, &bytes[..]].concat();
            if let Some(lexicon) = Lexicon::open(OwnedBytes::new(whole)) {
                let _ = lexicon.terms(word.as_bytes());
            }
        }

        #[test]
        fn nor_does_a_flipped_bit(at in any::<prop::sample::Index>(), bit in 0_u32..8) {
            let (_, _, lexicon) = segment(&[("a ab abc b", ""), ("a ab abc b", ""), ("a b", "")]);
            let mut bytes = lexicon.bytes.to_vec();
            let at = at.index(bytes.len());
            bytes[at] ^= 1_u8 << bit;
            if let Some(lexicon) = Lexicon::open(OwnedBytes::new(bytes)) {
                for word in ["a", "ab", "abc", "b", "c"] {
                    let _ = lexicon.terms(word.as_bytes());
                }
            }
        }
    }
}
