//! Where in a source a work stands: year, volume, issue and pages, in the orders in which styles give them.

use super::numbers::{
    LONGEST_ISSUE, LONGEST_VOLUME, is_issue, is_month, page_label, pages, supplement, token, volume, volume_label,
};
use super::scan::{byte, dash, ends, spaces, starts, starts_ci, year};

/// What a place in a source says; `start` is where it begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Locator<'a> {
    pub(super) start: usize,
    pub(super) year: Option<u16>,
    pub(super) volume: Option<&'a str>,
    pub(super) issue: Option<&'a str>,
    pub(super) pages: Option<&'a str>,
    end: usize,
}

impl Locator<'_> {
    /// Whether it says more than a year.
    pub(super) fn is_full(&self) -> bool {
        self.volume.is_some() || self.pages.is_some() && self.year.is_some()
    }

    /// Whether another, which a year begins, is the end of it (`vol. 34, no. 2, 2020, pp. 112-9`).
    fn ends_in(&self, other: &Self) -> bool {
        self.start < other.start && (self.year, self.pages) == (other.year, other.pages)
    }

    /// Whether a publisher stands before it (`Boston: Press; 2004:12-34`), and no journal.
    pub(super) fn is_published_apart(&self, head: &str) -> bool {
        self.volume.is_none() && self.issue.is_none() && head.trim_end().ends_with([';', ','])
    }

    /// Takes a volume that can be a year for the year, where no other is known (`Chem. 2019, 113524`).
    pub(super) fn settle_year(&mut self) {
        let number = self.volume.filter(|volume| volume.len() == 4).and_then(|volume| year(volume, 0));
        if self.year.is_none() && self.issue.is_none() && number.is_some() {
            (self.year, self.volume) = (number, None);
        }
    }

    /// The same place, counted from a later beginning of the text.
    pub(super) fn behind(self, from: usize) -> Self {
        Self { start: self.start - from, ..self }
    }
}

/// Finds year, volume, issue and pages in `text`, the part of a citation behind its authors.
pub(super) fn find(text: &str) -> Option<Locator<'_>> {
    let dated = dated(text);
    let found = match dated {
        Some(dated) if dated.volume.is_none() => undated(text).filter(|whole| whole.ends_in(&dated)).or(Some(dated)),
        dated => dated.or_else(|| undated(text)),
    };
    found.or_else(|| pages_at_end(text)).or_else(|| year_at_end(text))
}

/// Year before volume: `2015 Jan;274(1):250-9`, `2011:1-6`, `(2013) 31:1234-5`, `2019, 9, 904`, `2012. 109: 95-9`.
fn dated(text: &str) -> Option<Locator<'_>> {
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(3))
        .filter(|&at| matches!(bytes[at], b'1' | b'2') && !follows_dash(bytes, at))
        .find_map(|at| year(text, at).and_then(|year| behind_year(text, at, year)))
}

/// Whether a hyphen or dash stands before `at`, which makes a number the end of a range.
fn follows_dash(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[..at];
    before.ends_with(b"-") || matches!(before, [.., 0xe2, 0x80, 0x90..=0x95])
}

fn behind_year(text: &str, at: usize, year: u16) -> Option<Locator<'_>> {
    let bracket = at > 0 && byte(text, at - 1) == b'(';
    let start = if bracket { at - 1 } else { at };
    let letter = usize::from(byte(text, at + 4).is_ascii_lowercase() && !byte(text, at + 5).is_ascii_alphanumeric());
    let behind = date_words(text, at + 4 + letter);
    let behind = if bracket { behind + usize::from(byte(text, behind) == b')') } else { behind };
    let mark = visited(text, spaces(text, behind));
    let found = match byte(text, mark) {
        b';' => {
            let next = spaces(text, mark + 1);
            read(text, next, false).or_else(|| {
                (ends(text, next) || is_remark(text, next)).then(|| Locator { end: next, ..Locator::default() })
            })
        }
        b':' => {
            let pages = pages(text, spaces(text, mark + 1)).filter(|(_, _, end)| closes(text, *end).is_some());
            pages.map(|(from, to, end)| Locator { pages: text.get(from..to), end, ..Locator::default() })
        }
        b'.' | b',' => {
            let next = spaces(text, mark + 1);
            read_to_end(text, next).or_else(|| pages_alone(text, next, true))
        }
        _ if mark > behind || bracket => read_to_end(text, mark),
        _ => None,
    };
    found.map(|locator| Locator { start, year: Some(year), ..locator })
}

