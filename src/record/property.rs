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

const OTHERS: [&str; 9] = [
    "isretracted",
    "hasabstract",
    "hasstructuredabstract",
    "hasnonenglishabstract",
    "haskeyword",
    "hascois",
    "hasdatabanklist",
    "hasnihmsid",
    "pubstatusaheadofprint",
];

/// The property of records whose electronic date is after the printed one; it is no pseudo-term, and serves PubMed's rule
/// that one date, other than a range, leaves such records out.
pub const LATE_ELECTRONIC_DATE: &str = "late electronic date";

/// Whether `word`, in lower case, is a pseudo-term.
#[must_use]
pub fn is_property(word: &str) -> bool {
    let relation = |kind: &&str| word.strip_prefix("has").is_some_and(|rest| rest.eq_ignore_ascii_case(&name_of(kind)));
    OTHERS.contains(&word) || RELATIONS.iter().any(relation)
}

/// PubMed's pseudo-term says `correctedrepublished` for the XML's `CorrectedandRepublished`.
fn name_of(kind: &str) -> String {
    kind.replace("CorrectedandRepublished", "CorrectedRepublished")
}

/// The properties of `record`: the pseudo-terms that hold, and [`LATE_ELECTRONIC_DATE`].
#[must_use]
pub fn properties(record: &Record) -> Vec<String> {
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
        ("hasnihmsid", record.other_ids.iter().any(|id| id.kind == "mid")),
        ("pubstatusaheadofprint", record.publication_status.as_deref() == Some("aheadofprint")),
    ];
    let mut found: Vec<String> = has.iter().filter(|(_, holds)| *holds).map(|(name, _)| (*name).to_owned()).collect();
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
        assert_eq!(properties(&record), ["hasabstract", "hasretractionin", "hasstructuredabstract", "isretracted"]);
        assert!(properties(&record).iter().all(|p| is_property(p)));
        assert!(is_property("hascorrectedrepublishedin") && !is_property("hassle") && !is_property("has"));
    }
}
