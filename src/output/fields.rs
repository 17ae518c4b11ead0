//! The fields with their tags.

use super::printer::Printer;
use crate::schema::{Kind, table};
use anstyle::Style;
use serde::Serialize;
use std::io;

/// A field, as `medlar fields --json` has it (`schema/fields.schema.json`).
#[derive(Debug, Serialize)]
pub struct Row {
    name: String,
    label: String,
    tags: Vec<String>,
    kind: &'static str,
    facet: bool,
    untagged: bool,
    weight: Option<f32>,
    description: String,
}

/// Every field, date and group that a query can name, and every facet.
#[must_use]
pub fn rows() -> Vec<Row> {
    let table = table();
    let row = |name: &str, label: &str, tags: &[String], kind, weight: Option<f32>, description: &str| Row {
        name: name.to_owned(),
        label: label.to_owned(),
        tags: tags.to_vec(),
        kind,
        facet: false,
        untagged: weight.is_some(),
        weight,
        description: description.to_owned(),
    };
    let named = table.fields.iter().filter(|field| !field.tags.is_empty() || field.weight.is_some());
    let mut rows: Vec<Row> =
        named.map(|f| row(&f.name, &f.label, &f.tags, kind_name(f.kind), f.weight, &f.description)).collect();
    rows.extend(table.dates.iter().map(|d| row(&d.name, &d.label, &d.tags, "date", None, &d.description)));
    rows.extend(table.groups.iter().map(|g| row(&g.name, &g.label, &g.tags, "group", None, &g.description)));
    rows.extend(
        table
            .facets()
            .map(|(name, _)| Row { facet: true, ..row(name, name, &[], "facet", None, "counted by --facet") }),
    );
    rows
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Term => "term",
        Kind::Heading => "heading",
        Kind::Name => "name",
        Kind::Id => "id",
    }
}

/// Prints the fields as a table, then the facets.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print(rows: &[Row], printer: &mut Printer) -> io::Result<()> {
    let strong = Style::new().bold();
    let tags = |row: &Row| row.tags.first().map_or_else(String::new, |tag| format!("[{tag}]"));
    printer.line(&format!("{strong}{:<11}{:<34}{:<9}what it searches{strong:#}", "tag", "full name", "kind"))?;
    for row in rows.iter().filter(|row| !row.facet) {
        printer.line(&format!("{:<11}{:<34}{:<9}{}", tags(row), row.label, row.kind, row.description))?;
    }
    let facets: Vec<&str> = rows.iter().filter(|row| row.facet).map(|row| row.name.as_str()).collect();
    printer.line("")?;
    printer.line(&format!("Facets: {}", facets.join(", ")))?;
    printer.line(
        "Untagged words search every text field; full names work as tags too, and so do PubMed's other spellings.",
    )
}
