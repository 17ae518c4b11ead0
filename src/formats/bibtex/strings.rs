//! Abbreviations (`@string`). One is worked out where it is defined, by those before it, as BibTeX does: so it may be made of itself,
//! and names in no text stand for more than is in the file.

use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A text longer than this is no title's.
const LONGEST: usize = 64 << 10;

/// The texts of abbreviations by their names in lower case.
#[derive(Default)]
pub(super) struct Strings(FxHashMap<String, String>);

impl Strings {
    /// Defines `name` by what stands behind it: `= other # {text}}`. What cannot be read, or is too long, defines nothing.
    pub(super) fn define(&mut self, name: &str, behind: &str) {
        if let Some(text) = self.text_of(behind) {
            self.0.insert(name.to_lowercase(), text);
        }
    }

    /// The abbreviations that stand in `text` by their names as they are written there, since BibTeX takes no notice of
    /// capitals.
    pub(super) fn used_in<'t>(&'t self, text: &'t str) -> BTreeMap<&'t str, &'t str> {
        let mut names = if self.0.is_empty() { "" } else { text }.split(is_no_name).filter(|name| !name.is_empty());
        let known = |name: &'t str| Some((name, self.0.get(&name.to_lowercase())?.as_str()));
        std::iter::from_fn(|| names.next()).filter_map(known).collect()
    }

    fn text_of(&self, behind: &str) -> Option<String> {
        let mut rest = behind.trim_start().strip_prefix('=')?;
        let mut out = String::new();
        loop {
            let part;
            (part, rest) = self.part(rest.trim_start())?;
            out.push_str(part);
            match rest.trim_start().strip_prefix('#') {
                Some(more) if out.len() <= LONGEST => rest = more,
                Some(_) => return None,
                None => return (out.len() <= LONGEST && is_balanced(&out)).then_some(out),
            }
        }
    }

    /// The first part of a text made of several, and what follows it. A name that nobody has defined stands for itself.
    fn part<'a>(&'a self, text: &'a str) -> Option<(&'a str, &'a str)> {
        let quoted = text.starts_with('"');
        if !quoted && !text.starts_with('{') {
            let (name, rest) = text.split_at(text.find(is_no_name).unwrap_or(text.len()));
            return (!name.is_empty()).then(|| (self.0.get(&name.to_lowercase()).map_or(name, String::as_str), rest));
        }
        let mut depth = 0_usize;
        for (at, sign) in text.char_indices().skip(1) {
            match sign {
                '{' => depth += 1,
                '}' if depth == 0 && !quoted => return Some((&text[1..at], &text[at + 1..])),
                '}' => depth = depth.checked_sub(1)?,
                '"' if depth == 0 && quoted => return Some((&text[1..at], &text[at + 1..])),
                _ => {}
            }
        }
        None
    }
}

fn is_balanced(text: &str) -> bool {
    let depth = text.bytes().try_fold(0_usize, |depth, byte| match byte {
        b'{' => Some(depth + 1),
        b'}' => depth.checked_sub(1),
        _ => Some(depth),
    });
    depth == Some(0)
}

/// Whether BibTeX lets no name hold `c`.
fn is_no_name(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '#' | '%' | '\'' | '(' | ')' | ',' | '=' | '{' | '}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_put_together_where_it_is_defined() {
        let mut strings = Strings::default();
        for (name, behind) in [
            ("J", "= {Journal {of} }}"),
            ("jm", " = j # \"M{\\\"o}ss\" # 7 }"),
            ("self", "= {one }}"),
            ("Self", "= self # {two}}"),
            ("unknown", "= nobody # {!}}"),
            ("open", "= {never closed"),
            ("nothing", "}"),
        ] {
            strings.define(name, behind);
        }
        let used = strings.used_in("a = JM, b = self # {x}, c = Unknown, d = open, e = nothing");
        let expected = [("JM", "Journal {of} M{\\\"o}ss7"), ("Unknown", "nobody!"), ("self", "one two")];
        assert_eq!(used.into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn names_stand_for_no_more_than_a_title_has() {
        let mut strings = Strings::default();
        strings.define("a0", "= {moss moss moss}}");
        for n in 1..40 {
            strings.define(&format!("a{n}"), &format!("= a{} # a{}}}", n - 1, n - 1));
        }
        assert!(strings.0.values().all(|text| text.len() <= LONGEST));
    }
}
