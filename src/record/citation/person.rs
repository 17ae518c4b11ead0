//! One person's name at one place of a citation: `J. A. Smith`, `Smith, J. A.`, `van der Berg JA Jr`.

use super::abbreviations::is_abbreviated;
use super::names::{conjunction, et_al, is_group};
use super::scan::{byte, capitalised, char_at, dash, spaces, starts, unmarked_year, word_end};
use crate::record::author::Author;

/// How a list writes its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `J. A. Smith`
    Natural,
    /// `Smith, J. A.`
    Inverted,
    /// `Smith JA`
    Short,
}

/// A person found in a list.
pub(super) struct Person {
    pub(super) author: Author,
    pub(super) end: usize,
    /// Whether the list sets points behind initials, as far as this name tells.
    pub(super) points: bool,
    pub(super) form: Form,
}

impl Person {
    fn new(form: Form, last: &str, given: Initials, suffix: Option<&str>, end: usize) -> Self {
        let author = Author {
            last_name: Some(last.to_owned()),
            initials: Some(given.letters),
            suffix: suffix.map(str::to_owned),
            ..Author::default()
        };
        Self { author, end, points: given.dotted, form }
    }

    /// Whether the name has the form of its list; behind inverted names natural ones may follow.
    pub(super) fn fits(&self, form: Option<Form>) -> bool {
        form.is_none_or(|form| form == self.form || form == Form::Inverted && self.form == Form::Natural)
    }
}

/// A person's name at `at`; `points` tells whether a point behind initials may be theirs.
pub(super) fn person(text: &str, at: usize, points: bool) -> Option<Person> {
    natural(text, at).or_else(|| inverted(text, at, points))
}

/// `J. A. Smith`, `J.-L. van der Berg`.
fn natural(text: &str, at: usize) -> Option<Person> {
    let first = char_at(text, at)?;
    if !first.is_uppercase() || byte(text, at + first.len_utf8()) != b'.' {
        return None;
    }
    let given = initials(text, at, true)?;
    let last_at = spaces(text, given.end);
    let mut end = last_at;
    for _ in 0..5 {
        let word_end = word_end(text, end);
        let word = text.get(end..word_end)?;
        let lower_case_name = end == last_at && byte(text, word_end) == b',';
        if word.is_empty() || !(capitalised(word) || is_particle(word) || lower_case_name) {
            return None;
        }
        end = word_end;
        let next = spaces(text, end);
        if is_end_of_name(text, end) {
            let last = &text[last_at..end];
            let journal = byte(text, end) == b'.' && given.letters.len() == 1 && is_abbreviated(last);
            return (!journal && !is_group(last)).then(|| Person::new(Form::Natural, last, given, None, end));
        }
        end = next;
    }
    None
}

/// `Smith JA`, `Smith J.A.`, `Smith, J. A.`, `van der Berg JA Jr`.
fn inverted(text: &str, at: usize, points: bool) -> Option<Person> {
    let mut end = at;
    for count in 0..6 {
        let begin = end;
        end = word_end(text, begin);
        let word = text.get(begin..end)?;
        if count > 0
            && let Some(given) = initials(text, begin, points)
            && let Some((suffix, behind)) = closed(text, &given)
        {
            return Some(Person::new(Form::Short, text[at..begin].trim_end(), given, suffix, behind));
        }
        if word.is_empty() || !(capitalised(word) || is_particle(word)) {
            return None;
        }
        if byte(text, end) == b'.' && matches!(word, "St" | "Ste") {
            end += 1;
        }
        match byte(text, end) {
            b' ' => end += 1,
            b',' => {
                let given = initials(text, spaces(text, end + 1), points)?;
                let (suffix, behind) = closed(text, &given)?;
                return Some(Person::new(Form::Inverted, &text[at..end], given, suffix, behind));
            }
            _ => return None,
        }
    }
    None
}

/// `Li Y` before a title that nothing parts from it, behind other names of that form (`Shi J, Xu F, Li Y Effects of …`).
pub(super) fn last_of_list(text: &str, at: usize) -> Option<Person> {
    let end = word_end(text, at);
    let last = text.get(at..end).filter(|word| capitalised(word) && word.len() > 1)?;
    let letters: Vec<&str> = text.get(end + 1..)?.splitn(3, ' ').collect();
    let [given, first, rest] = letters[..] else { return None };
    let initials = initials(text, end + 1, false).filter(|found| found.end == end + 1 + given.len())?;
    // A second capitalised word and then small ones: the beginning of a sentence.
    let titled = capitalised(first) && first.len() > 1 && rest.starts_with(|c: char| c.is_lowercase());
    (byte(text, end) == b' ' && titled && !is_abbreviated(last))
        .then(|| Person::new(Form::Short, last, initials, None, end + 1 + given.len()))
}

