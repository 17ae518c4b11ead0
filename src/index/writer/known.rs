//! What is known of the records that are there: those committed, and those written since the last commit.

use super::Writer;
use crate::index::IndexError;
use crate::index::document::Source;
use crate::record::Identity;
use rustc_hash::FxHashMap;
use tantivy::DocAddress;
use xxhash_rust::xxh3::xxh3_128;

/// What was written since the last commit and cannot be looked up yet.
#[derive(Default)]
pub(super) struct Pending {
    /// By identity, as [`slot`] has it.
    pub(super) versions: FxHashMap<u128, Known>,
    /// Identity by DOI or PMCID, where that is not the identity itself. A later version of the record may lack it.
    pub(super) aliases: FxHashMap<u128, Identity>,
    /// Further identities of the same.
    pub(super) other_aliases: FxHashMap<u128, Vec<Identity>>,
    /// Whether all that was committed is to go.
    pub(super) cleared: bool,
}

/// What is known of the version of a record that is there.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) version: u16,
    pub(super) content_hash: u64,
    /// The file that it came from, by its number in [`FileNames`](crate::index::files::FileNames).
    pub(super) file: Option<u32>,
    pub(super) deleted: bool,
    pub(super) source: Source,
    /// The segment of this writer in which it is, and its number there.
    pub(super) place: Option<(u32, u32)>,
}

impl Writer {
    pub(super) fn remember(&mut self, aliases: &[String], identity: &Identity, known: Known) {
        let key = identity.key();
        for alias in aliases.iter().filter(|alias| **alias != key) {
            let alias = xxh3_128(alias.as_bytes());
            if self.pending.aliases.entry(alias).or_insert_with(|| identity.clone()) != identity {
                let others = self.pending.other_aliases.entry(alias).or_default();
                if !others.contains(identity) {
                    others.push(identity.clone());
                }
            }
        }
        self.pending.versions.insert(slot(identity), known);
        self.note(identity);
    }

    /// The version that is there, written or committed.
    pub(super) fn known(&mut self, identity: &Identity) -> Result<Option<Known>, IndexError> {
        if let Some(known) = self.pending.versions.get(&slot(identity)) {
            return Ok((!known.deleted).then_some(*known));
        }
        let possible = match identity {
            Identity::Pmid(pmid) => self.pmids.contains(pmid.get()),
            _ => self.has_others,
        };
        // What is to go at the next commit is not there.
        if !possible || self.pending.cleared {
            return Ok(None);
        }
        let found = self.committed.addresses("identity", &identity.key())?;
        found.first().copied().map(|address| self.known_at(address)).transpose()
    }

    pub(super) fn known_at(&mut self, address: DocAddress) -> Result<Known, IndexError> {
        let (record, content_hash) = self.committed.record_and_hash(address)?;
        let file = self.committed.file_name(address)?.map(|name| self.files.number(&name));
        let (version, source) = (record.version.unwrap_or(1), Source::of(&record));
        Ok(Known { version, content_hash, file, deleted: false, source, place: None })
    }

    /// Reads which PMIDs the committed index has.
    pub(super) fn note_committed(&mut self) -> Result<(), IndexError> {
        let searcher = self.committed.searcher().clone();
        for reader in searcher.segment_readers() {
            let identities = reader.inverted_index(self.identity)?;
            let mut stream = identities.terms().stream().map_err(tantivy::TantivyError::from)?;
            while stream.advance() {
                let key = std::str::from_utf8(stream.key()).unwrap_or_default();
                match key.strip_prefix("1:").and_then(|number| number.parse().ok()) {
                    Some(pmid) => {
                        self.pmids.insert(pmid);
                    }
                    None => self.has_others = true,
                }
            }
        }
        Ok(())
    }

    /// Notes that a record of that identity may be in the index from the next commit on.
    fn note(&mut self, identity: &Identity) {
        match identity {
            Identity::Pmid(pmid) => {
                self.pmids.insert(pmid.get());
            }
            _ => self.has_others = true,
        }
    }
}

/// A short name for an identity: a PMID's number, of any other the hash of its key.
pub(super) fn slot(identity: &Identity) -> u128 {
    match identity {
        Identity::Pmid(pmid) => u128::from(pmid.get()),
        other => xxh3_128(other.key().as_bytes()),
    }
}
