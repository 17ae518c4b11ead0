//! An index as of one commit, for reading.

use super::columns::Columns;
use super::document::{read_stored, stored_hash, title_order};
use super::known_words::KnownWords;
use super::tantivy_schema::{FILE_NAME, RECORD};
use super::value_keys::ValueKeys;
use super::words::{self, AllVectors};
use super::{IndexError, Tally};
use crate::analysis::{Analyser, fold};
use crate::asking::only_ask;
use crate::lexicon::{Lexicons, SegmentVectors, Words};
use crate::record::{Identity, Record};
use crate::vocab::Vocabulary;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, DocSet, Executor, Searcher, TERMINATED, TantivyDocument, Term};

/// Reads the index; sees one commit, whatever is written meanwhile.
pub struct Reader {
    searcher: Searcher,
    dir: Option<PathBuf>,
    record: Field,
    vocabulary: Option<Arc<Vocabulary>>,
    /// What [`Reader::text_column`] and [`Reader::number_column`] remember.
    pub(super) columns: Arc<Columns>,
    /// What [`Reader::known_words`] remembers.
    pub(super) known_words: KnownWords,
    /// Threads, once they were needed.
    executor: OnceLock<Executor>,
    /// Analysers with what they have learnt, while nobody uses them.
    analysers: Mutex<Vec<Analyser>>,
    /// Once it was looked for.
    tally: OnceLock<Option<Tally>>,
    /// What [`Reader::value_keys`] remembers.
    pub(super) value_keys: ValueKeys,
    /// Once they were looked for.
    lexicons: OnceLock<Lexicons>,
    vectors: OnceLock<Option<AllVectors>>,
}

/// Records of an index up to which a query is answered sooner than threads would start.
const ONE_THREAD_UP_TO: u64 = 20_000;

/// Threads for one query at most.
const MOST_THREADS: usize = 8;

/// Bytes of stack of a thread that searches: groups nest a thousand deep, and a scorer calls those within it. Untouched pages cost nothing.
const STACK: usize = 64 << 20;

/// The column of the beginnings of titles.
const TITLE_ORDER: &str = "title_order";

/// Titles of a segment that begin alike, read to tell whether they are one.
const MAX_ALIKE: usize = 200;

/// A record of the index with its place in it.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Where it is.
    pub address: DocAddress,
    /// The record.
    pub record: Record,
}

impl Reader {
    pub(super) fn new(
        searcher: Searcher,
        dir: Option<PathBuf>,
        vocabulary: Option<Arc<Vocabulary>>,
    ) -> Result<Self, IndexError> {
        let record = searcher.schema().get_field(RECORD)?;
        Ok(Self {
            columns: Arc::new(Columns::new(searcher.clone())),
            searcher,
            dir,
            record,
            vocabulary,
            known_words: KnownWords::default(),
            executor: OnceLock::new(),
            analysers: Mutex::default(),
            tally: OnceLock::new(),
            value_keys: ValueKeys::default(),
            lexicons: OnceLock::new(),
            vectors: OnceLock::new(),
        })
    }

    /// The vocabulary that lies with the index, where there is one.
    #[must_use]
    pub fn vocabulary(&self) -> Option<&Arc<Vocabulary>> {
        self.vocabulary.as_ref()
    }

