//! BibTeX: entries in UTF-8, whose text TeX prints as it stands.
//!
//! Braces must balance in BibTeX even behind a backslash, so a brace in a text is written as a command. DOIs and
//! addresses are not escaped: styles print them verbatim.

use super::finding::Said;
use super::{Kind, address, subject_terms};
use crate::record::{Author, Book, Doi, Journal, Pages, Record, text};
use std::collections::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;

/// BibTeX's own names of the months, which styles translate.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Words with which a title may begin and that say nothing of it.
const EMPTY_WORDS: [&str; 20] = [
    "a", "an", "the", "on", "of", "in", "and", "for", "to", "with", "from", "by", "at", "is", "are", "as", "do",
    "does", "le", "la",
];

/// The keys given so far: no two entries of one export share one. BibTeX compares keys without regard to case; these
/// are in lower case.
#[derive(Debug, Default)]
pub(super) struct Keys {
    used: HashSet<String>,
    clashes: HashMap<String, usize>,
}

impl Keys {
    /// `base`, behind it `a`, `b`, … `z`, `aa`, … where it is taken.
    fn unique(&mut self, base: String) -> String {
        if self.used.insert(base.clone()) {
            return base;
        }
        let count = self.clashes.entry(base.clone()).or_default();
        loop {
            *count += 1;
            let key = format!("{base}{}", letters(*count));
            if self.used.insert(key.clone()) {
                return key;
            }
        }
    }
}

/// 1 → `a`, 26 → `z`, 27 → `aa`.
fn letters(mut number: usize) -> String {
    let mut reversed = Vec::new();
    while number > 0 {
        let digit = u8::try_from((number - 1) % 26).unwrap_or_default();
        reversed.push(char::from(b'a' + digit));
        number = (number - 1) / 26;
    }
    reversed.iter().rev().collect()
}

/// Author, year and the first telling word of the title, in ASCII: `nunezagren2022aspirin`.
fn key_base(record: &Record) -> String {
    let first = record.authors.first().or(record.editors.first());
    let name = first.and_then(|a| a.last_name.as_deref().or(a.collective_name.as_deref()));
    // A group's name can be a sentence; its first word is enough.
    let collective = first.is_some_and(Author::is_collective);
    let name = name.map(|n| {
        if collective { n.split(' ').map(ascii).find(|w| !w.is_empty()).unwrap_or_default() } else { ascii(n) }
    });
    let year = record.year().map_or_else(String::new, |year| year.to_string());
    let mut words = record.title.split(|c: char| !c.is_alphanumeric() && c != '\'').map(ascii);
    let word = words.find(|word| !word.is_empty() && !EMPTY_WORDS.contains(&word.as_str())).unwrap_or_default();
    let base = format!("{}{year}{word}", name.unwrap_or_default());
    if base.is_empty() { "record".to_owned() } else { base }
}

/// Letters and digits in lower case, without accents; what has no form in ASCII is left out.
fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd() {
        match c {
            'ß' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
            'ı' => out.push('i'),
            'þ' | 'Þ' => out.push_str("th"),
            c if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
            _ => {}
        }
    }
    out
}

/// Appends the entry of `record`.
pub(super) fn append(out: &mut String, record: &Record, said: &Said, keys: &mut Keys) {
    let kind = Kind::of(record);
    out.push_str(&format!("@{}{{{}", type_name(record, kind), keys.unique(key_base(record))));
    let mut entry = Entry { out };
    entry.text("author", &names(&record.authors, record.authors_incomplete));
    entry.text("editor", &names(&record.editors, false));
    entry.title(&record.title);
    if let Some(journal) = &record.journal {
        journal_fields(&mut entry, journal);
    }
    if let Some(book) = &record.book {
        book_fields(&mut entry, book, kind);
    }
    date_fields(&mut entry, record);
    entry.escaped("volume", record.volume.as_deref());
    entry.escaped("number", record.issue.as_deref());
    let dashed = |pages: &Pages| escape(pages.as_str()).replace('-', "--");
    entry.text("pages", &record.pages.as_ref().map(dashed).unwrap_or_default());
    id_fields(&mut entry, record);
    entry.escaped("abstract", Some(&record.abstract_text()));
    entry.escaped("keywords", Some(&subject_terms(record).join("; ")));
    entry.escaped("language", Some(&record.languages.join(", ")));
    if record.is_retracted() {
        entry.text("note", "Retracted");
    }
    entry.escaped("score", said.score.as_deref());
    entry.escaped("snippets", said.joined().as_deref());
    out.push_str("\n}\n");
}

