//! What stands around a citation and is not of it: list numbers, link labels, identifiers and addresses.

use super::scan::{byte, starts, starts_ci, year};
use crate::record::ids::{Doi, Pmcid, Pmid};
use crate::record::text;

/// No identifier is longer than this; what is longer is not looked at.
const LONGEST_ID: usize = 300;

/// Labels of the links that a page sets behind a reference.
const LINK_LABELS: [&str; 6] = ["DOI", "PMC", "PubMed", "Google Scholar", "CrossRef", "PMC free article"];

/// The citation as it stands, without a list number before it and link labels behind it.
pub(super) fn citation_text(raw: &str) -> String {
    let mut text = text::clean(raw);
    let end = without_link_labels(&text);
    text.truncate(end);
    let start = list_number(&text);
    if start > 0 {
        text.drain(..start);
    }
    text
}

/// How long the text is without ` - DOI - PMC - PubMed` or `[DOI] [PubMed]` at its end.
fn without_link_labels(text: &str) -> usize {
    let mut end = text.trim_end().len();
    loop {
        let rest = &text[..end];
        let shorter = LINK_LABELS.iter().find_map(|label| {
            let bare = rest.strip_suffix(label).and_then(|r| r.strip_suffix(" - "));
            bare.or_else(|| rest.strip_suffix(']')?.strip_suffix(label)?.strip_suffix('['))
        });
        match shorter {
            Some(shorter) => end = shorter.trim_end().len(),
            None => return end,
        }
    }
}

/// How long the list number is (`12. `, `[12] `, `(12) `, `12) `): up to three digits that are no part of the citation.
fn list_number(text: &str) -> usize {
    let open = byte(text, 0);
    let from = usize::from(matches!(open, b'[' | b'('));
    let digits = text.bytes().skip(from).take_while(u8::is_ascii_digit).count();
    let close = byte(text, from + digits);
    let fits = match open {
        b'[' => close == b']',
        b'(' => close == b')',
        _ => matches!(close, b'.' | b')'),
    };
    let behind = from + digits + 1;
    let spaced = byte(text, behind) == b' ' || open == b'[';
    if !(1..=3).contains(&digits) || !fits || !spaced || text.len() <= behind {
        return 0;
    }
    behind + text[behind..].len() - text[behind..].trim_start().len()
}

/// The identifiers that a citation names.
#[derive(Default)]
pub(super) struct Ids {
    pub(super) doi: Option<Doi>,
    pub(super) pmid: Option<Pmid>,
    pub(super) pmcid: Option<Pmcid>,
}

/// Finds the identifiers in `text`.
pub(super) fn ids(text: &str) -> Ids {
    let mut ids = Ids::default();
    for (at, window) in text.as_bytes().windows(3).enumerate() {
        match window {
            b"10." if ids.doi.is_none() && !within_word(text, at) => ids.doi = doi_at(text, at),
            [b'p' | b'P', b'm' | b'M', b'i' | b'I'] if ids.pmid.is_none() => ids.pmid = pmid_at(text, at),
            b"pub" if ids.pmid.is_none() => ids.pmid = address_at(text, at),
            b"PMC" if ids.pmcid.is_none() => ids.pmcid = pmcid_at(text, at),
            _ => {}
        }
    }
    ids
}

fn within_word(text: &str, at: usize) -> bool {
    at > 0 && (byte(text, at - 1).is_ascii_alphanumeric() || byte(text, at - 1) == b'.')
}

/// The token at `at` up to a space, unless it is too long for an identifier.
fn token(text: &str, at: usize) -> Option<&str> {
    let bytes = text.as_bytes().get(at..)?;
    let end = bytes.iter().take(LONGEST_ID).position(|b| *b == b' ').unwrap_or(bytes.len());
    if end > LONGEST_ID { None } else { text.get(at..at + end) }
}

fn doi_at(text: &str, at: usize) -> Option<Doi> {
    let token = token(text, at)?;
    // Behind a resolver's address the name may be percent-encoded (`10.1000%2Fx`), which is read only with the address.
    if text[..at].ends_with("doi.org/") { Doi::parse(&format!("doi.org/{token}")) } else { Doi::parse(token) }
}

