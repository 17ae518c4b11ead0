//! What a word without a tag names beside its letters: a record, a property of records, an earlier search.

use super::super::plan::Look;
use super::super::terms;
use crate::analysis::Match;
use crate::record::{Doi, Pmcid, Pmid, language_names};
use crate::schema::{Target, table};

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

/// What a single word names in fields of whole values, which a search of every field covers beside the words of texts: a year, numbers
/// of journals, substances, books and persons; with `common` a volume, an issue, a first page and a language too.
pub(super) fn values(word: &str, common: bool) -> Vec<Look> {
    let word = word.trim_end_matches([',', ';', '.']);
    let fields = fields_of_value(word).iter().filter(|field| common || !COMMON.contains(field));
    let looks = fields.filter_map(|name| Some(terms::look(table().field(name)?, word, true)));
    let year = word.parse().ok().filter(|year| word.len() == 4 && (1800..=2100_u32).contains(year)).and_then(year);
    looks.chain(year).collect()
}

/// Fields whose values are said in texts with another meaning: of the records about type diabetes each sixth is in some issue 2, and
/// whatever is about measles may be written in German.
const COMMON: [&str; 4] = ["volume", "issue", "pages", "language"];

/// The fields of whole values of which a word can be one, by its form.
fn fields_of_value(word: &str) -> &'static [&'static str] {
    if let Some((kind, number)) = word.split_once(' ') {
        let numbered = kind.eq_ignore_ascii_case("ec") && number.starts_with(|c: char| c.is_ascii_digit());
        let part = ["suppl", "pt"].iter().any(|known| kind.eq_ignore_ascii_case(known)) && !number.contains(' ');
        return match (numbered, part) {
            (true, _) => &["registry_number"],
            (_, true) => &["issue", "volume"],
            _ => &[],
        };
    }
    let digits = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let article_number = word.strip_prefix(['e', 'E', 's', 'S']).unwrap_or_default();
    match word.len() {
        ..=4 if digits => &["volume", "issue", "pages"],
        8 if digits => &["pages", "nlm_id", "journal"],
        10 | 13 if digits => &["isbn"],
        _ if digits => &["pages", "nlm_id"],
        9 if is_grouped(word, &[4, 4]) => &["journal"],
        _ if !article_number.is_empty() && article_number.bytes().all(|b| b.is_ascii_digit()) => &["pages"],
        _ if is_language(word) => &["language"],
        19 if is_grouped(word, &[4, 4, 4, 4]) => &["author_id"],
        _ if is_registry_number(word) => &["registry_number"],
        _ => &[],
    }
}

/// Whether a word has the form of a CAS number (`50-00-0`), an EC number (`3.4.24.69`) or a UNII (`9G2MP84A8W`).
fn is_registry_number(word: &str) -> bool {
    let cas = (2..=7).any(|first| is_grouped(word, &[first, 2, 1]));
    let enzyme =
        word.split('.').count() == 4 && word.split('.').all(|part| part.len() <= 3 && part.parse::<u16>().is_ok());
    let both = word.contains(|c: char| c.is_ascii_digit()) && word.contains(|c: char| c.is_ascii_uppercase());
    let unii = word.len() == 10 && both && word.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    cas || enzyme || unii
}

/// Whether a word is hyphened groups of so many digits; the last digit may be the `X` of a check.
fn is_grouped(word: &str, lengths: &[usize]) -> bool {
    let bare = word.strip_suffix(['x', 'X']).map_or_else(|| word.to_owned(), |bare| format!("{bare}0"));
    let groups: Vec<&str> = bare.split('-').collect();
    let digits = |group: &&str| group.bytes().all(|b| b.is_ascii_digit());
    groups.iter().all(digits) && groups.iter().map(|group| group.len()).eq(lengths.iter().copied())
}

fn is_language(word: &str) -> bool {
    language_names().any(|(_, name)| name.eq_ignore_ascii_case(word))
}

/// Records published in a year, in print or electronically.
fn year(year: u32) -> Option<Look> {
    let Some(Target::Date(date)) = table().tag("dp") else { return None };
    let columns = date.columns.iter().map(String::as_str).collect();
    Some(Look::Dates { columns, from: year * 10_000 + 101, to: year * 10_000 + 1_231 })
}

/// The pseudo-term that a word is.
pub(super) fn property(word: &str) -> Option<Look> {
    let lower = word.to_lowercase();
    if crate::record::is_property(&lower) { value("property", lower) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_the_form_of_a_value_is_looked_for_as_one() {
        for (word, expected) in [
            ("0140-6736", "journal"),
            ("2049-363X", "journal"),
            ("50-00-0", "registry_number"),
            ("3.4.24.69", "registry_number"),
            ("EC 3.4.24.69", "registry_number"),
            ("9G2MP84A8W", "registry_number"),
            ("0000-0002-1825-009X", "author_id"),
            ("9780306406157", "isbn"),
            ("german", "language"),
            ("12", "volume issue pages"),
            ("suppl 1", "issue volume"),
            ("lift-drag", ""),
            ("pregnancy", ""),
            ("PD-L1", ""),
            ("IL-2", ""),
            ("1-2-3", ""),
            ("25-hydroxyvitamin", ""),
            ("1.5", ""),
            ("covid-19", ""),
            ("", ""),
        ] {
            assert_eq!(fields_of_value(word).join(" "), expected, "{word}");
        }
    }
}
