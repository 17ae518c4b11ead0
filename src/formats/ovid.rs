//! Ovid's display with field names: records `<1>`, names of fields on lines of their own, values indented below them.

use super::blocks::{self, Place};
use super::work::{Kind, Work, set};
use super::{Entry, ris};
use crate::record::{Pages, PartialDate, Pmid, Record, Reference, text};
use std::io::{self, BufRead};

/// Fields of which one must follow the number of the first record.
const FIELDS: [&str; 9] = [
    "author",
    "authors",
    "title",
    "accession number",
    "unique identifier",
    "score",
    "source",
    "publication type",
    "database",
];

/// Whether `head` has a line `<1>` with names of fields behind it, or begins with three fields without a number.
pub(super) fn recognises(head: &str) -> bool {
    let mut lines = head.lines().map(|line| line.trim_start_matches('\u{feff}')).filter(|line| !line.trim().is_empty());
    let is_field = |line: &str| FIELDS.contains(&line.trim().to_lowercase().as_str());
    match lines.next() {
        Some(first) if is_number(first) => lines.take(4).any(is_field),
        Some(first) if is_field(first) && !first.starts_with(' ') => {
            let indented = lines.next().is_some_and(|line| line.starts_with("  "));
            indented && lines.take(40).filter(|line| !line.starts_with(' ') && is_field(line)).count() >= 2
        }
        _ => false,
    }
}

/// `<12>`
pub(super) fn is_number(line: &str) -> bool {
    let number = line.trim().strip_prefix('<').and_then(|line| line.strip_suffix('>'));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Reads records from `input` as they come.
pub(super) fn read<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    // Without numbers a record begins with the field that the first one began with.
    let mut opening: Option<String> = None;
    let place = move |line: &str| {
        if opening.is_none() && !line.trim().is_empty() {
            opening = Some(line.trim_end().to_owned());
        }
        let begins =
            is_number(line) || opening.as_deref().is_some_and(|first| !is_number(first) && first == line.trim_end());
        if begins { Place::First } else { Place::Inside }
    };
    blocks::records(input, place, |block| {
        let told = block.iter().any(|line| !line.trim().is_empty());
        told.then(|| record(block))
    })
}

/// A line that is not indented names a field.
fn named(line: &str) -> Option<(&str, &str)> {
    let name = line.trim_end();
    let is_name = !name.is_empty() && !line.starts_with([' ', '\t']) && name.len() < 60 && !is_number(line);
    is_name.then_some((name, ""))
}

fn record(block: &[String]) -> Result<Record, String> {
    let mut work = Work::default();
    let (mut source, mut chapter) = (String::new(), String::new());
    let (mut names, mut institutions) = (String::new(), String::new());
    for (name, lines) in blocks::fields(block, named) {
        let value = text::clean(&lines);
        match name.to_lowercase().as_str() {
            _ if value.is_empty() => {}
            "institution" | "institutions" => institutions = lines,
            "author" | "authors" if names.is_empty() => {
                names.clone_from(&value);
                take(&mut work, "author", &value, &lines);
            }
            "source" => source = value,
            "chapter title" => chapter = value,
            name => take(&mut work, name, &value, &lines),
        }
    }
    places(&mut work, &names, &institutions);
    if !chapter.is_empty() {
        work.is(Kind::Chapter, "Book Chapter");
        let book = std::mem::replace(&mut work.record.title, chapter);
        set(&mut work.container, &book);
    }
    match in_book(&source) {
        Some(book) => book.fill(&mut work),
        None => cited(&mut work, &source),
    }
    work.finish()
}

fn take(work: &mut Work, name: &str, value: &str, lines: &str) {
    match name {
        "author" | "authors" => value.split(';').for_each(|name| person(work, name)),
        "title" => work.title(without_type(value)),
        "abstract" => work.abstract_text(value),
        "author keywords" | "keywords" | "subject headings" | "mesh subject headings" | "keyword heading" => {
            let terms = if value.contains(';') { value.split([';', '\n']) } else { lines.split([';', '\n']) };
            terms.for_each(|term| work.keyword(term.trim().trim_end_matches('.')));
        }
        "language" => work.language(value),
        "issn" | "isbn" | "issn print" | "issn electronic" => work.standard_numbers(value),
        "doi number" | "doi" | "digital object identifier" => work.id("doi", value),
        "pmid" | "medline number" => work.id("pmid", value),
        "unique identifier" if Pmid::parse(value).is_some() => work.id("pmid", value),
        "unique identifier" | "accession number" => work.id("accession", value.trim_end_matches('.')),
        "publication type" | "document type" => types(work, value),
        "year of publication" | "publication year" | "date of publication" => work.written_date(value),
        "publisher" => set(&mut work.publisher, value),
        "status" => {
            work.record.publication_status = text::non_empty(value);
            // `Publish Ahead of Print, POST ACCEPTANCE, 30 November 2015`
            let ahead = value.rsplit_once(", ").and_then(|(_, date)| PartialDate::parse(date));
            work.record.electronic_date.clone_from(&ahead);
            ahead.into_iter().for_each(|date| work.date(date));
        }
        "references" => {
            let listed = lines.lines().map(Reference::parse).filter(|reference| !reference.text.is_empty());
            work.record.references.extend(listed);
        }
        _ => {}
    }
}

