//! Read, exported, read again: the same record, in all that the format can hold.
//!
//! What a format cannot hold is written down here as code ([`held`]) and in docs/FORMATS.md in words.

use flate2::read::MultiGzDecoder;
use medlar::export::{CitationStyle, Citer, ExportFormat, Exporter};
use medlar::formats::{Format, Item, read};
use medlar::record::{
    AbstractSection, Author, Issn, Journal, Keyword, MeshHeading, Pages, PartialDate, Pmid, PublicationType, Qualifier,
    Record, sections_text, text,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use std::collections::HashSet;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The formats that are both written and read.
const BOTH_WAYS: [(ExportFormat, Format); 7] = [
    (ExportFormat::Jsonl, Format::JsonLines),
    (ExportFormat::PubmedXml, Format::PubmedXml),
    (ExportFormat::Nbib, Format::Medline),
    (ExportFormat::Ris, Format::Ris),
    (ExportFormat::Bibtex, Format::Bibtex),
    (ExportFormat::Csl, Format::CslJson),
    (ExportFormat::Csv, Format::PubmedCsv),
];

fn exported(format: ExportFormat, records: &[Record]) -> Vec<u8> {
    let mut exporter = Exporter::new(format, Vec::new());
    records.iter().for_each(|record| exporter.write(record).unwrap());
    exporter.finish().unwrap()
}

fn records(format: Format, bytes: &[u8]) -> Vec<Record> {
    read(format, BufReader::new(bytes))
        .filter_map(|entry| match entry.unwrap().item {
            Item::Record(record) => Some(*record),
            Item::Deletion(_) => None,
            Item::Rejection(reason) => panic!("{reason} in\n{}", String::from_utf8_lossy(bytes)),
        })
        .collect()
}

/// What is left of `record` after a way through `format`.
fn held(format: ExportFormat, record: &Record) -> Record {
    let mut record = record.clone();
    match format {
        ExportFormat::PubmedXml => held_by_pubmed_xml(&mut record),
        ExportFormat::Nbib => held_by_nbib(&mut record),
        ExportFormat::Ris => {
            // Its dates have a part for words.
            let date = record.date.clone().or(record.electronic_date.clone());
            record = Record { date, ..held_by_reference_managers(&record) };
            // One keyword alone may be a list.
            if let [only] = record.keywords.as_slice() {
                record.keywords = only.term.split(';').filter_map(Keyword::new).collect();
            }
            // A group's name has no mark: one that could be a person's is read as one.
            record.authors.iter_mut().for_each(|author| *author = Author::collective(&author.display()));
        }
        ExportFormat::Bibtex | ExportFormat::Csl => {
            record = held_by_reference_managers(&record);
            for author in record.authors.iter_mut().chain(&mut record.editors) {
                // In BibTeX a group of one word is a last name.
                let one_word = format == ExportFormat::Bibtex && !author.display().contains(' ');
                author.last_name = author.collective_name.take_if(|_| one_word).or(author.last_name.take());
                // A person's name of several words without given names is in braces, as a group's is.
                let alone = author.fore_name.is_none() && author.suffix.is_none();
                if format == ExportFormat::Bibtex && alone && author.display().contains(' ') {
                    *author = Author::collective(&author.display());
                }
            }
            // One text holds all keywords: a semicolon, or a comma where there is one keyword alone, parts them anew.
            let parts = record.keywords.iter().flat_map(|keyword| keyword.term.split([',', ';']));
            record.keywords = parts.filter_map(Keyword::new).collect();
        }
        ExportFormat::Csv => record = held_by_csv(&record),
        _ => {}
    }
    record
}

fn held_by_pubmed_xml(record: &mut Record) {
    record.id = None;
    record.captions.clear();
    record.source = Some("pubmed-xml".into());
    let to_the_day = |date: &PartialDate| date.day().is_some() && date.text().is_none();
    record.completed.take_if(|date| !to_the_day(date));
    record.revised.take_if(|date| !to_the_day(date));
    record.electronic_date.take_if(|date| !to_the_day(date));
    record.history.retain(|event| to_the_day(&event.date));
    if record.book.is_some() && record.journal.is_none() {
        (record.status, record.publication_model) = (None, None);
    } else {
        record.book = None;
        record.status.get_or_insert("Publisher".into());
        record.publication_model.get_or_insert("Print".into());
        if record.languages.is_empty() {
            record.languages.push("und".into());
        }
        if record.publication_types.is_empty() {
            let article = PublicationType::new("Journal Article").unwrap();
            record.publication_types.push(PublicationType { ui: Some("D016428".into()), ..article });
        }
    }
}

fn held_by_nbib(record: &mut Record) {
    record.id = None;
    record.source = Some("nbib".into());
    record.version = None;
    record.captions.clear();
    record.references.clear();
    record.indexing_method = None;
    if let Some(journal) = &mut record.journal {
        journal.iso_abbreviation.take_if(|_| journal.abbreviation.is_some());
    }
    // Labels stand in the text, where they cannot always be told from it; the text as a whole stays.
    record.abstract_sections = vec![AbstractSection::plain(&record.abstract_text())];
    record.publication_types.iter_mut().for_each(|kind| kind.ui = None);
    record.substances.iter_mut().for_each(|substance| substance.ui = None);
    record.supplementary_mesh.iter_mut().for_each(|concept| (concept.ui, concept.kind) = (None, None));
    for heading in &mut record.mesh {
        (heading.ui, heading.kind) = (None, None);
        heading.qualifiers.iter_mut().for_each(|qualifier| qualifier.ui = None);
    }
    record.authors.iter_mut().for_each(|author| author.equal_contribution = false);
    for other in &mut record.other_abstracts {
        other.sections = vec![AbstractSection::plain(&sections_text(&other.sections))];
    }
    // NBIB lists some events and ids before the others, and ties by their kind.
    record.relations.sort_by(|a, b| a.kind.cmp(&b.kind));
    record.history.sort_by(|a, b| a.event.cmp(&b.event));
    record.other_ids.sort_by(|a, b| (&a.kind, &a.value).cmp(&(&b.kind, &b.value)));
}

/// What RIS, BibTeX and CSL-JSON hold of a record. Their texts may hold markup: what looks like an entity is read as one.
fn held_by_reference_managers(record: &Record) -> Record {
    let plain = |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    Record {
        pmid: record.pmid,
        pmcid: record.pmcid,
        doi: record.doi.clone(),
        title: plain(&record.title),
        authors: record.authors.iter().map(name_alone).collect(),
        editors: record.editors.iter().map(name_alone).collect(),
        journal: record.journal.as_ref().map(|journal| Journal {
            title: journal.title.clone().or_else(|| Some(journal.name().to_owned())),
            issns: journal.issns.iter().take(1).map(|issn| Issn::new(&issn.value, "")).collect(),
            ..Journal::default()
        }),
        date: record.date.as_ref().or(record.electronic_date.as_ref()).map(without_words),
        volume: record.volume.clone(),
        issue: record.issue.clone(),
        pages: record.pages.clone(),
        abstract_sections: vec![AbstractSection::plain(&plain(&record.abstract_text()))],
        keywords: subject_terms(record),
        languages: record.languages.clone(),
        ..Record::default()
    }
}

/// What PubMed's CSV holds of a record.
fn held_by_csv(record: &Record) -> Record {
    Record {
        pmid: record.pmid,
        pmcid: record.pmcid,
        doi: record.doi.clone(),
        title: record.title.clone(),
        authors: record.authors.iter().map(|author| Author::from_short(&author.short())).collect(),
        ..Record::default()
    }
}

/// A person's name without what belongs to it, as formats for reference lists have it.
fn name_alone(author: &Author) -> Author {
    let given = author.fore_name.clone().unwrap_or_else(|| author.initials());
    Author {
        last_name: author.last_name.clone(),
        fore_name: Some(given).filter(|given| !given.is_empty()),
        suffix: author.suffix.clone(),
        collective_name: author.collective_name.clone(),
        ..Author::default()
    }
}

/// A date without the words of its source, save for a season.
fn without_words(date: &PartialDate) -> PartialDate {
    let season = date.season().and_then(|season| PartialDate::in_season(date.year(), season));
    season.unwrap_or_else(|| date.in_numbers())
}

/// Keywords and headings are one list in these formats.
fn subject_terms(record: &Record) -> Vec<Keyword> {
    let headings = record.mesh.iter().map(|heading| &heading.descriptor);
    let mut seen = HashSet::new();
    let terms = record.keywords.iter().map(|keyword| &keyword.term).chain(headings);
    terms.filter(|term| seen.insert(term.to_lowercase())).filter_map(|term| Keyword::new(term)).collect()
}

/// The fields in which two records differ, with both values.
fn differences(a: &Record, b: &Record) -> Vec<String> {
    let [a, b] = [a, b].map(|record| serde_json::to_value(record).unwrap());
    let mut keys: Vec<&String> = a.as_object().unwrap().keys().chain(b.as_object().unwrap().keys()).collect();
    keys.sort();
    keys.dedup();
    keys.into_iter().filter(|key| a[*key] != b[*key]).map(|key| format!("{key}: {} -> {}", a[key], b[key])).collect()
}

/// Asserts that each record comes back; a failure names some of the fields that do not.
fn assert_comes_back(format: ExportFormat, reader: Format, originals: &[Record]) {
    let wrong = changed(format, reader, originals);
    let shown: Vec<&String> = wrong.iter().step_by(wrong.len() / 20 + 1).collect();
    assert!(wrong.is_empty(), "{}: {} fields differ, for example\n{shown:#?}", format.name(), wrong.len());
}

/// The fields that do not come back as they were.
fn changed(format: ExportFormat, reader: Format, originals: &[Record]) -> Vec<String> {
    let mut wrong = Vec::new();
    for original in originals {
        let mut back = records(reader, &exported(format, std::slice::from_ref(original)));
        assert_eq!(back.len(), 1, "{}", original.title);
        if format == ExportFormat::Nbib {
            // The citation line says more of the date of publication than the record did.
            let of_line = |event: &str| matches!(event, "ecollection" | "ppublish");
            back[0].history.retain(|event| !of_line(&event.event) || original.history.contains(event));
        }
        wrong.extend(differences(&held(format, original), &held(format, &back[0])));
    }
    wrong.sort();
    wrong
}

/// One of `step` among the first `most` records of each real PubMed XML file.
fn real(most: usize, step: usize) -> Vec<Record> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/pubmed");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&dir)
        .map(|entries| {
            entries.map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "gz")).collect()
        })
        .unwrap_or_default();
    paths.sort();
    if paths.is_empty() {
        println!("skipped: no {} beside the project", dir.display());
    }
    let mut found = Vec::new();
    for path in paths {
        let input = BufReader::new(MultiGzDecoder::new(File::open(path).unwrap()));
        let entries = read(Format::PubmedXml, input).take(most).step_by(step);
        found.extend(entries.filter_map(|entry| match entry.unwrap().item {
            Item::Record(record) => Some(*record),
            _ => None,
        }));
    }
    found
}

