//! What the manuals ask for and the processor does not print, set right in the line that it made.

use super::CitationStyle;
use crate::record::{Pages, PartialDate, Record, language_name};

/// The line of `record` as the manual of `style` wants it.
pub(super) fn finished(line: &str, record: &Record, style: CitationStyle) -> String {
    // A title that asks or exclaims has no point behind it.
    let mut line = line.replace("?.", "?").replace("!.", "!");
    match style {
        CitationStyle::Ama => line = with_hyphens(line, record),
        CitationStyle::Apa => line = before_address(line, ahead_of_print(record)),
        CitationStyle::Mla => line = in_season(line, record),
        CitationStyle::Nlm => line = nlm(with_hyphens(line, record), record),
    }
    let name = match style {
        CitationStyle::Ama => "Retracted in",
        CitationStyle::Nlm => "Retraction in",
        CitationStyle::Apa | CitationStyle::Mla => return line,
    };
    let notices = record.relations.iter().filter(|tie| tie.kind == "RetractionIn");
    for notice in notices.filter_map(|tie| tie.citation.as_deref()) {
        let point = if line.ends_with('.') { "" } else { "." };
        line.push_str(&format!("{point} {name}: {}.", notice.trim_end_matches('.')));
    }
    line
}

/// AMA and NLM part the pages of a list by hyphens too: `1-2; discussion 3`.
fn with_hyphens(line: String, record: &Record) -> String {
    let list = record.pages.as_ref().map(Pages::as_str).filter(|pages| pages.contains([';', ',']));
    list.map_or_else(|| line.clone(), |pages| line.replace(&pages.replace('-', "–"), pages))
}

/// APA's words for an article that has no place in its journal yet.
fn ahead_of_print(record: &Record) -> Option<&'static str> {
    let placed = record.volume.is_some() || record.issue.is_some() || record.pages.is_some();
    let ahead = record.publication_status.as_deref() == Some("aheadofprint") && !placed;
    ahead.then_some("Advance online publication.")
}

fn before_address(line: String, words: Option<&str>) -> String {
    match (words, line.rfind(" https://doi.org/")) {
        (Some(words), Some(at)) => format!("{} {words}{}", &line[..at], &line[at..]),
        (Some(words), None) => format!("{line} {words}"),
        (None, _) => line,
    }
}

/// *Citing Medicine*: the date in the source's words, the language of what is not English, and a point behind each note.
fn nlm(line: String, record: &Record) -> String {
    // hayagriva parts a month from a day that is not there.
    let mut line = line.replace(" ;", ";");
    if let Some((numbers, words)) = worded(record) {
        line = replace_last(line, &numbers, &words);
    }
    let notes = [" doi:", " PubMed PMID:", " PubMed Central PMCID:"];
    let mut at = notes.iter().filter_map(|note| line.find(note)).min().unwrap_or(line.len());
    let translated = record.title.starts_with('[') && record.languages.iter().all(|code| code != "eng");
    for language in record.languages.iter().filter(|_| translated) {
        let name = format!(" {}.", language_name(language));
        line.insert_str(at, &name);
        at += name.len();
    }
    let (cited, notes) = line.split_at(at);
    let mut notes = notes.replacen(" doi:", " doi: ", 1);
    if notes.contains(" doi: ") {
        notes = notes.replacen(" PubMed ", ". PubMed ", 1);
        if !notes.ends_with('.') {
            notes.push('.');
        }
    }
    format!("{cited}{notes}")
}

/// MLA names a season as it is.
fn in_season(line: String, record: &Record) -> String {
    const SEASONS: [(&str, &str); 5] =
        [("winter", "Jan."), ("spring", "Apr."), ("summer", "July"), ("fall", "Oct."), ("autumn", "Oct.")];
    let Some((_, words)) = worded(record) else { return line };
    let (year, said) = words.split_at(4);
    let season = SEASONS.iter().find(|(season, _)| said.trim().eq_ignore_ascii_case(season));
    season.map_or_else(
        || line.clone(),
        |(season, month)| replace_last(line.clone(), &format!("{month} {year}"), &format!("{season} {year}")),
    )
}

/// A date that its source words otherwise than by numbers: as NLM writes the numbers, and the words, the year first.
fn worded(record: &Record) -> Option<(String, String)> {
    let date = record.date.as_ref()?;
    let text = date.text()?;
    let numbers = PartialDate::new(date.year(), date.month(), date.day())?.citation();
    let year = date.year().to_string();
    let words = match text.strip_suffix(&year) {
        Some(before) if !before.contains(char::is_numeric) => format!("{year} {}", before.trim()),
        _ => text.to_owned(),
    };
    words.starts_with(&year).then_some((numbers, words))
}

fn replace_last(line: String, from: &str, to: &str) -> String {
    match line.rfind(from) {
        Some(at) => format!("{}{to}{}", &line[..at], &line[at + from.len()..]),
        None => line,
    }
}
