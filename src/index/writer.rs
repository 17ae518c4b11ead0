//! Writing: which records are new, which replace others, and commits.
//!
//! Records are given in the order of the input, and that order decides: of two versions the later one stays, save that
//! within a series of files ([`super::series`]) the order of their numbers decides, whenever they are read, and that
//! records of several sources are put together ([`combining`]). Whether a
//! record is known is told from a bitmap of the PMIDs in the index and the set of those written since the last commit;
//! the index itself is asked only where one of these says yes, or where a record has no PMID.

mod combining;
mod known;
mod same_work;
mod segments;

use known::{Known, Pending, slot};

use super::document::{Content, DocumentMaker, Prepared, Source};
use super::files::FileNames;
use super::lock::Lock;
use super::manifest::Manifest;
use super::merging::{Gathering, leftovers};
use super::outdated::Ages;
use super::segment::SegmentBuilder;
use super::tantivy_schema::{FILE_NAME, RECORD};
use super::uncommitted::Uncommitted;
use super::{Index, IndexError, Reader};
use crate::record::{Identity, Pmid};
use roaring::RoaringBitmap;
use std::path::PathBuf;
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::Field;
use tantivy::{IndexWriter, TantivyDocument, Term};

/// Least memory of a segment that is collected.
const MIN_MEMORY: usize = 16 * 1024 * 1024;

/// Most memory of it: its fields count bytes in 32 bits.
const MAX_MEMORY: usize = 3 << 30;

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is new.
    Added,
    /// It took the place of an earlier version.
    Replaced,
    /// It took the place of an earlier version, and has fields of several sources.
    Combined,
    /// The index has it already, the same or richer.
    Unchanged,
}

/// Writes to an index; there is one at a time.
pub struct Writer {
    engine: IndexWriter<TantivyDocument>,
    /// The segment that is being collected.
    building: Option<SegmentBuilder>,
    /// Its number among those of this writer, the first being 1.
    number: u32,
    ages: Ages,
    /// Bytes at which it is written.
    memory: usize,
    /// Threads that write it.
    threads: usize,
    identity: Field,
    file_name: Field,
    /// Which file the records come from, and came from.
    files: FileNames,
    /// The index as of the last commit.
    committed: Reader,
    /// PMIDs in the committed index; one of a deleted record may be among them.
    pmids: RoaringBitmap,
    /// Whether the committed index has records without a PMID.
    has_others: bool,
    /// Written since the last commit.
    pending: Pending,
    /// The same, as far as it may be read again.
    uncommitted: Uncommitted,
    maker: DocumentMaker,
    index: tantivy::Index,
    dir: Option<PathBuf>,
    /// What the next commit says of the sources.
    manifest: Manifest,
    _lock: Option<Lock>,
}

impl Writer {
    pub(super) fn new(index: &Index, threads: usize, memory: usize) -> Result<Self, IndexError> {
        let lock = index.locked()?;
        let engine = index.engine_writer()?;
        engine.set_merge_policy(Box::new(Gathering));
        let schema = index.engine.schema();
        let committed = index.reader()?;
        let mut writer = Self {
            engine,
            building: None,
            number: 0,
            ages: Ages::default(),
            memory: memory.clamp(MIN_MEMORY, MAX_MEMORY),
            threads: threads.max(1),
            identity: schema.get_field("identity")?,
            file_name: schema.get_field(FILE_NAME)?,
            files: FileNames::default(),
            committed,
            pmids: RoaringBitmap::new(),
            has_others: false,
            pending: Pending::default(),
            uncommitted: Uncommitted::new(schema.get_field(RECORD)?),
            maker: index.document_maker()?,
            index: index.engine.clone(),
            dir: index.dir.clone(),
            manifest: index.manifest()?,
            _lock: lock,
        };
        writer.note_committed()?;
        writer.files.note_deletions(&writer.manifest.deletions);
        Ok(writer)
    }

    /// The files taken so far; what is changed here is written by the next commit.
    pub fn manifest_mut(&mut self) -> &mut Manifest {
        &mut self.manifest
    }

    /// Says from which file the following records and deletions are: the last part of its name; `None` where they come from
    /// no file.
    pub fn reads(&mut self, name: Option<&str>) {
        self.files.reads(name);
    }

    /// Removes every record and forgets every file, at the next commit.
    ///
    /// # Errors
    ///
    /// Where the engine fails.
    pub fn clear(&mut self) -> Result<(), IndexError> {
        self.engine.delete_all_documents()?;
        self.building = None;
        self.manifest.files.clear();
        self.manifest.records = 0;
        self.manifest.deletions.clear();
        self.files.forget_deletions();
        self.pmids.clear();
        self.has_others = false;
        self.pending = Pending { cleared: true, ..Pending::default() };
        self.uncommitted.clear();
        Ok(())
    }