/// A suffix behind initials, and where the name ends, if it ends as a name in a list does.
fn closed<'a>(text: &'a str, given: &Initials) -> Option<(Option<&'a str>, usize)> {
    let next = spaces(text, given.end);
    if next > given.end
        && let Some((word, end)) = suffix(text, next)
    {
        return Some((Some(word.trim_end_matches('.')), end));
    }
    (given.dotted || is_end_of_name(text, given.end)).then_some((None, given.end))
}

/// Whether a name that ends at `at` is followed by what follows names: a mark, a bracket, `and`, `et al.`, the year.
fn is_end_of_name(text: &str, at: usize) -> bool {
    let next = spaces(text, at);
    matches!(byte(text, next), b',' | b';' | b':' | b'(' | 0)
        || byte(text, next) == b'.' && (next == at || byte(text, next + 1) == b' ')
        || conjunction(text, next) > next
        || et_al(text, next).is_some()
        || next > at && unmarked_year(text, next).is_some()
}

pub(super) fn suffix(text: &str, at: usize) -> Option<(&str, usize)> {
    let words = ["Jr.", "Jr", "Sr.", "Sr", "III", "II", "IV", "2nd", "3rd", "4th"];
    let word = words.iter().find(|word| starts(text, at, word))?;
    let end = at + word.len();
    (!byte(text, end).is_ascii_alphanumeric() && byte(text, end) != b'-').then(|| (&text[at..end], end))
}

fn is_particle(word: &str) -> bool {
    let word = word.strip_prefix('\u{2019}').map_or(word, |rest| if rest == "t" { "'t" } else { rest });
    let lower = !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b == b'\'');
    // `d'Amico`, `al-Hassan`: the particle is joined to a name with a capital.
    let joined = || {
        word.get(..3).is_some_and(|head| ["al-", "el-"].contains(&head))
            || word.starts_with("d'")
            || word.starts_with("d\u{2019}")
    };
    lower
        && matches!(
            word,
            "'t" | "van"
                | "von"
                | "de"
                | "der"
                | "den"
                | "del"
                | "della"
                | "degli"
                | "di"
                | "da"
                | "dos"
                | "das"
                | "do"
                | "du"
                | "la"
                | "los"
                | "las"
                | "le"
                | "ten"
                | "ter"
                | "te"
                | "al"
                | "el"
                | "bin"
                | "ibn"
                | "ben"
                | "af"
                | "av"
                | "zu"
                | "zur"
                | "vom"
                | "zum"
                | "st"
                | "ud"
                | "ul"
        )
        || joined()
}

/// Initials found in a text.
pub(super) struct Initials {
    letters: String,
    pub(super) end: usize,
    /// Whether they end in a point.
    dotted: bool,
}

/// Initials at `at`: `JA`, `J A`, and with points `J.A.`, `J. A.`, `J.-P.`; at most six letters.
pub(super) fn initials(text: &str, at: usize, points: bool) -> Option<Initials> {
    let mut found = Initials { letters: String::new(), end: at, dotted: false };
    let (mut count, mut run) = (0, 0);
    while count <= 6 {
        match char_at(text, found.end) {
            Some(c) if c.is_uppercase() => {
                found.letters.push(c);
                found.end += c.len_utf8();
                found.dotted = false;
                (count, run) = (count + 1, run + 1);
            }
            // The point behind several letters ends the list (`Soo RA. Title`), save where letters have points.
            Some('.') if points && run == 1 => {
                found.end += 1;
                found.dotted = true;
                run = 0;
            }
            Some(' ') if count > 0 && another_initial(text, found.end + 1, found.dotted) => {
                found.end += 1;
                run = 0;
            }
            Some(_) if count > 0 && dash(text, found.end).is_some_and(|next| is_capital(text, next)) => {
                found.end = dash(text, found.end)?;
                run = 0;
            }
            _ => break,
        }
    }
    let broken_off = char_at(text, found.end).is_some_and(char::is_alphanumeric) || dash(text, found.end).is_some();
    ((1..=6).contains(&count) && !broken_off).then_some(found)
}

fn is_capital(text: &str, at: usize) -> bool {
    char_at(text, at).is_some_and(char::is_uppercase)
}

/// Whether a single capital stands at `at` that goes on the initials: with a point where they have points, at the end
/// of the name where they have none.
fn another_initial(text: &str, at: usize, dotted: bool) -> bool {
    let Some(c) = char_at(text, at).filter(|c| c.is_uppercase()) else { return false };
    let next = at + c.len_utf8();
    match byte(text, next) {
        b'.' => dotted,
        b',' | b';' => !dotted,
        b' ' => !dotted && byte(text, next + 1) == b'(',
        _ => false,
    }
}
