//! How often each record of the index is cited by others of it, for all records at once: a join of the sorted keys of
//! references with the sorted keys of records, one pass over each.

use super::links::field_of;
use crate::index::{Index, IndexError, Reader};
use crate::record::LinkMethod;
use std::sync::Arc;
use tantivy::index::{InvertedIndexReader, SegmentReader};
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::{TermMerger, TermStreamer};
use tantivy::{DocAddress, DocId, DocSet, TERMINATED, TantivyError};

/// Links held in memory at once, 8 bytes each; beyond it further passes are made.
const LINKS_A_PASS: u64 = 32 << 20;

/// How often each record is cited, by segment and document.
#[derive(Debug, Clone, Default)]
pub struct CitedCounts {
    segments: Arc<Vec<Vec<u32>>>,
    links: [u64; LinkMethod::ALL.len()],
}

impl CitedCounts {
    /// Records that cite the one at `address`.
    #[must_use]
    pub fn of(&self, address: DocAddress) -> u32 {
        let segment = self.segments.get(address.segment_ord as usize);
        segment.and_then(|counts| counts.get(address.doc_id as usize)).copied().unwrap_or(0)
    }

    /// Records that cite those of a segment, by document.
    #[must_use]
    pub fn segment(&self, segment: u32) -> &[u32] {
        self.segments.get(segment as usize).map_or(&[], Vec::as_slice)
    }

    /// Pairs of a citing and a cited record.
    #[must_use]
    pub fn links(&self) -> u64 {
        self.links.iter().sum()
    }

    /// Such pairs by the strongest key that makes them.
    #[must_use]
    pub fn links_by_method(&self) -> [(LinkMethod, u64); LinkMethod::ALL.len()] {
        std::array::from_fn(|at| (LinkMethod::ALL[at], self.links[at]))
    }

    /// The `wanted` most cited records with their counts, the most cited first, then in the order of the index.
    #[must_use]
    pub fn most_cited(&self, wanted: usize) -> Vec<(DocAddress, u32)> {
        let mut all: Vec<(DocAddress, u32)> = Vec::new();
        for (segment, counts) in (0..).zip(self.segments.iter()) {
            let cited = (0..).zip(counts).filter(|(_, count)| **count > 0);
            all.extend(cited.map(|(doc, count)| (DocAddress::new(segment, doc), *count)));
        }
        all.sort_by_key(|(address, count)| (std::cmp::Reverse(*count), *address));
        all.truncate(wanted);
        all
    }
}

/// Records of an index up to which they are all counted whenever one has changed: below a tenth of a second.
const COUNTED_AT_ONCE: u64 = if cfg!(test) { 20 } else { 20_000 };

/// All records of a larger index are counted again where one in so many stands in a segment that is new: so counting takes no more than
/// a fixed share of the time that writing took.
const WORTH_COUNTING: u64 = 16;

/// For every record, the number of records that cite it: as it is kept with the index, else counted.
///
/// # Errors
///
/// Where the index cannot be read.
pub fn cited_counts(reader: &Reader) -> Result<CitedCounts, IndexError> {
    let kept = reader.tally().and_then(|tally| Some((tally.counts().ok()?, tally.links().try_into().ok()?)));
    match kept {
        Some((segments, links)) => Ok(CitedCounts { segments: Arc::new(segments), links }),
        None => counted(reader),
    }
}

/// Counts and keeps the counts with the index, unless they are kept already. Where not `whole`, that is left out of a large index
/// of which little was written since: then single counts are looked up, and all are counted when they are asked for.
///
/// # Errors
///
/// Where the index cannot be read or the counts cannot be written.
pub fn keep_cited_counts(index: &Index, whole: bool) -> Result<(), IndexError> {
    let reader = index.reader()?;
    let all = reader.len();
    let worth = || whole || all <= COUNTED_AT_ONCE || reader.uncounted() >= all / WORTH_COUNTING;
    if reader.tally().is_some() || !worth() {
        return Ok(());
    }
    let counts = counted(&reader)?;
    index.keep_counts(&reader, &counts.segments, &counts.links)
}

