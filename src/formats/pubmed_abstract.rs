//! PubMed's "Abstract (text)" export: paragraphs parted by blank lines (citation, title, authors, their addresses, the
//! abstract, ids, statement of interests), records numbered `1. ` and parted by two blank lines.

use super::Entry;
use super::blocks::{self, Place};
use super::medline::{SourceLine, sections};
use crate::record::{Author, Doi, Pmcid, Pmid, Record, Relation, language_code, text};
use std::io::{self, BufRead};

/// Paragraphs that tell of ties to other records.
const TIES: [(&str, &str); 8] = [
    ("Comment in", "CommentIn"),
    ("Comment on", "CommentOn"),
    ("Erratum in", "ErratumIn"),
    ("Erratum for", "ErratumFor"),
    ("Retraction in", "RetractionIn"),
    ("Retraction of", "RetractionOf"),
    ("Update in", "UpdateIn"),
    ("Update of", "UpdateOf"),
];

/// Whether `head` begins with a numbered citation, and a line with a PMID follows.
pub(super) fn recognises(head: &str) -> bool {
    let mut lines = head.lines().map(|line| line.trim_start_matches('\u{feff}')).filter(|line| !line.trim().is_empty());
    let first = lines.next().and_then(numbered);
    first.is_some_and(|rest| rest.contains(". "))
        && lines.any(|line| line.starts_with("PMID: ") || line.starts_with("DOI: "))
}

/// What follows `12. ` at the beginning of a line.
fn numbered(line: &str) -> Option<&str> {
    let (number, rest) = line.split_once(". ")?;
    (!number.is_empty() && number.len() <= 7 && number.bytes().all(|b| b.is_ascii_digit())).then_some(rest)
}

/// Reads records from `input` as they come.
pub(super) fn read<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    let mut blank = 2;
    let place = move |line: &str| {
        if line.trim().is_empty() {
            blank += 1;
            return Place::Inside;
        }
        let parted = std::mem::take(&mut blank);
        if parted >= 2 && numbered(line).is_some() { Place::First } else { Place::Inside }
    };
    blocks::records(input, place, |block| block.iter().any(|line| !line.trim().is_empty()).then(|| record(block)))
}

fn record(block: &[String]) -> Result<Record, String> {
    let mut paragraphs = paragraphs(block).into_iter().peekable();
    let citation = paragraphs.next().unwrap_or_default().join(" ");
    let mut record = Record::default();
    let line = numbered(&citation).ok_or("the citation has no number: expected \"1. …\"")?;
    SourceLine::parse(line).fill(&mut record);
    // Where the title is missing, what follows it is none.
    let title = paragraphs.next_if(|lines| !is_apart(lines));
    record.title = text::clean(&title.unwrap_or_default().join(" "));
    if let Some(lines) = paragraphs.next_if(|lines| lines.first().is_some_and(|line| line.starts_with("[Article in ")))
    {
        record.languages = languages(&lines.join(" "));
    }
    behind_title(&mut record, &paragraphs.collect::<Vec<_>>());
    let named = record.pmid.is_some() || record.doi.is_some() || !record.title.is_empty();
    if named { Ok(record) } else { Err("no title and no id (PMID, DOI)".to_owned()) }
}

/// The lines of each paragraph; none is without lines.
fn paragraphs(block: &[String]) -> Vec<Vec<&str>> {
    block
        .split(|line| line.trim().is_empty())
        .filter(|lines| !lines.is_empty())
        .map(|lines| lines.iter().map(|line| line.trim()).collect())
        .collect()
}

