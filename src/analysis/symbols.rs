//! Symbols: names of genes, proteins, drugs, isotopes, whose parts are letters, digits and Greek letters, written closed,
//! hyphenated or apart as the author likes (`PD-L1`, `PDL1`, `PD L1`; `IL-1β`, `IL1beta`, `IL 1 beta`).

use super::fold::is_greek_name;
use super::wildcard::is_wild;
use super::words::{Link, Word, Words};
use std::ops::Range;

/// Most cuts of one word: one of more is no name.
const MAX_CUTS: usize = 6;

/// Greek letters whose names are found within a word. The others are too short to be told from other letters.
const LONG_GREEK: [&str; 10] =
    ["alpha", "beta", "gamma", "delta", "epsilon", "kappa", "lambda", "sigma", "theta", "omega"];

/// The words of the compound that begins with word number `first`; that word alone where there is none.
pub(super) fn compound_at(words: &[Word], first: usize) -> Range<usize> {
    let more = words[first + 1..].iter().take_while(|word| word.link != Link::Apart).count();
    first..first + 1 + more
}

/// Whether a compound ends in the `s` of a genitive.
pub(super) fn is_possessive(words: &Words, parts: &[Word]) -> bool {
    parts.len() > 1 && parts.last().is_some_and(|last| last.link == Link::Apostrophe && words.text(last) == "s")
}

/// Whether the parts are a symbol (`PD-L1`, `TNF-α`, `GM-CSF`, `X-ray`, `O'Brien`), whose closed form is as exact as its parts,
/// and not plain words (`decision-making`).
pub(super) fn is_symbol(words: &Words, parts: &[Word]) -> bool {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
    let name = parts.len() == 2 && last.link == Link::Apostrophe && first.letters.len() == 1;
    let apostrophe = parts.iter().skip(1).any(|part| part.link == Link::Apostrophe);
    name || parts.iter().any(|part| {
        let text = words.text(part);
        part.has_digit
            || part.is_greek
            || (text.len() == 1 && !apostrophe)
            || part.capitals >= 2 && text.len() <= 5
            || is_abbreviation(text)
            || is_greek_name(text)
            || LONG_GREEK.iter().any(|name| text.starts_with(name) && (1..=2).contains(&(text.len() - name.len())))
    })
}

/// Two to four letters without a vowel are no word (`csf`, `nf`, `kb`).
fn is_abbreviation(text: &str) -> bool {
    (2..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() && !b"aeiouy".contains(&b))
}

/// Whether a part is the prefix of a unit (`µg`), whose closed form would be another word (`mug`).
pub(super) fn has_micro_unit(words: &Words, parts: &[Word]) -> bool {
    parts.windows(2).any(|pair| pair[0].is_greek && words.text(&pair[0]) == "mu" && pair[1].link == Link::Closed)
}

/// Whether a query can tell from the closed form of two parts where one ends and the other begins: see [`soft_cuts`].
pub(super) fn is_soft(before: &str, after: &str) -> bool {
    let (Some(a), Some(b)) = (before.bytes().next_back(), after.bytes().next()) else { return true };
    a.is_ascii_digit() != b.is_ascii_digit() || LONG_GREEK.contains(&before) || LONG_GREEK.contains(&after)
}

/// Where a word may be cut into the parts of a symbol: between letter and digit (`il|2`, `h|1|n|1`), and around the long
/// names of Greek letters (`tnf|alpha`, `nf|kappa|b`, `17|beta`). Never between digits.
pub(super) fn soft_cuts(text: &str) -> Vec<usize> {
    if is_wild(text) {
        return Vec::new();
    }
    let bytes = text.as_bytes();
    let boundary = |at: usize| bytes[at - 1].is_ascii_digit() != bytes[at].is_ascii_digit();
    let mut cuts: Vec<usize> = (1..bytes.len()).filter(|at| text.is_char_boundary(*at) && boundary(*at)).collect();
    let mut at = 0;
    while at < bytes.len() {
        match LONG_GREEK.iter().find(|name| bytes[at..].starts_with(name.as_bytes())) {
            Some(name) => {
                cuts.extend([at, at + name.len()]);
                at += name.len();
            }
            None => at += 1,
        }
    }
    cuts.retain(|cut| (1..bytes.len()).contains(cut));
    cuts.sort_unstable();
    cuts.dedup();
    if cuts.len() > MAX_CUTS { Vec::new() } else { cuts }
}

