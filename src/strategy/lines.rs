//! A file of queries to numbered lines, and references among them to queries.
//!
//! Lines are numbered as written (`#1 …`, `1. …`, `1) …`, `1 …`) where the first is; what has no number then goes on with the
//! line before. Without numbers each line is one. Empty lines, and lines that begin with `//`, `;` or `# ` and a word, are
//! comments. In a line `#n` stands for line n, `OR/1-3,5` and `AND/1-3` for lines joined; a line of numbers and operators
//! alone (`1 OR 2`) means lines too.

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
        let text = text.trim_start_matches('\u{feff}');
        let written: Vec<(usize, &str)> =
            (1..).zip(text.lines().map(str::trim)).filter(|(_, line)| !is_comment(line)).collect();
        let numbered = written.first().is_some_and(|(_, line)| matches!(number_of(line), Some((1, _))));
        let mut lines: Vec<Line> = Vec::new();
        for (at, line) in written {
            match number_of(line).filter(|_| numbered) {
                Some((number, query)) => {
                    if let Some(first) = lines.iter().find(|line| line.number == number) {
                        return Err(StrategyError::Twice { at, number, first: first.at });
                    }
                    lines.push(Line { number, at, query: query.to_owned() });
                }
                None if numbered => {
                    if let Some(last) = lines.last_mut() {
                        last.query = format!("{} {line}", last.query);
                    }
                }
                None => {
                    let number = u32::try_from(lines.len()).unwrap_or(u32::MAX).saturating_add(1);
                    lines.push(Line { number, at, query: line.to_owned() });
                }
            }
        }
        lines.retain(|line| !line.query.trim().is_empty());
        if lines.is_empty() {
            return Err(StrategyError::Empty);
        }
        let numbers: Vec<u32> = lines.iter().map(|line| line.number).collect();
        lines.iter_mut().for_each(|line| line.query = with_signs(&line.query, &numbers, numbered));
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

fn is_comment(line: &str) -> bool {
    let mark = line.strip_prefix('#').is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
    line.is_empty() || mark || line.starts_with("//") || line.starts_with(';')
}

