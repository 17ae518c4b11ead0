//! Columns of segments, remembered: to open one takes longer than to read some hundred of its values.

use super::Reader;
use crate::asking::{look_up, only_ask};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::columnar::{Column, ColumnType, StrColumn};
use tantivy::{Searcher, SegmentOrdinal};

/// A segment and the name of a column.
type Place = (SegmentOrdinal, &'static str);

/// The columns of an index, of which some are open.
pub struct Columns {
    searcher: Searcher,
    texts: Mutex<FxHashMap<Place, Option<StrColumn>>>,
    /// Text columns of which the dictionaries are wanted, a few pages of them.
    looked_up: Mutex<FxHashMap<Place, Option<StrColumn>>>,
    numbers: Mutex<FxHashMap<Place, Column<u64>>>,
}

impl Columns {
    /// Those of the segments that `searcher` sees.
    pub(super) fn new(searcher: Searcher) -> Self {
        Self { searcher, texts: Mutex::default(), looked_up: Mutex::default(), numbers: Mutex::default() }
    }

    /// The text column `name` of a segment; `None` where no record has a value.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn text(&self, segment: SegmentOrdinal, name: &'static str) -> tantivy::Result<Option<StrColumn>> {
        remembered(&self.texts, (segment, name), || self.searcher.segment_reader(segment).fast_fields().str(name))
    }

    /// The number of a text in the text column `name` of a segment; `None` where no record has it.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub(super) fn number_of(
        &self,
        segment: SegmentOrdinal,
        name: &'static str,
        text: &str,
    ) -> tantivy::Result<Option<u64>> {
        let open = || look_up(|| self.searcher.segment_reader(segment).fast_fields().str(name));
        let Some(column) = remembered(&self.looked_up, (segment, name), open)? else { return Ok(None) };
        Ok(column.dictionary().term_ord(text.as_bytes())?)
    }

    /// The column of numbers `name` of a segment.
    ///
    /// # Errors
    ///
    /// Where there is none, or it cannot be read.
    pub fn number(&self, segment: SegmentOrdinal, name: &'static str) -> tantivy::Result<Column<u64>> {
        remembered(&self.numbers, (segment, name), || self.searcher.segment_reader(segment).fast_fields().u64(name))
    }

    /// Asks the disk for the text column `name` of each segment in which it is not open, since it is wanted a while later.
    pub fn ask_for_text(&self, name: &'static str) {
        self.ask(&self.texts, name);
    }

    /// The same for what [`Columns::number_of`] reads first.
    pub(super) fn ask_for_dictionary(&self, name: &'static str) {
        look_up(|| self.ask(&self.looked_up, name));
    }

    fn ask(&self, open: &Mutex<FxHashMap<Place, Option<StrColumn>>>, name: &'static str) {
        for (number, segment) in (0..).zip(self.searcher.segment_readers()) {
            if open.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&(number, name)) {
                continue;
            }
            // What is wrong with it is told when it is read.
            if let Ok(Some(column)) = segment.fast_fields().dynamic_column_handle(name, ColumnType::Str) {
                only_ask(|| column.open().is_ok());
            }
        }
    }
}

impl Reader {
    /// The columns, for who holds them longer than the reader.
    #[must_use]
    pub fn columns(&self) -> &Arc<Columns> {
        &self.columns
    }

    /// [`Columns::text`].
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn text_column(&self, segment: SegmentOrdinal, name: &'static str) -> tantivy::Result<Option<StrColumn>> {
        self.columns.text(segment, name)
    }

    /// [`Columns::number`].
    ///
    /// # Errors
    ///
    /// Where there is none, or it cannot be read.
    pub fn number_column(&self, segment: SegmentOrdinal, name: &'static str) -> tantivy::Result<Column<u64>> {
        self.columns.number(segment, name)
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
