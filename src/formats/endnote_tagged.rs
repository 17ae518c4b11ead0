//! Refer's tags as EndNote writes them: `%0 Journal Article`, `%A author`, one value a line; records are parted by blank
//! lines or begin with `%0`.

use super::blocks::{self, Place};
use super::work::{Kind, Work, set};
use super::{Entry, ris};
use crate::record::{Record, text};
use std::io::{self, BufRead};

/// Whether the first line of `head` that is not blank bears a tag with a value.
pub(super) fn recognises(head: &str) -> bool {
    let mut lines = head.lines().map(|line| line.trim_start_matches('\u{feff}')).filter(|line| !line.trim().is_empty());
    let first = lines.next().and_then(tagged);
    first.is_some_and(|(tag, value)| {
        tag == "0" || (!value.is_empty() && matches!(tag, "A" | "T" | "E" | "D" | "J" | "B"))
    })
}

/// Reads records from `input` as they come.
pub(super) fn read<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    let mut blank = false;
    let place = move |line: &str| {
        if line.trim().is_empty() {
            blank = true;
            return Place::Outside;
        }
        let begins = tagged(line).is_some_and(|(tag, _)| tag == "0" || blank);
        blank = false;
        if begins { Place::First } else { Place::Inside }
    };
    blocks::records(input, place, |block| Some(record(block)))
}

fn tagged(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix('%')?;
    let sign = rest.chars().next().filter(|sign| sign.is_ascii_graphic())?;
    let (tag, value) = rest.split_at(sign.len_utf8());
    (value.is_empty() || value.starts_with([' ', '\t'])).then_some((tag, value.trim()))
}

fn record(block: &[String]) -> Result<Record, String> {
    let fields = blocks::fields(block, tagged);
    let mut work = Work::default();
    let mut second = None;
    fields.iter().filter(|(tag, _)| *tag == "0").for_each(|(_, value)| type_of_work(&mut work, value));
    for (tag, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        if *tag == "B" {
            set(&mut second, value);
        } else {
            take(&mut work, tag, value);
        }
    }
    let place = if work.kind == Kind::Book { &mut work.series } else { &mut work.container };
    set(place, &second.unwrap_or_default());
    work.finish()
}

fn type_of_work(work: &mut Work, value: &str) {
    match value.to_lowercase().as_str() {
        "journal article" | "journal" | "electronic article" => work.is(Kind::Article, "Journal Article"),
        "newspaper article" => work.is(Kind::Article, "Newspaper Article"),
        "magazine article" => work.is(Kind::Article, ""),
        "book" | "edited book" | "electronic book" => work.is(Kind::Book, "Book"),
        "book section" | "encyclopedia" => work.is(Kind::Chapter, "Book Chapter"),
        "conference" | "conference paper" | "conference proceedings" => work.is(Kind::Chapter, "Congress"),
        "thesis" => work.is(Kind::Book, "Academic Dissertation"),
        "report" | "government document" => work.is(Kind::Book, "Technical Report"),
        _ => {}
    }
}

fn take(work: &mut Work, tag: &str, lines: &str) {
    let value = text::clean(lines);
    match tag {
        "A" => ris::people(&value).for_each(|person| work.author(person)),
        "E" | "Y" => ris::people(&value).for_each(|person| work.editor(person)),
        "T" => work.title(&value),
        "J" => set(&mut work.container, &value),
        "S" => set(&mut work.series, &value),
        "D" | "8" => work.written_date(&value),
        "V" => work.volume(&value),
        "N" => set(&mut work.record.issue, &value),
        "P" => work.pages(&value),
        "I" => set(&mut work.publisher, &value),
        "C" => set(&mut work.place, &value),
        "7" => set(&mut work.edition, &value),
        "@" => work.standard_numbers(&value),
        "R" => _ = work.telling_id(&value),
        "U" | ">" => lines.lines().for_each(|address| work.address(address)),
        "K" => lines.split(['\n', ';']).for_each(|keyword| work.keyword(keyword)),
        "X" => work.abstract_text(&value),
        "G" => work.language(&value),
        "+" => lines.lines().for_each(|place| work.affiliation(place)),
        "M" | "2" if !work.telling_id(&value) => work.id("accession", &value),
        "Z" | "O" | "1" => work.note(&value),
        "9" => work.publication_type(&value),
        "F" => work.id("label", &value),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Item;

    #[test]
    fn a_record_begins_with_its_type_or_behind_a_blank_line() {
        let text = "%0 Journal Article\n%A Quillfeather, Merelda J\n%T Moss is wet\n%J J Phantom Moss\n%D 2016\n%8 Jan 30\n%V 28\n%P 186-9\n\
            %R 10.55555/M\n%K Moss\nWetness\n%0 Book\n%T Moss\n%@ 978-3-86490-311-3\n%I House\n\n%A Green, B\n%T Lichen\n";
        let entries: Vec<Entry> = read(text.as_bytes()).map(Result::unwrap).collect();
        assert_eq!(entries.iter().map(|entry| entry.line).collect::<Vec<_>>(), [1, 12, 17]);
        let Item::Record(article) = &entries[0].item else { panic!() };
        insta::assert_json_snapshot!(article);
        assert!(recognises(text) && recognises("\n%A x\n") && !recognises("%PDF-1.4\n") && !recognises("% x\n"));
    }
}
