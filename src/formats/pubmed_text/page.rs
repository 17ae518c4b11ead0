//! One page to one record: the lines are sorted by the headings above them, each section is read by what it holds.

use super::heading::{Section, is_furniture, section};
use super::paragraphs::{abstract_sections, paragraphs};
use super::people::{self, Marked};
use super::source::{CitationLine, enter_notes, is_notes};
use super::{Line, figures, lists};
use crate::record::{Author, Journal, Keyword, OtherAbstract, Pmcid, Pmid, Record, text};

/// How many lines above a citation line without a journal its journal may stand.
const JOURNAL_WITHIN: usize = 6;

/// Makes a record of a page's lines, or says what is missing.
pub(super) fn record(lines: &[Line]) -> Result<Record, String> {
    let at = lines.iter().position(|line| CitationLine::parse(&line.text).is_some()).ok_or_else(|| {
        "no citation line: a saved PubMed page has one such as \"J Abbr. 2022 Feb 8;5(1):114-128.\"".to_owned()
    })?;
    let mut page = Page::default();
    page.record.pmid = lines[..at].iter().find_map(|line| address(&line.text));
    page.citation(lines, at);
    let rest = page.title(lines, at + 1)?;
    for (index, line) in rest.iter().enumerate() {
        page.take(line, rest.get(index + 1));
    }
    Ok(page.finish())
}

/// What has been read of a page.
#[derive(Default)]
struct Page<'a> {
    record: Record,
    /// The title, as titles are compared.
    title_key: String,
    section: Option<Section>,
    people: Vec<Marked>,
    collaborators: Vec<Marked>,
    /// Author and journal of the short citation.
    short: Option<(&'a str, &'a str)>,
    affiliations: Vec<&'a str>,
    abstract_lines: Vec<&'a Line>,
    summary: Vec<&'a Line>,
    conflict: Vec<&'a Line>,
    figures: Vec<&'a Line>,
    references: Vec<&'a Line>,
    keywords: Vec<&'a str>,
    /// Whether the line before went on the keywords.
    in_keywords: bool,
    /// Lines below a heading that announces a tie, with the tie's name.
    relations: Vec<(&'static str, &'a Line)>,
}

impl<'a> Page<'a> {
    /// Reads the citation line and, where it has no journal, the journal's button above it.
    fn citation(&mut self, lines: &'a [Line], at: usize) {
        let Some(citation) = lines.get(at).and_then(|line| CitationLine::parse(&line.text)) else { return };
        citation.enter(&mut self.record);
        if citation.has_journal {
            return;
        }
        // Between button and citation stands the button's menu; without it the line above may be anything.
        let above = || lines[at.saturating_sub(JOURNAL_WITHIN)..at].iter().rev().map(|line| line.text.as_str());
        let menu =
            |line: &str| ["Actions", "Search in PubMed", "Search in NLM Catalog", "Add to Search"].contains(&line);
        if above().next().is_some_and(menu)
            && let Some(name) = above().find(|line| !menu(line)).filter(|name| name.len() <= 100 && !is_furniture(name))
        {
            self.record.journal = Some(Journal { abbreviation: text::non_empty(name), ..Journal::default() });
        }
    }

