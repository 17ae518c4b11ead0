//! The words of each record, by their numbers in the lexicon of its segment.
//!
//! Feedback takes the words of twenty records and weighs a thousand by them. To unpack and analyse one takes a tenth of a
//! millisecond; here they are read in a microsecond. Kept are the base forms that tell what a text is about
//! ([`crate::analysis::is_telling`]), with how often each stands in each of some fields: what the postings of the segment say, turned round.
//!
//! Records are kept in ranges of [`RANGE`], so that making a range takes little memory however large the segment is. The bytes of a range,
//! numbers as in a lexicon: [`MAGIC`]; the length of the lexicon, 4 bytes; how many fields there are and the number of each, a byte each;
//! how many records, and where each begins behind these places and where the last one ends, 4 bytes each; the records; [`PADDING`] bytes. A record
//! without words has no bytes. Any other has a byte with a bit for each field in which it has words, and one behind these where some are rare; for each such field
//! the code of its text's length, and its list ([`super::list`]), with its own length in front; the rare words. A rare word is one that the lexicon lacks: the place of its field, its count, its
//! length and its letters, in ascending order of the words.

use super::list::{List, PADDING};
use super::{Lexicon, fixed, number, varint};
use std::ops::Range;
use tantivy::DocId;
use tantivy::directory::OwnedBytes;
use tantivy::schema::Field;

/// How the bytes begin.
pub(super) const MAGIC: &[u8; 4] = b"vec1";

/// Records of a range.
pub(crate) const RANGE: u32 = 1 << 17;

/// Fields that there can be: a list of each and one more have a bit of a byte.
pub const MOST_FIELDS: usize = 7;

/// Bytes that a processor fetches at once.
const CACHE_LINE: usize = 64;

/// Bytes of a place.
const PLACE: usize = size_of::<u32>();

/// The words of the records of a range.
#[derive(Debug)]
pub(crate) struct Vectors {
    bytes: OwnedBytes,
    fields: Vec<Field>,
    records: u32,
    /// Where the places begin.
    places: usize,
    /// Above all numbers of words.
    universe: usize,
}

/// A text of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VectorPlace {
    /// The place of its field among those whose words are kept.
    pub field: usize,
    /// The code of its length, as the engine keeps it.
    pub length: u8,
}

/// A word of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VectorWord<'a> {
    /// By its number in the segment's lexicon.
    Numbered(u32),
    /// Itself: the lexicon lacks it.
    Rare(&'a str),
}

/// The words of the records of one segment.
#[derive(Debug, Clone, Copy)]
pub struct SegmentVectors<'a> {
    pub(crate) lexicon: &'a Lexicon,
    /// All of its records, in order.
    pub(crate) ranges: &'a [Vectors],
}

impl Vectors {
    /// `None` where the bytes are not those of a range, or of a range with another lexicon.
    pub(crate) fn open(bytes: OwnedBytes, lexicon: &Lexicon) -> Option<Self> {
        let mut at = MAGIC.len();
        let head = bytes.strip_prefix(MAGIC)?;
        if number(head, 0)? != fixed(lexicon.bytes.len())? {
            return None;
        }
        at += PLACE;
        let count = usize::from(*bytes.get(at)?);
        let fields = bytes.get(at + 1..at + 1 + count)?.iter().map(|id| Field::from_field_id(u32::from(*id))).collect();
        at += 1 + count;
        let records = number(&bytes, at)?;
        let places = at + PLACE;
        let end = usize::try_from(records).ok()?.checked_add(1)?.checked_mul(PLACE)?.checked_add(places)?;
        let (universe, fits) = (lexicon.universe(), end + PADDING <= bytes.len());
        (count <= MOST_FIELDS && fits).then_some(Self { bytes, fields, records, places, universe })
    }

    pub(crate) fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The bytes of a record; none where it has no words.
    fn record(&self, record: u32) -> Option<Range<usize>> {
        if record >= self.records {
            return None;
        }
        let place = |record: u32| usize::try_from(number(&self.bytes, self.places + record as usize * PLACE)?).ok();
        let behind_places = self.places + (self.records as usize + 1) * PLACE;
        Some(behind_places.checked_add(place(record)?)?..behind_places.checked_add(place(record + 1)?)?)
    }

