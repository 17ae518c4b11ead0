//! What stands before the text: journal, ids, titles, dates, abstracts, keywords, grants.

use super::super::xml::Element;
use crate::record::{
    AbstractSection, Doi, Grant, HistoryDate, Issn, Journal, Keyword, OtherAbstract, OtherId, Pages, PartialDate,
    Pmcid, Pmid, PublicationType, Record, Relation, language_code, text,
};

/// What an article's type is in PubMed's words. Every other article is a `Journal Article` and nothing more.
const TYPES: [(&str, &str); 16] = [
    ("review-article", "Review"),
    ("systematic-review", "Systematic Review"),
    ("meta-analysis", "Meta-Analysis"),
    ("case-report", "Case Reports"),
    ("clinical-trial", "Clinical Trial"),
    ("letter", "Letter"),
    ("reply", "Letter"),
    ("editorial", "Editorial"),
    ("article-commentary", "Comment"),
    ("news", "News"),
    ("obituary", "Biography"),
    ("meeting-report", "Congress"),
    ("correction", "Published Erratum"),
    ("retraction", "Retraction of Publication"),
    ("expression-of-concern", "Expression of Concern"),
    ("preprint", "Preprint"),
];

/// Ties to other articles, with PubMed's names of them.
const TIES: [(&str, &str); 8] = [
    ("corrected-article", "ErratumFor"),
    ("correction-forward", "ErratumIn"),
    ("retracted-article", "RetractionOf"),
    ("retraction-forward", "RetractionIn"),
    ("commentary-article", "CommentOn"),
    ("commentary", "CommentIn"),
    ("letter", "CommentIn"),
    ("updated-article", "UpdateOf"),
];

pub(super) fn journal(article: &Element, record: &mut Record) {
    let Some(meta) = article.at(&["front", "journal-meta"]) else { return };
    let mut journal = Journal::default();
    for id in meta.all("journal-id") {
        match id.attribute("journal-id-type") {
            "nlm-ta" => journal.abbreviation = text::non_empty(&id.text()),
            "iso-abbrev" => journal.iso_abbreviation = text::non_empty(&id.text()),
            "nlm-journal-id" => journal.nlm_id = text::non_empty(&id.text()),
            _ => {}
        }
    }
    journal.iso_abbreviation = journal.iso_abbreviation.filter(|iso| journal.abbreviation.as_ref() != Some(iso));
    journal.title = meta.below(&["journal-title"], &[]).first().and_then(|title| text::non_empty(&title.text()));
    for issn in meta.all("issn") {
        let kind = match (issn.attribute("pub-type"), issn.attribute("publication-format")) {
            ("ppub", _) | (_, "print") => "Print",
            ("epub", _) | (_, "electronic") => "Electronic",
            _ => "",
        };
        journal.add_issn(Issn::new(&issn.text(), kind));
    }
    record.journal = Some(journal).filter(|journal| !journal.is_empty());
}

pub(super) fn article(article: &Element, meta: &Element, record: &mut Record) {
    meta.all("article-id").for_each(|id| identifier(id.attribute("pub-id-type"), &id.text(), record));
    titles(article, meta, record);
    dates(meta, record);
    let line = |name: &str| text::non_empty(&meta.text_at(&[name]));
    (record.volume, record.issue) = (line("volume"), line("issue"));
    if let Some(supplement) = line("supplement") {
        record.issue = Some(record.issue.take().map_or(supplement.clone(), |issue| format!("{issue} {supplement}")));
    }
    pages(meta, record);
    abstracts(meta, record);
    for group in meta.all("kwd-group").filter(|group| !is_of_abbreviations(group)) {
        record.keywords.extend(terms(group).iter().filter_map(|term| Keyword::new(term)));
    }
    record.publication_types.extend(PublicationType::new("Journal Article"));
    let kind = TYPES.iter().find(|(kind, _)| *kind == article.attribute("article-type"));
    record.publication_types.extend(kind.and_then(|(_, name)| PublicationType::new(name)));
    record.languages.extend(language_code(article.attribute("lang")).map(str::to_owned));
    record.copyright = text::non_empty(&meta.text_at(&["permissions", "copyright-statement"]));
    record.grants = meta.all("funding-group").flat_map(|group| group.all("award-group")).flat_map(grants).collect();
    record.relations = meta.all("related-article").filter_map(relation).collect();
    record.notes.extend(meta.all("conference").filter_map(conference));
}

