//! Partial dates: a year, a month or a day may be all that is known.

use super::text;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;

/// A date as a record has it. `text` is kept where the source says more than the numbers can (`1998 Dec-1999 Jan`,
/// `2001 Spring`); it reads back to the same date.
///
/// A season stands for its first month, Winter = January, Spring = April, Summer = July, Fall = October, and a range
/// for its beginning (PubMed User Guide, "Publication date").
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
    text: Option<String>,
}

impl PartialDate {
    /// A date from its numbers. `None` where the year is not of four digits; a month or a day that cannot be is left
    /// out.
    #[must_use]
    pub fn new(year: u16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        let month = month.filter(|m| (1..=12).contains(m));
        let day = day.filter(|d| month.is_some() && (1..=31).contains(d));
        (1000..=9999).contains(&year).then_some(Self { year, month, day, text: None })
    }

    /// A date in a season, of which 1 is spring and 4 winter, as CSL and (21 to 24) EDTF count them.
    #[must_use]
    pub fn in_season(year: u16, number: u8) -> Option<Self> {
        let name = NUMBERED_SEASONS.get(usize::from(number.checked_sub(1)?))?;
        Self::parse(&format!("{year} {name}"))
    }

    /// A date from separate elements, as XML gives them: `Year`, `Month` (`Jan`, `01`, `1`), `Day`, `Season`.
    #[must_use]
    pub fn from_parts(year: &str, month: &str, day: &str, season: &str) -> Option<Self> {
        let mut date = Self::new(year.trim().parse().ok()?, month_number(month), day.trim().parse().ok())?;
        if date.month.is_none() {
            let said = text::clean(if season.trim().is_empty() { month } else { season });
            date.month = first_month(&said);
            date.text = (!said.is_empty()).then(|| format!("{} {said}", date.year));
        }
        Some(date)
    }

    /// Reads any form found in the formats that Medlar knows: `2022-02-08`, `2022/2/8`, `20220208`, `2022 Feb 8`,
    /// `2018 Winter`, `2000 Dec 23-30`, `1998 Dec-1999 Jan`, `Spring 2001`, `2000-2001`. `None` without a year.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text::non_empty(text)?;
        Self::from_numbers(&text).or_else(|| Self::from_words(&text))
    }

    fn from_numbers(text: &str) -> Option<Self> {
        // `2013 06 10`, as some exports have it.
        if text.bytes().all(|b| b.is_ascii_digit() || b == b' ') && text.contains(' ') {
            return Self::from_numbers(&text.replace(' ', "-"));
        }
        let (text, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
        if time.chars().any(char::is_alphabetic) && !time.ends_with('Z') {
            return None;
        }
        let text = text.trim_end_matches('/');
        if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
            return Self::complete(&text[..4], Some(&text[4..6]), Some(&text[6..]));
        }
        let mut parts = text.split(['-', '/']);
        let (year, month, day) = (parts.next()?, parts.next(), parts.next());
        let short = |part: Option<&str>| part.is_none_or(|p| (1..=2).contains(&p.len()));
        let whole = year.len() == 4 && short(month) && short(day) && parts.next().is_none();
        whole.then(|| Self::complete(year, month, day))?
    }

    /// A date all of whose given parts are possible, from text that has nothing else in it.
    fn complete(year: &str, month: Option<&str>, day: Option<&str>) -> Option<Self> {
        let month = month.map(str::parse).transpose().ok()?;
        let day = day.map(str::parse).transpose().ok()?;
        let date = Self::new(year.parse().ok()?, month, day)?;
        (date.month == month && date.day == day).then_some(date)
    }

    fn from_words(text: &str) -> Option<Self> {
        let year_at = find_year(text)?;
        let year = text[year_at..year_at + 4].parse().ok()?;
        let rest = if year_at == 0 { &text[4..] } else { &text[..year_at] };
        let mut date = Self::new(year, first_month(rest), None)?;
        let day = || first_day(&text[year_at + 4..]).or_else(|| first_day(&text[..year_at]));
        date.day = day().filter(|_| date.month.is_some());
        let plain = date.to_string() == text || date.citation() == text || date.is_all_of(text);
        date.text = (!plain).then(|| text.to_owned());
        Some(date)
    }

    /// Whether `text` names a month once, and besides nothing but the year and the day: `April 2015`, `5 April 2015`.
    fn is_all_of(&self, text: &str) -> bool {
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let months = words.iter().filter(|word| month_number(word).is_some() && word.parse::<u8>().is_err()).count();
        let day = self.day.map(|day| day.to_string());
        let number = |word: &str| word.trim_start_matches('0') == day.as_deref().unwrap_or_default();
        let numbers = words.iter().filter(|word| number(word)).count();
        months == 1 && numbers == usize::from(day.is_some()) && words.len() == 2 + numbers
    }

    /// The year.
    #[must_use]
    pub fn year(&self) -> u16 {
        self.year
    }

    /// The month, 1 to 12, where it is known.
    #[must_use]
    pub fn month(&self) -> Option<u8> {
        self.month
    }

    /// The day of the month, where it is known.
    #[must_use]
    pub fn day(&self) -> Option<u8> {
        self.day
    }

    /// The date as the source words it, where numbers alone would lose something.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// What the source says beside the year, where numbers alone would lose something: `Spring`, `Dec-1999 Jan`; all of
    /// its words where the year does not stand first.
    #[must_use]
    pub fn words(&self) -> Option<&str> {
        let text = self.text.as_deref()?;
        Some(text.strip_prefix(&format!("{} ", self.year)).unwrap_or(text))
    }

    /// The season that the source names, the first where it names two: 1 is spring and 4 winter. The month is then no
    /// more than a season's beginning.
    #[must_use]
    pub fn season(&self) -> Option<u8> {
        let words = self.text.as_deref()?.split(|c: char| !c.is_alphabetic());
        let (_, month) = words.filter_map(season_or_month).next().filter(|(is_season, _)| *is_season)?;
        SEASON_NUMBERS.iter().find(|(first, _)| *first == month).map(|(_, number)| *number)
    }

    /// The date without the source's words.
    #[must_use]
    pub fn in_numbers(&self) -> Self {
        Self { text: None, ..self.clone() }
    }

    /// `yyyymmdd` with what is unknown taken for the first: the form for sorting and for ranges.
    #[must_use]
    pub fn sort_key(&self) -> u32 {
        u32::from(self.year) * 10_000 + u32::from(self.month.unwrap_or(1)) * 100 + u32::from(self.day.unwrap_or(1))
    }

    /// The date as a citation has it: `2022 Feb 8`, or in the source's words.
    #[must_use]
    pub fn citation(&self) -> String {
        if let Some(text) = &self.text {
            return text.clone();
        }
        let mut out = self.year.to_string();
        if let Some(month) = self.month {
            out.push(' ');
            out.push_str(MONTHS[usize::from(month) - 1]);
        }
        if let Some(day) = self.day {
            out.push_str(&format!(" {day}"));
        }
        out
    }
}

