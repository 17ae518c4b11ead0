//! A cursor over the XML of one record: child elements, attributes, text.
//!
//! It knows XML and how text is put together from it, nothing of PubMed. Every method that enters an element is paired
//! with one that leaves it: after [`Xml::child`] has given an element, exactly one of [`Xml::text`], [`Xml::skip`] or
//! calls of [`Xml::child`] down to its `None` must follow.

use super::super::decode;
use crate::record::text;
use memchr::memchr_iter;
use quick_xml::Error;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use scraper::Html;
use std::borrow::Cow;

/// Why a record could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ParseError {
    /// What is wrong, in plain words, one line.
    pub(crate) reason: String,
    /// How many lines of the record end before the place.
    pub(crate) lines_before: u64,
}

/// What reading a part of a record gives.
pub(super) type Result<T> = std::result::Result<T, ParseError>;

/// The bytes of a record as text. Bytes that are no UTF-8 are read as Windows-1252 where they stand, so that a stray
/// one spoils nothing else.
pub(in crate::formats) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.push_str(&decode::text(chunk.invalid()));
    }
    Cow::Owned(out)
}

/// The cursor.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    source: &'a str,
}

/// An element's opening tag.
pub(super) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// The element's name.
    pub(super) fn name(&self) -> &str {
        self.0.name().0
    }
}

impl<'a> Xml<'a> {
    /// A cursor before the first element of `source`.
    pub(super) fn new(source: &'a str) -> Self {
        let mut reader = Reader::from_str(source);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, source }
    }

    fn event(&mut self) -> Result<Event<'a>> {
        match self.reader.read_event() {
            Ok(Event::Eof) => Err(self.error("not well-formed XML: it ends inside an element", self.source.len())),
            Ok(event) => Ok(event),
            Err(error) => Err(self.malformed(&error)),
        }
    }

    #[cold]
    fn malformed(&self, error: &Error) -> ParseError {
        let reason = match error {
            Error::Syntax(error) => error.to_string(),
            Error::IllFormed(error) => error.to_string(),
            other => other.to_string(),
        };
        let at = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
        self.error(&format!("not well-formed XML: {reason}"), at)
    }

    fn error(&self, reason: &str, at: usize) -> ParseError {
        let before = self.source.as_bytes().get(..at).unwrap_or(self.source.as_bytes());
        ParseError { reason: text::clean(reason), lines_before: memchr_iter(b'\n', before).count() as u64 }
    }

    /// The next child of the element entered last, `None` at that element's end. Text between children is passed over.
    pub(super) fn child(&mut self) -> Result<Option<Tag<'a>>> {
        // Layout between elements then makes no events.
        self.reader.config_mut().trim_text_start = true;
        loop {
            match self.event()? {
                Event::Start(start) => return Ok(Some(Tag(start))),
                Event::End(_) => return Ok(None),
                _ => {}
            }
        }
    }

    /// Leaves the element just entered, with all that is in it.
    pub(super) fn skip(&mut self) -> Result<()> {
        let mut depth = 0_usize;
        loop {
            match self.event()? {
                Event::Start(_) => depth += 1,
                Event::End(_) if depth == 0 => return Ok(()),
                Event::End(_) => depth -= 1,
                _ => {}
            }
        }
    }

    /// Calls `take` for each child called `name` of the element just entered, and passes over the others.
    pub(super) fn each(&mut self, name: &str, mut take: impl FnMut(&mut Self, &Tag<'a>) -> Result<()>) -> Result<()> {
        while let Some(tag) = self.child()? {
            if tag.name() == name { take(self, &tag)? } else { self.skip()? }
        }
        Ok(())
    }

    /// An attribute's value, empty where there is none.
    pub(super) fn attribute<'t>(&self, tag: &'t Tag<'_>, name: &str) -> Result<Cow<'t, str>> {
        match tag.0.try_get_attribute(name) {
            Ok(attribute) => Ok(attribute.map_or(Cow::Borrowed(""), |attribute| with_references(attribute.value))),
            Err(error) => {
                let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
                Err(self.error(&format!("not well-formed XML: attributes of <{}>: {error}", tag.name()), at))
            }
        }
    }

    /// All text within the element just entered, that of its descendants included, in order; leaves the element.
    ///
    /// Inline elements part no words. A formula loses the layout between its elements, and one that is displayed on a
    /// line of its own is set off by spaces.
    pub(super) fn text(&mut self) -> Result<Cow<'a, str>> {
        self.reader.config_mut().trim_text_start = false;
        let mut out = Cow::Borrowed("");
        let (mut depth, mut formula) = (0_usize, None::<Formula>);
        loop {
            match self.event()? {
                Event::Text(_) | Event::CData(_) if formula.as_ref().is_some_and(Formula::is_annotated) => {}
                Event::Text(text) => append(&mut out, text.into_inner(), formula.is_some()),
                Event::CData(text) => append(&mut out, text.into_inner(), formula.is_some()),
                Event::GeneralRef(name) => push_reference(out.to_mut(), &name),
                Event::Start(start) => {
                    depth += 1;
                    match (start.local_name().as_ref(), &mut formula) {
                        (name, Some(formula)) => formula.opens(name, depth),
                        ("math", None) => formula = Some(Formula { depth, ..Formula::default() }),
                        ("DispFormula", None) => out.to_mut().push(' '),
                        _ => {}
                    }
                }
                Event::End(_) if depth == 0 => return Ok(out),
                Event::End(end) => {
                    match &mut formula {
                        Some(open) if open.depth == depth => formula = None,
                        Some(open) => out.to_mut().push_str(if open.closes(depth) { "/" } else { "" }),
                        None if end.name().0 == "DispFormula" => out.to_mut().push(' '),
                        None => {}
                    }
                    depth -= 1;
                }
                _ => {}
            }
        }
    }

    /// [`Xml::text`], cleaned; `None` where nothing is left.
    pub(super) fn line(&mut self) -> Result<Option<String>> {
        Ok(text::non_empty(&self.text()?))
    }

    /// [`Xml::line`] of each child called `name`, those without text left out.
    pub(super) fn lines(&mut self, name: &str, lines: &mut Vec<String>) -> Result<()> {
        self.each(name, |xml, _| {
            lines.extend(xml.line()?);
            Ok(())
        })
    }
}

