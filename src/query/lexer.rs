//! Query text to tokens.
//!
//! Operators are in capitals (`AND`, `OR`, `NOT`) or the signs `&` and `|` standing alone. Typographic quotes, full-width
//! characters and unusual spaces, pasted from a document, are read as what they stand for. A parenthesis inside a
//! word without spaces (`benzo(a)pyrene`, a DOI) is part of it.

use super::effort::step;
use super::issue::{Issue, Span};
use super::quotes::{self, End};
use crate::record::qualifier_names;

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
    /// A colon between two ends of a range.
    Colon,
}

impl Token {
    /// What a word without a tag or quotes is.
    pub(super) fn of_word(word: String) -> Self {
        match word.as_str() {
            "AND" | "&" | "&&" => Self::And,
            "OR" | "|" | "||" => Self::Or,
            "NOT" => Self::Not,
            ":" => Self::Colon,
            _ => Self::Word(word),
        }
    }
}

/// The tokens of `query` with their spans; what had to be read otherwise than written is added to `issues`.
pub(super) fn lex(query: &str, issues: &mut Vec<Issue>) -> Vec<(Token, Span)> {
    let mut lexer = Lexer { query, at: 0, tokens: Vec::new(), issues, said: [false; 4] };
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
    /// Which kinds of foreign characters were told of: each once.
    said: [bool; 4],
}

