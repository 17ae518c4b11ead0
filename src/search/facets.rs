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

/// Counts the values of one facet in one segment.
pub(super) struct SegmentCounter {
    values: Values,
    missing: u64,
}

enum Values {
    Strings(Option<StrColumn>, Vec<u64>),
    Numbers(Column<u64>, FxHashMap<u64, u64>),
}

/// Counts by value; records without one under `None`.
pub(super) type Counts = FxHashMap<Option<String>, u64>;

impl SegmentCounter {
    pub(super) fn new(facet: &str, reader: &SegmentReader) -> tantivy::Result<Self> {
        let column = table().facet(facet);
        let column = column.ok_or_else(|| tantivy::TantivyError::FieldNotFound(facet.to_owned()))?;
        let values = match column.kind {
            ColumnKind::Number => Values::Numbers(reader.fast_fields().u64(&column.name)?, FxHashMap::default()),
            ColumnKind::Str => {
                let strings = reader.fast_fields().str(&column.name)?;
                let distinct = strings.as_ref().map_or(0, |strings| strings.num_terms());
                Values::Strings(strings, vec![0; distinct])
            }
        };
        Ok(Self { values, missing: 0 })
    }

    /// Counts a record.
    pub(super) fn count(&mut self, doc: DocId) {
        let mut any = false;
        match &mut self.values {
            Values::Strings(Some(column), counts) => {
                for ord in column.term_ords(doc) {
                    any = true;
                    if let Some(count) = usize::try_from(ord).ok().and_then(|ord| counts.get_mut(ord)) {
                        *count += 1;
                    }
                }
            }
            Values::Strings(None, _) => {}
            Values::Numbers(column, counts) => {
                for value in column.values_for_doc(doc) {
                    any = true;
                    *counts.entry(value).or_default() += 1;
                }
            }
        }
        self.missing += u64::from(!any);
    }

    /// The counts by value.
    pub(super) fn finish(self) -> std::io::Result<Counts> {
        let mut counts = Counts::default();
        match self.values {
            Values::Strings(Some(column), by_ord) => {
                let met: Vec<(u64, u64)> = (0..).zip(by_ord).filter(|(_, count)| *count > 0).collect();
                let ords: Vec<u64> = met.iter().map(|(ord, _)| *ord).collect();
                counts.reserve(met.len());
                let mut of_each = met.iter().map(|(_, count)| *count);
                // One walk through the dictionary for all of them: each look-up would decode a block of it.
                column.dictionary().sorted_ords_to_term_cb(&ords, |value| {
                    counts.insert(Some(String::from_utf8_lossy(value).into_owned()), of_each.next().unwrap_or(0));
                })?;
            }
            Values::Strings(None, _) => {}
            Values::Numbers(_, by_value) => {
                counts.extend(by_value.into_iter().map(|(value, count)| (Some(value.to_string()), count)));
            }
        }
        if self.missing > 0 {
            counts.insert(None, self.missing);
        }
        Ok(counts)
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
