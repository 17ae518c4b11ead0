//! The stored records that were written since the last commit, which the engine does not show yet: a record of another
//! source may have to be put together with one of them.
//!
//! Those added last are held in memory, and the rest is read from the segments that are written. So records that stand close
//! together are at hand, and at most one small segment is written early for each few MB of records.

use super::IndexError;
use super::document::read_stored;
use crate::record::Record;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::path::PathBuf;
use tantivy::TantivyDocument;
use tantivy::schema::{Field, Value};
use tantivy::store::StoreReader;

/// Bytes of stored records in memory.
const HELD: usize = if cfg!(test) { 8 << 10 } else { 8 << 20 };

/// The number of a segment, and that of a record in it.
pub(super) type Place = (u32, u32);

/// Stored records by their places.
pub(super) struct Uncommitted {
    record: Field,
    held: FxHashMap<Place, Box<[u8]>>,
    /// The order in which they came.
    order: VecDeque<Place>,
    bytes: usize,
    written: FxHashMap<u32, StoreReader>,
}

impl Uncommitted {
    /// Nothing yet; `record` is the field of the stored records.
    pub(super) fn new(record: Field) -> Self {
        Self { record, held: FxHashMap::default(), order: VecDeque::new(), bytes: 0, written: FxHashMap::default() }
    }

    /// Notes a record that was added.
    pub(super) fn add(&mut self, place: Place, stored: &[u8]) {
        self.bytes += stored.len();
        self.held.insert(place, stored.into());
        self.order.push_back(place);
        while self.bytes > HELD {
            let Some(oldest) = self.order.pop_front() else { break };
            self.bytes -= self.held.remove(&oldest).map_or(0, |stored| stored.len());
        }
    }

    /// Notes that the segment of that number is written.
    pub(super) fn add_segment(&mut self, number: u32, store: StoreReader) {
        self.written.insert(number, store);
    }

    /// Whether the record at a place can be read.
    pub(super) fn has(&self, place: Place) -> bool {
        self.held.contains_key(&place) || self.written.contains_key(&place.0)
    }

    /// The record at a place; `None` where it cannot be read.
    pub(super) fn record(&self, place: Place) -> Result<Option<Record>, IndexError> {
        let damaged = |reason| IndexError::Damaged { path: PathBuf::new(), reason };
        if let Some(stored) = self.held.get(&place) {
            return read_stored(stored, true).map(Some).map_err(damaged);
        }
        let Some(store) = self.written.get(&place.0) else { return Ok(None) };
        let document: TantivyDocument = store.get(place.1)?;
        let stored = document.get_first(self.record).and_then(|value| value.as_leaf()?.as_bytes()).unwrap_or_default();
        read_stored(stored, true).map(Some).map_err(damaged)
    }

    /// Forgets all: it is committed.
    pub(super) fn clear(&mut self) {
        *self = Self::new(self.record);
    }
}
