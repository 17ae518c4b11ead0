//! Parts joined by operators: which records match is found before any is scored.
//!
//! Words are most of what is asked for. Their records are marked in sets, which costs a bit or two for each posting, and sets are joined by
//! whole machine words; only records that match are scored. What is no word (a phrase, a range of dates) is asked only of records that the words before it leave. The score of a
//! record is the sum over the parts that it has and that do not exclude; of a group that it does not match nothing counts, as
//! Boolean queries have it.

use super::found::{Found, Gathered, unpruned};
use super::list::TermList;
use super::pattern_query::{PatternQuery, PatternWeight};
use super::ranked_union::Saturation;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::index::{SegmentId, SegmentReader};
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score};

/// Records that are scored at once.
const AT_ONCE: usize = 4_096;

/// A list of records is gone through as a whole unless it is so many times as long as what it is joined with.
const MUCH_LONGER: usize = 16;

/// Parts and how they are joined: `P` is a pattern, `O` something else.
#[derive(Debug)]
pub(in crate::query) enum Tree<P, O> {
    Pattern(P),
    Other(O),
    /// Records with a value in a range, and what finds all of them. It gives no score.
    Range(Range, O),
    /// All of them.
    All(Vec<Self>),
    /// Any of them.
    Any(Vec<Self>),
    /// The first and none of the others.
    Except(Box<Self>, Vec<Self>),
}

/// Values from `from` to `to`, both included, in any of some columns of numbers.
#[derive(Debug, Clone)]
pub(in crate::query) struct Range {
    pub(in crate::query) columns: Vec<&'static str>,
    pub(in crate::query) from: u64,
    pub(in crate::query) to: u64,
}

impl Range {
    /// Those of some records of a segment that have such a value: where few are left, their values are sooner looked at than all values of the column.
    fn of(&self, reader: &SegmentReader, within: &Found) -> tantivy::Result<Found> {
        let mut found = Found::none(reader);
        for column in &self.columns {
            let column = reader.fast_fields().u64(column)?;
            within.each(&mut |docs| {
                for doc in docs {
                    if column.values_for_doc(*doc).any(|value| (self.from..=self.to).contains(&value)) {
                        found.add(*doc);
                    }
                }
            });
        }
        Ok(found)
    }
}

/// Finds what a tree describes.
#[derive(Debug, Clone)]
pub(in crate::query) struct TreeQuery(pub(in crate::query) Arc<Tree<PatternQuery, Box<dyn Query>>>);

type Node = Tree<PatternWeight, Box<dyn Weight>>;

struct TreeWeight {
    node: Node,
    /// Matches of the segments that were asked for: best records and counts are asked for one after the other.
    matched: Mutex<FxHashMap<SegmentId, Arc<Matched>>>,
}

impl Query for TreeQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(TreeWeight { node: weighed(&self.0, scoring)?, matched: Mutex::default() }))
    }
}

fn weighed(tree: &Tree<PatternQuery, Box<dyn Query>>, scoring: EnableScoring<'_>) -> tantivy::Result<Node> {
    let all = |trees: &[Tree<_, _>]| trees.iter().map(|tree| weighed(tree, scoring)).collect::<tantivy::Result<_>>();
    Ok(match tree {
        Tree::Pattern(pattern) => Tree::Pattern(pattern.pattern_weight(scoring)?),
        Tree::Other(query) => Tree::Other(query.weight(scoring)?),
        Tree::Range(range, query) => Tree::Range(range.clone(), query.weight(scoring)?),
        Tree::All(trees) => Tree::All(all(trees)?),
        Tree::Any(trees) => Tree::Any(all(trees)?),
        Tree::Except(first, rest) => Tree::Except(Box::new(weighed(first, scoring)?), all(rest)?),
    })
}

/// The records of a segment that match a node; of a group that of its parts that are groups, by their number, too.
struct Matched {
    found: Arc<Found>,
    groups: Vec<Option<Matched>>,
}

impl From<Found> for Matched {
    fn from(found: Found) -> Self {
        Self { found: Arc::new(found), groups: Vec::new() }
    }
}

