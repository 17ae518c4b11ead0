//! Columns of segments, remembered: to open one takes longer than to read some hundred of its values.

use super::Reader;
use rustc_hash::FxHashMap;
use std::sync::{Mutex, PoisonError};
use tantivy::SegmentOrdinal;
use tantivy::columnar::{Column, StrColumn};

/// A segment and the name of a column.
type Place = (SegmentOrdinal, &'static str);

/// The columns opened so far.
#[derive(Default)]
pub(super) struct Columns {
    texts: Mutex<FxHashMap<Place, Option<StrColumn>>>,
    numbers: Mutex<FxHashMap<Place, Column<u64>>>,
}

impl Reader {
    /// The text column `name` of a segment; `None` where no record has a value.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn text_column(&self, segment: SegmentOrdinal, name: &'static str) -> tantivy::Result<Option<StrColumn>> {
        remembered(&self.columns.texts, (segment, name), || {
            self.searcher().segment_reader(segment).fast_fields().str(name)
        })
    }

    /// The column of numbers `name` of a segment.
    ///
    /// # Errors
    ///
    /// Where there is none, or it cannot be read.
    pub fn number_column(&self, segment: SegmentOrdinal, name: &'static str) -> tantivy::Result<Column<u64>> {
        remembered(&self.columns.numbers, (segment, name), || {
            self.searcher().segment_reader(segment).fast_fields().u64(name)
        })
    }
}

fn remembered<T: Clone>(
    known: &Mutex<FxHashMap<Place, T>>,
    place: Place,
    open: impl FnOnce() -> tantivy::Result<T>,
) -> tantivy::Result<T> {
    let known = || known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(column) = known().get(&place) {
        return Ok(column.clone());
    }
    let column = open()?;
    known().insert(place, column.clone());
    Ok(column)
}
