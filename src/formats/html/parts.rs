//! What stands below the abstract on PubMed's page: statement of interests, figures, references, indexing, ties.

use super::dom::{first, first_text, has_class, select, text_of, text_without, texts};
use crate::formats::medline::{databank, grant, relation, relation_kind};
use crate::record::{
    Caption, Doi, MeshHeading, Pmcid, Pmid, PublicationType, Qualifier, Record, Reference, Relation, Substance,
    SupplementaryMesh, text,
};
use scraper::ElementRef;

/// What a name in a list of terms stands in: a button that opens a menu.
const TERM: &str = "keyword-actions-trigger";

/// What PubMed adds behind the citation of another record.
const FURNITURE: [&str; 5] =
    ["No abstract available.", "Free PMC article.", "Free article.", "Review.", "Clinical Trial."];

/// Puts all of it into `record`.
pub(super) fn take(record: &mut Record, scope: ElementRef<'_>) {
    record.conflict_of_interest = statement(scope);
    record.captions = select(scope, "figure").into_iter().filter_map(caption).collect();
    record.references = references(scope);
    record.mesh = terms(scope, "mesh-terms").iter().filter_map(|term| mesh_heading(term)).collect();
    record.publication_types =
        names(scope, "publication-types").iter().filter_map(|n| PublicationType::new(n)).collect();
    record.substances = names(scope, "substances").iter().map(|name| Substance::new(name, "", "")).collect();
    let concept = |name| SupplementaryMesh { name, ..SupplementaryMesh::default() };
    record.supplementary_mesh = names(scope, "supplementary-concepts").into_iter().map(concept).collect();
    record.grants = names(scope, "grants").iter().map(|name| grant(name)).collect();
    for name in names(scope, "associated-data") {
        databank(&mut record.databanks, &name);
    }
    record.relations = relations(scope);
}

/// Publication types that `css` selects; the one above the title ends in no point, that of a summary in one.
pub(super) fn publication_types(scope: ElementRef<'_>, css: &str) -> Vec<PublicationType> {
    texts(scope, css).iter().filter_map(|name| PublicationType::new(name.trim_end_matches('.'))).collect()
}

fn statement(scope: ElementRef<'_>) -> Option<String> {
    let section = first(scope, "[id$=\"conflict-of-interest\"], .conflict-of-interest")?;
    first_text(section, ".statement").or_else(|| text::non_empty(&text_without(section, is_heading)))
}

fn is_heading(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "h1" | "h2" | "h3" | "h4") || has_class(element, "title")
}

/// The names in the section whose id ends in `id`: the buttons of a list of terms, else the entries of the list.
fn terms(scope: ElementRef<'_>, id: &str) -> Vec<String> {
    texts(scope, &format!("[id$=\"{id}\"] .{TERM}"))
}

fn names(scope: ElementRef<'_>, id: &str) -> Vec<String> {
    let buttons = terms(scope, id);
    if !buttons.is_empty() {
        return buttons;
    }
    let entries = select(scope, &format!("[id$=\"{id}\"] li"));
    let entry = |entry| first_text(entry, "a").or_else(|| text::non_empty(&text_of(entry)));
    entries.into_iter().filter_map(entry).collect()
}

/// A heading as the page writes it: `Lung Neoplasms / drug therapy*`, where the star is on what is major.
fn mesh_heading(term: &str) -> Option<MeshHeading> {
    let mut parts = term.split(" / ").map(|part| {
        let name = part.trim().trim_end_matches('*').trim_end();
        (text::clean(name), part.trim_end().ends_with('*'))
    });
    let (descriptor, major) = parts.next().filter(|(name, _)| !name.is_empty())?;
    let qualifiers = parts.map(|(name, major)| Qualifier { name, ui: None, major }).collect();
    Some(MeshHeading { descriptor, major, qualifiers, ..MeshHeading::default() })
}

