//! Free-text citations taken apart: authors, title, journal, year, volume, issue, pages and identifiers.
//!
//! The styles of reference lists differ in the order of these parts and in what stands between them. The parser reads
//! the author list from the front ([`names`]), finds the place in the source ([`locator`]), which has a form of its own
//! in each style, and parts what lies between into title and journal ([`titles`]). Where a part cannot be told it is
//! left empty; nothing is guessed, and the text itself is always kept. Every step looks at each place of the text a
//! bounded number of times, so that the time taken grows with the length of the text alone.
//!
//! It does not look anything up: whether a journal of that name exists, and which record is meant, is settled elsewhere.

mod abbreviations;
mod locator;
mod names;
mod numbers;
mod person;
mod scan;
mod tidy;
mod titles;

use super::author::Author;
use super::pages::Pages;
use super::reference::Reference;
use locator::Locator;
use scan::{byte, spaces, starts_ci, unmarked_year, year};

/// No citation is longer than this; a longer text is kept but not taken apart.
const LONGEST: usize = 4_000;

/// Within how many bytes the year stands that follows the authors.
const AUTHORS_AT_MOST: usize = 600;

impl Reference {
    /// Takes a citation apart. List numbers before it and link labels behind it (` - DOI - PMC - PubMed`) are no part
    /// of its text.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::of_text(tidy::citation_text(text))
    }

    /// Takes a citation apart whose text has nothing before and behind it.
    pub(super) fn of_text(whole: String) -> Self {
        let mut reference = Self::default();
        if whole.len() <= LONGEST {
            let ids = tidy::ids(&whole);
            (reference.doi, reference.pmid, reference.pmcid) = (ids.doi, ids.pmid, ids.pmcid);
            let end = tidy::body_end(&whole);
            take_apart(&mut reference, &whole[item_mark(&whole[..end])..end]);
            reference.year = reference.year.or_else(|| tidy::year_behind(&whole[end..]));
        }
        reference.text = whole;
        reference.note_parsed();
        reference
    }
}

/// Behind what marks an item of a list: the letter of a group (`b) Smith J, …`), dots that stand for its weight.
fn item_mark(text: &str) -> usize {
    let lettered = byte(text, 0).is_ascii_lowercase() && byte(text, 1) == b')';
    if lettered { spaces(text, 2) } else { text.len() - text.trim_start_matches(['\u{2022}', '*', ' ']).len() }
}

/// Fills the parts that authors, title and source make.
fn take_apart(reference: &mut Reference, body: &str) {
    let place = locator::find(body);
    if let Some(place) = place.as_ref().filter(|place| place.is_full())
        && titles::is_source(&body[..place.start])
    {
        return fill(reference, titles::split(&body[..place.start], false), Some(place));
    }
    let lead = lead(reference, body, place.as_ref());
    let rest = &body[lead.end..];
    let mut place = match place {
        Some(place) if place.start >= lead.end => Some(place.behind(lead.end)),
        _ => locator::find(rest),
    };
    if let Some(place) = place.as_mut().filter(|_| reference.year.is_none()) {
        place.settle_year();
    }
    let head = &rest[..place.as_ref().map_or(rest.len(), |place| place.start)];
    let titles = match &place {
        Some(place) if place.is_published_apart(head) => titles::split_unplaced(head, lead.authored),
        Some(place) if place.is_full() => titles::split(head, lead.authored),
        Some(_) => titles::split_before_year(head, lead.authored),
        None if reference.year.is_some() => titles::split_before_year(head, lead.authored),
        None => titles::split_unplaced(head, lead.authored),
    };
    fill(reference, titles, place.as_ref());
}

fn fill(reference: &mut Reference, titles: titles::Titles, place: Option<&Locator>) {
    reference.title = titles.title.map(str::to_owned);
    reference.journal = titles.journal.map(str::to_owned);
    if let Some(place) = place {
        reference.year = reference.year.or(place.year);
        reference.volume = place.volume.map(str::to_owned);
        reference.issue = place.issue.map(str::to_owned);
        reference.pages = place.pages.and_then(Pages::parse);
    }
}

/// What leads a citation: its authors, and the year where it follows them.
struct Lead {
    /// Where what follows begins.
    end: usize,
    /// Whether authors, read or not, stand there.
    authored: bool,
}

