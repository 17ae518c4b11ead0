//! Where the title ends and the journal or book begins.

use super::abbreviations::is_abbreviated;
use super::names;
use super::scan::{capitalised, starts_ci};

/// What stands between the authors and the place in the source.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Titles<'a> {
    pub(super) title: Option<&'a str>,
    pub(super) journal: Option<&'a str>,
}

/// The longest that a journal's name may be.
const LONGEST_JOURNAL: usize = 120;

/// Words that a journal's name may have in lower case.
const CONNECTORS: [&str; 31] = [
    "&", "a", "and", "at", "d'", "da", "de", "del", "della", "der", "des", "di", "do", "du", "e", "ed", "en", "et",
    "for", "from", "für", "in", "la", "les", "of", "on", "the", "to", "und", "with", "y",
];

/// Splits `head`, the text between the authors and the place in the source. `authored` tells whether authors stood
/// before it: without them a single sentence is the journal (`Radiology. 2015;274:250-9`).
pub(super) fn split(head: &str, authored: bool) -> Titles<'_> {
    let head = head.trim().trim_end_matches([',', ';', '.', ' ', '(', ':']);
    if let Some(found) = quoted(head).or_else(|| part_of_book(head)) {
        return found;
    }
    match journal_start(head, authored) {
        0 if is_journal(head, authored) => Titles { title: None, journal: journal(head) },
        0 => Titles::default(),
        at => {
            // Without authors that could be read, the first sentence may be theirs.
            let told = authored || has_small_words(&head[..sentence_ends(head).next().unwrap_or(at).min(at)]);
            Titles { title: title(&head[..at]).filter(|_| told), journal: journal(&head[at..]) }
        }
    }
}

/// Splits what stands before a lone year. A journal is told from a publisher there by an abbreviated word in its name;
/// behind a comma or semicolon stands a publisher.
pub(super) fn split_before_year(head: &str, authored: bool) -> Titles<'_> {
    let found = split(head, authored);
    let publisher = head.trim_end().ends_with([',', ';', ':']);
    let named = |name: &str| name.split([' ', '.']).any(|word| is_abbreviated(word) || word == "Journal");
    match found.journal {
        Some(name) if !publisher && !name.contains(':') && named(name) => found,
        _ => split_unplaced(head, authored),
    }
}

/// What can be told where no place in a source is given: the book, if the work is a part of one, and behind authors the
/// title, which is the first sentence.
pub(super) fn split_unplaced(head: &str, authored: bool) -> Titles<'_> {
    let head = head.trim();
    if let Some(found) = quoted(head).or_else(|| part_of_book(head)) {
        return found;
    }
    let end = sentence_ends(head).next().unwrap_or(head.len());
    let ended = end < head.len() || head.ends_with(['.', '?', '!']);
    // A journal alone, whose place is not given (`Nat. Methods https://…`), is no title.
    let told = authored && ended && !is_abbreviated_name(&head[..end]);
    Titles { title: title(&head[..end]).filter(|_| told), journal: None }
}

/// Whether `head` is the name of a journal and nothing else: one sentence, or abbreviated words (`J. Biol. Chem.`).
pub(super) fn is_source(head: &str) -> bool {
    let head = head.trim().trim_end_matches(['.', ',', ' ', ';']);
    let Some(first) = points(head).next() else { return !head.contains(", ") };
    let abbreviated =
        head[..first - 1].split(' ').all(is_abbreviated) && points(head).all(|at| is_abbreviated_name(&head[..at]));
    abbreviated && head.len() <= LONGEST_JOURNAL && !head.contains(", ")
}

/// Whether no sentence ends within `text`.
pub(super) fn is_one_sentence(text: &str) -> bool {
    sentence_ends(text).all(|at| text[..at - 1].rsplit([' ', '-', '.']).next().is_none_or(|word| word.len() <= 3))
}

/// Behind the first sentence of `head`, where it names a group and title and journal follow it.
pub(super) fn group_sentence(head: &str) -> Option<usize> {
    let mut ends = sentence_ends(head.trim_end());
    let (first, _second) = (ends.next()?, ends.next()?);
    names::is_group(head[..first].trim_end_matches('.')).then_some(first + 1)
}

