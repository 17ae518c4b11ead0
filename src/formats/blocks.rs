//! Texts of one record after the other: lines gathered into blocks, one block in memory at a time.

use super::decode::Lines;
use super::{Entry, Item};
use crate::record::Record;
use std::io::{self, BufRead};

/// A block longer than this is not one record; what is beyond is not kept.
const LONGEST: usize = 64 << 20;

/// Where a line stands between two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It begins a record.
    First,
    /// It belongs to the record that is open, or opens one.
    Inside,
    /// It ends the record that is open and belongs to none.
    Last,
    /// It belongs to none, and ends none.
    Outside,
}

/// Reads blocks of lines as records. `place` is asked of each line in order; `record` makes a record of a block, or
/// nothing where the block is none.
pub(super) fn records<R: BufRead + Send>(
    input: R,
    place: impl FnMut(&str) -> Place + Send,
    record: impl Fn(&[String]) -> Option<Result<Record, String>> + Send,
) -> impl Iterator<Item = io::Result<Entry>> + Send {
    let mut blocks = Some(Blocks { lines: Lines::new(input), place, held: None });
    let mut count = 0;
    std::iter::from_fn(move || {
        loop {
            match blocks.as_mut()?.next() {
                Ok(None) => return None,
                Ok(Some((line, block))) => {
                    let Some(made) = record(&block) else { continue };
                    count += 1;
                    let item = made.map_or_else(Item::Rejection, |record| Item::Record(Box::new(record)));
                    return Some(Ok(Entry { line, record: count, item }));
                }
                Err(error) => {
                    blocks = None;
                    return Some(Err(error));
                }
            }
        }
    })
}

struct Blocks<R, P> {
    lines: Lines<R>,
    place: P,
    /// The first line of the next block.
    held: Option<(u64, String)>,
}

impl<R: BufRead, P: FnMut(&str) -> Place> Blocks<R, P> {
    fn next(&mut self) -> io::Result<Option<(u64, Vec<String>)>> {
        let (mut from, mut block, mut size) = (0, Vec::new(), 0);
        if let Some((number, line)) = self.held.take() {
            (from, size) = (number, line.len());
            block.push(line);
        }
        while let Some((number, line)) = self.lines.next()? {
            let line = line.trim_start_matches('\u{feff}');
            match (self.place)(line) {
                Place::First if !block.is_empty() => {
                    self.held = Some((number, line.to_owned()));
                    break;
                }
                Place::Last if !block.is_empty() => break,
                Place::Last | Place::Outside => {}
                Place::First | Place::Inside if size <= LONGEST => {
                    if block.is_empty() {
                        from = number;
                    }
                    size += line.len();
                    block.push(line.to_owned());
                }
                Place::First | Place::Inside => {}
            }
        }
        Ok((!block.is_empty()).then_some((from, block)))
    }
}

/// The fields of a block: `tag` says whether a line begins one, and with which value; other lines go on with the field
/// before them, parted from it by a line break.
pub(super) fn fields<'b>(
    block: &'b [String],
    tag: impl Fn(&'b str) -> Option<(&'b str, &'b str)>,
) -> Vec<(&'b str, String)> {
    let mut fields: Vec<(&str, String)> = Vec::new();
    for line in block {
        match (tag(line), fields.last_mut()) {
            (Some((name, value)), _) => fields.push((name, value.trim().to_owned())),
            (None, Some((_, value))) if !line.trim().is_empty() => {
                value.push('\n');
                value.push_str(line.trim());
            }
            _ => {}
        }
    }
    fields
}
