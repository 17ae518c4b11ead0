//! What an article cites: citations in elements, and citations as text with or without elements in it.

use super::super::xml::Element;
use super::front::pmcid;
use super::people::person;
use crate::record::{Author, Doi, OtherId, Pages, PartialDate, Pmid, Reference, text};

/// The elements that hold a citation.
const CITATIONS: [&str; 5] =
    ["element-citation", "mixed-citation", "nlm-citation", "citation", "citation-alternatives"];

/// All references of the lists in the article's back, in order; a reference of several citations gives each.
pub(super) fn all(article: &Element) -> Vec<Reference> {
    let lists = article.below(&["ref-list"], &["sub-article", "response", "front"]);
    let references = lists.iter().flat_map(|list| list.below(&["ref"], &[]));
    references.flat_map(|reference| reference.below(&CITATIONS, &[])).map(one).filter(|r| !r.text.is_empty()).collect()
}

fn one(citation: &Element) -> Reference {
    if citation.name() == "citation-alternatives" {
        // The same citation in several forms: the one in elements says most.
        let forms: Vec<&Element> = citation.elements().collect();
        let best = forms.iter().find(|form| form.name() == "element-citation").or(forms.first());
        return best.map(|form| one(form)).unwrap_or_default();
    }
    let in_parts = ["article-title", "source", "person-group", "name", "string-name", "collab"]
        .iter()
        .any(|part| !citation.below(&[part], &[]).is_empty());
    let mut reference = if in_parts { parts(citation) } else { Reference::parse(&citation.text()) };
    for id in citation.below(&["pub-id", "ext-link"], &[]) {
        identifier(id, &mut reference);
    }
    let is_text = matches!(citation.name(), "mixed-citation" | "citation") && citation.has_own_text();
    if in_parts && is_text {
        reference.text = close_up(&citation.text_without(&["label"]));
    }
    if reference.text.is_empty() || !is_text {
        reference.text = if in_parts { with_rest(written(&reference), citation) } else { reference.text };
    }
    reference
}

/// Text without the space that elements laid out apart leave before a sign that follows a word: `Linhart, Y. B. , & Grant`.
fn close_up(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(' ') {
        out.push_str(before);
        let mut next = behind.chars();
        let is_sign = matches!(next.next(), Some(',' | '.' | ';')) && next.next().is_none_or(|c| c == ' ');
        if !is_sign {
            out.push(' ');
        }
        // The point behind initials ends the list of names as well.
        let twice = is_sign && behind.starts_with('.') && out.ends_with('.');
        rest = if twice { &behind[1..] } else { behind };
    }
    out.push_str(rest);
    out
}

/// A text that was put together from parts of `citation`, with what its other parts say behind it: editors, publisher, edition,
/// addresses, comments.
fn with_rest(mut text: String, citation: &Element) -> String {
    const TOLD: [&str; 6] = ["name", "string-name", "collab", "etal", "pub-id", "label"];
    for part in citation.elements().filter(|part| !TOLD.contains(&part.name())) {
        let group = part.attribute("person-group-type");
        let of_authors = part.name() == "person-group" && matches!(group, "" | "author" | "authors");
        let said = part.text();
        if of_authors || said.is_empty() || text.contains(&said) {
            continue;
        }
        let end = if text.ends_with(['.', '?', '!']) { " " } else { ". " };
        let role = if group.is_empty() { String::new() } else { format!(", {group}") };
        text.push_str(&format!("{end}{said}{role}"));
    }
    text
}

fn parts(citation: &Element) -> Reference {
    let first = |names: &[&str]| citation.below(names, &[]).first().map(|part| part.text()).unwrap_or_default();
    let year = first(&["year"]);
    Reference {
        authors: authors(citation),
        authors_incomplete: !citation.below(&["etal"], &[]).is_empty() || says_et_al(citation),
        title: text::non_empty(&first(&["article-title", "chapter-title", "data-title", "part-title"])),
        journal: text::non_empty(&first(&["source"])),
        year: PartialDate::parse(year.get(..4).unwrap_or(&year)).map(|date| date.year()),
        volume: text::non_empty(&first(&["volume"])),
        issue: text::non_empty(&first(&["issue"])),
        pages: Pages::from_ends(&first(&["fpage"]), &first(&["lpage"]))
            .or_else(|| Pages::parse(&first(&["page-range"])))
            .or_else(|| Pages::parse(&first(&["elocation-id"]))),
        ..Reference::default()
    }
}