/// The ends of sentences in `head`: behind `. `, `? ` or `! `, save where the point is an abbreviation's.
fn sentence_ends(head: &str) -> impl DoubleEndedIterator<Item = usize> {
    let bytes = head.as_bytes();
    (1..bytes.len()).filter(move |&at| {
        let mark = bytes[at - 1];
        bytes[at] == b' '
            && !goes_on(head, at + 1)
            && (matches!(mark, b'?' | b'!') || mark == b'.' && !abbreviates(&bytes[..at - 1]))
    })
}

/// Whether the point behind `before` is that of a genus (`E. coli`), of `vs.` and the like.
fn abbreviates(before: &[u8]) -> bool {
    let word = before.rsplit(|b| matches!(b, b' ' | b'(' | b',' | b'.')).next().unwrap_or_default();
    matches!(
        word,
        b"vs"
            | b"St"
            | b"Dr"
            | b"No"
            | b"no"
            | b"spp"
            | b"sp"
            | b"var"
            | b"cf"
            | b"ca"
            | b"approx"
            | b"subsp"
            | b"Mr"
            | b"Mrs"
    ) || matches!(word, [letter] if letter.is_ascii_uppercase() && *letter != b'J') && before.len() > 1
}

/// Where the journal begins in `head`: 0 where nothing parts it from a title.
fn journal_start(head: &str, authored: bool) -> usize {
    let mut ends = points(head).rev().peekable();
    let Some(mut start) = ends.next() else {
        return unmarked_start(head).or_else(|| comma_start(head, authored)).unwrap_or(0);
    };
    let mut previous = ends.next();
    // The points of `J. Biol. Chem.` end no sentence: the name goes back as long as they are such points.
    while head.as_bytes()[start - 1] == b'.' {
        let from = previous.unwrap_or(0);
        let piece = head[from..start].trim();
        let mut before = || ends.peek().map_or("", |end| head[*end..from].trim());
        if is_abbreviated_name(piece) || from > 0 && begins_name(piece, &head[start..], before()) {
            start = from;
        } else {
            let comma = piece.rfind(", ").filter(|comma| is_abbreviated_name(&piece[comma + 2..]));
            return comma.map_or_else(
                || narrowed(head, start),
                |comma| from + (head[from..].len() - head[from..].trim_start().len()) + comma + 2,
            );
        }
        if start == 0 {
            return 0;
        }
        previous = ends.next();
    }
    narrowed(head, start)
}

/// Whether `piece`, which stands before `name`, is the beginning of that name though its last word is not known as an
/// abbreviation (`Glob. Chang. Biol`, `Curr. Issues Intest. Microbiol`): one or two words that make no sentence before a name
/// with an abbreviated word in it, or behind one.
fn begins_name(piece: &str, name: &str, before: &str) -> bool {
    const SENTENCES: [&str; 11] = [
        "Commentary",
        "Discussion",
        "Editorial",
        "Introduction",
        "Letter",
        "Part",
        "Reply",
        "Report",
        "Response",
        "Review",
        "Summary",
    ];
    let Some(bare) = piece.strip_suffix('.') else { return false };
    let words: Vec<&str> = bare.split(' ').collect();
    let word = |word: &&str| capitalised(word) && word.len() <= 14 && word.chars().all(char::is_alphabetic);
    let cut = words.len() == 1 || bare.ends_with(|c: char| c.is_ascii_lowercase() && !"aeiouysg".contains(c));
    let known = name.split([' ', '.']).any(is_abbreviated) || is_abbreviated_name(before);
    let sentence = words.last().is_none_or(|last| SENTENCES.contains(last));
    words.len() <= 2 && words.iter().all(word) && cut && known && !sentence
}

/// Every place behind `. `, `? ` and `! `.
fn points(head: &str) -> impl DoubleEndedIterator<Item = usize> {
    let bytes = head.as_bytes();
    (1..bytes.len())
        .filter(move |&at| bytes[at] == b' ' && matches!(bytes[at - 1], b'.' | b'?' | b'!') && !goes_on(head, at + 1))
}

/// Whether the word at `at` goes on a sentence, being in lower case.
fn goes_on(head: &str, at: usize) -> bool {
    head.as_bytes().get(at).is_some_and(u8::is_ascii_lowercase) && !small_name(&head[at..])
}

