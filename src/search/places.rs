//! Places in a query: bytes as Unicode scalar values, and a mark under one.
//!
//! A long query may have thousands of findings, so what they need of it is worked out once and not for each.

use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// From bytes of a query to Unicode scalar values.
pub(super) struct Places<'a> {
    query: &'a str,
    /// The byte at which each character begins; of a query in ASCII they need not be known.
    starts: Option<Vec<usize>>,
}

impl<'a> Places<'a> {
    pub(super) fn of(query: &'a str) -> Self {
        let starts = (!query.is_ascii()).then(|| query.char_indices().map(|(at, _)| at).collect());
        Self { query, starts }
    }

    /// The number of characters before a byte. `None` where that is within a character or beyond the query.
    pub(super) fn scalars(&self, byte: usize) -> Option<usize> {
        if !self.query.is_char_boundary(byte) {
            return None;
        }
        Some(self.starts.as_ref().map_or(byte, |starts| starts.partition_point(|start| *start < byte)))
    }
}

/// Characters of a long query shown on either side of a place.
const AROUND: usize = 60;

/// A query to be shown with marks under places of it.
pub struct Marked {
    line: Vec<char>,
}

impl Marked {
    /// The query on one line.
    #[must_use]
    pub fn new(query: &str) -> Self {
        Self { line: query.chars().map(|c| if c.is_control() { ' ' } else { c }).collect() }
    }

    /// The query, of a long one the part around a place given in Unicode scalar values, and a mark under that.
    #[must_use]
    pub fn under(&self, place: Range<usize>) -> String {
        let line = &self.line;
        let from = place.start.min(line.len());
        let length = place.end.saturating_sub(from).clamp(1, AROUND);
        let (start, end) = (from.saturating_sub(AROUND), (from + length + AROUND).min(line.len()));
        let (head, tail) = (if start > 0 { "… " } else { "" }, if end < line.len() { " …" } else { "" });
        let text = |range: Range<usize>| line[range].iter().collect::<String>();
        let before = head.width() + text(start..from).width();
        let marked = text(from..(from + length).min(line.len())).width().max(1);
        format!("  {head}{}{tail}\n  {}{}", text(start..end), " ".repeat(before), "^".repeat(marked))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_counted_as_characters() {
        let places = Places::of("aé結b");
        let counted: Vec<Option<usize>> = (0..9).map(|byte| places.scalars(byte)).collect();
        assert_eq!(counted, [Some(0), Some(1), None, Some(2), None, None, Some(3), Some(4), None]);
        assert_eq!(Places::of("abc").scalars(3), Some(3));
        assert_eq!(Places::of("abc").scalars(4), None);
    }

    #[test]
    fn a_mark_stands_under_its_place() {
        assert_eq!(Marked::new("a 結 b").under(2..3), "  a 結 b\n    ^^");
        assert_eq!(Marked::new("a\nb").under(9..12), "  a b\n     ^");
        assert_eq!(Marked::new("").under(0..0), "  \n  ^");
        let long = format!("{}here{}", "x".repeat(100), "y".repeat(100));
        let shown = Marked::new(&long).under(100..104);
        let (text, mark) = shown.split_once('\n').unwrap();
        assert_eq!(text, format!("  … {}here{} …", "x".repeat(60), "y".repeat(60)));
        assert_eq!(mark.find('^'), text.replace('…', ".").find("here"));
    }
}
