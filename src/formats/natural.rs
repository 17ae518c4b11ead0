//! Natural order of names: `n2.xml` before `n10.xml`.

use std::cmp::Ordering;

/// Compares two names, runs of digits by their number, everything else by character.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    let (mut x, mut y) = (a, b);
    while !x.is_empty() && !y.is_empty() {
        let (part_x, rest_x) = part(x);
        let (part_y, rest_y) = part(y);
        let order = match (number(part_x), number(part_y)) {
            (Some(m), Some(n)) => (m.len(), m).cmp(&(n.len(), n)),
            _ => part_x.cmp(part_y),
        };
        if order != Ordering::Equal {
            return order;
        }
        (x, y) = (rest_x, rest_y);
    }
    // `007` and `7` are equal as numbers: the text decides.
    x.len().cmp(&y.len()).then_with(|| a.cmp(b))
}

/// The leading run of digits or of anything else, and what follows.
fn part(text: &str) -> (&str, &str) {
    let digits = text.starts_with(|c: char| c.is_ascii_digit());
    text.split_at(text.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(text.len()))
}

/// Digits without leading zeros.
fn number(part: &str) -> Option<&str> {
    part.starts_with(|c: char| c.is_ascii_digit()).then(|| part.trim_start_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_go_by_their_size() {
        let mut names = ["n10.xml", "n2.xml", "n2a.xml", "a/9", "a/10", "n02.xml", "n1x10", "n1x9"];
        names.sort_by(|a, b| compare(a, b));
        assert_eq!(names, ["a/9", "a/10", "n1x9", "n1x10", "n02.xml", "n2.xml", "n2a.xml", "n10.xml"]);
    }

    proptest! {
        #[test]
        fn it_is_an_order(mut names in prop::collection::vec("[a0-2]{0,4}", 3)) {
            names.sort_by(|a, b| compare(a, b));
            prop_assert!(compare(&names[0], &names[2]) != Ordering::Greater);
            prop_assert_eq!(compare(&names[0], &names[1]), compare(&names[1], &names[0]).reverse());
        }
    }
}
