//! The order of files that belong together: which of two is the later one, whenever they were read.
//!
//! Files whose names differ in numbers alone are a series (`pubmed26n0001.xml.gz`, `pubmed26n1335.xml.gz`), and their order is
//! that of the numbers, whatever directory they are in and whatever run took them. Of all other files the one that is
//! read later is the later one.

/// Whether `a` comes before `b` in one series. Names of files, without directories.
pub(super) fn is_before(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (parts(a), parts(b));
    let mut before = None;
    loop {
        match (a.next(), b.next()) {
            (None, None) => return before == Some(true),
            (Some(Part::Number(x)), Some(Part::Number(y))) => {
                if before.is_none() && x != y {
                    before = Some((x.len(), x) < (y.len(), y));
                }
            }
            (Some(Part::Text(x)), Some(Part::Text(y))) if x == y => {}
            _ => return false,
        }
    }
}

/// A part of a name.
enum Part<'a> {
    /// Digits without leading zeros.
    Number(&'a str),
    /// Anything else.
    Text(&'a str),
}

/// The parts of a name, without the ending that says how the file is compressed.
fn parts(name: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest =
        [".gz", ".bz2", ".xz", ".zst", ".zip"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
    std::iter::from_fn(move || {
        let digits = rest.chars().next()?.is_ascii_digit();
        let (part, after) = rest.split_at(rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len()));
        rest = after;
        Some(if digits { Part::Number(part.trim_start_matches('0')) } else { Part::Text(part) })
    })
}

#[cfg(test)]
mod tests {
    use super::is_before;
    use proptest::prelude::*;

    #[test]
    fn numbers_order_a_series_and_nothing_else() {
        for (a, b) in [
            ("pubmed26n0001.xml.gz", "pubmed26n1335.xml.gz"),
            ("pubmed26n1500.xml.gz", "pubmed27n0001.xml.gz"),
            ("n2.xml", "n10.xml"),
            ("n2.xml.gz", "n10.xml"),
            ("export 2023-02-01.nbib", "export 2023-11-30.nbib"),
        ] {
            assert!(is_before(a, b) && !is_before(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("a.xml", "b.xml"),
            ("n2.xml", "n2.xml"),
            ("n02.xml", "n2.xml"),
            ("n2.xml", "n10.nbib"),
            ("n2", "n2n3"),
            ("", "1"),
        ] {
            assert!(!is_before(a, b) && !is_before(b, a), "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn it_is_an_order(names in prop::collection::vec("a[0-2]{0,3}b[0-2]{0,2}", 3)) {
            prop_assert!(!is_before(&names[0], &names[0]));
            prop_assert!(!(is_before(&names[0], &names[1]) && is_before(&names[1], &names[0])));
            if is_before(&names[0], &names[1]) && is_before(&names[1], &names[2]) {
                prop_assert!(is_before(&names[0], &names[2]));
            }
        }
    }
}
