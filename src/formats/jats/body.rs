//! The text: its sections, the captions of figures and tables, the statement of interests.

use super::super::xml::Element;
use super::front::{is_of_abbreviations, terms};
use crate::record::{BodySection, Caption, Record, text};

/// Elements that stand in the flow of the text and are no part of it.
const FLOATS: [&str; 7] =
    ["fig", "fig-group", "table-wrap", "table-wrap-group", "supplementary-material", "graphic", "ref-list"];

/// Elements that have captions of their own.
const CAPTIONED: [&str; 6] = ["fig", "fig-group", "table-wrap", "table-wrap-group", "supplementary-material", "media"];

/// Kinds of footnotes that say nothing of the work: who edited it, who wrote how much of it, where they are now.
const OF_PEOPLE: [&str; 8] = [
    "edited-by",
    "equal",
    "corresp",
    "current-aff",
    "present-address",
    "deceased",
    "participating-researchers",
    "on-leave",
];

/// Reads the text into `record`, that of the back (acknowledgements, appendices, notes) behind that of the body.
pub(super) fn text(article: &Element, record: &mut Record) {
    if let Some(body) = article.first("body") {
        sections(body, record);
    }
    if let Some(back) = article.first("back") {
        for part in back.elements() {
            match part.name() {
                "fn-group" => footnotes(part, record),
                "app-group" => part.all("app").for_each(|app| section(app, record)),
                "sec" | "ack" | "app" | "notes" | "glossary" => section(part, record),
                _ => {}
            }
        }
    }
    if let Some(front) = article.first("front") {
        let groups = front.below(&["kwd-group"], &[]);
        for group in groups.into_iter().filter(|group| is_of_abbreviations(group)) {
            let title = text::non_empty(&group.text_at(&["title"])).unwrap_or_else(|| "Abbreviations".to_owned());
            push(Some(title), &terms(group).join("; "), record);
        }
        front.all("notes").for_each(|notes| section(notes, record));
        front.below(&["author-notes"], &[]).into_iter().for_each(|notes| footnotes(notes, record));
        for funding in front.below(&["funding-statement"], &[]) {
            push(Some("Funding".to_owned()), &funding.text(), record);
        }
    }
    captions(article, record);
}

/// The captions of all that has one, wherever it stands, what is within another included.
fn captions(place: &Element, record: &mut Record) {
    for float in place.below(&CAPTIONED, &["sub-article", "response"]) {
        record.captions.extend(caption(float));
        if float.name().ends_with("-group") {
            captions(float, record);
        }
    }
}

/// A caption, with the notes below a table.
fn caption(float: &Element) -> Option<Caption> {
    let own = |name: &str| match float.name() {
        "fig-group" | "table-wrap-group" => float.elements().filter(|part| part.name() == name).collect(),
        _ => float.below(&[name], &[]),
    };
    let parts = own("caption").into_iter().chain(float.all("table-wrap-foot"));
    let text = text::clean(&parts.map(Element::text).collect::<Vec<_>>().join(" "));
    let label = float.text_at(&["label"]);
    let label = text::non_empty(label.trim_end_matches(['.', ':']));
    (!text.is_empty()).then_some(Caption { label, text })
}

/// The text directly in `parent`, then that of each section in it.
fn sections(parent: &Element, record: &mut Record) {
    push(None, &own_text(parent), record);
    parent.below(&["sec"], &FLOATS).into_iter().for_each(|part| section(part, record));
}

fn section(part: &Element, record: &mut Record) {
    let heading = text::non_empty(&part.text_at(&["title"]));
    if is_interests(part, heading.as_deref()) {
        return interests(part, record);
    }
    let (own, inner) = (own_text(part), part.below(&["sec"], &FLOATS));
    if own.is_empty() && !inner.is_empty() && heading.is_some() {
        // A heading above other headings.
        record.body.push(BodySection { heading, text: own });
    } else {
        push(heading, &own, record);
    }
    inner.into_iter().for_each(|inner| section(inner, record));
}

fn push(heading: Option<String>, text: &str, record: &mut Record) {
    if !text.is_empty() {
        record.body.push(BodySection { heading, text: text.to_owned() });
    }
}

/// The text of a part without its title, its sections and what floats in it.
fn own_text(part: &Element) -> String {
    let without: Vec<&str> = FLOATS.into_iter().chain(["sec", "label"]).collect();
    let own = part.elements().filter(|element| element.name() != "title" && !without.contains(&element.name()));
    text::clean(&own.map(|element| element.text_without(&without)).collect::<Vec<_>>().join(" "))
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

/// The notes of a group: a statement of interests, or text under the title of the group.
fn footnotes(group: &Element, record: &mut Record) {
    let title = text::non_empty(&group.text_at(&["title"]));
    for note in group.all("fn") {
        let bold = || text::non_empty(&note.text_at(&["p", "bold"]));
        let own = text::non_empty(&note.text_at(&["title"]));
        let heading = bold().or_else(|| own.clone()).or_else(|| title.clone());
        if is_interests(note, heading.as_deref()) {
            interests(note, record);
        } else if !OF_PEOPLE.contains(&note.attribute("fn-type")) {
            push(own.or_else(|| title.clone()), &own_text(note), record);
        }
    }
}

/// Takes a statement of interests over. Of a part with sections, as publishers have for all that ethics demand, the section that
/// is one; the others are text.
fn interests(part: &Element, record: &mut Record) {
    let sections = part.below(&["sec"], &FLOATS);
    let heading = |section: &Element| text::non_empty(&section.text_at(&["title"]));
    if sections.iter().any(|section| is_interests(section, heading(section).as_deref())) {
        push(heading(part), &own_text(part), record);
        return sections.into_iter().for_each(|inner| section(inner, record));
    }
    let said = part.text_without(&["title", "label"]);
    match &mut record.conflict_of_interest {
        Some(known) if known.contains(&said) => {}
        Some(known) => *known = format!("{known} {said}"),
        None => record.conflict_of_interest = text::non_empty(&said),
    }
}