/// Names written closed whose parts no rule tells, with the length of the first.
const CLOSED_NAMES: [(&str, usize); 3] = [("sarscov", 4), ("merscov", 4), ("ncov", 1)];

/// Where else a word may be cut in two: before the last letter of a name (`pd|l1`), before a variant (`braf|v600e`), and in
/// a few names (`sars|cov2`).
pub(super) fn hard_cut(text: &str) -> Option<usize> {
    if is_wild(text) {
        return None;
    }
    let bytes = text.as_bytes();
    let name = bytes.iter().take_while(|b| b.is_ascii_lowercase()).count();
    if let Some((_, cut)) = CLOSED_NAMES.iter().find(|(known, _)| *known == &text[..name]) {
        return Some(*cut);
    }
    let variant = bytes.last().is_some_and(u8::is_ascii_lowercase);
    let digits = bytes[..bytes.len() - usize::from(variant)].iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let head = bytes.len() - usize::from(variant) - digits;
    let letters = bytes[..head].iter().rev().take_while(|b| b.is_ascii_lowercase()).count();
    let (least, most) = if variant { (2..=4, 12) } else { (1..=3, 4) };
    (least.contains(&digits) && letters >= 3 && head <= most).then(|| head - 1)
}

/// Mass numbers and elements of the isotopes that are written either way round (`99mTc`, `Tc-99m`; `18F`, `F-18`). Left out
/// are those whose other form is another thing: `H3`, `C11` and `C14` are a histone and places of a chain.
const ISOTOPES: &str = " 99m tc 18 f 123 i 124 i 125 i 131 i 67 ga 68 ga 111 in 201 tl 177 lu 90 y 89 sr 153 sm 223 ra 225 ac 89 zr \
    64 cu 67 cu 82 rb 13 n 15 o 32 p 33 p 35 s 51 cr 57 co 58 co 60 co 59 fe 133 xe 81m kr 45 ca 22 na 24 na 137 cs 192 ir \
    198 au 186 re 188 re 211 at 213 bi 212 pb 75 se 86 rb 65 zn 76 br 68 ge 99 mo 166 ho 169 er 103 pd 141 ce 85 sr 113m in ";

/// The mass number and the element of an isotope, whichever comes first in `first` and `second`.
pub(super) fn isotope<'a>(first: &'a str, second: &'a str) -> Option<(&'a str, &'a str)> {
    let (mass, element) =
        if first.starts_with(|c: char| c.is_ascii_digit()) { (first, second) } else { (second, first) };
    let is_isotope = mass.starts_with(|c: char| c.is_ascii_digit())
        && element.starts_with(|c: char| c.is_ascii_lowercase())
        && ISOTOPES.contains(&format!(" {mass} {element} "));
    is_isotope.then_some((mass, element))
}

/// The isotope that a word is (`99mtc`, `tc99m`, `18f`).
pub(super) fn isotope_word(text: &str) -> Option<(&str, &str)> {
    if !(2..=6).contains(&text.len()) || !text.is_ascii() {
        return None;
    }
    (1..text.len()).find_map(|cut| isotope(&text[..cut], &text[cut..]))
}

/// What may follow a name as the rest of a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tail {
    /// Up to three digits, with a letter before or behind them (`2`, `L1`, `1A`).
    Number,
    /// A Greek letter, with digits or a letter or two behind it (`alpha`, `β1`, `kappaB`).
    Greek,
    /// A letter, behind a Greek one (`kappa B`).
    Letter,
}

fn tail(text: &str) -> Option<Tail> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits) && text.len() <= digits + 1 {
        return Some(Tail::Number);
    }
    if text.len() == 1 {
        return text.is_ascii().then_some(Tail::Letter);
    }
    let greek = |name: &str| text.strip_prefix(name).is_some_and(|rest| rest.len() <= 2);
    (is_greek_name(text) || LONG_GREEK.iter().any(|name| greek(name))).then_some(Tail::Greek)
}

/// Words before which a number is a number.
const COMMON_SHORT_WORDS: [&str; 47] = [
    "a", "an", "and", "any", "are", "as", "at", "age", "aged", "by", "but", "can", "day", "days", "do", "few", "for",
    "had", "has", "he", "if", "in", "is", "it", "its", "may", "no", "nor", "not", "of", "on", "or", "our", "per", "so",
    "the", "to", "two", "up", "via", "vs", "was", "we", "with", "one", "all", "from",
];

