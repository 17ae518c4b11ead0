//! One run: read, write, commit, report.

use super::pipeline::{Message, Plan, Ready, ReadyItem, read_in_order};
use super::sources::Input;
use super::summary::{Rejection, Summary, damage};
use crate::formats::{Format, OpenError};
use crate::index::{Damage, Index, IndexError, Outcome, Prepared, TakenFile, Writer};
use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

/// How a run goes about it.
#[derive(Debug, Clone)]
pub struct Options {
    /// Read every input as this format, whatever it looks like.
    pub format: Option<Format>,
    /// Workers that read, and threads that index.
    pub jobs: usize,
    /// Bytes for postings in memory.
    pub memory: usize,
    /// Take nothing at all when anything is rejected.
    pub strict: bool,
    /// Leave the full text of articles out of the index.
    pub no_full_text: bool,
    /// Read and count, write nothing.
    pub dry_run: bool,
    /// Forget everything that the index has.
    pub recreate: bool,
    /// Records between two commits: what a run that is killed has to read again, and what is remembered meanwhile.
    pub commit_every: u64,
}

impl Options {
    /// Records between two commits, where nobody wants it otherwise.
    pub const COMMIT_EVERY: u64 = 500_000;
}

/// One worker, 64 MB for postings, nothing out of the ordinary.
impl Default for Options {
    fn default() -> Self {
        Self {
            format: None,
            jobs: 1,
            memory: 64 << 20,
            strict: false,
            no_full_text: false,
            dry_run: false,
            recreate: false,
            commit_every: Self::COMMIT_EVERY,
        }
    }
}

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// Something was rejected in strict mode; nothing was taken.
    #[error("{0}; nothing was taken, since --strict was given")]
    Strict(Rejection),
    /// The user ended it; what was complete is committed.
    #[error("interrupted after {0} records; what was committed stays, run the same command again to go on")]
    Interrupted(u64),
}

/// Is told how a run goes.
pub trait Progress {
    /// A run begins: how many inputs there are, and their bytes where they are known.
    fn begin(&mut self, inputs: usize, bytes: u64);
    /// So many inputs are done, so many records read and bytes taken.
    fn advance(&mut self, inputs: usize, records: u64, bytes: u64);
    /// Something was rejected.
    fn rejected(&mut self, rejection: &Rejection);
}

/// Nobody is told.
impl Progress for () {
    fn begin(&mut self, _: usize, _: u64) {}
    fn advance(&mut self, _: usize, _: u64, _: u64) {}
    fn rejected(&mut self, _: &Rejection) {}
}

struct Run<'a> {
    inputs: &'a [Input],
    options: &'a Options,
    writer: Option<Writer>,
    summary: Summary,
    progress: &'a mut dyn Progress,
    stop: &'a AtomicBool,
    bytes: Arc<AtomicU64>,
    uncommitted: u64,
    /// Whether there is anything to commit.
    changed: bool,
    inputs_done: usize,
    here: Here,
}

/// What is known of the input that is being read.
#[derive(Default)]
struct Here {
    records: u64,
    rejected: u64,
    /// Deletions that it orders.
    deletions: u64,
    /// Line and number of the last entry.
    last: (u64, u64),
    damage: Vec<Damage>,
    /// Whether the system could not read it: another time it may.
    may_be_whole: bool,
}

impl Here {
    /// Whether there is no use in reading it again. Where nothing of it was taken, reading it again does no harm; else its records would count
    /// as later than those of all files that were read since.
    fn is_settled(&self) -> bool {
        let took = self.records + self.rejected + self.deletions > 0;
        self.damage.is_empty() || (took && !self.may_be_whole)
    }
}

