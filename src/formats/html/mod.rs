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
use std::io::{self, BufRead};

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
        match input.read_to_end(&mut bytes) {
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
