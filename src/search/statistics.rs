//! What an index holds. The serialised form is `medlar stats --json` (`schema/stats.schema.json`).

use super::error::SearchError;
use super::facets::{FacetCount, FacetCounts};
use super::request::{FacetRequest, Request};
use super::run::search;
use crate::graph::{Mention, MissingWork, cited_counts};
use crate::index::{Index, Reader};
use crate::schema::table;
use serde::Serialize;

/// Counts over the whole index.
#[derive(Debug, Clone, Serialize)]
pub struct Statistics {
    /// Version of the form on disk.
    pub format_version: u32,
    /// Records.
    pub records: u64,
    /// References of all records.
    pub references: u64,
    /// Links: pairs of a citing and a cited record of the index.
    pub links: u64,
    /// Such pairs by what makes the link.
    pub links_by: LinksBy,
    /// Links divided by references, 0 to 1: how much of what is cited the index holds. A work that a record cites twice is one
    /// link of two references.
    pub resolution_rate: f64,
    /// The records that most records of the index cite.
    pub most_cited: Vec<Mention>,
    /// Works that most records cite and that the index does not hold; none where they were not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Vec<MissingWork>>,
    /// Bytes on disk.
    pub bytes: u64,
    /// Segments: parts that are searched one after the other.
    pub segments: usize,
    /// Files taken.
    pub files: usize,
    /// Records with an abstract.
    pub with_abstract: u64,
    /// Records with MeSH headings.
    pub with_mesh: u64,
    /// Retracted records.
    pub retracted: u64,
    /// First and last year of publication.
    pub years: Years,
    /// Journals and books.
    pub journals: usize,
    /// Records by the format from which they were read.
    pub sources: Vec<FacetCount>,
    /// When the last commit was made.
    pub updated: Option<String>,
}

/// Links by what makes them, the strongest where several do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinksBy {
    /// PubMed ids.
    pub pmid: u64,
    /// PubMed Central ids.
    pub pmcid: u64,
    /// DOIs.
    pub doi: u64,
    /// Year, volume, page, and author or journal.
    pub citation: u64,
    /// Title and year.
    pub title: u64,
}

/// Most cited records told of.
const MOST_CITED: usize = 10;

/// A time from one year to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Years {
    /// The first.
    pub from: Option<u16>,
    /// The last.
    pub to: Option<u16>,
}

impl Statistics {
    /// Counts over `index`.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub fn of(index: &Index) -> Result<Self, SearchError> {
        let reader = index.reader()?;
        let manifest = index.manifest()?;
        let mut request = counting("*");
        request.facets = ["journal", "year", "mesh", "source"]
            .map(|name| FacetRequest { name: name.into(), limit: usize::MAX })
            .into();
        let facets = search(&reader, &request)?.facets;
        let values =
            |name: &str| facets.iter().find(|facet| facet.name == name).map(FacetCounts::named).unwrap_or_default();
        let missing = |name: &str| {
            let nulls = facets.iter().filter(|facet| facet.name == name).flat_map(|facet| &facet.values);
            nulls.filter(|count| count.value.is_none()).map(|count| count.count).sum::<u64>()
        };
        let years: Vec<u16> = values("year").iter().filter_map(|c| c.value.as_deref()?.parse().ok()).collect();
        let total = |query: &str| search(&reader, &counting(query)).map(|response| response.total);
        let cited = cited_counts(&reader)?;
        let [pmid, pmcid, doi, citation, title] = cited.links_by_method().map(|(_, links)| links);
        let references = references(&reader)?;
        let most_cited = cited.most_cited(MOST_CITED).into_iter().map(|(address, _)| Mention::at(&reader, address));
        let mut most_cited = most_cited.collect::<Result<Vec<_>, _>>()?;
        most_cited.sort_by(|a, b| b.cited_by_count.cmp(&a.cited_by_count).then_with(|| a.id.cmp(&b.id)));
        Ok(Self {
            links: cited.links(),
            links_by: LinksBy { pmid, pmcid, doi, citation, title },
            resolution_rate: if references == 0 {
                0.0
            } else {
                (cited.links() as f64 * 1e4 / references as f64).round() / 1e4
            },
            most_cited,
            missing: None,
            format_version: table().format,
            records: reader.len(),
            references,
            bytes: index.bytes(),
            segments: reader.searcher().segment_readers().len(),
            files: manifest.files.len(),
            with_abstract: total("hasabstract")?,
            with_mesh: reader.len() - missing("mesh"),
            retracted: total("isretracted")?,
            years: Years { from: years.iter().min().copied(), to: years.iter().max().copied() },
            journals: values("journal").len(),
            sources: values("source"),
            updated: manifest.updated,
        })
    }
}

fn counting(query: &str) -> Request {
    let mut request = Request::new(query, jiff::civil::Date::MAX);
    request.limit = 0;
    request.facets.clear();
    request
}

fn references(reader: &Reader) -> Result<u64, SearchError> {
    let mut sum = 0;
    for segment in reader.searcher().segment_readers() {
        let counts = segment.fast_fields().u64("reference_count")?;
        sum += segment.doc_ids_alive().filter_map(|doc| counts.first(doc)).sum::<u64>();
    }
    Ok(sum)
}
