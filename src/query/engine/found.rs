//! Records of a segment that were found: as a set, and as whoever asked wants them.

use tantivy::index::SegmentReader;
use tantivy::query::{Scorer, Weight};
use tantivy::{DocId, DocSet, Score, TERMINATED};

/// Records of a segment, a bit each.
#[derive(Debug, Clone)]
pub(super) struct Found(Vec<u64>);

impl Found {
    /// None of the records of a segment.
    pub(super) fn none(reader: &SegmentReader) -> Self {
        Self(vec![0; reader.max_doc().div_ceil(64) as usize])
    }

    /// All that `scorer` finds.
    pub(super) fn by(scorer: &mut dyn Scorer, reader: &SegmentReader) -> Self {
        let mut found = Self::none(reader);
        while scorer.doc() != TERMINATED {
            found.add(scorer.doc());
            scorer.advance();
        }
        found
    }

    pub(super) fn add(&mut self, doc: DocId) {
        self.0[doc as usize / 64] |= 1 << (doc % 64);
    }

    pub(super) fn has(&self, doc: DocId) -> bool {
        self.0[doc as usize / 64] & (1 << (doc % 64)) != 0
    }

    /// Adds what another set has.
    pub(super) fn unite(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(here, there)| *here |= there);
    }

    /// Adds those records of a window whose bits are set; it begins at `start`, a multiple of 64.
    pub(super) fn add_window(&mut self, start: DocId, places: &[u64]) {
        let here = self.0.iter_mut().skip(start as usize / 64);
        here.zip(places).for_each(|(here, there)| *here |= there);
    }

    /// Keeps what another set has too.
    pub(super) fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(here, there)| *here &= there);
    }

    /// Takes away what another set has.
    pub(super) fn remove(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(here, there)| *here &= !there);
    }

    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Calls `take` with the records in buffers of at most 64, the size that Tantivy's collectors expect.
    pub(super) fn each(&self, take: &mut dyn FnMut(&[DocId])) {
        let mut buffer = [0; 64];
        for (start, word) in (0..).step_by(64).zip(&self.0) {
            let mut bits = *word;
            let mut filled = 0;
            while bits != 0 {
                buffer[filled] = start + bits.trailing_zeros();
                bits &= bits - 1;
                filled += 1;
            }
            if filled > 0 {
                take(&buffer[..filled]);
            }
        }
    }

    /// The records in ascending order.
    pub(super) fn docs(&self) -> Vec<DocId> {
        let mut docs = Vec::with_capacity(self.len());
        self.each(&mut |some| docs.extend_from_slice(some));
        docs
    }

    /// How many are not deleted.
    pub(super) fn living(&self, reader: &SegmentReader) -> u32 {
        let Some(alive) = reader.alive_bitset() else { return u32::try_from(self.len()).unwrap_or(u32::MAX) };
        let mut count = 0;
        self.each(&mut |docs| count += docs.iter().filter(|doc| alive.is_alive(**doc)).count());
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}

/// Calls `callback` with every record that a weight finds which can leave out what is not among the best.
pub(super) fn unpruned(
    weight: &dyn Weight,
    reader: &SegmentReader,
    callback: &mut dyn FnMut(DocId, Score),
) -> tantivy::Result<()> {
    weight.for_each_pruning(Score::NEG_INFINITY, reader, &mut |doc, score| {
        callback(doc, score);
        Score::NEG_INFINITY
    })
}

/// Records that were found already.
pub(super) struct Gathered {
    hits: Vec<(DocId, Score)>,
    at: usize,
}

impl Gathered {
    /// All that `weight` finds: whoever wants records one by one wants them within a larger query.
    pub(super) fn of(weight: &dyn Weight, reader: &SegmentReader, boost: Score) -> tantivy::Result<Self> {
        let mut hits = Vec::new();
        weight.for_each(reader, &mut |doc, score| hits.push((doc, score * boost)))?;
        Ok(Self { hits, at: 0 })
    }
}

impl DocSet for Gathered {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.hits.get(self.at).map_or(TERMINATED, |(doc, _)| *doc)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.hits.len()).unwrap_or(u32::MAX)
    }
}

impl Scorer for Gathered {
    fn score(&mut self) -> Score {
        self.hits.get(self.at).map_or(0.0, |(_, score)| *score)
    }
}
