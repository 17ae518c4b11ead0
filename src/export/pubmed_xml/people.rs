//! Authors, editors, investigators, persons as subjects.

use super::element::{Elements, yes_no};
use crate::record::Author;

/// An `AuthorList`, where there are authors.
pub(super) fn authors(xml: &mut Elements<'_>, kind: Option<&str>, authors: &[Author], incomplete: bool) {
    let complete = [("CompleteYN", yes_no(!incomplete)), ("Type", kind.unwrap_or_default())];
    let attributes = if kind.is_some() { &complete[..] } else { &complete[..1] };
    xml.list("AuthorList", attributes, authors, |xml, author| {
        let equal = [("ValidYN", "Y"), ("EqualContrib", "Y")];
        let attributes = if author.equal_contribution { &equal[..] } else { &equal[..1] };
        xml.within("Author", attributes, |xml| {
            match &author.collective_name {
                Some(name) => xml.text("CollectiveName", &[], name),
                None => name(xml, author),
            }
            details(xml, author);
        });
    });
}

/// An `InvestigatorList`. An investigator is a person: a group has no place there.
pub(super) fn investigators(xml: &mut Elements<'_>, people: &[Author]) {
    let persons: Vec<&Author> = people.iter().filter(|person| !person.is_collective()).collect();
    xml.list("InvestigatorList", &[], &persons, |xml, person| {
        xml.within("Investigator", &[("ValidYN", "Y")], |xml| {
            name(xml, person);
            details(xml, person);
        });
    });
}

/// A `PersonalNameSubjectList`.
pub(super) fn subjects(xml: &mut Elements<'_>, people: &[Author]) {
    xml.list("PersonalNameSubjectList", &[], people, |xml, person| {
        xml.within("PersonalNameSubject", &[], |xml| name(xml, person));
    });
}

/// The parts of a person's name; one without a last name goes by all that there is.
fn name(xml: &mut Elements<'_>, person: &Author) {
    let Some(last) = &person.last_name else {
        xml.text("LastName", &[], &person.display());
        return;
    };
    xml.text("LastName", &[], last);
    xml.optional("ForeName", person.fore_name.as_ref());
    xml.optional("Initials", person.initials.as_ref());
    xml.optional("Suffix", person.suffix.as_ref());
}

fn details(xml: &mut Elements<'_>, person: &Author) {
    for identifier in &person.identifiers {
        xml.text("Identifier", &[("Source", &identifier.source)], &identifier.value);
    }
    for affiliation in &person.affiliations {
        xml.within("AffiliationInfo", &[], |xml| xml.text("Affiliation", &[], affiliation));
    }
}
