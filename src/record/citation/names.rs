//! The author list at the beginning of a citation, in the forms in which styles write it: `Yu X`, `Yu X.`, `Yu, X. Y.`,
//! `X. Y. Yu`, with `et al.` and names of groups.

use super::person::{initials, last_of_list, person, suffix};
use super::scan::{byte, capitalised, spaces, starts};
use super::titles;
use crate::record::author::Author;

/// The most bytes that a group's name or an unreadable name may take.
const LONGEST_NAME: usize = 160;

/// Words of which a group's name has one.
#[rustfmt::skip]
const GROUP_WORDS: [&str; 56] = [
    "Academy", "Administration", "Agency", "Alliance", "Association", "Authority", "Board", "Bureau", "Center",
    "Centers", "Centre", "Collaboration", "Collaborative", "Collaborators", "College", "Commission", "Committee",
    "Consortium", "Consultation", "Council", "Department", "Directorate", "Federation", "Force", "Foundation",
    "Fund", "Government", "Group", "Groups", "Initiative", "Institute", "Institutes", "Investigators", "Ministry",
    "Nations", "Network", "Office", "Organisation", "Organization", "Panel", "Partnership", "Program", "Programme",
    "Project", "Registry", "Secretariat", "Service", "Services", "Societies", "Society", "System", "Team",
    "Trialists", "Union", "University", "Workshop",
];

/// What an author list gave.
#[derive(Default)]
pub(super) struct Names {
    pub(super) authors: Vec<Author>,
    /// Whether it ends in `et al.` or names are left out.
    pub(super) incomplete: bool,
    /// Where what follows begins.
    pub(super) end: usize,
    /// Whether `and` stands before the last name, which so is the last.
    joined: bool,
}

/// Reads the author list at the beginning of `text`. `None` where there is none that can be told.
pub(super) fn read(text: &str) -> Option<Names> {
    let mut names = Names::default();
    let mut at = 0;
    // What the first name tells of the others: their form, and whether points stand behind initials.
    let (mut form, mut points) = (None, true);
    loop {
        let begin = spaces(text, at);
        at = conjunction(text, begin);
        if let Some(behind) = et_al(text, at) {
            names.incomplete = true;
            names.end = behind;
            break;
        }
        let listed = names.authors.len() > 1;
        let found = person(text, at, points).or_else(|| last_of_list(text, at).filter(|_| listed));
        let Some(person) = found.filter(|person| person.fits(form)) else {
            names.end = at;
            unreadable(text, &mut names);
            break;
        };
        (form, points) = (form.or(Some(person.form)), person.points);
        names.authors.push(person.author);
        names.joined = at > begin;
        match separator(text, person.end, &mut names) {
            Next::Name(behind) => at = behind,
            Next::End(behind) => {
                names.end = behind;
                break;
            }
        }
    }
    names.end = editors(text, names.end);
    (!names.authors.is_empty()).then_some(names)
}

/// What follows a name.
enum Next {
    Name(usize),
    End(usize),
}

fn separator(text: &str, at: usize, names: &mut Names) -> Next {
    let behind = spaces(text, at);
    if matches!(byte(text, behind), b',' | b';')
        && let Some((word, end)) = suffix(text, spaces(text, behind + 1))
    {
        if let Some(last) = names.authors.last_mut() {
            last.suffix = Some(word.trim_end_matches('.').to_owned());
        }
        return after_name(text, spaces(text, end));
    }
    after_name(text, behind)
}

fn after_name(text: &str, at: usize) -> Next {
    match byte(text, at) {
        b',' | b';' => Next::Name(at + 1),
        b'.' if matches!(byte(text, at + 1), b',' | b';') => Next::Name(at + 2),
        b'.' if et_al(text, spaces(text, at + 1)).is_some() => Next::Name(at + 1),
        b'.' | b':' => Next::End(at + 1),
        _ if conjunction(text, at) > at || et_al(text, at).is_some() => Next::Name(at),
        _ => Next::End(at),
    }
}

/// Behind `and`, `&`, `und`, `et`, `y` or the dots that stand for names left out.
pub(super) fn conjunction(text: &str, at: usize) -> usize {
    for word in ["and ", "& ", "&amp; ", "und ", "y ", "\u{2026} ", "... ", ". . . "] {
        if starts(text, at, word) {
            return spaces(text, at + word.len());
        }
    }
    if starts(text, at, "et ") && !starts(text, at, "et al") { spaces(text, at + 3) } else { at }
}

/// Behind `et al.` and its like, with the punctuation that ends it.
pub(super) fn et_al(text: &str, at: usize) -> Option<usize> {
    let phrase = ["et al", "et\u{a0}al", "and others", "et alii", "et coll", "u. a.", "e outros"];
    let found = phrase.iter().find(|p| starts(text, at, p))?;
    let mut at = at + found.len();
    if byte(text, at).is_ascii_alphanumeric() {
        return None;
    }
    while matches!(byte(text, at), b'.' | b',' | b':' | b' ' | b';') {
        at += 1;
    }
    Some(at)
}

/// Behind the word that calls the names editors.
fn editors(text: &str, at: usize) -> usize {
    let at = spaces(text, at);
    let bare = at + usize::from(byte(text, at) == b'(');
    for word in ["editors", "editor", "eds", "Eds", "Editors", "ed.", "Ed."] {
        if starts(text, bare, word) && !byte(text, bare + word.len()).is_ascii_alphanumeric() {
            let mut behind = bare + word.len();
            while matches!(byte(text, behind), b'.' | b')' | b',' | b':' | b' ') {
                behind += 1;
            }
            return behind;
        }
    }
    at
}

/// What stands in a list of names behind a comma and is no person: a group, a name in a form that cannot be read, or
/// already the title.
fn unreadable(text: &str, names: &mut Names) {
    if names.authors.is_empty() || names.joined {
        return;
    }
    let limit = (names.end + LONGEST_NAME).min(text.len());
    let bytes = &text.as_bytes()[names.end..limit];
    let Some(length) = bytes.windows(2).position(|pair| pair == b". " || pair == b" (") else { return };
    let Some(name) = text.get(names.end..names.end + length) else { return };
    let skip = if bytes[length] == b'.' { 2 } else { 1 };
    if is_group(name) && !name.contains(',') {
        names.authors.push(Author::collective(name));
        names.end += length + skip;
    } else if name.rsplit(' ').next().is_some_and(|word| initials(word, 0, false).is_some_and(|i| i.end == word.len()))
        && name.contains(' ')
        && name.len() < 60
        && !titles::has_small_words(name)
    {
        names.incomplete = true;
        names.end += length + skip;
    }
}

/// Whether `name` can be the name of a group.
pub(super) fn is_group(name: &str) -> bool {
    name.len() <= LONGEST_NAME
        && capitalised(name)
        && !titles::has_small_words(name)
        && name.split([' ', ',', '(', ')', '\'', '/']).any(|word| GROUP_WORDS.binary_search(&word).is_ok())
}
