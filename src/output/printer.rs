//! The one place through which the program speaks.

use super::sanitize::sanitize;
use crate::search::{Marked, Warning};
use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use serde::Serialize;
use std::io::{self, BufWriter, IsTerminal, Write};

/// Columns on a terminal whose width nobody knows.
const USUAL_WIDTH: usize = 80;

/// Columns beyond which lines of prose are hard to read.
const MAX_WIDTH: usize = 110;

/// Speaks: data to standard output, everything else to standard error.
pub struct Printer {
    /// Buffered on both sides of what takes colours out, which writes piece by piece.
    out: BufWriter<AutoStream<Box<dyn Write>>>,
    quiet: bool,
    terminal: bool,
}

impl Printer {
    /// A printer; a quiet one gives no warnings and no progress.
    #[must_use]
    pub fn new(quiet: bool) -> Self {
        let (stdout, terminal) = (io::stdout(), io::stdout().is_terminal());
        let colour = AutoStream::choice(&stdout);
        let buffered: Box<dyn Write> = Box::new(BufWriter::new(stdout));
        Self { out: BufWriter::new(AutoStream::new(buffered, colour)), quiet, terminal }
    }

    /// Where data goes as it is.
    pub fn out(&mut self) -> &mut impl Write {
        &mut self.out
    }

    /// Whether a person looks at the data.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Whether to speak of nothing but data and errors.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Columns of the terminal; `None` where there is none and lines are as long as they are.
    #[must_use]
    pub fn width(&self) -> Option<usize> {
        let known = || terminal_size::terminal_size().map_or(USUAL_WIDTH, |(width, _)| usize::from(width.0));
        self.terminal.then(|| known().clamp(40, MAX_WIDTH))
    }

    /// Prints a line of data.
    ///
    /// # Errors
    ///
    /// Where standard output cannot be written.
    pub fn line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.out, "{line}")
    }

    /// Prints data as it is.
    ///
    /// # Errors
    ///
    /// As [`Printer::line`].
    pub fn raw(&mut self, data: &[u8]) -> io::Result<()> {
        self.out.write_all(data)
    }

    /// Prints a value as JSON: spread over lines for a person, on one line for a program.
    ///
    /// # Errors
    ///
    /// As [`Printer::line`].
    pub fn json(&mut self, value: &impl Serialize) -> serde_json::Result<()> {
        if self.terminal {
            serde_json::to_writer_pretty(&mut self.out, value)?;
        } else {
            serde_json::to_writer(&mut self.out, value)?;
        }
        writeln!(self.out).map_err(serde_json::Error::io)
    }

    /// Says how the query was read otherwise than written; of what a strict search would refuse also where.
    pub fn warnings(&mut self, query: &str, warnings: &[Warning]) {
        if self.quiet {
            return;
        }
        let marked = Marked::new(query);
        for warning in warnings {
            let place = warning.start.zip(warning.end).filter(|_| warning.is_serious());
            let shown = place.map_or_else(String::new, |(start, end)| format!("\n{}", marked.under(start..end)));
            let colour = if warning.is_serious() { AnsiColor::Yellow } else { AnsiColor::Cyan };
            self.say(warning.severity, colour, &format!("{}{shown}", warning.message));
        }
    }

    /// Says something that a user should know.
    pub fn warn(&mut self, message: &str) {
        if !self.quiet {
            self.say("note", AnsiColor::Yellow, message);
        }
    }

    /// Says what went wrong.
    pub fn error(&mut self, message: &str) {
        self.say("error", AnsiColor::Red, message);
    }

    fn say(&mut self, kind: &str, colour: AnsiColor, message: &str) {
        let style = Style::new().fg_color(Some(colour.into())).bold();
        let shown: Vec<String> = message.lines().map(|line| sanitize(line).into_owned()).collect();
        // Where standard error is gone there is nobody to tell.
        let _ = writeln!(anstream::stderr(), "{style}{kind}{style:#}: {}", shown.join("\n"));
    }

    /// Sees to it that all data has gone out.
    ///
    /// # Errors
    ///
    /// As [`Printer::line`].
    pub fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
