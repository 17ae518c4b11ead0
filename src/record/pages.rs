//! Page ranges, with short ends expanded (`188-91` is `188-191`).

use super::text;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Pages of an article as cited: a range, several, or an article number (`e1002195`). Ends stand in full and ranges are
/// joined by a plain hyphen.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Pages(String);

impl Pages {
    /// Reads `188-91`, `1627–39`, `S12-5`, `455-8, 460`, `e12`. `None` where the text is blank.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text::non_empty(text)?
            .replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}'], "-");
        let ranges: Vec<String> = text.split(',').map(|range| expand(range.trim())).filter(|r| !r.is_empty()).collect();
        (!ranges.is_empty()).then(|| Self(ranges.join(", ")))
    }

    /// A range of two pages given apart; one page where the second is blank or equal.
    #[must_use]
    pub fn from_ends(start: &str, end: &str) -> Option<Self> {
        let (start, end) = (start.trim(), end.trim());
        if end.is_empty() || start == end { Self::parse(start) } else { Self::parse(&format!("{start}-{end}")) }
    }

    /// The pages as text, for example `114-128`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first page, which is what PubMed's `[pg]` searches.
    #[must_use]
    pub fn first(&self) -> &str {
        let first = self.0.split(", ").next().unwrap_or(&self.0);
        first.split_once('-').map_or(first, |(start, _)| start)
    }

    /// The last page of the first range, where there is a range.
    #[must_use]
    pub fn last(&self) -> Option<&str> {
        let first = self.0.split(", ").next()?;
        first.split_once('-').map(|(_, end)| end)
    }
}

/// A range whose end is shortened has no more pages than this.
const MOST_PAGES: u64 = 1000;

/// Expands the end of one range where it is a shortened form of a larger number; leaves everything else alone.
fn expand(range: &str) -> String {
    let Some((start, end)) = range.split_once('-') else { return range.to_owned() };
    let (start, end) = (start.trim(), end.trim());
    let digits_at = start.find(|c: char| c.is_ascii_digit()).unwrap_or(start.len());
    let (prefix, number) = start.split_at(digits_at);
    let bare_end = end.strip_prefix(prefix).unwrap_or(end);
    let numeric = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if number.len() > 1 && number.starts_with('0') {
        // The number of an article and its year: `e00015-18`.
        return format!("{start}-{end}").trim_end_matches('-').to_owned();
    }
    if !numeric(number) || !numeric(bare_end) || bare_end.len() >= number.len() {
        let same_length = numeric(number) && numeric(bare_end) && bare_end.len() == number.len();
        let full_end = if same_length { format!("{prefix}{bare_end}") } else { end.to_owned() };
        return if end.is_empty() { start.to_owned() } else { format!("{start}-{full_end}") };
    }
    let expanded = format!("{}{bare_end}", &number[..number.len() - bare_end.len()]);
    // A "short end" below its start is no short end (`87-5` stands so in MEDLINE): it is kept as it is.
    // No more is one that would make a book of an article: `50193-2021` is a number and a year.
    let pages =
        expanded.parse::<u64>().ok().zip(number.parse::<u64>().ok()).map(|(last, first)| last.saturating_sub(first));
    let is_short = pages.is_some_and(|pages| (1..=MOST_PAGES).contains(&pages));
    if is_short { format!("{start}-{prefix}{expanded}") } else { format!("{start}-{end}") }
}

impl fmt::Display for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for Pages {
    fn from(text: String) -> Self {
        Self::parse(&text).unwrap_or(Self(text))
    }
}

impl From<Pages> for String {
    fn from(pages: Pages) -> Self {
        pages.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ends_are_expanded() {
        for (given, full) in [
            ("188-91", "188-191"),
            ("1627–39", "1627-1639"),
            ("114-128", "114-128"),
            ("S12-5", "S12-S15"),
            ("S12-S5", "S12-S15"),
            ("e12-e15", "e12-e15"),
            ("S12-15", "S12-S15"),
            ("999-1003", "999-1003"),
            ("87-5", "87-5"),
            ("12", "12"),
            ("e1002195", "e1002195"),
            ("e00015-18", "e00015-18"),
            ("50193-2021", "50193-2021"),
            ("iv-vii", "iv-vii"),
            ("455-8, 460", "455-458, 460"),
            ("1239-45 contd", "1239-45 contd"),
            ("7-", "7"),
        ] {
            assert_eq!(Pages::parse(given).unwrap().as_str(), full, "{given}");
            assert_eq!(Pages::parse(full).unwrap().as_str(), full, "{full} again");
        }
        assert_eq!(Pages::parse("  "), None);
    }

    #[test]
    fn ends_are_found() {
        let pages = Pages::parse("188-91, 200").unwrap();
        assert_eq!((pages.first(), pages.last()), ("188", Some("191")));
        assert_eq!(Pages::from_ends("10", "10").unwrap().as_str(), "10");
        assert_eq!(Pages::from_ends("10", "12").unwrap().as_str(), "10-12");
    }
}
