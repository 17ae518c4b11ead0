//! A query explained: its tree with the exact count of each clause, what each looks for, and everything there is to say.
//! The serialised form of [`Explained`] is `medlar explain --json` (`schema/explain.schema.json`).

use super::asked::{beyond_limits, context, may_give_way, parts_of};
use super::error::SearchError;
use super::holdings::Mapped;
use super::linked;
use super::places::Places;
use super::record_set::RecordSet;
use super::request::Request;
use super::response::Warning;
use super::unknown;
use crate::analysis::{Match, Order, Sequence};
use crate::index::Reader;
use crate::query::compile::{Compiler, Expansions, Variants};
use crate::query::{Clause, Issue, Leaf, Look, Operator, Plan, Ranking, Severity, Span, parse, translate};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Variants of a truncated word that are named; all are counted.
const SHOWN_VARIANTS: usize = 10;

/// A query explained.
#[derive(Debug, Clone, Serialize)]
pub struct Explained {
    /// The query as typed.
    pub query: String,
    /// The query that is run, in PubMed's notation; as a query it gives the same result.
    pub translation: String,
    /// Records that match, exactly.
    pub total: u64,
    /// Records of the index.
    pub records: u64,
    /// Everything to be said, hints included, by place.
    pub findings: Vec<Warning>,
    /// The query's clauses; `None` where it cannot be run.
    pub tree: Option<Node>,
}

/// A clause with its count.
#[derive(Debug, Clone, Serialize)]
pub struct Node {
    /// The operator before it, where it is not the first of its level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<&'static str>,
    /// `term` or `group`.
    pub kind: &'static str,
    /// It in PubMed's notation.
    pub text: String,
    /// Records that match it alone, exactly.
    pub count: u64,
    /// Where it stands in the query, in Unicode scalar values.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The fields that a term is looked for in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// What a term is looked for as: its spellings and forms, where it is more than itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<String>,
    /// The words that truncated ones stand for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expansions: Vec<Expansion>,
    /// The clauses of a group, evaluated from left to right.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<Node>,
}

/// The words that a truncated one stands for in the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Expansion {
    /// The truncated word.
    pub word: String,
    /// How many words it stands for.
    pub variants: usize,
    /// The most frequent of them.
    pub most_frequent: Vec<String>,
}

/// Explains the query of `request`. A query that cannot be run is explained too: by its errors.
///
/// # Errors
///
/// Where the index cannot be read.
pub fn explain(reader: &Reader, request: &Request) -> Result<Explained, SearchError> {
    let (context, parsed) = (context(reader, request), parse(&request.query));
    let mapped = Mapped::of(&parsed, reader, request, context);
    let (plan, issues) = translate(parsed, context);
    let places = Places::of(&request.query);
    let mut explained = Explained {
        query: request.query.clone(),
        translation: String::new(),
        total: 0,
        records: reader.len(),
        findings: issues.iter().map(|issue| Warning::of(&places, issue)).collect(),
        tree: None,
    };
    let fatal = issues.iter().any(|issue| issue.severity == Severity::Error);
    if let Some(plan) = plan.filter(|_| !fatal) {
        explained.add_tree(plan, mapped, reader, &places, request)?;
    }
    if explained.tree.is_none() && explained.findings.is_empty() {
        explained.findings.push(empty_query(&places));
    }
    explained.findings.sort_by_key(|finding| (finding.start, finding.end));
    Ok(explained)
}

impl Explained {
    /// Adds the tree of a query that can be run, and what is to be said of its clauses.
    fn add_tree(
        &mut self,
        mut plan: Plan,
        mapped: Option<Mapped>,
        reader: &Reader,
        places: &Places<'_>,
        request: &Request,
    ) -> Result<(), SearchError> {
        let mut explainer = Explainer::new(reader, places, request.max_expansions, request.ranking.clone());
        let mut said = Vec::new();
        let parts = parts_of(&plan.clause);
        if let Some(mut mapped) = mapped {
            linked::link(&mut mapped.clause, reader, &mut Vec::new())?;
            let total = explainer.found(&mapped.clause)?.len();
            said.push(mapped.warning(total));
            if total > 0 {
                said.extend(mapped.warnings.into_iter().filter(|warning| !self.findings.contains(warning)));
                plan.clause = mapped.clause;
            }
        }
        self.translation = plan.clause.to_string();
        self.findings.extend(unknown::values(reader, places, &plan.clause)?);
        linked::link(&mut plan.clause, reader, &mut said)?;
        self.findings.append(&mut said);
        let (tree, _) = explainer.node(&plan.clause, None)?;
        self.findings.extend(unknown::not_said(explainer.notes(), &self.findings));
        self.findings.extend(beyond_limits(&explainer.expansions));
        self.total = tree.count;
        if plan.plain && may_give_way(request, parts, tree.count) {
            self.findings.push(most_words());
        }
        self.tree = Some(tree);
        Ok(())
    }
}

