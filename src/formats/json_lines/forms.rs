//! The two forms of an object, and what makes a record of each.

use crate::record::{AbstractSection, Author, Doi, Journal, OtherId, PartialDate, Pmid, Record, text};
use serde_json::{Map, Value, json};

/// A record in Medlar's own form. A `text`, which that form does not have, is a stranger's abstract.
pub(super) fn own_record(mut members: Map<String, Value>) -> Result<Record, String> {
    if let Some(body @ Value::String(_)) = members.remove("text") {
        members.entry("abstract").or_insert_with(|| json!([{ "text": body }]));
    }
    // A reference counts by its place in the list, even one of which nothing is said.
    let mut references = members.remove("references");
    if let Some(Value::Array(references)) = &mut references {
        references.iter_mut().for_each(normalise);
    }
    // A book of which nothing more is said is a book.
    let is_book = members.get("book").is_some_and(Value::is_object);
    let mut value = Value::Object(members);
    normalise(&mut value);
    if let Value::Object(members) = &mut value {
        members.extend(references.filter(|list| !is_void(list)).map(|list| ("references".to_owned(), list)));
        if is_book {
            members.entry("book").or_insert_with(|| json!({}));
        }
    }
    names_to_strings(&mut value);
    let record: Record =
        serde_json::from_value(value).map_err(|error| format!("no record: {}", shortened(&error.to_string())))?;
    let named = record.id.is_some() || record.pmid.is_some() || record.pmcid.is_some() || record.doi.is_some();
    if named || !record.title.is_empty() || !record.abstract_sections.is_empty() {
        return Ok(record);
    }
    Err("no title, no abstract and no id (pmid, pmcid, doi, id)".to_owned())
}

/// A message without the middle of a long text that it quotes: what is wrong stands at its ends.
fn shortened(message: &str) -> String {
    const KEPT: usize = 60;
    let signs: Vec<char> = message.chars().collect();
    if signs.len() <= 3 * KEPT {
        return message.to_owned();
    }
    let text = |signs: &[char]| signs.iter().collect::<String>();
    format!("{}…{}", text(&signs[..KEPT]), text(&signs[signs.len() - KEPT..]))
}

/// Cleans every text within `value` and takes out what then says nothing, so that a stranger's record is as normal as
/// one that Medlar wrote. Working on the JSON covers every field, those to come included.
fn normalise(value: &mut Value) {
    match value {
        Value::String(string) => *string = text::clean(string),
        Value::Array(items) => {
            items.iter_mut().for_each(normalise);
            items.retain(|item| !is_void(item));
        }
        Value::Object(members) => {
            members.values_mut().for_each(normalise);
            members.retain(|_, member| !is_void(member));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_void(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(string) => string.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Ids are strings in our form; other programs write them as numbers.
fn names_to_strings(value: &mut Value) {
    for name in ["id", "pmid"] {
        if let Some(member) = value.get_mut(name).filter(|member| member.is_number()) {
            *member = Value::String(member.to_string());
        }
    }
}

/// A document of a judged collection. Its id is a name within the collection and never taken for a PMID. Collections
/// hold documents of which both title and text are empty; they count there, and so they do here.
pub(super) fn document(mut members: Map<String, Value>) -> Result<Record, String> {
    if !members.contains_key("title") && !members.contains_key("text") {
        return Err("neither \"title\" nor \"text\" beside \"_id\"".to_owned());
    }
    let body = string(&mut members, "text")?;
    let mut record = Record {
        id: members.remove("_id").map(|id| id_text(&id)).transpose()?,
        title: text::clean(&string(&mut members, "title")?),
        ..Record::default()
    };
    record.abstract_sections.extend(Some(AbstractSection::plain(&body)).filter(|section| !section.text.is_empty()));
    if let Some(Value::Object(metadata)) = members.get("metadata") {
        take_metadata(&mut record, metadata);
    }
    Ok(record)
}

fn id_text(id: &Value) -> Result<String, String> {
    scalar(id).ok_or_else(|| format!("\"_id\" is {id}: expected a name or a number"))
}

/// A member that is a text; absent or null it is empty.
fn string(members: &mut Map<String, Value>, name: &str) -> Result<String, String> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(string)) => Ok(string),
        Some(_) => Err(format!("\"{name}\" is no text")),
    }
}

/// A text or number as text, `None` where it is blank or anything else.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(string) => text::non_empty(string),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Takes what collections say of a document beside its text. An id that cannot be one is kept for what it is.
fn take_metadata(record: &mut Record, metadata: &Map<String, Value>) {
    let member = |name: &str| metadata.get(name).and_then(scalar);
    record.authors = metadata.get("authors").map(authors).unwrap_or_default();
    record.date = member("year").and_then(|year| PartialDate::parse(&year));
    let name = member("journal").or_else(|| member("venue"));
    record.journal = name.map(|name| Journal { title: Some(name), ..Journal::default() });
    for (kind, value) in ["doi", "pmid"].into_iter().filter_map(|kind| Some((kind, member(kind)?))) {
        match kind {
            "doi" => record.doi = Doi::parse(&value),
            _ => record.pmid = Pmid::parse(&value),
        }
        let taken = if kind == "doi" { record.doi.is_some() } else { record.pmid.is_some() };
        if !taken {
            record.other_ids.push(OtherId { kind: kind.to_owned(), value });
        }
    }
}

/// Authors from a list of names or from one text, in which `;` parts them.
fn authors(value: &Value) -> Vec<Author> {
    let names: Vec<&str> = match value {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        Value::String(names) => names.split(';').collect(),
        _ => Vec::new(),
    };
    names.into_iter().map(author).filter(|author| !author.is_empty()).collect()
}

/// An author from a name in whatever form: `Yu, Xin`, `Yu X`, `Xin Yu`.
fn author(name: &str) -> Author {
    let short = Author::from_short(name);
    if name.contains(',') {
        Author::from_inverted(name)
    } else if short.initials.is_some() {
        short
    } else {
        Author::from_natural(name)
    }
}
