//! Which segments are merged, and when.
//!
//! Each commit leaves a segment ([`super::segment`]): a large one in the midst of a long run, a small one at its end, and many small
//! ones where runs are short or commits frequent. [`Gathering`] makes large segments of small ones while
//! indexing goes on, and [`leftovers`] of what is left at the end, so that there are few. A merge holds its input in
//! the page cache, so its size is bounded.

use std::cmp::Reverse;
use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::indexer::{MergeCandidate, MergePolicy};

/// Records of a segment that is large enough, in an index of up to sixteen times as many.
const LARGE: u32 = 500_000;

/// Segments that a large index has at least: where it holds more, large segments are larger. More segments cost a search more look-ups;
/// fewer, that each record is merged once more.
const LARGE_SEGMENTS: u32 = 16;

/// Records of an index up to which replaced versions are purged at the end of each run, so that the counts of words, and
/// with them the ranking, are the same however the records came in.
const PURGED_UP_TO: u32 = 2_000_000;

/// Share of replaced versions above which a segment of a larger index is purged: one in so many.
const PURGED_FROM: u32 = 10;

/// Merges small segments as soon as they make a large one.
#[derive(Debug)]
pub(super) struct Gathering;

impl MergePolicy for Gathering {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let parts: Vec<Part<SegmentId>> = segments.iter().map(Part::from).collect();
        let large = large(&parts);
        let small = parts.into_iter().filter(|part| part.records < large / 2);
        let mut groups = grouped(small, large);
        // The last is not large yet.
        groups.pop();
        groups.into_iter().map(|group| MergeCandidate(group.iter().map(|part| part.id).collect())).collect()
    }
}

/// What is to be merged at the end of a run, each group into one segment.
pub(super) fn leftovers(segments: &[SegmentMeta]) -> Vec<Vec<SegmentId>> {
    left_over(segments.iter().map(Part::from).collect())
}

/// What of a segment decides whether it is merged.
#[derive(Debug, Clone, Copy)]
struct Part<Id> {
    id: Id,
    /// Records that are not replaced.
    records: u32,
    /// Versions that were replaced, and deleted records.
    replaced: u32,
}

impl From<&SegmentMeta> for Part<SegmentId> {
    fn from(segment: &SegmentMeta) -> Self {
        Self { id: segment.id(), records: segment.num_docs(), replaced: segment.num_deleted_docs() }
    }
}

impl<Id> Part<Id> {
    fn versions(&self) -> u32 {
        self.records + self.replaced
    }
}

fn left_over<Id: Copy>(mut parts: Vec<Part<Id>>) -> Vec<Vec<Id>> {
    let large = large(&parts);
    let purges_all = parts.iter().map(Part::versions).sum::<u32>() <= PURGED_UP_TO;
    parts.sort_by_key(|part| Reverse(part.records));
    // A segment is written anew only where it gains a fair part of its size: few new records leave the old ones alone.
    let gains = |at: usize| {
        let gain: u32 = parts[at + 1..].iter().map(|part| part.records).sum();
        gain > 0 && gain >= parts[at].records / 4
    };
    let is_small = |at: usize| parts[at].records < LARGE.max(large / 2);
    let first = (0..parts.len()).find(|at| is_small(*at) && gains(*at)).unwrap_or(parts.len());
    let gathered = parts.split_off(first).into_iter().rev();
    let (mut merged, alone): (Vec<_>, Vec<_>) = grouped(gathered, large).into_iter().partition(|group| group.len() > 1);
    let is_purged =
        |part: &Part<Id>| part.replaced > 0 && (purges_all || part.replaced >= part.versions() / PURGED_FROM);
    let kept = parts.into_iter().chain(alone.into_iter().flatten());
    merged.extend(kept.filter(is_purged).map(|part| vec![part]));
    merged.into_iter().map(|group| group.iter().map(|part| part.id).collect()).collect()
}

/// Groups of so many records or a few more, in their order; the last has fewer, perhaps none.
fn grouped<Id>(parts: impl Iterator<Item = Part<Id>>, large: u32) -> Vec<Vec<Part<Id>>> {
    let mut groups = vec![Vec::new()];
    let mut records = 0;
    for part in parts {
        records += part.records;
        if let Some(group) = groups.last_mut() {
            group.push(part);
        }
        if records >= large {
            groups.push(Vec::new());
            records = 0;
        }
    }
    groups
}

/// Records of a segment that is large enough among these.
fn large<Id>(parts: &[Part<Id>]) -> u32 {
    LARGE.max(parts.iter().map(|part| part.records).sum::<u32>() / LARGE_SEGMENTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sizes in thousands of what is merged of segments of these sizes.
    fn merged(sizes: &[u32]) -> Vec<Vec<u32>> {
        let part = |size: &u32| Part { id: *size, records: size * 1_000, replaced: 0 };
        left_over(sizes.iter().map(part).collect())
    }

    #[test]
    fn what_is_left_over_makes_large_segments_and_no_larger_ones() {
        for (sizes, expected) in [
            (&[300, 50][..], &[][..]),
            (&[300, 80], &[&[80, 300][..]]),
            (&[500, 150, 50], &[&[50, 150]]),
            (&[400, 10, 100, 50], &[&[10, 50, 100, 400]]),
            // Whole commits of a long run stay as they are,
            (&[500; 10], &[]),
            (&[500; 32], &[]),
            // smaller ones become large, not one.
            (&[400; 9], &[&[400, 400][..]; 4]),
            (&[1_500, 1_500, 500, 500, 500, 500, 30], &[]),
            // Of sixteen millions and more a large one is a sixteenth.
            (&[500; 48], &[&[500, 500, 500][..]; 16]),
            (&[5_000, 5_000, 5_000, 5_000, 600, 500, 300], &[&[300, 500, 600]]),
            (&[20_000, 20_000, 300, 30], &[]),
            (&[20_000, 20_000, 300, 60, 30], &[&[30, 60, 300]]),
        ] {
            assert_eq!(merged(sizes), expected, "{sizes:?}");
        }
    }

    #[test]
    fn replaced_versions_are_purged_where_they_are_many_or_the_index_small() {
        let part = |id: u32, records: u32, replaced: u32| Part { id, records, replaced };
        assert_eq!(left_over(vec![part(1, 900_000, 1)]), [[1]]);
        assert_eq!(left_over(vec![part(1, 3_000_000, 100)]), [[0; 0]; 0]);
        assert_eq!(left_over(vec![part(1, 2_000_000, 300_000), part(2, 1_000_000, 90_000)]), [[1]]);
        // What is merged is purged by that.
        assert_eq!(left_over(vec![part(1, 10_000, 1), part(2, 9_000, 0)]), [[2, 1]]);
    }
}
