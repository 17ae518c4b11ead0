//! PubMed XML: articles, books and deletions, as PubMed's files and E-utilities give them.
//!
//! Reading has two steps that know nothing of each other and may run in different threads: [`Cutter`] cuts the input
//! into records without parsing it, [`parse_record`] reads one record. What an element means is NLM's to say: PubMed DTD
//! of 2025 (`pubmed_250101.dtd`) and "MEDLINE/PubMed XML Element Descriptions". Elements that the DTD does not know are
//! passed over. JATS, the XML of PubMed Central, is another format.

mod article;
mod book;
mod cut;
mod draft;
mod parts;
mod people;
#[cfg(test)]
mod tests;
mod xml;

pub(crate) use cut::{Cut, Cutter};
pub(crate) use xml::ParseError;

use super::{Entry, Item};
use crate::record::{Pmid, text};
use std::io::{self, BufRead};
use xml::Xml;
pub(super) use xml::{decoded, push_reference, with_references};

/// The elements by any of which a text is known.
const MARKS: [&str; 5] =
    ["PubmedArticleSet", "PubmedArticle", "PubmedBookArticleSet", "PubmedBookArticle", "DeleteCitation"];

/// Whether `head` is the beginning of PubMed XML, possibly inside another program's wrapper.
pub(super) fn recognises(head: &str) -> bool {
    if !head.trim_start().starts_with('<') {
        return false;
    }
    let mut names = names(head);
    let Some(first) = names.next() else { return false };
    let is_page = ["html", "head", "body"].iter().any(|name| first.eq_ignore_ascii_case(name));
    !is_page && (MARKS.contains(&first) || names.any(|name| MARKS.contains(&name)))
}

/// The names of the elements opened in `head`, that of the document type among them, those in comments not.
fn names(head: &str) -> impl Iterator<Item = &str> {
    let mut rest = head;
    std::iter::from_fn(move || {
        loop {
            let (_, tag) = rest.split_once('<')?;
            let hidden = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>"), ("/", ">")];
            if let Some((_, end)) = hidden.iter().find(|(begin, _)| tag.starts_with(begin)) {
                rest = tag.split_once(end)?.1;
                continue;
            }
            rest = tag;
            let is_type = tag.get(..8).is_some_and(|word| word.eq_ignore_ascii_case("!DOCTYPE"));
            let name = if is_type { tag.get(8..)?.trim_start() } else { tag };
            return name.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '[')).next();
        }
    })
}

/// Reads all entries of `input`.
pub(super) fn read<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    cut(input).map(|raw| raw.map(Raw::read))
}

/// Cuts `input` into pieces that can be read apart from one another.
pub(super) fn cut<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Raw>> + Send {
    let mut cutter = Cutter::new(input);
    std::iter::from_fn(move || cutter.next().map(|cut| cut.map(Raw::of)))
}

/// A piece of the input: a record, a deletion, or why it is neither.
pub(super) struct Raw {
    line: u64,
    record: u64,
    content: Result<Box<[u8]>, String>,
}

impl Raw {
    fn of(cut: Cut<'_>) -> Self {
        Self { line: cut.line, record: cut.record, content: cut.content.map(Box::from) }
    }

    /// How many bytes it has.
    pub(super) fn len(&self) -> usize {
        self.content.as_ref().map_or(0, |bytes| bytes.len())
    }

    /// The entry that it makes. A fault inside a record is told with its own line.
    pub(super) fn read(self) -> Entry {
        let Self { mut line, record, content } = self;
        let parsed = content.and_then(|bytes| {
            parse_record(&bytes).map_err(|error| {
                line += error.lines_before;
                error.reason
            })
        });
        Entry { line, record, item: parsed.unwrap_or_else(Item::Rejection) }
    }
}

/// Reads one piece that a [`Cutter`] gave: an article, a book, or a PMID out of a list of deletions.
pub(crate) fn parse_record(bytes: &[u8]) -> Result<Item, ParseError> {
    let source = decoded(bytes);
    let mut xml = Xml::new(&source);
    let root = xml.child()?;
    match root.as_ref().map_or("", |tag| tag.name()) {
        "PubmedArticle" => article::read(&mut xml).map(Item::Record),
        "PubmedBookArticle" => book::read(&mut xml).map(Item::Record),
        "PMID" => deletion(&mut xml),
        other => Err(ParseError { reason: format!("<{other}> is no record"), lines_before: 0 }),
    }
}

fn deletion(xml: &mut Xml<'_>) -> Result<Item, ParseError> {
    let written = text::clean(&xml.text()?);
    let pmid = Pmid::parse(&written).map(Item::Deletion);
    pmid.ok_or_else(|| ParseError { reason: format!("the deletion names no PMID but {written:?}"), lines_before: 0 })
}
