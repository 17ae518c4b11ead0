//! From a plan to a query of Tantivy.

pub use super::engine::Expansions;

use super::ast::Operator;
use super::engine::{
    ChainQuery, PatternQuery, PatternScore, Range, RankedUnion, SearchedField, Step, Tree, TreeQuery, each_term,
};
use super::plan::{Clause, Leaf, Look};
use super::question::Part;
use super::ranking::{FieldConstants, Ranking};
use crate::analysis::{Match, Order, Pattern, Sequence, Slot};
use crate::schema::{Field, Kind};
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, EnableScoring, Occur, Query, RangeQuery,
};
use tantivy::schema::Schema;
use tantivy::{DocAddress, DocSet, Searcher, Term};

/// Operands of one level from which on they are read one after the other instead of side by side.
const MANY_OPERANDS: usize = 64;

/// Changes of operator within one level from which on the same.
const MANY_CHANGES: usize = 16;

/// What a truncated word stands for in an index.
#[derive(Debug, Clone)]
pub struct Variants {
    /// The word.
    pub word: String,
    /// Terms with the number of their occurrences in fields of records.
    pub terms: Vec<(String, u64)>,
}

/// Makes queries for one index.
pub struct Compiler<'a> {
    /// The index's schema.
    pub schema: &'a Schema,
    /// How many terms a truncated word may stand for.
    pub expansions: &'a Arc<Expansions>,
    /// The constants of ranking.
    pub ranking: &'a Ranking,
}

