//! Which segments are merged, and when.
//!
//! Each commit leaves a segment ([`super::segment`]): a large one in the midst of a long run, a small one at its end, and many small
//! ones where runs are short or commits frequent. [`Gathering`] makes large segments of small ones while
//! indexing goes on, and [`leftovers`] of what is left at the end, so that there are few. A merge holds its input in
//! the page cache, so its size is bounded.

use std::cmp::Reverse;
use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::indexer::{MergeCandidate, MergePolicy};

/// Records of a segment that is large enough, in an index of up to eight times as many.
const LARGE: u32 = 500_000;

/// Segments that a large index has at least: where it holds more, large segments are larger.
const LARGE_SEGMENTS: u32 = 8;

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
        let large = large(segments);
        let mut candidates = Vec::new();
        let (mut group, mut records) = (Vec::new(), 0);
        for segment in segments.iter().filter(|segment| segment.num_docs() < large / 2) {
            group.push(segment.id());
            records += segment.num_docs();
            if records >= large {
                candidates.push(MergeCandidate(std::mem::take(&mut group)));
                records = 0;
            }
        }
        candidates
    }
}

/// What is to be merged at the end of a run, each group into one segment.
pub(super) fn leftovers(segments: &[SegmentMeta]) -> Vec<Vec<SegmentId>> {
    let large = large(segments);
    let (mut small, mut rest): (Vec<&SegmentMeta>, Vec<&SegmentMeta>) =
        segments.iter().partition(|segment| segment.num_docs() < large);
    small.sort_by_key(|segment| Reverse(segment.num_docs()));
    // A segment is written anew only where it gains a fair part of its size: few new records leave the old ones alone.
    let gains = |at: usize| {
        let gain: u32 = small[at + 1..].iter().map(|segment| segment.num_docs()).sum();
        gain > 0 && gain >= small[at].num_docs() / 4
    };
    let first = (0..small.len()).find(|at| gains(*at)).unwrap_or(small.len());
    let gathered: Vec<SegmentId> = small.split_off(first).iter().map(|segment| segment.id()).collect();
    rest.extend(small);
    let purges_all = segments.iter().map(SegmentMeta::max_doc).sum::<u32>() <= PURGED_UP_TO;
    let is_purged = |segment: &&SegmentMeta| {
        let replaced = segment.num_deleted_docs();
        replaced > 0 && (purges_all || replaced >= segment.max_doc() / PURGED_FROM)
    };
    let purged = rest.into_iter().filter(is_purged).map(|segment| vec![segment.id()]);
    std::iter::once(gathered).chain(purged).filter(|group| !group.is_empty()).collect()
}

/// Records of a segment that is large enough among these.
fn large(segments: &[SegmentMeta]) -> u32 {
    LARGE.max(segments.iter().map(SegmentMeta::num_docs).sum::<u32>() / LARGE_SEGMENTS)
}