/// NLM's month abbreviations.
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const SEASONS: [(&str, u8); 5] = [("win", 1), ("spr", 4), ("sum", 7), ("fal", 10), ("aut", 10)];

/// First months of the seasons with the numbers of [`NUMBERED_SEASONS`].
const SEASON_NUMBERS: [(u8, u8); 4] = [(4, 1), (7, 2), (10, 3), (1, 4)];

/// Seasons in the order in which they are counted, by NLM's names.
const NUMBERED_SEASONS: [&str; 4] = ["Spring", "Summer", "Fall", "Winter"];

/// The number of a month given as `Jan`, `January`, `1` or `01`.
fn month_number(text: &str) -> Option<u8> {
    let text = text.trim();
    text.parse().ok().filter(|n| (1..=12).contains(n)).or_else(|| {
        let whole_word = text.len() >= 3 && text.chars().all(char::is_alphabetic);
        whole_word.then(|| named_month(text))?
    })
}

fn named_month(word: &str) -> Option<u8> {
    let head = word.get(..3)?.to_ascii_lowercase();
    let at = MONTHS.iter().position(|m| m.to_ascii_lowercase() == head)?;
    u8::try_from(at + 1).ok()
}

/// The first month or season named in `text`.
fn first_month(text: &str) -> Option<u8> {
    text.split(|c: char| !c.is_alphabetic()).find_map(season_or_month).map(|(_, month)| month)
}

/// The month that a word names, and whether it does so as a season.
fn season_or_month(word: &str) -> Option<(bool, u8)> {
    let season = || {
        let head = word.get(..3)?.to_ascii_lowercase();
        SEASONS.iter().find(|(name, _)| *name == head).map(|(_, month)| (true, *month))
    };
    named_month(word).map(|month| (false, month)).or_else(season)
}

/// The first number of one or two digits that can be a day.
fn first_day(text: &str) -> Option<u8> {
    text.split(|c: char| !c.is_ascii_digit())
        .find(|digits| (1..=2).contains(&digits.len()))
        .and_then(|digits| digits.parse().ok())
        .filter(|day| (1..=31).contains(day))
}

/// Where the first run of exactly four digits that is a plausible year begins.
fn find_year(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (0..bytes.len().saturating_sub(3)).find(|&at| {
        (at..at + 4).all(digit) && !digit(at + 4) && (at == 0 || !digit(at - 1)) && matches!(bytes[at], b'1' | b'2')
    })
}

/// ISO 8601, as far as the date is known: `2022-02-08`, `2022-02`, `2022`.
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl PartialOrd for PartialDate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By time; among dates of one first day, the vaguer first.
impl Ord for PartialDate {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.sort_key(), self.month, self.day, &self.text).cmp(&(
            other.sort_key(),
            other.month,
            other.day,
            &other.text,
        ))
    }
}

