//! A segment of ours beside one that Tantivy's own writer makes of the same documents.

use super::*;
use crate::analysis::{Analyser, Tokens};
use crate::index::document::{DocumentMaker, Prepared, field_text};
use crate::index::tantivy_schema::tantivy_schema;
use crate::record::{AbstractSection, Author, Keyword, MeshHeading, PartialDate, Pmid, Record, Reference};
use crate::schema::{Kind, table};
use std::collections::BTreeMap;
use tantivy::index::SegmentReader;
use tantivy::postings::Postings;
use tantivy::schema::document::{ReferenceValue, ReferenceValueLeaf};
use tantivy::schema::{Field, FieldType, IndexRecordOption, Value};
use tantivy::tokenizer::{PreTokenizedString, RawTokenizer, Token};
use tantivy::{DocId, DocSet, Document as _, Index, TERMINATED, TantivyDocument};

const RECORDS: u32 = 700;

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    /// So many words, of which few are frequent and many rare.
    fn words(&mut self, count: u64) -> String {
        let word = |_| {
            let most = 1 << self.below(12);
            format!("word{}", self.below(most))
        };
        (0..count).map(word).collect::<Vec<_>>().join(" ")
    }
}

fn record(number: u32, chance: &mut Chance) -> Record {
    // One text is far longer than a block of positions, and long enough for the coarse codes of lengths.
    let length = if number == 300 { 20_000 } else { chance.below(200) };
    let author = format!("Doe{}, Jane", chance.below(50));
    let heading = format!("Heading {}/therapy", chance.below(9));
    Record {
        pmid: Pmid::parse(&(number + 1).to_string()),
        title: format!("PD-L1 and TNF-α in mice, {}", chance.words(8)),
        abstract_sections: vec![AbstractSection::labelled("RESULTS", &chance.words(length))],
        authors: if number.is_multiple_of(3) { Vec::new() } else { vec![Author::from_inverted(&author)] },
        keywords: Keyword::new(&chance.words(2)).into_iter().collect(),
        mesh: MeshHeading::from_medline(&heading).into_iter().collect(),
        date: PartialDate::parse(&format!("{}-03", 1990 + number % 30)),
        references: (0..chance.below(4))
            .map(|_| Reference::parse(&format!("Roe R. {}. J Fict. 2001;3:4-5.", chance.words(6))))
            .collect(),
        ..Record::default()
    }
}

fn maker() -> DocumentMaker {
    DocumentMaker::new(&tantivy_schema()).unwrap()
}

/// The segment that this module writes, setting aside what it has so many times, in `dir` or in memory.
fn ours(index: &Index, documents: &[Prepared], threads: usize, times: usize, dir: Option<&Path>) -> SegmentReader {
    let mut builder = SegmentBuilder::new(index.new_segment(), dir).unwrap();
    let aside = documents.len() / (times + 1) + 1;
    for (number, prepared) in (0..).zip(documents) {
        if number > 0 && (number as usize).is_multiple_of(aside) {
            let store = builder.set_aside(threads).unwrap();
            assert!(store.get::<TantivyDocument>(aside as u32 - 1).is_ok());
        }
        assert_eq!(builder.add(&prepared.document).unwrap(), number);
    }
    assert_eq!(builder.aside.len(), times);
    SegmentReader::open(&index.segment(builder.write(threads, 0).unwrap())).unwrap()
}

/// The document as Tantivy's writer takes it: texts as tokens, and all else as it is.
fn for_tantivy(record: &Record, prepared: &Prepared, schema: &Schema, analyser: &mut Analyser) -> TantivyDocument {
    let mut out = TantivyDocument::new();
    for field in table().fields.iter().filter(|field| field.kind == Kind::Text) {
        let text = field_text(record, &field.name).unwrap_or_default();
        let mut found = Tokens::default();
        analyser.analyse_into(&text, &mut found);
        let token = |token: crate::analysis::Token<'_>| Token {
            position: token.position as usize,
            text: token.term.to_owned(),
            ..Token::default()
        };
        let tokens: Vec<Token> = found.iter().map(token).collect();
        if !tokens.is_empty() {
            let text = PreTokenizedString { text, tokens };
            out.add_pre_tokenized_text(schema.get_field(&field.name).unwrap(), text);
        }
    }
    for (of, terms) in prepared.document.terms.fields() {
        let field = table().fields.iter().find(|field| field.name == schema.get_field_name(of.field)).unwrap();
        if field.kind != Kind::Text {
            terms.for_each(|term| out.add_text(of.field, std::str::from_utf8(term.letters).unwrap()));
        }
    }
    for (field, value) in prepared.document.iter_fields_and_values() {
        match value.as_value() {
            ReferenceValue::Leaf(ReferenceValueLeaf::Str(text)) => out.add_text(field, text),
            ReferenceValue::Leaf(ReferenceValueLeaf::U64(number)) => out.add_u64(field, number),
            other => panic!("{other:?}"),
        }
    }
    out
}

