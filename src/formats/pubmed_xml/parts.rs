//! Parts that articles and books have alike: dates, abstracts, keywords, grants, ids, references.

use super::draft::{Draft, Ids};
use super::xml::{ParseError, Result, Tag, Xml};
use crate::record::{
    AbstractSection, Grant, HistoryDate, Keyword, Pages, PartialDate, Pmid, PublicationType, Record, Reference, text,
};
use std::borrow::Cow;

/// Reads a date: `Year`, `Month`, `Day`, `Season`, or `MedlineDate` in free words.
pub(super) fn date(xml: &mut Xml<'_>) -> Result<Option<PartialDate>> {
    let [mut year, mut month, mut day, mut season, mut words] = [const { Cow::Borrowed("") }; 5];
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "Year" => year = xml.text()?,
            "Month" => month = xml.text()?,
            "Day" => day = xml.text()?,
            "Season" => season = xml.text()?,
            "MedlineDate" => words = xml.text()?,
            _ => xml.skip()?,
        }
    }
    let date = PartialDate::from_parts(&year, &month, &day, &season);
    Ok(date.or_else(|| PartialDate::parse(&words)).or_else(|| {
        // A year that is none by itself (`1998-1999`) is read as words are.
        PartialDate::parse(&format!("{year} {month} {day} {season}"))
    }))
}

/// Reads what `PubmedData` and `PubmedBookData` hold.
pub(super) fn data(xml: &mut Xml<'_>, draft: &mut Draft) -> Result<()> {
    while let Some(tag) = xml.child()? {
        let record = &mut *draft.record;
        match tag.name() {
            "History" => history(xml, &mut record.history)?,
            "PublicationStatus" => record.publication_status = xml.line()?,
            "ArticleIdList" => article_ids(xml, |kind, value| draft.take_id(kind, value))?,
            "ObjectList" => objects(xml, &mut record.notes)?,
            "ReferenceList" => references(xml, &mut record.references)?,
            _ => xml.skip()?,
        }
    }
    Ok(())
}

fn history(xml: &mut Xml<'_>, history: &mut Vec<HistoryDate>) -> Result<()> {
    xml.each("PubMedPubDate", |xml, tag| {
        let event = text::clean(&xml.attribute(tag, "PubStatus")?);
        history.extend(date(xml)?.map(|date| HistoryDate { event, date }));
        Ok(())
    })
}

/// Reads an `ArticleIdList`, each id with its kind in lower case.
pub(super) fn article_ids(xml: &mut Xml<'_>, mut take: impl FnMut(&str, &str)) -> Result<()> {
    xml.each("ArticleId", |xml, tag| {
        let kind = text::clean(&xml.attribute(tag, "IdType")?).to_ascii_lowercase();
        let value = text::clean(&xml.text()?);
        if !value.is_empty() {
            take(if kind.is_empty() { "pubmed" } else { &kind }, &value);
        }
        Ok(())
    })
}

/// Reads an `ObjectList`, whose objects become notes: `Dataset: id 7`.
fn objects(xml: &mut Xml<'_>, notes: &mut Vec<String>) -> Result<()> {
    xml.each("Object", |xml, tag| {
        let mut params = Vec::new();
        xml.each("Param", |xml, param| {
            let param = format!("{} {}", xml.attribute(param, "Name")?, xml.text()?);
            params.extend(text::non_empty(&param));
            Ok(())
        })?;
        notes.extend(note(&xml.attribute(tag, "Type")?, &params));
        Ok(())
    })
}

/// A list as one note.
fn note(kind: &str, items: &[String]) -> Option<String> {
    (!items.is_empty()).then(|| text::clean(&format!("{kind}: {}", items.join("; "))))
}

/// Reads an `ItemList` of a book, which becomes a note: `Synonyms: one; other`.
pub(super) fn items(xml: &mut Xml<'_>, tag: &Tag<'_>, notes: &mut Vec<String>) -> Result<()> {
    let mut items = Vec::new();
    xml.lines("Item", &mut items)?;
    notes.extend(note(&xml.attribute(tag, "ListType")?, &items));
    Ok(())
}

/// Reads a `ReferenceList`. Lists within lists are one list, in the order of the text; they may be nested to any depth.
pub(super) fn references(xml: &mut Xml<'_>, references: &mut Vec<Reference>) -> Result<()> {
    let mut depth = 1_usize;
    while depth > 0 {
        match xml.child()? {
            None => depth -= 1,
            Some(tag) if tag.name() == "ReferenceList" => depth += 1,
            Some(tag) if tag.name() == "Reference" => references.push(reference(xml)?),
            Some(_) => xml.skip()?,
        }
    }
    Ok(())
}

fn reference(xml: &mut Xml<'_>) -> Result<Reference> {
    let mut citation = Cow::Borrowed("");
    let mut ids = Ids::default();
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "Citation" => citation = xml.text()?,
            "ArticleIdList" => article_ids(xml, |kind, value| ids.take(kind, value))?,
            _ => xml.skip()?,
        }
    }
    Ok(cited(&citation, ids))
}

