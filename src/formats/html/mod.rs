//! A PubMed page saved as HTML: the page of one abstract ([`page`]) or a list of results ([`list`]) in any of its
//! displays.
//!
//! The page is read whole, for its tree must be whole; pages of PubMed have a few hundred KB. What a page offers besides
//! its records (similar articles, citing articles, menus, snippets) never enters one. Pages of other sites are not
//! recognised; PMC's and publishers' pages bear some of the same head lines and are none of PubMed's.

mod dom;
mod list;
mod page;
mod parts;
mod people;

use super::{Entry, Item, decode};
use std::io::{self, BufRead, Read};

/// Head lines and classes that PubMed's pages have and others do not, in small letters and without quotes, which some
/// programs leave out when they save a page. The classes serve pages whose head was lost.
const EVIDENCE: [&str; 6] = [
    "name=ncbi_app content=pubmed",
    "name=ncbi_db content=pubmed",
    "rel=canonical href=https://pubmed.ncbi.nlm.nih.gov/",
    "class=full-docsum",
    "class=heading-title",
    "class=search-results-chunk",
];

/// The longest page that is read: one of two hundred abstracts has some MB.
const LONGEST_PAGE: u64 = 32 << 20;

/// Elements nested deeper than this are no page's: the parser takes time by the square of the depth.
const DEEPEST: usize = 2_000;

/// Elements that need no end, or are closed in their tag.
const UNENDED: [&[u8]; 33] = [
    b"area", b"base", b"br", b"circle", b"col", b"dd", b"dt", b"ellipse", b"embed", b"hr", b"img", b"input", b"li",
    b"line", b"link", b"meta", b"option", b"p", b"param", b"path", b"polygon", b"rect", b"source", b"stop", b"tbody",
    b"td", b"tfoot", b"th", b"thead", b"tr", b"track", b"use", b"wbr",
];

/// Whether more than `limit` elements are open somewhere, told from the tags alone.
fn is_deeper(html: &[u8], limit: usize) -> bool {
    let (mut depth, mut rest) = (0usize, html);
    while let Some(at) = memchr::memchr(b'<', rest) {
        let (closes, tag) = rest[at + 1..].strip_prefix(b"/").map_or((false, &rest[at + 1..]), |tag| (true, tag));
        let end = tag.iter().take(16).position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(0);
        let name = tag[..end].to_ascii_lowercase();
        rest = tag;
        if let (b"script" | b"style", false) = (name.as_slice(), closes) {
            // In a program `<` means something else.
            let end = [&b"</"[..], &name].concat();
            let behind = rest.windows(end.len()).position(|bytes| bytes.eq_ignore_ascii_case(&end));
            rest = &rest[behind.map_or(rest.len(), |behind| behind + end.len())..];
        } else if !name.is_empty() && !UNENDED.contains(&name.as_slice()) {
            depth = if closes { depth.saturating_sub(1) } else { depth + 1 };
        }
        if depth > limit {
            return true;
        }
    }
    false
}

fn rejection(reason: String) -> Entry {
    Entry { line: 1, record: 1, item: Item::Rejection(reason) }
}

/// Whether `head` is that of an HTML page of PubMed's.
pub(super) fn recognises(head: &str) -> bool {
    let head = head.trim_start().to_lowercase().replace(['"', '\''], "");
    let tags = ["<!doctype html", "<html", "<head", "<body", "<main", "<article"];
    let html = head.starts_with('<') && tags.iter().any(|tag| head.contains(tag));
    html && (EVIDENCE.iter().any(|evidence| head.contains(evidence)) || is_titled(&head) || is_addressed(&head))
}

/// `<title>… - PubMed</title>`.
fn is_titled(head: &str) -> bool {
    head.split_once("</title>").is_some_and(|(title, _)| title.trim_end().ends_with("- pubmed"))
}

/// A PMID in a head line together with PubMed's address (PMC's pages have the line, but another address), or the note
/// that browsers leave in a page saved from PubMed.
fn is_addressed(head: &str) -> bool {
    const ADDRESS: &str = "//pubmed.ncbi.nlm.nih.gov";
    let line_with = |mark: &str| head.lines().any(|line| line.contains(mark) && line.contains(ADDRESS));
    let of_pmc = head.contains("content=pmc");
    let with_id = head.contains("name=citation_pmid") && head.contains(ADDRESS) && !of_pmc;
    with_id || line_with("saved from url") || line_with("url: ")
}

/// Reads the records of one page. None of them has a line: their places in the source are lost in the tree.
pub(super) fn read<R: BufRead + Send>(mut input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    let whole = move || {
        let mut bytes = Vec::new();
        match input.by_ref().take(LONGEST_PAGE + 1).read_to_end(&mut bytes) {
            Ok(read) if read as u64 > LONGEST_PAGE => {
                vec![Ok(rejection(format!("a page of more than {} MB: no such page is so long", LONGEST_PAGE >> 20)))]
            }
            Ok(_) if is_deeper(&bytes, DEEPEST) => vec![Ok(rejection("elements are nested too deeply".to_owned()))],
            Ok(_) => entries(&decode::text(&bytes)).into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        }
    };
    std::iter::once_with(whole).flatten()
}

fn entries(html: &str) -> Vec<Entry> {
    let items = list::items(html);
    items.into_iter().zip(1..).map(|(item, record)| Entry { line: 1, record, item }).collect()
}

/// A record or the reason why there is none.
fn item(record: Result<crate::record::Record, String>) -> Item {
    record.map_or_else(Item::Rejection, |record| Item::Record(Box::new(record)))
}

#[cfg(test)]
mod tests;
