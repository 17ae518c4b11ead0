//! Writing a segment: what was set aside and what is in memory, part by part.

use super::columns::{merge_columns, write_columns};
use super::field::{Written, write_field};
use super::postings::FieldPostings;
use super::run::Run;
use super::{Aside, store_writer, stored};
use crate::index::threads::side_by_side;
use std::io::{self, Seek};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use tantivy::directory::{CompositeWrite, FileSlice};
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::FieldNormReaders;
use tantivy::index::{Segment, SegmentComponent};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy_common::TerminatingWrite;
use tempfile::SpooledTempFile;

/// What one thread can do of the writing; each has what is in memory of its part.
pub(super) enum Task {
    Field(usize, FieldPostings),
    Columns(Box<FastFieldsWriter>),
    /// The segment has the last stored records.
    Store(Segment),
}

/// A segment that is being written.
pub(super) struct Writing<'a> {
    target: &'a Segment,
    aside: &'a [Aside],
    /// Where there is room for fields that are written but not in place yet.
    dir: Option<&'a Path>,
    lengths: FieldNormReaders,
    fields: Mutex<Vec<(usize, Written)>>,
}

impl<'a> Writing<'a> {
    /// `target` has its lengths, and nothing else.
    pub(super) fn new(target: &'a Segment, aside: &'a [Aside], dir: Option<&'a Path>) -> tantivy::Result<Self> {
        let lengths = FieldNormReaders::open(target.open_read(SegmentComponent::FieldNorms)?)?;
        Ok(Self { target, aside, dir, lengths, fields: Mutex::default() })
    }

    /// Writes all parts, with so many threads.
    pub(super) fn write(self, threads: usize, tasks: Vec<Task>) -> tantivy::Result<()> {
        side_by_side(threads, tasks, |task| match task {
            Task::Store(last) => self.store(&last),
            Task::Columns(last) => self.columns(*last),
            Task::Field(number, last) => self.field(number, last),
        })?;
        let mut fields = self.fields.into_inner().unwrap_or_else(PoisonError::into_inner);
        fields.sort_by_key(|(number, _)| *number);
        put_in_place(self.target, SegmentComponent::Terms, &mut fields, |written| &mut written.terms)?;
        put_in_place(self.target, SegmentComponent::Postings, &mut fields, |written| &mut written.postings)?;
        put_in_place(self.target, SegmentComponent::Positions, &mut fields, |written| &mut written.positions)
    }

    /// The stored records; where nothing was set aside, they are in place.
    fn store(&self, last: &Segment) -> tantivy::Result<()> {
        if self.aside.is_empty() {
            return Ok(());
        }
        let mut store = store_writer(self.target)?;
        for segment in self.aside.iter().map(|aside| &aside.segment).chain([last]) {
            store.stack(stored(segment)?)?;
        }
        Ok(store.close()?)
    }

    fn columns(&self, last: FastFieldsWriter) -> tantivy::Result<()> {
        let out = self.target.open_write(SegmentComponent::FastFields)?;
        let before: Vec<FileSlice> = self.aside.iter().map(|aside| aside.columns.clone()).collect();
        let out = match before.is_empty() {
            true => write_columns(last, out)?,
            false => merge_columns(before, last, &self.target.schema(), out)?,
        };
        Ok(out.terminate()?)
    }

    fn field(&self, number: usize, mut last: FieldPostings) -> tantivy::Result<()> {
        let (field, tokens) = (field_of(number), last.tokens());
        let before = self.aside.iter().map(|aside| aside.fields[number].clone());
        let run = last.take_run();
        drop(last);
        let all = before.chain([FileSlice::from(run)]);
        let runs = all.map(Run::open).collect::<io::Result<_>>()?;
        let option = self.target.schema().get_field_entry(field).field_type().index_record_option();
        let option = option.unwrap_or(IndexRecordOption::Basic);
        let written = write_field(runs, option, tokens, self.lengths.get_field(field)?, self.dir)?;
        self.fields.lock().unwrap_or_else(PoisonError::into_inner).push((number, written));
        Ok(())
    }
}

fn field_of(number: usize) -> Field {
    Field::from_field_id(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Puts one part of all fields into one file.
fn put_in_place(
    segment: &Segment,
    component: SegmentComponent,
    fields: &mut [(usize, Written)],
    part: fn(&mut Written) -> &mut SpooledTempFile,
) -> tantivy::Result<()> {
    let mut out = CompositeWrite::wrap(segment.open_write(component)?);
    for (number, written) in fields {
        let part = part(written);
        part.rewind()?;
        io::copy(part, out.for_field(field_of(*number)))?;
    }
    Ok(out.close()?)
}
