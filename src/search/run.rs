//! Answering a request.

use super::collector::{Answer, AnswerCollector};
use super::error::SearchError;
use super::explain::empty_clauses;
use super::facets;
use super::filters::Filters;
use super::holdings::Mapped;
use super::linked;
use super::request::{MatchMode, Request, Sort};
use super::response::{Hit, Response, Warning};
use super::snippets::Highlighter;
use super::top::best;
use crate::graph::{CitedCounts, Links, cited_counts};
use crate::index::Reader;
use crate::query::compile::{Compiler, Expansions};
use crate::query::{Clause, Context, Leaf, Plan, Severity, parse, translate};
use crate::record::Record;
use std::sync::Arc;
use std::time::Instant;
use tantivy::query::Query;

/// Hits below which plain words that must all match give way to most of them.
const PAGE: u64 = 20;

/// Answers `request` from the index as `reader` sees it.
///
/// # Errors
///
/// Where the query is empty, or cannot be run (in strict mode: must be mended), where a facet does not exist, or where
/// the index cannot be read.
pub fn search(reader: &Reader, request: &Request) -> Result<Response, SearchError> {
    let began = Instant::now();
    let run = Run::new(reader, request)?;
    let (answer, run) = run.answer()?;
    let mut highlighter = Highlighter::new(&run.clause);
    let mut hits = Vec::new();
    for (rank, found) in
        (request.offset.saturating_add(1)..).zip(best(answer.candidates, request.offset, request.limit))
    {
        let record = reader.record_without_parts(found.address)?;
        let snippets = highlighter.snippets(&record, request.snippets);
        let cited_by_count = Links::new(reader).cited_by_count(&record)?;
        hits.push(Hit { rank, score: found.score, snippets, cited_by_count, ..Hit::of(&record) });
    }
    let counts = request.facets.iter().zip(answer.counts);
    let facets = counts.map(|(facet, counts)| facets::ordered(facet, counts)).collect();
    Ok(Response {
        query: request.query.clone(),
        translation: run.clause.to_string(),
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

/// Calls `take` with each matching record in the request's order, from `offset` on and `limit` of them; returns the total.
///
/// # Errors
///
/// As [`search`]; also those of `take`.
pub fn matching<E: From<SearchError>>(
    reader: &Reader,
    request: &Request,
    take: &mut dyn FnMut(&Record) -> Result<(), E>,
) -> Result<(u64, Vec<Warning>), E> {
    let (answer, run) = Run::new(reader, request)?.answer()?;
    for found in best(answer.candidates, request.offset, request.limit) {
        take(&reader.record(found.address).map_err(SearchError::from)?)?;
    }
    Ok((answer.total, run.warnings))
}

/// A request on its way.
struct Run<'a> {
    reader: &'a Reader,
    request: &'a Request,
    filters: Filters,
    clause: Clause,
    plain: bool,
    prose: bool,
    mapped: Option<Mapped>,
    mode: &'static str,
    warnings: Vec<Warning>,
    cited: CitedCounts,
    expansions: Arc<Expansions>,
}

impl<'a> Run<'a> {
    fn new(reader: &'a Reader, request: &'a Request) -> Result<Self, SearchError> {
        facets::check(&request.facets)?;
        let context = context(reader, request);
        let parsed = parse(&request.query);
        let mut mapped = Mapped::of(&parsed, reader, request, context);
        let (plan, issues) = translate(parsed, context);
        let fatal = if request.strict { Severity::Warning } else { Severity::Error };
        if let Some(error) = SearchError::of_issues(&request.query, &issues, fatal) {
            return Err(error);
        }
        let Plan { mut clause, plain, prose, .. } = plan.ok_or(SearchError::Empty)?;
        let (filters, unknown) = Filters::new(request, reader)?;
        let said = issues.iter().filter(|issue| issue.severity > Severity::Hint);
        let mut warnings: Vec<Warning> = said.map(|issue| Warning::of(&request.query, issue)).collect();
        for journal in unknown {
            let message = format!("no record is of a journal {journal:?}; `medlar facets` lists the journals");
            warnings.push(Warning { code: "unknown_journal".into(), message, start: None, end: None });
        }
        let expansions = Arc::new(Expansions::new(request.max_expansions));
        linked::link(&mut clause, reader, &mut warnings)?;
        if let Some(mapped) = &mut mapped {
            // What there is to say has just been said.
            linked::link(&mut mapped.clause, reader, &mut Vec::new())?;
        }
        let cited = if request.sort == Sort::Cited { cited_counts(reader)? } else { CitedCounts::default() };
        Ok(Self { reader, request, filters, clause, plain, prose, mapped, mode: "all", warnings, cited, expansions })
    }

    /// Runs the query as the request's mode says; the clause is then the one that was run.
    fn answer(self) -> Result<(Answer, Self), SearchError> {
        let (answer, mut run) = self.answer_in_mode()?;
        run.warnings.extend(
            run.expansions.exceeded().iter().map(|(word, terms)| expansion_warning(word, *terms, &run.expansions)),
        );
        if run.request.strict && !run.expansions.exceeded().is_empty() {
            let message = run.warnings.last().map(|warning| warning.message.clone()).unwrap_or_default();
            return Err(SearchError::Query { message });
        }
        if answer.total == 0 {
            run.warnings.extend(empty_clauses(run.reader, &run.request.query, &run.clause)?);
        }
        Ok((answer, run))
    }

    fn compiler(&self) -> Compiler<'_> {
        Compiler { schema: self.reader.searcher().schema(), expansions: &self.expansions }
    }

    fn answer_in_mode(mut self) -> Result<(Answer, Self), SearchError> {
        let mut leaves: Vec<&Leaf> = Vec::new();
        self.clause.positive_leaves(&mut |leaf| leaves.push(leaf));
        let several = matches!(self.clause, Clause::And(_));
        if self.request.mode == MatchMode::Any && several && !self.prose {
            let message = "--match any is for plain text: this query has operators or fields and is run as written";
            self.warnings.push(Warning {
                code: "match_any_ignored".into(),
                message: message.into(),
                start: None,
                end: None,
            });
        }
        if self.request.mode == MatchMode::Any && several && self.prose {
            let query = self.compiler().any(&leaves, 1)?;
            let answer = self.collect(&*query)?;
            return Ok((answer, self.any()));
        }
        if let Some(mapped) = self.mapped.take() {
            let query = self.compiler().clause(&mapped.clause)?;
            let answer = self.collect(&*query)?;
            self.warnings.push(mapped.warning(answer.total));
            if answer.total > 0 {
                self.warnings.splice(..0, mapped.warnings);
                self.clause = mapped.clause;
                return Ok((answer, self));
            }
        }
        let query = self.compiler().clause(&self.clause)?;
        let all = self.collect(&*query)?;
        if self.request.mode != MatchMode::Auto || !(self.plain && several) || all.total >= PAGE {
            return Ok((all, self));
        }
        let most = match (leaves.len(), all.total) {
            (0 | 1, _) | (2, 1..) => return Ok((all, self)),
            (2, 0) => 1,
            (parts, _) => parts / 2 + 1,
        };
        let query = self.compiler().any(&leaves, most)?;
        let any = self.collect(&*query)?;
        if any.total <= all.total {
            return Ok((all, self));
        }
        let message = format!(
            "{} have all {} parts of the query, so records with {most} of them or more are shown, best first; --match all \
             shows the former alone",
            counted(all.total),
            leaves.len()
        );
        self.warnings.push(Warning { code: "most_words".into(), message, start: None, end: None });
        Ok((any, self.any()))
    }

    fn any(mut self) -> Self {
        let mut leaves = Vec::new();
        self.clause.positive_leaves(&mut |leaf| leaves.push(Clause::Leaf(leaf.clone())));
        self.clause = Clause::Or(leaves);
        self.mode = "any";
        self
    }

    fn collect(&self, query: &dyn Query) -> Result<Answer, SearchError> {
        let collector = AnswerCollector {
            filters: &self.filters,
            facets: &self.request.facets,
            sort: self.request.sort,
            wanted: self.request.limit.saturating_add(self.request.offset),
            cited: self.cited.clone(),
        };
        Ok(self.reader.searcher().search(query, &collector)?)
    }
}

fn counted(total: u64) -> String {
    match total {
        0 => "no records".to_owned(),
        1 => "1 record".to_owned(),
        n => format!("{n} records"),
    }
}

/// What the translation of a request's query depends on.
pub(super) fn context<'a>(reader: &'a Reader, request: &Request) -> Context<'a> {
    Context {
        vocabulary: reader.vocabulary().map(|vocabulary| &**vocabulary),
        explosion_limit: request.explosion_limit,
        ..Context::new(request.today, request.scope)
    }
}

/// What is said of a truncated word that stands for more words than it may.
pub(super) fn expansion_warning(word: &str, terms: usize, expansions: &Expansions) -> Warning {
    let limit = expansions.limit();
    let message = format!(
        "{word} stands for {terms} words, more than the limit: the {limit} most frequent of them are searched; lengthen the \
         beginning, or raise the limit (--max-expansions {terms})"
    );
    Warning { code: "too_many_expansions".into(), message, start: None, end: None }
}