fn counted(reader: &Reader) -> Result<CitedCounts, IndexError> {
    let segments = reader.searcher().segment_readers();
    let mut counts = CitedCounts {
        segments: Arc::new(segments.iter().map(|segment| vec![0; segment.max_doc() as usize]).collect()),
        ..CitedCounts::default()
    };
    let mut join = Join::new(reader)?;
    while let Some(links) = join.pass()? {
        counts.take(&join.bases, links);
    }
    Ok(counts)
}

impl CitedCounts {
    /// Counts links: cited record, citing record and method packed into one number.
    fn take(&mut self, bases: &[u32], mut links: Vec<Link>) {
        links.sort_unstable();
        links.dedup_by_key(|link| (link.cited, link.citing));
        let segments = Arc::make_mut(&mut self.segments);
        for link in links {
            let segment = bases.partition_point(|base| *base <= link.cited).saturating_sub(1);
            segments[segment][(link.cited - bases[segment]) as usize] += 1;
            self.links[link.method as usize] += 1;
        }
    }
}

/// A pair of records, numbered through all segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Link {
    cited: u32,
    citing: u32,
    method: LinkMethod,
}

/// The join, made in passes over ranges of cited records.
struct Join<'a> {
    segments: &'a [SegmentReader],
    /// The first number of each segment's records.
    bases: Vec<u32>,
    cites: Vec<Arc<InvertedIndexReader>>,
    holders: Vec<(LinkMethod, Vec<Arc<InvertedIndexReader>>)>,
    /// Records of a pass.
    width: u32,
    next: u32,
    end: u32,
}

impl<'a> Join<'a> {
    fn new(reader: &'a Reader) -> Result<Self, IndexError> {
        let segments = reader.searcher().segment_readers();
        let mut bases = Vec::with_capacity(segments.len());
        let mut end = 0;
        for segment in segments {
            bases.push(end);
            end += segment.max_doc();
        }
        let cites = dictionaries(reader, "cites")?;
        // Every key of a reference is a link at most once for each record that has it: an upper bound of the links.
        let most: u64 = cites.iter().map(|index| index.total_num_tokens()).sum::<u64>().max(1);
        let passes = u32::try_from(most.div_ceil(LINKS_A_PASS)).unwrap_or(u32::MAX);
        let holders = LinkMethod::ALL.map(|method| Ok((method, dictionaries(reader, field_of(method))?)));
        let holders = holders.into_iter().collect::<Result<_, IndexError>>()?;
        Ok(Self { segments, bases, cites, holders, width: end.div_ceil(passes).max(1), next: 0, end })
    }

    /// The links to the next range of records; `None` behind the last.
    fn pass(&mut self) -> Result<Option<Vec<Link>>, IndexError> {
        if self.next >= self.end {
            return Ok(None);
        }
        let range = self.next..self.next.saturating_add(self.width);
        self.next = range.end;
        let mut links = Vec::new();
        for (method, holders) in &self.holders {
            self.join(*method, holders, &range, &mut links)?;
        }
        Ok(Some(links))
    }

    /// Walks the keys of one kind on both sides.
    fn join(
        &self,
        method: LinkMethod,
        holders: &[Arc<InvertedIndexReader>],
        range: &std::ops::Range<u32>,
        links: &mut Vec<Link>,
    ) -> Result<(), IndexError> {
        let mut cited = TermMerger::new(streams(holders, method)?);
        let mut citing = TermMerger::new(streams(&self.cites, method)?);
        let (mut cited_left, mut citing_left) = (cited.advance(), citing.advance());
        let mut found: (Vec<u32>, Vec<u32>) = Default::default();
        while cited_left && citing_left {
            match cited.key().cmp(citing.key()) {
                std::cmp::Ordering::Less => cited_left = cited.advance(),
                std::cmp::Ordering::Greater => citing_left = citing.advance(),
                std::cmp::Ordering::Equal => {
                    let kind = std::str::from_utf8(cited.key()).map(LinkMethod::of_key);
                    if kind == Ok(method) {
                        self.records(holders, &cited, &mut found.0)?;
                        let one = method.is_id() || found.0.len() == 1;
                        found.0.retain(|cited| one && range.contains(cited));
                        if !found.0.is_empty() {
                            self.records(&self.cites, &citing, &mut found.1)?;
                            let pairs = found.0.iter().flat_map(|cited| found.1.iter().map(move |c| (*cited, *c)));
                            links.extend(pairs.map(|(cited, citing)| Link { cited, citing, method }));
                        }
                    }
                    (cited_left, citing_left) = (cited.advance(), citing.advance());
                }
            }
        }
        Ok(())
    }