impl TryFrom<String> for PartialDate {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("{text:?} is no date: expected for example \"2022-02-08\""))
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        match date.text {
            Some(text) => text,
            None => date.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(text: &str) -> String {
        PartialDate::parse(text).map_or_else(|| "none".to_owned(), |d| d.to_string())
    }

    #[test]
    fn every_form_is_read() {
        for (given, expected) in [
            ("2022 Feb 8", "2022-02-08"),
            ("2022 Feb", "2022-02"),
            ("2022", "2022"),
            ("2022-02-08", "2022-02-08"),
            ("2022/2/8", "2022-02-08"),
            ("2020/05/13/", "2020-05-13"),
            ("2021/01/02 00:00", "2021-01-02"),
            ("2022-02-08T10:00:00Z", "2022-02-08"),
            ("20220208", "2022-02-08"),
            ("2013 06 10", "2013-06-10"),
            ("1952 Mar-Apr", "1952-03"),
            ("2018 Winter", "2018-01"),
            ("2001 Spring", "2001-04"),
            ("Spring 2001", "2001-04"),
            ("30 November 2015", "2015-11-30"),
            ("April 5, 2015", "2015-04-05"),
            ("2000-2001", "2000"),
            ("2023 Jan-Feb 01", "2023-01-01"),
            ("1998 Dec-1999 Jan", "1998-12"),
            ("2000 Spring-Summer", "2000-04"),
            ("2000 Dec 23-30", "2000-12-23"),
            ("2000 Autumn", "2000-10"),
            ("2022-13-40", "2022"),
            ("February 2021", "2021-02"),
            ("no date", "none"),
            ("12345", "none"),
            ("", "none"),
        ] {
            assert_eq!(iso(given), expected, "{given}");
        }
    }

    #[test]
    fn words_that_numbers_cannot_hold_are_kept_and_read_back() {
        for text in ["1998 Dec-1999 Jan", "2001 Spring", "2000-2001", "2000 Dec 23-30"] {
            let date = PartialDate::parse(text).unwrap();
            assert_eq!(date.text(), Some(text));
            assert_eq!(PartialDate::try_from(String::from(date.clone())).unwrap(), date);
        }
        for text in ["2022 Feb 8", "February 2022", "2022 February 08"] {
            assert_eq!(PartialDate::parse(text).unwrap().text(), None, "{text}");
        }
    }

    #[test]
    fn elements_of_xml_make_a_date() {
        let show = |y, m, d, s| PartialDate::from_parts(y, m, d, s).map(|x| (x.to_string(), x.citation()));
        assert_eq!(show("2000", "Feb", "24", ""), Some(("2000-02-24".into(), "2000 Feb 24".into())));
        assert_eq!(show("2000", "02", "", ""), Some(("2000-02".into(), "2000 Feb".into())));
        assert_eq!(show("2000", "", "", "Fall"), Some(("2000-10".into(), "2000 Fall".into())));
        assert_eq!(show("2000", "", "31", ""), Some(("2000".into(), "2000".into())));
        assert_eq!(show("x", "1", "1", ""), None);
    }

    #[test]
    fn seasons_are_numbered_and_months_are_none() {
        let season = |text: &str| PartialDate::parse(text).unwrap().season();
        let given = ["2021 Spring", "Summer 2021", "2021 Fall", "2021 Autumn", "2021 Winter", "2021 Spring-Summer"];
        assert_eq!(given.map(season), [1, 2, 3, 3, 4, 1].map(Some));
        assert_eq!(["2021", "2021 Apr", "1998 Dec-1999 Jan", "2021 Mar-Spring"].map(season), [None; 4]);
        for (number, text) in [(1, "2021 Spring"), (2, "2021 Summer"), (3, "2021 Fall"), (4, "2021 Winter")] {
            assert_eq!(PartialDate::in_season(2021, number), PartialDate::parse(text));
        }
        assert_eq!(PartialDate::in_season(2021, 0).or(PartialDate::in_season(2021, 5)), None);
    }

    #[test]
    fn words_are_what_stands_beside_the_year() {
        let words = |text: &str| PartialDate::parse(text).unwrap().words().map(str::to_owned);
        assert_eq!(words("1998 Dec-1999 Jan").as_deref(), Some("Dec-1999 Jan"));
        assert_eq!(words("Spring 2001").as_deref(), Some("Spring 2001"));
        assert_eq!(words("2000-2001").as_deref(), Some("2000-2001"));
        assert_eq!(words("2001 Apr"), None);
        assert_eq!(PartialDate::parse("2001 Spring").unwrap().in_numbers().citation(), "2001 Apr");
    }

    #[test]
    fn order_is_by_time_then_precision() {
        let mut dates: Vec<_> =
            ["2022-02-08", "2022", "2021 Dec 31", "2022-02"].iter().filter_map(|t| PartialDate::parse(t)).collect();
        dates.sort();
        let shown: Vec<_> = dates.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["2021-12-31", "2022", "2022-02", "2022-02-08"]);
    }
}
