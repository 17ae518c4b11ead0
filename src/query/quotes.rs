//! Where a phrase in quotes ends: at the next quote, unless that cannot be its own.
//!
//! A quote that is forgotten would swallow all that stands behind it, or pair with the first quote of the next phrase. A phrase holds
//! no field tag, so that one which does was meant to end before it.

use super::ast::Tag;
use super::lexer::plain;
use crate::schema::{Target, table};
use std::ops::Range;

/// The end of a phrase, in bytes behind its opening quote.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// At its closing quote.
    Closed(usize),
    /// Of one in doubled quotes, `""heart failure""`, as tables write them; where the text begins and the first closing quote.
    Doubled(Range<usize>),
    /// `"heart failure[tiab]"`: where its tag stands, and the closing quote.
    Tagged(Range<usize>, usize),
    /// Its closing quote is missing: where it is taken to end, and in words.
    Open(usize, String),
}

/// The end of the phrase whose opening quote stands before `rest`.
pub(super) fn end(rest: &str) -> End {
    let Some(quote) = find_quote(rest, 0) else { return open(rest) };
    let opening = rest[quote..].chars().next().map_or(0, char::len_utf8);
    if quote == 0
        && rest[opening..].starts_with(char::is_alphanumeric)
        && let Some(closing) = find_quote(rest, opening)
        && rest[closing..].chars().map(plain).take(2).eq(['"', '"'])
        && field_tags(&rest[opening..closing]).next().is_none()
    {
        return End::Doubled(opening..closing);
    }
    let inner = &rest[..quote];
    let mut tags = field_tags(inner);
    match (tags.next(), tags.next()) {
        (None, _) => End::Closed(quote),
        (Some(tag), None) if inner[tag.end..].trim().is_empty() && !inner[..tag.start].trim().is_empty() => {
            End::Tagged(tag, quote)
        }
        _ => open(rest),
    }
}

fn find_quote(text: &str, from: usize) -> Option<usize> {
    text[from..].char_indices().find(|(_, c)| plain(*c) == '"').map(|(at, _)| from + at)
}

/// Whether the text between brackets is a field's.
pub(super) fn is_field(inner: &str) -> bool {
    table().tag(&Tag::parse(inner, 0..0).name).is_some()
}

/// Whether the text between brackets is a tag of headings or of their qualifiers.
pub(super) fn is_of_headings(inner: &str) -> bool {
    matches!(table().tag(&Tag::parse(inner, 0..0).name), Some(Target::Field(field)) if field.explodes)
}

/// The tags of fields in a text, with their brackets.
fn field_tags(text: &str) -> impl Iterator<Item = Range<usize>> {
    brackets(text).filter(|tag| is_field(&text[tag.start + 1..tag.end - 1]))
}

/// What stands in plain brackets, these included.
fn brackets(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices('[').filter_map(|(at, _)| {
        let length = text[at + 1..].find(['[', ']'])?;
        text[at + 1 + length..].starts_with(']').then(|| at..at + length + 2)
    })
}

/// The end of a phrase that nothing closes: before a tag, an operator, a parenthesis that was opened before it, or the end of the line.
fn open(rest: &str) -> End {
    let mut depth = 0_u32;
    // Looked for once: a search from each bracket that nothing closes would go over the rest each time.
    let last_bracket = rest.rfind(']').unwrap_or(0);
    for (at, c) in rest.char_indices() {
        match plain(c) {
            '[' if at < last_bracket => {
                let length = rest[at..].find(']').unwrap_or(0);
                return End::Open(at, format!("before {}", &rest[at..=at + length]));
            }
            '(' => depth += 1,
            ')' if depth == 0 => return End::Open(at, "before `)`".to_owned()),
            ')' => depth -= 1,
            _ if matches!(c, '\n' | '\r') => return End::Open(at, "at the end of the line".to_owned()),
            ' ' => {
                let word = rest[at + c.len_utf8()..].split(char::is_whitespace).next().unwrap_or_default();
                if matches!(word, "AND" | "OR" | "NOT") {
                    return End::Open(at, format!("before {word}"));
                }
            }
            _ => {}
        }
    }
    End::Open(rest.len(), "at the end".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_ends_where_it_was_meant_to() {
        let open = |end: usize, place: &str| End::Open(end, place.to_owned());
        for (rest, expected) in [
            ("a b\" c", End::Closed(3)),
            ("a [b] c\"", End::Closed(7)),
            ("a AND b\"[tiab]", End::Closed(7)),
            ("a b[tiab] AND c[tiab]", open(3, "before [tiab]")),
            ("a b AND c[tiab]", open(3, "before AND")),
            ("a (b) c) OR d", open(7, "before `)`")),
            ("a b\nc", open(3, "at the end of the line")),
            ("a b", open(3, "at the end")),
            ("a b[tiab] OR \"c d\"[tiab]", open(3, "before [tiab]")),
            ("a[ti] AND b[ti]\"", open(1, "before [ti]")),
            ("a b[tiab:~2] \"", End::Tagged(3..12, 13)),
            ("[tiab]\"", open(0, "before [tiab]")),
            ("\"a b\"\"[tiab]", End::Doubled(1..4)),
            ("\" a\"\"", End::Closed(0)),
        ] {
            assert_eq!(end(rest), expected, "{rest}");
        }
    }
}
