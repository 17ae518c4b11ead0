//! A segment, collected in memory and written in one go, in Tantivy's form.
//!
//! Tantivy's own writer looks up each token by field and letters in one table of a thread's segment; with the million
//! terms of forty thousand records nearly each of these is a miss of the processor's cache, and every thread's segment has
//! nearly all terms again, so that a merge has to follow. Here the workers bring the terms of a record into their final
//! form ([`super::document`]), one thread collects them field by field, and the fields are written by several
//! threads at once, into one segment. What does not fit in memory meanwhile is set aside as sorted runs ([`run`]), which are
//! put together when the segment is written: so each posting is encoded once, however large the segment.

mod arena;
mod columns;
mod field;
mod postings;
mod run;
#[cfg(test)]
mod tests;
mod writing;

use super::document::Document;
use super::threads::side_by_side;
use columns::{column_writer, write_columns};
use postings::FieldPostings;
use run::Waiting;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tantivy::directory::FileSlice;
use tantivy::fastfield::{FastFieldsWriter, write_alive_bitset};
use tantivy::fieldnorm::{FieldNormsSerializer, FieldNormsWriter};
use tantivy::index::{Segment, SegmentComponent, SegmentMeta};
use tantivy::schema::Schema;
use tantivy::store::{StoreReader, StoreWriter};
use tantivy::{BitSet, Opstamp};
use tantivy_common::TerminatingWrite;
use writing::{Task, Writing};

/// Blocks of stored records that are kept unpacked while they are read.
const BLOCKS_KEPT: usize = 4;

/// A segment that is being collected.
pub(super) struct SegmentBuilder {
    /// The segment that the records now in memory are stored in: the one that is written, unless some were set aside.
    segment: Segment,
    schema: Schema,
    /// Where there is room for what is set aside; in memory where there is none.
    dir: Option<PathBuf>,
    /// By the number of the field.
    fields: Vec<FieldPostings>,
    lengths: FieldNormsWriter,
    columns: FastFieldsWriter,
    store: StoreWriter,
    docs: u32,
    /// Records that were replaced or deleted since they were added.
    removed: Vec<u32>,
    aside: Vec<Aside>,
}

/// What was collected and does not fit in memory: the records behind those of the one before.
struct Aside {
    /// By the number of the field, a run each.
    fields: Vec<FileSlice>,
    columns: FileSlice,
    /// A segment that has their stored form and nothing else.
    segment: Segment,
}

/// What one thread can do of setting aside.
enum Part<'a> {
    Field(usize, &'a mut FieldPostings),
    Columns(Box<FastFieldsWriter>),
}

impl SegmentBuilder {
    /// Nothing yet. What does not fit in memory is set aside in `dir`.
    pub(super) fn new(segment: Segment, dir: Option<&Path>) -> tantivy::Result<Self> {
        let schema = segment.schema();
        Ok(Self {
            fields: no_postings(&schema),
            lengths: FieldNormsWriter::for_schema(&schema),
            columns: column_writer(&schema)?,
            store: store_writer(&segment)?,
            docs: 0,
            removed: Vec::new(),
            aside: Vec::new(),
            dir: dir.map(Path::to_owned),
            segment,
            schema,
        })
    }

    /// Adds a record; returns its number.
    pub(super) fn add(&mut self, document: &Document) -> tantivy::Result<u32> {
        let doc = self.docs;
        for (of, terms) in document.terms.fields() {
            self.lengths.record(doc, of.field, of.tokens);
            self.fields[of.field.field_id() as usize].add(doc, of.tokens, terms)?;
        }
        self.columns.add_document(document)?;
        self.store.store(document, &self.schema)?;
        self.docs += 1;
        Ok(doc)
    }

    /// Removes the record of that number.
    pub(super) fn remove(&mut self, doc: u32) {
        self.removed.push(doc);
    }

    /// Records added so far.
    pub(super) fn docs(&self) -> u32 {
        self.docs
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        let fields: usize = self.fields.iter().map(FieldPostings::bytes).sum();
        fields + self.lengths.mem_usage() + self.columns.mem_usage() + self.store.mem_usage()
    }

