//! Every record against what the index says of it: stored form, postings, columns, identity, counts.
//!
//! The stored record is made into a document anew, as it was when it was written. Each term at each place, and each
//! value of a column, is hashed; the hashes are summed for each record once over the new document and once over what the
//! index holds. Sums do not depend on the order, so that postings are read term by term and records one after the other,
//! each once; 16 bytes a record are all that is kept.

use super::{Check, Problem};
use crate::index::document::{Document, DocumentMaker, read_stored, stored_hash, take_number};
use crate::index::tantivy_schema::{FILE_NAME, RECORD};
use crate::index::{Index, IndexError, Manifest, Reader};
use crate::record::{Identity, Record};
use roaring::RoaringBitmap;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentReader;
use tantivy::postings::Postings;
use tantivy::schema::{Field, FieldType, IndexRecordOption, Schema, Value};
use tantivy::{DocAddress, DocSet, Document as _, TERMINATED};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// An index that could be opened.
pub(super) struct Opened {
    reader: Reader,
    manifest: Manifest,
    schema: Schema,
}

/// What one part of the index holds.
#[derive(Default)]
struct Found {
    sources: BTreeMap<String, u64>,
    pmids: RoaringBitmap,
    others: FxHashSet<String>,
    problems: Vec<Problem>,
}

/// Sums of hashes for one record.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Sums {
    postings: u64,
    columns: u64,
}

impl Opened {
    pub(super) fn new(index: &Index) -> Result<Self, IndexError> {
        Ok(Self { reader: index.reader()?, manifest: index.manifest()?, schema: index.engine.schema() })
    }

    /// Compares the counts, and, unless `fast`, all records.
    pub(super) fn verify(&self, fast: bool, threads: usize, check: &mut Check) {
        let segments = self.reader.searcher().segment_readers();
        check.segments = segments.len() as u64;
        check.records = self.reader.len();
        check.deleted = segments.iter().map(|segment| u64::from(segment.num_deleted_docs())).sum();
        check.files_taken = self.manifest.files.len() as u64;
        if self.manifest.records != check.records {
            let problem =
                format!("the manifest counts {} records, the index has {}", self.manifest.records, check.records);
            check.add([Problem { file: None, record: None, problem }]);
        }
        if fast {
            return;
        }
        check.compared = true;
        let mut all = Found::default();
        for found in self.segments(threads) {
            all.join(found);
        }
        all.problems.sort();
        check.add(all.problems);
        check.sources = all.sources;
    }

    /// What each segment holds, several looked at at once.
    fn segments(&self, threads: usize) -> Vec<Found> {
        let segments = self.reader.searcher().segment_readers();
        let next = AtomicUsize::new(0);
        let work = || {
            let mut found = Found::default();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= segments.len() {
                    return found;
                }
                found.join(self.guarded(number));
            }
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads.clamp(1, segments.len().max(1))).map(|_| scope.spawn(work)).collect();
            let lost =
                |_| Found { problems: vec![Problem::of_file("records", "it cannot be read")], ..Found::default() };
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(lost)).collect()
        })
    }

    /// What segment `number` holds; the engine may fail loudly on what it did not write.
    fn guarded(&self, number: usize) -> Found {
        let looked = catch_unwind(AssertUnwindSafe(|| Segment::new(self, number).and_then(|segment| segment.look())));
        let reason = match looked {
            Ok(Ok(found)) => return found,
            Ok(Err(error)) => error.to_string(),
            Err(_) => "the engine cannot read it".to_owned(),
        };
        let id = self.reader.searcher().segment_readers()[number].segment_id().uuid_string();
        Found { problems: vec![Problem::of_file(format!("records/{id}.*"), reason)], ..Found::default() }
    }
}

impl Found {
    fn join(&mut self, other: Self) {
        for (source, count) in other.sources {
            *self.sources.entry(source).or_default() += count;
        }
        let twice = &self.pmids & &other.pmids;
        self.problems.extend(twice.iter().map(|pmid| twice_there(pmid.to_string())));
        self.pmids |= other.pmids;
        for key in other.others {
            if !self.others.insert(key.clone()) {
                self.problems.push(twice_there(key));
            }
        }
        self.problems.extend(other.problems);
    }

