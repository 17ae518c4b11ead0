//! Matched citations: for people, in PubMed's batch form, and as tables.

use super::printer::Printer;
use super::sanitize::sanitize;
use crate::search::{Matched, Status};
use std::io;

/// Prints each citation with what it was matched to. A line of the batch form comes back with PubMed's answer behind it.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print(all: &[Matched], printer: &mut Printer) -> io::Result<()> {
    for matched in all {
        let ids: Vec<&str> = matched.records.iter().map(|record| record.id.as_str()).collect();
        if matched.line.matches('|').count() >= 5 {
            let stroke = if matched.line.ends_with('|') { "" } else { "|" };
            printer.line(&format!("{}{stroke}{}", sanitize(&matched.line), batch_answer(matched.status, &ids)))?;
            continue;
        }
        printer.line(&sanitize(&matched.line))?;
        match matched.status {
            Status::Matched => {
                let by = matched.method.map_or("", |method| method.name());
                for record in &matched.records {
                    let retracted = if record.retracted { " RETRACTED" } else { "" };
                    let said = format!("{} {}", record.title, record.source_line());
                    printer.line(&format!("  =  {} (by {by}){retracted}", sanitize(&said)))?;
                }
            }
            Status::Ambiguous => {
                printer.line(&format!("  ?  {}", matched.reason.as_deref().unwrap_or("several may be meant")))?;
                for record in &matched.records {
                    let retracted = if record.retracted { "RETRACTED " } else { "" };
                    printer.line(&sanitize(&format!("     {retracted}{} {}", record.title, record.source_line())))?;
                }
            }
            Status::NotFound | Status::InvalidJournal => {
                printer.line(&sanitize(&format!("  -  {}", matched.reason.as_deref().unwrap_or("not found"))))?;
            }
        }
    }
    Ok(())
}

fn batch_answer(status: Status, ids: &[&str]) -> String {
    match status {
        Status::Matched => ids.join(" "),
        Status::NotFound => "NOT_FOUND".to_owned(),
        Status::InvalidJournal => "NOT_FOUND;INVALID_JOURNAL".to_owned(),
        // PubMed names them where they are three or fewer.
        Status::Ambiguous if ids.len() <= 3 => format!("AMBIGUOUS {}", ids.join(" ")),
        Status::Ambiguous => "AMBIGUOUS".to_owned(),
    }
}

/// Prints a table with a header: status, key, ids, method, title, whether retracted, reason, line.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print_table(all: &[Matched], separator: char, printer: &mut Printer) -> io::Result<()> {
    let row = |cells: &[&str]| {
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell, separator)).collect();
        cells.join(&separator.to_string())
    };
    printer.line(&row(&["status", "key", "ids", "method", "title", "retracted", "reason", "citation"]))?;
    for matched in all {
        let ids: Vec<&str> = matched.records.iter().map(|record| record.id.as_str()).collect();
        let status = match matched.status {
            Status::Matched => "matched",
            Status::Ambiguous => "ambiguous",
            Status::NotFound => "not_found",
            Status::InvalidJournal => "invalid_journal",
        };
        let first = matched.records.first().filter(|_| matched.status == Status::Matched);
        printer.line(&row(&[
            status,
            matched.key.as_deref().unwrap_or_default(),
            &ids.join(" "),
            matched.method.map_or("", |method| method.name()),
            first.map_or("", |record| record.title.as_str()),
            first.map_or("", |record| if record.retracted { "yes" } else { "no" }),
            matched.reason.as_deref().unwrap_or_default(),
            &matched.line,
        ]))?;
    }
    Ok(())
}

/// A cell: in quotes where its content would be taken for the table's own signs (RFC 4180). A tab has no form in a table
/// of tabs and becomes a space.
pub(super) fn quoted(cell: &str, separator: char) -> String {
    if separator == '\t' {
        return cell.replace(['\t', '\n', '\r'], " ");
    }
    if cell.contains([separator, '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
