//! `medlar export`.

use super::args::{Global, Selection, SortName, exports};
use super::exit::Exit;
use super::{search, setup};
use crate::export::{ExportFormat, Exporter};
use crate::index::Reader;
use crate::output::{FileOutput, Printer};
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
}

pub(super) fn run(args: &ExportArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    if global.json || !args.selection.facet.is_empty() {
        bail!("an export is of records alone: for JSON give --format jsonl or json, for counts use `medlar facets`");
    }
    let format = format(args)?;
    let index = setup::index_to_read(&args.selection.from, global, printer)?;
    let reader = index.reader()?;
    let mut request = search::request(&args.selection);
    request.sort = search::sort(args.sort);
    request.limit = usize::MAX;
    request.facets.clear();
    let (total, warnings) = match &args.output {
        None => write(&reader, &request, format, printer.out())?,
        Some(path) => {
            let mut file = FileOutput::create(path)?;
            let written = write(&reader, &request, format, &mut file)?;
            file.finish()?;
            written
        }
    };
    printer.warnings(&request.query, &warnings);
    if let Some(path) = &args.output {
        let records = if total == 1 { "record" } else { "records" };
        printer.warn(&format!("{}: {total} {records}", path.display()));
    }
    Ok(Exit::found(total > 0))
}

fn write(reader: &Reader, request: &Request, format: ExportFormat, out: impl Write) -> Result<(u64, Vec<Warning>)> {
    let mut exporter = Exporter::new(format, out);
    let found = matching(reader, request, &mut |record| Ok::<(), anyhow::Error>(exporter.write(record)?))?;
    exporter.finish()?;
    Ok(found)
}

/// The format asked for, else the one that the file's name stands for.
fn format(args: &ExportArgs) -> Result<ExportFormat> {
    let named = args.format.as_deref().and_then(ExportFormat::from_name);
    let by_extension =
        || args.output.as_deref().and_then(Path::extension)?.to_str().and_then(ExportFormat::from_extension);
    let names = || ExportFormat::ALL.map(ExportFormat::name).join(", ");
    named.or_else(by_extension).with_context(|| format!("which format? Give --format, one of {}", names()))
}
