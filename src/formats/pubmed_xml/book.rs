//! `PubmedBookArticle`: a book, or a chapter or another part of one.

use super::draft::Draft;
use super::xml::{Result, Tag, Xml};
use super::{parts, people};
use crate::record::{Author, Book, HistoryDate, Record, text};

/// What a book's record says twice: of the part that it describes and of the book around it.
#[derive(Default)]
struct Whole {
    book: Book,
    /// The people of the book as a whole, authors and editors.
    people: Record,
    investigators: Vec<Author>,
}

/// Reads the book whose opening tag was read.
pub(super) fn read(xml: &mut Xml<'_>) -> Result<Box<Record>> {
    let (mut draft, mut whole) = (Draft::default(), Whole::default());
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "BookDocument" => document(xml, &mut draft, &mut whole)?,
            "PubmedBookData" => parts::data(xml, &mut draft)?,
            _ => xml.skip()?,
        }
    }
    settle(&mut draft.record, whole);
    draft.finish()
}

/// A part without title or authors of its own has the book's.
fn settle(record: &mut Record, whole: Whole) {
    let Whole { mut book, people, investigators } = whole;
    if record.title.is_empty() {
        record.title = book.title.clone().unwrap_or_default();
    }
    if record.authors.is_empty() {
        record.authors = people.authors;
        record.authors_incomplete |= people.authors_incomplete;
    } else {
        book.authors = people.authors;
    }
    for editor in people.editors {
        if !record.editors.contains(&editor) {
            record.editors.push(editor);
        }
    }
    record.investigators.extend(investigators);
    record.book = (book != Book::default()).then_some(book);
}

fn document(xml: &mut Xml<'_>, draft: &mut Draft, whole: &mut Whole) -> Result<()> {
    while let Some(tag) = xml.child()? {
        let record = &mut *draft.record;
        match tag.name() {
            "PMID" => parts::pmid(xml, &tag, draft)?,
            "ArticleIdList" => parts::article_ids(xml, |kind, value| draft.take_id(kind, value))?,
            "Book" => book(xml, draft, whole)?,
            "LocationLabel" => whole.book.location_labels.extend(xml.line()?),
            "ArticleTitle" => record.title = text::clean(&xml.text()?),
            "VernacularTitle" => record.vernacular_title = xml.line()?,
            "Pagination" => record.pages = parts::pagination(xml)?,
            "Sections" => section_titles(xml, &mut whole.book.sections)?,
            "ContributionDate" => {
                let date = parts::date(xml)?;
                record.history.extend(date.map(|date| HistoryDate { event: "contribution".to_owned(), date }));
            }
            "DateRevised" => record.revised = parts::date(xml)?,
            _ => content(xml, &tag, record)?,
        }
    }
    Ok(())
}

fn content(xml: &mut Xml<'_>, tag: &Tag<'_>, record: &mut Record) -> Result<()> {
    match tag.name() {
        "Language" => record.languages.extend(xml.line()?),
        "AuthorList" => people::author_list(xml, tag, record)?,
        "InvestigatorList" => people::people(xml, "Investigator", &mut record.investigators)?,
        "PublicationType" => parts::publication_type(xml, tag, record)?,
        "Abstract" => parts::sections(xml, &mut record.abstract_sections, &mut record.copyright)?,
        "KeywordList" => parts::keywords(xml, tag, &mut record.keywords)?,
        "GrantList" => parts::grants(xml, &mut record.grants)?,
        "ItemList" => parts::items(xml, tag, &mut record.notes)?,
        "ReferenceList" => parts::references(xml, &mut record.references)?,
        _ => xml.skip()?,
    }
    Ok(())
}

fn book(xml: &mut Xml<'_>, draft: &mut Draft, whole: &mut Whole) -> Result<()> {
    let Whole { book, people, investigators } = whole;
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "Publisher" => publisher(xml, book)?,
            "BookTitle" => book.title = xml.line()?,
            "PubDate" => draft.record.date = parts::date(xml)?,
            "BeginningDate" => book.beginning_date = parts::date(xml)?,
            "EndingDate" => book.ending_date = parts::date(xml)?,
            "AuthorList" => people::author_list(xml, &tag, people)?,
            "InvestigatorList" => people::people(xml, "Investigator", investigators)?,
            "Volume" => draft.record.volume = xml.line()?,
            "VolumeTitle" => book.volume_title = xml.line()?,
            "Edition" => book.edition = xml.line()?,
            "CollectionTitle" => book.collection_title = xml.line()?,
            "Isbn" => book.isbns.extend(xml.line()?),
            "ELocationID" => parts::location(xml, &tag, draft)?,
            "Medium" => book.medium = xml.line()?,
            "ReportNumber" => book.report_number = xml.line()?,
            _ => xml.skip()?,
        }
    }
    Ok(())
}

fn publisher(xml: &mut Xml<'_>, book: &mut Book) -> Result<()> {
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "PublisherName" => book.publisher = xml.line()?,
            "PublisherLocation" => book.place = xml.line()?,
            _ => xml.skip()?,
        }
    }
    Ok(())
}

/// Titles of all sections in the order of the text, those within others included, nested to any depth.
fn section_titles(xml: &mut Xml<'_>, titles: &mut Vec<String>) -> Result<()> {
    let mut depth = 1_usize;
    while depth > 0 {
        match xml.child()? {
            None => depth -= 1,
            Some(tag) if tag.name() == "Section" => depth += 1,
            Some(tag) if tag.name() == "SectionTitle" => titles.extend(xml.line()?),
            Some(_) => xml.skip()?,
        }
    }
    Ok(())
}