    /// Reads notes and title below the citation line; the lines behind them are returned.
    fn title(&mut self, lines: &'a [Line], from: usize) -> Result<&'a [Line], String> {
        let mut at = from;
        while let Some(line) = lines.get(at).filter(|line| is_notes(&line.text) || is_furniture(&line.text)) {
            enter_notes(&line.text, &mut self.record);
            at += 1;
        }
        let missing = || "no title below the citation line".to_owned();
        let first =
            lines.get(at).filter(|line| section(&line.text).is_none() && !is_label(&line.text)).ok_or_else(missing)?;
        let mut title = first.text.clone();
        at += 1;
        while let Some(line) = lines.get(at).filter(|line| goes_on(&title, line, lines.get(at + 1))) {
            title.push(' ');
            title.push_str(&line.text);
            at += 1;
        }
        self.title_key = text::letters_and_digits(&title);
        if self.title_key.is_empty() {
            return Err(missing());
        }
        self.record.title = title;
        self.section = Some(Section::Head);
        Ok(&lines[at..])
    }

    fn take(&mut self, line: &'a Line, next: Option<&Line>) {
        let said = line.text.as_str();
        if let Some(section) = section(said) {
            self.section = Some(section);
            self.in_keywords = false;
            return;
        }
        if is_furniture(said) {
            return;
        }
        let going_on = self.in_keywords && !line.parted;
        self.in_keywords = going_on;
        if going_on || self.is_keywords(said) {
            self.in_keywords = true;
            self.keywords.push(said);
            return;
        }
        match self.section {
            Some(Section::Head | Section::Affiliations | Section::Affiliation) => self.take_head(line, next),
            Some(Section::Abstract) => self.take_abstract(line),
            Some(Section::PlainSummary) => self.summary.push(line),
            Some(Section::Conflict) => self.conflict.push(line),
            Some(Section::Figures) => self.figures.push(line),
            Some(Section::References) => self.take_reference(line),
            Some(Section::Relation(kind)) => self.relations.push((kind, line)),
            Some(Section::Collaborators) => self.collaborators.extend(people::author_line(said).unwrap_or_default()),
            Some(Section::Disclaimer | Section::OtherWorks | Section::Links) | None => {}
            Some(section) => lists::take(section, said, &mut self.record),
        }
    }

    fn is_keywords(&self, said: &str) -> bool {
        let of_others = matches!(self.section, Some(Section::References | Section::OtherWorks | Section::Links));
        !of_others && said.get(..9).is_some_and(|head| head.eq_ignore_ascii_case("keywords:"))
    }

    /// A line between title and abstract: identifiers, authors, affiliations, the title once more.
    fn take_head(&mut self, line: &'a Line, next: Option<&Line>) {
        let said = line.text.as_str();
        if text::letters_and_digits(said) == self.title_key {
            // Below the title's second copy stands the short citation, and no affiliation.
            self.section = Some(Section::Head);
        } else if is_label(said) {
            self.take_ids(said);
        } else if let Some(short) = people::short_line(said) {
            self.short.get_or_insert(short);
        } else if let Some(language) = said.strip_prefix("[Article in ").and_then(|rest| rest.strip_suffix(']')) {
            self.record.languages.extend(lists::language(language).map(str::to_owned));
        } else if self.section != Some(Section::Head) {
            self.affiliations.push(said);
        } else if self.people.is_empty() {
            self.people = authors(said, next).unwrap_or_default();
        }
    }

    /// `PMID: 1 PMCID: PMC2 DOI: 10.1000/x`, on one line or several.
    fn take_ids(&mut self, said: &str) {
        let words: Vec<&str> = said.split([' ', ':']).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            match pair[0].to_ascii_uppercase().as_str() {
                "PMID" if self.record.pmid.is_none() => self.record.pmid = Pmid::parse(pair[1]),
                "PMCID" if self.record.pmcid.is_none() => self.record.pmcid = Pmcid::parse(pair[1]),
                "DOI" if self.record.doi.is_none() => self.record.doi = crate::record::Doi::parse(pair[1]),
                _ => {}
            }
        }
    }

    fn take_abstract(&mut self, line: &'a Line) {
        let copyright = ["\u{a9}", "copyright \u{a9}", "copyright (c)", "\u{a9}copyright"];
        let said = line.text.to_lowercase();
        if line.text.len() < 400 && copyright.iter().any(|sign| said.starts_with(sign)) {
            self.record.copyright = Some(line.text.clone());
        } else {
            self.abstract_lines.push(line);
        }
    }

    fn take_reference(&mut self, line: &'a Line) {
        match lists::stated_references(&line.text) {
            Some(count) => self.record.stated_reference_count = Some(count),
            None => self.references.push(line),
        }
    }

