//! The postings of one field of a segment, while they are collected.

use super::arena::{Arena, List};
use super::run::{beginning, push_term};
use crate::index::document::{Term, push_number};
use std::io;

/// The terms of a field with their postings.
///
/// A table of hashes leads to the terms; the postings of each are bytes: the difference to the record before, and what
/// [`Term::places`] has.
#[derive(Default)]
pub(super) struct FieldPostings {
    slots: Vec<Slot>,
    terms: Vec<Known>,
    arena: Arena,
    /// Tokens of all records.
    tokens: u64,
    number: Vec<u8>,
}

/// Terms of a field from which on they are not all in the processor's cache.
const WORTH_TOUCHING: usize = 4_096;

/// The upper half of a hash, and the number of the term behind it from 1 on; 0 where the slot is free.
#[derive(Clone, Copy, Default)]
struct Slot {
    hash: u32,
    term: u32,
}

/// A term, in one line of the processor's cache: most terms are rare, and all there is of them is here.
#[repr(align(64))]
struct Known {
    docs: u32,
    last: u32,
    /// The postings behind the first.
    others: List,
    length: u16,
    /// Bytes of `first` that are taken.
    taken: u8,
    /// The letters, or the address of more than fit in.
    letters: [u8; INLINE],
    /// The first postings.
    first: [u8; FIRST],
}

/// Bytes of postings that are kept with their term.
const FIRST: usize = 19;

const _: () = assert!(size_of::<Known>() == 64);

/// Bytes of a term that are kept with it, so that they are compared without another miss of the processor's cache.
const INLINE: usize = 22;

impl FieldPostings {
    /// Bytes of memory that are in use.
    pub(super) fn bytes(&self) -> usize {
        self.arena.bytes() + self.terms.len() * (size_of::<Known>() + 2 * size_of::<Slot>())
    }

