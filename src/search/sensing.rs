//! What a query names: a record by its id, its title or a citation of it. Such records come first, whatever else is found.
//!
//! An id names a record; so does the whole of a title of two words or more that one record has, or up to ten where it is long enough
//! to tell one work from others; so does a pasted reference that agrees with a record in all that it says, by the same look-ups as
//! `medlar match`. Nothing is guessed: a query that names no record of the index is words alone, and one that does is searched
//! as words besides.

use super::error::SearchError;
use super::matching::meant;
use super::readings::with_known_journal;
use super::response::Warning;
use crate::analysis::{Match, fold};
use crate::index::Reader;
use crate::query::{Clause, Leaf, Look, Plan};
use crate::record::{Doi, Identity, LEAST_LETTERS, LEAST_WORDS, LinkMethod, Pmcid, Pmid, Reference};
use crate::schema::table;
use tantivy::DocAddress;

/// Records of one title, or of one citation, that come first; where there are more, it names none.
const MOST_NAMED: usize = 10;

/// Longest query that may be a title or a citation, in bytes.
const LONGEST: usize = 2_000;

/// Records that a query names.
pub(super) struct Named {
    /// Where they are.
    pub(super) addresses: Vec<DocAddress>,
    /// They as a condition.
    pub(super) clause: Clause,
    /// As what it names them.
    by: By,
    ids: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Id,
    Title,
    Citation(LinkMethod),
}

/// The records that `query` names, if it does.
///
/// # Errors
///
/// Where the index cannot be read.
pub(super) fn named(reader: &Reader, query: &str) -> Result<Option<Named>, SearchError> {
    let query = query.trim();
    let found = by_ids(reader, query)?;
    if !found.is_empty() {
        return Named::new(reader, found, By::Id).map(Some);
    }
    if query.len() > LONGEST || query.split_whitespace().nth(1).is_none() {
        return Ok(None);
    }
    let titled = reader.titled(query)?;
    let telling = is_telling(query);
    if titled.len() == 1 || telling && (2..=MOST_NAMED).contains(&titled.len()) {
        return Named::new(reader, titled, By::Title).map(Some);
    }
    if !telling {
        return Ok(None);
    }
    let Some(reference) = citation(query) else { return Ok(None) };
    let cited = meant(reader, &with_known_journal(reader, &reference)?)?;
    let Some((_, method)) = cited.first().filter(|_| cited.len() <= MOST_NAMED) else { return Ok(None) };
    let by = By::Citation(*method);
    Named::new(reader, cited.into_iter().map(|(address, _)| address).collect(), by).map(Some)
}

/// Whether a text has as many words and letters as tell one work from others.
fn is_telling(text: &str) -> bool {
    let folded = fold(text);
    folded.split(' ').count() >= LEAST_WORDS && folded.chars().filter(|c| *c != ' ').count() >= LEAST_LETTERS
}

/// A query as a reference, where it says enough to be one: an id, a place, or authors and a title.
fn citation(query: &str) -> Option<Reference> {
    // A strategy may hold years and names, and is none.
    let strategy = [" AND ", " OR ", " NOT "].iter().any(|operator| query.contains(operator));
    let reference = Reference::parse(query);
    let identified = reference.pmid.is_some() || reference.pmcid.is_some() || reference.doi.is_some();
    let placed = reference.year.is_some() && (reference.pages.is_some() || reference.volume.is_some());
    let titled = !reference.authors.is_empty() && reference.title.is_some() && !strategy;
    (identified || placed || titled).then_some(reference)
}

/// The records of a query that is ids and nothing else; each once, in their order.
fn by_ids(reader: &Reader, query: &str) -> Result<Vec<DocAddress>, SearchError> {
    let Some(ids) = ids(query) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for id in ids {
        let (field, value) = match id {
            Identity::Pmid(id) => ("pmid", id.to_string()),
            Identity::Pmcid(id) => ("pmcid", id.to_string().to_lowercase()),
            Identity::Doi(doi) => ("article_id", doi),
            Identity::Own(_) | Identity::Hash(_) => continue,
        };
        for address in reader.addresses(field, &value)? {
            if !found.contains(&address) {
                found.push(address);
            }
        }
    }
    Ok(found)
}

/// Most ids of one query that are looked up.
const MOST_IDS: usize = 10_000;

/// The ids that a query is made of.
fn ids(query: &str) -> Option<Vec<Identity>> {
    if let Some(id) = id(query) {
        return Some(vec![id]);
    }
    let parts = query.split([' ', '\t', '\n', '\r', ',', ';']).filter(|part| !part.is_empty() && !is_label(part));
    let ids: Vec<Identity> =
        parts.take(MOST_IDS).map(|part| id(part).filter(|_| !is_year(part))).collect::<Option<_>>()?;
    (!ids.is_empty()).then_some(ids)
}

/// What stands before ids: `PMID:`, `doi`.
fn is_label(part: &str) -> bool {
    let label = part.trim_end_matches(':');
    ["pmid", "pmids", "pmcid", "pmcids", "doi", "dois"].iter().any(|known| label.eq_ignore_ascii_case(known))
}

fn is_year(part: &str) -> bool {
    part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit())
}