/// Authors with their addresses, collaborators, the abstract and what else stands behind the title.
fn behind_title(record: &mut Record, paragraphs: &[Vec<&str>]) {
    let mut places = Vec::new();
    let mut numbers: Vec<Vec<u32>> = Vec::new();
    let mut text = Vec::new();
    for (at, lines) in paragraphs.iter().enumerate() {
        let whole = lines.join(" ");
        if at == 0 && !is_apart(lines) && are_names(&whole) {
            (record.authors, numbers) = authors(&whole);
        } else if whole.starts_with("Author information:") {
            // Who contributed alike stands below the addresses, under another mark.
            let behind: Vec<&str> = lines[1..].iter().copied().take_while(|line| !line.starts_with("(#)")).collect();
            places = addresses(&behind.join(" "));
        } else if let Some(names) = whole.strip_prefix("Collaborators:") {
            record.investigators = authors(names).0;
        } else if !take_apart(record, lines, &whole) {
            text.push(whole);
        }
    }
    for (author, numbers) in record.authors.iter_mut().zip(&numbers) {
        author.affiliations =
            numbers.iter().filter_map(|n| places.get(usize::try_from(*n).ok()?.checked_sub(1)?).cloned()).collect();
    }
    record.abstract_sections = sections(&text.join(" "));
}

fn is_apart(lines: &[&str]) -> bool {
    let whole = lines.join(" ");
    take_apart(&mut Record::default(), lines, &whole)
        || whole.starts_with("Author information:")
        || whole.starts_with("Collaborators:")
}

/// Takes a paragraph that is no text of the abstract; whether it was one.
fn take_apart(record: &mut Record, lines: &[&str], whole: &str) -> bool {
    if let Some((name, kind)) = TIES.iter().find(|(name, _)| whole.starts_with(name)) {
        let cited = lines.iter().skip(1).copied().collect::<Vec<_>>().join(" ");
        let citation = text::non_empty(if cited.is_empty() { whole[name.len()..].trim() } else { &cited });
        record.relations.push(Relation { kind: (*kind).to_owned(), citation, ..Relation::default() });
        return true;
    }
    if let Some(said) = whole.strip_prefix("Conflict of interest statement:") {
        record.conflict_of_interest = text::non_empty(said);
        return true;
    }
    if whole.starts_with("Copyright ") || whole.starts_with('\u{a9}') {
        record.copyright = text::non_empty(whole);
        return true;
    }
    let id =
        |line: &str, name: &str| line.strip_prefix(name).and_then(|rest| text::non_empty(rest.split(" [").next()?));
    let mut found = false;
    for line in lines {
        if let Some(doi) = id(line, "DOI: ") {
            record.doi = record.doi.take().or_else(|| Doi::parse(&doi));
            found = true;
        } else if let Some(pmcid) = id(line, "PMCID: ") {
            record.pmcid = Pmcid::parse(&pmcid);
            found = true;
        } else if let Some(pmid) = id(line, "PMID: ") {
            record.pmid = Pmid::parse(&pmid);
            found = true;
        }
    }
    found
}

/// `[Article in English, German; Abstract available in German from the publisher]`
fn languages(line: &str) -> Vec<String> {
    let names = line.trim_start_matches("[Article in ").split([';', ']']).next().unwrap_or_default();
    let code = |name: &str| language_code(name.trim()).map_or_else(|| name.trim().to_lowercase(), str::to_owned);
    names.split(',').map(code).filter(|code| !code.is_empty()).collect()
}

/// `Yu X(1), Zhu L(1)(2).`: names with the numbers of their addresses.
fn authors(line: &str) -> (Vec<Author>, Vec<Vec<u32>>) {
    let mut joined = String::new();
    let mut depth = 0;
    // A comma within the numbers parts no names.
    for c in line.trim().trim_end_matches('.').chars() {
        depth = match c {
            '(' => depth + 1,
            ')' => (depth - 1i32).max(0),
            _ => depth,
        };
        joined.push(if depth > 0 && c == ',' { ' ' } else { c });
    }
    let names = joined.split([',', ';']).map(str::trim).filter(|name| !name.is_empty());
    let split = names.map(|name| {
        let (name, marks) = name.split_at(name.find('(').unwrap_or(name.len()));
        let numbers = marks.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
        (super::ris::person(name), numbers)
    });
    split.filter(|(author, _)| !author.is_empty()).unzip()
}

