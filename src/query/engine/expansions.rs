//! The terms that a slot of a pattern stands for in an index, within a limit; what went beyond limits is noted.

use crate::analysis::{Match, Slot};
use crate::lexicon::{Lexicons, Words};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use tantivy::index::{InvertedIndexReader, SegmentId};
use tantivy::postings::TermInfo;
use tantivy::schema::Field;

/// How many terms a truncated word may stand for, and which stood for more.
#[derive(Debug)]
pub struct Expansions {
    limit: usize,
    lexicons: Lexicons,
    exceeded: Mutex<BTreeMap<String, usize>>,
    given_up: AtomicU64,
}

impl Expansions {
    /// Terms that a truncated word may stand for in each field where nothing else is asked for.
    pub const USUAL_LIMIT: usize = 100_000;

    /// Each truncated word may stand for at most `limit` terms of a field; of more, the most frequent are taken. Words
    /// are looked for in `lexicons` first.
    #[must_use]
    pub fn new(limit: usize, lexicons: &Lexicons) -> Self {
        Self {
            limit: limit.max(1),
            lexicons: lexicons.clone(),
            exceeded: Mutex::default(),
            given_up: AtomicU64::new(0),
        }
    }

    /// Terms that a truncated word may stand for.
    #[must_use]
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// The truncated words that stood for more terms than the limit, with their number in the field with the most.
    #[must_use]
    pub fn exceeded(&self) -> Vec<(String, usize)> {
        let exceeded = self.exceeded.lock().unwrap_or_else(PoisonError::into_inner);
        exceeded.iter().map(|(word, terms)| (word.clone(), *terms)).collect()
    }

    /// In how many records the words of a proximity repeat too often for every order to be tried: these are not found.
    #[must_use]
    pub fn given_up(&self) -> u64 {
        self.given_up.load(Ordering::Relaxed)
    }

    pub(super) fn note_given_up(&self) {
        self.given_up.fetch_add(1, Ordering::Relaxed);
    }

    fn note(&self, word: &Match, terms: usize) {
        let mut exceeded = self.exceeded.lock().unwrap_or_else(PoisonError::into_inner);
        let most = exceeded.entry(word.to_string()).or_default();
        *most = terms.max(*most);
    }

    /// The words of a segment.
    pub(super) fn words(&self, segment: SegmentId) -> Words<'_> {
        self.lexicons.words(segment)
    }

    /// The terms that each slot accepts in a field of the segment of `words`, whose dictionary is that of `postings`.
    pub(super) fn of_slots(
        &self,
        words: &mut Words<'_>,
        field: Field,
        postings: &InvertedIndexReader,
        slots: &[Slot],
    ) -> io::Result<Vec<Vec<TermInfo>>> {
        let mut of_slot = |slot: &Slot| {
            let mut terms = Vec::new();
            for accepted in &slot.any {
                match accepted {
                    Match::Term(term) => terms.extend(words.term(field, postings, term)?),
                    _ => self.expand(postings, accepted, &mut terms)?,
                }
            }
            Ok(terms)
        };
        slots.iter().map(&mut of_slot).collect()
    }

    fn expand(&self, postings: &InvertedIndexReader, accepted: &Match, terms: &mut Vec<TermInfo>) -> io::Result<()> {
        let mut found = Vec::new();
        each_term(postings, accepted, &mut |_, info| found.push(info.clone()))?;
        // Numbers of a range are each as they were asked for.
        if found.len() > self.limit && !matches!(accepted, Match::Numbers(..)) {
            self.note(accepted, found.len());
            found.select_nth_unstable_by_key(self.limit, |info| Reverse(info.doc_freq));
            found.truncate(self.limit);
        }
        terms.append(&mut found);
        Ok(())
    }
}

/// Calls `take` with every term of a field that `accepted` accepts, in the order of the dictionary.
pub(in crate::query) fn each_term(
    postings: &InvertedIndexReader,
    accepted: &Match,
    take: &mut dyn FnMut(&str, &TermInfo),
) -> io::Result<()> {
    let start = accepted.beginning();
    let mut stream = postings.terms().range().ge(start.as_bytes()).into_stream()?;
    while stream.advance() && stream.key().starts_with(start.as_bytes()) {
        if let Ok(term) = std::str::from_utf8(stream.key())
            && accepted.accepts(term)
        {
            take(term, stream.value());
        }
    }
    Ok(())
}
