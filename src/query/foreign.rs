//! What other search services write, and PubMed does not: told by its form, with what to write instead. Nothing is rewritten: the
//! words are searched as they stand, which is seldom what their author meant.

use super::issue::{Issue, Span};
use super::lexer::Token;
use crate::record::{qualifier_names, qualifier_of_code};

/// Fields of Ovid's behind a point: `.ti,ab.`, `.mp.`.
const OVID_FIELDS: &str = " ti ab tw mp kw kf pt sh hw fs au jw jn in nm rn ot lg yr id mh af tx ";

/// Fields of Embase's and of the Cochrane Library's behind a colon: `:ti,ab,kw`.
const COLON_FIELDS: &str = " ti ab kw de tn af au ta pt it la ";

/// What Embase writes behind a stroke.
const EMBASE_ENDINGS: &str = " exp de mj it lim py dd lnk ";

/// Fields of the Web of Science before an equals sign.
const EQUALS_FIELDS: &str = " TS TI AB AU PY SO DT AK KP ALL WC SU AD OG FO UT DO ";

/// Fields of the Web of Science as its history shows them, before a colon, with the word before that.
const SHOWN_FIELDS: [(&str, &str); 5] =
    [("ALL", "FIELDS:"), ("", "TOPIC:"), ("", "TITLE:"), ("DOCUMENT", "TYPES:"), ("PUBLICATION", "NAME:")];

/// Fields of Scopus and of ProQuest before a parenthesis.
const CALLED_FIELDS: &str = " TITLE-ABS-KEY TITLE-ABS PUBYEAR AUTHKEY INDEXTERMS noft ti,ab mainsubject ";

/// Fields of EBSCO's before a quote or a parenthesis.
const EBSCO_FIELDS: &str = " MH MM DE TI AB TX SU MW ";

/// Words within which a heading of Ovid's ends with its stroke.
const LONGEST_HEADING: usize = 12;

/// What is foreign in a query, each kind once.
pub(super) fn foreign(tokens: &[(Token, Span)]) -> Vec<Issue> {
    let mut found: Vec<Issue> = Vec::new();
    let mut kinds: Vec<&str> = Vec::new();
    let written = |(token, _): &(Token, Span)| is_operator(Some(token)) || matches!(token, Token::Tag(_));
    let query = Tokens { tokens, is_strategy: tokens.iter().any(written) };
    for at in 0..tokens.len() {
        let Some((kind, span, mend)) = query.heading(at).or_else(|| query.sign(at)) else { continue };
        if !kinds.contains(&kind) {
            kinds.push(kind);
            let message = format!("this is {kind}, and is searched as words: {mend}");
            found.push(Issue::warning("foreign_syntax", span, message));
        }
    }
    found.extend(numbered_lines(tokens));
    found
}

/// `S1 AND S2`: nothing but lines of a history. Among other words `S1` is a nerve or a heart sound.
fn numbered_lines(tokens: &[(Token, Span)]) -> Option<Issue> {
    let is_line = |word: &str| {
        let number = word.strip_prefix('S').unwrap_or_default();
        !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
    };
    let all = tokens.iter().all(|(token, _)| match token {
        Token::Word(word) => is_line(word),
        other => matches!(other, Token::And | Token::Or | Token::Not | Token::Open | Token::Close),
    });
    let first = tokens.iter().find(|(token, _)| matches!(token, Token::Word(_)))?;
    let joined = tokens.iter().any(|(token, _)| is_operator(Some(token)));
    let message =
        "this is how EBSCO and ProQuest number lines, and is searched as words: write #1 AND #2 in a strategy";
    (all && joined).then(|| Issue::warning("foreign_syntax", first.1.clone(), message))
}

/// A kind of foreign sign, where it stands, and what to write instead.
type Sign = (&'static str, Span, String);

struct Tokens<'a> {
    tokens: &'a [(Token, Span)],
    /// Whether it has operators or tags, and is no text as people write it.
    is_strategy: bool,
}

fn listed(list: &str, word: &str) -> bool {
    !word.is_empty() && !word.contains(' ') && list.contains(&format!(" {word} "))
}

