//! Selections of facet values.

use super::request::{Request, YearRange};
use crate::analysis::fold;
use crate::index::{IndexError, Reader};
use crate::query::names_of_journal;
use crate::record::Issn;
use tantivy::columnar::Column;
use tantivy::index::SegmentReader;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, TERMINATED, Term};

/// The selections of a request. Values of one facet are alternatives; facets are conditions of which all must hold.
pub(super) struct Filters {
    /// Names of journals as the index holds them.
    journals: Vec<Term>,
    years: Vec<YearRange>,
}

/// The selections as they act on one segment.
pub(super) struct SegmentFilters {
    filters: Vec<(&'static str, SegmentFilter)>,
}

enum SegmentFilter {
    Journal(BitSet),
    Year(Column<u64>, Vec<YearRange>),
}

/// How a record stands to the selections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It meets all of them.
    In,
    /// It fails that of one facet alone, and counts among that facet's alternatives.
    FailsOnly(&'static str),
    /// It fails several.
    Out,
}

impl Filters {
    /// The selections of `request`; also the journals that the index does not know.
    pub(super) fn new(request: &Request, reader: &Reader) -> Result<(Self, Vec<String>), IndexError> {
        let field: Field = reader.searcher().schema().get_field("journal")?;
        let mut journals = Vec::new();
        let mut unknown = Vec::new();
        for name in &request.journals {
            let issn = Issn::new(name, "").value;
            let mut values = names_of_journal(reader.vocabulary().map(|vocabulary| &**vocabulary), name);
            values.push(fold(if issn.len() == 9 { &issn } else { name }));
            let mut found = 0;
            for value in values {
                let term = Term::from_field_text(field, &value);
                found += reader.searcher().doc_freq(&term)?;
                journals.push(term);
            }
            if found == 0 {
                unknown.push(name.clone());
            }
        }
        Ok((Self { journals, years: request.years.clone() }, unknown))
    }

    pub(super) fn for_segment(&self, reader: &SegmentReader) -> tantivy::Result<SegmentFilters> {
        let mut filters = Vec::new();
        if !self.journals.is_empty() {
            filters.push(("journal", SegmentFilter::Journal(records_with(&self.journals, reader)?)));
        }
        if !self.years.is_empty() {
            let column = reader.fast_fields().u64("year")?;
            filters.push(("year", SegmentFilter::Year(column, self.years.clone())));
        }
        Ok(SegmentFilters { filters })
    }
}

fn records_with(terms: &[Term], reader: &SegmentReader) -> tantivy::Result<BitSet> {
    let mut set = BitSet::with_max_value(reader.max_doc());
    for term in terms {
        let postings = reader.inverted_index(term.field())?.read_postings(term, IndexRecordOption::Basic)?;
        let Some(mut postings) = postings else { continue };
        while postings.doc() != TERMINATED {
            set.insert(postings.doc());
            postings.advance();
        }
    }
    Ok(set)
}

impl SegmentFilters {
    pub(super) fn standing(&self, doc: DocId) -> Standing {
        let mut standing = Standing::In;
        for (facet, filter) in &self.filters {
            if filter.accepts(doc) {
                continue;
            }
            standing = match standing {
                Standing::In => Standing::FailsOnly(facet),
                _ => return Standing::Out,
            };
        }
        standing
    }
}

impl SegmentFilter {
    fn accepts(&self, doc: DocId) -> bool {
        match self {
            Self::Journal(set) => set.contains(doc),
            Self::Year(column, ranges) => column
                .first(doc)
                .and_then(|year| u16::try_from(year).ok())
                .is_some_and(|year| ranges.iter().any(|range| range.0.contains(&year))),
        }
    }
}
