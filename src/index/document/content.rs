//! A document as the engine takes it, and the room that documents take on their way there.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use tantivy::schema::document::{ReferenceValue, ReferenceValueLeaf};
use tantivy::schema::{Field, Value};

/// What a document has in a field or a column.
pub(in crate::index) enum Content {
    Text(String),
    Number(u64),
    Bytes(Vec<u8>),
}

/// A document: the engine reads it where it lies.
#[derive(Default)]
pub struct Document {
    contents: Vec<(Field, Content)>,
    /// Given back once the engine has indexed the document.
    pub(in crate::index) share: Option<Share>,
}

impl Document {
    pub(in crate::index) fn add(&mut self, field: Field, content: Content) {
        self.contents.push((field, content));
    }
}

impl tantivy::Document for Document {
    type Value<'a> = Borrowed<'a>;
    type FieldsValuesIter<'a> = Contents<'a>;

    fn iter_fields_and_values(&self) -> Contents<'_> {
        Contents(self.contents.iter())
    }
}

/// The contents of a document, in the order of its fields.
pub struct Contents<'a>(std::slice::Iter<'a, (Field, Content)>);

impl<'a> Iterator for Contents<'a> {
    type Item = (Field, Borrowed<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(field, content)| (*field, Borrowed(content)))
    }
}

/// A content, lent to the engine.
#[derive(Clone, Copy)]
pub struct Borrowed<'a>(&'a Content);

impl std::fmt::Debug for Borrowed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Content::Text(text) => text.fmt(f),
            Content::Number(number) => number.fmt(f),
            Content::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
        }
    }
}

impl<'a> Value<'a> for Borrowed<'a> {
    type ArrayIter = std::iter::Empty<Self>;
    type ObjectIter = std::iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match self.0 {
            Content::Text(text) => ReferenceValueLeaf::Str(text),
            Content::Number(number) => ReferenceValueLeaf::U64(*number),
            Content::Bytes(bytes) => ReferenceValueLeaf::Bytes(bytes),
        })
    }
}

/// Room for so many documents between writer and engine, whose own queue would take ten thousand.
#[derive(Clone)]
pub struct Room(Arc<(Mutex<usize>, Condvar)>);

impl Room {
    pub(in crate::index) fn new(documents: usize) -> Self {
        Self(Arc::new((Mutex::new(documents), Condvar::new())))
    }

    /// Waits until there is room for one more.
    pub(in crate::index) fn share(&self) -> Share {
        let (free, freed) = &*self.0;
        let mut free = freed.wait_while(lock(free), |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Share(self.clone())
    }
}

/// The room of one document.
pub struct Share(Room);

impl Drop for Share {
    fn drop(&mut self) {
        let (free, freed) = &*self.0.0;
        *lock(free) += 1;
        freed.notify_one();
    }
}

/// A count is whole whatever happened to a thread that held it.
fn lock(count: &Mutex<usize>) -> MutexGuard<'_, usize> {
    count.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn room_is_given_back() {
        let room = Room::new(1);
        let first = room.share();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| drop(room.share()));
            std::thread::sleep(Duration::from_millis(20));
            assert!(!waiting.is_finished());
            drop(first);
            waiting.join().unwrap();
        });
    }
}