/// The tag for fields of Ovid's and Embase's.
fn tag_of(fields: &str) -> &'static str {
    match fields.to_lowercase().as_str() {
        "ti" => "[ti]",
        "ab" => "[ab]",
        "mp" | "tx" => "[tw]",
        "af" => "[all]",
        "sh" => "[mh:noexp]",
        "hw" | "mh" => "[mh]",
        "fs" => "[sh]",
        "pt" | "it" => "[pt]",
        "kw" | "kf" | "kw,kf" => "[ot]",
        "au" => "[au]",
        "jw" | "jn" | "ta" => "[ta]",
        "in" => "[ad]",
        "nm" | "rn" | "tn" => "[nm]",
        "lg" | "la" => "[la]",
        "yr" => "[dp]",
        _ => "[tiab]",
    }
}

/// Whether all parts of `ti,ab,kw` are of the list.
fn all_listed(list: &str, fields: &str) -> bool {
    fields.split(',').all(|field| listed(list, &field.trim().to_lowercase()))
}

fn is_operator(token: Option<&Token>) -> bool {
    matches!(token, Some(Token::And | Token::Or | Token::Not))
}

/// What stands in strategies and on pages for something else than words: `or/1-3`, `#1-#3`, `AND/OR`, `&quot;`, `cancer(tiab)`.
fn no_query(word: &str) -> Option<(&'static str, String)> {
    const ENTITIES: [&str; 5] = ["&quot;", "&amp;", "&lt;", "&gt;", "&#39;"];
    const FIELDS: &str = " ti tiab tw mh mesh majr dp ";
    let numbers = |list: &str| {
        list.contains(|c: char| c.is_ascii_digit()) && list.chars().all(|c| c.is_ascii_digit() || "#-,".contains(c))
    };
    let lower = word.to_ascii_lowercase();
    let joined = lower.strip_prefix("or/").or_else(|| lower.strip_prefix("and/"));
    if joined.is_some_and(numbers) || (word.starts_with('#') && word.contains('-') && numbers(word)) {
        return Some(("how strategies join lines (`or/1-3`)", "run them with `medlar strategy FILE`".to_owned()));
    }
    if word == "AND/OR" {
        return Some(("no operator (`AND/OR`)", "write OR".to_owned()));
    }
    if ENTITIES.iter().any(|entity| lower.contains(entity)) {
        return Some(("how pages write a sign (`&quot;`)", "write the sign itself".to_owned()));
    }
    let (term, field) = word.strip_suffix(')')?.rsplit_once('(')?;
    (!term.is_empty() && listed(FIELDS, field))
        .then(|| ("a field in round brackets (`(tiab)`)", format!("write {term}[{field}]")))
}

