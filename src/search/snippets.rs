//! The best fragments of a record for a query, with what matched in them.
//!
//! The query's patterns are run over the analysed stored text, so a highlight is a match, not a word: a phrase as a whole, a
//! proximity from its first word to its last. A fragment is whole sentences where they fit. Fragments are chosen so that
//! together they show as many of the query's parts as they can.

use super::passages::{Passage, passages};
use super::response::Snippet;
use super::sentences::sentences;
use super::values::{self, Values, Wanted};
use crate::analysis::{Found, ITEM_BREAK, Pattern, Tokens, find};
use crate::index::Reader;
use crate::query::{Clause, Look};
use crate::record::Record;
use crate::schema::Field;
use std::borrow::Cow;
use std::ops::Range;

/// Longest fragment in characters; a longer sentence is cut around its first match.
const MAX_CHARS: usize = 280;

/// Characters below which a fragment takes in the next sentence.
const MIN_CHARS: usize = 60;

/// Matches of a passage that fragments are chosen from: a text of megabytes may have a word in every line.
const MAX_HIGHLIGHTS: usize = 1_000;

/// What a query looks for, part by part.
pub(super) struct Highlighter<'a> {
    reader: &'a Reader,
    parts: Vec<Part<'a>>,
    wanted: Vec<Wanted<'a>>,
    leaves: usize,
    tokens: Tokens,
}

/// A pattern of one leaf of the query with the fields in which it counts.
struct Part<'a> {
    leaf: usize,
    fields: &'a [&'static Field],
    pattern: &'a Pattern,
}

/// A match in a passage.
#[derive(Clone)]
struct Highlight {
    leaf: usize,
    span: Range<usize>,
}

/// A stretch of a passage that could be shown.
struct Fragment {
    snippet: Snippet,
    leaves: Vec<usize>,
    matches: usize,
}

impl<'a> Highlighter<'a> {
    pub(super) fn new(reader: &'a Reader, clause: &'a Clause) -> Self {
        let (mut parts, mut wanted) = (Vec::new(), Vec::new());
        let mut leaf = 0;
        clause.positive_leaves(&mut |positive| {
            note_patterns(&positive.look, leaf, &mut parts);
            Wanted::note(&positive.look, leaf, &mut wanted);
            leaf += 1;
        });
        let asked = parts.iter().map(|part| part.leaf).chain(wanted.iter().map(|part| part.leaf));
        let leaves = asked.max().map_or(0, |last| last + 1);
        Self { reader, parts, wanted, leaves, tokens: Tokens::default() }
    }

    /// Up to `wanted` snippets of `record`, the best first.
    pub(super) fn snippets(&mut self, record: &Record, wanted: usize) -> Vec<Snippet> {
        if wanted == 0 || self.leaves == 0 {
            return Vec::new();
        }
        let leaves = self.leaves;
        let mut shown = vec![false; leaves];
        // Leaves that whole values alone may show are not looked for in texts.
        shown.iter_mut().enumerate().for_each(|(leaf, shown)| *shown = self.parts.iter().all(|part| part.leaf != leaf));
        let in_texts = shown.iter().filter(|shown| !**shown).count();
        let mut fragments: Vec<Fragment> = Vec::new();
        // Fields in which one fragment shows all parts of the query.
        let mut whole: Vec<&str> = Vec::new();
        let in_text = !self.parts.is_empty();
        for passage in passages(record).take_while(|_| in_text) {
            for fragment in self.fragments(&passage) {
                fragment.leaves.iter().for_each(|leaf| shown[*leaf] = true);
                if fragment.leaves.len() == in_texts {
                    whole.push(passage.name);
                }
                fragments.push(fragment);
            }
            whole.dedup();
            // Enough is known: what follows tells less of the record, and shows no more of the query.
            if whole.len() >= wanted || (fragments.len() >= wanted.saturating_mul(4) && shown.iter().all(|seen| *seen))
            {
                break;
            }
        }
        fragments.extend(self.values(record));
        choose(fragments, wanted, leaves)
    }