    /// The engine's searcher.
    #[must_use]
    pub fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// What does the parts of a query's work: side by side where the index is large. What comes of it does not depend on that.
    #[must_use]
    pub fn executor(&self) -> &Executor {
        self.executor.get_or_init(|| {
            let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
            if threads == 1 || self.len() <= ONE_THREAD_UP_TO {
                return Executor::single_thread();
            }
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK);
            let pool = pool.thread_name(|number| format!("medlar-search-{number}")).build();
            // Where no thread can be had, the caller's does it all.
            pool.map_or_else(|_| Executor::single_thread(), |pool| Executor::from(Arc::new(pool)))
        })
    }

    /// Does `task` for runs of `at_once` items, side by side where that pays, and gives all results in the items' order. The thread that asks does its part:
    /// whoever is free takes the next run, so that work that is nearly done when another thread has woken up does not wait for it long.
    ///
    /// # Errors
    ///
    /// The first of those of `task`.
    pub fn side_by_side<A: Sync, R: Send, E: Send>(
        &self,
        items: &[A],
        at_once: usize,
        task: impl Fn(&[A]) -> Result<Vec<R>, E> + Sync,
    ) -> Result<Vec<R>, E> {
        let runs: Vec<&[A]> = items.chunks(at_once).collect();
        let pool = match self.executor() {
            Executor::ThreadPool(pool) if runs.len() > 1 => pool,
            _ => return task(items),
        };
        let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(runs.len())));
        let work = || {
            while let Some((number, run)) =
                Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|n| Some((n, runs.get(n)?)))
            {
                let result = task(run);
                done.lock().unwrap_or_else(PoisonError::into_inner).push((number, result));
            }
        };
        pool.in_place_scope(|scope| {
            for _ in 1..pool.current_num_threads().min(runs.len()) {
                scope.spawn(|_| work());
            }
            work();
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_unstable_by_key(|(number, _)| *number);
        let mut all = Vec::with_capacity(items.len());
        for (_, result) in done {
            all.extend(result?);
        }
        Ok(all)
    }

    /// What `task` makes with an analyser, which remembers the stems of former tasks.
    pub fn with_analyser<T>(&self, task: impl FnOnce(&mut Analyser) -> T) -> T {
        let idle = || self.analysers.lock().unwrap_or_else(PoisonError::into_inner);
        let known = idle().pop();
        let mut analyser = known.unwrap_or_default();
        let made = task(&mut analyser);
        idle().push(analyser);
        made
    }

    /// The directory of the index, unless that is in memory.
    pub(super) fn dir(&self) -> Option<&Path> {
        self.dir.as_deref()
    }

    /// How often each record is cited, where that is kept with the index as of this commit.
    #[must_use]
    pub fn tally(&self) -> Option<&Tally> {
        self.tally.get_or_init(|| Tally::of(self.dir()?, &self.searcher)).as_ref()
    }

    /// Where the words stand, as far as that is kept with the index.
    #[must_use]
    pub fn lexicons(&self) -> &Lexicons {
        let kept = || self.dir().map_or_else(Lexicons::default, |dir| words::kept_lexicons(dir, &self.searcher));
        self.lexicons.get_or_init(kept)
    }

    /// The words of the records of each segment, of `fields`; `None` where they are not kept of all segments.
    #[must_use]
    pub fn vectors(&self, fields: &[Field]) -> Option<Vec<SegmentVectors<'_>>> {
        let kept = || words::kept_vectors(self.dir()?, &self.searcher, self.lexicons());
        let all = self.vectors.get_or_init(kept).as_ref()?;
        let segments = self.searcher.segment_readers().iter().zip(all);
        let vectors = segments.map(|(segment, ranges)| {
            let lexicon = self.lexicons().of(segment.segment_id())?;
            ranges.iter().all(|range| range.fields() == fields).then_some(SegmentVectors { lexicon, ranges })
        });
        vectors.collect()
    }

    /// The words of each segment.
    #[must_use]
    pub fn words(&self) -> Vec<Words<'_>> {
        self.searcher.segment_readers().iter().map(|segment| self.lexicons().words(segment.segment_id())).collect()
    }

    /// Number of records.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The record at a place.
    ///
    /// # Errors
    ///
    /// Where the stored form cannot be read.
    pub fn record(&self, address: DocAddress) -> Result<Record, IndexError> {
        self.stored(address, |stored| read_stored(stored, true))
    }

    /// The record at a place, its references by their text and ids alone.
    ///
    /// # Errors
    ///
    /// Where the stored form cannot be read.
    pub fn record_without_parts(&self, address: DocAddress) -> Result<Record, IndexError> {
        self.stored(address, |stored| read_stored(stored, false))
    }

    /// The record at a place, as [`Reader::record_without_parts`] has it, and the hash of its stored form.
    pub(super) fn record_and_hash(&self, address: DocAddress) -> Result<(Record, u64), IndexError> {
        self.stored(address, |stored| Ok((read_stored(stored, false)?, stored_hash(stored))))
    }

    /// Asks the disk for what each query reads first, whatever it looks for.
    pub fn ask_for_beginnings(&self) {
        self.columns.ask_for_dictionary(TITLE_ORDER);
        let _ = self.lexicons();
    }

    /// Has the system read the stored records at these places, and how often they are cited, all at once and meanwhile: a disk
    /// takes longer to find them one by one than to read them.
    pub fn ask_for(&self, addresses: &[DocAddress]) {
        if self.dir.is_some() {
            let tally = self.tally();
            only_ask(|| {
                addresses.iter().for_each(|address| drop(self.searcher.doc::<TantivyDocument>(*address)));
                tally.into_iter().for_each(|tally| tally.ask_for(addresses));
            });
        }
    }

    /// What `read` makes of the stored form of the record at a place.
    pub(super) fn stored<T>(
        &self,
        address: DocAddress,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, IndexError> {
        let document: TantivyDocument = self.searcher.doc(address)?;
        let stored = document.get_first(self.record).and_then(|value| value.as_leaf()?.as_str()).unwrap_or_default();
        read(stored).map_err(|error| self.damaged(&format!("a stored record: {error}")))
    }

    /// The error of an index whose files are not as they were written.
    #[must_use]
    pub fn damaged(&self, reason: &str) -> IndexError {
        IndexError::Damaged { path: self.dir.clone().unwrap_or_default(), reason: reason.to_owned() }
    }

    /// The name of the file from which the record at a place came, where it came from one.
    pub(super) fn file_name(&self, address: DocAddress) -> Result<Option<String>, IndexError> {
        let columns = self.searcher.segment_reader(address.segment_ord).fast_fields();
        let Some(names) = columns.str(FILE_NAME)? else { return Ok(None) };
        let Some(ordinal) = names.term_ords(address.doc_id).next() else { return Ok(None) };
        let mut name = String::new();
        let found = names.ord_to_str(ordinal, &mut name).map_err(tantivy::TantivyError::from)?;
        Ok(found.then_some(name))
    }

    /// The record that a person means by `typed`: a PMID, PMCID, DOI or own id. An id under which the record is not
    /// kept, but which it has, finds it too.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub fn find(&self, typed: &str) -> Result<Option<Stored>, IndexError> {
        for identity in Identity::readings(typed) {
            let (field, value) = match &identity {
                Identity::Pmid(id) => ("pmid", id.to_string()),
                Identity::Pmcid(id) => ("pmcid", id.to_string().to_lowercase()),
                Identity::Doi(doi) => ("article_id", doi.clone()),
                Identity::Own(_) | Identity::Hash(_) => ("identity", identity.key()),
            };
            let mut found = self.addresses(field, &value)?;
            // A record that is kept under another identity may have an id of its own too.
            if let (Identity::Own(id), true) = (&identity, found.is_empty()) {
                found = self.addresses("article_id", &id.to_lowercase())?;
            }
            if let Some(address) = found.first() {
                return Ok(Some(Stored { address: *address, record: self.record(*address)? }));
            }
        }
        Ok(None)
    }

    /// Places of all records, in the order of the index.
    pub fn all(&self) -> impl Iterator<Item = DocAddress> + '_ {
        let segments = (0..).zip(self.searcher.segment_readers());
        segments.flat_map(|(segment, reader)| reader.doc_ids_alive().map(move |doc| DocAddress::new(segment, doc)))
    }

    /// The key of the identity of the record at a place ([`Identity::key`]), without reading the record.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub fn identity_key(&self, address: DocAddress) -> Result<String, IndexError> {
        let mut key = String::new();
        if let Some(column) = self.text_column(address.segment_ord, "identity_key")?
            && let Some(ord) = column.ords().first(address.doc_id)
        {
            column.ord_to_str(ord, &mut key).map_err(tantivy::TantivyError::from)?;
        }
        Ok(key)
    }

    /// Places of the records that have `value` in the field `field`, which is of a kind other than text.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub fn addresses(&self, field: &str, value: &str) -> Result<Vec<DocAddress>, IndexError> {
        let term = Term::from_field_text(self.searcher.schema().get_field(field)?, value);
        let mut found = Vec::new();
        for (segment, reader) in (0..).zip(self.searcher.segment_readers()) {
            let postings = reader.inverted_index(term.field())?.read_postings(&term, IndexRecordOption::Basic);
            let Some(mut postings) = postings.map_err(tantivy::TantivyError::from)? else { continue };
            while postings.doc() != TERMINATED {
                if !reader.is_deleted(postings.doc()) {
                    found.push(DocAddress::new(segment, postings.doc()));
                }
                postings.advance();
            }
        }
        Ok(found)
    }

    /// Places of the records whose title is `title`, whatever the case, the diacritics and the punctuation; of very many that begin
    /// alike some may be left out.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub fn titled(&self, title: &str) -> Result<Vec<DocAddress>, IndexError> {
        let (whole, order) = (fold(title), title_order(title));
        let mut found = Vec::new();
        for (segment, reader) in (0..).zip(self.searcher.segment_readers()) {
            let Some(number) = self.columns.number_of(segment, TITLE_ORDER, &order)? else { continue };
            let Some(titles) = self.text_column(segment, TITLE_ORDER)? else { continue };
            let mut docs = Vec::new();
            titles.ords().get_docids_for_value_range(number..=number, 0..reader.max_doc(), &mut docs);
            for doc in docs.into_iter().filter(|doc| !reader.is_deleted(*doc)).take(MAX_ALIKE) {
                let address = DocAddress::new(segment, doc);
                if fold(&self.record_without_parts(address)?.title) == whole {
                    found.push(address);
                }
            }
        }
        Ok(found)
    }
}
