//! Similar records as a person reads them.

use super::printer::Printer;
use super::related::{heading, print_mention};
use crate::graph::{Mention, Similar};
use std::io;

/// Prints the records that are like `of`.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print(of: &Mention, found: &[Similar], printer: &mut Printer) -> io::Result<()> {
    heading(of, printer)?;
    let records = if found.len() == 1 { "record is like it" } else { "records are like it" };
    printer.line(&format!("{} {records}, the likest first", found.len()))?;
    for (number, similar) in (1..).zip(found) {
        printer.line("")?;
        print_mention(number, &similar.record, printer)?;
    }
    Ok(())
}
