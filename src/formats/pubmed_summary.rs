//! PubMed's "Summary (text)" export: `1: Yu X, Zhu L. Title. J Abbr. 2022 Feb 8;5(1):114-128. doi: …. PMID: …; PMCID: ….`

use super::Entry;
use super::blocks::{self, Place};
use super::medline::SourceLine;
use super::pubmed_csv::authors;
use crate::record::{Pmcid, Pmid, Record, text};
use std::io::{self, BufRead};

/// Whether `head` begins with a numbered citation that has a PMID.
pub(super) fn recognises(head: &str) -> bool {
    let mut lines =
        head.lines().map(|line| line.trim_start_matches('\u{feff}')).skip_while(|line| line.trim().is_empty());
    let first: Vec<&str> = lines.by_ref().take_while(|line| !line.trim().is_empty()).take(20).collect();
    // The number may stand on the next line.
    let has_pmid = |line: &&str| line.contains("PMID: ") || line.trim_end().ends_with("PMID:");
    first.first().is_some_and(|line| numbered(line).is_some()) && first.iter().any(has_pmid)
}

/// What follows `12: ` at the beginning of a line.
fn numbered(line: &str) -> Option<&str> {
    let (number, rest) = line.split_once(": ")?;
    (!number.is_empty() && number.len() <= 7 && number.bytes().all(|b| b.is_ascii_digit())).then_some(rest)
}

/// Reads records from `input` as they come.
pub(super) fn read<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    let mut blank = true;
    let place = move |line: &str| {
        let parted = std::mem::replace(&mut blank, line.trim().is_empty());
        match numbered(line) {
            Some(_) if parted => Place::First,
            _ if line.trim().is_empty() => Place::Outside,
            _ => Place::Inside,
        }
    };
    blocks::records(input, place, |block| Some(record(&block.join(" "))))
}

fn record(block: &str) -> Result<Record, String> {
    let whole = text::clean(numbered(block).ok_or("the citation has no number: expected \"1: …\"")?);
    let mut record = Record::default();
    let ids_at = ["PMID: ", "PMCID: "].iter().filter_map(|name| whole.rfind(name)).min().unwrap_or(whole.len());
    for part in whole[ids_at..].split([';', ' ']).map(|part| part.trim_end_matches('.')) {
        record.pmcid = record.pmcid.or_else(|| Pmcid::parse(part));
        record.pmid = record.pmid.or_else(|| Pmid::parse(part));
    }
    let body = whole[..ids_at].trim_end();
    let Some(year_at) = year_of_source(body) else {
        return Err("no citation: expected a journal, a date, and what follows it".to_owned());
    };
    let before = body[..year_at].trim_end_matches(['.', ' ']);
    // The journal is the last sentence before the date; authors are the first, where they are names.
    let journal_at =
        [". ", "? ", "! ", "] "].iter().filter_map(|end| before.rfind(end).map(|at| at + 2)).max().unwrap_or(0);
    SourceLine::parse(&body[journal_at..]).fill(&mut record);
    let head = before[..journal_at].trim();
    let (names, title) = head.split_once(". ").filter(|(names, _)| are_names(names)).unwrap_or(("", head));
    record.authors = authors(names);
    record.authors_incomplete = names.ends_with("et al");
    record.title = text::clean(title);
    if record.title.is_empty() && record.pmid.is_none() { Err("no title and no PMID".to_owned()) } else { Ok(record) }
}

/// Where the date of the citation begins: a year behind the end of a sentence, followed by a month, a volume or an end.
fn year_of_source(body: &str) -> Option<usize> {
    let places = body.match_indices(". ").map(|(at, _)| at + 2);
    let is_source = |at: &usize| {
        let rest = &body[*at..];
        let year = rest.get(..4).is_some_and(|year| {
            year.bytes().all(|b| b.is_ascii_digit())
                && (year.starts_with("19") || year.starts_with("20") || year.starts_with("18"))
        });
        let behind = rest.get(4..).unwrap_or_default();
        const MONTHS: [&str; 16] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Win", "Spr", "Sum",
            "Fal",
        ];
        let dated = behind.strip_prefix(' ').is_some_and(|month| MONTHS.iter().any(|name| month.starts_with(name)));
        year && (dated || behind.starts_with([';', ':', '.']))
    };
    places.filter(is_source).last()
}

/// `Yu X, Zhu L, et al`: short names, each a family name with initials.
fn are_names(names: &str) -> bool {
    let mut count = 0;
    names.split(", ").all(|name| {
        count += 1;
        let initials = name.rsplit(' ').next().unwrap_or_default();
        let short = name.contains(' ') && initials.len() <= 4 && initials.chars().all(|c| c.is_uppercase() || c == '-');
        short || name == "et al" || matches!(initials, "Jr" | "Sr" | "2nd" | "3rd") || count > 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Item;

    #[test]
    fn a_citation_is_taken_apart() {
        let text = "1: Quill MJ, van der Berg J. Moss: is it wet? A study. J Phantom Moss. 2016 Jan\n30;28(1):186-9. doi: 10.55555/M. Epub 2015 Dec 1. PMID: 99000901; PMCID:\nPMC99000901.\n\n\
            2: [Anonymous matters]. Lancet. 1999;3:7. PMID: 99000902.\n\n3: nothing here\n";
        assert!(recognises("1: Moss A. Moss. J Moss. 2016;28(1):186-9. PMID:\n99000901.\n"));
        let entries: Vec<Entry> = read(text.as_bytes()).map(Result::unwrap).collect();
        assert_eq!(
            entries.iter().map(|entry| (entry.line, entry.record)).collect::<Vec<_>>(),
            [(1, 1), (5, 2), (7, 3)]
        );
        let records: Vec<&Item> = entries.iter().map(|entry| &entry.item).collect();
        insta::assert_debug_snapshot!(records.last());
        let shown: Vec<_> = records
            .iter()
            .filter_map(|item| if let Item::Record(record) = item { Some(record) } else { None })
            .collect();
        insta::assert_json_snapshot!(shown);
        assert!(recognises(text) && !recognises("1: a list\n"));
    }
}