    fn finish(mut self) -> Record {
        self.finish_people();
        let record = &mut self.record;
        record.abstract_sections = abstract_sections(&self.abstract_lines);
        if !self.summary.is_empty() {
            let sections = abstract_sections(&self.summary);
            record.other_abstracts.push(OtherAbstract {
                kind: Some("plain-language-summary".into()),
                sections,
                ..OtherAbstract::default()
            });
        }
        record.conflict_of_interest = text::non_empty(&paragraphs(&self.conflict).join(" "));
        record.keywords = keywords(&self.keywords.join(" "));
        record.captions = figures::captions(&self.figures);
        record.references = lists::references(&self.references);
        record.relations = lists::relations(&self.relations);
        self.record
    }

    fn finish_people(&mut self) {
        let equality = self.affiliations.iter().any(|line| people::is_equality_note(line));
        let lines = self.affiliations.iter().copied().filter(|line| !people::is_equality_note(line));
        let affiliations = people::affiliations(lines);
        let mut marked = std::mem::take(&mut self.people);
        if !equality {
            marked.iter_mut().for_each(|person| person.equal = false);
        }
        let (authors, unused) = people::authors(marked, &affiliations);
        self.record.authors = authors;
        self.record.notes.extend(unused.into_iter().map(|text| format!("Affiliation: {text}")));
        self.record.investigators =
            self.collaborators.iter().map(|person| Author::from_natural(&person.name)).collect();
        let Some((name, journal)) = self.short else { return };
        if self.record.authors.is_empty() {
            self.record.authors = vec![Author::from_natural(name)];
            self.record.authors_incomplete = true;
        }
        if self.record.journal.is_none() && !journal.is_empty() {
            self.record.journal = Some(Journal { abbreviation: text::non_empty(journal), ..Journal::default() });
        }
    }
}

/// The PMID in the page's address, which a browser may print above the page.
fn address(line: &str) -> Option<Pmid> {
    let at = line.find("https://pubmed.ncbi.nlm.nih.gov/")?;
    line[at..].split(' ').next().and_then(Pmid::parse)
}

/// Whether a line of identifiers begins here.
fn is_label(line: &str) -> bool {
    ["PMID:", "PMCID:", "DOI:", "PMID ", "PMCID "].iter().any(|label| {
        line.get(..label.len()).is_some_and(|head| head.eq_ignore_ascii_case(label))
            && line[label.len()..].trim_start().starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'P' | 'p'))
    })
}

/// Reads a line as the list of authors. A lone name without numbers is one only before what follows authors.
fn authors(said: &str, next: Option<&Line>) -> Option<Vec<Marked>> {
    let before = |next: &Line| {
        let heading =
            matches!(section(&next.text), Some(Section::Affiliation | Section::Affiliations | Section::Abstract));
        heading || is_label(&next.text)
    };
    let people = people::author_line(said)?;
    let several = people.len() > 1 || people::has_marks(&people);
    (several || next.is_some_and(before)).then_some(people)
}

/// Whether `line` goes on the title, a long line having been broken: nothing parts them, and it is neither a list of
/// authors nor anything else that follows a title.
fn goes_on(title: &str, line: &Line, next: Option<&Line>) -> bool {
    let said = line.text.as_str();
    let ended = title.ends_with(['.', '?', '!', ']']) || title.chars().count() < 50;
    let other = section(said).is_some()
        || is_furniture(said)
        || is_label(said)
        || people::short_line(said).is_some()
        || authors(said, next).is_some()
        || text::letters_and_digits(said) == text::letters_and_digits(title);
    !line.parted && !ended && !other
}

/// `Keywords: a; b; c.`
fn keywords(said: &str) -> Vec<Keyword> {
    let list = said.get(9..).unwrap_or_default().trim();
    let list = list.strip_suffix('.').unwrap_or(list);
    let sign = if list.contains(';') { ';' } else { ',' };
    list.split(sign).filter_map(Keyword::new).collect()
}