/// Whether a group of keywords is the list of what the article abbreviates.
pub(super) fn is_of_abbreviations(group: &Element) -> bool {
    let title = group.text_at(&["title"]).to_lowercase();
    group.attribute("kwd-group-type").contains("abbr")
        || title.starts_with("abbrev")
        || title == "list of abbreviations"
}

/// The terms of a group of keywords, one of several parts in one.
pub(super) fn terms(group: &Element) -> Vec<String> {
    let term = |keyword: &&Element| {
        let parts = keyword.below(&["compound-kwd-part"], &[]);
        let texts: Vec<String> = parts.iter().map(|part| part.text()).collect();
        if texts.is_empty() { keyword.text() } else { texts.join(" ") }
    };
    group.below(&["kwd", "compound-kwd"], &[]).iter().map(term).collect()
}

/// First and last page, or all of them where there are several ranges; an article without pages has a number.
fn pages(meta: &Element, record: &mut Record) {
    let ranges = Pages::parse(&meta.text_at(&["page-range"]));
    let ends = Pages::from_ends(&meta.text_at(&["fpage"]), &meta.text_at(&["lpage"]));
    let several = |pages: &Pages| pages.as_str().contains(',');
    let pages = ranges.clone().filter(several).or(ends).or(ranges);
    record.pages = pages.or_else(|| Pages::parse(&meta.text_at(&["elocation-id"])));
}

/// The meeting at which the work was given: name, place and time.
fn conference(element: &Element) -> Option<String> {
    let part = |name: &str| text::non_empty(&element.text_at(&[name]));
    let name = part("conf-name").or_else(|| part("conf-acronym"));
    let parts: Vec<String> = [name, part("conf-loc"), part("conf-date")].into_iter().flatten().collect();
    text::non_empty(&parts.join(", ")).map(|said| format!("Conference: {said}"))
}

/// An id by its kind, of several of one kind the first; PMC writes its own without the letters.
pub(super) fn identifier(kind: &str, value: &str, record: &mut Record) {
    match kind {
        "pmid" if record.pmid.is_none() && Pmid::parse(value).is_some() => record.pmid = Pmid::parse(value),
        "pmc" | "pmcid" | "pmcaid" if record.pmcid.is_none() => record.pmcid = pmcid(value),
        "doi" if record.doi.is_none() && Doi::parse(value).is_some() => record.doi = Doi::parse(value),
        "pmc" | "pmcid" | "pmcaid" | "pmcaiid" | "pmc-uid" | "" => {}
        _ => {
            let kind = if kind == "manuscript" { "mid" } else { kind };
            record.other_ids.push(OtherId { kind: kind.to_owned(), value: value.to_owned() });
        }
    }
}

/// A PMCID with or without its letters.
pub(super) fn pmcid(value: &str) -> Option<Pmcid> {
    Pmcid::parse(value).or_else(|| Pmcid::parse(&format!("PMC{value}")))
}

/// The title in English comes first, as in PubMed, where the article is in another language and has one.
fn titles(article: &Element, meta: &Element, record: &mut Record) {
    let Some(group) = meta.first("title-group") else { return };
    let title = group.first("article-title").map(|title| title.text_without(&["xref", "fn"])).unwrap_or_default();
    let subtitle = group.text_at(&["subtitle"]);
    record.title = if subtitle.is_empty() { title } else { format!("{}: {subtitle}", title.trim_end_matches(':')) };
    let translated = group.below(&["trans-title"], &[]);
    record.vernacular_title = translated.first().and_then(|title| text::non_empty(&title.text()));
    let is_english = |element: &Element| language_code(element.attribute("lang")) == Some("eng");
    let other = language_code(article.attribute("lang")).is_some_and(|code| code != "eng");
    let mut groups = group.all("trans-title-group").filter(|group| other && is_english(group));
    if let Some(english) = groups.find_map(|group| text::non_empty(&group.text_at(&["trans-title"]))) {
        record.vernacular_title = text::non_empty(&std::mem::replace(&mut record.title, english));
    }
}

