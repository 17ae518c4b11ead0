//! Workers that read files and make documents of their records, ahead of the writing.
//!
//! One worker opens a file and cuts it into batches of records; whoever is free parses a batch and makes documents of it,
//! so that one large file keeps all workers busy too. The batches reach the writer in the order of the input.

use super::checksum;
use super::coming::{self, Coming};
use super::queue::{Queue, Task};
use super::sources::{self, Input};
use crate::formats::{self, Format, Item, OpenError, Opened, Piece};
use crate::index::{DocumentMaker, Prepared, TakenFile};
use crate::record::Pmid;
use rustc_hash::FxHashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::UNIX_EPOCH;
use xxhash_rust::xxh3::Xxh3;

/// Records of a batch, and bytes of input that make one full.
const BATCH: usize = 128;
const BATCH_BYTES: usize = 1 << 20;

/// What the writer gets.
pub(super) enum Message {
    /// The file was taken by an earlier run; its time of change may be new.
    Unchanged(TakenFile),
    /// Some of its entries, in order; of which member, where it is an archive.
    Entries(Option<String>, Vec<Ready>),
    /// It, or a member of it, is of no use: which member, and why.
    Unusable(Option<String>, OpenError),
    /// Reading stopped at a damaged place.
    Damaged(io::Error),
    /// It was read to its end. `None` for what nobody can take again.
    Done(Option<TakenFile>),
}

/// An entry of the input, ready to be written.
pub(super) struct Ready {
    pub(super) line: u64,
    pub(super) record: u64,
    pub(super) item: ReadyItem,
}

/// What an entry is.
pub(super) enum ReadyItem {
    /// A record: how many references it has, and its document where one is wanted.
    Record(u64, Option<Box<Prepared>>),
    Deletion(Pmid),
    Rejection(String),
}

/// What the workers need to know.
pub(super) struct Plan {
    pub(super) inputs: Vec<Input>,
    /// For each input, how it was when it was last taken.
    pub(super) taken: Vec<Option<TakenFile>>,
    pub(super) format: Option<Format>,
    /// Whether the full text of articles is left out.
    pub(super) no_full_text: bool,
    /// Makes documents; `None` where nothing is written.
    pub(super) maker: Option<DocumentMaker>,
    /// Bytes read so far, for the progress.
    pub(super) bytes: Arc<AtomicU64>,
    /// Whether the run is to end; looked at here only where nothing comes.
    pub(super) stop: Arc<AtomicBool>,
}

/// A message, or a batch that is still being worked on.
enum Slot {
    Now(Message),
    Later(Option<String>, Receiver<Vec<Ready>>),
}

/// A batch to be worked on.
pub(super) struct Batch {
    pieces: Vec<Piece>,
    to: SyncSender<Vec<Ready>>,
}

/// Reads the inputs of `plan` with `workers` threads; `write` gets the number of each input and its messages, input by
/// input in order. Ends early when `write` returns an error.
pub(super) fn read_in_order<E>(
    plan: &Plan,
    workers: usize,
    write: &mut dyn FnMut(usize, Message) -> Result<(), E>,
) -> Result<(), E> {
    let queue = Queue::new(plan.inputs.len(), workers);
    let (announce, announced) = channel();
    std::thread::scope(|scope| {
        // Where writing ends early, nobody goes on handing over to nobody: workers are waited for behind this.
        let _ends = Ends(&queue);
        for _ in 0..workers.max(1) {
            let worker = Worker { plan, queue: &queue, announce: announce.clone() };
            scope.spawn(move || worker.work());
        }
        // The workers alone hold it: once they have all ended, nothing more is announced.
        drop(announce);
        write_all(&queue, plan.inputs.len(), announced, write)
    })
}

fn write_all<E>(
    queue: &Queue<Batch>,
    inputs: usize,
    announced: Receiver<(usize, Receiver<Slot>)>,
    write: &mut dyn FnMut(usize, Message) -> Result<(), E>,
) -> Result<(), E> {
    let mut waiting: FxHashMap<usize, Receiver<Slot>> = FxHashMap::default();
    for number in 0..inputs {
        let receiver = loop {
            if let Some(receiver) = waiting.remove(&number) {
                break receiver;
            }
            let Ok((other, receiver)) = announced.recv() else { return Ok(()) };
            waiting.insert(other, receiver);
        };
        for slot in receiver {
            queue.taken(number);
            match slot {
                Slot::Now(message) => write(number, message)?,
                // A batch that never comes is one whose worker panicked; the scope goes on panicking.
                Slot::Later(member, batch) => {
                    let Ok(entries) = batch.recv() else { return Ok(()) };
                    write(number, Message::Entries(member, entries))?;
                }
            }
        }
        queue.written(number);
    }
    Ok(())
}

