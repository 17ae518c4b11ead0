//! Workers that read files ahead of the writing.

use super::sources::Input;
use crate::formats::{self, Entry, Format, OpenError, Opened};
use crate::index::TakenFile;
use rustc_hash::FxHashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::UNIX_EPOCH;
use xxhash_rust::xxh3::Xxh3;

/// Entries handed over together.
const BATCH: usize = 128;

/// Batches of a file that a worker may be ahead of the writing.
const BATCHES_AHEAD: usize = 16;

/// What a worker says of a file.
pub(super) enum Message {
    /// The file was taken by an earlier run; its time of change may be new.
    Unchanged(TakenFile),
    /// Some of its entries, in order; of which member, where it is an archive.
    Entries(Option<String>, Vec<Entry>),
    /// It, or a member of it, is of no use: which member, and why.
    Unusable(Option<String>, OpenError),
    /// Reading stopped at a damaged place.
    Damaged(io::Error),
    /// It was read to its end. `None` for standard input, which nobody can take again.
    Done(Option<TakenFile>),
}

/// What the workers need to know.
pub(super) struct Plan {
    pub(super) inputs: Vec<Input>,
    /// For each input, how it was when it was last taken.
    pub(super) taken: Vec<Option<TakenFile>>,
    pub(super) format: Option<Format>,
    /// Bytes read so far, for the progress.
    pub(super) bytes: Arc<AtomicU64>,
}

/// Reads the inputs of `plan` with `workers` threads; `write` gets the number of each input and its messages, input by
/// input in order. Ends early when `write` returns an error.
pub(super) fn read_in_order<E>(
    plan: &Plan,
    workers: usize,
    write: &mut dyn FnMut(usize, Message) -> Result<(), E>,
) -> Result<(), E> {
    let next = AtomicUsize::new(0);
    // Few files may be read to their end before they are written, however small they are.
    let (announce, announced) = sync_channel(2 * workers.max(1));
    // The scope owns the receiver: where writing ends early it is gone, with the files waiting in it, before the workers
    // are waited for, so that none of them goes on handing over to nobody.
    std::thread::scope(|scope| {
        let announced = announced;
        for _ in 0..workers.clamp(1, plan.inputs.len().max(1)) {
            let announce = announce.clone();
            scope.spawn({
                let next = &next;
                move || work(plan, next, &announce)
            });
        }
        // The workers alone hold it: once they have all ended, nothing more is announced.
        drop(announce);
        write_all(plan.inputs.len(), announced, write)
    })
}

/// Takes one input after the other until there are no more, or the run has ended.
fn work(plan: &Plan, next: &AtomicUsize, announce: &SyncSender<(usize, Receiver<Message>)>) {
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= plan.inputs.len() {
            return;
        }
        let (sender, receiver) = sync_channel(BATCHES_AHEAD);
        if announce.send((number, receiver)).is_err() || read_input(plan, number, &sender).is_err() {
            return;
        }
    }
}

fn write_all<E>(
    inputs: usize,
    announced: Receiver<(usize, Receiver<Message>)>,
    write: &mut dyn FnMut(usize, Message) -> Result<(), E>,
) -> Result<(), E> {
    let mut waiting: FxHashMap<usize, Receiver<Message>> = FxHashMap::default();
    for number in 0..inputs {
        let receiver = loop {
            if let Some(receiver) = waiting.remove(&number) {
                break receiver;
            }
            let Ok((other, receiver)) = announced.recv() else { return Ok(()) };
            waiting.insert(other, receiver);
        };
        for message in receiver {
            write(number, message)?;
        }
    }
    Ok(())
}

/// The run has ended; nobody listens.
struct Ended;

fn send(to: &SyncSender<Message>, message: Message) -> Result<(), Ended> {
    to.send(message).map_err(|_| Ended)
}

