//! Looking into a JSON value, whether its writer puts a single value in a list or not.

use crate::record::text;
use serde_json::Value;

/// All values at the end of a path of members; lists on the way and at the end are gone through.
pub(in crate::formats) fn all<'v>(value: &'v Value, path: &[&str]) -> Vec<&'v Value> {
    match (value, path) {
        (Value::Array(items), _) => items.iter().flat_map(|item| all(item, path)).collect(),
        (Value::Null, _) => Vec::new(),
        (_, []) => vec![value],
        (Value::Object(members), [name, rest @ ..]) => {
            members.get(*name).map(|member| all(member, rest)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// A text, number or truth value as text, cleaned; `None` where it is blank or has parts.
pub(in crate::formats) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(string) => text::non_empty(string),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// The first text at the end of a path.
pub(in crate::formats) fn text_at(value: &Value, path: &[&str]) -> Option<String> {
    all(value, path).into_iter().find_map(scalar)
}

/// All texts at the end of a path.
pub(in crate::formats) fn texts_at(value: &Value, path: &[&str]) -> Vec<String> {
    all(value, path).into_iter().filter_map(scalar).collect()
}

/// A text without the tags of HTML or JATS in it; headings within it (`<h4>Methods</h4>`) become labels.
pub(in crate::formats) fn without_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tail)) = rest.split_once('<') {
        out.push_str(before);
        let name = tail.strip_prefix('/').unwrap_or(tail);
        let Some((tag, after)) = tail.split_once('>').filter(|_| is_tag(name)) else {
            out.push('<');
            rest = tail;
            continue;
        };
        let name = name.split(|c: char| !(c.is_ascii_alphanumeric() || c == ':')).next().unwrap_or_default();
        let name = name.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
        let heading = matches!(name.as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "title");
        match (heading, tag.starts_with('/')) {
            (true, true) if !out.trim_end().ends_with(':') => out.push_str(": "),
            _ if heading || matches!(name.as_str(), "p" | "br" | "div" | "sec" | "li") => out.push(' '),
            _ => {}
        }
        rest = after;
    }
    out.push_str(rest);
    text::clean(&out.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

/// Whether what stands behind `<` or `</` is a name with nothing or attributes behind it: a passage in such signs is text
/// (`<Learning objective: …>`).
fn is_tag(text: &str) -> bool {
    let inner = text.split('>').next().unwrap_or_default();
    let behind = inner.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_'));
    let behind = behind.trim_end_matches('/').trim();
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && (behind.is_empty() || behind.contains('='))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lists_of_one_are_looked_through() {
        for value in [json!({"a": {"b": ["x", "y"]}}), json!([{"a": [{"b": "x"}, {"b": ["y"]}]}])] {
            assert_eq!(texts_at(&value, &["a", "b"]), ["x", "y"]);
            assert_eq!(text_at(&value, &["a", "c"]), None);
        }
    }

    #[test]
    fn tags_part_words_where_they_part_blocks() {
        assert_eq!(
            without_tags("<h4>Aim</h4>CO<sub>2</sub> at p < 0.05<p>and</p><jats:p>x</jats:p>"),
            "Aim: CO2 at p < 0.05 and x"
        );
        let text = "known. <Learning objective: nothing is lost.>";
        assert_eq!(without_tags(text), text);
    }
}
