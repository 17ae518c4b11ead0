//! The citation line of a page (`Cancer Drug Resist. 2022 Feb 8;5(1):114-128.`, the journal of which may be missing) and
//! the notes behind it (`doi: … Epub 2021 Dec 1. Online ahead of print.`).

use super::super::medline::SourceLine;
use crate::record::Record;

/// The most bytes of a journal's abbreviation.
const LONGEST_JOURNAL: usize = 100;

/// A line in which PubMed cites the article of a page.
pub(super) struct CitationLine<'a> {
    line: &'a str,
    /// Where date and volume are parted by a colon, as pages write them where there is no issue.
    colon: Option<usize>,
    /// Whether the journal stands in it.
    pub(super) has_journal: bool,
}

impl<'a> CitationLine<'a> {
    /// Reads `line`, cleaned. `None` where it is no citation line: journal (or nothing) and a point, a date, and behind
    /// it volume, pages or nothing more.
    pub(super) fn parse(line: &'a str) -> Option<Self> {
        let year_at = year_at(line)?;
        let journal = line[..year_at].trim().trim_end_matches('.').trim();
        let odd = !journal.is_empty() && !is_journal(journal);
        let date_end = year_at + date_end(&line[year_at..]);
        let behind = &line[date_end..];
        let place = &behind[..sentence_end(behind)];
        let whole_date = line[year_at..date_end].trim().len() > 4;
        let ends = match behind.as_bytes().first() {
            Some(b';' | b':') => place.len() > 1,
            Some(b'.') => whole_date,
            _ => false,
        };
        let colon = (behind.starts_with(':') && place[1..].contains(':')).then_some(date_end);
        (ends && !odd).then_some(Self { line, colon, has_journal: !journal.is_empty() })
    }

    /// Enters journal, date, volume, issue, pages and the notes behind them into `record`.
    pub(super) fn enter(&self, record: &mut Record) {
        let line = self.colon.map_or_else(
            || self.line.to_owned(),
            |colon| format!("{};{}", &self.line[..colon], &self.line[colon + 1..]),
        );
        SourceLine::parse(&line).fill(record);
        note_status(&line, record);
    }
}

/// Whether `name` can be the abbreviation of a journal, which has neither points nor authors in it.
fn is_journal(name: &str) -> bool {
    let sentence = name.contains([':', ';']) || name.contains(". ") || name.contains(" et al");
    let named = name.starts_with(char::is_alphanumeric) && name.contains(char::is_uppercase);
    named && !sentence
}

/// Where the year stands: at the beginning, or behind the point of the journal.
fn year_at(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let plausible = |at: usize| {
        let digits = bytes.get(at..at + 4).is_some_and(|year| year.iter().all(u8::is_ascii_digit));
        digits && matches!(bytes[at], b'1' | b'2') && !bytes.get(at + 4).is_some_and(u8::is_ascii_alphanumeric)
    };
    (2..bytes.len().min(LONGEST_JOURNAL + 4))
        .find(|&at| bytes[at - 1] == b' ' && bytes[at - 2] == b'.' && plausible(at))
}

/// The length of the date at the beginning of `text`: a year, and words and days of a date behind it.
fn date_end(text: &str) -> usize {
    let mut end = 4;
    for word in text[4..].split_inclusive([' ', '-', '\u{2013}', '/']) {
        let bare = word.trim_end_matches([' ', '-', '\u{2013}', '/']);
        let cut = bare.find([';', ':', '.']).unwrap_or(bare.len());
        if !is_date_word(&bare[..cut]) {
            break;
        }
        end += if cut < bare.len() { cut } else { word.len() };
        if cut < bare.len() {
            break;
        }
    }
    end.min(text.len())
}

fn is_date_word(word: &str) -> bool {
    const NAMES: [&str; 17] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "win", "spr", "sum", "fal",
        "aut",
    ];
    let digits = word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit());
    let named = word.get(..3).is_some_and(|head| NAMES.iter().any(|name| head.eq_ignore_ascii_case(name)));
    digits || named && word.len() <= 9 && word.chars().all(char::is_alphabetic)
}

/// The end of the place in the source: a point behind which a space or nothing stands.
fn sentence_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    (0..bytes.len())
        .find(|&at| bytes[at] == b'.' && matches!(bytes.get(at + 1), None | Some(b' ')))
        .unwrap_or(bytes.len())
}

/// Whether `line` is one of the notes that follow a citation line.
pub(super) fn is_notes(line: &str) -> bool {
    let begins = |known: &str| line.get(..known.len()).is_some_and(|head| head.eq_ignore_ascii_case(known));
    let dated = |word: &str| begins(word) && line[word.len()..].starts_with(|c: char| c.is_ascii_digit());
    let noted = ["doi:", "doi 10.", "pii:", "online ahead of print", "[epub ahead of print"].into_iter().any(begins);
    noted || ["epub ", "ecollection ", "print "].into_iter().any(dated)
}

/// Enters what the notes say: DOI, electronic date, state of publication.
pub(super) fn enter_notes(notes: &str, record: &mut Record) {
    SourceLine::parse(notes).fill(record);
    note_status(notes, record);
}

fn note_status(notes: &str, record: &mut Record) {
    if notes.contains("ahead of print") {
        record.publication_status = Some("aheadofprint".to_owned());
    }
}