#[test]
fn real_records_come_back() {
    let records = real(2_000, 20);
    BOTH_WAYS.iter().for_each(|(format, reader)| assert_comes_back(*format, *reader, &records));
}

/// How many fields of the real records do not come back: what docs/FORMATS.md says of names and grants that no reader can
/// take apart again, and of markup that stands in a text.
fn most_changed(format: ExportFormat) -> usize {
    match format {
        ExportFormat::Nbib => 17,
        ExportFormat::Ris => 4,
        ExportFormat::Bibtex | ExportFormat::Csl => 3,
        ExportFormat::Csv => 8,
        _ => 0,
    }
}

/// Minutes long without optimisation.
#[test]
#[ignore = "long: every record of the real files"]
fn all_real_records_come_back() {
    let records = real(usize::MAX, 1);
    let mut beyond = Vec::new();
    for (format, reader) in BOTH_WAYS {
        let wrong = changed(format, reader, &records);
        let shown: Vec<&String> = wrong.iter().step_by(wrong.len() / 20 + 1).collect();
        println!("{}: {} fields of {} records differ {shown:#?}", format.name(), wrong.len(), records.len());
        if wrong.len() > most_changed(format) {
            beyond.push(format.name());
        }
    }
    assert!(beyond.is_empty(), "{beyond:?}: more fields differ than docs/FORMATS.md says");
}

