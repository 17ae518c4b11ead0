//! How an ingest goes: a bar on a terminal, rejections as they come.

use super::printer::Printer;
use super::sanitize::sanitize;
use crate::ingest::{Progress, Rejection};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal, Write};

/// Shows an ingest: files, records, bytes a second and the time left on a terminal, nothing elsewhere.
pub struct IngestProgress {
    bar: ProgressBar,
    inputs: usize,
}

impl IngestProgress {
    /// A progress; none is shown by a quiet printer.
    #[must_use]
    pub fn new(printer: &Printer) -> Self {
        let shown = std::io::stderr().is_terminal() && !printer.is_quiet();
        Self { bar: if shown { ProgressBar::new(0) } else { ProgressBar::hidden() }, inputs: 0 }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for IngestProgress {
    fn begin(&mut self, inputs: usize, bytes: u64) {
        self.inputs = inputs;
        self.bar.set_length(bytes);
        let template = "{bar:30} {msg}, {decimal_bytes_per_sec}, {eta} left";
        // The template is a constant; without it the bar looks plainer.
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
    }

    fn advance(&mut self, inputs: usize, records: u64, bytes: u64) {
        self.bar.set_position(bytes);
        self.bar.set_message(format!("{inputs}/{} files, {records} records", self.inputs));
    }

    fn rejected(&mut self, rejection: &Rejection) {
        let line = rejection.to_string();
        self.bar.suspend(|| {
            // Where standard error is gone there is nobody to tell.
            let _ = writeln!(anstream::stderr(), "{}", sanitize(&line));
        });
    }
}
