//! A document: its terms, and its columns and stored record as the engine takes them.

use super::terms::Terms;
use tantivy::schema::document::{ReferenceValue, ReferenceValueLeaf};
use tantivy::schema::{Field, Value};

/// What a document has in a column, or what it is stored as.
pub(in crate::index) enum Content {
    Text(String),
    Number(u64),
    /// The stored form of the record.
    Record(String),
}

/// A document: the engine reads columns and stored form where they lie.
#[derive(Default)]
pub struct Document {
    contents: Vec<(Field, Content)>,
    /// What it is found by.
    pub(in crate::index) terms: Terms,
}

impl Document {
    pub(in crate::index) fn add(&mut self, field: Field, content: Content) {
        self.contents.push((field, content));
    }

    /// The stored form of the record, all that is left of the document.
    pub(in crate::index) fn into_stored(self) -> String {
        let stored = self.contents.into_iter().find_map(|(_, content)| match content {
            Content::Record(stored) => Some(stored),
            Content::Text(_) | Content::Number(_) => None,
        });
        stored.unwrap_or_default()
    }

    /// The stored form of the record.
    pub(in crate::index) fn stored(&self) -> &str {
        let stored = self.contents.iter().find_map(|(_, content)| match content {
            Content::Record(stored) => Some(stored.as_str()),
            Content::Text(_) | Content::Number(_) => None,
        });
        stored.unwrap_or_default()
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
            Content::Text(text) | Content::Record(text) => text.fmt(f),
            Content::Number(number) => number.fmt(f),
        }
    }
}

impl<'a> Value<'a> for Borrowed<'a> {
    type ArrayIter = std::iter::Empty<Self>;
    type ObjectIter = std::iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match self.0 {
            Content::Text(text) | Content::Record(text) => ReferenceValueLeaf::Str(text),
            Content::Number(number) => ReferenceValueLeaf::U64(*number),
        })
    }
}
