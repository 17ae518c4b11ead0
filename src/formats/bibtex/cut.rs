//! Where the entries of a BibTeX file begin and end.

use super::super::decode::Lines;
use std::io::{self, BufRead};

/// An entry longer than this is not closed.
const LONGEST_ENTRY: usize = 16 << 20;

/// Braces nested deeper than this are no entry: the parser takes time by the square of the depth.
const DEEPEST: usize = 250;

/// An entry, `@string`, `@comment` or `@preamble`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Line on which it begins.
    pub(super) line: u64,
    /// What stands behind the `@`, in lower case.
    pub(super) kind: String,
    /// All of it, from the `@` to the closing brace.
    pub(super) text: String,
    /// Why it is no entry.
    pub(super) fault: Option<String>,
}

impl Piece {
    /// The piece, with an empty key where it has none: `@misc{title = {…}}`.
    fn keyed(mut self) -> Self {
        let begins = self.text.find(['{', '(']).map_or(0, |at| at + 1);
        let key = self.text[begins..].find([',', '=', '}', ')', '{', '"']);
        let keyless = key.is_some_and(|at| self.text[begins + at..].starts_with('='));
        if keyless && !matches!(self.kind.as_str(), "string" | "comment" | "preamble") {
            self.text.insert(begins, ',');
        }
        self
    }

    /// The piece in braces where it stands in parentheses, which the parser does not know.
    fn in_braces(&mut self) {
        if let (Some(begin), true) = (self.text.find('('), self.text.ends_with(')')) {
            self.text.replace_range(begin..=begin, "{");
            self.text.pop();
            self.text.push('}');
        }
    }

    /// The citation key; of a `@string`, its name.
    pub(super) fn key(&self) -> &str {
        let inside = self.text.split_once(['{', '(']).map_or("", |(_, inside)| inside);
        inside.split([',', '=', '}', ')', '\n']).next().unwrap_or_default().trim()
    }

    /// What stands behind the key.
    pub(super) fn behind_key(&self) -> &str {
        let key_at = self.text.find(['{', '(']).map_or(0, |at| at + 1);
        let end = self.text[key_at..].find(['=', '}', ')']).map_or(self.text.len(), |at| key_at + at);
        &self.text[end..]
    }
}

/// The word behind the `@` with which `text` begins, and what follows the brace: `@article{…`.
pub(super) fn opening(text: &str) -> Option<(&str, &str)> {
    let behind = text.strip_prefix('@')?.trim_start();
    let end = behind.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-'))?;
    let (word, rest) = behind.split_at(end);
    let rest = rest.trim_start().strip_prefix(['{', '('])?;
    let is_word = word.starts_with(|c: char| c.is_ascii_alphabetic());
    is_word.then_some((word, rest)).map(|(word, rest)| (lowered(word), rest))
}

/// What follows the known type of an entry in a line that begins with it and has no brace: `@article,`.
fn braceless(line: &str) -> Option<(&str, &str)> {
    let behind = line.trim_start().strip_prefix('@')?;
    let (word, rest) = behind.split_at(behind.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(behind.len()));
    super::fields::is_known_type(lowered(word)).then_some((lowered(word), rest.trim()))
}

/// Known types come in any case; an unknown one stays as it is.
fn lowered(word: &str) -> &str {
    super::fields::TYPES.iter().copied().find(|known| known.eq_ignore_ascii_case(word)).unwrap_or(word)
}

/// How far inside an entry the reading stands.
struct Open {
    piece: Piece,
    depth: usize,
    /// Closed by `)` instead of `}`.
    round: bool,
    escaped: bool,
    /// The greatest depth so far.
    deepest: usize,
}

impl Open {
    /// Takes `text` up to the end of the entry; where that is, if it is there.
    fn take(&mut self, text: &str) -> Option<usize> {
        for (at, byte) in text.bytes().enumerate() {
            let escaped = std::mem::take(&mut self.escaped);
            match byte {
                b'\\' => self.escaped = !escaped,
                b'{' if !escaped => {
                    self.depth += 1;
                    self.deepest = self.deepest.max(self.depth);
                }
                b'}' if !escaped && self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 && !self.round {
                        return Some(at + 1);
                    }
                }
                b')' if self.round && self.depth == 0 => return Some(at + 1),
                _ => {}
            }
        }
        None
    }
}

