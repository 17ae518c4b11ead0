//! References and citing records as a person reads them.

use super::counted;
use super::facets;
use super::hits::print_hit;
use super::printer::Printer;
use super::styled::{Layout, set};
use crate::graph::Mention;
use crate::search::{CitedBy, ListedReference, ReferenceList};
use anstyle::{AnsiColor, Style};
use std::io;

const INDENT: usize = 4;

/// Prints the references of a record.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print_references(list: &ReferenceList, with_facets: bool, printer: &mut Printer) -> io::Result<()> {
    heading(&list.of, printer)?;
    let references = counted(list.total as u64, "reference");
    let strong = Style::new().bold();
    printer.line(&format!("{strong}{references}{strong:#}, {} of them in the index", list.resolved))?;
    for reference in &list.references {
        printer.line("")?;
        print_reference(reference, printer)?;
    }
    if with_facets {
        printer.line("")?;
        facets::print_facets(&list.facets, printer)?;
    }
    Ok(())
}

/// Prints the records that cite a record.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print_cited_by(answer: &CitedBy, with_facets: bool, printer: &mut Printer) -> io::Result<()> {
    heading(&answer.of, printer)?;
    let strong = Style::new().bold();
    let records = if answer.total == 1 { "record cites it" } else { "records cite it" };
    let shown = match answer.hits.len() {
        all if all as u64 == answer.total => String::new(),
        shown => format!(", {shown} shown"),
    };
    printer.line(&format!("{strong}{} {records}{strong:#}{shown}", answer.total))?;
    for linked in &answer.hits {
        printer.line("")?;
        print_hit(&linked.hit, printer)?;
        if let Some(link) = linked.link {
            faint(&format!("linked by {}", link.name()), printer)?;
        }
    }
    if with_facets && answer.total > 0 {
        printer.line("")?;
        facets::print_facets(&answer.facets, printer)?;
    }
    Ok(())
}

pub(super) fn heading(of: &Mention, printer: &mut Printer) -> io::Result<()> {
    let layout = Layout { base: Style::new().bold(), ..Layout::plain(printer.width(), 0) };
    let title = if of.title.is_empty() { "[no title]" } else { &of.title };
    printer.line(&set(title, &[], layout))?;
    if of.retracted {
        printer.line(&retracted())?;
    }
    Ok(())
}

/// How a retracted work is marked.
pub(super) fn retracted() -> String {
    let red = Style::new().fg_color(Some(AnsiColor::Red.into())).bold();
    format!("{red}RETRACTED{red:#}")
}

fn print_reference(reference: &ListedReference, printer: &mut Printer) -> io::Result<()> {
    let number = format!("{}.", reference.number);
    let layout = Layout::plain(printer.width(), INDENT);
    let text = match &reference.text {
        text if text.is_empty() => reference.cited_id.clone().unwrap_or_else(|| "[no text]".to_owned()),
        text => text.clone(),
    };
    let shown = set(&text, &[], layout);
    printer.line(&format!("{number:<INDENT$}{}", shown.trim_start_matches(' ')))?;
    let (Some(record), Some(link)) = (&reference.record, reference.link) else { return Ok(()) };
    if record.retracted {
        printer.line(&format!("{}{}", " ".repeat(INDENT), retracted()))?;
    }
    let year = record.year.map_or_else(String::new, |year| format!(", {year}"));
    faint(&format!("→ {} {}{year} (linked by {})", record.id, record.title, link.name()), printer)
}

fn faint(text: &str, printer: &mut Printer) -> io::Result<()> {
    let layout = Layout { base: Style::new().dimmed(), ..Layout::plain(printer.width(), INDENT) };
    let line = set(text, &[], layout);
    printer.line(&line)
}

/// Prints what is told of a record: title, where it appeared, whether it was retracted.
pub(super) fn print_mention(number: usize, record: &Mention, printer: &mut Printer) -> io::Result<()> {
    let layout = Layout { base: Style::new().bold(), ..Layout::plain(printer.width(), INDENT) };
    let title = if record.title.is_empty() { "[no title]" } else { &record.title };
    let shown = set(title, &[], layout);
    let number = format!("{number}.");
    printer.line(&format!("{number:<INDENT$}{}", shown.trim_start_matches(' ')))?;
    if record.retracted {
        printer.line(&format!("{}{}", " ".repeat(INDENT), retracted()))?;
    }
    faint(&record.source_line(), printer)
}
