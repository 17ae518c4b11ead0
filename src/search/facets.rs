//! Counts of values.

use super::error::SearchError;
use super::request::FacetRequest;
use crate::schema::{ColumnKind, table};
use rustc_hash::FxHashMap;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use tantivy::DocId;
use tantivy::columnar::{Column, StrColumn};
use tantivy::index::SegmentReader;

/// A value with the number of records that have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetCount {
    /// The value; `None` for records that have none.
    pub value: Option<String>,
    /// Records.
    pub count: u64,
}

/// The values of one facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCounts {
    /// The facet.
    pub name: String,
    /// Its values: years from the latest, all else from the most frequent; as many as were asked for.
    pub values: Vec<FacetCount>,
    /// How many further values there are.
    pub more: usize,
}

impl FacetCounts {
    /// The values that are values.
    #[must_use]
    pub fn named(&self) -> Vec<FacetCount> {
        self.values.iter().filter(|count| count.value.is_some()).cloned().collect()
    }
}

/// Facets as an object, in the order in which they were asked for.
pub(super) fn as_object<S: Serializer>(facets: &[FacetCounts], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(facets.len()))?;
    for facet in facets {
        map.serialize_entry(&facet.name, &facet.values)?;
    }
    map.end()
}

/// Records whose values are read at once.
const BLOCK: usize = 64;

/// Numbers that are counted by place: every year is.
const SMALL: usize = 4_096;

/// Counts the values of one facet in one segment.
pub(super) struct SegmentCounter {
    /// Values of records; of texts their numbers in `texts`.
    column: Option<Column<u64>>,
    texts: Option<StrColumn>,
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

/// Counts by value; records without one under `None`.
pub(super) type Counts = FxHashMap<Option<String>, u64>;

impl SegmentCounter {
    pub(super) fn new(facet: &str, reader: &SegmentReader) -> tantivy::Result<Self> {
        let column = table().facet(facet);
        let column = column.ok_or_else(|| tantivy::TantivyError::FieldNotFound(facet.to_owned()))?;
        let (column, texts) = match column.kind {
            ColumnKind::Number => (Some(reader.fast_fields().u64(&column.name)?), None),
            ColumnKind::Str => {
                let texts = reader.fast_fields().str(&column.name)?;
                (texts.as_ref().map(|texts| texts.ords().clone()), texts)
            }
        };
        let small = vec![0; texts.as_ref().map_or(SMALL, |texts| texts.num_terms())];
        let tally = Tally { small, ..Tally::default() };
        Ok(Self { column, texts, waiting: Vec::with_capacity(BLOCK), tally })
    }

    /// Counts a record.
    pub(super) fn count(&mut self, doc: DocId) {
        self.waiting.push(doc);
        if self.waiting.len() == BLOCK {
            self.count_waiting();
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

    /// The counts by value.
    pub(super) fn finish(mut self) -> std::io::Result<Counts> {
        self.count_waiting();
        let Tally { small, large, missing } = self.tally;
        let mut counts = Counts::default();
        let met: Vec<(u64, u64)> = (0..).zip(small).filter(|(_, count)| *count > 0).collect();
        counts.reserve(met.len());
        match self.texts {
            Some(texts) => {
                let numbers: Vec<u64> = met.iter().map(|(number, _)| *number).collect();
                let mut of_each = met.iter().map(|(_, count)| *count);
                // One walk through the dictionary for all of them: each look-up would decode a block of it.
                texts.dictionary().sorted_ords_to_term_cb(&numbers, |value| {
                    counts.insert(Some(String::from_utf8_lossy(value).into_owned()), of_each.next().unwrap_or(0));
                })?;
            }
            None => {
                let numbers = met.into_iter().chain(large);
                counts.extend(numbers.map(|(value, count)| (Some(value.to_string()), count)));
            }
        }
        if missing > 0 {
            counts.insert(None, missing);
        }
        Ok(counts)
    }
}

impl Tally {
    fn note(&mut self, value: u64) {
        match usize::try_from(value).ok().and_then(|at| self.small.get_mut(at)) {
            Some(count) => *count += 1,
            None => *self.large.entry(value).or_default() += 1,
        }
    }
}

/// Orders and cuts the counts of a facet.
pub(super) fn ordered(request: &FacetRequest, counts: Counts) -> FacetCounts {
    let mut values: Vec<FacetCount> = counts.into_iter().map(|(value, count)| FacetCount { value, count }).collect();
    if request.name == "year" {
        values.sort_by(|a, b| b.value.cmp(&a.value));
    } else {
        values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    }
    let more = values.len().saturating_sub(request.limit);
    values.truncate(request.limit);
    FacetCounts { name: request.name.clone(), values, more }
}

/// Checks that every facet asked for exists.
pub(super) fn check(requests: &[FacetRequest]) -> Result<(), SearchError> {
    for request in requests {
        if table().facet(&request.name).is_none() {
            let known: Vec<&str> = table().facets().map(|(name, _)| name).collect();
            return Err(SearchError::UnknownFacet { name: request.name.clone(), known: known.join(", ") });
        }
    }
    Ok(())
}
