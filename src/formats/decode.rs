//! Bytes to text: UTF-8 where it is valid, else Windows-1252 (of which Latin-1's printable part is a subset).
//!
//! UTF-16 with a byte-order mark and UTF-8's own mark are dealt with where a file is opened ([`super::open()`]); readers
//! get bytes that are UTF-8 or one of the eight-bit codes.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::io::{self, BufRead, Read};

/// Decodes a whole unit of text (a line, an element's text, a file).
#[must_use]
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// The order of a UTF-16 text that has no mark, told from where the zero bytes of its first signs stand: such a text
/// begins with ASCII in every format.
#[must_use]
pub(super) fn utf16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    match head.get(..8)? {
        [0, a, 0, b, 0, c, 0, d] if [a, b, c, d].iter().all(|sign| sign.is_ascii() && **sign != 0) => Some(UTF_16BE),
        [a, 0, b, 0, c, 0, d, 0] if [a, b, c, d].iter().all(|sign| sign.is_ascii() && **sign != 0) => Some(UTF_16LE),
        _ => None,
    }
}

/// Decodes the head of a file, which may end inside a character.
#[must_use]
pub(super) fn lossy(head: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(head) {
        Err(error) if error.error_len().is_none() => text(&head[..error.valid_up_to()]),
        _ => text(head),
    }
}

/// Whether the lines of a text that begins so end as on the first Macintosh, with `\r` alone.
#[must_use]
pub(super) fn ends_lines_by_returns(head: &[u8]) -> bool {
    memchr::memchr(b'\r', head).is_some() && memchr::memchr(b'\n', head).is_none()
}

/// Bytes with `\n` in the place of every `\r`, and of every `\r\n`.
pub(super) struct Returns<R> {
    input: R,
    /// Whether the byte before was `\r`.
    after_return: bool,
}

impl<R> Returns<R> {
    /// What follows `head`.
    pub(super) fn after(head: &[u8], input: R) -> Self {
        Self { input, after_return: head.ends_with(b"\r") }
    }
}

/// `head` with `\n` in the place of every `\r`, where it has no `\n`.
#[must_use]
pub(super) fn without_returns(head: &[u8]) -> Vec<u8> {
    head.iter().map(|byte| if *byte == b'\r' { b'\n' } else { *byte }).collect()
}

impl<R: Read> Read for Returns<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.input.read(buffer)?;
            let mut kept = 0;
            for at in 0..read {
                let byte = buffer[at];
                let doubled = byte == b'\n' && self.after_return;
                self.after_return = byte == b'\r';
                if !doubled {
                    buffer[kept] = if byte == b'\r' { b'\n' } else { byte };
                    kept += 1;
                }
            }
            if kept > 0 || read == 0 {
                return Ok(kept);
            }
        }
    }
}

/// A line longer than this is none: the longest field of a record has some hundred KB.
const LONGEST_LINE: u64 = 16 << 20;

/// The lines of an input, decoded, without their ends (`\n`, `\r\n`), with their numbers.
pub(super) struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    /// Lines from the current position of `input` on; the first has number 1.
    pub(super) fn new(input: R) -> Self {
        Self { input, buffer: Vec::new(), number: 0 }
    }

    /// The next line with its number, `None` at the end of the input.
    ///
    /// # Errors
    ///
    /// Those of the input, and where a line has no end.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, Cow<'_, str>)>> {
        self.buffer.clear();
        let read = self.input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut self.buffer)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        if read as u64 == LONGEST_LINE && !self.buffer.ends_with(b"\n") {
            let reason = format!("line {} has more than {} MB", self.number, LONGEST_LINE >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        let mut line = self.buffer.as_slice();
        line = line.strip_suffix(b"\n").unwrap_or(line);
        line = line.strip_suffix(b"\r").unwrap_or(line);
        Ok(Some((self.number, text(line))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    #[test]
    fn bytes_that_are_no_utf8_are_windows_1252() {
        assert_eq!(text("Sánchez".as_bytes()), "Sánchez");
        assert_eq!(text(b"S\xe1nchez \x93x\x94"), "Sánchez “x”");
        assert_eq!(lossy(&"Sá".as_bytes()[..2]), "S");
    }

    #[test]
    fn lines_lose_either_end() {
        let mut lines = Lines::new(&b"a\r\nb\n\nc"[..]);
        let mut seen = Vec::new();
        while let Some((number, line)) = lines.next().unwrap() {
            seen.push((number, line.into_owned()));
        }
        let expected = [(1, "a"), (2, "b"), (3, ""), (4, "c")];
        assert_eq!(seen, expected.map(|(n, l)| (n, l.to_owned())));
    }
    #[test]
    fn returns_alone_end_lines_too() {
        assert!(ends_lines_by_returns(b"a\rb") && !ends_lines_by_returns(b"a\r\nb") && !ends_lines_by_returns(b"ab"));
        let mut seen = String::new();
        // One byte at a time: a pair may be cut in two.
        let input = BufReader::with_capacity(1, &b"a\r\rb\r\nc\n"[..]);
        Returns::after(b"", input).read_to_string(&mut seen).unwrap();
        assert_eq!(seen, "a\n\nb\nc\n");
    }

    #[test]
    fn a_line_without_end_is_an_error() {
        let mut lines = Lines::new(BufReader::new(io::repeat(b'x')));
        assert_eq!(lines.next().unwrap_err().to_string(), "line 1 has more than 16 MB");
    }
}
