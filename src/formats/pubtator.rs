//! PubTator: `PMID|t|title` and `PMID|a|abstract`, records parted by blank lines. Annotations are not read.

use super::Entry;
use super::blocks::{self, Place};
use crate::record::{AbstractSection, Pmcid, Pmid, Record, text};
use std::io::{self, BufRead};

/// Whether the first line of `head` that is not blank is a title or an abstract of PubTator's.
pub(super) fn recognises(head: &str) -> bool {
    head.lines().find(|line| !line.trim().is_empty()).and_then(parts).is_some()
}

/// Id, `t` or `a`, and text of a line.
fn parts(line: &str) -> Option<(&str, &str, &str)> {
    let (id, rest) = line.trim_start_matches('\u{feff}').split_once('|')?;
    let (kind, text) = rest.split_once('|')?;
    let is_id = !id.is_empty()
        && id.len() < 40
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    (is_id && matches!(kind, "t" | "a")).then_some((id, kind, text))
}

/// Reads records from `input` as they come.
pub(super) fn read<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    let place = |line: &str| match parts(line) {
        Some((_, "t", _)) => Place::First,
        _ if line.trim().is_empty() => Place::Last,
        _ => Place::Inside,
    };
    blocks::records(input, place, |block| Some(record(block)))
}

fn record(block: &[String]) -> Result<Record, String> {
    let mut record = Record::default();
    for (id, kind, text) in block.iter().filter_map(|line| parts(line)) {
        record.pmid = Pmid::parse(id);
        record.pmcid = Pmcid::parse(id);
        record.id = text::non_empty(id).filter(|_| record.pmid.is_none() && record.pmcid.is_none());
        if kind == "t" {
            record.title = text::clean(text);
        } else {
            let section = AbstractSection::plain(text);
            record.abstract_sections.extend(Some(section).filter(|section| !section.text.is_empty()));
        }
    }
    let told = !record.title.is_empty() || !record.abstract_sections.is_empty();
    if told { Ok(record) } else { Err("neither title nor abstract: expected PMID|t|… and PMID|a|…".to_owned()) }
}