    /// Calls `take` with each word of a record of the range that is `wanted`: the text, the word, and how often it stands there. `None` where the
    /// bytes are not as they were written.
    fn each<'a>(
        &'a self,
        record: u32,
        wanted: impl Fn(u32) -> bool,
        take: &mut impl FnMut(VectorPlace, VectorWord<'a>, u32),
    ) -> Option<()> {
        let Range { start: from, end: to } = self.record(record)?;
        if from == to {
            return Some(());
        }
        let mut rest = self.bytes.get(from + 1..to)?;
        let mask = *self.bytes.get(from)?;
        let mut places = [VectorPlace { field: 0, length: 0 }; MOST_FIELDS];
        for (field, place) in places.iter_mut().enumerate().take(self.fields.len()) {
            if mask >> field & 1 == 0 {
                continue;
            }
            let (length, behind) = rest.split_first()?;
            *place = VectorPlace { field, length: *length };
            rest = behind;
            let bytes = varint(&mut rest)?;
            let start = to - rest.len();
            rest = rest.get(bytes..)?;
            if bytes > 0 {
                let words = List::open(&self.bytes, start..start + bytes, self.universe)?;
                words.each(|at, number| {
                    if wanted(number) {
                        take(*place, VectorWord::Numbered(number), words.count(at));
                    }
                });
            }
        }
        if mask >> self.fields.len() & 1 == 1 { rare(rest, &places, take) } else { Some(()) }
    }
}

fn rare<'a>(
    mut list: &'a [u8],
    places: &[VectorPlace],
    take: &mut impl FnMut(VectorPlace, VectorWord<'a>, u32),
) -> Option<()> {
    while !list.is_empty() {
        let (field, count) = (varint(&mut list)?, u32::try_from(varint(&mut list)?).ok()?);
        let length = varint(&mut list)?;
        let (word, rest) = list.split_at_checked(length)?;
        list = rest;
        take(*places.get(field)?, VectorWord::Rare(std::str::from_utf8(word).ok()?), count);
    }
    Some(())
}