/// A formula (MathML) that is open, at its depth.
#[derive(Default)]
struct Formula {
    depth: usize,
    /// Depths of the fractions that are open, and whether the upper part of each has ended.
    fractions: Vec<(usize, bool)>,
    /// Depth of what says the same in another notation.
    annotation: Option<usize>,
}

impl Formula {
    fn opens(&mut self, name: &str, depth: usize) {
        match name {
            "mfrac" => self.fractions.push((depth, false)),
            "annotation" | "annotation-xml" if self.annotation.is_none() => self.annotation = Some(depth),
            _ => {}
        }
    }

    /// Notes the end of an element; whether it is the upper part of a fraction.
    fn closes(&mut self, depth: usize) -> bool {
        self.annotation = self.annotation.filter(|annotation| *annotation != depth);
        match self.fractions.last_mut() {
            Some((fraction, upper_ended)) if *fraction + 1 == depth => !std::mem::replace(upper_ended, true),
            Some((fraction, _)) if *fraction == depth => {
                self.fractions.pop();
                false
            }
            _ => false,
        }
    }

    fn is_annotated(&self) -> bool {
        self.annotation.is_some()
    }
}

fn append<'a>(out: &mut Cow<'a, str>, text: Cow<'a, str>, in_formula: bool) {
    if in_formula {
        // White space with a line break in it is layout; a single space may be meant.
        let meant = if text.contains('\n') { text.trim() } else { &text };
        out.to_mut().push_str(meant);
    } else if out.is_empty() {
        *out = text;
    } else {
        out.to_mut().push_str(&text);
    }
}

