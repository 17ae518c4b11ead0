//! What reference managers and catalogues say of a work, made a record.
//!
//! RIS, EndNote's, ISI's and Ovid's tags, BibTeX and CSL-JSON say the same things in different words. Their readers put
//! each value here under what it means; where it belongs in a [`Record`] depends on the kind of work, which may be told
//! last, and is settled by [`Work::finish`].

use super::medline::sections;
use crate::formats::markup::unmarked;
use crate::record::{
    AbstractSection, Author, Book, Doi, HistoryDate, Issn, Journal, Keyword, OtherId, Pages, PartialDate, Pmcid, Pmid,
    PublicationType, Record, language_code, text,
};

/// What sort of work it is, as far as that decides where things belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    /// Not said, or nothing that decides anything (a web page, a data set).
    #[default]
    Other,
    /// In a journal, a magazine or a newspaper.
    Article,
    /// A book, a report, a thesis: something published by itself.
    Book,
    /// A part of a book or of proceedings.
    Chapter,
}

/// A work in the making.
#[derive(Debug, Default)]
pub(super) struct Work {
    /// What has its place whatever the kind.
    pub(super) record: Record,
    /// Its kind.
    pub(super) kind: Kind,
    /// Title of the journal, or of the book of which it is a part.
    pub(super) container: Option<String>,
    /// The journal's abbreviation.
    pub(super) abbreviation: Option<String>,
    /// Title of the series.
    pub(super) series: Option<String>,
    /// Publisher.
    pub(super) publisher: Option<String>,
    /// Place of publication.
    pub(super) place: Option<String>,
    /// Edition.
    pub(super) edition: Option<String>,
    /// Number of a report.
    pub(super) report_number: Option<String>,
    /// First page, where pages are given apart.
    pub(super) first_page: Option<String>,
    /// Last page.
    pub(super) last_page: Option<String>,
    /// Number of the article, which stands for pages where there are none.
    pub(super) article_number: Option<String>,
    /// A month and a day (`MAY 13`) that came before their year.
    undated: Option<String>,
    issns: Vec<Issn>,
    isbns: Vec<String>,
    types: Vec<&'static str>,
    affiliations: Vec<String>,
}

/// Puts `value` where nothing is yet; a blank one is nothing.
pub(super) fn set(place: &mut Option<String>, value: &str) {
    if place.is_none() {
        *place = text::non_empty(value);
    }
}

/// A keyword without the star that says that it is a main point and, in Ovid's exports, with the words of its qualifier alone:
/// `*Moss/ph [Physiology]` is *Moss/physiology*. Stars at single qualifiers stay, since a keyword has no place for them.
fn unstarred(term: &str) -> (String, bool) {
    let plain = term.trim_start_matches('*').trim_start();
    let coded = plain.strip_suffix(']').and_then(|head| head.split_once(" [")).and_then(|(head, words)| {
        let (descriptor, code) = head.rsplit_once('/')?;
        (code.len() == 2).then(|| format!("{descriptor}/{}", words.to_lowercase()))
    });
    (coded.unwrap_or_else(|| plain.to_owned()), plain.len() != term.len())
}

/// Numbers with the month before the year, `04 2006` or `05/2019`, in the order of ISO.
fn month_first(value: &str) -> Option<String> {
    let (month, year) = value.trim().split_once([' ', '/', '-', '.'])?;
    let numbers = [month, year].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    (numbers && month.len() <= 2 && !month.is_empty() && year.len() == 4).then(|| format!("{year}-{month:0>2}"))
}

/// The date that words say, where they say the same as the numbers beside them and more: `1998/12//Dec-1999 Jan`.
fn worded(words: &str, numbers: &PartialDate) -> Option<PartialDate> {
    let year = numbers.year().to_string();
    // EBSCO writes `2019/05//May2019`.
    let words = words.strip_suffix(&year).map_or(words.to_owned(), |month| format!("{} {year}", month.trim_end()));
    let text = if words.contains(&year) { words } else { format!("{year} {words}") };
    PartialDate::parse(&text).filter(|date| {
        let same = (date.year(), date.month(), date.day()) == (numbers.year(), numbers.month(), numbers.day());
        same && date.text().is_some()
    })
}