impl<'a> SegmentVectors<'a> {
    /// Calls `take` with each word of a record: the text, the word, and how often it stands there. Words of a
    /// field come in ascending order. `None` where the bytes are not as they were written.
    pub fn each(&self, record: DocId, take: impl FnMut(VectorPlace, VectorWord<'a>, u32)) -> Option<()> {
        self.each_of(record, |_| true, take)
    }

    /// The same with those words alone that are `wanted`, by their numbers, and rare ones.
    pub fn each_of(
        &self,
        record: DocId,
        wanted: impl Fn(u32) -> bool,
        mut take: impl FnMut(VectorPlace, VectorWord<'a>, u32),
    ) -> Option<()> {
        self.ranges.get((record / RANGE) as usize)?.each(record % RANGE, wanted, &mut take)
    }

    /// Asks the memory for some records together, so that it fetches them side by side: where they lie is nowhere near one another, and to wait
    /// for each takes longer than to read it.
    pub fn fetch(&self, records: impl Iterator<Item = DocId>) {
        let place = |record: DocId| {
            let range = self.ranges.get((record / RANGE) as usize)?;
            Some((range, range.record(record % RANGE)?))
        };
        let mut read = 0_u8;
        // Places first: they are far apart too.
        for (range, bytes) in records.filter_map(place).collect::<Vec<_>>() {
            for at in bytes.step_by(CACHE_LINE) {
                read ^= range.bytes.get(at).copied().unwrap_or_default();
            }
        }
        std::hint::black_box(read);
    }

    /// The number of a word, where the lexicon has it.
    #[must_use]
    pub fn number(&self, word: &str) -> Option<u32> {
        self.lexicon.number(word.as_bytes())
    }

    /// The word of a number.
    #[must_use]
    pub fn word(&self, number: u32) -> Option<String> {
        String::from_utf8(self.lexicon.word(number)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{build, build_vectors};
    use super::*;
    use crate::analysis::{Analyser, Tokens};
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use tantivy::schema::{IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
    use tantivy::{Index, TantivyDocument};

    /// The words of a record: by place of the field and word, how often.
    type Counts = BTreeMap<(usize, String), u32>;

    /// A segment whose records have these texts in two fields, analysed as ours are.
    fn segment(texts: &[[String; 2]]) -> (tantivy::Searcher, [Field; 2]) {
        let indexing = TextFieldIndexing::default().set_tokenizer("whitespace");
        let indexing = indexing.set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let options = TextOptions::default().set_indexing_options(indexing);
        let mut schema = Schema::builder();
        let fields = ["a", "b"].map(|name| schema.add_text_field(name, options.clone()));
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).unwrap();
        let mut analyser = Analyser::default();
        for record in texts {
            let mut document = TantivyDocument::new();
            for (field, text) in fields.iter().zip(record) {
                let tokens = analyser.analyse(text);
                document.add_text(*field, tokens.iter().map(|token| token.term).collect::<Vec<_>>().join(" "));
            }
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        (index.reader().unwrap().searcher(), fields)
    }

    fn kept(searcher: &tantivy::Searcher, fields: &[Field], records: Range<DocId>) -> (Lexicon, Vectors) {
        let reader = &searcher.segment_readers()[0];
        let lexicon = Lexicon::open(OwnedBytes::new(build(reader, fields).unwrap())).unwrap();
        let bytes = build_vectors(reader, &lexicon, fields, records).unwrap();
        let vectors = Vectors::open(OwnedBytes::new(bytes), &lexicon).unwrap();
        (lexicon, vectors)
    }

    fn counts(lexicon: &Lexicon, vectors: &Vectors, record: u32) -> Option<Counts> {
        let mut counts = Counts::new();
        vectors.each(record, |_| true, &mut |place, word, count| {
            let word = match word {
                VectorWord::Numbered(number) => String::from_utf8(lexicon.word(number).unwrap()).unwrap(),
                VectorWord::Rare(word) => word.to_owned(),
            };
            assert!(counts.insert((place.field, word), count).is_none());
        })?;
        Some(counts)
    }

    fn expected(texts: &[String; 2]) -> Counts {
        let (mut analyser, mut counts) = (Analyser::default(), Counts::new());
        for (field, text) in texts.iter().enumerate() {
            let mut tokens = Tokens::default();
            analyser.analyse_into(text, &mut tokens);
            for word in analyser.base_words(&tokens) {
                *counts.entry((field, word.to_owned())).or_default() += 1;
            }
        }
        counts
    }

    fn texts() -> impl Strategy<Value = Vec<[String; 2]>> {
        const WORDS: [&str; 10] =
            ["tumours", "tumor", "cities", "citi", "PD-L1", "pdl1", "decision-making", "the", "7", "rna2s"];
        let word = prop_oneof![prop::sample::select(&WORDS[..]).prop_map(str::to_owned), "[a-c]{3,4}(s|ing|ed)?"];
        let text = || prop::collection::vec(word.clone(), 0..40).prop_map(|words| words.join(" "));
        prop::collection::vec([text(), text()], 1..30)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn each_record_has_the_base_forms_of_its_texts(texts in texts(), cut in any::<prop::sample::Index>()) {
            let (searcher, fields) = segment(&texts);
            let (all, cut) = (texts.len() as u32, cut.index(texts.len()) as u32);
            for records in [0..all, cut..all, 0..cut] {
                let (lexicon, vectors) = kept(&searcher, &fields, records.clone());
                prop_assert_eq!(counts(&lexicon, &vectors, records.len() as u32), None);
                for record in records.clone() {
                    let found = counts(&lexicon, &vectors, record - records.start);
                    prop_assert_eq!(found, Some(expected(&texts[record as usize])));
                }
            }
        }

        #[test]
        fn a_flipped_bit_does_no_harm(at in any::<prop::sample::Index>(), bit in 0_u32..8) {
            let texts = ["mice of men", "mice", "rare words of mice"].map(|text| [text.to_owned(), text.to_owned()]);
            let (searcher, fields) = segment(&texts);
            let (lexicon, vectors) = kept(&searcher, &fields, 0..3);
            let mut bytes = vectors.bytes.to_vec();
            let at = at.index(bytes.len());
            bytes[at] ^= 1_u8 << bit;
            if let Some(vectors) = Vectors::open(OwnedBytes::new(bytes), &lexicon) {
                for record in 0..4 {
                    let _ = vectors.each(record, |_| true, &mut |_, _, _| ());
                }
            }
        }
    }

    #[test]
    fn long_lists_go_through_many_slices() {
        let text = |from: u32| (from..from + 400).map(|n| format!("word{n} cells")).collect::<Vec<_>>().join(" ");
        let texts: Vec<[String; 2]> = (0..4).map(|n| [text(n * 100), text(n)]).collect();
        let (searcher, fields) = segment(&texts);
        let (lexicon, vectors) = kept(&searcher, &fields, 0..4);
        for (record, texts) in (0..).zip(&texts) {
            assert_eq!(counts(&lexicon, &vectors, record), Some(expected(texts)));
        }
    }

    #[test]
    fn ranges_of_another_lexicon_are_not_taken() {
        let (searcher, fields) = segment(&[["mice".into(), "men".into()], ["mice".into(), "men".into()]]);
        let (_, vectors) = kept(&searcher, &fields, 0..2);
        let (searcher, fields) = segment(&[["mice".into(), "rats".into()], ["mice rats".into(), "men".into()]]);
        let (other, _) = kept(&searcher, &fields, 0..2);
        assert!(Vectors::open(vectors.bytes.clone(), &other).is_none());
    }
}
