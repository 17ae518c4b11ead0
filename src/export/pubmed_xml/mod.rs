//! PubMed XML, valid against NLM's DTD of 2019 (`pubmed_190101.dtd`), which every common parser knows, and every later one.
//!
//! A record that is only in a book becomes a `PubmedBookArticle`, every other a `PubmedArticle`. What the DTD demands and
//! the record does not say is written as an empty element, or with the value that says least: `Status="Publisher"`,
//! `PubModel="Print"`, `Language` `und`, the publication type *Journal Article*, an `OtherAbstract` of the `Publisher`, a
//! supplementary concept of the type `Disease`. What the DTD has no place for is left out; docs/FORMATS.md lists it.

mod article;
mod book;
mod element;
mod parts;
mod people;

use crate::record::Record;
use element::Elements;

/// What stands before the first record.
pub(super) const OPENING: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <!DOCTYPE PubmedArticleSet PUBLIC \"-//NLM//DTD PubMedArticle, 1st January 2019//EN\" \
    \"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_190101.dtd\">\n<PubmedArticleSet>\n";

/// What stands behind the last record.
pub(super) const CLOSING: &str = "</PubmedArticleSet>\n";

/// Appends the element of `record`.
pub(super) fn append(out: &mut String, record: &Record) {
    let mut xml = Elements::new(out);
    match &record.book {
        Some(book) if record.journal.is_none() => book::write(&mut xml, record, book),
        _ => article::write(&mut xml, record),
    }
}

#[cfg(test)]
mod tests;
