//! A new record out of a real one.

use crate::source::{Source, element, sentences};
use crate::words::{Random, push_word};

/// Of so many words of a text, one is replaced by a made one.
const NOVELTY: usize = 40;

/// Makes one record.
pub(crate) struct Weaver<'a> {
    pub(crate) source: &'a Source,
    pub(crate) random: Random,
    /// The PMID of the new record: its number in the corpus.
    pub(crate) pmid: u32,
    pub(crate) out: &'a mut String,
}

/// In which part of the record a line stands: it tells whose ids are given.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Own,
    Cited,
}

impl Weaver<'_> {
    /// Appends the record.
    pub(crate) fn record(mut self) {
        let template = self.random.below(self.source.records.len());
        let mut part = Part::Own;
        for line in self.source.records[template].lines() {
            match line.trim_start() {
                tag if tag.starts_with("<ReferenceList") || tag.starts_with("<CommentsCorrections ") => {
                    part = Part::Cited
                }
                tag if tag.starts_with("</ReferenceList") || tag.starts_with("</CommentsCorrections>") => {
                    part = Part::Own
                }
                _ => {}
            }
            self.line(line, part);
            self.out.push('\n');
        }
    }

    fn line(&mut self, line: &str, part: Part) {
        let Some((name, content)) = element(line) else { return self.out.push_str(line) };
        let begin = line.len() - line.trim_end().len();
        let end = line.len() - begin - name.len() - "</>".len();
        let begin = end - content.len();
        self.out.push_str(&line[..begin]);
        let is_of = |kind: &str| line[..begin].contains(kind);
        match name {
            "PMID" => self.id(part),
            "ArticleId" if is_of("\"pubmed\"") => self.id(part),
            "ArticleId" | "ELocationID" => self.other_id(content),
            "ArticleTitle" => self.title(),
            "AbstractText" => self.text(content),
            "Citation" => self.words(content),
            "LastName" => self.name(content),
            _ => self.out.push_str(content),
        }
        self.out.push_str(&line[end..]);
    }

    /// The PMID of the record, or that of an earlier one that it cites.
    fn id(&mut self, part: Part) {
        let id = match part {
            Part::Own => self.pmid,
            Part::Cited => 1 + self.random.below(self.pmid as usize) as u32,
        };
        self.out.push_str(&id.to_string());
    }

    /// An id of the same length and kind whose digits are others.
    fn other_id(&mut self, content: &str) {
        let from = content.find('/').unwrap_or(0);
        self.out.push_str(&content[..from]);
        for c in content[from..].chars() {
            if c.is_ascii_digit() {
                self.out.push(char::from(b'0' + self.random.below(10) as u8));
            } else {
                self.out.push(c);
            }
        }
    }

    fn title(&mut self) {
        let number = self.random.below(self.source.titles.len());
        let source = self.source;
        self.words(&source.titles[number]);
    }

    /// As many sentences as the text has, each from anywhere.
    fn text(&mut self, content: &str) {
        let source = self.source;
        for number in 0..sentences(content).count().max(1) {
            if number > 0 {
                self.out.push(' ');
            }
            let chosen = self.random.below(source.sentences.len());
            self.words(&source.sentences[chosen]);
        }
    }

    /// A text, some of its plain words replaced.
    fn words(&mut self, text: &str) {
        for (number, word) in text.split(' ').enumerate() {
            if number > 0 {
                self.out.push(' ');
            }
            let plain = word.len() > 4 && word.bytes().all(|b| b.is_ascii_lowercase());
            if plain && self.random.once_in(NOVELTY) {
                let number = self.random.zipfian();
                push_word(self.out, number);
            } else {
                self.out.push_str(word);
            }
        }
    }

    /// A family name; one in three is made.
    fn name(&mut self, content: &str) {
        if !self.random.once_in(3) {
            return self.out.push_str(content);
        }
        let at = self.out.len();
        let number = self.random.zipfian();
        push_word(self.out, number);
        if let Some(first) = self.out.get(at..=at).map(str::to_ascii_uppercase) {
            self.out.replace_range(at..=at, &first);
        }
    }
}
