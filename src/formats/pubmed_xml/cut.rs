//! Cuts a stream of PubMed XML into records, without parsing it.
//!
//! One thread can cut while others parse. The buffer holds one record and what was read along with it of the next. A
//! record that is not closed shows by the tag that bounds the next one, so that it takes no other record with it.

use memchr::{memchr, memchr_iter, memmem};
use std::io::{self, BufRead, ErrorKind};

/// A record longer than this is not closed. PubMed's longest, with thousands of authors, have a few million bytes.
const LONGEST_RECORD: usize = 64 << 20;

/// A comment or CDATA section longer than this is taken for none.
const LONGEST_COMMENT: usize = 1 << 20;

/// More bytes than the name of any tag that tells where a record begins or ends has, with `</` and one more.
const LONGEST_NAME: usize = 32;

/// A piece of the input: one record, one deletion, or something that should have been one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Cut<'c> {
    /// Line on which it begins, counted from 1.
    pub(crate) line: u64,
    /// Its number, counted from 1.
    pub(crate) record: u64,
    /// Its bytes from its first tag to its last, or why it is no record.
    pub(crate) content: Result<&'c [u8], String>,
}

/// The elements that tell where records begin and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    /// `PubmedArticle`.
    Article,
    /// `PubmedBookArticle`.
    Book,
    /// `DeleteCitation`, a list of PMIDs.
    Deletions,
    /// `PMID`: in a list of deletions, a piece of its own.
    Pmid,
    /// `PubmedArticleSet` or `PubmedBookArticleSet`.
    Set,
}

impl Element {
    fn of(name: &[u8]) -> Option<Self> {
        match name {
            b"PubmedArticle" => Some(Self::Article),
            b"PubmedBookArticle" => Some(Self::Book),
            b"DeleteCitation" => Some(Self::Deletions),
            b"PMID" => Some(Self::Pmid),
            b"PubmedArticleSet" | b"PubmedBookArticleSet" => Some(Self::Set),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Article => "PubmedArticle",
            Self::Book => "PubmedBookArticle",
            Self::Deletions => "DeleteCitation",
            Self::Pmid => "PMID",
            Self::Set => "PubmedArticleSet",
        }
    }
}

/// A tag of an [`Element`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    Open(Element),
    Close(Element),
}

impl Bound {
    /// The tag that begins with the first byte of `bytes`.
    fn at(bytes: &[u8]) -> Option<Self> {
        let name = bytes.strip_prefix(b"<")?;
        let (closes, name) = name.strip_prefix(b"/").map_or((false, name), |name| (true, name));
        let end = name.iter().take(LONGEST_NAME).position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))?;
        let element = Element::of(name.get(..end)?)?;
        Some(if closes { Self::Close(element) } else { Self::Open(element) })
    }

    /// The tag whose name begins at `at`, with the place where it begins itself.
    fn named_at(bytes: &[u8], at: usize) -> Option<(Self, usize)> {
        let begin = [1, 2].into_iter().filter_map(|n| at.checked_sub(n)).find(|b| bytes.get(*b) == Some(&b'<'))?;
        Self::at(bytes.get(begin..)?).map(|bound| (bound, begin))
    }
}

/// What [`Cutter::find`] found at the cutter's place: so many bytes, and what is wrong with them.
struct Found {
    length: usize,
    fault: Option<String>,
}

impl Found {
    fn record(length: usize) -> Self {
        Self { length, fault: None }
    }

    /// A fault at a tag. Reading goes on just behind the tag's first byte.
    fn fault(reason: String) -> Self {
        Self { length: 1, fault: Some(reason) }
    }

    fn unclosed(element: Element) -> Self {
        let what = if element == Element::Pmid { "deletion" } else { "record" };
        Self::fault(format!("the {what} is not closed: </{}> is missing", element.name()))
    }
}

/// The cutter.
pub(crate) struct Cutter<R> {
    input: R,
    buffer: Vec<u8>,
    /// The cutter's place: where in the buffer that begins which is not dealt with.
    start: usize,
    /// The place in the input.
    offset: u64,
    /// The line of the place.
    line: u64,
    /// How many pieces were given out.
    record: u64,
    /// Length of the piece given out last, which lies at the place until the next one is asked for.
    given: usize,
    /// Before this place in the input no comment or CDATA section begins that ends.
    no_comment_before: u64,
    /// Whether a list of deletions is open.
    in_deletions: bool,
    /// Sets that are open.
    sets: u32,
    /// Whether what came last was a fault, which may have hidden the end of a set.
    at_fault: bool,
    at_end: bool,
    failed: bool,
    longest_record: usize,
}

