//! `medlar match`.

use super::args::Global;
use super::exit::Exit;
use super::{input, setup};
use crate::output::{Printer, matches};
use crate::search::{Citation, Status, match_citation};
use anyhow::Result;
use clap::{Args, ValueEnum, ValueHint};
use std::path::PathBuf;

/// Citations to match.
#[derive(Debug, Args)]
pub(super) struct MatchArgs {
    /// File of citations, one a line: references of any style, or `journal|year|volume|page|author|key|`; `-` for standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// How the matches are written
    #[arg(long, value_name = "FORM", default_value = "text", conflicts_with = "json")]
    format: Form,
    /// Match to the records of these files instead of the index, without keeping one
    #[arg(long, value_name = "PATH", num_args = 1.., value_hint = ValueHint::AnyPath)]
    from: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people; lines of the batch form as PubMed answers them
    Text,
    /// Comma-separated, with a header
    Csv,
    /// Tab-separated, with a header
    Tsv,
}

pub(super) fn run(args: &MatchArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let text = input::text(&args.file)?;
    let index = setup::index_to_read(&args.from, global, printer)?;
    let reader = index.reader()?;
    let mut all = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        all.push(match_citation(&reader, &Citation::read(line))?);
    }
    match args.format {
        _ if global.json => printer.json(&all)?,
        Form::Text => matches::print(&all, printer)?,
        Form::Csv => matches::print_table(&all, ',', printer)?,
        Form::Tsv => matches::print_table(&all, '\t', printer)?,
    }
    Ok(Exit::found(all.iter().any(|matched| matched.status == Status::Matched)))
}
