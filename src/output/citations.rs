//! Records as a bibliography cites them.

use super::printer::Printer;
use crate::export::{CitationStyle, Citer};
use crate::record::{Identity, Record};
use serde::Serialize;
use std::io;

/// A citation as a program reads it.
#[derive(Debug, Serialize)]
struct Citation {
    id: String,
    citation: String,
    retracted: bool,
}

/// Prints the citations of `records`, one a line, or as one JSON array. Whoever cites a retracted work is told so.
///
/// # Errors
///
/// Where a record cannot be cited or standard output cannot be written.
pub fn print(records: &[Record], style: CitationStyle, json: bool, printer: &mut Printer) -> io::Result<()> {
    let citer = Citer::new(style)?;
    let cited = |record: &Record| {
        let id = Identity::of(record).display_id();
        citer.cite(record).map(|citation| Citation { id, citation, retracted: record.is_retracted() })
    };
    let citations = records.iter().map(cited).collect::<io::Result<Vec<Citation>>>()?;
    for citation in citations.iter().filter(|citation| citation.retracted) {
        printer.warn(&format!("{}: this work has been retracted", citation.id));
    }
    if json {
        return Ok(printer.json(&citations)?);
    }
    citations.iter().try_for_each(|citation| printer.line(&citation.citation))
}
