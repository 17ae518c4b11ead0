//! Files of one line an entry: the tree file, descriptors parted by tabs, journals parted by commas.

use super::lines::each_line;
use super::{Concept, Found, Item, Kind, Rejection};
use std::io::{self, BufRead};

/// Lines of a head that are looked at, the last left out: it may be cut.
fn whole_lines(head: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = head.lines().collect();
    if !head.ends_with('\n') && lines.len() > 1 {
        lines.pop();
    }
    lines.retain(|line| !line.trim().is_empty());
    lines.truncate(20);
    lines
}

fn all_lines(head: &str, is: impl Fn(&str) -> bool) -> bool {
    let lines = whole_lines(head);
    !lines.is_empty() && lines.into_iter().all(is)
}

/// `C07.793.929`, `A01`.
fn is_tree_number(text: &str) -> bool {
    let mut parts = text.split('.');
    let first = parts.next().unwrap_or_default();
    let digits = |part: &str| !part.is_empty() && part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit());
    first.as_bytes().first().is_some_and(u8::is_ascii_uppercase)
        && digits(first.get(1..).unwrap_or_default())
        && parts.all(digits)
}

pub(super) fn is_tree_file(head: &str) -> bool {
    all_lines(head, |line| line.rsplit_once(';').is_some_and(|(_, number)| is_tree_number(number.trim())))
}

/// Reads lines `heading;tree number`.
pub(super) fn trees(input: &mut dyn BufRead, take: &mut dyn FnMut(Found)) -> io::Result<()> {
    each_entry(
        input,
        &mut |line| {
            let (heading, number) = line.rsplit_once(';').ok_or("no `;` between heading and tree number")?;
            let (heading, number) = (heading.trim(), number.trim());
            if heading.is_empty() || !is_tree_number(number) {
                return Err(if heading.is_empty() { "no heading" } else { "no tree number behind the `;`" });
            }
            Ok(Item::Place { heading: heading.to_owned(), number: number.to_owned() })
        },
        take,
    )
}

pub(super) fn is_descriptor_table(head: &str) -> bool {
    all_lines(head, |line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let id = cells[0].strip_prefix('D').unwrap_or_default();
        cells.len() >= 4 && id.len() >= 6 && id.bytes().all(|b| b.is_ascii_digit())
    })
}

/// Reads lines of id, name, entry terms, tree numbers and more, parted by tabs; lists by `|`.
pub(super) fn descriptors(input: &mut dyn BufRead, take: &mut dyn FnMut(Found)) -> io::Result<()> {
    each_entry(
        input,
        &mut |line| {
            let mut cells = line.split('\t').map(str::trim);
            let (id, name) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
            if name.is_empty() {
                return Err("no name in the second column");
            }
            let mut list = || -> Vec<String> {
                let cell = cells.next().unwrap_or_default();
                cell.split('|').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
            };
            let (other_names, tree_numbers) = (list(), list());
            if !tree_numbers.iter().all(|number| is_tree_number(number)) {
                return Err("the fourth column holds no tree numbers");
            }
            let concept =
                Concept { id: id.to_owned(), other_names, tree_numbers, ..Concept::new(Kind::Descriptor, name) };
            Ok(Item::Concept(Box::new(concept)))
        },
        take,
    )
}

pub(super) fn is_journal_table(head: &str) -> bool {
    let record = |line: &str| {
        let cells = cells(line);
        cells.is_some_and(|cells| matches!(cells.len(), 2..=4) && cells[..2].iter().all(|cell| is_name(cell)))
    };
    let lines = whole_lines(head);
    let records = lines.iter().filter(|line| record(line)).count();
    // A title may look like anything: one line in five may be strange.
    lines.len() >= 2 && records * 5 >= lines.len() * 4
}

/// Whether a cell could be a title: it begins as words do, and is no line of a program or a page.
fn is_name(cell: &str) -> bool {
    let first = cell.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().next();
    first.is_some() && !cell.contains(['{', '}', '<', '>', '\t'])
}

/// Reads lines of title and abbreviation; further cells are further names.
pub(super) fn journals(input: &mut dyn BufRead, take: &mut dyn FnMut(Found)) -> io::Result<()> {
    each_entry(
        input,
        &mut |line| {
            let cells = cells(line).ok_or("a quote that is not closed")?;
            let mut cells = cells.into_iter().map(|cell| cell.trim().to_owned()).filter(|cell| !cell.is_empty());
            let (Some(title), Some(abbreviation)) = (cells.next(), cells.next()) else {
                return Err("a title and an abbreviation are expected, parted by a comma");
            };
            let mut journal = Concept::new(Kind::Journal, abbreviation);
            let others = std::iter::once(title).chain(cells);
            journal.other_names = others.filter(|other| *other != journal.name).collect();
            Ok(Item::Concept(Box::new(journal)))
        },
        take,
    )
}

/// The cells of a line of CSV, parted by commas, or by semicolons where no comma stands outside quotes. `None` where a quote
/// is not closed.
fn cells(line: &str) -> Option<Vec<String>> {
    let (mut by_comma, mut by_semicolon) = (vec![String::new()], vec![String::new()]);
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let at_start = |cells: &[String]| cells.last().is_some_and(|cell| cell.trim().is_empty());
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                push(&mut by_comma, c);
                push(&mut by_semicolon, c);
            }
            '"' if quoted => quoted = false,
            '"' if at_start(&by_comma) || at_start(&by_semicolon) => quoted = true,
            ',' if !quoted => {
                by_comma.push(String::new());
                push(&mut by_semicolon, c);
            }
            ';' if !quoted => {
                by_semicolon.push(String::new());
                push(&mut by_comma, c);
            }
            c => {
                push(&mut by_comma, c);
                push(&mut by_semicolon, c);
            }
        }
    }
    (!quoted).then_some(if by_comma.len() > 1 { by_comma } else { by_semicolon })
}

fn push(cells: &mut [String], c: char) {
    if let Some(cell) = cells.last_mut() {
        cell.push(c);
    }
}

/// Reads each line that is not empty with `entry`; what that refuses becomes a rejection.
fn each_entry(
    input: &mut dyn BufRead,
    entry: &mut dyn FnMut(&str) -> Result<Item, &'static str>,
    take: &mut dyn FnMut(Found),
) -> io::Result<()> {
    let mut record = 0;
    each_line(input, &mut |line, text| {
        if !text.trim().is_empty() {
            record += 1;
            let reason = |reason: &str| Rejection { line, record, reason: reason.to_owned() };
            take(entry(text).map_err(reason));
        }
    })
}
