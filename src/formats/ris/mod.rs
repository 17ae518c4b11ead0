//! RIS: lines `TG  - value` from `TY` to `ER`, in the dialects of PubMed, Ovid, Embase, Scopus, EndNote, Web of Science
//! and publishers.
//!
//! What the dialects disagree on is settled by what the values look like: an `AN` is a PMID where the data base is
//! PubMed, a `C2` or `U1` where it says so itself. Lines without a tag belong to the value before them; a keyword on a
//! line of its own is one. Tags that mean nothing here are passed over (the tables below name all that do).

use super::decode::Lines;
use super::work::{Kind, Work, set};
use super::{Entry, Item};
use crate::record::{Author, Pmcid, Record, text};
use std::io::{self, BufRead};

/// Lines of a head that are looked at.
const LINES_LOOKED_AT: usize = 60;

/// Lines that a host sets before its records or between two: the Cochrane Library's, and publishers'.
const OF_HOSTS: [&str; 4] = ["Record #", "Provider:", "Database:", "Content:"];

/// Whether `head` has a line `TY  - `, or else enough of RIS's own tags to be one that lost its first line.
pub(super) fn recognises(head: &str) -> bool {
    let lines = || head.lines().filter(|line| !line.trim().is_empty()).take(LINES_LOOKED_AT);
    let of_host = |line: &str| is_number(line) || OF_HOSTS.iter().any(|begin| line.starts_with(begin));
    let first = lines().map(|line| line.trim_start_matches(['\u{feff}', ' '])).find(|line| !of_host(line));
    let begins = first.is_some_and(|line| tagged(line).is_some());
    let tags: Vec<&str> = lines().filter_map(tagged).map(|(tag, _)| tag).collect();
    begins && (tags.contains(&"TY") || (tags.contains(&"ER") && tags.len() >= 4))
}

/// Reads records from `input` as they come.
pub(super) fn read<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    let mut records = Records { lines: Lines::new(input), held: None, count: 0, failed: false };
    std::iter::from_fn(move || records.next())
}

/// Whether nothing but a record's number stands on a line, as some hosts set it before `TY`.
fn is_number(line: &str) -> bool {
    line.trim().chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '<' | '>'))
}

/// The tag and the value of a line. Between tag and hyphen stand two spaces, which some programs write as one or leave
/// out; a hyphen with nothing behind it ends an empty value.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches('\u{feff}');
    let bytes = line.as_bytes();
    let is_tag = bytes.len() >= 4
        && bytes[0].is_ascii_uppercase()
        && (bytes[1].is_ascii_uppercase() || bytes[1].is_ascii_digit());
    let (tag, rest) = line.split_at_checked(2).filter(|_| is_tag)?;
    let value = rest
        .strip_prefix("  -")
        .or_else(|| rest.strip_prefix(" - "))
        .or_else(|| rest.strip_prefix(" -").filter(|v| v.is_empty()))?;
    Some((tag, value.trim()))
}

/// The fields of a record, with continuations parted from them by line breaks.
struct Raw {
    line: u64,
    fields: Vec<(String, String)>,
}

struct Records<R> {
    lines: Lines<R>,
    /// The beginning of the next record, where a `TY` without an `ER` before it parted the two.
    held: Option<Raw>,
    count: u64,
    failed: bool,
}

impl<R: BufRead> Records<R> {
    fn next(&mut self) -> Option<io::Result<Entry>> {
        if self.failed {
            return None;
        }
        match self.next_raw() {
            Ok(raw) => raw.map(|raw| {
                self.count += 1;
                let item = record(&raw.fields).map_or_else(Item::Rejection, |record| Item::Record(Box::new(record)));
                Ok(Entry { line: raw.line, record: self.count, item })
            }),
            Err(error) => {
                self.failed = true;
                Some(Err(error))
            }
        }
    }

