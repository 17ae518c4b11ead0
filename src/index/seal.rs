//! A checksum at the end of each of our own small files, so that a flipped bit in them is seen as they are read.
//!
//! A sealed file is its content, a line feed, and one line `{"checksum":"…"}` with the xxh3-64 of the content in 16
//! hexadecimal digits: two JSON values, where the content is one, which every tool for JSON lines reads. Tantivy's own
//! files carry a CRC-32 in their footer instead ([`super::directory`]).

use xxhash_rust::xxh3::xxh3_64;

/// Bytes of the line feed, the seal and its line feed.
pub(super) const SEAL_BYTES: usize = seal_of(0).len();

/// How the seal begins, with the line feed before it.
const BEGINNING: &str = "\n{\"checksum\":\"";

/// Why a file cannot be taken for what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// There is no seal at all: the file is cut short, or was written by no program of this format.
    Unsealed,
    /// The content is not what was sealed.
    Changed,
}

impl Broken {
    /// In words, of a file.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::Unsealed => "it has no checksum at its end",
            Self::Changed => "it does not match its checksum",
        }
    }
}

/// The content with its seal.
pub(super) fn seal(mut content: Vec<u8>) -> Vec<u8> {
    let seal = seal_of(xxh3_64(&content));
    content.extend_from_slice(&seal);
    content
}

/// The content of a sealed file.
pub(super) fn unseal(sealed: &[u8]) -> Result<&[u8], Broken> {
    let (content, found) = sealed.split_at_checked(sealed.len().wrapping_sub(SEAL_BYTES)).ok_or(Broken::Unsealed)?;
    if found == seal_of(xxh3_64(content)) {
        return Ok(content);
    }
    Err(if found.starts_with(BEGINNING.as_bytes()) { Broken::Changed } else { Broken::Unsealed })
}

const fn seal_of(hash: u64) -> [u8; BEGINNING.len() + 16 + 3] {
    let mut seal = [b'"'; BEGINNING.len() + 16 + 3];
    let mut at = 0;
    while at < BEGINNING.len() {
        seal[at] = BEGINNING.as_bytes()[at];
        at += 1;
    }
    let mut digit = 0;
    while digit < 16 {
        seal[at + digit] = b"0123456789abcdef"[(hash >> (60 - 4 * digit)) as usize & 15];
        digit += 1;
    }
    seal[at + 17] = b'}';
    seal[at + 18] = b'\n';
    seal
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_seal_is_a_line_of_json() {
        let sealed = seal(b"{}".to_vec());
        assert_eq!(
            std::str::from_utf8(&sealed).unwrap(),
            format!("{{}}\n{{\"checksum\":\"{:016x}\"}}\n", xxh3_64(b"{}"))
        );
        assert_eq!(unseal(&sealed), Ok(&b"{}"[..]));
        assert_eq!(unseal(b"{}"), Err(Broken::Unsealed));
        assert_eq!(unseal(b""), Err(Broken::Unsealed));
    }

    proptest! {
        #[test]
        fn every_flipped_bit_and_every_cut_is_seen(content in prop::collection::vec(any::<u8>(), 0..200), at in any::<prop::sample::Index>(), bit in 0_u32..8) {
            let sealed = seal(content);
            let mut flipped = sealed.clone();
            let at = at.index(sealed.len());
            flipped[at] ^= 1_u8 << bit;
            prop_assert!(unseal(&flipped).is_err());
            prop_assert!(unseal(&sealed[..at]).is_err());
        }
    }
}
