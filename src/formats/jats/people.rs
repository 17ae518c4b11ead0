//! Authors, editors and members of groups, with their affiliations and identifiers.

use super::super::xml::Element;
use crate::record::{Author, AuthorIdentifier, Record, text};
use std::collections::HashSet;

/// Reads all contributors. Affiliations are told by what refers to them; one within a contributor or within a group
/// that nobody refers to is that contributor's or that of all in the group.
pub(super) fn contributors(article: &Element, meta: &Element, record: &mut Record) {
    const PLACES: [&str; 2] = ["aff", "aff-alternatives"];
    let places = article.first("front").map(|front| front.below(&PLACES, &["aff-alternatives"])).unwrap_or_default();
    let referred = meta.below(&["xref"], &[]);
    let is_common = |aff: &&Element| {
        !referred.iter().any(|xref| xref.attribute("rid").split(' ').any(|id| id == aff.attribute("id")))
    };
    for group in meta.all("contrib-group") {
        let around = meta.all("aff").filter(|_| meta.all("contrib-group").count() == 1);
        let common: Vec<&Element> = group.all("aff").chain(around).filter(is_common).collect();
        for contributor in group.all("contrib") {
            let role = match contributor.attribute("contrib-type") {
                "" => group.attribute("content-type"),
                role => role,
            };
            let Some(mut author) = author(contributor) else { continue };
            author.affiliations = affiliations(contributor, &places, &common);
            match role {
                "editor" | "editors" | "guest-editor" => record.editors.push(author),
                "reviewer" | "translator" => {}
                "collab" | "collaborator" | "contributor" if !author.is_collective() => {
                    record.investigators.push(author)
                }
                _ => record.authors.push(author),
            }
            for group in contributor.all("on-behalf-of") {
                record.authors.extend(Some(Author::collective(&group.text())).filter(|group| !group.is_empty()));
            }
            for member in contributor.below(&["contrib"], &[]) {
                record.investigators.extend(self::author(member));
            }
        }
        for group in group.all("on-behalf-of") {
            record.authors.extend(Some(Author::collective(&group.text())).filter(|group| !group.is_empty()));
        }
    }
}

fn author(element: &Element) -> Option<Author> {
    let mut found =
        match (element.below(&["name"], &["contrib"]).first(), element.below(&["string-name"], &["contrib"]).first()) {
            (Some(name), _) => person(name),
            (None, Some(name)) if name.first("surname").is_some() => person(name),
            (None, Some(name)) => Author::from_natural(&name.text()),
            (None, None) => {
                Author::collective(&element.first("collab")?.text_without(&["contrib-group", "aff", "xref"]))
            }
        };
    for id in element.all("contrib-id") {
        let kind = id.attribute("contrib-id-type");
        let kind = if kind.eq_ignore_ascii_case("orcid") { "ORCID" } else { kind };
        found.identifiers.push(AuthorIdentifier::new(kind, &id.text()));
    }
    found.equal_contribution = element.attribute("equal-contrib") == "yes";
    (!found.is_empty()).then_some(found)
}

/// A name in parts.
pub(super) fn person(name: &Element) -> Author {
    let part = |part: &str| text::non_empty(&name.text_at(&[part]));
    let prefix = part("prefix").filter(|prefix| prefix.starts_with(|c: char| c.is_lowercase()));
    let last = part("surname").map(|last| prefix.map_or(last.clone(), |prefix| format!("{prefix} {last}")));
    let (last_name, fore_name) = match (last, part("given-names")) {
        // Who has one name alone goes by it.
        (None, Some(only)) => (Some(only), None),
        names => names,
    };
    Author { last_name, fore_name, suffix: part("suffix"), ..Author::default() }
}

fn affiliations(contributor: &Element, places: &[&Element], common: &[&Element]) -> Vec<String> {
    let mut texts: Vec<String> = contributor.all("aff").filter_map(place).collect();
    for reference in contributor.all("xref").filter(|xref| xref.attribute("ref-type") == "aff") {
        for id in reference.attribute("rid").split_whitespace() {
            texts.extend(places.iter().find(|aff| aff.attribute("id") == id).and_then(|aff| place(aff)));
        }
    }
    if texts.is_empty() {
        texts.extend(common.iter().filter_map(|aff| place(aff)));
    }
    let mut seen = HashSet::new();
    texts.retain(|place| seen.insert(place.clone()));
    texts
}

fn place(aff: &Element) -> Option<String> {
    text::non_empty(&aff.text_without(&["label", "institution-id", "sup"]))
}