/// `(1)Institute of Moss`: the place of those authors who have the mark `1`; whose a place is is not said without marks.
fn places(work: &mut Work, names: &str, institutions: &str) {
    let marked = |line: &str| {
        let (before, rest) = line.split_once('(').filter(|(before, _)| before.len() <= 12)?;
        let (mark, place) = rest.split_once(')').filter(|(mark, _)| (1..=2).contains(&mark.len()))?;
        Some((mark.to_owned(), format!("{before}{}", place.trim()).trim_end_matches(';').to_owned()))
    };
    let lines = || institutions.lines().filter(|line| !line.is_empty());
    let places: Option<Vec<(String, String)>> = lines().map(marked).collect();
    let names: Vec<&str> = names.split(';').filter(|name| !name.trim().is_empty()).collect();
    let Some(places) = places.filter(|_| names.len() == work.record.authors.len()) else {
        return lines().for_each(|place| work.affiliation(place));
    };
    let borne = |name: &str, mark: &str| name.split([' ', ',']).any(|word| word == mark);
    for (author, name) in work.record.authors.iter_mut().zip(&names) {
        let own = places.iter().filter(|(mark, _)| borne(name, mark));
        author.affiliations.extend(own.filter_map(|(_, place)| text::non_empty(place)));
    }
    let nobodys = places.iter().filter(|(mark, _)| !names.iter().any(|name| borne(name, mark)));
    nobodys.for_each(|(_, place)| work.affiliation(place));
}

/// `Mathes, Tim 2`, `Verbeek, Jan MD, PhD *`: marks of affiliations and degrees are no part of a name. `[Ed]` marks an editor.
fn person(work: &mut Work, name: &str) {
    const DEGREES: [&str; 12] =
        ["MD", "PhD", "RN", "FAAN", "MSc", "MPH", "BSc", "DrPH", "PharmD", "MBBS", "FRCS", "MS"];
    let editor = name.contains("[Ed");
    let name = name.split('[').next().unwrap_or_default();
    let words = name.split([' ', ',']).map(|word| word.trim_end_matches(['*', '+', '.']));
    let degrees = words.filter(|word| DEGREES.contains(word)).count();
    let mut words: Vec<&str> = name.split_whitespace().collect();
    let is_mark = |word: &str| {
        let bare = word.trim_matches([',', '*', '+', '.', ';']);
        bare.is_empty() || bare.bytes().all(|b| b.is_ascii_digit()) || (degrees > 0 && DEGREES.contains(&bare))
    };
    words.retain(|word| !is_mark(word));
    let name = words.join(" ");
    let author = ris::person(name.trim_end_matches([',', ' ']));
    if editor { work.editor(author) } else { work.author(author) }
}

/// `A title.[Review]` without its type.
fn without_type(title: &str) -> &str {
    title.strip_suffix(']').and_then(|title| title.rsplit_once(".[")).map_or(title, |(title, _)| title)
}

fn types(work: &mut Work, value: &str) {
    match value.to_lowercase().as_str() {
        "book" => work.is(Kind::Book, "Book"),
        "conference paper" => work.is(Kind::Article, "Congress"),
        "journal" | "journal article" | "article" => work.is(Kind::Article, "Journal Article"),
        "-" => {}
        _ => work.publication_type(value.split(':').next().unwrap_or(value)),
    }
}

/// `Ecohydrology.   8(6):1048-1064, September 2015.`, or `Ecohydrology. Vol 8(6) September 2015, 1048-1064.`
fn cited(work: &mut Work, source: &str) {
    let source = source.trim().trim_end_matches('.');
    let volume_at = source.match_indices(". ").map(|(at, _)| at).find(|at| volume_in(&source[at + 2..]).is_some());
    let Some((journal, place)) = volume_at.and_then(|at| Some((&source[..at], volume_in(&source[at + 2..])?))) else {
        set_container(work, source);
        return;
    };
    set_container(work, journal);
    let (volume, rest) = place.split_at(place.find([':', ',', ' ']).unwrap_or(place.len()));
    work.volume(volume);
    let pages = rest.strip_prefix(':').map(|rest| rest.split_once(", ").unwrap_or((rest, "")));
    let (pages, date) = pages.unwrap_or_else(|| {
        let rest = rest.trim_start_matches([',', ' ']);
        rest.rsplit_once(", ").map_or(("", rest), |(date, pages)| (pages.trim_start_matches("pp. "), date))
    });
    work.record.pages = work.record.pages.take().or_else(|| Pages::parse(pages));
    work.record.date = work.record.date.take().or_else(|| PartialDate::parse(date));
    if work.kind == Kind::Other {
        work.kind = Kind::Article;
    }
}