/// The plain character that `c` stands for.
pub(super) fn plain(c: char) -> char {
    match c {
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '〝' | '〞' => '"',
        c if c.is_whitespace() || c.is_control() => ' ',
        c @ '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// What a character that is not plain is, as the number of its kind and in words.
fn foreign(c: char) -> Option<(usize, &'static str)> {
    if c.is_ascii() || plain(c) == c {
        return None;
    }
    Some(match c {
        '\u{ff01}'..='\u{ff5e}' => (1, "full-width characters are read as plain ones"),
        c if plain(c) == '"' => (0, "typographic quotes are read as plain ones (`\"`)"),
        c if c.is_whitespace() => (2, "non-breaking and other unusual spaces are read as plain ones"),
        _ => return None,
    })
}

/// Characters of the longest name of a field, with what may stand behind it in its brackets.
const LONGEST_TAG: usize = 48;

/// Markup of titles that are pasted from a page: `<i>`, `</sub>`.
const MARKUP: [&str; 9] = ["i", "b", "u", "em", "sub", "sup", "strong", "italic", "bold"];

/// Bytes of the markup that `text` begins with.
fn markup(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    let name = inner.strip_prefix('/').unwrap_or(inner);
    let name = &name[..name.find('>')?];
    MARKUP.iter().any(|known| known.eq_ignore_ascii_case(name)).then(|| text.find('>').map(|end| end + 1))?
}

/// Adds a character to a text. Where it completes markup, whose parts stood around other markup, that goes too.
fn push(text: &mut String, c: char) {
    text.push(c);
    if c == '>'
        && let Some(start) = text.rfind('<')
        && markup(&text[start..]) == Some(text.len() - start)
    {
        text.truncate(start);
    }
}

/// Whether a word ends before this plain character.
fn ends_word(c: char) -> bool {
    matches!(c, ' ' | '"' | '[' | ']' | ')')
}

impl Lexer<'_> {
    /// The next character in its plain form.
    fn peek(&self) -> Option<char> {
        self.ahead().next().map(plain)
    }

    /// What is left, character by character as it stands.
    fn ahead(&self) -> impl Iterator<Item = char> {
        self.rest().chars().inspect(|_| step())
    }

    fn rest(&self) -> &str {
        &self.query[self.at..]
    }

    /// Goes on by one character and tells of a foreign one.
    fn step(&mut self) {
        let Some(c) = self.rest().chars().next() else { return };
        let span = self.at..self.at + c.len_utf8();
        self.at = span.end;
        if let Some((kind, message)) = foreign(c)
            && !std::mem::replace(&mut self.said[kind], true)
        {
            self.issues.push(Issue::warning("typographic_character", span, message));
        }
    }

    /// Goes over markup, if there is any here.
    fn skips_markup(&mut self) -> bool {
        let Some(length) = markup(self.rest()) else { return false };
        let span = self.at..self.at + length;
        self.at = span.end;
        if !std::mem::replace(&mut self.said[3], true) {
            let message = "markup, pasted from a page, is left out";
            self.issues.push(Issue::warning("typographic_character", span, message));
        }
        true
    }

    fn token(&mut self, c: char) {
        let start = self.at;
        match c {
            ' ' => self.step(),
            '<' if self.skips_markup() => {}
            '"' => self.quoted(),
            '[' => self.tag(),
            '(' => self.single(Token::Open),
            ')' => self.single(Token::Close),
            ']' => {
                self.step();
                let message = "a `]` without its `[` is ignored";
                self.issues.push(Issue::warning("unbalanced_bracket", start..self.at, message));
            }
            // A range whose first end has its own quotes or tag: `"2019":2021[dp]`.
            ':' if self.after_range_end(start) => self.single(Token::Colon),
            '|' | '&' if self.operator_before_word(start) => {
                let sign = self.take_until(|next| next != c);
                self.tokens.push((Token::of_word(sign), start..self.at));
            }
            '*' if self.truncates_tagged() => {}
            _ => self.word(),
        }
    }

    /// Takes a `*` that stands alone behind a tag as the end of what is tagged: `cancer[ti]*`.
    fn truncates_tagged(&mut self) -> bool {
        let start = self.at;
        let alone = self.ahead().nth(1).map(plain).is_none_or(ends_word);
        let [.., (Token::Word(text) | Token::Quoted(text), _), (Token::Tag(tag), span)] = &mut self.tokens[..] else {
            return false;
        };
        if !alone || span.end != start {
            return false;
        }
        if !text.ends_with('*') {
            text.push('*');
        }
        let message = format!("the `*` stands behind the tag: read as {text}[{tag}]");
        self.step();
        self.issues.push(Issue::warning("truncation_behind_tag", start..self.at, message));
        true
    }

    /// `[mh "stroke"]`: the Cochrane Library's way to write a heading.
    fn heading_in_brackets(&mut self, inner: &str, start: usize) -> bool {
        let heading = inner.strip_prefix("mh").filter(|rest| rest.starts_with([' ', '^', '"']));
        let Some(name) = heading.map(|heading| heading.trim_matches([' ', '^', '"'])).filter(|name| !name.is_empty())
        else {
            return false;
        };
        let tag = if inner.contains('^') { "mh:noexp" } else { "mh" };
        let message = format!("this is the Cochrane Library's `[mh …]`: read as \"{name}\"[{tag}]");
        self.issues.push(Issue::warning("foreign_syntax", start..self.at, message));
        self.tokens.push((Token::Quoted(name.to_owned()), start..self.at));
        self.tokens.push((Token::Tag(tag.to_owned()), start..self.at));
        true
    }

    /// Whether a sign of an operator stands here, directly behind what is ended or, where it is a bar, before a word that has no other:
    /// `cancer[ti]|lung[ti]`.
    fn operator_before_word(&self, at: usize) -> bool {
        let is_end = |token: &Token| matches!(token, Token::Quoted(_) | Token::Tag(_) | Token::Close);
        let behind_end = self.tokens.last().is_some_and(|(token, span)| is_end(token) && span.end == at);
        let word: String = self.ahead().map(plain).take_while(|c| !ends_word(*c)).collect();
        let rest = word.trim_start_matches('|');
        let before_word = word.len() > rest.len() && !rest.is_empty() && !rest.contains('|') && !self.tokens.is_empty();
        behind_end || before_word
    }

    fn single(&mut self, token: Token) {
        let start = self.at;
        self.step();
        self.tokens.push((token, start..self.at));
    }

    /// Whether what ends directly before `at` is a phrase or a tag.
    fn after_range_end(&self, at: usize) -> bool {
        matches!(self.tokens.last(), Some((Token::Quoted(_) | Token::Tag(_), span)) if span.end == at)
    }

    /// Takes plain characters up to one for which `ends` holds.
    fn take_until(&mut self, ends: impl Fn(char) -> bool) -> String {
        let mut taken = String::new();
        while let Some(c) = self.peek().filter(|c| !ends(*c)) {
            taken.push(c);
            self.step();
        }
        taken
    }

    fn quoted(&mut self) {
        let start = self.at;
        self.step();
        let inner = self.at;
        match quotes::end(self.rest()) {
            End::Closed(end) => {
                let text = self.take_to(inner + end);
                self.step();
                self.note_operator(&text, start);
                self.phrase(&text, start);
            }
            End::Doubled(text) => {
                self.take_to(inner + text.start);
                let text = self.take_to(inner + text.end);
                self.step();
                self.step();
                let message = "doubled quotes, as tables write them, are read as plain ones";
                self.issues.push(Issue::warning("doubled_quotes", start..self.at, message));
                self.phrase(&text, start);
            }
            End::Tagged(tag, end) => {
                let text = self.take_to(inner + tag.start);
                self.phrase(&text, start);
                let shown = &self.query[inner + tag.start..inner + tag.end];
                let message = format!("the tag stands inside the quotes: read as \"{}\"{shown}", text.trim());
                self.tag();
                self.take_to(inner + end);
                self.step();
                self.issues.push(Issue::warning("tag_in_quotes", start..self.at, message));
            }
            End::Open(end, place) => self.open_phrase(start, inner + end, &place),
        }
    }

    /// A phrase that is not closed, up to `end`.
    fn open_phrase(&mut self, start: usize, end: usize, place: &str) {
        let text = self.take_to(end);
        let text = text.trim();
        let message = if text.is_empty() {
            "a `\"` without its partner is ignored".to_owned()
        } else {
            format!("the quote is not closed: read as \"{text}\", closed {place}; add the closing `\"`")
        };
        let behind = start + self.query[start..self.at].trim_end().len();
        self.issues.push(Issue::warning("unbalanced_quote", start..behind, message));
        if !text.is_empty() {
            self.tokens.push((Token::Quoted(text.to_owned()), start..behind));
        }
    }

    /// Tells of an operator within quotes. In a text that is all in capitals it is a word like others.
    fn note_operator(&mut self, text: &str, start: usize) {
        let operator = text.split(' ').find(|word| matches!(*word, "AND" | "OR" | "NOT"));
        let Some(operator) = operator.filter(|_| text.contains(char::is_lowercase)) else { return };
        let message = format!("{operator} within quotes is a word of the phrase: close the quotes before an operator");
        self.issues.push(Issue::note("operator_in_quotes", start..self.at, message));
    }

    fn phrase(&mut self, text: &str, start: usize) {
        if text.trim().is_empty() {
            self.issues.push(Issue::warning("empty_phrase", start..self.at, "quotes with nothing between are ignored"));
        } else {
            self.tokens.push((Token::Quoted(text.trim().to_owned()), start..self.at));
        }
    }

    /// `[3H]thymidine`: brackets that begin a word, and are no field, are part of it.
    fn label(&mut self) -> bool {
        let start = self.at;
        let behind_term = self.tokens.last().is_some_and(|(_, span)| span.end == start);
        let Some(rest) = self.rest().strip_prefix('[').filter(|_| !behind_term) else { return false };
        let is_part = |c: char| plain(c) == c && !ends_word(c) && !matches!(c, '(' | '<');
        let Some(end) = rest.find(|c: char| !is_part(c)) else { return false };
        let (inner, behind) = (rest[..end].to_owned(), &rest[end..]);
        let goes_on = behind.strip_prefix(']').is_some_and(|behind| behind.starts_with(char::is_alphanumeric));
        if inner.is_empty() || !goes_on || quotes::is_field(&inner) {
            return false;
        }
        self.take_to(start + inner.len() + 2);
        let word = self.take_word(format!("{inner}-"));
        let message = format!("the brackets are read as part of the word: {word}");
        self.issues.push(Issue::warning("brackets_in_word", start..self.at, message));
        self.tokens.push((Token::Word(word), start..self.at));
        true
    }

    /// Takes plain characters up to a place in the query.
    fn take_to(&mut self, end: usize) -> String {
        let mut taken = String::new();
        while let Some(c) = self.peek().filter(|_| self.at < end) {
            if c == '<' && self.skips_markup() {
                continue;
            }
            push(&mut taken, c);
            self.step();
        }
        taken
    }

    fn tag(&mut self) {
        let start = self.at;
        if self.label() {
            return;
        }
        let bracket = self.ahead().skip(1).map(plain).find(|c| matches!(c, '[' | ']'));
        self.step();
        if bracket != Some(']') && self.open_tag(start) {
            return;
        }
        if bracket != Some(']') {
            self.issues.push(Issue::warning("unbalanced_bracket", start..self.at, "a `[` without its `]` is ignored, and what stands behind it is searched as words: add the `]` behind a tag"));
            return;
        }
        let inner = self.take_until(|c| c == ']');
        self.step();
        if inner.trim().is_empty() {
            self.issues.push(Issue::warning("empty_tag", start..self.at, "a tag with nothing in it is ignored"));
        } else if !self.heading_in_brackets(inner.trim(), start) {
            self.join_qualifier(inner.trim());
            self.tokens.push((Token::Tag(inner.trim().to_owned()), start..self.at));
        }
    }

    /// Before the tag of headings the `&` in the name of a qualifier is a word: `isoniazid/administration & dosage[mh]`.
    fn join_qualifier(&mut self, tag: &str) {
        if !quotes::is_of_headings(tag) {
            return;
        }
        let Some(sign) = self.tokens.iter().rposition(|(token, _)| *token == Token::And) else { return };
        let word = |(token, _): &(Token, Span)| match token {
            Token::Word(word) => Some(word.to_lowercase()),
            _ => None,
        };
        let Some(tail) = self.tokens[sign + 1..].iter().map(word).collect::<Option<Vec<_>>>() else { return };
        let Some(head) = sign.checked_sub(1).and_then(|at| word(&self.tokens[at])) else { return };
        let head = head.rsplit('/').next().unwrap_or_default();
        let name = format!("{head} & {}", tail.join(" "));
        let sign = &mut self.tokens[sign];
        if &self.query[sign.1.clone()] == "&" && qualifier_names().any(|known| known == name) {
            sign.0 = Token::Word("&".to_owned());
        }
    }

    /// A field whose bracket is not closed (`cancer[ti AND …`): it ends before an operator, a parenthesis or a bracket, or with the line.
    fn open_tag(&mut self, start: usize) -> bool {
        let near: String = self.ahead().take(LONGEST_TAG).map(|c| if c == '\n' { c } else { plain(c) }).collect();
        let end = near.find(['(', ')', '[', ']', '"', '\n']).unwrap_or(near.len());
        let operators = [" AND ", " OR ", " NOT "].iter().filter_map(|operator| near[..end].find(operator));
        let inner = near[..operators.min().unwrap_or(end)].trim_end();
        if !quotes::is_field(inner) {
            return false;
        }
        let length: usize = self.ahead().take(inner.chars().count()).map(char::len_utf8).sum();
        self.take_to(self.at + length);
        let message = format!("the bracket is not closed: read as [{inner}]; add the missing `]`");
        self.issues.push(Issue::warning("unbalanced_bracket", start..self.at, message));
        self.tokens.push((Token::Tag(inner.trim().to_owned()), start..self.at));
        true
    }

    fn word(&mut self) {
        let start = self.at;
        let word = self.take_word(String::new());
        self.tokens.push((Token::of_word(word), start..self.at));
    }

    /// The word that begins with `word` and goes on here.
    fn take_word(&mut self, mut word: String) -> String {
        while let Some(c) = self.peek().filter(|c| !ends_word(*c)) {
            if c == '<' && self.skips_markup() {
                continue;
            }
            if c == '(' {
                let Some(end) = self.parenthesis_inside_word(&word) else { break };
                while self.at < end {
                    word.extend(self.peek());
                    self.step();
                }
                continue;
            }
            // `2019:"2021"[dp]`: the colon belongs to the range.
            if c == ':' && !word.is_empty() && self.ahead().nth(1).map(plain) == Some('"') {
                break;
            }
            push(&mut word, c);
            self.step();
        }
        word
    }

    /// The end of the parenthesis that opens here, where it is part of the `word` before it.
    fn parenthesis_inside_word(&self, word: &str) -> Option<usize> {
        // Punctuation that parts two terms is left out later, and what it parts would be read again without it.
        if matches!(word.trim_start_matches([',', ';']), "" | "AND" | "OR" | "NOT" | "&" | "|" | "&&" | "||") {
            return None;
        }
        let mut end = self.at;
        for (number, c) in self.ahead().enumerate() {
            end += c.len_utf8();
            match plain(c) {
                ')' => return Some(end),
                '(' if number > 0 => return None,
                ' ' | '"' | '[' | ']' => return None,
                _ => {}
            }
        }
        None
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
            ("a/Prevention & control[mh] b & control[mh]", "a/Prevention & control [mh] b AND control [mh]"),
            (
                "statistics & numerical data[sh:noexp] OR growth & development[ti]",
                "statistics & numerical data [sh:noexp] OR growth AND development [ti]",
            ),
            (
                "cancer[tiab]* OR \"lung c\"[ti]*",
                "cancer* [tiab] OR “lung c*” [ti] !truncation_behind_tag !truncation_behind_tag",
            ),
            ("cancer[ti] * a[ti]*b *", "cancer [ti] * a [ti] *b *"),
            ("[mh \"Stroke\"] OR [mh ^asthma]", "“Stroke” [mh] OR “asthma” [mh:noexp] !foreign_syntax !foreign_syntax"),
            ("& control[sh] prevention && control[sh]", "AND control [sh] prevention AND control [sh]"),
            ("“lung cancer”\u{a0}x", "“lung cancer” x !typographic_character !typographic_character"),
            ("benzo(a)pyrene NOT(a b)", "benzo(a)pyrene NOT OPEN a b CLOSE"),
            ("10.1016/S0140-6736(15)01281-7[aid]", "10.1016/S0140-6736(15)01281-7 [aid]"),
            ("\"2019\"[dp] : \"2020\"[dp] 2019:2020[dp]", "“2019” [dp] COLON “2020” [dp] 2019:2020 [dp]"),
            ("\"2019\":2020[dp] 2019[dp]:2020[dp]", "“2019” COLON 2020 [dp] 2019 [dp] COLON 2020 [dp]"),
            ("2019:\"2020\"[dp] a:b", "2019 COLON “2020” [dp] a:b"),
            ("ｌｕｎｇ ＡＮＤ（ｘ）［ｔｉ］", "lung AND OPEN x CLOSE [ti] !typographic_character"),
            ("a[ti AND b[ab]", "a [ti] AND b [ab] !unbalanced_bracket"),
            ("(smith ja[au", "OPEN smith ja [au] !unbalanced_bracket"),
            ("(a[mh:noexp) OR b", "OPEN a [mh:noexp] CLOSE OR b !unbalanced_bracket"),
            ("a[Title/Abstract\nb", "a [Title/Abstract] b !unbalanced_bracket"),
            ("a[b c", "a b c !unbalanced_bracket"),
            ("\"open", "“open” !unbalanced_quote"),
            ("\"a b[tiab] AND c", "“a b” [tiab] AND c !unbalanced_quote"),
            ("\"a b[tiab] OR \"c d\"[tiab]", "“a b” [tiab] OR “c d” [tiab] !unbalanced_quote"),
            ("(\"a b) OR c\"[ti]", "OPEN “a b) OR c” [ti] !operator_in_quotes"),
            ("(\"a b) OR c", "OPEN “a b” CLOSE OR c !unbalanced_quote"),
            ("a b\"[tiab] OR \"c d\"[tiab]", "a b [tiab] OR “c d” [tiab] !unbalanced_quote"),
            ("\"a b[tiab:~2]\"", "“a b” [tiab:~2] !tag_in_quotes"),
            ("\"a[ti] AND b[ti]\"", "“a” [ti] AND b [ti] !unbalanced_quote !unbalanced_quote"),
            ("\"\"a b\"\"[ti] OR “”c“”", "“a b” [ti] OR “c” !doubled_quotes !typographic_character !doubled_quotes"),
            ("x] [y \"\" z[]", "x y z !unbalanced_bracket !unbalanced_bracket !empty_phrase !empty_tag"),
            ("<i>E. coli</i> in H<sub>2</sub>O \"<I>a</I> b\"", "E. coli in H2O “a b” !typographic_character"),
            ("a<<b>i>c \"d<</b>/b>\"", "ac “d” !typographic_character"),
            ("p<0.05 a<b>c", "p<0.05 ac !typographic_character"),
            ("[14C]benzo(a)pyrene [F]F(", "14C-benzo(a)pyrene F-F OPEN !brackets_in_word !brackets_in_word"),
            ("[3H]thymidine[ti] OR a[3H]b [ti]c", "3H-thymidine [ti] OR a [3H] b [ti] c !brackets_in_word"),
            ("", ""),
        ] {
            assert_eq!(show(query), expected, "{query}");
        }
    }
}
