//! A record as a document of the index: what goes into each field and column of the table.

mod columns;
mod content;
mod stored;
mod terms;
mod text;
mod values;

pub(super) use columns::title_order;
pub(super) use content::{Content, Document};
pub(super) use stored::{read_stored, stored_hash};
pub(super) use terms::{Term, push_number, take_number};
pub use text::text as field_text;

use super::tantivy_schema::RECORD;
use crate::record::{Identity, Record, is_authority};
use crate::schema::{ColumnKind, Kind, table};
use tantivy::schema::{Field, Schema};
use xxhash_rust::xxh3::xxh3_64;

/// Turns records into documents; shared by any number of threads.
#[derive(Clone)]
pub struct DocumentMaker {
    fields: Vec<(&'static str, Kind, Field)>,
    columns: Vec<(&'static str, ColumnKind, Field)>,
    record: Field,
}

/// A record ready to be written, with what decides whether it will be.
pub struct Prepared {
    pub(super) identity: Identity,
    pub(super) version: u16,
    /// Keys of the identities that it could have by its DOI and its PMCID.
    pub(super) aliases: Vec<String>,
    /// Of the stored form: two records with one hash are one and the same.
    pub(super) content_hash: u64,
    pub(super) source: Source,
    pub(super) document: Document,
}

/// Where a record is from, as far as it decides what becomes of it beside another.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Source {
    /// A hash of the format's name.
    pub(super) name: u64,
    /// Whether it says what PubMed says.
    pub(super) is_authority: bool,
    /// Whether fields of other sources are in it.
    pub(super) combined: bool,
    /// Whether its format is that of PubMed's update files.
    pub(super) is_update: bool,
}

impl Source {
    pub(super) fn of(record: &Record) -> Self {
        let name = record.source.as_deref();
        Self {
            name: xxh3_64(name.unwrap_or_default().as_bytes()),
            is_authority: is_authority(name),
            combined: !record.also_from.is_empty(),
            is_update: name == Some("pubmed-xml"),
        }
    }
}

impl Prepared {
    /// The record of which it was made.
    pub(super) fn record(&self) -> Result<Record, String> {
        read_stored(self.document.stored(), true)
    }
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

    /// The same without these fields: for measuring what they cost. What is made so is no index of Medlar's.
    #[must_use]
    pub fn without(mut self, names: &[&str]) -> Self {
        self.fields.retain(|(name, ..)| !names.contains(name));
        self
    }

    /// Makes the document of `record`.
    ///
    /// # Errors
    ///
    /// Where the record has no stored form.
    pub fn prepare(&self, record: Record) -> serde_json::Result<Prepared> {
        let identity = Identity::of(&record);
        let mut document = Document::default();
        for (name, kind, field) in &self.fields {
            if *kind == Kind::Text {
                let text = text::text(&record, name).unwrap_or_default();
                document.terms.add_text(*field, &text);
            } else {
                let mut values = values::values(&record, &identity, name).unwrap_or_default();
                values.retain(|value| !value.is_empty() && value.len() < values::MAX_BYTES);
                values.sort_unstable();
                values.dedup();
                document.terms.add_values(*field, &values);
            }
        }
        for (name, kind, field) in &self.columns {
            match kind {
                ColumnKind::Number => {
                    let number = columns::number(&record, name);
                    number.into_iter().for_each(|number| document.add(*field, Content::Number(number)));
                }
                ColumnKind::Str => {
                    let values = columns::strings(&record, &identity, name).unwrap_or_default();
                    values.into_iter().for_each(|value| document.add(*field, Content::Text(value)));
                }
            }
        }
        let (version, aliases, source) = (record.version.unwrap_or(1), aliases(&record), Source::of(&record));
        let stored = stored::stored_form(record)?;
        let content_hash = stored_hash(&stored);
        document.add(self.record, Content::Record(stored));
        Ok(Prepared { identity, version, aliases, content_hash, source, document })
    }
}

/// The other names of a record, as keys of identities: its PMCID and its DOI.
pub(super) fn aliases(record: &Record) -> Vec<String> {
    let pmcid = record.pmcid.map(|id| Identity::Pmcid(id).key());
    let doi = record.doi.as_ref().map(|doi| Identity::Doi(doi.key()).key());
    pmcid.into_iter().chain(doi).collect()
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