/// Whether a text may have one word where a query has the words `before` and `after` side by side: where a closed word would
/// be cut ([`soft_cuts`], [`hard_cut`]), unless a number of that length is likelier to be one (`in 5`, `2019 patients`).
pub(super) fn may_close(before: &str, after: &str) -> bool {
    let short_number = |text: &str| (1..=3).contains(&text.bytes().filter(u8::is_ascii_digit).count());
    let letters = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase());
    if is_wild(before)
        || is_wild(after)
        || COMMON_SHORT_WORDS.contains(&before)
        || (after.len() > 1 && COMMON_SHORT_WORDS.contains(&after))
    {
        return false;
    }
    if isotope(before, after).is_some() || LONG_GREEK.contains(&before) || LONG_GREEK.contains(&after) {
        return true;
    }
    let ends_in_digit = before.ends_with(|c: char| c.is_ascii_digit());
    match after.bytes().next() {
        Some(b'0'..=b'9') if ends_in_digit => false,
        // Accession numbers (`rs 1801133`, `NCT 01234567`) are longer than years.
        Some(b'0'..=b'9') if before.len() <= 3 && after.len() > 4 => true,
        Some(b'0'..=b'9') => before.len() <= 6 && short_number(after) && after.len() <= 4,
        Some(_) if ends_in_digit => after.len() == 1 || (short_number(before) && after.len() <= 4),
        Some(_) => {
            let name = letters(before) && (2..=5).contains(&before.len());
            let numbered = tail(after) == Some(Tail::Number) || tail(after) == Some(Tail::Greek);
            let known = CLOSED_NAMES.iter().any(|(name, cut)| name.split_at(*cut) == (before, after));
            name && numbered || known
        }
        None => false,
    }
}

/// How many of the leading words of a plain query are one symbol written apart (`IL 2`, `PD L1`, `TGF-beta 1`, `HLA B 27`, `SARS
/// CoV 2`); 0 where they are none, as where a word merely happens to stand before a number (`type 2`, `in 5`, `stage 3`).
#[must_use]
pub fn split_symbol(words: &[&str]) -> usize {
    let mut split = Words::default();
    let Some(first) = words.first() else { return 0 };
    split.split(first);
    let Some(mut last) = first_of_symbol(first, &split) else { return 0 };
    let mut count = 1;
    match words {
        [_, second, ..] if is_numbered_name(second, &mut split) => (count, last) = (2, Tail::Number),
        [_, second, third, ..]
            if is_second_name(second) && ends(third, &mut split, Tail::Letter) == Some(Tail::Number) =>
        {
            (count, last) = (3, Tail::Number);
        }
        _ => {}
    }
    while let Some(end) = words.get(count).and_then(|word| ends(word, &mut split, last)) {
        last = end;
        count += 1;
    }
    if count > 1 { count } else { 0 }
}

/// How a word ends that may be the first of a symbol: a name, in capitals or of two or three letters, or a symbol already.
fn first_of_symbol(written: &str, split: &Words) -> Option<Tail> {
    let last = split.words.last()?;
    let letters = written.chars().count();
    if split.words.len() == 1 && !last.has_digit {
        let capitals = last.capitals >= 2 && (2..=5).contains(&letters);
        let short = (2..=3).contains(&letters) && !COMMON_SHORT_WORDS.contains(&split.text(last));
        let capitals = capitals || (letters == 1 && last.capitals == 1);
        return (last.has_letter && (capitals || short)).then_some(Tail::Letter);
    }
    let is_compound = split.words[1..].iter().all(|word| word.link != Link::Apart);
    let short = split.words.iter().all(|word| word.letters.len() <= 5);
    if !is_compound || !short || !split.words.iter().any(|word| word.has_letter) || !is_symbol(split, &split.words) {
        return None;
    }
    let text = split.text(last);
    Some(if text.ends_with(|c: char| c.is_ascii_digit()) {
        Tail::Number
    } else if is_greek_name(text) {
        Tail::Greek
    } else {
        Tail::Letter
    })
}

