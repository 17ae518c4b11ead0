//! Captions: a label, often twice (once for the picture, once for the caption), and the text below it.

use super::Line;
use crate::record::{Caption, text};

/// Words with which a label begins.
const LABELS: [&str; 14] = [
    "supplementary figure",
    "supplementary table",
    "extended data fig.",
    "graphical abstract",
    "visual abstract",
    "figure",
    "fig.",
    "fig",
    "table",
    "scheme",
    "box",
    "chart",
    "image",
    "plate",
];

/// The captions in the lines below `Figures`.
pub(super) fn captions(lines: &[&Line]) -> Vec<Caption> {
    let mut found: Vec<Caption> = Vec::new();
    for line in lines {
        let label = label(&line.text);
        match (label, found.last_mut()) {
            // The label's second copy, alone or before its text.
            (Some((label, rest)), Some(last)) if last.text.is_empty() && is_same(last, label) => {
                rest.clone_into(&mut last.text)
            }
            (Some((label, rest)), _) if rest.is_empty() || parts(&line.text, rest) => {
                found.push(Caption { label: text::non_empty(label), text: rest.to_owned() });
            }
            (_, Some(last)) if last.text.is_empty() => line.text.clone_into(&mut last.text),
            (_, Some(last)) => {
                last.text.push(' ');
                last.text.push_str(&line.text);
            }
            (_, None) => found.push(Caption { label: None, text: line.text.clone() }),
        }
    }
    found.retain(|caption| !caption.text.is_empty());
    found
}

/// Whether `label` is that of `caption`, in whatever spelling (`Fig. 1`, `Figure 1`).
fn is_same(caption: &Caption, label: &str) -> bool {
    let key = |label: &str| text::letters_and_digits(label).replace("figure", "fig");
    caption.label.as_deref().is_some_and(|known| key(known) == key(label))
}

/// Whether a sign of its own parts the label from the text behind it on one line (`Figure 1. Text`), so that it is no
/// sentence of a caption (`Figure 1 shows …`).
fn parts(line: &str, rest: &str) -> bool {
    line[..line.len() - rest.len()].trim_end().ends_with(['.', ':', '|'])
}

/// A label at the beginning of a line (`Figure 2A`, `Fig. 3`, `Graphical abstract`) and what stands behind it.
fn label(line: &str) -> Option<(&str, &str)> {
    let word = LABELS.iter().find(|word| line.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)))?;
    let behind = &line[word.len()..];
    let number = behind.trim_start();
    let length =
        number.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '\u{2013}'))).unwrap_or(number.len());
    let numbered = length <= 6 && number[..length].chars().any(|c| c.is_ascii_digit());
    let end = if numbered { line.len() - number.len() + length } else { word.len() };
    let rest = line[end..].trim_start_matches(['.', ':', '|', ' ']);
    let whole = numbered || word.ends_with("abstract");
    let joined = behind.starts_with(char::is_alphabetic);
    (whole && !joined).then_some((&line[..end], rest))
}
