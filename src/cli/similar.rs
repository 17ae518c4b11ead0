//! `medlar similar`.

use super::args::Global;
use super::exit::Exit;
use super::setup;
use crate::export::{ExportFormat, Exporter};
use crate::graph::{Mention, Similar, similar_records};
use crate::output::{Printer, similar};
use anyhow::Result;
use clap::{Args, ValueHint};
use serde::Serialize;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct SimilarArgs {
    /// PMID, PMCID, DOI or id of the source
    #[arg(value_name = "ID")]
    id: String,
    /// Records to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Print the ids alone, one a line
    #[arg(long, conflicts_with_all = ["format", "json"])]
    ids: bool,
    /// Print the records in an export format
    #[arg(long, value_name = "NAME", value_parser = super::args::exports(), conflicts_with = "json")]
    format: Option<String>,
    /// Look in these files instead of the index, without keeping one
    #[arg(long, value_name = "PATH", num_args = 1.., value_hint = ValueHint::AnyPath)]
    from: Vec<PathBuf>,
}

#[derive(Serialize)]
struct Answer {
    of: Mention,
    similar: Vec<Similar>,
}

pub(super) fn run(args: &SimilarArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let index = setup::index_to_read(&args.from, global, printer)?;
    let reader = index.reader()?;
    let Some(stored) = super::related::find(&reader, &args.id, printer)? else { return Ok(Exit::Nothing) };
    let found = similar_records(&reader, stored.address, args.limit)?;
    let any = !found.is_empty();
    let named = args.format.as_deref().and_then(ExportFormat::from_name);
    match if args.ids { Some(ExportFormat::Ids) } else { named } {
        Some(format) => {
            let mut exporter = Exporter::new(format, printer.out());
            for similar in &found {
                exporter.write(&reader.record(similar.address)?)?;
            }
            exporter.finish()?;
        }
        None => {
            let of = Mention::at(&reader, stored.address)?;
            if global.json {
                printer.json(&Answer { of, similar: found })?;
            } else {
                similar::print(&of, &found, printer)?;
            }
        }
    }
    Ok(Exit::found(any))
}
