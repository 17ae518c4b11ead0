//! Many streams of bytes, each of which grows by a few at a time, in one piece of memory: what is known of each record while the words
//! are gone through one by one.

use std::io;

/// Bytes of the first slice of a stream, and most of a later one: each is twice as long as the one before it.
const FIRST_SLICE: usize = 12;
const LAST_SLICE: usize = 96;

/// Bytes of a stream for which there is room from the beginning; room that is not used costs nothing.
const USUAL: usize = 40;

/// Bytes by which a slice tells where the next one is.
const LINK: usize = size_of::<u32>();

/// Many streams of bytes in one piece of memory, each in slices of which every one tells where the next is.
pub(super) struct Streams {
    pool: Vec<u8>,
    ends: Vec<Stream>,
}

/// How far a stream is written.
#[derive(Clone, Copy, Default)]
struct Stream {
    first: u32,
    /// The slice being written, how long it is and how much of it is full.
    slice: u32,
    length: u8,
    full: u8,
    /// The number last written to it.
    last: u32,
}

impl Streams {
    pub(super) fn new(count: usize) -> Self {
        Self { pool: Vec::with_capacity(count * USUAL), ends: vec![Stream::default(); count] }
    }

    /// The number last written to a stream; 0 at first.
    pub(super) fn last(&mut self, stream: usize) -> &mut u32 {
        &mut self.ends[stream].last
    }

    pub(super) fn is_empty(&self, stream: usize) -> bool {
        self.ends[stream].length == 0
    }

    pub(super) fn add(&mut self, stream: usize, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let end = &mut self.ends[stream];
            if end.full == end.length {
                grow(&mut self.pool, end)?;
            }
            let room = usize::from(end.length - end.full).min(bytes.len());
            let (now, later) = bytes.split_at(room);
            let at = end.slice as usize + usize::from(end.full);
            // Mostly a byte or two: sooner written than copied.
            self.pool[at..at + room].iter_mut().zip(now).for_each(|(place, byte)| *place = *byte);
            end.full += room as u8;
            bytes = later;
        }
        Ok(())
    }

    /// Asks the memory for the ends of some streams together, so that it fetches them side by side: they lie nowhere near one another.
    pub(super) fn fetch(&self, streams: impl Iterator<Item = usize>) {
        let end = |stream: usize| {
            let end = &self.ends[stream];
            self.pool.get(end.slice as usize + usize::from(end.full)).copied().unwrap_or_default()
        };
        std::hint::black_box(streams.map(end).fold(0, |read, byte| read ^ byte));
    }

    /// Adds the bytes of a stream to `out`.
    pub(super) fn read(&self, stream: usize, out: &mut Vec<u8>) {
        let end = &self.ends[stream];
        if self.is_empty(stream) {
            return;
        }
        let (mut slice, mut length) = (end.first as usize, FIRST_SLICE);
        while slice != end.slice as usize {
            out.extend_from_slice(&self.pool[slice..slice + length]);
            let link = &self.pool[slice + length..slice + length + LINK];
            slice = link.iter().rev().fold(0, |next, byte| next << 8 | usize::from(*byte));
            length = (length * 2).min(LAST_SLICE);
        }
        out.extend_from_slice(&self.pool[slice..slice + usize::from(end.full)]);
    }
}

/// Gives a stream its next slice.
fn grow(pool: &mut Vec<u8>, end: &mut Stream) -> io::Result<()> {
    let next = u32::try_from(pool.len()).map_err(io::Error::other)?;
    let length = if end.length == 0 { FIRST_SLICE } else { (usize::from(end.length) * 2).min(LAST_SLICE) };
    if end.length == 0 {
        end.first = next;
    } else {
        let link = end.slice as usize + usize::from(end.length);
        pool[link..link + LINK].copy_from_slice(&next.to_le_bytes());
    }
    pool.resize(pool.len() + length + LINK, 0);
    (end.slice, end.length, end.full) = (next, length as u8, 0);
    Ok(())
}
