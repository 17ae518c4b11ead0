//! Tagged text that names whole values: headings, authors, journals, identifiers.

use super::plan::Look;
use crate::analysis::{Match, fold, fold_match};
use crate::record::{Doi, Issn, Pmcid, Pmid};
use crate::schema::{Field, Kind, table};

/// What `text` means in a field of a kind other than text. `quoted` asks for the value itself, without what PubMed adds
/// to a name.
pub(super) fn look(field: &'static Field, text: &str, quoted: bool) -> Look {
    let any = match field.kind {
        Kind::Text => return Look::Nothing,
        Kind::Name => return name(field, text, quoted),
        Kind::Term => term(field, text),
        Kind::Heading => heading(text),
        Kind::Id => ids(field, text),
    };
    if any.is_empty() { Look::Nothing } else { Look::Values { field, any } }
}

fn term(field: &Field, text: &str) -> Vec<Match> {
    if field.name == "journal" {
        let issn = Issn::new(text, "").value;
        if issn.len() == 9 {
            return fold_match(&issn).into_iter().collect();
        }
    }
    let value = fold_match(text);
    if field.name == "full_author" {
        value.into_iter().flat_map(|value| orders(&value)).collect()
    } else {
        value.into_iter().collect()
    }
}

/// Words of a name that may be put into another order.
const MOST_NAMES: usize = 8;

/// A full name in each order in which people write it, one of which is the index's (`smith john a jr`): family name
/// first or last, a suffix at the end.
fn orders(name: &Match) -> Vec<Match> {
    let (Match::Term(text) | Match::Prefix(text)) = name else { return vec![name.clone()] };
    let words: Vec<&str> = text.split(' ').collect();
    let mut orders = vec![name.clone()];
    if !(2..=MOST_NAMES).contains(&words.len()) {
        return orders;
    }
    if let (Match::Prefix(_), Some((last, given))) = (name, words.split_last()) {
        orders.push(Match::Wildcard(format!("{last}* {}", given.join(" "))));
        return orders;
    }
    for (turned, kept) in [(words.len(), 0), (words.len() - 1, 1)] {
        for first in 1..turned {
            let (end, tail) = (words.len() - kept, &words[words.len() - kept..]);
            let order = [&words[first..end], &words[..first], tail].concat();
            orders.push(Match::Term(order.join(" ")));
        }
    }
    orders
}

/// A heading, or `heading/qualifier`, each folded; the stroke is kept.
fn heading(text: &str) -> Vec<Match> {
    let Some((heading, qualifier)) = text.split_once('/') else { return fold_match(text).into_iter().collect() };
    let (heading, folded_qualifier) = (fold(heading), fold_match(qualifier));
    let joined = folded_qualifier.map(|qualifier| match qualifier {
        Match::Term(q) => Match::Term(format!("{heading}/{q}")),
        Match::Prefix(q) => Match::Prefix(format!("{heading}/{q}")),
        Match::Wildcard(q) | Match::Initials(q) => Match::Wildcard(format!("{heading}/{q}")),
    });
    joined.into_iter().collect()
}

/// `smith`: everyone of that name; `smith j`: also `smith ja`; `"smith j"`: no other initials; `smith, john` and `john
/// smith`: that full name.
fn name(field: &'static Field, text: &str, quoted: bool) -> Look {
    let mut looks = vec![];
    let value = fold(&text.replace(['\'', '\u{2019}'], ""));
    if value.is_empty() {
        return Look::Nothing;
    }
    let truncated = text.trim_end().ends_with('*');
    let has_initials = value.rsplit_once(' ').is_some_and(|(_, tail)| tail.chars().count() <= 2);
    let any = match (truncated, quoted, has_initials) {
        (true, ..) => fold_match(&text.replace(['\'', '\u{2019}'], "")).into_iter().collect(),
        (false, false, true) => vec![Match::Initials(value.clone())],
        (false, true, true) => vec![Match::Term(value.clone())],
        (false, _, false) => vec![Match::Term(value.clone()), Match::Prefix(format!("{value} "))],
    };
    looks.push(Look::Values { field, any });
    // A full name is in a field of its own, for authors in either order.
    let full = table().field("full_author").filter(|_| field.name == "author" && value.contains(' ') && !has_initials);
    looks.extend(full.map(|field| Look::Values { field, any: orders(&Match::Term(value)) }));
    if looks.len() == 1 { looks.swap_remove(0) } else { Look::Either(looks) }
}

fn ids(field: &Field, text: &str) -> Vec<Match> {
    let parts = text.split([' ', ',', ';']).map(str::trim).filter(|part| !part.is_empty());
    match field.name.as_str() {
        "pmid" => parts
            .map(|part| Match::Term(Pmid::parse(part).map_or_else(|| part.to_lowercase(), |p| p.to_string())))
            .collect(),
        "pmcid" => parts.map(|part| Match::Term(pmcid(part))).collect(),
        "cites" | "citedby" => parts.map(|part| Match::Term(any_id(part))).collect(),
        _ => vec![whole_id(text)],
    }
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
    fn authors() {
        assert_eq!(show("au", "smith", false), "author:smith|smith *");
        assert_eq!(show("au", "Smith JA", false), "author:smith ja*");
        assert_eq!(show("au", "smith j", true), "author:smith j");
        assert_eq!(show("au", "O'Brien J", false), "author:obrien j*");
        assert_eq!(
            show("au", "Smith, John", false),
            "author:smith john|smith john * or full_author:smith john|john smith"
        );
        assert_eq!(show("fau", "John A Smith", false).matches("smith john a").count(), 1);
        assert!(show("fau", "Jan van der Berg", false).contains("|van der berg jan|"));
        assert!(show("fau", "John A Smith Jr", false).ends_with("|smith john a jr"));
        assert_eq!(show("fau", "John Smi*", false), "full_author:john smi*|smi* john");
        assert_eq!(show("1au", "Yu X", false), "first_author:yu x*");
    }

    #[test]
    fn headings_journals_and_ids() {
        assert_eq!(show("mh", "Lung Neoplasms", true), "mesh:lung neoplasms");
        assert_eq!(show("mh", "lung neoplasms/drug therapy", false), "mesh:lung neoplasms/drug therapy");
        assert_eq!(show("mh", "neoplas*", false), "mesh:neoplas*");
        assert_eq!(show("ta", "N. Engl. J. Med.", false), "journal:n engl j med");
        assert_eq!(show("ta", "00284793", false), "journal:0028 4793");
        assert_eq!(show("pmid", "1, 2 pmid:3", false), "pmid:1|2|3");
        assert_eq!(show("pmc", "8992594", false), "pmcid:pmc8992594");
        assert_eq!(show("doi", "https://doi.org/10.1000/ABC", false), "article_id:10.1000/abc");
        assert_eq!(show("aid", "S0960-9822(00)00336-5", false), "article_id:s0960-9822(00)00336-5");
        assert_eq!(show("cites", "PMC5", false), "cites:pmc5");
    }
}
