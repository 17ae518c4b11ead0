//! What articles a page holds, and in which display: one abstract, several, summaries, MEDLINE text, ids alone.

use super::dom::{first, first_text, has_class, select, text_of};
use super::page::{self, Metas};
use super::{item, parts, people};
use crate::formats::medline::{self, SourceLine};
use crate::formats::{Entry, Item};
use crate::record::{Pmid, Record};
use scraper::{ElementRef, Html};

/// How far above its title an article may begin. Pages of PubMed need six; a limit keeps a hostile tree from costing
/// its square.
const HIGHEST: usize = 24;

/// The records of a page, in order. A page without any gives one rejection, so that it does not vanish.
pub(super) fn items(html: &str) -> Vec<Item> {
    let page = Html::parse_document(html);
    let root = page.root_element();
    let preformatted: Vec<String> = select(root, "pre").into_iter().map(preformatted).collect();
    let medline: Vec<Item> =
        preformatted.iter().filter(|text| medline::recognises(text)).flat_map(|t| from_medline(t)).collect();
    if !medline.is_empty() {
        return medline;
    }
    let titles = titles(root);
    if titles.len() > 1 {
        let none = Metas::default();
        return titles.into_iter().map(|title| item(page::record(article_of(title), &none))).collect();
    }
    let summaries = summaries(root);
    let metas = Metas::of(root);
    if titles.len() == 1 || (summaries.is_empty() && metas.get("citation_title").is_some()) {
        return vec![item(page::record(root, &metas))];
    }
    if !summaries.is_empty() {
        return summaries.into_iter().map(|summary| item(summary_record(summary))).collect();
    }
    let ids = preformatted.iter().any(|text| is_id_list(text));
    let reason =
        if ids { "the page holds only PMIDs, no records" } else { "no article and no list of results in the page" };
    vec![Item::Rejection(reason.to_owned())]
}

/// Text whose lines count.
fn preformatted(element: ElementRef<'_>) -> String {
    element.text().collect()
}

fn from_medline(text: &str) -> Vec<Item> {
    medline::read(text.as_bytes()).filter_map(Result::ok).map(|entry: Entry| entry.item).collect()
}

fn is_id_list(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    lines.peek().is_some() && lines.all(|line| Pmid::parse(line).is_some())
}

/// The titles of the articles shown in full. Each stands a second time in a heading that follows the reader.
fn titles(scope: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    let in_short_view = |title: &ElementRef<'_>| {
        title.ancestors().filter_map(ElementRef::wrap).any(|above| {
            has_class(above, "short-view") || above.value().id().is_some_and(|id| id.ends_with("short-view-heading"))
        })
    };
    select(scope, "h1.heading-title").into_iter().filter(|title| !in_short_view(title)).collect()
}

/// The widest element about a title that holds no other title: its article.
fn article_of(title: ElementRef<'_>) -> ElementRef<'_> {
    let above = title.ancestors().filter_map(ElementRef::wrap).take(HIGHEST);
    above.take_while(|element| titles(*element).len() == 1).last().unwrap_or(title)
}

/// The summaries of a list of results, not those of similar and citing articles (which stand in list items).
fn summaries(root: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    select(root, "article.full-docsum")
}

fn summary_record(summary: ElementRef<'_>) -> Result<Record, String> {
    let title = first(summary, ".docsum-title");
    let linked = || parts::article_address(title?.attr("href")?);
    let shown = first_text(summary, ".docsum-pmid");
    let names = first_text(summary, ".docsum-authors.full-authors").or_else(|| first_text(summary, ".docsum-authors"));
    let (authors, authors_incomplete) = people::summary_authors(&names.unwrap_or_default());
    let mut record = Record {
        pmid: shown.as_deref().and_then(Pmid::parse).or_else(linked),
        title: title.map(text_of).unwrap_or_default(),
        authors,
        authors_incomplete,
        publication_types: parts::publication_types(summary, ".publication-type"),
        ..Record::default()
    };
    let cited = ".docsum-journal-citation.full-journal-citation";
    let line = first_text(summary, cited).or_else(|| first_text(summary, ".docsum-journal-citation"));
    SourceLine::parse(&line.unwrap_or_default()).fill(&mut record);
    let named = record.pmid.is_some() || !record.title.is_empty();
    if named { Ok(record) } else { Err("a result without PMID and title".to_owned()) }
}
