//! Bytes to text: UTF-8 where it is valid, else Windows-1252 (of which Latin-1's printable part is a subset).
//!
//! UTF-16 with a byte-order mark and UTF-8's own mark are dealt with where a file is opened ([`super::open()`]); readers
//! get bytes that are UTF-8 or one of the eight-bit codes.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::io::{self, BufRead};

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
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, Cow<'_, str>)>> {
        self.buffer.clear();
        if self.input.read_until(b'\n', &mut self.buffer)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        let mut line = self.buffer.as_slice();
        line = line.strip_suffix(b"\n").unwrap_or(line);
        line = line.strip_suffix(b"\r").unwrap_or(line);
        Ok(Some((self.number, text(line))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
