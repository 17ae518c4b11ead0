//! `medlar explain`.

use super::args::{Global, Selection};
use super::exit::Exit;
use super::setup;
use crate::output::{Printer, explain};
use crate::search;
use anyhow::Result;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    #[command(flatten)]
    pub(super) selection: Selection,
}

pub(super) fn run(args: &ExplainArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let index = setup::index_to_read(&args.selection.from, global, printer)?;
    let request = super::search::request(&args.selection);
    let explained = search::explain(&index.reader()?, &request)?;
    if global.json {
        printer.json(&explained)?;
    } else {
        explain::print(&explained, printer)?;
    }
    let refused =
        explained.tree.is_none() || request.strict && explained.findings.iter().any(search::Finding::is_serious);
    Ok(if refused { Exit::Failure } else { Exit::found(explained.total > 0) })
}
