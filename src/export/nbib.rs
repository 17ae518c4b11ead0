//! NBIB, the MEDLINE display: `TAG - value` lines in PubMed's order, long values continued under six spaces.
//!
//! The format has no reference list, no captions and no sections of an abstract (labels stand in the text), and it
//! does not tell a record's own id. A value is got back by joining its lines with one space each.
//!
//! Tags and their order: PubMed User Guide, "PubMed format", and PubMed's own files.

use super::citation_line;
use super::finding::Said;
use crate::record::{Author, Book, Grant, Journal, OtherId, PartialDate, Record, Relation, sections_text, text};

/// The widest line that PubMed writes, in characters.
const WIDTH: usize = 90;

/// What a continuation line begins with, and as wide as a tag with its hyphen.
const INDENT: &str = "      ";

/// Sources of PubMed's `OtherID` element, whose values stand under OID; every other id is an AID.
const OTHER_ID_SOURCES: [&str; 12] =
    ["nasa", "kie", "pip", "pop", "arpl", "cpc", "ind", "cpfh", "clml", "nrcbl", "nlm", "qcim"];

/// Events of a record's history that have a tag of their own beside PHST.
const DATE_TAGS: [(&str, &str); 5] =
    [("CTDT", "contribution"), ("EDAT", "pubmed"), ("MHDA", "medline"), ("PMCR", "pmc-release"), ("CRDT", "entrez")];

/// Tags of the ties between records, by PubMed XML's names of them. A reprint has no tag of its own.
const RELATION_TAGS: [(&str, &str); 24] = [
    ("CommentIn", "CIN"),
    ("CommentOn", "CON"),
    ("CorrectedandRepublishedIn", "CRI"),
    ("CorrectedandRepublishedFrom", "CRF"),
    ("AssociatedDataset", "DDIN"),
    ("AssociatedPublication", "DRIN"),
    ("ErratumIn", "EIN"),
    ("ErratumFor", "EFR"),
    ("ExpressionOfConcernIn", "ECI"),
    ("ExpressionOfConcernFor", "ECF"),
    ("OriginalReportIn", "ORI"),
    ("RepublishedIn", "RPI"),
    ("RepublishedFrom", "RPF"),
    ("ReprintIn", "RPI"),
    ("ReprintOf", "RPF"),
    ("RetractedandRepublishedIn", "RRI"),
    ("RetractedandRepublishedFrom", "RRF"),
    ("RetractionIn", "RIN"),
    ("RetractionOf", "ROF"),
    ("SummaryForPatientsIn", "SPIN"),
    ("UpdateIn", "UIN"),
    ("UpdateOf", "UOF"),
    ("PartialRetractionIn", "PRIN"),
    ("PartialRetractionOf", "PROF"),
];

/// Appends `record`, without the blank line that parts it from the next.
pub(super) fn append(out: &mut String, record: &Record, said: &Said) {
    let mut lines = Lines { out };
    head(&mut lines, record);
    place(&mut lines, record);
    work(&mut lines, record);
    people(&mut lines, record);
    nature(&mut lines, record);
    source(&mut lines, record);
    subjects(&mut lines, record);
    further(&mut lines, record);
    dates(&mut lines, record);
    ids(&mut lines, record);
    lines.field("PUBM", record.publication_model.as_deref());
    lines.field("PST", record.publication_status.as_deref());
    lines.field("SO", Some(&citation_line(record)));
    // Tags of our own, behind all that PubMed has.
    lines.field("XSCR", said.score.as_deref());
    lines.fields("XSNP", &said.snippets);
}

/// Writes fields, cleaned and wrapped.
struct Lines<'a> {
    out: &'a mut String,
}

impl Lines<'_> {
    /// One field; nothing where there is no text.
    fn field(&mut self, tag: &str, value: Option<&str>) {
        let Some(value) = value.and_then(text::non_empty) else { return };
        self.out.push_str(&format!("{tag:<4}- "));
        let mut column = INDENT.len();
        let mut begun = false;
        for word in value.split(' ') {
            let length = word.chars().count();
            if begun && column + 1 + length > WIDTH {
                self.out.push('\n');
                self.out.push_str(INDENT);
                column = INDENT.len();
            } else if begun {
                self.out.push(' ');
                column += 1;
            }
            self.out.push_str(word);
            column += length;
            begun = true;
        }
        self.out.push('\n');
    }

    fn fields<T: AsRef<str>>(&mut self, tag: &str, values: impl IntoIterator<Item = T>) {
        for value in values {
            self.field(tag, Some(value.as_ref()));
        }
    }
}

