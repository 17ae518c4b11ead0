//! What a word without a tag names beside its letters: a record, a property of records, an earlier search.

use super::super::plan::Look;
use crate::analysis::Match;
use crate::record::{Doi, Pmcid, Pmid};
use crate::schema::table;

/// The pseudo-term of PubMed's that no record answers.
pub(super) const UNANSWERED_PSEUDO_TERM: &str = "pubstatuspmcsd";

/// Whether a word is a reference to an earlier search: `#3`.
pub(super) fn is_history(word: &str) -> bool {
    word.strip_prefix('#').is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// What an untagged word names beside its letters: a record, by its id, or a property of records.
pub(super) fn identifier(word: &str) -> Option<Look> {
    record_id(word).or_else(|| property(word))
}

fn value(field: &str, value: String) -> Option<Look> {
    Some(Look::Values { field: table().field(field)?, any: vec![Match::Term(value)] })
}

/// The record that an id names.
pub(super) fn record_id(word: &str) -> Option<Look> {
    let word = word.trim_end_matches([',', ';', '.']);
    if let Some(doi) = Doi::parse(word) {
        return value("article_id", doi.key());
    }
    if let Some(pmcid) = Pmcid::parse(word) {
        return value("pmcid", pmcid.to_string().to_lowercase());
    }
    let pmid = Pmid::parse(word).filter(|_| word.len() >= MIN_PMID_DIGITS)?;
    value("pmid", pmid.to_string())
}

/// Digits from which on a bare number may be a PMID; shorter ones are years and amounts.
const MIN_PMID_DIGITS: usize = 5;

/// The pseudo-term that a word is.
pub(super) fn property(word: &str) -> Option<Look> {
    let lower = word.to_lowercase();
    if crate::record::is_property(&lower) { value("property", lower) } else { None }
}