    /// Numbers of the records that have the merger's present key, deleted ones left out.
    fn records(
        &self,
        indexes: &[Arc<InvertedIndexReader>],
        merger: &TermMerger<'_>,
        out: &mut Vec<u32>,
    ) -> Result<(), IndexError> {
        out.clear();
        for (segment, info) in merger.current_segment_ords_and_term_infos() {
            let postings = indexes[segment].read_postings_from_terminfo(&info, IndexRecordOption::Basic);
            let mut postings = postings.map_err(TantivyError::from)?;
            while postings.doc() != TERMINATED {
                let doc: DocId = postings.doc();
                if !self.segments[segment].is_deleted(doc) {
                    out.push(self.bases[segment] + doc);
                }
                postings.advance();
            }
        }
        Ok(())
    }
}

/// The dictionary of a field in each segment.
pub(super) fn dictionaries(reader: &Reader, field: &str) -> Result<Vec<Arc<InvertedIndexReader>>, IndexError> {
    let field = reader.searcher().schema().get_field(field)?;
    let segments = reader.searcher().segment_readers().iter();
    Ok(segments.map(|segment| segment.inverted_index(field)).collect::<tantivy::Result<_>>()?)
}

/// The keys of a kind in each segment, sorted.
pub(super) fn streams(
    indexes: &[Arc<InvertedIndexReader>],
    method: LinkMethod,
) -> Result<Vec<TermStreamer<'_>>, IndexError> {
    let (from, to) = match method {
        LinkMethod::Pmid => ("0", ":"),
        LinkMethod::Doi => ("10.", "10/"),
        LinkMethod::Title => ("^", "_"),
        LinkMethod::Pmcid => ("pmc", "pmd"),
        LinkMethod::Citation => ("~", "\u{7f}"),
    };
    indexes
        .iter()
        .map(|index| Ok(index.terms().range().ge(from).lt(to).into_stream().map_err(TantivyError::from)?))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Pmid, Record, Reference};

    /// Writes records of these PMIDs, each of which cites the first of all.
    fn write(index: &Index, pmids: std::ops::Range<u32>, anew: bool) {
        let (maker, mut writer) = (index.document_maker().unwrap(), index.writer(1, 16 << 20).unwrap());
        if anew {
            writer.clear().unwrap();
        }
        for pmid in pmids {
            let references = vec![Reference { pmid: Pmid::parse("1"), ..Reference::parse("Moth A. 2001") }];
            let record = Record {
                pmid: Pmid::parse(&pmid.to_string()),
                title: format!("T {pmid}"),
                references,
                ..Record::default()
            };
            writer.put(maker.prepare(record).unwrap()).unwrap();
        }
        writer.commit().unwrap();
        writer.close().unwrap();
    }

    /// Whether counts are kept as of now; they are those that are counted.
    fn kept(index: &Index) -> bool {
        keep_cited_counts(index, false).unwrap();
        let reader = index.reader().unwrap();
        let (taken, counts) = (cited_counts(&reader).unwrap(), counted(&reader).unwrap());
        assert_eq!((taken.segments, taken.links), (counts.segments, counts.links));
        assert_eq!(counts.links.iter().sum::<u64>(), reader.len());
        reader.tally().is_some()
    }

    #[test]
    fn counts_are_kept_once_enough_is_new() {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(dir.path()).unwrap();
        write(&index, 1..61, false);
        assert!(kept(&index));
        write(&index, 61..63, false);
        assert!(!kept(&index), "2 of 62 are new");
        write(&index, 63..66, false);
        assert!(kept(&index), "5 of 65 are new");
        write(&index, 1..66, true);
        assert!(kept(&index), "all are new, and as many as before");
        write(&index, 66..67, false);
        assert!(!kept(&index));
        keep_cited_counts(&index, true).unwrap();
        assert!(kept(&index));
    }
}
