//! Keys of the values of text columns, by which those of different segments are told to be the same without their names.
//!
//! A facet counts the numbers that values have in a segment. To add up the counts of several segments by name, the names of
//! thousands of journals were read for each answer, and all but ten forgotten again.

use super::Reader;
use rustc_hash::FxHashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::SegmentOrdinal;
use tantivy::columnar::StrColumn;
use xxhash_rust::xxh3::xxh3_128;

/// Values of a column up to which the keys of all are remembered, 16 bytes each.
const MOST_REMEMBERED: usize = 1 << 16;

/// The keys of all are worked out where one value in so many is asked for.
const WORTH_ALL: usize = 4;

/// Keys by segment and column, each by the number of the value.
#[derive(Default)]
pub(super) struct ValueKeys(Mutex<FxHashMap<(SegmentOrdinal, String), Arc<[u128]>>>);

impl Reader {
    /// The keys of the values with these numbers, in ascending order, of a text column of a segment: equal where the values of two segments are, and only
    /// there (to one in 10²⁰ for a million values).
    ///
    /// # Errors
    ///
    /// Where the column cannot be read.
    pub fn value_keys(
        &self,
        segment: SegmentOrdinal,
        (name, column): (&str, &StrColumn),
        numbers: &[u64],
    ) -> io::Result<Vec<u128>> {
        if self.searcher().segment_readers().len() == 1 {
            return Ok(numbers.iter().map(|number| u128::from(*number)).collect());
        }
        let place = (segment, name.to_owned());
        let known = || self.value_keys.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = known().get(&place).cloned();
        let is_worth_all = column.num_terms() <= MOST_REMEMBERED && numbers.len() * WORTH_ALL >= column.num_terms();
        if all.is_none() && is_worth_all {
            let mut keys = Vec::with_capacity(column.num_terms());
            let mut values = column.dictionary().stream()?;
            while values.advance() {
                keys.push(xxh3_128(values.key()));
            }
            all = Some(keys.into());
            known().extend(all.clone().map(|all| (place, all)));
        }
        if let Some(all) = all {
            return Ok(numbers.iter().filter_map(|number| all.get(usize::try_from(*number).ok()?).copied()).collect());
        }
        let mut keys = Vec::with_capacity(numbers.len());
        // One walk through the dictionary for all of them: each look-up would decode a block of it.
        column.dictionary().sorted_ords_to_term_cb(numbers, |value| keys.push(xxh3_128(value)))?;
        Ok(keys)
    }
}
