//! `medlar references` and `medlar cited-by`.

use super::args::{Global, SortName};
use super::exit::Exit;
use super::setup;
use crate::export::{ExportFormat, Exporter};
use crate::index::{Reader, Stored};
use crate::output::{Printer, related};
use crate::search::{self, FacetRequest, Request, YearRange};
use anyhow::Result;
use clap::{Args, ValueHint};
use std::path::PathBuf;

/// A record, and how those linked to it are wanted.
#[derive(Debug, Args)]
pub(super) struct RelatedArgs {
    /// PMID, PMCID, DOI or id of the source
    #[arg(value_name = "ID")]
    id: String,
    /// Records to show [default: all references, 20 citing records]
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    /// Records to skip
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Order [default: the list's own for references, date for citing records]
    #[arg(long, value_name = "ORDER")]
    sort: Option<SortName>,
    /// Only records of this journal; several are alternatives
    #[arg(long, value_name = "NAME")]
    journal: Vec<String>,
    /// Only records of these years; several are alternatives
    #[arg(long, value_name = "YEARS", allow_hyphen_values = true)]
    year: Vec<YearRange>,
    /// Count the values of this facet among the linked records
    #[arg(long, value_name = "NAME[:N]")]
    facet: Vec<FacetRequest>,
    /// Print the ids of the linked records alone, one a line
    #[arg(long, conflicts_with_all = ["format", "json"])]
    ids: bool,
    /// Print the linked records in an export format
    #[arg(long, value_name = "NAME", value_parser = super::args::exports(), conflicts_with = "json")]
    format: Option<String>,
    /// Look in these files instead of the index, without keeping one
    #[arg(long, value_name = "PATH", num_args = 1.., value_hint = ValueHint::AnyPath)]
    from: Vec<PathBuf>,
}

impl RelatedArgs {
    fn request(&self, limit: usize) -> Request {
        let mut request = search::linked_request(&self.id);
        request.limit = self.limit.unwrap_or(limit);
        request.offset = self.offset;
        request.journals.clone_from(&self.journal);
        request.years.clone_from(&self.year);
        if let Some(sort) = self.sort {
            request.sort = super::search::sort(sort);
        }
        super::search::add_facets(&mut request.facets, &self.facet);
        request
    }

    fn export_format(&self) -> Option<ExportFormat> {
        let named = self.format.as_deref().and_then(ExportFormat::from_name);
        if self.ids { Some(ExportFormat::Ids) } else { named }
    }
}

/// What a record cites.
pub(super) fn references(args: &RelatedArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let index = setup::index_to_read(&args.from, global, printer)?;
    let reader = index.reader()?;
    let Some(stored) = find(&reader, &args.id, printer)? else { return Ok(Exit::Nothing) };
    let request = args.request(usize::MAX);
    if let Some(format) = args.export_format() {
        return export(&reader, &request, search::cited_clause(&reader, &stored)?, format, printer);
    }
    let list = search::references(&reader, &stored, &request, args.sort.is_some())?;
    if global.json {
        printer.json(&list)?;
    } else {
        related::print_references(&list, !args.facet.is_empty(), printer)?;
    }
    printer.warnings(&request.query, &list.warnings);
    Ok(Exit::found(list.total > 0))
}

/// What cites a record.
pub(super) fn cited_by(args: &RelatedArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let index = setup::index_to_read(&args.from, global, printer)?;
    let reader = index.reader()?;
    let Some(stored) = find(&reader, &args.id, printer)? else { return Ok(Exit::Nothing) };
    let request = args.request(if args.export_format().is_some() { usize::MAX } else { 20 });
    if let Some(format) = args.export_format() {
        return export(&reader, &request, search::citing_clause(&reader, &stored)?, format, printer);
    }
    let answer = search::cited_by(&reader, &stored, &request)?;
    if global.json {
        printer.json(&answer)?;
    } else {
        related::print_cited_by(&answer, !args.facet.is_empty(), printer)?;
    }
    printer.warnings(&request.query, &answer.warnings);
    Ok(Exit::found(answer.total > 0))
}

/// The record of an id; says so where there is none.
pub(super) fn find(reader: &Reader, id: &str, printer: &mut Printer) -> Result<Option<Stored>> {
    let found = reader.find(id)?;
    if found.is_none() {
        printer.warn(&format!("{id}: no record of that id in the index"));
    }
    Ok(found)
}

fn export(
    reader: &Reader,
    request: &Request,
    clause: crate::query::Clause,
    format: ExportFormat,
    printer: &mut Printer,
) -> Result<Exit> {
    let request = Request { facets: Vec::new(), ..request.clone() };
    let mut exporter = Exporter::new(format, printer.out());
    let take = &mut |found: search::Found<'_, '_>| Ok::<(), anyhow::Error>(exporter.write(found.record)?);
    let (total, warnings) = search::matching_for(reader, &request, clause, take)?;
    exporter.finish()?;
    printer.warnings(&request.query, &warnings);
    Ok(Exit::found(total > 0))
}
