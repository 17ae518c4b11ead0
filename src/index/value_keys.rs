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

/// Keys of all values of a column by segment and column.
#[derive(Default)]
pub(super) struct ValueKeys(Mutex<FxHashMap<(SegmentOrdinal, String), Keys>>);

/// Keys by the number of the value.
type Keys = Arc<[u128]>;

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

#[cfg(test)]
mod tests {
    use crate::index::Index;
    use crate::record::{Author, Pmid, Record};

    fn write(index: &Index, pmid: u32, names: &[&str]) {
        let (maker, mut writer) = (index.document_maker().unwrap(), index.writer(1, 16 << 20).unwrap());
        let author = |name: &&str| Author { last_name: Some((*name).to_owned()), ..Author::default() };
        let authors = names.iter().map(author).collect();
        let record = Record { pmid: Pmid::parse(&pmid.to_string()), authors, title: "T".into(), ..Record::default() };
        writer.put(maker.prepare(record).unwrap()).unwrap();
        writer.commit().unwrap();
    }

    #[test]
    fn keys_are_equal_where_the_values_are() {
        let index = Index::in_memory().unwrap();
        write(&index, 1, &["Moth", "Roe", "Doe", "Alder", "Birch", "Cedar", "Elm", "Fir", "Oak"]);
        write(&index, 2, &["Zander", "Roe", "Elm", "Perch"]);
        let reader = index.reader().unwrap();
        let column =
            |segment: u32| reader.searcher().segment_reader(segment).fast_fields().str("author_name").unwrap().unwrap();
        let keys = |segment: u32, numbers: &[u64]| {
            reader.value_keys(segment, ("author_name", &column(segment)), numbers).unwrap()
        };
        let name = |segment: u32, number: u64| {
            let mut name = String::new();
            column(segment).ord_to_str(number, &mut name).unwrap();
            name
        };
        let large = if column(0).num_terms() == 9 { 0 } else { 1 };
        // Few of many are worked out one by one, many at once, and then all are known.
        let few = keys(large, &[3]);
        let all: Vec<Vec<u128>> = [large, 1 - large]
            .map(|segment| {
                let numbers: Vec<u64> = (0..column(segment).num_terms() as u64).collect();
                keys(segment, &numbers)
            })
            .into();
        assert_eq!((few[0], keys(large, &[3])[0]), (all[0][3], all[0][3]));
        for (one, key) in (0..).zip(&all[0]) {
            for (other, key2) in (0..).zip(&all[1]) {
                assert_eq!(key == key2, name(large, one) == name(1 - large, other), "{one} {other}");
            }
        }
        assert_eq!((all[0].len(), all[1].len()), (9, 4));
    }
}
