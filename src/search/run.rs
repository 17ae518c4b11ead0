//! Answering a request.

use super::asked::Run;
use super::collector::Answer;
use super::error::SearchError;
use super::facets;
use super::request::Request;
use super::response::{Hit, Response, Snippet, Warning};
use super::snippets::Highlighter;
use super::top::Candidate;
use crate::graph::Links;
use crate::index::Reader;
use crate::query::Clause;
use crate::record::{Identity, Record};
use tantivy::DocAddress;

/// Hits that one thread makes at once.
const HITS_AT_ONCE: usize = 2;

/// Answers `request` from the index as `reader` sees it.
///
/// # Errors
///
/// Where the query is empty, or cannot be run (in strict mode: must be mended), where a facet does not exist, or where
/// the index cannot be read.
pub fn search(reader: &Reader, request: &Request) -> Result<Response, SearchError> {
    respond(Run::new(reader, request)?)
}

/// Answers `request` with the records that meet `clause` in place of its query.
///
/// # Errors
///
/// Where a facet does not exist, or where the index cannot be read.
pub fn search_for(reader: &Reader, request: &Request, clause: Clause) -> Result<Response, SearchError> {
    respond(Run::of(reader, request, clause)?)
}

fn respond(run: Run<'_>) -> Result<Response, SearchError> {
    let (reader, request, began) = (run.reader, run.request, run.began);
    let (answer, run) = run.answer()?;
    let clause = run.whole_clause();
    let found: Vec<(usize, &Candidate)> = (request.offset.saturating_add(1)..).zip(shown(&answer, request)).collect();
    reader.ask_for(&found.iter().map(|(_, found)| found.address).collect::<Vec<_>>());
    let hits = reader.side_by_side(&found, HITS_AT_ONCE, |found| hits(reader, request, &clause, found))?;
    let counts = request.facets.iter().zip(answer.counts);
    let facets = counts.map(|(facet, counts)| facets::ordered(reader, facet, counts)).collect::<Result<_, _>>()?;
    Ok(Response {
        query: request.query.clone(),
        translation: run.translation(),
        mode: run.mode,
        total: answer.total,
        offset: request.offset,
        limit: request.limit,
        took_ms: (began.elapsed().as_secs_f64() * 1e6).round() / 1e3,
        warnings: run.warnings,
        hits,
        facets,
    })
}

/// Candidates, each with its rank, as hits.
fn hits(
    reader: &Reader,
    request: &Request,
    clause: &Clause,
    found: &[(usize, &Candidate)],
) -> Result<Vec<Hit>, SearchError> {
    let mut highlighter = Highlighter::new(reader, clause);
    let mut hit = |&(rank, found): &(usize, &Candidate)| {
        let record = reader.record_without_parts(found.address)?;
        let snippets = highlighter.snippets(&record, request.snippets);
        let cited_by_count = Links::new(reader).cited_by_count(found.address, &record)?;
        let (score, address) = (found.score, found.address);
        Ok(Hit { rank, score, snippets, cited_by_count, address, ..Hit::of(&record) })
    };
    found.iter().map(&mut hit).collect()
}

/// A record that a search found.
pub struct Found<'a, 'clause> {
    /// The record.
    pub record: &'a Record,
    /// Its score.
    pub score: f32,
    highlighter: &'a mut Highlighter<'clause>,
    wanted: usize,
}

impl Found<'_, '_> {
    /// Fragments that show why it was found, as many as the request wants. They are made when they are asked for.
    #[must_use]
    pub fn snippets(&mut self) -> Vec<Snippet> {
        self.highlighter.snippets(self.record, self.wanted)
    }
}

/// Calls `take` with each matching record in the request's order, from `offset` on and `limit` of them; returns the total.
///
/// # Errors
///
/// As [`search`]; also those of `take`.
pub fn matching<E: From<SearchError>>(
    reader: &Reader,
    request: &Request,
    take: &mut dyn FnMut(Found<'_, '_>) -> Result<(), E>,
) -> Result<(u64, Vec<Warning>), E> {
    matching_run(Run::new(reader, request)?, take)
}

/// As [`matching`], with the records that meet `clause` in place of the request's query.
///
/// # Errors
///
/// As [`search_for`]; also those of `take`.
pub fn matching_for<E: From<SearchError>>(
    reader: &Reader,
    request: &Request,
    clause: Clause,
    take: &mut dyn FnMut(Found<'_, '_>) -> Result<(), E>,
) -> Result<(u64, Vec<Warning>), E> {
    matching_run(Run::of(reader, request, clause)?, take)
}

fn matching_run<E: From<SearchError>>(
    run: Run<'_>,
    take: &mut dyn FnMut(Found<'_, '_>) -> Result<(), E>,
) -> Result<(u64, Vec<Warning>), E> {
    let (reader, request) = (run.reader, run.request);
    let (answer, run) = run.answer()?;
    let clause = run.whole_clause();
    let mut highlighter = Highlighter::new(reader, &clause);
    for found in shown(&answer, request) {
        let record = reader.record(found.address).map_err(SearchError::from)?;
        let (highlighter, wanted) = (&mut highlighter, request.snippets);
        take(Found { record: &record, score: found.score, highlighter, wanted })?;
    }
    Ok((answer.total, run.warnings))
}

/// The id and score of each matching record in the request's order, from `offset` on and `limit` of them. An id is the record's
/// own where it has one (as the documents of judged collections do), else that of its identity.
///
/// # Errors
///
/// As [`search`].
pub fn ranked(reader: &Reader, request: &Request) -> Result<Vec<(String, f32)>, SearchError> {
    let (answer, _) = Run::new(reader, request)?.answer()?;
    let id = |found: &Candidate| -> Result<String, SearchError> {
        let key = found.identity_key(reader)?;
        if let Some(identity @ Identity::Own(_)) = Identity::from_key(&key) {
            return Ok(identity.display_id());
        }
        let record = reader.record_without_parts(found.address)?;
        Ok(record.id.clone().unwrap_or_else(|| Identity::of(&record).display_id()))
    };
    shown(&answer, request).map(|found| Ok((id(found)?, found.score))).collect()
}

/// Where each matching record is, with its score, in the request's order, from `offset` on and `limit` of them.
///
/// # Errors
///
/// As [`search`].
pub fn addresses(reader: &Reader, request: &Request) -> Result<Vec<(DocAddress, f32)>, SearchError> {
    let (answer, _) = Run::new(reader, request)?.answer()?;
    Ok(shown(&answer, request).map(|hit| (hit.address, hit.score)).collect())
}

/// The hits asked for, of those in order.
fn shown<'a>(answer: &'a Answer, request: &Request) -> impl Iterator<Item = &'a Candidate> {
    answer.candidates.iter().skip(request.offset).take(request.limit)
}