    fn next_raw(&mut self) -> io::Result<Option<Raw>> {
        let mut raw = self.held.take();
        while let Some((number, line)) = self.lines.next()? {
            let Some((tag, value)) = tagged(&line) else {
                let last = raw.as_mut().and_then(|raw| raw.fields.last_mut());
                if let Some((_, value)) = last.filter(|_| !line.trim().is_empty()) {
                    value.push('\n');
                    value.push_str(line.trim());
                }
                continue;
            };
            if tag == "ER" && raw.is_some() {
                return Ok(raw);
            }
            // Web of Science ends the file with `EF`.
            if tag == "ER" || (tag == "EF" && raw.is_none()) {
                continue;
            }
            let field = (tag.to_owned(), value.to_owned());
            match &mut raw {
                Some(open) if tag == "TY" && open.fields.iter().any(|(tag, _)| tag != "TY") => {
                    self.held = Some(Raw { line: number, fields: vec![field] });
                    return Ok(raw);
                }
                Some(open) => open.fields.push(field),
                None => raw = Some(Raw { line: number, fields: vec![field] }),
            }
        }
        Ok(raw)
    }
}

/// The record that the fields make.
pub(super) fn record(fields: &[(String, String)]) -> Result<Record, String> {
    let mut ris = Ris { base: base_of(fields), ..Ris::default() };
    // The kind of work decides what other tags mean, wherever it stands.
    fields.iter().filter(|(tag, _)| tag == "TY").for_each(|(_, value)| type_of_work(&mut ris.work, value));
    ris.one_of_keywords = fields.iter().filter(|(tag, _)| tag == "KW").count() == 1;
    for (tag, value) in fields {
        if !value.trim().is_empty() {
            ris.take(tag, value);
        }
    }
    ris.finish()
}

/// In lower case, the data base and its provider, by which an accession number is understood.
fn base_of(fields: &[(String, String)]) -> String {
    let named = fields.iter().filter(|(tag, _)| matches!(tag.as_str(), "DB" | "DP"));
    named.map(|(_, value)| value.to_lowercase()).collect::<Vec<_>>().join(" ")
}

/// What `TY` says, with PubMed's publication type where there is one.
fn type_of_work(work: &mut Work, value: &str) {
    match value.trim() {
        "JOUR" | "JFULL" | "EJOUR" | "INPR" => work.is(Kind::Article, "Journal Article"),
        "MGZN" => work.is(Kind::Article, ""),
        "NEWS" => work.is(Kind::Article, "Newspaper Article"),
        "ABST" => work.is(Kind::Article, "Meeting Abstract"),
        "BOOK" | "EBOOK" | "EDBOOK" | "WHOLE" => work.is(Kind::Book, "Book"),
        "THES" => work.is(Kind::Book, "Academic Dissertation"),
        "RPRT" | "GOVDOC" => work.is(Kind::Book, "Technical Report"),
        "CHAP" | "ECHAP" | "ENCYC" | "DICT" => work.is(Kind::Chapter, "Book Chapter"),
        "CONF" | "CPAPER" => work.is(Kind::Chapter, "Congress"),
        "UNPB" => work.is(Kind::Other, "Preprint"),
        "DATA" => work.is(Kind::Other, "Dataset"),
        _ => {}
    }
}

/// A record in the making.
#[derive(Default)]
struct Ris {
    work: Work,
    base: String,
    secondary_title: Option<String>,
    tertiary_title: Option<String>,
    /// Whether all keywords stand in one field.
    one_of_keywords: bool,
}

impl Ris {
    fn take(&mut self, tag: &str, value: &str) {
        let whole = text::clean(value);
        let _known = self.people(tag, &whole)
            || self.titles(tag, &whole)
            || self.place(tag, &whole)
            || self.subject(tag, value)
            || self.ids(tag, &whole);
    }

    fn people(&mut self, tag: &str, value: &str) -> bool {
        match tag {
            "AU" | "A1" => people(value).for_each(|person| self.work.author(person)),
            "A2" | "A3" | "ED" => people(value).for_each(|person| self.work.editor(person)),
            _ => return false,
        }
        true
    }