impl<R: BufRead> Cutter<R> {
    /// A cutter of `input`.
    pub(crate) fn new(input: R) -> Self {
        Self {
            input,
            buffer: Vec::new(),
            start: 0,
            offset: 0,
            line: 1,
            record: 0,
            given: 0,
            no_comment_before: 0,
            in_deletions: false,
            sets: 0,
            at_fault: false,
            at_end: false,
            failed: false,
            longest_record: LONGEST_RECORD,
        }
    }

    /// The next piece, `None` behind the last. An error of the input comes after all pieces that are whole before it,
    /// and nothing comes after it.
    pub(crate) fn next(&mut self) -> Option<io::Result<Cut<'_>>> {
        if self.failed {
            return None;
        }
        let given = std::mem::take(&mut self.given);
        self.advance(given);
        match self.find() {
            Ok(found) => found.map(|found| Ok(self.give(found))),
            Err(error) => {
                self.failed = true;
                Some(Err(error))
            }
        }
    }

    fn give(&mut self, found: Found) -> Cut<'_> {
        self.record += 1;
        self.at_fault = found.fault.is_some();
        self.given = found.length;
        let content = match found.fault {
            Some(reason) => Err(reason),
            None => Ok(self.pending().get(..found.length).unwrap_or_default()),
        };
        Cut { line: self.line, record: self.record, content }
    }

    /// Goes to the next piece.
    fn find(&mut self) -> io::Result<Option<Found>> {
        while let Some(bound) = self.next_bound()? {
            match bound {
                Bound::Open(Element::Pmid) if self.in_deletions => return self.deletion().map(Some),
                Bound::Open(element @ (Element::Article | Element::Book)) => {
                    self.in_deletions = false;
                    return self.whole(element).map(Some);
                }
                Bound::Close(element @ (Element::Article | Element::Book)) => {
                    let name = element.name();
                    return Ok(Some(Found::fault(format!(
                        "the record is not opened: <{name}> is missing before </{name}>"
                    ))));
                }
                Bound::Open(Element::Deletions) => self.in_deletions = true,
                Bound::Close(Element::Deletions) => self.in_deletions = false,
                Bound::Open(Element::Set) => {
                    let end = self.tag_end(0)?;
                    self.sets += u32::from(!end.is_some_and(|end| self.is_empty_element(end)));
                }
                Bound::Close(Element::Set) => self.sets = self.sets.saturating_sub(1),
                Bound::Open(Element::Pmid) | Bound::Close(Element::Pmid) => {}
            }
            self.advance(1);
        }
        let unclosed = std::mem::take(&mut self.in_deletions);
        if unclosed {
            let reason = "the list of deletions is not closed: </DeleteCitation> is missing";
            return Ok(Some(Found { length: 0, fault: Some(reason.to_owned()) }));
        }
        if self.sets > 0 && !self.at_fault {
            // Cut between two records, it would else seem whole.
            let reason = "it is cut short: </PubmedArticleSet> is missing";
            return Err(io::Error::new(ErrorKind::UnexpectedEof, reason));
        }
        Ok(None)
    }

    /// Goes to the next tag of an [`Element`] that is not inside a comment.
    fn next_bound(&mut self) -> io::Result<Option<Bound>> {
        loop {
            let Some(at) = memchr(b'<', self.pending()) else {
                self.advance(self.pending().len());
                if self.more()? {
                    continue;
                }
                return Ok(None);
            };
            self.advance(at);
            self.hold(LONGEST_NAME)?;
            if let Some(bound) = Bound::at(self.pending()) {
                return Ok(Some(bound));
            }
            let past = self.comment_end(0)?.unwrap_or(1);
            self.advance(past);
        }
    }

    /// The record whose opening tag is at the place.
    fn whole(&mut self, element: Element) -> io::Result<Found> {
        let Some(mut from) = self.tag_end(0)? else { return Ok(Found::unclosed(element)) };
        if self.is_empty_element(from) {
            return Ok(Found::record(from));
        }
        loop {
            let rest = self.pending().get(from..).unwrap_or_default();
            let name = memmem::find(rest, b"Pubmed").map(|at| from + at);
            // What is not known yet whether a name begins in it waits for more input.
            let settled = name.unwrap_or(self.pending().len().saturating_sub(LONGEST_NAME)).max(from);
            let known = self.pending().len();
            from = self.past_comments(from, settled)?;
            if from > settled || self.pending().len() > known {
                continue;
            }
            let Some(name) = name else {
                from = from.max(settled.saturating_sub(1));
                if self.pending().len() > self.longest_record {
                    let megabytes = self.longest_record >> 20;
                    let reason =
                        format!("the record is longer than {megabytes} MB, or not closed: no </{}>", element.name());
                    return Ok(Found::fault(reason));
                }
                if !self.more()? {
                    return Ok(Found::unclosed(element));
                }
                continue;
            };
            self.hold(name + LONGEST_NAME)?;
            match Bound::named_at(self.pending(), name) {
                None => from = name + 1,
                Some((bound, at)) if bound == Bound::Close(element) => return self.closed(element, at),
                Some(_) => return Ok(Found::unclosed(element)),
            }
        }
    }

    /// The deletion whose opening tag is at the place.
    fn deletion(&mut self) -> io::Result<Found> {
        let element = Element::Pmid;
        let Some(from) = self.tag_end(0)? else { return Ok(Found::unclosed(element)) };
        if self.is_empty_element(from) {
            return Ok(Found::record(from));
        }
        let Some(close) = self.find_from(b'<', from)? else { return Ok(Found::unclosed(element)) };
        self.hold(close + LONGEST_NAME)?;
        let closes = self.pending().get(close..).and_then(Bound::at) == Some(Bound::Close(element));
        if closes { self.closed(element, close) } else { Ok(Found::unclosed(element)) }
    }

    /// A record up to the end of its closing tag, which begins at `at`.
    fn closed(&mut self, element: Element, at: usize) -> io::Result<Found> {
        Ok(self.tag_end(at)?.map_or_else(|| Found::unclosed(element), Found::record))
    }

    /// Whether the tag that ends at `end` closes itself (`<PMID/>`).
    fn is_empty_element(&self, end: usize) -> bool {
        end.checked_sub(2).and_then(|at| self.pending().get(at)) == Some(&b'/')
    }

    /// The place behind the tag that begins at `at`.
    fn tag_end(&mut self, at: usize) -> io::Result<Option<usize>> {
        Ok(self.find_from(b'>', at)?.map(|end| end + 1))
    }

    /// The place of the first `sign` from `from` on.
    fn find_from(&mut self, sign: u8, mut from: usize) -> io::Result<Option<usize>> {
        loop {
            if let Some(at) = memchr(sign, self.pending().get(from..).unwrap_or_default()) {
                return Ok(Some(from + at));
            }
            from = self.pending().len();
            if from > self.longest_record || !self.more()? {
                return Ok(None);
            }
        }
    }

    /// The place behind the last comment that begins between `from` and `until`; `from` where none does.
    fn past_comments(&mut self, mut from: usize, until: usize) -> io::Result<usize> {
        while let Some(at) = memmem::find(self.pending().get(from..until).unwrap_or_default(), b"<!") {
            from = self.comment_end(from + at)?.unwrap_or(from + at + 2);
        }
        Ok(from)
    }

    /// The end of the comment or CDATA section that begins at `at`; `None` where none begins, or where it does not end.
    fn comment_end(&mut self, at: usize) -> io::Result<Option<usize>> {
        if self.offset + (at as u64) < self.no_comment_before {
            return Ok(None);
        }
        self.hold(at + LONGEST_NAME)?;
        let rest = self.pending().get(at..).unwrap_or_default();
        let (opening, end) = match rest {
            [b'<', b'!', b'-', b'-', ..] => (4, &b"-->"[..]),
            _ if rest.starts_with(b"<![CDATA[") => (9, &b"]]>"[..]),
            _ => return Ok(None),
        };
        let mut from = at + opening;
        loop {
            if let Some(found) = memmem::find(self.pending().get(from..).unwrap_or_default(), end) {
                return Ok(Some(from + found + end.len()));
            }
            let length = self.pending().len();
            if length - at > LONGEST_COMMENT || !self.more()? {
                self.no_comment_before = self.offset + length as u64;
                return Ok(None);
            }
            from = from.max(length - (end.len() - 1));
        }
    }

    /// What was read and is not dealt with; it begins at the place.
    fn pending(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// Moves the place on by so many bytes.
    fn advance(&mut self, length: usize) {
        let passed = self.pending().get(..length).unwrap_or_default();
        self.line += memchr_iter(b'\n', passed).count() as u64;
        self.start += length;
        self.offset += length as u64;
    }

    /// Reads on until so many bytes are pending or the input ends.
    fn hold(&mut self, length: usize) -> io::Result<()> {
        while self.pending().len() < length && self.more()? {}
        Ok(())
    }

    /// Reads some more of the input; false at its end.
    fn more(&mut self) -> io::Result<bool> {
        if self.at_end {
            return Ok(false);
        }
        self.buffer.drain(..self.start);
        self.start = 0;
        let length = loop {
            match self.input.fill_buf() {
                Ok(bytes) => {
                    self.buffer.extend_from_slice(bytes);
                    break bytes.len();
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        };
        self.input.consume(length);
        self.at_end = length == 0;
        Ok(length > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    const RECORD: &str = "<PubmedArticle>\n<PMID>1</PMID>\n</PubmedArticle>\n";

    /// How many pieces are records, and how many are none.
    fn count(cutter: &mut Cutter<impl BufRead>) -> (usize, usize) {
        let mut count = (0, 0);
        while let Some(cut) = cutter.next() {
            if cut.unwrap().content.is_ok() { count.0 += 1 } else { count.1 += 1 }
        }
        count
    }

    #[test]
    fn pieces_are_the_bytes_of_records_with_their_places() {
        let source = format!("<Wrapper>\n{RECORD} and\n{RECORD}</Wrapper>");
        let mut cutter = Cutter::new(source.as_bytes());
        for (line, record) in [(2, 1), (6, 2)] {
            let content = Ok(RECORD.trim_end().as_bytes());
            assert_eq!(cutter.next().unwrap().unwrap(), Cut { line, record, content });
        }
        assert!(cutter.next().is_none() && cutter.next().is_none());
    }

    #[test]
    fn memory_is_bounded_by_one_record() {
        let source = RECORD.repeat(20_000);
        let mut cutter = Cutter::new(BufReader::with_capacity(4096, source.as_bytes()));
        assert_eq!(count(&mut cutter), (20_000, 0));
        assert!(cutter.buffer.capacity() < 32_768, "{}", cutter.buffer.capacity());
    }

    #[test]
    fn a_record_without_end_is_given_up() {
        let junk = "no tag that bounds anything <x> ".repeat(20_000);
        let source = format!("<PubmedArticle>{junk}<PubmedBookArticle {junk}{RECORD}");
        let mut cutter = Cutter::new(BufReader::with_capacity(4096, source.as_bytes()));
        cutter.longest_record = 10_000;
        assert_eq!(count(&mut cutter), (1, 2));
        assert!(cutter.buffer.capacity() < 65_536, "{}", cutter.buffer.capacity());
    }

    #[test]
    fn a_set_that_is_cut_between_two_records_is_told() {
        let error = |source: &str| {
            let mut cutter = Cutter::new(source.as_bytes());
            loop {
                match cutter.next() {
                    Some(Ok(_)) => {}
                    end => return end.and_then(Result::err).map(|error| error.to_string()),
                }
            }
        };
        let cut = format!("<PubmedArticleSet>{RECORD}");
        assert_eq!(error(&cut).as_deref(), Some("it is cut short: </PubmedArticleSet> is missing"));
        for whole in [
            format!("{cut}</PubmedArticleSet>"),
            format!("{cut}</PubmedArticleSet>{cut}</PubmedArticleSet>"),
            format!("<PubmedArticleSet/>{RECORD}"),
            RECORD.to_owned(),
            // A record that is not closed is told already.
            format!("{cut}<PubmedArticle><MedlineCitation>"),
        ] {
            assert_eq!(error(&whole), None, "{whole}");
        }
    }

    #[test]
    fn a_comment_without_end_hides_no_records() {
        let source = format!("<!-- {RECORD}<![CDATA[{}", RECORD.repeat(LONGEST_COMMENT / RECORD.len() + 1));
        let mut cutter = Cutter::new(source.as_bytes());
        assert_eq!(count(&mut cutter).1, 0);
        assert_eq!(cutter.record as usize, LONGEST_COMMENT / RECORD.len() + 2);
    }
}
