//! JATS, the XML of PubMed Central and of many publishers: full-text articles, alone or in the wrappers in which EFetch
//! (`pmc-articleset`), OAI and Europe PMC hand them out.
//!
//! One article is held in memory at a time. [`front`] reads what a catalogue would say, [`people`] who wrote it, [`body`]
//! the text and the captions, [`references`] what it cites. Sub-articles (reviews, answers, translations) are works of
//! others or the same work again, and stay out of the record.

mod body;
mod front;
mod people;
mod references;

pub(super) use references::written;

use super::Entry;
use super::xml::{self, Element};
use crate::record::Record;
use std::io::{self, BufRead};

/// Whether `head` has an article with the parts that JATS and no other format has.
pub(super) fn recognises(head: &str) -> bool {
    const PARTS: [&str; 5] = ["front", "journal-meta", "article-meta", "article-id", "processing-meta"];
    let wrapped = xml::opens(head, &["pmc-articleset"]);
    wrapped || (xml::opens(head, &["article"]) && xml::opens(head, &PARTS))
}

/// Reads records from `input` as they come.
pub(super) fn read<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    xml::records(input, "article", record)
}

fn record(article: &Element) -> Result<Record, String> {
    let meta = article.at(&["front", "article-meta"]).ok_or("the article has no <article-meta>")?;
    let mut record = Record::default();
    front::journal(article, &mut record);
    front::article(article, meta, &mut record);
    people::contributors(article, meta, &mut record);
    body::text(article, &mut record);
    record.references = references::all(article);
    let named = record.pmid.is_some() || record.pmcid.is_some() || record.doi.is_some() || !record.title.is_empty();
    if named { Ok(record) } else { Err("no title and no id (PMID, PMCID, DOI)".to_owned()) }
}

#[cfg(test)]
mod tests;