impl Node {
    /// The records of a segment that match it; of those `within` a set, where one is given.
    fn matched(&self, reader: &SegmentReader, within: Option<&Found>) -> tantivy::Result<Matched> {
        Ok(match self {
            Self::Pattern(weight) => match weight.lists(reader, false)? {
                Some(lists) => marked(lists, reader, within).into(),
                None => asked(&mut *weight.scorer(reader, 1.0)?, reader, within).into(),
            },
            Self::Other(weight) => asked(&mut *weight.scorer(reader, 1.0)?, reader, within).into(),
            Self::Range(range, weight) => match within {
                Some(within) => range.of(reader, within)?.into(),
                None => asked(&mut *weight.scorer(reader, 1.0)?, reader, None).into(),
            },
            Self::All(nodes) => {
                let mut in_order: Vec<usize> = (0..nodes.len()).collect();
                in_order.sort_by_cached_key(|number| nodes[*number].effort(reader));
                let mut left: Option<Arc<Found>> = None;
                let mut groups: Vec<Option<Matched>> = nodes.iter().map(|_| None).collect();
                for number in in_order {
                    let matched = nodes[number].matched(reader, left.as_deref().or(within))?;
                    left = Some(Arc::clone(&matched.found));
                    groups[number] = Some(matched).filter(|_| nodes[number].is_group());
                }
                Matched { found: left.unwrap_or_else(|| Arc::new(Found::none(reader))), groups }
            }
            Self::Any(nodes) => {
                let (mut found, mut groups) = (Found::none(reader), Vec::with_capacity(nodes.len()));
                for node in nodes {
                    let matched = node.matched(reader, within)?;
                    found.unite(&matched.found);
                    groups.push(Some(matched).filter(|_| node.is_group()));
                }
                Matched { found: Arc::new(found), groups }
            }
            Self::Except(first, rest) => {
                let matched = first.matched(reader, within)?;
                let mut found = Found::clone(&matched.found);
                for node in rest {
                    let excluded = node.matched(reader, Some(&found))?;
                    found.remove(&excluded.found);
                }
                Matched { found: Arc::new(found), groups: vec![Some(matched).filter(|_| first.is_group())] }
            }
        })
    }

    fn is_group(&self) -> bool {
        matches!(self, Self::All(_) | Self::Any(_) | Self::Except(..))
    }

    /// How much it takes to find its records: what is asked for first leaves less to the others.
    fn effort(&self, reader: &SegmentReader) -> u64 {
        match self {
            Self::Pattern(weight) => match weight.records_at_most(reader) {
                Some(records) => records,
                None => LABORIOUS,
            },
            Self::Other(_) | Self::Range(..) => LABORIOUS,
            Self::All(nodes) => nodes.iter().map(|node| node.effort(reader)).min().unwrap_or(0),
            Self::Any(nodes) => nodes.iter().map(|node| node.effort(reader)).fold(0, u64::saturating_add),
            Self::Except(first, _) => first.effort(reader),
        }
    }

    /// What scores records that match it. `matched` is what was found of it, where it is a group.
    fn part(&self, reader: &SegmentReader, matched: Option<&Matched>) -> tantivy::Result<Part> {
        let group = |number: usize| matched.and_then(|matched| matched.groups.get(number)?.as_ref());
        Ok(match self {
            Self::Pattern(weight) => match weight.lists(reader, true)? {
                Some(lists) => Part::Lists(lists, weight.saturation()),
                None => Part::Scorer(weight.scorer(reader, 1.0)?),
            },
            Self::Other(weight) => Part::Scorer(weight.scorer(reader, 1.0)?),
            Self::Range(..) => Part::Sum(Vec::new()),
            Self::All(nodes) => {
                let parts = nodes.iter().enumerate().map(|(number, node)| node.part(reader, group(number)));
                Part::Sum(parts.collect::<tantivy::Result<_>>()?)
            }
            Self::Any(nodes) => {
                let part = |(number, node): (usize, &Self)| {
                    let part = node.part(reader, group(number))?;
                    Ok(match group(number) {
                        Some(matched) => Part::Within(Arc::clone(&matched.found), Box::new(part)),
                        None => part,
                    })
                };
                Part::Sum(nodes.iter().enumerate().map(part).collect::<tantivy::Result<_>>()?)
            }
            Self::Except(first, _) => first.part(reader, group(0))?,
        })
    }
}

/// More than any number of records.
const LABORIOUS: u64 = u64::MAX;

