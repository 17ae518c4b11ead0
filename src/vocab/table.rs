//! A sorted table of pairs of byte strings, read where it lies.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | number of pairs, `n` |
//! | 4 · (n + 1) | where each pair begins, and where the last ends, counted from behind this list |
//! | rest | the pairs: 2 bytes length of the key, key, value |
//!
//! Numbers are little-endian. Pairs are in the order of their keys, then values; a key may come several times. Every access
//! is checked: bytes that are no such table give nothing, and never a panic.

use std::ops::Range;

/// Longest key; a longer one is no name.
pub(super) const MAX_KEY: usize = 4_096;

/// A table in bytes that someone else holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'a> {
    offsets: &'a [u8],
    pairs: &'a [u8],
}

/// The bytes of a table of `pairs`, which are sorted here. Pairs with a key that is too long are left out.
pub(super) fn table(mut pairs: Vec<(Vec<u8>, Vec<u8>)>) -> Vec<u8> {
    pairs.retain(|(key, _)| key.len() <= MAX_KEY);
    pairs.sort_unstable();
    pairs.dedup();
    let mut offsets = Vec::with_capacity(4 * pairs.len() + 8);
    let mut data = Vec::new();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
    offsets.extend(number(pairs.len()));
    for (key, value) in &pairs {
        offsets.extend(number(data.len()));
        data.extend(u16::try_from(key.len()).unwrap_or(u16::MAX).to_le_bytes());
        data.extend(key);
        data.extend(value);
    }
    offsets.extend(number(data.len()));
    offsets.append(&mut data);
    offsets
}

impl<'a> Table<'a> {
    /// The table in `bytes`; an empty one where they are none.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self::checked(bytes).unwrap_or(Self { offsets: &[], pairs: &[] })
    }

    fn checked(bytes: &'a [u8]) -> Option<Self> {
        let (count, rest) = bytes.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(*count)).ok()?.checked_add(1)?.checked_mul(4)?;
        Some(Self { offsets: rest.get(..length)?, pairs: rest.get(length..)? })
    }

    /// Number of pairs.
    pub(super) fn len(self) -> usize {
        (self.offsets.len() / 4).saturating_sub(1)
    }

    fn offset(self, at: usize) -> Option<usize> {
        let bytes = self.offsets.get(at * 4..at * 4 + 4)?;
        usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
    }

    /// The pair number `at`.
    pub(super) fn pair(self, at: usize) -> Option<(&'a [u8], &'a [u8])> {
        let pair = self.pairs.get(self.offset(at)?..self.offset(at + 1)?)?;
        let (length, rest) = pair.split_first_chunk::<2>()?;
        rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))
    }

    fn key(self, at: usize) -> &'a [u8] {
        self.pair(at).map_or(&[], |(key, _)| key)
    }

    /// The first pair whose key fails `before`.
    fn partition(self, before: impl Fn(&[u8]) -> bool) -> usize {
        let mut range: Range<usize> = 0..self.len();
        while !range.is_empty() {
            let middle = range.start + range.len() / 2;
            if before(self.key(middle)) { range.start = middle + 1 } else { range.end = middle }
        }
        range.start
    }

    /// The values of `key`.
    pub(super) fn values(self, key: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
        let pairs = (self.partition(|k| k < key)..self.len()).map_while(move |at| self.pair(at));
        pairs.take_while(move |(k, _)| *k == key).map(|(_, value)| value)
    }

    /// The pairs whose key begins with `prefix`.
    pub(super) fn prefixed(self, prefix: &'a [u8]) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        let pairs = (self.partition(|k| k < prefix)..self.len()).map_while(move |at| self.pair(at));
        pairs.take_while(move |(k, _)| k.starts_with(prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn what_goes_in_comes_out(pairs in prop::collection::btree_set((prop::collection::vec(0..4_u8, 0..4), prop::collection::vec(any::<u8>(), 0..4)), 0..40)) {
            let bytes = table(pairs.iter().cloned().collect());
            let read = Table::new(&bytes);
            let all: BTreeSet<_> =
                (0..read.len()).map(|at| read.pair(at).unwrap()).map(|(k, v)| (k.to_vec(), v.to_vec())).collect();
            prop_assert_eq!(&all, &pairs);
            for (key, _) in &pairs {
                let expected: Vec<&[u8]> = pairs.iter().filter(|(k, _)| k == key).map(|(_, v)| &v[..]).collect();
                prop_assert_eq!(read.values(key).collect::<Vec<_>>(), expected);
                let expected = pairs.iter().filter(|(k, _)| k.starts_with(key)).count();
                prop_assert_eq!(read.prefixed(key).count(), expected);
            }
            prop_assert_eq!(read.values(&[9]).count(), 0);
        }

        #[test]
        fn strange_bytes_give_nothing_and_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), key in prop::collection::vec(any::<u8>(), 0..4)) {
            let read = Table::new(&bytes);
            let _ = read.values(&key).count() + read.prefixed(&key).count();
            let _ = read.pair(read.len());
        }
    }
}