/// Ends a run where the writing ends.
struct Ends<'a>(&'a Queue<Batch>);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// The run has ended; nobody listens.
struct Ended;

/// Where a worker panics nobody may wait for what it was at.
struct EndsOnPanic<'a>(&'a Queue<Batch>);

impl Drop for EndsOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.end();
        }
    }
}

struct Worker<'a> {
    plan: &'a Plan,
    queue: &'a Queue<Batch>,
    announce: Sender<(usize, Receiver<Slot>)>,
}

/// Where the parts of an input go, in their order.
struct Outlet {
    input: usize,
    to: Sender<Slot>,
}

impl Worker<'_> {
    /// Does what is to be done until nothing is, or the run has ended.
    fn work(&self) {
        let _guard = EndsOnPanic(self.queue);
        while let Some(task) = self.queue.next() {
            match task {
                Task::Batch(batch) => self.prepare(batch),
                Task::Input(number) => {
                    let (to, receiver) = channel();
                    let announced = self.announce.send((number, receiver)).map_err(|_| Ended);
                    let outlet = Outlet { input: number, to };
                    if announced.and_then(|()| self.read_input(&outlet)).is_err() {
                        self.queue.end();
                    }
                    self.queue.input_done();
                }
            }
        }
    }

    /// Hands a slot over; does other work while it would be too far ahead. No worker only waits while a batch is to be worked
    /// on, so that the batch for which the writer waits is always under way.
    fn send(&self, outlet: &Outlet, slot: Slot) -> Result<(), Ended> {
        while let Some(batch) = self.queue.make_room(outlet.input) {
            self.prepare(batch);
        }
        outlet.to.send(slot).map_err(|_| Ended)
    }

    fn message(&self, to: &Outlet, message: Message) -> Result<(), Ended> {
        self.send(to, Slot::Now(message))
    }

    /// Gives a batch to whoever is free; works on another one where all have enough to do.
    fn hand_out(&self, to: &Outlet, member: Option<&String>, pieces: Vec<Piece>) -> Result<(), Ended> {
        let (sender, receiver) = sync_channel(1);
        if let Some(batch) = self.queue.push(Batch { pieces, to: sender }) {
            self.prepare(batch);
        }
        self.send(to, Slot::Later(member.cloned(), receiver))
    }

    /// Parses a batch and makes documents of its records.
    fn prepare(&self, batch: Batch) {
        let ready = batch.pieces.into_iter().map(|piece| self.ready(piece)).collect();
        // Nobody takes it where the run has ended.
        let _ = batch.to.send(ready);
    }

    fn ready(&self, piece: Piece) -> Ready {
        let entry = piece.read();
        let item = match entry.item {
            Item::Deletion(pmid) => ReadyItem::Deletion(pmid),
            Item::Rejection(reason) => ReadyItem::Rejection(reason),
            Item::Record(mut record) => {
                if self.plan.no_full_text {
                    record.body.clear();
                }
                let references = record.references.len() as u64;
                match self.plan.maker.as_ref().map(|maker| maker.prepare(*record)).transpose() {
                    Ok(prepared) => ReadyItem::Record(references, prepared.map(Box::new)),
                    Err(error) => ReadyItem::Rejection(format!("the record cannot be stored: {error}")),
                }
            }
        };
        Ready { line: entry.line, record: entry.record, item }
    }

    fn read_input(&self, to: &Outlet) -> Result<(), Ended> {
        let plan = self.plan;
        let path = match &plan.inputs[to.input] {
            Input::File(path) => path,
            Input::Stdin => return self.read_once(coming::stdin(), to),
            Input::Pipe(path) => return self.read_once(coming::open(path), to),
        };
        let (file, now) = match look_at(path) {
            Ok(found) => found,
            Err(error) => return self.unusable(error, to),
        };
        if let Some(taken) = &plan.taken[to.input] {
            match unchanged(path, taken, &now) {
                Ok(Some(taken)) => return self.message(to, Message::Unchanged(taken)),
                Ok(None) => {}
                Err(error) => return self.unusable(error, to),
            }
        }
        if let Err(error) = checksum::verify(path) {
            return self.unusable(error, to);
        }
        let input = Counted::new(file, plan.bytes.clone());
        let seen = input.seen.clone();
        self.read_stream(input, to)?;
        let (hash, read) = seen.lock().map(|seen| (seen.0.digest128(), seen.1)).unwrap_or_default();
        // Of a damaged file not all was read.
        let hash = if read == now.size { Ok(format!("{hash:032x}")) } else { hash_of(path) };
        self.message(to, Message::Done(hash.ok().map(|hash| TakenFile { hash, ..now })))
    }

    /// What nobody can take again.
    fn read_once(&self, input: io::Result<File>, to: &Outlet) -> Result<(), Ended> {
        let coming = match input {
            Ok(file) => Coming::new(file, self.plan.stop.clone()),
            Err(error) => return self.unusable(error, to),
        };
        self.read_stream(Counted::new(coming, self.plan.bytes.clone()), to)?;
        self.message(to, Message::Done(None))
    }

    /// A file that cannot be read at all.
    fn unusable(&self, error: io::Error, to: &Outlet) -> Result<(), Ended> {
        self.message(to, Message::Unusable(None, error.into()))?;
        self.message(to, Message::Done(None))
    }

    fn read_stream(&self, input: impl Read + Send + 'static, to: &Outlet) -> Result<(), Ended> {
        formats::open(input, self.plan.format, &mut |opened| match opened {
            Ok(opened) => self.read_pieces(opened, to),
            Err((member, error)) => self.message(to, Message::Unusable(member, error)),
        })
    }

    fn read_pieces(&self, opened: Opened, to: &Outlet) -> Result<(), Ended> {
        let Opened { member, format, input } = opened;
        let (mut batch, mut bytes, mut empty) = (Vec::with_capacity(BATCH), 0, true);
        for piece in formats::pieces(format, input) {
            match piece {
                Ok(piece) => {
                    empty = false;
                    bytes += piece.unread();
                    batch.push(piece);
                }
                Err(error) => {
                    self.hand_out(to, member.as_ref(), batch)?;
                    return self.message(to, Message::Damaged(error));
                }
            }
            if batch.len() == BATCH || bytes >= BATCH_BYTES {
                bytes = 0;
                self.hand_out(to, member.as_ref(), std::mem::replace(&mut batch, Vec::with_capacity(BATCH)))?;
            }
        }
        if empty {
            return self.message(to, Message::Unusable(member, OpenError::NoRecord(format)));
        }
        self.hand_out(to, member.as_ref(), batch)
    }
}