fn read_input(plan: &Plan, number: usize, to: &SyncSender<Message>) -> Result<(), Ended> {
    let Input::File(path) = &plan.inputs[number] else {
        read_stream(Counted::new(io::stdin(), plan.bytes.clone()), plan.format, to)?;
        return send(to, Message::Done(None));
    };
    let (file, now) = match look_at(path) {
        Ok(found) => found,
        Err(error) => return unusable(error, to),
    };
    if let Some(taken) = &plan.taken[number] {
        match unchanged(path, taken, &now) {
            Ok(Some(taken)) => return send(to, Message::Unchanged(taken)),
            Ok(None) => {}
            Err(error) => return unusable(error, to),
        }
    }
    let input = Counted::new(file, plan.bytes.clone());
    let hash = input.hash.clone();
    read_stream(input, plan.format, to)?;
    let hash = hash.lock().map(|hash| hash.digest128()).unwrap_or_default();
    send(to, Message::Done(Some(TakenFile { hash: format!("{hash:032x}"), ..now })))
}

/// A file that cannot be read at all.
fn unusable(error: io::Error, to: &SyncSender<Message>) -> Result<(), Ended> {
    send(to, Message::Unusable(None, error.into()))?;
    send(to, Message::Done(None))
}

/// Opens a file and notes its size and time; its hash and counts are not known yet.
fn look_at(path: &Path) -> io::Result<(File, TakenFile)> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    let since_1970 = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let modified = since_1970.and_then(|time| i64::try_from(time.as_nanos()).ok());
    Ok((file, TakenFile { size: metadata.len(), modified, hash: String::new(), records: 0, rejected: 0 }))
}

/// Whether the file is as it was when it was taken: by size and time, else by size and content.
fn unchanged(path: &Path, taken: &TakenFile, now: &TakenFile) -> io::Result<Option<TakenFile>> {
    if taken.size != now.size {
        return Ok(None);
    }
    if taken.modified.is_some() && taken.modified == now.modified {
        return Ok(Some(taken.clone()));
    }
    let mut hash = Xxh3::new();
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            n => hash.update(&buffer[..n]),
        }
    }
    let same = format!("{:032x}", hash.digest128()) == taken.hash;
    Ok(same.then(|| TakenFile { modified: now.modified, ..taken.clone() }))
}

fn read_stream(
    input: impl Read + Send + 'static,
    format: Option<Format>,
    to: &SyncSender<Message>,
) -> Result<(), Ended> {
    formats::open(input, format, &mut |opened| match opened {
        Ok(opened) => read_entries(opened, to),
        Err((member, error)) => send(to, Message::Unusable(member, error)),
    })
}

fn read_entries(opened: Opened, to: &SyncSender<Message>) -> Result<(), Ended> {
    let mut batch = Vec::with_capacity(BATCH);
    let Opened { member, format, input } = opened;
    for entry in formats::read(format, input) {
        match entry {
            Ok(entry) => batch.push(entry),
            Err(error) => {
                send(to, Message::Entries(member.clone(), std::mem::take(&mut batch)))?;
                return send(to, Message::Damaged(error));
            }
        }
        if batch.len() == BATCH {
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            send(to, Message::Entries(member.clone(), full))?;
        }
    }
    send(to, Message::Entries(member, batch))
}

/// Counts and hashes what is read.
struct Counted<R> {
    input: R,
    bytes: Arc<AtomicU64>,
    hash: Arc<Mutex<Xxh3>>,
}

impl<R> Counted<R> {
    fn new(input: R, bytes: Arc<AtomicU64>) -> Self {
        Self { input, bytes, hash: Arc::new(Mutex::new(Xxh3::new())) }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        if let Ok(mut hash) = self.hash.lock() {
            hash.update(&buffer[..read]);
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
                std::fs::write(&path, "{\"title\":\"x\",\"id\":\"y\"}\n".repeat(BATCH * (BATCHES_AHEAD + 4))).unwrap();
                Input::File(path)
            })
            .collect();
        let plan = Plan { taken: vec![None; inputs.len()], inputs, format: None, bytes: Arc::new(AtomicU64::new(0)) };
        let ended = read_in_order(&plan, 3, &mut |_, _| Err("enough"));
        assert_eq!(ended, Err("enough"));
    }
}
