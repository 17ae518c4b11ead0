//! `medlar lint`.

use super::args::Global;
use super::exit::Exit;
use super::setup;
use crate::output::{Printer, explain};
use crate::search::{self, Warning};
use anyhow::Result;
use clap::Args;
use serde::Serialize;

#[derive(Debug, Args)]
pub(super) struct LintArgs {
    /// The query; `-` reads it from standard input
    #[arg(value_name = "QUERY", allow_hyphen_values = true, value_parser = setup::query)]
    query: String,
}

/// What `medlar lint --json` writes (`schema/lint.schema.json`).
#[derive(Debug, Serialize)]
struct Linted<'a> {
    query: &'a str,
    translation: Option<&'a str>,
    findings: &'a [Warning],
}

pub(super) fn run(args: &LintArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let request = search::Request::new(&args.query, super::clock::now().date());
    let (translation, findings) = search::lint(&request);
    if global.json {
        let (query, translation) = (request.query.as_str(), translation.as_deref());
        printer.json(&Linted { query, translation, findings: &findings })?;
    } else {
        explain::print_findings(&request.query, &findings, printer)?;
    }
    Ok(if findings.iter().any(Warning::is_serious) { Exit::Failure } else { Exit::Done })
}