impl Compiler<'_> {
    /// The query of a clause.
    ///
    /// # Errors
    ///
    /// Where the table of fields names a field that the index's schema lacks.
    pub fn clause(&self, clause: &Clause) -> tantivy::Result<Box<dyn Query>> {
        match clause {
            Clause::Leaf(leaf) => self.look(&leaf.look),
            Clause::And(operands) => self.level(operands, Operator::And),
            Clause::Or(operands) => self.level(operands, Operator::Or),
            Clause::Not(first, rest) => {
                let rest: Vec<(Operator, &Clause)> = rest.iter().map(|clause| (Operator::Not, clause)).collect();
                self.chain(first, &rest)
            }
            Clause::Chain(first, rest) => {
                let rest: Vec<(Operator, &Clause)> =
                    rest.iter().map(|(operator, clause)| (*operator, clause)).collect();
                self.chain(first, &rest)
            }
        }
    }

    /// The records that have any of a question's parts, each with its share of the score.
    ///
    /// # Errors
    ///
    /// As [`Compiler::clause`].
    pub fn question(&self, parts: &[Part]) -> tantivy::Result<Box<dyn Query>> {
        let (mut patterns, mut others) = (Vec::new(), Vec::new());
        for part in parts {
            match &part.leaf.look {
                Look::Text { fields, pattern } => patterns.push((self.text(fields, pattern)?, part.share)),
                other => others.push((self.look(other)?, part.share)),
            }
        }
        Ok(Box::new(RankedUnion { patterns, others }))
    }

    /// The query of a clause that is a word, or any of several, as one that finds its best records without scoring all. `None` for
    /// any other clause: what must be read whole to tell whether it matches is better scored on the way.
    ///
    /// # Errors
    ///
    /// As [`Compiler::clause`].
    pub fn any_word(&self, clause: &Clause) -> tantivy::Result<Option<Box<dyn Query>>> {
        let words = match clause {
            Clause::Leaf(_) => std::slice::from_ref(clause),
            Clause::Or(operands) if operands.len() <= MANY_OPERANDS => &operands[..],
            _ => return Ok(None),
        };
        let mut patterns = Vec::with_capacity(words.len());
        for word in words {
            match word {
                Clause::Leaf(Leaf { look: Look::Text { fields, pattern }, .. }) if pattern.is_word() => {
                    patterns.push((self.text(fields, pattern)?, 1.0));
                }
                _ => return Ok(None),
            }
        }
        Ok(Some(Box::new(RankedUnion { patterns, others: Vec::new() })))
    }

    /// The query of a clause of several parts, where levels are neither so long nor so mixed that its parts are better read one after the other.
    ///
    /// # Errors
    ///
    /// As [`Compiler::clause`].
    pub fn tree(&self, clause: &Clause) -> tantivy::Result<Option<Box<dyn Query>>> {
        let is_group = match clause {
            Clause::Leaf(leaf) => matches!(leaf.look, Look::Either(_) | Look::Both(_) | Look::Except(..)),
            _ => true,
        };
        if !is_group || !is_short(clause) {
            return Ok(None);
        }
        Ok(Some(Box::new(TreeQuery(Arc::new(self.tree_of(clause)?)))))
    }

    fn tree_of(&self, clause: &Clause) -> tantivy::Result<Tree<PatternQuery, Box<dyn Query>>> {
        let all =
            |clauses: &[Clause]| clauses.iter().map(|clause| self.tree_of(clause)).collect::<tantivy::Result<_>>();
        Ok(match clause {
            Clause::Leaf(leaf) => self.tree_of_look(&leaf.look)?,
            Clause::And(operands) => Tree::All(all(operands)?),
            Clause::Or(operands) => Tree::Any(all(operands)?),
            Clause::Not(first, rest) => Tree::Except(Box::new(self.tree_of(first)?), all(rest)?),
            Clause::Chain(first, rest) => {
                let mut tree = self.tree_of(first)?;
                for run in rest.chunk_by(|a, b| a.0 == b.0) {
                    let operands = run.iter().map(|(_, clause)| self.tree_of(clause));
                    let mut operands = operands.collect::<tantivy::Result<Vec<_>>>()?;
                    tree = if run[0].0 == Operator::Not {
                        Tree::Except(Box::new(tree), operands)
                    } else {
                        operands.insert(0, tree);
                        if run[0].0 == Operator::And { Tree::All(operands) } else { Tree::Any(operands) }
                    };
                }
                tree
            }
        })
    }

    fn tree_of_look(&self, look: &Look) -> tantivy::Result<Tree<PatternQuery, Box<dyn Query>>> {
        let all = |looks: &[Look]| looks.iter().map(|look| self.tree_of_look(look)).collect::<tantivy::Result<_>>();
        Ok(match look {
            Look::Text { fields, pattern } => Tree::Pattern(self.text(fields, pattern)?),
            Look::Values { field, any } => Tree::Pattern(self.values(&field.name, field.kind, any)?),
            Look::Either(looks) => Tree::Any(all(looks)?),
            Look::Both(looks) => Tree::All(all(looks)?),
            Look::Except(first, second) => {
                Tree::Except(Box::new(self.tree_of_look(first)?), vec![self.tree_of_look(second)?])
            }
            Look::Dates { columns, from, to } => {
                let range = Range { columns: columns.clone(), from: u64::from(*from), to: u64::from(*to) };
                Tree::Range(range, self.look(look)?)
            }
            Look::Everything | Look::Nothing => Tree::Other(self.look(look)?),
        })
    }

    /// The records that have at least `least` of a question's parts.
    ///
    /// # Errors
    ///
    /// As [`Compiler::clause`].
    pub fn most(&self, parts: &[Part], least: usize) -> tantivy::Result<Box<dyn Query>> {
        let query = |part: &Part| -> tantivy::Result<Box<dyn Query>> {
            Ok(Box::new(BoostQuery::new(self.look(&part.leaf.look)?, part.share)))
        };
        let clauses = parts.iter().map(query).collect::<tantivy::Result<_>>()?;
        Ok(Box::new(BooleanQuery::union_with_minimum_required_clauses(clauses, least)))
    }

    /// What `look` gives to a record, pattern by pattern; nothing of what only selects. `None` where the record does not meet it.
    ///
    /// # Errors
    ///
    /// As [`Compiler::clause`], and where the index cannot be read.
    pub fn score_of(
        &self,
        look: &Look,
        searcher: &Searcher,
        record: DocAddress,
    ) -> tantivy::Result<Option<Vec<PatternScore>>> {
        let of = |look: &Look| self.score_of(look, searcher, record);
        Ok(match look {
            Look::Text { fields, pattern } => {
                self.text(fields, pattern)?.score_of(searcher, record)?.map(|score| vec![score])
            }
            Look::Values { field, any } => {
                let query = self.values(&field.name, field.kind, any)?;
                let found = query.score_of(searcher, record)?;
                found.map(|score| if query.scored { vec![score] } else { Vec::new() })
            }
            Look::Either(looks) => {
                let found: Vec<_> = looks.iter().map(of).collect::<tantivy::Result<_>>()?;
                let met = found.iter().any(Option::is_some);
                met.then(|| found.into_iter().flatten().flatten().collect())
            }
            Look::Both(looks) => {
                let found: Vec<_> = looks.iter().map(of).collect::<tantivy::Result<_>>()?;
                let all: Option<Vec<_>> = found.into_iter().collect();
                all.map(|found| found.into_iter().flatten().collect())
            }
            Look::Except(first, second) => {
                if of(second)?.is_some() {
                    None
                } else {
                    of(first)?
                }
            }
            Look::Dates { .. } | Look::Everything | Look::Nothing => {
                let weight = self.look(look)?.weight(EnableScoring::disabled_from_searcher(searcher))?;
                let mut scorer = weight.scorer(searcher.segment_reader(record.segment_ord), 1.0)?;
                let at = if scorer.doc() < record.doc_id { scorer.seek(record.doc_id) } else { scorer.doc() };
                (at == record.doc_id).then(Vec::new)
            }
        })
    }

    /// The truncated words of what is looked for, each with the terms that it stands for in all fields, the most frequent
    /// first, and the number of records with each (the largest of any field).
    ///
    /// # Errors
    ///
    /// As [`Compiler::clause`], and where the index cannot be read.
    pub fn variants(&self, look: &Look, searcher: &Searcher) -> tantivy::Result<Vec<Variants>> {
        let mut wanted: Vec<(Match, Vec<&str>)> = Vec::new();
        truncated(look, &mut wanted);
        let mut all = Vec::with_capacity(wanted.len());
        for (word, fields) in wanted {
            let mut terms: BTreeMap<String, u64> = BTreeMap::new();
            for field in fields {
                let field = self.schema.get_field(field)?;
                for reader in searcher.segment_readers() {
                    each_term(&*reader.inverted_index(field)?, &word, &mut |term, info| {
                        *terms.entry(term.to_owned()).or_default() += u64::from(info.doc_freq);
                    })?;
                }
            }
            let mut terms: Vec<(String, u64)> = terms.into_iter().collect();
            terms.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
            all.push(Variants { word: word.to_string(), terms });
        }
        Ok(all)
    }

    fn level(&self, operands: &[Clause], operator: Operator) -> tantivy::Result<Box<dyn Query>> {
        if let Some((first, rest)) = operands.split_first().filter(|_| operands.len() > MANY_OPERANDS) {
            let rest: Vec<(Operator, &Clause)> = rest.iter().map(|clause| (operator, clause)).collect();
            return self.one_after_the_other(first, &rest);
        }
        let queries = operands.iter().map(|clause| self.clause(clause)).collect::<tantivy::Result<Vec<_>>>()?;
        Ok(Box::new(if operator == Operator::Or {
            BooleanQuery::union(queries)
        } else {
            BooleanQuery::intersection(queries)
        }))
    }

    /// Operands from left to right: a Boolean query for each run of one operator, around that of the operands before.
    fn chain(&self, first: &Clause, rest: &[(Operator, &Clause)]) -> tantivy::Result<Box<dyn Query>> {
        let runs: Vec<&[(Operator, &Clause)]> = rest.chunk_by(|a, b| a.0 == b.0).collect();
        if rest.len() > MANY_OPERANDS || runs.len() > MANY_CHANGES {
            return self.one_after_the_other(first, rest);
        }
        let mut query = self.clause(first)?;
        for run in runs {
            let operands: Vec<Box<dyn Query>> =
                run.iter().map(|(_, clause)| self.clause(clause)).collect::<tantivy::Result<_>>()?;
            query = match run[0].0 {
                Operator::And => {
                    Box::new(BooleanQuery::intersection([vec![query], operands].into_iter().flatten().collect()))
                }
                Operator::Or => Box::new(BooleanQuery::union([vec![query], operands].into_iter().flatten().collect())),
                Operator::Not => except(query, operands),
            };
        }
        Ok(query)
    }

    fn one_after_the_other(&self, first: &Clause, rest: &[(Operator, &Clause)]) -> tantivy::Result<Box<dyn Query>> {
        let mut operands = vec![(Step::Add, self.clause(first)?)];
        for (operator, clause) in rest {
            let step = match operator {
                Operator::And => Step::Keep,
                Operator::Or => Step::Add,
                Operator::Not => Step::Remove,
            };
            operands.push((step, self.clause(clause)?));
        }
        Ok(Box::new(ChainQuery { operands }))
    }

    fn look(&self, wanted: &Look) -> tantivy::Result<Box<dyn Query>> {
        Ok(match wanted {
            Look::Text { fields, pattern } => Box::new(self.text(fields, pattern)?),
            Look::Values { field, any } => Box::new(self.values(&field.name, field.kind, any)?),
            Look::Dates { columns, from, to } => dates(columns, *from, *to, self.schema)?,
            Look::Either(looks) => Box::new(BooleanQuery::union(self.looks(looks)?)),
            Look::Both(looks) => Box::new(BooleanQuery::intersection(self.looks(looks)?)),
            Look::Except(first, second) => except(self.look(first)?, vec![self.look(second)?]),
            Look::Everything => Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0)),
            Look::Nothing => Box::new(EmptyQuery),
        })
    }

    fn text(&self, fields: &[&'static Field], pattern: &Pattern) -> tantivy::Result<PatternQuery> {
        let searched = |field: &&'static Field| {
            let constants = self.ranking.field(field);
            Ok(SearchedField { field: self.schema.get_field(&field.name)?, constants })
        };
        let fields = fields.iter().map(searched).collect::<tantivy::Result<_>>()?;
        Ok(self.pattern(fields, pattern.clone(), true))
    }

    fn pattern(&self, fields: Vec<SearchedField>, pattern: Pattern, scored: bool) -> PatternQuery {
        let (pattern, expansions) = (Arc::new(pattern), Arc::clone(self.expansions));
        PatternQuery { fields, pattern, scored, expansions, k1: self.ranking.k1 }
    }

    fn looks(&self, looks: &[Look]) -> tantivy::Result<Vec<Box<dyn Query>>> {
        looks.iter().map(|wanted| self.look(wanted)).collect()
    }

    /// Whole values. Headings and authors say what a record is about and count for their rarity; the rest only selects.
    fn values(&self, name: &str, kind: Kind, any: &[Match]) -> tantivy::Result<PatternQuery> {
        let slot = Slot { any: any.to_vec() };
        let pattern = Pattern { alternatives: vec![Sequence { slots: vec![slot] }], order: Order::Phrase };
        let constants = FieldConstants { weight: 1.0, length: 0.0, most: f32::INFINITY };
        let field = SearchedField { field: self.schema.get_field(name)?, constants };
        let scored = matches!(kind, Kind::Heading | Kind::Name);
        Ok(self.pattern(vec![field], pattern, scored))
    }
}

