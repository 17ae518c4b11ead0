//! Text to tokens, once for indexing, querying and highlighting.
//!
//! The chain: split at everything that is no letter or digit, and between Greek and Latin letters ([`words`]); fold case,
//! diacritics, widths and Greek letters, which are spelt out ([`fold()`]); add the closed form of a compound (`PD-L1` →
//! `pd`, `l1`, `pdl1`) and the stem of a word where it differs ([`stem`]). One field holds all of these at their
//! positions, in two namespaces that never meet:
//!
//! | namespace | marker | holds |
//! |---|---|---|
//! | exact | none | every word, stopwords too; the closed form of a compound that is a symbol (`pdl1`, `gmcsf`), where the query could not find its parts |
//! | stem | U+0001 | the stem of a word, in American spelling and the singular, where it differs from the word; the stem of the closed form of a compound of plain words (`decision-making`) |
//!
//! Tagged and quoted text is searched in the exact namespace alone; plain words in both. How a piece of a query becomes
//! something to look for is in [`pattern`]; what a pattern matches in a text is in [`find()`]. Nothing here knows
//! formats, queries or Tantivy. `docs/ANALYSIS.md` has the rules with examples, and what was measured.

mod base;
mod common;
mod find;
mod fold;
pub mod pattern;
mod plurals;
mod positions;
mod spelling;
mod spellings;
mod stem;
mod symbols;
mod tokens;
mod wildcard;
mod words;

pub use base::is_telling;
pub use common::{QUESTION_WORDS, STOPWORDS, is_common_stem, stem_of};
pub use find::{Found, find};
pub use fold::fold;
pub use pattern::{Match, Order, Pattern, Sequence, Slot};
pub use positions::{MAX_NEAR_SLOTS, PositionMatcher};
pub use spelling::american;
pub use symbols::split_symbol;
pub use tokens::{Analyser, Token, Tokens};
pub use wildcard::fold_match;

/// Marks a term of the stem namespace.
pub(crate) const STEM: char = '\u{1}';

/// The stem that a term of the stem namespace is; `None` for terms of the others.
#[must_use]
pub fn base_form(term: &str) -> Option<&str> {
    term.strip_prefix(STEM)
}

/// Parts a field's text into items (references, keywords, authors): no phrase and no proximity reaches across.
pub const ITEM_BREAK: char = '\u{1e}';

/// Parts the sections of an abstract: no phrase reaches across.
pub const SECTION_BREAK: char = '\u{1d}';

/// Positions skipped at an [`ITEM_BREAK`]; PubMed allows proximities up to 1,000.
const ITEM_GAP: u32 = 1_001;

/// Positions skipped at a [`SECTION_BREAK`].
const SECTION_GAP: u32 = 1;

/// Longest term in bytes; of a longer word (a sequence of bases, say) its beginning is indexed.
const MAX_TERM_BYTES: usize = 128;