/// Behind the date in square brackets on which a page was seen (`2014 Jul 21 [cited 2021 Apr 12];15`).
fn visited(text: &str, at: usize) -> usize {
    if !starts(text, at, "[cited") {
        return at;
    }
    let length = text.as_bytes()[at..].iter().take(40).position(|b| *b == b']');
    length.map_or(at, |length| at + length + 1)
}

/// Pages where there is no volume: `pp. 6517-6525`, and behind a year also a bare range or a long number.
fn pages_alone(text: &str, at: usize, behind_year: bool) -> Option<Locator<'_>> {
    let (from, to, end) = pages(text, at)?;
    let found = text.get(from..to)?;
    let range = (!found.bytes().all(|b| b.is_ascii_digit()) || found.len() >= 4) && year(text, from).is_none();
    if from == at && !(behind_year && range) {
        return None;
    }
    let closing = closes(text, end)?;
    if closing.year.is_some() && from == at {
        return None;
    }
    Some(Locator { start: at, pages: Some(found), end, ..Locator::default() })
}

/// `In: Book. Publisher, pp 12–34`.
fn pages_at_end(text: &str) -> Option<Locator<'_>> {
    let bytes = text.as_bytes();
    (1..bytes.len().saturating_sub(3))
        .filter(|&at| bytes[at] == b'p' && matches!(bytes[at - 1], b' ' | b'(') && matches!(bytes[at + 1], b'p' | b'.'))
        .find_map(|at| pages_alone(text, at, false))
}

/// Whether a remark stands at `at` that takes the place of volume and pages.
fn is_remark(text: &str, at: usize) -> bool {
    ["e-pub", "epub", "in press", "online", "ahead", "published", "forthcoming"]
        .iter()
        .any(|word| starts_ci(text, at, word))
}

/// Behind the month, day or season at `at` (` Jan 3`, ` Mar-Apr`, ` Dec-1999 Jan`, ` Winter`), or `at` itself.
fn date_words(text: &str, at: usize) -> usize {
    let mut end = at;
    for _ in 0..6 {
        let next = match byte(text, end) {
            b' ' | b'-' | b'/' => end + 1,
            _ => dash(text, end).unwrap_or(end),
        };
        let length = text.as_bytes().iter().skip(next).take(10).take_while(|b| b.is_ascii_alphanumeric()).count();
        let word = text.get(next..next + length).unwrap_or_default();
        let day = (1..=2).contains(&length) && word.bytes().all(|b| b.is_ascii_digit()) && end > at;
        let second_year = length == 4 && year(text, next).is_some();
        let number = length == 2 && end == at && is_numbered_month(text, next);
        if next == end || !(is_month(word) || day || number || second_year) {
            break;
        }
        end = next + length;
        // An abbreviated month may have its point (`2015 Jan.;274`).
        if byte(text, end) == b'.' && matches!(byte(text, end + 1), b';' | b':' | b' ' | b'-') && is_month(word) {
            end += 1;
        }
    }
    end
}

/// Whether two digits at `at` are a month (`2021 06;259`, `2021 06 15;259`) and no volume.
fn is_numbered_month(text: &str, at: usize) -> bool {
    let day = usize::from(byte(text, at + 2) == b' ') * 3;
    let digits = [0, 1, day, day + 1].iter().all(|i| byte(text, at + i).is_ascii_digit());
    digits && byte(text, at + day + 2) == b';'
}

