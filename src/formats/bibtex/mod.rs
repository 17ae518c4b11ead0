//! BibTeX and BibLaTeX: `@article{key, field = {value}, …}`.
//!
//! [`cut`] finds the entries, [`fields`] makes records of them, [`latex`] makes text of what is in them. The crate
//! `biblatex` parses one entry at a time, so that a bad one costs only itself. Held in memory are the abbreviations
//! (`@string`), books and proceedings (whose fields a later or earlier part may take over by `crossref`), and parts
//! whose book has not come yet; they follow at the end of the file, with their own lines and numbers.
//!
//! What is in no entry is a comment, as BibTeX has it.

mod cut;
mod fields;
mod latex;
mod strings;

use super::{Entry, Item};
use cut::{Cutter, Piece};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::io::{self, BufRead};
use strings::Strings;

/// Entries that one may take fields over from, each from the next.
const MOST_PARENTS: usize = 32;

/// Lines of a head that are looked at.
const LINES_LOOKED_AT: usize = 2_000;

/// Whether an entry of a known type begins on some line of `head`.
pub(super) fn recognises(head: &str) -> bool {
    let first = head.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    let begins = |line: &str| cut::opening(line.trim_start()).is_some_and(|(word, _)| fields::is_known_type(word));
    !first.starts_with(['<', '{', '[']) && head.lines().take(LINES_LOOKED_AT).any(begins)
}

/// Reads records from `input` as they come.
pub(super) fn read<R: BufRead + Send>(input: R) -> impl Iterator<Item = io::Result<Entry>> + Send {
    let mut reader = Reader { cutter: Some(Cutter::new(input)), ..Reader::default() };
    std::iter::from_fn(move || reader.next())
}

struct Reader<R> {
    cutter: Option<Cutter<R>>,
    count: u64,
    strings: Strings,
    /// Books and the like by their keys.
    parents: FxHashMap<String, String>,
    /// Parts whose parent has not come yet.
    waiting: VecDeque<(Piece, u64)>,
    /// Why the input ended early; told behind what was read before.
    damage: Option<io::Error>,
}

impl<R> Default for Reader<R> {
    fn default() -> Self {
        Self {
            cutter: None,
            count: 0,
            strings: Strings::default(),
            parents: FxHashMap::default(),
            waiting: VecDeque::new(),
            damage: None,
        }
    }
}

impl<R: BufRead> Reader<R> {
    fn next(&mut self) -> Option<io::Result<Entry>> {
        while let Some(cutter) = &mut self.cutter {
            match cutter.next() {
                Ok(Some(piece)) => {
                    if let Some(entry) = self.take(piece) {
                        return Some(Ok(entry));
                    }
                }
                Ok(None) => self.cutter = None,
                Err(error) => (self.cutter, self.damage) = (None, Some(error)),
            }
        }
        match self.waiting.pop_front() {
            Some((piece, record)) => Some(Ok(self.entry(&piece, record))),
            None => self.damage.take().map(Err),
        }
    }

    /// The entry that a piece makes, unless it makes none or has to wait.
    fn take(&mut self, piece: Piece) -> Option<Entry> {
        match piece.kind.as_str() {
            "comment" | "preamble" | "set" => return None,
            "string" => {
                self.strings.define(piece.key(), piece.behind_key());
                return None;
            }
            _ => {}
        }
        if fields::is_parent(&piece.kind) && piece.fault.is_none() {
            self.parents.insert(piece.key().to_owned(), piece.text.clone());
        }
        if piece.kind == "xdata" {
            return None;
        }
        self.count += 1;
        if piece.fault.is_none() && parents_of(&piece.text).iter().any(|key| !self.parents.contains_key(key)) {
            self.waiting.push_back((piece, self.count));
            return None;
        }
        Some(self.entry(&piece, self.count))
    }

    fn entry(&self, piece: &Piece, record: u64) -> Entry {
        let read = match &piece.fault {
            Some(fault) => Err(fault.clone()),
            None => fields::record(&self.with_context(piece), piece.key()),
        };
        let item = read.map_or_else(Item::Rejection, |record| Item::Record(Box::new(record)));
        Entry { line: piece.line, record, item }
    }

    /// The entry behind all that it refers to.
    fn with_context(&self, piece: &Piece) -> String {
        let mut text = piece.text.clone();
        let mut taken = vec![piece.key().to_owned()];
        let mut wanted = parents_of(&text);
        while let Some(key) = wanted.pop() {
            if let Some(parent) = self.parents.get(&key).filter(|_| !taken.contains(&key) && taken.len() < MOST_PARENTS)
            {
                wanted.extend(parents_of(parent));
                text.insert_str(0, parent);
                taken.push(key);
            }
        }
        let mut context = String::new();
        for (name, value) in self.strings.used_in(&text) {
            context.push_str(&format!("@string{{{name} = {{{value}}}}}\n"));
        }
        context.push_str(&text);
        context
    }
}

/// Keys that an entry names in `crossref` or `xdata`.
fn parents_of(text: &str) -> Vec<String> {
    let lower = text.to_ascii_lowercase();
    let mut keys = Vec::new();
    for name in ["crossref", "xdata"] {
        for (at, _) in lower.match_indices(name) {
            let value = text[at + name.len()..].trim_start().strip_prefix('=').map(str::trim_start);
            let value = value.and_then(|value| value.strip_prefix(['{', '"']));
            let keys_here = value.and_then(|value| value.split_once(['}', '"'])).map(|(keys, _)| keys);
            keys.extend(keys_here.into_iter().flat_map(|keys| keys.split(',')).map(|key| key.trim().to_owned()));
        }
    }
    keys
}

#[cfg(test)]
mod tests;
