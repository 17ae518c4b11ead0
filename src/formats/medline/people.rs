//! Authors, editors, investigators and persons written about, with what the lines behind their names say of them.
//!
//! MEDLINE gives a person in two lines, the full name (`FAU`) and the short form (`AU`); affiliation and identifier
//! follow the person to whom they belong.

use crate::record::{Author, AuthorIdentifier, Record, text};

/// The list to which a person belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Authors,
    Editors,
    Investigators,
    Subjects,
}

impl List {
    fn of(self, record: &mut Record) -> &mut Vec<Author> {
        match self {
            Self::Authors => &mut record.authors,
            Self::Editors => &mut record.editors,
            Self::Investigators => &mut record.investigators,
            Self::Subjects => &mut record.personal_name_subjects,
        }
    }
}

/// Where in the lists of persons the reading stands.
#[derive(Default)]
pub(super) struct People {
    /// The list of the person named last.
    last: Option<List>,
    /// The list whose last person has a full name and no short one yet.
    awaiting: Option<List>,
    /// Affiliations that stand before any name: those of the first person (MEDLINE did so until 2013).
    orphans: Vec<(List, String)>,
}

impl People {
    /// Takes `field`, if it says something of a person.
    pub(super) fn take(&mut self, record: &mut Record, tag: &str, value: &str) -> bool {
        match tag {
            "FAU" => self.full(record, List::Authors, value),
            "AU" => self.short(record, List::Authors, value),
            "FED" => self.full(record, List::Editors, value),
            "ED" => self.short(record, List::Editors, value),
            "FIR" => self.full(record, List::Investigators, value),
            "IR" => self.short(record, List::Investigators, value),
            "FPS" => self.full(record, List::Subjects, value),
            "PS" => self.short(record, List::Subjects, value),
            "CN" => self.push(record, List::Authors, Author::collective(value)),
            "AD" => self.affiliation(record, self.last.unwrap_or(List::Authors), value),
            "IRAD" => self.affiliation(record, List::Investigators, value),
            "AUID" => self.identifier(record, value),
            _ => return false,
        }
        true
    }

    fn push(&mut self, record: &mut Record, list: List, author: Author) {
        if !author.is_empty() {
            list.of(record).push(author);
            self.last = Some(list);
        }
        self.awaiting = None;
    }

    fn full(&mut self, record: &mut Record, list: List, name: &str) {
        self.push(record, list, Author::from_inverted(name));
        self.awaiting = Some(list);
    }

    /// The short form completes the full name before it; alone it is a person of its own.
    fn short(&mut self, record: &mut Record, list: List, name: &str) {
        let short = Author::from_short(name);
        if self.awaiting.take() != Some(list) {
            return self.push(record, list, short);
        }
        if let Some(author) = list.of(record).last_mut() {
            let (initials, suffix) = behind_last_name(author, name).unwrap_or((short.initials, short.suffix));
            author.initials = author.initials.take().or(initials);
            author.suffix = author.suffix.take().or(suffix);
        }
    }

    fn affiliation(&mut self, record: &mut Record, list: List, value: &str) {
        match list.of(record).last_mut() {
            Some(author) => author.affiliations.push(text::clean(value)),
            None => self.orphans.push((list, text::clean(value))),
        }
    }

    fn identifier(&self, record: &mut Record, value: &str) {
        let (source, id) = value.split_once(':').unwrap_or(("", value));
        if let Some(author) = self.last.and_then(|list| list.of(record).last_mut()) {
            author.identifiers.push(AuthorIdentifier::new(source, id));
        }
    }

    /// Gives affiliations that stood before all names to the first person.
    pub(super) fn finish(self, record: &mut Record) {
        for (list, affiliation) in self.orphans.into_iter().rev() {
            if let Some(author) = list.of(record).first_mut() {
                author.affiliations.insert(0, affiliation);
            }
        }
    }
}

/// Initials and suffix in a short form whose last name the full name has told: initials that are no capitals alone too
/// (`Veĭnpalu EIu`, `Stoinev Iv`, `Rocha Gde M`). A suffix is what the full name has for one, else what is written like one.
fn behind_last_name(author: &Author, short: &str) -> Option<(Option<String>, Option<String>)> {
    let short = text::clean(short);
    let rest = short.strip_prefix(author.last_name.as_deref()?)?.strip_prefix(' ')?;
    let known = author.suffix.as_deref().and_then(|suffix| rest.strip_suffix(suffix)?.strip_suffix(' '));
    let (initials, suffix) = match known {
        Some(initials) => (initials, None),
        None => Author::split_suffix(rest),
    };
    Some((text::non_empty(initials), suffix.map(str::to_owned)))
}
