//! `PubmedArticle`: every record that is not only in a book.

use super::element::{Elements, allowed, yes_no};
use super::{parts, people};
use crate::record::{Databank, Journal, MeshHeading, OtherAbstract, PublicationType, Record, Relation, Substance};

const STATUSES: [&str; 7] =
    ["Completed", "In-Process", "PubMed-not-MEDLINE", "In-Data-Review", "Publisher", "MEDLINE", "OLDMEDLINE"];

const OWNERS: [&str; 7] = ["NLM", "NASA", "PIP", "KIE", "HSR", "HMD", "NOTNLM"];

const MODELS: [&str; 5] = ["Print", "Print-Electronic", "Electronic", "Electronic-Print", "Electronic-eCollection"];

const RELATIONS: [&str; 23] = [
    "AssociatedDataset",
    "AssociatedPublication",
    "CommentIn",
    "CommentOn",
    "CorrectedandRepublishedIn",
    "CorrectedandRepublishedFrom",
    "ErratumIn",
    "ErratumFor",
    "ExpressionOfConcernIn",
    "ExpressionOfConcernFor",
    "RepublishedIn",
    "RepublishedFrom",
    "RetractedandRepublishedIn",
    "RetractedandRepublishedFrom",
    "RetractionIn",
    "RetractionOf",
    "UpdateIn",
    "UpdateOf",
    "SummaryForPatientsIn",
    "OriginalReportIn",
    "ReprintIn",
    "ReprintOf",
    "Cites",
];

const CONCEPT_TYPES: [&str; 5] = ["Disease", "Protocol", "Organism", "Anatomy", "Population"];

const ABSTRACT_TYPES: [&str; 7] = ["AAMC", "AIDS", "KIE", "PIP", "NASA", "Publisher", "plain-language-summary"];

/// Sources of `OtherID`, whose ids stand apart from the `ArticleIdList`.
const OTHER_ID_SOURCES: [&str; 12] =
    ["NASA", "KIE", "PIP", "POP", "ARPL", "CPC", "IND", "CPFH", "CLML", "NRCBL", "NLM", "QCIM"];

pub(super) fn write(xml: &mut Elements<'_>, record: &Record) {
    xml.within("PubmedArticle", &[], |xml| {
        citation(xml, record);
        xml.within("PubmedData", &[], |xml| {
            parts::history(xml, record);
            xml.text("PublicationStatus", &[], record.publication_status.as_deref().unwrap_or_default());
            parts::article_ids(xml, record);
            parts::references(xml, &record.references);
        });
    });
}

fn citation(xml: &mut Elements<'_>, record: &Record) {
    let status = record.status.as_deref().and_then(|status| allowed(status, &STATUSES)).unwrap_or("Publisher");
    let owner = record.owner.as_deref().and_then(|owner| allowed(owner, &OWNERS)).unwrap_or("NLM");
    let mut attributes = vec![("Status", status), ("Owner", owner)];
    attributes.extend(record.indexing_method.as_deref().map(|method| ("IndexingMethod", method)));
    xml.within("MedlineCitation", &attributes, |xml| {
        parts::pmid(xml, record);
        parts::whole_date(xml, "DateCompleted", &[], record.completed.as_ref());
        parts::whole_date(xml, "DateRevised", &[], record.revised.as_ref());
        article(xml, record);
        journal_info(xml, record.journal.as_ref());
        indexing(xml, record);
        additions(xml, record);
    });
}

fn article(xml: &mut Elements<'_>, record: &Record) {
    let model = record.publication_model.as_deref().and_then(|model| allowed(model, &MODELS)).unwrap_or("Print");
    xml.within("Article", &[("PubModel", model)], |xml| {
        journal(xml, record, model);
        xml.text("ArticleTitle", &[], &record.title);
        if record.pages.is_some() || record.doi.is_none() {
            parts::pagination(xml, record);
        }
        if let Some(doi) = &record.doi {
            xml.text("ELocationID", &[("EIdType", "doi"), ("ValidYN", "Y")], doi.as_str());
        }
        parts::main_abstract(xml, record);
        people::authors(xml, None, &record.authors, record.authors_incomplete);
        parts::languages(xml, &record.languages);
        xml.list("DataBankList", &[("CompleteYN", "Y")], &record.databanks, databank);
        parts::grants(xml, &record.grants);
        publication_types(xml, &record.publication_types);
        xml.optional("VernacularTitle", record.vernacular_title.as_ref());
        let electronic = [("DateType", "Electronic")];
        parts::whole_date(xml, "ArticleDate", &electronic, record.electronic_date.as_ref());
    });
}

fn journal(xml: &mut Elements<'_>, record: &Record, model: &str) {
    let journal = record.journal.as_ref();
    let issn = journal.into_iter().flat_map(|journal| &journal.issns).find(|issn| issn.kind != "Linking");
    let medium = if model.starts_with("Electronic") { "Internet" } else { "Print" };
    xml.within("Journal", &[], |xml| {
        if let Some(issn) = issn {
            let kind = if issn.kind == "Electronic" { "Electronic" } else { "Print" };
            xml.text("ISSN", &[("IssnType", kind)], &issn.value);
        }
        xml.within("JournalIssue", &[("CitedMedium", medium)], |xml| {
            xml.optional("Volume", record.volume.as_ref());
            xml.optional("Issue", record.issue.as_ref());
            parts::partial_date(xml, "PubDate", record.date.as_ref());
        });
        xml.optional("Title", journal.and_then(|journal| journal.title.as_ref()));
        xml.optional("ISOAbbreviation", journal.and_then(|journal| journal.iso_abbreviation.as_ref()));
    });
}