/// Volume without a year before it: `21(21):1049–1074`, `279, 371-374`, `12 (2019) 45–67`, `12, 345–367 (2019)`,
/// `vol. 12, no. 3, pp. 45–67, Mar. 2019`.
fn undated(text: &str) -> Option<Locator<'_>> {
    let bytes = text.as_bytes();
    (1..bytes.len()).filter(|&at| bytes[at - 1] == b' ').find_map(|at| {
        let volume =
            bytes[at].is_ascii_digit() || bytes[at].is_ascii_uppercase() && byte(text, at + 1).is_ascii_digit();
        let volume = volume && !follows_month(text, at);
        let found = if volume || volume_label(text, at) > at { read_to_end(text, at) } else { None };
        // A number that can be a year is a volume only before pages (`2019, 5171602` behind a year).
        found.filter(|found| found.pages.is_some() || year(text, at).is_none())
    })
}

/// Whether the word before `at` is a month, which makes a number a day (`May 25, 2020`).
fn follows_month(text: &str, at: usize) -> bool {
    text[..at].trim_end_matches([' ', '.']).rsplit([' ', '(']).next().is_some_and(is_month)
}

/// A year at the very end: `Publisher; 2004.`, `2019 Jul 5.`, `(2004)`.
fn year_at_end(text: &str) -> Option<Locator<'_>> {
    let from = text.len().saturating_sub(24);
    let found = (from..text.len()).find_map(|at| {
        let number = year(text, at)?;
        let spaced = at == 0 || matches!(byte(text, at - 1), b' ' | b'(' | b',' | b';' | b':');
        (spaced && ends(text, date_words(text, at + 4))).then_some((at, number))
    });
    let (at, number) = found?;
    let start = if at > 0 && byte(text, at - 1) == b'(' { at - 1 } else { at };
    Some(Locator { start, year: Some(number), end: text.len(), ..Locator::default() })
}

/// A locator at `at` that has a volume and pages (or issue) and behind which the text ends.
fn read_to_end(text: &str, at: usize) -> Option<Locator<'_>> {
    let locator = read(text, at, true)?;
    let complete =
        locator.volume.is_some() && (locator.pages.is_some() || locator.issue.is_some() || locator.year.is_some());
    let closing = complete.then(|| closes(text, locator.end))??;
    Some(Locator { year: locator.year.or(closing.year), ..locator })
}

/// How a citation closes behind its pages.
struct Closing {
    year: Option<u16>,
}

/// What may follow the pages at the end: nothing, a year, a remark in brackets, the next citation of a group.
fn closes(text: &str, at: usize) -> Option<Closing> {
    let next = spaces(text, at);
    let bracket = byte(text, next) == b'(' && text.len() - next <= 40 && year(text, next + 1).is_none();
    if ends(text, next) || bracket || matches!(byte(text, next), b'[' | b';') || starts(text, next, "passim") {
        return Some(Closing { year: None });
    }
    let mut next = next;
    while matches!(byte(text, next), b',' | b'.' | b' ' | b'(') {
        next += 1;
    }
    if byte(text, next) == b'[' {
        return Some(Closing { year: None });
    }
    let length = text.as_bytes().iter().skip(next).take(10).take_while(|b| b.is_ascii_alphabetic()).count();
    if text.get(next..next + length).is_some_and(is_month) {
        next += length;
        while matches!(byte(text, next), b'.' | b' ' | b',') {
            next += 1;
        }
    }
    let number = year(text, next)?;
    let bracketed = byte(text, next - 1) == b'(' && starts(text, next + 4, ").");
    (bracketed || ends(text, next + 4)).then_some(Closing { year: Some(number) })
}

/// Volume, issue and pages at `at`; `strict` where nothing before tells that they must stand here.
fn read(text: &str, at: usize, strict: bool) -> Option<Locator<'_>> {
    let start = at;
    let (volume, at) = volume(text, at);
    let mut locator = Locator { start, volume, ..Locator::default() };
    let at = bracketed(text, at, strict, &mut locator);
    let at = worded_issue(text, at, &mut locator);
    let at = bracketed(text, at, strict, &mut locator);
    locator.end = at;
    let next = spaces(text, at);
    let pages_at = match byte(text, next) {
        b':' => Some(supplement_pages(text, next, &mut locator)),
        b',' if strict && locator.volume.is_some() => Some(behind_date(text, next, &mut locator)),
        b',' | b';' => Some(spaces(text, next + 1)),
        b'.' => Some(spaces(text, next + 1)).filter(|at| page_label(text, *at) > *at),
        _ => {
            let parted = locator.year.is_some() || strict && locator.issue.is_some() && next > at;
            // `Genetics 172 547–555`: a range tells volume and pages apart.
            let range = || strict && locator.volume.is_some() && next > at && is_numbered_range(text, next);
            Some(next).filter(|next| parted || page_label(text, *next) > *next || range())
        }
    };
    if let Some((from, to, end)) = pages_at.and_then(|at| pages(text, at)) {
        locator.pages = text.get(from..to);
        locator.end = end;
    }
    let found = locator.volume.is_some() || locator.issue.is_some() || locator.pages.is_some() && !strict;
    found.then_some(locator)
}

