//! How frequent words are, remembered: feedback asks for some thousand words a query, and mostly for the same.

use super::{IndexError, Reader};
use crate::lexicon::MOST_FIELDS;
use rustc_hash::FxHashMap;
use std::hash::Hash;
use std::sync::{PoisonError, RwLock};
use tantivy::SegmentOrdinal;
use xxhash_rust::xxh3::xxh3_64;

/// Words remembered of each kind before all are forgotten: below 50 MB.
const MOST_KNOWN: usize = 200_000;

/// How frequent a word is.
#[derive(Debug, Clone, Copy)]
pub struct KnownWord {
    /// Equal for equal words, and for these alone (to one in 10¹² for the words of a query).
    pub key: u64,
    /// In each of the fields in which who asks counts it.
    pub fields: [Frequency; MOST_FIELDS],
}

/// How frequent a word is in a field.
#[derive(Debug, Clone, Copy, Default)]
pub struct Frequency {
    /// Records with it.
    pub records: u32,
    /// Its inverse document frequency.
    pub idf: f32,
}

/// A word that is asked for.
#[derive(Debug, Clone, Copy)]
pub enum AskedWord<'a> {
    /// By its number in the lexicon of a segment.
    Numbered(SegmentOrdinal, u32),
    /// Itself.
    Text(&'a str),
}

impl KnownWord {
    /// How frequent it is in that of the fields where most records have it.
    #[must_use]
    pub fn most(&self) -> Frequency {
        self.most_of(u8::MAX)
    }

    /// The same among the fields whose bit is set.
    #[must_use]
    pub fn most_of(&self, fields: u8) -> Frequency {
        let chosen = self.fields.iter().enumerate().filter(|(field, _)| fields >> field & 1 == 1);
        let more = |most: Frequency, (_, other): (usize, &Frequency)| {
            if other.records > most.records { *other } else { most }
        };
        chosen.fold(Frequency::default(), more)
    }
}

/// The words asked for so far.
#[derive(Default)]
pub(super) struct KnownWords {
    by_text: RwLock<FxHashMap<Box<str>, KnownWord>>,
    by_number: RwLock<FxHashMap<(SegmentOrdinal, u32), KnownWord>>,
}

impl Reader {
    /// Calls `take` with each of the words asked for, by its place, in any order. `read` gives the text of a number, `count` how frequent a word is.
    ///
    /// # Errors
    ///
    /// Those of `read` and `count`.
    pub fn known_words<E: From<IndexError>>(
        &self,
        asked: &[AskedWord<'_>],
        mut read: impl FnMut(SegmentOrdinal, u32) -> Result<String, E>,
        mut count: impl FnMut(&str) -> Result<[Frequency; MOST_FIELDS], E>,
        mut take: impl FnMut(usize, &KnownWord),
    ) -> Result<(), E> {
        let mut new = Vec::new();
        for place in self.known_words.take_known(asked, &mut take) {
            let found = match asked[place] {
                AskedWord::Text(text) => self.known_words.counted(text, &mut count)?,
                AskedWord::Numbered(segment, number) => {
                    let found = self.known_words.counted(&read(segment, number)?, &mut count)?;
                    new.push(((segment, number), found));
                    found
                }
            };
            take(place, &found);
        }
        remember(&self.known_words.by_number, new);
        Ok(())
    }
}

impl KnownWords {
    /// The places of those that are not known.
    fn take_known(&self, asked: &[AskedWord<'_>], take: &mut impl FnMut(usize, &KnownWord)) -> Vec<usize> {
        let by_number = self.by_number.read().unwrap_or_else(PoisonError::into_inner);
        let by_text = self.by_text.read().unwrap_or_else(PoisonError::into_inner);
        let mut unknown = Vec::new();
        for (place, word) in asked.iter().enumerate() {
            let known = match word {
                AskedWord::Numbered(segment, number) => by_number.get(&(*segment, *number)),
                AskedWord::Text(text) => by_text.get(*text),
            };
            match known {
                Some(known) => take(place, known),
                None => unknown.push(place),
            }
        }
        unknown
    }

    fn counted<E>(
        &self,
        text: &str,
        count: &mut impl FnMut(&str) -> Result<[Frequency; MOST_FIELDS], E>,
    ) -> Result<KnownWord, E> {
        if let Some(known) = self.by_text.read().unwrap_or_else(PoisonError::into_inner).get(text) {
            return Ok(*known);
        }
        let word = KnownWord { key: xxh3_64(text.as_bytes()), fields: count(text)? };
        remember(&self.by_text, vec![(text.into(), word)]);
        Ok(word)
    }
}

fn remember<K: Eq + Hash>(known: &RwLock<FxHashMap<K, KnownWord>>, new: Vec<(K, KnownWord)>) {
    if new.is_empty() {
        return;
    }
    let mut known = known.write().unwrap_or_else(PoisonError::into_inner);
    if known.len() >= MOST_KNOWN {
        known.clear();
    }
    known.extend(new);
}
