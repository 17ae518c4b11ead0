//! Tokens to a syntax tree.
//!
//! As in PubMed, operators of one level are evaluated from left to right, whatever they are; words side by side without an
//! operator are joined by AND. Whatever does not parse is mended in the likeliest way and said.

use super::ast::{Expr, Operator, Tag, Term};
use super::issue::{Issue, Span};
use super::lexer::{Token, lex};

/// Deepest nesting of parentheses.
pub const MAX_DEPTH: usize = 250;

/// Bytes of a query that a message repeats.
const LONGEST_SHOWN: usize = 300;

/// A parsed query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The tree; `None` where there is nothing to look for, or an error.
    pub expr: Option<Expr>,
    /// Whether an operator was written; words side by side are joined without one.
    pub has_operators: bool,
    /// What there is to say.
    pub issues: Vec<Issue>,
}

/// Parses a query. Never fails: a query that cannot be run has an issue of severity
/// [`Error`](super::issue::Severity::Error).
#[must_use]
pub fn parse(query: &str) -> Parsed {
    let mut issues = Vec::new();
    let tokens = lex(query, &mut issues);
    let has_operators = tokens.iter().any(|(token, _)| matches!(token, Token::And | Token::Or | Token::Not));
    let mut parser = Parser { tokens, at: 0, depth: 0, issues };
    let expr = parser.top();
    Parsed { expr, has_operators, issues: parser.issues }
}

struct Parser {
    tokens: Vec<(Token, Span)>,
    at: usize,
    depth: usize,
    issues: Vec<Issue>,
}

/// What a level has gathered so far.
#[derive(Default)]
struct Level {
    done: Option<Expr>,
    /// The operator that waits for its right side.
    pending: Option<(Operator, Span)>,
    /// Whether `done` is an operator's result of this level, and may take a further operand.
    open: bool,
    operators: Vec<Operator>,
}

impl Parser {
    fn peek(&self) -> Option<&(Token, Span)> {
        self.tokens.get(self.at)
    }

    fn top(&mut self) -> Option<Expr> {
        let mut whole = Level::default();
        loop {
            let part = self.level();
            if let Some(part) = part {
                whole.operand(part);
            }
            let Some((_, span)) = self.peek().cloned() else { break };
            // A level ends before the end of the query only at a parenthesis that nothing opened.
            self.at += 1;
            let message = "a `)` without its `(` is ignored";
            self.issues.push(Issue::warning("unbalanced_parenthesis", span, message));
        }
        whole.done.filter(|_| self.depth <= MAX_DEPTH)
    }

    /// Everything up to a closing parenthesis or the end.
    fn level(&mut self) -> Option<Expr> {
        let mut level = Level::default();
        while let Some((token, span)) = self.peek().cloned() {
            match token {
                Token::Close => break,
                Token::And => self.operator(&mut level, Operator::And, span),
                Token::Or => self.operator(&mut level, Operator::Or, span),
                Token::Not => self.operator(&mut level, Operator::Not, span),
                Token::Tag(inner) => self.stray_tag(&inner, span),
                Token::Colon => {
                    self.at += 1;
                    let message = "a `:` stands between two dates or numbers; here it is ignored";
                    self.issues.push(Issue::warning("stray_colon", span, message));
                }
                Token::Open => {
                    if let Some(inner) = self.parenthesis(span)? {
                        level.operand(inner);
                    }
                }
                Token::Word(_) | Token::Quoted(_) => {
                    let operand = self.terms();
                    level.operand(operand);
                }
            }
        }
        if let Some((operator, span)) = level.pending.take() {
            self.dangling(operator, span, "right");
        }
        self.note_mixed(&level);
        level.done
    }

    fn operator(&mut self, level: &mut Level, operator: Operator, span: Span) {
        self.at += 1;
        if let Some((before, before_span)) = level.pending.take() {
            // `AND NOT` and `OR NOT` are written for `NOT`.
            if operator != Operator::Not {
                self.dangling(before, before_span, "right");
            }
        } else if level.done.is_none() && operator == Operator::Not {
            let message = "NOT has nothing on its left: read as every record but these (`* NOT …`)";
            self.issues.push(Issue::warning("dangling_operator", span.clone(), message));
            let everything = Term { text: "*".to_owned(), quoted: false, tag: None, span: span.clone() };
            level.operand(Expr::Term(everything));
        } else if level.done.is_none() {
            self.dangling(operator, span, "left");
            return;
        }
        level.pending = Some((operator, span));
    }

