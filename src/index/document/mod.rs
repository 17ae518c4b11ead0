//! A record as a document of the index: what goes into each field and column of the table.

mod columns;
mod text;
mod values;

use super::tantivy_schema::RECORD;
use crate::record::{Identity, Record};
use crate::schema::{ColumnKind, Kind, table};
use tantivy::TantivyDocument;
use tantivy::schema::{Field, Schema};
use xxhash_rust::xxh3::xxh3_64;

/// Turns records into documents.
pub(super) struct DocumentMaker {
    fields: Vec<(&'static str, Kind, Field)>,
    columns: Vec<(&'static str, ColumnKind, Field)>,
    record: Field,
}

/// A record ready to be written.
pub(super) struct Prepared {
    pub(super) document: TantivyDocument,
    /// Of the stored form: two records with one hash are one and the same.
    pub(super) content_hash: u64,
}

impl DocumentMaker {
    pub(super) fn new(schema: &Schema) -> tantivy::Result<Self> {
        let field = |name: &str| schema.get_field(name);
        Ok(Self {
            fields: table()
                .fields
                .iter()
                .map(|f| Ok((f.name.as_str(), f.kind, field(&f.name)?)))
                .collect::<tantivy::Result<_>>()?,
            columns: table()
                .columns
                .iter()
                .map(|c| Ok((c.name.as_str(), c.kind, field(&c.name)?)))
                .collect::<tantivy::Result<_>>()?,
            record: field(RECORD)?,
        })
    }

    /// The document of `record`.
    pub(super) fn prepare(&self, record: &Record, identity: &Identity) -> serde_json::Result<Prepared> {
        let stored = serde_json::to_vec(record)?;
        let content_hash = xxh3_64(&stored);
        let mut document = TantivyDocument::with_capacity(stored.len() * 3);
        for (name, kind, field) in &self.fields {
            if *kind == Kind::Text {
                let text = text::text(record, name).unwrap_or_default();
                if !text.is_empty() {
                    document.add_text(*field, text);
                }
            } else {
                let mut values = values::values(record, identity, name).unwrap_or_default();
                values.retain(|value| !value.is_empty() && value.len() < values::MAX_BYTES);
                values.sort_unstable();
                values.dedup();
                values.iter().for_each(|value| document.add_text(*field, value));
            }
        }
        for (name, kind, field) in &self.columns {
            match kind {
                ColumnKind::Number => {
                    let number =
                        if *name == "content_hash" { Some(content_hash) } else { columns::number(record, name) };
                    number.into_iter().for_each(|number| document.add_u64(*field, number));
                }
                ColumnKind::Str => {
                    for value in columns::strings(record, identity, name).unwrap_or_default() {
                        document.add_text(*field, value);
                    }
                }
            }
        }
        document.add_bytes(self.record, &stored);
        Ok(Prepared { document, content_hash })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_and_column_of_the_table_is_filled() {
        let record = Record::default();
        let identity = Identity::of(&record);
        for field in &table().fields {
            match field.kind {
                Kind::Text => assert!(text::text(&record, &field.name).is_some(), "{}", field.name),
                _ => assert!(values::values(&record, &identity, &field.name).is_some(), "{}", field.name),
            }
        }
        for column in table().columns.iter().filter(|c| c.kind == ColumnKind::Str) {
            assert!(columns::strings(&record, &identity, &column.name).is_some(), "{}", column.name);
        }
    }
}
