//! The tagged form of Web of Science and ISI: `FN`, then records of lines `TG value` from `PT` to `ER`; a value goes on in
//! lines indented by three spaces.

use super::blocks::{self, Place};
use super::work::{Kind, Work, set};
use super::{Entry, ris};
use crate::record::{Author, AuthorIdentifier, Doi, Grant, PartialDate, Record, Reference, text};
use std::collections::HashMap;
use std::io::{self, BufRead};

/// Whether `head` begins with ISI's header, or with a `PT` that one is wont to stand before.
pub(super) fn recognises(head: &str) -> bool {
    let mut lines = head.lines().map(|line| line.trim_start_matches('\u{feff}')).filter(|line| !line.trim().is_empty());
    match lines.next() {
        Some(first) if first.starts_with("FN ") => lines.any(|line| line.starts_with("PT ")),
        Some(first) => {
            matches!(first.trim_end(), "PT J" | "PT B" | "PT S" | "PT C") && lines.any(|line| line.starts_with("AU "))
        }
        None => false,
    }
}

/// Reads records from `input` as they come.
pub(super) fn read<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    let place = |line: &str| match line.get(..3).unwrap_or(line).trim_end() {
        "FN" | "VR" | "EF" => Place::Outside,
        "ER" => Place::Last,
        "PT" => Place::First,
        _ if line.trim().is_empty() => Place::Outside,
        _ => Place::Inside,
    };
    blocks::records(input, place, |block| Some(record(block)))
}

fn tagged(line: &str) -> Option<(&str, &str)> {
    let (tag, value) = line.split_at_checked(2)?;
    let is_tag =
        tag.bytes().next()?.is_ascii_uppercase() && tag.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    (is_tag && (value.is_empty() || value.starts_with(' '))).then_some((tag, value))
}

fn record(block: &[String]) -> Result<Record, String> {
    let fields = blocks::fields(block, tagged);
    let mut work = Work::default();
    for (tag, value) in &fields {
        match (*tag, value.as_str()) {
            ("PT", "J" | "Journal") => work.is(Kind::Article, "Journal Article"),
            ("PT", "B") => work.is(Kind::Book, "Book"),
            ("PT", "S" | "C") => work.is(Kind::Chapter, ""),
            _ => {}
        }
    }
    // Full names stand beside the short ones, in the same order.
    let names = fields.iter().find(|(tag, _)| *tag == "AF").or_else(|| fields.iter().find(|(tag, _)| *tag == "AU"));
    names.into_iter().flat_map(|(_, value)| value.split(['\n', ';'])).for_each(|name| work.author(ris::person(name)));
    for (tag, value) in &fields {
        if !value.is_empty() {
            take(&mut work, tag, value);
        }
    }
    work.finish()
}

fn take(work: &mut Work, tag: &str, lines: &str) {
    let value = text::clean(lines);
    match tag {
        "TI" => work.title(&value),
        "SO" => set(&mut work.container, &value),
        "JI" => set(&mut work.abbreviation, &value),
        "SE" => set(&mut work.series, &value),
        "CA" | "GP" => value.split(';').for_each(|name| work.author(Author::collective(name))),
        "BE" | "ED" => lines.split(['\n', ';']).for_each(|name| work.editor(ris::person(name))),
        "PY" | "PD" => work.written_date(&value),
        "EA" => work.record.electronic_date = PartialDate::parse(&value),
        "VL" => work.volume(&value),
        "IS" => set(&mut work.record.issue, &value),
        "BP" | "SP" | "BR" => set(&mut work.first_page, &value),
        "EP" => set(&mut work.last_page, &value),
        "PS" => work.pages(&value),
        "AR" if work.first_page.is_none() => set(&mut work.first_page, &value),
        "AB" => work.abstract_text(&value),
        "DE" | "ID" => value.split(';').for_each(|keyword| work.keyword(keyword)),
        "LA" => work.language(&value),
        "DT" => value.split(';').filter(|kind| kind.trim() != "-").for_each(|kind| work.publication_type(kind)),
        "C1" => affiliations(work, lines),
        "PU" => set(&mut work.publisher, &value),
        "PI" => set(&mut work.place, &value),
        "SN" | "EI" | "BN" => work.standard_numbers(&value),
        "DI" if Doi::parse(&value).is_some() => work.id("doi", &value),
        "PM" => work.id("pmid", &value),
        "UT" => accession(work, &value),
        "OI" => orcids(work, &value),
        "FU" => work.record.grants.extend(value.split(';').flat_map(grants)),
        "CR" => work.record.references.extend(lines.lines().map(reference)),
        "NR" if work.record.references.is_empty() => work.record.stated_reference_count = value.parse().ok(),
        _ => {}
    }
}

/// `MEDLINE:16842170` is a PMID.
fn accession(work: &mut Work, value: &str) {
    match value.split_once(':') {
        Some(("MEDLINE", pmid)) => work.id("pmid", pmid),
        Some((base, _)) => work.id(&base.to_lowercase(), value),
        None => work.id("accession", value),
    }
}

/// `Yu, Xin/0000-0001-…; …`: each belongs to the author of that name.
pub(super) fn orcids(work: &mut Work, value: &str) {
    for (name, id) in value.split(';').filter_map(|part| part.rsplit_once('/')) {
        let last = name.split(',').next().unwrap_or_default().trim().to_lowercase();
        let owner = work
            .record
            .authors
            .iter_mut()
            .find(|author| author.last_name.as_ref().is_some_and(|known| known.to_lowercase() == last));
        owner.into_iter().for_each(|author| author.identifiers.push(AuthorIdentifier::new("ORCID", id)));
    }
}

