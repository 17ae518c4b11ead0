//! `medlar fields`.

use super::args::Global;
use super::exit::Exit;
use crate::output::{Printer, fields};
use anyhow::Result;

pub(super) fn run(global: &Global, printer: &mut Printer) -> Result<Exit> {
    let rows = fields::rows();
    if global.json {
        printer.json(&rows)?;
    } else {
        fields::print(&rows, printer)?;
    }
    Ok(Exit::Done)
}
