//! Experiments: collections with the figures that they gave and floors that may not be broken.

use super::error::EvalError;
use super::files::{read_judgements, read_questions, text_of};
use super::measures::Evaluation;
use super::runner::{Settings, rank};
use crate::index::Index;
use crate::ingest::{self, Options};
use crate::query::Ranking;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A named evaluation, as a file of `tests/eval` describes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// Its name.
    pub name: String,
    /// Files of the collection; relative to the experiment's own file.
    corpus: PathBuf,
    queries: PathBuf,
    qrels: PathBuf,
    /// Constants of ranking that are not the shipped ones.
    #[serde(default)]
    settings: BTreeMap<String, f32>,
    /// What it gave when it was last measured.
    pub expected: BTreeMap<String, f64>,
    /// What it may not fall below.
    pub floors: BTreeMap<String, f64>,
}

/// What an experiment gave.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// The experiment's name.
    pub name: String,
    /// Its measures.
    pub evaluation: Evaluation,
    /// What it gave when it was last measured.
    pub expected: BTreeMap<String, f64>,
    /// Floors that are broken, each as a sentence.
    pub broken: Vec<String>,
}

impl Experiment {
    /// Reads an experiment.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or is no experiment.
    pub fn read(path: &Path) -> Result<Self, EvalError> {
        let file = |reason: String| EvalError::File { path: path.to_owned(), reason };
        let mut this: Self = toml::from_str(&text_of(path)?).map_err(|error| file(error.to_string()))?;
        let dir = path.parent().unwrap_or_else(|| Path::new(""));
        for part in [&mut this.corpus, &mut this.queries, &mut this.qrels] {
            *part = dir.join(&*part);
        }
        for name in this.expected.keys().chain(this.floors.keys()) {
            if !super::Measures::NAMES.contains(&name.as_str()) {
                return Err(file(format!("{name:?} is no measure")));
            }
        }
        let mut ranking = Ranking::default();
        for (name, value) in &this.settings {
            ranking.set(name, *value).map_err(file)?;
        }
        Ok(this)
    }

    /// The first of its files that is not there.
    #[must_use]
    pub fn missing(&self) -> Option<&Path> {
        [&self.corpus, &self.queries, &self.qrels].into_iter().find(|path| !path.exists()).map(PathBuf::as_path)
    }

    /// Indexes the collection in memory, asks its questions and measures the answers.
    ///
    /// # Errors
    ///
    /// Where a file cannot be read, or the index fails.
    pub fn run(&self, today: Date) -> Result<Outcome, EvalError> {
        let (questions, judgements) = (read_questions(&self.queries)?, read_judgements(&self.qrels)?);
        let index = Index::in_memory()?;
        let sources = ingest::discover(std::slice::from_ref(&self.corpus))?;
        ingest::run(&index, &sources, &Options::default(), &mut (), &Default::default())?;
        let mut settings = Settings::new(today);
        for (name, value) in &self.settings {
            let unknown = |reason| EvalError::File { path: self.corpus.clone(), reason };
            settings.ranking.set(name, *value).map_err(unknown)?;
        }
        let run = rank(&index.reader()?, &questions, &judgements, &settings)?;
        Ok(self.outcome(Evaluation::of(&run, &judgements)))
    }

    fn outcome(&self, evaluation: Evaluation) -> Outcome {
        let broken = self.floors.iter().filter_map(|(measure, floor)| {
            let value = evaluation.mean.by_name(measure)?;
            (value < *floor).then(|| format!("{}: {measure} is {value:.4}, below its floor of {floor}", self.name))
        });
        let broken = broken.collect();
        Outcome { name: self.name.clone(), evaluation, expected: self.expected.clone(), broken }
    }
}
