//! The terms of a document, each once in a field, with the places at which it stands there.
//!
//! A worker brings them into the form in which a segment collects them, so that the one thread that does that has
//! nothing to do but to find each term and to copy a few bytes.

use crate::analysis::{Analyser, Tokens};
use std::cell::RefCell;
use tantivy::schema::Field;
use xxhash_rust::xxh3::xxh3_64;

thread_local! {
    /// What this thread groups terms with; its analyser remembers stems, whatever field they are met in.
    static GROUPING: RefCell<Grouping> = RefCell::default();
}

/// The terms of a document, field by field.
#[derive(Default)]
pub(in crate::index) struct Terms {
    fields: Vec<FieldTerms>,
    terms: Vec<Place>,
    /// Of each term its letters and, where its field has positions, their number and their differences ([`push_number`]).
    bytes: Vec<u8>,
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
        let count = u32::try_from(values.len()).unwrap_or(u32::MAX);
        if count > 0 {
            self.fields.push(FieldTerms { field, tokens: count, terms: count });
        }
    }

    fn push(&mut self, hash: u64, letters: &[u8], places: impl FnOnce(&mut Vec<u8>)) {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
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
    /// For each slot the round in which it was taken, and the number of a term of that round.
    slots: Vec<(u32, u32)>,
    round: u32,
    distinct: Vec<Distinct>,
    /// The term of each token.
    of_token: Vec<u32>,
    /// The positions, term by term.
    positions: Vec<u32>,
}

struct Distinct {
    hash: u64,
    /// A token of it.
    token: u32,
    /// How many tokens it has; while positions are sorted, where its next one goes.
    count: u32,
}

impl Grouping {
    fn add(&mut self, field: Field, text: &str, out: &mut Terms) {
        self.analyser.analyse_into(text, &mut self.tokens);
        if self.tokens.is_empty() {
            return;
        }
        self.find_terms();
        self.sort_positions();
        let mut from = 0;
        for term in &self.distinct {
            // The positions of a term end where those of the next begin.
            let positions = &self.positions[from as usize..term.count as usize];
            let letters = self.tokens.get(term.token as usize).map_or("", |token| token.term);
            out.push(term.hash, letters.as_bytes(), |bytes| push_positions(bytes, positions));
            from = term.count;
        }
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let (tokens, terms) = (number(self.tokens.len()), number(self.distinct.len()));
        out.fields.push(FieldTerms { field, tokens, terms });
    }

    /// Finds which tokens are of one term.
    fn find_terms(&mut self) {
        let room = (2 * self.tokens.len()).next_power_of_two();
        if self.slots.len() < room || self.round == u32::MAX {
            self.slots = vec![(0, 0); room.max(1 << 10)];
            self.round = 0;
        }
        self.round += 1;
        self.distinct.clear();
        self.of_token.clear();
        let mask = self.slots.len() - 1;
        for (number, token) in (0..).zip(self.tokens.iter()) {
            let hash = xxh3_64(token.term.as_bytes());
            let mut at = hash as usize & mask;
            let term = loop {
                let (round, term) = self.slots[at];
                if round != self.round {
                    let term = u32::try_from(self.distinct.len()).unwrap_or(u32::MAX);
                    self.slots[at] = (self.round, term);
                    self.distinct.push(Distinct { hash, token: number, count: 0 });
                    break term;
                }
                let known = &self.distinct[term as usize];
                if known.hash == hash && self.tokens.get(known.token as usize).is_some_and(|k| k.term == token.term) {
                    break term;
                }
                at = (at + 1) & mask;
            };
            self.distinct[term as usize].count += 1;
            self.of_token.push(term);
        }
    }

    /// Sorts the positions by term; what a term counts is then where its positions end.
    fn sort_positions(&mut self) {
        let mut from = 0;
        for term in &mut self.distinct {
            from += std::mem::replace(&mut term.count, from);
        }
        self.positions.clear();
        self.positions.resize(self.of_token.len(), 0);
        for (term, token) in self.of_token.iter().zip(self.tokens.iter()) {
            let next = &mut self.distinct[*term as usize].count;
            self.positions[*next as usize] = token.position;
            *next += 1;
        }
    }
}

fn push_positions(bytes: &mut Vec<u8>, positions: &[u32]) {
    push_number(bytes, u32::try_from(positions.len()).unwrap_or(u32::MAX));
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
        fn terms_have_the_places_of_their_tokens(text in "([a-c]{1,2}[- ]){0,60}") {
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
