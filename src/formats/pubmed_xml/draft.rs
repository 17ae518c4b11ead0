//! A record in the making: what can be settled only when all of it has been read.

use super::xml::{ParseError, Result};
use crate::record::{Doi, Journal, OtherId, Pmcid, Pmid, Record, Reference};

/// A record in the making.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) record: Box<Record>,
    pub(super) journal: Journal,
    /// A DOI given as the place of the article and not as its id.
    pub(super) location_doi: Option<Doi>,
    /// References given as relations, which the reference list may repeat.
    pub(super) cited: Vec<Reference>,
}

impl Draft {
    /// Takes an id out of one of the record's own lists of ids. The PMID there is a copy of the record's and settles
    /// nothing.
    pub(super) fn take_id(&mut self, kind: &str, value: &str) {
        let record = &mut *self.record;
        let pmid = Pmid::parse(value).filter(|_| kind == "pubmed");
        if pmid.is_some() && pmid == record.pmid {
            return;
        }
        let mut ids = Ids { doi: record.doi.take(), pmcid: record.pmcid.take(), ..Ids::default() };
        ids.other_ids = std::mem::take(&mut record.other_ids);
        match kind {
            "pubmed" => ids.keep(kind, value),
            _ => ids.take(kind, value),
        }
        (record.doi, record.pmcid, record.other_ids) = (ids.doi, ids.pmcid, ids.other_ids);
    }

    /// Takes the place of an electronic article.
    pub(super) fn take_location(&mut self, kind: &str, value: &str) {
        match Doi::parse(value).filter(|_| kind == "doi") {
            Some(doi) if self.location_doi.is_none() => self.location_doi = Some(doi),
            _ => keep(&mut self.record.other_ids, kind, value),
        }
    }

    /// The record, all of it read.
    pub(super) fn finish(mut self) -> Result<Box<Record>> {
        self.settle_doi();
        self.settle_journal();
        self.settle_references();
        let record = self.record;
        if record.pmid.is_none() && record.title.is_empty() {
            return Err(ParseError { reason: "the record has neither PMID nor title".to_owned(), lines_before: 0 });
        }
        Ok(record)
    }

    fn settle_doi(&mut self) {
        let Some(doi) = self.location_doi.take() else { return };
        match &self.record.doi {
            None => self.record.doi = Some(doi),
            Some(known) if known.key() == doi.key() => {}
            Some(_) => keep(&mut self.record.other_ids, "doi", doi.as_str()),
        }
    }

    fn settle_journal(&mut self) {
        let mut journal = std::mem::take(&mut self.journal);
        if journal.iso_abbreviation == journal.abbreviation {
            journal.iso_abbreviation = None;
        }
        self.record.journal = (!journal.is_empty()).then_some(journal);
    }

    fn settle_references(&mut self) {
        let record = &mut *self.record;
        for cited in self.cited.drain(..) {
            let listed = cited.pmid.is_some() && record.references.iter().any(|r| r.pmid == cited.pmid);
            if !listed {
                record.references.push(cited);
            }
        }
        let listed = record.references.len();
        record.stated_reference_count.take_if(|stated| usize::try_from(*stated).is_ok_and(|stated| stated <= listed));
    }
}

/// Ids told apart by their kinds, as an `ArticleIdList` has them.
#[derive(Default)]
pub(super) struct Ids {
    pub(super) pmid: Option<Pmid>,
    pub(super) pmcid: Option<Pmcid>,
    pub(super) doi: Option<Doi>,
    pub(super) other_ids: Vec<OtherId>,
}

impl Ids {
    /// Takes an id. One that is not of the form of its kind, or a second one of a kind that is single, is kept among
    /// the others.
    pub(super) fn take(&mut self, kind: &str, value: &str) {
        let settled = match kind {
            "pubmed" => settle(&mut self.pmid, Pmid::parse(value), Pmid::eq),
            "pmc" | "pmcid" => settle(&mut self.pmcid, pmcid(value), Pmcid::eq),
            "doi" => settle(&mut self.doi, Doi::parse(value), |a, b| a.key() == b.key()),
            _ => false,
        };
        if !settled {
            self.keep(kind, value);
        }
    }

    fn keep(&mut self, kind: &str, value: &str) {
        keep(&mut self.other_ids, kind, value);
    }
}

/// Fills `slot`; false where there is nothing to fill it with, or something else in it.
fn settle<T>(slot: &mut Option<T>, value: Option<T>, same: impl Fn(&T, &T) -> bool) -> bool {
    match (slot.as_ref(), value) {
        (_, None) => false,
        (Some(known), Some(value)) => same(known, &value),
        (None, value) => {
            *slot = value;
            true
        }
    }
}

/// Adds an id of another kind, unless it is there.
pub(super) fn keep(ids: &mut Vec<OtherId>, kind: &str, value: &str) {
    let known = ids.iter().any(|id| id.kind == kind && id.value == value);
    if !known && !value.is_empty() {
        ids.push(OtherId { kind: kind.to_owned(), value: value.to_owned() });
    }
}

/// A PMCID; lists of references leave out its `PMC`.
fn pmcid(value: &str) -> Option<Pmcid> {
    let bare = value.bytes().all(|b| b.is_ascii_digit());
    if bare { Pmcid::parse(&format!("PMC{value}")) } else { Pmcid::parse(value) }
}
