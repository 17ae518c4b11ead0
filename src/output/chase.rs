//! A citation chase as a person reads it: what each step gave, then the records.

use super::counted;
use super::printer::Printer;
use super::related::print_mention;
use crate::graph::{Chase, Direction};
use anstyle::Style;
use std::io;

/// Prints the steps and the records found.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print(chase: &Chase, printer: &mut Printer) -> io::Result<()> {
    let strong = Style::new().bold();
    let [found, seeds] = [chase.records.len(), chase.seeds.len()].map(|count| counted(count as u64, "record"));
    printer.line(&format!("{strong}{found}{strong:#} found from {seeds}"))?;
    printer.line("")?;
    printer.line("step  direction   from  links  known  new  cited but not held")?;
    for step in &chase.steps {
        let (direction, not_held) = match step.direction {
            Direction::Backward => ("references", step.not_held.to_string()),
            Direction::Forward => ("cited by", String::new()),
        };
        let line = format!(
            "{:>4}  {direction:<10}  {:>4}  {:>5}  {:>5}  {:>3}  {not_held}",
            step.depth, step.from, step.links, step.duplicates, step.new
        );
        printer.line(line.trim_end())?;
    }
    for (number, chased) in (1..).zip(&chase.records) {
        printer.line("")?;
        print_mention(number, &chased.record, printer)?;
    }
    Ok(())
}
