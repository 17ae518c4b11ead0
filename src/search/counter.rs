//! Counting the values of a facet: by their numbers in each segment, then over all segments by their keys.

use crate::index::Reader;
use crate::schema::{ColumnKind, table};
use rustc_hash::FxHashMap;
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentOrdinal};

/// Records whose values are read at once.
const BLOCK: usize = 64;

/// Numbers that are counted by place: every year is.
const SMALL: usize = 4_096;

/// Counts the values of one facet in one segment.
pub(super) struct SegmentCounter {
    segment: SegmentOrdinal,
    /// Values of records; of texts their numbers in `texts`.
    column: Option<Column<u64>>,
    texts: Option<(&'static str, StrColumn)>,
    /// Records to be counted.
    waiting: Vec<DocId>,
    tally: Tally,
}

#[derive(Default)]
struct Tally {
    /// Counts of the smaller values, by value.
    small: Vec<u64>,
    large: FxHashMap<u64, u64>,
    /// Records without a value.
    missing: u64,
}

/// Counts of a facet's values.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    /// Of numbers, by the number.
    pub(super) numbers: FxHashMap<u64, u64>,
    /// Of texts, by their keys ([`Reader::value_keys`]).
    pub(super) texts: FxHashMap<u128, TextCount>,
    /// Records without a value.
    pub(super) missing: u64,
}

/// How many records have a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextCount {
    pub(super) count: u64,
    /// A segment that has it, and its number there.
    pub(super) at: (SegmentOrdinal, u64),
}

impl SegmentCounter {
    pub(super) fn new(facet: &str, reader: &Reader, segment: SegmentOrdinal) -> tantivy::Result<Self> {
        let column = table().facet(facet);
        let column = column.ok_or_else(|| tantivy::TantivyError::FieldNotFound(facet.to_owned()))?;
        let (column, texts) = match column.kind {
            ColumnKind::Number => (Some(reader.number_column(segment, &column.name)?), None),
            ColumnKind::Str => {
                let texts = reader.text_column(segment, &column.name)?.map(|texts| (column.name.as_str(), texts));
                (texts.as_ref().map(|(_, texts)| texts.ords().clone()), texts)
            }
        };
        let small = vec![0; texts.as_ref().map_or(SMALL, |(_, texts)| texts.num_terms())];
        let tally = Tally { small, ..Tally::default() };
        Ok(Self { segment, column, texts, waiting: Vec::with_capacity(BLOCK), tally })
    }

    /// Counts a record.
    pub(super) fn count(&mut self, doc: DocId) {
        self.count_all(&[doc]);
    }

    /// Counts records.
    pub(super) fn count_all(&mut self, docs: &[DocId]) {
        for docs in docs.chunks(BLOCK) {
            if self.waiting.len() + docs.len() > BLOCK {
                self.count_waiting();
            }
            self.waiting.extend_from_slice(docs);
        }
    }

    fn count_waiting(&mut self) {
        let Self { column, waiting, tally, .. } = self;
        match column {
            None => tally.missing += waiting.len() as u64,
            Some(column) if column.get_cardinality().is_multivalue() => {
                for doc in waiting.iter() {
                    let mut values = column.values_for_doc(*doc).peekable();
                    tally.missing += u64::from(values.peek().is_none());
                    values.for_each(|value| tally.note(value));
                }
            }
            Some(column) => {
                let mut values = [None; BLOCK];
                let values = &mut values[..waiting.len()];
                column.first_vals(waiting, values);
                for value in values {
                    match value {
                        Some(value) => tally.note(*value),
                        None => tally.missing += 1,
                    }
                }
            }
        }
        waiting.clear();
    }

    /// The counts by number.
    pub(super) fn finish(mut self) -> SegmentCounts {
        self.count_waiting();
        let Tally { small, large, missing } = self.tally;
        let met = (0..).zip(small).filter(|(_, count)| *count > 0);
        SegmentCounts { segment: self.segment, texts: self.texts, met: met.chain(large).collect(), missing }
    }
}

/// Counts of a facet's values in a segment.
pub(super) struct SegmentCounts {
    segment: SegmentOrdinal,
    texts: Option<(&'static str, StrColumn)>,
    /// Numbers with their counts; of texts in ascending order.
    met: Vec<(u64, u64)>,
    missing: u64,
}

impl Tally {
    fn note(&mut self, value: u64) {
        match usize::try_from(value).ok().and_then(|at| self.small.get_mut(at)) {
            Some(count) => *count += 1,
            None => *self.large.entry(value).or_default() += 1,
        }
    }
}

impl Counts {
    /// Adds those of a segment.
    pub(super) fn add(&mut self, of_segment: SegmentCounts, reader: &Reader) -> std::io::Result<()> {
        let SegmentCounts { segment, texts, met, missing } = of_segment;
        self.missing += missing;
        let Some((name, texts)) = texts else {
            met.into_iter().for_each(|(number, count)| *self.numbers.entry(number).or_default() += count);
            return Ok(());
        };
        let numbers: Vec<u64> = met.iter().map(|(number, _)| *number).collect();
        let keys = reader.value_keys(segment, (name, &texts), &numbers)?;
        self.texts.reserve(met.len());
        for (key, (number, count)) in keys.into_iter().zip(met) {
            self.texts.entry(key).or_insert(TextCount { count: 0, at: (segment, number) }).count += count;
        }
        Ok(())
    }
}
