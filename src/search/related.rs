//! What a record cites and what cites it, as answers: hits with the way in which each link was made, sorted and counted
//! as any search.

use super::error::SearchError;
use super::facets::{FacetCounts, as_object};
use super::request::{Request, Sort};
use super::response::{Hit, Warning};
use super::run::search_for;
use crate::analysis::Match;
use crate::graph::{Links, Mention};
use crate::index::{Reader, Stored};
use crate::query::{Clause, Leaf, Look};
use crate::record::LinkMethod;
use crate::schema::table;
use serde::Serialize;
use tantivy::DocAddress;

/// The references of a record. The serialised form is `medlar references --json` (`schema/references.schema.json`).
#[derive(Debug, Clone, Serialize)]
pub struct ReferenceList {
    /// The record.
    pub of: Mention,
    /// Its references; where journals or years are selected, those to records of these.
    pub total: usize,
    /// Those of them that mean a record of the index.
    pub resolved: usize,
    /// Its references, in order or sorted; unresolved ones then come last.
    pub references: Vec<ListedReference>,
    /// Counts of the facets over the resolved ones.
    #[serde(serialize_with = "facets")]
    pub facets: Vec<FacetCounts>,
    /// What is to be said of the selection; it is printed beside the answer.
    #[serde(skip)]
    pub warnings: Vec<Warning>,
}

/// A reference with the record that it means.
#[derive(Debug, Clone, Serialize)]
pub struct ListedReference {
    /// Its place in the list, from 1.
    pub number: usize,
    /// The citation as it stands.
    pub text: String,
    /// The PMID, PMCID or DOI that it gives.
    pub cited_id: Option<String>,
    /// How the record was found.
    pub link: Option<LinkMethod>,
    /// The record; `None` where the index holds none.
    pub record: Option<Mention>,
}

/// The records that cite a record. The serialised form is `medlar cited-by --json` (`schema/cited-by.schema.json`).
#[derive(Debug, Clone, Serialize)]
pub struct CitedBy {
    /// The record.
    pub of: Mention,
    /// Records that cite it and meet the selection.
    pub total: u64,
    /// Hits skipped.
    pub offset: usize,
    /// Hits wanted.
    pub limit: usize,
    /// They, in the order asked for.
    pub hits: Vec<LinkedHit>,
    /// Counts of the facets asked for.
    #[serde(serialize_with = "facets")]
    pub facets: Vec<FacetCounts>,
    /// What is to be said of the selection; it is printed beside the answer.
    #[serde(skip)]
    pub warnings: Vec<Warning>,
}

/// A hit with how it is linked.
#[derive(Debug, Clone, Serialize)]
pub struct LinkedHit {
    /// How the link was made.
    pub link: Option<LinkMethod>,
    /// The record.
    #[serde(flatten)]
    pub hit: Hit,
}

fn facets<S: serde::Serializer>(facets: &[FacetCounts], serializer: S) -> Result<S::Ok, S::Error> {
    as_object(facets, serializer)
}

/// The records that cite `record`, as a condition.
///
/// # Errors
///
/// Where the index cannot be read.
pub fn citing_clause(reader: &Reader, stored: &Stored) -> Result<Clause, SearchError> {
    let keys = Links::new(reader).citing_keys(&stored.record)?;
    Ok(clause("cites", keys, reader, stored.address)?)
}

/// The records that `record` cites, as a condition.
///
/// # Errors
///
/// Where the index cannot be read.
pub fn cited_clause(reader: &Reader, stored: &Stored) -> Result<Clause, SearchError> {
    let cited = Links::new(reader).cited(&stored.record)?;
    let keys = cited.into_iter().map(|address| reader.identity_key(address)).collect::<Result<Vec<_>, _>>()?;
    Ok(clause("identity", keys, reader, stored.address)?)
}

fn clause(
    field: &str,
    values: Vec<String>,
    reader: &Reader,
    of: DocAddress,
) -> Result<Clause, crate::index::IndexError> {
    let any: Vec<Match> = values.into_iter().map(Match::Term).collect();
    let id = reader.identity_key(of)?;
    let look = match table().field(field) {
        Some(field) if !any.is_empty() => Look::Values { field, any },
        _ => Look::Nothing,
    };
    Ok(Clause::Leaf(Leaf { look, shown: format!("{id}[{field}]"), span: 0..0 }))
}

/// The references of a record, resolved. They are in their own order, or in that of `sorted`, with those that are resolved
/// to one record beside one another and unresolved ones last. `request` says which facets are counted; where it selects
/// journals or years, only references resolved to records of these are listed.
///
/// # Errors
///
/// Where the index cannot be read.
pub fn references(
    reader: &Reader,
    stored: &Stored,
    request: &Request,
    sorted: bool,
) -> Result<ReferenceList, SearchError> {
    let links = Links::new(reader);
    let mut list = Vec::with_capacity(stored.record.references.len());
    for (number, reference) in (1..).zip(&stored.record.references) {
        let found = links.resolve(reference)?.first().copied();
        let record = found.map(|found| Mention::at(reader, found.address)).transpose()?;
        let ids = [
            reference.pmid.map(|id| id.to_string()),
            reference.pmcid.map(|id| id.to_string()),
            reference.doi.as_ref().map(ToString::to_string),
        ];
        let cited_id = ids.into_iter().flatten().next();
        let link = found.map(|found| found.method);
        list.push(ListedReference { number, text: reference.text.clone(), cited_id, link, record });
    }
    let all = Request { limit: list.len(), offset: 0, snippets: 0, ..request.clone() };
    let answer = search_for(reader, &all, cited_clause(reader, stored)?)?;
    let rank = |reference: &ListedReference| {
        let id = reference.record.as_ref().map(|record| record.id.as_str())?;
        answer.hits.iter().position(|hit| hit.id == id)
    };
    if !request.journals.is_empty() || !request.years.is_empty() {
        list.retain(|reference| rank(reference).is_some());
    }
    let (total, resolved) = (list.len(), list.iter().filter(|reference| reference.record.is_some()).count());
    if sorted {
        list.sort_by_cached_key(|reference| rank(reference).unwrap_or(usize::MAX));
    }
    let references = list.into_iter().skip(request.offset).take(request.limit).collect();
    let of = Mention::at(reader, stored.address)?;
    Ok(ReferenceList { of, total, resolved, references, facets: answer.facets, warnings: answer.warnings })
}

/// The records that cite a record, as `request` wants them sorted, counted and cut.
///
/// # Errors
///
/// Where the index cannot be read.
pub fn cited_by(reader: &Reader, stored: &Stored, request: &Request) -> Result<CitedBy, SearchError> {
    let citing = Links::new(reader).citing(&stored.record)?;
    let answer = search_for(reader, request, citing_clause(reader, stored)?)?;
    let method = |address: DocAddress| {
        let at = citing.binary_search_by_key(&address, |citing| citing.address).ok()?;
        Some(citing[at].method)
    };
    let hits = answer.hits.into_iter().map(|hit| LinkedHit { link: method(hit.address), hit }).collect();
    Ok(CitedBy {
        of: Mention::at(reader, stored.address)?,
        total: answer.total,
        offset: request.offset,
        limit: request.limit,
        hits,
        facets: answer.facets,
        warnings: answer.warnings,
    })
}

/// A request for linked records: no query, the latest first.
#[must_use]
pub fn linked_request(id: &str) -> Request {
    Request { sort: Sort::Date, snippets: 0, ..Request::new(id, jiff::civil::Date::MAX) }
}
