//! A record's CSL-JSON item as styles expect it: a title without its point, initials apart, no address of a data base
//! (the manuals cite the work and not where it was found), the journal by the name that the style uses.

use super::CitationStyle;
use crate::export::{Finding, Kind, csl};
use crate::record::{Author, Book, Pages, PartialDate, Record};
use hayagriva::citationberg::json::{Item, NameItem, NameValue, Value};
use std::io;

/// The item of `record` for a bibliography in `style`, with the words that stand-ins keep safe in it.
pub(super) fn citable(record: &Record, style: CitationStyle) -> io::Result<(Item, StandIns)> {
    let mut item: Item = serde_json::from_str(&csl::item(&cited(record, style), Finding::<String>::default())?)?;
    item.0.remove("URL");
    if style.abbreviates()
        && let Some(short) = item.0.get("container-title-short").cloned()
    {
        item.0.insert("container-title".to_owned(), short);
    } else if let (Some(_), Some(Value::String(name))) = (&record.journal, item.0.get_mut("container-title")) {
        *name = without_catalogue(name);
    }
    if is_preprint(record) && style == CitationStyle::Nlm {
        // As an article it has a full date.
        if let Some(Value::String(archive)) = item.0.get_mut("container-title") {
            archive.push_str(" [Preprint]");
        }
    } else if is_preprint(record) {
        item.0.insert("type".to_owned(), Value::String("article".to_owned()));
        if style == CitationStyle::Apa {
            item.0.insert("genre".to_owned(), Value::String("Preprint".to_owned()));
            // The archive is the publisher, not a book in which the work stands.
            if let Some(archive) = item.0.remove("container-title") {
                item.0.insert("publisher".to_owned(), archive);
            }
        }
    }
    if style == CitationStyle::Apa {
        fit_for_apa(&mut item, record);
    }
    for people in ["author", "editor"] {
        if let Some(Value::Names(names)) = item.0.get_mut(people) {
            names.iter_mut().for_each(keep_last_name_whole);
        }
    }
    let mut words = StandIns::default();
    for title in ["title", "container-title"] {
        if let Some(Value::String(title)) = item.0.get_mut(title) {
            *title = words.put_into(title);
        }
    }
    Ok((item, words))
}

/// Characters without case that stand for words while a title is capitalised: hayagriva knows no word whose letters mean
/// something as they are, and would make Sirna of siRNA, Mtor of mTOR, and t cells of T cells.
#[derive(Debug, Default)]
pub(super) struct StandIns(Vec<String>);

impl StandIns {
    /// Characters for private use, of which no text of ours has any meaning.
    const FIRST: u32 = 0xe000;
    const LAST: u32 = 0xf8ff;

    fn put_into(&mut self, title: &str) -> String {
        let words = title.split(' ').map(|word| {
            let core = word.trim_end_matches(['.', ':', ',', ';', '?', '!']);
            self.stand_in(core).map_or_else(|| word.to_owned(), |sign| format!("{sign}{}", &word[core.len()..]))
        });
        words.collect::<Vec<_>>().join(" ")
    }

    fn stand_in(&mut self, word: &str) -> Option<char> {
        let mut letters = word.chars().skip_while(|c| !c.is_alphanumeric());
        let first = letters.next()?;
        let alone = first.is_uppercase() && word.chars().count() == 1;
        if !alone && !letters.any(|c| c.is_uppercase() || c.is_numeric()) {
            return None;
        }
        let number = Self::FIRST + u32::try_from(self.0.len()).ok()?;
        let sign = char::from_u32(number).filter(|_| number <= Self::LAST)?;
        self.0.push(word.to_owned());
        Some(sign)
    }

    /// `text` with the words back in their places.
    pub(super) fn put_back(&self, text: &str) -> String {
        let word = |c: char| u32::from(c).checked_sub(Self::FIRST).and_then(|at| self.0.get(usize::try_from(at).ok()?));
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            match word(c) {
                Some(word) => out.push_str(word),
                None => out.push(c),
            }
        }
        out
    }
}

