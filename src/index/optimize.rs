//! Merging an index into few parts, without what was replaced or deleted.

use super::layout::RECORDS;
use super::lock::Lock;
use super::{Index, IndexError};
use serde::Serialize;
use std::path::Path;
use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::indexer::NoMergePolicy;
use tantivy::{IndexWriter, TantivyDocument};

/// How much larger than the parts it is made of a merged part may be, in percent: numbers of different parts may need
/// more bits together.
const GROWTH_PERCENT: u64 = 5;

/// Bytes that each merge needs beside that: files end in the middle of a block, and the lists of files are written anew.
const GROWTH_BYTES: u64 = 256 << 10;

/// What is to be merged, and what it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MergePlan {
    /// Parts before.
    pub segments: usize,
    /// Parts after.
    pub segments_after: usize,
    /// Replaced and deleted records that go.
    pub deleted: u64,
    /// Bytes of all files of the index.
    pub bytes: u64,
    /// Bytes needed on the disk meanwhile, at most.
    pub bytes_needed: u64,
    /// Bytes free on the disk, where the system tells.
    pub bytes_free: Option<u64>,
    #[serde(skip)]
    groups: Vec<Vec<SegmentId>>,
}

impl MergePlan {
    /// Whether there is anything to do.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        !self.groups.is_empty()
    }

    /// Whether the disk has room for it.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.bytes_free.is_none_or(|free| free >= self.bytes_needed)
    }
}

/// A segment with its bytes on disk.
struct Part {
    id: SegmentId,
    bytes: u64,
    deleted: u64,
}

/// The one writer of an index while its parts are merged.
pub struct Optimizer {
    engine: IndexWriter<TantivyDocument>,
    index: Index,
    _lock: Option<Lock>,
}

impl Optimizer {
    /// Takes the index for merging.
    ///
    /// # Errors
    ///
    /// Where another process writes to it.
    pub fn new(index: Index) -> Result<Self, IndexError> {
        let lock = index.dir.as_deref().map(Lock::take).transpose()?;
        let engine = index.engine_writer()?;
        engine.set_merge_policy(Box::new(NoMergePolicy));
        Ok(Self { engine, index, _lock: lock })
    }

    /// What merging into at most `most` parts (at least 1) means. The parts of a group are merged at once, the groups one
    /// after the other, so that no more than the largest group is on the disk twice.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub fn plan(&self, most: usize) -> Result<MergePlan, IndexError> {
        let dir = self.index.dir.clone().unwrap_or_default();
        let metas = self.index.engine.searchable_segment_metas()?;
        let parts: Vec<Part> = metas.iter().map(|meta| Part::of(meta, &dir.join(RECORDS))).collect();
        let deleted = parts.iter().map(|part| part.deleted).sum();
        let groups: Vec<Vec<Part>> = groups(parts, most)
            .into_iter()
            .filter(|group| group.len() > 1 || group.iter().any(|part| part.deleted > 0))
            .collect();
        let merged: usize = groups.iter().map(Vec::len).sum();
        let largest = groups.iter().map(|group| group.iter().map(|part| part.bytes).sum()).max().unwrap_or(0_u64);
        Ok(MergePlan {
            segments: metas.len(),
            segments_after: metas.len() - merged + groups.len(),
            deleted,
            bytes: self.index.bytes(),
            bytes_needed: if largest > 0 { largest + largest * GROWTH_PERCENT / 100 + GROWTH_BYTES } else { 0 },
            bytes_free: free(&dir),
            groups: groups.into_iter().map(|group| group.into_iter().map(|part| part.id).collect()).collect(),
        })
    }

    /// Merges as planned, and removes what is of no use any more. Whatever ends it early, the index holds the same records.
    ///
    /// # Errors
    ///
    /// Where the disk refuses.
    pub fn run(mut self, plan: &MergePlan) -> Result<(), IndexError> {
        for group in &plan.groups {
            self.engine.merge(group).wait()?;
            self.engine.garbage_collect_files().wait()?;
        }
        Ok(self.engine.wait_merging_threads()?)
    }
}

impl Part {
    fn of(meta: &SegmentMeta, records: &Path) -> Self {
        let id = meta.id().uuid_string();
        let entries = std::fs::read_dir(records).into_iter().flatten().flatten();
        let own = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(&id));
        let bytes = own.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum();
        Self { id: meta.id(), bytes, deleted: u64::from(meta.num_deleted_docs()) }
    }
}

/// At most `most` groups of about the same size: each part, the largest first, joins the smallest group.
fn groups(mut parts: Vec<Part>, most: usize) -> Vec<Vec<Part>> {
    parts.sort_by(|a, b| (b.bytes, a.id).cmp(&(a.bytes, b.id)));
    let mut groups: Vec<(u64, Vec<Part>)> = Vec::new();
    groups.resize_with(most.clamp(1, parts.len().max(1)), Default::default);
    for part in parts {
        if let Some((bytes, group)) = groups.iter_mut().min_by_key(|(bytes, _)| *bytes) {
            *bytes += part.bytes;
            group.push(part);
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Bytes that a user may still write on the disk of `dir`.
fn free(dir: &Path) -> Option<u64> {
    #[cfg(unix)]
    return rustix::fs::statvfs(dir).ok().map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize));
    #[cfg(not(unix))]
    {
        let _ = dir;
        None
    }
}