/// The segment that Tantivy's own writer makes.
fn theirs(index: &Index, documents: impl Iterator<Item = TantivyDocument>) -> SegmentReader {
    index.tokenizers().register("medlar", RawTokenizer::default());
    let mut writer = index.writer_with_num_threads(1, 100_000_000).unwrap();
    for document in documents {
        writer.add_document(document).unwrap();
    }
    writer.commit().unwrap();
    let searcher = index.reader().unwrap().searcher();
    assert_eq!(searcher.segment_readers().len(), 1);
    searcher.segment_reader(0).clone()
}

/// Of each term of a field its records, with frequency and positions.
type Found = BTreeMap<Vec<u8>, Vec<(DocId, u32, Vec<u32>)>>;

fn postings(reader: &SegmentReader, field: Field, option: IndexRecordOption) -> (Found, u64) {
    let index = reader.inverted_index(field).unwrap();
    let mut terms = index.terms().stream().unwrap();
    let mut found = Found::new();
    while terms.advance() {
        let mut list = index.read_postings_from_terminfo(terms.value(), option).unwrap();
        let mut records = Vec::new();
        while list.doc() != TERMINATED {
            let mut positions = Vec::new();
            if option.has_positions() {
                list.positions(&mut positions);
            }
            records.push((list.doc(), list.term_freq(), positions));
            list.advance();
        }
        assert_eq!(records.len(), terms.value().doc_freq as usize);
        found.insert(terms.key().to_vec(), records);
    }
    (found, index.total_num_tokens())
}

/// What a column says of each record.
fn column(reader: &SegmentReader, name: &str) -> Vec<Vec<String>> {
    let columns = reader.fast_fields();
    let docs = 0..reader.max_doc();
    if let Ok(Some(column)) = columns.str(name) {
        let value = |ord| {
            let mut text = String::new();
            column.ord_to_str(ord, &mut text).unwrap();
            text
        };
        return docs.map(|doc| column.term_ords(doc).map(value).collect()).collect();
    }
    match columns.u64(name) {
        Ok(column) => docs.map(|doc| column.values_for_doc(doc).map(|number| number.to_string()).collect()).collect(),
        Err(_) => Vec::new(),
    }
}

#[test]
fn is_what_tantivy_itself_would_write() {
    let (schema, maker, mut chance) = (tantivy_schema(), maker(), Chance(7));
    let records: Vec<Record> = (0..RECORDS).map(|number| record(number, &mut chance)).collect();
    let documents: Vec<Prepared> = records.iter().map(|record| maker.prepare(record.clone()).unwrap()).collect();
    let their = Index::create_in_ram(schema.clone());
    let mut analyser = Analyser::default();
    let given = records.iter().zip(&documents).map(|(r, p)| for_tantivy(r, p, &schema, &mut analyser));
    let (theirs, dir) = (theirs(&their, given), tempfile::tempdir().unwrap());
    for (times, dir) in [(0, None), (1, None), (6, Some(dir.path()))] {
        let mine = Index::create_in_ram(schema.clone());
        assert_same(&ours(&mine, &documents, 3, times, dir), &theirs, &schema);
    }
}

fn assert_same(ours: &SegmentReader, theirs: &SegmentReader, schema: &Schema) {
    assert_eq!(ours.max_doc(), theirs.max_doc());
    let mut filled = 0;
    for (field, entry) in schema.fields() {
        if let FieldType::Str(options) = entry.field_type()
            && let Some(indexing) = options.get_indexing_options()
        {
            let option = indexing.index_option();
            let found = postings(ours, field, option);
            assert_eq!(found, postings(theirs, field, option), "{}", entry.name());
            filled += usize::from(!found.0.is_empty());
            if entry.has_fieldnorms() {
                let lengths = |reader: &SegmentReader| {
                    let lengths = reader.get_fieldnorms_reader(field).unwrap();
                    (0..RECORDS).map(|doc| lengths.fieldnorm_id(doc)).collect::<Vec<_>>()
                };
                assert_eq!(lengths(ours), lengths(theirs), "{}", entry.name());
            }
        }
        if entry.is_fast() {
            assert_eq!(column(ours, entry.name()), column(theirs, entry.name()), "{}", entry.name());
        }
    }
    assert!(filled > 15, "{filled} fields have terms");
    let (ours, theirs) = (ours.get_store_reader(0).unwrap(), theirs.get_store_reader(0).unwrap());
    for doc in 0..RECORDS {
        let (a, b): (TantivyDocument, TantivyDocument) = (ours.get(doc).unwrap(), theirs.get(doc).unwrap());
        assert_eq!(a.to_json(schema), b.to_json(schema));
        let stored = |document: &TantivyDocument| {
            document
                .get_first(schema.get_field("record").unwrap())
                .and_then(|v| v.as_leaf()?.as_str().map(str::to_owned))
        };
        assert!(stored(&a).is_some());
    }
}
