//! Records that a strategy must find: which it misses, and the clause that loses each.
//!
//! The last line is taken apart as it is evaluated, from left to right: where a record was still there and an operand of AND
//! does not find it, or one of NOT does, that operand is to blame, and is taken apart in turn, through references to other
//! lines. Where all operands of an OR miss it, the whole OR is to blame.

use super::lines::{Line, Strategy};
use super::report::{KnownRecords, Lost, Missed};
use super::run::request_of;
use crate::index::Reader;
use crate::query::{Expr, Operator, parse};
use crate::record::Identity;
use crate::search::{Request, SearchError, matching};
use std::collections::{BTreeMap, BTreeSet};

/// Records asked about at a time.
const BATCH: usize = 500;

struct Known {
    /// As given.
    id: String,
    key: String,
    /// The query that finds it.
    query: String,
    title: String,
}

/// The query that finds a record by its identity.
fn query_of(identity: &Identity) -> String {
    match identity {
        Identity::Pmid(id) => format!("{id}[pmid]"),
        Identity::Pmcid(id) => format!("{id}[pmcid]"),
        Identity::Doi(doi) => format!("\"{doi}\"[doi]"),
        Identity::Own(id) => format!("\"{id}\"[aid]"),
        Identity::Hash(_) => format!("\"{}\"[Identity]", identity.key()),
    }
}

/// What becomes of the records `ids`.
///
/// # Errors
///
/// Where a line cannot be run.
pub(super) fn known_records(
    reader: &Reader,
    strategy: &Strategy,
    settings: &Request,
    ids: &[String],
) -> Result<KnownRecords, (Line, SearchError)> {
    let Some(last) = strategy.lines.last() else { return Ok(nothing(ids)) };
    let failed = |error: SearchError| (last.clone(), error);
    let (mut known, mut not_in_index) = (Vec::new(), Vec::new());
    for id in ids {
        match reader.find(id).map_err(|error| failed(error.into()))? {
            Some(stored) => {
                let identity = Identity::of(&stored.record);
                let (key, query) = (identity.key(), query_of(&identity));
                known.push(Known { id: id.clone(), key, query, title: stored.record.title });
            }
            None => not_in_index.push(id.clone()),
        }
    }
    let mut blame = Blame { reader, strategy, settings, known: &known, found: BTreeMap::new() };
    let query = strategy.expanded(last).unwrap_or_else(|_| last.query.clone());
    let found = blame.found(&query).map_err(failed)?;
    let mut missed = Vec::new();
    for record in known.iter().filter(|record| !found.contains(&record.key)) {
        let mut lost_by = Vec::new();
        if let Some(expr) = parse(&last.query).expr {
            blame.lose(&expr, last, &record.key, &mut lost_by).map_err(failed)?;
        }
        missed.push(Missed { id: record.id.clone(), title: record.title.clone(), lost_by });
    }
    Ok(KnownRecords { given: ids.len(), found: known.len() - missed.len(), not_in_index, missed })
}

fn nothing(ids: &[String]) -> KnownRecords {
    KnownRecords { given: ids.len(), found: 0, not_in_index: Vec::new(), missed: Vec::new() }
}

struct Blame<'a> {
    reader: &'a Reader,
    strategy: &'a Strategy,
    settings: &'a Request,
    known: &'a [Known],
    /// Keys of the known records that a query finds.
    found: BTreeMap<String, BTreeSet<String>>,
}

impl Blame<'_> {
    /// The known records that a query finds.
    fn found(&mut self, query: &str) -> Result<BTreeSet<String>, SearchError> {
        if let Some(found) = self.found.get(query) {
            return Ok(found.clone());
        }
        let mut found = BTreeSet::new();
        for batch in self.known.chunks(BATCH) {
            let ids: Vec<&str> = batch.iter().map(|record| record.query.as_str()).collect();
            let restricted = format!("({query}) AND ({})", ids.join(" OR "));
            let request = Request { limit: BATCH, ..request_of(restricted, self.settings) };
            matching(self.reader, &request, &mut |hit| {
                found.insert(Identity::of(hit.record).key());
                Ok::<(), SearchError>(())
            })?;
        }
        self.found.insert(query.to_owned(), found.clone());
        Ok(found)
    }

    fn finds(&mut self, expr: &Expr, line: &Line, key: &str) -> Result<bool, SearchError> {
        let text = expr.to_string();
        let query = self.strategy.expanded_part(&text, line).unwrap_or(text);
        match self.found(&query) {
            // A clause with nothing to look for takes nothing away.
            Err(SearchError::Empty) => Ok(true),
            found => Ok(found?.contains(key)),
        }
    }

    /// Adds to `lost` what in `expr`, a part of `line` that does not find the record, is to blame.
    fn lose(&mut self, expr: &Expr, line: &Line, key: &str, lost: &mut Vec<Lost>) -> Result<(), SearchError> {
        if let Some((other, inner)) = self.reference(expr) {
            return self.lose(&inner, &other, key, lost);
        }
        let Expr::Chain(first, rest) = expr else {
            lost.push(Lost { number: line.number, clause: expr.to_string(), excluded: false });
            return Ok(());
        };
        let blamed = self.blamed(first, rest, line, key)?;
        if rest.iter().all(|(operator, _)| *operator == Operator::Or) {
            lost.push(Lost { number: line.number, clause: expr.to_string(), excluded: false });
            return Ok(());
        }
        for (operand, excluded) in blamed {
            if excluded {
                lost.push(Lost { number: line.number, clause: operand.to_string(), excluded: true });
            } else {
                self.lose(operand, line, key, lost)?;
            }
        }
        Ok(())
    }

    /// The operands by which a chain loses the record, each with whether it excludes it; none where the chain finds it.
    fn blamed<'e>(
        &mut self,
        first: &'e Expr,
        rest: &'e [(Operator, Expr)],
        line: &Line,
        key: &str,
    ) -> Result<Vec<(&'e Expr, bool)>, SearchError> {
        let mut there = self.finds(first, line, key)?;
        let mut blamed = if there { Vec::new() } else { vec![(first, false)] };
        for (operator, operand) in rest {
            let found = self.finds(operand, line, key)?;
            match operator {
                Operator::Or if found => {
                    there = true;
                    blamed.clear();
                }
                Operator::And if !found => {
                    there = false;
                    blamed.push((operand, false));
                }
                Operator::Not if found => {
                    there = false;
                    blamed.push((operand, true));
                }
                Operator::Or | Operator::And | Operator::Not => {}
            }
        }
        if there {
            blamed.clear()
        }
        Ok(blamed)
    }

    /// The line that a lone `#n` refers to.
    fn reference(&self, expr: &Expr) -> Option<(Line, Expr)> {
        let Expr::Term(term) = expr else { return None };
        let number = term.text.strip_prefix('#').filter(|_| !term.quoted)?.parse().ok()?;
        let line = self.strategy.line(number)?.clone();
        let inner = parse(&line.query).expr?;
        Some((line, inner))
    }
}
