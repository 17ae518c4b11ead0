//! `medlar facets`.

use super::args::{FacetsArgs, Global};
use super::exit::Exit;
use super::setup;
use crate::output::{Printer, facets};
use crate::search;
use anyhow::Result;

pub(super) fn run(args: &FacetsArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let index = setup::index_to_read(&args.selection.from, global, printer)?;
    let mut request = super::search::request(&args.selection);
    request.limit = 0;
    // Here the facets are the answer: those asked for, and no others.
    if !args.selection.facet.is_empty() {
        request.facets.clear();
        super::search::add_facets(&mut request.facets, &args.selection.facet);
    }
    let response = search::search(&index.reader()?, &request)?;
    if global.json {
        printer.json(&facets::Answer::of(&response))?;
    } else {
        printer.warnings(&response.query, &response.warnings);
        facets::print(&response, printer)?;
    }
    Ok(Exit::found(response.total > 0))
}
