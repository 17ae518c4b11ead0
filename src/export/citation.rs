//! The citation line in NLM's style, authors and title left out: `Cancer Drug Resist. 2022 Feb 8;5(1):114-128. doi: …`
//!
//! The forms follow PubMed's own SO field: which of two dates leads depends on how the work was published (NLM,
//! "PubModel" in the descriptions of MEDLINE's elements).

use super::Kind;
use crate::record::{Book, PartialDate, Record, text};

/// Where a work appeared, on one line, ending in a point; empty where nothing is known of it.
#[must_use]
pub fn citation_line(record: &Record) -> String {
    let line = match (Kind::of(record), &record.book) {
        (Kind::Book | Kind::Chapter, Some(book)) => in_book(record, book),
        _ => in_journal(record),
    };
    text::clean(&line)
}

/// The cited date and what is said of another at the end of the line.
struct Dates<'a> {
    cited: Option<&'a PartialDate>,
    remark: String,
}

impl<'a> Dates<'a> {
    fn of(record: &'a Record) -> Self {
        let published = record.date.as_ref();
        let electronic = record.electronic_date.as_ref().filter(|date| Some(*date) != published);
        let publication = Publication::of(record);
        let (Some(published), Some(electronic)) = (published, electronic) else {
            let cited = published.or(electronic);
            return Self { cited, remark: publication.remark_on_one_date(record, cited) };
        };
        let (cited, remark) = match publication {
            Publication::PrintFirst => (published, format!("Epub {}.", electronic.citation())),
            Publication::ElectronicThen(form) => (electronic, format!("{form} {}.", published.citation())),
            Publication::Electronic => (electronic, String::new()),
            Publication::Ahead => (electronic, AHEAD.to_owned()),
            Publication::Unknown => (published, String::new()),
        };
        Self { cited: Some(cited), remark }
    }
}

const AHEAD: &str = "Online ahead of print.";

/// How a work came out, as far as the record says it.
enum Publication {
    /// Cited by its issue; an electronic version is a remark.
    PrintFirst,
    /// Cited by its electronic date; what came later is a remark that begins with this word.
    ElectronicThen(&'static str),
    /// Cited by its electronic date; what came later is not said.
    Electronic,
    /// Not in an issue yet.
    Ahead,
    /// Nothing is said.
    Unknown,
}

impl Publication {
    fn of(record: &Record) -> Self {
        let model = record.publication_model.as_deref();
        match (record.publication_status.as_deref(), model) {
            (Some("aheadofprint"), _) => Self::Ahead,
            (_, Some("Electronic-Print")) => Self::ElectronicThen("Print"),
            (_, Some("Electronic-eCollection")) => Self::ElectronicThen("eCollection"),
            (Some("ppublish"), _) | (_, Some("Print" | "Print-Electronic")) => Self::PrintFirst,
            _ if record.history_date("ecollection").is_some() => Self::ElectronicThen("eCollection"),
            (Some("epublish"), _) | (_, Some("Electronic")) => Self::Electronic,
            _ => Self::Unknown,
        }
    }

