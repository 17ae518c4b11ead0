//! Deleting single records by the user's order.

use super::{Index, IndexError};
use crate::record::Identity;
use serde::Serialize;
use std::collections::BTreeSet;

/// Memory of a writer that writes no records.
const MEMORY: usize = 16 << 20;

/// What became of the ids. Its serialised form is `medlar delete --json` (`schema/delete.schema.json`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Deletion {
    /// Ids of the records that were deleted, each once, in the order in which they were named.
    pub deleted: Vec<String>,
    /// What no record of the index has for an id, as typed.
    pub not_found: Vec<String>,
    /// Records left.
    pub records: u64,
}

/// Deletes the records that are meant by `ids`: PMIDs, PMCIDs, DOIs or own ids, in any spelling. One commit deletes all of
/// them; where none is found nothing is written.
///
/// # Errors
///
/// Where the index cannot be read or written.
pub fn delete(index: &Index, ids: impl IntoIterator<Item = String>) -> Result<Deletion, IndexError> {
    let mut writer = index.writer(1, MEMORY)?;
    // What the writer sees of the last commit: nobody else commits while it lives.
    let reader = index.reader()?;
    let (mut deletion, mut seen) = (Deletion::default(), BTreeSet::new());
    for id in ids {
        let Some(found) = reader.find(&id)? else {
            deletion.not_found.push(id);
            continue;
        };
        let identity = Identity::of(&found.record);
        if seen.insert(identity.key()) {
            writer.remove_record(&identity)?;
            deletion.deleted.push(identity.to_string());
        }
    }
    deletion.records = reader.len() - deletion.deleted.len() as u64;
    if !deletion.deleted.is_empty() {
        writer.commit()?;
    }
    writer.close()?;
    Ok(deletion)
}
