//! `medlar eval`.

use super::args::{Global, Match};
use super::exit::Exit;
use super::setup;
use crate::eval::{Evaluation, Experiment, Judgements, Question, Run, Settings, compare, rank};
use crate::eval::{read_judgements, read_questions};
use crate::index::Reader;
use crate::output::Printer;
use crate::output::eval::{self, Answer, Measured};
use anyhow::{Result, anyhow, bail};
use clap::{Args, ValueHint};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::str::FromStr;

#[derive(Debug, Args)]
pub(super) struct EvalArgs {
    /// Questions: BEIR's queries.jsonl, or lines of an id, a tab and the text
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, required_unless_present_any = ["experiment", "answers"])]
    queries: Option<PathBuf>,
    /// Judgements: BEIR's three columns or TREC's four
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, required_unless_present = "experiment")]
    qrels: Option<PathBuf>,
    /// Write the ranking as a TREC run
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    run: Option<PathBuf>,
    /// Measure this TREC run instead of asking the questions
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["run", "sweep"])]
    answers: Option<PathBuf>,
    /// Compare with this TREC run by a paired randomisation test
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "sweep")]
    compare: Option<PathBuf>,
    /// Give the measures of every question too
    #[arg(long)]
    per_query: bool,
    /// Set a constant of ranking; a wrong name lists those that there are
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<Constant>,
    /// Measure every combination of these values of constants
    #[arg(long, value_name = "NAME=A,B,…", conflicts_with = "run")]
    sweep: Vec<Constant>,
    /// How the words of a question are combined
    #[arg(long = "match", value_name = "MODE", default_value = "any")]
    mode: Match,
    /// Leave feedback out
    #[arg(long)]
    fast: bool,
    /// Search these files instead of the index, without keeping one
    #[arg(long, value_name = "PATH", num_args = 1.., value_hint = ValueHint::AnyPath)]
    from: Vec<PathBuf>,
    /// Run experiments (tests/eval/*.toml): fails when a floor is broken
    #[arg(long, value_name = "FILE", num_args = 1.., value_hint = ValueHint::FilePath,
          conflicts_with_all = ["queries", "qrels", "run", "answers", "compare", "sweep", "set", "from", "fast", "mode"])]
    experiment: Vec<PathBuf>,
}

/// A constant with values.
#[derive(Debug, Clone)]
struct Constant {
    name: String,
    values: Vec<f32>,
}

impl FromStr for Constant {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, values) = text.split_once('=').ok_or("expected NAME=VALUE, for example k1=1.2")?;
        let value = |text: &str| text.trim().parse::<f32>().map_err(|_| format!("{text:?} is no number"));
        let values = values.split(',').map(value).collect::<Result<_, _>>()?;
        Ok(Self { name: name.trim().to_owned(), values })
    }
}

pub(super) fn run(args: &EvalArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let answer = if args.experiment.is_empty() { measure(args, global, printer)? } else { experiments(args, printer)? };
    if global.json {
        printer.json(&answer)?;
    } else {
        eval::print(&answer, printer)?;
    }
    let broken: Vec<&str> = answer.runs.iter().flat_map(|run| &run.broken).map(String::as_str).collect();
    if broken.is_empty() { Ok(Exit::Done) } else { bail!("{}", broken.join("\n")) }
}

fn measure(args: &EvalArgs, global: &Global, printer: &mut Printer) -> Result<Answer> {
    let Some(qrels) = &args.qrels else { bail!("--qrels is missing") };
    let judgements = read_judgements(qrels)?;
    let mut answer = Answer::default();
    let (run, runs) = match &args.answers {
        Some(path) => (Run::read(path)?, Vec::new()),
        None => ask(args, global, printer, &judgements)?,
    };
    if runs.is_empty() {
        let evaluation = Evaluation::of(&run, &judgements);
        if let Some(path) = &args.compare {
            answer.comparison = compare(&evaluation, &Evaluation::of(&Run::read(path)?, &judgements));
        }
        answer.runs = vec![Measured::new(evaluation, args.per_query)];
    }
    if let Some(path) = &args.run {
        run.write(path)?;
    }
    answer.runs.extend(runs);
    Ok(answer)
}

