//! Query text to tokens.
//!
//! Operators are in capitals (`AND`, `OR`, `NOT`) or the signs `&` and `|` standing alone. Typographic quotes, full-width
//! parentheses and non-breaking spaces, pasted from a document, are read as what they stand for. A parenthesis inside a
//! word without spaces (`benzo(a)pyrene`, a DOI) is part of it.

use super::issue::{Issue, Span};

/// A piece of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A run of characters without space.
    Word(String),
    /// What stood between quotes.
    Quoted(String),
    /// What stood between square brackets.
    Tag(String),
    Open,
    Close,
    And,
    Or,
    Not,
    /// A colon standing alone.
    Colon,
}

/// The tokens of `query` with their spans; what had to be read otherwise than written is added to `issues`.
pub(super) fn lex(query: &str, issues: &mut Vec<Issue>) -> Vec<(Token, Span)> {
    let mut lexer = Lexer { query, at: 0, tokens: Vec::new(), issues };
    while let Some(c) = lexer.peek() {
        lexer.token(c);
    }
    lexer.tokens
}

struct Lexer<'a> {
    query: &'a str,
    at: usize,
    tokens: Vec<(Token, Span)>,
    issues: &'a mut Vec<Issue>,
}

fn is_open(c: char) -> bool {
    matches!(c, '(' | '（')
}

fn is_close(c: char) -> bool {
    matches!(c, ')' | '）')
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂')
}

