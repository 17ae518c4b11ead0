//! A segment, collected in memory and written in one go, in Tantivy's form.
//!
//! Tantivy's own writer looks up each token by field and letters in one table of a thread's segment; with the million
//! terms of forty thousand records nearly each of these is a miss of the processor's cache, and every thread's segment has
//! nearly all terms again, so that a merge has to follow. Here the workers bring the terms of a record into their final
//! form ([`super::document`]), one thread collects them field by field, and the fields are written by several
//! threads at once, into one segment.

mod arena;
mod postings;
#[cfg(test)]
mod tests;

use super::document::Document;
use postings::{FieldPostings, Written};
use std::io::Write;
use std::sync::Mutex;
use tantivy::directory::CompositeWrite;
use tantivy::fastfield::{FastFieldsWriter, write_alive_bitset};
use tantivy::fieldnorm::{FieldNormReaders, FieldNormsSerializer, FieldNormsWriter};
use tantivy::index::{Segment, SegmentComponent, SegmentMeta};
use tantivy::schema::{Field, IndexRecordOption, Schema};
use tantivy::store::{StoreReader, StoreWriter};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{BitSet, Opstamp, TantivyError};
use tantivy_common::TerminatingWrite;

/// Blocks of stored records that are kept unpacked while they are read.
const BLOCKS_KEPT: usize = 4;

/// A segment that is being collected.
pub(super) struct SegmentBuilder {
    segment: Segment,
    schema: Schema,
    /// By the number of the field.
    fields: Vec<FieldPostings>,
    lengths: FieldNormsWriter,
    columns: FastFieldsWriter,
    store: StoreWriter,
    docs: u32,
    /// Records that were replaced or deleted since they were added.
    removed: Vec<u32>,
}

/// What one thread can do of the writing.
enum Task {
    Field(usize),
    Columns(Box<FastFieldsWriter>),
    Store(Box<StoreWriter>),
}

impl SegmentBuilder {
    pub(super) fn new(segment: Segment) -> tantivy::Result<Self> {
        let schema = segment.schema();
        let settings = segment.index().settings().clone();
        let mut fields = Vec::new();
        fields.resize_with(schema.num_fields(), FieldPostings::default);
        let store = StoreWriter::new(
            segment.open_write(SegmentComponent::Store)?,
            settings.docstore_compression,
            settings.docstore_blocksize,
            settings.docstore_compress_dedicated_thread,
        )?;
        Ok(Self {
            fields,
            lengths: FieldNormsWriter::for_schema(&schema),
            columns: FastFieldsWriter::from_schema_and_tokenizer_manager(&schema, TokenizerManager::default())?,
            store,
            docs: 0,
            removed: Vec::new(),
            segment,
            schema,
        })
    }

    /// Adds a record; returns its number.
    pub(super) fn add(&mut self, document: &Document) -> tantivy::Result<u32> {
        let doc = self.docs;
        for (of, terms) in document.terms.fields() {
            self.lengths.record(doc, of.field, of.tokens);
            self.fields[of.field.field_id() as usize].add(doc, of.tokens, terms);
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

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        let fields: usize = self.fields.iter().map(FieldPostings::bytes).sum();
        fields + self.lengths.mem_usage() + self.columns.mem_usage() + self.store.mem_usage()
    }

    /// Writes the segment with so many threads. `opstamp` names the list of removed records, where there are any. Gives its
    /// stored records too: the engine shows them after the next commit only.
    pub(super) fn write(mut self, threads: usize, opstamp: Opstamp) -> tantivy::Result<(SegmentMeta, StoreReader)> {
        self.lengths.fill_up_to_max_doc(self.docs);
        let out = FieldNormsSerializer::from_write(self.segment.open_write(SegmentComponent::FieldNorms)?)?;
        self.lengths.serialize(out, None)?;
        let lengths = FieldNormReaders::open(self.segment.open_read(SegmentComponent::FieldNorms)?)?;
        let mut written: Vec<Option<Written>> = Vec::new();
        written.resize_with(self.fields.len(), || None);
        // The largest last, from where they are taken first.
        let mut order: Vec<usize> = (0..self.fields.len()).filter(|field| !self.fields[*field].is_empty()).collect();
        order.sort_by_key(|field| self.fields[*field].bytes());
        let mut tasks: Vec<Task> = vec![Task::Columns(Box::new(self.columns))];
        tasks.extend(order.into_iter().map(Task::Field));
        tasks.push(Task::Store(Box::new(self.store)));
        let (tasks, written) = (Mutex::new(tasks), Mutex::new(written));
        let (fields, segment, schema) = (&self.fields, &self.segment, &self.schema);
        let work = || -> tantivy::Result<()> {
            loop {
                let task = tasks.lock().ok().and_then(|mut tasks| tasks.pop());
                match task {
                    None => return Ok(()),
                    Some(Task::Store(store)) => store.close()?,
                    Some(Task::Columns(columns)) => write_columns(*columns, segment)?,
                    Some(Task::Field(number)) => {
                        let field = field(number);
                        let option = schema.get_field_entry(field).field_type().index_record_option();
                        let option = option.unwrap_or(IndexRecordOption::Basic);
                        let parts = fields[number].write(option, lengths.get_field(field)?)?;
                        if let Ok(mut written) = written.lock() {
                            written[number] = Some(parts);
                        }
                    }
                }
            }
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
            let failed = |_| TantivyError::ErrorInThread("a thread that wrote a segment panicked".to_owned());
            workers.into_iter().try_for_each(|worker| worker.join().map_err(failed)?)
        })?;
        let written = written.into_inner().unwrap_or_default();
        write_part(segment, SegmentComponent::Terms, &written, |written| &written.terms)?;
        write_part(segment, SegmentComponent::Postings, &written, |written| &written.postings)?;
        write_part(segment, SegmentComponent::Positions, &written, |written| &written.positions)?;
        let store = StoreReader::open(self.segment.open_read(SegmentComponent::Store)?, BLOCKS_KEPT)?;
        Ok((finished(self.segment, self.docs, &self.removed, opstamp)?, store))
    }
}

fn field(number: usize) -> Field {
    Field::from_field_id(u32::try_from(number).unwrap_or(u32::MAX))
}

fn write_columns(mut columns: FastFieldsWriter, segment: &Segment) -> tantivy::Result<()> {
    let mut out = segment.open_write(SegmentComponent::FastFields)?;
    columns.serialize(&mut out, None)?;
    Ok(out.terminate()?)
}

/// Writes one part of all fields into one file.
fn write_part(
    segment: &Segment,
    component: SegmentComponent,
    fields: &[Option<Written>],
    part: fn(&Written) -> &Vec<u8>,
) -> tantivy::Result<()> {
    let mut out = CompositeWrite::wrap(segment.open_write(component)?);
    for (number, written) in fields.iter().enumerate() {
        if let Some(written) = written {
            out.for_field(field(number)).write_all(part(written))?;
        }
    }
    Ok(out.close()?)
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
