//! Notes that hold more than notes: ids that Zotero and EBSCO set there, references as Scopus lists them.

use super::work::Work;
use crate::record::{Author, Doi, Pages, Pmcid, Pmid, Reference, text};

impl Work {
    /// A note; where it is an id and nothing else, the id. Zotero keeps `PMID: 1 PMCID: PMC1` there, Scopus the
    /// references, and EBSCO writes `PMID: NLM1` among others.
    pub(super) fn note(&mut self, value: &str) {
        let value = value.trim();
        if let Some(references) = value.strip_prefix("References: ") {
            return self.references(&text::clean(references));
        }
        if value.starts_with("PMID:") || value.starts_with("PMCID:") || value.contains("PMID: NLM") {
            self.named_ids(value);
        }
        let of_ids = value.split_whitespace().all(|word| self.says_id(word));
        if !of_ids && !self.telling_id(value) {
            let note = text::non_empty(value).filter(|note| !self.record.notes.contains(note));
            self.record.notes.extend(note);
        }
    }

    /// Ids behind their names within a text.
    fn named_ids(&mut self, value: &str) {
        let mut words = value.split([' ', '\n', ';']).filter(|word| !word.is_empty());
        while let Some(word) = words.next() {
            match word {
                "PMID:" => {
                    let id = words.next().unwrap_or_default().trim_end_matches('.');
                    self.record.pmid = self.record.pmid.or_else(|| Pmid::parse(id.trim_start_matches("NLM")));
                }
                "PMCID:" => {
                    let id = words.next().unwrap_or_default();
                    self.record.pmcid = self.record.pmcid.or_else(|| Pmcid::parse(id));
                }
                _ => {}
            }
        }
    }

    /// Whether a word of a note is the name of an id, or an id that the record has.
    fn says_id(&self, word: &str) -> bool {
        let known = |id: Option<String>| id.is_some_and(|id| id == word);
        matches!(word, "PMID:" | "PMCID:")
            || known(self.record.pmid.map(|id| id.to_string()))
            || known(self.record.pmcid.map(|id| id.to_string()))
    }

    /// References in one text, parted by semicolons, as Scopus has them.
    pub(super) fn references(&mut self, value: &str) {
        let listed = value.split("; ").map(of_scopus).filter(|reference| !reference.text.is_empty());
        self.record.references.extend(listed);
    }
}

/// `Green, B., Lichen is dry (2001) J. Lichen, 3 (2), pp. 7-12`: what stands before the year and behind it is told apart by
/// that; in another form it is read as any reference.
fn of_scopus(text: &str) -> Reference {
    let text = text::clean(text);
    let is_year = |at: &usize| {
        let year = text.get(at + 2..at + 6).filter(|year| year.bytes().all(|b| b.is_ascii_digit()));
        year.is_some() && text[at + 6..].starts_with(") ")
    };
    let Some(at) = text.match_indices(" (").map(|(at, _)| at).find(is_year) else { return Reference::parse(&text) };
    let mut place = text[at + 8..].split(", ");
    let journal = place.next().and_then(text::non_empty);
    let mut reference = Reference { journal, year: text[at + 2..at + 6].parse().ok(), ..Reference::default() };
    for part in place {
        if let Some(pages) = part.strip_prefix("pp. ").or_else(|| part.strip_prefix("p. ")) {
            reference.pages = Pages::parse(pages);
        } else if part.starts_with(|c: char| c.is_ascii_digit()) && reference.volume.is_none() {
            let (volume, issue) = part.split_once(" (").unwrap_or((part, ""));
            (reference.volume, reference.issue) =
                (text::non_empty(volume), text::non_empty(issue.trim_end_matches(')')));
        }
    }
    let parts: Vec<&str> = text[..at].split(", ").collect();
    let mut head = &parts[..];
    let is_initials = |part: &str| part.ends_with('.') && part.len() <= 8 && !part.contains(' ');
    while let [last, initials, title @ ..] = head
        && is_initials(initials)
        && !title.is_empty()
    {
        reference.authors.push(Author::from_inverted(&format!("{last}, {initials}")));
        head = title;
    }
    reference.title = text::non_empty(&head.join(", "));
    reference.doi = Doi::find(&text);
    reference.text = text;
    reference
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_that_hold_ids_are_read_for_them() {
        let mut work = Work::default();
        work.note("PMID: 99000001\nPMCID: PMC99000001");
        work.note("Accession Number: 1. Language: English. PMID: NLM99000002.");
        work.note(
            "References: Green, B., Lichen, and more (2001) J. Lichen, 3 (2), pp. 7-12; Red C. Fern. J Fern. 2002;4:8.",
        );
        let record = work.finish().unwrap();
        assert_eq!((record.pmid.map(Pmid::get), record.pmcid.map(Pmcid::get)), (Some(99_000_001), Some(99_000_001)));
        assert_eq!(record.notes, ["Accession Number: 1. Language: English. PMID: NLM99000002."]);
        let [green, red] = record.references.as_slice() else { panic!("{:?}", record.references) };
        assert_eq!((green.title.as_deref(), green.journal.as_deref()), (Some("Lichen, and more"), Some("J. Lichen")));
        assert_eq!((green.volume.as_deref(), green.issue.as_deref(), green.year), (Some("3"), Some("2"), Some(2001)));
        assert_eq!((green.authors[0].short().as_str(), red.year), ("Green B", Some(2002)));
    }
}
