//! From a plan to a query of Tantivy.

use super::engine::{PatternQuery, SearchedField};
use super::plan::{Clause, Leaf, Look};
use crate::analysis::{Match, Order, Pattern, Sequence, Slot};
use crate::schema::Kind;
use std::ops::Bound;
use std::sync::Arc;
use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, Query, RangeQuery};
use tantivy::schema::Schema;

/// The query of a clause.
///
/// # Errors
///
/// Where the table of fields names a field that the index's schema lacks.
pub fn compile(clause: &Clause, schema: &Schema) -> tantivy::Result<Box<dyn Query>> {
    let all = |clauses: &[Clause]| clauses.iter().map(|c| compile(c, schema)).collect::<tantivy::Result<Vec<_>>>();
    Ok(match clause {
        Clause::Leaf(leaf) => look(&leaf.look, schema)?,
        Clause::And(operands) => Box::new(BooleanQuery::intersection(all(operands)?)),
        Clause::Or(operands) => Box::new(BooleanQuery::union(all(operands)?)),
        Clause::Not(first, rest) => except(compile(first, schema)?, all(rest)?),
    })
}

/// The union of leaves, of which at least `least` must match.
///
/// # Errors
///
/// As [`compile`].
pub fn compile_any(leaves: &[&Leaf], least: usize, schema: &Schema) -> tantivy::Result<Box<dyn Query>> {
    let clauses: Vec<Box<dyn Query>> =
        leaves.iter().map(|leaf| look(&leaf.look, schema)).collect::<tantivy::Result<_>>()?;
    Ok(Box::new(BooleanQuery::union_with_minimum_required_clauses(clauses, least)))
}

fn look(wanted: &Look, schema: &Schema) -> tantivy::Result<Box<dyn Query>> {
    Ok(match wanted {
        Look::Text { fields, pattern } => {
            let fields = fields
                .iter()
                .map(|field| {
                    let in_index = schema.get_field(&field.name)?;
                    Ok(SearchedField { field: in_index, weight: field.weight.unwrap_or(1.0), length: field.length })
                })
                .collect::<tantivy::Result<_>>()?;
            Box::new(PatternQuery { fields, pattern: Arc::new(pattern.clone()), scored: true })
        }
        Look::Values { field, any } => values(&field.name, field.kind, any, schema)?,
        Look::Dates { columns, from, to } => dates(columns, *from, *to, schema)?,
        Look::Either(looks) => Box::new(BooleanQuery::union(list(looks, schema)?)),
        Look::Both(looks) => Box::new(BooleanQuery::intersection(list(looks, schema)?)),
        Look::Except(first, second) => except(look(first, schema)?, vec![look(second, schema)?]),
        Look::Everything => Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0)),
        Look::Nothing => Box::new(EmptyQuery),
    })
}

fn list(looks: &[Look], schema: &Schema) -> tantivy::Result<Vec<Box<dyn Query>>> {
    looks.iter().map(|wanted| look(wanted, schema)).collect()
}

fn except(first: Box<dyn Query>, rest: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    let mut clauses = vec![(Occur::Must, first)];
    clauses.extend(rest.into_iter().map(|clause| (Occur::MustNot, clause)));
    Box::new(BooleanQuery::new(clauses))
}

/// Whole values. Headings and authors say what a record is about and count for their rarity; the rest only selects.
fn values(name: &str, kind: Kind, any: &[Match], schema: &Schema) -> tantivy::Result<Box<dyn Query>> {
    let slot = Slot { any: any.to_vec() };
    let pattern = Pattern { alternatives: vec![Sequence { slots: vec![slot] }], order: Order::Phrase };
    let field = SearchedField { field: schema.get_field(name)?, weight: 1.0, length: 0.0 };
    let scored = matches!(kind, Kind::Heading | Kind::Name);
    Ok(Box::new(PatternQuery { fields: vec![field], pattern: Arc::new(pattern), scored }))
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