    fn dangling(&mut self, operator: Operator, span: Span, side: &str) {
        let message = format!("{operator} has nothing on its {side}; it is ignored");
        self.issues.push(Issue::warning("dangling_operator", span, message));
    }

    fn stray_tag(&mut self, inner: &str, span: Span) {
        self.at += 1;
        let message = format!("[{inner}] stands behind nothing that it could be the field of; it is ignored");
        self.issues.push(Issue::warning("stray_tag", span, message));
    }

    /// A parenthesis, from its `(`. The outer `None`: it nests too deep to go on.
    fn parenthesis(&mut self, open: Span) -> Option<Option<Expr>> {
        self.at += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message = format!("parentheses nest more than {MAX_DEPTH} deep; simplify the query");
            self.issues.push(Issue::error("nesting_too_deep", open, message));
            self.at = self.tokens.len();
            return None;
        }
        let inner = self.level();
        match self.peek().cloned() {
            Some((_, close)) => {
                self.at += 1;
                if inner.is_none() && self.depth <= MAX_DEPTH {
                    let message = "parentheses with nothing between are ignored";
                    self.issues.push(Issue::warning("empty_parentheses", open.start..close.end, message));
                }
            }
            None if self.depth <= MAX_DEPTH => {
                let message = "the parenthesis is not closed: read as closed at the end; add the missing `)`";
                self.issues.push(Issue::warning("unbalanced_parenthesis", open, message));
            }
            None => return None,
        }
        self.depth -= 1;
        let tag = self.tag();
        Some(inner.map(|inner| match tag {
            Some(tag) => Expr::Tagged(Box::new(inner), tag),
            None => inner,
        }))
    }

    fn tag(&mut self) -> Option<Tag> {
        let Some((Token::Tag(inner), span)) = self.peek() else { return None };
        let tag = Tag::parse(inner, span.clone());
        self.at += 1;
        Some(tag)
    }

    /// A phrase, words before a tag, plain words, or a range of any two of these.
    fn terms(&mut self) -> Expr {
        let mut words = self.words();
        let range = matches!(self.peek(), Some((Token::Colon, _)))
            && matches!(self.tokens.get(self.at + 1), Some((Token::Word(_) | Token::Quoted(_), _)));
        if range && words.len() == 1 {
            self.at += 1;
            let mut ends = self.words();
            if ends.len() == 1
                && let (Some(from), Some(to)) = (words.pop(), ends.pop())
            {
                return Expr::Range(Box::new(from), Box::new(to));
            }
            words.append(&mut ends);
        }
        match <[Term; 1]>::try_from(words) {
            Ok([term]) => Expr::Term(term),
            Err(words) => Expr::Words(words),
        }
    }

    /// The run of words from here, as one term where a tag is behind it; or one phrase.
    fn words(&mut self) -> Vec<Term> {
        let mut words: Vec<Term> = Vec::new();
        while let Some((token, span)) = self.peek() {
            let (text, quoted) = match token {
                Token::Word(text) => (text.clone(), false),
                Token::Quoted(text) if words.is_empty() => (text.clone(), true),
                _ => break,
            };
            words.push(Term { text, quoted, tag: None, span: span.clone() });
            self.at += 1;
            if quoted {
                break;
            }
        }
        let Some(tag) = self.tag() else { return words };
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        let quoted = words.iter().any(|word| word.quoted);
        let start = words.first().map_or(tag.span.start, |word| word.span.start);
        let span = start..tag.span.end;
        vec![Term { text: texts.join(" "), quoted, tag: Some(tag), span }]
    }

    fn note_mixed(&mut self, level: &Level) {
        let mixed = level.operators.contains(&Operator::Or) && level.operators.iter().any(|o| *o != Operator::Or);
        if let (true, Some(done)) = (mixed, &level.done) {
            let read = done.to_string();
            let shown = if read.len() <= LONGEST_SHOWN { format!(": {read}") } else { String::new() };
            let message = format!("AND, OR and NOT at one level are evaluated from left to right{shown}");
            self.issues.push(Issue::note("mixed_operators", done.span(), message));
        }
    }
}

