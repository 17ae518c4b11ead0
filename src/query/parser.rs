//! Tokens to a syntax tree.
//!
//! As in PubMed, operators of one level are evaluated from left to right, whatever they are; words side by side without an
//! operator are joined by AND. Whatever does not parse is mended in the likeliest way and said. One pass with a stack of
//! its own: neither the length of a query nor its parentheses cost more than they are long.

use super::ast::{Expr, Operator, Tag, Term};
use super::effort::step;
use super::foreign::foreign;
use super::issue::{Issue, Span};
use super::lexer::{Token, lex};
use super::repair::repaired;

/// Deepest nesting of groups that mean something: parentheses around a single term or group cost nothing.
pub const MAX_DEPTH: usize = 1_000;

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
    issues.extend(foreign(&tokens));
    let tokens = repaired(tokens, &mut issues);
    let has_operators = tokens.iter().any(|(token, _)| matches!(token, Token::And | Token::Or | Token::Not));
    let mut parser = Parser { tokens, at: 0, issues };
    let expr = parser.all();
    Parsed { expr, has_operators, issues: parser.issues }
}

struct Parser {
    tokens: Vec<(Token, Span)>,
    at: usize,
    issues: Vec<Issue>,
}

/// What one level of parentheses has gathered so far.
#[derive(Default)]
struct Level {
    /// Where its parenthesis opened; `None` for the query itself.
    opened: Option<Span>,
    first: Option<Expr>,
    rest: Vec<(Operator, Expr)>,
    /// The operator that waits for its right side.
    pending: Option<(Operator, Span)>,
    /// From the first operand to the last.
    span: Span,
    /// Which operators stand at this level.
    any_or: bool,
    any_other: bool,
    /// Groups within groups.
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&(Token, Span)> {
        step();
        self.tokens.get(self.at)
    }