    /// The remark where a record has one date and the history tells of a later collection.
    fn remark_on_one_date(&self, record: &Record, cited: Option<&PartialDate>) -> String {
        let collection = record.history_date("ecollection").filter(|date| Some(*date) != cited);
        match (self, collection) {
            (Self::Ahead, _) => AHEAD.to_owned(),
            (Self::ElectronicThen("eCollection"), Some(date)) => format!("eCollection {}.", date.citation()),
            _ => String::new(),
        }
    }
}

fn in_journal(record: &Record) -> String {
    let dates = Dates::of(record);
    let mut imprint = dates.cited.map_or_else(String::new, PartialDate::citation);
    let volume = record.volume.clone().unwrap_or_default();
    let issue = record.issue.as_ref().map_or_else(String::new, |issue| format!("({issue})"));
    if !volume.is_empty() || !issue.is_empty() {
        let semicolon = if imprint.is_empty() { "" } else { ";" };
        imprint.push_str(&format!("{semicolon}{volume}{issue}"));
    }
    // A number alone would read as a year.
    let alone = imprint.is_empty() && record.container().is_none();
    if let Some(pages) = record.pages.as_ref().filter(|_| !alone) {
        let colon = if imprint.is_empty() { "" } else { ":" };
        imprint.push_str(&format!("{colon}{pages}"));
    }
    sentences(&[record.container().unwrap_or_default(), &imprint, &locator(record), &dates.remark])
}

/// The DOI; else the publisher's id of an article that has no pages.
fn locator(record: &Record) -> String {
    let pii = || record.other_ids.iter().find(|id| id.kind == "pii" && record.pages.is_none());
    match &record.doi {
        Some(doi) => format!("doi: {doi}."),
        None => pii().map_or_else(String::new, |id| format!("pii: {}.", id.value)),
    }
}

/// `In: GeneReviews [Internet]. Seattle (WA): University of Washington; 1993-2024.`
fn in_book(record: &Record, book: &Book) -> String {
    let chapter = Kind::of(record) == Kind::Chapter;
    let title = book.title.as_deref().filter(|_| chapter).map_or_else(String::new, |title| format!("In: {title}"));
    let medium = book.medium.as_ref().map_or_else(String::new, |medium| format!(" [{medium}]"));
    let edition = book.edition.clone().unwrap_or_default();
    let date = match (&book.beginning_date, &book.ending_date) {
        (Some(from), Some(to)) => format!("{}-{}", from.citation(), to.citation()),
        (Some(from), None) => format!("{}-", from.citation()),
        _ => record.date.as_ref().map_or_else(String::new, PartialDate::citation),
    };
    let publisher = [book.place.as_deref(), book.publisher.as_deref()];
    let publisher = publisher.into_iter().flatten().collect::<Vec<_>>().join(": ");
    let imprint = [publisher, date].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
    let pages = record.pages.as_ref().map_or_else(String::new, |pages| format!("p. {pages}"));
    sentences(&[&format!("{title}{medium}"), &edition, &imprint, &pages, &locator(record)])
}

/// Joins what is not empty, each closed by one point.
fn sentences(parts: &[&str]) -> String {
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    let closed: Vec<String> = parts.map(|part| format!("{}.", part.trim_end_matches('.'))).collect();
    closed.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample;
    use crate::record::{Doi, HistoryDate, Pages};

    fn line(change: impl FnOnce(&mut Record)) -> String {
        let mut record = sample::article();
        change(&mut record);
        citation_line(&record)
    }

    fn date(text: &str) -> Option<PartialDate> {
        PartialDate::parse(text)
    }

    #[test]
    fn an_article_is_cited_as_pubmed_cites_it() {
        assert_eq!(line(|_| {}), "J Invent Res. 2022 Feb 8;5(1):114-128. doi: 10.1000/inv.2021.101.");
    }

    #[test]
    fn the_way_of_publication_decides_which_date_leads() {
        let two = |model: &str, status: &str| {
            line(|r| {
                (r.date, r.electronic_date) = (date("2018"), date("2018 Mar 27"));
                (r.publication_model, r.publication_status) = (Some(model.into()), Some(status.into()));
                r.doi = None;
            })
        };
        assert_eq!(
            two("Electronic-eCollection", "epublish"),
            "J Invent Res. 2018 Mar 27;5(1):114-128. eCollection 2018."
        );
        assert_eq!(two("Electronic-Print", "epublish"), "J Invent Res. 2018 Mar 27;5(1):114-128. Print 2018.");
        assert_eq!(two("Print-Electronic", "ppublish"), "J Invent Res. 2018;5(1):114-128. Epub 2018 Mar 27.");
        assert_eq!(
            two("Print-Electronic", "aheadofprint"),
            "J Invent Res. 2018 Mar 27;5(1):114-128. Online ahead of print."
        );
        assert_eq!(two("", "epublish"), "J Invent Res. 2018 Mar 27;5(1):114-128.");
        assert_eq!(two("", "ppublish"), "J Invent Res. 2018;5(1):114-128. Epub 2018 Mar 27.");
        assert_eq!(two("", ""), "J Invent Res. 2018;5(1):114-128.");
    }

    #[test]
    fn a_collection_that_only_the_history_knows_is_a_remark() {
        let with_event = |event: &str| {
            line(|r| {
                r.history = vec![HistoryDate { event: event.into(), date: PartialDate::parse("2022").unwrap() }];
                r.doi = None;
            })
        };
        assert_eq!(with_event("ecollection"), "J Invent Res. 2022 Feb 8;5(1):114-128. eCollection 2022.");
        assert_eq!(with_event("received"), "J Invent Res. 2022 Feb 8;5(1):114-128.");
    }

    #[test]
    fn what_is_unknown_leaves_no_trace() {
        assert_eq!(citation_line(&Record::default()), "");
        assert_eq!(line(|r| (r.volume, r.issue, r.doi) = (None, None, None)), "J Invent Res. 2022 Feb 8:114-128.");
        assert_eq!(
            line(|r| (r.volume, r.pages) = (None, None)),
            "J Invent Res. 2022 Feb 8;(1). doi: 10.1000/inv.2021.101."
        );
        assert_eq!(line(|r| (r.date, r.doi) = (None, None)), "J Invent Res. 5(1):114-128.");
        let bare = Record { doi: Doi::parse("10.1000/x"), pages: Pages::parse("12"), ..Record::default() };
        assert_eq!(citation_line(&bare), "doi: 10.1000/x.");
    }

    #[test]
    fn a_chapter_is_cited_in_its_book() {
        assert_eq!(
            citation_line(&sample::chapter()),
            "In: A Handbook of Invention [Internet]. 2nd edition. Sampletown (ST): Example Press; 1998-2004. p. 12-20."
        );
        let mut whole = sample::chapter();
        whole.title = "A Handbook of Invention".into();
        whole.publication_types.clear();
        assert!(citation_line(&whole).starts_with("[Internet]. 2nd edition. Sampletown"));
    }

    #[test]
    fn a_line_break_in_a_name_does_not_break_the_line() {
        assert!(!line(|r| r.volume = Some("5\n\u{2028}6".into())).contains(['\n', '\u{2028}']));
    }
}