/// Reads `inputs` into `index`. `stop` ends the run at the next record once it is set.
///
/// # Errors
///
/// Where the index fails, where something is rejected in strict mode, or where the run was stopped.
pub fn run(
    index: &Index,
    inputs: &[Input],
    options: &Options,
    progress: &mut dyn Progress,
    stop: &Arc<AtomicBool>,
) -> Result<Summary, IngestError> {
    let began = Instant::now();
    let mut writer = if options.dry_run { None } else { Some(index.writer(options.jobs, options.memory)?) };
    if let (Some(writer), true) = (&mut writer, options.recreate) {
        writer.clear()?;
    }
    let bytes = Arc::new(AtomicU64::new(0));
    let maker = if options.dry_run { None } else { Some(index.document_maker()?) };
    let taken = taken_before(inputs, writer.as_mut());
    let plan = Plan {
        inputs: inputs.to_vec(),
        taken,
        format: options.format,
        no_full_text: options.no_full_text,
        maker,
        bytes: bytes.clone(),
        stop: stop.clone(),
    };
    progress.begin(inputs.len(), total_bytes(inputs));
    let mut run = Run {
        inputs,
        options,
        writer,
        summary: Summary::default(),
        progress,
        stop,
        bytes,
        uncommitted: 0,
        changed: options.recreate,
        inputs_done: 0,
        here: Here::default(),
    };
    let read = read_in_order(&plan, options.jobs, &mut |number, message| run.message(number, message));
    let mut summary = run.finish(read)?;
    summary.seconds = began.elapsed().as_secs_f64();
    summary.index_bytes = index.bytes();
    Ok(summary)
}

fn taken_before(inputs: &[Input], writer: Option<&mut Writer>) -> Vec<Option<TakenFile>> {
    let Some(writer) = writer else { return vec![None; inputs.len()] };
    let files = &writer.manifest_mut().files;
    inputs.iter().map(|input| files.get(&path_key(input)?).cloned()).collect()
}

/// The name under which the manifest keeps a file: its absolute path. `None` for what can be read only once.
fn path_key(input: &Input) -> Option<String> {
    match input {
        Input::File(path) => Some(absolute(path)),
        Input::Pipe(_) | Input::Stdin => None,
    }
}

fn absolute(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    // Two names that are no text stay two.
    path.to_str().map_or_else(|| format!("{path:?}"), str::to_owned)
}

fn total_bytes(inputs: &[Input]) -> u64 {
    let size = |input: &Input| match input {
        Input::File(path) => path.metadata().map_or(0, |metadata| metadata.len()),
        Input::Pipe(_) | Input::Stdin => 0,
    };
    inputs.iter().map(size).sum()
}

