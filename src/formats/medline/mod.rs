//! NBIB, the MEDLINE display: lines `TAG - value`, the tag padded to four columns, long values going on in lines that
//! begin with six spaces, records parted by blank lines.
//!
//! This module finds the records and their fields, one record in memory at a time; [`fields`] knows what the tags mean.
//! What it tolerates: blank lines before, between and behind records, none between two (`PMID- ` begins the next), any
//! indentation of a continuation, a tag without its padding, tags that nobody knows. A line that is neither a tag nor
//! indented rejects its record, since what it belongs to would be a guess.

mod abstract_text;
mod fields;
mod people;
mod relations;
mod source_line;

pub(super) use abstract_text::sections;
pub(super) use fields::{databank, grant};
pub(super) use relations::{relation, relation_kind};
pub(super) use source_line::SourceLine;

use super::decode::Lines;
use super::{Entry, Item};
use std::io::{self, BufRead};

/// Tags of which two make a head without a PMID a MEDLINE text; none of them is known in RIS.
const TELLING: [&str; 20] = [
    "FAU", "STAT", "OWN", "DCOM", "EDAT", "MHDA", "CRDT", "PST", "JT", "JID", "VI", "PG", "TA", "LID", "AID", "BTI",
    "FED", "PT", "PMC", "PMCR",
];

/// Tags of RIS of which a text without marks of MEDLINE's has one at least.
const OF_RIS: [&str; 20] = [
    "TY", "ER", "T1", "T2", "JO", "JF", "JA", "KW", "PY", "Y1", "UR", "A1", "N1", "N2", "SP", "EP", "DO", "SN", "VL",
    "DA",
];

/// Whether `head` is laid out as MEDLINE's, with a title and nothing of RIS: few fields, of a work that is not in PubMed.
fn is_bare(head: &str, tags: &[&str]) -> bool {
    // The last line may be cut off.
    let whole = head.rsplit_once('\n').map_or(head, |(whole, _)| whole);
    let mut lines = whole.lines().map(|line| line.trim_start_matches('\u{feff}'));
    tags.first() == Some(&"TI")
        && !tags.iter().any(|tag| OF_RIS.contains(tag))
        && lines.all(|line| line.trim().is_empty() || line.starts_with("      ") || tagged(line).is_some())
}

/// Whether `head` begins with a tagged line and has a PMID, or other tags of MEDLINE's own, or nothing but its layout.
pub(super) fn recognises(head: &str) -> bool {
    let mut lines = head.lines().filter(|line| !line.trim().is_empty()).map(|line| line.trim_start_matches('\u{feff}'));
    if lines.clone().next().and_then(tagged).is_none() || head.lines().any(|line| line.starts_with("TY  - ")) {
        return false;
    }
    let tags: Vec<&str> = lines.clone().filter_map(tagged).map(|(tag, _)| tag).collect();
    let telling = TELLING.iter().filter(|tag| tags.contains(tag)).count();
    telling >= 2
        || is_bare(head, &tags)
        || lines.any(|line| pmid_line(line).is_some_and(|id| id.starts_with(|c: char| c.is_ascii_digit())))
}

fn pmid_line(line: &str) -> Option<&str> {
    tagged(line).filter(|(tag, _)| *tag == "PMID").map(|(_, value)| value.trim())
}

/// Reads records from `input` as they come.
pub(super) fn read<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    let mut records = Records { lines: Lines::new(input), held: None, count: 0, failed: false };
    std::iter::from_fn(move || records.next())
}

/// One tagged value, continuations joined to it.
struct Field {
    tag: String,
    value: String,
}

/// A record's lines, sorted into fields but not understood yet.
struct Raw {
    line: u64,
    fields: Vec<Field>,
    /// The first line that is neither a tag nor a continuation.
    fault: Option<String>,
}

impl Raw {
    fn new(line: u64) -> Self {
        Self { line, fields: Vec::new(), fault: None }
    }

    fn take(&mut self, number: u64, line: &str) {
        if let Some((tag, value)) = tagged(line) {
            self.fields.push(Field { tag: tag.to_owned(), value: value.trim().to_owned() });
            return;
        }
        match self.fields.last_mut() {
            Some(field) if line.starts_with([' ', '\t']) => {
                field.value.push(' ');
                field.value.push_str(line.trim());
            }
            _ => {
                let fault =
                    || format!("line {number} is neither a tag such as \"TI  - \" nor an indented continuation");
                self.fault.get_or_insert_with(fault);
            }
        }
    }

    /// Whether a `PMID- ` line must begin another record.
    fn is_closed_by_pmid(&self) -> bool {
        self.fields.is_empty() || self.fields.iter().any(|field| field.tag == "PMID")
    }

    fn into_item(self) -> Item {
        let record = match self.fault {
            Some(fault) => Err(fault),
            None => fields::record(&self.fields),
        };
        record.map_or_else(Item::Rejection, |record| Item::Record(Box::new(record)))
    }
}

/// The tag and the value of a line `TAG - value`. Padding may be missing; without a space behind the hyphen only
/// `PMID-` and a padded tag count, for a stray line may begin `CTLA-4 blockade`.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let (head, value) = line.split_once('-')?;
    let tag = head.trim_end();
    let plausible = (2..=4).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_uppercase()) && head.len() <= 4;
    let parted = value.is_empty() || value.starts_with([' ', '\u{a0}', '\t']);
    let padded = head.len() > tag.len() || (tag == "PMID" && value.starts_with(|c: char| c.is_ascii_digit()));
    (plausible && (parted || padded)).then_some((tag, value))
}

struct Records<R> {
    lines: Lines<R>,
    /// The beginning of the next record, where a PMID and no blank line parted it from the one before.
    held: Option<Raw>,
    count: u64,
    failed: bool,
}

impl<R: BufRead> Records<R> {
    fn next(&mut self) -> Option<io::Result<Entry>> {
        if self.failed {
            return None;
        }
        match self.next_raw() {
            Ok(raw) => raw.map(|raw| {
                self.count += 1;
                Ok(Entry { line: raw.line, record: self.count, item: raw.into_item() })
            }),
            Err(error) => {
                self.failed = true;
                Some(Err(error))
            }
        }
    }

    fn next_raw(&mut self) -> io::Result<Option<Raw>> {
        let mut raw = self.held.take();
        while let Some((number, line)) = self.lines.next()? {
            let line = line.trim_start_matches('\u{feff}');
            if line.trim().is_empty() {
                if raw.is_some() {
                    return Ok(raw);
                }
                continue;
            }
            let closed = raw.as_ref().is_some_and(Raw::is_closed_by_pmid) && pmid_line(line).is_some();
            if closed {
                let mut next = Raw::new(number);
                next.take(number, line);
                self.held = Some(next);
                return Ok(raw);
            }
            raw.get_or_insert_with(|| Raw::new(number)).take(number, line);
        }
        Ok(raw)
    }
}

#[cfg(test)]
mod tests;
