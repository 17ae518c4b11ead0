//! Records that may be the same work, told from what the index holds sorted, without reading a record: those that share an
//! id, a place in a journal and their title, or title and first author in neighbouring years.

use super::counts::dictionaries;
use super::duplicates::Reason;
use crate::index::{IndexError, Reader};
use tantivy::columnar::{Column, StrColumn};
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermMerger;
use tantivy::{DocAddress, DocSet, TERMINATED, TantivyError};
use xxhash_rust::xxh3::xxh3_64;

/// Least bytes of a title that tells a work apart.
const LEAST_TITLE: usize = 4;

/// Records that are compared with one another; what more have in common is a column's title or a fault, and no work's.
const MOST_ALIKE: usize = 64;

/// Records sorted in memory at once, 24 bytes each; beyond it further passes are made.
const RECORDS_A_PASS: u64 = 16 << 20;

/// Groups of records, each with what they have in common.
pub(super) fn candidates(reader: &Reader) -> Result<Vec<(Reason, Vec<DocAddress>)>, IndexError> {
    let mut found = Vec::new();
    for (field, prefix, reason) in [("article_id", "10.", Reason::Doi), ("pmcid", "pmc", Reason::Pmcid)] {
        sharing(reader, field, prefix, |group| found.push((reason, group)))?;
    }
    let names = Names::of_all(reader)?;
    let mut alike = names.neighbours(reader);
    sharing(reader, "work", "~", |group| alike.extend(names.of_one_title(&group)))?;
    alike.sort_unstable();
    alike.dedup();
    found.extend(alike.into_iter().map(|group| (Reason::TitleYearAuthor, group)));
    found.retain(|(_, group)| (2..=MOST_ALIKE).contains(&group.len()));
    Ok(found)
}

/// Gives `take` the records of each value of a field, beginning so, that several have.
fn sharing(
    reader: &Reader,
    field: &str,
    prefix: &str,
    mut take: impl FnMut(Vec<DocAddress>),
) -> Result<(), IndexError> {
    let segments = reader.searcher().segment_readers();
    let indexes = dictionaries(reader, field)?;
    let streams = indexes.iter().map(|index| index.terms().range().ge(prefix).into_stream());
    let mut values = TermMerger::new(streams.collect::<std::io::Result<_>>().map_err(TantivyError::from)?);
    while values.advance() && values.key().starts_with(prefix.as_bytes()) {
        let holders = || values.current_segment_ords_and_term_infos();
        if holders().map(|(_, info)| info.doc_freq).sum::<u32>() < 2 {
            continue;
        }
        let mut group = Vec::new();
        for (segment, info) in holders() {
            let postings = indexes[segment].read_postings_from_terminfo(&info, IndexRecordOption::Basic);
            let mut postings = postings.map_err(TantivyError::from)?;
            while postings.doc() != TERMINATED {
                if !segments[segment].is_deleted(postings.doc()) {
                    group.push(DocAddress::new(segment as u32, postings.doc()));
                }
                postings.advance();
            }
        }
        take(group);
    }
    Ok(())
}

/// What records are called, by the columns by which they are sorted.
struct Names {
    titles: Vec<Hashes>,
    authors: Vec<Hashes>,
    years: Vec<Option<Column<u64>>>,
}

impl Names {
    fn of_all(reader: &Reader) -> Result<Self, IndexError> {
        let title = |title: &[u8]| if title.len() < LEAST_TITLE { 0 } else { xxh3_64(title) };
        // Sources differ in how many initials they give, and in whether they take `van` for a part of the name.
        let surname = |author: &[u8]| xxh3_64(author.split(|b| *b == b' ').next().unwrap_or(author));
        let segments = reader.searcher().segment_readers().iter();
        Ok(Self {
            titles: Hashes::of_column(reader, "title_order", title)?,
            authors: Hashes::of_column(reader, "author_order", surname)?,
            years: segments.map(|segment| segment.fast_fields().column_opt("year")).collect::<tantivy::Result<_>>()?,
        })
    }

    fn title(&self, at: DocAddress) -> Option<u64> {
        self.titles[at.segment_ord as usize].get(at)
    }

    /// Records of one title and one first author in neighbouring years.
    fn neighbours(&self, reader: &Reader) -> Vec<Vec<DocAddress>> {
        let passes = reader.len().div_ceil(RECORDS_A_PASS).max(1);
        let mut found = Vec::new();
        for pass in 0..passes {
            let named = reader.all().filter_map(|at| {
                let author = self.authors[at.segment_ord as usize].get(at)?;
                let name = self.title(at)? ^ author.rotate_left(32);
                let year = self.years[at.segment_ord as usize].as_ref()?.first(at.doc_id)?;
                (name % passes == pass).then_some((name, year as u16, at))
            });
            let mut named: Vec<(u64, u16, DocAddress)> = named.collect();
            named.sort_unstable();
            let groups = named.chunk_by(|a, b| a.0 == b.0 && b.1 - a.1 <= 1).filter(|group| group.len() > 1);
            found.extend(groups.map(|group| group.iter().map(|(_, _, at)| *at).collect::<Vec<_>>()));
        }
        found
    }

    /// The records of a group that have one title, title by title.
    fn of_one_title(&self, group: &[DocAddress]) -> Vec<Vec<DocAddress>> {
        let mut titled: Vec<(u64, DocAddress)> = group.iter().filter_map(|at| Some((self.title(*at)?, *at))).collect();
        titled.sort_unstable();
        let groups = titled.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1);
        groups.map(|group| group.iter().map(|(_, at)| *at).collect()).collect()
    }
}

/// A hash of each value of a segment's column by its number, 0 where it has none. The dictionary is read from end to end for
/// it: one value by its number costs a whole block.
struct Hashes {
    column: Option<StrColumn>,
    hashes: Vec<u64>,
}

impl Hashes {
    /// Those of every segment.
    fn of_column(reader: &Reader, name: &str, hash: impl Fn(&[u8]) -> u64) -> Result<Vec<Self>, IndexError> {
        let mut all = Vec::new();
        for segment in reader.searcher().segment_readers() {
            let column = segment.fast_fields().str(name)?;
            let mut hashes = Vec::new();
            if let Some(column) = &column {
                let mut values = column.dictionary().stream().map_err(TantivyError::from)?;
                while values.advance() {
                    hashes.push(hash(values.key()));
                }
            }
            all.push(Self { column, hashes });
        }
        Ok(all)
    }

    fn get(&self, at: DocAddress) -> Option<u64> {
        let number = self.column.as_ref()?.ords().first(at.doc_id)?;
        Some(self.hashes[number as usize]).filter(|hash| *hash != 0)
    }
}
