//! The report of a strategy, as text and as CSV.

use super::counted;
use super::sanitize::sanitize;
use crate::strategy::{KnownRecords, LineReport, Report};
use std::fmt::Write;

/// The report as people read it.
#[must_use]
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    for (name, value) in heading(report) {
        line(&mut out, &format!("{name:<15}{value}"));
    }
    line(&mut out, "");
    let width = report.lines.iter().map(|l| l.count.to_string().len()).max().unwrap_or(1).max("records".len());
    line(&mut out, &format!("{:>5}  {:>width$}  query", "line", "records"));
    for l in &report.lines {
        let mark = if l.count == 0 { "  ← finds nothing" } else { "" };
        line(&mut out, &format!("{:>5}  {:>width$}  {}{mark}", format!("#{}", l.number), l.count, l.query));
        for warning in &l.warnings {
            line(&mut out, &format!("{:>5}  {:>width$}  {}: {}", "", "", warning.severity, warning.message));
        }
    }
    line(&mut out, "");
    line(&mut out, "as run");
    for l in &report.lines {
        line(&mut out, &format!("{:>5}  {}", format!("#{}", l.number), l.translation));
    }
    if let Some(known) = &report.known {
        line(&mut out, "");
        known_records(&mut out, known);
    }
    changes(&mut out, report);
    out
}

/// A line, made harmless for a terminal.
fn line(out: &mut String, text: &str) {
    out.push_str(&sanitize(text));
    out.push('\n');
}

fn heading(report: &Report) -> Vec<(&'static str, String)> {
    let (index, limits) = (&report.index, &report.limits);
    let joined = |values: &[String], none: &str| if values.is_empty() { none.to_owned() } else { values.join("; ") };
    let sources = report.sources.iter().map(|s| format!("{} {}", s.count, s.value.as_deref().unwrap_or("unknown")));
    let mapping = if limits.mapping { "on" } else { "off" };
    let vocabulary = match &index.vocabulary {
        Some(hash) => format!("{} (hash {hash})", index.vocabulary_files.join(", ")),
        None => "none: headings are not exploded".to_owned(),
    };
    vec![
        ("strategy", report.strategy.clone()),
        ("run", report.run.clone()),
        ("software", report.program.clone()),
        (
            "index",
            format!("{}, written {}", counted(index.records, "record"), index.updated.as_deref().unwrap_or("never")),
        ),
        ("snapshot", index.snapshot.clone()),
        ("vocabulary", vocabulary),
        ("term mapping", mapping.to_owned()),
        ("untagged words", limits.scope.to_owned()),
        ("journals", joined(&limits.journals, "no limit")),
        ("years", joined(&limits.years, "no limit")),
        ("records found", report.total.to_string()),
        ("by source", joined(&sources.collect::<Vec<_>>(), "none")),
        ("duplicates", report.deduplication.to_owned()),
    ]
}

fn known_records(out: &mut String, known: &KnownRecords) {
    line(out, &format!("{} of {} known records are found", known.found, known.given));
    for id in &known.not_in_index {
        line(out, &format!("  {id}: not in the index"));
    }
    for missed in &known.missed {
        line(out, &format!("  {}: {}", missed.id, missed.title));
        for lost in &missed.lost_by {
            let how = if lost.excluded { "excluded by NOT" } else { "not found by" };
            line(out, &format!("    {how} {} (line #{})", lost.clause, lost.number));
        }
    }
}

fn changes(out: &mut String, report: &Report) {
    let Some(changes) = &report.changes else { return };
    line(out, "");
    line(out, "then and now");
    let shown = |count: Option<u64>| count.map_or_else(|| "–".to_owned(), |count| count.to_string());
    for change in changes {
        let number = format!("#{}", change.number);
        line(out, &format!("{number:>5}  {} → {}", shown(change.then), shown(change.now)));
    }
}

/// The lines as CSV: number, query, records, translation, notes, and on each line when and on what it was run.
#[must_use]
pub fn csv(report: &Report) -> String {
    let mut out = String::from("Line,Query,Records,Translation,Notes,Run,Snapshot,Software\r\n");
    for l in &report.lines {
        let cells = [
            format!("#{}", l.number),
            l.query.clone(),
            l.count.to_string(),
            l.translation.clone(),
            notes(l),
            report.run.clone(),
            report.index.snapshot.clone(),
            report.program.clone(),
        ];
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        // A string takes whatever is written to it.
        let _ = write!(out, "{}\r\n", cells.join(","));
    }
    out
}

fn notes(line: &LineReport) -> String {
    line.warnings.iter().map(|warning| warning.message.as_str()).collect::<Vec<_>>().join("; ")
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}
