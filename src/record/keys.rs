//! Names under which a cited work and the record of it meet.
//!
//! A record is indexed under its own keys and each of its references under keys of the same making, so that a link between
//! two records is a key that both have: nothing needs to be stored or maintained beside the index, a new record takes
//! up the older references to it at its own commit, and a deleted one leaves none behind. A key holds everything that a
//! match has to agree in, so that two keys that are equal need no second look:
//!
//! | kind | made of |
//! |---|---|
//! | `pmid`, `pmcid`, `doi` | the id |
//! | `citation` | year, volume, first page, and the first author's family name with the first letter of the journal; where a reference names no author, the initials of the journal's words instead, and the last page where it gives one |
//! | `title` | year, all letters and digits of the title, at least [`LEAST_WORDS`] words and [`LEAST_LETTERS`] of them, the first letter of the journal and the first author's family name; a reference may lack one of these two |
//!
//! A reference that gives a PMID or DOI does not mean a record of another one, however much else agrees: letters repeat
//! titles, short pieces share pages. Its keys of the last two kinds are marked so that only records without such an id have them.
//!
//! Keys of the last two kinds are hashes of 42 bits: among 400 million keys, about what all of PubMed has, a chance match has a
//! probability below 1 in 10,000.

use super::reference::Reference;
use super::{Author, Journal, Pages, Record};
use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Least words of a title that names a work.
pub const LEAST_WORDS: usize = 4;

/// Least letters and digits of a title that names a work.
pub const LEAST_LETTERS: usize = 24;

/// How a link was made, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkMethod {
    /// By the PubMed id.
    Pmid,
    /// By the PubMed Central id.
    Pmcid,
    /// By the DOI.
    Doi,
    /// By year, volume, first page, and first author or journal.
    Citation,
    /// By title and year.
    Title,
}

impl LinkMethod {
    /// All of them, the strongest first.
    pub const ALL: [Self; 5] = [Self::Pmid, Self::Pmcid, Self::Doi, Self::Citation, Self::Title];

    /// Its name in every output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pmid => "pmid",
            Self::Pmcid => "pmcid",
            Self::Doi => "doi",
            Self::Citation => "citation",
            Self::Title => "title",
        }
    }

    /// Whether it is an id, which may belong to several records; what is no id must belong to one to make a link.
    #[must_use]
    pub fn is_id(self) -> bool {
        self < Self::Citation
    }

    /// The kind of a key as it stands in the index.
    #[must_use]
    pub fn of_key(key: &str) -> Self {
        match key.as_bytes() {
            [b'~', ..] => Self::Citation,
            [b'^', ..] => Self::Title,
            [b'1', b'0', b'.', ..] => Self::Doi,
            [b'p', ..] => Self::Pmcid,
            _ => Self::Pmid,
        }
    }
}

impl Record {
    /// The keys under which references find the record, its ids left out.
    #[must_use]
    pub fn work_keys(&self) -> Vec<String> {
        let dates = [&self.date, &self.electronic_date].into_iter().flatten();
        let mut years: Vec<String> = dates.map(|date| date.year().to_string()).collect();
        years.dedup();
        let place = Place::of(self.volume.as_deref().or(self.issue.as_deref()), self.pages.as_ref());
        let codes = self.journal.as_ref().map(journal_codes).unwrap_or_default();
        let surname = first_surname(&self.authors);
        let title = title_signature(&self.title).filter(|_| !self.is_notice());
        let mut letters: Vec<&str> = codes.iter().map(|code| first_letter(code)).chain([NO_JOURNAL]).collect();
        letters.dedup();
        let mut names = Vec::with_capacity(10);
        for year in &years {
            for (code, place) in codes.iter().zip(std::iter::repeat(&place)) {
                let Some(place) = place else { continue };
                names.extend(place.by_journal(year, code, true));
                names.extend(place.by_journal(year, code, false));
                names.extend(surname.as_deref().map(|name| place.by_author(year, name, code)));
            }
            for (title, letter) in title.iter().flat_map(|title| letters.iter().map(move |letter| (title, *letter))) {
                names.extend(surname.as_deref().and_then(|name| by_title(year, title, letter, name)));
                names.extend(by_title(year, title, letter, NO_AUTHOR));
            }
        }
        let lacking = Lacking::all_of(self.pmid.is_none(), self.doi.is_none());
        let mut keys: Vec<String> =
            lacking.flat_map(|lacking| names.iter().map(move |name| name.key(lacking))).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Whether the record is a notice on another work, under whose title it may stand.
    fn is_notice(&self) -> bool {
        const NOTICES: [&str; 4] = [
            "Published Erratum",
            "Retraction of Publication",
            "Expression of Concern",
            "Corrected and Republished Article",
        ];
        self.publication_types.iter().any(|kind| NOTICES.contains(&kind.name.as_str()))
    }

    /// All keys under which references find the record: [`Record::work_keys`] and its ids.
    #[must_use]
    pub fn all_keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = Vec::with_capacity(8);
        keys.extend(self.pmid.map(|id| id.to_string()));
        keys.extend(self.pmcid.map(|id| id.to_string().to_lowercase()));
        keys.extend(self.doi.as_ref().map(|doi| doi.key()));
        keys.extend(self.work_keys());
        keys
    }
}

