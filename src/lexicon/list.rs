//! Words of one field of a record: their numbers, in ascending order, and how often each stands there.
//!
//! Numbers are in Elias–Fano form (Elias 1974, Fano 1971; Vigna 2013): two bits more than the logarithm of how far they lie apart,
//! and they are read without a branch for each. The bytes: how many there are, n; the lowest l bits of each, with l = ⌊log₂ u⌋ − ⌊log₂ n⌋ and u above all
//! numbers; the other bits h of each, as a one behind so many zeros as h is above that of the one before; a bit for each word, set where it stands there more than once;
//! for each of these its count, a byte, [`MORE`] where it is that or more; for each of those its count, of variable size.

use super::{push, varint};
use std::ops::Range;

/// Bytes behind the last list: eight are read at once.
pub(super) const PADDING: usize = 8;

/// A count that is told behind the others.
const MORE: u8 = u8::MAX;

/// A list as it lies among other bytes.
pub(super) struct List<'a> {
    bytes: &'a [u8],
    count: usize,
    low_bits: usize,
    /// Where the parts begin.
    lows: usize,
    highs: usize,
    repeated: usize,
    counts: usize,
    end: usize,
}

/// Bits that are written as they are.
fn low_bits(count: usize, universe: usize) -> usize {
    let bits = |number: usize| number.checked_ilog2().unwrap_or(0) as usize;
    bits(universe).saturating_sub(bits(count))
}

/// The eight bytes from a place on.
fn eight(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..).and_then(|bytes| bytes.first_chunk()).map_or(0, |eight| u64::from_le_bytes(*eight))
}

impl<'a> List<'a> {
    /// The list in a range of `bytes`, behind which there are [`PADDING`] more. `None` where it cannot be one.
    pub(super) fn open(bytes: &'a [u8], range: Range<usize>, universe: usize) -> Option<Self> {
        let mut list = bytes.get(range.clone())?;
        let count = varint(&mut list)?;
        let (low_bits, lows) = (low_bits(count, universe), range.end - list.len());
        let highs = lows.checked_add(count.checked_mul(low_bits)?.div_ceil(8))?;
        let repeated = highs.checked_add(count.checked_add(universe >> low_bits)?.div_ceil(8))?;
        let counts = repeated.checked_add(count.div_ceil(8))?;
        let fits = counts <= range.end && range.end + PADDING <= bytes.len();
        fits.then_some(Self { bytes, count, low_bits, lows, highs, repeated, counts, end: range.end })
    }

    /// Calls `take` with each number and its place among all.
    pub(super) fn each(&self, mut take: impl FnMut(usize, u32)) {
        let low_mask = (1_u64 << self.low_bits) - 1;
        let Some(lows) = self.bytes.get(self.lows..) else { return };
        let (mut at, mut low_bit) = (0, 0);
        for place in (self.highs..self.repeated).step_by(8) {
            let mut highs = eight(self.bytes, place);
            let zeros_before = (place - self.highs) * 8;
            while highs != 0 {
                if at == self.count {
                    return;
                }
                let high = (zeros_before + highs.trailing_zeros() as usize).wrapping_sub(at) as u64;
                let low = eight(lows, low_bit / 8) >> (low_bit % 8) & low_mask;
                take(at, (high << self.low_bits | low) as u32);
                at += 1;
                low_bit += self.low_bits;
                highs &= highs - 1;
            }
        }
    }

    /// How often the word at a place among all stands there.
    pub(super) fn count(&self, at: usize) -> u32 {
        let (whole, rest) = (at / 64, at % 64);
        let bits = |number: usize| eight(self.bytes, self.repeated + number * 8);
        if bits(whole) >> rest & 1 == 0 {
            return 1;
        }
        let before: u32 = (0..whole).map(|number| bits(number).count_ones()).sum();
        let before = (before + (bits(whole) & ((1 << rest) - 1)).count_ones()) as usize;
        let counts = self.bytes.get(self.counts..self.end).unwrap_or_default();
        match counts.get(before) {
            Some(&MORE) => self.large(counts, before),
            count => count.map_or(0, |count| u32::from(*count)),
        }
    }

    /// The count told behind the others for the repeated word number `at`.
    fn large(&self, counts: &[u8], at: usize) -> u32 {
        let repeated: usize =
            (0..self.count).filter(|word| self.bytes[self.repeated + word / 8] >> (word % 8) & 1 == 1).count();
        let (bytes, mut behind) = counts.split_at_checked(repeated).unwrap_or_default();
        let large = bytes.iter().take(at).filter(|count| **count == MORE).count();
        let told = (0..=large).map_while(|_| varint(&mut behind)).last();
        told.and_then(|count| u32::try_from(count).ok()).unwrap_or(0)
    }
}

/// Adds a list of numbers, in ascending order, with their counts.
pub(super) fn write(words: &[(u32, u32)], universe: usize, out: &mut Vec<u8>) {
    push(words.len(), out);
    let low_bits = low_bits(words.len(), universe);
    let mut highs = vec![0; (words.len() + (universe >> low_bits)).div_ceil(8)];
    let mut repeated = vec![0_u8; words.len().div_ceil(8)];
    let (mut low, mut filled) = (0_u64, 0);
    let (mut counts, mut large) = (Vec::new(), Vec::new());
    for (at, (number, count)) in words.iter().enumerate() {
        low |= (u64::from(*number) & ((1 << low_bits) - 1)) << filled;
        filled += low_bits;
        while filled >= 8 {
            out.push(low as u8);
            (low, filled) = (low >> 8, filled - 8);
        }
        set(&mut highs, (*number as usize >> low_bits) + at);
        if *count > 1 {
            set(&mut repeated, at);
            let told = u8::try_from(*count).unwrap_or(MORE);
            counts.push(told);
            if told == MORE {
                push(*count as usize, &mut large);
            }
        }
    }
    if filled > 0 {
        out.push(low as u8);
    }
    for part in [highs, repeated, counts, large] {
        out.extend(part);
    }
}

fn set(bits: &mut [u8], at: usize) {
    bits[at / 8] |= 1 << (at % 8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8], range: Range<usize>, universe: usize) -> Vec<(u32, u32)> {
        let list = List::open(bytes, range, universe).unwrap();
        let mut words = Vec::new();
        list.each(|at, number| words.push((number, list.count(at))));
        words
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            words in prop::collection::btree_map(0_u32..5_000, prop_oneof![4 => Just(1_u32), 2 => 2_u32..300, 1 => any::<u32>().prop_map(|n| n.max(1))], 1..300),
            more in 0_usize..100_000,
        ) {
            let words: Vec<(u32, u32)> = words.into_iter().collect();
            let universe = words.last().unwrap().0 as usize + 1 + more;
            let mut bytes = b"before".to_vec();
            write(&words, universe, &mut bytes);
            let range = 6..bytes.len();
            bytes.extend([0xff; PADDING]);
            prop_assert_eq!(read(&bytes, range, universe), words);
        }

        #[test]
        fn bytes_that_are_no_list_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..200), universe in 1_usize..100_000) {
            let end = bytes.len().saturating_sub(PADDING);
            if let Some(list) = List::open(&bytes, 0..end, universe) {
                list.each(|at, _| { list.count(at); });
            }
        }
    }
}
