//! How long a field is on average.
//!
//! The engine's own count of words is exact until a segment with deleted records is merged, and an estimate from then on.
//! Scores should not depend on that, so the lengths of all living records are summed as they are noted for each record. In
//! a large index that takes longer than a query may ([`statistics::are_exact`]); there the engine's count must do.

use super::statistics;
use rustc_hash::FxHashMap;
use std::sync::{LazyLock, Mutex, PoisonError};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::{SegmentId, SegmentReader};
use tantivy::schema::Field;
use tantivy::{Opstamp, Searcher};

/// Sums of segments that were asked for. A segment never changes, save for what is deleted in it.
static SUMS: LazyLock<Mutex<FxHashMap<Key, u64>>> = LazyLock::new(Mutex::default);

/// A segment, what is deleted in it, and the field.
type Key = (SegmentId, Option<Opstamp>, Field);

/// Sums kept at most.
const MAX_SUMS: usize = 10_000;

/// Average number of terms that a living record has in `field`.
pub(super) fn average(searcher: &Searcher, field: Field) -> tantivy::Result<f32> {
    let readers = searcher.segment_readers();
    if !statistics::are_exact(searcher) {
        let records: u64 = readers.iter().map(|reader| u64::from(reader.max_doc())).sum();
        let counts = readers.iter().map(|reader| Ok(reader.inverted_index(field)?.total_num_tokens()));
        return Ok(counts.sum::<tantivy::Result<u64>>()? as f32 / records as f32);
    }
    let terms: u64 = readers.iter().map(|reader| sum(reader, field)).sum::<tantivy::Result<u64>>()?;
    Ok(terms as f32 / searcher.num_docs().max(1) as f32)
}

fn sum(reader: &SegmentReader, field: Field) -> tantivy::Result<u64> {
    let key = (reader.segment_id(), reader.delete_opstamp(), field);
    if let Some(sum) = SUMS.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return Ok(*sum);
    }
    // Values of a field that is no text have no length: each counts for one.
    let Some(lengths) = reader.fieldnorms_readers().get_field(field)? else { return Ok(u64::from(reader.num_docs())) };
    let mut records_by_length = [0_u64; 256];
    for doc in reader.doc_ids_alive() {
        records_by_length[usize::from(lengths.fieldnorm_id(doc))] += 1;
    }
    let sum = (0..=255).zip(records_by_length).map(|(id, n)| u64::from(FieldNormReader::id_to_fieldnorm(id)) * n).sum();
    let mut sums = SUMS.lock().unwrap_or_else(PoisonError::into_inner);
    if sums.len() >= MAX_SUMS {
        sums.clear();
    }
    sums.insert(key, sum);
    Ok(sum)
}