/// Cuts entry by entry.
pub(super) struct Cutter<R> {
    lines: Lines<R>,
    /// What of the line in hand is not dealt with, and its number.
    rest: String,
    number: u64,
}

impl<R: BufRead> Cutter<R> {
    pub(super) fn new(input: R) -> Self {
        Self { lines: Lines::new(input), rest: String::new(), number: 0 }
    }

    /// The next piece, `None` at the end of the input.
    pub(super) fn next(&mut self) -> io::Result<Option<Piece>> {
        loop {
            if let Some(open) = self.begin() {
                return self.finish(open).map(Some);
            }
            if let Some((word, rest)) = braceless(&self.rest).filter(|(_, rest)| rest.starts_with(',')) {
                let fault = Some(format!("the entry @{word} is not opened: {{ is missing"));
                let piece = Piece { line: self.number, kind: word.to_owned(), text: rest.to_owned(), fault };
                self.rest.clear();
                return Ok(Some(piece));
            }
            if !self.next_line()? {
                return Ok(None);
            }
        }
    }

    fn next_line(&mut self) -> io::Result<bool> {
        let Some((number, line)) = self.lines.next()? else { return Ok(false) };
        // The brace may stand on the line behind the type.
        let goes_on = line.trim_start().starts_with(['{', '(']);
        if goes_on && braceless(&self.rest).is_some_and(|(_, rest)| rest.is_empty()) {
            self.rest.push_str(&line);
        } else {
            self.rest = line.into_owned();
            self.number = number;
        }
        Ok(true)
    }

    /// Goes to the next entry of the line in hand, if one begins there.
    fn begin(&mut self) -> Option<Open> {
        let mut from = 0;
        loop {
            let at = from + self.rest.get(from..)?.find('@')?;
            // In a comment or in running text, an `@` in the middle of a word is an address's.
            let in_word = self.rest[..at].ends_with(|c: char| c.is_alphanumeric());
            if let Some((word, behind)) = opening(&self.rest[at..]).filter(|_| !in_word) {
                let kind = word.to_ascii_lowercase();
                let inside = self.rest.len() - behind.len();
                let round = self.rest[..inside].ends_with('(');
                let piece = Piece { line: self.number, kind, text: self.rest[at..inside].to_owned(), fault: None };
                self.rest.drain(..inside);
                let depth = usize::from(!round);
                return Some(Open { piece, depth, round, escaped: false, deepest: depth });
            }
            from = at + 1;
        }
    }

    /// The entry up to its end. One that is not closed ends before the line on which another begins.
    fn finish(&mut self, mut open: Open) -> io::Result<Piece> {
        let mut first = true;
        loop {
            let interrupted = !first && opening(&self.rest).is_some_and(|(word, _)| super::fields::is_known_type(word));
            if interrupted || open.piece.text.len() > LONGEST_ENTRY {
                break;
            }
            if let Some(end) = open.take(&self.rest) {
                open.piece.text.push_str(&self.rest[..end]);
                if open.round {
                    open.piece.in_braces();
                }
                open.piece.text.push('\n');
                self.rest.drain(..end);
                if open.deepest > DEEPEST {
                    let reason =
                        format!("braces of the entry @{} are nested more than {DEEPEST} deep", open.piece.kind);
                    open.piece.fault = Some(reason);
                }
                return Ok(open.piece.keyed());
            }
            open.piece.text.push_str(&self.rest);
            open.piece.text.push('\n');
            self.rest.clear();
            (first, open.escaped) = (false, false);
            if !self.next_line()? {
                break;
            }
        }
        let brace = if open.round { ')' } else { '}' };
        open.piece.fault = Some(format!("the entry @{} is not closed: {brace} is missing", open.piece.kind));
        Ok(open.piece)
    }
}
