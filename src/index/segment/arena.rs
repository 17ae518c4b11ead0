//! Memory for a segment that is being collected: bytes that stay where they are.

use memmap2::MmapMut;
use std::io;

/// Bytes of a page.
const PAGE: usize = 1 << 20;

/// Bytes of the pieces of a list, from the first on; the last size goes on.
const PIECES: [usize; 11] = [8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192];

/// Bytes of the address of the next piece, behind each piece.
const LINK: usize = 4;

/// Pages, filled one after the other. The system gives them, and has them back at once when they are let go: an allocator may keep
/// as much again for itself, since what is allocated meanwhile stands among them.
#[derive(Default)]
pub(super) struct Arena {
    pages: Vec<MmapMut>,
    /// Pages that are full.
    full: usize,
    /// Bytes taken of the page behind them.
    taken: usize,
}

/// Bytes to which more are appended, in pieces that grow.
#[derive(Clone, Copy, Default)]
pub(super) struct List {
    first: u32,
    /// Where the next byte goes.
    next: u32,
    /// Bytes left in the last piece.
    room: u16,
    pieces: u16,
}

impl List {
    pub(super) fn is_empty(&self) -> bool {
        self.pieces == 0
    }
}

impl Arena {
    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        self.full * PAGE + self.taken
    }

    /// Forgets all, and keeps its memory.
    pub(super) fn clear(&mut self) {
        (self.full, self.taken) = (0, 0);
    }

    /// Room for so many bytes, fewer than a page has.
    fn take(&mut self, bytes: usize) -> io::Result<u32> {
        if self.taken + bytes > PAGE {
            (self.full, self.taken) = (self.full + 1, 0);
        }
        if self.full == self.pages.len() {
            self.pages.push(MmapMut::map_anon(PAGE)?);
        }
        let at = self.full * PAGE + self.taken;
        self.taken += bytes;
        Ok(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// Keeps a copy of `bytes`, fewer than a page has.
    pub(super) fn keep(&mut self, bytes: &[u8]) -> io::Result<u32> {
        let at = self.take(bytes.len())?;
        self.slice_mut(at, bytes.len()).copy_from_slice(bytes);
        Ok(at)
    }

    /// The bytes that were kept there.
    pub(super) fn slice(&self, at: u32, bytes: usize) -> &[u8] {
        let from = at as usize % PAGE;
        self.pages.get(at as usize / PAGE).map_or(&[], |page| &page[from..from + bytes])
    }

    fn slice_mut(&mut self, at: u32, bytes: usize) -> &mut [u8] {
        let from = at as usize % PAGE;
        &mut self.pages[at as usize / PAGE][from..from + bytes]
    }

    /// Appends so many of eight bytes to a list.
    pub(super) fn append_few(&mut self, list: &mut List, bytes: [u8; 8], count: usize) -> io::Result<()> {
        if usize::from(list.room) < bytes.len() {
            return self.append(list, &bytes[..count]);
        }
        // The place behind them is the list's too: eight bytes are sooner written than some of them copied.
        self.slice_mut(list.next, bytes.len()).copy_from_slice(&bytes);
        list.next += count as u32;
        list.room -= count as u16;
        Ok(())
    }

    /// Reads where the next byte of a list goes, for the sake of having it at hand.
    pub(super) fn touch(&self, list: &List) -> u8 {
        if list.is_empty() {
            return 0;
        }
        self.pages.get(list.next as usize / PAGE).map_or(0, |page| page[list.next as usize % PAGE])
    }

    /// Appends to a list.
    pub(super) fn append(&mut self, list: &mut List, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            if list.room == 0 {
                self.lengthen(list)?;
            }
            let (now, rest) = bytes.split_at(bytes.len().min(usize::from(list.room)));
            self.slice_mut(list.next, now.len()).copy_from_slice(now);
            list.next += now.len() as u32;
            list.room -= now.len() as u16;
            bytes = rest;
        }
        Ok(())
    }

    fn lengthen(&mut self, list: &mut List) -> io::Result<()> {
        let size = size(list.pieces);
        let piece = self.take(size + LINK)?;
        if list.pieces == 0 {
            list.first = piece;
        } else {
            self.slice_mut(list.next, LINK).copy_from_slice(&piece.to_le_bytes());
        }
        list.pieces = list.pieces.saturating_add(1);
        list.next = piece;
        list.room = size as u16;
        Ok(())
    }

    /// Copies a list to the end of `out`.
    pub(super) fn copy(&self, list: &List, out: &mut Vec<u8>) {
        let mut piece = list.first;
        for number in 0.. {
            let size = size(number);
            // The last piece is the one in which the next byte goes.
            if list.is_empty() || (piece..=piece + size as u32).contains(&list.next) {
                out.extend_from_slice(self.slice(piece, (list.next - piece) as usize));
                return;
            }
            out.extend_from_slice(self.slice(piece, size));
            let link = self.slice(piece + size as u32, LINK);
            piece = u32::from_le_bytes([link[0], link[1], link[2], link[3]]);
        }
    }
}

fn size(number: u16) -> usize {
    PIECES[usize::from(number).min(PIECES.len() - 1)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lists_come_back(pieces in prop::collection::vec((0..3_usize, prop::collection::vec(any::<u8>(), 0..3000)), 0..60)) {
            let mut arena = Arena::default();
            let mut lists = [List::default(); 3];
            let mut expected = [const { Vec::new() }; 3];
            for (number, bytes) in &pieces {
                arena.append(&mut lists[*number], bytes).unwrap();
                expected[*number].extend_from_slice(bytes);
                let kept = arena.keep(bytes).unwrap();
                prop_assert_eq!(arena.slice(kept, bytes.len()), bytes.as_slice());
            }
            for (list, expected) in lists.iter().zip(&expected) {
                let mut found = Vec::new();
                arena.copy(list, &mut found);
                prop_assert_eq!(&found, expected);
            }
        }
    }
}