fn is_bracket(c: char) -> bool {
    matches!(c, '[' | ']' | '［' | '］')
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.query[self.at..].chars().next()
    }

    fn rest(&self) -> &str {
        &self.query[self.at..]
    }

    fn token(&mut self, c: char) {
        let start = self.at;
        match c {
            c if c.is_whitespace() || c.is_control() => self.at += c.len_utf8(),
            c if is_quote(c) => self.quoted(c),
            '[' | '［' => self.tag(),
            c if is_open(c) => self.single(Token::Open, c),
            c if is_close(c) => self.single(Token::Close, c),
            ']' | '］' => {
                self.at += c.len_utf8();
                self.issues.push(Issue::warning(
                    "unbalanced_bracket",
                    start..self.at,
                    "a `]` without its `[` is ignored",
                ));
            }
            _ => self.word(),
        }
    }

    fn single(&mut self, token: Token, c: char) {
        let start = self.at;
        self.at += c.len_utf8();
        if !c.is_ascii() {
            self.typographic(start..self.at, "full-width parenthesis is read as a plain one");
        }
        self.tokens.push((token, start..self.at));
    }

    fn typographic(&mut self, span: Span, message: &str) {
        if self.issues.iter().all(|issue| issue.message != message) {
            self.issues.push(Issue::note("typographic_character", span, message));
        }
    }

    fn quoted(&mut self, quote: char) {
        let start = self.at;
        self.at += quote.len_utf8();
        let end = self.rest().find(is_quote).map(|length| self.at + length);
        let inner = self.query[self.at..end.unwrap_or(self.query.len())].to_owned();
        if !quote.is_ascii() {
            self.typographic(start..self.at, "typographic quotes are read as plain ones");
        }
        match end.and_then(|end| Some((end, self.query[end..].chars().next()?))) {
            Some((end, close)) => self.at = end + close.len_utf8(),
            None => {
                self.at = self.query.len();
                let message = "the quote is not closed: read as a phrase up to the end; add the closing `\"`";
                self.issues.push(Issue::warning("unbalanced_quote", start..self.at, message));
            }
        }
        if inner.trim().is_empty() {
            self.issues.push(Issue::warning("empty_phrase", start..self.at, "quotes with nothing between are ignored"));
        } else {
            self.tokens.push((Token::Quoted(inner.trim().to_owned()), start..self.at));
        }
    }

    fn tag(&mut self) {
        let start = self.at;
        let open = self.peek().map_or(1, char::len_utf8);
        let inner_end = self.query[start + open..].find(is_bracket).map(|length| start + open + length);
        let closed = inner_end.filter(|end| self.query[*end..].starts_with([']', '］']));
        let Some(end) = closed else {
            self.at += open;
            self.issues.push(Issue::warning("unbalanced_bracket", start..self.at, "a `[` without its `]` is ignored"));
            return;
        };
        self.at = end + self.query[end..].chars().next().map_or(1, char::len_utf8);
        let inner = self.query[start + open..end].trim().to_owned();
        if inner.is_empty() {
            self.issues.push(Issue::warning("empty_tag", start..self.at, "a tag with nothing in it is ignored"));
        } else {
            self.tokens.push((Token::Tag(inner), start..self.at));
        }
    }

    fn word(&mut self) {
        let start = self.at;
        while let Some(c) = self.peek() {
            let ends = c.is_whitespace() || c.is_control() || is_quote(c) || is_bracket(c) || is_close(c);
            if ends {
                break;
            }
            let inside = is_open(c).then(|| self.parenthesis_inside_word(start)).flatten();
            match inside {
                Some(length) => self.at += length,
                None if is_open(c) => break,
                None => self.at += c.len_utf8(),
            }
        }
        let word = &self.query[start..self.at];
        let token = match word {
            "AND" | "&" => Token::And,
            "OR" | "|" => Token::Or,
            "NOT" => Token::Not,
            ":" => Token::Colon,
            _ => Token::Word(word.to_owned()),
        };
        self.tokens.push((token, start..self.at));
    }

    /// The length of the parenthesis that opens here, where it is part of the word begun at `start`.
    fn parenthesis_inside_word(&self, start: usize) -> Option<usize> {
        let word = &self.query[start..self.at];
        let operator = matches!(word, "" | "AND" | "OR" | "NOT" | "&" | "|");
        let close = self.rest().find(is_close)?;
        let inner = &self.rest()[..close];
        let single = inner.chars().skip(1).all(|c| !c.is_whitespace() && !is_open(c) && !is_quote(c) && !is_bracket(c));
        let length = close + self.rest()[close..].chars().next()?.len_utf8();
        (!operator && single).then_some(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(query: &str) -> String {
        let mut issues = Vec::new();
        let tokens = lex(query, &mut issues);
        let shown: Vec<String> = tokens
            .iter()
            .map(|(token, _)| match token {
                Token::Word(w) => w.clone(),
                Token::Quoted(q) => format!("“{q}”"),
                Token::Tag(t) => format!("[{t}]"),
                other => format!("{other:?}").to_uppercase(),
            })
            .chain(issues.iter().map(|issue| format!("!{}", issue.code)))
            .collect();
        shown.join(" ")
    }

    #[test]
    fn tokens() {
        for (query, expected) in [
            ("a AND (b OR c[ti])", "a AND OPEN b OR c [ti] CLOSE"),
            ("\"immune resistance\"[tiab:~3]", "“immune resistance” [tiab:~3]"),
            ("or and not & |", "or and not AND OR"),
            ("“lung cancer”\u{a0}x", "“lung cancer” x !typographic_character"),
            ("benzo(a)pyrene NOT(a b)", "benzo(a)pyrene NOT OPEN a b CLOSE"),
            ("10.1016/S0140-6736(15)01281-7[aid]", "10.1016/S0140-6736(15)01281-7 [aid]"),
            ("\"2019\"[dp] : \"2020\"[dp] 2019:2020[dp]", "“2019” [dp] COLON “2020” [dp] 2019:2020 [dp]"),
            ("\"open", "“open” !unbalanced_quote"),
            ("x] [y \"\" z[]", "x y z !unbalanced_bracket !unbalanced_bracket !empty_phrase !empty_tag"),
            ("", ""),
        ] {
            assert_eq!(show(query), expected, "{query}");
        }
    }
}
