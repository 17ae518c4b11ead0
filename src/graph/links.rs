//! Single look-ups: which record a reference means, which records cite a record.

use crate::index::{IndexError, Reader};
use crate::record::{LinkMethod, Record, Reference};
use tantivy::DocAddress;

/// Looks links up in the index as of one commit.
#[derive(Clone, Copy)]
pub struct Links<'a> {
    reader: &'a Reader,
}

/// The record that a reference means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved {
    /// Where it is.
    pub address: DocAddress,
    /// How it was found.
    pub method: LinkMethod,
}

/// A record that cites another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Citing {
    /// Where it is.
    pub address: DocAddress,
    /// How it was found, by the strongest of its references to the other.
    pub method: LinkMethod,
}

/// The field that holds keys of this kind.
pub(super) fn field_of(method: LinkMethod) -> &'static str {
    match method {
        LinkMethod::Pmid => "pmid",
        LinkMethod::Pmcid => "pmcid",
        LinkMethod::Doi => "article_id",
        LinkMethod::Citation | LinkMethod::Title => "work",
    }
}

impl<'a> Links<'a> {
    /// Links of the index that `reader` sees.
    #[must_use]
    pub fn new(reader: &'a Reader) -> Self {
        Self { reader }
    }

    /// The records that a reference means, by the strongest key first; mostly one or none.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub fn resolve(&self, reference: &Reference) -> Result<Vec<Resolved>, IndexError> {
        let mut found: Vec<Resolved> = Vec::new();
        for key in reference.work_keys() {
            let method = LinkMethod::of_key(&key);
            for address in self.holders(&key)? {
                if found.iter().all(|known| known.address != address) {
                    found.push(Resolved { address, method });
                }
            }
        }
        Ok(found)
    }

    /// The records that `record` cites, each once, in the order of its references.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub fn cited(&self, record: &Record) -> Result<Vec<DocAddress>, IndexError> {
        let mut found: Vec<DocAddress> = Vec::new();
        for reference in &record.references {
            for resolved in self.resolve(reference)? {
                if !found.contains(&resolved.address) {
                    found.push(resolved.address);
                }
            }
        }
        Ok(found)
    }

    /// The records that cite `record`, in the order of the index.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub fn citing(&self, record: &Record) -> Result<Vec<Citing>, IndexError> {
        let mut found: Vec<Citing> = Vec::new();
        for key in record.all_keys() {
            // Most keys of most records are cited by nobody: only of others is it asked whose they are.
            let citing = self.reader.addresses("cites", &key)?;
            if !citing.is_empty() && self.means_one(&key)? {
                let method = LinkMethod::of_key(&key);
                found.extend(citing.into_iter().map(|address| Citing { address, method }));
            }
        }
        found.sort_by_key(|citing| (citing.address, citing.method));
        found.dedup_by_key(|citing| citing.address);
        Ok(found)
    }

    /// How many records cite `record`, which is at `address`.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub fn cited_by_count(&self, address: DocAddress, record: &Record) -> Result<usize, IndexError> {
        // What cannot be read is counted again.
        match self.reader.tally().and_then(|tally| tally.count(address).ok()) {
            Some(count) => Ok(count as usize),
            None => Ok(self.citing(record)?.len()),
        }
    }

    /// The keys by which references mean `record`: its ids, and what no other record of the index shares with it.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub fn citing_keys(&self, record: &Record) -> Result<Vec<String>, IndexError> {
        let mut keys = Vec::new();
        for key in record.all_keys() {
            if self.means_one(&key)? {
                keys.push(key);
            }
        }
        Ok(keys)
    }

    /// Whether a key of a record means that record alone: as ids do, and what no other shares with it.
    fn means_one(&self, key: &str) -> Result<bool, IndexError> {
        Ok(LinkMethod::of_key(key).is_id() || self.reader.addresses("work", key)?.len() == 1)
    }

    /// The records that have a key, be they several.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub fn all_holders(&self, key: &str) -> Result<Vec<DocAddress>, IndexError> {
        self.reader.addresses(field_of(LinkMethod::of_key(key)), key)
    }

    /// The records that have a key. A key that is no id and that several records share means none of them.
    fn holders(&self, key: &str) -> Result<Vec<DocAddress>, IndexError> {
        let method = LinkMethod::of_key(key);
        let found = self.reader.addresses(field_of(method), key)?;
        Ok(if method.is_id() || found.len() == 1 { found } else { Vec::new() })
    }
}