    /// Counts a record, which should be the only one of its identity.
    fn count(&mut self, record: &Record, identity: &Identity) {
        let source = record.source.clone().unwrap_or_else(|| "unknown".to_owned());
        *self.sources.entry(source).or_default() += 1;
        let new = match identity {
            Identity::Pmid(pmid) => self.pmids.insert(pmid.get()),
            other => self.others.insert(other.key()),
        };
        if !new {
            self.problems.push(twice_there(identity.to_string()));
        }
    }
}

fn of_record(identity: &Identity, problem: &str) -> Problem {
    Problem { file: None, record: Some(identity.to_string()), problem: problem.to_owned() }
}

fn twice_there(record: String) -> Problem {
    Problem { file: None, record: Some(record), problem: "it is there twice".to_owned() }
}

/// One segment while it is compared.
struct Segment<'a> {
    opened: &'a Opened,
    number: u32,
    reader: &'a SegmentReader,
    maker: DocumentMaker,
}

impl<'a> Segment<'a> {
    fn new(opened: &'a Opened, number: usize) -> Result<Self, IndexError> {
        Ok(Self {
            opened,
            number: u32::try_from(number).unwrap_or(u32::MAX),
            reader: &opened.reader.searcher().segment_readers()[number],
            maker: DocumentMaker::new(&opened.schema)?,
        })
    }

    fn look(self) -> Result<Found, IndexError> {
        let held = self.held()?;
        let mut found = Found::default();
        let reader = self.reader;
        for doc in reader.doc_ids_alive() {
            let read = |stored: &str| Ok((read_stored(stored, true)?, stored_hash(stored)));
            let (record, hash) = match self.opened.reader.stored(DocAddress::new(self.number, doc), read) {
                Ok(read) => read,
                Err(error) => {
                    let problem = format!("record {doc} of this part cannot be read: {error}");
                    let id = reader.segment_id().uuid_string();
                    found.problems.push(Problem::of_file(format!("records/{id}.store"), problem));
                    continue;
                }
            };
            let identity = Identity::of(&record);
            found.count(&record, &identity);
            let Ok(prepared) = self.maker.prepare(record) else {
                found.problems.push(of_record(&identity, "its stored form cannot be made anew"));
                continue;
            };
            if prepared.content_hash != hash {
                found.problems.push(of_record(&identity, "its stored form is not the one that is made of it"));
            }
            let (sums, held) = (self.expected(&prepared.document), held[doc as usize]);
            if sums.postings != held.postings {
                found.problems.push(of_record(&identity, "its postings are not those of its text"));
            }
            if sums.columns != held.columns {
                found.problems.push(of_record(&identity, "its columns are not those of its text"));
            }
        }
        Ok(found)
    }

    /// What a document leaves in the index.
    fn expected(&self, document: &Document) -> Sums {
        let mut sums = Sums::default();
        let schema = &self.opened.schema;
        let mut lengths = vec![0_u32; schema.num_fields()];
        for (of, terms) in document.terms.fields() {
            lengths[of.field.field_id() as usize] += of.tokens;
            let positions = keeps_positions(schema.get_field_entry(of.field).field_type());
            for term in terms {
                let seed = seed(of.field, term.letters);
                let (mut places, mut position) = (term.places, 0);
                let count = if positions { take_number(&mut places) } else { 1 };
                for _ in 0..count {
                    position += take_number(&mut places);
                    sums.postings = sums.postings.wrapping_add(mix(seed, u64::from(position)));
                }
            }
        }
        for (field, value) in document.iter_fields_and_values() {
            let entry = schema.get_field_entry(field);
            if entry.is_fast() {
                let hash = match (value.as_str(), value.as_u64()) {
                    (Some(text), _) => seed(field, text.as_bytes()),
                    (_, Some(number)) => mix(seed(field, b""), number),
                    _ => 0,
                };
                sums.columns = sums.columns.wrapping_add(hash);
            }
        }
        for (field, _) in schema.fields().filter(|(_, entry)| entry.has_fieldnorms() && entry.is_indexed()) {
            let code = FieldNormReader::fieldnorm_to_id(lengths[field.field_id() as usize]);
            sums.postings = sums.postings.wrapping_add(length_hash(field, code));
        }
        sums
    }

