//! JSON, one object a line: Medlar's own records (the serialised form of [`Record`]) and the documents of a judged
//! collection in BEIR's layout (`_id`, `title`, `text`, `metadata`), told apart object by object.
//!
//! What other programs write as JSON (CSL, BioC, Europe PMC's answers) has readers of its own.

mod forms;

use super::{Entry, json};
use crate::record::Record;
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
    let members = json::members_of_first(head);
    let has = |names: &[&str]| names.iter().any(|name| members.contains(name));
    has(&OURS) && !has(&FOREIGN)
}

/// Reads records from `input` as they come.
pub(super) fn read<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    json::records(input, &[], record)
}

/// The record in one object.
fn record(value: Value) -> Result<Record, String> {
    let Value::Object(members) = value else {
        return Err("not a JSON object: expected {…}".to_owned());
    };
    if members.contains_key("_id") { forms::document(members) } else { forms::own_record(members) }
}

#[cfg(test)]
mod tests;
