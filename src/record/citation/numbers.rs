//! The numbers of a place in a source, each at one place of the text: volume with supplement, issue, pages.

use super::scan::{byte, dash, spaces, starts, starts_ci, year};

/// The most bytes of an issue in brackets.
pub(super) const LONGEST_ISSUE: usize = 40;

/// The most bytes of a volume.
pub(super) const LONGEST_VOLUME: usize = 14;

/// The most bytes of a page.
const LONGEST_PAGE: usize = 24;

/// Whether `word` is a month's name or its abbreviation, or a season's.
pub(super) fn is_month(word: &str) -> bool {
    const NAMES: [&str; 17] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "winter",
        "spring",
        "summer",
        "autumn",
        "fall",
    ];
    let abbreviation = matches!(word.len(), 3 | 4);
    word.len() >= 3
        && NAMES.iter().any(|name| {
            word.eq_ignore_ascii_case(name)
                || abbreviation && name.get(..word.len()).is_some_and(|n| n.eq_ignore_ascii_case(word))
        })
}

/// Behind `vol.`, `Volume`, `Bd.` at `at`, or `at` itself.
pub(super) fn volume_label(text: &str, at: usize) -> usize {
    if !matches!(byte(text, at), b'v' | b'V' | b'b' | b'B') {
        return at;
    }
    let labels = ["volume ", "vol. ", "vol.", "vol ", "Bd. ", "Bd "];
    labels.iter().find(|l| starts_ci(text, at, l)).map_or(at, |l| spaces(text, at + l.len()))
}

/// The volume at `at` with its supplement, and what follows it.
pub(super) fn volume(text: &str, at: usize) -> (Option<&str>, usize) {
    let at = volume_label(text, at);
    let end = token(text, at, LONGEST_VOLUME);
    let word = text.get(at..end).unwrap_or_default();
    let numbered = word.bytes().any(|b| b.is_ascii_digit());
    let roman = !word.is_empty() && word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X' | b'L' | b'C'));
    if numbered || roman {
        let end = supplement(text, spaces(text, end)).unwrap_or(end);
        return (text.get(at..end), end);
    }
    match supplement(text, at) {
        Some(end) => (text.get(at..end), end),
        None => (None, at),
    }
}

/// Behind `Suppl 1`, `Pt A`, `Spec No` at `at`.
pub(super) fn supplement(text: &str, at: usize) -> Option<usize> {
    let words = [
        "suppl.",
        "supplement",
        "suppl",
        "supp.",
        "supp",
        "pt.",
        "pt",
        "part",
        "spec no",
        "special issue",
        "sp. issue",
    ];
    let word = words.iter().find(|word| starts_ci(text, at, word))?;
    let end = at + word.len();
    if byte(text, end).is_ascii_alphabetic() {
        return None;
    }
    let next = spaces(text, end);
    let number = token(text, next, 6);
    let numbered = number > next && (number - next <= 2 || text[next..number].bytes().any(|b| b.is_ascii_digit()));
    let end = if numbered { number } else { end };
    Some(supplement(text, spaces(text, end)).unwrap_or(end))
}

pub(super) fn is_issue(text: &str, strict: bool) -> bool {
    let named =
        ["suppl", "issue", "pt", "part", "spec"].iter().any(|word| starts_ci(text, 0, word) || text.ends_with(word));
    !text.is_empty() && (!strict || named || text.bytes().any(|b| b.is_ascii_digit()))
}

/// Behind `pp.`, `p.`, `Article`, `Art. No.` at `at`, or `at` itself.
pub(super) fn page_label(text: &str, at: usize) -> usize {
    let labels = [
        "pp. ",
        "pp.",
        "pp ",
        "p. ",
        "p.",
        "p ",
        "pages ",
        "page ",
        "pgs. ",
        "article number ",
        "article no. ",
        "article id ",
        "article ",
        "art. no. ",
        "art. ",
        "id ",
        "s. ",
        "pii: ",
    ];
    labels.iter().find(|l| starts_ci(text, at, l)).map_or(at, |l| spaces(text, at + l.len()))
}