/// Text as a reader leaves it in a record, with every sign that means something to some format.
fn any_text() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9αβéĭ李<>&\"'/:;,.=|{}\\[\\]()%#$_~^\\\\*+\\- –\u{a0}]{1,40}"
        .prop_map(|text| format!("x{}", text::clean(&text)))
}

/// Words alone: what is no syntax in any format.
fn plain_text() -> impl Strategy<Value = String> {
    "[A-Z][a-zéĭα]{2,9}( [a-z]{2,9}){0,6}"
}

fn author(text: BoxedStrategy<String>) -> impl Strategy<Value = Author> {
    let person = ("[A-Z][a-zéĭ]{1,9}", option::of("[A-Z][a-zé]{1,8}( [A-Z])?"), vec(text.clone(), 0..3)).prop_map(
        |(last, fore, affiliations)| {
            let author = Author { last_name: Some(last), fore_name: fore, affiliations, ..Author::default() };
            Author { initials: Some(author.initials()).filter(|initials| !initials.is_empty()), ..author }
        },
    );
    let group = text.prop_map(|name| Author::collective(&name));
    prop_oneof![4 => person, 1 => group]
}

/// Records with what every format can hold, in texts of `text`.
fn any_record(text: BoxedStrategy<String>) -> impl Strategy<Value = Record> {
    let some = || option::of(text.clone());
    let heading = (text.clone(), any::<bool>(), vec(text.clone(), 0..3));
    let work = (1_u32..99_999_999, text.clone(), vec(author(text.clone()), 0..4), vec(text.clone(), 0..2));
    let place = (some(), some(), option::of(1_800_u16..2_100), "[0-9]{1,4}", option::of(1_u32..900));
    let subjects = (vec(text.clone(), 0..4), vec(heading, 0..4), vec(text.clone(), 1..3));
    (work, place, subjects).prop_map(|((pmid, title, authors, sections), place, (keywords, headings, types))| {
        let (abbreviation, journal, year, volume, page) = place;
        let journal = Journal { abbreviation, title: journal, ..Journal::default() };
        Record {
            pmid: Pmid::parse(&pmid.to_string()),
            title,
            authors,
            abstract_sections: sections.iter().map(|text| AbstractSection::plain(text)).take(1).collect(),
            journal: (!journal.is_empty()).then_some(journal),
            date: year.and_then(|year| PartialDate::parse(&year.to_string())),
            volume: Some(volume),
            pages: page.and_then(|page| Pages::parse(&page.to_string())),
            keywords: keywords.iter().filter_map(|term| Keyword::new(term)).collect(),
            mesh: headings.iter().map(heading_of).collect(),
            publication_types: types.iter().filter_map(|name| PublicationType::new(name)).collect(),
            languages: vec!["eng".into()],
            status: Some("MEDLINE".into()),
            source: Some("invented".into()),
            publication_model: Some("Print".into()),
            ..Record::default()
        }
    })
}

