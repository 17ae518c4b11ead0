//! The stored form of a record: a mark, and the record as JSON.
//!
//! References are most of a record. Their parts (authors, title, journal, …) are told from their text, so where all of
//! them are, the text and the ids alone are stored, and the parts are told again on reading.

use crate::record::{Record, Reference};
use xxhash_rust::xxh3::xxh3_64;

/// Marks a record whose references are without the parts that their text tells.
const WITHOUT_PARTS: char = '-';

/// Marks a record that is as it is.
const WHOLE: char = '=';

/// The stored form of `record`.
pub(super) fn stored_form(mut record: Record) -> serde_json::Result<String> {
    let told_by_text = record.references.iter().all(Reference::is_told_by_text);
    let mark = if told_by_text { WITHOUT_PARTS } else { WHOLE };
    if told_by_text {
        let references = std::mem::take(&mut record.references);
        record.references = references.into_iter().map(Reference::without_parts).collect();
    }
    let mut bytes = Vec::with_capacity(4096);
    bytes.push(mark as u8);
    serde_json::to_writer(&mut bytes, &record)?;
    String::from_utf8(bytes).map_err(serde::ser::Error::custom)
}

/// The record of a stored form. With `parts`, the references have the parts that their text tells.
pub(in crate::index) fn read_stored(stored: &str, parts: bool) -> Result<Record, String> {
    let Some(json) = stored.strip_prefix([WITHOUT_PARTS, WHOLE]) else {
        return Err("it does not begin as stored records do".to_owned());
    };
    let mut record: Record = serde_json::from_str(json).map_err(|error| error.to_string())?;
    if stored.starts_with(WITHOUT_PARTS) && parts {
        let references = std::mem::take(&mut record.references);
        record.references = references.into_iter().map(Reference::with_parts).collect();
    }
    Ok(record)
}

/// A hash of a stored form, by which two versions of a record are told apart.
pub(in crate::index) fn stored_hash(stored: &str) -> u64 {
    xxh3_64(stored.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(references: Vec<Reference>) -> (Record, Record, usize) {
        let record = Record { title: "A title".into(), references, ..Record::default() };
        let bytes = stored_form(record.clone()).unwrap();
        (record, read_stored(&bytes, true).unwrap(), bytes.len())
    }

    #[test]
    fn parts_that_the_text_tells_are_told_again() {
        let text = "Doe J, Roe R. A fictional study of nothing. J Fict. 2020;1(2):3-9. doi:10.1000/x";
        // What looks like a second list number stays in the text.
        let numbered = Reference::parse(&format!("1. 2. {text}"));
        let (before, after, small) = round_trip(vec![Reference::parse(text), numbered]);
        assert_eq!(before, after);
        assert!(after.references[0].title.is_some());
        // Parts that the source gave are kept as they are, whatever the text tells.
        let given = Reference { title: Some("Another".into()), ..before.references[0].clone() };
        let (before, after, large) = round_trip(vec![before.references[0].clone(), given]);
        assert_eq!(before, after);
        assert!(large > 2 * small);
    }

    #[test]
    fn what_is_no_stored_record_is_an_error() {
        assert!(read_stored("", true).is_err());
        assert!(read_stored("{}", true).is_err());
        assert!(read_stored("-{", true).is_err());
    }
}
