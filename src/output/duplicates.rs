//! Duplicates as a person reads them, and as a table.

use super::matches::quoted;
use super::printer::Printer;
use super::sanitize::sanitize;
use crate::graph::{DuplicateGroup, DuplicateReason, Duplicates, Relation};
use anstyle::Style;
use std::io;

/// Prints PRISMA's numbers, then the groups.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print(found: &Duplicates, printer: &mut Printer) -> io::Result<()> {
    let strong = Style::new().bold();
    printer.line(&format!("records identified  {}", found.records))?;
    printer.line(&format!("duplicates          {strong}{}{strong:#}", found.duplicates))?;
    printer.line(&format!("records to screen   {}", found.records_after))?;
    for group in &found.groups {
        printer.line("")?;
        let said = match group.relation {
            Relation::SameWork => "the same work",
            Relation::PreprintAndArticle => "a preprint and its article",
            Relation::SharedId => "other works with one id",
        };
        printer.line(&format!("{strong}{said}{strong:#} ({})", reasons(group)))?;
        for told in &group.records {
            let mark = if group.relation != Relation::SameWork {
                " "
            } else if told.keep {
                "+"
            } else {
                "-"
            };
            let retracted = if told.record.retracted { "RETRACTED " } else { "" };
            let line = format!("  {mark} {retracted}{} {}", told.record.title, told.record.source_line());
            printer.line(&sanitize(&line))?;
        }
    }
    Ok(())
}

fn reasons(group: &DuplicateGroup) -> String {
    let names: Vec<&str> = group.reasons.iter().map(|reason| name(*reason)).collect();
    names.join(", ")
}

fn name(reason: DuplicateReason) -> &'static str {
    match reason {
        DuplicateReason::Doi => "doi",
        DuplicateReason::Pmcid => "pmcid",
        DuplicateReason::TitleYearAuthor => "title, year and first author",
        DuplicateReason::TitlePlace => "title and place",
    }
}

/// Prints one record a line: group, relation, reasons, whether it is kept, id, DOI, year, source, title.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print_csv(found: &Duplicates, printer: &mut Printer) -> io::Result<()> {
    printer.line("group,relation,reasons,keep,id,doi,year,source,title")?;
    for (number, group) in (1..).zip(&found.groups) {
        let relation = match group.relation {
            Relation::SameWork => "same_work",
            Relation::PreprintAndArticle => "preprint_and_article",
            Relation::SharedId => "shared_id",
        };
        let place = number.to_string();
        for told in &group.records {
            let year = told.record.year.map_or_else(String::new, |year| year.to_string());
            let cells = [
                place.as_str(),
                relation,
                &reasons(group),
                if told.keep { "yes" } else { "no" },
                &told.record.id,
                told.record.doi.as_deref().unwrap_or_default(),
                &year,
                told.source.as_deref().unwrap_or_default(),
                &told.record.title,
            ];
            printer.line(&cells.map(|cell| quoted(cell, ',')).join(","))?;
        }
    }
    Ok(())
}