    fn all(&mut self) -> Option<Expr> {
        let mut level = Level::default();
        let mut outer: Vec<Level> = Vec::new();
        while let Some((token, span)) = self.peek().cloned() {
            match token {
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
                    self.at += 1;
                    outer.push(std::mem::replace(&mut level, Level { opened: Some(span), ..Level::default() }));
                }
                Token::Close => {
                    self.at += 1;
                    let Some(around) = outer.pop() else {
                        let message = "a `)` without its `(` is ignored";
                        self.issues.push(Issue::warning("unbalanced_parenthesis", span, message));
                        continue;
                    };
                    level = self.close(level, around, Some(span))?;
                }
                Token::Word(_) | Token::Quoted(_) => self.terms(&mut level),
            }
        }
        while let Some(around) = outer.pop() {
            level = self.close(level, around, None)?;
        }
        self.finish(level).map(|(expr, ..)| expr)
    }

    /// Ends a level and makes it an operand of the one around it. `None` where it nests too deep.
    fn close(&mut self, level: Level, mut around: Level, end: Option<Span>) -> Option<Level> {
        let opened = level.opened.clone().unwrap_or(0..0);
        if end.is_none() {
            let message = "the parenthesis is not closed: read as closed at the end; add the missing `)`";
            self.issues.push(Issue::warning("unbalanced_parenthesis", opened.clone(), message));
        }
        let inner = self.finish(level);
        let tag = self.tag();
        let Some((inner, span, depth)) = inner else {
            let end = end.map_or(opened.end, |end| end.end);
            let message = "parentheses with nothing between are ignored";
            self.issues.push(Issue::warning("empty_parentheses", opened.start..end, message));
            return Some(around);
        };
        let (inner, span, depth) = match tag {
            Some(tag) => {
                let span = span.start..tag.span.end;
                (Expr::Tagged(Box::new(inner), tag), span, depth + 1)
            }
            None => (inner, span, depth),
        };
        if depth > MAX_DEPTH {
            let message = format!("groups nest more than {MAX_DEPTH} deep; simplify the query");
            self.issues.push(Issue::error("nesting_too_deep", opened, message));
            return None;
        }
        self.operand(&mut around, inner, span, depth);
        Some(around)
    }

    /// The expression of a level, with where it stands and the number of groups within one another that it has.
    fn finish(&mut self, mut level: Level) -> Option<(Expr, Span, usize)> {
        if let Some((operator, span)) = level.pending.take() {
            self.dangling(operator, span, "right");
        }
        let first = level.first?;
        if level.rest.is_empty() {
            return Some((first, level.span, level.depth));
        }
        let expr = Expr::Chain(Box::new(first), level.rest);
        if level.any_or && level.any_other {
            self.note_mixed(&expr, level.span.clone());
        }
        Some((expr, level.span, level.depth + 1))
    }

    fn operator(&mut self, level: &mut Level, operator: Operator, span: Span) {
        self.at += 1;
        if let Some((before, before_span)) = level.pending.take() {
            match (before, operator) {
                // `AND NOT` is written for `NOT`.
                (Operator::And, Operator::Not) => {}
                (Operator::Or, Operator::Not) => {
                    let message = "OR NOT is read as NOT: what stands before it without what stands behind it; for every record \
                                   but these too write OR (* NOT …)";
                    self.issues.push(Issue::warning("or_not", before_span.start..span.end, message));
                }
                _ => self.dangling(before, before_span, "right"),
            }
        } else if level.first.is_none() && operator == Operator::Not {
            let message = "NOT has nothing on its left: read as every record but these (`* NOT …`)";
            self.issues.push(Issue::warning("dangling_operator", span.clone(), message));
            let everything = Term { text: "*".to_owned(), quoted: false, tag: None, span: span.clone() };
            self.operand(level, Expr::Term(everything), span.clone(), 0);
        } else if level.first.is_none() {
            self.dangling(operator, span, "left");
            return;
        }
        level.pending = Some((operator, span));
    }

    /// Adds an operand that stands at `span`: asked of a deep tree at each of its levels, it would cost the square of its depth.
    fn operand(&mut self, level: &mut Level, operand: Expr, span: Span, depth: usize) {
        let before = std::mem::replace(&mut level.span.end, span.end);
        if level.first.is_none() {
            level.span.start = span.start;
            // A group at the beginning is evaluated first anyway.
            match operand {
                Expr::Chain(first, rest) => (level.first, level.rest, level.depth) = (Some(*first), rest, depth - 1),
                operand => (level.first, level.depth) = (Some(operand), depth),
            }
            return;
        }
        let operator = match level.pending.take() {
            Some((operator, _)) => operator,
            None => {
                let message = "no operator stands here: read as AND";
                self.issues.push(Issue::hint("missing_operator", before.min(span.start)..span.start, message));
                Operator::And
            }
        };
        level.any_or |= operator == Operator::Or;
        level.any_other |= operator != Operator::Or;
        level.depth = level.depth.max(depth);
        level.rest.push((operator, operand));
    }

    /// Adds an operand without groups.
    fn plain(&mut self, level: &mut Level, operand: Expr) {
        let span = operand.span();
        self.operand(level, operand, span, 0);
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

    fn tag(&mut self) -> Option<Tag> {
        let Some((Token::Tag(inner), span)) = self.peek() else { return None };
        let tag = Tag::parse(inner, span.clone());
        self.at += 1;
        Some(tag)
    }

    /// A phrase, words before a tag, plain words, or a range of any two of these.
    fn terms(&mut self, level: &mut Level) {
        let mut words = self.words();
        let range = words.len() == 1
            && matches!(self.peek(), Some((Token::Colon, _)))
            && matches!(self.tokens.get(self.at + 1), Some((Token::Word(_) | Token::Quoted(_), _)));
        if !range {
            self.plain(level, expr(words));
            return;
        }
        let colon = self.peek().map_or(0..0, |(_, span)| span.clone());
        self.at += 1;
        let mut ends = self.words();
        match (words.pop(), ends.pop()) {
            (Some(from), Some(to)) if ends.is_empty() => {
                self.plain(level, Expr::Range(Box::new(from), Box::new(to)));
            }
            (from, to) => {
                ends.extend(to);
                let message = "a `:` stands between two dates or numbers; here it is ignored";
                self.issues.push(Issue::warning("stray_colon", colon, message));
                from.into_iter().for_each(|from| self.plain(level, Expr::Term(from)));
                self.plain(level, expr(ends));
            }
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

    fn note_mixed(&mut self, level: &Expr, span: Span) {
        let shown = if span.len() <= LONGEST_SHOWN { format!(": {level}") } else { String::new() };
        let message = format!("AND, OR and NOT at one level are evaluated from left to right{shown}");
        self.issues.push(Issue::note("mixed_operators", span, message));
    }
}

/// One term, or several words as one concept.
fn expr(words: Vec<Term>) -> Expr {
    match <[Term; 1]>::try_from(words) {
        Ok([term]) => Expr::Term(term),
        Err(words) => Expr::Words(words),
    }
}

#[cfg(test)]
mod tests {
    use super::super::issue::Severity;
    use super::*;
    use proptest::prelude::*;

    fn show(query: &str) -> String {
        let parsed = parse(query);
        let said = parsed.issues.iter().filter(|i| i.severity > Severity::Hint);
        let issues: Vec<String> = said.map(|i| format!(" !{}", i.code)).collect();
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
        assert!(matches!(parse("stroke OR heart attack").expr, Some(Expr::Chain(_, rest)) if rest.len() == 1));
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
        assert_eq!(show("a OR NOT b"), "a NOT b !or_not");
        assert_eq!(show("a NOT NOT b"), "a NOT b !dangling_operator");
        assert_eq!(show("NOT NOT b"), "* NOT b !dangling_operator !dangling_operator");
        assert_eq!(show("() x"), "x !empty_parentheses");
        assert_eq!(show("[ti] x"), "x !stray_tag");
        assert_eq!(show(""), "");
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = |n: usize| format!("{}x{}", "(".repeat(n), ")".repeat(n));
        assert_eq!(show(&deep(100_000)), "x");
        let groups = |n: usize| format!("{}x OR y{}", "a AND (".repeat(n), ")".repeat(n));
        assert!(show(&groups(MAX_DEPTH - 1)).starts_with("a AND (a AND ("));
        assert_eq!(show(&groups(MAX_DEPTH + 1)), " !nesting_too_deep");
        let left = |n: usize| format!("{}a{}", "(".repeat(n), " OR b) AND c".repeat(n));
        assert!(matches!(parse(&left(50_000)).expr, Some(Expr::Chain(_, rest)) if rest.len() == 100_000));
    }

    #[test]
    fn parentheses_that_change_nothing_leave_no_trace() {
        assert_eq!(show("((a OR b)) AND c"), "(a OR b) AND c");
        assert_eq!(show("(a AND b) AND c"), "a AND b AND c");
        assert_eq!(show("a AND (b AND c)"), "a AND (b AND c)");
        assert_eq!(show("((a)[ti])"), "(a)[ti]");
    }

    #[test]
    fn a_range_has_two_ends() {
        assert_eq!(show("2019 : 2020[dp]"), "2019 : 2020[dp]");
        assert_eq!(show("\"x\" : b c"), "\"x\" AND b c !stray_colon");
        assert_eq!(show("a b : c"), "a b AND c !stray_colon");
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

        #[test]
        fn so_does_what_is_printed_of_anything_else(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..16)) {
            reads_back(&pieces.concat());
        }
    }

    /// What lexer, repair and parser tell apart.
    const PIECES: &[&str] = &[
        "a",
        "b",
        "2019",
        " ",
        " ",
        "(",
        ")",
        "[",
        "]",
        "\"",
        "“",
        ":",
        ",",
        ";",
        "-",
        ".",
        "+",
        "&",
        "|",
        "*",
        "?",
        "~2",
        "/",
        "<",
        ">",
        "<i>",
        "</sub>",
        "'",
        "\u{1}",
        "\n",
        "\u{a0}",
        "［",
        "＂",
        "AND",
        "OR",
        "NOT",
        " and ",
        " or ",
        "not",
        "[ti]",
        "[au]",
        "[dp]",
        "[ta]",
        "[mh:noexp]",
        "[tiab:~2]",
        "[F]",
        "[x]",
        "#1",
        "10.1/x(2)",
        "last 5 years",
        "near/3",
        "\"\"",
        ".ti,ab.",
        "exp ",
        "α",
    ];

    /// Fails where a query is printed as something else than it is.
    fn reads_back(query: &str) {
        let Some(printed) = parse(query).expr.map(|expr| expr.to_string()) else { return };
        let again = parse(&printed).expr.map(|expr| expr.to_string());
        assert_eq!(again.as_deref(), Some(printed.as_str()), "{query:?}");
    }

    #[test]
    fn what_once_did_not_read_back_does() {
        for query in [
            "[^?\u{1}0d]A.M-&0dA",
            "e[[>~6\u{8}]t:",
            "[F]F(",
            "()2,(,()",
            "1'k*\"[''%\0a]a]",
            "\"\"AND[ti]\"\"",
            ",z[[[(/*W*]R",
            "a<<b>i>c",
            ",& a",
            ",: a",
        ] {
            reads_back(query);
        }
    }
}