/// The number before a line, and the query behind it. An operator behind the number makes it a reference.
fn number_of(line: &str) -> Option<(u32, &str)> {
    let rest = line.strip_prefix('#').unwrap_or(line);
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number = rest[..digits].parse().ok().filter(|_| (1..=5).contains(&digits))?;
    let behind = &rest[digits..];
    let query = behind.strip_prefix(['.', ')', ':']).unwrap_or(behind);
    if !query.is_empty() && !query.starts_with(char::is_whitespace) {
        return None;
    }
    let query = query.trim();
    let first = query.split_whitespace().next().unwrap_or_default();
    (!matches!(first, "AND" | "OR" | "NOT" | "&" | "|")).then_some((number, query))
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

/// A query with `OR/1-3` and lines of bare numbers written with `#`; where the file numbers its lines, a number that stands alone
/// between operators too.
fn with_signs(query: &str, numbers: &[u32], numbered: bool) -> String {
    for (short, operator) in [("or/", " OR "), ("and/", " AND ")] {
        let Some(list) = query.get(..short.len()).filter(|head| head.eq_ignore_ascii_case(short)) else { continue };
        if let Some(all) = ranges(&query[list.len()..], numbers) {
            return all.iter().map(|number| format!("#{number}")).collect::<Vec<_>>().join(operator);
        }
    }
    let mixed = || if numbered { numbers_among_terms(query, numbers) } else { query.to_owned() };
    bare_numbers(query, numbers).unwrap_or_else(mixed)
}

/// `14 AND stroke[ti]`: a number of a line that is an operand of its own, written with `#`.
fn numbers_among_terms(query: &str, numbers: &[u32]) -> String {
    let is_operator = |word: &str| matches!(word, "AND" | "OR" | "NOT");
    let words: Vec<&str> = query.split(' ').collect();
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let (mut quoted, mut tag) = (false, false);
    for (at, word) in words.iter().enumerate() {
        let body = word.trim_start_matches('(').trim_end_matches(')');
        let opens = word.starts_with('(');
        let closes = word.ends_with(')');
        let (before, after) = (at.checked_sub(1).map(|n| words[n]), words.get(at + 1).copied());
        let joined = before.is_some_and(is_operator) || after.is_some_and(is_operator);
        let alone = before.is_none_or(|b| is_operator(b) || opens) && after.is_none_or(|a| is_operator(a) || closes);
        let known = !quoted && !tag && body.parse().is_ok_and(|number| numbers.contains(&number));
        out.push(if known && joined && alone { word.replace(body, &format!("#{body}")) } else { (*word).to_owned() });
        quoted ^= word.matches('"').count() % 2 == 1;
        tag = if tag { !word.contains(']') } else { word.rfind('[') > word.rfind(']') };
    }
    out.join(" ")
}

/// `1-3,5` as the numbers between, of those that there are.
fn ranges(list: &str, numbers: &[u32]) -> Option<Vec<u32>> {
    let mut all = Vec::new();
    for part in list.split(',') {
        let number = |text: &str| text.trim().trim_start_matches('#').parse::<u32>().ok();
        match part.split_once('-') {
            Some((from, to)) => {
                let (from, to) = (number(from)?, number(to)?);
                all.extend(numbers.iter().copied().filter(|n| (from..=to).contains(n)));
            }
            None => all.push(number(part)?),
        }
    }
    (!all.is_empty()).then_some(all)
}

/// `1 OR (2 AND 3)`: numbers of lines and operators alone.
fn bare_numbers(query: &str, numbers: &[u32]) -> Option<String> {
    let spaced = query.replace('(', " ( ").replace(')', " ) ");
    let mut words: Vec<String> = Vec::new();
    let (mut lines, mut operators) = (0, 0);
    for word in spaced.split_whitespace() {
        let upper = word.to_ascii_uppercase();
        if matches!(upper.as_str(), "AND" | "OR" | "NOT") {
            operators += 1;
            words.push(upper);
        } else if matches!(word, "(" | ")") {
            words.push(word.to_owned());
        } else {
            let number = word.parse().ok().filter(|number| numbers.contains(number))?;
            lines += 1;
            words.push(format!("#{number}"));
        }
    }
    (lines >= 2 && operators >= 1).then(|| words.join(" ").replace("( ", "(").replace(" )", ")"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::proptest;

    fn show(text: &str) -> String {
        match Strategy::read(text) {
            Ok(strategy) => strategy
                .lines
                .iter()
                .map(|line| format!("{}@{}={}", line.number, line.at, strategy.expanded(line).unwrap()))
                .collect::<Vec<_>>()
                .join(" | "),
            Err(error) => format!("!{error}"),
        }
    }

    #[test]
    fn every_way_of_numbering() {
        for (text, expected) in [
            ("#1 a\n#2 b[ti]\n\n#3 #1 OR #2", "1@1=a | 2@2=b[ti] | 3@4=(a) OR (b[ti])"),
            ("1. a\n2. b\n3. 1 or 2", "1@1=a | 2@2=b | 3@3=(a) OR (b)"),
            ("1) a\n  and more\n2) #1 NOT c", "1@1=a and more | 2@3=(a and more) NOT c"),
            ("1 a\n2 b\n3 OR/1-2\n4 AND/1,3", "1@1=a | 2@2=b | 3@3=(a) OR (b) | 4@4=(a) AND ((a) OR (b))"),
            ("a\n// said\n; too\n# and this\nb\n#1 AND #2", "1@1=a | 2@5=b | 3@6=(a) AND (b)"),
            ("2 methoxyestradiol\n\"#1\"[ti] IL#2", "1@1=2 methoxyestradiol | 2@2=\"#1\"[ti] IL#2"),
            ("#1 a\n#2 (1 AND 1)", "1@1=a | 2@2=((a) AND (a))"),
            (
                "1. a\n2. b[ti]\n3. 1 AND stroke[ti] NOT (b OR 2)",
                "1@1=a | 2@2=b[ti] | 3@3=(a) AND stroke[ti] NOT (b OR (b[ti]))",
            ),
            (
                "1. a\n2. type 1 AND grade 2[ti] AND \"x OR 1 OR y\"",
                "1@1=a | 2@2=type 1 AND grade 2[ti] AND \"x OR 1 OR y\"",
            ),
            ("a\n1 AND stroke", "1@1=a | 2@2=1 AND stroke"),
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
