//! `PubmedArticle`: an article of a journal.

use super::draft::{Draft, Ids, keep};
use super::xml::{Result, Tag, Xml};
use super::{parts, people};
use crate::record::{
    Databank, Issn, MeshHeading, OtherAbstract, Pmid, Qualifier, Record, Relation, Substance, SupplementaryMesh, text,
};
use std::borrow::Cow;

/// Reads the article whose opening tag was read.
pub(super) fn read(xml: &mut Xml<'_>) -> Result<Box<Record>> {
    let mut draft = Draft::default();
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "MedlineCitation" => citation(xml, &tag, &mut draft)?,
            "PubmedData" => parts::data(xml, &mut draft)?,
            _ => xml.skip()?,
        }
    }
    draft.finish()
}

fn citation(xml: &mut Xml<'_>, tag: &Tag<'_>, draft: &mut Draft) -> Result<()> {
    draft.record.status = text::non_empty(&xml.attribute(tag, "Status")?);
    draft.record.owner = text::non_empty(&xml.attribute(tag, "Owner")?).filter(|owner| owner != "NLM");
    draft.record.indexing_method = text::non_empty(&xml.attribute(tag, "IndexingMethod")?);
    while let Some(tag) = xml.child()? {
        let record = &mut *draft.record;
        match tag.name() {
            "PMID" => parts::pmid(xml, &tag, draft)?,
            "DateCompleted" => record.completed = parts::date(xml)?,
            "DateRevised" => record.revised = parts::date(xml)?,
            "Article" => article(xml, &tag, draft)?,
            "MedlineJournalInfo" => journal_info(xml, draft)?,
            "CommentsCorrectionsList" => relations(xml, draft)?,
            _ => indexing(xml, &tag, record)?,
        }
    }
    Ok(())
}

/// What NLM adds to a citation.
fn indexing(xml: &mut Xml<'_>, tag: &Tag<'_>, record: &mut Record) -> Result<()> {
    match tag.name() {
        "ChemicalList" => substances(xml, &mut record.substances)?,
        "SupplMeshList" => supplementary_mesh(xml, &mut record.supplementary_mesh)?,
        "CitationSubset" => record.citation_subsets.extend(xml.line()?),
        "GeneSymbolList" => xml.lines("GeneSymbol", &mut record.gene_symbols)?,
        "MeshHeadingList" => mesh(xml, &mut record.mesh)?,
        "NumberOfReferences" => record.stated_reference_count = xml.text()?.trim().parse().ok(),
        "PersonalNameSubjectList" => {
            people::people(xml, "PersonalNameSubject", &mut record.personal_name_subjects)?;
        }
        "OtherID" => {
            let source = text::clean(&xml.attribute(tag, "Source")?).to_ascii_lowercase();
            keep(&mut record.other_ids, &source, &text::clean(&xml.text()?));
        }
        "OtherAbstract" => other_abstract(xml, tag, record)?,
        "KeywordList" => parts::keywords(xml, tag, &mut record.keywords)?,
        "CoiStatement" => record.conflict_of_interest = xml.line()?,
        "SpaceFlightMission" => record.space_flight_missions.extend(xml.line()?),
        "InvestigatorList" => people::people(xml, "Investigator", &mut record.investigators)?,
        "GeneralNote" => record.notes.extend(xml.line()?),
        _ => xml.skip()?,
    }
    Ok(())
}

fn article(xml: &mut Xml<'_>, tag: &Tag<'_>, draft: &mut Draft) -> Result<()> {
    draft.record.publication_model = text::non_empty(&xml.attribute(tag, "PubModel")?);
    while let Some(tag) = xml.child()? {
        let record = &mut *draft.record;
        match tag.name() {
            "Journal" => journal(xml, draft)?,
            "ArticleTitle" => record.title = text::clean(&xml.text()?),
            "Pagination" => record.pages = parts::pagination(xml)?,
            "ELocationID" => parts::location(xml, &tag, draft)?,
            "Abstract" => parts::sections(xml, &mut record.abstract_sections, &mut record.copyright)?,
            "AuthorList" => people::author_list(xml, &tag, record)?,
            "Language" => record.languages.extend(xml.line()?),
            "DataBankList" => databanks(xml, &mut record.databanks)?,
            "GrantList" => parts::grants(xml, &mut record.grants)?,
            "PublicationTypeList" => {
                xml.each("PublicationType", |xml, tag| parts::publication_type(xml, tag, record))?;
            }
            "VernacularTitle" => record.vernacular_title = xml.line()?,
            "ArticleDate" => {
                let date = parts::date(xml)?;
                record.electronic_date = record.electronic_date.take().or(date);
            }
            _ => xml.skip()?,
        }
    }
    Ok(())
}

fn journal(xml: &mut Xml<'_>, draft: &mut Draft) -> Result<()> {
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "ISSN" => {
                let kind = text::clean(&xml.attribute(&tag, "IssnType")?);
                draft.journal.add_issn(Issn::new(&xml.text()?, &kind));
            }
            "JournalIssue" => issue(xml, &mut draft.record)?,
            "Title" => draft.journal.title = xml.line()?,
            "ISOAbbreviation" => draft.journal.iso_abbreviation = xml.line()?,
            _ => xml.skip()?,
        }
    }
    Ok(())
}

