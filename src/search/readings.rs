//! Readings of a citation that only an index can tell: where its title ends, when a journal's own name has full stops in it.
//!
//! The parser of citations looks nothing up, and takes what stands behind the last sentence before the place for the journal
//! (`… a tale. Ann Moth. Section B, 3, 1-9`). Here the longest such name that the index knows, letter for letter, is taken.

use super::error::SearchError;
use crate::analysis::fold;
use crate::index::Reader;
use crate::record::Reference;

/// Sentences of title and journal whose beginnings are looked at.
const MOST_SENTENCES: usize = 16;

/// A reference with the longest name of a journal known to the index that ends where its journal ends; as it is where
/// title or journal is not told, or no such name is known.
///
/// # Errors
///
/// Where the index cannot be read.
pub(super) fn with_known_journal(reader: &Reader, reference: &Reference) -> Result<Reference, SearchError> {
    let unchanged = || Ok(reference.clone());
    let Some((title, journal)) = reference.title.as_deref().zip(reference.journal.as_deref()) else {
        return unchanged();
    };
    let Some(both) = spanning(&reference.text, title, journal) else { return unchanged() };
    for at in beginnings(both).take(MOST_SENTENCES) {
        let (title, journal) = (both[..at].trim_end_matches(['.', ' ']), both[at..].trim());
        if !reader.addresses("journal", &fold(journal))?.is_empty() {
            let (title, journal) = (Some(title.to_owned()), Some(journal.to_owned()));
            return Ok(Reference { title, journal, ..reference.clone() });
        }
    }
    unchanged()
}

/// The part of `text` from the beginning of `title` to the end of `journal`.
fn spanning<'a>(text: &'a str, title: &str, journal: &str) -> Option<&'a str> {
    let from = text.find(title)?;
    let behind = from + title.len();
    let to = behind + text[behind..].find(journal)? + journal.len();
    Some(&text[from..to])
}

/// Behind each `. `, `? `, `! ` and `] ` of a text.
fn beginnings(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    (2..bytes.len()).filter(|&at| bytes[at - 1] == b' ' && matches!(bytes[at - 2], b'.' | b'?' | b'!' | b']'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_and_journal_are_found_in_the_text() {
        let text = "Moth A. (2020). A tale. Ann Moth. Section B, 3, 1-9.";
        let both = spanning(text, "A tale. Ann Moth", "Section B").unwrap();
        assert_eq!(both, "A tale. Ann Moth. Section B");
        assert_eq!(beginnings(both).map(|at| &both[at..]).collect::<Vec<_>>(), ["Ann Moth. Section B", "Section B"]);
        assert_eq!(spanning(text, "Section B", "A tale"), None);
    }
}
