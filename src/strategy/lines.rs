//! The lines of a strategy, and references among them to queries: in a line `#n` stands for line n.

use super::read;
use crate::search::Warning;
use std::collections::BTreeMap;

/// Bytes that a line may grow to when what it refers to is put in.
const LONGEST: usize = 2 << 20;

/// One line of a strategy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number in the strategy.
    pub number: u32,
    /// Its line in the file, from 1.
    pub at: usize,
    /// The query as written, without the number.
    pub query: String,
    /// What is to be said of how it was read.
    pub notes: Vec<Warning>,
}

/// The lines of a strategy, in order; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strategy {
    /// The lines.
    pub lines: Vec<Line>,
}

/// Why a strategy cannot be run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StrategyError {
    /// There is no query in it.
    #[error("no query in it: one line a query is expected, `#2 OR #3` refers to others")]
    Empty,
    /// Two lines have one number.
    #[error("line {at}: number {number} is there already, in line {first}")]
    Twice {
        /// The line in the file.
        at: usize,
        /// The number.
        number: u32,
        /// Where it came first.
        first: usize,
    },
    /// A reference to what is not there.
    #[error("line {at}, column {column}: #{number} is no line of this strategy; it has {known}")]
    Undefined {
        /// The line in the file.
        at: usize,
        /// Where in the query, in characters from 1.
        column: usize,
        /// The number.
        number: u32,
        /// The numbers that there are.
        known: String,
    },
    /// A line that refers to itself, perhaps by way of others.
    #[error("line {at}: #{number} refers to itself ({way})")]
    Circular {
        /// The line in the file.
        at: usize,
        /// The number.
        number: u32,
        /// `#1 → #2 → #1`.
        way: String,
    },
    /// A line that grows beyond measure.
    #[error("line {at}: with the lines that it refers to it is longer than {} MB; simplify it", LONGEST >> 20)]
    TooLong {
        /// The line in the file.
        at: usize,
    },
}

/// A piece of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// As written.
    Text(&'a str),
    /// `#n`, and where it begins.
    Reference(u32, usize),
}

impl Strategy {
    /// Reads a strategy.
    ///
    /// # Errors
    ///
    /// Where there is no query, where a number comes twice, or where a reference is to nothing or to itself.
    pub fn read(text: &str) -> Result<Self, StrategyError> {
        let mut lines = read::lines(text);
        lines.retain(|line| !line.query.trim().is_empty());
        if lines.is_empty() {
            return Err(StrategyError::Empty);
        }
        for (at, line) in lines.iter().enumerate() {
            if let Some(first) = lines[..at].iter().find(|first| first.number == line.number) {
                return Err(StrategyError::Twice { at: line.at, number: line.number, first: first.at });
            }
        }
        let strategy = Self { lines };
        strategy.lines.iter().try_for_each(|line| strategy.expanded(line).map(|_| ()))?;
        Ok(strategy)
    }

    /// The line of that number.
    #[must_use]
    pub fn line(&self, number: u32) -> Option<&Line> {
        self.lines.iter().find(|line| line.number == number)
    }

    /// The query of a line with the lines that it refers to put in, each in parentheses.
    ///
    /// # Errors
    ///
    /// Where a reference is to nothing, to itself, or where the query grows too long.
    pub fn expanded(&self, line: &Line) -> Result<String, StrategyError> {
        self.expanded_text(&line.query, line, &mut vec![line.number], &mut BTreeMap::new())
    }

    /// A part of a line's query with the lines that it refers to put in.
    pub(super) fn expanded_part(&self, text: &str, line: &Line) -> Result<String, StrategyError> {
        self.expanded_text(text, line, &mut vec![line.number], &mut BTreeMap::new())
    }

    fn expanded_text(
        &self,
        text: &str,
        line: &Line,
        way: &mut Vec<u32>,
        done: &mut BTreeMap<u32, String>,
    ) -> Result<String, StrategyError> {
        let mut out = String::new();
        for piece in pieces(text) {
            let (number, at) = match piece {
                Piece::Text(text) => {
                    out.push_str(text);
                    continue;
                }
                Piece::Reference(number, at) => (number, at),
            };
            if way.contains(&number) {
                let shown: Vec<String> = way.iter().chain([&number]).map(|n| format!("#{n}")).collect();
                return Err(StrategyError::Circular { at: line.at, number, way: shown.join(" → ") });
            }
            let Some(other) = self.line(number) else {
                let known: Vec<String> = self.lines.iter().map(|line| format!("#{}", line.number)).collect();
                let column = text[..at].chars().count() + 1;
                return Err(StrategyError::Undefined { at: line.at, column, number, known: known.join(", ") });
            };
            if !done.contains_key(&number) {
                way.push(number);
                let inner = self.expanded_text(&other.query, other, way, done)?;
                way.pop();
                done.insert(number, inner);
            }
            out.push('(');
            out.push_str(done.get(&number).map_or("", String::as_str));
            out.push(')');
            if out.len() > LONGEST {
                return Err(StrategyError::TooLong { at: line.at });
            }
        }
        Ok(out)
    }
}

/// Parts a query at its references, which stand outside quotes and brackets.
pub(super) fn pieces(query: &str) -> Vec<Piece<'_>> {
    let mut all = Vec::new();
    let (mut from, mut quoted, mut tag) = (0, false, false);
    let bytes = query.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => quoted = !quoted,
            b'[' if !quoted => tag = true,
            b']' => tag = false,
            b'#' if !quoted && !tag && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric()) => {
                let digits = bytes[at + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
                let end = at + 1 + digits;
                let ends = bytes.get(end).is_none_or(|b| !b.is_ascii_alphanumeric());
                if let Some(number) = query[at + 1..end].parse().ok().filter(|_| ends) {
                    all.push(Piece::Text(&query[from..at]));
                    all.push(Piece::Reference(number, at));
                    (from, at) = (end, end);
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    all.push(Piece::Text(&query[from..]));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::proptest;

    fn show(text: &str) -> String {
        match Strategy::read(text) {
            Ok(strategy) => strategy.lines.iter().map(|line| strategy.expanded(line).unwrap()).collect(),
            Err(error) => format!("!{error}"),
        }
    }

    #[test]
    fn what_cannot_be_put_together_is_refused() {
        for (text, expected) in [
            ("", "!no query in it: one line a query is expected, `#2 OR #3` refers to others"),
            ("#1 a\n#1 b", "!line 2: number 1 is there already, in line 1"),
            ("a\nb OR #7", "!line 2, column 6: #7 is no line of this strategy; it has #1, #2"),
            ("#1 #2\n#2 #1", "!line 2: #1 refers to itself (#1 → #2 → #1)"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }

    #[test]
    fn what_doubles_with_each_line_is_refused() {
        let mut text = "#1 melanoma\n".to_owned();
        (2..60).for_each(|n| text.push_str(&format!("#{n} #{} OR #{}\n", n - 1, n - 1)));
        assert!(show(&text).contains("longer than 2 MB"));
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "[#0-9a(\")\\[\\]\\n .OR/é-]{0,60}") {
            let _ = show(&text);
        }
    }
}