fn heading_of((descriptor, major, qualifiers): &(String, bool, Vec<String>)) -> MeshHeading {
    let qualifier = |name: &String| Qualifier { name: name.clone(), ..Qualifier::default() };
    MeshHeading {
        descriptor: descriptor.clone(),
        major: *major,
        qualifiers: qualifiers.iter().map(qualifier).collect(),
        ..MeshHeading::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_record_comes_back_from_xml_and_json(record in any_record(any_text().boxed())) {
        assert_comes_back(ExportFormat::PubmedXml, Format::PubmedXml, std::slice::from_ref(&record));
        assert_comes_back(ExportFormat::Jsonl, Format::JsonLines, &[record]);
    }

    #[test]
    fn a_record_of_words_comes_back_from_every_format(record in any_record(plain_text().boxed())) {
        for (format, reader) in BOTH_WAYS {
            let mut record = record.clone();
            // In CSV a group of two words is no other than a person.
            record.authors.retain(|author| format != ExportFormat::Csv || !author.is_collective());
            assert_comes_back(format, reader, &[record]);
        }
    }

    #[test]
    fn any_record_can_be_cited(record in any_record(any_text().boxed())) {
        static CITERS: LazyLock<Vec<(&str, Citer)>> =
            LazyLock::new(|| CitationStyle::NAMES.map(|(name, style)| (name, Citer::new(style).unwrap())).into());
        for (name, citer) in CITERS.iter() {
            let cited = citer.cite(&record).unwrap();
            assert!(!cited.is_empty() && text::clean(&cited) == cited, "{name}: {cited}");
        }
    }
}
