//! Tagged text that names whole values: headings, authors, journals, identifiers.

use super::names;
use super::plan::Look;
use super::suggest::nearest;
use crate::analysis::{Match, fold, fold_match};
use crate::record::{Doi, Issn, Pmcid, Pmid, language_names, qualifier_names, qualifier_of_code};
use crate::schema::{Field, Kind};

/// What `text` means in a field of a kind other than text. `quoted` asks for the value itself, without what PubMed adds
/// to a name.
pub(super) fn look(field: &'static Field, text: &str, quoted: bool) -> Look {
    let any = match field.kind {
        Kind::Text => return Look::Nothing,
        Kind::Name => return names::look(field, text, quoted),
        Kind::Term => term(field, text),
        Kind::Heading => heading(text),
        Kind::Id => ids(field, text),
    };
    if any.is_empty() { Look::Nothing } else { Look::Values { field, any } }
}

fn term(field: &Field, text: &str) -> Vec<Match> {
    match field.name.as_str() {
        "journal" => {
            let issn = Issn::new(text, "").value;
            fold_match(if issn.len() == ISSN_LENGTH { &issn } else { text }).into_iter().collect()
        }
        "full_author" | "full_investigator" => names::full_names(text),
        "author_id" => fold_match(text.rsplit_once('/').map_or(text, |(_, id)| id)).into_iter().collect(),
        "language" => fold_match(language_of_letters(text).unwrap_or(text)).into_iter().collect(),
        "subheading" => fold_match(qualifier_of_code(text).unwrap_or(text)).into_iter().collect(),
        "pages" => fold_match(first_page(text)).into_iter().collect(),
        "status" => fold_match(text).map(squashed).into_iter().collect(),
        "grant" => fold_match(text).map_or_else(Vec::new, parts_of_grant),
        _ => fold_match(text).into_iter().collect(),
    }
}

/// Characters of an ISSN with its hyphen.
const ISSN_LENGTH: usize = 9;

/// The language whose name begins with these three letters, where they are no code themselves.
fn language_of_letters(text: &str) -> Option<&'static str> {
    let text = text.trim().to_lowercase();
    let is_code = language_names().any(|(code, _)| code == text);
    let mut named = language_names().filter(|(_, name)| name.to_lowercase().starts_with(&text));
    (text.len() == 3 && !is_code).then(|| named.next().map(|(_, name)| name)).flatten()
}

/// Pages are found by the first.
pub(super) fn first_page(text: &str) -> &str {
    text.split(['-', '\u{2013}']).next().unwrap_or(text)
}

/// A grant's number, acronym, agency or country, or words of one: `NIH` is a part of `NCI NIH HHS`, `CA123456` of `R01 CA123456`.
fn parts_of_grant(value: Match) -> Vec<Match> {
    let Match::Term(words) = value else { return vec![value] };
    let within = [format!("* {words}"), format!("* {words} *")].map(Match::Wildcard);
    [Match::Prefix(format!("{words} ")), Match::Term(words)].into_iter().chain(within).collect()
}

/// The letters and digits of a value alone, as subsets and ISBNs are kept.
fn squashed(value: Match) -> Match {
    let plain = |text: String| text.replace(' ', "");
    match value {
        Match::Term(text) => Match::Term(plain(text)),
        Match::Prefix(text) => Match::Prefix(plain(text)),
        other => other,
    }
}

