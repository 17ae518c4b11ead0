//! Writing: which records are new, which replace others, and commits.
//!
//! Records are given in the order of the input, and that order decides: of two versions the later one stays. Whether a
//! record is known is told from a bitmap of the PMIDs in the index and the set of those written since the last commit;
//! the index itself is asked only where one of these says yes, or where a record has no PMID.

use super::document::{DocumentMaker, Prepared};
use super::lock::Lock;
use super::manifest::Manifest;
use super::{Index, IndexError, Reader};
use crate::record::{Identity, Pmid, Record};
use roaring::RoaringBitmap;
use rustc_hash::FxHashMap;
use std::path::PathBuf;
use tantivy::indexer::LogMergePolicy;
use tantivy::schema::Field;
use tantivy::{DocAddress, IndexWriter, TantivyDocument, Term};

/// Least memory of an indexing thread: the engine refuses less.
const MIN_THREAD_MEMORY: usize = 16 * 1024 * 1024;

/// Most memory of an indexing thread: the engine refuses more.
const MAX_THREAD_MEMORY: usize = u32::MAX as usize - (1 << 20);

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is new.
    Added,
    /// It took the place of an earlier version.
    Replaced,
    /// The index has it already, the same or richer.
    Unchanged,
}

/// Writes to an index; there is one at a time.
pub struct Writer {
    engine: IndexWriter<TantivyDocument>,
    maker: DocumentMaker,
    identity: Field,
    /// The index as of the last commit.
    committed: Reader,
    /// PMIDs in the committed index; one of a deleted record may be among them.
    pmids: RoaringBitmap,
    /// Whether the committed index has records without a PMID.
    has_others: bool,
    /// Written since the last commit.
    pending: Pending,
    index: tantivy::Index,
    dir: Option<PathBuf>,
    /// What the next commit says of the sources.
    manifest: Manifest,
    _lock: Option<Lock>,
}

/// What was written since the last commit and cannot be looked up yet.
#[derive(Default)]
struct Pending {
    /// By key of identity.
    versions: FxHashMap<String, Known>,
    /// Identity by DOI or PMCID, where that is not the identity itself.
    aliases: FxHashMap<String, Identity>,
    /// Whether all that was committed is to go.
    cleared: bool,
}

/// What is known of the version of a record that is there.
#[derive(Clone, Copy)]
struct Known {
    version: u16,
    content_hash: u64,
    deleted: bool,
}

impl Writer {
    pub(super) fn new(index: &Index, threads: usize, memory: usize) -> Result<Self, IndexError> {
        let lock = index.dir.as_deref().map(Lock::take).transpose()?;
        let threads = threads.clamp(1, 8);
        let memory = memory.clamp(threads * MIN_THREAD_MEMORY, threads * MAX_THREAD_MEMORY);
        let engine: IndexWriter<TantivyDocument> = index.engine.writer_with_num_threads(threads, memory)?;
        engine.set_merge_policy(Box::new(LogMergePolicy::default()));
        let schema = index.engine.schema();
        let committed = index.reader()?;
        let mut writer = Self {
            engine,
            maker: DocumentMaker::new(&schema)?,
            identity: schema.get_field("identity")?,
            committed,
            pmids: RoaringBitmap::new(),
            has_others: false,
            pending: Pending::default(),
            index: index.engine.clone(),
            dir: index.dir.clone(),
            manifest: index.manifest()?,
            _lock: lock,
        };
        writer.note_committed()?;
        Ok(writer)
    }

    /// The files taken so far; what is changed here is written by the next commit.
    pub fn manifest_mut(&mut self) -> &mut Manifest {
        &mut self.manifest
    }

    /// Removes every record and forgets every file, at the next commit.
    ///
    /// # Errors
    ///
    /// Where the engine fails.
    pub fn clear(&mut self) -> Result<(), IndexError> {
        self.engine.delete_all_documents()?;
        self.manifest.files.clear();
        self.manifest.records = 0;
        self.pmids.clear();
        self.has_others = false;
        self.pending = Pending { cleared: true, ..Pending::default() };
        Ok(())
    }