impl<'a> Tokens<'a> {
    fn token(&self, at: usize) -> Option<&'a Token> {
        self.tokens.get(at).map(|(token, _)| token)
    }

    fn before(&self, at: usize) -> Option<&'a Token> {
        at.checked_sub(1).and_then(|before| self.token(before))
    }

    fn word(&self, at: usize) -> Option<&'a str> {
        match self.token(at) {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    fn span(&self, at: usize) -> Span {
        self.tokens.get(at).map_or(0..0, |(_, span)| span.clone())
    }

    /// Whether a tag is behind the run of words that `at` is in: then a stroke in it is a qualifier's.
    fn tagged(&self, at: usize) -> bool {
        let behind = (at..at + LONGEST_HEADING).find(|n| self.word(*n).is_none());
        matches!(behind.and_then(|n| self.token(n)), Some(Token::Tag(_)))
    }

    /// `exp Lung Neoplasms/`, `Stroke/`: a heading of Ovid's, whose last word is at `at`.
    fn heading(&self, at: usize) -> Option<Sign> {
        let last = self.word(at)?.strip_suffix('/').filter(|word| !word.is_empty() && !word.contains("//"))?;
        if self.tagged(at) {
            return None;
        }
        let first =
            (0..LONGEST_HEADING).map_while(|back| at.checked_sub(back).filter(|n| self.word(*n).is_some())).last()?;
        let mut words: Vec<&str> = (first..at).filter_map(|n| self.word(n)).collect();
        let from = words.iter().rposition(|word| matches!(*word, "or" | "and" | "not") || word.ends_with(['.', '/']));
        words.drain(..from.map_or(0, |n| n + 1));
        let start = self.span(at - words.len()).start;
        let exploded = words.first().is_some_and(|word| word.eq_ignore_ascii_case("exp"));
        words.push(last);
        let starred = words[usize::from(exploded)].starts_with('*');
        let name = words[usize::from(exploded)..].join(" ");
        let tag = if starred { "majr" } else { "mh" };
        let explosion = if exploded { "" } else { ":noexp" };
        let mend = format!("write \"{}\"[{tag}{explosion}]", name.trim_start_matches('*'));
        Some(("Ovid's way to write a heading (`exp …/`)", start..self.span(at).end, mend))
    }

    /// A foreign sign that begins at `at`.
    fn sign(&self, at: usize) -> Option<Sign> {
        let (kind, mend) = match self.token(at)? {
            Token::Word(word) => self
                .nearness_behind(at, word)
                .or_else(|| self.qualifier_behind(at, word))
                .or_else(|| self.nearness(at, word))
                .or_else(|| self.ending(at, word))
                .or_else(|| self.field(at, word))
                .or_else(|| self.single_quotes(at, word))
                .or_else(|| no_query(word))?,
            _ => return None,
        };
        Some((kind, self.span(at), mend))
    }

    /// `"cancer care"~2`: what PubMed has within a tag.
    fn nearness_behind(&self, at: usize, word: &str) -> Option<(&'static str, String)> {
        let within = word.strip_prefix('~').filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))?;
        let Some(Token::Quoted(phrase)) = self.before(at).filter(|_| self.touches(at)) else { return None };
        let tag = match self.token(at + 1) {
            Some(Token::Tag(tag)) => tag,
            _ => "tiab",
        };
        Some(("nearness behind a quote (`\"…\"~N`)", format!("write \"{phrase}\"[{tag}:~{within}]")))
    }

    /// `heart[mh]/ab`, `"heart"/ab[mh]`: a qualifier, which PubMed has within what the tag is of.
    fn qualifier_behind(&self, at: usize, word: &str) -> Option<(&'static str, String)> {
        let first = word.strip_prefix('/').filter(|_| self.touches(at))?;
        let run: Vec<&str> = std::iter::once(first).chain(self.words_from(at + 1)).collect();
        let is_known = |name: &String| {
            qualifier_of_code(name).is_some() || qualifier_names().any(|known| known.eq_ignore_ascii_case(name))
        };
        let qualifier = (1..=run.len()).rev().map(|length| run[..length].join(" ")).find(is_known)?;
        let (heading, tag) = match (self.before(at)?, self.token(at + run.len())) {
            (Token::Quoted(heading), Some(Token::Tag(tag))) => (heading.clone(), tag.as_str()),
            (Token::Quoted(heading), _) => (heading.clone(), "mh"),
            (Token::Tag(tag), _) => (self.term_before(at - 1)?, tag.as_str()),
            _ => return None,
        };
        Some(("a qualifier behind its heading", format!("write \"{heading}/{qualifier}\"[{tag}]")))
    }

    /// Whether nothing stands between a token and the one before it.
    fn touches(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| self.span(before).end == self.span(at).start)
    }

    /// The words from here on, as many as a heading may have.
    fn words_from(&self, at: usize) -> impl Iterator<Item = &'a str> {
        (at..at + LONGEST_HEADING).map_while(|n| self.word(n))
    }

    /// The phrase or the words before a tag.
    fn term_before(&self, tag: usize) -> Option<String> {
        if let Some(Token::Quoted(phrase)) = self.before(tag) {
            return Some(phrase.clone());
        }
        let mut words: Vec<&str> = (1..=LONGEST_HEADING).map_while(|back| self.word(tag.checked_sub(back)?)).collect();
        words.reverse();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// `adj3`, `NEAR/3`, `NEXT`: words near one another.
    fn nearness(&self, at: usize, word: &str) -> Option<(&'static str, String)> {
        let inside = self.before(at).is_some() && self.token(at + 1).is_some();
        let digits = |rest: &str| rest.is_empty() || rest.bytes().all(|b| b.is_ascii_digit());
        let lower = word.to_ascii_lowercase();
        // With a number behind a stroke it is no word in small letters either.
        let counted = ["near/", "next/", "pre/"].iter().any(|sign| lower.starts_with(sign)) && !lower.ends_with('/');
        let raised = if counted { word.to_ascii_uppercase() } else { word.to_owned() };
        let (sign, count, kind, less) = [
            ("adj", "adj", "Ovid's `adj`", 1),
            ("NEAR", "NEAR/", "nearness as Embase, the Web of Science and the Cochrane Library write it", 0),
            ("NEXT", "NEXT/", "nearness as Embase and the Cochrane Library write it", 0),
            ("W/", "W/", "nearness as Scopus writes it", 0),
            ("PRE/", "PRE/", "nearness as Scopus writes it", 0),
        ]
        .into_iter()
        .find_map(|(sign, prefix, kind, less)| {
            let word = if sign == "adj" { lower.as_str() } else { raised.as_str() };
            let count = if word == sign { "" } else { word.strip_prefix(prefix)? };
            (digits(count) && (word != "W/" && word != "PRE/")).then_some((sign, count, kind, less))
        })
        .filter(|_| inside)?;
        let within = count.parse::<u32>().unwrap_or(less).saturating_sub(less);
        let ordered = matches!(sign, "NEXT" | "PRE/") || count.is_empty() && sign == "adj";
        let mark = if ordered { '>' } else { '~' };
        let side = |token: Option<&Token>| match token {
            Some(Token::Word(word) | Token::Quoted(word)) => word.trim_matches(['\'', '‘', '’']).replace('$', "*"),
            _ => "…".to_owned(),
        };
        let (left, right) = (side(self.before(at)), side(self.token(at + 1)));
        Some((kind, format!("write \"{left} {right}\"[tiab:{mark}{within}]")))
    }

    /// `.ti,ab.`, `:ti,ab`, `/exp`, `cancer$`: what stands behind a term.
    fn ending(&self, at: usize, word: &str) -> Option<(&'static str, String)> {
        if let Some((_, fields)) = word.strip_suffix('.').and_then(|word| word.rsplit_once('.'))
            && all_listed(OVID_FIELDS, fields)
        {
            let mend = format!("put {} behind each term", tag_of(fields));
            return Some(("Ovid's field behind a point (`.ti,ab.`)", mend));
        }
        if self.tagged(at) {
            return None;
        }
        if let Some((_, fields)) = word.rsplit_once(':')
            && all_listed(COLON_FIELDS, fields)
        {
            let kind = "a field behind a colon (`:ti,ab`), as Embase and the Cochrane Library write it";
            return Some((kind, format!("put {} behind each term", tag_of(fields))));
        }
        let quoted = matches!(self.before(at), Some(Token::Quoted(_) | Token::Tag(_))) && word.starts_with('/');
        if let Some((name, ending)) = word.split_once('/')
            && ending.split('/').all(|ending| listed(EMBASE_ENDINGS, ending))
            && (quoted || name.ends_with(['\'', '’']) || ending.starts_with("exp"))
        {
            return Some((
                "Embase's ending behind a stroke (`/exp`, `/de`, `/lim`)",
                "write a tag: [mh], [majr], [la], [dp]".to_owned(),
            ));
        }
        let stem = word.trim_end_matches(|c: char| c.is_ascii_digit()).strip_suffix('$')?;
        let letters = stem.chars().rev().take_while(|c| c.is_alphabetic()).count();
        (letters >= 2 && stem.chars().any(char::is_lowercase))
            .then(|| ("Ovid's truncation (`$`)", format!("write {stem}*")))
    }

    /// `‘early detection’`: to PubMed single quotes are spaces.
    fn single_quotes(&self, at: usize, word: &str) -> Option<(&'static str, String)> {
        let quotes = ['\'', '‘', '’'];
        let inner =
            word.strip_prefix(quotes).filter(|inner| self.is_strategy && inner.starts_with(char::is_alphanumeric))?;
        let run = || (at..at + LONGEST_HEADING).map_while(|n| self.word(n));
        let length = run().position(|word| word.len() > 1 && word.ends_with(quotes))?;
        let words: Vec<&str> = std::iter::once(inner).chain(run().skip(1)).take(length + 1).collect();
        Some((
            "a phrase in single quotes, which are spaces in PubMed",
            format!("write \"{}\"", words.join(" ").trim_end_matches(quotes)),
        ))
    }

    /// `TS=`, `TITLE-ABS-KEY(`, `MeSH descriptor:`, `{or`, `limit 5 to`, `MH "…"`: what stands before a term.
    fn field(&self, at: usize, word: &str) -> Option<(&'static str, String)> {
        self.field_before_term(at, word)
            .map(|what| (what, "put a tag behind each term: [tiab], [ti], [dp]".to_owned()))
            .or_else(|| self.cochrane(at, word))
            .or_else(|| self.limit(at, word))
    }

    /// The field of another service, whose place a tag takes.
    fn field_before_term(&self, at: usize, word: &str) -> Option<&'static str> {
        let next = self.token(at + 1);
        if word.split_once('=').is_some_and(|(field, _)| listed(EQUALS_FIELDS, field)) {
            return Some("the Web of Science's field before an equals sign (`TS=`)");
        }
        let behind = |first: &str| self.before(at).is_some_and(|b| matches!(b, Token::Word(word) if word == first));
        let shown = |&(first, last): &(&str, &str)| word == last && (first.is_empty() || behind(first));
        if SHOWN_FIELDS.iter().any(shown) && matches!(next, Some(Token::Open | Token::Quoted(_))) {
            return Some("the Web of Science's field before a colon (`ALL FIELDS:`, `TOPIC:`)");
        }
        let called = word.split_once('(').map_or(word, |(name, _)| name);
        if listed(CALLED_FIELDS, called)
            && (called.len() < word.len() || matches!(next, Some(Token::Open | Token::Word(_))))
        {
            return Some("a field before a parenthesis, as Scopus and ProQuest write it");
        }
        let begins = matches!(self.before(at), None | Some(Token::Open)) || is_operator(self.before(at));
        (begins && listed(EBSCO_FIELDS, word) && matches!(next, Some(Token::Open | Token::Quoted(_))))
            .then_some("EBSCO's field before a term (`MH \"…\"`, `TI (…)`)")
    }

    fn cochrane(&self, at: usize, word: &str) -> Option<(&'static str, String)> {
        if word.eq_ignore_ascii_case("descriptor:") {
            let Some(Token::Tag(name)) = self.token(at + 1) else { return None };
            return Some((
                "the Cochrane Library's `MeSH descriptor:`",
                format!("write \"{name}\"[mh], or [mh:noexp] for this term only"),
            ));
        }
        matches!(word.to_ascii_lowercase().as_str(), "{or" | "{and")
            .then(|| ("the Cochrane Library's `{or #1-#4}`", "write #1 OR #2 OR …, or OR/1-4 in a strategy".to_owned()))
    }

    /// What stands around a search: the verb and the filters of PubMed's page, and Ovid's limits.
    fn limit(&self, at: usize, word: &str) -> Option<(&'static str, String)> {
        if word == "Search:" && at == 0 {
            return Some(("how PubMed's page shows a search (`Search: …`)", "leave it out".to_owned()));
        }
        if word == "Filters:" && at > 0 {
            return Some((
                "how PubMed's page shows filters (`Filters: …`)",
                "write them as clauses: AND english[la] AND 2010:2020[dp]".to_owned(),
            ));
        }
        let number = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
        let limits = word.eq_ignore_ascii_case("limit")
            && self.word(at + 1).is_some_and(number)
            && self.word(at + 2) == Some("to");
        limits.then(|| {
            ("Ovid's `limit … to`", "write AND and the limits: #5 AND english[la] AND 2010:3000[dp]".to_owned())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexer::lex;
    use super::*;

    fn said(query: &str) -> Vec<String> {
        let all = foreign(&lex(query, &mut Vec::new()));
        all.into_iter()
            .map(|issue| format!("{}: {}", &query[issue.span], issue.message.split(": ").last().unwrap()))
            .collect()
    }

    #[test]
    fn other_services_are_told_by_their_signs() {
        for (query, expected) in [
            ("exp Lung Neoplasms/", "exp Lung Neoplasms/: write \"Lung Neoplasms\"[mh]"),
            ("1. *Stroke/", "*Stroke/: write \"Stroke\"[majr:noexp]"),
            ("(lung adj3 cancer)", "adj3: write \"lung cancer\"[tiab:~2]"),
            ("lung adj cancer", "adj: write \"lung cancer\"[tiab:>0]"),
            ("lung NEAR/3 cancer", "NEAR/3: write \"lung cancer\"[tiab:~3]"),
            ("\"cancer care\"~2[tiab]", "~2: write \"cancer care\"[tiab:~2]"),
            ("\"cancer care\"~10", "~10: write \"cancer care\"[tiab:~10]"),
            ("heart failure[mh]/dt", "/dt: write \"heart failure/dt\"[mh]"),
            ("\"heart\"[mh]/drug therapy AND x", "/drug: write \"heart/drug therapy\"[mh]"),
            ("\"heart\"/ab[majr]", "/ab: write \"heart/ab\"[majr]"),
            ("heart Filters: English", "Filters:: write them as clauses: AND english[la] AND 2010:2020[dp]"),
            ("(lung near/3 cancer)", "near/3: write \"lung cancer\"[tiab:~3]"),
            ("lung next/2 cancer", "next/2: write \"lung cancer\"[tiab:>2]"),
            ("blood NEXT pressure", "NEXT: write \"blood pressure\"[tiab:>0]"),
            ("(stroke).mp.", ".mp.: put [tw] behind each term"),
            ("trial.pt.", "trial.pt.: put [pt] behind each term"),
            ("hypertens*:ti,ab", "hypertens*:ti,ab: put [tiab] behind each term"),
            ("'heart failure'/exp", "failure'/exp: write a tag: [mh], [majr], [la], [dp]"),
            ("stroke AND [english]/lim", "/lim: write a tag: [mh], [majr], [la], [dp]"),
            ("neoplas$ or cancer$1", "neoplas$: write neoplas*"),
            ("TS=(\"lung cancer\")", "TS=: put a tag behind each term: [tiab], [ti], [dp]"),
            ("ALL FIELDS: (\"lung cancer\")", "FIELDS:: put a tag behind each term: [tiab], [ti], [dp]"),
            ("TOPIC: (lung cancer) AND stroke", "TOPIC:: put a tag behind each term: [tiab], [ti], [dp]"),
            ("TITLE-ABS-KEY(\"x\")", "TITLE-ABS-KEY: put a tag behind each term: [tiab], [ti], [dp]"),
            (
                "MeSH descriptor: [Stroke] explode all trees",
                "descriptor:: write \"Stroke\"[mh], or [mh:noexp] for this term only",
            ),
            ("#1-#3", "#1-#3: run them with `medlar strategy FILE`"),
            ("or/1-5", "or/1-5: run them with `medlar strategy FILE`"),
            ("diabetes AND/OR insulin", "AND/OR: write OR"),
            ("&quot;lung cancer&quot;[ti]", "&quot;lung: write the sign itself"),
            ("diabetes(tiab) OR insulin[tiab]", "diabetes(tiab): write diabetes[tiab]"),
            ("{or #1-#4}", "{or: write #1 OR #2 OR …, or OR/1-4 in a strategy"),
            ("limit 5 to english", "limit: write AND and the limits: #5 AND english[la] AND 2010:3000[dp]"),
            ("‘early detection’ OR x", "‘early: write \"early detection\""),
            ("S1 AND (S2 OR S3)", "S1: write #1 AND #2 in a strategy"),
            ("(MH \"Nurses+\")", "MH: put a tag behind each term: [tiab], [ti], [dp]"),
        ] {
            let shown = said(query).join(" | ");
            let last = expected.rsplit(": ").next().unwrap();
            assert!(
                shown.starts_with(expected.split(": ").next().unwrap()) && shown.ends_with(last),
                "{query}: {shown}"
            );
        }
    }

    #[test]
    fn what_pubmed_writes_is_not_foreign() {
        for query in [
            "neoplasms/drug therapy[mh] OR \"stroke/de\"[mh] OR lung neoplasms/dt[mh]",
            "and/or HIV/AIDS adjuvant near miss next generation W/O e.g. i.v. (TI) OR=1.2 1:2",
            "\"J Clin Oncol\"[ta] AND smith de[au] AND 2019:2020[dp] AND 10.1000/x.ti.1",
            "vitamin D. Type AB blood N3 sleep TI inversion http://example.org/ cost in US$",
            "S1 AND S2 AND heart",
            "the 'obesity paradox' in heart failure",
            "o'brien j[au] OR parkinsons' disease[ti]",
            "adj[ti] limit of detection MH virus",
            "TITLE: a study of mice OR all fields (magnetic)",
        ] {
            assert!(said(query).is_empty(), "{query}: {:?}", said(query));
        }
    }
}
