//! Tantivy's schema, made from the table of fields.

use crate::schema::{ColumnKind, Kind, table};
use tantivy::schema::{IndexRecordOption, NumericOptions, Schema, SchemaBuilder, TextFieldIndexing, TextOptions};

/// Name of the field that holds the whole record.
pub(super) const RECORD: &str = "record";

/// Name of the column that says from which file a record came; the record itself does not know.
pub(super) const FILE_NAME: &str = "file_name";

/// Name of the analysis of text, which is our own: the engine gets terms, never text.
const TEXT_TOKENIZER: &str = "medlar";

/// Name of Tantivy's tokenizer that takes a value whole.
const WHOLE: &str = "raw";

/// The schema of an index of this program.
pub(super) fn tantivy_schema() -> Schema {
    let mut builder = SchemaBuilder::new();
    for field in &table().fields {
        let options = match field.kind {
            Kind::Text => TextFieldIndexing::default()
                .set_tokenizer(TEXT_TOKENIZER)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions),
            _ => TextFieldIndexing::default()
                .set_tokenizer(WHOLE)
                .set_index_option(IndexRecordOption::Basic)
                .set_fieldnorms(false),
        };
        builder.add_text_field(&field.name, TextOptions::default().set_indexing_options(options));
    }
    for column in &table().columns {
        match column.kind {
            ColumnKind::Number => builder.add_u64_field(&column.name, NumericOptions::default().set_fast()),
            ColumnKind::Str => builder.add_text_field(&column.name, TextOptions::default().set_fast(WHOLE)),
        };
    }
    builder.add_text_field(RECORD, TextOptions::default().set_stored());
    builder.build()
}
