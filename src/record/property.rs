//! Properties of a record that PubMed searches by pseudo-terms without a tag (`hasabstract`, `hasretractionin`, …;
//! PubMed User Guide, "Filters").

use super::Record;

/// Kinds of relation, as PubMed XML names them, each of which has a pseudo-term `has<kind>`.
const RELATIONS: [&str; 20] = [
    "CommentIn",
    "CommentOn",
    "CorrectedandRepublishedIn",
    "CorrectedandRepublishedFrom",
    "AssociatedPublication",
    "AssociatedDataset",
    "ErratumIn",
    "ErratumFor",
    "ExpressionOfConcernIn",
    "ExpressionOfConcernFor",
    "OriginalReportIn",
    "RepublishedIn",
    "RepublishedFrom",
    "RetractedandRepublishedIn",
    "RetractedandRepublishedFrom",
    "RetractionIn",
    "RetractionOf",
    "SummaryForPatientsIn",
    "UpdateIn",
    "UpdateOf",
];

const OTHERS: [&str; 17] = [
    "isretracted",
    "hasabstract",
    "hasstructuredabstract",
    "hasnonenglishabstract",
    "haskeyword",
    "hascois",
    "hasdatabanklist",
    "hasnihmsid",
    "pubstatusaheadofprint",
    "pubstatusepublish",
    "pubstatusppublish",
    "pubstatusnihms",
    "pmcbook",
    "pmcbooktitle",
    "pmcbookchapter",
    "indexingmethod_automated",
    "indexingmethod_curated",
];

/// Acronyms of the owners of records, each of which has a pseudo-term `owner<acronym>`.
const OWNERS: [&str; 8] = ["hmd", "hsr", "kie", "nasa", "nlm", "notnlm", "pip", "sis"];

/// The property of records whose electronic date is after the printed one; it is no pseudo-term, and serves PubMed's rule
/// that one date, other than a range, leaves such records out.
pub const LATE_ELECTRONIC_DATE: &str = "late electronic date";

/// Whether `word`, in lower case, is a pseudo-term.
#[must_use]
pub fn is_property(word: &str) -> bool {
    let relation = |kind: &&str| word.strip_prefix("has").is_some_and(|rest| rest.eq_ignore_ascii_case(&name_of(kind)));
    let owner = word.strip_prefix("owner").is_some_and(|owner| OWNERS.contains(&owner));
    OTHERS.contains(&word) || owner || RELATIONS.iter().any(relation)
}

/// PubMed's pseudo-term says `correctedrepublished` for the XML's `CorrectedandRepublished`.
fn name_of(kind: &str) -> String {
    kind.replace("CorrectedandRepublished", "CorrectedRepublished")
}

/// The properties of `record`: the pseudo-terms that hold, and [`LATE_ELECTRONIC_DATE`].
#[must_use]
pub fn properties(record: &Record) -> Vec<String> {
    let status = |wanted: &str| record.publication_status.as_deref() == Some(wanted);
    let method = |wanted: &str| record.indexing_method.as_deref() == Some(wanted);
    let is_manuscript = record.other_ids.iter().any(|id| id.kind == "mid");
    // A part of a book has a title of its own.
    let book = record.book.as_ref().and_then(|book| book.title.as_deref());
    let is_chapter = book.is_some_and(|title| title != record.title);
    let has = [
        ("isretracted", record.is_retracted()),
        ("hasabstract", !record.abstract_sections.is_empty()),
        ("hasstructuredabstract", record.abstract_sections.iter().any(|s| s.label.is_some())),
        (
            "hasnonenglishabstract",
            record.other_abstracts.iter().any(|a| a.language.as_deref().is_some_and(|l| l != "eng")),
        ),
        ("haskeyword", !record.keywords.is_empty()),
        ("hascois", record.conflict_of_interest.is_some()),
        ("hasdatabanklist", !record.databanks.is_empty()),
        ("hasnihmsid", is_manuscript),
        ("pubstatusnihms", is_manuscript),
        ("pubstatusaheadofprint", status("aheadofprint")),
        ("pubstatusepublish", status("epublish")),
        ("pubstatusppublish", status("ppublish")),
        ("pmcbook", book.is_some()),
        ("pmcbooktitle", book.is_some() && !is_chapter),
        ("pmcbookchapter", is_chapter),
        ("indexingmethod_automated", method("Automated")),
        ("indexingmethod_curated", method("Curated")),
    ];
    let mut found: Vec<String> = has.iter().filter(|(_, holds)| *holds).map(|(name, _)| (*name).to_owned()).collect();
    found.push(format!("owner{}", record.owner.as_deref().unwrap_or("NLM").to_lowercase()));
    found.extend(record.relations.iter().map(|r| format!("has{}", name_of(&r.kind).to_lowercase())));
    if let (Some(print), Some(electronic)) = (&record.date, &record.electronic_date)
        && electronic.sort_key() > print.sort_key()
    {
        found.push(LATE_ELECTRONIC_DATE.to_owned());
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{AbstractSection, Relation};

    #[test]
    fn a_record_has_its_properties() {
        let record = Record {
            abstract_sections: vec![AbstractSection::labelled("AIM", "x")],
            relations: vec![Relation { kind: "RetractionIn".into(), ..Relation::default() }],
            ..Record::default()
        };
        assert_eq!(
            properties(&record),
            ["hasabstract", "hasretractionin", "hasstructuredabstract", "isretracted", "ownernlm"]
        );
        assert!(properties(&record).iter().all(|p| is_property(p)));
        assert!(is_property("hascorrectedrepublishedin") && !is_property("hassle") && !is_property("has"));
        assert!(is_property("ownernasa") && !is_property("owner") && !is_property("ownership"));
    }
}
