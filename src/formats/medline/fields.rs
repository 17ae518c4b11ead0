//! What MEDLINE's tags mean: a record from the fields of one.

use super::abstract_text::sections;
use super::people::People;
use super::relations::{kind_of_tag, relation};
use super::{Field, SourceLine};
use crate::record::{
    Book, Databank, Doi, Grant, HistoryDate, Issn, Journal, Keyword, MeshHeading, OtherAbstract, OtherId, Pages,
    PartialDate, Pmcid, Pmid, PublicationType, Record, Substance, SupplementaryMesh, text,
};

/// Kinds of further abstracts that `OAB` names before the text (`OtherAbstract/@Type` of PubMed XML).
const ABSTRACT_KINDS: [&str; 7] = ["AAMC", "AIDS", "KIE", "PIP", "NASA", "Publisher", "plain-language-summary"];

/// The record that `fields` make.
///
/// # Errors
///
/// Why they make none: no title and no id, or an id that cannot be.
pub(super) fn record(fields: &[Field]) -> Result<Record, String> {
    let mut builder = Builder::default();
    for field in fields {
        if let Some(value) = text::non_empty(&field.value) {
            builder.take(&field.tag, &value)?;
        }
    }
    builder.finish()
}

/// A record in the making, with what finds its place only when all is known.
#[derive(Default)]
struct Builder {
    record: Record,
    journal: Journal,
    book: Book,
    people: People,
    /// `OTO`: who assigned the keywords that follow.
    keyword_owner: Option<String>,
    /// `PL`: the country of a journal, the place of a book.
    place: Option<String>,
    /// `NM`: substances, and concepts that are none.
    supplementary: Vec<String>,
    /// `OCI`: may stand before the abstract to which it belongs.
    other_copyright: Option<String>,
    source_line: Option<SourceLine>,
}

impl Builder {
    /// A tag that nothing here knows is left alone.
    fn take(&mut self, tag: &str, value: &str) -> Result<(), String> {
        if tag == "PMID" {
            let digits = value.split(' ').next().unwrap_or_default();
            self.record.pmid =
                Some(Pmid::parse(digits).ok_or_else(|| format!("PMID is {value:?}: expected a number"))?);
            return Ok(());
        }
        let _known = self.people.take(&mut self.record, tag, value)
            || self.identifier(tag, value)
            || self.container(tag, value)
            || self.date(tag, value)
            || self.wording(tag, value)
            || self.subject(tag, value)
            || self.detail(tag, value);
        Ok(())
    }

    fn identifier(&mut self, tag: &str, value: &str) -> bool {
        match tag {
            "PMC" => match Pmcid::parse(value).or_else(|| Pmcid::parse(&format!("PMC{value}"))) {
                Some(pmcid) if self.record.pmcid.is_none() => self.record.pmcid = Some(pmcid),
                _ => self.other_id("pmc", value),
            },
            // Article numbers that `PG` has are repeated there.
            "LID" if self.record.pages.as_ref().is_some_and(|pages| value == format!("{pages} [pii]")) => {}
            "AID" | "LID" => self.article_id(value),
            "MID" => self.other_id("mid", value),
            "OID" => {
                let (kind, id) = value.split_once(':').unwrap_or(("", value));
                self.other_id(&kind.to_lowercase(), id);
            }
            _ => return false,
        }
        true
    }

    /// `10.1000/x [doi]`, `S0140-6736(15) [pii]`, `NBK1 [bookaccession]`; without a kind a DOI or a publisher's id.
    fn article_id(&mut self, value: &str) {
        let bracketed = value.strip_suffix(']').and_then(|v| v.rsplit_once('['));
        let (id, kind) = bracketed.map_or((value, ""), |(id, kind)| (id.trim(), kind));
        match (kind, Doi::parse(id)) {
            ("doi" | "", Some(doi)) => match &self.record.doi {
                Some(known) if known.key() != doi.key() => self.other_id("doi", doi.as_str()),
                Some(_) => {}
                None => self.record.doi = Some(doi),
            },
            ("", None) => self.other_id("pii", id),
            _ => self.other_id(kind, id),
        }
    }

    fn other_id(&mut self, kind: &str, value: &str) {
        let id = OtherId { kind: text::clean(kind), value: text::clean(value) };
        if !id.value.is_empty() && !self.record.other_ids.contains(&id) {
            self.record.other_ids.push(id);
        }
    }

