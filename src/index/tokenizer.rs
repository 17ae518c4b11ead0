//! The analysis as a tokenizer of Tantivy.

use crate::analysis::{Analyser, Tokens};
use std::cell::RefCell;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

thread_local! {
    /// The analyser of this thread: it remembers stems, whatever field they are met in.
    static ANALYSER: RefCell<Analyser> = RefCell::default();
}

/// Analyses text.
#[derive(Default)]
pub(super) struct MedlarTokenizer {
    tokens: Tokens,
}

/// The engine copies tokenizers, one for each field and segment; tokens are those of one text.
impl Clone for MedlarTokenizer {
    fn clone(&self) -> Self {
        Self::default()
    }
}

pub(super) struct MedlarTokens<'a> {
    tokens: &'a Tokens,
    next: usize,
    token: Token,
}

impl Tokenizer for MedlarTokenizer {
    type TokenStream<'a> = MedlarTokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> MedlarTokens<'a> {
        ANALYSER.with_borrow_mut(|analyser| analyser.analyse_into(text, &mut self.tokens));
        MedlarTokens { tokens: &self.tokens, next: 0, token: Token::default() }
    }
}

impl TokenStream for MedlarTokens<'_> {
    fn advance(&mut self) -> bool {
        let Some(token) = self.tokens.get(self.next) else { return false };
        self.next += 1;
        self.token.text.clear();
        self.token.text.push_str(token.term);
        self.token.position = token.position as usize;
        self.token.offset_from = token.from;
        self.token.offset_to = token.to;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
