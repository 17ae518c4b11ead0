//! Where the objects of a JSON text begin and end, found byte by byte without reading them.

use super::super::decode;
use std::io::{self, BufRead};

/// An object longer than this is no record, or is not closed.
const LONGEST: usize = 64 << 20;

/// Names of the members of the object with which `head` begins (alone or as the first of an array), as far as `head`
/// goes.
pub(in crate::formats) fn members_of_first(head: &str) -> Vec<&str> {
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

/// The text, as it is written, that a member of the object with which `head` begins has.
pub(in crate::formats) fn text_of_first<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let member = members_of_first(head).into_iter().find(|member| *member == name)?;
    let behind = &head[member.as_ptr() as usize - head.as_ptr() as usize + member.len()..];
    behind.strip_prefix('"')?.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?.split('"').next()
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
}

/// The objects of an input as texts.
pub(in crate::formats) struct Objects<R> {
    input: R,
    wrappers: &'static [&'static str],
    layout: Option<Layout>,
    /// Number of the line in which the reading stands.
    line: u64,
    /// How many objects are open around the list in which the reading stands.
    wrapped: usize,
    /// Whether the reading stands in a list that is the whole text.
    in_list: bool,
}

/// What became of an object.
enum Taken {
    Whole,
    /// It is not kept; the reading stands behind it.
    TooLong,
    /// It is a wrapper: a list in it holds the records.
    List,
    /// It is a wrapper: an object in it is the record, or another wrapper.
    Member,
}