/// A second name is one only with a number behind it: `CoV` of `SARS CoV 2`, `B` of `HLA B 27`.
fn is_second_name(written: &str) -> bool {
    let capitals = written.chars().filter(|c| c.is_uppercase()).count();
    written.chars().all(char::is_alphabetic) && (written.chars().count() == 1 || capitals >= 2 && written.len() <= 4)
}

/// A second name with its number, `CoV-2` of `SARS CoV-2`.
fn is_numbered_name(written: &str, split: &mut Words) -> bool {
    split.split(written);
    let [name, number] = split.words.as_slice() else { return false };
    number.link == Link::Hyphen
        && !name.has_digit
        && name.capitals >= 2
        && name.letters.len() <= 4
        && tail(split.text(number)) == Some(Tail::Number)
}

/// How a word ends that continues a symbol ending in `last`. `None` where it does not continue it.
fn ends(word: &str, split: &mut Words, mut last: Tail) -> Option<Tail> {
    split.split(word);
    for (number, part) in split.words.iter().enumerate() {
        let next = tail(split.text(part))?;
        let fits = match (last, next) {
            (Tail::Letter, Tail::Number | Tail::Greek) | (Tail::Number, Tail::Greek) => true,
            (Tail::Greek, Tail::Number) => true,
            (Tail::Greek, Tail::Letter) => part.capitals == 1,
            // `1/2` of `ERK 1/2`.
            (Tail::Number, Tail::Number) => number > 0,
            _ => false,
        };
        if !fits {
            return None;
        }
        last = next;
    }
    (!split.words.is_empty()).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_is_cut_at_its_parts() {
        let show = |text: &str| {
            let mut out = text.to_owned();
            soft_cuts(text).iter().rev().for_each(|cut| out.insert(*cut, '|'));
            out
        };
        for (text, expected) in [
            ("il2", "il|2"),
            ("h1n1", "h|1|n|1"),
            ("tnfalpha", "tnf|alpha"),
            ("nfkappab", "nf|kappa|b"),
            ("17betaestradiol", "17|beta|estradiol"),
            ("hif1alpha", "hif|1|alpha"),
            ("betacatenin", "beta|catenin"),
            ("cancer", "cancer"),
            ("alpha", "alpha"),
            ("2019", "2019"),
        ] {
            assert_eq!(show(text), expected);
        }
        for (text, cut) in [
            ("pdl1", Some(2)),
            ("brafv600e", Some(4)),
            ("krasg12c", Some(4)),
            ("sarscov2", Some(4)),
            ("il2", None),
            ("h1n1", None),
            ("cd4", None),
            ("cancer", None),
        ] {
            assert_eq!(hard_cut(text), cut, "{text}");
        }
    }

    #[test]
    fn isotopes_are_known_either_way_round() {
        for text in ["99mtc", "tc99m"] {
            assert_eq!(isotope_word(text), Some(("99m", "tc")));
        }
        assert_eq!(isotope("i", "131"), Some(("131", "i")));
        for text in ["h3", "3h", "c14", "14c", "il2", "cd4", "99tc", "x"] {
            assert_eq!(isotope_word(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_and_what_follows_are_one_symbol() {
        for (text, count) in [
            ("IL 2 therapy", 2),
            ("il 2", 2),
            ("PD L1", 2),
            ("TNF alpha", 2),
            ("TNF α", 2),
            ("COX 2 inhibitor", 2),
            ("IL 1 beta", 3),
            ("TGF beta 1 signalling", 3),
            ("NF kappa B", 3),
            ("NF kappaB", 2),
            ("IL-1 beta", 2),
            ("IL 1β", 2),
            ("TGF-beta 1", 2),
            ("NF-kappa B", 2),
            ("5-HT 1A", 2),
            ("ERK 1/2", 2),
            ("CD4 T cells", 0),
            ("COVID-19 patients", 0),
            ("decision-making 2", 0),
            ("HLA B 27", 3),
            ("SARS CoV 2", 3),
            ("SARS CoV-2 infection", 2),
            ("T 3", 2),
            ("type 2", 0),
            ("in 5", 0),
            ("stage 3", 0),
            ("IL 2000", 0),
            ("PD ligand", 0),
            ("2 2", 0),
            ("aged 5", 0),
        ] {
            let words: Vec<&str> = text.split(' ').collect();
            assert_eq!(split_symbol(&words), count, "{text}");
        }
    }
}
