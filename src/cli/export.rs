//! `medlar export`.

use super::args::{Extra, Global, Selection, SortName, exports};
use super::exit::Exit;
use super::{input, search, setup};
use crate::export::{ExportFormat, Exporter, Extras, Finding};
use crate::index::Reader;
use crate::output::{FileOutput, Printer, counted};
use crate::search::{Request, Warning, matching};
use anyhow::{Context, Result, bail};
use clap::{Args, ValueHint};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    #[command(flatten)]
    selection: Selection,
    /// The format; told from the name of the file where there is one
    #[arg(long, value_name = "NAME", value_parser = exports())]
    format: Option<String>,
    /// Write to this file instead of standard output; it appears when it is whole
    #[arg(short = 'o', long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Order of the records
    #[arg(long, value_name = "ORDER", default_value = "best")]
    sort: SortName,
    /// Write also what the search says of each record; not in xml and ids
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    with: Vec<Extra>,
    /// Snippets of a record, with `--with snippets`
    #[arg(long, value_name = "N", default_value_t = 3)]
    snippets: usize,
}

pub(super) fn run(args: &ExportArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    if global.json || !args.selection.facet.is_empty() {
        bail!("an export is of records alone: for JSON give --format jsonl or json, for counts use `medlar facets`");
    }
    let format = format(args)?;
    let extras = extras(&args.with, format)?;
    let (index, rejections) = setup::index_and_rejections(&args.selection.from, global, printer)?;
    let reader = index.reader()?;
    let mut request = search::request(&args.selection);
    request.sort = search::sort(args.sort);
    request.limit = usize::MAX;
    request.facets.clear();
    request.snippets = args.snippets;
    let (total, warnings) = match input::output(args.output.as_ref()) {
        None => write(&reader, &request, format, extras, printer.out())?,
        Some(path) => {
            let mut file = FileOutput::create(path)?;
            let written = write(&reader, &request, format, extras, &mut file)?;
            file.finish()?;
            written
        }
    };
    printer.warnings(&request.query, &warnings);
    if let Some(path) = input::output(args.output.as_ref()) {
        printer.warn(&format!("{}: {}", path.display(), counted(total, "record")));
    }
    // As of a conversion: what is written may lack something.
    Ok(if rejections && total > 0 { Exit::Rejections } else { Exit::found(total > 0) })
}

/// Writes what a request finds.
pub(super) fn write(
    reader: &Reader,
    request: &Request,
    format: ExportFormat,
    extras: Extras,
    out: impl Write,
) -> Result<(u64, Vec<Warning>)> {
    let mut exporter = Exporter::new(format, out).with(extras);
    let found = matching(reader, request, &mut |mut found| {
        let snippets = if extras.snippets { found.snippets() } else { Vec::new() };
        let finding = Finding { score: Some(found.score), snippets: Some(&snippets) };
        Ok::<(), anyhow::Error>(exporter.write_found(found.record, finding)?)
    })?;
    exporter.finish()?;
    Ok(found)
}

/// What an export has beside the records, in a format that has a place for it.
pub(super) fn extras(with: &[Extra], format: ExportFormat) -> Result<Extras> {
    let extras = Extras { score: with.contains(&Extra::Score), snippets: with.contains(&Extra::Snippets) };
    if !extras.is_empty() && !format.holds_findings() {
        bail!("{} has no place for scores and snippets: leave --with out, or take jsonl or csv", format.name());
    }
    Ok(extras)
}

/// The format asked for, else the one that the file's name stands for.
fn format(args: &ExportArgs) -> Result<ExportFormat> {
    let named = args.format.as_deref().and_then(ExportFormat::from_name);
    let by_extension =
        || args.output.as_deref().and_then(Path::extension)?.to_str().and_then(ExportFormat::from_extension);
    let names = || ExportFormat::ALL.map(ExportFormat::name).join(", ");
    named.or_else(by_extension).with_context(|| format!("which format? Give --format, one of {}", names()))
}
