//! `medlar search`.

use super::args::{Global, Match, ScopeName, SearchArgs, Selection, SortName};
use super::exit::Exit;
use super::{export, setup};
use crate::export::ExportFormat;
use crate::output::{Printer, hits};
use crate::query::Scope;
use crate::search::{self, FacetRequest, MatchMode, Request, Sort};
use anyhow::Result;

pub(super) fn run(args: &SearchArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let index = setup::index_to_read(&args.selection.from, global, printer)?;
    let reader = index.reader()?;
    let mut request = request(&args.selection);
    request.limit = args.limit;
    request.offset = args.offset;
    request.sort = sort(args.sort);
    request.snippets = args.snippets;
    let export =
        if args.ids { Some(ExportFormat::Ids) } else { args.format.as_deref().and_then(ExportFormat::from_name) };
    if let Some(format) = export {
        let extras = export::extras(&args.with, format)?;
        request.facets.clear();
        let (total, warnings) = export::write(&reader, &request, format, extras, printer.out())?;
        printer.warnings(&request.query, &warnings);
        return Ok(Exit::found(total > 0));
    }
    if args.count {
        request.limit = 0;
        request.facets.clear();
    }
    let response = search::search(&reader, &request)?;
    if global.json {
        printer.json(&response)?;
    } else if args.count {
        printer.warnings(&response.query, &response.warnings);
        printer.line(&response.total.to_string())?;
    } else {
        printer.warnings(&response.query, &response.warnings);
        hits::print(&response, global.verbose, printer)?;
    }
    Ok(Exit::found(response.total > 0))
}

/// The request that a selection makes.
pub(super) fn request(selection: &Selection) -> Request {
    let mut request = Request::new(&selection.query, super::clock::now().date());
    request.mode = selection.mode.mode();
    request.fast = selection.fast;
    request.scope = match selection.scope {
        ScopeName::Everything => Scope::Everything,
        ScopeName::Pubmed => Scope::Pubmed,
    };
    request.journals.clone_from(&selection.journal);
    request.years.clone_from(&selection.year);
    request.strict = selection.strict;
    request.max_expansions = selection.max_expansions;
    request.mapping = !selection.no_mapping;
    request.explosion_limit = selection.explosion_limit;
    // Journal and year are always counted; what is asked for comes beside them, or with its own number.
    add_facets(&mut request.facets, &selection.facet);
    request
}

/// Adds facets to those that are there; one that is there takes the new number.
pub(super) fn add_facets(facets: &mut Vec<FacetRequest>, more: &[FacetRequest]) {
    for facet in more {
        match facets.iter_mut().find(|known| known.name == facet.name) {
            Some(known) => known.limit = facet.limit,
            None => facets.push(facet.clone()),
        }
    }
}

impl Match {
    pub(super) fn mode(self) -> MatchMode {
        match self {
            Self::Auto => MatchMode::Auto,
            Self::All => MatchMode::All,
            Self::Any => MatchMode::Any,
        }
    }
}

/// The order of that name.
pub(super) fn sort(name: SortName) -> Sort {
    match name {
        SortName::Best => Sort::Best,
        SortName::Newest => Sort::Newest,
        SortName::Date => Sort::Date,
        SortName::Oldest => Sort::Oldest,
        SortName::Journal => Sort::Journal,
        SortName::Author => Sort::Author,
        SortName::Title => Sort::Title,
        SortName::Cited => Sort::Cited,
    }
}
