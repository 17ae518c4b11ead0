//! `medlar duplicates`.

use super::args::Global;
use super::exit::Exit;
use super::setup;
use crate::graph::duplicates;
use crate::output::{Printer, duplicates as output};
use anyhow::Result;
use clap::{Args, ValueEnum, ValueHint};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct DuplicatesArgs {
    /// How the groups are written
    #[arg(long, value_name = "FORM", default_value = "text", conflicts_with = "json")]
    format: Form,
    /// Look in these files instead of the index, without keeping one
    #[arg(long, value_name = "PATH", num_args = 1.., value_hint = ValueHint::AnyPath)]
    from: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    Text,
    /// One record a line, with a header
    Csv,
}

pub(super) fn run(args: &DuplicatesArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let index = setup::index_to_read(&args.from, global, printer)?;
    let found = duplicates(&index.reader()?)?;
    match args.format {
        _ if global.json => printer.json(&found)?,
        Form::Text => output::print(&found, printer)?,
        Form::Csv => output::print_csv(&found, printer)?,
    }
    Ok(Exit::found(!found.groups.is_empty()))
}
