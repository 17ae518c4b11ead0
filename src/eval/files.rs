//! Questions and judgements, in BEIR's layout and in TREC's.

use super::error::EvalError;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A question of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its id.
    pub id: String,
    /// What is asked, in plain language.
    pub text: String,
}

/// The grade of each judged document, by question and document. A document is relevant from grade 1 on.
pub type Judgements = BTreeMap<String, BTreeMap<String, i64>>;

/// Reads questions: JSON lines with `_id` and `text`, or lines of an id, a tab and the text.
///
/// # Errors
///
/// Where the file cannot be read, or a line is neither.
pub fn read_questions(path: &Path) -> Result<Vec<Question>, EvalError> {
    let mut questions = Vec::new();
    for (number, line) in lines(&text_of(path)?) {
        let question = if line.starts_with('{') { json_question(line) } else { tabbed_question(line) };
        questions.push(question.map_err(|reason| EvalError::line(path, number, reason))?);
    }
    Ok(questions)
}

fn json_question(line: &str) -> Result<Question, String> {
    let value: Value = serde_json::from_str(line).map_err(|error| format!("no JSON object: {error}"))?;
    let member = |name: &str| match value.get(name) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        _ => Err(format!("a question needs \"{name}\", a text")),
    };
    Ok(Question { id: member("_id")?, text: member("text")? })
}

fn tabbed_question(line: &str) -> Result<Question, String> {
    let (id, text) = line.split_once('\t').ok_or("expected an id, a tab and the question, or a JSON object")?;
    Ok(Question { id: id.trim().to_owned(), text: text.trim().to_owned() })
}

/// Reads judgements: BEIR's three columns (question, document, grade, under a line of headings) or TREC's four (question,
/// anything, document, grade).
///
/// # Errors
///
/// Where the file cannot be read, or a line is neither.
pub fn read_judgements(path: &Path) -> Result<Judgements, EvalError> {
    let mut judgements = Judgements::new();
    for (number, line) in lines(&text_of(path)?) {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let (question, document, grade) = match columns[..] {
            [question, document, grade] => (question, document, grade),
            [question, _, document, grade] => (question, document, grade),
            _ => return Err(EvalError::line(path, number, "expected three columns (BEIR) or four (TREC)")),
        };
        match grade.parse::<i64>() {
            Ok(grade) => {
                judgements.entry(question.to_owned()).or_default().insert(document.to_owned(), grade);
            }
            Err(_) if number == 1 => {}
            Err(_) => return Err(EvalError::line(path, number, format!("{grade:?} is no grade: expected a number"))),
        }
    }
    if judgements.is_empty() {
        return Err(EvalError::File { path: path.to_owned(), reason: "no judgement in it".to_owned() });
    }
    Ok(judgements)
}

pub(super) fn text_of(path: &Path) -> Result<String, EvalError> {
    let bytes = fs::read(path).map_err(EvalError::io(path))?;
    let reason = "not UTF-8".to_owned();
    String::from_utf8(bytes).map_err(|_| EvalError::File { path: path.to_owned(), reason })
}

/// The lines that are not blank, with their numbers from 1.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        fs::write(&path, text).unwrap();
        (dir, path)
    }

    #[test]
    fn both_layouts_are_read() {
        let expected = vec![
            Question { id: "1".into(), text: "does it work?".into() },
            Question { id: "q2".into(), text: "and that".into() },
        ];
        let beir = "\u{feff}{\"_id\": 1, \"text\": \"does it work?\"}\n\n{\"_id\": \"q2\", \"text\": \"and that\"}\n";
        for text in [beir, "1\tdoes it work?\r\nq2\tand that\n"] {
            let (_dir, path) = file(text);
            assert_eq!(read_questions(&path).unwrap(), expected, "{text}");
        }
        for text in ["query-id\tcorpus-id\tscore\n1\td1\t2\n1\td2\t0\n", "1 0 d1 2\n1 0 d2 0\n"] {
            let (_dir, path) = file(text);
            let judgements = read_judgements(&path).unwrap();
            assert_eq!(
                judgements["1"].iter().map(|(d, g)| (d.as_str(), *g)).collect::<Vec<_>>(),
                [("d1", 2), ("d2", 0)]
            );
        }
    }

    #[test]
    fn a_bad_line_is_named() {
        let (_dir, path) = file("1\td1\t1\n1\td1\n");
        assert!(
            read_judgements(&path)
                .unwrap_err()
                .to_string()
                .ends_with(":2: expected three columns (BEIR) or four (TREC)")
        );
        let (_dir, path) = file("1\td1\t1\n1\td2\tgood\n");
        assert!(
            read_judgements(&path).unwrap_err().to_string().ends_with(":2: \"good\" is no grade: expected a number")
        );
        let (_dir, path) = file("{\"_id\": 1}\n");
        assert!(read_questions(&path).unwrap_err().to_string().ends_with(":1: a question needs \"text\", a text"));
        let (_dir, path) = file("query-id\tcorpus-id\tscore\n");
        assert!(read_judgements(&path).is_err());
    }
}
