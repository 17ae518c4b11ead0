//! Small steps over cleaned text, shared by the parts of the citation parser: each looks at one place and reads on from
//! there, so that a parse takes time in proportion to the text.

/// The byte at `at`, 0 behind the end.
pub(super) fn byte(text: &str, at: usize) -> u8 {
    text.as_bytes().get(at).copied().unwrap_or(0)
}

/// The character that begins at `at`.
pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    match byte(text, at) {
        0 => None,
        ascii @ 1..0x80 => Some(char::from(ascii)),
        _ => text.get(at..)?.chars().next(),
    }
}

/// Behind the spaces at `at`.
pub(super) fn spaces(text: &str, mut at: usize) -> usize {
    while byte(text, at) == b' ' {
        at += 1;
    }
    at
}

/// Whether `prefix` (ASCII) stands at `at` in any case.
pub(super) fn starts_ci(text: &str, at: usize, prefix: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.get(at..at + prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
}

/// Whether `prefix` stands at `at`.
pub(super) fn starts(text: &str, at: usize, prefix: &str) -> bool {
    text.as_bytes().get(at..).is_some_and(|rest| rest.starts_with(prefix.as_bytes()))
}

/// Behind the hyphen or dash at `at`.
pub(super) fn dash(text: &str, at: usize) -> Option<usize> {
    match byte(text, at) {
        b'-' => Some(at + 1),
        0xe2 => {
            char_at(text, at).filter(|c| matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}')).map(|c| at + c.len_utf8())
        }
        _ => None,
    }
}

/// Behind the word at `at`: letters, with apostrophes and hyphens among them.
pub(super) fn word_end(text: &str, mut at: usize) -> usize {
    loop {
        match byte(text, at) {
            b'a'..=b'z' | b'A'..=b'Z' | b'\'' | b'-' | b'`' => at += 1,
            0..0x80 => return at,
            _ => match char_at(text, at) {
                Some(c) if c.is_alphabetic() || is_name_mark(c) => at += c.len_utf8(),
                _ => return at,
            },
        }
    }
}

/// Apostrophes, hyphens and combining accents, which stand inside names.
fn is_name_mark(c: char) -> bool {
    matches!(c, '\u{2019}' | '\u{2018}' | '\u{2bc}' | '\u{b4}' | '\u{2010}' | '\u{2011}' | '\u{300}'..='\u{36f}')
}

/// A year (1500 to 2099) of exactly four digits at `at`.
pub(super) fn year(text: &str, at: usize) -> Option<u16> {
    let digits = text.as_bytes().get(at..at + 4)?;
    let alone = !byte(text, at + 4).is_ascii_digit() && (at == 0 || !byte(text, at - 1).is_ascii_alphanumeric());
    let number = digits.iter().try_fold(0u16, |n, b| b.is_ascii_digit().then(|| n * 10 + u16::from(b - b'0')))?;
    (alone && (1500..=2099).contains(&number)).then_some(number)
}

/// A year at `at` that a title follows without a mark between them (`Arden KL 2003 Sleep of bats`).
pub(super) fn unmarked_year(text: &str, at: usize) -> Option<u16> {
    let number = year(text, at)?;
    let at = at + usize::from(byte(text, at + 4).is_ascii_lowercase());
    let next = char_at(text, at + 5).is_some_and(|c| c.is_uppercase() || matches!(c, '"' | '\u{201c}' | '['));
    (byte(text, at + 4) == b' ' && next).then_some(number)
}

/// Whether nothing but punctuation follows `at`.
pub(super) fn ends(text: &str, at: usize) -> bool {
    text.as_bytes()
        .get(at..)
        .is_none_or(|rest| rest.iter().all(|b| matches!(b, b' ' | b'.' | b',' | b';' | b')' | b':')))
}

/// Whether `word` begins with a capital.
pub(super) fn capitalised(word: &str) -> bool {
    match byte(word, 0) {
        b'A'..=b'Z' => true,
        0..0x80 => false,
        _ => word.chars().next().is_some_and(char::is_uppercase),
    }
}