impl Level {
    fn operand(&mut self, operand: Expr) {
        let operator = self.pending.take().map_or(Operator::And, |(operator, _)| operator);
        let Some(done) = self.done.take() else {
            self.done = Some(operand);
            return;
        };
        self.operators.push(operator);
        let joined = match done {
            Expr::Bool(same, mut operands) if self.open && same == operator => {
                operands.push(operand);
                Expr::Bool(same, operands)
            }
            done => Expr::Bool(operator, vec![done, operand]),
        };
        self.done = Some(joined);
        self.open = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn show(query: &str) -> String {
        let parsed = parse(query);
        let issues: Vec<String> = parsed.issues.iter().map(|i| format!(" !{}", i.code)).collect();
        format!("{}{}", parsed.expr.map_or_else(String::new, |e| e.to_string()), issues.concat())
    }

    #[test]
    fn operators_go_from_left_to_right() {
        assert_eq!(show("a OR b AND c"), "(a OR b) AND c !mixed_operators");
        assert_eq!(show("a OR (b AND c)"), "a OR (b AND c)");
        assert_eq!(show("a AND b AND c"), "a AND b AND c");
        assert_eq!(show("a NOT b NOT c"), "a NOT b NOT c");
        assert_eq!(show("a AND NOT b"), "a NOT b");
    }

    #[test]
    fn words_side_by_side_are_one_concept() {
        assert_eq!(show("heart attack OR stroke"), "heart attack OR stroke");
        assert!(matches!(parse("stroke OR heart attack").expr, Some(Expr::Bool(Operator::Or, o)) if o.len() == 2));
        assert_eq!(show("a \"b c\" (d)"), "a AND \"b c\" AND d");
        assert_eq!(show("lung cancer[ti] x"), "lung cancer[ti] AND x");
    }

    #[test]
    fn ranges_and_tags() {
        assert_eq!(show("\"2019\"[dp] : \"3000\"[dp]"), "\"2019\"[dp] : \"3000\"[dp]");
        let Some(Expr::Term(term)) = parse("\"a b\"[Title/Abstract:~3]").expr else { panic!() };
        let tag = term.tag.unwrap();
        assert_eq!((tag.name.as_str(), tag.within), ("Title/Abstract", Some(3)));
        let Some(Expr::Term(term)) = parse("neoplasms[mh:noexp]").expr else { panic!() };
        assert!(term.tag.unwrap().no_explosion);
        assert_eq!(show("(a OR b)[ti]"), "(a OR b)[ti]");
    }

    #[test]
    fn what_does_not_parse_is_mended_and_said() {
        assert_eq!(show("(resistance"), "resistance !unbalanced_parenthesis");
        assert_eq!(show("resistance)"), "resistance !unbalanced_parenthesis");
        assert_eq!(show("a) b"), "a AND b !unbalanced_parenthesis");
        assert_eq!(show("AND b"), "b !dangling_operator");
        assert_eq!(show("NOT b"), "* NOT b !dangling_operator");
        assert_eq!(show("NOT"), "* !dangling_operator !dangling_operator");
        assert_eq!(show("a OR"), "a !dangling_operator");
        assert_eq!(show("a AND OR b"), "a OR b !dangling_operator");
        assert_eq!(show("() x"), "x !empty_parentheses");
        assert_eq!(show("[ti] x"), "x !stray_tag");
        assert_eq!(show(""), "");
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = |n: usize| format!("{}x{}", "(".repeat(n), ")".repeat(n));
        assert_eq!(show(&deep(MAX_DEPTH)), "x");
        assert_eq!(show(&deep(MAX_DEPTH + 1)), " !nesting_too_deep");
    }

    fn without_spans(expr: &Expr) -> String {
        let debug = format!("{expr:?}");
        debug.split("span: ").map(|part| part.split_once([',', ' ', '}']).map_or(part, |(_, rest)| rest)).collect()
    }

    proptest! {
        #[test]
        fn parsing_never_panics(query in "\\PC{0,60}") {
            let _ = parse(&query);
        }

        #[test]
        fn what_is_printed_reads_back(query in r#"([ab]|"c d"|\(|\)| AND | OR | NOT | |\[ti\]|:){0,20}"#) {
            if let Some(expr) = parse(&query).expr {
                let again = parse(&expr.to_string()).expr.unwrap();
                prop_assert_eq!(expr.to_string(), again.to_string());
                prop_assert_eq!(without_spans(&expr), without_spans(&again));
            }
        }
    }
}