    /// Adds the terms of the record `doc`, which none with a higher number came before.
    pub(super) fn add<'a>(
        &mut self,
        doc: u32,
        tokens: u32,
        terms: impl Iterator<Item = Term<'a>> + Clone,
    ) -> io::Result<()> {
        self.tokens += u64::from(tokens);
        self.touch(terms.clone());
        for term in terms {
            let known = self.find(&term)?;
            let known = &mut self.terms[known];
            let difference = doc - known.last;
            known.last = doc;
            known.docs += 1;
            match few(difference, term.places) {
                Some((bytes, count)) if known.keep(&bytes[..count]) => {}
                Some((bytes, count)) => self.arena.append_few(&mut known.others, bytes, count)?,
                None => {
                    self.number.clear();
                    push_number(&mut self.number, difference);
                    self.number.extend_from_slice(term.places);
                    self.arena.append(&mut known.others, &self.number)?;
                }
            }
        }
        Ok(())
    }

    /// Reads what is needed of each term soon, so that the processor fetches all of it at once instead of piece by piece.
    fn touch<'a>(&self, terms: impl Iterator<Item = Term<'a>> + Clone) {
        if self.terms.len() < WORTH_TOUCHING {
            return;
        }
        let mask = self.slots.len() - 1;
        let slot = |term: &Term| self.slots[slot_of((term.hash >> 32) as u32, mask)];
        let slots: u32 = terms.clone().fold(0, |sum, term| sum ^ slot(&term).term);
        let known = |term: &Term| self.terms.get((slot(term).term as usize).wrapping_sub(1));
        let lasts: u32 = terms.clone().filter_map(|term| known(&term)).fold(0, |sum, known| sum ^ known.last);
        let lists = terms.filter_map(|term| known(&term)).fold(0, |sum, known| sum ^ self.arena.touch(&known.others));
        std::hint::black_box((slots, lasts, lists));
    }

    /// The number of a term, new or known.
    fn find(&mut self, term: &Term) -> io::Result<usize> {
        if self.terms.len() * 3 >= self.slots.len() * 2 {
            self.widen();
        }
        let upper = (term.hash >> 32) as u32;
        let mask = self.slots.len() - 1;
        let mut at = slot_of(upper, mask);
        loop {
            let slot = self.slots[at];
            if slot.term == 0 {
                break;
            }
            if slot.hash == upper {
                let number = slot.term as usize - 1;
                if self.letters(&self.terms[number]) == term.letters {
                    return Ok(number);
                }
            }
            at = (at + 1) & mask;
        }
        let mut letters = [0; INLINE];
        match letters.get_mut(..term.letters.len()) {
            Some(inline) => inline.copy_from_slice(term.letters),
            None => letters[..4].copy_from_slice(&self.arena.keep(term.letters)?.to_le_bytes()),
        }
        // Terms are far shorter: `MAX_TERM_BYTES`, `MAX_BYTES`.
        let length = u16::try_from(term.letters.len()).unwrap_or(u16::MAX);
        let others = List::default();
        self.terms.push(Known { docs: 0, last: 0, others, length, taken: 0, letters, first: [0; FIRST] });
        self.slots[at] = Slot { hash: upper, term: u32::try_from(self.terms.len()).unwrap_or(u32::MAX) };
        Ok(self.terms.len() - 1)
    }

    fn widen(&mut self) {
        let room = (self.slots.len() * 2).max(64);
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); room]);
        let mask = room - 1;
        for slot in old.into_iter().filter(|slot| slot.term > 0) {
            let mut at = slot_of(slot.hash, mask);
            while self.slots[at].term > 0 {
                at = (at + 1) & mask;
            }
            self.slots[at] = slot;
        }
    }

    /// Takes what was added so far, as a run: see [`super::run`]. The memory is kept for what is added next.
    pub(super) fn take_run(&mut self) -> Vec<u8> {
        // More than enough for most runs; what is not written to takes no memory.
        let room = self.arena.bytes() + self.terms.len() * size_of::<Known>() / 2;
        let (mut run, mut postings) = (Vec::with_capacity(room), Vec::new());
        for number in self.in_order() {
            let known = &self.terms[number as usize];
            postings.clear();
            postings.extend_from_slice(&known.first[..usize::from(known.taken)]);
            self.arena.copy(&known.others, &mut postings);
            push_term(&mut run, self.letters(known), known.docs, &postings);
        }
        self.terms.clear();
        self.slots.fill(Slot::default());
        self.arena.clear();
        run
    }

    /// Tokens of all records, also of those whose postings were taken.
    pub(super) fn tokens(&self) -> u64 {
        self.tokens
    }

    fn letters<'a>(&'a self, known: &'a Known) -> &'a [u8] {
        let [a, b, c, d, ..] = known.letters;
        let inline = known.letters.get(..usize::from(known.length));
        inline.unwrap_or_else(|| self.arena.slice(u32::from_le_bytes([a, b, c, d]), usize::from(known.length)))
    }

    /// The numbers of the terms in the order of their letters.
    fn in_order(&self) -> impl Iterator<Item = u32> {
        let mut order: Vec<(u64, u32)> =
            (0..).zip(&self.terms).map(|(number, known)| (beginning(self.letters(known)), number)).collect();
        order.sort_unstable_by(|a, b| {
            let letters = |number: u32| self.letters(&self.terms[number as usize]);
            a.0.cmp(&b.0).then_with(|| letters(a.1).cmp(letters(b.1)))
        });
        order.into_iter().map(|(_, number)| number)
    }
}

impl Known {
    /// Keeps a posting with the term, if there is room and no other had to go elsewhere.
    fn keep(&mut self, posting: &[u8]) -> bool {
        let taken = usize::from(self.taken);
        let fits = self.others.is_empty() && taken + posting.len() <= FIRST;
        if fits {
            self.first[taken..].iter_mut().zip(posting).for_each(|(to, byte)| *to = *byte);
            self.taken += posting.len() as u8;
        }
        fits
    }
}

/// A posting of up to eight bytes, and how many it has: most have two to four.
fn few(difference: u32, places: &[u8]) -> Option<([u8; 8], usize)> {
    let (low, count) = match difference {
        0..0x80 => (u64::from(difference | 0x80), 1),
        0x80..0x4000 => (u64::from(difference & 0x7f | (difference >> 7 | 0x80) << 8), 2),
        _ => return None,
    };
    let shifted = |bytes: u64| bytes << (8 * count) | low;
    let all = places.iter().rev().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte));
    (places.len() + count <= 8).then(|| (shifted(all).to_le_bytes(), places.len() + count))
}

fn slot_of(hash: u32, mask: usize) -> usize {
    hash as usize & mask
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn few_bytes_are_those_of_the_number_and_the_places(difference in prop_oneof![0_u32..0x8000, any::<u32>()], places in prop::collection::vec(any::<u8>(), 0..9)) {
            let mut expected = Vec::new();
            push_number(&mut expected, difference);
            expected.extend_from_slice(&places);
            let found = few(difference, &places);
            prop_assert_eq!(found.is_some(), difference < 0x4000 && expected.len() <= 8);
            if let Some((bytes, count)) = found {
                prop_assert_eq!(&bytes[..count], expected);
            }
        }
    }
}
