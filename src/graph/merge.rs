//! Records of one work made one: the richest stays and keeps the others' ids.

use super::duplicates::{Relation, duplicates};
use crate::index::{Index, IndexError};
use crate::record::{Identity, OtherId, Record};

/// Least memory of a writer that writes a few records.
const MEMORY: usize = 64 << 20;

/// Merges the records of each group of the same work into the richest of it, which remembers the ids of the others
/// (`other_ids`, of the kinds `merged_pmid`, `merged_pmcid`, `merged_doi` and `merged_id`). Says how many went. All of it is one commit.
///
/// # Errors
///
/// Where the index cannot be read or written.
pub fn merge_duplicates(index: &Index) -> Result<u64, IndexError> {
    // Nobody changes the records between their being read and written.
    let mut writer = index.writer(1, MEMORY)?;
    let reader = index.reader()?;
    let found = duplicates(&reader)?;
    let mut gone = Vec::new();
    let mut kept = Vec::new();
    for group in found.groups.iter().filter(|group| group.relation == Relation::SameWork) {
        let Some((first, others)) = group.records.split_first() else { continue };
        let mut record = reader.record(first.address)?;
        for other in others {
            let other = reader.record(other.address)?;
            remember(&mut record, &other);
            gone.push(Identity::of(&other));
        }
        kept.push(record);
    }
    if gone.is_empty() {
        writer.close()?;
        return Ok(0);
    }
    drop(reader);
    let maker = index.document_maker()?;
    for identity in &gone {
        writer.remove_record(identity)?;
    }
    for record in kept {
        let prepared = maker.prepare(record).map_err(|error| IndexError::Damaged {
            path: std::path::PathBuf::new(),
            reason: format!("a merged record cannot be stored: {error}"),
        })?;
        writer.put(prepared)?;
    }
    writer.commit()?;
    writer.finish()?;
    Ok(gone.len() as u64)
}

fn remember(record: &mut Record, other: &Record) {
    let ids = [
        ("merged_pmid", other.pmid.filter(|id| record.pmid != Some(*id)).map(|id| id.to_string())),
        ("merged_pmcid", other.pmcid.filter(|id| record.pmcid != Some(*id)).map(|id| id.to_string())),
        (
            "merged_doi",
            other
                .doi
                .as_ref()
                .filter(|doi| record.doi.as_ref().map(|d| d.key()) != Some(doi.key()))
                .map(ToString::to_string),
        ),
        ("merged_id", other.id.clone()),
    ];
    let told = ids.into_iter().filter_map(|(kind, value)| Some(OtherId { kind: kind.to_owned(), value: value? }));
    let all: Vec<OtherId> = told.chain(other.other_ids.iter().cloned()).collect();
    for id in all {
        if !record.other_ids.contains(&id) {
            record.other_ids.push(id);
        }
    }
}
