//! How an ingest goes: a bar on a terminal, rejections as they come.

use super::printer::Printer;
use super::sanitize::sanitize;
use crate::ingest::{Progress, Rejection};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// How long a run goes on before it is worth a bar.
const PATIENCE: Duration = Duration::from_millis(400);

/// Shows an ingest: files, records, records and bytes a second and the time left on a terminal, nothing elsewhere.
pub struct IngestProgress {
    bar: ProgressBar,
    inputs: usize,
    began: Instant,
    /// Whether the bar waits to be shown.
    waiting: bool,
}

impl IngestProgress {
    /// A progress; none is shown by a quiet printer.
    #[must_use]
    pub fn new(printer: &Printer) -> Self {
        let shown = std::io::stderr().is_terminal() && !printer.is_quiet();
        Self { bar: ProgressBar::hidden(), inputs: 0, began: Instant::now(), waiting: shown }
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
        let seconds = self.began.elapsed();
        if self.waiting && seconds > PATIENCE {
            self.waiting = false;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_position(bytes);
        let rate = records as f64 / seconds.as_secs_f64().max(0.001);
        self.bar.set_message(format!("{inputs}/{} files, {records} records, {rate:.0}/s", self.inputs));
    }

    fn rejected(&mut self, rejection: &Rejection) {
        let line = rejection.to_string();
        self.bar.suspend(|| {
            // Where standard error is gone there is nobody to tell.
            let _ = writeln!(anstream::stderr(), "{}", sanitize(&line));
        });
    }
}