impl Work {
    /// Says what sort of work it is, with PubMed's name of the publication type where it has one.
    pub(super) fn is(&mut self, kind: Kind, publication_type: &'static str) {
        self.kind = kind;
        if !publication_type.is_empty() && !self.types.contains(&publication_type) {
            self.types.push(publication_type);
        }
    }

    /// A publication type in the source's words.
    pub(super) fn publication_type(&mut self, name: &str) {
        let name = name.trim();
        let known = |kind: &PublicationType| kind.name.eq_ignore_ascii_case(name);
        let said =
            |kind: &&'static str| kind.eq_ignore_ascii_case(name) || (name == "Article" && *kind == "Journal Article");
        if !self.record.publication_types.iter().any(known) && !self.types.iter().any(said) {
            self.record.publication_types.extend(PublicationType::new(name));
        }
    }

    /// A title; a second one that says something else goes on behind the first.
    pub(super) fn title(&mut self, value: &str) {
        let (title, value) = (&mut self.record.title, text::clean(value));
        if title.is_empty() {
            *title = value;
        } else if !title.contains(&value) {
            title.push(' ');
            title.push_str(&value);
        }
    }

    /// A part of the abstract, whose labels in capitals become labels; one that repeats another is taken once.
    pub(super) fn abstract_text(&mut self, value: &str) {
        let new = sections(&text::clean(value));
        let known = |section: &AbstractSection| self.record.abstract_sections.contains(section);
        let news: Vec<AbstractSection> = new.into_iter().filter(|section| !known(section)).collect();
        self.record.abstract_sections.extend(news);
    }

    /// An author, unless the name is blank.
    pub(super) fn author(&mut self, author: Author) {
        if !author.is_empty() {
            self.record.authors.push(author);
        }
    }

    /// An editor, unless the name is blank.
    pub(super) fn editor(&mut self, author: Author) {
        if !author.is_empty() {
            self.record.editors.push(author);
        }
    }

    /// An affiliation of which it is not said whose it is: it is kept with the first author.
    pub(super) fn affiliation(&mut self, value: &str) {
        let place = text::non_empty(value).filter(|place| !self.affiliations.contains(place));
        self.affiliations.extend(place);
    }

    /// A keyword, each once.
    pub(super) fn keyword(&mut self, value: &str) {
        let (term, major) = unstarred(value.trim());
        let Some(keyword) = Keyword::new(&term).map(|keyword| Keyword { major, ..keyword }) else { return };
        if self.record.keywords.iter().all(|known| known.term != keyword.term) {
            self.record.keywords.push(keyword);
        }
    }

    /// Keywords in one text: behind semicolons, of which headings hold none, else behind commas.
    pub(super) fn keyword_list(&mut self, value: &str) {
        let parting = if value.contains(';') { ';' } else { ',' };
        value.split(parting).for_each(|keyword| self.keyword(keyword));
    }

    /// A language, by name or code, or several behind commas; several codes may stand in one line, `eng ger`.
    pub(super) fn language(&mut self, value: &str) {
        let of_codes = value.split_whitespace().all(|word| word.len() <= 3 && language_code(word).is_some());
        for value in value.split(|c: char| matches!(c, ',' | ';') || (of_codes && c.is_whitespace())) {
            let value = value.trim().trim_end_matches('.');
            let code = language_code(value).map_or_else(|| value.to_lowercase(), str::to_owned);
            if !code.is_empty() && !self.record.languages.contains(&code) {
                self.record.languages.push(code);
            }
        }
    }

    /// A date of publication: the first, unless another of the same year knows more.
    pub(super) fn date(&mut self, date: PartialDate) {
        let known = |date: &PartialDate| (date.month().is_some(), date.day().is_some(), date.text().is_some());
        match &self.record.date {
            Some(old) if old.year() != date.year() || known(old) >= known(&date) => {}
            _ => self.record.date = Some(date),
        }
    }

