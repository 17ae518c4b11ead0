//! The lines that part a page: its headings, and the furniture of the site that belongs to no record.

/// What stands below a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// Citation line, title, authors, identifiers.
    Head,
    /// The list of affiliations.
    Affiliations,
    /// The one affiliation of all authors.
    Affiliation,
    /// Collaborators who are no authors.
    Collaborators,
    Abstract,
    PlainSummary,
    Conflict,
    Figures,
    References,
    PublicationTypes,
    Mesh,
    Substances,
    SupplementaryConcepts,
    Grants,
    AssociatedData,
    PersonalNames,
    /// Ties to other records, under PubMed XML's name of the tie.
    Relation(&'static str),
    /// The site's disclaimer.
    Disclaimer,
    /// Articles that are like this one or cite it.
    OtherWorks,
    /// Links to other places, with which a page ends.
    Links,
}

const HEADINGS: [(&str, Section); 44] = [
    ("abstract", Section::Abstract),
    ("affiliation", Section::Affiliation),
    ("affiliations", Section::Affiliations),
    ("author information", Section::Affiliations),
    ("collaborators", Section::Collaborators),
    ("plain language summary", Section::PlainSummary),
    ("plain-language summary", Section::PlainSummary),
    ("conflict of interest statement", Section::Conflict),
    ("figures", Section::Figures),
    ("references", Section::References),
    ("publication types", Section::PublicationTypes),
    ("publication type", Section::PublicationTypes),
    ("mesh terms", Section::Mesh),
    ("substances", Section::Substances),
    ("supplementary concepts", Section::SupplementaryConcepts),
    ("supplementary concept", Section::SupplementaryConcepts),
    ("grants and funding", Section::Grants),
    ("grant support", Section::Grants),
    ("associated data", Section::AssociatedData),
    ("personal name as subject", Section::PersonalNames),
    ("erratum in", Section::Relation("ErratumIn")),
    ("erratum for", Section::Relation("ErratumFor")),
    ("comment in", Section::Relation("CommentIn")),
    ("comment on", Section::Relation("CommentOn")),
    ("retraction in", Section::Relation("RetractionIn")),
    ("retraction of", Section::Relation("RetractionOf")),
    ("update in", Section::Relation("UpdateIn")),
    ("update of", Section::Relation("UpdateOf")),
    ("expression of concern in", Section::Relation("ExpressionOfConcernIn")),
    ("expression of concern for", Section::Relation("ExpressionOfConcernFor")),
    ("republished in", Section::Relation("RepublishedIn")),
    ("republished from", Section::Relation("RepublishedFrom")),
    ("corrected and republished in", Section::Relation("CorrectedandRepublishedIn")),
    ("corrected and republished from", Section::Relation("CorrectedandRepublishedFrom")),
    ("retracted and republished in", Section::Relation("RetractedandRepublishedIn")),
    ("retracted and republished from", Section::Relation("RetractedandRepublishedFrom")),
    ("summary for patients in", Section::Relation("SummaryForPatientsIn")),
    ("original report in", Section::Relation("OriginalReportIn")),
    ("reprint in", Section::Relation("ReprintIn")),
    ("reprint of", Section::Relation("ReprintOf")),
    ("similar articles", Section::OtherWorks),
    ("cited by", Section::OtherWorks),
    ("related information", Section::Links),
    ("linkout - more resources", Section::Links),
];

/// The section that a line opens: the heading alone, in any case, perhaps marked as a heading (`## Abstract`) or with a
/// colon.
pub(super) fn section(line: &str) -> Option<Section> {
    let bare = line.trim_matches(['#', '*', ' ', ':']);
    if bare.len() > 32 {
        return None;
    }
    if bare.eq_ignore_ascii_case("pubmed disclaimer") || bare.eq_ignore_ascii_case("pmc disclaimer") {
        return Some(Section::Disclaimer);
    }
    HEADINGS.iter().find(|(name, _)| bare.eq_ignore_ascii_case(name)).map(|(_, section)| *section)
}

/// The first line of a saved page.
pub(super) fn is_banner(line: &str) -> bool {
    line.eq_ignore_ascii_case("Skip to main page content") || line.eq_ignore_ascii_case("Skip to main content")
}

/// Headings that stand on PubMed's pages and hardly elsewhere.
pub(super) fn is_of_pubmed(line: &str) -> bool {
    const LINES: [&str; 6] = [
        "pubmed disclaimer",
        "pmc disclaimer",
        "linkout - more resources",
        "similar articles",
        "cited by",
        "item in clipboard",
    ];
    is_banner(line) || LINES.iter().any(|name| line.trim_matches(['#', '*', ' ', ':']).eq_ignore_ascii_case(name))
}

/// Buttons, banners and notes of the site, each a line of its own.
#[rustfmt::skip]
const FURNITURE: [&str; 74] = [
    "access options", "actions", "add to collections", "add to search", "advanced", "advanced clipboard", "as text",
    "cancel", "citation", "cite", "cited by other articles in pmc", "clear", "clear input", "clipboard", "close",
    "collapse", "collections", "copy", "create a new collection", "create alert", "create rss", "display options",
    "dot gov", "email", "expand", "favorites", "format", "free article", "free pmc article", "full text links",
    "full-text links", "https", "item in clipboard", "linkedin", "log in", "my bibliography", "my saved search",
    "name your collection", "next page", "nih nlm logo", "no abstract available", "page navigation", "permalink",
    "previous page", "print", "processed with", "pubmed", "result 1 of 1", "save", "save citation to file", "search",
    "search in mesh", "search in nlm catalog", "search in pubmed", "search results", "search: search",
    "see all \"cited by\" articles", "see all references", "see all similar articles", "send", "send to", "share",
    "show account info", "show details", "show less", "show more", "the .gov means it's official",
    "the site is secure", "title & authors", "twitter", "u.s. flag", "unable to load your collection due to an error",
    "user guide", "your saved search",
];

/// Beginnings of the site's own sentences.
#[rustfmt::skip]
const FURNITURE_BEGINNINGS: [&str; 12] = [
    "access keys ncbi", "add to clipboard", "an official website of the united states",
    "federal government websites often", "full text links", "item in clipboard", "nih nlm logo", "search in pubmed",
    "the .gov means it", "the https:// ensures", "u.s. national library of medicine",
    "national library of medicine 8600",
];

/// Whether `line` is the site's and not the record's.
pub(super) fn is_furniture(line: &str) -> bool {
    let line = line.trim_end_matches([':', '.']);
    let exact = line.len() <= 48 && FURNITURE.iter().any(|known| line.eq_ignore_ascii_case(known));
    let begins = |known: &&str| line.get(..known.len()).is_some_and(|head| head.eq_ignore_ascii_case(known));
    exact || is_banner(line) || FURNITURE_BEGINNINGS.iter().any(begins)
}
