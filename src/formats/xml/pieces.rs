//! Cuts a stream of XML into the elements of one name, without parsing it.

use std::io::{self, BufRead, Read};

/// An element longer than this is no record, or is not closed.
const LONGEST: usize = 64 << 20;

/// One element of the name sought.
pub(in crate::formats) struct Piece {
    /// Line on which it begins.
    pub(in crate::formats) line: u64,
    /// Its bytes, or why it is none.
    pub(in crate::formats) content: Result<Vec<u8>, String>,
}

/// The cutter. It holds one element; what stands between elements is passed over.
pub(in crate::formats) struct Pieces<R> {
    input: R,
    name: &'static str,
    /// What was read up to the `>` read last.
    tag: Vec<u8>,
    /// Number of the line on which `tag` begins.
    line: u64,
    /// The opening tag of the next element, where it came before the end of the one before.
    held: Option<(u64, Vec<u8>)>,
    failed: bool,
}

/// What a stretch of the input ends with.
enum Bound {
    Open { at: usize, empty: bool },
    Close,
    Other,
}

impl<R: BufRead> Pieces<R> {
    pub(in crate::formats) fn new(input: R, name: &'static str) -> Self {
        Self { input, name, tag: Vec::new(), line: 1, held: None, failed: false }
    }

    /// The next element, `None` at the end of the input or behind an error of it.
    pub(in crate::formats) fn next(&mut self) -> io::Result<Option<Piece>> {
        if self.failed {
            return Ok(None);
        }
        let found = self.find();
        self.failed = found.is_err();
        found
    }

    fn find(&mut self) -> io::Result<Option<Piece>> {
        if let Some((line, opening)) = self.held.take() {
            return self.whole(line, opening).map(Some);
        }
        while self.read_tag()? {
            if let Bound::Open { at, empty } = self.bound() {
                let line = self.line + lines(&self.tag[..at]);
                let opening = self.tag[at..].to_vec();
                return if empty {
                    Ok(Some(Piece { line, content: Ok(opening) }))
                } else {
                    self.whole(line, opening).map(Some)
                };
            }
        }
        Ok(None)
    }

    fn whole(&mut self, line: u64, mut bytes: Vec<u8>) -> io::Result<Piece> {
        while bytes.len() <= LONGEST && self.read_tag()? {
            match self.bound() {
                Bound::Open { at, .. } => {
                    self.held = Some((self.line + lines(&self.tag[..at]), self.tag[at..].to_vec()));
                    return Ok(self.unclosed(line));
                }
                Bound::Close => {
                    bytes.extend_from_slice(&self.tag);
                    return Ok(Piece { line, content: Ok(bytes) });
                }
                Bound::Other => bytes.extend_from_slice(&self.tag),
            }
        }
        if bytes.len() > LONGEST {
            let reason = format!("a record of more than {} MB: no record is so long", LONGEST >> 20);
            return Ok(Piece { line, content: Err(reason) });
        }
        Ok(self.unclosed(line))
    }

    fn unclosed(&self, line: u64) -> Piece {
        Piece { line, content: Err(format!("the record is not closed: </{}> is missing", self.name)) }
    }

    /// Reads on to behind the next `>` that ends a tag; whether there was anything.
    fn read_tag(&mut self) -> io::Result<bool> {
        self.line += lines(&self.tag);
        self.tag.clear();
        loop {
            if self.input.by_ref().take(LONGEST as u64).read_until(b'>', &mut self.tag)? == 0 {
                return Ok(!self.tag.is_empty());
            }
            let begin = self.tag.iter().position(|byte| *byte == b'<').unwrap_or(0);
            let hidden = &self.tag[begin..];
            let inside_comment = hidden.starts_with(b"<!--") && !hidden.ends_with(b"-->");
            let inside_data = hidden.starts_with(b"<![CDATA[") && !hidden.ends_with(b"]]>");
            if self.tag.len() > LONGEST || !(inside_comment || inside_data) {
                return Ok(true);
            }
        }
    }

    fn bound(&self) -> Bound {
        let first = self.tag.iter().position(|byte| *byte == b'<').unwrap_or(0);
        let hidden = self.tag[first..].starts_with(b"<!--") || self.tag[first..].starts_with(b"<![CDATA[");
        let Some(at) = self.tag.iter().rposition(|byte| *byte == b'<').filter(|_| !hidden) else { return Bound::Other };
        let inside = &self.tag[at + 1..];
        let (closes, inside) = inside.strip_prefix(b"/").map_or((false, inside), |rest| (true, rest));
        let end = inside.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
        let name = inside.get(..end.unwrap_or(inside.len())).unwrap_or_default();
        let local = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
        match (local == self.name.as_bytes(), closes) {
            (true, true) => Bound::Close,
            (true, false) => Bound::Open { at, empty: inside.ends_with(b"/>") },
            (false, _) => Bound::Other,
        }
    }
}

fn lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(xml: &str) -> Vec<(u64, Result<String, String>)> {
        let mut pieces = Pieces::new(xml.as_bytes(), "r");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        std::iter::from_fn(|| pieces.next().unwrap()).map(|piece| (piece.line, piece.content.map(text))).collect()
    }

    #[test]
    fn elements_are_cut_out_of_whatever_wraps_them() {
        let xml = "<a>\n<r x='1'>one<b/></r> <!-- <r> > -->\n<m:r>two</m:r><r/><rr/><![CDATA[<r>]]></a>";
        let expected = [(2, "<r x='1'>one<b/></r>"), (3, "<m:r>two</m:r>"), (3, "<r/>")];
        assert_eq!(pieces(xml), expected.map(|(line, text)| (line, Ok(text.to_owned()))));
    }

    #[test]
    fn one_that_is_not_closed_takes_no_other_with_it() {
        let found = pieces("<a>\n<r>one\n<r>two</r>\n<r>three");
        let missing = || Err("the record is not closed: </r> is missing".to_owned());
        assert_eq!(found, [(2, missing()), (3, Ok("<r>two</r>".to_owned())), (4, missing())]);
    }
    #[test]
    fn one_that_has_no_end_is_not_held() {
        let endless =
            io::BufReader::new(b"<r>".chain(io::repeat(b'x').take(3 * LONGEST as u64)).chain(&b"<r>1</r>"[..]));
        let mut pieces = Pieces::new(endless, "r");
        let first = pieces.next().unwrap().unwrap().content;
        assert_eq!(first, Err("a record of more than 64 MB: no record is so long".to_owned()));
        assert_eq!(pieces.next().unwrap().unwrap().content, Ok(b"<r>1</r>".to_vec()));
        assert!(pieces.tag.capacity() <= 2 * LONGEST);
    }
}