    /// The whole values of `record` that the query asks for.
    fn values(&self, record: &Record) -> impl Iterator<Item = Fragment> {
        let lists = [
            ("mesh", values::headings(record, &self.wanted)),
            ("substances", values::substances(record, &self.wanted)),
        ];
        lists.into_iter().filter_map(|(name, values)| Some((name, values?))).flat_map(
            |(name, Values { text, found })| {
                let highlights: Vec<Highlight> =
                    found.into_iter().map(|(leaf, span)| Highlight { leaf, span }).collect();
                let passage = Passage { name, fields: &[], label: None, text: text.into(), is_list: true };
                let shown = windows(&passage.text, &highlights).into_iter();
                shown.map(|window| fragment(&passage, &window, &highlights)).collect::<Vec<_>>()
            },
        )
    }

    fn fragments(&mut self, passage: &Passage<'_>) -> Vec<Fragment> {
        let mut highlights: Vec<Highlight> = Vec::new();
        let mut analysed = false;
        for part in &self.parts {
            if !part.fields.iter().any(|field| passage.fields.contains(&field.name.as_str())) {
                continue;
            }
            if !analysed {
                let text = match passage.is_list {
                    true => Cow::Owned(passage.text.replace("; ", &format!("{ITEM_BREAK} "))),
                    false => Cow::Borrowed(&*passage.text),
                };
                self.reader.with_analyser(|analyser| analyser.analyse_into(&text, &mut self.tokens));
                analysed = true;
            }
            let found = find(part.pattern, &self.tokens);
            highlights.extend(found.into_iter().map(|Found { span }| Highlight { leaf: part.leaf, span }));
        }
        if highlights.is_empty() {
            return Vec::new();
        }
        highlights.sort_by_key(|h| (h.span.start, h.span.end));
        highlights.truncate(MAX_HIGHLIGHTS);
        windows(&passage.text, &highlights).into_iter().map(|window| fragment(passage, &window, &highlights)).collect()
    }
}

fn note_patterns<'a>(look: &'a Look, leaf: usize, parts: &mut Vec<Part<'a>>) {
    look.patterns(&mut |fields, pattern| parts.push(Part { leaf, fields, pattern }));
}

/// The stretches of a text to show: sentences with matches in them, short ones with the next, long ones cut.
fn windows(text: &str, highlights: &[Highlight]) -> Vec<Range<usize>> {
    let mut windows: Vec<Range<usize>> = Vec::new();
    let sentences = sentences(text);
    let mut at = 0;
    while at < sentences.len() {
        let mut window = sentences[at].clone();
        at += 1;
        if !highlights.iter().any(|h| h.span.start < window.end && h.span.end > window.start) {
            continue;
        }
        // A match that reaches over a sentence's end takes the next sentence along.
        while at < sentences.len() {
            let reaches = highlights.iter().any(|h| h.span.start < window.end && h.span.end > window.end);
            let short = chars(&text[window.clone()]) < MIN_CHARS;
            let fits = chars(&text[window.start..sentences[at].end]) <= MAX_CHARS;
            if reaches || (short && fits) {
                window.end = sentences[at].end;
                at += 1;
            } else {
                break;
            }
        }
        windows.extend(cut(text, window, highlights));
    }
    windows
}

fn chars(text: &str) -> usize {
    text.chars().count()
}