fn issue(xml: &mut Xml<'_>, record: &mut Record) -> Result<()> {
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "Volume" => record.volume = xml.line()?,
            "Issue" => record.issue = xml.line()?,
            "PubDate" => record.date = parts::date(xml)?,
            _ => xml.skip()?,
        }
    }
    Ok(())
}

fn journal_info(xml: &mut Xml<'_>, draft: &mut Draft) -> Result<()> {
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "Country" => draft.journal.country = xml.line()?,
            "MedlineTA" => draft.journal.abbreviation = xml.line()?,
            "NlmUniqueID" => draft.journal.nlm_id = xml.line()?,
            "ISSNLinking" => draft.journal.add_issn(Issn::new(&xml.text()?, "Linking")),
            _ => xml.skip()?,
        }
    }
    Ok(())
}

/// Reads a `CommentsCorrectionsList`. Its entries of the kind `Cites` are references, kept apart for the time being.
fn relations(xml: &mut Xml<'_>, draft: &mut Draft) -> Result<()> {
    xml.each("CommentsCorrections", |xml, tag| {
        let mut relation = Relation { kind: text::clean(&xml.attribute(tag, "RefType")?), ..Relation::default() };
        while let Some(tag) = xml.child()? {
            match tag.name() {
                "RefSource" => relation.citation = xml.line()?,
                "PMID" => relation.pmid = Pmid::parse(&xml.text()?),
                "Note" => relation.note = xml.line()?,
                _ => xml.skip()?,
            }
        }
        if relation.kind == "Cites" {
            let ids = Ids { pmid: relation.pmid, ..Ids::default() };
            draft.cited.push(parts::cited(relation.citation.as_deref().unwrap_or_default(), ids));
        } else {
            draft.record.relations.push(relation);
        }
        Ok(())
    })
}

fn other_abstract(xml: &mut Xml<'_>, tag: &Tag<'_>, record: &mut Record) -> Result<()> {
    let language = text::non_empty(&xml.attribute(tag, "Language")?).or_else(|| Some("eng".to_owned()));
    let kind = text::non_empty(&xml.attribute(tag, "Type")?);
    let mut other = OtherAbstract { kind, language, ..OtherAbstract::default() };
    parts::sections(xml, &mut other.sections, &mut other.copyright)?;
    if !other.sections.is_empty() || other.copyright.is_some() {
        record.other_abstracts.push(other);
    }
    Ok(())
}

fn substances(xml: &mut Xml<'_>, substances: &mut Vec<Substance>) -> Result<()> {
    xml.each("Chemical", |xml, _| {
        let mut substance = Substance::default();
        let mut number = Cow::Borrowed("");
        while let Some(tag) = xml.child()? {
            match tag.name() {
                "RegistryNumber" => number = xml.text()?,
                "NameOfSubstance" => {
                    substance.ui = parts::ui(xml, &tag)?;
                    substance.name = text::clean(&xml.text()?);
                }
                _ => xml.skip()?,
            }
        }
        substance.registry_number = Substance::new("", "", &number).registry_number;
        if substance != Substance::default() {
            substances.push(substance);
        }
        Ok(())
    })
}

fn supplementary_mesh(xml: &mut Xml<'_>, terms: &mut Vec<SupplementaryMesh>) -> Result<()> {
    xml.each("SupplMeshName", |xml, tag| {
        let kind = text::non_empty(&xml.attribute(tag, "Type")?);
        let ui = parts::ui(xml, tag)?;
        terms.extend(xml.line()?.map(|name| SupplementaryMesh { name, ui, kind }));
        Ok(())
    })
}

fn mesh(xml: &mut Xml<'_>, headings: &mut Vec<MeshHeading>) -> Result<()> {
    xml.each("MeshHeading", |xml, _| {
        let mut heading = MeshHeading::default();
        while let Some(tag) = xml.child()? {
            match tag.name() {
                "DescriptorName" => {
                    heading.ui = parts::ui(xml, &tag)?;
                    heading.major = parts::is_major(xml, &tag)?;
                    heading.kind = text::non_empty(&xml.attribute(&tag, "Type")?);
                    heading.descriptor = text::clean(&xml.text()?);
                }
                "QualifierName" => {
                    let (ui, major) = (parts::ui(xml, &tag)?, parts::is_major(xml, &tag)?);
                    heading.qualifiers.push(Qualifier { name: text::clean(&xml.text()?), ui, major });
                }
                _ => xml.skip()?,
            }
        }
        if heading != MeshHeading::default() {
            headings.push(heading);
        }
        Ok(())
    })
}

fn databanks(xml: &mut Xml<'_>, databanks: &mut Vec<Databank>) -> Result<()> {
    xml.each("DataBank", |xml, _| {
        let mut databank = Databank::default();
        while let Some(tag) = xml.child()? {
            match tag.name() {
                "DataBankName" => databank.name = text::clean(&xml.text()?),
                "AccessionNumberList" => xml.lines("AccessionNumber", &mut databank.accessions)?,
                _ => xml.skip()?,
            }
        }
        if databank != Databank::default() {
            databanks.push(databank);
        }
        Ok(())
    })
}
