//! How often each record of the index is cited by others of it: for sorting by that.

use super::top::CitedCounts;
use crate::index::{IndexError, Reader};
use rustc_hash::FxHashMap;
use std::sync::Arc;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, TERMINATED};

/// Counts, for every record that is cited, the records that cite it. Walks all cited ids once; those of works that the
/// index does not hold cost a look-up each.
pub(super) fn cited_counts(reader: &Reader) -> Result<CitedCounts, IndexError> {
    let mut citing: FxHashMap<DocAddress, Vec<DocAddress>> = FxHashMap::default();
    let field = reader.searcher().schema().get_field("cites")?;
    for (segment, segment_reader) in (0..).zip(reader.searcher().segment_readers()) {
        let cites = segment_reader.inverted_index(field)?;
        let mut ids = cites.terms().stream().map_err(tantivy::TantivyError::from)?;
        while ids.advance() {
            let id = std::str::from_utf8(ids.key()).unwrap_or_default();
            let held = held(reader, id)?;
            if held.is_empty() {
                continue;
            }
            let postings = cites.read_postings_from_terminfo(ids.value(), IndexRecordOption::Basic);
            let mut postings = postings.map_err(tantivy::TantivyError::from)?;
            while postings.doc() != TERMINATED {
                if !segment_reader.is_deleted(postings.doc()) {
                    let from = DocAddress::new(segment, postings.doc());
                    held.iter().for_each(|cited| citing.entry(*cited).or_default().push(from));
                }
                postings.advance();
            }
        }
    }
    let counts = citing.into_iter().map(|(cited, mut from)| {
        // One record may cite another by its PMID and by its DOI.
        from.sort_unstable();
        from.dedup();
        (cited, u32::try_from(from.len()).unwrap_or(u32::MAX))
    });
    Ok(Arc::new(counts.collect()))
}

/// The records that have this PMID, PMCID or DOI.
fn held(reader: &Reader, id: &str) -> Result<Vec<DocAddress>, IndexError> {
    let field = if id.starts_with("10.") {
        "article_id"
    } else if id.starts_with("pmc") {
        "pmcid"
    } else {
        "pmid"
    };
    reader.addresses(field, id)
}