fn pmid_at(text: &str, at: usize) -> Option<Pmid> {
    if !starts_ci(text, at, "pmid") || within_word(text, at) {
        return None;
    }
    let digits_at = at + 4 + text[at + 4..].bytes().take_while(|b| matches!(b, b':' | b' ' | b'-')).take(3).count();
    number_at(text, digits_at).and_then(Pmid::parse)
}

fn address_at(text: &str, at: usize) -> Option<Pmid> {
    let hosts = ["pubmed.ncbi.nlm.nih.gov/", "pubmed/"];
    let host = hosts.iter().find(|host| starts(text, at, host))?;
    number_at(text, at + host.len()).and_then(Pmid::parse)
}

fn pmcid_at(text: &str, at: usize) -> Option<Pmcid> {
    let digits = number_at(text, at + 3)?;
    if within_word(text, at) || digits.len() < 3 { None } else { Pmcid::parse(&text[at..at + 3 + digits.len()]) }
}

fn number_at(text: &str, at: usize) -> Option<&str> {
    let digits = text.get(at..)?.bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0).then(|| &text[at..at + digits])
}

/// Where identifiers, addresses and remarks begin: what stands before is author, title and source.
pub(super) fn body_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let start =
        (1..bytes.len()).find(|&at| matches!(bytes[at - 1], b' ' | b'(' | b'[' | b'.' | b';') && is_tail(text, at));
    let end = without_bare_pmid(&text[..start.unwrap_or(bytes.len())]);
    text[..end].trim_end_matches([' ', '[', '(']).len()
}

/// How long the text is without a PubMed id that stands behind its end with no word before it (`1567–1587. 12930761`).
fn without_bare_pmid(text: &str) -> usize {
    let whole = text.trim_end_matches([' ', '.']);
    let rest = whole.trim_end_matches(|c: char| c.is_ascii_digit());
    let bare = (7..=8).contains(&(whole.len() - rest.len())) && (rest.ends_with(". ") || rest.ends_with(") "));
    if bare { rest.len() } else { text.len() }
}

fn is_tail(text: &str, at: usize) -> bool {
    let ci = |prefix: &str| starts_ci(text, at, prefix);
    let exact = |prefix: &str| starts(text, at, prefix);
    match byte(text, at) {
        b'1' => is_bare_doi(text, at),
        b'd' | b'D' => ci("doi:") || ci("doi 10.") || ci("doi.org") || ci("doi]"),
        b'h' | b'H' => ci("http://") || ci("https://"),
        b'w' | b'W' => ci("www."),
        b'p' | b'P' => ci("pmid") || ci("pmcid") || exact("PubMed PMID") || exact("PubMed]"),
        b'A' => {
            ["Available from", "Available at", "Available online", "Available:", "Accessed "].iter().any(|p| exact(p))
        }
        b'E' => exact("Epub"),
        b'R' => exact("Retrieved "),
        b'C' => exact("CrossRef]"),
        // The date of a visit may also stand between the date and the volume.
        b'c' => {
            byte(text, at - 1) == b'['
                && exact("cited")
                && !text[at..].bytes().take(40).collect::<Vec<_>>().windows(2).any(|w| w == b"];")
        }
        b'U' => exact("URL:"),
        _ => false,
    }
}

/// Whether a DOI without a word before it stands at `at`.
fn is_bare_doi(text: &str, at: usize) -> bool {
    let digits = text.as_bytes()[at..].iter().skip(3).take(10).take_while(|b| b.is_ascii_digit()).count();
    starts(text, at, "10.") && (4..=9).contains(&digits) && byte(text, at + 3 + digits) == b'/'
}

/// A year in brackets at the end of what follows the body (`… https://doi.org/10.1000/x (2004).`).
pub(super) fn year_behind(tail: &str) -> Option<u16> {
    let open = tail.trim_end_matches(['.', ' ', ';']).strip_suffix(')')?.rfind('(')?;
    let inner = tail[open + 1..].trim_end_matches(['.', ' ', ';', ')']);
    year(tail, open + 1).filter(|_| inner.len() == 4)
}
