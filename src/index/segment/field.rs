//! One field of a segment, written in Tantivy's form from the runs of its terms.

use super::run::Run;
use crate::index::document::take_number;
use std::cmp::Ordering;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::FieldSerializer;
use tantivy::schema::IndexRecordOption;
use tantivy_common::CountingWriter;
use tempfile::{SpooledTempFile, spooled_tempfile, spooled_tempfile_in};

/// Bytes of a part of a field from which on it waits on the disk.
const LARGE: usize = 16 << 20;

/// The three parts of a field in the index.
pub(super) struct Written {
    pub(super) terms: SpooledTempFile,
    pub(super) postings: SpooledTempFile,
    pub(super) positions: SpooledTempFile,
}

/// Writes a field of so many tokens. `runs` are in the order of their records; what is large waits in `dir`, if there is one.
pub(super) fn write_field(
    mut runs: Vec<Run>,
    option: IndexRecordOption,
    tokens: u64,
    lengths: Option<FieldNormReader>,
    dir: Option<&Path>,
) -> io::Result<Written> {
    let part = || dir.map_or_else(|| spooled_tempfile(usize::MAX), |dir| spooled_tempfile_in(LARGE, dir));
    let mut parts = [part(), part(), part()].map(|part| CountingWriter::wrap(BufWriter::new(part)));
    let [terms, postings, positions] = &mut parts;
    let mut out = FieldSerializer::create(option, tokens, terms, postings, positions, lengths)?;
    let (mut here, mut differences) = (Vec::new(), Vec::new());
    while next_term(&runs, &mut here) {
        let docs = here.iter().map(|run| runs[*run].docs()).sum();
        out.new_term(runs[here[0]].letters(), docs, option.has_freq())?;
        for run in &here {
            write_postings(runs[*run].postings(), option, &mut differences, &mut out);
        }
        out.close_term()?;
        here.iter().try_for_each(|run| runs[*run].advance())?;
    }
    out.close()?;
    let whole = |part: CountingWriter<BufWriter<SpooledTempFile>>| {
        part.finish().into_inner().map_err(io::IntoInnerError::into_error)
    };
    let [terms, postings, positions] = parts.map(whole);
    Ok(Written { terms: terms?, postings: postings?, positions: positions? })
}

/// The runs, in their order, that have the first of the terms at which all are; says whether there is one.
fn next_term(runs: &[Run], here: &mut Vec<usize>) -> bool {
    here.clear();
    for (number, run) in runs.iter().enumerate().filter(|(_, run)| !run.is_at_end()) {
        let order = here.first().map_or(Ordering::Less, |first| run.order(&runs[*first]));
        if order.is_lt() {
            here.clear();
        }
        if order.is_le() {
            here.push(number);
        }
    }
    !here.is_empty()
}

/// `differences` is used again for each record.
fn write_postings<W: Write>(
    mut postings: &[u8],
    option: IndexRecordOption,
    differences: &mut Vec<u32>,
    out: &mut FieldSerializer<'_, W>,
) {
    let mut doc = 0;
    while !postings.is_empty() {
        doc += take_number(&mut postings);
        differences.clear();
        if option.has_positions() {
            let count = take_number(&mut postings);
            differences.extend((0..count).map(|_| take_number(&mut postings)));
        }
        out.write_doc(doc, u32::try_from(differences.len()).unwrap_or(u32::MAX), differences);
    }
}