impl Run<'_> {
    fn message(&mut self, number: usize, message: Message) -> Result<(), IngestError> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(IngestError::Interrupted(0));
        }
        match message {
            Message::Entries(member, entries) => self.entries(number, member.as_deref(), entries)?,
            Message::Unusable(member, error) => self.unusable(number, member, error)?,
            Message::Damaged(error) => self.damaged(number, &error)?,
            Message::Unchanged(taken) => self.unchanged(number, taken)?,
            Message::Done(taken) => {
                let here = std::mem::take(&mut self.here);
                self.summary.files.read += u64::from(here.damage.is_empty());
                self.summary.holds_more |= here.deletions > 0;
                if let (Some(taken), true) = (taken, here.is_settled()) {
                    let Here { records, rejected, damage, .. } = here;
                    self.take(number, TakenFile { records, rejected, damage, ..taken });
                }
                self.inputs_done += 1;
            }
        }
        self.progress.advance(self.inputs_done, self.summary.records.read, self.bytes.load(Ordering::Relaxed));
        Ok(())
    }

    /// A file that an earlier run took. What it could not read of it is told again.
    fn unchanged(&mut self, number: usize, taken: TakenFile) -> Result<(), IngestError> {
        if taken.damage.is_empty() {
            self.summary.files.skipped_unchanged += 1;
        } else {
            self.summary.files.failed += 1;
            self.summary.holds_more = true;
        }
        for Damage { member, line, record, reason } in taken.damage.clone() {
            let file = self.name(number, member.as_deref());
            self.reject(Rejection { file, line, record, reason })?;
        }
        self.take(number, taken);
        self.inputs_done += 1;
        Ok(())
    }

    fn take(&mut self, number: usize, taken: TakenFile) {
        if let (Some(writer), Some(key)) = (&mut self.writer, path_key(&self.inputs[number])) {
            let before = writer.manifest_mut().files.insert(key, taken.clone());
            self.changed |= before != Some(taken);
        }
    }

    fn entries(&mut self, number: usize, member: Option<&str>, entries: Vec<Ready>) -> Result<(), IngestError> {
        if let Some(writer) = &mut self.writer {
            let path = self.inputs[number].path();
            writer.reads(path.and_then(Path::file_name).map(OsStr::to_string_lossy).as_deref());
        }
        for entry in entries {
            self.here.last = (entry.line, entry.record);
            match entry.item {
                ReadyItem::Record(references, prepared) => self.record(references, prepared)?,
                ReadyItem::Deletion(pmid) => {
                    self.here.deletions += 1;
                    if let Some(writer) = &mut self.writer {
                        self.summary.records.deleted += u64::from(writer.delete(pmid)?);
                        self.changed = true;
                    }
                }
                ReadyItem::Rejection(reason) => {
                    self.summary.records.rejected += 1;
                    self.here.rejected += 1;
                    let file = self.name(number, member);
                    self.reject(Rejection { file, line: Some(entry.line), record: Some(entry.record), reason })?;
                }
            }
        }
        Ok(())
    }

    fn record(&mut self, references: u64, prepared: Option<Box<Prepared>>) -> Result<(), IngestError> {
        self.here.records += 1;
        self.summary.records.read += 1;
        self.summary.references += references;
        let (Some(writer), Some(prepared)) = (&mut self.writer, prepared) else { return Ok(()) };
        let records = &mut self.summary.records;
        match writer.put(*prepared)? {
            Outcome::Added => records.added += 1,
            Outcome::Replaced => records.replaced += 1,
            Outcome::Combined => {
                records.replaced += 1;
                records.combined += 1;
            }
            Outcome::Unchanged => records.unchanged += 1,
        }
        self.uncommitted += 1;
        self.changed = true;
        // Strict runs are committed whole or not at all.
        if self.uncommitted >= self.options.commit_every && !self.options.strict {
            writer.commit()?;
            self.uncommitted = 0;
        }
        Ok(())
    }

    fn unusable(&mut self, number: usize, member: Option<String>, error: OpenError) -> Result<(), IngestError> {
        let of_system = matches!(&error, OpenError::Io(error) if error.raw_os_error().is_some());
        self.damage(number, Damage { member, line: None, record: None, reason: error.to_string() }, of_system)
    }

    fn damaged(&mut self, number: usize, error: &std::io::Error) -> Result<(), IngestError> {
        let (line, record) = self.here.last;
        let reason = damage(record > 0, error);
        // Before the first record there is no place.
        let (line, record) = ((record > 0).then_some(line), (record > 0).then_some(record));
        self.damage(number, Damage { member: None, line, record, reason }, error.raw_os_error().is_some())
    }

    fn damage(&mut self, number: usize, damage: Damage, of_system: bool) -> Result<(), IngestError> {
        self.summary.files.failed += u64::from(self.here.damage.is_empty());
        self.here.may_be_whole |= of_system;
        self.here.damage.push(damage.clone());
        let Damage { member, line, record, reason } = damage;
        let file = self.name(number, member.as_deref());
        self.reject(Rejection { file, line, record, reason })
    }

    /// The name of an input, or of a member of it, for messages.
    fn name(&self, number: usize, member: Option<&str>) -> String {
        let file = self.inputs[number].name();
        member.map_or(file.clone(), |member| format!("{file}/{member}"))
    }

    fn reject(&mut self, rejection: Rejection) -> Result<(), IngestError> {
        if self.options.strict {
            return Err(IngestError::Strict(rejection));
        }
        self.progress.rejected(&rejection);
        self.summary.reject(rejection);
        Ok(())
    }

    /// Commits what was read, unless the run is strict and failed.
    fn finish(mut self, read: Result<(), IngestError>) -> Result<Summary, IngestError> {
        self.summary.bytes_read = self.bytes.load(Ordering::Relaxed);
        let interrupted = matches!(read, Err(IngestError::Interrupted(_)));
        if !interrupted {
            read?;
        }
        // What was there gives way only to something.
        let in_vain = self.options.recreate && !self.summary.found_records();
        if let Some(mut writer) = self.writer.take() {
            if self.changed && !in_vain && !(interrupted && self.options.strict) {
                writer.commit()?;
            }
            writer.finish()?;
        }
        if interrupted {
            return Err(IngestError::Interrupted(self.summary.records.read));
        }
        Ok(self.summary)
    }
}
