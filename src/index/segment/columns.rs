//! The columns of a segment, of one part or of several.

use std::io::Write;
use tantivy::columnar::{ColumnType, ColumnarReader, MergeRowOrder, StackMergeOrder, merge_columnar};
use tantivy::directory::FileSlice;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::schema::{FieldType, Schema};
use tantivy::tokenizer::TokenizerManager;

/// What collects the columns of a part.
pub(super) fn column_writer(schema: &Schema) -> tantivy::Result<FastFieldsWriter> {
    FastFieldsWriter::from_schema_and_tokenizer_manager(schema, TokenizerManager::default())
}

/// Writes the columns of a part.
pub(super) fn write_columns<W: Write>(mut columns: FastFieldsWriter, mut out: W) -> tantivy::Result<W> {
    columns.serialize(&mut out, None)?;
    Ok(out)
}

/// Writes the columns of all parts, of which the last is not written yet.
pub(super) fn merge_columns<W: Write>(
    before: Vec<FileSlice>,
    last: FastFieldsWriter,
    schema: &Schema,
    mut out: W,
) -> tantivy::Result<W> {
    let last = FileSlice::from(write_columns(last, Vec::new())?);
    let parts = before.into_iter().chain([last]).map(ColumnarReader::open).collect::<std::io::Result<Vec<_>>>()?;
    let parts: Vec<&ColumnarReader> = parts.iter().collect();
    let order = MergeRowOrder::Stack(StackMergeOrder::stack(&parts));
    merge_columnar(&parts, &required(schema), order, &mut out)?;
    Ok(out)
}

/// The columns that a segment has even where no record has a value.
fn required(schema: &Schema) -> Vec<(String, ColumnType)> {
    let kind = |field: &FieldType| match field {
        FieldType::Str(_) => Some(ColumnType::Str),
        FieldType::U64(_) => Some(ColumnType::U64),
        _ => None,
    };
    let fast = schema.fields().map(|(_, entry)| entry).filter(|entry| entry.is_fast());
    fast.filter_map(|entry| Some((entry.name().to_owned(), kind(entry.field_type())?))).collect()
}