/// A later beginning within what stands behind `start`, where a title goes on there and no point ends it.
fn narrowed(head: &str, start: usize) -> usize {
    let last = &head[start..];
    let comma = || if head.as_bytes()[start - 1] == b'.' { None } else { comma_start(last, true) };
    unmarked_start(last).or_else(comma).map_or(start, |at| start + at)
}

/// `… histology (mutMap) Ann Oncol`: a journal behind a title that ends in a bracket or quotation mark.
fn unmarked_start(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let close = (1..bytes.len()).rev().find(|&at| bytes[at] == b' ' && matches!(bytes[at - 1], b')' | b']' | b'"'))?;
    let tail = text[close..].trim();
    (has_small_words(&text[..close]) && is_journal(tail, true)).then_some(close)
}

/// `Title of the work, J Biol Chem`: styles that part everything by commas.
fn comma_start(text: &str, authored: bool) -> Option<usize> {
    let comma = text.rfind(", ").filter(|_| authored)?;
    let long = text[..comma].split(' ').nth(4).is_some();
    ((long || has_small_words(&text[..comma])) && is_journal(&text[comma + 2..], true)).then_some(comma + 1)
}

/// Whether `piece` is made of capitalised words and ends in an abbreviated one and its point.
fn is_abbreviated_name(piece: &str) -> bool {
    let Some(name) = piece.strip_suffix('.') else { return false };
    let last = name.rsplit([' ', '.']).next().unwrap_or(name);
    let short = piece.len() <= 40 && name.split(' ').all(|word| capitalised(word) || is_connector(word));
    short && (is_abbreviated(last) || last.len() == 1 && capitalised(last))
}

/// Whether at least two words are in lower case, as in a sentence and not in a name.
pub(super) fn has_small_words(text: &str) -> bool {
    text.split(' ').filter(|word| word.starts_with(|c: char| c.is_lowercase()) && !is_connector(word)).nth(1).is_some()
}

fn is_connector(word: &str) -> bool {
    CONNECTORS.binary_search(&word).is_ok()
}

/// Whether `name` looks like a journal's: not long, its words capitalised.
pub(super) fn is_journal(name: &str, authored: bool) -> bool {
    let name = name.trim();
    let begins = capitalised(name) || name.starts_with(|c: char| c.is_ascii_digit()) || small_name(name);
    if name.is_empty() || name.len() > LONGEST_JOURNAL || !begins {
        return false;
    }
    let mut words = name.split(' ').filter(|word| !word.is_empty());
    !authored
        || words.all(|word| !word.starts_with(|c: char| c.is_lowercase()) || is_connector(word) || small_name(word))
}

/// Names that begin with a small letter: `eLife`, `mBio`, `npj`, `bioRxiv`.
fn small_name(name: &str) -> bool {
    let word = name.split(' ').next().unwrap_or(name);
    matches!(word, "npj" | "iforest" | "eureka")
        || word.starts_with(|c: char| c.is_lowercase()) && word.bytes().skip(1).take(4).any(|b| b.is_ascii_uppercase())
}

/// `“Title,” Journal`.
fn quoted(head: &str) -> Option<Titles<'_>> {
    let (open, close) = [('"', '"'), ('\u{201c}', '\u{201d}')].into_iter().find(|(open, _)| head.starts_with(*open))?;
    let inner = &head[open.len_utf8()..];
    // Words within the title may stand in marks of their own.
    let parts = |end: usize| {
        inner[..end].ends_with([',', '.', '?', '!']) || inner[end + close.len_utf8()..].starts_with([',', '.'])
    };
    let end = inner.match_indices(close).map(|(end, _)| end).find(|end| parts(*end))?;
    let rest = inner[end + close.len_utf8()..].trim_start_matches([' ', ',', '.', ';']);
    let rest = rest.strip_prefix("in ").map_or(rest, |book| &book[..book_end(book)]);
    Some(Titles { title: title(&inner[..end]), journal: journal(rest).filter(|_| rest.len() <= LONGEST_JOURNAL) })
}

