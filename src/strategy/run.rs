//! Running a strategy.

use super::known::known_records;
use super::lines::{Line, Piece, Strategy, pieces};
use super::report::{Count, IndexState, Limits, LineReport, Report};
use crate::index::{Index, Reader};
use crate::query::Scope;
use crate::search::{FacetRequest, MatchMode, Request, Response, SearchError, search};
use std::collections::BTreeMap;

/// How a strategy is run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The name of its file, for the report.
    pub file: String,
    /// The settings of every line; its query is not looked at.
    pub request: Request,
    /// Ids of records that must be found.
    pub must_find: Vec<String>,
    /// When it is run (RFC 3339).
    pub now: String,
}

/// What is said of duplicates: the index keeps one record of a work.
const DEDUPLICATION: &str = "one record for each PMID, PMCID, DOI or id of its source: records of one work are merged as they are \
indexed; works without a common id are not compared";

/// Runs every line of `strategy`.
///
/// # Errors
///
/// Where a line cannot be run: the number of the line, and why.
pub fn run(index: &Index, strategy: &Strategy, options: &Options) -> Result<Report, (Line, SearchError)> {
    let first = strategy.lines.first().cloned().unwrap_or_else(|| Line {
        number: 1,
        at: 1,
        query: String::new(),
        notes: Vec::new(),
    });
    let failed = |error: SearchError| (first.clone(), error);
    let reader = index.reader().map_err(|error| failed(error.into()))?;
    let state = state(index, &reader).map_err(failed)?;
    let last = strategy.lines.len().saturating_sub(1);
    let mut lines = Vec::with_capacity(strategy.lines.len());
    let mut said = BTreeMap::new();
    let mut sources = Vec::new();
    for (at, line) in strategy.lines.iter().enumerate() {
        let answer =
            answer(&reader, strategy, line, &options.request, at == last).map_err(|error| (line.clone(), error))?;
        sources = answer.facets.iter().flat_map(|facet| &facet.values).map(count).collect();
        lines.push(line_report(line, answer, &mut said));
    }
    let known = match options.must_find.as_slice() {
        [] => None,
        ids => Some(known_records(&reader, strategy, &options.request, ids)?),
    };
    Ok(Report {
        program: format!("medlar {}", env!("CARGO_PKG_VERSION")),
        strategy: options.file.clone(),
        run: options.now.clone(),
        index: state,
        limits: limits(&options.request, &reader),
        total: lines.last().map_or(0, |line| line.count),
        lines,
        sources,
        deduplication: DEDUPLICATION,
        known,
        changes: None,
    })
}

fn count(value: &crate::search::FacetCount) -> Count {
    Count { value: value.value.clone(), count: value.count }
}

fn state(index: &Index, reader: &Reader) -> Result<IndexState, SearchError> {
    let contents = reader.vocabulary().map(|vocabulary| vocabulary.contents());
    Ok(IndexState {
        snapshot: index.snapshot()?,
        records: reader.len(),
        updated: index.manifest()?.updated,
        vocabulary: reader.vocabulary().map(|vocabulary| vocabulary.hash()),
        vocabulary_files: contents.into_iter().flat_map(|c| c.origins.iter().map(|o| o.file.clone())).collect(),
    })
}

fn limits(request: &Request, reader: &Reader) -> Limits {
    Limits {
        journals: request.journals.clone(),
        years: request.years.iter().map(ToString::to_string).collect(),
        scope: if request.scope == Scope::Pubmed { "pubmed" } else { "everything" },
        mapping: request.mapping && reader.vocabulary().is_some(),
    }
}

/// The request that a line, or a part of it, makes.
pub(super) fn request_of(query: String, settings: &Request) -> Request {
    Request { query, mode: MatchMode::All, limit: 0, offset: 0, facets: Vec::new(), snippets: 0, ..settings.clone() }
}

fn answer(
    reader: &Reader,
    strategy: &Strategy,
    line: &Line,
    settings: &Request,
    with_sources: bool,
) -> Result<Response, SearchError> {
    if let Some(note) = line.notes.iter().find(|note| settings.strict && note.is_serious()) {
        return Err(SearchError::Query { message: note.message.clone() });
    }
    // A strategy that was read has no line that does not expand.
    let query = strategy.expanded(line).unwrap_or_else(|_| line.query.clone());
    let mut request = request_of(query, settings);
    if with_sources {
        request.facets.push(FacetRequest { name: "source".to_owned(), limit: usize::MAX });
    }
    search(reader, &request)
}

/// The report of a line. What was said of a line is not said again of those that refer to it; the places of what is left are
/// those of the query as run.
fn line_report(line: &Line, answer: Response, said: &mut BTreeMap<u32, Vec<String>>) -> LineReport {
    let references = pieces(&line.query).into_iter().filter_map(|piece| match piece {
        Piece::Reference(number, _) => Some(number),
        Piece::Text(_) => None,
    });
    let before: Vec<String> = references.filter_map(|number| said.get(&number)).flatten().cloned().collect();
    let mut warnings = answer.warnings;
    warnings.retain(|warning| warning.code != "mapped" && !before.contains(&warning.message));
    warnings.splice(..0, line.notes.iter().cloned());
    let now = warnings.iter().map(|warning| warning.message.clone());
    said.insert(line.number, before.iter().cloned().chain(now).collect());
    LineReport {
        number: line.number,
        line: line.at,
        query: line.query.clone(),
        translation: answer.translation,
        count: answer.total,
        warnings,
    }
}
