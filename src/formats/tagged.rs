//! Tagged text of RefWorks (`RT Journal Article`), Ovid (`UI  - 99000901`) and the Cochrane Library (`TI: A title`).
//!
//! Each says what RIS says under other tags: its fields are given RIS's, and [`ris`] makes the record of them.

use super::blocks::{self, Place};
use super::{Entry, ovid, ris};
use crate::record::Record;
use std::io::{self, BufRead};

/// Whose tags they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Refworks,
    Ovid,
    Cochrane,
}

/// RefWorks's tags that RIS calls otherwise.
const REFWORKS: [(&str, &str); 10] = [
    ("YR", "PY"),
    ("FD", "DA"),
    ("VO", "VL"),
    ("OP", "EP"),
    ("K1", "KW"),
    ("NO", "N1"),
    ("PP", "CY"),
    ("ED", "ET"),
    ("LK", "UR"),
    ("UL", "UR"),
];

/// Ovid's tags with RIS's, and with none where nothing of RIS's means the same.
const OVID: [(&str, &str); 22] = [
    ("UI", "AN"),
    ("AN", "AN"),
    ("DB", "DB"),
    ("AU", "AU"),
    ("TI", "TI"),
    ("NJ", "JF"),
    ("JN", "JF"),
    ("IO", "JA"),
    ("VO", "VL"),
    ("IP", "IS"),
    ("PG", "SP"),
    ("MH", "KW"),
    ("KW", "KW"),
    ("AB", "AB"),
    ("IS", "SN"),
    ("DO", "DO"),
    ("PT", "M3"),
    ("LG", "LA"),
    ("DP", "PY"),
    ("YR", "PY"),
    ("IN", "AD"),
    ("UR", "UR"),
];

/// The Cochrane Library's tags with RIS's.
const COCHRANE: [(&str, &str); 15] = [
    ("ID", "AN"),
    ("AU", "AU"),
    ("TI", "TI"),
    ("SO", "JF"),
    ("YR", "PY"),
    ("VL", "VL"),
    ("NO", "IS"),
    ("PG", "SP"),
    ("PM", "XR"),
    ("PT", "M3"),
    ("KY", "KW"),
    ("DOI", "DO"),
    ("AB", "AB"),
    ("US", "UR"),
    ("CC", "N1"),
];

/// RefWorks's types of works with RIS's.
const TYPES: [(&str, &str); 9] = [
    ("journal", "JOUR"),
    ("book, section", "CHAP"),
    ("book", "BOOK"),
    ("dissertation", "THES"),
    ("report", "RPRT"),
    ("conference", "CONF"),
    ("newspaper", "NEWS"),
    ("magazine", "MGZN"),
    ("unpublished", "UNPB"),
];

/// Whether `head` begins with a record of one of the three.
pub(super) fn recognises(head: &str) -> bool {
    dialect(head).is_some()
}

fn dialect(head: &str) -> Option<Dialect> {
    let mut lines = head.lines().map(|line| line.trim_start_matches('\u{feff}')).filter(|line| !line.trim().is_empty());
    let first = lines.next()?;
    let rest: Vec<&str> = lines.take(40).collect();
    let has = |begin: &str| first.starts_with(begin) || rest.iter().any(|line| line.starts_with(begin));
    if first.starts_with("RT ") && (has("T1 ") || has("A1 ")) {
        return Some(Dialect::Refworks);
    }
    if first.starts_with("Record #") && has("ID: ") && has("TI: ") {
        return Some(Dialect::Cochrane);
    }
    let ovids = ["<1>", "1.", "VN  - ", "UI  - "].iter().any(|begin| first.starts_with(begin));
    (ovids && has("UI  - ") && has("TI  - ") && !has("TY  - ")).then_some(Dialect::Ovid)
}

/// Reads records from `input` as they come.
pub(super) fn read<R: BufRead + Send>(mut input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    // An error shows again when the first line is read.
    let dialect = input.fill_buf().ok().and_then(|head| dialect(&super::decode::lossy(head)));
    let dialect = dialect.unwrap_or(Dialect::Refworks);
    let mut has_id = false;
    let place = move |line: &str| match dialect {
        Dialect::Refworks if line.starts_with("RT ") => Place::First,
        Dialect::Cochrane if line.starts_with("Record #") => Place::First,
        Dialect::Ovid if is_number(line) || line.starts_with("VN  - ") => {
            has_id = false;
            Place::First
        }
        Dialect::Ovid if line.starts_with("UI  - ") && std::mem::replace(&mut has_id, true) => Place::First,
        _ if line.trim().is_empty() => Place::Outside,
        _ => Place::Inside,
    };
    blocks::records(input, place, move |block| {
        let fields = blocks::fields(block, |line| tagged(dialect, line));
        let told = fields.iter().any(|(tag, value)| !tag.is_empty() && !value.is_empty());
        told.then(|| record(dialect, fields))
    })
}

/// `<1>`, `1.`
fn is_number(line: &str) -> bool {
    let bare = line.trim().trim_end_matches('.');
    ovid::is_number(line)
        || (line.trim().ends_with('.') && !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit()))
}

fn tagged(dialect: Dialect, line: &str) -> Option<(&str, &str)> {
    let is_tag =
        |tag: &str| (2..=3).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let (tag, value) = match dialect {
        Dialect::Refworks => line.split_once(' ').unwrap_or((line, "")),
        Dialect::Ovid => line.split_once("  - ").or_else(|| Some((line.strip_suffix("  -")?, "")))?,
        Dialect::Cochrane if line.starts_with("Record #") => ("", ""),
        Dialect::Cochrane => line.split_once(": ")?,
    };
    (tag.is_empty() || is_tag(tag)).then_some((tag, value))
}

