//! `medlar show`.

use super::args::{Global, ShowArgs};
use super::exit::Exit;
use super::setup;
use crate::export::{CitationStyle, ExportFormat, Exporter};
use crate::output::{Printer, citations, record};
use anyhow::{Context, Result};
use std::path::Path;

pub(super) fn run(args: &ShowArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let index = setup::index_to_read(&args.from, global, printer)?;
    let reader = index.reader()?;
    let mut records = Vec::new();
    for id in args.ids.iter().chain(&listed(args.ids_from.as_deref())?) {
        match reader.find(id)? {
            Some(found) => records.push(found.record),
            None => printer.warn(&format!("{id}: no record of that id in the index")),
        }
    }
    if let Some(style) = args.cite.as_deref().and_then(CitationStyle::from_name) {
        citations::print(&records, style, global.json, printer)?;
        return Ok(Exit::found(!records.is_empty()));
    }
    let format =
        if global.json { Some(ExportFormat::Json) } else { args.format.as_deref().and_then(ExportFormat::from_name) };
    match format {
        Some(format) => {
            let mut exporter = Exporter::new(format, printer.out());
            for record in &records {
                exporter.write(record)?;
            }
            exporter.finish()?;
        }
        None => {
            for (number, record) in records.iter().enumerate() {
                if number > 0 {
                    printer.line("")?;
                }
                record::print(record, printer)?;
            }
        }
    }
    Ok(Exit::found(!records.is_empty()))
}

/// The ids in a file, one a line.
fn listed(path: Option<&Path>) -> Result<Vec<String>> {
    let text = match path {
        None => return Ok(Vec::new()),
        Some(path) if path.as_os_str() == "-" => std::io::read_to_string(std::io::stdin())?,
        Some(path) => std::fs::read_to_string(path).with_context(|| path.display().to_string())?,
    };
    let ids =
        text.lines().map(|line| line.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '\u{feff}')));
    Ok(ids.filter(|id| !id.is_empty()).map(str::to_owned).collect())
}