/// A figure's caption under its label, which the page repeats before the text.
fn caption(figure: ElementRef<'_>) -> Option<Caption> {
    let contents = first(figure, ".figure-caption-contents").or_else(|| first(figure, "figcaption"))?;
    let image = first(figure, "img").and_then(|image| text::non_empty(image.attr("alt")?));
    let slug = figure.attr("data-label-slug").map(|slug| slug.replace('-', " "));
    let label = image.filter(|alt| alt.chars().count() <= 30).or_else(|| text::non_empty(&capitalised(&slug?)));
    let whole = text_of(contents);
    let mut caption = whole.as_str();
    if let Some(label) = &label {
        while let Some(rest) = caption.get(..label.len()).filter(|head| head.eq_ignore_ascii_case(label)) {
            caption = caption[rest.len()..].trim_start_matches(['.', ':', ' ']);
        }
    }
    let text = caption.to_owned();
    (!text.is_empty()).then_some(Caption { label, text })
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The reference list. Once a reader has asked for all of it the page holds it twice, the first few and the whole.
fn references(scope: ElementRef<'_>) -> Vec<Reference> {
    const ENTRIES: &str = ".references-and-notes-list > li";
    let whole = select(scope, &format!("[id*=\"full-references-list\"] {ENTRIES}"));
    let entries = if whole.is_empty() { select(scope, ENTRIES) } else { whole };
    entries.into_iter().filter_map(reference).collect()
}

fn reference(entry: ElementRef<'_>) -> Option<Reference> {
    let citation = text_without(entry, |inner| has_class(inner, "reference-link"));
    let mut reference = Reference::parse(citation.trim_end_matches([' ', '-']));
    for link in select(entry, "a[href]") {
        let address = link.attr("href").unwrap_or_default();
        let action = link.attr("data-ga-action").unwrap_or_default();
        if let Some(pmcid) = Pmcid::parse(address) {
            reference.pmcid = Some(pmcid);
        } else if let Some(doi) = Some(address).filter(|a| a.contains("doi.org/")).and_then(Doi::parse) {
            reference.doi = Some(doi);
        } else if let Some(pmid) = article_address(address).or_else(|| Pmid::parse(action)) {
            reference.pmid = Some(pmid);
        }
    }
    let said = !reference.text.is_empty() || reference.pmid.is_some() || reference.doi.is_some();
    said.then_some(reference)
}

/// The PMID in the address of an article: `/123/`, `https://pubmed.ncbi.nlm.nih.gov/123/`.
pub(super) fn article_address(address: &str) -> Option<Pmid> {
    Pmid::parse(address).or_else(|| Pmid::parse(address.strip_prefix('/')?.split(['/', '?', '#']).next()?))
}

/// Ties to other records: the entries below a heading that names one (`Erratum in`).
fn relations(scope: ElementRef<'_>) -> Vec<Relation> {
    let mut relations = Vec::new();
    for heading in select(scope, "h2, h3, h4") {
        let Some(kind) = relation_kind(&text_of(heading)) else { continue };
        let Some(section) = heading.parent().and_then(ElementRef::wrap) else { continue };
        for entry in select(section, "li") {
            relations.push(tie(kind, entry));
        }
    }
    relations
}

fn tie(kind: &str, entry: ElementRef<'_>) -> Relation {
    let mut citation = text_of(entry);
    while let Some(rest) = FURNITURE.iter().find_map(|words| citation.strip_suffix(words)) {
        citation = rest.trim_end().to_owned();
    }
    let mut tie = relation(kind, &citation);
    let linked = || select(entry, "a[href]").into_iter().find_map(|link| article_address(link.attr("href")?));
    tie.pmid = tie.pmid.or_else(linked);
    tie
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_on_what_is_major() {
        let heading = mesh_heading("Lung Neoplasms / drug therapy* / genetics").unwrap();
        assert_eq!(heading.to_medline(), "Lung Neoplasms/*drug therapy/genetics");
        assert_eq!(mesh_heading("Mosses*").unwrap().to_medline(), "*Mosses");
        assert_eq!(mesh_heading("*"), None);
    }

    #[test]
    fn an_address_of_an_article_has_its_id() {
        for address in ["/7/", "/7", "/7/?from=x#y", "https://pubmed.ncbi.nlm.nih.gov/7/"] {
            assert_eq!(article_address(address).map(Pmid::get), Some(7), "{address}");
        }
        assert_eq!(article_address("/?term=7"), None);
    }
}