fn type_name(record: &Record, kind: Kind) -> &'static str {
    match kind {
        Kind::Book => "book",
        Kind::Chapter => "incollection",
        Kind::Article if record.journal.is_some() => "article",
        // `@article` demands a journal.
        Kind::Article => "misc",
    }
}

struct Entry<'a> {
    out: &'a mut String,
}

impl Entry<'_> {
    /// A field whose value is TeX already.
    fn text(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.out.push_str(&format!(",\n  {name} = {{{value}}}"));
        }
    }

    fn escaped(&mut self, name: &str, value: Option<&str>) {
        self.text(name, &escape(value.unwrap_or_default()));
    }

    /// A title in double braces, so that no style changes its capitals.
    fn title(&mut self, title: &str) {
        let title = escape(title);
        if !title.is_empty() {
            self.text("title", &format!("{{{title}}}"));
        }
    }
}

/// Text as TeX prints it, on one line.
fn escape(value: &str) -> String {
    let value = text::clean(value);
    let mut out = String::with_capacity(value.len());
    let mut last = None;
    for c in value.chars() {
        // Two of these would be printed as another sign.
        if last == Some(c) && matches!(c, '-' | '`' | '\'') {
            out.push_str("\\relax{}");
        }
        last = Some(c);
        match c {
            '&' | '%' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            _ => out.push(c),
        }
    }
    out
}

fn names(people: &[Author], incomplete: bool) -> String {
    let mut names: Vec<String> = people.iter().map(name).filter(|name| !name.is_empty()).collect();
    if incomplete && !names.is_empty() {
        names.push("others".to_owned());
    }
    names.join(" and ")
}

/// `Last, Suffix, Fore`, the order in which BibTeX wants them; a group, and a person's name in one piece, in braces, which keep
/// it so.
fn name(author: &Author) -> String {
    let Some(last) = author.last_name.as_deref().filter(|_| !author.is_collective()) else {
        let name = escape(&author.display());
        return if name.is_empty() { name } else { format!("{{{name}}}") };
    };
    let given = author.fore_name.clone().unwrap_or_else(|| author.initials());
    if given.is_empty() && author.suffix.is_none() && last.contains(' ') {
        return format!("{{{}}}", escape(last));
    }
    let parts = [Some(last), author.suffix.as_deref(), Some(given.as_str())];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).map(name_part).collect::<Vec<_>>().join(", ")
}

/// A part of a name, in braces where it holds what BibTeX takes for the end of a part or of a name.
fn name_part(part: &str) -> String {
    let escaped = escape(part);
    let ambiguous = escaped.contains(',') || escaped.split(' ').any(|word| word.eq_ignore_ascii_case("and"));
    if ambiguous { format!("{{{escaped}}}") } else { escaped }
}

fn journal_fields(entry: &mut Entry, journal: &Journal) {
    entry.escaped("journal", journal.title.as_deref().or(Some(journal.name())));
    let issns: Vec<&str> = journal.issns.iter().map(|issn| issn.value.as_str()).collect();
    entry.escaped("issn", Some(&issns.join(", ")));
}

fn book_fields(entry: &mut Entry, book: &Book, kind: Kind) {
    entry.escaped("booktitle", book.title.as_deref().filter(|_| kind == Kind::Chapter));
    entry.escaped("series", book.collection_title.as_deref());
    entry.escaped("edition", book.edition.as_deref());
    entry.escaped("publisher", book.publisher.as_deref());
    entry.escaped("address", book.place.as_deref());
    entry.escaped("isbn", Some(&book.isbns.join(", ")));
}

fn date_fields(entry: &mut Entry, record: &Record) {
    let Some(date) = record.date.as_ref().or(record.electronic_date.as_ref()) else { return };
    entry.text("year", &date.year().to_string());
    if let Some(season) = date.season() {
        // BibTeX knows no seasons; BibLaTeX writes them as EDTF does.
        entry.text("date", &format!("{}-{}", date.year(), 20 + season));
        return;
    }
    let month = date.month().and_then(|month| MONTHS.get(usize::from(month).saturating_sub(1)));
    if let Some(month) = month {
        // Without braces: the name of a month is a macro.
        entry.out.push_str(&format!(",\n  month = {month}"));
    }
    entry.text("day", &date.day().map(|day| day.to_string()).unwrap_or_default());
}