impl Reference {
    /// The keys of the cited work, the strongest first. A reference with an id means no record that has another id of that
    /// kind: its weaker keys are those of records that have none.
    #[must_use]
    pub fn work_keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = Vec::with_capacity(4);
        keys.extend(self.pmid.map(|id| id.to_string()));
        keys.extend(self.pmcid.map(|id| id.to_string().to_lowercase()));
        keys.extend(self.doi.as_ref().map(|doi| doi.key()));
        let lacking = Lacking { pmid: self.pmid.is_some(), doi: self.doi.is_some() };
        keys.extend(self.names().iter().map(|name| name.key(lacking)));
        keys
    }

    /// The keys that are no ids, as of a reference that has none.
    #[must_use]
    pub fn place_and_title_keys(&self) -> Vec<String> {
        self.names().iter().map(|name| name.key(Lacking::default())).collect()
    }

    fn names(&self) -> Vec<Name> {
        let Some(year) = self.year.map(|year| year.to_string()) else { return Vec::new() };
        let mut names = Vec::with_capacity(2);
        let place = Place::of(self.volume.as_deref().or(self.issue.as_deref()), self.pages.as_ref());
        let code = self.journal.as_deref().and_then(journal_code);
        let surname = first_surname(&self.authors);
        if let Some((place, code)) = place.zip(code.as_ref()) {
            names.extend(match &surname {
                Some(name) => Some(place.by_author(&year, name, code)),
                None => place.by_journal(&year, code, true).or_else(|| place.by_journal(&year, code, false)),
            });
        }
        // A preprint has the title of the article that it became, and is another work.
        let title = self.title.as_deref().and_then(title_signature).filter(|_| !self.is_preprint());
        let letter = code.as_deref().map_or(NO_JOURNAL, first_letter);
        names.extend(title.and_then(|title| by_title(&year, &title, letter, surname.as_deref().unwrap_or(NO_AUTHOR))));
        names
    }
}

impl Reference {
    fn is_preprint(&self) -> bool {
        self.journal.as_deref().is_some_and(is_preprint_server)
    }
}

/// Whether a journal's name is that of a server of preprints.
#[must_use]
pub fn is_preprint_server(journal: &str) -> bool {
    const SERVERS: [&str; 10] = [
        "arxiv",
        "biorxiv",
        "chemrxiv",
        "medrxiv",
        "osf preprints",
        "preprints",
        "psyarxiv",
        "research square",
        "ssrn",
        "techrxiv",
    ];
    let name = fold(journal);
    SERVERS.iter().any(|server| name.strip_prefix(server).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}

/// Stands for the journal in the keys of references that name none.
const NO_JOURNAL: &str = "-";

/// Stands for the first author in the keys of references that name none.
const NO_AUTHOR: &str = "";

/// The ids that a record must lack to be found under a key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Lacking {
    pmid: bool,
    doi: bool,
}