/// A journal's name as it calls itself: without what cataloguers add to tell it from others (`Lancet (London, England)`)
/// or to say whose it is (`Journal of fiction : official organ of …`), and without points between its parts.
fn without_catalogue(name: &str) -> String {
    let proper = without_addition(name);
    let proper = proper.split(" : ").next().unwrap_or(proper).split(" = ").next().unwrap_or(proper);
    without_addition(proper).replace(". ", " ")
}

/// A name without the parentheses at its end, whatever stands in them: `(Oslo (Norway))`, `(Oslo, Norway : 2003)`.
fn without_addition(name: &str) -> &str {
    let mut depth = 0_i32;
    for (at, c) in name.char_indices().rev() {
        depth += match c {
            ')' => 1,
            '(' => -1,
            _ => 0,
        };
        if depth == 0 {
            return if c == '(' { name[..at].trim_end() } else { name };
        }
    }
    name
}

/// `title` with the first word of a subtitle capitalised, unless its letters mean something as they are (mTOR).
fn with_capital_subtitle(title: &str) -> String {
    let mut parts = title.split(": ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(": ");
        let word = part.split(' ').next().unwrap_or_default();
        let plain = word.chars().all(|c| c.is_lowercase() || !c.is_alphanumeric());
        match part.chars().next().filter(|_| plain) {
            Some(first) => out.extend(first.to_uppercase().chain(part[first.len_utf8()..].chars())),
            None => out.push_str(part),
        }
    }
    out
}

/// APA calls the number of an article one, has a title in its own language before the translation, and capitalises subtitles.
fn fit_for_apa(item: &mut Item, record: &Record) {
    if let Some(number) = record.pages.as_ref().filter(|pages| is_article_number(pages)) {
        item.0.insert("page".to_owned(), Value::String(format!("Article {}", number.as_str())));
    }
    let translated = without_point(&record.title);
    if let Some(original) = record.vernacular_title.as_deref().filter(|_| translated.starts_with('[')) {
        item.0.insert("title".to_owned(), Value::String(format!("{} {translated}", without_point(original))));
    }
    if let Some(Value::String(title)) = item.0.get_mut("title") {
        *title = with_capital_subtitle(title);
    }
}

/// Whether what stands for pages numbers the article: `e12345`, `dkab123`, `100234`.
fn is_article_number(pages: &Pages) -> bool {
    let first = pages.first();
    let letters = first.chars().take_while(char::is_ascii_alphabetic).count();
    let digits = first.chars().filter(char::is_ascii_digit).count();
    let electronic = first.starts_with(['e', 'E']) && letters == 1;
    pages.last().is_none() && digits > 0 && (electronic || letters > 1 || digits > 4)
}

/// Volume and issue as the manual wants a supplement: NLM leaves it with the volume, the others take it for an issue.
fn supplement(record: &Record, style: CitationStyle) -> (Option<String>, Option<String>) {
    let (mut volume, mut issue) = (record.volume.clone(), record.issue.clone());
    if style == CitationStyle::Nlm {
        return (volume, issue);
    }
    if let (Some((number, name)), None) = (record.volume.as_deref().and_then(|v| v.split_once(" Suppl")), &issue) {
        (volume, issue) = (Some(number.to_owned()), Some(format!("Suppl{name}")));
    }
    let issue = issue.map(|issue| match style {
        CitationStyle::Ama => issue.replace("Suppl", "suppl").replace("Pt ", "pt "),
        CitationStyle::Apa => issue.replace("Suppl ", "Suppl. ").replace(" Pt ", ", Pt. "),
        CitationStyle::Mla | CitationStyle::Nlm => issue,
    });
    (volume, issue)
}

/// What is cited of a record.
fn cited(record: &Record, style: CitationStyle) -> Record {
    let (volume, issue) = supplement(record, style);
    let named = |author: &Author| named(author, style);
    let in_journal = record.journal.is_some() && Kind::of(record) == Kind::Article;
    Record {
        pmid: record.pmid,
        pmcid: record.pmcid,
        doi: record.doi.clone(),
        title: without_point(&record.title).to_owned(),
        authors: record.authors.iter().map(named).collect(),
        editors: record.editors.iter().filter(|_| !in_journal).map(named).collect(),
        journal: record.journal.clone(),
        book: record.book.as_ref().filter(|_| !in_journal).map(imprint),
        // Styles have no words for a season; those of the source are put in afterwards.
        date: record.date.as_ref().map(PartialDate::in_numbers),
        electronic_date: record.electronic_date.as_ref().map(PartialDate::in_numbers),
        volume,
        issue,
        pages: record.pages.as_ref().and_then(|pages| of_the_work(pages, style)),
        publication_types: record.publication_types.clone(),
        languages: record.languages.clone(),
        ..Record::default()
    }
}