fn journal_info(xml: &mut Elements<'_>, journal: Option<&Journal>) {
    let part = |part: fn(&Journal) -> Option<&String>| journal.and_then(part);
    xml.within("MedlineJournalInfo", &[], |xml| {
        xml.optional("Country", part(|journal| journal.country.as_ref()));
        xml.text("MedlineTA", &[], part(|journal| journal.abbreviation.as_ref()).map_or("", String::as_str));
        xml.optional("NlmUniqueID", part(|journal| journal.nlm_id.as_ref()));
        let linking = journal.and_then(|journal| journal.issns.iter().find(|issn| issn.kind == "Linking"));
        xml.optional("ISSNLinking", linking.map(|issn| &issn.value));
    });
}

fn databank(xml: &mut Elements<'_>, databank: &Databank) {
    xml.within("DataBank", &[], |xml| {
        xml.text("DataBankName", &[], &databank.name);
        xml.list("AccessionNumberList", &[], &databank.accessions, |xml, number| {
            xml.text("AccessionNumber", &[], number);
        });
    });
}

fn publication_types(xml: &mut Elements<'_>, types: &[PublicationType]) {
    xml.within("PublicationTypeList", &[], |xml| {
        if types.is_empty() {
            xml.text("PublicationType", &[("UI", "D016428")], "Journal Article");
        }
        types.iter().for_each(|kind| parts::publication_type(xml, kind));
    });
}

/// What NLM's indexers add.
fn indexing(xml: &mut Elements<'_>, record: &Record) {
    xml.list("ChemicalList", &[], &record.substances, substance);
    xml.list("SupplMeshList", &[], &record.supplementary_mesh, |xml, concept| {
        let kind = concept.kind.as_deref().and_then(|kind| allowed(kind, &CONCEPT_TYPES)).unwrap_or("Disease");
        let ui = concept.ui.as_deref().unwrap_or_default();
        xml.text("SupplMeshName", &[("Type", kind), ("UI", ui)], &concept.name);
    });
    record.citation_subsets.iter().for_each(|subset| xml.text("CitationSubset", &[], subset));
    let known = |relation: &&Relation| RELATIONS.contains(&relation.kind.as_str());
    let relations: Vec<&Relation> = record.relations.iter().filter(known).collect();
    xml.list("CommentsCorrectionsList", &[], &relations, |xml, relation| {
        xml.within("CommentsCorrections", &[("RefType", &relation.kind)], |xml| {
            xml.text("RefSource", &[], relation.citation.as_deref().unwrap_or_default());
            if let Some(pmid) = relation.pmid {
                xml.text("PMID", &[("Version", "1")], &pmid.to_string());
            }
            xml.optional("Note", relation.note.as_ref());
        });
    });
    xml.list("GeneSymbolList", &[], &record.gene_symbols, |xml, symbol| xml.text("GeneSymbol", &[], symbol));
    xml.list("MeshHeadingList", &[], &record.mesh, heading);
}

fn substance(xml: &mut Elements<'_>, substance: &Substance) {
    xml.within("Chemical", &[], |xml| {
        xml.text("RegistryNumber", &[], substance.registry_number.as_deref().unwrap_or("0"));
        let ui = substance.ui.as_deref().unwrap_or_default();
        xml.text("NameOfSubstance", &[("UI", ui)], &substance.name);
    });
}

fn heading(xml: &mut Elements<'_>, heading: &MeshHeading) {
    xml.within("MeshHeading", &[], |xml| {
        let mut attributes =
            vec![("UI", heading.ui.as_deref().unwrap_or_default()), ("MajorTopicYN", yes_no(heading.major))];
        attributes.extend(heading.kind.as_deref().filter(|kind| *kind == "Geographic").map(|kind| ("Type", kind)));
        xml.text("DescriptorName", &attributes, &heading.descriptor);
        for qualifier in &heading.qualifiers {
            let ui = qualifier.ui.as_deref().unwrap_or_default();
            xml.text("QualifierName", &[("UI", ui), ("MajorTopicYN", yes_no(qualifier.major))], &qualifier.name);
        }
    });
}

/// What stands behind the indexing.
fn additions(xml: &mut Elements<'_>, record: &Record) {
    xml.optional("NumberOfReferences", record.stated_reference_count.map(|count| count.to_string()));
    people::subjects(xml, &record.personal_name_subjects);
    for id in &record.other_ids {
        if let Some(source) = allowed(&id.kind.to_uppercase(), &OTHER_ID_SOURCES) {
            xml.text("OtherID", &[("Source", source)], &id.value);
        }
    }
    record.other_abstracts.iter().for_each(|other| other_abstract(xml, other));
    parts::keywords(xml, &record.keywords);
    xml.optional("CoiStatement", record.conflict_of_interest.as_ref());
    record.space_flight_missions.iter().for_each(|mission| xml.text("SpaceFlightMission", &[], mission));
    people::investigators(xml, &record.investigators);
    record.notes.iter().for_each(|note| xml.text("GeneralNote", &[("Owner", "NLM")], note));
}

fn other_abstract(xml: &mut Elements<'_>, other: &OtherAbstract) {
    let kind = other.kind.as_deref().and_then(|kind| allowed(kind, &ABSTRACT_TYPES)).unwrap_or("Publisher");
    let attributes = [("Type", kind), ("Language", other.language.as_deref().unwrap_or("und"))];
    xml.within("OtherAbstract", &attributes, |xml| {
        parts::sections(xml, &other.sections, other.copyright.as_deref());
    });
}
