//! What the index holds, as a person reads it.

use super::printer::Printer;
use super::sanitize::sanitize;
use super::summary::bytes;
use crate::search::Statistics;
use std::io;
use std::path::Path;

/// Prints the counts.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print(statistics: &Statistics, dir: &Path, printer: &mut Printer) -> io::Result<()> {
    let s = statistics;
    let years = match (s.years.from, s.years.to) {
        (Some(from), Some(to)) if from != to => format!("{from} to {to}"),
        (Some(year), _) | (_, Some(year)) => year.to_string(),
        (None, None) => "none".to_owned(),
    };
    let sources: Vec<String> =
        s.sources.iter().filter_map(|c| Some(format!("{} {}", c.count, c.value.as_deref()?))).collect();
    let rows = [
        ("index", dir.display().to_string()),
        ("format", s.format_version.to_string()),
        ("records", s.records.to_string()),
        ("with abstract", s.with_abstract.to_string()),
        ("with MeSH", s.with_mesh.to_string()),
        ("retracted", s.retracted.to_string()),
        ("references", s.references.to_string()),
        ("journals", s.journals.to_string()),
        ("years", years),
        ("read from", sources.join(", ")),
        ("files", s.files.to_string()),
        ("size", format!("{} in {} segments", bytes(s.bytes), s.segments)),
        ("updated", s.updated.clone().unwrap_or_else(|| "never".to_owned())),
    ];
    for (name, value) in rows {
        printer.line(&format!("{name:<14}{}", sanitize(&value)))?;
    }
    Ok(())
}