/// The answers to the questions; in a sweep, the measures of each combination instead.
fn ask(
    args: &EvalArgs,
    global: &Global,
    printer: &mut Printer,
    judgements: &Judgements,
) -> Result<(Run, Vec<Measured>)> {
    let Some(queries) = &args.queries else { bail!("--queries is missing") };
    let questions = read_questions(queries)?;
    let unasked = judgements.keys().filter(|id| !questions.iter().any(|question| question.id == **id)).count();
    if unasked > 0 {
        let file = queries.display();
        printer.warn(&format!("judged questions that are not in {file}, and count as zero: {unasked}"));
    }
    let mut settings = Settings::new(super::clock::now().date());
    settings.mode = args.mode.mode();
    settings.fast = args.fast;
    for constant in &args.set {
        for value in &constant.values {
            settings.ranking.set(&constant.name, *value).map_err(|reason| anyhow!(reason))?;
        }
    }
    let index = setup::index_to_read(&args.from, global, printer)?;
    let reader = index.reader()?;
    let judged: BTreeSet<&String> = judgements.values().flat_map(|documents| documents.keys()).collect();
    let mut missing = 0;
    for id in &judged {
        missing += u64::from(reader.find(id)?.is_none());
    }
    if missing > 0 {
        printer.warn(&format!("judged documents that are not in the index: {missing} of {}", judged.len()));
    }
    if args.sweep.is_empty() {
        return Ok((rank(&reader, &questions, judgements, &settings)?, Vec::new()));
    }
    Ok((Run::default(), sweep(args, &reader, &questions, judgements, &settings)?))
}

fn sweep(
    args: &EvalArgs,
    reader: &Reader,
    questions: &[Question],
    judgements: &Judgements,
    settings: &Settings,
) -> Result<Vec<Measured>> {
    let mut runs = Vec::new();
    for combination in combinations(&args.sweep) {
        let mut settings = settings.clone();
        for (name, value) in &combination {
            settings.ranking.set(name, *value).map_err(|reason| anyhow!(reason))?;
        }
        let evaluation = Evaluation::of(&rank(reader, questions, judgements, &settings)?, judgements);
        let mut measured = Measured::new(evaluation, args.per_query);
        measured.settings = combination.into_iter().collect();
        runs.push(measured);
    }
    Ok(runs)
}

fn combinations(constants: &[Constant]) -> Vec<Vec<(String, f32)>> {
    constants.iter().fold(vec![Vec::new()], |all, constant| {
        let longer = |start: &Vec<(String, f32)>| {
            let start = start.clone();
            constant.values.iter().map(move |value| [&start[..], &[(constant.name.clone(), *value)]].concat())
        };
        all.iter().flat_map(longer).collect()
    })
}

fn experiments(args: &EvalArgs, printer: &mut Printer) -> Result<Answer> {
    let today = super::clock::now().date();
    let mut answer = Answer::default();
    for path in &args.experiment {
        let experiment = Experiment::read(path)?;
        if let Some(missing) = experiment.missing() {
            printer.warn(&format!("{} is skipped: {} is not there", experiment.name, missing.display()));
            continue;
        }
        let outcome = experiment.run(today)?;
        let mut measured = Measured::new(outcome.evaluation, args.per_query);
        measured.name = Some(outcome.name);
        (measured.expected, measured.broken) = (outcome.expected, outcome.broken);
        answer.runs.push(measured);
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sweep_is_every_combination() {
        let constants = ["k1=1,2".parse().unwrap(), "title.weight=3".parse().unwrap()];
        let all = combinations(&constants);
        assert_eq!(all, [1.0, 2.0].map(|k1| vec![("k1".to_owned(), k1), ("title.weight".to_owned(), 3.0)]));
        assert!("k1".parse::<Constant>().is_err() && "k1=x".parse::<Constant>().is_err());
    }
}
