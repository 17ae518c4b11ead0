//! Counts of values.

use super::counter::{Counts, TextCount};
use super::error::SearchError;
use super::request::FacetRequest;
use crate::index::{IndexError, Reader};
use crate::schema::table;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use std::cmp::Reverse;
use tantivy::TantivyError;

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

/// Orders and cuts the counts of a facet. Only of values that may be among those wanted are the names read.
pub(super) fn ordered(reader: &Reader, request: &FacetRequest, counts: Counts) -> Result<FacetCounts, SearchError> {
    let missing = Some(FacetCount { value: None, count: counts.missing }).filter(|missing| missing.count > 0);
    let numbers = counts.numbers.into_iter();
    let numbers = numbers.map(|(number, count)| FacetCount { value: Some(number.to_string()), count });
    let mut values: Vec<FacetCount> = numbers.chain(missing).collect();
    let mut texts: Vec<TextCount> = counts.texts.into_values().collect();
    let all = values.len() + texts.len();
    if texts.len() > request.limit && request.limit > 0 {
        let (_, least, _) = texts.select_nth_unstable_by_key(request.limit - 1, |text| Reverse(text.count));
        let least = least.count;
        texts.retain(|text| text.count >= least);
    }
    values.extend(named(reader, request, texts)?);
    if request.name == "year" {
        values.sort_by(|a, b| b.value.cmp(&a.value));
    } else {
        values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    }
    values.truncate(request.limit);
    let more = all - values.len();
    Ok(FacetCounts { name: request.name.clone(), values, more })
}

/// Counts of texts with their names.
fn named(reader: &Reader, request: &FacetRequest, mut texts: Vec<TextCount>) -> Result<Vec<FacetCount>, SearchError> {
    let Some(column) = table().facet(&request.name) else { return Ok(Vec::new()) };
    texts.sort_unstable_by_key(|text| text.at);
    let mut values = Vec::with_capacity(texts.len());
    for texts in texts.chunk_by(|a, b| a.at.0 == b.at.0) {
        let columns = reader.searcher().segment_reader(texts[0].at.0).fast_fields();
        let Some(names) = columns.str(&column.name).map_err(IndexError::from)? else { continue };
        let numbers: Vec<u64> = texts.iter().map(|text| text.at.1).collect();
        let mut counts = texts.iter().map(|text| text.count);
        let read = names.dictionary().sorted_ords_to_term_cb(&numbers, |name| {
            let value = Some(String::from_utf8_lossy(name).into_owned());
            values.push(FacetCount { value, count: counts.next().unwrap_or(0) });
        });
        read.map_err(|error| IndexError::from(TantivyError::from(error)))?;
    }
    Ok(values)
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