    /// A date in which the year may stand first, last, alone or not at all, in which case it was said elsewhere:
    /// `2005/07/15`, `2001///`, `MAY 13`, and an event of the history behind it, `2013/02/15/received`.
    pub(super) fn written_date(&mut self, value: &str) {
        if let Some(date) = month_first(value).and_then(|date| PartialDate::parse(&date)) {
            return self.date(date);
        }
        let parts: Vec<&str> = value.split('/').map(str::trim).collect();
        let event = parts.get(3).copied().filter(|event| matches!(*event, "received" | "accepted" | "revised"));
        let date = if parts.len() > 1 {
            let part = |at: usize| parts.get(at).copied().unwrap_or_default();
            // Words may have slashes of their own.
            let words = if event.is_some() { String::new() } else { parts.get(3..).unwrap_or_default().join("/") };
            let numbers = PartialDate::from_parts(parts[0], part(1).trim_start_matches("00"), part(2), &words);
            numbers.map(|numbers| worded(&words, &numbers).unwrap_or(numbers))
        } else {
            PartialDate::parse(value)
        };
        match (date.or_else(|| self.with_year(value)), event) {
            (Some(date), Some(event)) => self.record.history.push(HistoryDate { event: event.to_owned(), date }),
            (Some(date), None) => self.date(date),
            (None, _) => set(&mut self.undated, value),
        }
    }

    /// A month, and what may stand behind it, in the year that is known.
    fn with_year(&self, value: &str) -> Option<PartialDate> {
        let year = self.record.date.as_ref().map(PartialDate::year)?;
        PartialDate::parse(&format!("{year} {}", text::clean(value))).filter(|date| date.month().is_some())
    }

    /// Pages as a range or a list.
    pub(super) fn pages(&mut self, value: &str) {
        if self.record.pages.is_none() {
            self.record.pages = Pages::parse(&value.replace("--", "-"));
        }
    }

    /// A volume; the issue may stand in it, `50(2)`, where none is given.
    pub(super) fn volume(&mut self, value: &str) {
        set(&mut self.record.volume, value);
    }

    fn settle_issue(&mut self) {
        let volume = self.record.volume.clone().unwrap_or_default();
        match volume.strip_suffix(')').and_then(|head| head.split_once('(')) {
            Some((volume, issue)) if !volume.trim().is_empty() && self.record.issue.is_none() => {
                (self.record.volume, self.record.issue) = (text::non_empty(volume), text::non_empty(issue));
            }
            _ => {}
        }
    }