    fn container(&mut self, tag: &str, value: &str) -> bool {
        let (journal, book, record) = (&mut self.journal, &mut self.book, &mut self.record);
        match tag {
            "TA" => journal.abbreviation = some(value),
            "JT" => journal.title = some(value),
            "JID" => journal.nlm_id = some(value),
            "IS" => {
                let (issn, kind) = value.split_once('(').unwrap_or((value, ""));
                journal.add_issn(Issn::new(issn, kind.trim_end_matches(')')));
            }
            "PL" => self.place = some(value),
            "VI" => record.volume = some(value),
            "IP" => record.issue = some(value),
            "PG" => record.pages = Pages::parse(value),
            "BTI" => book.title = some(value),
            "CTI" => book.collection_title = some(value),
            "VTI" => book.volume_title = some(value),
            "PB" => book.publisher = some(value),
            "EN" => book.edition = some(value),
            "CP" => book.location_labels.push(value.to_owned()),
            "ISBN" => book.isbns.push(value.trim_start_matches("ISBN").trim().to_owned()),
            "SO" => self.source_line = Some(SourceLine::parse(value)),
            _ => return false,
        }
        true
    }

    fn date(&mut self, tag: &str, value: &str) -> bool {
        let record = &mut self.record;
        match tag {
            "DP" => record.date = PartialDate::parse(value),
            "DEP" => record.electronic_date = PartialDate::parse(value),
            "DCOM" => record.completed = PartialDate::parse(value),
            "LR" | "DRDT" => record.revised = PartialDate::parse(value).or_else(|| record.revised.take()),
            "CRDT" => self.event("entrez", value),
            "EDAT" => self.event("pubmed", value),
            "MHDA" => self.event("medline", value),
            "PMCR" => self.event("pmc-release", value),
            "CTDT" => self.event("contribution", value),
            "DA" => self.event("created", value),
            "PHST" => {
                let (date, event) = value.split_once('[').unwrap_or((value, ""));
                self.event(event.trim_end_matches(']').trim(), date);
            }
            _ => return false,
        }
        true
    }

    /// `EDAT` and its like say again what `PHST` says, and either may be missing: each event is kept once.
    fn event(&mut self, event: &str, date: &str) {
        let Some(date) = PartialDate::parse(date).filter(|_| !event.is_empty()) else { return };
        let event = HistoryDate { event: event.to_owned(), date };
        if !self.record.history.contains(&event) {
            self.record.history.push(event);
        }
    }

    fn wording(&mut self, tag: &str, value: &str) -> bool {
        let record = &mut self.record;
        match tag {
            "TI" => record.title = text::clean(&format!("{} {value}", record.title)),
            "TT" => record.vernacular_title = some(value),
            "AB" => record.abstract_sections.extend(sections(value)),
            "CI" => join(&mut record.copyright, value),
            "OAB" => record.other_abstracts.push(other_abstract(value)),
            "OABL" => {
                if let Some(other) = record.other_abstracts.last_mut() {
                    other.language = some(value);
                }
            }
            "OCI" => join(&mut self.other_copyright, value),
            "COI" | "COIS" => join(&mut record.conflict_of_interest, value),
            "GN" => record.notes.push(value.to_owned()),
            _ => return false,
        }
        true
    }

    fn subject(&mut self, tag: &str, value: &str) -> bool {
        let record = &mut self.record;
        match tag {
            "MH" => record.mesh.extend(MeshHeading::from_medline(value)),
            "RN" => record.substances.extend(Substance::from_medline(value)),
            "NM" => self.supplementary.push(value.to_owned()),
            "OTO" => self.keyword_owner = some(value).filter(|owner| owner != "NOTNLM"),
            "OT" => {
                let (term, major) = value.strip_prefix('*').map_or((value, false), |term| (term, true));
                let owner = self.keyword_owner.clone();
                record.keywords.extend(Keyword::new(term).map(|keyword| Keyword { major, owner, ..keyword }));
            }
            "PT" => record.publication_types.extend(PublicationType::new(value)),
            "LA" => record.languages.push(value.to_lowercase()),
            "SB" => record.citation_subsets.push(value.to_owned()),
            "GS" => record.gene_symbols.push(value.to_owned()),
            "SFM" => record.space_flight_missions.push(value.to_owned()),
            _ => return false,
        }
        true
    }

    fn detail(&mut self, tag: &str, value: &str) -> bool {
        let record = &mut self.record;
        match tag {
            "GR" => record.grants.push(grant(value)),
            "SI" => databank(&mut record.databanks, value),
            "RF" | "NR" => record.stated_reference_count = value.parse().ok(),
            "STAT" => record.status = some(value),
            "OWN" => record.owner = some(value).filter(|owner| owner != "NLM"),
            "PST" => record.publication_status = some(value),
            "PUBM" => record.publication_model = some(value),
            _ => match kind_of_tag(tag) {
                Some(kind) => record.relations.push(relation(kind, value)),
                None => return false,
            },
        }
        true
    }

