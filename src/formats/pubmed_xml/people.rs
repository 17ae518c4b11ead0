//! People and groups: authors, editors, investigators, persons as subjects.

use super::xml::{Result, Tag, Xml};
use crate::record::{Author, AuthorIdentifier, Record};

/// Reads an `AuthorList` of the record; `editors` go where editors belong.
pub(super) fn author_list(xml: &mut Xml<'_>, tag: &Tag<'_>, record: &mut Record) -> Result<()> {
    if xml.attribute(tag, "Type")? == "editors" {
        return people(xml, "Author", &mut record.editors);
    }
    record.authors_incomplete |= xml.attribute(tag, "CompleteYN")? == "N";
    people(xml, "Author", &mut record.authors)
}

/// Reads a list of people, each an element called `name`. Those marked as not valid (corrected by another entry of the
/// list) and those without any content are left out.
pub(super) fn people(xml: &mut Xml<'_>, name: &str, people: &mut Vec<Author>) -> Result<()> {
    xml.each(name, |xml, tag| {
        if xml.attribute(tag, "ValidYN")? == "N" {
            return xml.skip();
        }
        let equal_contribution = xml.attribute(tag, "EqualContrib")? == "Y";
        let mut author = Author::default();
        person(xml, &mut author)?;
        if author != Author::default() {
            author.equal_contribution = equal_contribution;
            people.push(author);
        }
        Ok(())
    })
}

fn person(xml: &mut Xml<'_>, author: &mut Author) -> Result<()> {
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "LastName" => author.last_name = xml.line()?,
            "ForeName" => author.fore_name = xml.line()?,
            "Initials" => author.initials = xml.line()?,
            "Suffix" => author.suffix = xml.line()?,
            "CollectiveName" => author.collective_name = xml.line()?,
            "Identifier" => identifier(xml, &tag, author)?,
            "Affiliation" => author.affiliations.extend(xml.line()?),
            "AffiliationInfo" => affiliation(xml, author)?,
            _ => xml.skip()?,
        }
    }
    Ok(())
}

/// An affiliation. The register of an institution's identifier (`ROR`, `GRID`) tells it from the person's.
fn affiliation(xml: &mut Xml<'_>, author: &mut Author) -> Result<()> {
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "Affiliation" => author.affiliations.extend(xml.line()?),
            "Identifier" => identifier(xml, &tag, author)?,
            _ => xml.skip()?,
        }
    }
    Ok(())
}

fn identifier(xml: &mut Xml<'_>, tag: &Tag<'_>, author: &mut Author) -> Result<()> {
    let source = xml.attribute(tag, "Source")?;
    let value = xml.text()?;
    let identifier = AuthorIdentifier::new(&source, &value);
    if !identifier.value.is_empty() && !author.identifiers.contains(&identifier) {
        author.identifiers.push(identifier);
    }
    Ok(())
}
