//! `medlar chase`.

use super::args::Global;
use super::exit::Exit;
use super::setup;
use crate::export::{ExportFormat, Exporter};
use crate::graph::{Direction, chase};
use crate::output::{Printer, chase as output};
use anyhow::Result;
use clap::{Args, ValueHint};
use std::path::PathBuf;

/// Where to begin, and which way to go.
#[derive(Debug, Args)]
pub(super) struct ChaseArgs {
    /// PMIDs, PMCIDs, DOIs or ids of the source
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// Follow references: what the records cite
    #[arg(long)]
    backward: bool,
    /// Follow citations: what cites the records [default: both ways]
    #[arg(long)]
    forward: bool,
    /// How many links to go
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    depth: u8,
    /// Print the ids of the records found alone, one a line
    #[arg(long = "ids", conflicts_with_all = ["format", "json"])]
    ids_alone: bool,
    /// Print the records found in an export format
    #[arg(long, value_name = "NAME", value_parser = super::args::exports(), conflicts_with = "json")]
    format: Option<String>,
    /// Look in these files instead of the index, without keeping one
    #[arg(long, value_name = "PATH", num_args = 1.., value_hint = ValueHint::AnyPath)]
    from: Vec<PathBuf>,
}

pub(super) fn run(args: &ChaseArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let index = setup::index_to_read(&args.from, global, printer)?;
    let reader = index.reader()?;
    let mut seeds = Vec::new();
    for id in &args.ids {
        if let Some(seed) = super::related::find(&reader, id, printer)?
            && !seeds.contains(&seed.address)
        {
            seeds.push(seed.address);
        }
    }
    if seeds.is_empty() {
        return Ok(Exit::Nothing);
    }
    let directions: &[Direction] = match (args.backward, args.forward) {
        (true, false) => &[Direction::Backward],
        (false, true) => &[Direction::Forward],
        _ => &[Direction::Backward, Direction::Forward],
    };
    let found = chase(&reader, &seeds, directions, usize::from(args.depth))?;
    let named = args.format.as_deref().and_then(ExportFormat::from_name);
    match if args.ids_alone { Some(ExportFormat::Ids) } else { named } {
        Some(format) => {
            let mut exporter = Exporter::new(format, printer.out());
            for chased in &found.records {
                exporter.write(&reader.record(chased.address)?)?;
            }
            exporter.finish()?;
        }
        None if global.json => printer.json(&found)?,
        None => output::print(&found, printer)?,
    }
    Ok(Exit::found(!found.records.is_empty()))
}