/// What is wrong with a value of a field whose values are known: what it is not, and what may be meant.
pub(super) fn unknown_value(field: &Field, text: &str) -> Option<String> {
    let value = fold(text);
    if text.contains(['*', '?']) || value.is_empty() {
        return None;
    }
    // `pmid:1` is an id.
    if field.name == "pmid" && text.contains(':') && !value.contains("pmid") && numbers(text).is_none() {
        return Some(format!("{text:?} is no range of PMIDs, such as 35582500:35582599"));
    }
    let (kind, known): (&str, Vec<String>) = match field.name.as_str() {
        "language" if language_of_letters(text).is_none() => {
            ("language of MEDLINE's", language_names().flat_map(|(code, name)| [fold(code), fold(name)]).collect())
        }
        "subheading" if qualifier_of_code(text).is_none() => ("MeSH qualifier", qualifier_names().map(fold).collect()),
        _ => return None,
    };
    if known.contains(&value) {
        return None;
    }
    let meant = nearest(&value, known.iter().map(String::as_str));
    let mend = meant.map_or_else(String::new, |meant| format!(": did you mean {meant}?"));
    Some(format!("{text:?} is no {kind}{mend}"))
}

/// `neoplasms/dt,th` as a heading with each of its qualifiers; `None` where what stands behind the stroke is not several.
pub(super) fn several_qualifiers(text: &str) -> Option<Vec<String>> {
    let (heading, qualifiers) = text.split_once('/')?;
    let is_known = |name: &str| {
        qualifier_of_code(name).is_some() || qualifier_names().any(|known| known.eq_ignore_ascii_case(name))
    };
    let all: Vec<&str> = qualifiers.split([',', ';', '/']).map(str::trim).collect();
    let several = all.len() > 1 && all.iter().all(|name| is_known(name));
    several.then(|| all.iter().map(|qualifier| format!("{}/{qualifier}", heading.trim())).collect())
}

/// Whether a text is a range of ids.
pub(super) fn is_range(text: &str) -> bool {
    numbers(text).is_some()
}

/// A heading, or `heading/qualifier`, each folded; the stroke is kept.
fn heading(text: &str) -> Vec<Match> {
    let Some((heading, qualifier)) = text.split_once('/') else { return fold_match(text).into_iter().collect() };
    let qualifier = qualifier_of_code(qualifier).unwrap_or(qualifier);
    let (heading, folded_qualifier) = (fold(heading), fold_match(qualifier));
    let joined = folded_qualifier.map(|qualifier| match qualifier {
        Match::Term(q) => Match::Term(format!("{heading}/{q}")),
        Match::Prefix(q) => Match::Prefix(format!("{heading}/{q}")),
        Match::Wildcard(q) | Match::Initials(q) => Match::Wildcard(format!("{heading}/{q}")),
        other @ Match::Numbers(..) => other,
    });
    joined.into_iter().collect()
}

fn ids(field: &Field, text: &str) -> Vec<Match> {
    let parts = text.split([' ', ',', ';']).map(str::trim).filter(|part| !part.is_empty());
    match field.name.as_str() {
        "pmid" if numbers(text).is_some() => numbers(text).into_iter().collect(),
        "pmid" => parts
            .map(|part| Match::Term(Pmid::parse(part).map_or_else(|| part.to_lowercase(), |p| p.to_string())))
            .collect(),
        "pmcid" if text.trim().ends_with('*') => vec![whole_id(text)],
        "pmcid" => parts.map(|part| Match::Term(pmcid(part))).collect(),
        "isbn" => fold_match(text).map(squashed).into_iter().collect(),
        "registry_number" => registry_numbers(text),
        "cites" | "citedby" => parts.map(|part| Match::Term(any_id(part))).collect(),
        _ => vec![whole_id(text)],
    }
}

/// A range of ids; an end that is left out is the first or the last.
fn numbers(text: &str) -> Option<Match> {
    let (from, to) = text.split_once(':')?;
    let end = |text: &str, open: u64| if text.trim().is_empty() { Some(open) } else { text.trim().parse().ok() };
    Some(Match::Numbers(end(from, 0)?, end(to, u64::MAX)?))
}

/// An EC number is kept with its `EC`, and written with and without.
fn registry_numbers(text: &str) -> Vec<Match> {
    let number = text.trim().to_lowercase();
    let enzyme = number.contains('.') && number.starts_with(|c: char| c.is_ascii_digit());
    let prefixed = enzyme.then(|| whole_id(&format!("ec {number}")));
    std::iter::once(whole_id(&number)).chain(prefixed).collect()
}

