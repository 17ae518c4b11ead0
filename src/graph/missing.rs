//! Works that records of the index cite and that it does not hold: what to get next.
//!
//! A work is cited under several keys: its ids, its place in a journal, its title. Keys that stand in one reference are of
//! one work, so the counts of all its spellings come together.

use super::counts::{dictionaries, streams};
use super::links::{Links, field_of};
use crate::index::{IndexError, Reader};
use crate::record::{LinkMethod, Reference};
use rustc_hash::FxHashSet;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use tantivy::DocAddress;
use tantivy::termdict::TermMerger;

/// Keys looked at at most for each work that is wanted: a work has several, and most turn out to be held under another where the
/// index holds most of what it cites.
const KEYS_A_WORK: usize = 64;

/// The same however few are wanted.
const LEAST_KEYS: usize = 1024;

/// A work counts by all its spellings together. One whose most frequent spelling is rarer than this share of the last work
/// that is wanted is taken to stay behind it.
const SHARE_OF_A_SPELLING: f64 = 0.5;

/// Citing records read for each key, to learn its other keys.
const READ_A_KEY: usize = 12;

/// Keys that one work may have: spellings of its title and places differ.
const MOST_KEYS: usize = 40;

/// A work that is cited and not held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissingWork {
    /// Records that cite it.
    pub cited_by_count: usize,
    /// A citation of it, the longest of those looked at.
    pub text: String,
    /// PubMed id, where a citation gives it.
    pub pmid: Option<String>,
    /// PubMed Central id.
    pub pmcid: Option<String>,
    /// DOI.
    pub doi: Option<String>,
    /// Title, where it could be told.
    pub title: Option<String>,
    /// Journal.
    pub journal: Option<String>,
    /// Year.
    pub year: Option<u16>,
    /// Citations read that are spelt differently.
    pub spellings: usize,
}

/// The `wanted` works that are cited most and not held.
///
/// # Errors
///
/// Where the index cannot be read.
pub fn missing_works(reader: &Reader, wanted: usize) -> Result<Vec<MissingWork>, IndexError> {
    let mut taken: FxHashSet<String> = FxHashSet::default();
    let mut works = Vec::new();
    let mut best: BinaryHeap<Reverse<usize>> = BinaryHeap::new();
    for (count, key) in most_frequent_keys(reader, wanted.saturating_mul(KEYS_A_WORK).max(LEAST_KEYS))? {
        let last = best.peek().filter(|_| best.len() >= wanted).map_or(0, |Reverse(last)| *last);
        if f64::from(count) < SHARE_OF_A_SPELLING * last as f64 {
            break;
        }
        if !taken.contains(&key) {
            let gathered = Gathered::around(reader, key)?;
            taken.extend(gathered.keys.iter().cloned());
            let Some(work) = gathered.work() else { continue };
            best.push(Reverse(work.cited_by_count));
            if best.len() > wanted {
                best.pop();
            }
            works.push(work);
        }
    }
    works.sort_by(|a: &MissingWork, b| b.cited_by_count.cmp(&a.cited_by_count).then_with(|| a.text.cmp(&b.text)));
    works.truncate(wanted);
    Ok(works)
}

/// The keys of references that stand in most records and that no record has, the most frequent first, with their numbers of records.
fn most_frequent_keys(reader: &Reader, wanted: usize) -> Result<Vec<(u32, String)>, IndexError> {
    let cites = dictionaries(reader, "cites")?;
    let mut found = MostFrequent { wanted, keys: BinaryHeap::new() };
    for method in LinkMethod::ALL {
        let holders = dictionaries(reader, field_of(method))?;
        let mut citing = TermMerger::new(streams(&cites, method)?);
        let mut held = Held::new(reader, method, TermMerger::new(streams(&holders, method)?));
        while citing.advance() {
            let count: u32 = citing.current_segment_ords_and_term_infos().map(|(_, info)| info.doc_freq).sum();
            let Ok(key) = std::str::from_utf8(citing.key()) else { continue };
            if found.takes(count, key) && LinkMethod::of_key(key) == method && !held.has(key)? {
                found.put(count, key);
            }
        }
    }
    Ok(found.keys.into_sorted_vec().into_iter().map(|Reverse((count, Reverse(key)))| (count, key)).collect())
}

/// So many of the most frequent keys, those of one count in their order.
struct MostFrequent {
    wanted: usize,
    keys: BinaryHeap<Reverse<(u32, Reverse<String>)>>,
}

