//! Words that say nothing of what a text is about.

use super::pattern::{Breadth, Patterns};
use super::{Match, Order};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Words that PubMed leaves out of plain searches (PubMed User Guide, "Stopwords"), and its operators in lower case.
pub const STOPWORDS: &str = " a about again all almost also although always among an and another any are as at be because been \
before being between both but by can could did do does done due during each either enough especially etc for found from \
further had has have having here how however i if in into is it its itself just kg km made mainly make may mg might ml mm \
most mostly must nearly neither no nor not obtained of often on or our overall perhaps pmid quite rather really regarding seem \
seen several should show showed shown shows significantly since so some such than that the their theirs them then there \
therefore these they this those through thus to upon use used using various very was we were what when which while with \
within without would ";

/// Words that say no more of what a question is about, though a Boolean search looks for them.
pub const QUESTION_WORDS: &str = "am article articles concerning describe describes discuss discusses information me my not one or paper \
papers please where whether who whom whose why you your";

/// The stems of all of them; a question's `described` is no more than its `describe`.
static COMMON_STEMS: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    let mut patterns = Patterns::default();
    let words = STOPWORDS.split_whitespace().chain(QUESTION_WORDS.split_whitespace());
    // Its stem is that of `severe`.
    words.filter(|word| *word != "several").filter_map(|word| stem_of(&mut patterns, word)).collect()
});

/// The stem of a plain word.
pub fn stem_of(patterns: &mut Patterns, word: &str) -> Option<String> {
    match patterns.of(word, Breadth::Loose, Order::Phrase)?.alternatives.first()?.slots.first()?.any.first()? {
        Match::Term(stem) => Some(stem.clone()),
        _ => None,
    }
}

/// Whether a stem is that of a word that says nothing of what a text is about.
#[must_use]
pub fn is_common_stem(stem: &str) -> bool {
    COMMON_STEMS.contains(stem)
}
