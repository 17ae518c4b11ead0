//! `medlar show`.

use super::args::{Global, ShowArgs};
use super::exit::Exit;
use super::{input, setup};
use crate::export::{CitationStyle, ExportFormat, Exporter};
use crate::output::{Printer, citations, record};
use anyhow::Result;

pub(super) fn run(args: &ShowArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let index = setup::index_to_read(&args.from, global, printer)?;
    let reader = index.reader()?;
    let mut records = Vec::new();
    let listed: Vec<String> = match &args.ids_from {
        Some(path) => input::ids(&input::text(path)?).collect(),
        None => Vec::new(),
    };
    for id in args.ids.iter().chain(&listed) {
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
