//! Names of authors on PubMed's pages, with their affiliations.

use super::dom::{first, first_text, has_class, query_value, select, text_of, text_without};
use crate::record::{Author, AuthorIdentifier, text};
use scraper::ElementRef;
use std::collections::HashMap;

/// The authors, or other persons, in the items of a list that `css` selects, with the affiliations to which their marks
/// lead.
pub(super) fn persons(heading: ElementRef<'_>, css: &str) -> Vec<Author> {
    let places = affiliations(heading);
    let items = select(heading, css).into_iter();
    items.filter_map(|item| person(item, &places)).collect()
}

fn person(item: ElementRef<'_>, places: &HashMap<String, String>) -> Option<Author> {
    let name = first(item, ".full-name")?;
    let full = text::non_empty(&text_of(name)).or_else(|| name.attr("data-ga-label").and_then(text::non_empty))?;
    let short = name.attr("href").and_then(|address| query_value(address, "term"));
    let mut author = named(&full, short.as_deref());
    for link in select(item, "a.affiliation-link") {
        let listed = || {
            let target = link.attr("href").and_then(|address| address.rsplit('#').next());
            places.get(&text_of(link)).or_else(|| places.get(target?)).cloned()
        };
        author.affiliations.extend(link.attr("title").and_then(text::non_empty).or_else(listed));
    }
    for link in select(item, "a[href*=\"orcid.org/\"]") {
        author.identifiers.extend(link.attr("href").map(|address| AuthorIdentifier::new("ORCID", address)));
    }
    author.equal_contribution = first(item, "[class*=\"equal-contrib\"]").is_some();
    (!author.is_empty()).then_some(author)
}

/// The list of affiliations, by its marks and by the names of its entries.
fn affiliations(heading: ElementRef<'_>) -> HashMap<String, String> {
    let mut places = HashMap::new();
    for entry in select(heading, ".affiliations li") {
        let place = text_without(entry, |inner| has_class(inner, "key"));
        let keys = [first_text(entry, ".key"), entry.attr("data-affiliation-id").map(str::to_owned)];
        for key in keys.into_iter().flatten() {
            places.entry(key).or_insert_with(|| place.clone());
        }
    }
    places
}

/// A person from the name as the page shows it, `Jan van der Berg`, and the short form that it searches, `van der Berg
/// J`, which tells where the last name begins. A short form that is no person's makes it a group.
fn named(full: &str, short: Option<&str>) -> Author {
    let Some(short) = short else { return Author::from_natural(full) };
    let (short, field) = short.split_once('[').unwrap_or((short, ""));
    let known = Author::from_short(short.trim_matches(['"', ' ']));
    let last = known.last_name.clone().unwrap_or_default();
    let group = known.initials.is_none() && full.contains(' ') && last.eq_ignore_ascii_case(full);
    if group || field.to_lowercase().contains("corporate") {
        return Author::collective(full);
    }
    let suffix = known.suffix.as_deref().unwrap_or_default();
    let bare = full.strip_suffix(suffix).unwrap_or(full).trim_end_matches([' ', ',']);
    match bare.strip_suffix(last.as_str()) {
        Some(fore) if !last.is_empty() => Author { fore_name: text::non_empty(fore), ..known },
        _ => Author { initials: known.initials, ..Author::from_natural(full) },
    }
}

/// The authors of a summary, `Yu X, Berg JA; Moss Group; Green A.`, and whether more are meant (`et al.`). Commas part
/// persons, semicolons groups; a part none of whose names has initials is a group.
pub(super) fn summary_authors(names: &str) -> (Vec<Author>, bool) {
    let names = names.trim().trim_end_matches('.');
    let listed = names.strip_suffix("et al").map(|rest| rest.trim_end_matches([' ', ',']));
    let mut authors = Vec::new();
    for part in listed.unwrap_or(names).split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let persons: Vec<Author> =
            part.split(',').map(Author::from_short).filter(|author| !author.is_empty()).collect();
        let group = persons.iter().all(|author| author.initials.is_none()) && part.contains(' ');
        if group { authors.push(Author::collective(part)) } else { authors.extend(persons) }
    }
    (authors, listed.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_form_tells_where_the_last_name_begins() {
        for (full, short, expected) in [
            ("Jan van der Berg", "van der Berg J", ("van der Berg", "Jan", "J")),
            ("José García Moss", "García Moss J", ("García Moss", "José", "J")),
            ("John Q Smith Jr", "Smith JQ Jr", ("Smith", "John Q", "JQ")),
            ("Ann Green", "Greene A", ("Green", "Ann", "A")),
            ("Ann Green", "", ("Green", "Ann", "")),
        ] {
            let author = named(full, Some(short));
            let initials = author.initials.as_deref().unwrap_or_default();
            assert_eq!(
                (author.last_name.as_deref(), author.fore_name.as_deref(), initials),
                (Some(expected.0), Some(expected.1), expected.2)
            );
        }
        assert_eq!(named("John Q Smith Jr", Some("Smith JQ Jr")).suffix.as_deref(), Some("Jr"));
        assert_eq!(named("Plato", Some("Plato")).last_name.as_deref(), Some("Plato"));
        assert!(named("Moss Group", Some("Moss Group[Corporate Author]")).is_collective());
        assert!(named("Moss Group", Some("Moss Group")).is_collective());
        assert_eq!(named("Jan Berg", None).short(), "Berg J");
    }

    #[test]
    fn a_summary_names_persons_and_groups() {
        let show = |names: &str| {
            let (authors, more) = summary_authors(names);
            (authors.iter().map(Author::short).collect::<Vec<_>>().join("|"), more)
        };
        assert_eq!(show("Yu X, van der Berg JA Jr, Plato."), ("Yu X|van der Berg JA Jr|Plato".to_owned(), false));
        assert_eq!(show("Yu X, et al."), ("Yu X".to_owned(), true));
        assert_eq!(
            show("Yu X; Moss, Fern and Tree Group; Green A."),
            ("Yu X|Moss, Fern and Tree Group|Green A".into(), false)
        );
        assert_eq!(show("Moss Group."), ("Moss Group".to_owned(), false));
        assert_eq!(show(""), (String::new(), false));
    }
}
