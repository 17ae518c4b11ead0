//! PubMed's CSV export: one row a record under its own header.

use super::medline::SourceLine;
use super::{Entry, Item};
use crate::formats::decode::Lines;
use crate::record::{Author, Doi, HistoryDate, Journal, OtherId, PartialDate, Pmcid, Pmid, Record, text};
use csv::StringRecord;
use std::io::{self, BufRead};

/// Columns without which it is another CSV.
const COLUMNS: [&str; 3] = ["pmid", "title", "authors"];

/// What parts the columns: spreadsheets write the file again with the sign of their country.
const DELIMITERS: [u8; 3] = *b",;\t";

/// Whether the first line of `head` is PubMed's header.
pub(super) fn recognises(head: &str) -> bool {
    delimiter(head).is_some()
}

/// The sign that parts the columns of PubMed's header.
fn delimiter(head: &str) -> Option<u8> {
    let header = head.lines().next().unwrap_or_default().trim_start_matches('\u{feff}').to_lowercase();
    DELIMITERS.into_iter().find(|sign| {
        let names: Vec<&str> = header.split(char::from(*sign)).map(|name| name.trim().trim_matches('"')).collect();
        COLUMNS.iter().all(|column| names.contains(column))
    })
}

/// Reads records from `input` as they come.
pub(super) fn read<R: BufRead + Send>(mut input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    // An error shows again when the first row is read.
    let sign = input.fill_buf().ok().and_then(|head| delimiter(&super::decode::lossy(head))).unwrap_or(b',');
    let mut rows = Rows { lines: Lines::new(input), sign: char::from(sign), led_by_pmid: false, held: None };
    let mut header: Option<Vec<String>> = None;
    let (mut count, mut failed) = (0, false);
    std::iter::from_fn(move || {
        while !failed {
            let row = match rows.next() {
                Ok(row) => row?,
                Err(error) => {
                    failed = true;
                    return Some(Err(error));
                }
            };
            let cells = row.cells(sign);
            let Some(names) = &header else {
                let name = |cell: &str| cell.trim_start_matches('\u{feff}').trim().to_lowercase();
                let names: Vec<String> = cells.iter().map(name).collect();
                rows.led_by_pmid = names.first().is_some_and(|name| name == "pmid");
                header = Some(names);
                continue;
            };
            count += 1;
            let made = if row.is_whole { record(names, &cells) } else { Err(UNCLOSED.to_owned()) };
            let item = made.map_or_else(Item::Rejection, |record| Item::Record(Box::new(record)));
            return Some(Ok(Entry { line: row.line, record: count, item }));
        }
        None
    })
}

const UNCLOSED: &str = "a quotation mark is not closed";

/// A row longer than this is none.
const LONGEST_ROW: usize = 16 << 20;

/// The lines of one row.
struct Row {
    line: u64,
    text: String,
    /// Whether every quotation mark is closed.
    is_whole: bool,
}

impl Row {
    fn cells(&self, sign: u8) -> StringRecord {
        let mut builder = csv::ReaderBuilder::new();
        builder.delimiter(sign).has_headers(false).flexible(true).buffer_capacity(self.text.len().max(1));
        // What is no text was decoded with its line; nothing else can be wrong with a row of any length.
        builder.from_reader(self.text.as_bytes()).records().next().and_then(Result::ok).unwrap_or_default()
    }
}

/// The rows of an input. A quoted value may have line ends; a line that begins as a row does ends it nevertheless, since it lacks
/// its closing mark then, and would have all that follows in it.
struct Rows<R> {
    lines: Lines<R>,
    sign: char,
    /// Whether every row begins with a PMID.
    led_by_pmid: bool,
    /// The first line of the next row.
    held: Option<(u64, String)>,
}

