//! The values by which records are sorted and counted.

use super::values::MAX_BYTES;
use crate::analysis::fold;
use crate::index::tantivy_schema::FILE_NAME;
use crate::record::{Identity, PartialDate, Record, language_name};

/// Bytes of a title by which records are ordered; titles that begin alike so far are ordered by identity.
const TITLE_ORDER_BYTES: usize = 40;

/// What a title is ordered by: the beginning of its letters.
pub(in crate::index) fn title_order(title: &str) -> String {
    let mut order = fold(title);
    order.truncate(order.floor_char_boundary(TITLE_ORDER_BYTES));
    order
}

/// The number in the column `name`, where the record has one.
pub(super) fn number(record: &Record, name: &str) -> Option<u64> {
    let day = |date: Option<&PartialDate>| date.map(|date| u64::from(date.sort_key()));
    match name {
        "date" => day(record.date.as_ref()),
        "electronic_date" => day(record.electronic_date.as_ref()),
        "entry_date" => day(record.history_date("pubmed")),
        "create_date" => day(record.history_date("entrez")),
        "mesh_date" => day(record.history_date("medline")),
        "completion_date" => day(record.completed.as_ref()),
        "revision_date" => day(record.revised.as_ref()),
        "reference_count" => u64::try_from(record.references.len()).ok(),
        "year" => record.year().map(u64::from),
        _ => None,
    }
}

/// The texts in the column `name`, each once. `None` where there is no such column.
pub(super) fn strings(record: &Record, identity: &Identity, name: &str) -> Option<Vec<String>> {
    let mut values: Vec<String> = match name {
        "identity_key" => vec![identity.key()],
        "title_order" => vec![title_order(&record.title)],
        "author_order" => record.authors.first().map(|author| fold(&author.short())).into_iter().collect(),
        "journal_order" => record.container().map(fold).into_iter().collect(),
        "journal_name" => record.container().map(str::to_owned).into_iter().collect(),
        "type_name" => record.publication_types.iter().map(|kind| kind.name.clone()).collect(),
        "mesh_name" => record.mesh.iter().map(|heading| heading.descriptor.clone()).collect(),
        "author_name" => record.authors.iter().map(|author| author.short()).collect(),
        "language_name" => record.languages.iter().map(|code| language_name(code).to_owned()).collect(),
        "keyword_name" => record.keywords.iter().map(|keyword| keyword.term.to_lowercase()).collect(),
        "substance_name" => record.substances.iter().map(|substance| substance.name.clone()).collect(),
        "country_name" => record.journal.iter().filter_map(|journal| journal.country.clone()).collect(),
        "source_name" => record.source.clone().into_iter().collect(),
        // The writer knows it, the record does not.
        FILE_NAME => Vec::new(),
        _ => return None,
    };
    values.retain(|value| !value.is_empty());
    // The engine would cut it at 65,535 bytes, within a character.
    values.iter_mut().for_each(|value| value.truncate(value.floor_char_boundary(MAX_BYTES)));
    values.sort_unstable();
    values.dedup();
    Some(values)
}
