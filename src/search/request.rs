//! What is asked for.

use crate::query::compile::Expansions;
use crate::query::{DEFAULT_EXPLOSION_LIMIT, Scope};
use jiff::civil::Date;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// A search.
#[derive(Debug, Clone)]
pub struct Request {
    /// The query in PubMed's language.
    pub query: String,
    /// Where untagged words are looked for.
    pub scope: Scope,
    /// How plain words are combined.
    pub mode: MatchMode,
    /// Hits wanted.
    pub limit: usize,
    /// Hits skipped.
    pub offset: usize,
    /// Their order.
    pub sort: Sort,
    /// Journals selected, by any of their names; any of them.
    pub journals: Vec<String>,
    /// Years selected; any of them.
    pub years: Vec<YearRange>,
    /// Facets to count.
    pub facets: Vec<FacetRequest>,
    /// Most snippets of a hit.
    pub snippets: usize,
    /// Whether a query that must be mended is an error.
    pub strict: bool,
    /// Terms of a field that a truncated word may stand for.
    pub max_expansions: usize,
    /// Whether untagged words are mapped where a vocabulary is loaded.
    pub mapping: bool,
    /// Values above which a heading is not exploded.
    pub explosion_limit: usize,
    /// The day from which relative dates count.
    pub today: Date,
}

impl Request {
    /// A search for `query` with the defaults of the program.
    #[must_use]
    pub fn new(query: &str, today: Date) -> Self {
        Self {
            query: query.to_owned(),
            scope: Scope::default(),
            mode: MatchMode::Auto,
            limit: 20,
            offset: 0,
            sort: Sort::Best,
            journals: Vec::new(),
            years: Vec::new(),
            facets: vec![FacetRequest::new("journal"), FacetRequest::new("year")],
            snippets: 3,
            strict: false,
            max_expansions: Expansions::USUAL_LIMIT,
            mapping: true,
            explosion_limit: DEFAULT_EXPLOSION_LIMIT,
            today,
        }
    }
}

/// How plain words are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchMode {
    /// All of them; most of them where few records have all.
    Auto,
    /// All of them.
    All,
    /// Any of them.
    Any,
}

/// The order of hits; ties are broken by identity, the later first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// By score.
    Best,
    /// By entry into PubMed, the latest first; by publication where that is not known.
    Newest,
    /// By publication, the latest first.
    Date,
    /// By publication, the earliest first.
    Oldest,
    /// By journal.
    Journal,
    /// By first author.
    Author,
    /// By title.
    Title,
    /// By the number of records that cite it, the most cited first.
    Cited,
}

/// Years from one to another, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearRange(pub RangeInclusive<u16>);

impl FromStr for YearRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let year = |part: &str, open: u16| match part.trim() {
            "" => Ok(open),
            year => year.parse().map_err(|_| format!("{text:?} is no year: give 2020, 2018..2022, 2018.. or ..2022")),
        };
        let (from, to) = match text.split_once("..") {
            Some((from, to)) => (year(from, 0)?, year(to.trim_start_matches('='), u16::MAX)?),
            None if text.trim().is_empty() => return Err("a year is missing: give 2020 or 2018..2022".to_owned()),
            None => (year(text, 0)?, year(text, 0)?),
        };
        if from > to {
            return Err(format!("{text:?} ends before it begins"));
        }
        Ok(Self(from..=to))
    }
}

impl fmt::Display for YearRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (*self.0.start(), *self.0.end());
        match (from, to) {
            (from, to) if from == to => write!(f, "{from}"),
            (0, to) => write!(f, "..{to}"),
            (from, u16::MAX) => write!(f, "{from}.."),
            (from, to) => write!(f, "{from}..{to}"),
        }
    }
}

/// From this number on a facet is given whole: who asks for a thousand values wants none left out.
const ALL_VALUES: usize = 1_000;

/// A facet to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetRequest {
    /// Its name.
    pub name: String,
    /// Most values wanted.
    pub limit: usize,
}

impl FacetRequest {
    /// The facet with the usual number of values.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), limit: if name == "year" { 20 } else { 10 } }
    }
}

impl FromStr for FacetRequest {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((name, limit)) = text.split_once(':') else { return Ok(Self::new(text)) };
        let limit: usize = limit.parse().map_err(|_| format!("{limit:?} is no number: give for example {name}:20"))?;
        let limit = if limit < ALL_VALUES { limit } else { usize::MAX };
        Ok(Self { name: name.to_owned(), limit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn year_ranges() {
        for (text, expected) in
            [("2020", "2020"), ("2018..2020", "2018..2020"), ("2018..", "2018.."), ("..2020", "..2020")]
        {
            assert_eq!(text.parse::<YearRange>().unwrap().to_string(), expected);
        }
        for text in ["", "x", "2020..2018", "2020-2021"] {
            assert!(text.parse::<YearRange>().is_err(), "{text}");
        }
    }

    #[test]
    fn facets_with_and_without_a_number() {
        assert_eq!("mesh:50".parse::<FacetRequest>().unwrap(), FacetRequest { name: "mesh".into(), limit: 50 });
        assert_eq!("mesh:1000".parse::<FacetRequest>().unwrap().limit, usize::MAX);
        assert_eq!("mesh".parse::<FacetRequest>().unwrap().limit, 10);
        assert!("mesh:x".parse::<FacetRequest>().is_err());
    }
}
