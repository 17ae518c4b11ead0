//! `medlar convert`.

use super::args::{Global, exports, formats};
use super::exit::Exit;
use super::{input, setup};
use crate::export::{ExportFormat, Exporter};
use crate::formats::Format;
use crate::ingest::{self, Conversion, Input, Progress};
use crate::output::{FileOutput, IngestProgress, Printer};
use anyhow::{Context, Result, bail};
use clap::{Args, ValueHint};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct ConvertArgs {
    /// Files and directories (all in them but hidden files); `-` for standard input
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// The format to write; told from the name of the file where there is one
    #[arg(long, value_name = "NAME", value_parser = exports())]
    to: Option<String>,
    /// Read every file as this format, whatever it looks like
    #[arg(long, value_name = "NAME", value_parser = formats())]
    from: Option<String>,
    /// Write to this file instead of standard output; it appears when it is whole
    #[arg(short = 'o', long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &ConvertArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    if global.json {
        bail!("a conversion is of records alone: for JSON give --to jsonl or json");
    }
    let to = target(args)?;
    let from = args.from.as_deref().and_then(Format::from_name);
    let inputs = ingest::discover(&args.paths)?;
    let mut progress = IngestProgress::new(printer);
    let done = match input::output(args.output.as_ref()) {
        None => write(&inputs, from, to, printer.out(), &mut progress)?,
        Some(path) => {
            let mut file = FileOutput::create(path)?;
            let done = write(&inputs, from, to, &mut file, &mut progress)?;
            file.finish()?;
            done
        }
    };
    if done.records == 0 {
        bail!("{}", setup::no_records(&args.paths));
    }
    Ok(if done.rejected > 0 { Exit::Rejections } else { Exit::Done })
}

fn write(
    inputs: &[Input],
    from: Option<Format>,
    to: ExportFormat,
    out: impl Write,
    progress: &mut dyn Progress,
) -> Result<Conversion> {
    let mut exporter = Exporter::new(to, out);
    let done = ingest::convert(inputs, from, &mut |record| exporter.write(record), progress)?;
    exporter.finish()?;
    Ok(done)
}

/// The format asked for, else the one that the file's name stands for.
fn target(args: &ConvertArgs) -> Result<ExportFormat> {
    let named = args.to.as_deref().and_then(ExportFormat::from_name);
    let extension =
        || args.output.as_deref().and_then(Path::extension)?.to_str().and_then(ExportFormat::from_extension);
    let names = || ExportFormat::ALL.map(ExportFormat::name).join(", ");
    named.or_else(extension).with_context(|| format!("which format? Give --to, one of {}", names()))
}