    fn titles(&mut self, tag: &str, value: &str) -> bool {
        let work = &mut self.work;
        match tag {
            "TI" | "T1" | "CT" => work.title(value),
            "BT" if work.kind == Kind::Book => work.title(value),
            "BT" | "JF" => set(&mut work.container, value),
            "JO" | "JA" | "J1" | "J2" | "JI" | "J9" => set(&mut work.abbreviation, value),
            "T2" => set(&mut self.secondary_title, value),
            "T3" => set(&mut self.tertiary_title, value),
            "TT" => set(&mut work.record.vernacular_title, value),
            "OP" => work.original(value),
            _ => return false,
        }
        true
    }

    fn place(&mut self, tag: &str, value: &str) -> bool {
        let work = &mut self.work;
        match tag {
            "PY" | "Y1" | "DA" => work.written_date(value),
            "VL" => work.volume(value),
            "IS" | "CP" => set(&mut work.record.issue, value),
            "SP" => set(&mut work.first_page, value),
            "EP" => set(&mut work.last_page, value),
            "PB" | "PU" => set(&mut work.publisher, value),
            "CY" | "PI" => set(&mut work.place, value),
            "ET" => match crate::record::PartialDate::parse(value).filter(|_| work.kind == Kind::Article) {
                Some(date) => work.record.electronic_date = Some(date),
                None => set(&mut work.edition, value),
            },
            "SN" => work.standard_numbers(value),
            "C7" | "AR" if is_article_number(value) => set(&mut work.article_number, value),
            _ => return false,
        }
        true
    }

    fn subject(&mut self, tag: &str, value: &str) -> bool {
        let work = &mut self.work;
        match tag {
            "AB" | "N2" => work.abstract_text(value),
            "KW" if self.one_of_keywords && value.contains(';') => work.keyword_list(&value.replace('\n', ";")),
            "KW" => value.lines().for_each(|line| work.keyword(line)),
            "LA" => value.lines().for_each(|line| work.language(line)),
            "AD" => value.lines().flat_map(|line| line.split(" ; ")).for_each(|line| work.affiliation(line)),
            "N1" | "RN" => work.note(value),
            _ => return false,
        }
        true
    }

    fn ids(&mut self, tag: &str, value: &str) -> bool {
        let work = &mut self.work;
        match tag {
            "DO" | "DI" => work.id("doi", value),
            "UR" | "L2" | "LK" => value.split(' ').for_each(|address| work.address(address)),
            "L3" => _ = work.telling_id(value),
            "PM" => work.id("pmid", value),
            "XR" => value.strip_prefix("PUBMED ").into_iter().for_each(|pmid| work.id("pmid", pmid)),
            "UT" => work.id("wos", value),
            "U2" if self.base.contains("embase") && value.starts_with('L') => work.id("accession", value),
            "AN" => self.accession(value),
            "M3" if !work.telling_id(value) => work.publication_type(value),
            "C2" | "C5" if is_medline_number(&self.base, tag, value) => work.id("pmid", value),
            "M1" | "C1" | "C2" | "C3" | "C4" | "C5" | "C6" | "C7" | "C8" | "U1" | "U2" | "U3" | "U4" | "U5" => {
                work.custom(value);
            }
            "ID" => work.id("label", value),
            _ => return false,
        }
        true
    }

    /// An accession number: a PMID in PubMed, a PMCID in PMC, else the data base's own.
    fn accession(&mut self, value: &str) {
        let medline =
            ["pubmed", "medline", "nlm"].iter().any(|name| self.base.contains(name)) && !self.base.contains("embase");
        if value.starts_with("PMID:") && self.work.telling_id(value) {
            return;
        }
        let value = value.strip_prefix("MEDLINE:").map_or(value, |id| {
            self.work.id("pmid", id);
            id
        });
        // ProQuest sets its own number before that of the data base.
        let (own, value) = value.split_once("; ").filter(|_| medline).unwrap_or(("", value));
        if !own.is_empty() {
            self.work.id("accession", own);
        }
        if Pmcid::parse(value).is_some() {
            self.work.id("pmcid", value);
        } else if medline && value.bytes().all(|b| b.is_ascii_digit()) {
            self.work.id("pmid", value);
        } else if self.work.record.pmid.is_none_or(|pmid| pmid.to_string() != value) {
            self.work.id("accession", value);
        }
    }

