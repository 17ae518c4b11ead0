//! `medlar stats`.

use super::args::Global;
use super::exit::Exit;
use super::setup;
use crate::graph::missing_works;
use crate::index::Index;
use crate::output::{Printer, stats};
use crate::search::Statistics;
use anyhow::Result;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct StatsArgs {
    /// Also list the works that are cited most and not held: what to get next [default N: 20]
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "20", require_equals = true)]
    missing: Option<usize>,
}

pub(super) fn run(args: &StatsArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let dir = setup::index_dir(global)?;
    let index = Index::open(&dir)?;
    let mut statistics = Statistics::of(&index)?;
    if let Some(wanted) = args.missing {
        statistics.missing = Some(missing_works(&index.reader()?, wanted)?);
    }
    if global.json {
        printer.json(&statistics)?;
    } else {
        stats::print(&statistics, &dir, printer)?;
    }
    Ok(Exit::Done)
}
