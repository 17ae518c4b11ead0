//! Measures of rankings, as tables. The serialised form of [`Answer`] is `medlar eval --json` (`schema/eval.schema.json`).

use super::printer::Printer;
use super::sanitize::sanitize;
use crate::eval::{Comparison, Evaluation, Measures};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;

/// What was measured.
#[derive(Debug, Default, Serialize)]
pub struct Answer {
    /// One run; in a sweep one for each combination; of several experiments one each.
    pub runs: Vec<Measured>,
    /// The run against another; empty where none was named.
    pub comparison: Vec<Comparison>,
}

/// The measures of one run.
#[derive(Debug, Serialize)]
pub struct Measured {
    /// The experiment's name.
    pub name: Option<String>,
    /// Constants that were swept, with their values here.
    pub settings: BTreeMap<String, f32>,
    /// Number of judged questions.
    pub judged: usize,
    /// Means over them.
    pub mean: Measures,
    /// Each of them, where asked for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub queries: BTreeMap<String, Measures>,
    /// What an experiment gave when it was last measured.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub expected: BTreeMap<String, f64>,
    /// Floors of an experiment that are broken.
    pub broken: Vec<String>,
}

impl Measured {
    /// A run's measures, with those of each question or without.
    #[must_use]
    pub fn new(evaluation: Evaluation, per_query: bool) -> Self {
        let Evaluation { mean, queries } = evaluation;
        let judged = queries.len();
        let queries = if per_query { queries } else { BTreeMap::new() };
        Self { name: None, settings: BTreeMap::new(), judged, mean, queries, expected: BTreeMap::new(), broken: vec![] }
    }

    fn title(&self) -> String {
        let settings: Vec<String> = self.settings.iter().map(|(name, value)| format!("{name}={value}")).collect();
        match &self.name {
            Some(name) => format!("{name} ({})", self.judged),
            None if settings.is_empty() => format!("{} questions", self.judged),
            None => settings.join(" "),
        }
    }
}

/// Prints the tables.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print(answer: &Answer, printer: &mut Printer) -> io::Result<()> {
    let titles: Vec<String> = answer.runs.iter().map(|run| sanitize(&run.title()).into_owned()).collect();
    let ids = answer.runs.iter().flat_map(|run| run.queries.keys()).map(|id| id.chars().count());
    let width = titles.iter().map(|title| title.chars().count()).chain(ids).max().unwrap_or(0).max(8);
    let names: String = Measures::NAMES.iter().map(|name| format!("{name:>9}")).collect();
    printer.line(&format!("{:<width$}{names}", ""))?;
    for (run, title) in answer.runs.iter().zip(&titles) {
        for (id, measures) in &run.queries {
            printer.line(&format!("{:<width$}{}", sanitize(id), row(&measures.values())))?;
        }
        printer.line(&format!("{title:<width$}{}", row(&run.mean.values())))?;
        if !run.expected.is_empty() {
            let expected = Measures::NAMES.map(|name| run.expected.get(name).map(|value| format!("{value:.4}")));
            let cells: String = expected.map(|cell| format!("{:>9}", cell.unwrap_or_default())).concat();
            printer.line(&format!("{:<width$}{cells}", "  expected"))?;
        }
    }
    print_comparison(&answer.comparison, printer)
}

fn row(values: &[f64]) -> String {
    values.iter().map(|value| format!("{value:>9.4}")).collect()
}

fn print_comparison(comparison: &[Comparison], printer: &mut Printer) -> io::Result<()> {
    if comparison.is_empty() {
        return Ok(());
    }
    printer.line(&format!("\n{:<8}{:>12}{:>8}{:>8}{:>9}", "", "difference", "better", "worse", "p"))?;
    for c in comparison {
        let line = format!("{:<8}{:>+12.4}{:>8}{:>8}{:>9.4}", c.measure, c.difference, c.better, c.worse, c.p);
        printer.line(&line)?;
    }
    Ok(())
}