/// The records of any of some lists.
fn marked(mut lists: Vec<TermList>, reader: &SegmentReader, within: Option<&Found>) -> Found {
    let mut found = Found::none(reader);
    let Some(within) = within else {
        lists.iter_mut().for_each(|list| list.mark_all(&mut found));
        return found;
    };
    let others = within.len();
    let is_short = |list: &TermList| list.len() < MUCH_LONGER * others;
    let (mut short, mut long): (Vec<_>, Vec<_>) = lists.into_iter().partition(is_short);
    short.iter_mut().for_each(|list| list.mark_all(&mut found));
    found.keep(within);
    if !long.is_empty() {
        let docs = within.docs();
        long.iter_mut().for_each(|list| list.mark(&docs, &mut found));
    }
    found
}

/// The records that a scorer finds.
fn asked(scorer: &mut dyn Scorer, reader: &SegmentReader, within: Option<&Found>) -> Found {
    let Some(within) = within else { return Found::by(scorer, reader) };
    let mut found = Found::none(reader);
    within.each(&mut |docs| {
        for doc in docs {
            if scorer.doc() < *doc {
                scorer.seek(*doc);
            }
            if scorer.doc() == *doc {
                found.add(*doc);
            }
        }
    });
    found
}

/// What gives scores to records of a segment, asked for in ascending order.
enum Part {
    /// Postings, whose weights sum to a frequency that saturates.
    Lists(Vec<TermList>, Saturation),
    /// Anything that can score.
    Scorer(Box<dyn Scorer>),
    /// The sum of what each gives.
    Sum(Vec<Part>),
    /// Something that counts for the records of a set alone.
    Within(Arc<Found>, Box<Part>),
}

impl Part {
    /// Adds what it gives to each of `docs`.
    fn add(&mut self, docs: &[DocId], scores: &mut [Score]) {
        match self {
            Self::Lists(lists, saturation) => {
                let mut frequencies = vec![0.0; docs.len()];
                for list in lists {
                    list.each_of(docs, |number, x| frequencies[number] += x);
                }
                for (score, x) in scores.iter_mut().zip(frequencies) {
                    if x > 0.0 {
                        *score += saturation.score(x);
                    }
                }
            }
            Self::Scorer(scorer) => {
                for (doc, score) in docs.iter().zip(scores) {
                    if scorer.doc() < *doc {
                        scorer.seek(*doc);
                    }
                    if scorer.doc() == *doc {
                        *score += scorer.score();
                    }
                }
            }
            Self::Sum(parts) => parts.iter_mut().for_each(|part| part.add(docs, scores)),
            Self::Within(found, part) => {
                let numbers: Vec<usize> = (0..docs.len()).filter(|number| found.has(docs[*number])).collect();
                let some: Vec<DocId> = numbers.iter().map(|number| docs[*number]).collect();
                let mut theirs = vec![0.0; some.len()];
                part.add(&some, &mut theirs);
                numbers.into_iter().zip(theirs).for_each(|(number, score)| scores[number] += score);
            }
        }
    }
}

impl TreeWeight {
    fn matched(&self, reader: &SegmentReader) -> tantivy::Result<Arc<Matched>> {
        let known = || self.matched.lock().unwrap_or_else(PoisonError::into_inner);
        let before = known().get(&reader.segment_id()).cloned();
        if let Some(matched) = before {
            return Ok(matched);
        }
        let matched = Arc::new(self.node.matched(reader, None)?);
        known().insert(reader.segment_id(), Arc::clone(&matched));
        Ok(matched)
    }
}

impl Weight for TreeWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(Gathered::of(self, reader, boost)?))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.seek(doc) != doc {
            return Err(tantivy::TantivyError::InvalidArgument(format!("record {doc} does not match")));
        }
        Ok(Explanation::new("sum of parts", scorer.score()))
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        Ok(self.matched(reader)?.found.living(reader))
    }

    fn for_each_no_score(&self, reader: &SegmentReader, callback: &mut dyn FnMut(&[DocId])) -> tantivy::Result<()> {
        self.matched(reader)?.found.each(callback);
        Ok(())
    }

    fn for_each(&self, reader: &SegmentReader, callback: &mut dyn FnMut(DocId, Score)) -> tantivy::Result<()> {
        unpruned(self, reader, callback)
    }

    fn for_each_pruning(
        &self,
        mut threshold: Score,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        let matched = self.matched(reader)?;
        let mut part = self.node.part(reader, Some(&matched))?;
        for docs in matched.found.docs().chunks(AT_ONCE) {
            let mut scores = vec![0.0; docs.len()];
            part.add(docs, &mut scores);
            for (doc, score) in docs.iter().zip(scores) {
                if score > threshold {
                    threshold = callback(*doc, score);
                }
            }
        }
        Ok(())
    }
}
