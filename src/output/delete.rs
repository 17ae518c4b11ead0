//! What was deleted, as a person reads it.

use super::printer::Printer;
use crate::index::Deletion;
use std::io;

/// Prints the counts.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print(deletion: &Deletion, printer: &mut Printer) -> io::Result<()> {
    printer.line(&format!("Records: {} deleted, {} left.", deletion.deleted.len(), deletion.records))
}
