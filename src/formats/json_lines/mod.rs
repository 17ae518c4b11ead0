//! JSON, one object a line: Medlar's own records (the serialised form of [`Record`]) and the documents of a judged
//! collection in BEIR's layout (`_id`, `title`, `text`, `metadata`), told apart object by object.
//!
//! Objects that are laid out over several lines, or that stand in one array, are found by their braces. What other
//! programs write as JSON (CSL, BioC, Europe PMC's answers) is not read.

mod forms;
mod objects;

use super::{Entry, Item};
use crate::record::Record;
use objects::{Objects, members_of_first};
use serde_json::Value;
use std::io::{self, BufRead};

/// Members of which one makes an object ours.
const OURS: [&str; 4] = ["_id", "title", "text", "pmid"];

/// Members that our objects never have and those of CSL-JSON, Zotero, BioC, Europe PMC, annotation
/// tools and reference managers do.
const FOREIGN: [&str; 13] = [
    "issued",
    "container-title",
    "author",
    "authorString",
    "authorList",
    "itemType",
    "documents",
    "passages",
    "anns",
    "denotations",
    "entities",
    "infons",
    "recNumber",
];

/// Whether `head` begins with an object (alone or as the first of an array) that has members of ours.
pub(super) fn recognises(head: &str) -> bool {
    let members = members_of_first(head);
    let has = |names: &[&str]| names.iter().any(|name| members.contains(name));
    has(&OURS) && !has(&FOREIGN)
}

/// Reads records from `input` as they come.
pub(super) fn read<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    let mut objects = Some(Objects::new(input));
    let mut count = 0;
    std::iter::from_fn(move || match objects.as_mut()?.next() {
        Ok(found) => found.map(|(line, json)| {
            count += 1;
            let item = record(&json).map_or_else(Item::Rejection, |record| Item::Record(Box::new(record)));
            Ok(Entry { line, record: count, item })
        }),
        Err(error) => {
            objects = None;
            Some(Err(error))
        }
    })
}

/// The record in the text of one object.
fn record(json: &str) -> Result<Record, String> {
    let value: Value = serde_json::from_str(json).map_err(|error| syntax_reason(&error))?;
    let Value::Object(members) = value else {
        return Err("not a JSON object: expected {…}".to_owned());
    };
    if members.contains_key("_id") { forms::document(members) } else { forms::own_record(members) }
}

/// serde's reason, whose line would be that within the object.
fn syntax_reason(error: &serde_json::Error) -> String {
    let reason = error.to_string();
    let what = reason.rsplit_once(" at line ").map_or(reason.as_str(), |(what, _)| what);
    let place = if error.line() > 1 { format!("line {} of the object, ", error.line()) } else { String::new() };
    format!("bad JSON: {what}, {place}column {}", error.column())
}

#[cfg(test)]
mod tests;
