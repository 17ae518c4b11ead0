//! `medlar stats`.

use super::args::Global;
use super::exit::Exit;
use super::setup;
use crate::index::Index;
use crate::output::{Printer, stats};
use crate::search::Statistics;
use anyhow::Result;

pub(super) fn run(global: &Global, printer: &mut Printer) -> Result<Exit> {
    let dir = setup::index_dir(global)?;
    let index = Index::open(&dir)?;
    let statistics = Statistics::of(&index)?;
    if global.json {
        printer.json(&statistics)?;
    } else {
        stats::print(&statistics, &dir, printer)?;
    }
    Ok(Exit::Done)
}
