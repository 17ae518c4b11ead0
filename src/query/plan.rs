//! What a query means: clauses over fields of the table, free of any engine.

use super::ast::{Operator, write_chain};
use super::effort::step;
use super::issue::{Issue, Span};
use crate::analysis::{Match, Pattern};
use crate::schema::{Field, Target, table};
use std::fmt;

/// A query ready to be compiled.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What to look for.
    pub clause: Clause,
    /// Whether the query is plain words alone: no operator, tag, quote or range.
    pub plain: bool,
    /// Whether it is text as people write it: without operator, tag or range, though perhaps with quotes or parentheses.
    pub prose: bool,
    /// What there is to say.
    pub issues: Vec<Issue>,
}

/// A condition on a record.
#[derive(Debug, Clone)]
pub enum Clause {
    /// One thing to look for.
    Leaf(Leaf),
    /// All of them.
    And(Vec<Clause>),
    /// Any of them.
    Or(Vec<Clause>),
    /// The first and none of the others.
    Not(Box<Clause>, Vec<Clause>),
    /// Different operators at one level, evaluated from left to right.
    Chain(Box<Clause>, Vec<(Operator, Clause)>),
}

/// One thing to look for.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// What, and where.
    pub look: Look,
    /// It in PubMed's notation; reads back to the same.
    pub shown: String,
    /// Where it stands in the query.
    pub span: Span,
}

/// Where to look, and for what.
#[derive(Debug, Clone)]
pub enum Look {
    /// A pattern in the words of any of these fields.
    Text {
        /// Fields of kind text.
        fields: Vec<&'static Field>,
        /// What to find.
        pattern: Pattern,
    },
    /// Whole values of a field.
    Values {
        /// A field of any other kind.
        field: &'static Field,
        /// Values accepted.
        any: Vec<Match>,
    },
    /// Dates from `from` to `to`, both included, as numbers `yyyymmdd`, in any of these columns.
    Dates {
        /// Columns compared.
        columns: Vec<&'static str>,
        /// First day.
        from: u32,
        /// Last day.
        to: u32,
    },
    /// Any of these.
    Either(Vec<Look>),
    /// All of these.
    Both(Vec<Look>),
    /// The first, and not the second.
    Except(Box<Look>, Box<Look>),
    /// Every record.
    Everything,
    /// No record: there is nothing in it that could be looked for.
    Nothing,
}

impl Clause {
    /// Calls `take` with each leaf that a match may owe its being found to, leaving out what stands behind NOT.
    pub fn positive_leaves<'a>(&'a self, take: &mut impl FnMut(&'a Leaf)) {
        match self {
            Self::Leaf(leaf) => take(leaf),
            Self::And(operands) | Self::Or(operands) => operands.iter().for_each(|o| o.positive_leaves(take)),
            Self::Not(first, _) => first.positive_leaves(take),
            Self::Chain(first, rest) => {
                first.positive_leaves(take);
                let positive = rest.iter().filter(|(operator, _)| *operator != Operator::Not);
                positive.for_each(|(_, operand)| operand.positive_leaves(take));
            }
        }
    }

    /// Calls `take` with each leaf, in order.
    pub fn each_leaf<'a>(&'a self, take: &mut impl FnMut(&'a Leaf)) {
        match self {
            Self::Leaf(leaf) => take(leaf),
            group => group.operands().into_iter().for_each(|(_, operand)| operand.each_leaf(take)),
        }
    }

    /// Where it stands in the query, from its first term to its last.
    #[must_use]
    pub fn span(&self) -> Span {
        step();
        match self {
            Self::Leaf(leaf) => leaf.span.clone(),
            group => {
                let spans = group.operands().into_iter().map(|(_, operand)| operand.span());
                spans.reduce(|all, span| all.start.min(span.start)..all.end.max(span.end)).unwrap_or(0..0)
            }
        }
    }

    /// The operands of a group, each but the first with the operator before it. Empty for a leaf.
    #[must_use]
    pub fn operands(&self) -> Vec<(Option<Operator>, &Self)> {
        let behind = |operator: Operator| move |(at, clause)| ((at > 0).then_some(operator), clause);
        match self {
            Self::Leaf(_) => Vec::new(),
            Self::And(operands) => operands.iter().enumerate().map(behind(Operator::And)).collect(),
            Self::Or(operands) => operands.iter().enumerate().map(behind(Operator::Or)).collect(),
            Self::Not(first, rest) => {
                std::iter::once((None, &**first)).chain(rest.iter().map(|one| (Some(Operator::Not), one))).collect()
            }
            Self::Chain(first, rest) => {
                std::iter::once((None, &**first)).chain(rest.iter().map(|(op, one)| (Some(*op), one))).collect()
            }
        }
    }

