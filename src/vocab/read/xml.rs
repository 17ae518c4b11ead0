//! MeSH in XML: descriptors, qualifiers, supplementary concepts. One record is held at a time.
//!
//! What a text is, is told from the two or three elements around it; everything else is passed over, so that a new element
//! of next year's files does no harm.

use super::{Concept, Found, Item, Kind, Rejection};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::io::{self, BufRead, Read};

/// Reads records of one kind.
///
/// # Errors
///
/// Where the input cannot be read, or is no well-formed XML.
pub(super) fn read(input: &mut dyn BufRead, kind: Kind, take: &mut dyn FnMut(Found)) -> io::Result<()> {
    let mut records = Records { kind, path: Vec::new(), text: String::new(), current: None, record: 0, take };
    let mut reader = Reader::from_reader(Lines { input, passed: 0 });
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let line = reader.get_ref().passed + 1;
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start)) => records.open(&start, line),
            Ok(Event::End(_)) => records.close(),
            Ok(Event::Text(part)) => records.text.push_str(&part),
            Ok(Event::CData(part)) => records.text.push_str(&part),
            Ok(Event::GeneralRef(name)) => records.entity(&name),
            Ok(Event::Eof) => return records.end(),
            Ok(_) => {}
            Err(quick_xml::Error::Io(error)) => return Err(io::Error::new(error.kind(), error.to_string())),
            Err(error) => return Err(malformed(line, &error.to_string())),
        }
    }
}

fn malformed(line: u64, reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("near line {line}: not well-formed XML: {reason}"))
}

/// Counts the lines that are read through it.
struct Lines<'a> {
    input: &'a mut dyn BufRead,
    passed: u64,
}

impl Read for Lines<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.passed += memchr::memchr_iter(b'\n', &buffer[..read]).count() as u64;
        Ok(read)
    }
}

impl BufRead for Lines<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(buffer) = self.input.fill_buf() {
            self.passed += memchr::memchr_iter(b'\n', &buffer[..amount.min(buffer.len())]).count() as u64;
        }
        self.input.consume(amount);
    }
}

struct Records<'a> {
    kind: Kind,
    /// Names of the elements that are open.
    path: Vec<String>,
    text: String,
    /// The record being read, and the line on which it begins.
    current: Option<(Concept, u64)>,
    record: u64,
    take: &'a mut dyn FnMut(Found),
}

impl Records<'_> {
    fn open(&mut self, start: &BytesStart<'_>, line: u64) {
        let name = start.name().0.to_owned();
        if name == record_element(self.kind) {
            self.record += 1;
            self.current = Some((Concept::new(self.kind, ""), line));
        }
        self.path.push(name);
        self.text.clear();
    }

    fn close(&mut self) {
        if let Some((concept, _)) = &mut self.current {
            take_text(concept, &self.path, self.text.trim());
        }
        self.text.clear();
        if self.path.pop().as_deref() == Some(record_element(self.kind))
            && let Some((concept, line)) = self.current.take()
        {
            let found = if concept.name.is_empty() {
                Err(Rejection { line, record: self.record, reason: "a record without a name".to_owned() })
            } else {
                Ok(Item::Concept(Box::new(concept)))
            };
            (self.take)(found);
        }
    }

    fn entity(&mut self, name: &quick_xml::events::BytesRef<'_>) {
        if let Ok(Some(c)) = name.resolve_char_ref() {
            self.text.push(c);
            return;
        }
        match quick_xml::escape::resolve_predefined_entity(name) {
            Some(resolved) => self.text.push_str(resolved),
            None => self.text.push_str(&format!("&{};", &**name)),
        }
    }

    fn end(mut self) -> io::Result<()> {
        let Some((_, line)) = self.current.take() else { return Ok(()) };
        let reason = "the file ends inside this record".to_owned();
        (self.take)(Err(Rejection { line, record: self.record, reason }));
        Ok(())
    }
}

fn record_element(kind: Kind) -> &'static str {
    match kind {
        Kind::Qualifier => "QualifierRecord",
        Kind::Supplementary => "SupplementalRecord",
        Kind::Descriptor | Kind::Journal => "DescriptorRecord",
    }
}

/// Notes the text of the element whose path this is.
fn take_text(concept: &mut Concept, path: &[String], text: &str) {
    if text.is_empty() {
        return;
    }
    let mut around = path.iter().rev().map(String::as_str);
    let at = [0; 4].map(|_| around.next().unwrap_or_default());
    let record = record_element(concept.kind);
    match at {
        ["DescriptorUI" | "QualifierUI" | "SupplementalRecordUI", parent, ..] if parent == record => {
            concept.id = text.to_owned();
        }
        ["String", "DescriptorName" | "QualifierName" | "SupplementalRecordName", parent, _] if parent == record => {
            concept.name = text.to_owned();
        }
        ["TreeNumber", "TreeNumberList", parent, _] if parent == record => concept.tree_numbers.push(text.to_owned()),
        ["String", "Term", "TermList", "Concept"] if text != concept.name => concept.other_names.push(text.to_owned()),
        ["Abbreviation", "Term", ..] if concept.kind == Kind::Qualifier => concept.code = text.to_owned(),
        ["String", "DescriptorName", "DescriptorReferredTo", "PharmacologicalAction"] => {
            concept.actions.push(text.to_owned());
        }
        _ => {}
    }
}
