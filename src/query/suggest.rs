//! What was probably meant by a word that nobody knows.

/// The nearest of `known` to `word`, where it is near enough: a third of the letters of `word` may differ.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = (word.chars().count() / 3).max(1);
    let near = known.map(|other| (distance(word, other, most), other)).filter(|(away, _)| *away <= most);
    near.min().map(|(_, other)| other)
}

/// Letters to insert, delete or change to turn one word into the other; anything above `most` where there are more.
fn distance(a: &str, b: &str, most: usize) -> usize {
    let b: Vec<char> = b.chars().collect();
    if a.chars().count().abs_diff(b.len()) > most {
        return most + 1;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_is_found_and_the_far_is_not() {
        assert_eq!(nearest("englsh", ["french", "english", "spanish"].into_iter()), Some("english"));
        assert_eq!(nearest("tial", ["tiab", "title"].into_iter()), Some("tiab"));
        assert_eq!(nearest("xyzzy", ["english"].into_iter()), None);
    }
}
