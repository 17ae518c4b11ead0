//! What merging takes and what it gave, as a person reads it.

use super::counted;
use super::printer::Printer;
use super::summary::bytes;
use crate::index::MergePlan;
use serde::Serialize;
use std::io;

/// `medlar optimize --json` (`schema/optimize.schema.json`).
#[derive(Debug, Serialize)]
pub struct Report<'a> {
    /// What was planned.
    #[serde(flatten)]
    pub plan: &'a MergePlan,
    /// Bytes of all files of the index afterwards.
    pub bytes_after: u64,
    /// Whether nothing was done.
    pub dry_run: bool,
}

/// Says beforehand what is done, and what it takes.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print_plan(plan: &MergePlan, printer: &mut Printer) -> io::Result<()> {
    if !plan.is_needed() {
        return printer.line(&format!("Nothing to do: {}, no deleted record.", counted(plan.segments as u64, "part")));
    }
    let free = plan.bytes_free.map_or(String::new(), |free| format!(" of {} free", bytes(free)));
    printer.line(&format!(
        "Merging {} into {}; {} replaced or deleted records go. Needs up to {}{free} meanwhile.",
        counted(plan.segments as u64, "part"),
        plan.segments_after,
        plan.deleted,
        bytes(plan.bytes_needed),
    ))?;
    // Whoever waits for a long merge reads it before.
    printer.finish()
}

/// Says afterwards what it gave.
///
/// # Errors
///
/// As [`print_plan`].
pub fn print_result(plan: &MergePlan, after: u64, dry_run: bool, printer: &mut Printer) -> io::Result<()> {
    if dry_run {
        return printer.line("Nothing was done.");
    }
    if !plan.is_needed() {
        return Ok(());
    }
    printer.line(&format!("Index: {} before, {} now.", bytes(plan.bytes), bytes(after)))
}

/// The message where the disk is too full.
#[must_use]
pub fn no_room(plan: &MergePlan) -> String {
    format!(
        "merging {} into {} needs up to {} on the disk meanwhile, {} are free; free some, or leave more parts with --segments N",
        counted(plan.segments as u64, "part"),
        plan.segments_after,
        bytes(plan.bytes_needed),
        bytes(plan.bytes_free.unwrap_or(0)),
    )
}
