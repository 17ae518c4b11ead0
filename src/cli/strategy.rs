//! `medlar strategy`.

use super::args::{Global, ScopeName};
use super::exit::Exit;
use super::{input, setup};
use crate::export::{ExportFormat, Exporter};
use crate::index::Index;
use crate::output::{FileOutput, Printer, strategy as output};
use crate::query::Scope;
use crate::query::compile::Expansions;
use crate::record::{Doi, Pmcid, Pmid};
use crate::search::{Request, YearRange, matching};
use crate::strategy::{self, Line, Options, Report, Strategy};
use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, ValueEnum, ValueHint};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct StrategyArgs {
    /// The strategy: one query a line, `#2 OR #3` for lines joined; `-` for standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// Form of the report
    #[arg(long, value_name = "NAME", default_value = "text", conflicts_with = "json")]
    format: Form,
    /// Write the report, or the ids, to this file instead of standard output; it appears when it is whole
    #[arg(short = 'o', long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Records that the last line must find: ids parted by commas, or a file of ids; each one missed is named with the clause that
    /// loses it
    #[arg(long, value_name = "IDS|FILE")]
    must_find: Option<String>,
    /// Compare with an earlier report (`--format json`)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    diff: Option<PathBuf>,
    /// Print the ids that this line finds instead of a report
    #[arg(long, value_name = "LINE", conflicts_with_all = ["format", "must_find", "diff", "json"])]
    ids: Option<u32>,
    /// Only records of this journal, in every line; several are alternatives
    #[arg(long, value_name = "NAME")]
    journal: Vec<String>,
    /// Only records of these years, in every line: 2020, 2018..2022, 2018.. or ..2022; several are alternatives
    #[arg(long, value_name = "YEARS", allow_hyphen_values = true)]
    year: Vec<YearRange>,
    /// Where untagged words are looked for; `pubmed`: in PubMed's All Fields
    #[arg(long, value_name = "SCOPE", default_value = "everything")]
    scope: ScopeName,
    /// Do not map untagged words to headings, journals and authors
    #[arg(long)]
    no_mapping: bool,
    /// Values above which a MeSH heading is not exploded
    #[arg(long, value_name = "N", default_value_t = crate::query::DEFAULT_EXPLOSION_LIMIT)]
    explosion_limit: usize,
    /// Words that a truncated word (immun*) may stand for in a field; of more, the most frequent are searched
    #[arg(long, value_name = "N", default_value_t = Expansions::USUAL_LIMIT, value_parser = setup::count)]
    max_expansions: usize,
    /// Search these files instead of the index, without keeping one
    #[arg(long, value_name = "PATH", num_args = 1.., value_hint = ValueHint::AnyPath)]
    from: Vec<PathBuf>,
    /// Refuse a line that does not parse as it is
    #[arg(long)]
    strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Csv,
    Json,
}

pub(super) fn run(args: &StrategyArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let name = args.file.display().to_string();
    let strategy = Strategy::read(&input::text(&args.file)?).map_err(|error| anyhow!("{name}: {error}"))?;
    let must_find = args.must_find.as_deref().map(ids).transpose()?.unwrap_or_default();
    let index = setup::index_to_read(&args.from, global, printer)?;
    if let [id] = must_find.as_slice()
        && args.must_find.as_ref() == Some(id)
        && Pmid::parse(id).is_none()
        && Pmcid::parse(id).is_none()
        && Doi::parse(id).is_none()
        && index.reader()?.find(id)?.is_none()
    {
        bail!("{id}: no such file, and no id of a record");
    }
    let now = super::clock::now();
    let request = Request {
        journals: args.journal.clone(),
        years: args.year.clone(),
        scope: if args.scope == ScopeName::Pubmed { Scope::Pubmed } else { Scope::Everything },
        mapping: !args.no_mapping,
        strict: args.strict,
        explosion_limit: args.explosion_limit,
        max_expansions: args.max_expansions,
        ..Request::new("", now.date())
    };
    if let Some(number) = args.ids {
        return line_ids(&index, &strategy, number, request, args, printer);
    }
    let options = Options { file: name.clone(), request, must_find, now: now.strftime("%FT%T%:z").to_string() };
    let failed = |(line, error): (Line, _)| anyhow!("{name}:{}: line #{}: {error}", line.at, line.number);
    let mut report = strategy::run(&index, &strategy, &options).map_err(failed)?;
    if let Some(path) = &args.diff {
        report
            .compare(&input::text(path)?)
            .with_context(|| format!("{}: no report of `medlar strategy --format json`", path.display()))?;
    }
    write(&report, if global.json { Form::Json } else { args.format }, input::output(args.output.as_ref()), printer)?;
    let missed = report.known.as_ref().is_some_and(|known| known.found < known.given);
    Ok(Exit::found(report.total > 0 && !missed))
}

fn write(report: &Report, form: Form, path: Option<&Path>, printer: &mut Printer) -> Result<()> {
    let bytes = match form {
        Form::Text => output::text(report).into_bytes(),
        Form::Csv => output::csv(report).into_bytes(),
        Form::Json => [serde_json::to_vec(report)?, b"\n".to_vec()].concat(),
    };
    match path {
        None => printer.raw(&bytes)?,
        Some(path) => {
            let mut file = FileOutput::create(path)?;
            file.write_all(&bytes)?;
            file.finish()?;
        }
    }
    Ok(())
}

fn line_ids(
    index: &Index,
    strategy: &Strategy,
    number: u32,
    request: Request,
    args: &StrategyArgs,
    printer: &mut Printer,
) -> Result<Exit> {
    let Some(line) = strategy.line(number) else { bail!("#{number} is no line of this strategy") };
    let query = strategy.expanded(line)?;
    let request =
        Request { query, mode: crate::search::MatchMode::All, limit: usize::MAX, facets: Vec::new(), ..request };
    let write = |out: &mut dyn Write| {
        let mut exporter = Exporter::new(ExportFormat::Ids, out);
        let written =
            matching(&index.reader()?, &request, &mut |found| Ok::<(), anyhow::Error>(exporter.write(found.record)?))?;
        exporter.finish()?;
        Ok::<_, anyhow::Error>(written)
    };
    let (total, warnings) = match input::output(args.output.as_ref()) {
        None => write(printer.out())?,
        Some(path) => {
            let mut file = FileOutput::create(path)?;
            let written = write(&mut file)?;
            file.finish()?;
            written
        }
    };
    printer.warnings(&request.query, &warnings);
    Ok(Exit::found(total > 0))
}

/// Ids given themselves, or in a file.
fn ids(given: &str) -> Result<Vec<String>> {
    let path = Path::new(given);
    let text = if path.is_file() || input::is_stream(path) { input::text(path)? } else { given.to_owned() };
    let mut ids: Vec<String> = Vec::new();
    for id in text.split(|c: char| c == ',' || c.is_whitespace()).filter(|id| !id.is_empty()) {
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }
    if ids.is_empty() {
        bail!("{given}: no id in it");
    }
    Ok(ids)
}