/// Whether `et al.` stands as text before the title.
fn says_et_al(citation: &Element) -> bool {
    let whole = citation.text();
    let title = citation.below(&["article-title", "chapter-title", "source"], &[]).first().map(|title| title.text());
    let behind = title.and_then(|title| whole.find(&title)).unwrap_or(whole.len());
    whole[..behind].split_once("et al").is_some_and(|(_, rest)| !rest.starts_with(char::is_alphanumeric))
}

/// Those of the group of authors, or those who stand in no group.
fn authors(citation: &Element) -> Vec<Author> {
    let groups = citation.below(&["person-group"], &[]);
    let of_authors =
        groups.iter().find(|group| matches!(group.attribute("person-group-type"), "author" | "" | "authors"));
    let place = of_authors.copied().unwrap_or(citation);
    let names = place.below(&["name", "string-name", "collab"], &["person-group"]);
    let author = |name: &&Element| match name.name() {
        "collab" => Author::collective(&name.text()),
        _ if name.first("surname").is_some() => person(name),
        _ => Author::from_natural(&name.text()),
    };
    names.iter().map(author).filter(|author| !author.is_empty()).collect()
}

fn identifier(id: &Element, reference: &mut Reference) {
    let value = id.text();
    match id.attribute(if id.name() == "pub-id" { "pub-id-type" } else { "ext-link-type" }) {
        "pmid" | "pubmed" => {
            let linked = || Pmid::parse(id.attribute("href"));
            reference.pmid = reference.pmid.or_else(|| Pmid::parse(&value)).or_else(linked);
        }
        "pmcid" | "pmc" => reference.pmcid = reference.pmcid.or_else(|| pmcid(&value)),
        "doi" => {
            let doi = Doi::parse(&value);
            match (&reference.doi, doi) {
                (None, doi) => reference.doi = doi,
                // Of a preprint and its article both are named.
                (Some(known), Some(doi)) if known.key() != doi.key() => {
                    reference.other_ids.push(OtherId { kind: "doi".to_owned(), value: doi.as_str().to_owned() });
                }
                _ => {}
            }
        }
        "uri" | "" => {
            let address = id.attribute("href");
            reference.doi = reference.doi.take().or_else(|| Doi::parse(address));
            reference.pmid = reference.pmid.or_else(|| Pmid::parse(address).filter(|_| address.contains('/')));
        }
        kind if id.name() == "pub-id" => reference.other_ids.push(OtherId { kind: kind.to_owned(), value }),
        _ => {}
    }
}

/// A reference in the style of NLM: the text of a citation that has none of its own.
pub(in crate::formats) fn written(reference: &Reference) -> String {
    let names: Vec<String> = reference.authors.iter().map(Author::short).collect();
    let mut authors = names.join(", ");
    if reference.authors_incomplete {
        authors.push_str(if authors.is_empty() { "et al" } else { ", et al" });
    }
    let mut out = String::new();
    for part in [Some(authors), reference.title.clone(), reference.journal.clone()].into_iter().flatten() {
        if !part.is_empty() {
            let end = if part.ends_with(['.', '?', '!']) { " " } else { ". " };
            out.push_str(&part);
            out.push_str(end);
        }
    }
    out.push_str(&reference.year.map(|year| year.to_string()).unwrap_or_default());
    if let Some(volume) = &reference.volume {
        out.push_str(&format!(";{volume}"));
    }
    if let Some(issue) = &reference.issue {
        out.push_str(&format!("({issue})"));
    }
    if let Some(pages) = &reference.pages {
        out.push_str(&format!(":{pages}"));
    }
    text::clean(&out)
}
