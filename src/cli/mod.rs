//! The program's command line: arguments in ([`args`]), a request to the library, the answer to [`crate::output`], an
//! exit code out. `clap` is known here alone.

mod args;
mod chase;
mod check;
mod clock;
mod convert;
mod delete;
mod duplicates;
mod eval;
mod exit;
mod explain;
mod export;
mod facets;
mod failure;
mod fields;
mod index;
mod input;
mod lint;
mod manual;
mod match_citations;
mod optimize;
mod related;
mod search;
mod setup;
mod show;
mod similar;
mod stats;
mod strategy;
mod vocab;

use crate::output::Printer;
use anyhow::Result;
use args::{Cli, Command};
use clap::Parser;
use exit::Exit;
pub use failure::report as report_failure;
use std::io;
use std::process::ExitCode;

/// Runs the program on the process's arguments.
#[must_use]
pub fn main() -> ExitCode {
    failure::keep_message();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, everything else a wrong usage.
            let code = if error.use_stderr() { Exit::Failure } else { Exit::Done };
            return match error.print() {
                Ok(()) => code.into(),
                Err(_) => Exit::Done.into(),
            };
        }
    };
    setup::colour(cli.global.color);
    let mut printer = Printer::new(cli.global.quiet);
    let result = run(cli, &mut printer).and_then(|exit| Ok(printer.finish().map(|()| exit)?));
    match result {
        Ok(exit) => exit.into(),
        Err(error) if is_broken_pipe(&error) => Exit::Done.into(),
        Err(error) => {
            let exit = Exit::of(&error);
            printer.error(&error.to_string());
            exit.into()
        }
    }
}

fn run(cli: Cli, printer: &mut Printer) -> Result<Exit> {
    let global = cli.global;
    match cli.command {
        Command::Index(args) => index::run(&args, &global, printer),
        Command::Search(args) => search::run(&args, &global, printer),
        Command::Explain(args) => explain::run(&args, &global, printer),
        Command::Lint(args) => lint::run(&args, &global, printer),
        Command::Facets(args) => facets::run(&args, &global, printer),
        Command::Export(args) => export::run(&args, &global, printer),
        Command::Convert(args) => convert::run(&args, &global, printer),
        Command::Show(args) => show::run(&args, &global, printer),
        Command::References(args) => related::references(&args, &global, printer),
        Command::CitedBy(args) => related::cited_by(&args, &global, printer),
        Command::Chase(args) => chase::run(&args, &global, printer),
        Command::Similar(args) => similar::run(&args, &global, printer),
        Command::Duplicates(args) => duplicates::run(&args, &global, printer),
        Command::Match(args) => match_citations::run(&args, &global, printer),
        Command::Stats(args) => stats::run(&args, &global, printer),
        Command::Eval(args) => eval::run(&args, &global, printer),
        Command::Check(args) => check::run(&args, &global, printer),
        Command::Delete(args) => delete::run(&args, &global, printer),
        Command::Optimize(args) => optimize::run(&args, &global, printer),
        Command::Fields => fields::run(&global, printer),
        Command::Strategy(args) => strategy::run(&args, &global, printer),
        Command::Vocab(args) => vocab::run(&args, &global, printer),
        Command::Completions { shell } => manual::completions(shell, printer),
        Command::Man => manual::man(printer),
    }
}

/// Whether the reader of our output has gone: no error, as for every filter.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(io::ErrorKind::BrokenPipe)
    })
}
