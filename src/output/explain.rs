//! A query explained: its tree with counts, what its terms stand for, what there is to say.

use super::counted;
use super::printer::Printer;
use super::sanitize::sanitize;
use crate::search::{Explained, Marked, Node, Warning};
use anstyle::{AnsiColor, Style};
use std::io;

/// Words of a line that a term stands for.
const SHOWN_FORMS: usize = 12;

/// Prints the tree, then the findings.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print(explained: &Explained, printer: &mut Printer) -> io::Result<()> {
    if let Some(tree) = &explained.tree {
        let width = explained.records.to_string().len();
        node(tree, 0, width, printer)?;
        printer.line("")?;
        printer.line(&format!("translation: {}", sanitize(&explained.translation)))?;
        printer.line(&format!("{} of {}", explained.total, counted(explained.records, "record")))?;
    }
    if explained.findings.is_empty() {
        return Ok(());
    }
    printer.line("")?;
    print_findings(&explained.query, &explained.findings, printer)
}

/// Prints findings, each with the query and a mark under its place, and their number.
///
/// # Errors
///
/// As [`print()`].
pub fn print_findings(query: &str, findings: &[Warning], printer: &mut Printer) -> io::Result<()> {
    let marked = Marked::new(query);
    for finding in findings {
        let colour = match finding.severity {
            "error" => AnsiColor::Red,
            "warning" => AnsiColor::Yellow,
            _ => AnsiColor::Cyan,
        };
        let style = Style::new().fg_color(Some(colour.into())).bold();
        printer.line(&format!(
            "{style}{}{style:#}[{}]: {}",
            finding.severity,
            finding.code,
            sanitize(&finding.message)
        ))?;
        if let (Some(start), Some(end)) = (finding.start, finding.end) {
            for line in marked.under(start..end).lines() {
                printer.line(&sanitize(line))?;
            }
        }
    }
    let number = |severity: &str| findings.iter().filter(|finding| finding.severity == severity).count() as u64;
    let counted: Vec<String> = ["error", "warning", "note", "hint"]
        .iter()
        .map(|severity| (number(severity), severity))
        .filter(|(number, _)| *number > 0)
        .map(|(number, severity)| counted(number, severity))
        .collect();
    printer.line(&if counted.is_empty() {
        "nothing to say: the query means what it says".to_owned()
    } else {
        counted.join(", ")
    })
}

fn node(node: &Node, depth: usize, width: usize, printer: &mut Printer) -> io::Result<()> {
    let operator = node.operator.map_or_else(String::new, |operator| format!("{operator} "));
    let text = if node.kind == "group" {
        format!("{} clauses", node.clauses.len())
    } else {
        sanitize(&node.text).into_owned()
    };
    let zero = Style::new().fg_color(Some(AnsiColor::Red.into())).bold();
    let mark = if node.count == 0 { format!("  {zero}← finds nothing{zero:#}") } else { String::new() };
    let indent = "  ".repeat(depth);
    printer.line(&format!("{:>width$}  {indent}{operator}{text}{mark}", node.count))?;
    let blank = " ".repeat(width + 2 + 2 * depth + 4);
    for expansion in &node.expansions {
        let most = expansion.most_frequent.join(", ");
        let more = if expansion.variants > expansion.most_frequent.len() { ", …" } else { "" };
        let words = counted(expansion.variants as u64, "word");
        let line = format!("{blank}{} = {words}: {most}{more}", expansion.word);
        printer.line(&sanitize(line.trim_end_matches(": ")))?;
    }
    if !node.forms.is_empty() && node.expansions.is_empty() {
        let shown: Vec<&str> = node.forms.iter().take(SHOWN_FORMS).map(String::as_str).collect();
        let more = if node.forms.len() > shown.len() { " or …" } else { "" };
        printer.line(&sanitize(&format!("{blank}as {}{more}", shown.join(" or "))))?;
    }
    node.clauses.iter().try_for_each(|clause| self::node(clause, depth + 1, width, printer))
}