    fn finish(mut self) -> Result<Record, String> {
        self.place_by_container();
        let mut record = self.record;
        self.people.finish(&mut record);
        record.journal = Some(self.journal).filter(|journal| !journal.is_empty());
        record.book = Some(self.book).filter(|book| *book != Book::default());
        if let Some(line) = self.source_line {
            line.fill(&mut record);
        }
        if record.title.is_empty() {
            record.title = record.book.as_ref().and_then(|book| book.title.clone()).unwrap_or_default();
        }
        // `OID` repeats PMCIDs.
        let pmcid = record.pmcid;
        record.other_ids.retain(|id| pmcid.is_none() || Pmcid::parse(&id.value) != pmcid);
        for name in self.supplementary {
            if record.substances.iter().all(|substance| substance.name != name) {
                record.supplementary_mesh.push(SupplementaryMesh { name, ..SupplementaryMesh::default() });
            }
        }
        if let Some(copyright) = self.other_copyright {
            match record.other_abstracts.first_mut() {
                Some(other) => other.copyright = Some(copyright),
                None => join(&mut record.copyright, &copyright),
            }
        }
        let named = record.pmid.is_some() || record.pmcid.is_some() || record.doi.is_some();
        if named || !record.title.is_empty() { Ok(record) } else { Err("no PMID, no DOI and no title".to_owned()) }
    }

    /// A place is the country of a journal where there is one, else where the book appeared.
    fn place_by_container(&mut self) {
        let of_book = self.journal.is_empty() && self.book != Book::default();
        let place = self.place.take();
        if of_book { self.book.place = place } else { self.journal.country = place }
    }
}

/// A value, known not to be blank.
fn some(value: &str) -> Option<String> {
    Some(value.to_owned())
}

/// Appends to a text that may come in several fields.
fn join(text: &mut Option<String>, value: &str) {
    match text {
        Some(text) => {
            text.push(' ');
            text.push_str(value);
        }
        None => *text = some(value),
    }
}

fn other_abstract(value: &str) -> OtherAbstract {
    let named = value.split_once(": ").filter(|(kind, _)| ABSTRACT_KINDS.contains(kind));
    let (kind, body) = named.map_or((None, value), |(kind, body)| (some(kind), body));
    OtherAbstract { kind, sections: sections(body), ..OtherAbstract::default() }
}

/// A grant from `R01 CA1/CA/NCI NIH HHS/United States`: number, acronym, agency, country, of which the first two may be
/// missing and the last be empty. A number may hold slashes of its own; an agency may where the place of the acronym before it is
/// there and empty, as our own exports have it.
pub(in crate::formats) fn grant(value: &str) -> Grant {
    let mut parts: Vec<&str> = value.split('/').map(str::trim).collect();
    let empty = parts.iter().skip(1).position(|part| part.is_empty()).map(|at| at + 1);
    if let Some(at) = empty.filter(|at| at + 2 < parts.len()) {
        let part = |parts: &[&str]| text::non_empty(&parts.join("/"));
        let last = parts.len() - 1;
        return Grant {
            id: part(&parts[..at]),
            acronym: None,
            agency: part(&parts[at + 1..last]),
            country: part(&parts[last..]),
        };
    }
    let id_and_agency = parts.len() == 2 && parts[0].contains(|c: char| c.is_ascii_digit());
    let country = if parts.len() > 1 && !id_and_agency { parts.pop() } else { None };
    let agency = parts.pop();
    let acronym = parts.pop_if(|part| is_acronym(part));
    let id = parts.join("/");
    let kept = |part: Option<&str>| part.and_then(text::non_empty);
    Grant { id: kept(Some(id.trim_matches('/'))), acronym: kept(acronym), agency: kept(agency), country: kept(country) }
}

/// NLM's acronyms of institutes: `CA`, `HHMI`, `WT_`, `ImVA`.
fn is_acronym(part: &str) -> bool {
    let capitals = part.bytes().filter(u8::is_ascii_uppercase).count();
    (2..=6).contains(&part.len()) && capitals >= 2 && part.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_')
}

/// Adds `ClinicalTrials.gov/NCT0001` to the data banks, under the bank's name if it is there already.
pub(in crate::formats) fn databank(banks: &mut Vec<Databank>, value: &str) {
    let (name, accession) = value.split_once('/').unwrap_or((value, ""));
    let (name, accession) = (text::clean(name), text::non_empty(accession));
    match banks.iter_mut().find(|bank| bank.name == name) {
        Some(bank) => bank.accessions.extend(accession),
        None => banks.push(Databank { name, accessions: accession.into_iter().collect() }),
    }
}