    /// Writes a record, unless the index has it already.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read or written.
    pub fn put(&mut self, prepared: Prepared) -> Result<Outcome, IndexError> {
        let others = self.others_of_same_work(&prepared.aliases, &prepared.identity)?;
        if let Some(stronger) = others.first().filter(|other| **other < prepared.identity) {
            return self.add_to(stronger, &prepared);
        }
        let known = self.known(&prepared.identity)?;
        if self.is_superseded(&prepared, known) {
            return Ok(Outcome::Unchanged);
        }
        let came = prepared.source;
        let prepared = self.with_earlier(prepared, known, &others)?;
        let same = known.is_some_and(|known| known.content_hash == prepared.content_hash);
        if same && !known.is_some_and(|known| self.files.is_before_current(known.file)) {
            return Ok(Outcome::Unchanged);
        }
        let file = self.file_of(came, known);
        self.replace(prepared, file, known, &others)
    }

    /// The file of a record to which a source that came now adds: that of the source which knows most of versions, since its series decides which
    /// files come too late.
    fn file_of(&self, came: Source, known: Option<Known>) -> Option<u32> {
        let Some(known) = known else { return self.files.current() };
        let is_version = known.source.name == came.name && !known.source.combined;
        let knows_more = came.is_update || (came.is_authority && !known.source.is_authority);
        if is_version || knows_more || known.file.is_none() || self.files.is_before_current(known.file) {
            return self.files.current();
        }
        known.file
    }

    /// Writes a record, of that file, in the place of its earlier version, if any, and of `others`.
    fn replace(
        &mut self,
        prepared: Prepared,
        file: Option<u32>,
        known: Option<Known>,
        others: &[Identity],
    ) -> Result<Outcome, IndexError> {
        let Prepared { identity, version, aliases, content_hash, source, mut document } = prepared;
        for other in others {
            self.remove(other)?;
        }
        if let Some(known) = known {
            self.remove_version(&identity, known.place)?;
        } else {
            self.manifest.records += 1;
        }
        if let Some(name) = self.files.name(file) {
            document.add(self.file_name, Content::Text(name.to_owned()));
        }
        let place = self.add(document)?;
        let here = Known { version, content_hash, file, deleted: false, source, place: Some(place) };
        self.remember(&aliases, &identity, here);
        // The same record of a later file is written anew for the file's sake alone.
        Ok(match known {
            Some(known) if known.content_hash == content_hash => Outcome::Unchanged,
            None if others.is_empty() => Outcome::Added,
            _ if source.combined => Outcome::Combined,
            _ => Outcome::Replaced,
        })
    }

    /// Whether what is there, or was deleted, is by a higher version or by a later file of the same series.
    fn is_superseded(&self, prepared: &Prepared, known: Option<Known>) -> bool {
        if let Identity::Pmid(pmid) = &prepared.identity
            && self.files.is_after_current(self.files.deleted_by(*pmid))
        {
            return true;
        }
        let Some(known) = known else { return false };
        // Only PubMed knows versions.
        if known.source.is_authority && prepared.source.is_authority && known.version != prepared.version {
            return known.version > prepared.version;
        }
        self.files.is_after_current(known.file)
    }