/// The parts of a *Source* under RIS's tags.
pub(super) fn source_fields(source: &str) -> Vec<(String, String)> {
    let mut work = Work::default();
    cited(&mut work, &text::clean(source));
    let record = work.record;
    let parts = [
        ("JF", work.container),
        ("VL", record.volume),
        ("IS", record.issue),
        ("PY", record.date.map(String::from)),
        ("SP", record.pages.as_ref().map(|pages| pages.first().to_owned())),
        ("EP", record.pages.as_ref().and_then(|pages| pages.last()).map(str::to_owned)),
    ];
    parts.into_iter().filter_map(|(tag, part)| Some((tag.to_owned(), part?))).collect()
}

/// What begins with a volume, without the word for it.
fn volume_in(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let number = text.strip_prefix("Vol").map_or(text, |rest| rest.trim_start_matches(['.', ' ']));
    number.starts_with(|c: char| c.is_ascii_digit()).then_some(number)
}

/// Where the work appeared; what a record that has the title of a book says beside it is the series.
fn set_container(work: &mut Work, name: &str) {
    let place = if work.container.is_none() { &mut work.container } else { &mut work.series };
    set(place, name);
}

/// A book as *Source* describes it: `Quill, Ann [Ed] (2015). Book of moss. (pp. 103-106). xi, 709 pp. Oslo: Fen Press.`
struct BookSource<'s> {
    people: &'s str,
    year: &'s str,
    title: &'s str,
    pages: &'s str,
    place: &'s str,
    publisher: &'s str,
}

/// The book of a *Source*, where that tells its year in parentheses and its pages or their number.
fn in_book(source: &str) -> Option<BookSource<'_>> {
    let is_year = |at: &usize| {
        let year = source.get(at + 1..at + 5).filter(|year| year.bytes().all(|b| b.is_ascii_digit()));
        year.is_some() && source[at + 5..].starts_with(").")
    };
    let at = source.match_indices('(').map(|(at, _)| at).find(is_year)?;
    let rest = source[at + 7..].trim();
    let (title, pages, rest) = match rest.split_once("(pp. ").and_then(|(t, rest)| Some((t, rest.split_once(')')?))) {
        Some((title, (pages, rest))) => (title, pages, rest),
        None => (without_number(rest.split_once(" pp.")?.0), "", rest),
    };
    let imprint = rest.rsplit_once("pp.").map_or(rest, |(_, imprint)| imprint).trim().trim_end_matches('.');
    let (place, publisher) = imprint.split_once(": ").unwrap_or_default();
    let title = title.trim().trim_end_matches('.');
    let people = source[..at].trim();
    (!title.is_empty()).then_some(BookSource { people, year: &source[at + 1..at + 5], title, pages, place, publisher })
}

/// A title without the number of pages behind it: `Moss. xi, 709`.
fn without_number(text: &str) -> &str {
    let is_number = |word: &str| {
        let word = word.trim_end_matches(',');
        !word.is_empty()
            && (word.bytes().all(|b| b.is_ascii_digit()) || word.bytes().all(|b| b"ivxlcIVXLC".contains(&b)))
    };
    let mut text = text.trim_end();
    while let Some((before, _)) = text.rsplit_once(' ').filter(|(_, word)| is_number(word)) {
        text = before;
    }
    text
}

