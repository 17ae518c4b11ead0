//! PubMed's CSV export: one row a record under its own header.

use super::medline::SourceLine;
use super::{Entry, Item};
use crate::record::{Author, Doi, HistoryDate, Journal, OtherId, PartialDate, Pmcid, Pmid, Record, text};
use csv::StringRecord;
use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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
    let mut builder = csv::ReaderBuilder::new();
    // Of `\r\n` the first would else end the row, and the second count for the next.
    builder.delimiter(sign).has_headers(false).flexible(true).terminator(csv::Terminator::Any(b'\n'));
    let since = Arc::new(AtomicU64::new(0));
    let mut rows = builder.from_reader(Bounded { input, since: since.clone() }).into_byte_records();
    let mut header: Option<Vec<String>> = None;
    let mut count = 0;
    std::iter::from_fn(move || {
        loop {
            let row = match rows.next()? {
                Ok(row) => row,
                Err(error) => return Some(Err(io::Error::other(error))),
            };
            since.store(0, Ordering::Relaxed);
            let line = row.position().map_or(1, csv::Position::line);
            let cells: StringRecord = row.iter().map(super::decode::text).collect();
            let Some(names) = &header else {
                let name = |cell: &str| cell.trim_start_matches('\u{feff}').trim().to_lowercase();
                header = Some(cells.iter().map(name).collect());
                continue;
            };
            count += 1;
            let item = record(names, &cells).map_or_else(Item::Rejection, |record| Item::Record(Box::new(record)));
            return Some(Ok(Entry { line, record: count, item }));
        }
    })
}

/// A row longer than this is none; a quotation mark that is not closed would make one of all that follows.
const LONGEST_ROW: u64 = 16 << 20;

/// An input of which not more may be read for one row.
struct Bounded<R> {
    input: R,
    /// Bytes since the last row.
    since: Arc<AtomicU64>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        if self.since.fetch_add(read as u64, Ordering::Relaxed) > LONGEST_ROW {
            let reason = format!("a row has more than {} MB; is a quotation mark missing?", LONGEST_ROW >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        Ok(read)
    }
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
    fn a_row_without_end_is_an_error() {
        let rows = "PMID,Title,Authors\n1,One,\n2,\"".as_bytes().chain(io::repeat(b'x'));
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
