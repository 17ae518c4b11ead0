//! `medlar delete`.

use super::args::Global;
use super::exit::Exit;
use super::{input, setup};
use crate::index::{self, Index};
use crate::output::{Printer, delete};
use anyhow::Result;
use clap::Args;
use std::path::Path;

#[derive(Debug, Args)]
pub(super) struct DeleteArgs {
    /// PMIDs, PMCIDs, DOIs or own ids; `-` for one a line from standard input
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
}

pub(super) fn run(args: &DeleteArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let dir = setup::index_dir(global)?;
    let index = Index::open(&dir)?;
    let deletion = index::delete(&index, ids(&args.ids)?)?;
    setup::keep_derived(&index, false, setup::cores(), printer);
    for id in &deletion.not_found {
        printer.warn(&format!("{id}: no record of that id in the index"));
    }
    if global.json {
        printer.json(&deletion)?;
    } else if !global.quiet {
        delete::print(&deletion, printer)?;
    }
    Ok(Exit::found(!deletion.deleted.is_empty()))
}

/// The ids as typed, with those of standard input in the place of `-`.
fn ids(typed: &[String]) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    for id in typed {
        if id != "-" {
            ids.push(id.clone());
            continue;
        }
        ids.extend(input::ids(&input::text(Path::new(id))?));
    }
    Ok(ids)
}
