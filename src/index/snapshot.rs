//! The id of an index as it is now.

use super::{Index, IndexError};
use xxhash_rust::xxh3::xxh3_128;

impl Index {
    /// An id that stays the same as long as nothing is written to the index, neither records nor a vocabulary. 32 hexadecimal
    /// digits.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub fn snapshot(&self) -> Result<String, IndexError> {
        let metas = self.engine.load_metas()?;
        let mut parts: Vec<String> = Vec::new();
        for segment in &metas.segments {
            let (records, deleted) = (segment.num_docs(), segment.num_deleted_docs());
            parts.push(format!("{} {records} {deleted}", segment.id().uuid_string()));
        }
        parts.sort_unstable();
        parts.push(metas.opstamp.to_string());
        parts.extend(self.vocabulary()?.map(|vocabulary| vocabulary.hash()));
        Ok(format!("{:032x}", xxh3_128(parts.join("\n").as_bytes())))
    }
}
