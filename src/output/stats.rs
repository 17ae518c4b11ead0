//! What the index holds, as a person reads it.

use super::counted;
use super::printer::Printer;
use super::related::retracted;
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
        ("links", links(s)),
        ("journals", s.journals.to_string()),
        ("years", years),
        ("read from", sources.join(", ")),
        ("files", s.files.to_string()),
        ("size", format!("{} in {}", bytes(s.bytes), counted(s.segments as u64, "part"))),
        ("updated", s.updated.clone().unwrap_or_else(|| "never".to_owned())),
    ];
    for (name, value) in rows {
        printer.line(&format!("{name:<14}{}", sanitize(&value)))?;
    }
    print_most_cited(s, printer)?;
    print_missing(s, printer)
}

fn print_most_cited(s: &Statistics, printer: &mut Printer) -> io::Result<()> {
    if s.most_cited.is_empty() {
        return Ok(());
    }
    printer.line("\nmost cited")?;
    for record in &s.most_cited {
        let retracted = if record.retracted { format!("{} ", retracted()) } else { String::new() };
        let line = format!("{} {}", sanitize(&record.title), sanitize(&record.source_line()));
        printer.line(&format!("{:>6}  {retracted}{line}", record.cited_by_count))?;
    }
    Ok(())
}

fn print_missing(s: &Statistics, printer: &mut Printer) -> io::Result<()> {
    let Some(missing) = &s.missing else { return Ok(()) };
    printer.line("\ncited most and not held")?;
    for work in missing {
        let doi = || work.doi.as_ref().filter(|doi| !work.text.contains(*doi)).map(|doi| format!("doi:{doi}"));
        let id = work.pmid.as_ref().map(|pmid| format!("PMID {pmid}")).or_else(doi);
        let id = id.map_or_else(String::new, |id| format!(" [{id}]"));
        printer.line(&format!("{:>6}  {}{}", work.cited_by_count, sanitize(&work.text), sanitize(&id)))?;
    }
    Ok(())
}

/// `12 of 58 references (20.7 %): 10 by pmid, 2 by citation`.
fn links(s: &Statistics) -> String {
    let by = &s.links_by;
    let by = [("pmid", by.pmid), ("pmcid", by.pmcid), ("doi", by.doi), ("citation", by.citation), ("title", by.title)];
    let by: Vec<String> =
        by.into_iter().filter(|(_, links)| *links > 0).map(|(name, links)| format!("{links} by {name}")).collect();
    let ways = if by.is_empty() { String::new() } else { format!(": {}", by.join(", ")) };
    format!("{} of {} ({:.1} %){ways}", s.links, counted(s.references, "reference"), s.resolution_rate * 100.0)
}