/// `Title. In: Smith J, Doe A, editors. Book. City: Publisher`, `Title, in Proceedings of …`, `Title, in Book, eds Smith J`.
fn part_of_book(head: &str) -> Option<Titles<'_>> {
    let bytes = head.as_bytes();
    let at = (1..bytes.len().saturating_sub(4)).find(|&at| {
        let word = bytes[at] == b' ' && bytes[at + 2].eq_ignore_ascii_case(&b'n');
        let sentence = bytes[at + 3] == b':' || bytes[at + 3] == b' ' && matches!(bytes[at - 1], b'.' | b'?' | b')');
        let within = || bytes[at - 1] == b',' && bytes[at + 3] == b' ' && is_book(&head[at + 4..]);
        let unmarked = || bytes[at + 3] == b' ' && is_book(&head[at + 4..]);
        word && (bytes[at + 1] == b'I' && (sentence || unmarked()) || bytes[at + 1] == b'i' && within())
    })?;
    let rest = behind_editors(head[at + 4..].trim_start());
    let title_end = at;
    let end = book_end(rest);
    Some(Titles {
        title: title(&head[..title_end]),
        journal: journal(&rest[..end]).filter(|j| j.len() <= 2 * LONGEST_JOURNAL),
    })
}

/// Where the name of a book ends: before its editors, volume, pages or publisher.
fn book_end(text: &str) -> usize {
    let marks = [". ", ", eds ", ", ed. ", " (Vol", " (vol", " (pp", "; ", " (Ed", ", pp", ", vol", ", Vol"];
    marks.iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len())
}

/// Whether what stands behind `, in ` names proceedings or a book and its editors.
fn is_book(text: &str) -> bool {
    let editors = [", eds ", ", ed. ", " (eds", " (ed.", " (Eds", " (Ed."];
    let begins = ["Proc", "Advances in ", "Handbook of "].iter().any(|word| text.starts_with(word));
    capitalised(text) && (begins || editors.iter().any(|mark| text.contains(mark)))
}

fn behind_editors(text: &str) -> &str {
    const MARKS: [&str; 8] = ["(eds", "(ed", " editors", " editor", " eds", " ed.", ",eds", "hrsg"];
    let bytes = text.as_bytes();
    let found =
        (0..bytes.len().min(300)).find_map(|at| MARKS.iter().find(|m| starts_ci(text, at, m)).map(|m| at + m.len()));
    match found {
        Some(at) => text[at..].trim_start_matches(['s', '.', ')', ',', ':', ' ']),
        None => names::read(text).map_or(text, |found| &text[found.end..]),
    }
}

fn journal(text: &str) -> Option<&str> {
    let text = text.trim_matches([' ', ',', ';', ':', '.']);
    let text = text.strip_suffix("[Internet]").unwrap_or(text).trim_end();
    (text.len() > 1 && text.len() <= 2 * LONGEST_JOURNAL).then_some(text)
}

fn title(text: &str) -> Option<&str> {
    let text = text.trim_matches([' ', ',', ';', ':']).trim_end_matches(['.', ' ', ',']);
    let text = text.strip_suffix("[Internet]").unwrap_or(text).trim_end_matches([' ', '.']);
    let text = without_edition(text.trim_matches(['"', '\u{201c}', '\u{201d}']).trim());
    // Names that could not be read before it: where they end is not known.
    let names = text.find(" et al").is_some_and(|at| at < 60 && text.len() > at + 30);
    (text.len() > 1 && text.chars().any(char::is_alphabetic) && !names).then_some(text)
}

/// A book's title without `, 5th ed` behind it.
fn without_edition(title: &str) -> &str {
    let bare = title.trim_end_matches(['.', ')']);
    let bare = ["edition", "edn", "ed"].iter().find_map(|word| bare.strip_suffix(word)?.strip_suffix(' '));
    let Some(bare) = bare else { return title };
    let number = bare.rsplit([' ', '(', ',']).next().unwrap_or_default();
    let ordinal = ["st", "nd", "rd", "th"].iter().find_map(|ending| number.strip_suffix(ending));
    let numbered = ordinal.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
    let rest = bare[..bare.len() - number.len()].trim_end_matches([' ', '(', ',', '.']);
    if numbered && !rest.is_empty() { rest } else { title }
}