fn head(lines: &mut Lines, record: &Record) {
    lines.field("PMID", record.pmid.map(|pmid| pmid.to_string()).as_deref());
    // An owner that is not given is NLM, but only a record of PubMed has one.
    lines.field("OWN", record.owner.as_deref().or(record.pmid.map(|_| "NLM")));
    lines.field("STAT", record.status.as_deref());
    lines.field("DCOM", record.completed.as_ref().map(compact).as_deref());
    lines.field("LR", record.revised.as_ref().map(compact).as_deref());
}

fn place(lines: &mut Lines, record: &Record) {
    for issn in record.journal.iter().flat_map(|journal| &journal.issns) {
        let kind = if issn.kind.is_empty() { String::new() } else { format!(" ({})", issn.kind) };
        lines.field("IS", Some(&format!("{}{kind}", issn.value)));
    }
    lines.fields("ISBN", record.book.iter().flat_map(|book| &book.isbns));
    lines.field("VI", record.volume.as_deref());
    lines.field("IP", record.issue.as_deref());
    lines.field("PB", record.book.as_ref().and_then(|book| book.publisher.as_deref()));
    lines.field("DP", record.date.as_ref().map(PartialDate::citation).as_deref());
}

fn work(lines: &mut Lines, record: &Record) {
    // A whole book is called by its book title alone.
    let of_book = record.book.as_ref().and_then(|book| book.title.as_ref()) == Some(&record.title);
    lines.field("TI", Some(&record.title).filter(|_| !of_book).map(String::as_str));
    if let Some(book) = &record.book {
        titles_of_book(lines, book);
    }
    lines.field("PG", record.pages.as_ref().map(|pages| pages.as_str()));
    lines.field("LID", record.doi.as_ref().map(|doi| format!("{doi} [doi]")).as_deref());
    lines.field("AB", Some(&record.abstract_text()));
    lines.field("CI", record.copyright.as_deref());
}

fn titles_of_book(lines: &mut Lines, book: &Book) {
    lines.field("BTI", book.title.as_deref());
    lines.field("CTI", book.collection_title.as_deref());
    lines.field("VTI", book.volume_title.as_deref());
    lines.field("EN", book.edition.as_deref());
    lines.fields("CP", &book.location_labels);
}

fn people(lines: &mut Lines, record: &Record) {
    for editor in &record.editors {
        person(lines, ["FED", "ED", "AUID", "AD"], editor);
    }
    for author in &record.authors {
        person(lines, ["FAU", "AU", "AUID", "AD"], author);
    }
}

/// A person under the tags of the full name, the short name, the identifier and the affiliation.
fn person(lines: &mut Lines, [full, short, identifier, affiliation]: [&str; 4], person: &Author) {
    match &person.collective_name {
        Some(name) => lines.field("CN", Some(name)),
        // Without a last name there is nothing to invert, and without given names the short form says all.
        None if person.last_name.is_none() => lines.field(full, Some(&person.display())),
        None => {
            let complete = person.fore_name.is_some().then(|| person.inverted());
            lines.field(full, complete.as_deref());
            lines.field(short, Some(&person.short()));
        }
    }
    lines.fields(identifier, person.identifiers.iter().map(|id| format!("{}: {}", id.source, id.value)));
    lines.fields(affiliation, &person.affiliations);
}

fn nature(lines: &mut Lines, record: &Record) {
    lines.fields("LA", &record.languages);
    for bank in &record.databanks {
        if bank.accessions.is_empty() {
            lines.field("SI", Some(&bank.name));
        }
        lines.fields("SI", bank.accessions.iter().map(|accession| format!("{}/{accession}", bank.name)));
    }
    lines.fields("GR", record.grants.iter().map(grant));
    lines.fields("PT", record.publication_types.iter().map(|t| &t.name));
    lines.field("DEP", record.electronic_date.as_ref().map(compact).as_deref());
    lines.field("TT", record.vernacular_title.as_deref());
}

