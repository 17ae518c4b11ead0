//! The text: its sections, the captions of figures and tables, the statement of interests.

use super::super::xml::Element;
use crate::record::{BodySection, Caption, Record, text};

/// Elements that stand in the flow of the text and are no part of it.
const FLOATS: [&str; 7] =
    ["fig", "fig-group", "table-wrap", "table-wrap-group", "supplementary-material", "graphic", "ref-list"];

/// Reads the text into `record`, that of the back (acknowledgements, appendices, notes) behind that of the body.
pub(super) fn text(article: &Element, record: &mut Record) {
    if let Some(body) = article.first("body") {
        sections(body, record);
    }
    if let Some(back) = article.first("back") {
        for part in back.elements() {
            match part.name() {
                "ref-list" | "glossary" => {}
                "fn-group" => part.all("fn").for_each(|note| footnote(note, record)),
                "app-group" => part.all("app").for_each(|app| section(app, record)),
                "sec" | "ack" | "app" | "notes" => section(part, record),
                _ => {}
            }
        }
    }
    if let Some(notes) = article.at(&["front", "article-meta", "author-notes"]) {
        notes.all("fn").for_each(|note| footnote(note, record));
    }
    let floating = article.below(&["fig", "table-wrap"], &["sub-article", "response"]);
    record.captions = floating.into_iter().filter_map(caption).collect();
}

fn caption(float: &Element) -> Option<Caption> {
    let text = float.text_at(&["caption"]);
    let label = text::non_empty(float.text_at(&["label"]).trim_end_matches(['.', ':']));
    (!text.is_empty()).then_some(Caption { label, text })
}

/// The text directly in `parent`, then that of each section in it.
fn sections(parent: &Element, record: &mut Record) {
    push(None, &parent.text_without(&without_parts()), record);
    parent.all("sec").for_each(|part| section(part, record));
}

fn section(part: &Element, record: &mut Record) {
    let heading = text::non_empty(&part.text_at(&["title"]));
    if is_interests(part, heading.as_deref()) {
        return interests(part, record);
    }
    push(heading, &part.text_without(&without_parts()), record);
    part.all("sec").for_each(|inner| section(inner, record));
}

fn push(heading: Option<String>, text: &str, record: &mut Record) {
    if !text.is_empty() {
        record.body.push(BodySection { heading, text: text.to_owned() });
    }
}

fn without_parts() -> Vec<&'static str> {
    FLOATS.into_iter().chain(["sec", "title", "label"]).collect()
}

/// A statement of interests is told by its type or by its title.
fn is_interests(part: &Element, heading: Option<&str>) -> bool {
    let kinds = ["sec-type", "notes-type", "fn-type"].map(|kind| part.attribute(kind).to_lowercase());
    let by_kind = kinds.iter().any(|kind| matches!(kind.as_str(), "coi-statement" | "conflict" | "coi"));
    let heading = heading.unwrap_or_default().to_lowercase();
    let by_title = heading.contains("interest")
        && ["conflict", "compet", "declaration", "disclosure"].iter().any(|word| heading.contains(word));
    by_kind || by_title
}

fn footnote(note: &Element, record: &mut Record) {
    let heading = text::non_empty(&note.text_at(&["p", "bold"])).or_else(|| text::non_empty(&note.text_at(&["title"])));
    if is_interests(note, heading.as_deref()) {
        interests(note, record);
    }
}

fn interests(part: &Element, record: &mut Record) {
    let said = part.text_without(&["title", "label"]);
    match &mut record.conflict_of_interest {
        Some(known) if known.contains(&said) => {}
        Some(known) => *known = format!("{known} {said}"),
        None => record.conflict_of_interest = text::non_empty(&said),
    }
}
