//! What an ingest did, in a few lines.

use super::printer::Printer;
use super::sanitize::sanitize;
use crate::ingest::Summary;
use std::io;
use std::path::Path;

/// Prints the counts of a run.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print(summary: &Summary, dir: &Path, dry_run: bool, printer: &mut Printer) -> io::Result<()> {
    let (files, records) = (&summary.files, &summary.records);
    let mut parts = Vec::new();
    if dry_run {
        parts.push(format!("{} could be read", records.read));
    } else {
        parts.push(format!("{} added", records.added));
        let replaced = match records.combined {
            0 => "replaced".to_owned(),
            n => format!("replaced ({n} put together from several sources)"),
        };
        for (count, what) in
            [(records.replaced, replaced.as_str()), (records.deleted, "deleted"), (records.unchanged, "there already")]
        {
            if count > 0 {
                parts.push(format!("{count} {what}"));
            }
        }
    }
    if records.rejected > 0 {
        parts.push(format!("{} rejected", records.rejected));
    }
    printer.line(&format!("Records: {}.", parts.join(", ")))?;
    let mut parts = vec![format!("{} read ({})", files.read, bytes(summary.bytes_read))];
    for (count, what) in
        [(files.skipped_unchanged, "unchanged since they were taken"), (files.failed, "failed, in whole or in part")]
    {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    printer.line(&format!("Files: {}.", parts.join(", ")))?;
    if dry_run {
        return printer.line("Nothing was written.");
    }
    if summary.index_bytes == 0 {
        return printer.line("No index was made.");
    }
    let size = bytes(summary.index_bytes);
    let dir = dir.display().to_string();
    printer.line(&format!("Index: {} ({size}), {:.1} s.", sanitize(&dir), summary.seconds))
}

/// A size as a person reads it.
#[must_use]
pub(super) fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let mut value = count as f64;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    if unit == 0 || value >= 100.0 {
        format!("{value:.0} {}", UNITS[unit])
    } else {
        format!("{value:.1} {}", UNITS[unit])
    }
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn sizes_read_well() {
        let shown: Vec<String> = [0, 999, 1_500, 123_456, 80_000_000].into_iter().map(bytes).collect();
        assert_eq!(shown, ["0 B", "999 B", "1.5 kB", "123 kB", "80.0 MB"]);
    }
}