/// `[Quill, Merelda J.; Moss, Ann] Univ Fen, Oslo.`, a line each: the place of those whom it names, where the record has them all.
fn affiliations(work: &mut Work, lines: &str) {
    // Records of thousands of authors have thousands of lines.
    let mut by_name: HashMap<String, usize> = HashMap::new();
    for (at, author) in work.record.authors.iter().enumerate() {
        by_name.entry(author.inverted()).or_insert(at);
    }
    for line in lines.split('\n') {
        let named = line.trim().strip_prefix('[').and_then(|line| line.split_once("] "));
        let owners = named.and_then(|(names, place)| {
            let at = |name: &str| by_name.get(&ris::person(name).inverted()).copied();
            Some((names.split(';').map(at).collect::<Option<Vec<usize>>>()?, text::non_empty(place)?))
        });
        match owners {
            Some((owners, place)) => {
                owners.into_iter().for_each(|at| work.record.authors[at].affiliations.push(place.clone()));
            }
            None => work.affiliation(line),
        }
    }
}

/// `NIH [R01 CA1, R01 CA2]`: a grant each.
fn grants(value: &str) -> Vec<Grant> {
    let (agency, ids) = value.trim().trim_end_matches(']').split_once('[').unwrap_or((value, ""));
    let grant = |id: &str| Grant { id: text::non_empty(id), agency: text::non_empty(agency), ..Grant::default() };
    ids.split(',').map(grant).filter(|grant| *grant != Grant::default()).collect()
}

/// `GNATENKO YP, 2003, J APPL PHYS, V94, P4896, DOI 10.1000/x`.
pub(super) fn reference(line: &str) -> Reference {
    let line = line.trim_end_matches('.');
    let mut reference = Reference { text: text::clean(line), doi: Doi::find(line), ..Reference::default() };
    let parts: Vec<&str> = line.split(", ").map(str::trim).collect();
    let year_at = parts.iter().position(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit()));
    let Some(at) = year_at else { return reference };
    reference.year = parts[at].parse().ok();
    reference.authors = parts[..at].iter().map(|name| Author::from_short(name)).filter(|a| !a.is_empty()).collect();
    reference.journal = parts.get(at + 1).and_then(|name| text::non_empty(name));
    for part in parts.iter().skip(at + 2) {
        match part.split_at_checked(1) {
            Some(("V", volume)) if volume.starts_with(|c: char| c.is_ascii_digit()) => {
                reference.volume = text::non_empty(volume)
            }
            Some(("P", page)) if page.contains(|c: char| c.is_ascii_digit()) => {
                reference.pages = crate::record::Pages::parse(page)
            }
            _ => {}
        }
    }
    reference
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Item;

    #[test]
    fn records_stand_between_pt_and_er() {
        let text = "FN Clarivate\nVR 1.0\nPT J\nAU Quill, MJ\n   Moss, A\nAF Quillfeather, Merelda J\n   Moss, Ann\nTI Moss\n   is wet\nSO PHANTOM MOSS\n\
            PY 2016\nPD JAN 30\nVL 28\nBP 186\nEP 189\nDI 10.55555/M\nPM 99000901\nUT WOS:0001\nOI Moss, Ann/0000-0000-9900-0001\n\
            CR GREEN B, 2001, J LICHEN, V3, P7, DOI 10.55555/L\n   WHO, 1999\nER\n\nPT J\nER\nEF\n";
        let entries: Vec<Entry> = read(text.as_bytes()).map(Result::unwrap).collect();
        assert_eq!(entries.iter().map(|entry| (entry.line, entry.record)).collect::<Vec<_>>(), [(3, 1), (24, 2)]);
        assert_eq!(entries[1].item, Item::Rejection("no title and no id (PMID, PMCID, DOI)".into()));
        let Item::Record(record) = &entries[0].item else { panic!() };
        assert_eq!((record.title.as_str(), record.container()), ("Moss is wet", Some("PHANTOM MOSS")));
        assert_eq!((record.pmid.map(|id| id.get()), record.year()), (Some(99_000_901), Some(2016)));
        assert_eq!(record.pages.as_ref().map(ToString::to_string).as_deref(), Some("186-189"));
        let names: Vec<String> = record.authors.iter().map(Author::display).collect();
        assert_eq!(names, ["Merelda J Quillfeather", "Ann Moss"]);
        assert_eq!(record.authors[1].identifiers, [AuthorIdentifier::new("ORCID", "0000-0000-9900-0001")]);
        let [green, who] = record.references.as_slice() else { panic!("{:?}", record.references) };
        assert_eq!(
            (green.journal.as_deref(), green.volume.as_deref(), green.year),
            (Some("J LICHEN"), Some("3"), Some(2001))
        );
        assert_eq!((green.doi.as_ref().map(Doi::as_str), who.text.as_str()), (Some("10.55555/L"), "WHO, 1999"));
        let told = "PT J\nAU Quill, MJ\n   Moss, A\nTI Moss\nC1 [Quill, MJ; Moss, A] Oslo.\n   [Moss, A] Bergen.\nFU Fen Council [F1, F2]\n\
            PD MAY 13\nPY 2019\nER\n";
        let Item::Record(record) = read(told.as_bytes()).next().unwrap().unwrap().item else { panic!() };
        assert_eq!((record.authors[0].affiliations.len(), record.authors[1].affiliations.len()), (1, 2));
        assert_eq!((record.grants.len(), record.date.unwrap().to_string()), (2, "2019-05-13".to_owned()));
        assert!(recognises(text) && recognises("PT J\nAU x\n") && !recognises("PT  - Review\n"));
    }
}