/// A window of at most [`MAX_CHARS`] characters around the first match in `window`, and around each match behind it.
fn cut(text: &str, window: Range<usize>, highlights: &[Highlight]) -> Vec<Range<usize>> {
    if chars(&text[window.clone()]) <= MAX_CHARS {
        return vec![window];
    }
    let mut cuts: Vec<Range<usize>> = Vec::new();
    for h in highlights.iter().filter(|h| h.span.start < window.end && h.span.end > window.start) {
        if cuts.last().is_some_and(|last| last.end >= h.span.end) {
            continue;
        }
        let floor = cuts.last().map_or(window.start, |last| last.end);
        let room = MAX_CHARS.saturating_sub(chars(&text[h.span.clone()]));
        let start = back(text, h.span.start, room / 3).max(floor);
        let end = forward(text, h.span.end, room - room / 3).min(window.end).max(h.span.end);
        cuts.push(at_words(text, start..end, &window, &h.span));
    }
    cuts
}

fn back(text: &str, from: usize, count: usize) -> usize {
    text[..from].char_indices().rev().take(count).last().map_or(from, |(at, _)| at)
}

fn forward(text: &str, from: usize, count: usize) -> usize {
    text[from..].char_indices().nth(count).map_or(text.len(), |(at, _)| from + at)
}

/// Draws the ends of a cut in to the spaces nearest, never into the match.
fn at_words(text: &str, range: Range<usize>, whole: &Range<usize>, matched: &Range<usize>) -> Range<usize> {
    let mut range = range;
    if range.start > whole.start {
        let space = text[range.start..matched.start.max(range.start)].find(' ');
        range.start = space.map_or(range.start, |space| range.start + space + 1);
    }
    if range.end < whole.end {
        let space = text[matched.end.min(range.end)..range.end].rfind(' ');
        range.end = space.map_or(range.end, |space| matched.end.min(range.end) + space);
    }
    range
}

fn fragment(passage: &Passage<'_>, window: &Range<usize>, highlights: &[Highlight]) -> Fragment {
    let text = &passage.text;
    let inside: Vec<&Highlight> =
        highlights.iter().filter(|h| h.span.start >= window.start && h.span.end <= window.end).collect();
    let mut leaves: Vec<usize> = inside.iter().map(|h| h.leaf).collect();
    leaves.sort_unstable();
    leaves.dedup();
    let (head, tail) = (cut_before(text, window.start), cut_after(text, window.end));
    let shown = format!("{}{}{}", if head { "… " } else { "" }, &text[window.clone()], if tail { " …" } else { "" });
    let offset = if head { 2 } else { 0 };
    let at = |byte: usize| offset + chars(&text[window.start..byte]);
    let mut ranges: Vec<[usize; 2]> = Vec::new();
    for h in &inside {
        let (from, to) = (at(h.span.start), at(h.span.end));
        match ranges.last_mut() {
            Some(last) if from < last[1] => last[1] = last[1].max(to),
            _ => ranges.push([from, to]),
        }
    }
    let matches = ranges.len();
    let label = passage.label.as_deref().map(str::to_owned);
    Fragment { snippet: Snippet::new(passage.name, label, shown, ranges), leaves, matches }
}

/// Whether a window that begins here begins within a sentence.
fn cut_before(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end();
    !before.is_empty() && !before.ends_with(['.', '!', '?', ';', ':', ')', ']', '"', '”'])
}

/// Whether a window that ends here ends within a sentence.
fn cut_after(text: &str, end: usize) -> bool {
    let shown = text[..end].trim_end();
    end < text.trim_end().len() && !shown.ends_with(['.', '!', '?', ';', ':', ')', ']', '"', '”'])
}