    /// The same, said to stand at `span` of the query: for what a word there stands for.
    #[must_use]
    pub(super) fn at(mut self, span: &Span) -> Self {
        self.each_leaf_mut(&mut |leaf| leaf.span = span.clone());
        self
    }

    /// Shows words without a tag under the one that is never mapped, so that the printed form finds the same with a vocabulary.
    pub fn never_map(&mut self) {
        let Some(Target::Group(any)) = table().tag("any") else { return };
        self.each_leaf_mut(&mut |leaf| {
            let is_text = match &leaf.look {
                Look::Text { .. } => true,
                Look::Either(looks) => looks.iter().any(|look| matches!(look, Look::Text { .. })),
                _ => false,
            };
            if is_text && !leaf.shown.ends_with(']') {
                leaf.shown = format!("{}[{}]", leaf.shown, any.label);
            }
        });
    }

    fn each_leaf_mut(&mut self, change: &mut impl FnMut(&mut Leaf)) {
        match self {
            Self::Leaf(leaf) => change(leaf),
            Self::And(operands) | Self::Or(operands) => operands.iter_mut().for_each(|one| one.each_leaf_mut(change)),
            Self::Not(first, rest) => {
                first.each_leaf_mut(change);
                rest.iter_mut().for_each(|one| one.each_leaf_mut(change));
            }
            Self::Chain(first, rest) => {
                first.each_leaf_mut(change);
                rest.iter_mut().for_each(|(_, one)| one.each_leaf_mut(change));
            }
        }
    }

    /// Clauses of one level, evaluated from left to right; those that came to nothing are left out. `None` where
    /// nothing is left to select from.
    pub(super) fn chain(first: Option<Self>, rest: impl IntoIterator<Item = (Operator, Option<Self>)>) -> Option<Self> {
        let (mut first, mut kept) = (first, Vec::new());
        for (operator, clause) in rest {
            match (first.is_some(), clause) {
                (true, Some(clause)) => kept.push((operator, clause)),
                (false, clause) if operator != Operator::Not => first = clause,
                _ => {}
            }
        }
        let first = first?;
        let Some(&(operator, _)) = kept.first() else { return Some(first) };
        if kept.iter().any(|(other, _)| *other != operator) {
            return Some(Self::Chain(Box::new(first), kept));
        }
        let rest = kept.into_iter().map(|(_, clause)| clause);
        Some(match operator {
            Operator::And => Self::And(std::iter::once(first).chain(rest).collect()),
            Operator::Or => Self::Or(std::iter::once(first).chain(rest).collect()),
            Operator::Not => Self::Not(Box::new(first), rest.collect()),
        })
    }

    /// All of them.
    pub(super) fn all(clauses: impl IntoIterator<Item = Option<Self>>) -> Option<Self> {
        Self::chain(None, clauses.into_iter().map(|clause| (Operator::And, clause)))
    }

    /// Any of them.
    pub(super) fn any(clauses: impl IntoIterator<Item = Option<Self>>) -> Option<Self> {
        Self::chain(None, clauses.into_iter().map(|clause| (Operator::Or, clause)))
    }
}

impl Look {
    /// Calls `take` with each pattern and the fields in which it is looked for.
    pub fn patterns<'a>(&'a self, take: &mut impl FnMut(&'a [&'static Field], &'a Pattern)) {
        match self {
            Self::Text { fields, pattern } => take(fields, pattern),
            Self::Either(looks) | Self::Both(looks) => looks.iter().for_each(|look| look.patterns(take)),
            Self::Except(look, _) => look.patterns(take),
            Self::Values { .. } | Self::Dates { .. } | Self::Everything | Self::Nothing => {}
        }
    }
}

/// The translation: PubMed's notation, every operator written out.
impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        step();
        let list = |f: &mut fmt::Formatter<'_>, first: &Self, rest: &[Self], operator: Operator| {
            let rest: Vec<(Operator, &Self)> = rest.iter().map(|clause| (operator, clause)).collect();
            write_chain(f, &first, &rest, |clause| !matches!(clause, Self::Leaf(_)))
        };
        match self {
            Self::Leaf(leaf) => f.write_str(&leaf.shown),
            Self::And(operands) | Self::Or(operands) => {
                let operator = if matches!(self, Self::And(_)) { Operator::And } else { Operator::Or };
                operands.split_first().map_or(Ok(()), |(first, rest)| list(f, first, rest, operator))
            }
            Self::Not(first, rest) => list(f, first, rest, Operator::Not),
            Self::Chain(first, rest) => write_chain(f, first.as_ref(), rest, |clause| !matches!(clause, Self::Leaf(_))),
        }
    }
}