    /// Second and third titles: of a part, its book and the series; of a book, the series.
    fn finish(mut self) -> Result<Record, String> {
        let work = &mut self.work;
        let second = self.secondary_title.unwrap_or_default();
        if work.kind == Kind::Book {
            set(&mut work.series, &second);
        } else {
            set(&mut work.container, &second);
        }
        set(&mut work.series, &self.tertiary_title.unwrap_or_default());
        self.work.finish()
    }
}

/// Scopus writes the PMID in `C2`, Embase in `C5`.
fn is_medline_number(base: &str, tag: &str, value: &str) -> bool {
    let by_base = (tag == "C2" && base.contains("scopus")) || (tag == "C5" && base.contains("embase"));
    by_base && (5..=8).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit())
}

/// The number of an article, as Scopus and EndNote have it: `104512`, `e1004`.
fn is_article_number(value: &str) -> bool {
    let signs = value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'));
    signs && value.len() <= 20 && value.contains(|c: char| c.is_ascii_digit()) && Pmcid::parse(value).is_none()
}

/// The authors of one field: between several stand semicolons, where somebody wrote all into one. One in the name of a group parts
/// no names.
pub(super) fn people(names: &str) -> impl Iterator<Item = Author> + '_ {
    // An entity that nobody read ends with one too.
    let parting = if names.contains('&') { "; " } else { ";" };
    let parts = || names.split(parting).map(str::trim).filter(|name| !name.is_empty());
    let are_names = parts().all(|name| {
        let is_short = name.split_whitespace().count() <= 8;
        is_short && (name.contains(',') || calls_itself_group(name) || Author::from_short(name).initials.is_some())
    });
    let whole = Some(names).filter(|_| !are_names);
    whole.into_iter().chain(parts().filter(move |_| are_names)).map(person)
}

/// An author: a person where there is a comma, unless several words call it a group; else a group or a name in its natural
/// order; what has initials at its end is NLM's short form. A comma with nothing behind it ends a name that has no parts.
pub(super) fn person(name: &str) -> Author {
    let name = name.trim().trim_end_matches(';');
    if name.contains(',') {
        let whole = name.trim_end_matches([',', ' ']);
        let of_group = match whole.contains(',') {
            true => whole.split_whitespace().count() >= 4 && calls_itself_group(whole),
            false => is_group(whole),
        };
        // `Werner H-P,`: initials have no hyphen where a comma is only left over.
        let left_over = whole.len() < name.len() && !whole.contains(',');
        let in_one_piece = left_over && whole.rsplit(' ').next().is_some_and(|word| word.contains('-'));
        return match (of_group, in_one_piece) {
            (true, _) => Author::collective(whole),
            (_, true) => Author { last_name: text::non_empty(whole), ..Author::default() },
            _ => Author::from_inverted(whole),
        };
    }
    let short = Author::from_short(name);
    let words = name.split_whitespace().count();
    if short.initials.is_some() || words == 1 {
        short
    } else if is_group(name) {
        Author::collective(name)
    } else {
        Author::from_natural(name)
    }
}

/// Whether a name without a comma is a group's: it has a word that no person's name has, or more words than one.
pub(super) fn is_group(name: &str) -> bool {
    name.split_whitespace().count() > 5 || calls_itself_group(name)
}

/// Whether a word of a name is one that only groups have.
fn calls_itself_group(name: &str) -> bool {
    const GROUP_WORDS: [&str; 34] = [
        "group",
        "grp",
        "groupe",
        "grupo",
        "arbeitsgruppe",
        "gesellschaft",
        "sociedad",
        "société",
        "conference",
        "centre",
        "center",
        "agency",
        "federation",
        "consortium",
        "collaboration",
        "committee",
        "investigators",
        "network",
        "society",
        "association",
        "team",
        "organization",
        "organisation",
        "institute",
        "university",
        "study",
        "trial",
        "initiative",
        "department",
        "ministry",
        "council",
        "commission",
        "foundation",
        "collaborators",
    ];
    let lower = name.to_lowercase();
    lower.split_whitespace().any(|word| GROUP_WORDS.contains(&word.trim_matches(|c: char| !c.is_alphanumeric())))
}

#[cfg(test)]
mod tests;