/// The pages of the work: APA and MLA have no words for those of its discussion (`1-2; discussion 3`).
fn of_the_work(pages: &Pages, style: CitationStyle) -> Option<Pages> {
    match style {
        CitationStyle::Apa | CitationStyle::Mla => Pages::parse(pages.as_str().split(';').next()?),
        CitationStyle::Ama | CitationStyle::Nlm => Some(pages.clone()),
    }
}

fn is_preprint(record: &Record) -> bool {
    record.publication_types.iter().any(|kind| kind.name.eq_ignore_ascii_case("Preprint"))
}

/// A title without the point that NLM closes it with; dots of an ellipsis are the title's own.
fn without_point(title: &str) -> &str {
    title.strip_suffix('.').filter(|rest| !rest.ends_with('.')).unwrap_or(title)
}

/// An author by name alone; letters that stand for given names are parted, else `JA` is taken for one name.
fn named(author: &Author, style: CitationStyle) -> Author {
    let given = author.fore_name.clone().unwrap_or_else(|| author.initials());
    let letters = given.chars().count() <= 4 && given.chars().all(char::is_uppercase);
    let apart = || given.chars().map(String::from).collect::<Vec<_>>().join(" ");
    Author {
        last_name: author.last_name.clone(),
        fore_name: Some(if letters { apart() } else { given.clone() }).filter(|given| !given.is_empty()),
        suffix: author.suffix.as_deref().map(|suffix| suffix_in(style, suffix)),
        collective_name: author.collective_name.clone(),
        ..Author::default()
    }
}

/// What stands behind a name: NLM counts generations by numbers, the others by Roman ones, and APA and MLA set a point behind *Jr*.
fn suffix_in(style: CitationStyle, suffix: &str) -> String {
    const GENERATIONS: [(&str, &str); 4] = [("2nd", "II"), ("3rd", "III"), ("4th", "IV"), ("5th", "V")];
    let roman = GENERATIONS.iter().find(|(number, _)| *number == suffix).map(|(_, roman)| *roman);
    match (style, roman) {
        (CitationStyle::Nlm, _) => suffix.to_owned(),
        (_, Some(roman)) => roman.to_owned(),
        (CitationStyle::Apa | CitationStyle::Mla, None) if matches!(suffix, "Jr" | "Sr") => format!("{suffix}."),
        (_, None) => suffix.to_owned(),
    }
}

fn imprint(book: &Book) -> Book {
    let title = book.title.as_deref().map(|title| without_point(title).to_owned());
    let edition = book.edition.as_deref().map(|edition| edition_number(edition).unwrap_or(edition).to_owned());
    Book { title, edition, ..book.clone() }
}

/// The number of an edition (`2nd edition`, `3rd ed.`): styles make their own words of it.
fn edition_number(edition: &str) -> Option<&str> {
    let (number, rest) = edition.split_at(edition.find(|c: char| !c.is_ascii_digit()).unwrap_or(edition.len()));
    let rest = rest.trim_start_matches(char::is_alphabetic).trim();
    let worded = matches!(rest.to_ascii_lowercase().as_str(), "" | "ed" | "ed." | "edn" | "edn." | "edition");
    (worded && !number.is_empty()).then_some(number)
}

/// hayagriva takes small words at the beginning of a last name (`van der Berg`) for a particle and prints them last. NLM
/// and AMA keep them where they are.
fn keep_last_name_whole(name: &mut NameValue) {
    if let NameValue::Item(NameItem { family, non_dropping_particle, .. }) = name
        && let Some((first, rest)) = family.split_once(' ')
    {
        *non_dropping_particle = Some(first.to_owned());
        *family = rest.to_owned();
    }
}