impl Lacking {
    /// All that a record which lacks these ids meets.
    fn all_of(pmid: bool, doi: bool) -> impl Iterator<Item = Self> {
        let all = [(false, false), (true, false), (false, true), (true, true)];
        let met = all.into_iter().filter(move |(p, d)| (pmid || !p) && (doi || !d));
        met.map(|(pmid, doi)| Self { pmid, doi })
    }
}

/// What a work is called where no id is given, before it is hashed.
struct Name {
    marker: char,
    text: String,
}

impl Name {
    fn of(marker: char, parts: &[&str]) -> Self {
        Self { marker, text: parts.join("|") }
    }

    fn key(&self, lacking: Lacking) -> String {
        hashed(self.marker, &self.text, u64::from(lacking.pmid) | u64::from(lacking.doi) << 1)
    }
}

fn first_letter(code: &str) -> &str {
    code.chars().next().map_or(NO_JOURNAL, |first| &code[..first.len_utf8()])
}

/// Volume, first page and last page.
struct Place {
    volume: String,
    page: String,
    last: Option<String>,
}

impl Place {
    fn of(volume: Option<&str>, pages: Option<&Pages>) -> Option<Self> {
        let number = |page: &str| fold(page).split(' ').next().map(page_number).filter(|page| !page.is_empty());
        let (page, last) = (number(pages?.first())?, pages?.last().and_then(number));
        let volume = fold(volume.unwrap_or_default());
        // `34 Suppl 1`, `Vol. 34`
        let volume = volume.split(' ').find(|word| word.bytes().any(|b| b.is_ascii_digit())).unwrap_or_default();
        Some(Self { volume: volume.trim_start_matches('0').to_owned(), page, last })
    }

    fn by_author(&self, year: &str, surname: &str, code: &str) -> Name {
        Name::of('~', &["a", surname, year, &self.volume, &self.page, first_letter(code)])
    }

    /// Without an author a page is not enough: short pieces begin on one page, issues on the same. The last page is
    /// asked for where it is known.
    fn by_journal(&self, year: &str, code: &str, to_last: bool) -> Option<Name> {
        let last = if to_last { self.last.as_deref()? } else { "" };
        Some(Name::of('~', &["j", code, year, &self.volume, &self.page, last]))
    }
}

/// A title alone, without journal and author, names no work.
fn by_title(year: &str, title: &str, letter: &str, surname: &str) -> Option<Name> {
    let alone = letter == NO_JOURNAL && surname == NO_AUTHOR;
    (!alone).then(|| Name::of('^', &[title, year, letter, surname]))
}

/// A page without the `e` of electronic ones and without zeros before it.
fn page_number(page: &str) -> String {
    let bare = page.strip_prefix('e').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(page);
    bare.trim_start_matches('0').to_owned()
}

/// The last word of the first author's family name: particles and the first half of a double name are left out by some.
fn first_surname(authors: &[Author]) -> Option<String> {
    fold(authors.first()?.last_name.as_deref()?)
        .split(' ')
        .next_back()
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
}

/// Letters and digits of a title that is long enough to name a work.
fn title_signature(title: &str) -> Option<String> {
    let mut letters = fold(title);
    let spaces = letters.bytes().filter(|b| *b == b' ').count();
    let long_enough = spaces + 1 >= LEAST_WORDS && letters.len() - spaces >= LEAST_LETTERS;
    letters.retain(|c| c != ' ');
    long_enough.then_some(letters)
}

/// Words of journal names that some styles leave out.
const SMALL_WORDS: [&str; 24] = [
    "a", "an", "and", "at", "d", "da", "de", "del", "der", "des", "di", "die", "do", "du", "et", "for", "fur", "in",
    "la", "le", "of", "on", "the", "und",
];

