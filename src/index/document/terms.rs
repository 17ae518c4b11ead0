//! The terms of a document, each once in a field, with the places at which it stands there.
//!
//! A worker brings them into the form in which a segment collects them, so that the one thread that does that has
//! nothing to do but to find each term and to copy a few bytes.

use crate::analysis::{Analyser, STEM, Tokens};
use std::cell::RefCell;
use tantivy::schema::Field;
use xxhash_rust::xxh3::xxh3_64;

thread_local! {
    /// What this thread groups terms with; its analyser remembers stems, whatever field they are met in.
    static GROUPING: RefCell<Grouping> = RefCell::default();
}

/// The terms of a document, field by field.
pub(in crate::index) struct Terms {
    fields: Vec<FieldTerms>,
    terms: Vec<Place>,
    /// Of each term its letters and, where its field has positions, their number and their differences ([`push_number`]).
    bytes: Vec<u8>,
}

/// With room for the terms of a record that has no references: others take several times as much.
impl Default for Terms {
    fn default() -> Self {
        Self { fields: Vec::with_capacity(32), terms: Vec::with_capacity(256), bytes: Vec::with_capacity(4 << 10) }
    }
}

/// What is known of the terms of one field.
#[derive(Clone, Copy)]
pub(in crate::index) struct FieldTerms {
    /// The field.
    pub(in crate::index) field: Field,
    /// How many tokens they are.
    pub(in crate::index) tokens: u32,
    terms: u32,
}

struct Place {
    hash: u64,
    at: u32,
    letters: u32,
    places: u32,
}

/// A term of a field.
pub(in crate::index) struct Term<'a> {
    /// Its hash.
    pub(in crate::index) hash: u64,
    /// Its letters.
    pub(in crate::index) letters: &'a [u8],
    /// The number of its positions and their differences, encoded; empty where the field has none.
    pub(in crate::index) places: &'a [u8],
}

impl Terms {
    /// Adds the words of a text.
    pub(super) fn add_text(&mut self, field: Field, text: &str) {
        GROUPING.with_borrow_mut(|grouping| grouping.add(field, text, self));
    }

    /// Adds whole values, each once.
    pub(super) fn add_values(&mut self, field: Field, values: &[String]) {
        for value in values {
            self.push(xxh3_64(value.as_bytes()), value.as_bytes(), |_| {});
        }
        let count = number(values.len());
        if count > 0 {
            self.fields.push(FieldTerms { field, tokens: count, terms: count });
        }
    }

    fn push(&mut self, hash: u64, letters: &[u8], places: impl FnOnce(&mut Vec<u8>)) {
        let at = self.bytes.len();
        self.bytes.extend_from_slice(letters);
        let behind = self.bytes.len();
        places(&mut self.bytes);
        let places = number(self.bytes.len() - behind);
        self.terms.push(Place { hash, at: number(at), letters: number(letters.len()), places });
    }

    /// The fields with their terms, in no order.
    pub(in crate::index) fn fields(
        &self,
    ) -> impl Iterator<Item = (FieldTerms, impl Iterator<Item = Term<'_>> + Clone)> {
        let mut next = 0;
        self.fields.iter().map(move |field| {
            let from = next;
            next += field.terms as usize;
            let terms = self.terms[from..next].iter().map(|place| {
                let (at, behind) = (place.at as usize, (place.at + place.letters) as usize);
                let places = &self.bytes[behind..behind + place.places as usize];
                Term { hash: place.hash, letters: &self.bytes[at..behind], places }
            });
            (*field, terms)
        })
    }
}

/// Groups the tokens of a text by term; reused from text to text.
#[derive(Default)]
struct Grouping {
    analyser: Analyser,
    tokens: Tokens,
    table: Table,
    /// The stems of words, each with the marker of its namespace.
    stems: String,
    /// The term of each token.
    of_token: Vec<u32>,
    /// The positions, term by term.
    positions: Vec<u32>,
}

/// The different terms of one text.
#[derive(Default)]
struct Table {
    /// For each slot the round in which it was taken, and the number of a term of that round.
    slots: Vec<(u32, u32)>,
    /// One less than the slots that are used for this text: so those of a short text lie close together, whatever long one came before.
    mask: usize,
    round: u32,
    terms: Vec<Distinct>,
}

struct Distinct {
    hash: u64,
    letters: Letters,
    /// How many tokens it has; while positions are sorted, where its next one goes.
    count: u32,
    /// The term that stands wherever it does: that of its stem. [`NONE`] where there is none.
    stem: u32,
}

/// Where the letters of a term are.
#[derive(Clone, Copy)]
enum Letters {
    /// They are those of that token.
    Token(u32),
    /// There among the stems.
    Stem { from: u32, to: u32 },
}

/// No term.
const NONE: u32 = u32::MAX;

impl Grouping {
    fn add(&mut self, field: Field, text: &str, out: &mut Terms) {
        self.analyser.unstemmed_into(text, &mut self.tokens);
        if self.tokens.is_empty() {
            return;
        }
        self.find_terms();
        self.find_stems();
        self.sort_positions();
        let mut from = 0;
        for term in &self.table.terms {
            // The positions of a term end where those of the next begin.
            let positions = &self.positions[from as usize..term.count as usize];
            let letters = term.letters.of(&self.tokens, &self.stems);
            out.push(term.hash, letters.as_bytes(), |bytes| push_positions(bytes, positions));
            from = term.count;
        }
        let (tokens, terms) = (number(self.positions.len()), number(self.table.terms.len()));
        out.fields.push(FieldTerms { field, tokens, terms });
    }