fn lead(reference: &mut Reference, body: &str, place: Option<&Locator>) -> Lead {
    let names = names::read(body);
    let authored = names.is_some();
    let mut end = 0;
    if let Some(names) = names {
        reference.authors = names.authors;
        reference.authors_incomplete = names.incomplete;
        end = names.end;
    }
    if let Some((number, behind)) = year_here(body, end, place).filter(|_| authored) {
        reference.year = Some(number);
        return Lead { end: behind, authored };
    }
    if let Some(behind) = unpublished(body, end).filter(|_| authored) {
        return Lead { end: behind, authored };
    }
    if let Some((open, number, behind)) = year_after_names(body, end, place) {
        let name = body[end..open].trim_end_matches(['.', ' ']);
        if is_unread_list(name) || names::is_group(name) {
            reference.year = Some(number);
            if !authored && names::is_group(name) {
                reference.authors.push(Author::collective(name));
            }
            return Lead { end: behind, authored: true };
        }
    }
    if !authored && let Some(behind) = titles::group_sentence(&body[..place.map_or(0, |place| place.start)]) {
        reference.authors.push(Author::collective(body[..behind].trim_end_matches(['.', ' '])));
        return Lead { end: behind, authored: true };
    }
    Lead { end, authored }
}

/// The year at `at`, directly behind the authors: `(2019). `, `(2019, March)`, `2010. `, and what follows it.
fn year_here(body: &str, at: usize, place: Option<&Locator>) -> Option<(u16, usize)> {
    let at = spaces(body, at + usize::from(byte(body, at) == b','));
    if place.is_some_and(|place| place.start == at && place.is_full()) {
        return None;
    }
    if byte(body, at) == b'(' {
        return bracketed_year(body, at);
    }
    let number = year(body, at)?;
    let letter = usize::from(byte(body, at + 4).is_ascii_lowercase());
    let marked =
        matches!(byte(body, at + 4 + letter), b'.' | b':' | b',' | b')') && byte(body, at + 5 + letter) == b' ';
    if marked {
        return Some((number, at + 6 + letter));
    }
    unmarked_year(body, at).map(|number| (number, at + 5 + letter))
}

/// Behind what stands in the year's place where there is none yet: `(in press).`
fn unpublished(body: &str, at: usize) -> Option<usize> {
    let at = spaces(body, at);
    let words = ["(in press)", "(in preparation)", "(submitted)", "(forthcoming)", "(accepted)", "(n.d.)"];
    let word = words.iter().find(|word| starts_ci(body, at, word))?;
    Some(at + word.len() + body[at + word.len()..].bytes().take_while(|b| matches!(b, b'.' | b',' | b' ')).count())
}

/// `(2019)`, `(2019a).`, `(2019, March 3)` at `at`.
fn bracketed_year(body: &str, at: usize) -> Option<(u16, usize)> {
    let number = year(body, at + 1)?;
    let letter = usize::from(byte(body, at + 5).is_ascii_lowercase());
    if !matches!(byte(body, at + 5 + letter), b')' | b',' | b' ' | b';' | b'/') {
        return None;
    }
    let length = body.as_bytes()[at..].iter().take(40).position(|b| *b == b')')?;
    let mut behind = at + length + 1;
    while matches!(byte(body, behind), b'.' | b',' | b':' | b' ') {
        behind += 1;
    }
    Some((number, behind))
}

/// The first year in brackets behind names that could not be read to their end.
fn year_after_names(body: &str, from: usize, place: Option<&Locator>) -> Option<(usize, u16, usize)> {
    let limit = body.len().min(from + AUTHORS_AT_MOST).min(place.map_or(usize::MAX, |place| place.start));
    let open = from
        + body.as_bytes().get(from..limit)?.windows(2).position(|pair| pair[0] == b'(' && pair[1].is_ascii_digit())?;
    let (number, behind) = bracketed_year(body, open)?;
    let names = body.get(from..open)?.trim_end_matches(['.', ' ']);
    titles::is_one_sentence(names).then_some((open, number, behind))
}

/// Whether `text` can be a list of names in a form that is not read: its words are capitalised.
fn is_unread_list(text: &str) -> bool {
    const SMALL: [&str; 10] = ["and", "et", "al", "al.", "de", "van", "von", "der", "for", "of"];
    let small = text.split(' ').filter(|word| word.starts_with(|c: char| c.is_lowercase()) && !SMALL.contains(word));
    !text.is_empty() && text.len() <= AUTHORS_AT_MOST && small.count() == 0
}

#[cfg(test)]
mod tests;