/// Pages at `at`: where they begin, where they end, and where what belongs to them ends.
pub(super) fn pages(text: &str, at: usize) -> Option<(usize, usize, usize)> {
    let from = page_label(text, at);
    let mut to = range(text, from)?;
    // A publisher's item number (`S1542-3565(20)31504-4`) is no range of pages.
    if byte(text, to) == b'(' && byte(text, to + 1).is_ascii_digit() {
        return None;
    }
    // Further ranges of the same article (`455-8, 460`).
    for _ in 0..6 {
        if byte(text, to) != b',' {
            break;
        }
        let next = spaces(text, to + 1);
        let Some(end) = range(text, next).filter(|end| *end - next <= LONGEST_PAGE) else { break };
        let a_year = year(text, next).is_some() && end == next + 4;
        let page = text[next..end].bytes().any(|b| b.is_ascii_digit()) && !a_year;
        let followed = matches!(byte(text, end), b',' | b';' | b'.' | 0) || starts(text, end, " passim");
        if !page || !followed {
            break;
        }
        to = end;
    }
    // An electronic page behind the printed ones (`133–145 e135`) is none of their range.
    let electronic = byte(text, to) == b' ' && byte(text, to + 1) == b'e' && byte(text, to + 2).is_ascii_digit();
    let end = if electronic { range(text, to + 1).unwrap_or(to) } else { to };
    Some((from, to, discussion_end(text, end)))
}

/// One page or a range of pages; where it ends.
fn range(text: &str, at: usize) -> Option<usize> {
    let first = page(text, at)?;
    let mark = spaces(text, first);
    let second = dash(text, mark).map(|end| dash(text, end).unwrap_or(end)).map(|end| spaces(text, end));
    Some(second.and_then(|second| page(text, second)).unwrap_or(first))
}

/// A page: letters and digits with a digit among them (`e12`, `580.e7`), or a Roman number.
fn page(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes().get(at..)?;
    let mut length = 0;
    for (i, b) in bytes.iter().enumerate().take(LONGEST_PAGE + 1) {
        let inner = *b == b'.' && bytes.get(i + 1).is_some_and(u8::is_ascii_alphanumeric) && i > 0;
        if !b.is_ascii_alphanumeric() && !inner {
            break;
        }
        length = i + 1;
    }
    let word = text.get(at..at + length).filter(|_| length <= LONGEST_PAGE)?;
    let roman = !word.is_empty() && word.bytes().all(|b| matches!(b | 0x20, b'i' | b'v' | b'x' | b'l' | b'c'));
    let broken_off = bytes.get(length).is_some_and(|b| *b >= 0x80) && dash(text, at + length).is_none();
    (!broken_off && (roman || word.bytes().any(|b| b.is_ascii_digit()))).then_some(at + length)
}

/// Behind the pages of a discussion, which are another work's (`774-8; discussion 778-9`).
fn discussion_end(text: &str, at: usize) -> usize {
    let next = spaces(text, at + usize::from(matches!(byte(text, at), b';' | b',')));
    let words = ["discussion", "author reply", "quiz", "passim", "contd", "Table of Contents"];
    if !words.iter().any(|word| starts(text, next, word)) {
        return at;
    }
    let rest = &text.as_bytes()[next..];
    next + rest.iter().take(60).position(|b| matches!(b, b'.')).unwrap_or(rest.len().min(60))
}

/// Behind the letters, digits and inner hyphens and strokes at `at`, or `at` where they are too many.
pub(super) fn token(text: &str, at: usize, longest: usize) -> usize {
    let mut end = at;
    loop {
        let b = byte(text, end);
        if b.is_ascii_alphanumeric() {
            end += 1;
        } else if end > at && (b == b'/' || dash(text, end).is_some()) {
            let next = dash(text, end).unwrap_or(end + 1);
            if !byte(text, next).is_ascii_alphanumeric() {
                return end;
            }
            end = next;
        } else {
            return end;
        }
        if end - at > longest {
            return at;
        }
    }
}