/// The one id that a text is: a number, a PMCID, a DOI, each with its label or as an address.
fn id(text: &str) -> Option<Identity> {
    let text = text.trim().trim_end_matches(['.', ',', ';']);
    // An address may go on behind the id.
    let bare = text.split(['?', '#']).next().filter(|_| text.contains("nlm.nih.gov")).unwrap_or(text);
    if let Some(doi) = Doi::parse(text).filter(|_| is_one_word(text)) {
        return Some(Identity::Doi(doi.key()));
    }
    let pmcid = Pmcid::parse(bare).map(Identity::Pmcid);
    pmcid.or_else(|| Pmid::parse(bare).filter(|_| !is_recent_year(bare)).map(Identity::Pmid))
}

/// Whether a text is one word, a label before it left aside.
fn is_one_word(text: &str) -> bool {
    text.split_whitespace().filter(|part| !is_label(part)).count() == 1
}

/// Whether a bare number is rather a year than one of the first records of PubMed.
fn is_recent_year(text: &str) -> bool {
    text.parse::<u32>().is_ok_and(|number| (1500..=2100).contains(&number))
}

impl Named {
    fn new(reader: &Reader, addresses: Vec<DocAddress>, by: By) -> Result<Self, SearchError> {
        let keys = addresses.iter().map(|address| reader.identity_key(*address)).collect::<Result<Vec<_>, _>>()?;
        let ids: Vec<String> =
            keys.iter().filter_map(|key| Identity::from_key(key).map(|identity| identity.display_id())).collect();
        let any: Vec<Match> = keys.into_iter().map(Match::Term).collect();
        let look = table().field("identity").map_or(Look::Nothing, |field| Look::Values { field, any });
        let clause = Clause::Leaf(Leaf { look, shown: ids.join(" OR "), span: 0..0 });
        Ok(Self { addresses, clause, by, ids })
    }

    /// Whether the query is ids alone, so that its words mean nothing else.
    pub(super) fn is_by_id(&self) -> bool {
        self.by == By::Id
    }

    /// A plan for these records alone.
    pub(super) fn plan(&self) -> Plan {
        Plan { clause: self.clause.clone(), plain: false, prose: false, issues: Vec::new() }
    }

    /// The condition that they or those that meet `clause` are wanted.
    pub(super) fn or(&self, clause: &Clause) -> Clause {
        let own = self.clause.clone();
        match clause {
            same if same.to_string() == own.to_string() => same.clone(),
            Clause::Or(operands) => Clause::Or(std::iter::once(own).chain(operands.iter().cloned()).collect()),
            clause => Clause::Or(vec![own, clause.clone()]),
        }
    }

    /// What was done, unless the query says it.
    pub(super) fn warning(&self) -> Option<Warning> {
        let what = match self.by {
            By::Id => return None,
            By::Title => "title".to_owned(),
            By::Citation(method) => format!("citation (found by its {})", told_by(method)),
        };
        let plural = if self.ids.len() == 1 { "" } else { "s" };
        let shown: Vec<&str> = self.ids.iter().take(MOST_NAMED).map(String::as_str).collect();
        let more = if self.ids.len() > MOST_NAMED { ", …" } else { "" };
        let message =
            format!("the query is the {what} of the record{plural} {}{more}, put before all others", shown.join(", "));
        Some(Warning::of_all("names_record", crate::query::Severity::Note, message))
    }
}

fn told_by(method: LinkMethod) -> &'static str {
    match method {
        LinkMethod::Pmid => "PMID",
        LinkMethod::Pmcid => "PMCID",
        LinkMethod::Doi => "DOI",
        LinkMethod::Citation => "place",
        LinkMethod::Title => "title",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_told_in_every_spelling() {
        for (query, expected) in [
            ("35582538", "1:0035582538"),
            ("PMID: 35582538", "1:0035582538"),
            ("pmid:7", "1:0000000007"),
            ("https://pubmed.ncbi.nlm.nih.gov/35582538/?from_term=x#top", "1:0035582538"),
            ("PMCID: PMC8992594", "2:0008992594"),
            ("pmc8992594.1", "2:0008992594"),
            ("10.1000/ABC.", "3:10.1000/abc"),
            ("doi: 10.1000/abc", "3:10.1000/abc"),
            ("https://doi.org/10.1000%2Fabc", "3:10.1000/abc"),
            (
                "10.1002/(SICI)1097-0142(1996)77:1<1::AID-X1>3.0.CO;2-#",
                "3:10.1002/(sici)1097-0142(1996)77:1<1::aid-x1>3.0.co;2-#",
            ),
        ] {
            let keys: Vec<String> = ids(query).unwrap_or_default().iter().map(Identity::key).collect();
            assert_eq!(keys, [expected], "{query}");
        }
        let several = ids("PMIDs: 11111, 22222;33333\nPMC4").unwrap();
        assert_eq!(several.iter().map(Identity::display_id).collect::<Vec<_>>(), ["11111", "22222", "33333", "PMC4"]);
    }

    #[test]
    fn words_and_years_are_no_ids() {
        for query in ["2020", "1999 2000", "IL 2", "asthma 35582538", "pmid", "10.1000/abc in children", "", "type 2"] {
            assert!(ids(query).is_none(), "{query}");
        }
    }

    #[test]
    fn a_question_is_no_citation() {
        for query in
            ["does smoking cause cancer of the lung in 2019", "(asthma[ti] OR wheeze) AND Smith J[au]", "PD-L1"]
        {
            assert!(citation(query).is_none(), "{query}: {:?}", citation(query));
        }
        assert!(citation("Moth B, Ray C. A tale of imaginary kinases. J Fict Chem. 2020;34:112-9.").is_some());
    }
}
