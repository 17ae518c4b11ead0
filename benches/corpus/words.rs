//! Chance, and words that no real text has.

/// A sequence of choices that its seed settles (SplitMix64, by Steele, Lea and Flood, OOPSLA 2014).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is above 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// True once in `times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// A number in (0, 1].
    fn fraction(&mut self) -> f64 {
        ((self.next() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    /// A number from 1 on whose frequencies follow Zipf's law with the exponent 1.2, so that n draws meet about n^0.83
    /// different numbers.
    pub(crate) fn zipfian(&mut self) -> u64 {
        self.fraction().powi(-5).min((1_u64 << 60) as f64) as u64
    }
}

const SYLLABLES: [&str; 64] = [
    "ba", "be", "bi", "bo", "bra", "ca", "ce", "ci", "co", "cri", "da", "de", "di", "do", "dro", "fa", "fe", "fi",
    "fo", "fla", "ga", "ge", "gi", "go", "gly", "ka", "ke", "ki", "ko", "la", "le", "li", "lo", "ma", "me", "mi", "mo",
    "na", "ne", "ni", "no", "pa", "pe", "pi", "po", "phe", "ra", "re", "ri", "ro", "sa", "se", "si", "so", "ste", "ta",
    "te", "ti", "to", "thi", "va", "ve", "vi", "xo",
];

const ENDINGS: [&str; 16] = [
    "min", "zumab", "tase", "genic", "lysis", "rin", "tide", "some", "xin", "cyte", "lone", "ptin", "sis", "nase",
    "tol", "mycin",
];

/// Puts the word of that number behind `out`: the greater the number, the longer the word.
pub(crate) fn push_word(out: &mut String, number: u64) {
    let mut rest = number;
    loop {
        out.push_str(SYLLABLES[(rest % 64) as usize]);
        rest /= 64;
        if rest < 16 {
            break;
        }
    }
    out.push_str(ENDINGS[(rest % 16) as usize]);
}
