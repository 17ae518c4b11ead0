//! Where the sentences of a text begin and end.
//!
//! The Unicode rules end a sentence behind every point that a capital follows; biomedical text has too many points for
//! that (`et al. Cancer`, `vs. Placebo`, `Fig. 2`, `J. Smith`), so such ends are taken back.

use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Words behind which a point ends no sentence, in lower case without the point.
const ABBREVIATIONS: [&str; 30] = [
    "al", "approx", "ca", "cf", "dr", "e.g", "eg", "et", "etc", "fig", "figs", "i.e", "ie", "inc", "jr", "mr", "mrs",
    "no", "nos", "p", "pp", "prof", "ref", "refs", "resp", "sp", "spp", "st", "tab", "vs",
];

/// The sentences of `text` as byte ranges, without the space around them.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open_from = None;
    for (start, piece) in text.split_sentence_bound_indices() {
        let from: usize = open_from.take().unwrap_or(start);
        let end = start + piece.len();
        if ends_in_abbreviation(piece) && end < text.len() {
            open_from = Some(from);
        } else {
            found.extend(trimmed(text, from..end));
        }
    }
    if let Some(from) = open_from {
        found.extend(trimmed(text, from..text.len()));
    }
    found
}

fn ends_in_abbreviation(piece: &str) -> bool {
    let Some(body) = piece.trim_end().strip_suffix('.') else { return false };
    let word = body.rsplit([' ', '(', '\u{a0}']).next().unwrap_or(body);
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    initial || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    let end = start + slice.trim().len();
    (start < end).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn sentences_end_where_they_end() {
        assert_eq!(split("One here. Two there?  Three."), ["One here.", "Two there?", "Three."]);
        assert_eq!(split("As Smith et al. Showed it. Then."), ["As Smith et al. Showed it.", "Then."]);
        assert_eq!(split("A vs. Placebo (Fig. 2) by J. Smith. End"), ["A vs. Placebo (Fig. 2) by J. Smith.", "End"]);
        assert_eq!(split("The p value was 0.05. It"), ["The p value was 0.05.", "It"]);
        assert_eq!(split(""), Vec::<&str>::new());
    }
}