    /// Deletes the record of that PMID, by order of the file that is read. Says whether there was one to delete; one of a
    /// later file of the same series stays.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub fn delete(&mut self, pmid: Pmid) -> Result<bool, IndexError> {
        let identity = Identity::Pmid(pmid);
        // It holds for what files before this one have, whether they were read or not.
        self.files.delete(pmid, &mut self.manifest.deletions);
        let known = self.known(&identity)?.filter(|known| !self.files.is_after_current(known.file));
        if known.is_some() {
            self.remove(&identity)?;
        }
        Ok(known.is_some())
    }

    /// Deletes the record of that identity, of which the caller knows that it is there.
    ///
    /// # Errors
    ///
    /// Where the engine fails.
    pub fn remove_record(&mut self, identity: &Identity) -> Result<(), IndexError> {
        self.remove(identity)
    }

    /// Makes all that was written since the last commit part of the index, or nothing of it.
    ///
    /// # Errors
    ///
    /// Where the disk refuses; the index then stays as of the commit before.
    pub fn commit(&mut self) -> Result<(), IndexError> {
        self.write_segment()?;
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
        self.pending = Pending::default();
        self.committed = Index { engine: self.index.clone(), dir: self.dir.clone(), lent: None }.reader()?;
        Ok(())
    }

    /// Ends writing: waits for merges that are under way, and merges what this run, or one before it that did not come so
    /// far, left over.
    ///
    /// # Errors
    ///
    /// Where a merge fails.
    pub fn finish(self) -> Result<(), IndexError> {
        let Self { engine, index, dir, committed, _lock, .. } = self;
        // A reader would keep the files of merged segments.
        drop(committed);
        // Segments that are being merged are no leftovers, and only the end of a writer waits for them.
        engine.wait_merging_threads()?;
        // What is told of the segments that are merged would keep their files too.
        let left_over = leftovers(&index.searchable_segment_metas()?);
        if left_over.is_empty() {
            return Ok(());
        }
        let mut engine = Index { engine: index, dir, lent: None }.engine_writer()?;
        engine.set_merge_policy(Box::new(NoMergePolicy));
        for segments in &left_over {
            engine.merge(segments).wait()?;
        }
        engine.garbage_collect_files().wait()?;
        Ok(engine.wait_merging_threads()?)
    }

    /// Ends writing without merging anything: a few records that were deleted are not worth it.
    ///
    /// # Errors
    ///
    /// Where a merge that is under way fails.
    pub fn close(self) -> Result<(), IndexError> {
        Ok(self.engine.wait_merging_threads()?)
    }

    fn term(&self, identity: &Identity) -> Term {
        Term::from_field_text(self.identity, &identity.key())
    }

    fn remove(&mut self, identity: &Identity) -> Result<(), IndexError> {
        let place = self.pending.versions.get(&slot(identity)).and_then(|known| known.place);
        self.remove_version(identity, place)?;
        self.manifest.records = self.manifest.records.saturating_sub(1);
        let source = Source::default();
        let gone = Known { version: 0, content_hash: 0, file: None, deleted: true, source, place: None };
        self.pending.versions.insert(slot(identity), gone);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;
    use tantivy::indexer::LogMergePolicy;

    /// The engine merges behind our back; what it is at when a run ends is no leftover.
    #[test]
    fn a_run_ends_while_segments_are_merged() {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(&dir.path().join("ix")).unwrap();
        let maker = index.document_maker().unwrap();
        let mut writer = index.writer(1, MIN_MEMORY).unwrap();
        let mut eager = LogMergePolicy::default();
        eager.set_min_num_segments(4);
        writer.engine.set_merge_policy(Box::new(eager));
        for number in 1..=800 {
            let title = (0..40).map(|word| format!("word{}", number * 7919 % (word * 31 + 1000))).collect::<Vec<_>>();
            let record = Record { pmid: Pmid::parse(&number.to_string()), title: title.join(" "), ..Record::default() };
            writer.put(maker.prepare(record).unwrap()).unwrap();
            if number % 200 == 0 {
                writer.commit().unwrap();
            }
        }
        writer.finish().unwrap();
        assert_eq!(index.reader().unwrap().len(), 800);
    }

    /// Whichever of two sources is read first, and whether its record is at hand, in a segment that is being collected, or
    /// in one that is written.
    #[test]
    fn records_that_are_not_committed_yet_are_put_together() {
        let of = |source: &str, number: u32| Record {
            pmid: Pmid::parse(&number.to_string()),
            title: format!("{source} {number} ").repeat(20),
            volume: (source == "ris").then(|| "3".to_owned()),
            issue: (source == "jats").then(|| "4".to_owned()),
            source: Some(source.to_owned()),
            ..Record::default()
        };
        let apart = (1..=100).map(|n| ("ris", n)).chain((1..=100).map(|n| ("jats", n)));
        let by_turns = (101..=200).flat_map(|n| [("jats", n), ("ris", n)]);
        let index = Index::in_memory().unwrap();
        let maker = index.document_maker().unwrap();
        let mut writer = index.writer(1, MIN_MEMORY).unwrap();
        let mut outcomes = Vec::new();
        for (source, number) in apart.chain(by_turns) {
            outcomes.push(writer.put(maker.prepare(of(source, number)).unwrap()).unwrap());
        }
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Combined).count(), 200);
        assert!(writer.number < 10, "{} segments", writer.number);
        writer.commit().unwrap();
        let reader = index.reader().unwrap();
        assert_eq!(reader.len(), 200);
        for address in reader.all() {
            let record = reader.record(address).unwrap();
            assert_eq!((record.volume.as_deref(), record.issue.as_deref()), (Some("3"), Some("4")));
        }
    }
}
