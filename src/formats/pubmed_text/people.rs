//! Authors and their affiliations, as a page shows them: full names in natural order, each with the numbers of its
//! affiliations (`Xin Yu 1, Han Zhu 1 2`), and the affiliations below under these numbers.

use crate::record::{Author, PartialDate};

/// A name in the list of authors with its marks.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Marked {
    pub(super) name: String,
    /// Numbers of affiliations.
    pub(super) numbers: Vec<u32>,
    /// Whether it bears the sign of equal contribution.
    pub(super) equal: bool,
}

/// Reads a line as a list of authors. `None` where something in it is no name.
pub(super) fn author_line(line: &str) -> Option<Vec<Marked>> {
    let mut people: Vec<Marked> = Vec::new();
    for piece in line.split([',', ';']) {
        let marked = marked(piece);
        if !marked.name.is_empty() {
            people.push(marked);
        } else if let Some(last) = people.last_mut() {
            last.numbers.extend(marked.numbers);
            last.equal |= marked.equal;
        }
    }
    (!people.is_empty() && people.iter().all(|person| is_name(&person.name))).then_some(people)
}

/// Whether the line bears numbers of affiliations, which tell a list of authors from a title.
pub(super) fn has_marks(people: &[Marked]) -> bool {
    people.iter().any(|person| !person.numbers.is_empty())
}

fn marked(piece: &str) -> Marked {
    let mut found = Marked::default();
    for word in piece.split(' ').filter(|word| !word.is_empty()) {
        let bare = word.trim_matches(['#', '*', '\u{2020}', '\u{2021}', '\u{2709}', '\u{a7}']);
        found.equal |= word.contains('#');
        let letters = bare.trim_end_matches(|c: char| c.is_ascii_digit());
        if let Ok(number) = bare[letters.len()..].parse() {
            found.numbers.push(number);
        }
        if !letters.is_empty() {
            found.name.push_str(if found.name.is_empty() { "" } else { " " });
            found.name.push_str(letters);
        }
    }
    found
}

/// Whether `name` can be a person's: one to seven words, capitalised but for particles, without the signs of a sentence.
fn is_name(name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    let small = words.iter().filter(|word| word.starts_with(|c: char| c.is_lowercase())).count();
    let signs = name.contains([':', '?', '!', '(', ')', '[', '"', '=', '/']);
    let sentence = name.ends_with('.') && words.last().is_some_and(|word| word.len() > 3);
    let caseless = name.chars().any(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase());
    let capital = name.chars().any(char::is_uppercase) || caseless;
    (1..=7).contains(&words.len())
        && !signs
        && !sentence
        && capital
        && small <= words.len() / 2
        && !name.contains(|c: char| c.is_ascii_digit() && !name.contains("3rd") && !name.contains("2nd"))
}

/// An affiliation with its number, where it has one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Affiliation {
    pub(super) number: Option<u32>,
    pub(super) text: String,
}

/// Reads the lines below `Affiliations`; a number may stand on a line of its own before its text.
pub(super) fn affiliations<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Affiliation> {
    let mut found: Vec<Affiliation> = Vec::new();
    for line in lines {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let rest = line[digits..].trim_start_matches(['.', ')', ' ']);
        let number = line[..digits].parse().ok().filter(|_| {
            digits <= 3
                && (rest.is_empty() || rest.len() < line.len() - digits || rest.starts_with(char::is_alphabetic))
        });
        match (number, found.last_mut()) {
            (None, Some(last)) if last.text.is_empty() => line.clone_into(&mut last.text),
            (Some(_), _) => found.push(Affiliation { number, text: rest.to_owned() }),
            (None, _) => found.push(Affiliation { number, text: line.to_owned() }),
        }
    }
    found.retain(|affiliation| !affiliation.text.is_empty());
    found
}

/// Whether the line below the affiliations explains the sign of equal contribution.
pub(super) fn is_equality_note(line: &str) -> bool {
    line.trim_start_matches(['#', '*', ' ']).to_ascii_lowercase().starts_with("contributed equally")
}

/// Authors from the list, with the affiliations that their numbers name. Affiliations that belong to no author's number
/// are every author's where they bear no number; the rest is returned.
pub(super) fn authors(people: Vec<Marked>, affiliations: &[Affiliation]) -> (Vec<Author>, Vec<String>) {
    let common = affiliations.iter().filter(|a| a.number.is_none() && (affiliations.len() == 1 || people.len() == 1));
    let common: Vec<String> = common.map(|a| a.text.clone()).collect();
    let mut authors = Vec::with_capacity(people.len());
    for person in &people {
        let own = |a: &&Affiliation| a.number.is_some_and(|number| person.numbers.contains(&number));
        let mut author = Author::from_natural(&person.name);
        author.affiliations =
            affiliations.iter().filter(own).map(|a| a.text.clone()).chain(common.iter().cloned()).collect();
        author.equal_contribution = person.equal;
        authors.push(author);
    }
    let used = |a: &&Affiliation| match a.number {
        Some(number) => people.iter().any(|person| person.numbers.contains(&number)),
        None => common.contains(&a.text),
    };
    let unused = affiliations.iter().filter(|a| !used(a)).map(|a| a.text.clone());
    (authors, unused.collect())
}

/// First author and journal from `Xin Yu et al. Cancer Drug Resist. 2022.`, whose date may be missing.
pub(super) fn short_line(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.split_once(" et al.")?;
    if !is_name(name) || name.contains(',') {
        return None;
    }
    let rest = rest.trim_matches(['.', ' ']);
    let dated =
        rest.rsplit_once(". ").filter(|(_, date)| date.starts_with(['1', '2']) && PartialDate::parse(date).is_some());
    let journal = dated.map_or(rest, |(journal, _)| journal);
    let no_journal = PartialDate::parse(journal).is_some() && journal.starts_with(['1', '2']);
    Some((name, if no_journal { "" } else { journal }))
}
