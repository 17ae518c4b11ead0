//! An element as a tree.

use super::super::pubmed_xml::{ParseError, decoded, push_reference, with_references};
use super::local;
use crate::record::text;
use quick_xml::Error;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Elements nested deeper than this are no document's.
const DEEPEST: usize = 512;

/// Elements that part words: what stands in one is no part of the word before it.
const BLOCKS: [&str; 17] = [
    "p",
    "title",
    "sec",
    "list",
    "list-item",
    "def",
    "term",
    "disp-formula",
    "disp-quote",
    "break",
    "td",
    "th",
    "tr",
    "label",
    "caption",
    "br",
    "div",
];

/// An element with its attributes and all that is in it; names without their prefixes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::formats) struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Node>,
}

#[derive(Debug, PartialEq, Eq)]
enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// Parses the one element that `bytes` hold.
    pub(in crate::formats) fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let source = decoded(bytes);
        let mut reader = Reader::from_str(&source);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().allow_dangling_amp = true;
        let mut open: Vec<Self> = vec![Self::default()];
        let fail = |reason: &str, at: u64| {
            let before =
                source.as_bytes().get(..usize::try_from(at).unwrap_or(usize::MAX)).unwrap_or(source.as_bytes());
            let lines_before = memchr::memchr_iter(b'\n', before).count() as u64;
            ParseError { reason: text::clean(&format!("not well-formed XML: {reason}")), lines_before }
        };
        loop {
            let event = reader.read_event();
            let depth = open.len();
            let Some(current) = open.last_mut() else { break };
            match event {
                Ok(Event::Start(start)) if depth < DEEPEST => open.push(Self::opened(&start)),
                Ok(Event::Start(_)) => return Err(fail("elements are nested too deeply", reader.buffer_position())),
                Ok(Event::Text(part)) => current.push_text(&part.into_inner()),
                Ok(Event::CData(part)) => current.push_text(&part.into_inner()),
                Ok(Event::GeneralRef(name)) => {
                    let mut sign = String::new();
                    push_reference(&mut sign, &name);
                    current.push_text(&sign);
                }
                Ok(Event::End(_)) => {
                    let Some(done) = open.pop() else { break };
                    match open.as_mut_slice() {
                        [] => break,
                        [_] => return Ok(done),
                        [.., parent] => parent.children.push(Node::Element(done)),
                    }
                }
                Ok(Event::Eof) => break,
                Ok(_) => {}
                Err(Error::Syntax(error)) => return Err(fail(&error.to_string(), reader.error_position())),
                Err(Error::IllFormed(error)) => return Err(fail(&error.to_string(), reader.error_position())),
                Err(error) => return Err(fail(&error.to_string(), reader.error_position())),
            }
        }
        Err(fail("it ends inside an element", source.len() as u64))
    }

    fn opened(start: &BytesStart<'_>) -> Self {
        let mut attributes = start.attributes();
        let attributes = attributes.with_checks(false).flatten();
        let attributes = attributes
            .map(|attribute| (local(attribute.key.0).to_owned(), with_references(attribute.value).into_owned()));
        Self { name: local(start.name().0).to_owned(), attributes: attributes.collect(), children: Vec::new() }
    }

    fn push_text(&mut self, part: &str) {
        match self.children.last_mut() {
            Some(Node::Text(text)) => text.push_str(part),
            _ => self.children.push(Node::Text(part.to_owned())),
        }
    }

    /// Its name.
    pub(in crate::formats) fn name(&self) -> &str {
        &self.name
    }

    /// An attribute's value, empty where there is none.
    pub(in crate::formats) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Its child elements.
    pub(in crate::formats) fn elements(&self) -> impl DoubleEndedIterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Its children called `name`.
    pub(in crate::formats) fn all<'e>(&'e self, name: &'e str) -> impl DoubleEndedIterator<Item = &'e Self> {
        self.elements().filter(move |element| element.name == name)
    }

    /// Its first child called `name`.
    pub(in crate::formats) fn first(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.name == name)
    }

    /// The first element at the end of a path of names.
    pub(in crate::formats) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |element, name| element.first(name))
    }

    /// The text of the first element at the end of a path; empty where there is none.
    pub(in crate::formats) fn text_at(&self, path: &[&str]) -> String {
        self.at(path).map(Self::text).unwrap_or_default()
    }

    /// All elements below it called one of `names`, in order; what is below elements called one of `without` is passed
    /// over, and so is what is below a found one.
    pub(in crate::formats) fn below<'e>(&'e self, names: &[&str], without: &[&str]) -> Vec<&'e Self> {
        let mut found = Vec::new();
        for element in self.elements() {
            if names.contains(&element.name.as_str()) {
                found.push(element);
            } else if !without.contains(&element.name.as_str()) {
                found.extend(element.below(names, without));
            }
        }
        found
    }

    /// Whether text stands in it that is in no element below.
    pub(in crate::formats) fn has_own_text(&self) -> bool {
        self.children.iter().any(|child| matches!(child, Node::Text(text) if !text.trim().is_empty()))
    }

    /// All text in it, cleaned.
    pub(in crate::formats) fn text(&self) -> String {
        self.text_without(&[])
    }

    /// All text in it but that of elements called one of `names`, cleaned. The LaTeX twin of a formula is left out.
    pub(in crate::formats) fn text_without(&self, names: &[&str]) -> String {
        let mut out = String::new();
        self.collect(names, &mut out);
        text::clean(&out)
    }

    fn collect(&self, without: &[&str], out: &mut String) {
        // The element before, where nothing but space stands behind it.
        let mut before = "";
        let mut upper = self.name == "mfrac";
        for child in &self.children {
            match child {
                Node::Text(text) => {
                    out.push_str(text);
                    before = if text.trim().is_empty() { before } else { "" };
                }
                Node::Element(element) => {
                    let name = element.name.as_str();
                    if without.contains(&name) || matches!(name, "tex-math" | "annotation") {
                        continue;
                    }
                    let parts = BLOCKS.contains(&name);
                    if parts {
                        out.push(' ');
                    }
                    out.push_str(between(before, name));
                    // An id is a word of its own, whatever stands before it.
                    if name == "pub-id" && out.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | ';'))
                    {
                        out.push(' ');
                    }
                    element.collect(without, out);
                    if name == "etal" && element.children.is_empty() {
                        out.push_str("et al");
                    }
                    before = name;
                    if std::mem::take(&mut upper) {
                        out.push('/');
                    }
                    if parts {
                        out.push(' ');
                    }
                }
            }
        }
    }
}