impl MostFrequent {
    fn takes(&self, count: u32, key: &str) -> bool {
        let more = |Reverse((least, Reverse(last))): &Reverse<(u32, Reverse<String>)>| {
            count > *least || count == *least && key < last.as_str()
        };
        count > 0 && (self.keys.len() < self.wanted || self.keys.peek().is_some_and(more))
    }

    fn put(&mut self, count: u32, key: &str) {
        self.keys.push(Reverse((count, Reverse(key.to_owned()))));
        if self.keys.len() > self.wanted {
            self.keys.pop();
        }
    }
}

/// The keys of a kind that records have, walked beside the sorted keys that are asked for.
struct Held<'a> {
    reader: &'a Reader,
    method: LinkMethod,
    keys: TermMerger<'a>,
    ended: bool,
}

impl<'a> Held<'a> {
    fn new(reader: &'a Reader, method: LinkMethod, mut keys: TermMerger<'a>) -> Self {
        let ended = !keys.advance();
        Self { reader, method, keys, ended }
    }

    /// Whether a record has this key, which sorts behind all that were asked for before.
    fn has(&mut self, key: &str) -> Result<bool, IndexError> {
        while !self.ended && self.keys.key() < key.as_bytes() {
            self.ended = !self.keys.advance();
        }
        if self.ended || self.keys.key() != key.as_bytes() {
            return Ok(false);
        }
        // The dictionary may tell of records that are deleted.
        let deleted = self.reader.searcher().segment_readers().iter().any(|segment| segment.has_deletes());
        Ok(!deleted || !self.reader.addresses(field_of(self.method), key)?.is_empty())
    }
}

/// The keys of one work with the records that cite it.
#[derive(Default)]
struct Gathered {
    keys: Vec<String>,
    citing: Vec<DocAddress>,
    read: FxHashSet<DocAddress>,
    best: Option<Reference>,
    texts: FxHashSet<String>,
    held: bool,
}

impl Gathered {
    /// Goes from a key to the references that have it, and on to their other keys, until one is of a record that is held.
    fn around(reader: &Reader, key: String) -> Result<Self, IndexError> {
        let mut gathered = Self { keys: vec![key], ..Self::default() };
        let mut at = 0;
        while at < gathered.keys.len() && !gathered.held {
            let key = gathered.keys[at].clone();
            at += 1;
            let citing = reader.addresses("cites", &key)?;
            for address in citing.iter().take(READ_A_KEY) {
                // Whoever was read under another key of the work gave all keys of its reference then.
                if !gathered.held && gathered.read.insert(*address) {
                    gathered.read(reader, *address, &key)?;
                }
            }
            gathered.citing.extend(citing);
        }
        gathered.citing.sort_unstable();
        gathered.citing.dedup();
        Ok(gathered)
    }

    fn read(&mut self, reader: &Reader, address: DocAddress, key: &String) -> Result<(), IndexError> {
        for reference in reader.record(address)?.references {
            let mut keys = reference.work_keys();
            if !keys.contains(key) {
                continue;
            }
            // With a PubMed id the rest is not indexed, and yet tells how others spell the work.
            keys.extend(reference.place_and_title_keys());
            self.held |= !Links::new(reader).resolve(&reference)?.is_empty();
            for key in keys {
                if !self.keys.contains(&key) && self.keys.len() < MOST_KEYS {
                    self.keys.push(key);
                }
            }
            if !reference.text.is_empty() {
                self.texts.insert(crate::record::text::letters_and_digits(&reference.text));
            }
            self.keep_best(reference);
        }
        Ok(())
    }

    fn keep_best(&mut self, reference: Reference) {
        let Some(best) = &mut self.best else {
            self.best = Some(reference);
            return;
        };
        let ids = (best.pmid.or(reference.pmid), best.pmcid.or(reference.pmcid));
        let doi = best.doi.clone().or_else(|| reference.doi.clone());
        let told = |reference: &Reference| (reference.title.is_some(), reference.text.len().min(400));
        if told(&reference) > told(best) {
            *best = reference;
        }
        (best.pmid, best.pmcid) = ids;
        best.doi = doi;
    }

    /// The work, unless the index holds it after all.
    fn work(self) -> Option<MissingWork> {
        let best = self.best.filter(|_| !self.held)?;
        Some(MissingWork {
            cited_by_count: self.citing.len(),
            text: best.text,
            pmid: best.pmid.map(|id| id.to_string()),
            pmcid: best.pmcid.map(|id| id.to_string()),
            doi: best.doi.map(|doi| doi.to_string()),
            title: best.title,
            journal: best.journal,
            year: best.year,
            spellings: self.texts.len(),
        })
    }
}