/// An attribute's value with its references resolved.
pub(in crate::formats) fn with_references(value: Cow<'_, str>) -> Cow<'_, str> {
    if !value.contains('&') {
        return value;
    }
    let mut out = String::with_capacity(value.len());
    let mut rest = &*value;
    while let Some((before, tail)) = rest.split_once('&') {
        out.push_str(before);
        let end = tail.find([';', '&']).filter(|end| tail[*end..].starts_with(';'));
        match end.map(|end| (&tail[..end], &tail[end + 1..])) {
            Some((name, after)) => {
                push_reference(&mut out, name);
                rest = after;
            }
            None => {
                out.push('&');
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Puts what `&name;` stands for behind `out`; a name that nobody defined stays as it was written.
pub(in crate::formats) fn push_reference(out: &mut String, name: &str) {
    match name {
        "amp" => out.push('&'),
        "lt" => out.push('<'),
        "gt" => out.push('>'),
        "quot" => out.push('"'),
        "apos" => out.push('\''),
        _ => match numbered(name).or_else(|| named(name)) {
            Some(text) => out.push_str(&text),
            None => {
                out.push('&');
                out.push_str(name);
                out.push(';');
            }
        },
    }
}

/// `#8211`, `#x2013`. The control codes 128 to 159 are meant as Windows-1252's, as browsers take them.
fn numbered(name: &str) -> Option<String> {
    let number = name.strip_prefix('#')?;
    let (digits, radix) = number.strip_prefix(['x', 'X']).map_or((number, 10), |digits| (digits, 16));
    let code = digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, radix).ok())??;
    match u8::try_from(code) {
        Ok(0) => None,
        Ok(byte @ 0x80..=0x9f) => Some(decode::text(&[byte]).into_owned()),
        _ => char::from_u32(code).map(String::from),
    }
}

/// The names of HTML (`alpha`, `nbsp`), which PubMed XML does not define and some files use all the same. They are rare:
/// the parser of pages knows all 2,231 of them, and so no table stands here.
fn named(name: &str) -> Option<String> {
    let plausible = (2..=32).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric());
    let page = plausible.then(|| Html::parse_fragment(&format!("&{name};")))?;
    let text: String = page.root_element().text().collect();
    // What HTML does not know it leaves as it is, its semicolon included.
    (!text.is_empty() && !text.ends_with(';')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of the first element of `source`.
    fn text_of(source: &str) -> String {
        let mut xml = Xml::new(source);
        xml.child().unwrap().unwrap();
        xml.line().unwrap().unwrap_or_default()
    }

    #[test]
    fn inline_elements_neither_cut_nor_part_words() {
        assert_eq!(text_of("<t>CO<sub>2</sub> and <i>H. <b>pylori</b></i>-free</t>"), "CO2 and H. pylori-free");
        assert_eq!(text_of("<t><i>Ab</i>initio</t>"), "Abinitio");
        assert_eq!(text_of("<t/>"), "");
        assert_eq!(text_of("<t>a<!-- not this -->b<?nor this?><![CDATA[ <c> ]]></t>"), "ab <c>");
    }

    #[test]
    fn a_formula_loses_its_layout() {
        let source = "<t>rate ( <mml:math>\n <mml:mi>V</mml:mi>\n  <mml:mtext>at rest</mml:mtext>\r\n \
                      <mml:mo>=</mml:mo><mml:mtext> </mml:mtext><mml:mn>2</mml:mn></mml:math> ) of</t>";
        assert_eq!(text_of(source), "rate ( Vat rest= 2 ) of");
        let fraction = "<t>dose of <mml:math><mml:semantics><mml:mfrac><mml:mn>1</mml:mn><mml:mrow><mml:mn>2</mml:mn><mml:mi>x</mml:mi>\
                        </mml:mrow></mml:mfrac><mml:annotation>\\frac12x</mml:annotation></mml:semantics></mml:math> mg</t>";
        assert_eq!(text_of(fraction), "dose of 1/2x mg");
        let displayed = "<t>by<DispFormula><mml:math><mml:mi>x</mml:mi>\n</mml:math></DispFormula>where</t>";
        assert_eq!(text_of(displayed), "by x where");
    }

    #[test]
    fn references_to_characters_are_resolved() {
        assert_eq!(text_of("<t>&lt;&#x3b1;&#946;&amp;&gt; &quot;&apos;</t>"), "<αβ&> \"'");
        assert_eq!(text_of("<t>&alpha;&eacute;&ne;&NotSubset;</t>"), "αé≠⊂⃒");
        assert_eq!(text_of("<t>&#150; &#x93;</t>"), "– “");
        assert_eq!(text_of("<t>caf&#233;</t>"), "café");
    }

    #[test]
    fn what_is_no_reference_stays_as_written() {
        for text in ["&unheard;", "&notit;", "A & B", "R&D", "R&D & so; on", "&#0;", "&#xD800;", "&#+65;", "&;", "& ;"]
        {
            assert_eq!(text_of(&format!("<t>{text}</t>")), text, "{text}");
            let tag = format!("<t a=\"{text}\"/>");
            let mut xml = Xml::new(&tag);
            let tag = xml.child().unwrap().unwrap();
            assert_eq!(xml.attribute(&tag, "a").unwrap(), text);
        }
    }

    #[test]
    fn attributes_are_read() {
        let mut xml = Xml::new("<t Label=\"AIMS &amp; M&Eacute;THODES\" UI='D1'/>");
        let tag = xml.child().unwrap().unwrap();
        assert_eq!(xml.attribute(&tag, "Label").unwrap(), "AIMS & MÉTHODES");
        assert_eq!(xml.attribute(&tag, "UI").unwrap(), "D1");
        assert_eq!(xml.attribute(&tag, "Other").unwrap(), "");
    }

    #[test]
    fn an_error_names_its_cause_and_line() {
        let fail = |source: &str| {
            let mut xml = Xml::new(source);
            xml.child().unwrap().unwrap();
            xml.text().unwrap_err()
        };
        let error = fail("<t>\n<i>x\n</b></t>");
        assert_eq!(error.reason, "not well-formed XML: expected `</i>`, but `</b>` was found");
        assert_eq!(error.lines_before, 2);
        let error = fail("<t>\n\n<i>x");
        assert_eq!((error.reason.as_str(), error.lines_before), ("not well-formed XML: it ends inside an element", 2));
        let mut xml = Xml::new("\n<t a=b>");
        let tag = xml.child().unwrap().unwrap();
        let error = xml.attribute(&tag, "a").unwrap_err();
        assert!(error.reason.starts_with("not well-formed XML: attributes of <t>: "), "{}", error.reason);
        assert_eq!(error.lines_before, 1);
    }

    #[test]
    fn stray_bytes_are_windows_1252_and_spoil_nothing_else() {
        assert_eq!(decoded(b"S\xe1nchez \x96 \xce\xb2"), "Sánchez – β");
        assert!(matches!(decoded("β".as_bytes()), Cow::Borrowed("β")));
    }
}
