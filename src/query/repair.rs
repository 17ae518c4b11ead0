//! Tokens put right where they can mean one thing only, before they are parsed: operators in lower case, names of journals with
//! parentheses, punctuation between terms.

use super::ast::Tag;
use super::issue::{Issue, Span};
use super::lexer::Token;
use crate::schema::{Target, table};

type Tokens = Vec<(Token, Span)>;

/// Words in the parentheses of a journal's name.
const LONGEST_ADDITION: usize = 12;

/// The tokens as they are parsed; what was changed is added to `issues`.
pub(super) fn repaired(tokens: Tokens, issues: &mut Vec<Issue>) -> Tokens {
    let mut tokens = names_with_parentheses(tokens, issues);
    lower_case_operators(&mut tokens, issues);
    without_separators(tokens)
}

/// Makes operators of `and`, `or` and `not` behind a tag, a quote or a parenthesis: no phrase begins there, so that they cannot be
/// words of one. Of text without a tag or an operator they are words like others.
fn lower_case_operators(tokens: &mut [(Token, Span)], issues: &mut Vec<Issue>) {
    let is_query = |token: &Token| matches!(token, Token::Tag(_) | Token::And | Token::Or | Token::Not);
    if !tokens.iter().any(|(token, _)| is_query(token)) {
        return;
    }
    for at in 1..tokens.len().saturating_sub(1) {
        let ended = matches!(tokens[at - 1].0, Token::Tag(_) | Token::Quoted(_) | Token::Close);
        let goes_on = matches!(tokens[at + 1].0, Token::Word(_) | Token::Quoted(_) | Token::Open);
        let Token::Word(word) = &tokens[at].0 else { continue };
        let operator = match word.as_str() {
            "and" | "And" => Token::And,
            "or" | "Or" => Token::Or,
            "not" | "Not" => Token::Not,
            _ => continue,
        };
        if ended && goes_on {
            let upper = word.to_uppercase();
            let message =
                format!("`{word}` is read as the operator {upper}: PubMed would read a word, so write {upper}");
            issues.push(Issue::warning("lower_case_operator", tokens[at].1.clone(), message));
            tokens[at].0 = operator;
        }
    }
}

/// `lancet (London, England)[ta]`: the parentheses are part of the name, as the catalogue has it, and no group.
fn names_with_parentheses(tokens: Tokens, issues: &mut Vec<Issue>) -> Tokens {
    let mut out: Tokens = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let Some(close) = addition_end(&tokens, at) else {
            out.push(tokens[at].clone());
            at += 1;
            continue;
        };
        for (number, (token, span)) in tokens[at + 1..close].iter().enumerate() {
            let Token::Word(word) = token else { continue };
            let (first, last) = (number == 0, number + at + 2 == close);
            let word = format!("{}{word}{}", if first { "(" } else { "" }, if last { ")" } else { "" });
            let start = if first { tokens[at].1.start } else { span.start };
            out.push((Token::Word(word), start..if last { tokens[close].1.end } else { span.end }));
        }
        let name = out.iter().rev().map_while(|(token, span)| {
            if let Token::Word(word) = token { Some((word.as_str(), span.start)) } else { None }
        });
        let mut name: Vec<(&str, usize)> = name.collect();
        name.reverse();
        let start = name.first().map_or(tokens[at].1.start, |(_, start)| *start);
        let name: Vec<&str> = name.into_iter().map(|(word, _)| word).collect();
        let message = format!(
            "the parentheses are read as part of the name, and not as a group: write \"{}\" before the tag",
            name.join(" ")
        );
        issues.push(Issue::warning("parentheses_in_name", start..tokens[close].1.end, message));
        at = close + 1;
    }
    out
}

