//! The texts of a record from which snippets are taken.

use crate::record::{AbstractSection, Record};
use std::borrow::Cow;

/// A piece of a record's text, under the name that a snippet of it has.
pub(super) struct Passage<'a> {
    /// The snippet's field: `title`, `abstract`, …
    pub(super) name: &'static str,
    /// The fields of the index in which its words are.
    pub(super) fields: &'static [&'static str],
    /// What stands before it: a section's label, a figure's, a reference's number.
    pub(super) label: Option<Cow<'a, str>>,
    /// The text.
    pub(super) text: Cow<'a, str>,
    /// Whether it is a list of values parted by `; `, across which nothing is found.
    pub(super) is_list: bool,
}

/// The passages of `record`, those that tell most of it first; made as they are asked for, since the first ones mostly
/// suffice.
pub(super) fn passages(record: &Record) -> impl Iterator<Item = Passage<'_>> {
    let title = one("title", &["title"], (!record.title.is_empty()).then(|| record.title.as_str().into()));
    let abstracts = record.abstract_sections.iter().map(|section| of_section("abstract", &["abstract"], section));
    let keywords = list("keywords", &["keywords"], record.keywords.iter().map(|k| k.term.as_str()));
    let mesh = list("mesh", &["indexing"], record.mesh.iter().map(|heading| heading.descriptor.as_str()));
    let qualifiers = record.mesh.iter().flat_map(|h| h.qualifiers.iter().map(|q| q.name.as_str()));
    let qualifiers = list("mesh", &["indexing"], qualifiers);
    let substances = list("substances", &["indexing"], record.substances.iter().map(|s| s.name.as_str()));
    let types = record.publication_types.iter().map(|t| t.name.as_str());
    let types = list("publication_types", &["indexing"], types);
    let captions = record.captions.iter().map(|caption| Passage {
        name: "captions",
        fields: &["captions"],
        label: caption.label.as_deref().map(Cow::Borrowed),
        text: caption.text.as_str().into(),
        is_list: false,
    });
    let body = record.body.iter().flat_map(|section| {
        let heading = section.heading.as_deref();
        let text = Passage { label: heading.map(Cow::Borrowed), ..plain("body", &["body"], &section.text) };
        std::iter::once(text).chain(heading.map(|heading| plain("body", &["body"], heading)))
    });
    let other_abstracts = record.other_abstracts.iter().flat_map(|other| &other.sections);
    let other_abstracts = other_abstracts.map(|section| of_section("other_abstract", &["other_abstract"], section));
    title
        .chain(abstracts)
        .chain(keywords)
        .chain(mesh)
        .chain(qualifiers)
        .chain(substances)
        .chain(types)
        .chain(captions)
        .chain(other_abstracts)
        .chain(body)
        .chain(references(record))
        .chain(rest(record))
}

fn references(record: &Record) -> impl Iterator<Item = Passage<'_>> {
    (1..).zip(&record.references).map(|(number, reference)| Passage {
        name: "references",
        fields: &["references"],
        label: Some(Cow::Owned(format!("reference {number}"))),
        text: reference.text.as_str().into(),
        is_list: false,
    })
}

/// People, places and notes.
fn rest(record: &Record) -> impl Iterator<Item = Passage<'_>> {
    let vernacular = record.vernacular_title.as_deref().map(Cow::Borrowed);
    let vernacular = one("vernacular_title", &["vernacular_title", "other"], vernacular);
    let people = record.authors.iter().chain(&record.editors).chain(&record.investigators);
    let people = people.chain(&record.personal_name_subjects).map(|author| author.display()).collect::<Vec<_>>();
    let people = one("authors", &["other", "collective"], (!people.is_empty()).then(|| people.join("; ").into()));
    let people = people.map(|passage| Passage { is_list: true, ..passage });
    let journal = record.journal.as_ref().map(|j| [&j.title, &j.abbreviation, &j.iso_abbreviation]);
    let journal = list("journal", &["other"], journal.into_iter().flatten().flatten().map(String::as_str));
    let book = record.book.as_ref().map(|b| [&b.title, &b.volume_title, &b.publisher]);
    let book = list("book", &["other"], book.into_iter().flatten().flatten().map(String::as_str));
    let all = record.authors.iter().chain(&record.editors).chain(&record.investigators);
    let affiliations = all.flat_map(|author| &author.affiliations);
    let affiliations = affiliations.map(|text| plain("affiliation", &["affiliation"], text));
    let interests = record.conflict_of_interest.as_deref().map(Cow::Borrowed);
    let interests = one("conflict_of_interest", &["interests", "other"], interests);
    let grants = record.grants.iter().flat_map(|g| [&g.id, &g.agency]).flatten().map(String::as_str);
    let banks = record.databanks.iter();
    let banks = banks.flat_map(|b| std::iter::once(b.name.as_str()).chain(b.accessions.iter().map(String::as_str)));
    let relations = record.relations.iter().flat_map(|r| [&r.citation, &r.note]).flatten();
    let notes = relations.chain(&record.notes).map(|text| plain("notes", &["other"], text));
    vernacular
        .chain(people)
        .chain(journal)
        .chain(book)
        .chain(affiliations)
        .chain(interests)
        .chain(list("grants", &["other"], grants))
        .chain(list("databanks", &["other"], banks))
        .chain(notes)
}

fn plain<'a>(name: &'static str, fields: &'static [&'static str], text: &'a str) -> Passage<'a> {
    Passage { name, fields, label: None, text: text.into(), is_list: false }
}

fn of_section<'a>(name: &'static str, fields: &'static [&'static str], section: &'a AbstractSection) -> Passage<'a> {
    let label = section.label.as_deref().map(Cow::Borrowed);
    Passage { name, fields, label, text: section.text.as_str().into(), is_list: false }
}

fn one<'a>(
    name: &'static str,
    fields: &'static [&'static str],
    text: Option<Cow<'a, str>>,
) -> impl Iterator<Item = Passage<'a>> {
    text.into_iter().map(move |text| Passage { name, fields, label: None, text, is_list: false })
}

/// Short values as one text.
fn list<'a>(
    name: &'static str,
    fields: &'static [&'static str],
    values: impl Iterator<Item = &'a str>,
) -> impl Iterator<Item = Passage<'a>> {
    let values: Vec<&str> = values.filter(|value| !value.is_empty()).collect();
    let texts = one(name, fields, (!values.is_empty()).then(|| values.join("; ").into()));
    texts.map(|passage| Passage { is_list: true, ..passage })
}
