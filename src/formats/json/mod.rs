//! JSON of every format: [`Objects`] finds the objects without reading them, one in memory at a time; [`value`] looks into
//! one.

mod objects;
pub(super) mod value;

pub(super) use objects::{Objects, members_of_first, text_of_first};

use super::{Entry, Item};
use crate::record::Record;
use serde_json::Value;
use std::io::{self, BufRead};

/// Reads the objects of `input` as records, each made by `record`. An object in which a list stands under a name of
/// `wrappers` is none: the objects in that list are.
pub(super) fn records<R: BufRead + Send>(
    input: R,
    wrappers: &'static [&'static str],
    record: impl Fn(Value) -> Result<Record, String> + Send,
) -> impl Iterator<Item = io::Result<Entry>> + Send {
    let mut objects = Some(Objects::new(input, wrappers));
    let mut count = 0;
    std::iter::from_fn(move || match objects.as_mut()?.next() {
        Ok(found) => found.map(|(line, json)| {
            count += 1;
            let read = |json: String| serde_json::from_str(&json).map_err(|error| syntax_reason(&error));
            let made = json.and_then(read).and_then(&record);
            let item = made.map_or_else(Item::Rejection, |record| Item::Record(Box::new(record)));
            Ok(Entry { line, record: count, item })
        }),
        Err(error) => {
            objects = None;
            Some(Err(error))
        }
    })
}

/// serde's reason, whose line would be that within the object.
fn syntax_reason(error: &serde_json::Error) -> String {
    let reason = error.to_string();
    let what = reason.rsplit_once(" at line ").map_or(reason.as_str(), |(what, _)| what);
    let place = if error.line() > 1 { format!("line {} of the object, ", error.line()) } else { String::new() };
    format!("bad JSON: {what}, {place}column {}", error.column())
}
