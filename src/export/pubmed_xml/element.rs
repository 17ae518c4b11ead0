//! Elements of XML, written one a line and indented.

use crate::record::text;
use quick_xml::escape::escape;

/// Attributes of an element: names and values.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a str)];

/// Writes elements to the end of a text.
pub(super) struct Elements<'a> {
    out: &'a mut String,
    depth: usize,
}

impl<'a> Elements<'a> {
    pub(super) fn new(out: &'a mut String) -> Self {
        Self { out, depth: 0 }
    }

    /// An element that holds what `content` writes.
    pub(super) fn within(&mut self, name: &str, attributes: Attributes<'_>, content: impl FnOnce(&mut Self)) {
        self.indent();
        self.open(name, attributes);
        self.out.push_str(">\n");
        self.depth += 1;
        content(self);
        self.depth -= 1;
        self.indent();
        self.out.push_str(&format!("</{name}>\n"));
    }

    /// As [`Self::within`], where there is anything to hold.
    pub(super) fn list<T>(
        &mut self,
        name: &str,
        attributes: Attributes<'_>,
        items: &[T],
        mut write: impl FnMut(&mut Self, &T),
    ) {
        if !items.is_empty() {
            self.within(name, attributes, |xml| items.iter().for_each(|item| write(xml, item)));
        }
    }

    /// An element with text, which may be empty.
    pub(super) fn text(&mut self, name: &str, attributes: Attributes<'_>, value: &str) {
        self.indent();
        self.open(name, attributes);
        self.out.push_str(&format!(">{}</{name}>\n", safe(value)));
    }

    /// An element with text, where there is any.
    pub(super) fn optional<T: AsRef<str>>(&mut self, name: &str, value: Option<T>) {
        if let Some(value) = value {
            self.text(name, &[], value.as_ref());
        }
    }

    fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        self.out.push('<');
        self.out.push_str(name);
        for (attribute, value) in attributes {
            self.out.push_str(&format!(" {attribute}=\"{}\"", safe(value)));
        }
    }

    fn indent(&mut self) {
        self.out.extend(std::iter::repeat_n("  ", self.depth));
    }
}

/// Text on one line, escaped, without the two characters that XML 1.0 cannot have and that are no control characters.
fn safe(value: &str) -> String {
    let cleaned = text::clean(value);
    escape(cleaned.replace(['\u{fffe}', '\u{ffff}'], "").as_str()).into_owned()
}

/// `value`, where it is one of those that the DTD allows.
pub(super) fn allowed<'v>(value: &'v str, values: &[&str]) -> Option<&'v str> {
    values.contains(&value).then_some(value)
}

/// `Y` or `N`.
pub(super) fn yes_no(yes: bool) -> &'static str {
    if yes { "Y" } else { "N" }
}
