//! A run: what was found for each question, in order.

use super::error::EvalError;
use super::files::{lines, text_of};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Documents with their scores by question, best first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Run(pub BTreeMap<String, Vec<(String, f32)>>);

impl Run {
    /// Reads a run in TREC's form: `question Q0 document rank score name`. As trec_eval does, the order is that of the scores,
    /// not of the ranks, and equal scores are in descending order of the documents' ids.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, or a line is not of that form.
    pub fn read(path: &Path) -> Result<Self, EvalError> {
        let mut run = Self::default();
        for (number, line) in lines(&text_of(path)?) {
            let columns: Vec<&str> = line.split_whitespace().collect();
            let [question, _, document, _, score, ..] = columns[..] else {
                return Err(EvalError::line(path, number, "expected `question Q0 document rank score name`"));
            };
            let score: f32 =
                score.parse().ok().filter(|score: &f32| score.is_finite()).ok_or_else(|| {
                    EvalError::line(path, number, format!("{score:?} is no score: expected a number"))
                })?;
            run.0.entry(question.to_owned()).or_default().push((document.to_owned(), score));
        }
        for found in run.0.values_mut() {
            found.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| b.0.cmp(&a.0)));
        }
        Ok(run)
    }

    /// Writes it in TREC's form.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), EvalError> {
        let write = || {
            let mut out = BufWriter::new(File::create(path)?);
            for (question, found) in &self.0 {
                for (rank, (document, score)) in (1..).zip(found) {
                    writeln!(out, "{question} Q0 {document} {rank} {score} medlar")?;
                }
            }
            out.flush()
        };
        write().map_err(EvalError::io(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_comes_back_in_the_order_of_its_scores() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("run");
        std::fs::write(&path, "1 Q0 a 1 0.5 x\n1 Q0 b 2 0.5 x\n1 Q0 c 3 2 x\n").unwrap();
        let run = Run::read(&path).unwrap();
        let ids: Vec<&str> = run.0["1"].iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, ["c", "b", "a"]);
        run.write(&path).unwrap();
        assert_eq!(Run::read(&path).unwrap(), run);
        std::fs::write(&path, "1 Q0 a 1 high x\n").unwrap();
        assert!(Run::read(&path).is_err());
    }
}
