//! NLM's lists of journals (`J_Medline.txt`, `J_Entrez.txt`): blocks of lines `Name: value`, parted by lines of hyphens.

use super::lines::each_line;
use super::{Concept, Found, Item, Kind, Rejection};
use std::io::{self, BufRead};

/// Reads the blocks.
pub(super) fn read(input: &mut dyn BufRead, take: &mut dyn FnMut(Found)) -> io::Result<()> {
    let mut block = Block::default();
    let mut record = 0;
    each_line(input, &mut |number, line| {
        // Each block begins with JrId; the lines of hyphens are missing in some copies.
        if line.starts_with("---") || line.starts_with("JrId:") {
            std::mem::take(&mut block).end(&mut record, take);
        }
        block.line(number, line);
    })?;
    block.end(&mut record, take);
    Ok(())
}

#[derive(Default)]
struct Block {
    line: u64,
    title: String,
    abbreviation: String,
    id: String,
    others: Vec<String>,
}

impl Block {
    fn line(&mut self, number: u64, line: &str) {
        let Some((name, value)) = line.split_once(':') else { return };
        let value = value.trim().to_owned();
        if self.line == 0 {
            self.line = number;
        }
        if value.is_empty() {
            return;
        }
        match name.trim() {
            "JournalTitle" => self.title = value,
            "MedAbbr" => self.abbreviation = value,
            "IsoAbbr" | "ISSN (Print)" | "ISSN (Online)" | "ISSN" | "ESSN" => self.others.push(value),
            "NlmId" => self.id = value,
            _ => {}
        }
    }

    fn end(self, record: &mut u64, take: &mut dyn FnMut(Found)) {
        if self.line == 0 {
            return;
        }
        *record += 1;
        let name = if self.abbreviation.is_empty() { self.title.clone() } else { self.abbreviation };
        if name.is_empty() {
            let reason = "a journal without title and abbreviation".to_owned();
            return take(Err(Rejection { line: self.line, record: *record, reason }));
        }
        let titles = std::iter::once(self.title).filter(|title| !title.is_empty());
        let mut journal = Concept { id: self.id, ..Concept::new(Kind::Journal, name) };
        for other in titles.chain(self.others) {
            if other != journal.name && !journal.other_names.contains(&other) {
                journal.other_names.push(other);
            }
        }
        take(Ok(Item::Concept(Box::new(journal))));
    }
}
