//! Lines of a file with their numbers, whatever the encoding of stray bytes.

use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;
use std::io::{self, BufRead};

/// Longest line that is read: MeSH's longest is some hundred kilobytes.
const MAX_LINE: u64 = 16 << 20;

/// Calls `take` with the number, from 1, and the text of each line, without its end.
///
/// # Errors
///
/// Where the input cannot be read, or a line has no end.
pub(super) fn each_line(input: &mut dyn BufRead, take: &mut dyn FnMut(u64, &str)) -> io::Result<()> {
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        let read = io::Read::take(&mut *input, MAX_LINE).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            break;
        }
        if bytes.len() as u64 == MAX_LINE {
            let message = format!("line {number} is longer than {} MB", MAX_LINE >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        let text = text(&bytes);
        take(number, text.trim_end_matches(['\n', '\r']).trim_start_matches('\u{feff}'));
    }
    Ok(())
}

/// Bytes as text: UTF-8, or Windows-1252 where they are none.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}
