//! Ties between records: MEDLINE's tags and PubMed's headings for the names that PubMed XML gives them.

use crate::record::{Pmid, Relation, text};

/// MEDLINE's tag and PubMed XML's name of each tie. `DDIN` and `DRIN` are the ties to a data set and back; a tie without
/// a tag stands on pages only.
const KINDS: [(&str, &str); 24] = [
    ("CIN", "CommentIn"),
    ("CON", "CommentOn"),
    ("EIN", "ErratumIn"),
    ("EFR", "ErratumFor"),
    ("CRI", "CorrectedandRepublishedIn"),
    ("CRF", "CorrectedandRepublishedFrom"),
    ("PRIN", "PartialRetractionIn"),
    ("PROF", "PartialRetractionOf"),
    ("RPI", "RepublishedIn"),
    ("RPF", "RepublishedFrom"),
    ("RIN", "RetractionIn"),
    ("ROF", "RetractionOf"),
    ("RRI", "RetractedandRepublishedIn"),
    ("RRF", "RetractedandRepublishedFrom"),
    ("UIN", "UpdateIn"),
    ("UOF", "UpdateOf"),
    ("SPIN", "SummaryForPatientsIn"),
    ("ORI", "OriginalReportIn"),
    ("ECI", "ExpressionOfConcernIn"),
    ("ECF", "ExpressionOfConcernFor"),
    ("DDIN", "AssociatedDataset"),
    ("DRIN", "AssociatedPublication"),
    ("", "ReprintIn"),
    ("", "ReprintOf"),
];

/// The name of the tie that a tag stands for.
pub(super) fn kind_of_tag(tag: &str) -> Option<&'static str> {
    KINDS.iter().find(|(known, _)| !tag.is_empty() && *known == tag).map(|(_, kind)| *kind)
}

/// The name of the tie that a heading of PubMed's page announces (`Erratum in`, `Corrected and republished from`).
pub(in crate::formats) fn relation_kind(heading: &str) -> Option<&'static str> {
    let letters = text::letters_and_digits(heading);
    KINDS.iter().find(|(_, kind)| kind.eq_ignore_ascii_case(&letters)).map(|(_, kind)| *kind)
}

/// A tie from its citation, `Int J X. 2017;5:1. PMID: 123`: the id is taken out of the text.
pub(in crate::formats) fn relation(kind: &str, citation: &str) -> Relation {
    let citation = text::clean(citation);
    let parted = citation.rfind("PMID:").and_then(|at| {
        let behind = citation[at + 5..].trim_start();
        let digits = behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len());
        let pmid = Pmid::parse(&behind[..digits])?;
        Some((pmid, format!("{} {}", &citation[..at], behind[digits..].trim_start_matches('.'))))
    });
    let (pmid, rest) = parted.map_or((None, citation), |(pmid, rest)| (Some(pmid), rest));
    Relation { kind: kind.to_owned(), citation: text::non_empty(&rest), pmid, note: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_the_other_record_is_taken_out_of_its_citation() {
        let tie = relation("CommentIn", "Int J X. 2017 Dec;56(12):14-15. PMID: 28884800");
        assert_eq!(tie.citation.as_deref(), Some("Int J X. 2017 Dec;56(12):14-15."));
        assert_eq!(tie.pmid.map(Pmid::get), Some(28_884_800));
        let without = relation("UpdateOf", "doi: 10.1000/cd1");
        assert_eq!((without.citation.as_deref(), without.pmid), (Some("doi: 10.1000/cd1"), None));
        let alone = relation("ErratumIn", "PMID: 7.");
        assert_eq!((alone.citation, alone.pmid.map(Pmid::get)), (None, Some(7)));
        assert_eq!(relation("ErratumIn", "PMID: soon").citation.as_deref(), Some("PMID: soon"));
    }

    #[test]
    fn headings_and_tags_name_the_same_ties() {
        assert_eq!(relation_kind("Erratum in"), Some("ErratumIn"));
        assert_eq!(relation_kind(" Retracted and republished in: "), Some("RetractedandRepublishedIn"));
        assert_eq!(relation_kind("Similar articles"), None);
        assert_eq!(kind_of_tag("RIN"), Some("RetractionIn"));
        assert_eq!(kind_of_tag("TI"), None);
    }
}
