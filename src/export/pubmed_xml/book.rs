//! `PubmedBookArticle`: a book, or a part of one.

use super::element::Elements;
use super::{parts, people};
use crate::record::{Book, PartialDate, Record};

pub(super) fn write(xml: &mut Elements<'_>, record: &Record, book: &Book) {
    xml.within("PubmedBookArticle", &[], |xml| {
        document(xml, record, book);
        xml.within("PubmedBookData", &[], |xml| {
            parts::history(xml, record);
            xml.text("PublicationStatus", &[], record.publication_status.as_deref().unwrap_or_default());
            parts::article_ids(xml, record);
        });
    });
}

fn document(xml: &mut Elements<'_>, record: &Record, book: &Book) {
    xml.within("BookDocument", &[], |xml| {
        parts::pmid(xml, record);
        parts::article_ids(xml, record);
        whole(xml, record, book);
        book.location_labels.iter().for_each(|label| xml.text("LocationLabel", &[], label));
        // A whole book has its title as the book's.
        if book.title.as_ref() != Some(&record.title) {
            xml.text("ArticleTitle", &[], &record.title);
        }
        xml.optional("VernacularTitle", record.vernacular_title.as_ref());
        if record.pages.is_some() {
            parts::pagination(xml, record);
        }
        record.languages.iter().for_each(|language| xml.text("Language", &[], language));
        people::authors(xml, Some("authors"), &record.authors, record.authors_incomplete);
        people::investigators(xml, &record.investigators);
        record.publication_types.iter().for_each(|kind| parts::publication_type(xml, kind));
        parts::main_abstract(xml, record);
        xml.list("Sections", &[], &book.sections, |xml, title| {
            xml.within("Section", &[], |xml| xml.text("SectionTitle", &[], title));
        });
        parts::keywords(xml, &record.keywords);
        let contributed = record.history_date("contribution").filter(|date| is_regular(date));
        if let Some(date) = contributed {
            parts::partial_date(xml, "ContributionDate", Some(date));
        }
        parts::whole_date(xml, "DateRevised", &[], record.revised.as_ref());
        parts::grants(xml, &record.grants);
        record.notes.iter().for_each(|note| items(xml, note));
        parts::references(xml, &record.references);
    });
}

/// The book around the part.
fn whole(xml: &mut Elements<'_>, record: &Record, book: &Book) {
    xml.within("Book", &[], |xml| {
        xml.within("Publisher", &[], |xml| {
            xml.text("PublisherName", &[], book.publisher.as_deref().unwrap_or_default());
            xml.optional("PublisherLocation", book.place.as_ref());
        });
        xml.text("BookTitle", &[], book.title.as_deref().unwrap_or_default());
        parts::partial_date(xml, "PubDate", record.date.as_ref());
        for (name, date) in [("BeginningDate", &book.beginning_date), ("EndingDate", &book.ending_date)] {
            if let Some(date) = date.as_ref().filter(|date| is_regular(date)) {
                parts::partial_date(xml, name, Some(date));
            }
        }
        people::authors(xml, Some("authors"), &book.authors, false);
        people::authors(xml, Some("editors"), &record.editors, false);
        xml.optional("Volume", record.volume.as_ref());
        xml.optional("VolumeTitle", book.volume_title.as_ref());
        xml.optional("Edition", book.edition.as_ref());
        xml.optional("CollectionTitle", book.collection_title.as_ref());
        book.isbns.iter().for_each(|isbn| xml.text("Isbn", &[], isbn));
        xml.optional("Medium", book.medium.as_ref());
        xml.optional("ReportNumber", book.report_number.as_ref());
    });
}

/// Whether a date can stand where the DTD has no place for free words.
fn is_regular(date: &PartialDate) -> bool {
    date.text().is_none_or(|words| parts::season(words).is_some())
}

/// A note, which the reader made of a list: `Synonyms: one; other`.
fn items(xml: &mut Elements<'_>, note: &str) {
    let (kind, items) = note.split_once(": ").unwrap_or(("Note", note));
    let items: Vec<&str> = items.split("; ").collect();
    xml.list("ItemList", &[("ListType", kind)], &items, |xml, item| xml.text("Item", &[], item));
}
