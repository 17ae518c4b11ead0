//! `medlar explain`.

use super::args::{Global, Selection};
use super::exit::Exit;
use super::setup;
use crate::index::Reader;
use crate::output::{Printer, explain, score};
use crate::search::{self, Request};
use anyhow::{Result, bail};
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    #[command(flatten)]
    pub(super) selection: Selection,
    /// Say why the record of this PMID, PMCID, DOI or id has its score, term by term and field by field
    #[arg(long, value_name = "ID")]
    record: Option<String>,
}

pub(super) fn run(args: &ExplainArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    if !args.selection.facet.is_empty() {
        bail!("explain counts the clauses of a query: for the values of a facet use `medlar facets`");
    }
    if args.record.is_none() && !(args.selection.journal.is_empty() && args.selection.year.is_empty()) {
        bail!("explain counts the clauses of a query: write journals and years as clauses, with [ta] and [dp]");
    }
    let index = setup::index_to_read(&args.selection.from, global, printer)?;
    let request = super::search::request(&args.selection);
    if let Some(id) = &args.record {
        return explain_score(&index.reader()?, &request, id, global, printer);
    }
    let explained = search::explain(&index.reader()?, &request)?;
    if global.json {
        printer.json(&explained)?;
    } else {
        explain::print(&explained, printer)?;
    }
    let refused =
        explained.tree.is_none() || request.strict && explained.findings.iter().any(search::Warning::is_serious);
    Ok(if refused { Exit::Failure } else { Exit::found(explained.total > 0) })
}

fn explain_score(reader: &Reader, request: &Request, id: &str, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let Some(stored) = super::related::find(reader, id, printer)? else { return Ok(Exit::Nothing) };
    let explained = search::explain_score(reader, request, &stored)?;
    if global.json {
        printer.json(&explained)?;
    } else {
        printer.warnings(&request.query, &explained.warnings);
        score::print(&explained, printer)?;
    }
    Ok(Exit::found(explained.rank.is_some()))
}