/// What is said of plain words of which a search finds more than is explained.
fn most_words() -> Warning {
    let message = "explained is the search for records with all parts of the query, as --match all runs it; few have, so that a search \
                   shows records with most of them too";
    Warning::of_all("most_words", Severity::Note, message.to_owned())
}

fn empty_query(places: &Places<'_>) -> Warning {
    let message = "the query is empty: give words to look for, or `*` for every record".to_owned();
    Warning::of(places, &Issue { code: "empty_query", severity: Severity::Error, message, span: 0..0 })
}

/// What is to be said of the query of `request` without an index.
#[must_use]
pub fn lint(request: &Request) -> (Option<String>, Vec<Warning>) {
    let context = crate::query::Context::new(request.today, request.scope);
    let (plan, issues) = translate(parse(&request.query), context);
    let places = Places::of(&request.query);
    let mut findings: Vec<Warning> = issues.iter().map(|issue| Warning::of(&places, issue)).collect();
    if plan.is_none() && findings.is_empty() {
        findings.push(empty_query(&places));
    }
    findings.sort_by_key(|finding| (finding.start, finding.end));
    (plan.map(|plan| plan.clause.to_string()), findings)
}

/// What is said where clauses of a query that finds nothing find nothing themselves.
pub(super) fn empty_clauses(reader: &Reader, query: &str, clause: &Clause) -> Result<Vec<Warning>, SearchError> {
    let mut leaves = Vec::new();
    clause.positive_leaves(&mut |leaf| leaves.push(leaf));
    if leaves.len() > MAX_CHECKED {
        return Ok(Vec::new());
    }
    let places = Places::of(query);
    let mut explainer = Explainer::new(reader, &places, Expansions::USUAL_LIMIT, Ranking::default());
    for leaf in leaves {
        let count = explainer.found(&Clause::Leaf(leaf.clone()))?.len();
        explainer.note_empty(leaf, count);
    }
    Ok(explainer.notes())
}

/// Terms of a query without hits that are counted one by one.
const MAX_CHECKED: usize = 100;

/// Notes on what one term stands for beyond which one says it all.
const MOST_NOTES: usize = 3;

struct Explainer<'a> {
    reader: &'a Reader,
    places: &'a Places<'a>,
    expansions: Arc<Expansions>,
    ranking: Ranking,
    findings: Vec<Warning>,
    /// Where terms stand of which something is found.
    fruitful: Vec<Span>,
}

impl<'a> Explainer<'a> {
    fn new(reader: &'a Reader, places: &'a Places<'a>, max_expansions: usize, ranking: Ranking) -> Self {
        let expansions = Arc::new(Expansions::new(max_expansions, reader.lexicons()));
        Self { reader, places, expansions, ranking, findings: Vec::new(), fruitful: Vec::new() }
    }

    /// What there is to say. A term as written may stand for many, as filters do: of these one that finds nothing is no news where
    /// another finds something.
    fn notes(&mut self) -> Vec<Warning> {
        let scalars = |byte: usize| self.places.scalars(byte);
        let fruitful: HashSet<_> =
            self.fruitful.drain(..).map(|span| (scalars(span.start), scalars(span.end))).collect();
        let mut notes = std::mem::take(&mut self.findings);
        notes.retain(|note| !fruitful.contains(&(note.start, note.end)));
        let mut of_place: HashMap<_, usize> = HashMap::new();
        notes.iter().for_each(|note| *of_place.entry((note.start, note.end)).or_default() += 1);
        for note in &mut notes {
            if of_place[&(note.start, note.end)] > MOST_NOTES {
                (note.code, note.message) =
                    ("zero_hits".to_owned(), "nothing that this stands for is found".to_owned());
            }
        }
        notes.dedup();
        notes
    }