fn record(dialect: Dialect, fields: Vec<(&str, String)>) -> Result<Record, String> {
    let full_names = fields.iter().any(|(tag, _)| *tag == "FA");
    let mut out: Vec<(String, String)> = Vec::new();
    let mut put = |tag: &str, value: &str| out.push((tag.to_owned(), value.to_owned()));
    for (tag, value) in &fields {
        match (dialect, *tag) {
            (Dialect::Refworks, "RT") => put("TY", type_of(value)),
            (Dialect::Refworks, tag) => put(renamed(&REFWORKS, tag).unwrap_or(tag), value),
            (Dialect::Ovid, "AU") if full_names => {}
            (Dialect::Ovid, "FA") => put("AU", value),
            // The status of a record says that it is MEDLINE's where the data base is not named.
            (Dialect::Ovid, "ST") => put("DP", value),
            (_, "PG") => {
                let (first, last) = value.split_once(['-', '\u{2010}', '\u{2013}']).unwrap_or((value, ""));
                put("SP", first);
                put("EP", last);
            }
            (Dialect::Ovid, tag) => renamed(&OVID, tag).into_iter().for_each(|tag| put(tag, value)),
            (Dialect::Cochrane, tag) => renamed(&COCHRANE, tag).into_iter().for_each(|tag| put(tag, value)),
        }
    }
    if let Some((_, source)) = fields.iter().find(|(tag, _)| dialect == Dialect::Ovid && *tag == "SO") {
        out.extend(ovid::source_fields(source));
    }
    if dialect != Dialect::Refworks && out.iter().any(|(tag, _)| tag == "JF") {
        out.insert(0, ("TY".to_owned(), "JOUR".to_owned()));
    }
    ris::record(&out)
}

fn renamed<'t>(table: &[(&str, &'t str)], tag: &str) -> Option<&'t str> {
    table.iter().find(|(known, _)| *known == tag).map(|(_, of_ris)| *of_ris)
}

fn type_of(name: &str) -> &'static str {
    let name = name.trim().to_lowercase();
    TYPES.iter().find(|(begin, _)| name.starts_with(begin)).map_or("GEN", |(_, of_ris)| of_ris)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Item;
    use crate::record::Pmid;

    fn records(text: &str) -> Vec<Record> {
        assert!(recognises(text), "{text}");
        let record = |entry: io::Result<Entry>| match entry.unwrap().item {
            Item::Record(record) => *record,
            other => panic!("{other:?}"),
        };
        read(text.as_bytes()).map(record).collect()
    }

    /// Its id, first author, container, pages and date.
    fn told(record: &Record) -> [String; 5] {
        [
            record.pmid.map(Pmid::get).unwrap_or_default().to_string(),
            record.authors.first().map(|author| author.short()).unwrap_or_default(),
            record.container().unwrap_or_default().to_owned(),
            record.pages.as_ref().map(ToString::to_string).unwrap_or_default(),
            record.date.as_ref().map(ToString::to_string).unwrap_or_default(),
        ]
    }

    #[test]
    fn refworks_begins_a_record_with_its_type() {
        let records = records(
            "RT Journal Article\nSR Electronic(1)\nA1 Quill,Merelda J.\nT1 Moss is wet\nJF J Moss\nYR 2019\nFD May 13\nVO 12\n\
             SP 114\nOP 128\nK1 Moss\nK1 Bog\nAN PMID: 99000901\n\nRT Book, Whole\nA1 Fen,Ann\nT1 Bogs\nPB Fen Press\n",
        );
        assert_eq!(told(&records[0]), ["99000901", "Quill MJ", "J Moss", "114-128", "2019-05-13"]);
        assert_eq!((records[0].keywords.len(), records[0].volume.as_deref()), (2, Some("12")));
        assert_eq!(records[1].book.as_ref().unwrap().publisher.as_deref(), Some("Fen Press"));
    }

    #[test]
    fn ovid_numbers_its_records_or_names_itself() {
        let records = records(
            "<1>\nUI  - 99000901\nST  - MEDLINE\nAU  - Quill MJ\nFA  - Quill, Merelda J\nTI  - Moss is\n  wet.\nNJ  - J Moss\n\
             PG  - 114-128\nMH  - *Moss/ph [Physiology]\nDP  - 2019 May 13\n\n<2>\nUI  - 99000902\nST  - MEDLINE\nTI  - Bog.\nSO  - J Bog. 12(3):129-30, 2019 May.\n",
        );
        assert_eq!(told(&records[0]), ["99000901", "Quill MJ", "J Moss", "114-128", "2019-05-13"]);
        assert_eq!((records[0].title.as_str(), records[0].authors.len()), ("Moss is wet.", 1));
        assert_eq!(records[0].keywords[0].term, "Moss/physiology");
        assert_eq!((records[1].title.as_str(), records[1].issue.as_deref()), ("Bog.", Some("3")));
        assert_eq!(told(&records[1]), ["99000902", "", "J Bog", "129-130", "2019-05"]);
    }

    #[test]
    fn the_cochrane_library_counts_its_records() {
        let records = records(
            "Record #1 of 2\nID: CN-1\nAU: Quill MJ\nTI: Moss: a trial\nSO: J Moss\nYR: 2020\nPG: 114-128\n\
             PM: PUBMED 99000901\nKY: *Moss; Bog\nDOI: 10.55555/M\n\n\nRecord #2 of 2\nID: CN-2\nTI: Bog\n",
        );
        assert_eq!(told(&records[0]), ["99000901", "Quill MJ", "J Moss", "114-128", "2020"]);
        assert_eq!((records[0].title.as_str(), records[0].keywords.len()), ("Moss: a trial", 2));
        assert_eq!(records[1].other_ids[0].value, "CN-2");
    }
}
