//! `medlar check`.

use super::args::Global;
use super::exit::Exit;
use super::setup;
use crate::index;
use crate::output::{Printer, check};
use anyhow::Result;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Verify checksums and counts alone, and do not compare records with their postings and columns
    #[arg(long)]
    fast: bool,
    /// Parts looked at at once [default: the number of cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
}

pub(super) fn run(args: &CheckArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let dir = setup::index_dir(global)?;
    let found = index::check(&dir, args.fast, setup::options(args.jobs).jobs)?;
    if global.json {
        printer.json(&found)?;
    } else {
        check::print(&found, &dir, printer)?;
    }
    Ok(if found.sound { Exit::Done } else { Exit::Failure })
}
