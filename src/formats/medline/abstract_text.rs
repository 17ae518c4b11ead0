//! The sections of an abstract that MEDLINE holds as one text with its labels inline.

use crate::record::AbstractSection;

/// Most words that a label may have. NLM's longest usual one has seven ("MAIN RESULTS AND THE ROLE OF CHANCE").
const LABEL_WORDS: usize = 7;

/// Fewest letters of a label (`AIM`); shorter ones are abbreviations within a text.
const LABEL_LETTERS: usize = 3;

/// Parts `text` at its labels: phrases in capitals before a colon, at the beginning or behind the end of a sentence.
/// An abstract without any is one section. Labels in small letters are left in the text, where they stay readable;
/// parting at them would part sentences.
pub(in crate::formats) fn sections(text: &str) -> Vec<AbstractSection> {
    let mut sections = Vec::new();
    let (mut label, mut from) = ("", 0);
    for at in sentence_starts(text) {
        let Some(next) = label_at(&text[at..]) else { continue };
        push(&mut sections, label, &text[from..at]);
        (label, from) = (next, at + next.len() + 1);
    }
    push(&mut sections, label, &text[from..]);
    sections
}

fn push(sections: &mut Vec<AbstractSection>, label: &str, text: &str) {
    let section = AbstractSection::labelled(label, text);
    if section.label.is_some() || !section.text.is_empty() {
        sections.push(section);
    }
}

/// Where a sentence may begin: at the beginning, and behind `.`, `?` or `!` (and what closes with them) and a space.
fn sentence_starts(text: &str) -> impl Iterator<Item = usize> {
    let behind = text.match_indices(' ').filter(|(at, _)| {
        let before = text[..*at].trim_end_matches([')', ']', '"', '\'', '\u{2019}', '\u{201d}', ' ']);
        before.ends_with(['.', '?', '!'])
    });
    std::iter::once(0).chain(behind.map(|(at, space)| at + space.len()))
}

/// The label with which `text` begins, without its colon.
fn label_at(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !is_label_char(c))?;
    let (label, rest) = text.split_at(end);
    let colon = rest.starts_with(": ") || rest == ":";
    let letters = label.chars().filter(|c| c.is_alphabetic()).count();
    let whole = label.starts_with(char::is_uppercase) && label.matches('(').count() == label.matches(')').count();
    (colon && whole && letters >= LABEL_LETTERS && label.split(' ').count() <= LABEL_WORDS).then_some(label)
}

/// A capital, or what stands between the words of a label (`AUTHORS' CONCLUSIONS`, `OUTCOME(S)`, `BACKGROUND & AIMS`).
fn is_label_char(c: char) -> bool {
    c.is_uppercase() || matches!(c, ' ' | '&' | '/' | ',' | '-' | '\'' | '\u{2019}' | '(' | ')')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> Vec<(String, String)> {
        sections(text).into_iter().map(|s| (s.label.unwrap_or_default(), s.text)).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(label, text)| ((*label).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn labels_in_capitals_part_the_abstract() {
        assert_eq!(
            show("BACKGROUND & AIMS: Moss is wet. MATERIALS AND METHODS: We looked (twice). RESULTS: It is."),
            pairs(&[
                ("BACKGROUND & AIMS", "Moss is wet."),
                ("MATERIALS AND METHODS", "We looked (twice)."),
                ("RESULTS", "It is."),
            ])
        );
        assert_eq!(
            show("Moss is wet (p < .05.) AUTHORS' CONCLUSIONS: Wet! MAIN OUTCOME(S): Wetness."),
            pairs(
                &[("", "Moss is wet (p < .05.)"), ("AUTHORS' CONCLUSIONS", "Wet!"), ("MAIN OUTCOME(S)", "Wetness."),]
            )
        );
        assert_eq!(show("UNLABELLED: One text."), pairs(&[("UNLABELLED", "One text.")]));
        assert_eq!(show("FUNDING:"), pairs(&[("FUNDING", "")]));
    }

    #[test]
    fn what_only_looks_like_a_label_does_not() {
        for text in [
            "We measured moss: it is wet.",
            "Moss has DNA: a molecule.",
            "It was seen. DN: none.",
            "Seen. Results: wet.",
            "Seen. RATIO:1.5 was found.",
            "Seen. ABC (AUC: 0.9) was found.",
            "THIS IS A SENTENCE THAT SHOUTS FOR REASONS UNKNOWN: wet.",
        ] {
            assert_eq!(show(text), pairs(&[("", text)]), "{text}");
        }
        assert!(sections(" ").is_empty());
    }
}
