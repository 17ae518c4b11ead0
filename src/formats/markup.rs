//! Markup that programs leave in fields of plain text: `<i>Sphagnum</i> &amp; peat`.

use crate::record::text;
use std::collections::HashSet;

/// Elements within a line, as HTML, JATS and publishers name them.
const INLINE: [&str; 19] = [
    "i",
    "b",
    "u",
    "em",
    "strong",
    "sub",
    "sup",
    "sc",
    "scp",
    "small",
    "span",
    "font",
    "inf",
    "italic",
    "bold",
    "emphasis",
    "subscript",
    "superscript",
    "underline",
];

/// Elements that part what stands before them from what stands behind.
const PARTING: [&str; 5] = ["p", "br", "div", "li", "sec"];

/// Entities of characters, of which no more are met.
const ENTITIES: [(&str, &str); 6] =
    [("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("nbsp", " "), ("amp", "&")];

/// Bytes of the longest name or number of an entity.
const LONGEST_ENTITY: usize = 8;

/// `text` without markup, where there is any: tags of known elements that are closed (`a < b` is text, and so is `<cell>`), and
/// entities of characters.
pub(super) fn unmarked(text: &str) -> Option<String> {
    let tagged = text.contains("</") || text.contains("<br");
    let bare = if tagged { without_elements(text) } else { text.to_owned() };
    let plain = if bare.contains('&') { without_entities(&bare) } else { bare };
    (plain != text).then(|| text::clean(&plain))
}

fn without_elements(text: &str) -> String {
    let closed = closed_elements(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('<') {
        out.push_str(before);
        let name = tag_in(tail).map(|(tag, _)| name_of(tag)).unwrap_or_default();
        let is_parting = PARTING.contains(&local(&name)) && (local(&name) == "br" || closed.contains(&name));
        if !is_parting && !closed.contains(&name) {
            out.push('<');
            rest = tail;
            continue;
        }
        if is_parting {
            out.push(' ');
        }
        rest = tag_in(tail).map_or(tail, |(_, behind)| behind);
    }
    out.push_str(rest);
    out
}

/// The names of known elements that are opened and closed, gathered once: a text may be nothing but tags.
fn closed_elements(text: &str) -> HashSet<String> {
    let (mut opened, mut closed) = (HashSet::new(), HashSet::new());
    for tag in text.split('<').skip(1).filter_map(|tail| tag_in(tail)).map(|(tag, _)| tag) {
        let name = name_of(tag);
        if INLINE.contains(&local(&name)) || PARTING.contains(&local(&name)) {
            let set = if tag.starts_with('/') { &mut closed } else { &mut opened };
            set.insert(name);
        }
    }
    closed.retain(|name| opened.contains(name));
    closed
}

/// The inside of the tag whose `<` stands before `tail`, and what stands behind the tag.
fn tag_in(tail: &str) -> Option<(&str, &str)> {
    let end = tail.find(['<', '>']).filter(|end| tail[*end..].starts_with('>'))?;
    Some((&tail[..end], &tail[end + 1..]))
}

/// A name without its namespace's prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or_default()
}

/// The name in a tag, in lower case; nothing where what stands in it is no name with or without attributes.
fn name_of(tag: &str) -> String {
    let tag = tag.trim_start_matches('/').trim_end_matches('/');
    let end = tag.find(|c: char| !(c.is_ascii_alphanumeric() || c == ':')).unwrap_or(tag.len());
    let (name, attributes) = tag.split_at(end);
    let plausible = attributes.trim().is_empty() || attributes.contains('=');
    if plausible { name.to_ascii_lowercase() } else { String::new() }
}

fn without_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('&') {
        out.push_str(before);
        let end = tail.bytes().take(LONGEST_ENTITY + 1).position(|b| b == b';');
        let entity = end.map(|end| (&tail[..end], &tail[end + 1..]));
        if let Some((character, behind)) = entity.and_then(|(name, behind)| Some((character(name)?, behind))) {
            out.push_str(&character);
            rest = behind;
        } else {
            out.push('&');
            rest = tail;
        }
    }
    out.push_str(rest);
    out
}

/// `amp`, `#945`, `#x3b1`
fn character(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        return ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, sign)| (*sign).to_owned());
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::unmarked;

    #[test]
    fn markup_goes_and_signs_stay() {
        for (marked, plain) in [
            ("<i>Sphagnum</i> &amp; peat: CO<sub>2</sub>", "Sphagnum & peat: CO2"),
            ("A <Emphasis Type=\"Italic\">wet</Emphasis> &#945;-moss &#x3b1;", "A wet \u{3b1}-moss \u{3b1}"),
            ("One<br/>two<p>three</p>", "One two three"),
            ("p &lt; 0.05 and <jats:italic>n</jats:italic> &gt; 3", "p < 0.05 and n > 3"),
        ] {
            assert_eq!(unmarked(marked).as_deref(), Some(plain), "{marked}");
        }
        for text in ["a < b </ c > d", "allele <b> of <cell>", "R&D; &unknown; &", "<Objective: x></b>", "AT&T"] {
            assert_eq!(unmarked(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_of_nothing_but_signs_takes_no_longer_than_others() {
        // Gone through anew for each sign, each of these would take minutes.
        let many = 300_000;
        assert_eq!(unmarked(&format!("{}x</i>", "<i>".repeat(many))).as_deref(), Some("x"));
        assert_eq!(unmarked(&format!("{}</", "<".repeat(many))), None);
        assert_eq!(unmarked(&"&".repeat(many)), None);
    }
}
