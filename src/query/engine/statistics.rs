//! What an index knows of its records as a whole: how many there are, how many have a term.
//!
//! A replaced record stays in the index, marked as deleted, until its segment is merged. It counts for nothing: scores should not
//! depend on when that happens. Only in a large index, where finding out would take longer than a query may, terms of such
//! records count until then, and scores can differ in their third digit with the way in which replaced records came in.

use crate::lexicon::Words;
use tantivy::Searcher;
use tantivy::index::SegmentReader;
use tantivy::postings::TermInfo;
use tantivy::schema::{self, IndexRecordOption};

/// Records of an index up to which only living ones count: a millisecond for the lengths of all fields.
const EXACT_UP_TO: u64 = 100_000;

/// Whether what is deleted is told from what is not.
pub(super) fn are_exact(searcher: &Searcher) -> bool {
    searcher.segment_readers().iter().map(|reader| u64::from(reader.max_doc())).sum::<u64>() <= EXACT_UP_TO
}

/// In how many records of a segment a term stands; in living ones alone where it is `exact`.
pub(super) fn records_with(
    reader: &SegmentReader,
    field: schema::Field,
    term: &TermInfo,
    exact: bool,
) -> tantivy::Result<u64> {
    let Some(alive) = reader.alive_bitset().filter(|_| exact) else { return Ok(u64::from(term.doc_freq)) };
    let index = reader.inverted_index(field)?;
    let mut postings = index.read_block_postings_from_terminfo(term, IndexRecordOption::Basic)?;
    let mut living = 0;
    while !postings.docs().is_empty() {
        living += postings.docs().iter().filter(|doc| alive.is_alive(**doc)).count() as u64;
        postings.advance();
    }
    Ok(living)
}

/// In how many records the terms of a field stand; one that has two of them counts twice. `words` are those of each segment.
///
/// # Errors
///
/// Where the index cannot be read.
pub fn frequency(
    searcher: &Searcher,
    words: &mut [Words<'_>],
    field: schema::Field,
    terms: &[String],
) -> tantivy::Result<u64> {
    let exact = are_exact(searcher);
    let mut frequency = 0;
    for (reader, words) in searcher.segment_readers().iter().zip(words) {
        let index = reader.inverted_index(field)?;
        for term in terms {
            let found = words.term(field, &index, term)?;
            frequency += found.map_or(Ok(0), |info| records_with(reader, field, &info, exact))?;
        }
    }
    Ok(frequency)
}

pub(super) fn records(searcher: &Searcher) -> u64 {
    searcher.num_docs()
}