/// A date in elements.
pub(super) fn date(element: &Element) -> Option<PartialDate> {
    let part = |name: &str| element.text_at(&[name]);
    let date = PartialDate::from_parts(&part("year"), &part("month"), &part("day"), &part("season"));
    date.or_else(|| PartialDate::parse(element.attribute("iso-8601-date")))
}

/// The date in print is the one cited, else that of the collection, else that of the electronic version.
fn dates(meta: &Element, record: &mut Record) {
    let (mut print, mut collection) = (None, None);
    for element in meta.all("pub-date") {
        let kind =
            [element.attribute("pub-type"), element.attribute("date-type"), element.attribute("publication-format")];
        match kind {
            ["ppub" | "epub-ppub", ..] | [_, "pub", "print"] => print = date(element),
            ["epub", ..] | [_, "pub", "electronic"] => record.electronic_date = date(element),
            ["collection", ..] | [_, "collection", _] => collection = date(element),
            ["pmc-release", ..] | [_, "pmc-release", _] => event("pmc-release", element, record),
            ["", "" | "pub", ""] => collection = collection.or_else(|| date(element)),
            ["", "", name] | ["", name, _] | [name, ..] => event(name, element, record),
        }
    }
    record.date = print.or(collection).or_else(|| record.electronic_date.clone());
    for element in meta.all("history").flat_map(|history| history.all("date")) {
        match element.attribute("date-type") {
            "" => {}
            "rev-recd" => event("revised", element, record),
            name => event(name, element, record),
        }
    }
}

fn event(name: &str, element: &Element, record: &mut Record) {
    record.history.extend(date(element).map(|date| HistoryDate { event: name.to_owned(), date }));
}

fn abstracts(meta: &Element, record: &mut Record) {
    for element in meta.elements().filter(|element| matches!(element.name(), "abstract" | "trans-abstract")) {
        let (kind, sections) = (element.attribute("abstract-type"), sections(element));
        let is_main = element.name() == "abstract" && matches!(kind, "" | "section" | "structured" | "summary");
        if is_main && record.abstract_sections.is_empty() {
            record.abstract_sections = sections;
        } else if !sections.is_empty() {
            let language = language_code(element.attribute("lang")).map(str::to_owned);
            record.other_abstracts.push(OtherAbstract {
                kind: text::non_empty(kind),
                language,
                sections,
                copyright: None,
            });
        }
    }
}

/// The sections of an abstract. A title of the whole (`Abstract`) is no label.
fn sections(element: &Element) -> Vec<AbstractSection> {
    let mut sections = Vec::new();
    let loose = element.text_without(&["sec", "title", "label", "fig", "graphic", "object-id"]);
    sections.extend(Some(AbstractSection::plain(&loose)).filter(|section| !section.text.is_empty()));
    for section in element.all("sec") {
        let body = section.text_without(&["title", "label", "fig"]);
        let section = AbstractSection::labelled(&section.text_at(&["title"]), &body);
        sections.extend(Some(section).filter(|section| !section.text.is_empty()));
    }
    sections
}

fn grants(group: &Element) -> Vec<Grant> {
    let source = group.first("funding-source");
    let agency = source.and_then(agency);
    let country = source.and_then(|source| text::non_empty(source.attribute("country")));
    let ids: Vec<Option<String>> = group.all("award-id").map(|id| text::non_empty(&id.text())).collect();
    let ids = if ids.is_empty() { vec![None] } else { ids };
    let grants =
        ids.into_iter().map(|id| Grant { id, agency: agency.clone(), country: country.clone(), ..Grant::default() });
    grants.filter(|grant| *grant != Grant::default()).collect()
}

/// The name of who gave money, without the numbers of registers in it.
fn agency(source: &Element) -> Option<String> {
    let name = source.all("named-content").find(|part| part.attribute("content-type") == "funder-name");
    text::non_empty(&name.unwrap_or(source).text_without(&["institution-id", "named-content"]))
}

fn relation(element: &Element) -> Option<Relation> {
    let (_, kind) = TIES.iter().find(|(kind, _)| *kind == element.attribute("related-article-type"))?;
    let address = element.attribute("href");
    let pmid = if element.attribute("ext-link-type") == "pubmed" { Pmid::parse(address) } else { None };
    let citation = text::non_empty(&element.text()).or_else(|| text::non_empty(address));
    Some(Relation { kind: (*kind).to_owned(), citation, pmid, note: None })
}