/// A reference from its text, with the ids that the source gives it before those that the text has in it.
pub(super) fn cited(citation: &str, ids: Ids) -> Reference {
    let mut reference = Reference::parse(citation);
    reference.pmid = ids.pmid.or(reference.pmid);
    reference.pmcid = ids.pmcid.or(reference.pmcid);
    reference.doi = ids.doi.or(reference.doi);
    reference.other_ids.extend(ids.other_ids);
    reference
}

/// Reads an `Abstract` or `OtherAbstract`: its sections and its copyright line.
pub(super) fn sections(
    xml: &mut Xml<'_>,
    sections: &mut Vec<AbstractSection>,
    copyright: &mut Option<String>,
) -> Result<()> {
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "AbstractText" => {
                let label = xml.attribute(&tag, "Label")?;
                let category = text::non_empty(&xml.attribute(&tag, "NlmCategory")?);
                let section = AbstractSection::labelled(&label, &xml.text()?);
                if section != AbstractSection::default() {
                    sections.push(AbstractSection { category, ..section });
                }
            }
            "CopyrightInformation" => *copyright = xml.line()?,
            _ => xml.skip()?,
        }
    }
    Ok(())
}

/// Reads a `KeywordList`; its owner is the author where the DTD says `NOTNLM`, and NLM where it says nothing.
pub(super) fn keywords(xml: &mut Xml<'_>, tag: &Tag<'_>, keywords: &mut Vec<Keyword>) -> Result<()> {
    let owner = match text::clean(&xml.attribute(tag, "Owner")?) {
        owner if owner == "NOTNLM" => None,
        owner if owner.is_empty() => Some("NLM".to_owned()),
        owner => Some(owner),
    };
    xml.each("Keyword", |xml, tag| {
        let major = is_major(xml, tag)?;
        let keyword = xml.line()?;
        keywords.extend(keyword.map(|term| Keyword { term, major, owner: owner.clone() }));
        Ok(())
    })
}

/// Reads a `GrantList`.
pub(super) fn grants(xml: &mut Xml<'_>, grants: &mut Vec<Grant>) -> Result<()> {
    xml.each("Grant", |xml, _| {
        let mut grant = Grant::default();
        while let Some(tag) = xml.child()? {
            match tag.name() {
                "GrantID" => grant.id = xml.line()?,
                "Acronym" => grant.acronym = xml.line()?,
                "Agency" => grant.agency = xml.line()?,
                "Country" => grant.country = xml.line()?,
                _ => xml.skip()?,
            }
        }
        if grant != Grant::default() {
            grants.push(grant);
        }
        Ok(())
    })
}

/// Reads `Pagination`: `StartPage` and `EndPage`, else `MedlinePgn`, which counts as well where it says more than they
/// do (`455-8, 460`).
pub(super) fn pagination(xml: &mut Xml<'_>) -> Result<Option<Pages>> {
    let [mut first, mut last, mut medline] = [const { Cow::Borrowed("") }; 3];
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "StartPage" => first = xml.text()?,
            "EndPage" => last = xml.text()?,
            "MedlinePgn" => medline = xml.text()?,
            _ => xml.skip()?,
        }
    }
    let (ends, medline) = (Pages::from_ends(&first, &last), Pages::parse(&medline));
    Ok(match (ends, medline) {
        (Some(ends), Some(medline)) if medline.as_str().starts_with(ends.as_str()) => Some(medline),
        (ends, medline) => ends.or(medline),
    })
}

/// Reads a `PMID`: the number, and the version of the record where there is more than one.
pub(super) fn pmid(xml: &mut Xml<'_>, tag: &Tag<'_>, draft: &mut Draft) -> Result<()> {
    let version = xml.attribute(tag, "Version")?.trim().parse().ok();
    let written = text::clean(&xml.text()?);
    draft.record.version = version.filter(|version| *version > 1);
    draft.record.pmid = Pmid::parse(&written);
    if draft.record.pmid.is_none() && !written.is_empty() {
        // Under any other identity it would stand beside the record that it should be.
        return Err(ParseError {
            reason: format!("{written:?} is no PMID: expected a positive number"),
            lines_before: 0,
        });
    }
    Ok(())
}

/// Reads a `PublicationType`.
pub(super) fn publication_type(xml: &mut Xml<'_>, tag: &Tag<'_>, record: &mut Record) -> Result<()> {
    let ui = ui(xml, tag)?;
    record.publication_types.extend(xml.line()?.map(|name| PublicationType { name, ui }));
    Ok(())
}

/// Reads an `ELocationID`, unless it is marked as not valid.
pub(super) fn location(xml: &mut Xml<'_>, tag: &Tag<'_>, draft: &mut Draft) -> Result<()> {
    if xml.attribute(tag, "ValidYN")? == "N" {
        return xml.skip();
    }
    let kind = text::clean(&xml.attribute(tag, "EIdType")?).to_ascii_lowercase();
    let value = text::clean(&xml.text()?);
    draft.take_location(&kind, &value);
    Ok(())
}

/// The unique id of a term.
pub(super) fn ui(xml: &Xml<'_>, tag: &Tag<'_>) -> Result<Option<String>> {
    Ok(text::non_empty(&xml.attribute(tag, "UI")?))
}

/// Whether a term names a main point.
pub(super) fn is_major(xml: &Xml<'_>, tag: &Tag<'_>) -> Result<bool> {
    Ok(xml.attribute(tag, "MajorTopicYN")? == "Y")
}
