//! Where the objects of a JSON text begin and end, found without reading them.

use super::super::decode::Lines;
use std::io::{self, BufRead};

/// Names of the members of the object with which `head` begins (alone or as the first of an array), as far as `head`
/// goes.
pub(super) fn members_of_first(head: &str) -> Vec<&str> {
    let head = head.trim_start();
    let head = head.strip_prefix('[').map_or(head, str::trim_start);
    let (mut names, mut braces, mut string_from) = (Vec::new(), Braces::default(), 0);
    if !head.starts_with('{') {
        return names;
    }
    for (at, byte) in head.bytes().enumerate() {
        let was_in_string = braces.in_string;
        braces.take(byte);
        match (was_in_string, braces.in_string) {
            (false, true) => string_from = at + 1,
            (true, false) if braces.depth == 1 && head[at + 1..].trim_start().starts_with(':') => {
                names.push(&head[string_from..at]);
            }
            _ if braces.depth == 0 => break,
            _ => {}
        }
    }
    names
}

/// How the objects lie in the input, told from its first line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// One a line, whatever is in it: a bad line harms no other.
    Lines,
    /// Over several lines or in an array: an object ends with its brace, one that is never closed with the input.
    Braces,
}

/// Depth of nesting at a place of a JSON text.
#[derive(Default)]
struct Braces {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Braces {
    fn take(&mut self, byte: u8) {
        if self.in_string {
            self.in_string = self.escaped || byte != b'"';
            self.escaped = !self.escaped && byte == b'\\';
            return;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    /// Takes `text` up to the byte that closes what is open; where that byte ends, if it is there. Where nothing is
    /// open nor opened, no object begins here, and all of `text` is taken.
    fn close_in(&mut self, text: &str) -> Option<usize> {
        for (at, byte) in text.bytes().enumerate() {
            self.take(byte);
            if self.depth == 0 && matches!(byte, b'}' | b']') && !self.in_string {
                return Some(at + 1);
            }
        }
        (self.depth == 0).then_some(text.len())
    }
}

/// The objects of an input as texts.
pub(super) struct Objects<R> {
    lines: Lines<R>,
    layout: Option<Layout>,
    /// The line in hand, and how much of it is done ([`Layout::Braces`]).
    line: String,
    at: usize,
}

impl<R: BufRead> Objects<R> {
    pub(super) fn new(input: R) -> Self {
        Self { lines: Lines::new(input), layout: None, line: String::new(), at: 0 }
    }

    /// The next object with the line on which it begins.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, String)>> {
        if self.layout == Some(Layout::Braces) {
            return self.next_in_braces();
        }
        let Some((number, line)) = self.next_line()? else { return Ok(None) };
        if self.layout.is_none() && (line.starts_with('[') || line == "{") {
            self.layout = Some(Layout::Braces);
            (self.at, self.line) = (usize::from(line.starts_with('[')), line);
            return self.next_in_braces();
        }
        self.layout = Some(Layout::Lines);
        Ok(Some((number, line)))
    }

    fn next_in_braces(&mut self) -> io::Result<Option<(u64, String)>> {
        let begin = loop {
            let rest = &self.line[self.at..];
            let left = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ']')).len();
            if left > 0 {
                break self.line.len() - left;
            }
            let Some((_, line)) = self.next_line()? else { return Ok(None) };
            (self.line, self.at) = (line, 0);
        };
        self.at = begin;
        let number = self.lines.number();
        let (mut object, mut braces) = (String::new(), Braces::default());
        loop {
            if let Some(end) = braces.close_in(&self.line[self.at..]) {
                object.push_str(&self.line[self.at..self.at + end]);
                self.at += end;
                return Ok(Some((number, object)));
            }
            object.push_str(&self.line[self.at..]);
            object.push('\n');
            let next = self.next_line()?;
            let ended = next.is_none();
            (self.line, self.at) = (next.map(|(_, line)| line).unwrap_or_default(), 0);
            if ended {
                return Ok(Some((number, object)));
            }
        }
    }

    /// The next line that is not blank, without white space at its ends.
    fn next_line(&mut self) -> io::Result<Option<(u64, String)>> {
        while let Some((number, line)) = self.lines.next()? {
            let line = line.trim_start_matches('\u{feff}').trim();
            if !line.is_empty() {
                return Ok(Some((number, line.to_owned())));
            }
        }
        Ok(None)
    }
}