/// Where the parenthesis closes that opens at `at` behind a word and ends before the tag of journals.
fn addition_end(tokens: &[(Token, Span)], at: usize) -> Option<usize> {
    let behind_word = at.checked_sub(1).is_some_and(|before| matches!(tokens[before].0, Token::Word(_)));
    if tokens[at].0 != Token::Open || !behind_word {
        return None;
    }
    let words = tokens[at + 1..].iter().take(LONGEST_ADDITION).take_while(|(token, _)| matches!(token, Token::Word(_)));
    let close = at + 1 + words.count();
    match (&tokens.get(close)?.0, &tokens.get(close + 1)?.0) {
        (Token::Close, Token::Tag(tag)) if close > at + 1 && is_journal(tag) => Some(close),
        _ => None,
    }
}

fn is_journal(tag: &str) -> bool {
    let target = table().tag(&Tag::parse(tag, 0..0).name);
    matches!(target, Some(Target::Field(field)) if field.name == "journal")
}

/// The tokens without punctuation that stands between terms (`smith[au], heart[ti] - trial`), which says nothing and would be printed as
/// part of the next term. Within a run of words it may be part of a name.
fn without_separators(tokens: Tokens) -> Tokens {
    let mut out: Tokens = Vec::with_capacity(tokens.len());
    for (token, span) in tokens {
        let within = matches!(out.last(), Some((Token::Word(_), _)));
        match token {
            Token::Word(word) if !within => {
                let text = word.trim_start_matches([',', ';']);
                if !text.trim_matches(['-', '\u{2013}', '\u{2014}', '.', '+']).is_empty() {
                    out.push((Token::of_word(text.to_owned()), span));
                }
            }
            token => out.push((token, span)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::issue::Severity;
    use super::super::parser::parse;

    fn show(query: &str) -> String {
        let parsed = parse(query);
        let said = parsed.issues.iter().filter(|i| i.severity > Severity::Hint);
        let issues: Vec<String> = said.map(|i| format!(" !{}", i.code)).collect();
        format!("{}{}", parsed.expr.map_or_else(String::new, |e| e.to_string()), issues.concat())
    }

    #[test]
    fn operators_in_lower_case_are_read_where_no_phrase_can_go_on() {
        assert_eq!(show("a[ti] or b c[ti]"), "a[ti] OR b c[ti] !lower_case_operator");
        assert_eq!(show("(a OR b) and c"), "(a OR b) AND c !lower_case_operator");
        assert_eq!(show("\"a b\" not (c[ti])"), "\"a b\" NOT c[ti] !lower_case_operator");
        assert_eq!(show("(a) and b"), "a AND and b");
        assert_eq!(show("a and b[ti]"), "a and b[ti]");
        assert_eq!(show("a[ti] or"), "a[ti] AND or");
    }

    #[test]
    fn the_parentheses_of_a_journals_name_are_no_group() {
        assert_eq!(
            show("x AND BMJ (Clinical research ed.)[ta]"),
            "x AND BMJ (Clinical research ed.)[ta] !parentheses_in_name"
        );
        assert_eq!(show("J Physiol (Lond)[Journal]"), "J Physiol (Lond)[Journal] !parentheses_in_name");
        assert_eq!(show("lancet AND (London)[ta]"), "lancet AND (London)[ta]");
        assert_eq!(show("lancet (a OR b)[ta]"), "lancet AND (a OR b)[ta]");
        assert_eq!(show("lancet (a b)[ti]"), "lancet AND (a b)[ti]");
        assert_eq!(show("lancet ()[ta]"), "lancet !empty_parentheses");
    }

    #[test]
    fn punctuation_between_terms_is_no_part_of_them() {
        assert_eq!(show("a[au], b[ti] ; c[ti] - d[ti]"), "a[au] AND b[ti] AND c[ti] AND d[ti]");
        assert_eq!(show("a[au] ,b[ti] (, c)"), "a[au] AND b[ti] AND c");
        assert_eq!(show("smith , j[au]"), "smith , j[au]");
        // What is left may be an operator, and would be printed as one.
        assert_eq!(show("a[ti] ,AND b[ti]"), "a[ti] AND b[ti]");
        assert_eq!(show(",& a"), show("& a"));
        assert_eq!(show(",NOT"), show("NOT"));
    }
}