fn pmcid(text: &str) -> String {
    let named = Pmcid::parse(text).or_else(|| Pmcid::parse(&format!("PMC{text}")));
    named.map_or_else(|| text.to_lowercase(), |id| id.to_string().to_lowercase())
}

/// An id of whatever kind in the form in which the index holds it.
fn any_id(text: &str) -> String {
    Doi::parse(text)
        .map(|doi| doi.key())
        .or_else(|| Pmcid::parse(text).map(|id| id.to_string().to_lowercase()))
        .or_else(|| Pmid::parse(text).map(|id| id.to_string()))
        .unwrap_or_else(|| text.to_lowercase())
}

fn whole_id(text: &str) -> Match {
    let text = text.trim();
    match text.strip_suffix('*') {
        Some(start) => Match::Prefix(start.to_lowercase()),
        None => Match::Term(Doi::parse(text).map_or_else(|| text.to_lowercase(), |doi| doi.key())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::table;

    fn show(tag: &str, text: &str, quoted: bool) -> String {
        let Some(crate::schema::Target::Field(field)) = table().tag(tag) else { panic!("{tag}") };
        fn one(look: &Look) -> String {
            match look {
                Look::Values { field, any } => {
                    let any: Vec<String> = any.iter().map(ToString::to_string).collect();
                    format!("{}:{}", field.name, any.join("|"))
                }
                Look::Either(looks) => looks.iter().map(one).collect::<Vec<_>>().join(" or "),
                other => format!("{other:?}"),
            }
        }
        one(&look(field, text, quoted))
    }

    #[test]
    fn a_value_that_nobody_knows_has_a_neighbour() {
        let field = |name: &str| table().field(name).unwrap();
        let said = unknown_value(field("language"), "englsh").unwrap();
        assert_eq!(said, "\"englsh\" is no language of MEDLINE's: did you mean english?");
        assert_eq!(unknown_value(field("language"), "chi"), None);
        assert!(unknown_value(field("subheading"), "drug terapy").unwrap().ends_with("did you mean drug therapy?"));
    }

    #[test]
    fn headings_journals_and_ids() {
        assert_eq!(show("mh", "Lung Neoplasms", true), "mesh:lung neoplasms");
        assert_eq!(show("mh", "lung neoplasms/drug therapy", false), "mesh:lung neoplasms/drug therapy");
        assert_eq!(show("mh", "lung neoplasms/DT", false), "mesh:lung neoplasms/drug therapy");
        assert_eq!(show("sh", "dh", false), "subheading:diet therapy");
        assert_eq!(show("la", "jap", false), "language:japanese");
        assert_eq!(show("pg", "114-128", false), "pages:114");
        assert_eq!(show("gr", "NIH", false), "grant:nih *|nih|* nih|* nih *");
        assert_eq!(show("rn", "3.4.21.4", false), "registry_number:3.4.21.4|ec 3.4.21.4");
        assert_eq!(show("isbn", "978-0-00-000000-2", false), "isbn:9780000000002");
        assert_eq!(show("mh", "neoplas*", false), "mesh:neoplas*");
        assert_eq!(show("ta", "N. Engl. J. Med.", false), "journal:n engl j med");
        assert_eq!(show("ta", "00284793", false), "journal:0028 4793");
        assert_eq!(show("pmid", "1, 2 pmid:3", false), "pmid:1|2|3");
        assert_eq!(show("pmid", "12:34", false), "pmid:12:34");
        assert_eq!(show("pmc", "8992594", false), "pmcid:pmc8992594");
        assert_eq!(show("doi", "https://doi.org/10.1000/ABC", false), "article_id:10.1000/abc");
        assert_eq!(show("aid", "S0960-9822(00)00336-5", false), "article_id:s0960-9822(00)00336-5");
        assert_eq!(show("cites", "PMC5", false), "cites:pmc5");
    }
}
