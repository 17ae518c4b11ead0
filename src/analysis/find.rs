//! Where a pattern stands in a text: what a snippet highlights.

use super::pattern::{Match, Pattern};
use super::positions::PositionMatcher;
use super::tokens::Tokens;
use std::ops::Range;

/// A match of a pattern in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Bytes of the text, from the first matched word to the last.
    pub span: Range<usize>,
}

/// All matches of `pattern` in a text that was analysed into `tokens`, by their beginning; of matches that cover one
/// another, the longer.
#[must_use]
pub fn find(pattern: &Pattern, tokens: &Tokens) -> Vec<Found> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    let mut matcher = PositionMatcher::default();
    for sequence in &pattern.alternatives {
        let places: Vec<Vec<(u32, Range<usize>)>> =
            sequence.slots.iter().map(|slot| places_of(&slot.any, tokens)).collect();
        if places.iter().any(Vec::is_empty) {
            continue;
        }
        let positions: Vec<Vec<u32>> = places.iter().map(|p| p.iter().map(|(at, _)| *at).collect()).collect();
        let slots: Vec<&[u32]> = positions.iter().map(Vec::as_slice).collect();
        matcher.find(&slots, pattern.order, &mut |first, last| {
            let covered = places.iter().flat_map(|slot| {
                // Places are in order, and a match covers few of them.
                let from = slot.partition_point(|(at, _)| *at < first);
                slot[from..].iter().take_while(|(at, _)| *at <= last)
            });
            let ends = covered.fold(None, |ends: Option<Range<usize>>, (_, span)| {
                Some(ends.map_or_else(|| span.clone(), |e| e.start.min(span.start)..e.end.max(span.end)))
            });
            spans.extend(ends);
        });
    }
    without_covered(spans)
}

/// Positions and spans of the words that a slot accepts, one for each position: the widest.
fn places_of(any: &[Match], tokens: &Tokens) -> Vec<(u32, Range<usize>)> {
    let mut places: Vec<(u32, Range<usize>)> = Vec::new();
    for token in tokens.iter().filter(|token| any.iter().any(|accepted| accepted.accepts(token.term))) {
        match places.last_mut() {
            Some((at, span)) if *at == token.position => span.end = span.end.max(token.to),
            _ => places.push((token.position, token.from..token.to)),
        }
    }
    places
}

fn without_covered(mut spans: Vec<Range<usize>>) -> Vec<Found> {
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut kept: Vec<Found> = Vec::with_capacity(spans.len());
    for span in spans {
        if kept.last().is_none_or(|last| last.span.end < span.end) {
            kept.push(Found { span });
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use crate::analysis::pattern::{Breadth, Patterns};
    use crate::analysis::tokens::tests::any_text;
    use crate::analysis::{Analyser, ITEM_BREAK, Order, SECTION_BREAK};
    use proptest::prelude::*;

    fn found(query: &str, breadth: Breadth, order: Order, text: &str) -> Vec<String> {
        let mut patterns = Patterns::default();
        let pattern = patterns.of(query, breadth, order).unwrap();
        let tokens = Analyser::default().analyse(text);
        super::find(&pattern, &tokens).into_iter().map(|f| text[f.span].to_owned()).collect()
    }

    #[test]
    fn a_phrase_is_found_whole() {
        let text = "Immune resistance. The immune system shows resistance.";
        assert_eq!(found("immune resistance", Breadth::Exact, Order::Phrase, text), ["Immune resistance"]);
    }

    #[test]
    fn a_plain_word_is_found_in_its_forms() {
        let text = "Tumours and a tumor, tumorigenic";
        assert_eq!(found("tumour", Breadth::Loose, Order::Phrase, text), ["Tumours", "tumor"]);
        assert_eq!(found("tumour", Breadth::Exact, Order::Phrase, text), Vec::<String>::new());
    }

    #[test]
    fn a_compound_is_found_in_all_spellings() {
        let text = "PD-L1, PDL1, PD L1 and PD‑L1 but neither PD-1 nor L1";
        for query in ["PD-L1", "PDL1", "PD L1"] {
            let all = found(query, Breadth::Exact, Order::Phrase, text);
            assert_eq!(all, ["PD-L1", "PDL1", "PD L1", "PD‑L1"], "{query}");
        }
    }

    #[test]
    fn a_proximity_is_found_from_first_word_to_last() {
        let order = Order::Near { within: 2, ordered: false };
        assert_eq!(
            found("cancer therapy", Breadth::Exact, order, "Therapy of lung cancer."),
            ["Therapy of lung cancer"]
        );
    }

    proptest! {
        /// A text finds itself, however broadly it is meant, and what is marked is all of it.
        #[test]
        fn a_text_finds_itself(text in any_text()) {
            // Breaks, wildcards and the letters that stand for these are no text of a query.
            let text = text.replace([ITEM_BREAK, SECTION_BREAK, '*', '?', '\u{a78f}', '\u{a7f7}'], " ");
            let tokens = Analyser::default().analyse(&text);
            for breadth in [Breadth::Exact, Breadth::Loose] {
                let Some(pattern) = Patterns::default().of(&text, breadth, Order::Phrase) else {
                    prop_assert!(tokens.is_empty());
                    continue;
                };
                let found = super::find(&pattern, &tokens);
                prop_assert!(!found.is_empty(), "{:?} {:?}", breadth, pattern);
                let exact: Vec<_> = tokens.iter().filter(|t| !t.term.starts_with('\u{1}')).collect();
                prop_assert_eq!(found[0].span.start, exact[0].from);
            }
        }
    }
}