/// What a journal's abbreviation and its title have in common.
fn journal_codes(journal: &Journal) -> Vec<String> {
    let names = [&journal.abbreviation, &journal.iso_abbreviation, &journal.title];
    let mut codes: Vec<String> = names.into_iter().flatten().filter_map(|name| journal_code(name)).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The initials of a journal's words; of a single word, its first four letters. What stands behind a colon or in
/// brackets is no part of the name.
fn journal_code(name: &str) -> Option<String> {
    let ends = |b: u8| matches!(b, b':' | b'(' | b'[' | b'=' | b'/' | b';');
    let end = name.bytes().position(ends).filter(|end| *end > 0).unwrap_or(name.len());
    let folded = fold(&name[..end]);
    let words: Vec<&str> = folded.split(' ').filter(|word| SMALL_WORDS.binary_search(word).is_err()).collect();
    match words.as_slice() {
        [] | [""] => None,
        [word] => Some(word.chars().take(4).collect()),
        words => Some(words.iter().filter_map(|word| word.chars().next()).collect()),
    }
}

/// Words in lower case without accents, parted by one space.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    let mut push = |c: char| {
        if !c.is_alphanumeric() {
            gap = gap || !matches!(c, '\'' | '\u{2019}') && (c.is_ascii() || !is_combining_mark(c));
            return;
        }
        if std::mem::take(&mut gap) && !out.is_empty() {
            out.push(' ');
        }
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            out.extend(c.to_lowercase());
        }
    };
    if text.is_ascii() {
        text.chars().for_each(&mut push)
    } else {
        text.nfkd().for_each(&mut push)
    }
    out
}

/// A marker and 42 bits of the hash of `text`, six to a letter.
fn hashed(marker: char, text: &str, seed: u64) -> String {
    const LETTERS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz-";
    let hash = xxh3_64_with_seed(text.as_bytes(), seed);
    let letters = (0..7).map(|at| char::from(LETTERS[(hash >> (6 * at) & 63) as usize]));
    std::iter::once(marker).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::PartialDate;

    fn record() -> Record {
        Record {
            title: "Imaginary kinases of the fabled moth: a survey.".into(),
            authors: vec![Author { last_name: Some("van der Béek".into()), ..Author::default() }],
            journal: Some(Journal {
                abbreviation: Some("J Fict Chem".into()),
                title: Some("The Journal of fictional chemistry: JFC".into()),
                ..Journal::default()
            }),
            date: PartialDate::parse("2020 Jan"),
            electronic_date: PartialDate::parse("2019 Dec 3"),
            volume: Some("34 Suppl 1".into()),
            pages: Pages::parse("e112-9"),
            ..Record::default()
        }
    }

    fn meets(citation: &str) -> Vec<LinkMethod> {
        let keys = record().work_keys();
        let found = Reference::parse(citation).place_and_title_keys().into_iter().filter(|key| keys.contains(key));
        found.map(|key| LinkMethod::of_key(&key)).collect()
    }

    #[test]
    fn citations_of_every_style_meet_their_record() {
        use LinkMethod::{Citation, Title};
        let both = [Citation, Title];
        for (citation, expected) in [
            (
                "van der Beek A. Imaginary kinases of the fabled moth: a survey. J Fict Chem. 2020;34(Suppl 1):112-9.",
                &both[..],
            ),
            (
                "Beek, A. (2019). Imaginary kinases of the fabled moth: A survey. Journal of Fictional Chemistry, 34, e112–e119.",
                &both[..],
            ),
            ("J Fict Chem. 2020 Jan;34 Suppl 1:E112-9", &both[..1]),
            ("Beek A. Imaginary kinases of the fabled moth: a survey. 2020.", &both[1..]),
            ("J Fict Chem. 2018 Jan;34:112-9", &[]),
            ("Moth B. A tale. J Fict Chem. 2020;34:112-9", &[]),
            ("J Moth Chem. 2020 Jan;34:112-9", &[]),
        ] {
            assert_eq!(meets(citation), expected, "{citation}: {:?}", Reference::parse(citation));
        }
    }

    #[test]
    fn a_short_title_names_no_work() {
        assert_eq!(title_signature("Reply to the editor"), None);
        assert_eq!(title_signature("Antiarrhythmopharmacological considerations"), None);
    }

    #[test]
    fn keys_tell_their_kind() {
        for (key, kind) in [
            ("35582538", LinkMethod::Pmid),
            ("pmc7", LinkMethod::Pmcid),
            ("10.1000/x", LinkMethod::Doi),
            (&hashed('~', "x", 0), LinkMethod::Citation),
            (&hashed('^', "x", 0), LinkMethod::Title),
        ] {
            assert_eq!(LinkMethod::of_key(key), kind, "{key}");
        }
    }
}