impl<R: BufRead> Rows<R> {
    fn next(&mut self) -> io::Result<Option<Row>> {
        let (line, mut text) = loop {
            match self.held.take() {
                Some(first) => break first,
                None => match self.lines.next()? {
                    Some((_, line)) if line.trim().is_empty() => {}
                    Some((number, line)) => break (number, line.into_owned()),
                    None => return Ok(None),
                },
            }
        };
        let mut quoted = ends_quoted(&text, self.sign, false);
        while quoted {
            let Some((number, next)) = self.lines.next()? else { break };
            if self.led_by_pmid && begins_row(&next, self.sign) {
                self.held = Some((number, next.into_owned()));
                break;
            }
            quoted = ends_quoted(&next, self.sign, true);
            text.push('\n');
            text.push_str(&next);
            if text.len() > LONGEST_ROW {
                let reason = format!("a row has more than {} MB; is a quotation mark missing?", LONGEST_ROW >> 20);
                return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
            }
        }
        Ok(Some(Row { line, text, is_whole: !quoted }))
    }
}

/// Whether a line begins with a PMID and another value.
fn begins_row(line: &str, sign: char) -> bool {
    let Some((id, rest)) = line.split_once(sign) else { return false };
    let id = id.trim_matches('"');
    (1..=8).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit()) && !rest.starts_with(' ')
}

/// Whether a quotation mark is open at the end of a line, at the beginning of which one is or is not.
fn ends_quoted(line: &str, sign: char, mut quoted: bool) -> bool {
    let mut at_value = !quoted;
    for c in line.chars() {
        match c {
            // A doubled mark closes the value and opens it again.
            '"' if quoted || at_value => quoted = !quoted,
            _ => {}
        }
        at_value = !quoted && (c == sign || c == '"');
    }
    quoted
}

fn record(names: &[String], cells: &StringRecord) -> Result<Record, String> {
    if cells.len() > names.len() {
        return Err(format!("{} values under {} columns", cells.len(), names.len()));
    }
    let cell = |name: &str| {
        let at = names.iter().position(|known| known == name)?;
        cells.get(at).and_then(text::non_empty)
    };
    let pmid = cell("pmid");
    let mut record = Record {
        pmid: pmid.as_deref().and_then(Pmid::parse),
        pmcid: cell("pmcid").and_then(|id| Pmcid::parse(&id)),
        doi: cell("doi").and_then(|id| Doi::parse(&id)),
        title: cell("title").unwrap_or_default(),
        authors: cell("authors").map(|names| authors(&names)).unwrap_or_default(),
        ..Record::default()
    };
    if let (Some(written), None) = (pmid, record.pmid) {
        return Err(format!("PMID is {written:?}: expected a number"));
    }
    record.other_ids.extend(cell("nihms id").map(|value| OtherId { kind: "mid".to_owned(), value }));
    if let Some(citation) = cell("citation") {
        SourceLine::parse(&citation).fill(&mut record);
    }
    if let Some(name) = cell("journal/book").filter(|_| record.container().is_none()) {
        record.journal = Some(Journal { abbreviation: Some(name), ..Journal::default() });
    }
    record.date = record.date.take().or_else(|| PartialDate::parse(&cell("publication year")?));
    let created = cell("create date").and_then(|date| PartialDate::parse(&date));
    record.history.extend(created.map(|date| HistoryDate { event: "entrez".to_owned(), date }));
    let named = record.pmid.is_some() || record.doi.is_some() || !record.title.is_empty();
    if named { Ok(record) } else { Err("no title and no id (PMID, DOI)".to_owned()) }
}

/// `Yu X, Zhu L.`
pub(super) fn authors(names: &str) -> Vec<Author> {
    let names = names.trim().trim_end_matches(';').trim_end_matches('.').split([',', ';']).map(str::trim);
    names.filter(|name| !matches!(*name, "" | "et al")).map(person).collect()
}