/// Whether two numbers and a dash between them stand at `at`.
fn is_numbered_range(text: &str, at: usize) -> bool {
    let digits = |at: usize| at + text.as_bytes()[at..].iter().take(7).take_while(|b| b.is_ascii_digit()).count();
    let first = digits(at);
    dash(text, first).is_some_and(|second| first > at && digits(second) > second)
}

/// Behind a comma, where the date may stand before the pages (`vol. 34, no. 2, Mar. 2020, pp. 112-9`).
fn behind_date(text: &str, comma: usize, locator: &mut Locator<'_>) -> usize {
    let dated = date_words(text, comma + 1);
    let pages = spaces(text, dated + 1);
    let labelled = byte(text, dated) == b',' && page_label(text, pages) > pages;
    match year(text, dated.saturating_sub(4)) {
        Some(number) if labelled && dated > comma + 1 => {
            locator.year = locator.year.or(Some(number));
            pages
        }
        _ => spaces(text, comma + 1),
    }
}

/// Behind a colon, where a supplement may stand before the pages (`27:Suppl 2:201-6`).
fn supplement_pages<'a>(text: &'a str, colon: usize, locator: &mut Locator<'a>) -> usize {
    let at = spaces(text, colon + 1);
    match supplement(text, at) {
        Some(end) if byte(text, end) == b':' => {
            locator.issue = locator.issue.or_else(|| text.get(at..end));
            spaces(text, end + 1)
        }
        _ => at,
    }
}

/// Issue or year in brackets at `at`.
fn bracketed<'a>(text: &'a str, at: usize, strict: bool, locator: &mut Locator<'a>) -> usize {
    let mut at = at;
    for _ in 0..2 {
        let comma = usize::from(byte(text, at) == b',' && starts(text, at + 1, " ("));
        let open = spaces(text, at + comma);
        if byte(text, open) != b'(' {
            return at;
        }
        let length = text.as_bytes()[open..].iter().take(LONGEST_ISSUE).position(|b| *b == b')');
        let Some(inner) = length.and_then(|length| text.get(open + 1..open + length)) else { return at };
        let close = open + inner.len() + 2;
        let issue = inner.trim().trim_end_matches('.');
        match year(inner, 0).filter(|_| inner.len() == 4) {
            Some(number) if locator.year.is_none() && locator.volume.is_some() => locator.year = Some(number),
            _ if locator.issue.is_none() && is_issue(issue, strict) => locator.issue = Some(issue),
            _ => return at,
        }
        at = close;
    }
    at
}

/// `, no. 3`, `, issue 3`.
fn worded_issue<'a>(text: &'a str, at: usize, locator: &mut Locator<'a>) -> usize {
    let next = spaces(text, at + usize::from(matches!(byte(text, at), b',' | b'.')));
    let labels =
        ["no. ", "no.", "no ", "number ", "issue ", "iss. ", "nr. ", "n. ", "n\u{b0} ", "n\u{ba} ", "\u{2116} "];
    let Some(label) = labels.iter().find(|l| starts_ci(text, next, l)) else { return at };
    let from = spaces(text, next + label.len());
    let to = token(text, from, LONGEST_VOLUME);
    let issue = text.get(from..to).filter(|issue| issue.bytes().any(|b| b.is_ascii_digit()));
    if locator.issue.is_some() || issue.is_none() {
        return at;
    }
    locator.issue = issue;
    to
}
