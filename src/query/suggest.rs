//! What was probably meant by a word that nobody knows.

use crate::schema::{normal_tag, table};
use std::sync::LazyLock;

/// Names of tags in their normal form, each with the short tag to write.
static TAGS: LazyLock<Vec<(String, &str)>> =
    LazyLock::new(|| table().names().map(|(name, short)| (normal_tag(name), short)).collect());

/// The tag that an unknown one was meant as: by another name of its field, or by one that is nearly written so.
pub(super) fn tag_meant(name: &str) -> Option<&'static str> {
    let name = normal_tag(name);
    let near = near(&name, TAGS.iter().map(|(known, _)| known.as_str()), name.chars().count() / 3).next()?;
    TAGS.iter().find(|(known, _)| known == near).map(|(_, short)| *short)
}

/// The nearest of `known` to `word`, where it is near enough: a third of the letters of `word` may differ.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    near(word, known, (word.chars().count() / 3).max(1)).next()
}

/// Those of `known` of which at most `most` letters differ, the nearest first.
pub(crate) fn near<'a>(word: &str, known: impl Iterator<Item = &'a str>, most: usize) -> impl Iterator<Item = &'a str> {
    let mut near: Vec<(usize, &str)> =
        known.map(|other| (distance(word, other, most), other)).filter(|(away, _)| *away <= most).collect();
    near.sort_unstable();
    near.into_iter().map(|(_, other)| other)
}

/// Letters to insert, delete or change to turn one word into the other; anything above `most` where there are more.
fn distance(a: &str, b: &str, most: usize) -> usize {
    if a.chars().count().abs_diff(b.chars().count()) > most {
        return most + 1;
    }
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
        // No later row has less than the least of this one.
        if row.iter().all(|away| *away > most) {
            return most + 1;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_known_by_what_people_call_it() {
        for (name, expected) in [
            ("ISSN", Some("ta")),
            ("year", Some("dp")),
            ("Yr", Some("dp")),
            ("publication year", Some("dp")),
            ("author name", Some("au")),
            ("abstracts", Some("ab")),
            ("Title/Abs", Some("tiab")),
            ("Major Topic", Some("majr")),
            ("kw", Some("ot")),
            ("jornal", Some("ta")),
            ("Publication Tpye", Some("pt")),
            ("MeSH Terns", Some("mh")),
            ("ORCID", Some("auid")),
            ("tial", Some("tiab")),
            ("xy", None),
            ("Ca2+", None),
        ] {
            assert_eq!(tag_meant(name), expected, "{name}");
        }
    }

    #[test]
    fn the_nearest_is_found_and_the_far_is_not() {
        assert_eq!(nearest("englsh", ["french", "english", "spanish"].into_iter()), Some("english"));
        assert_eq!(nearest("tial", ["tiab", "title"].into_iter()), Some("tiab"));
        assert_eq!(nearest("xyzzy", ["english"].into_iter()), None);
        let known = ["asthma", "asthenia", "plasma"];
        assert_eq!(near("asthmaa", known.into_iter(), 2).collect::<Vec<_>>(), ["asthma"]);
        assert_eq!(near("asthmaa", known.into_iter(), 3).collect::<Vec<_>>(), ["asthma", "asthenia"]);
    }
}
