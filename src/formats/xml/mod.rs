//! XML of formats whose records are small enough to be held as a tree: [`Pieces`] cuts the input into record elements
//! without parsing it, [`Element`] is one of them.
//!
//! PubMed XML, where speed matters most, has a cutter and a cursor of its own (`pubmed_xml`).

mod pieces;
mod tree;

pub(super) use pieces::Pieces;
pub(super) use tree::Element;

use super::{Entry, Item};
use crate::record::Record;
use std::io::{self, BufRead};

/// Whether `head` is XML whose elements and types of document include `wanted`, and its first element no HTML page.
pub(super) fn opens(head: &str, wanted: &[&str]) -> bool {
    head.trim_start().starts_with('<') && {
        let mut first = None;
        let mut names = element_names(head).inspect(|name| _ = first.get_or_insert(*name));
        let found = names.any(|name| wanted.contains(&name));
        found && first.is_none_or(|name| !name.eq_ignore_ascii_case("html"))
    }
}

/// The local names of the elements opened in `head`, those in comments not.
pub(super) fn element_names(head: &str) -> impl Iterator<Item = &str> {
    let mut rest = head;
    std::iter::from_fn(move || {
        loop {
            let (_, tag) = rest.split_once('<')?;
            let hidden = [("!--", "-->"), ("![CDATA[", "]]>"), ("!", ">"), ("?", ">"), ("/", ">")];
            match hidden.iter().find(|(begin, _)| tag.starts_with(begin)) {
                Some((_, end)) => rest = tag.split_once(end)?.1,
                None => {
                    rest = tag;
                    let name = tag.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next()?;
                    return Some(local(name));
                }
            }
        }
    })
}

/// A name without the prefix of its namespace.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Reads the elements called `name` of `input` as records, each made by `record`.
pub(super) fn records<R: BufRead + Send>(
    input: R,
    name: &'static str,
    record: impl Fn(&Element) -> Result<Record, String> + Send,
) -> impl Iterator<Item = io::Result<Entry>> + Send {
    let mut pieces = Pieces::new(input, name);
    let mut count = 0;
    std::iter::from_fn(move || {
        let piece = match pieces.next() {
            Ok(piece) => piece?,
            Err(error) => return Some(Err(error)),
        };
        count += 1;
        let mut line = piece.line;
        let made = piece.content.and_then(|bytes| {
            let element = Element::parse(&bytes).map_err(|error| {
                line += error.lines_before;
                error.reason
            })?;
            record(&element)
        });
        let item = made.map_or_else(Item::Rejection, |record| Item::Record(Box::new(record)));
        Some(Ok(Entry { line, record: count, item }))
    })
}
