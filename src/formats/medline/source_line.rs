//! The line in which PubMed cites an article: `Brief Bioinform. 2002 Sep;3(3):296-302. doi: 10.1000/x. Epub 2002 Aug 1.`
//!
//! It stands as `SO` in MEDLINE text and, with or without the journal, in PubMed's pages. This reads PubMed's own form
//! and no other; citations of strangers are the concern of [`crate::record::Reference`].

use crate::record::{Doi, HistoryDate, Journal, Pages, PartialDate, Record, text};

/// What a citation line says.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(in crate::formats) struct SourceLine {
    journal: Option<String>,
    date: Option<PartialDate>,
    volume: Option<String>,
    issue: Option<String>,
    pages: Option<Pages>,
    doi: Option<Doi>,
    electronic_date: Option<PartialDate>,
    history: Vec<HistoryDate>,
}

impl SourceLine {
    /// Reads a line; parts that are not in it, or not in PubMed's form, are none.
    pub(in crate::formats) fn parse(line: &str) -> Self {
        let line = text::clean(line.trim_start_matches(['.', ' ']));
        let mut source = Self::default();
        let rest = match year_at(&line) {
            Some(at) => {
                source.journal = text::non_empty(line[..at].trim_end_matches(['.', ' ']));
                let (cited, rest) = line[at..].split_once(". ").unwrap_or((&line[at..], ""));
                source.take_cited(cited.trim_end_matches('.'));
                rest
            }
            None => line.as_str(),
        };
        source.take_rest(rest);
        source
    }

    /// `2002 Sep;3(3):296-302`, of which everything but the date may be missing.
    fn take_cited(&mut self, cited: &str) {
        let (head, pages) = cited.split_once(':').unwrap_or((cited, ""));
        let (date, volume) = head.split_once(';').unwrap_or((head, ""));
        self.date = PartialDate::parse(date);
        self.pages = Pages::parse(pages);
        let issue_at = volume.trim_end().strip_suffix(')').and_then(|v| v.rfind('('));
        let (volume, issue) = issue_at.map_or((volume, ""), |at| volume.split_at(at));
        self.volume = text::non_empty(volume);
        self.issue = text::non_empty(issue.trim_start_matches('(').trim_end().trim_end_matches(')'));
    }

    /// `doi: …`, `Epub …`, `eCollection …`, `Print …` in any order.
    fn take_rest(&mut self, rest: &str) {
        self.doi = rest.find("doi:").and_then(|at| Doi::find(&rest[at..]));
        let dated = |word: &str| {
            let behind = &rest[rest.find(word)? + word.len()..];
            PartialDate::parse(behind.split_once('.').map_or(behind, |(date, _)| date))
        };
        self.electronic_date = dated("Epub ");
        for (word, event) in [("eCollection ", "ecollection"), ("Print ", "ppublish")] {
            let event = |date| HistoryDate { event: event.to_owned(), date };
            self.history.extend(dated(word).map(event));
        }
    }

    /// Puts into `record` what it does not have yet.
    pub(in crate::formats) fn fill(self, record: &mut Record) {
        if let Some(name) = self.journal.filter(|_| record.container().is_none()) {
            record.journal.get_or_insert_with(Journal::default).abbreviation = Some(name);
        }
        // Without a date the line begins with the volume, which can look like a year.
        let date = self.date.filter(|date| record.volume.as_deref() != Some(&date.to_string()));
        record.date = record.date.take().or(date);
        record.volume = record.volume.take().or(self.volume);
        record.issue = record.issue.take().or(self.issue);
        record.pages = record.pages.take().or(self.pages);
        record.doi = record.doi.take().or(self.doi);
        record.electronic_date = record.electronic_date.take().or(self.electronic_date);
        for event in self.history {
            if record.history_date(&event.event).is_none() {
                record.history.push(event);
            }
        }
    }
}

/// Where the cited year begins: four digits at the beginning of the line or behind the point that ends the journal.
fn year_at(line: &str) -> Option<usize> {
    let places = std::iter::once(0).chain(line.match_indices(". ").map(|(at, point)| at + point.len()));
    places.into_iter().find(|&at| {
        let digits = line[at..].bytes().take_while(u8::is_ascii_digit).count();
        digits == 4 && line[at + 4..].chars().next().is_none_or(|c| !c.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(line: &str) -> [String; 7] {
        let mut record = Record::default();
        SourceLine::parse(line).fill(&mut record);
        [
            record.container().unwrap_or_default().to_owned(),
            record.date.as_ref().map(ToString::to_string).unwrap_or_default(),
            record.volume.clone().unwrap_or_default(),
            record.issue.clone().unwrap_or_default(),
            record.pages.as_ref().map(ToString::to_string).unwrap_or_default(),
            record.doi.as_ref().map(ToString::to_string).unwrap_or_default(),
            record.electronic_date.as_ref().map(ToString::to_string).unwrap_or_default(),
        ]
    }

    #[test]
    fn every_part_of_a_citation_line_is_read() {
        for (line, expected) in [
            (
                "J Moss Sci (Oslo). 2022 Feb 8;5(1):114-28. doi: 10.1000/m.5. Epub 2021 Dec 1.",
                ["J Moss Sci (Oslo)", "2022-02-08", "5", "1", "114-128", "10.1000/m.5", "2021-12-01"],
            ),
            ("20 Century Moss. 2009;20(4):454-81.", ["20 Century Moss", "2009", "20", "4", "454-481", "", ""]),
            (". 2022 Feb 8;5(1):114-128.", ["", "2022-02-08", "5", "1", "114-128", "", ""]),
            ("Moss. 2020 Mar;39 Suppl 1:S12-5.", ["Moss", "2020-03", "39 Suppl 1", "", "S12-S15", "", ""]),
            ("Moss. 2020 Mar-Apr;39(Pt 2):7", ["Moss", "2020-03", "39", "Pt 2", "7", "", ""]),
            ("Moss. 2023 Jan 2:e77. Online ahead of print.", ["Moss", "2023-01-02", "", "", "e77", "", ""]),
            ("Moss. In press.", ["", "", "", "", "", "", ""]),
        ] {
            assert_eq!(show(line), expected, "{line}");
        }
    }

    #[test]
    fn a_collection_date_is_an_event_of_the_history() {
        let mut record = Record::default();
        SourceLine::parse("Moss. 2022 Feb;5:1. doi: 10.1000/x. eCollection 2022 Mar.").fill(&mut record);
        assert_eq!(record.history_date("ecollection").map(ToString::to_string).as_deref(), Some("2022-03"));
    }

    #[test]
    fn what_a_record_has_is_not_overwritten() {
        let mut record = Record { volume: Some("9".into()), ..Record::default() };
        SourceLine::parse("Moss. 2022;5:1.").fill(&mut record);
        assert_eq!(record.volume.as_deref(), Some("9"));
        assert_eq!(record.container(), Some("Moss"));
    }
}
