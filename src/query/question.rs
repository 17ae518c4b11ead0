//! A question in plain language as a bag of parts, each with its share of the question.
//!
//! Any record that has any of the parts is found; the more of them it has, the more often, and the rarer they are, the higher it
//! stands. So nothing may depend on a word that every question has (`what`, `describe`, `paper`), and a compound of plain words
//! counts word by word: a text on the making of decisions answers a question on decision-making.

use super::plan::{Clause, Leaf, Look};
use super::words::is_common;
use crate::analysis::{Match, Order, Pattern, Sequence, Slot};
use rustc_hash::FxHashSet;

/// A part of a question.
#[derive(Debug, Clone)]
pub struct Part {
    /// What it looks for.
    pub leaf: Leaf,
    /// Its share of the question.
    pub share: f32,
}

/// The parts of a question, in the order in which they were said first. All have the same share, however often they were said:
/// what a question repeats is more often its way of putting things than what it is about (`docs/RANKING.md`). Shares sum to 1.
#[must_use]
pub fn parts(clause: &Clause) -> Vec<Part> {
    let (mut leaves, _) = leaves_of(clause);
    let mut known: FxHashSet<Said> = FxHashSet::default();
    leaves.retain(|leaf| said(&leaf.look).is_none_or(|what| known.insert(what)));
    let share = 1.0 / leaves.len().max(1) as f32;
    leaves.into_iter().map(|leaf| Part { leaf, share }).collect()
}

/// Words of a question that are no parts of it, as they were said.
#[must_use]
pub fn left_out(clause: &Clause) -> Vec<String> {
    leaves_of(clause).1.into_iter().map(|leaf| leaf.shown).collect()
}

/// The words of a question that say what it is about, and those that every question has; where it has no others, they are the former.
fn leaves_of(clause: &Clause) -> (Vec<Leaf>, Vec<Leaf>) {
    let mut leaves = Vec::new();
    clause.positive_leaves(&mut |leaf| leaves.extend(words_of(leaf)));
    let (common, telling): (Vec<Leaf>, Vec<Leaf>) = leaves.into_iter().partition(|leaf| is_common(&leaf.shown));
    if telling.is_empty() { (common, telling) } else { (telling, common) }
}

/// Parts of a question up to which records with some of them can be asked for in PubMed's notation.
const MOST_WRITTEN: usize = 6;

/// The query for records with at least `least` parts of a question, each choice of them written out. `None` where that would be too
/// long to be read.
#[must_use]
pub fn with_at_least(parts: &[Part], least: usize) -> Option<Clause> {
    let leaves: Vec<Clause> = parts.iter().map(|part| Clause::Leaf(part.leaf.clone())).collect();
    if least <= 1 {
        return Some(Clause::Or(leaves));
    }
    if leaves.len() > MOST_WRITTEN {
        return None;
    }
    let choices = (0..1_usize << leaves.len()).rev().filter(|choice| choice.count_ones() as usize == least);
    // The first part is the highest bit, so that choices come in the order of the parts.
    let chosen = |choice: usize| {
        let is_in = |at: &usize| choice >> (leaves.len() - 1 - at) & 1 == 1;
        Clause::And((0..leaves.len()).filter(is_in).map(|at| leaves[at].clone()).collect())
    };
    Some(Clause::Or(choices.map(chosen).collect()))
}

/// What a leaf says: text of these stems, or these values of a field.
#[derive(PartialEq, Eq, Hash)]
enum Said {
    Text(Vec<Match>, Order),
    Values(&'static str, Vec<Match>),
}

fn said(look: &Look) -> Option<Said> {
    match look {
        Look::Text { pattern, .. } => {
            let slots = pattern.alternatives.first().into_iter().flat_map(|sequence| &sequence.slots);
            Some(Said::Text(slots.filter_map(|slot| slot.any.first().cloned()).collect(), pattern.order))
        }
        Look::Values { field, any } => Some(Said::Values(&field.name, any.clone())),
        _ => None,
    }
}

/// A leaf without the dates that its word may mean: of the records of a year none is more about it than another.
fn undated(leaf: &Leaf) -> Leaf {
    let text = match &leaf.look {
        Look::Either(looks) => match looks.as_slice() {
            [Look::Dates { .. }, text] => Some(text.clone()),
            _ => None,
        },
        _ => None,
    };
    Leaf { look: text.unwrap_or_else(|| leaf.look.clone()), ..leaf.clone() }
}

/// The words of a compound of plain words; every other leaf as it is, a year as it is said.
fn words_of(leaf: &Leaf) -> Vec<Leaf> {
    let leaf = undated(leaf);
    let Look::Text { fields, pattern } = &leaf.look else { return vec![leaf] };
    let words: Vec<&str> = leaf.shown.split(['-', '\u{2010}', '\u{2011}', '/']).collect();
    let slots = pattern.alternatives.first().map_or(&[][..], |sequence| &sequence.slots);
    if words.len() < 2 || words.len() != slots.len() || !words.iter().all(|word| is_plain(word)) {
        return vec![leaf];
    }
    let word = |(slot, shown): (&Slot, &str)| {
        let alternatives = vec![Sequence { slots: vec![slot.clone()] }];
        let pattern = Pattern { alternatives, order: pattern.order };
        Leaf { look: Look::Text { fields: fields.clone(), pattern }, shown: shown.to_owned(), span: leaf.span.clone() }
    };
    slots.iter().zip(words).map(word).collect()
}

/// Whether a part of a compound is a word, and no part of a symbol (`CAR-T`, `TNF-alpha`, `IL-2`).
fn is_plain(word: &str) -> bool {
    word.len() > 2
        && word.bytes().all(|b| b.is_ascii_alphabetic())
        && !word[1..].bytes().any(|b| b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Context, Scope, parse, translate};

    fn show(question: &str) -> String {
        let context = Context::new(jiff::civil::date(2026, 1, 1), Scope::Everything);
        let plan = translate(parse(question), context).0.unwrap();
        let parts = parts(&plan.clause);
        assert!((parts.iter().map(|part| part.share).sum::<f32>() - 1.0).abs() < 1e-5);
        parts.iter().map(|part| format!("{}:{:.2}", part.leaf.shown, part.share)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_every_question_says_is_left_out() {
        assert_eq!(
            show("Which papers describe the effects of smoking on lungs?"),
            "effects:0.33 smoking:0.33 lungs?:0.33"
        );
        assert_eq!(show("papers describing articles"), "papers:0.33 describing:0.33 articles:0.33");
    }

    #[test]
    fn a_word_said_twice_counts_once() {
        assert_eq!(show("lung cancer or lungs of smokers"), "lung:0.33 cancer:0.33 smokers:0.33");
    }

    #[test]
    fn some_of_a_question_can_be_written_out() {
        let context = Context::new(jiff::civil::date(2026, 1, 1), Scope::Everything);
        let written = |question: &str, least: usize| {
            let parts = parts(&translate(parse(question), context).0.unwrap().clause);
            with_at_least(&parts, least).map(|clause| clause.to_string())
        };
        assert_eq!(written("lung liver heart", 1).unwrap(), "lung OR liver OR heart");
        assert_eq!(
            written("lung liver heart", 2).unwrap(),
            "(lung AND liver) OR (lung AND heart) OR (liver AND heart)"
        );
        assert_eq!(written("lung liver heart kidney skin bone eye", 2), None);
    }

    #[test]
    fn plain_compounds_are_their_words_and_symbols_stay_whole() {
        assert_eq!(show("sleep-wake cycles of CAR-T"), "sleep:0.25 wake:0.25 cycles:0.25 CAR-T:0.25");
    }
}