    /// Sets aside what is in memory, with so many threads. Gives its stored records: the engine shows them after the next
    /// commit only.
    pub(super) fn set_aside(&mut self, threads: usize) -> tantivy::Result<StoreReader> {
        let next = self.segment.index().new_segment();
        std::mem::replace(&mut self.store, store_writer(&next)?).close()?;
        let segment = std::mem::replace(&mut self.segment, next);
        let waiting = Mutex::new(Waiting::new(self.dir.as_deref(), self.fields.len() + 1)?);
        let put = |number, bytes| waiting.lock().unwrap_or_else(PoisonError::into_inner).put(number, bytes);
        let columns = std::mem::replace(&mut self.columns, column_writer(&self.schema)?);
        let parts = self.fields.len();
        let mut tasks: Vec<Part> = self.fields.iter_mut().enumerate().map(|(n, field)| Part::Field(n, field)).collect();
        tasks.push(Part::Columns(Box::new(columns)));
        side_by_side(threads, tasks, |part| -> tantivy::Result<()> {
            let (number, bytes) = match part {
                Part::Field(number, field) => (number, field.take_run()),
                Part::Columns(columns) => (parts, write_columns(*columns, Vec::new())?),
            };
            Ok(put(number, bytes)?)
        })?;
        let mut fields = waiting.into_inner().unwrap_or_else(PoisonError::into_inner).parts()?;
        let columns = fields.pop().unwrap_or_else(FileSlice::empty);
        let store = stored(&segment)?;
        self.aside.push(Aside { fields, columns, segment });
        Ok(store)
    }

    /// Writes the segment with so many threads. `opstamp` names the list of removed records, where there are any.
    pub(super) fn write(mut self, threads: usize, opstamp: Opstamp) -> tantivy::Result<SegmentMeta> {
        self.store.close()?;
        let target = match self.aside.is_empty() {
            true => self.segment.clone(),
            false => self.segment.index().new_segment(),
        };
        self.lengths.fill_up_to_max_doc(self.docs);
        let out = FieldNormsSerializer::from_write(target.open_write(SegmentComponent::FieldNorms)?)?;
        self.lengths.serialize(out, None)?;
        let mut fields: Vec<(usize, FieldPostings)> =
            self.fields.into_iter().enumerate().filter(|(_, field)| field.tokens() > 0).collect();
        // The largest last, from where they are taken first.
        fields.sort_by_key(|(_, field)| field.tokens());
        let mut tasks = vec![Task::Columns(Box::new(self.columns)), Task::Store(self.segment)];
        tasks.extend(fields.into_iter().map(|(number, field)| Task::Field(number, field)));
        Writing::new(&target, &self.aside, self.dir.as_deref())?.write(threads, tasks)?;
        finished(target, self.docs, &self.removed, opstamp)
    }
}

fn no_postings(schema: &Schema) -> Vec<FieldPostings> {
    let mut fields = Vec::new();
    fields.resize_with(schema.num_fields(), FieldPostings::default);
    fields
}

fn store_writer(segment: &Segment) -> tantivy::Result<StoreWriter> {
    let settings = segment.index().settings();
    Ok(StoreWriter::new(
        segment.open_write(SegmentComponent::Store)?,
        settings.docstore_compression,
        settings.docstore_blocksize,
        settings.docstore_compress_dedicated_thread,
    )?)
}

fn stored(segment: &Segment) -> tantivy::Result<StoreReader> {
    Ok(StoreReader::open(segment.open_read(SegmentComponent::Store)?, BLOCKS_KEPT)?)
}

/// What the engine knows of a segment whose files are there.
fn finished(segment: Segment, docs: u32, removed: &[u32], opstamp: Opstamp) -> tantivy::Result<SegmentMeta> {
    let mut segment = segment.with_max_doc(docs);
    if !removed.is_empty() {
        let mut alive = BitSet::with_max_value_and_full(docs);
        removed.iter().for_each(|doc| alive.remove(*doc));
        let gone = docs - u32::try_from(alive.len()).unwrap_or(docs);
        segment = segment.with_delete_meta(gone, opstamp);
        let mut out = segment.open_write(SegmentComponent::Delete)?;
        write_alive_bitset(&alive, &mut out)?;
        out.terminate()?;
    }
    let meta = segment.meta().clone();
    meta.untrack_temp_docstore();
    Ok(meta)
}