/// Whether no level has more operands, or more changes of operator, than are read side by side.
fn is_short(clause: &Clause) -> bool {
    let operands = clause.operands();
    let changes = operands.iter().map(|(operator, _)| *operator).skip(1);
    let changes = changes.collect::<Vec<_>>().chunk_by(|a, b| a == b).count();
    operands.len() <= MANY_OPERANDS && changes <= MANY_CHANGES && operands.iter().all(|(_, operand)| is_short(operand))
}

/// The truncated words of what is looked for, each once, with the fields in which they are.
fn truncated<'a>(look: &'a Look, found: &mut Vec<(Match, Vec<&'a str>)>) {
    let mut note = |accepted: &Match, fields: &[&'a str]| {
        let is_word = !matches!(accepted, Match::Term(_));
        if is_word && found.iter().all(|(known, _)| known != accepted) {
            found.push((accepted.clone(), fields.to_vec()));
        }
    };
    match look {
        Look::Text { fields, pattern } => {
            let fields: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
            let slots = pattern.alternatives.iter().flat_map(|sequence| &sequence.slots);
            slots.flat_map(|slot| &slot.any).for_each(|accepted| note(accepted, &fields));
        }
        Look::Values { field, any } => any.iter().for_each(|accepted| note(accepted, &[field.name.as_str()])),
        Look::Either(looks) | Look::Both(looks) => looks.iter().for_each(|look| truncated(look, found)),
        Look::Except(look, _) => truncated(look, found),
        Look::Dates { .. } | Look::Everything | Look::Nothing => {}
    }
}

fn except(first: Box<dyn Query>, rest: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    let mut clauses = vec![(Occur::Must, first)];
    clauses.extend(rest.into_iter().map(|clause| (Occur::MustNot, clause)));
    Box::new(BooleanQuery::new(clauses))
}

fn dates(columns: &[&str], from: u32, to: u32, schema: &Schema) -> tantivy::Result<Box<dyn Query>> {
    let mut ranges: Vec<Box<dyn Query>> = Vec::with_capacity(columns.len());
    for column in columns {
        let field = schema.get_field(column)?;
        let bound = |day: u32| Bound::Included(Term::from_field_u64(field, u64::from(day)));
        let range = RangeQuery::new(bound(from), bound(to));
        ranges.push(Box::new(ConstScoreQuery::new(Box::new(range), 0.0)));
    }
    Ok(Box::new(BooleanQuery::union(ranges)))
}