/// Opens a file and notes its size and time; its hash and counts are not known yet.
fn look_at(path: &Path) -> io::Result<(File, TakenFile)> {
    let file = sources::open(path)?;
    let metadata = file.metadata()?;
    let since_1970 = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let modified = since_1970.and_then(|time| i64::try_from(time.as_nanos()).ok());
    Ok((
        file,
        TakenFile { size: metadata.len(), modified, hash: String::new(), records: 0, rejected: 0, damage: Vec::new() },
    ))
}

/// Whether the file is as it was when it was taken: by size and time, else by size and content.
fn unchanged(path: &Path, taken: &TakenFile, now: &TakenFile) -> io::Result<Option<TakenFile>> {
    if taken.size != now.size {
        return Ok(None);
    }
    if taken.modified.is_some() && taken.modified == now.modified {
        return Ok(Some(taken.clone()));
    }
    let same = hash_of(path)? == taken.hash;
    Ok(same.then(|| TakenFile { modified: now.modified, ..taken.clone() }))
}

/// The hash of a file as the manifest has it.
fn hash_of(path: &Path) -> io::Result<String> {
    let mut hash = Xxh3::new();
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(format!("{:032x}", hash.digest128())),
            n => hash.update(&buffer[..n]),
        }
    }
}

/// Counts and hashes what is read.
struct Counted<R> {
    input: R,
    bytes: Arc<AtomicU64>,
    /// The hash of what was read, and how many bytes that is.
    seen: Arc<Mutex<(Xxh3, u64)>>,
}

impl<R> Counted<R> {
    fn new(input: R, bytes: Arc<AtomicU64>) -> Self {
        Self { input, bytes, seen: Arc::new(Mutex::new((Xxh3::new(), 0))) }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        if let Ok(mut seen) = self.seen.lock() {
            seen.0.update(&buffer[..read]);
            seen.1 += read as u64;
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_ends_early_ends() {
        let dir = tempfile::tempdir().unwrap();
        let inputs: Vec<Input> = (0..6)
            .map(|number| {
                let path = dir.path().join(format!("{number}.jsonl"));
                std::fs::write(&path, "{\"title\":\"x\",\"id\":\"y\"}\n".repeat(BATCH * 12)).unwrap();
                Input::File(path)
            })
            .collect();
        let plan = Plan {
            taken: vec![None; inputs.len()],
            inputs,
            format: None,
            no_full_text: false,
            maker: None,
            bytes: Arc::default(),
            stop: Arc::default(),
        };
        let ended = read_in_order(&plan, 3, &mut |_, _| Err("enough"));
        assert_eq!(ended, Err("enough"));
    }
}