/// What stands between two parts of a citation that the file puts side by side, leaving that to whoever shows them.
fn between(before: &str, name: &str) -> &'static str {
    const NAMES: [&str; 4] = ["name", "string-name", "collab", "etal"];
    const PARTS: [&str; 15] = [
        "surname",
        "given-names",
        "suffix",
        "person-group",
        "article-title",
        "chapter-title",
        "source",
        "year",
        "volume",
        "issue",
        "fpage",
        "lpage",
        "elocation-id",
        "pub-id",
        "ext-link",
    ];
    let part = |name| PARTS.contains(&name) || NAMES.contains(&name);
    match (NAMES.contains(&before), NAMES.contains(&name)) {
        (true, true) => ", ",
        _ if part(before) && part(name) => " ",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_citation_that_stand_side_by_side_are_parted() {
        let text = |xml: &str| Element::parse(xml.as_bytes()).unwrap().text();
        let name = |last: &str| format!("<name><surname>{last}</surname><given-names>X.</given-names></name>");
        assert_eq!(text("<c><name><surname>Moss</surname></name> <etal/>. (2001)</c>"), "Moss , et al. (2001)");
        assert_eq!(text("<c>39, 12.<pub-id>34</pub-id></c>"), "39, 12. 34");
        let ids = "<pub-id>10.1000/1</pub-id><pub-id>12</pub-id>";
        assert_eq!(
            text(&format!("<c><person-group>{}{}</person-group> (2001). {ids}</c>", name("Moss"), name("Fern"))),
            "Moss X., Fern X. (2001). 10.1000/1 12"
        );
        assert_eq!(
            text(&format!("<c>{} &amp; {}. H<sub>2</sub>O</c>", name("Moss"), name("Fern"))),
            "Moss X. & Fern X.. H2O"
        );
    }

    #[test]
    fn text_is_put_together_from_all_that_is_in_it() {
        let xml = "<m:a x='1&amp;2'>PD-<i>L1</i> &#946;<sup>2</sup><p>one</p><p>two</p><tex-math>$x$</tex-math></m:a>";
        let element = Element::parse(xml.as_bytes()).unwrap();
        assert_eq!((element.name(), element.attribute("x"), element.attribute("y")), ("a", "1&2", ""));
        assert_eq!(element.text(), "PD-L1 β2 one two");
        assert_eq!(element.text_without(&["p"]), "PD-L1 β2");
        assert_eq!(element.all("p").map(Element::text).collect::<Vec<_>>(), ["one", "two"]);
    }

    #[test]
    fn an_error_names_its_line() {
        let error = Element::parse(b"<a>\n<b>\n</a>").unwrap_err();
        assert!(error.reason.starts_with("not well-formed XML: expected `</b>`"), "{}", error.reason);
        assert_eq!(error.lines_before, 2);
        assert!(Element::parse(b"<a>").is_err() && Element::parse(b"x").is_err());
    }
}