/// `R01 AG000001/AG/NIA NIH HHS/United States`: number and acronym may be missing, agency and country be empty. An
/// agency of which nothing else is known stands alone. Where a part could be taken for another, the place of the acronym is
/// kept empty: `CEG//University Hospital/`.
fn grant(grant: &Grant) -> String {
    let agency = grant.agency.as_deref().unwrap_or_default();
    let id = grant.id.as_deref().unwrap_or_default();
    let ambiguous = agency.contains('/') || id.rsplit('/').next().is_some_and(is_letters);
    let acronym = grant.acronym.as_deref().or(ambiguous.then_some(""));
    let id = grant.id.as_deref().or(acronym.filter(|acronym| acronym.is_empty()));
    let named = [id, acronym].into_iter().flatten().map(|part| format!("{part}/")).collect::<String>();
    match grant.country.as_deref() {
        None if named.is_empty() => agency.to_owned(),
        country => format!("{named}{agency}/{}", country.unwrap_or_default()),
    }
}

/// Whether a text could be an acronym.
fn is_letters(text: &str) -> bool {
    (2..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_')
}

fn source(lines: &mut Lines, record: &Record) {
    let journal = |part: fn(&Journal) -> Option<&str>| record.journal.as_ref().and_then(part);
    let place = record.book.as_ref().and_then(|book| book.place.as_deref());
    lines.field("PL", journal(|j| j.country.as_deref()).or(place));
    lines.field("TA", journal(|j| j.abbreviation.as_deref().or(j.iso_abbreviation.as_deref())));
    lines.field("JT", journal(|j| j.title.as_deref()));
    lines.field("JID", journal(|j| j.nlm_id.as_deref()));
}

fn subjects(lines: &mut Lines, record: &Record) {
    for substance in &record.substances {
        let number = substance.registry_number.as_deref().unwrap_or("0");
        lines.field("RN", Some(&format!("{number} ({})", substance.name)));
    }
    lines.fields("NM", record.supplementary_mesh.iter().map(|concept| &concept.name));
    lines.fields("SB", &record.citation_subsets);
    for (kind, tag) in RELATION_TAGS {
        lines.fields(tag, record.relations.iter().filter(|r| r.kind == kind).map(relation));
    }
    lines.fields("MH", record.mesh.iter().map(|heading| heading.to_medline()));
    lines.fields("GS", &record.gene_symbols);
    lines.field("RF", record.stated_reference_count.map(|count| count.to_string()).as_deref());
    for subject in &record.personal_name_subjects {
        person(lines, ["FPS", "PS", "AUID", "AD"], subject);
    }
}

/// `J Invent Res. 2021;4:12. PMID: 90000002`
fn relation(relation: &Relation) -> String {
    let citation = relation.citation.clone().unwrap_or_default();
    let pmid = relation.pmid.map_or_else(String::new, |pmid| format!("PMID: {pmid}"));
    format!("{citation} {pmid}")
}

fn further(lines: &mut Lines, record: &Record) {
    lines.field("PMC", record.pmcid.map(|pmcid| pmcid.to_string()).as_deref());
    lines.fields("MID", record.other_ids.iter().filter(|id| id.kind == "mid").map(|id| &id.value));
    lines.fields("GN", &record.notes);
    for other in &record.other_abstracts {
        let kind = other.kind.as_ref().map_or_else(String::new, |kind| format!("{kind}: "));
        lines.field("OAB", Some(&format!("{kind}{}", sections_text(&other.sections))));
        lines.field("OABL", other.language.as_deref());
        lines.field("OCI", other.copyright.as_deref());
    }
    let others = record.other_ids.iter().filter(|id| is_other_id(id));
    lines.fields("OID", others.map(|id| format!("{}: {}", id.kind.to_uppercase(), id.value)));
    keywords(lines, record);
    lines.field("COIS", record.conflict_of_interest.as_deref());
    for investigator in &record.investigators {
        person(lines, ["FIR", "IR", "AUID", "IRAD"], investigator);
    }
    lines.fields("SFM", &record.space_flight_missions);
}

fn is_other_id(id: &OtherId) -> bool {
    OTHER_ID_SOURCES.contains(&id.kind.as_str())
}

/// Keywords behind the name of their owner, which is `NOTNLM` for an author's own.
fn keywords(lines: &mut Lines, record: &Record) {
    let mut owner = None;
    for keyword in &record.keywords {
        let own = keyword.owner.as_deref().unwrap_or("NOTNLM");
        if owner != Some(own) {
            lines.field("OTO", Some(own));
            owner = Some(own);
        }
        let star = if keyword.major { "*" } else { "" };
        lines.field("OT", Some(&format!("{star}{}", keyword.term)));
    }
}

fn dates(lines: &mut Lines, record: &Record) {
    for (tag, event) in DATE_TAGS {
        lines.field(tag, record.history_date(event).map(moment).as_deref());
    }
    lines.fields("PHST", record.history.iter().map(|h| format!("{} [{}]", moment(&h.date), h.event)));
}

fn ids(lines: &mut Lines, record: &Record) {
    let others = record.other_ids.iter().filter(|id| id.kind != "mid" && !is_other_id(id));
    lines.fields("AID", others.map(|id| format!("{} [{}]", id.value, id.kind)));
    lines.field("AID", record.doi.as_ref().map(|doi| format!("{doi} [doi]")).as_deref());
}

/// `20220208`; a date of which less or more is known keeps its words.
fn compact(date: &PartialDate) -> String {
    let whole = date.day().is_some() && date.text().is_none();
    if whole { date.to_string().replace('-', "") } else { date.citation() }
}

/// `2022/02/08 00:00`: a record keeps no time of day. A date without a day stands as it is.
fn moment(date: &PartialDate) -> String {
    let slashed = date.to_string().replace('-', "/");
    if date.day().is_some() { format!("{slashed} 00:00") } else { slashed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample;
    use proptest::prelude::*;

    fn nbib(record: &Record) -> String {
        let mut out = String::new();
        append(&mut out, record, &Said::default());
        out
    }

    /// Tag and value of each field, continuation lines joined with one space.
    fn fields(text: &str) -> Vec<(String, String)> {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in text.lines() {
            match (line.strip_prefix(INDENT), fields.last_mut()) {
                (Some(more), Some((_, value))) => *value += &format!(" {more}"),
                _ => fields.push((line[..4].trim_end().to_owned(), line[6..].to_owned())),
            }
        }
        fields
    }

    const FULL: &str = "\
PMID- 90000001
OWN - NASA
STAT- MEDLINE
DCOM- 20220301
LR  - 20230405
IS  - 1234-5679 (Print)
IS  - 9876-5432
ISBN- 978-0-00-000000-2
VI  - 5
IP  - 1
PB  - Example Press
DP  - 2022 Feb 8
TI  - Aspirin in \"Invented\" Patients: 5% & more_of {it}.
BTI - A Handbook of Invention
CTI - Inventions
VTI - Volume One
EN  - 2nd edition
CP  - Chapter 3
PG  - 114-128
LID - 10.1000/inv.2021.101 [doi]
AB  - BACKGROUND: Nothing was known. RESULTS: A second section which is long enough that
      it has to go on in another line of the file, as PubMed does it.
CI  - © 2022 The Inventors.
FED - Alder, Ann
ED  - Alder A
FAU - Núñez-Ågren, Xin
AU  - Núñez-Ågren X
AUID- ORCID: 0000-0002-1825-0097
AD  - Institute of Invention, Sampletown.
FAU - van der Berg, Jan A Jr
AU  - van der Berg JA Jr
CN  - Example Study Group
LA  - eng
SI  - ClinicalTrials.gov/NCT90000001
GR  - R01 AG000001/AG/NIA NIH HHS/United States
PT  - Journal Article
PT  - Retracted Publication
DEP - 20220101
TT  - Ein erfundener Titel.
PL  - Norway
TA  - J Invent Res
JT  - Journal of invented research
JID - 900000001
RN  - R16CO5Y76E (Aspirin)
RN  - 0 (Inventin)
NM  - Invented disease
SB  - IM
CIN - J Invent Res. 2022;5:200. PMID: 90000002
RIN - J Invent Res. 2023;6:1. PMID: 90000009
MH  - *Aspirin/adverse effects/*pharmacology
MH  - Humans
GS  - invA
RF  - 42
FPS - Invented, Ida
PS  - Invented I
PMC - PMC9000001
MID - NIHMS900001
GN  - An invented note.
OAB - Publisher: Ein erfundener Text.
OABL- ger
OCI - © The other.
OID - NASA: 77
OTO - NOTNLM
OT  - *invention
OTO - NASA
OT  - Aspirin
COIS- None.
FIR - Stone, Sam
IR  - Stone S
IRAD- Quarry.
SFM - Invented Mission 1
EDAT- 2022/02/10 00:00
CRDT- 2022/02/10 00:00
PHST- 2021/11 [received]
PHST- 2022/02/10 00:00 [entrez]
PHST- 2022/02/10 00:00 [pubmed]
AID - S0000-0000(22)00001-1 [pii]
AID - 10.1000/inv.2021.101 [doi]
PUBM- Print-Electronic
PST - ppublish
SO  - J Invent Res. 2022 Feb 8;5(1):114-128. doi: 10.1000/inv.2021.101. Epub 2022 Jan 1.
";

    #[test]
    fn every_tag_stands_in_pubmeds_order() {
        let mut record = sample::full();
        record.authors_incomplete = false;
        assert_eq!(nbib(&record), FULL);
    }

    #[test]
    fn a_record_outside_pubmed_claims_no_owner() {
        let record = Record { title: "A title.".into(), ..Record::default() };
        assert_eq!(nbib(&record), "TI  - A title.\n");
    }

    #[test]
    fn a_whole_book_has_its_title_once() {
        let mut book = sample::chapter();
        book.title = "A Handbook of Invention".into();
        let tags: Vec<String> = fields(&nbib(&book)).into_iter().map(|(tag, _)| tag).collect();
        assert!(tags.contains(&"BTI".to_owned()) && !tags.contains(&"TI".to_owned()));
    }

    #[test]
    fn names_without_given_names_have_no_full_form() {
        let record = Record { authors: vec![Author::from_short("Bainton RJ")], ..Record::default() };
        assert_eq!(nbib(&record), "AU  - Bainton RJ\n");
    }

    #[test]
    fn what_a_grant_lacks_is_left_out_or_empty() {
        let shown = |id: &str, acronym: &str, agency: &str, country: &str| {
            let part = text::non_empty;
            grant(&Grant { id: part(id), acronym: part(acronym), agency: part(agency), country: part(country) })
        };
        assert_eq!(shown("R01", "AG", "NIA", "US"), "R01/AG/NIA/US");
        assert_eq!(shown("R01", "", "NIA", ""), "R01/NIA/");
        assert_eq!(shown("R01", "", "", ""), "R01//");
        assert_eq!(shown("", "", "NIA", ""), "NIA");
        assert_eq!(shown("", "", "NIA", "US"), "NIA/US");
    }

    #[test]
    fn dates_that_numbers_cannot_hold_keep_their_words() {
        let date = |text| PartialDate::parse(text).unwrap();
        assert_eq!(compact(&date("2022-02-08")), "20220208");
        assert_eq!(compact(&date("2022-02")), "2022 Feb");
        assert_eq!(compact(&date("2000 Dec 23-30")), "2000 Dec 23-30");
        assert_eq!([moment(&date("2022-02-08")), moment(&date("2022"))], ["2022/02/08 00:00", "2022"]);
    }

    proptest! {
        #[test]
        fn a_value_is_recovered_by_joining_its_lines(title in "[a-z .\\-]{0,20}(\\PC{0,30}[ \n]){0,12}[a-z]{0,120}") {
            let record = Record { title: title.clone(), ..Record::default() };
            let text = nbib(&record);
            let expected: Vec<_> = text::non_empty(&title).map(|value| ("TI".to_owned(), value)).into_iter().collect();
            prop_assert_eq!(fields(&text), expected);
            for line in text.lines().filter(|line| line.chars().count() > WIDTH) {
                prop_assert!(!line[6..].contains(' '), "{}", line);
            }
        }
    }
}