    /// What the segment holds, for each of its records.
    fn held(&self) -> Result<Vec<Sums>, IndexError> {
        let mut held = vec![Sums::default(); self.reader.max_doc() as usize];
        for (field, entry) in self.opened.schema.fields() {
            // What is not made of the record.
            if [RECORD, FILE_NAME].contains(&entry.name()) {
                continue;
            }
            if entry.is_indexed() {
                self.postings(field, keeps_positions(entry.field_type()), &mut held)?;
                if entry.has_fieldnorms() {
                    let lengths = self.reader.get_fieldnorms_reader(field)?;
                    for (doc, sums) in (0..).zip(&mut held) {
                        sums.postings = sums.postings.wrapping_add(length_hash(field, lengths.fieldnorm_id(doc)));
                    }
                }
            }
            match entry.field_type() {
                FieldType::U64(_) if entry.is_fast() => self.numbers(field, entry.name(), &mut held)?,
                FieldType::Str(_) if entry.is_fast() => self.texts(field, entry.name(), &mut held)?,
                _ => {}
            }
        }
        Ok(held)
    }

    fn postings(&self, field: Field, with_positions: bool, held: &mut [Sums]) -> Result<(), IndexError> {
        let inverted = self.reader.inverted_index(field)?;
        let mut terms = inverted.terms().stream().map_err(tantivy::TantivyError::from)?;
        let option = if with_positions { IndexRecordOption::WithFreqsAndPositions } else { IndexRecordOption::Basic };
        let mut positions = Vec::new();
        while terms.advance() {
            let seed = seed(field, terms.key());
            let opened = inverted.read_postings_from_terminfo(terms.value(), option);
            let mut postings = opened.map_err(tantivy::TantivyError::from)?;
            while postings.doc() != TERMINATED {
                let sums = &mut held[postings.doc() as usize];
                if with_positions {
                    postings.positions(&mut positions);
                } else {
                    positions.clear();
                    positions.push(0);
                }
                for position in &positions {
                    sums.postings = sums.postings.wrapping_add(mix(seed, u64::from(*position)));
                }
                postings.advance();
            }
        }
        Ok(())
    }

    fn numbers(&self, field: Field, name: &str, held: &mut [Sums]) -> Result<(), IndexError> {
        let column = self.reader.fast_fields().u64(name)?;
        let seed = seed(field, b"");
        for (doc, sums) in (0..).zip(held) {
            for value in column.values_for_doc(doc) {
                sums.columns = sums.columns.wrapping_add(mix(seed, value));
            }
        }
        Ok(())
    }

    fn texts(&self, field: Field, name: &str, held: &mut [Sums]) -> Result<(), IndexError> {
        let Some(column) = self.reader.fast_fields().str(name)? else { return Ok(()) };
        let mut hashes = Vec::with_capacity(column.num_terms());
        let mut terms = column.dictionary().stream().map_err(tantivy::TantivyError::from)?;
        while terms.advance() {
            hashes.push(seed(field, terms.key()));
        }
        for (doc, sums) in (0..).zip(held) {
            for ordinal in column.term_ords(doc) {
                let hash = usize::try_from(ordinal).ok().and_then(|ordinal| hashes.get(ordinal)).copied();
                sums.columns = sums.columns.wrapping_add(hash.unwrap_or(1));
            }
        }
        Ok(())
    }
}

fn keeps_positions(kind: &FieldType) -> bool {
    kind.get_index_record_option().is_some_and(|option| option.has_positions())
}

/// The hash of a term, or of a value, of a field.
fn seed(field: Field, term: &[u8]) -> u64 {
    xxh3_64_with_seed(term, u64::from(field.field_id()))
}

/// The hash of a length's code.
fn length_hash(field: Field, code: u8) -> u64 {
    mix(u64::from(field.field_id()) << 32, u64::from(code))
}

/// The hash of a number under a seed: the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
fn mix(seed: u64, number: u64) -> u64 {
    let mut z = seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
