//! The stored records that were written since the last commit, which the engine does not show yet: a record of another
//! source may have to be put together with one of them.
//!
//! Those added last are held in memory, and the rest is read from what the segment that is collected has set aside. So records
//! that stand close together are at hand, and at most one small part is set aside early for each few MB of records.

use super::IndexError;
use super::document::read_stored;
use crate::record::Record;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use tantivy::TantivyDocument;
use tantivy::schema::{Field, Value};
use tantivy::store::StoreReader;

/// Bytes of stored records in memory.
const HELD: usize = if cfg!(test) { 8 << 10 } else { 8 << 20 };

/// The number of a segment that is collected, and that of a record in it.
pub(super) type Place = (u32, u32);

/// Stored records by their places.
pub(super) struct Uncommitted {
    record: Field,
    held: FxHashMap<Place, String>,
    /// The order in which they came.
    order: VecDeque<Place>,
    bytes: usize,
    /// What was set aside, by the place of its first record.
    aside: BTreeMap<Place, StoreReader>,
    /// The place behind the last record that was set aside.
    behind: Place,
}

impl Uncommitted {
    /// Nothing yet; `record` is the field of the stored records.
    pub(super) fn new(record: Field) -> Self {
        Self {
            record,
            held: FxHashMap::default(),
            order: VecDeque::new(),
            bytes: 0,
            aside: BTreeMap::new(),
            behind: (0, 0),
        }
    }

    /// Notes a record that was added.
    pub(super) fn add(&mut self, place: Place, stored: String) {
        self.bytes += stored.capacity();
        self.held.insert(place, stored);
        self.order.push_back(place);
        while self.bytes > HELD {
            let Some(oldest) = self.order.pop_front() else { break };
            self.bytes -= self.held.remove(&oldest).map_or(0, |stored| stored.capacity());
        }
    }

    /// Notes that the records before that place are set aside, those that are not yet in `store`.
    pub(super) fn add_aside(&mut self, behind: Place, store: StoreReader) {
        let first = if self.behind.0 == behind.0 { self.behind } else { (behind.0, 0) };
        self.aside.insert(first, store);
        self.behind = behind;
    }

    /// Whether the record at a place can be read.
    pub(super) fn has(&self, place: Place) -> bool {
        self.held.contains_key(&place) || place < self.behind
    }

    /// The record at a place; `None` where it cannot be read.
    pub(super) fn record(&self, place: Place) -> Result<Option<Record>, IndexError> {
        let damaged = |reason| IndexError::Damaged { path: PathBuf::new(), reason };
        if let Some(stored) = self.held.get(&place) {
            return read_stored(stored, true).map(Some).map_err(damaged);
        }
        let Some((first, store)) = self.aside.range(..=place).next_back().filter(|_| place < self.behind) else {
            return Ok(None);
        };
        let document: TantivyDocument = store.get(place.1 - first.1)?;
        let stored = document.get_first(self.record).and_then(|value| value.as_leaf()?.as_str()).unwrap_or_default();
        read_stored(stored, true).map(Some).map_err(damaged)
    }

    /// Forgets all: it is committed.
    pub(super) fn clear(&mut self) {
        *self = Self::new(self.record);
    }
}
