//! The page of one abstract, or one article of the abstract display of results: title, source, ids, persons, abstract.
//! What stands below the abstract is the matter of [`super::parts`].

use super::dom::{first, first_text, has_class, select, text_of, text_without, texts};
use super::{parts, people};
use crate::formats::medline::SourceLine;
use crate::record::{
    AbstractSection, Author, Doi, Issn, Journal, Keyword, OtherAbstract, Pages, PartialDate, Pmcid, Pmid, Record, text,
};
use scraper::ElementRef;
use std::collections::HashMap;

/// The head lines of a page by name; there are none for an article among others.
#[derive(Default)]
pub(super) struct Metas(HashMap<String, String>);

impl Metas {
    /// Those of the whole page.
    pub(super) fn of(root: ElementRef<'_>) -> Self {
        let line =
            |meta: ElementRef<'_>| Some((meta.attr("name")?.to_lowercase(), text::non_empty(meta.attr("content")?)?));
        Self(select(root, "meta[name][content]").into_iter().filter_map(line).collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }
}

/// The record of the article in `scope`.
///
/// # Errors
///
/// Why there is none.
pub(super) fn record(scope: ElementRef<'_>, metas: &Metas) -> Result<Record, String> {
    let heading = first(scope, "[id$=\"full-view-heading\"]").or_else(|| first(scope, ".full-view")).unwrap_or(scope);
    let mut record = Record {
        title: first_text(heading, ".heading-title").or_else(|| metas.owned("citation_title")).unwrap_or_default(),
        authors: people::persons(heading, ".authors-list .authors-list-item"),
        investigators: people::persons(heading, ".investigators-list .authors-list-item"),
        ..Record::default()
    };
    if record.authors.is_empty() {
        record.authors = meta_authors(metas);
    }
    ids(&mut record, heading, metas);
    source(&mut record, heading, metas);
    abstracts(&mut record, scope);
    parts::take(&mut record, scope);
    if record.publication_types.is_empty() {
        record.publication_types = parts::publication_types(heading, ".publication-type");
    }
    let named = record.pmid.is_some() || record.doi.is_some() || !record.title.is_empty();
    if named { Ok(record) } else { Err("the article has no PMID, no DOI and no title".to_owned()) }
}

/// Authors from the head line, `Yu X;Berg JA;`, where the page itself names none.
fn meta_authors(metas: &Metas) -> Vec<Author> {
    let names = metas.get("citation_authors").unwrap_or_default().split(';');
    let author = |name: &str| {
        let short = Author::from_short(name);
        if name.contains(',') || short.initials.is_some() {
            Author::from_inverted(name)
        } else {
            Author::from_natural(name)
        }
    };
    names.map(author).filter(|author| !author.is_empty()).collect()
}

fn ids(record: &mut Record, heading: ElementRef<'_>, metas: &Metas) {
    let pmid = first_text(heading, ".identifier.pubmed .current-id");
    let address = || metas.get("citation_abstract_html_url").and_then(Pmid::parse);
    let meta_pmid = || metas.get("citation_pmid").or_else(|| metas.get("uid")).and_then(Pmid::parse);
    record.pmid = pmid.as_deref().and_then(Pmid::parse).or_else(meta_pmid).or_else(address);
    record.pmcid = first_text(heading, ".identifier.pmc a").as_deref().and_then(Pmcid::parse);
    let doi = first_text(heading, ".identifier.doi a").or_else(|| first_text(heading, ".citation-doi"));
    let meta_doi = || metas.get("citation_doi").and_then(Doi::parse);
    record.doi = doi.as_deref().and_then(Doi::parse).or_else(meta_doi);
    for id in select(heading, ".identifier.bookshelf a, .identifier.nbk a") {
        record.other_ids.push(crate::record::OtherId { kind: "bookaccession".to_owned(), value: text_of(id) });
    }
}

/// Journal, date, volume, issue, pages. PubMed's `citation_publisher` is the journal's abbreviation.
fn source(record: &mut Record, heading: ElementRef<'_>, metas: &Metas) {
    let button =
        first(heading, "[id$=\"full-view-journal-trigger\"]").or_else(|| first(heading, ".journal-actions-trigger"));
    let mut journal = Journal {
        abbreviation: button.and_then(|b| text::non_empty(&text_of(b))).or_else(|| metas.owned("citation_publisher")),
        title: button.and_then(|b| text::non_empty(b.attr("title")?)).or_else(|| metas.owned("citation_journal_title")),
        ..Journal::default()
    };
    if let Some(issn) = metas.get("citation_issn") {
        journal.add_issn(Issn::new(issn, ""));
    }
    record.journal = Some(journal).filter(|journal| !journal.is_empty());
    for line in texts(heading, ".cit, .secondary-date, .citation-doi") {
        SourceLine::parse(&line).fill(record);
    }
    record.date = record.date.take().or_else(|| metas.get("citation_date").and_then(meta_date));
    record.volume = record.volume.take().or_else(|| metas.owned("citation_volume"));
    record.issue = record.issue.take().or_else(|| metas.owned("citation_issue"));
    let last = metas.get("citation_lastpage").unwrap_or_default();
    let pages = || metas.get("citation_firstpage").and_then(|first| Pages::from_ends(first, last));
    record.pages = record.pages.take().or_else(pages);
}

/// `2022 Feb 8`, or `02/08/2022` in the American order.
fn meta_date(date: &str) -> Option<PartialDate> {
    match date.split('/').collect::<Vec<_>>().as_slice() {
        [month, day, year] if year.len() == 4 => PartialDate::from_parts(year, month, day, ""),
        [month, year] if year.len() == 4 => PartialDate::from_parts(year, month, "", ""),
        _ => PartialDate::parse(date),
    }
}

/// The abstract in its languages, the keywords below it and its copyright line.
fn abstracts(record: &mut Record, scope: ElementRef<'_>) {
    for content in select(scope, ".abstract .abstract-content, .abstract-content.selected") {
        let sections = sections(content);
        let name = content.value().id().unwrap_or_default();
        let other = other_abstract(name);
        match other {
            _ if sections.is_empty() => {}
            Some(other) if !record.other_abstracts.iter().any(|known| known.sections == sections) => {
                record.other_abstracts.push(OtherAbstract { sections, ..other });
            }
            None if record.abstract_sections.is_empty() => record.abstract_sections = sections,
            _ => {}
        }
    }
    for paragraph in select(scope, ".abstract p").into_iter().filter(|paragraph| is_keywords(*paragraph)) {
        let list = without_label(paragraph);
        let terms = list.trim_end_matches('.').split(';').filter_map(Keyword::new);
        record.keywords.extend(terms);
    }
    record.copyright = first_text(scope, ".abstract .copyright");
}

/// What the id of an abstract says: `eng-abstract` (in older pages `enc-abstract`) is the abstract, `spa-abstract` one
/// in Spanish, `plain-language-summary-abstract` another kind. An id may have the number of a result before it.
fn other_abstract(id: &str) -> Option<OtherAbstract> {
    let name = id.strip_suffix("-abstract")?;
    if name.ends_with("plain-language-summary") {
        let kind = Some("plain-language-summary".to_owned());
        return Some(OtherAbstract { kind, ..OtherAbstract::default() });
    }
    let language =
        name.rsplit('-').next().filter(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_lowercase()))?;
    let main = matches!(language, "eng" | "enc");
    (!main).then(|| OtherAbstract { language: Some(language.to_owned()), ..OtherAbstract::default() })
}

fn sections(content: ElementRef<'_>) -> Vec<AbstractSection> {
    if first(content, ".empty-abstract").is_some() {
        return Vec::new();
    }
    let paragraphs = select(content, "p");
    if paragraphs.is_empty() {
        return text::non_empty(&text_of(content)).map(|text| AbstractSection::plain(&text)).into_iter().collect();
    }
    let section = |paragraph: ElementRef<'_>| {
        let label = first_text(paragraph, ".sub-title").unwrap_or_default();
        AbstractSection::labelled(&label, &without_label(paragraph))
    };
    let own = paragraphs.into_iter().filter(|p| !is_keywords(*p) && !has_class(*p, "copyright"));
    own.map(section).filter(|section| section.label.is_some() || !section.text.is_empty()).collect()
}

fn is_keywords(paragraph: ElementRef<'_>) -> bool {
    first_text(paragraph, ".sub-title")
        .is_some_and(|label| label.trim_end_matches(':').trim().eq_ignore_ascii_case("keywords"))
}

fn without_label(paragraph: ElementRef<'_>) -> String {
    text_without(paragraph, |inner| has_class(inner, "sub-title"))
}