    /// Finds which tokens are of one term.
    fn find_terms(&mut self) {
        self.table.clear(self.tokens.len());
        self.of_token.clear();
        for (number, token) in (0..).zip(self.tokens.iter()) {
            let term = self.table.find(token.term, Letters::Token(number), |letters| letters.of(&self.tokens, ""));
            self.table.terms[term as usize].count += 1;
            self.of_token.push(term);
        }
    }

    /// Adds the stems of the exact terms: where one has a stem, that stands wherever it does.
    fn find_stems(&mut self) {
        self.stems.clear();
        self.analyser.touch_stems(self.table.terms.iter().map(|term| term.hash));
        for exact in 0..self.table.terms.len() {
            let term = &self.table.terms[exact];
            let (count, hash, letters) = (term.count, term.hash, term.letters.of(&self.tokens, ""));
            let Some(stem) = self.analyser.stem_of(letters, hash) else { continue };
            let from = self.stems.len();
            self.stems.push(STEM);
            self.stems.push_str(stem);
            let place = Letters::Stem { from: number(from), to: number(self.stems.len()) };
            let of = |letters: Letters| letters.of(&self.tokens, &self.stems);
            let stem = self.table.find(&self.stems[from..], place, of);
            self.table.terms[stem as usize].count += count;
            self.table.terms[exact].stem = stem;
        }
    }

    /// Sorts the positions by term; what a term counts is then where its positions end.
    fn sort_positions(&mut self) {
        let terms = &mut self.table.terms;
        let mut from = 0;
        for term in terms.iter_mut() {
            from += std::mem::replace(&mut term.count, from);
        }
        self.positions.clear();
        self.positions.resize(from as usize, 0);
        for (exact, token) in self.of_token.iter().zip(self.tokens.iter()) {
            for term in [*exact, terms[*exact as usize].stem] {
                let Some(term) = terms.get_mut(term as usize) else { continue };
                self.positions[term.count as usize] = token.position;
                term.count += 1;
            }
        }
    }
}

impl Table {
    /// Forgets all terms, and makes room for those of so many tokens and for their stems.
    fn clear(&mut self, tokens: usize) {
        let room = (3 * tokens).next_power_of_two();
        if self.slots.len() < room || self.round == u32::MAX {
            self.slots = vec![(0, 0); room];
            self.round = 0;
        }
        self.mask = room - 1;
        self.round += 1;
        self.terms.clear();
    }

    /// The number of the term `text`, whose letters are at `letters` if it is new; `of` has those of the others.
    fn find<'a>(&mut self, text: &str, letters: Letters, of: impl Fn(Letters) -> &'a str) -> u32 {
        let hash = xxh3_64(text.as_bytes());
        let mut at = hash as usize & self.mask;
        loop {
            let (round, term) = self.slots[at];
            if round != self.round {
                let term = number(self.terms.len());
                self.slots[at] = (self.round, term);
                self.terms.push(Distinct { hash, letters, count: 0, stem: NONE });
                return term;
            }
            let known = &self.terms[term as usize];
            if known.hash == hash && of(known.letters) == text {
                return term;
            }
            at = (at + 1) & self.mask;
        }
    }
}

impl Letters {
    fn of<'a>(self, tokens: &'a Tokens, stems: &'a str) -> &'a str {
        match self {
            Self::Token(number) => tokens.get(number as usize).map_or("", |token| token.term),
            Self::Stem { from, to } => &stems[from as usize..to as usize],
        }
    }
}

fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn push_positions(bytes: &mut Vec<u8>, positions: &[u32]) {
    push_number(bytes, number(positions.len()));
    let mut last = 0;
    for position in positions {
        push_number(bytes, position - last);
        last = *position;
    }
}

/// Appends a number, seven bits to a byte, the lowest first; the last byte has the highest bit set.
pub(in crate::index) fn push_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8);
        number >>= 7;
    }
    bytes.push(number as u8 | 0x80);
}

/// Takes a number off the front of `bytes`; 0 where there is none.
pub(in crate::index) fn take_number(bytes: &mut &[u8]) -> u32 {
    let (mut number, mut shift) = (0_u32, 0);
    while let Some((byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte & 0x80 != 0 {
            break;
        }
        shift += 7;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back(numbers in prop::collection::vec(any::<u32>(), 0..20)) {
            let mut bytes = Vec::new();
            numbers.iter().for_each(|number| push_number(&mut bytes, *number));
            let mut rest = bytes.as_slice();
            let back: Vec<u32> = numbers.iter().map(|_| take_number(&mut rest)).collect();
            prop_assert_eq!(back, numbers);
            prop_assert!(rest.is_empty());
        }

        /// The grouped terms are the tokens of the text.
        #[test]
        fn terms_have_the_places_of_their_tokens(text in "((tumou?rs?|nf|kb|decision|making|[a-c]{1,2})[- ]){0,60}") {
            let mut terms = Terms::default();
            terms.add_text(Field::from_field_id(3), &text);
            let mut found = Vec::new();
            for (field, terms) in terms.fields() {
                prop_assert_eq!(field.field, Field::from_field_id(3));
                for term in terms {
                    let mut places = term.places;
                    let (count, mut position) = (take_number(&mut places), 0);
                    for _ in 0..count {
                        position += take_number(&mut places);
                        found.push((position, String::from_utf8(term.letters.to_vec()).unwrap()));
                    }
                }
            }
            let tokens = Analyser::default().analyse(&text);
            let mut expected: Vec<(u32, String)> = tokens.iter().map(|t| (t.position, t.term.to_owned())).collect();
            expected.sort();
            found.sort();
            prop_assert_eq!(found, expected);
        }
    }
}