impl<R: BufRead> Objects<R> {
    pub(in crate::formats) fn new(input: R, wrappers: &'static [&'static str]) -> Self {
        Self { input, wrappers, layout: None, line: 1, wrapped: 0, in_list: false }
    }

    /// The next object with the line on which it begins, or why it is none.
    pub(in crate::formats) fn next(&mut self) -> io::Result<Option<(u64, Result<String, String>)>> {
        let mut in_member = false;
        loop {
            let Some(first) = self.skip_between()? else { return self.end() };
            if self.layout.is_none() {
                self.layout = Some(self.layout_of(first)?);
                if first == b'[' {
                    self.in_list = true;
                    self.advance()?;
                    continue;
                }
            }
            let line = self.line;
            let mut object = Vec::new();
            match self.take(&mut object)? {
                Taken::Whole if object.is_empty() => {}
                Taken::Whole => {
                    if in_member {
                        self.skip_wrapper()?;
                    }
                    return Ok(Some((line, Ok(decode::text(&object).trim().to_owned()))));
                }
                Taken::TooLong => {
                    let reason = format!("an object of more than {} MB: no record is so long", LONGEST >> 20);
                    return Ok(Some((line, Err(reason))));
                }
                Taken::List => (self.wrapped, in_member) = (self.wrapped + 1, false),
                Taken::Member => (self.wrapped, in_member) = (self.wrapped + 1, true),
            }
        }
    }

    /// The end of the input, which is too early within a list, unless an object was cut off there and is rejected for it.
    fn end(&self) -> io::Result<Option<(u64, Result<String, String>)>> {
        if self.in_list || self.wrapped > 0 {
            let reason = "the list of records is not closed: the file is cut off";
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, reason));
        }
        Ok(None)
    }

    fn layout_of(&mut self, first: u8) -> io::Result<Layout> {
        let rest = self.input.fill_buf()?;
        let mut lines = rest.split(|byte| *byte == b'\n');
        let line = lines.next().unwrap_or_default();
        let mut braces = Braces::default();
        line.iter().for_each(|byte| braces.take(*byte));
        // A line that is cut off stands before another that begins with a brace.
        let next = lines.map(<[u8]>::trim_ascii).find(|line| !line.is_empty());
        let goes_on = braces.depth > 0 && next.is_some_and(|next| !next.starts_with(b"{"));
        Ok(if first == b'[' || goes_on { Layout::Braces } else { Layout::Lines })
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.input.fill_buf()?.first().copied())
    }

    fn advance(&mut self) -> io::Result<()> {
        if self.peek()? == Some(b'\n') {
            self.line += 1;
        }
        self.input.consume(1);
        Ok(())
    }

    /// Goes to the byte with which the next object begins. Behind a wrapper's list the rest of the wrapper is no object.
    fn skip_between(&mut self) -> io::Result<Option<u8>> {
        while let Some(byte) = self.peek()? {
            match byte {
                b']' if self.wrapped > 0 => {
                    self.advance()?;
                    self.skip_wrapper()?;
                }
                b']' if self.in_list => {
                    self.in_list = false;
                    self.advance()?;
                }
                b']' | b',' if self.layout == Some(Layout::Braces) || self.wrapped > 0 => self.advance()?,
                _ if byte.is_ascii_whitespace() => self.advance()?,
                0xef if self.input.fill_buf()?.starts_with("\u{feff}".as_bytes()) => self.input.consume(3),
                _ => return Ok(Some(byte)),
            }
        }
        Ok(None)
    }

    /// Goes to the end of all objects that are open around a list that has ended.
    fn skip_wrapper(&mut self) -> io::Result<()> {
        let mut braces = Braces { depth: std::mem::take(&mut self.wrapped), ..Braces::default() };
        while braces.depth > 0 {
            let Some(byte) = self.peek()? else { return Ok(()) };
            braces.take(byte);
            self.advance()?;
        }
        Ok(())
    }

    /// Takes the object at the place, up to its end: its brace, or that of its line.
    fn take(&mut self, object: &mut Vec<u8>) -> io::Result<Taken> {
        let by_line = self.layout == Some(Layout::Lines) && self.wrapped == 0;
        let (mut braces, mut string_from, mut key, mut after_colon) = (Braces::default(), 0, 0..0, false);
        while let Some(byte) = self.peek()? {
            if byte == b'\n' && (by_line || braces.depth == 0) {
                break;
            }
            if object.len() > LONGEST {
                self.skip_object(braces, by_line)?;
                return Ok(Taken::TooLong);
            }
            let was_in_string = braces.in_string;
            let opens_value = after_colon && !byte.is_ascii_whitespace();
            if opens_value && braces.depth == 1 && matches!(byte, b'[' | b'{') && self.is_wrapper(&object[key.clone()])
            {
                let list = byte == b'[';
                if list {
                    self.advance()?;
                }
                return Ok(if list { Taken::List } else { Taken::Member });
            }
            after_colon = (after_colon && !opens_value) || (!was_in_string && byte == b':' && braces.depth == 1);
            braces.take(byte);
            object.push(byte);
            self.advance()?;
            match (was_in_string, braces.in_string) {
                (false, true) => string_from = object.len(),
                (true, false) => key = string_from..object.len() - 1,
                _ => {}
            }
            if !by_line && braces.depth == 0 && !braces.in_string && matches!(byte, b'}' | b']') {
                break;
            }
        }
        if braces.depth > 0 {
            (self.in_list, self.wrapped) = (false, 0);
        }
        Ok(Taken::Whole)
    }

    /// Goes to the end of an object that is not kept.
    fn skip_object(&mut self, mut braces: Braces, by_line: bool) -> io::Result<()> {
        while let Some(byte) = self.peek()? {
            if byte == b'\n' && (by_line || braces.depth == 0) {
                break;
            }
            braces.take(byte);
            self.advance()?;
            if !by_line && braces.depth == 0 && !braces.in_string && matches!(byte, b'}' | b']') {
                break;
            }
        }
        Ok(())
    }

    fn is_wrapper(&self, key: &[u8]) -> bool {
        self.wrappers.iter().any(|name| name.as_bytes() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objects(json: &str) -> Vec<(u64, String)> {
        let mut objects = Objects::new(json.as_bytes(), &["list", "result"]);
        std::iter::from_fn(|| objects.next().unwrap()).map(|(line, object)| (line, object.unwrap())).collect()
    }

    fn pairs(expected: &[(u64, &str)]) -> Vec<(u64, String)> {
        expected.iter().map(|(line, text)| (*line, (*text).to_owned())).collect()
    }

    #[test]
    fn the_text_of_a_member_is_found() {
        let head = r#"[{"a": {"type": "x"}, "b": 1, "type" : "book", "title": "type"}]"#;
        assert_eq!((text_of_first(head, "type"), text_of_first(head, "b")), (Some("book"), None));
    }

    #[test]
    fn objects_are_found_in_lines_and_in_arrays() {
        assert_eq!(
            objects("{\"a\":1}\n\n{\"b\"\n{\"c\":3}"),
            pairs(&[(1, "{\"a\":1}"), (3, "{\"b\""), (4, "{\"c\":3}")])
        );
        assert_eq!(objects("[{\"a\":\"]}\"},\n {\"b\":[{}]}]\n"), pairs(&[(1, "{\"a\":\"]}\"}"), (2, "{\"b\":[{}]}")]));
        assert_eq!(
            objects("{\"a\": 1,\n \"b\": [{}]}\n{\"c\":3}"),
            pairs(&[(1, "{\"a\": 1,\n \"b\": [{}]}"), (3, "{\"c\":3}")])
        );
        assert_eq!(objects("{\n\"a\": 1\n}\n{\"b\": 2}"), pairs(&[(1, "{\n\"a\": 1\n}"), (4, "{\"b\": 2}")]));
    }

    #[test]
    fn a_list_that_is_cut_off_is_an_error() {
        for (json, whole) in [
            ("[{\"a\":1},", false),
            ("[{\"a\":1}", false),
            ("{\"list\":[{\"a\":1}", false),
            ("[{\"a\":1}]", true),
            ("{\"list\":[{\"a\":1}]}", true),
            ("{\"a\":1}\n", true),
        ] {
            let mut objects = Objects::new(json.as_bytes(), &["list"]);
            assert!(objects.next().unwrap().is_some());
            assert_eq!(objects.next().is_ok(), whole, "{json}");
        }
    }

    #[test]
    fn the_objects_of_a_wrapper_are_its_lists() {
        let answer = "{\"n\":2,\"list\":{\"result\":[{\"a\":1},\n{\"list\":3}]},\"request\":{\"x\":[{}]}}\n{\"b\":2}";
        assert_eq!(objects(answer), pairs(&[(1, "{\"a\":1}"), (2, "{\"list\":3}"), (3, "{\"b\":2}")]));
        let pretty = "{\n \"list\" : [\n {\"a\": 1}\n ],\n \"z\": {\"q\": 1}\n}\n";
        assert_eq!(objects(pretty), pairs(&[(3, "{\"a\": 1}")]));
        let single = "{\"list\":{\"a\":1},\"status\":\"ok\"}\n{\"b\":2}";
        assert_eq!(objects(single), pairs(&[(1, "{\"a\":1}"), (2, "{\"b\":2}")]));
        assert_eq!(objects("[{\"list\":[]},{\"list\":[{\"a\":1}]}]"), pairs(&[(1, "{\"a\":1}")]));
    }
    #[test]
    fn an_object_that_is_too_long_is_one_and_not_kept() {
        for (open, close) in [("", "\n"), ("[\n", ",\n")] {
            let long = format!("{open}{{\"a\":\"{}{}\"}}{close}", "x".repeat(LONGEST), "y");
            let json = format!("{long}{{\"b\":2}}");
            let mut objects = Objects::new(json.as_bytes(), &[]);
            let reason = objects.next().unwrap().unwrap().1.unwrap_err();
            assert_eq!(reason, "an object of more than 64 MB: no record is so long");
            assert_eq!(objects.next().unwrap().unwrap().1.as_deref(), Ok("{\"b\":2}"));
        }
    }
}
