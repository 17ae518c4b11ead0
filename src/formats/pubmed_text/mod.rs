//! PubMed's abstract page saved as plain text: what a browser or a text extractor leaves of it.
//!
//! Such a page is recognised by its citation line (`J Abbr. 2022 Feb 8;5(1):114-128.`, the journal often missing) and by
//! its headings. Links are gone; of the site's own text much stays, which must not enter a record. This module parts the
//! input into pages (a file may hold several) and holds one page in memory at a time; [`page`] makes a record of it.
//!
//! It reads neither PubMed's own "Abstract (text)" export nor lists of results, which have other forms.

mod figures;
mod heading;
mod lists;
mod page;
mod paragraphs;
mod people;
mod source;

use super::decode::Lines;
use super::{Entry, Item};
use crate::record::text;
use heading::Section;
use source::CitationLine;
use std::io::{self, BufRead};

/// No page is longer than this; what is longer is rejected and its end is not kept in memory.
const LONGEST_PAGE: usize = 8 << 20;

/// Whether `head` is the beginning of a saved page: a citation line and headings of such a page, or several of the
/// lines that stand on PubMed's pages alone.
pub(super) fn recognises(head: &str) -> bool {
    let first = head.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    if first.starts_with(['{', '[', '<'])
        || head.lines().any(|line| line.starts_with("PMID- ") || line.starts_with("TY  - "))
    {
        return false;
    }
    let mut seen = Evidence::default();
    head.lines().map(text::clean).filter(|line| !line.is_empty() && line.len() < 300).for_each(|line| seen.take(&line));
    seen.suffices()
}

/// What in a text speaks for a saved page.
#[derive(Default)]
struct Evidence {
    citation: bool,
    doi: bool,
    of_pubmed: Vec<String>,
    headings: Vec<Section>,
}

impl Evidence {
    fn take(&mut self, line: &str) {
        self.citation |= CitationLine::parse(line).is_some();
        self.doi |= line.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("doi:"));
        if heading::is_of_pubmed(line) {
            if !self.of_pubmed.iter().any(|known| known == line) {
                self.of_pubmed.push(line.to_owned());
            }
        } else if let Some(section) = heading::section(line)
            && !self.headings.contains(&section)
        {
            self.headings.push(section);
        }
    }

    fn suffices(&self) -> bool {
        let (own, common) = (self.of_pubmed.len(), self.headings.len());
        let cited = self.citation && (own >= 1 || common >= 2 || common >= 1 && self.doi);
        cited || own >= 2 && (self.doi || common >= 1)
    }
}

/// A line of a page that is not blank, cleaned.
struct Line {
    number: u64,
    text: String,
    /// Whether a blank line (or the page's beginning) stands before it.
    parted: bool,
}

/// Reads records from `input`, page by page.
pub(super) fn read<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    let mut pages = Pages { lines: Lines::new(input), held: Vec::new(), blank: true, count: 0, done: false };
    std::iter::from_fn(move || pages.next())
}

/// The pages of an input.
struct Pages<R> {
    lines: Lines<R>,
    /// Lines read that belong to the next page.
    held: Vec<Line>,
    /// Whether the line read last was blank.
    blank: bool,
    count: u64,
    done: bool,
}

impl<R: BufRead> Pages<R> {
    fn next(&mut self) -> Option<io::Result<Entry>> {
        if self.done {
            return None;
        }
        let mut page = Collected::default();
        for line in std::mem::take(&mut self.held) {
            page.push(line);
        }
        loop {
            match self.line() {
                Ok(Some(line)) => {
                    if let Some(begin) = page.next_page_at(&line) {
                        self.held = page.lines.split_off(begin);
                        self.held.push(line);
                        break;
                    }
                    page.push(line);
                }
                Ok(None) => {
                    self.done = true;
                    break;
                }
                Err(error) => {
                    self.done = true;
                    return Some(Err(error));
                }
            }
        }
        let first = page.lines.first().map(|line| line.number)?;
        self.count += 1;
        let item = if page.size > LONGEST_PAGE {
            Item::Rejection(format!("a page of more than {} MB: no such page is so long", LONGEST_PAGE >> 20))
        } else {
            page::record(&page.lines).map_or_else(Item::Rejection, |record| Item::Record(Box::new(record)))
        };
        Some(Ok(Entry { line: first, record: self.count, item }))
    }

    /// The next line that is not blank.
    fn line(&mut self) -> io::Result<Option<Line>> {
        while let Some((number, line)) = self.lines.next()? {
            let cleaned = text::clean(&line);
            if cleaned.is_empty() {
                self.blank = true;
            } else {
                let parted = std::mem::replace(&mut self.blank, false);
                return Ok(Some(Line { number, text: cleaned, parted }));
            }
        }
        Ok(None)
    }
}

/// The lines of a page so far.
#[derive(Default)]
struct Collected {
    lines: Vec<Line>,
    size: usize,
    /// Whether the page has its citation line.
    cited: bool,
    /// What the lines belong to.
    section: Option<Section>,
    /// Where a citation line stands of which the next line tells whether it begins a page.
    candidate: Option<usize>,
}

impl Collected {
    fn push(&mut self, line: Line) {
        if let Some(section) = heading::section(&line.text) {
            self.section = Some(section);
        }
        self.candidate = None;
        if CitationLine::parse(&line.text).is_some() {
            self.candidate = self.cited.then_some(self.lines.len());
            self.cited = true;
        }
        self.size += line.text.len();
        if self.size <= LONGEST_PAGE || self.lines.is_empty() {
            self.lines.push(line);
        } else {
            self.candidate = None;
        }
    }

    /// Where in the lines the next page begins, if `line` shows that it has begun: at a banner, or at a second citation
    /// line that is followed by its DOI and is no item of a list.
    fn next_page_at(&self, line: &Line) -> Option<usize> {
        if heading::is_banner(&line.text) && !self.lines.is_empty() {
            let only_banners = self.lines.iter().all(|line| heading::is_furniture(&line.text));
            return (!only_banners).then_some(self.lines.len());
        }
        let begin = self.candidate?;
        let without_journal = CitationLine::parse(&self.lines[begin].text).is_some_and(|line| !line.has_journal);
        // Below the heading of a tie such a line is the tie's own, broken behind its pages.
        let noted = source::is_notes(&line.text) && !matches!(self.section, Some(Section::Relation(_)));
        let behind_links = self.section == Some(Section::Links) && line.parted;
        (without_journal || behind_links || noted).then_some(begin)
    }
}

#[cfg(test)]
mod tests;
