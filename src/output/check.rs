//! What a check found, as a person reads it.

use super::counted;
use super::printer::Printer;
use super::sanitize::sanitize;
use super::summary::bytes;
use crate::index::{Check, Problem};
use std::io;
use std::path::Path;

/// Prints what was verified to standard output; problems go to standard error.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print(check: &Check, dir: &Path, printer: &mut Printer) -> io::Result<()> {
    for problem in &check.problems {
        printer.error(&told(problem));
    }
    let more = check.problem_count - check.problems.len() as u64;
    if more > 0 {
        printer.error(&format!("{more} more"));
    }
    let dir = dir.display().to_string();
    let dir = sanitize(&dir);
    if !check.sound {
        return printer.line(&format!(
            "{dir}: damaged, {}. Restore the index, or make it anew with `medlar index --recreate PATH…`.",
            counted(check.problem_count, "problem")
        ));
    }
    let sources: Vec<String> = check.sources.iter().map(|(source, count)| format!("{count} {source}")).collect();
    let compared = if check.compared {
        format!("all compared with their postings and columns ({})", sources.join(", "))
    } else {
        "not compared with their postings and columns".to_owned()
    };
    printer.line(&format!("{dir}: sound."))?;
    printer.line(&format!("Files: {}, {}, all as they were written.", check.files, bytes(check.bytes)))?;
    printer.line(&format!("Records: {}, {}.", check.records, sanitize(&compared)))?;
    let deleted = match check.deleted {
        0 => String::new(),
        n => format!("; {n} replaced or deleted records still take room (`medlar optimize` frees it)"),
    };
    printer.line(&format!("Parts: {}{deleted}.", check.segments))
}

fn told(problem: &Problem) -> String {
    let place = match (&problem.file, &problem.record) {
        (Some(file), _) => file.clone(),
        (None, Some(record)) => format!("record {record}"),
        (None, None) => return problem.problem.clone(),
    };
    format!("{place}: {}", problem.problem)
}