/// PubMed has the short form alone: what has no initials there is a group, or a name in one piece.
fn person(name: &str) -> Author {
    if super::ris::is_group(name) { Author::collective(name) } else { Author::from_short(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_record() {
        let text = "\u{feff}PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,NIHMS ID,DOI\r\n\
            99000901,\"Moss, \"\"wet\"\"\",\"Quill MJ, van der Berg J, Moss Study Group.\",J Phantom Moss. 2016 Jan 30;28(1):186-9. doi: 10.55555/M.,Quill MJ,J Phantom Moss,2016,2016/02/01,PMC99000901,NIHMS1,10.55555/M\r\n\
            x,Bad,,,,,,,,,\r\n";
        let entries: Vec<Entry> = read(text.as_bytes()).map(Result::unwrap).collect();
        assert_eq!(entries.iter().map(|entry| (entry.line, entry.record)).collect::<Vec<_>>(), [(2, 1), (3, 2)]);
        assert_eq!(entries[1].item, Item::Rejection("PMID is \"x\": expected a number".into()));
        let Item::Record(record) = &entries[0].item else { panic!() };
        assert_eq!((record.title.as_str(), record.container()), ("Moss, \"wet\"", Some("J Phantom Moss")));
        assert_eq!(record.date.as_ref().map(ToString::to_string).as_deref(), Some("2016-01-30"));
        assert_eq!((record.authors.len(), record.authors[2].is_collective()), (3, true));
        let ids = (record.pmid.map(Pmid::get), record.pmcid.map(Pmcid::get), record.doi.as_ref().map(Doi::as_str));
        assert_eq!(ids, (Some(99_000_901), Some(99_000_901), Some("10.55555/M")));
        assert_eq!(record.history_date("entrez").map(ToString::to_string).as_deref(), Some("2016-02-01"));
        assert!(recognises(text) && !recognises("a,b\n"));
    }

    #[test]
    fn names_without_initials_stay_in_one_piece() {
        let names = authors("Moss A, Lapresle Cl, Fen Study Group, et al.");
        assert_eq!(names.iter().map(Author::short).collect::<Vec<_>>(), ["Moss A", "Lapresle Cl", "Fen Study Group"]);
        assert_eq!((names[1].last_name.as_deref(), names[2].is_collective()), (Some("Lapresle Cl"), true));
    }

    #[test]
    fn a_spreadsheet_may_have_parted_the_columns_otherwise() {
        for sign in [";", "\t"] {
            let text = "PMID,Title,Authors,Journal/Book\n99000901,Moss,Quill MJ,J Moss\n".replace(',', sign);
            assert!(recognises(&text));
            let Item::Record(record) = read(text.as_bytes()).next().unwrap().unwrap().item else { panic!() };
            assert_eq!((record.title.as_str(), record.container()), ("Moss", Some("J Moss")));
        }
    }

    #[test]
    fn a_mark_that_is_not_closed_costs_its_row_alone() {
        let text = "PMID,Title,Authors\n1,\"One\n, and\n5, \"\"more\"\"\",A\n2,\"Two,B\n\n\"3\",\"Three\",C\n4,5\" long,D\n6,\"Six";
        let entries: Vec<Entry> = read(text.as_bytes()).map(Result::unwrap).collect();
        let title = |entry: &Entry| match &entry.item {
            Item::Record(record) => record.title.clone(),
            other => format!("{other:?}"),
        };
        let unclosed = format!("Rejection({UNCLOSED:?})");
        assert_eq!(
            entries.iter().map(|entry| (entry.line, title(entry))).collect::<Vec<_>>(),
            [
                (2, "One , and 5, \"more\"".to_owned()),
                (5, unclosed.clone()),
                (7, "Three".to_owned()),
                (8, "5\" long".to_owned()),
                (9, unclosed)
            ]
        );
    }

    #[test]
    fn a_row_without_end_is_an_error() {
        use std::io::Read;
        let rows = "PMID,Title,Authors\n1,One,\n2,\"".as_bytes().chain(io::Cursor::new("x\n".repeat(9 << 20)));
        let mut entries = read(io::BufReader::new(rows));
        assert!(matches!(entries.next().unwrap().unwrap().item, Item::Record(_)));
        assert!(
            entries
                .next()
                .unwrap()
                .unwrap_err()
                .to_string()
                .ends_with("a row has more than 16 MB; is a quotation mark missing?")
        );
    }
}