impl BookSource<'_> {
    /// The book is the work where the record has no title beside it, else the work is a part of it.
    fn fill(self, work: &mut Work) {
        if work.record.title.is_empty() {
            work.kind = Kind::Book;
            work.title(self.title);
        } else if work.kind != Kind::Book || !self.pages.is_empty() {
            work.kind = Kind::Chapter;
            set(&mut work.container, self.title);
        }
        for name in self.people.trim_end_matches('.').split(';').filter(|name| !name.trim().is_empty()) {
            work.editor(ris::person(name.split('[').next().unwrap_or_default().trim()));
        }
        work.written_date(self.year);
        work.pages(self.pages);
        set(&mut work.place, self.place);
        set(&mut work.publisher, self.publisher.split(';').next().unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Item;

    #[test]
    fn fields_stand_below_their_names() {
        let text = "<1>\nScore\n  *****\nAccession Number\n  0001-2.\nAuthor\n  Quillfeather, Merelda MD, PhD *;  Moss, Ann 2\nInstitution\n  (1)Bog\n\
            Title\n  Moss is wet.[Review]\nSource\n  Phantom Moss.   28(1):186-189, January 2016.\nDOI Number\n  10.55555/M\n\
            Author Keywords\n  moss;  wetness.\nReferences\n  Green B. Lichen. J L. 2001;3:7.\n\n  Red C. Fern. J F. 2002;4:8.\n<2>\nTitle\n  Two\n";
        let entries: Vec<Entry> = read(text.as_bytes()).map(Result::unwrap).collect();
        assert_eq!(entries.iter().map(|entry| (entry.line, entry.record)).collect::<Vec<_>>(), [(1, 1), (22, 2)]);
        let Item::Record(record) = &entries[0].item else { panic!() };
        insta::assert_json_snapshot!(record);
        assert!(recognises(text) && !recognises("<1>\nprose\n") && !recognises("<html>\nAuthor\n"));
    }

    fn record_of(fields: &str) -> Record {
        match read(format!("<1>\n{fields}\n").as_bytes()).next().unwrap().unwrap().item {
            Item::Record(record) => *record,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_book_that_only_its_source_names_is_one() {
        let record = record_of(
            "Author\n  Moss, Ann\nPublication Type\n  Book\nSource\n  Quill, M [Ed] (2015). Book of moss: a start. (pp. 103-106). xi, 709 pp. \
             Oslo, Norway: Fen Press; Norway.",
        );
        let book = record.book.as_ref().unwrap();
        assert_eq!((record.title.as_str(), record.editors[0].short().as_str()), ("Book of moss: a start", "Quill M"));
        assert_eq!((book.place.as_deref(), book.publisher.as_deref()), (Some("Oslo, Norway"), Some("Fen Press")));
        assert_eq!((record.year(), record.pages.unwrap().as_str()), (Some(2015), "103-106"));
        let bare = record_of("Publication Type\n  Journal\nSource\n  (2014). Moss. xi, 58 pp. Oslo: Fen Press.");
        assert_eq!((bare.title.as_str(), bare.year(), bare.editors.len()), ("Moss", Some(2014), 0));
    }

    #[test]
    fn a_chapter_stands_in_the_book_of_its_title_or_source() {
        let titled = record_of(
            "Title\n  Book of moss\nChapter Title\n  Spores\nSource\n  Fen series.   28:103-106, April 2015.",
        );
        let book = titled.book.unwrap();
        assert_eq!((titled.title.as_str(), book.title.as_deref()), ("Spores", Some("Book of moss")));
        assert_eq!(book.collection_title.as_deref(), Some("Fen series"));
        let source = record_of("Title\n  Spores\nSource\n  Quill, M (2015). Book of moss. (pp. 1-2) X pp. Oslo: Fen");
        assert_eq!((source.title.as_str(), source.book.unwrap().title.as_deref()), ("Spores", Some("Book of moss")));
    }

    #[test]
    fn places_belong_to_those_who_bear_their_marks() {
        let record = record_of(
            "Author\n  Moss, Ann 1;  Fen, Bob 1,2\nInstitution\n  (1)Institute of Bogs, Oslo\n  (2)Fen\nTitle\n  Moss\n\
             Status\n  Publish Ahead of Print, POST ACCEPTANCE, 30 November 2015",
        );
        let places: Vec<_> = record.authors.iter().map(|author| author.affiliations.as_slice()).collect();
        assert_eq!(places, [&["Institute of Bogs, Oslo"][..], &["Institute of Bogs, Oslo", "Fen"]]);
        assert_eq!(record.date, record.electronic_date);
        assert_eq!(record.date.unwrap().to_string(), "2015-11-30");
    }

    #[test]
    fn a_record_may_have_no_number() {
        let text =
            "\nAuthor\n  Moss, Ann\nTitle\n  Moss\nSource\n  J Moss. 1:2, 2001.\n\nAuthor\n  Fen, Bob\nTitle\n  Bog\n";
        let titles: Vec<String> = read(text.as_bytes())
            .map(|entry| match entry.unwrap().item {
                Item::Record(record) => record.title,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(titles, ["Moss", "Bog"]);
        assert!(recognises(text) && !recognises("Title\nSome prose\nAuthor\n"));
    }

    #[test]
    fn a_volume_may_be_called_one() {
        for source in [
            "J Moss. Vol 28(2) April 2015, 103-106.",
            "J Moss. Vol.28(2), Apr 2015, pp. 103-106.",
            "J Moss.  28(2):103-106, April 2015.",
        ] {
            let record = record_of(&format!("Title\n  Moss\nSource\n  {source}"));
            let said = [&record.volume, &record.issue].map(|part| part.clone().unwrap());
            assert_eq!((said.join(" "), record.pages.unwrap().as_str()), ("28 2".to_owned(), "103-106"), "{source}");
            assert_eq!(
                (record.date.unwrap().to_string().as_str(), record.journal.unwrap().name()),
                ("2015-04", "J Moss")
            );
        }
    }
}