    /// ISSNs and ISBNs, however many: `1532-1827 (Electronic) 0007-0920 (Linking)`, `978-3-86490-311-3`.
    pub(super) fn standard_numbers(&mut self, value: &str) {
        for number in value.split([';', ',', ' ', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
            let signs: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
            let digits = signs.chars().filter(char::is_ascii_digit).count();
            match (number.strip_prefix('('), signs.len()) {
                (Some(kind), _) => {
                    let kind = kind.trim_end_matches(')');
                    let last = self.issns.last_mut().filter(|issn| issn.kind.is_empty() && kind != "ISSN");
                    last.into_iter().for_each(|issn| kind.clone_into(&mut issn.kind));
                }
                (None, 8) if digits >= 7 => self.issns.push(Issn::new(number, "")),
                (None, 10 | 13) if digits >= 9 && !self.isbns.iter().any(|known| known == number) => {
                    self.isbns.push(number.to_owned());
                }
                _ => {}
            }
        }
    }

    /// An id of which the source says the kind.
    pub(super) fn id(&mut self, kind: &str, value: &str) {
        let value = &if kind == "doi" { without_signs(value) } else { value.to_owned() };
        let taken = match kind {
            "pmid" => replace_none(&mut self.record.pmid, pmid(value)),
            "pmcid" => replace_none(&mut self.record.pmcid, Pmcid::parse(value)),
            "doi" => replace_none(&mut self.record.doi, Doi::parse(value).or_else(|| Doi::find(value))),
            _ => false,
        };
        let said = match kind {
            "pmid" => self.record.pmid.is_some() && self.record.pmid == pmid(value),
            "pmcid" => self.record.pmcid.is_some() && self.record.pmcid == Pmcid::parse(value),
            "doi" => self
                .record
                .doi
                .as_ref()
                .is_some_and(|doi| Doi::parse(value).is_some_and(|said| said.key() == doi.key())),
            _ => false,
        };
        if !taken && !said {
            let id = OtherId { kind: kind.to_owned(), value: text::clean(value) };
            if !id.value.is_empty() && !self.record.other_ids.contains(&id) {
                self.record.other_ids.push(id);
            }
        }
    }

    /// An id that says itself what it is, if it does: `26957754[pmid]`, `PMC4756000`, `doi: 10.1000/x`, an address of
    /// PubMed's, PMC's or of a DOI. Whether it was one.
    pub(super) fn telling_id(&mut self, value: &str) -> bool {
        let value = value.trim();
        let (bare, kind) = value
            .strip_suffix(']')
            .and_then(|head| head.rsplit_once('['))
            .map_or((value, String::new()), |(id, kind)| (id.trim(), kind.trim().to_lowercase()));
        if matches!(kind.as_str(), "pii" | "mid") && !bare.is_empty() && !bare.contains(' ') {
            self.id(&kind, bare);
            return true;
        }
        let says_pmid = kind == "pmid" || bare.parse::<u32>().is_err();
        let (id, name) = if let Some(doi) = Doi::parse(bare) {
            (doi.as_str().to_owned(), "doi")
        } else if let Some(pmcid) = Pmcid::parse(bare) {
            (pmcid.to_string(), "pmcid")
        } else if let Some(pmid) = Pmid::parse(bare).filter(|_| says_pmid) {
            (pmid.to_string(), "pmid")
        } else {
            return false;
        };
        self.id(name, &id);
        true
    }

    /// An address: an id where it is that of one, else kept as it is.
    pub(super) fn address(&mut self, value: &str) {
        if !self.telling_id(value) {
            self.id("url", value);
        }
    }

    /// A field of a program's own, as far as it says what it holds: an id, a manuscript's number, or a statement of
    /// interests, which EndNote keeps in the first of them.
    pub(super) fn custom(&mut self, value: &str) {
        const OF_INTERESTS: [&str; 8] = [
            "conflict of interest",
            "conflicts of interest",
            "competing interest",
            "declaration of interest",
            "nothing to declare",
            "nothing to disclose",
            "none declared",
            "disclosure:",
        ];
        let manuscript = value.trim().strip_prefix("NIHMS").or_else(|| value.trim().strip_prefix("EMS"));
        let lower = value.to_lowercase();
        if self.telling_id(value) {
        } else if manuscript.is_some_and(|number| number.parse::<u32>().is_ok()) {
            self.id("mid", value);
        } else if OF_INTERESTS.iter().any(|words| lower.contains(words)) {
            set(&mut self.record.conflict_of_interest, value);
        }
    }

    /// What EndNote calls the original publication: of an article the title in its own language, else ISSNs or ISBNs.
    pub(super) fn original(&mut self, value: &str) {
        let letters = value.chars().filter(|c| c.is_alphabetic()).count();
        if self.kind == Kind::Article && 2 * letters > value.chars().count() {
            set(&mut self.record.vernacular_title, value);
        } else {
            self.standard_numbers(value);
        }
    }

    /// The record, everything in its place.
    ///
    /// # Errors
    ///
    /// Where there is neither a title nor an id: nothing tells such a work from another.
    pub(super) fn finish(mut self) -> Result<Record, String> {
        let in_book = self.settle_container();
        self.settle_pages();
        self.settle_issue();
        if let Some(date) = self.undated.take().and_then(|words| self.with_year(&words)) {
            self.date(date);
        }
        self.unmark();
        if in_book {
            self.in_book()
        } else {
            self.in_journal()
        }
        let mut record = self.record;
        for name in self.types.into_iter().rev() {
            if !record.publication_types.iter().any(|kind| kind.name == name) {
                record.publication_types.splice(0..0, PublicationType::new(name));
            }
        }
        if let Some(first) = record.authors.first_mut() {
            first.affiliations.extend(self.affiliations);
        }
        let named = record.pmid.is_some() || record.pmcid.is_some() || record.doi.is_some();
        if named || !record.title.is_empty() {
            Ok(record)
        } else {
            Err("no title and no id (PMID, PMCID, DOI)".to_owned())
        }
    }

    /// Whether it is a book or part of one, and not of a journal.
    fn settle_container(&mut self) -> bool {
        let numbered = self.issns.is_empty() && !self.isbns.is_empty();
        match self.kind {
            Kind::Article => false,
            Kind::Chapter => {
                let of_house = self.types.contains(&"Book Chapter") && self.publisher.is_some();
                self.issns.is_empty() || !self.isbns.is_empty() || of_house
            }
            Kind::Book => true,
            // A server of preprints is where they appeared.
            Kind::Other if self.types.contains(&"Preprint") && !numbered => {
                let server = self.publisher.take();
                self.container = self.container.take().or_else(|| server.filter(|_| self.abbreviation.is_none()));
                false
            }
            Kind::Other => {
                numbered || (self.container.is_none() && self.abbreviation.is_none() && self.publisher.is_some())
            }
        }
    }

    fn settle_pages(&mut self) {
        // Wiley's, of what has no pages yet.
        let page = |page: Option<String>| page.filter(|page| !page.eq_ignore_ascii_case("n/a")).unwrap_or_default();
        let (first, last) = (page(self.first_page.take()), page(self.last_page.take()));
        let number = self.article_number.take().unwrap_or_default();
        let (first, last) = if first.is_empty() { (number, String::new()) } else { (first, last) };
        // The first page may be all of them: `1-9` beside `9`.
        let whole = first.rsplit_once('-').is_some_and(|(_, end)| !end.is_empty() && end.trim() == last.trim());
        if whole && self.record.pages.is_none() {
            self.record.pages = Pages::parse(&first);
        }
        if self.record.pages.is_none() {
            self.record.pages = Pages::from_ends(&first, &last);
        }
    }

    /// Programs leave markup in what should be plain text.
    fn unmark(&mut self) {
        let record = &mut self.record;
        let sections = record.abstract_sections.iter_mut().map(|section| &mut section.text);
        let keywords = record.keywords.iter_mut().map(|keyword| &mut keyword.term);
        let names = [&mut self.container, &mut self.abbreviation, &mut self.series, &mut self.publisher];
        let texts = std::iter::once(&mut record.title).chain(&mut record.vernacular_title).chain(&mut record.notes);
        for text in texts.chain(sections).chain(keywords).chain(names.into_iter().flatten()) {
            if let Some(plain) = unmarked(text) {
                *text = plain;
            }
        }
    }

    fn in_journal(&mut self) {
        let journal = self.record.journal.get_or_insert_with(Journal::default);
        journal.title = self.container.take();
        journal.abbreviation = self.abbreviation.take().filter(|short| journal.title.as_ref() != Some(short));
        // EndNote's imports of PubMed have them the other way round.
        if let (Some(title), Some(short)) = (&mut journal.title, &mut journal.abbreviation)
            && abbreviates(title, short)
        {
            std::mem::swap(title, short);
        }
        std::mem::take(&mut self.issns).into_iter().for_each(|issn| journal.add_issn(issn));
        if journal.is_empty() {
            self.record.journal = None;
        }
    }

    fn in_book(&mut self) {
        let part = self.container.take().or_else(|| self.abbreviation.take());
        let title = part.or_else(|| (self.kind != Kind::Chapter).then(|| text::non_empty(&self.record.title))?);
        self.record.book = Some(Book {
            title,
            collection_title: self.series.take(),
            publisher: self.publisher.take(),
            place: self.place.take(),
            edition: self.edition.take(),
            report_number: self.report_number.take(),
            isbns: std::mem::take(&mut self.isbns),
            ..Book::default()
        });
    }
}

/// Whether `short` is an abbreviation of `long`: each word of it is the beginning of one, in order, and at least one is shorter.
fn abbreviates(short: &str, long: &str) -> bool {
    let (short_words, long_words) = (short.to_lowercase(), long.to_lowercase());
    let mut words = long_words.split_whitespace();
    let mut shortened = false;
    let all = short_words.split_whitespace().map(|word| word.trim_end_matches('.')).all(|begin| {
        let whole = words.find(|word| word.starts_with(begin));
        shortened |= whole.is_some_and(|whole| whole.len() > begin.len());
        whole.is_some()
    });
    all && shortened && short.len() < long.len()
}

/// A PMID, perhaps with its address in brackets: `33334444 [https://…]`.
fn pmid(value: &str) -> Option<Pmid> {
    let bare = value.split_once(" [").map_or(value, |(bare, _)| bare);
    Pmid::parse(value).or_else(|| Pmid::parse(bare))
}

/// A DOI without the signs of HTML and of formulas, in which those of an old one (`…85:1<1::AID-CNCR1>3.0…`) may stand.
fn without_signs(doi: &str) -> String {
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("$<$", "<"), ("$>$", ">")];
    signs
        .iter()
        .fold(doi.to_owned(), |doi, (sign, plain)| if doi.contains(sign) { doi.replace(sign, plain) } else { doi })
}

/// Fills `place` where it is empty; whether it did.
fn replace_none<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let fills = place.is_none() && value.is_some();
    if fills {
        *place = value;
    }
    fills
}

#[cfg(test)]
mod tests;
