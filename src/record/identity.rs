//! What makes two records versions of one: the identity.

use super::ids::{Doi, Pmcid, Pmid};
use super::{Record, text};
use std::fmt;
use xxhash_rust::xxh3::xxh3_128;

/// Bytes of an id that a record is kept under.
const LONGEST: usize = 2_000;

/// The name under which a record is kept: its PMID, else its PMCID, else its DOI, else its own id in the source, else
/// a hash of its normalised title and citation line.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Identity {
    /// PubMed's id.
    Pmid(Pmid),
    /// PubMed Central's id.
    Pmcid(Pmcid),
    /// A DOI, in lower case.
    Doi(String),
    /// The id that a judged collection or another program's export gives the record.
    Own(String),
    /// 32 hexadecimal digits: xxh3-128 of the letters and digits of title, journal, year, volume and pages.
    Hash(String),
}

impl Identity {
    /// The identity of `record`.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        if let Some(pmid) = record.pmid {
            return Self::Pmid(pmid);
        }
        if let Some(pmcid) = record.pmcid {
            return Self::Pmcid(pmcid);
        }
        // What is longer is no term of the index.
        let doi = record.doi.as_ref().map(Doi::key).filter(|doi| doi.len() <= LONGEST);
        let own = || record.id.clone().filter(|id| id.len() <= LONGEST).map(Self::Own);
        doi.map(Self::Doi).or_else(own).unwrap_or_else(|| Self::Hash(hash(record)))
    }

    /// Reads what a person types for a record: `35582538`, `pmid:…`, `PMC8992594`, a DOI in any spelling, an own id.
    /// The readings in the order in which they should be tried: a bare number may be a PMID or a collection's own id.
    #[must_use]
    pub fn readings(typed: &str) -> Vec<Self> {
        let typed = typed.trim();
        let mut readings = Vec::new();
        readings.extend(Pmid::parse(typed).map(Self::Pmid));
        readings.extend(Pmcid::parse(typed).map(Self::Pmcid));
        readings.extend(Doi::parse(typed).map(|doi| Self::Doi(doi.key())));
        if !typed.is_empty() {
            readings.push(Self::Own(typed.to_owned()));
            readings.push(Self::Hash(typed.to_owned()));
        }
        readings
    }

    /// The id as a person reads it: `35582538`, `PMC8992594`, `10.1000/x`, the own id, the hash.
    #[must_use]
    pub fn display_id(&self) -> String {
        match self {
            Self::Pmid(pmid) => pmid.to_string(),
            Self::Pmcid(pmcid) => pmcid.to_string(),
            Self::Doi(id) | Self::Own(id) | Self::Hash(id) => id.clone(),
        }
    }

    /// The form in which the index holds it. Its order as text is the order in which ties are broken: PMIDs by number,
    /// then PMCIDs by number, DOIs, own ids, hashes.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Pmid(pmid) => format!("1:{:010}", pmid.get()),
            Self::Pmcid(pmcid) => format!("2:{:010}", pmcid.get()),
            Self::Doi(doi) => format!("3:{doi}"),
            Self::Own(id) => format!("4:{id}"),
            Self::Hash(hash) => format!("5:{hash}"),
        }
    }

    /// Reads what [`Identity::key`] wrote.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        let (kind, id) = key.split_once(':')?;
        Some(match kind {
            "1" => Self::Pmid(Pmid::parse(id.trim_start_matches('0'))?),
            "2" => Self::Pmcid(Pmcid::parse(&format!("PMC{}", id.trim_start_matches('0')))?),
            "3" => Self::Doi(id.to_owned()),
            "4" => Self::Own(id.to_owned()),
            "5" => Self::Hash(id.to_owned()),
            _ => return None,
        })
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display_id())
    }
}

fn hash(record: &Record) -> String {
    let journal = record.journal.as_ref().map_or("", |j| j.name());
    let year = record.date.as_ref().map_or(String::new(), |d| d.year().to_string());
    let parts = [
        record.title.as_str(),
        journal,
        &year,
        record.volume.as_deref().unwrap_or_default(),
        record.pages.as_ref().map_or("", |p| p.as_str()),
    ];
    let normalised: Vec<String> = parts.iter().map(|part| text::letters_and_digits(part)).collect();
    format!("{:032x}", xxh3_128(normalised.join("\u{1f}").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        Record { title: "A Title.".into(), ..Record::default() }
    }

    #[test]
    fn the_strongest_id_is_the_identity() {
        let mut r = record();
        assert!(matches!(Identity::of(&r), Identity::Hash(_)));
        r.id = Some("17".into());
        assert_eq!(Identity::of(&r), Identity::Own("17".into()));
        r.doi = Doi::parse("10.1000/ABC");
        assert_eq!(Identity::of(&r), Identity::Doi("10.1000/abc".into()));
        r.pmcid = Pmcid::parse("PMC7");
        assert_eq!(Identity::of(&r).to_string(), "PMC7");
        r.pmid = Pmid::parse("9");
        assert_eq!(Identity::of(&r).to_string(), "9");
    }

    #[test]
    fn punctuation_and_case_do_not_make_another_record() {
        let (a, mut b) = (record(), record());
        b.title = "a title".into();
        assert_eq!(Identity::of(&a), Identity::of(&b));
        b.volume = Some("2".into());
        assert_ne!(Identity::of(&a), Identity::of(&b));
    }

    #[test]
    fn keys_order_pmids_by_number() {
        let key = |id: &str| Identity::readings(id)[0].key();
        assert!(key("9") < key("10"));
        assert!(key("35582538") < key("PMC1"));
    }
}
