//! Numbers of a window of records, for whoever reads postings window by window: ranked search and likeness.

/// Records of a window.
pub(crate) const WINDOW: u32 = 4_096;

const WORDS: usize = (WINDOW / 64) as usize;

/// Numbers by place in a window, with the places that have one.
pub(crate) struct Sums<T> {
    values: Vec<T>,
    found: [u64; WORDS],
}

impl<T: Copy + Default + std::ops::AddAssign> Sums<T> {
    /// No numbers.
    pub(crate) fn new() -> Self {
        Self { values: vec![T::default(); WINDOW as usize], found: [0; WORDS] }
    }

    /// Adds to the number at a place.
    pub(crate) fn add(&mut self, at: usize, value: T) {
        self.values[at] += value;
        self.found[at / 64] |= 1 << (at % 64);
    }

    /// The places that have a number, a bit each.
    pub(crate) fn places(&self) -> &[u64] {
        &self.found
    }

    /// Hands over every number in the order of the places, and forgets them.
    pub(crate) fn drain(&mut self, mut take: impl FnMut(usize, T)) {
        for (word, bits) in self.found.iter_mut().enumerate() {
            while *bits != 0 {
                let at = word * 64 + bits.trailing_zeros() as usize;
                *bits &= *bits - 1;
                take(at, std::mem::take(&mut self.values[at]));
            }
        }
    }
}