/// A list of names has none of a text's small words, and its names have numbers or initials.
fn are_names(line: &str) -> bool {
    let first = line.split([',', '(', ';']).next().unwrap_or_default().trim().trim_end_matches('.');
    let initials = first.rsplit(' ').next().unwrap_or_default();
    let short = first.contains(' ') && initials.len() <= 4 && initials.chars().all(|c| c.is_uppercase() || c == '-');
    let group = first
        .split(' ')
        .all(|word| word.starts_with(|c: char| c.is_uppercase()) || matches!(word, "of" | "for" | "and" | "the"));
    short || (group && line.len() < 400 && first.len() < 120 && line.ends_with('.') && !first.contains(": "))
}

/// `(1)Department of Moss. (2)Institute.`
fn addresses(text: &str) -> Vec<String> {
    let mut places = Vec::new();
    let mut rest = text;
    for number in 1.. {
        let mark = format!("({number})");
        let Some((_, behind)) = rest.split_once(&mark) else { break };
        let end = behind.find(&format!("({})", number + 1)).unwrap_or(behind.len());
        places.push(text::clean(&behind[..end]));
        rest = &behind[end..];
    }
    if places.is_empty() { text::non_empty(text).into_iter().collect() } else { places }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Item;

    #[test]
    fn the_language_of_a_translated_title_stands_below_it() {
        let text = "1. Z Moos. 2018;3:1-2.\n\n[Bog and fen].\n\n[Article in German, English; Abstract available in German]\n\n\
            Fen B(#)(1), Moss A(2).\n\nAuthor information:\n(1)Oslo.\n(2)Bergen.\n(#)Contributed equally\n\nCollaborators: Red A, Green BC.\n\nPMID: 99000902\n";
        let Item::Record(record) = read(text.as_bytes()).next().unwrap().unwrap().item else { panic!() };
        assert_eq!((record.languages, record.abstract_sections.len()), (vec!["ger".to_owned(), "eng".to_owned()], 0));
        let places: Vec<_> = record.authors.iter().map(|author| author.affiliations.concat()).collect();
        assert_eq!(places, ["Oslo.", "Bergen."]);
        assert_eq!(record.investigators.iter().map(Author::short).collect::<Vec<_>>(), ["Red A", "Green BC"]);
    }

    #[test]
    fn paragraphs_are_told_apart() {
        let text = "1. J Phantom Moss. 2016 Jan 30;28(1):186-9. doi: 10.55555/M. Epub 2015 Dec 1.\n\nMoss is wet: a study\nof bogs.\n\n\
            Quill MJ(1), van der Berg J(1)(2); Moss Study Group.\n\nAuthor information:\n(1)Department of Moss,\nOslo.\n(2)Bog Institute.\n\n\
            Comment in\n    J Lichen. 2017;1:2.\n\nBACKGROUND: Moss.\nRESULTS: It is wet.\n\nCopyright \u{a9} 2016 Bog.\n\n\
            DOI: 10.55555/M\nPMCID: PMC99000901\nPMID: 99000901 [Indexed for MEDLINE]\n\nConflict of interest statement: None.\n\n\n\
            2. Lancet. 1999;3:7.\n\nA note.\n\nPMID: 99000902\n";
        let entries: Vec<Entry> = read(text.as_bytes()).map(Result::unwrap).collect();
        assert_eq!(entries.iter().map(|entry| (entry.line, entry.record)).collect::<Vec<_>>(), [(1, 1), (28, 2)]);
        let records: Vec<_> = entries
            .iter()
            .filter_map(|e| if let Item::Record(record) = &e.item { Some(record) } else { None })
            .collect();
        insta::assert_json_snapshot!(records);
        assert!(recognises(text) && !recognises("1. A list.\n2. More\n"));
    }
}
