//! Hits as a person reads them.

use super::counted;
use super::facets;
use super::printer::Printer;
use super::styled::{Layout, set};
use crate::search::{Hit, Response, Snippet};
use anstyle::{AnsiColor, Style};
use std::io;

/// Authors named before `et al.`
const NAMED_AUTHORS: usize = 3;

const INDENT: usize = 4;

/// Prints hits with their snippets, then the facets.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print(response: &Response, verbose: bool, printer: &mut Printer) -> io::Result<()> {
    printer.line(&headline(response))?;
    if verbose {
        printer.line(&format!("searched: {} ({} ms)", response.translation, response.took_ms))?;
    }
    for hit in &response.hits {
        printer.line("")?;
        print_hit(hit, printer)?;
    }
    if response.total > 0 && response.facets.iter().any(|facet| !facet.values.is_empty()) {
        printer.line("")?;
        facets::print_facets(&response.facets, printer)?;
    }
    Ok(())
}

/// `42 records`, and which of them are shown where not all are.
fn headline(response: &Response) -> String {
    let first = response.offset.saturating_add(1);
    let last = response.offset.saturating_add(response.hits.len());
    let all = response.hits.len() as u64 == response.total;
    let strong = Style::new().bold();
    let total = format!("{strong}{}{strong:#}", counted(response.total, "record"));
    match response.hits.len() {
        _ if all => total,
        0 => format!("{total}, none shown"),
        1 => format!("{total}, number {first} shown"),
        shown if response.offset == 0 => format!("{total}, the first {shown} shown"),
        _ => format!("{total}, {first} to {last} shown"),
    }
}

pub(super) fn print_hit(hit: &Hit, printer: &mut Printer) -> io::Result<()> {
    let width = printer.width();
    let title = hit.snippets.iter().find(|snippet| snippet.field == "title" && snippet.text == hit.title);
    let marks = title.map_or(&[][..], |snippet| snippet.highlights.as_slice());
    let layout = Layout { width, indent: INDENT, base: Style::new().bold(), marked: mark().bold() };
    let number = format!("{}.", hit.rank);
    let shown = set(if hit.title.is_empty() { "[no title]" } else { &hit.title }, marks, layout);
    printer.line(&format!("{number:<INDENT$}{}", shown.trim_start_matches(' ')))?;
    let faint = Layout { width, indent: INDENT, base: Style::new().dimmed(), marked: Style::new() };
    if hit.retracted {
        let red = Style::new().fg_color(Some(AnsiColor::Red.into())).bold();
        printer.line(&format!("{}{red}RETRACTED{red:#}", " ".repeat(INDENT)))?;
    }
    printer.line(&set(&source_line(hit), &[], faint))?;
    for snippet in hit.snippets.iter().filter(|snippet| Some(*snippet) != title) {
        print_snippet(snippet, printer)?;
    }
    Ok(())
}

fn print_snippet(snippet: &Snippet, printer: &mut Printer) -> io::Result<()> {
    let layout = Layout { width: printer.width(), indent: INDENT, base: Style::new(), marked: mark() };
    let label = match (&snippet.label, snippet.field) {
        (Some(label), _) => format!("{label}: "),
        (None, "abstract" | "title") => String::new(),
        (None, field) => format!("{}: ", field.replace('_', " ")),
    };
    let shift = label.chars().count();
    let marks: Vec<[usize; 2]> = snippet.highlights.iter().map(|h| [h[0] + shift, h[1] + shift]).collect();
    printer.line(&set(&format!("{label}{}", snippet.text), &marks, layout))
}

/// How a match is shown.
fn mark() -> Style {
    Style::new().fg_color(Some(AnsiColor::Red.into())).bold()
}

/// `Cancer Drug Resist · 2022 · Xin Yu · PMID 35582538`.
fn source_line(hit: &Hit) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(hit.journal.clone());
    parts.extend(hit.year.map(|year| year.to_string()));
    parts.extend(authors(&hit.authors));
    parts.push(match (&hit.pmid, &hit.pmcid, &hit.doi) {
        (Some(pmid), _, _) => format!("PMID {pmid}"),
        (None, Some(pmcid), _) => pmcid.clone(),
        (None, None, Some(doi)) => format!("doi:{doi}"),
        (None, None, None) => format!("id {}", hit.id),
    });
    parts.join(" · ")
}

fn authors(authors: &[String]) -> Option<String> {
    let named = authors.iter().take(NAMED_AUTHORS).cloned().collect::<Vec<_>>().join(", ");
    match authors.len() {
        0 => None,
        n if n <= NAMED_AUTHORS => Some(named),
        _ => Some(format!("{named}, et al.")),
    }
}