/// The best `wanted` fragments: each next one shows most parts of the query that are not shown yet, then most parts,
/// then comes from a field that is not shown yet, then has most matches, then stands earlier.
fn choose(mut fragments: Vec<Fragment>, wanted: usize, leaves: usize) -> Vec<Snippet> {
    let mut shown = vec![false; leaves];
    let mut chosen: Vec<Snippet> = Vec::new();
    while chosen.len() < wanted && !fragments.is_empty() {
        let value = |fragment: &Fragment| {
            let new = fragment.leaves.iter().filter(|leaf| !shown[**leaf]).count();
            let title = fragment.snippet.field == "title" && chosen.is_empty();
            let fresh = chosen.iter().all(|snippet| snippet.field != fragment.snippet.field);
            (title, new, fresh, fragment.leaves.len(), fragment.matches.min(3))
        };
        let mut best = 0;
        for at in 1..fragments.len() {
            if value(&fragments[at]) > value(&fragments[best]) {
                best = at;
            }
        }
        let fragment = fragments.remove(best);
        fragment.leaves.iter().for_each(|leaf| shown[*leaf] = true);
        chosen.push(fragment.snippet);
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Index;
    use crate::query::{Context, Scope, parse, translate};
    use crate::record::{AbstractSection, Caption, Reference};

    fn record() -> Record {
        Record {
            title: "Immune resistance in a fictional cancer".into(),
            abstract_sections: vec![AbstractSection::plain(
                "Some patients respond. The immune system shows resistance. PD-L1 is high, and immune resistance follows. \
                 Nothing else is said here.",
            )],
            captions: vec![Caption { label: Some("Figure 1".into()), text: "PD-L1 and its friends.".into() }],
            references: vec![Reference {
                text: "Doe J. PD-L1-positive tumours. J Fict. 2020;1:2.".into(),
                ..Default::default()
            }],
            ..Record::default()
        }
    }

    fn snippets(query: &str, wanted: usize) -> Vec<String> {
        let context = Context::new(jiff::civil::date(2026, 1, 1), Scope::Everything);
        let plan = translate(parse(query), context).0.unwrap();
        let reader = Index::in_memory().unwrap().reader().unwrap();
        let snippets = Highlighter::new(&reader, &plan.clause).snippets(&record(), wanted);
        snippets.into_iter().map(|s| format!("{}: {}", s.field, s.html)).collect()
    }

    #[test]
    fn a_phrase_is_marked_whole_and_only_as_such() {
        assert_eq!(
            snippets("\"immune resistance\"", 5),
            [
                "title: <mark>Immune resistance</mark> in a fictional cancer",
                "abstract: PD-L1 is high, and <mark>immune resistance</mark> follows. Nothing else is said here.",
            ]
        );
    }

    #[test]
    fn a_compound_is_marked_in_captions_and_references() {
        let found = snippets("PDL1", 10);
        assert!(found.contains(&"captions: <mark>PD-L1</mark> and its friends.".to_owned()), "{found:?}");
        assert!(found.iter().any(|s| s.starts_with("references: Doe J. <mark>PD-L1</mark>-positive")), "{found:?}");
    }

    #[test]
    fn the_first_snippets_show_all_parts_of_the_query() {
        let found = snippets("resistance patients", 2);
        assert_eq!(found.len(), 2);
        assert!(found.concat().contains("<mark>resistance</mark>") && found.concat().contains("<mark>patients</mark>"));
    }

    #[test]
    fn what_stands_behind_not_is_not_marked() {
        assert!(snippets("resistance NOT patients", 5).iter().all(|s| !s.contains("<mark>patients")));
        assert_eq!(snippets("resistance[ti]", 5).len(), 1);
    }

    #[test]
    fn a_long_sentence_is_cut_at_words() {
        let text = format!("{} needle {}", "word ".repeat(100).trim(), "more ".repeat(100).trim());
        let record = Record { abstract_sections: vec![AbstractSection::plain(&text)], ..Record::default() };
        let context = Context::new(jiff::civil::date(2026, 1, 1), Scope::Everything);
        let plan = translate(parse("needle"), context).0.unwrap();
        let reader = Index::in_memory().unwrap().reader().unwrap();
        let found = Highlighter::new(&reader, &plan.clause).snippets(&record, 1);
        let text = &found[0].text;
        assert!(
            text.starts_with("… word") && text.ends_with("more …") && text.chars().count() <= MAX_CHARS + 4,
            "{text}"
        );
        let [from, to] = found[0].highlights[0];
        assert_eq!(text.chars().skip(from).take(to - from).collect::<String>(), "needle");
    }
}