fn id_fields(entry: &mut Entry, record: &Record) {
    entry.text("doi", &record.doi.as_ref().map(verbatim).unwrap_or_default());
    entry.text("pmid", &record.pmid.map(|pmid| pmid.to_string()).unwrap_or_default());
    entry.text("pmcid", &record.pmcid.map(|pmcid| pmcid.to_string()).unwrap_or_default());
    entry.text("url", &address(record).unwrap_or_default());
}

/// A DOI with what would unbalance an entry percent-encoded.
fn verbatim(doi: &Doi) -> String {
    doi.as_str().replace('\\', "%5C").replace('{', "%7B").replace('}', "%7D")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample;
    use crate::record::PartialDate;

    fn entry(record: &Record) -> String {
        let mut out = String::new();
        append(&mut out, record, &Said::default(), &mut Keys::default());
        out
    }

    #[test]
    fn a_name_in_one_piece_stays_so() {
        let alone = |last: &str| Author { last_name: Some(last.into()), ..Author::default() };
        assert_eq!([name(&alone("Alder A-B")), name(&alone("Alder"))], ["{Alder A-B}", "Alder"]);
    }

    #[test]
    fn an_article_is_an_entry() {
        let mut record = sample::full();
        record.abstract_sections.truncate(1);
        let expected = r#"@article{nunezagren2022aspirin,
  author = {Núñez-Ågren, Xin and van der Berg, Jr, Jan A and {Example Study Group} and others},
  editor = {Alder, Ann},
  title = {{Aspirin in "Invented" Patients: 5\% \& more\_of \textbraceleft{}it\textbraceright{}.}},
  journal = {Journal of invented research},
  issn = {1234-5679, 9876-5432},
"#;
        assert!(entry(&record).starts_with(expected), "{}", entry(&record));
        let end = r"  year = {2022},
  month = feb,
  day = {8},
  volume = {5},
  number = {1},
  pages = {114--128},
  doi = {10.1000/inv.2021.101},
  pmid = {90000001},
  pmcid = {PMC9000001},
  url = {https://pubmed.ncbi.nlm.nih.gov/90000001/},
  abstract = {BACKGROUND: Nothing was known.},
  keywords = {invention; Aspirin; Humans},
  language = {eng},
  note = {Retracted}
}
";
        assert!(entry(&record).ends_with(end), "{}", entry(&record));
    }

    #[test]
    fn a_season_is_one_for_biblatex_and_no_month() {
        let record = Record { date: PartialDate::parse("2021 Spring"), ..sample::article() };
        let text = entry(&record);
        assert!(text.contains("\n  year = {2021},\n  date = {2021-21},\n") && !text.contains("month"), "{text}");
    }

    #[test]
    fn a_chapter_is_in_a_collection_and_a_work_without_a_journal_is_no_article() {
        let text = entry(&sample::chapter());
        assert!(text.starts_with("@incollection{alder1998inventing,"), "{text}");
        assert!(text.contains("\n  booktitle = {A Handbook of Invention},"));
        assert!(entry(&Record::default()).starts_with("@misc{record"));
    }

    #[test]
    fn keys_are_unique_and_ascii() {
        let mut keys = Keys::default();
        let given: Vec<String> = (0..4).map(|_| keys.unique("yu2022".into())).collect();
        assert_eq!(given, ["yu2022", "yu2022a", "yu2022b", "yu2022c"]);
        assert_eq!(keys.unique("yu2022a".into()), "yu2022aa");
        assert_eq!([letters(26), letters(27), letters(702), letters(703)], ["z", "aa", "zz", "aaa"]);
        assert_eq!(ascii("Łukasz Ørsted-Müller ﬁ 李"), "lukaszorstedmullerfi");
    }

    #[test]
    fn braces_balance_and_lines_hold_whatever_a_title_has() {
        for title in ["}{", "\\", "\\}", "a\n}\n@book{x,", "{{{", "50% of \\{x\\}"] {
            let mut record = sample::article();
            record.title = title.into();
            record.authors = vec![Author::collective(title), Author::from_inverted("Salt and Pepper, Ann")];
            let text = entry(&record);
            let count = |c| text.matches(c).count();
            assert_eq!(count('{'), count('}'), "{text}");
            assert_eq!(text.lines().filter(|line| line.starts_with('@') || *line == "}").count(), 2, "{text}");
            assert!(text.contains("{Salt and Pepper}, Ann"), "{text}");
        }
        assert_eq!(verbatim(&Doi::parse("10.1000/a_b%{c").unwrap()), "10.1000/a_b%%7Bc");
    }
}
