//! Running text: broken lines joined to paragraphs, and an abstract's labelled paragraphs told from plain ones.

use super::Line;
use crate::record::AbstractSection;

/// The most bytes and words of a label.
const LONGEST_LABEL: (usize, usize) = (60, 7);

/// The paragraphs of `lines`: what no blank line parts is one paragraph, unless a line begins with a label.
pub(super) fn paragraphs(lines: &[&Line]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in lines {
        match found.last_mut().filter(|last| {
            !line.parted && label(&line.text).is_none()
                || last.ends_with(':') && label(last).is_some_and(|(_, rest)| rest.is_empty())
        }) {
            Some(last) => {
                last.push(' ');
                last.push_str(&line.text);
            }
            None => found.push(line.text.clone()),
        }
    }
    found
}

/// The sections of an abstract. Labels are taken for such only where several paragraphs have one; a paragraph without a
/// label then goes on the section before it.
pub(super) fn abstract_sections(lines: &[&Line]) -> Vec<AbstractSection> {
    let paragraphs = paragraphs(lines);
    let labelled = paragraphs.iter().filter(|paragraph| label(paragraph).is_some()).count();
    let mut sections: Vec<AbstractSection> = Vec::new();
    for paragraph in &paragraphs {
        let parted = label(paragraph).filter(|_| labelled > 1);
        match (parted, sections.last_mut()) {
            (Some((label, rest)), _) => sections.push(AbstractSection::labelled(label, rest)),
            (None, Some(last)) => {
                last.text.push(' ');
                last.text.push_str(paragraph);
            }
            (None, None) => sections.push(AbstractSection::plain(paragraph)),
        }
    }
    sections
}

/// The label at the beginning of a paragraph and what it labels: `Methods: …`, `BACKGROUND AND AIMS: …`.
fn label(paragraph: &str) -> Option<(&str, &str)> {
    let (label, rest) = paragraph.split_once(':')?;
    let words = label.split(' ').count();
    let sound = label.starts_with(char::is_uppercase)
        && label.len() <= LONGEST_LABEL.0
        && words <= LONGEST_LABEL.1
        && label
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, ' ' | '&' | '/' | ',' | '-' | '\'' | '\u{2019}' | '(' | ')'));
    (sound && (rest.is_empty() || rest.starts_with(' '))).then_some((label, rest.trim_start()))
}