    fn compiler(&self) -> Compiler<'_> {
        let schema = self.reader.searcher().schema();
        Compiler { schema, expansions: &self.expansions, ranking: &self.ranking }
    }

    fn found(&self, clause: &Clause) -> Result<RecordSet, SearchError> {
        let query = self.compiler().clause(clause)?;
        Ok(RecordSet::of(&*query, self.reader.searcher())?)
    }

    /// A clause described, and the records that it finds.
    fn node(&mut self, clause: &Clause, operator: Option<Operator>) -> Result<(Node, RecordSet), SearchError> {
        let span = clause.span();
        let scalars = |byte: usize| self.places.scalars(byte).unwrap_or(0);
        let mut node = Node {
            operator: operator.map(Operator::name),
            kind: "group",
            text: clause.to_string(),
            count: 0,
            start: scalars(span.start),
            end: scalars(span.end),
            fields: Vec::new(),
            forms: Vec::new(),
            expansions: Vec::new(),
            clauses: Vec::new(),
        };
        if let Clause::Leaf(leaf) = clause {
            let found = self.found(clause)?;
            node.kind = "term";
            node.count = found.len();
            self.describe(leaf, &mut node)?;
            self.note_empty(leaf, node.count);
            return Ok((node, found));
        }
        let mut found: Option<RecordSet> = None;
        for (operator, operand) in clause.operands() {
            let (clause, more) = self.node(operand, operator)?;
            node.clauses.push(clause);
            match (&mut found, operator) {
                (Some(found), Some(operator)) => found.combine(operator, &more),
                _ => found = Some(more),
            }
        }
        let found = found.unwrap_or_else(RecordSet::none);
        node.count = found.len();
        Ok((node, found))
    }

    fn describe(&self, leaf: &Leaf, node: &mut Node) -> Result<(), SearchError> {
        describe_look(&leaf.look, node);
        for Variants { word, terms } in self.compiler().variants(&leaf.look, self.reader.searcher())? {
            let most_frequent = terms.iter().take(SHOWN_VARIANTS).map(|(term, _)| term.clone()).collect();
            node.expansions.push(Expansion { word, variants: terms.len(), most_frequent });
        }
        Ok(())
    }

    /// Says so where a term finds nothing.
    fn note_empty(&mut self, leaf: &Leaf, count: u64) {
        if count > 0 {
            self.fruitful.push(leaf.span.clone());
        }
        if count > 0 || matches!(leaf.look, Look::Nothing) {
            return;
        }
        let (code, message) = match &leaf.look {
            Look::Text { pattern, .. } if pattern.order == Order::Phrase && has_phrase(&pattern.alternatives) => {
                let untagged = leaf
                    .shown
                    .rfind('[')
                    .filter(|_| leaf.shown.ends_with(']'))
                    .map_or(&*leaf.shown, |at| &leaf.shown[..at]);
                let words: Vec<&str> = untagged
                    .split(|c: char| !c.is_alphanumeric() && !matches!(c, '*' | '\'' | '\u{2019}'))
                    .filter(|w| !w.is_empty())
                    .collect();
                let message = format!(
                    "the phrase {} stands nowhere; for its words near one another write \"{}\"[tiab:~3]",
                    leaf.shown,
                    words.join(" ")
                );
                ("phrase_not_found", message)
            }
            Look::Values { field, .. } => {
                let message = format!("no record has {} ({})", leaf.shown, field.description);
                ("value_not_found", message)
            }
            _ => ("zero_hits", format!("{} finds nothing", leaf.shown)),
        };
        let issue = Issue { code, severity: Severity::Note, message, span: leaf.span.clone() };
        self.findings.push(Warning::of(self.places, &issue));
    }
}

fn has_phrase(alternatives: &[Sequence]) -> bool {
    alternatives.first().is_some_and(|sequence| sequence.slots.len() > 1)
}

/// Names the fields and the forms of what is looked for.
fn describe_look(look: &Look, node: &mut Node) {
    match look {
        Look::Text { fields, pattern } => {
            node.fields.extend(fields.iter().map(|field| field.name.clone()));
            let forms: Vec<String> = pattern.alternatives.iter().map(form).collect();
            if forms.len() > 1 || forms.iter().any(|form| form.contains(['~', '|'])) {
                node.forms.extend(forms);
            }
        }
        Look::Values { field, any } => {
            node.fields.push(field.name.clone());
            node.forms.extend(any.iter().take(SHOWN_FORMS).map(Match::to_string));
            if any.len() > SHOWN_FORMS {
                node.forms.push(format!("and {} more", any.len() - SHOWN_FORMS));
            }
        }
        Look::Dates { columns, from, to } => {
            node.fields.extend(columns.iter().map(|column| (*column).to_owned()));
            node.forms.push(format!("{} to {}", day(*from), day(*to)));
        }
        Look::Either(looks) | Look::Both(looks) => looks.iter().for_each(|look| describe_look(look, node)),
        Look::Except(look, without) => {
            describe_look(look, node);
            if let Look::Values { field, any } = &**without {
                let any: Vec<String> = any.iter().map(Match::to_string).collect();
                node.forms.push(format!("without {} {}", field.name, any.join(", ")));
            }
        }
        Look::Everything | Look::Nothing => {}
    }
}

/// Values of a term that are named.
const SHOWN_FORMS: usize = 40;

/// A sequence as words; alternatives of one parted by `|`, a stem marked by `~`.
fn form(sequence: &Sequence) -> String {
    let slots = sequence.slots.iter().map(|slot| {
        let any: Vec<String> = slot
            .any
            .iter()
            .map(|accepted| if accepted.is_stem() { format!("{accepted}~") } else { accepted.to_string() })
            .collect();
        any.join("|")
    });
    slots.collect::<Vec<_>>().join(" ")
}

/// A day of a range; open ends in words.
fn day(day: u32) -> String {
    match day {
        0 => "the first".to_owned(),
        99_999_999.. => "the last".to_owned(),
        day => format!("{:04}/{:02}/{:02}", day / 10_000, day / 100 % 100, day % 100),
    }
}