    /// Writes a record, unless the index has it already.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read or written.
    pub fn put(&mut self, record: &Record) -> Result<Outcome, IndexError> {
        let identity = Identity::of(record);
        let others = self.others_of_same_work(record, &identity)?;
        if others.iter().any(|other| *other < identity) {
            return Ok(Outcome::Unchanged);
        }
        let prepared = self.prepare(record, &identity)?;
        let version = record.version.unwrap_or(1);
        let known = self.known(&identity)?;
        if known.is_some_and(|known| known.version > version || known.content_hash == prepared.content_hash) {
            return Ok(Outcome::Unchanged);
        }
        for other in &others {
            self.remove(other);
        }
        if known.is_some() {
            self.engine.delete_term(self.term(&identity));
        } else {
            self.manifest.records += 1;
        }
        self.remember(record, &identity, Known { version, content_hash: prepared.content_hash, deleted: false });
        self.engine.add_document(prepared.document)?;
        Ok(if known.is_some() || !others.is_empty() { Outcome::Replaced } else { Outcome::Added })
    }

    /// Deletes the record of that PMID. Says whether there was one.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub fn delete(&mut self, pmid: Pmid) -> Result<bool, IndexError> {
        let identity = Identity::Pmid(pmid);
        let known = self.known(&identity)?.is_some();
        if known {
            self.remove(&identity);
        }
        Ok(known)
    }

    /// Deletes the record of that identity, of which the caller knows that it is there.
    pub(super) fn remove_record(&mut self, identity: &Identity) {
        self.remove(identity);
    }

    /// Makes all that was written since the last commit part of the index, or nothing of it.
    ///
    /// # Errors
    ///
    /// Where the disk refuses; the index then stays as of the commit before.
    pub fn commit(&mut self) -> Result<(), IndexError> {
        self.manifest.updated = Some(jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        let mut prepared = self.engine.prepare_commit()?;
        // Two commits may have one opstamp, and a manifest that is in force is never written to.
        let name = format!("manifest-{}-{}.json", prepared.opstamp(), jiff::Timestamp::now().as_nanosecond());
        if let Some(dir) = &self.dir {
            self.manifest.write(dir, &name)?;
            prepared.set_payload(&name);
        }
        prepared.commit()?;
        if let Some(dir) = &self.dir {
            Manifest::remove_others(dir, &name);
        }
        for key in std::mem::take(&mut self.pending).versions.keys() {
            self.note_key(key);
        }
        self.committed = Index { engine: self.index.clone(), dir: self.dir.clone() }.reader()?;
        Ok(())
    }

    /// Ends writing: waits for merges that are under way.
    ///
    /// # Errors
    ///
    /// Where a merge fails.
    pub fn finish(self) -> Result<(), IndexError> {
        Ok(self.engine.wait_merging_threads()?)
    }

    fn prepare(&self, record: &Record, identity: &Identity) -> Result<Prepared, IndexError> {
        self.maker.prepare(record, identity).map_err(|error| IndexError::Damaged {
            path: self.dir.clone().unwrap_or_default(),
            reason: format!("record {identity} cannot be stored: {error}"),
        })
    }

    fn term(&self, identity: &Identity) -> Term {
        Term::from_field_text(self.identity, &identity.key())
    }

    fn remove(&mut self, identity: &Identity) {
        self.engine.delete_term(self.term(identity));
        self.manifest.records = self.manifest.records.saturating_sub(1);
        let gone = Known { version: 0, content_hash: 0, deleted: true };
        self.pending.versions.insert(identity.key(), gone);
    }

    fn remember(&mut self, record: &Record, identity: &Identity, known: Known) {
        for alias in aliases(record).filter(|alias| *alias != identity.key()) {
            self.pending.aliases.insert(alias, identity.clone());
        }
        self.pending.versions.insert(identity.key(), known);
    }

    /// The version that is there, written or committed.
    fn known(&self, identity: &Identity) -> Result<Option<Known>, IndexError> {
        if let Some(known) = self.pending.versions.get(&identity.key()) {
            return Ok((!known.deleted).then_some(*known));
        }
        let possible = match identity {
            Identity::Pmid(pmid) => self.pmids.contains(pmid.get()),
            _ => self.has_others,
        };
        if !possible {
            return Ok(None);
        }
        let found = self.committed.addresses("identity", &identity.key())?;
        found.first().map(|address| self.known_at(*address)).transpose()
    }

    fn known_at(&self, address: DocAddress) -> Result<Known, IndexError> {
        let reader = self.committed.searcher().segment_reader(address.segment_ord);
        let content_hash = reader.fast_fields().u64("content_hash")?.first(address.doc_id).unwrap_or(0);
        let version = self.committed.record(address)?.version.unwrap_or(1);
        Ok(Known { version, content_hash, deleted: false })
    }

    /// Records that are the same work under another identity: those of the same DOI or PMCID, where at least one of the
    /// two has no PMID. The stronger identity belongs to the richer record.
    fn others_of_same_work(&self, record: &Record, identity: &Identity) -> Result<Vec<Identity>, IndexError> {
        let has_pmid = record.pmid.is_some();
        let mut others: Vec<Identity> = Vec::new();
        for alias in aliases(record) {
            if alias != identity.key() && self.pending.versions.get(&alias).is_some_and(|known| !known.deleted) {
                others.extend(identity_of_key(&alias));
            }
            others.extend(self.pending.aliases.get(&alias).filter(|other| self.is_pending(other)).cloned());
            let may_be_committed = if has_pmid { self.has_others } else { !self.committed.is_empty() };
            if may_be_committed && !self.pending.cleared {
                self.committed_with_alias(&alias, &mut others)?;
            }
        }
        // Two PMIDs, or two PMCIDs, of one DOI are two records.
        others.retain(|other| std::mem::discriminant(other) != std::mem::discriminant(identity));
        others.sort_unstable();
        others.dedup();
        Ok(others)
    }

    fn is_pending(&self, identity: &Identity) -> bool {
        self.pending.versions.get(&identity.key()).is_some_and(|known| !known.deleted)
    }

    fn committed_with_alias(&self, alias: &str, others: &mut Vec<Identity>) -> Result<(), IndexError> {
        let (field, value) = match identity_of_key(alias) {
            Some(Identity::Pmcid(id)) => ("pmcid", id.to_string().to_lowercase()),
            Some(Identity::Doi(doi)) => ("article_id", doi),
            _ => return Ok(()),
        };
        for address in self.committed.addresses(field, &value)? {
            let other = Identity::of(&self.committed.record(address)?);
            let gone = self.pending.versions.get(&other.key()).is_some_and(|known| known.deleted);
            if !gone {
                others.push(other);
            }
        }
        Ok(())
    }

    /// Reads which PMIDs the committed index has.
    fn note_committed(&mut self) -> Result<(), IndexError> {
        let searcher = self.committed.searcher().clone();
        for reader in searcher.segment_readers() {
            let identities = reader.inverted_index(self.identity)?;
            let mut stream = identities.terms().stream().map_err(tantivy::TantivyError::from)?;
            while stream.advance() {
                self.note_key(std::str::from_utf8(stream.key()).unwrap_or_default());
            }
        }
        Ok(())
    }

    fn note_key(&mut self, key: &str) {
        match key.strip_prefix("1:").and_then(|number| number.parse().ok()) {
            Some(pmid) => {
                self.pmids.insert(pmid);
            }
            None => self.has_others = true,
        }
    }
}

/// Keys of the identities that a record could have by its DOI and its PMCID.
fn aliases(record: &Record) -> impl Iterator<Item = String> {
    let pmcid = record.pmcid.map(|id| Identity::Pmcid(id).key());
    let doi = record.doi.as_ref().map(|doi| Identity::Doi(doi.key()).key());
    pmcid.into_iter().chain(doi)
}

/// The identity of a key of a DOI or a PMCID.
fn identity_of_key(key: &str) -> Option<Identity> {
    let (kind, value) = key.split_once(':')?;
    match kind {
        "2" => crate::record::Pmcid::parse(&format!("PMC{}", value.trim_start_matches('0'))).map(Identity::Pmcid),
        "3" => Some(Identity::Doi(value.to_owned())),
        _ => None,
    }
}
