//! A file of queries to numbered lines.
//!
//! Lines are numbered as written (`#1 …`, `1. …`, `1) …`, `1 …`) where the first is, or where what stands before line 1 is no query but a
//! heading; what has no number then goes on with the line before. Without numbers each line is one. Empty lines, rules, and lines
//! that begin with `//`, `;` or `# ` and a word, are comments. A history that PubMed's page gives as a table is read by its columns.
//! In a line `OR/1-3,5`, `AND/1-3` and `{or #1-#3}` stand for lines joined; a line of numbers and operators alone (`1 OR 2`) means
//! lines too.

use super::lines::Line;
use crate::query::Severity;
use crate::search::Warning;

/// A line of the file with its place in it, from 1.
type Written<'a> = (usize, &'a str);

/// The lines of a strategy, in order.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let text = text.trim_start_matches('\u{feff}');
    if let Some(lines) = history(text) {
        return lines;
    }
    let written: Vec<Written<'_>> =
        (1..).zip(text.lines().map(str::trim)).filter(|(_, line)| !is_comment(line)).collect();
    let Some(first) = first_numbered(&written) else { return unnumbered(&written) };
    let (heading, numbered) = written.split_at(first);
    let mut lines = numbered_lines(numbered);
    without_counts(&mut lines);
    without_verb(&mut lines);
    // A history shows the last search first.
    if lines.windows(2).all(|pair| pair[0].number > pair[1].number) {
        lines.reverse();
    }
    let numbers: Vec<u32> = lines.iter().map(|line| line.number).collect();
    for line in &mut lines {
        note_small_operators(line, &numbers);
        line.query = with_signs(&numbers_among_terms(&line.query, &numbers), &numbers);
        note_ranges(line);
    }
    if let (Some((from, said)), Some(first)) = (heading.first(), lines.first_mut()) {
        let to = heading.last().map_or(*from, |(at, _)| *at);
        let place = if *from == to { format!("line {from}") } else { format!("lines {from} to {to}") };
        let message = format!("{place}, before the first number, is left out as no query: {said}");
        first.notes.push(note("heading_left_out", message));
    }
    lines
}

fn note(code: &str, message: String) -> Warning {
    Warning::of_all(code, Severity::Note, message)
}

fn warning(code: &str, message: String) -> Warning {
    Warning::of_all(code, Severity::Warning, message)
}

fn line(number: u32, at: usize, query: &str) -> Line {
    Line { number, at, query: query.to_owned(), notes: Vec::new() }
}

/// Each line for itself. Numbers that stand alone are numbers, unless there is nothing else in a line.
fn unnumbered(written: &[Written<'_>]) -> Vec<Line> {
    let numbers: Vec<u32> = (1..=u32::try_from(written.len()).unwrap_or(u32::MAX)).collect();
    let line = |(number, (at, query)): (&u32, &Written<'_>)| {
        let mut line = line(*number, *at, &with_signs(query, &numbers));
        if line.query == *query && numbers_among_terms(query, &numbers) != *query {
            let message = "a number that stands alone is searched as a number: write #1 for line 1".to_owned();
            line.notes.push(warning("number_or_line", message));
        }
        note_ranges(&mut line);
        line
    };
    let mut lines: Vec<Line> = numbers.iter().zip(written).map(line).collect();
    without_verb(&mut lines);
    lines
}

/// Says that in `lung and 1` no line is meant, though it may have been: of `grade 1 or 2` nobody means line 2.
fn note_small_operators(line: &mut Line, numbers: &[u32]) {
    let in_capitals = |word: &str| match word {
        "and" | "or" | "not" => word.to_uppercase(),
        _ => word.to_owned(),
    };
    let capitals = line.query.split(' ').map(in_capitals).collect::<Vec<_>>().join(" ");
    let lines = |query: &str| numbers_among_terms(query, numbers).matches('#').count();
    if lines(&capitals) > lines(&line.query) && bare_numbers(&line.query, numbers).is_none() {
        let message =
            "a number beside `and`, `or` or `not` in small letters is searched as a number: write AND #1 for line 1";
        line.notes.push(warning("number_or_line", message.to_owned()));
    }
}

/// Says that `#1-#3` is no range.
fn note_ranges(line: &mut Line) {
    let dashed = |(at, _): (usize, &str)| {
        let (before, behind) = (line.query[..at].trim_end(), line.query[at + 1..].trim_start());
        let number = before.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        let reference = !number.is_empty() && before[..before.len() - number.len()].ends_with('#');
        reference && behind.trim_start_matches('#').starts_with(|c: char| c.is_ascii_digit())
    };
    if line.query.match_indices('-').any(dashed) {
        let message =
            "lines with a dash between them are no range here, and are joined by AND: write OR/1-3 or AND/1-3";
        line.notes.push(warning("range_of_lines", message.to_owned()));
    }
}

/// The first line with a number, where lines are numbered: what stands before has the looks of a heading.
fn first_numbered(written: &[Written<'_>]) -> Option<usize> {
    let number = |(_, line): &Written<'_>| number_of(line).map(|(number, _)| number);
    let first = written.iter().position(|line| number(line).is_some())?;
    let numbers: Vec<u32> = written.iter().filter_map(number).collect();
    let is_query =
        |(_, line): &Written<'_>| line.contains(['[', '"']) || line.contains(" AND ") || line.contains(" OR ");
    let counted = numbers.contains(&1) && (first == 0 || numbers.contains(&2));
    let begins = numbers.first() == Some(&1) || numbers.windows(2).all(|pair| pair[0] > pair[1]);
    (counted && begins && !written[..first].iter().any(is_query)).then_some(first)
}

fn numbered_lines(written: &[Written<'_>]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (at, text) in written {
        match (number_of(text), lines.last_mut()) {
            (Some((number, query)), _) => lines.push(line(number, *at, query)),
            (None, Some(last)) => last.query = format!("{} {text}", last.query),
            (None, None) => {}
        }
    }
    lines
}

/// Takes what PubMed's history writes before each query and behind it: `Search:`, `Search` where all lines have it, as until 2020,
/// and `Sort by: …`.
fn without_verb(lines: &mut [Line]) {
    const VERB: &str = "Search ";
    const WITH_COLON: &str = "Search:";
    const ORDER: &str = " Sort by: ";
    let all = lines.len() > 1 && lines.iter().all(|line| line.query.starts_with(VERB));
    let mut said = false;
    for line in lines {
        let Some(rest) = line.query.strip_prefix(WITH_COLON).or_else(|| line.query.strip_prefix(VERB).filter(|_| all))
        else {
            continue;
        };
        let query = rest.rsplit_once(ORDER).map_or(rest, |(query, _)| query).trim().to_owned();
        line.query = query;
        if !std::mem::replace(&mut said, true) {
            let message = "`Search` before each query, as PubMed's history has it, is left out";
            line.notes.push(note("verb_left_out", message.to_owned()));
        }
    }
}

/// Takes the numbers of hits from the ends of lines, where most lines have one (`… (1,234)`, `…[ti] 1,234`, or the columns of a history), and
/// from any line of lines joined (`#1 AND #2 412`), where it cannot be anything else.
fn without_counts(lines: &mut [Line]) {
    let counted = lines.iter().filter(|line| count_at_end(&line.query).is_some()).count();
    let are_counts = counted * 2 >= lines.len();
    let mut said = false;
    for line in lines {
        let end = count_at_end(&line.query).filter(|end| are_counts || joins_lines(&line.query[..*end]));
        let Some(end) = end else { continue };
        let count = line.query.split_off(end);
        if !std::mem::replace(&mut said, true) {
            let count = count.split_whitespace().collect::<Vec<_>>().join(" ");
            let message = format!("numbers of records at the ends of lines, such as {count}, are left out");
            line.notes.push(note("counts_left_out", message));
        }
    }
}

/// Where the number of hits begins that stands at the end of a line: behind a tab, in parentheses behind what is no operator, or bare behind
/// what ends a term or is a line.
fn count_at_end(query: &str) -> Option<usize> {
    let is_count = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit())
            && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b':'))
    };
    if let Some((_, columns)) = query.split_once('\t')
        && columns.split('\t').all(|column| is_count(column.trim()))
    {
        return query.find('\t');
    }
    let (before, last) = query.trim_end().rsplit_once(' ')?;
    let behind = before.split_whitespace().next_back()?;
    let operator = matches!(behind.to_ascii_uppercase().as_str(), "AND" | "OR" | "NOT");
    let ends = behind.ends_with([']', ')', '"']) || joins_lines(before);
    let counts = match last.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => !operator && is_count(inner),
        None => ends && is_count(last) && !last.contains(':'),
    };
    counts.then(|| before.trim_end().len())
}

/// Whether a query is of lines and operators alone, the last being a line: `#1 AND (2 OR 3)`.
fn joins_lines(query: &str) -> bool {
    let words = || query.split([' ', '(', ')']).filter(|word| !word.is_empty());
    let operator = |word: &str| matches!(word.to_ascii_uppercase().as_str(), "AND" | "OR" | "NOT");
    let mut line = false;
    // A line, an operator, a line, …
    let alternate = words().all(|word| {
        line = !line;
        if line { is_line(word) } else { operator(word) }
    });
    let shorthand = query.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("or/"))
        || query.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("and/"));
    (alternate && line && words().count() > 1) || (shorthand && !query.contains(' '))
}

/// `#12`, `12`
fn is_line(word: &str) -> bool {
    let number = word.strip_prefix('#').unwrap_or(word);
    !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
}

/// The columns of the history that PubMed's page gives as CSV, and shows as a table.
const NUMBER: [&str; 2] = ["Search number", "Search"];
const QUERY: &str = "Query";
const FILTERS: &str = "Filters";

/// The lines of PubMed's history, in the order of their numbers. `None` where the text is none.
fn history(text: &str) -> Option<Vec<Line>> {
    let head = text.lines().next()?;
    // Of a table that is copied from the page, quotes belong to the queries.
    let copied = head.contains('\t');
    let first = head.split([',', '\t']).next()?.trim().trim_matches('"');
    if !NUMBER.iter().any(|name| name.eq_ignore_ascii_case(first)) {
        return None;
    }
    let delimiter = if copied { b'\t' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).quoting(!copied).from_reader(text.as_bytes());
    let heads = reader.headers().ok()?.clone();
    let column = |name: &str| heads.iter().position(|head| head.trim().eq_ignore_ascii_case(name));
    let (query, filters) = (column(QUERY)?, column(FILTERS));
    let mut lines: Vec<Line> = Vec::new();
    for row in reader.records().flatten() {
        let at = row.position().map_or(1, |position| usize::try_from(position.line()).unwrap_or(1));
        let number = row.get(0).unwrap_or_default().trim().trim_start_matches('#').parse();
        let Ok(number) = number else { continue };
        let mut line = line(number, at, row.get(query).unwrap_or_default().trim());
        let chosen = filters.and_then(|filters| row.get(filters)).unwrap_or_default().trim();
        if !chosen.is_empty() {
            let message =
                format!("filters that were chosen on the page are not in the query, and are not applied: {chosen}");
            line.notes.push(warning("filters_left_out", message));
        }
        lines.push(line);
    }
    without_verb(&mut lines);
    lines.sort_by_key(|line| line.number);
    Some(lines)
}

/// Whether a line is no query: empty, a rule, or marked as a comment.
fn is_comment(line: &str) -> bool {
    let mark = line.strip_prefix('#').is_some_and(|rest| rest.starts_with([' ', '\t']));
    let empty = !line.contains(|c: char| c.is_alphanumeric() || c == '*');
    empty || mark || line.starts_with("//") || line.starts_with(';')
}

/// The number before a line, and the query behind it. An operator behind the number makes it a reference.
fn number_of(line: &str) -> Option<(u32, &str)> {
    let rest = line.strip_prefix('#').unwrap_or(line);
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number = rest[..digits].parse().ok().filter(|_| (1..=5).contains(&digits))?;
    let behind = &rest[digits..];
    let query = behind.strip_prefix(['.', ')', ':']).unwrap_or(behind);
    if !query.is_empty() && !query.starts_with(char::is_whitespace) {
        return None;
    }
    let query = query.trim();
    let first = query.split_whitespace().next().unwrap_or_default();
    (!matches!(first, "AND" | "OR" | "NOT" | "&" | "|")).then_some((number, query))
}

/// A query with `OR/1-3`, `{or #1-#3}` and lines of bare numbers written with `#`.
fn with_signs(query: &str, numbers: &[u32]) -> String {
    for (short, operator) in [("or/", " OR "), ("and/", " AND ")] {
        let Some(list) = query.get(..short.len()).filter(|head| head.eq_ignore_ascii_case(short)) else { continue };
        if let Some(joined) = joined(&query[list.len()..], operator, numbers) {
            return joined;
        }
    }
    let query = with_braces(query, numbers);
    bare_numbers(&query, numbers).unwrap_or(query)
}

/// The lines of a list with an operator between them.
fn joined(list: &str, operator: &str, numbers: &[u32]) -> Option<String> {
    let all = ranges(list, numbers)?;
    Some(all.iter().map(|number| format!("#{number}")).collect::<Vec<_>>().join(operator))
}

/// A query with `{or #1-#3}`, as the Cochrane Library writes it, written out.
fn with_braces(query: &str, numbers: &[u32]) -> String {
    let mut out = String::new();
    let mut rest = query;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((inner, after)) = behind.split_once('}') else { break };
        let (word, list) = inner.trim().split_once(' ').unwrap_or((inner, ""));
        let operator = match word.to_ascii_lowercase().as_str() {
            "or" => " OR ",
            "and" => " AND ",
            _ => "",
        };
        let joined = joined(list, operator, numbers).filter(|_| !operator.is_empty());
        out.push_str(before);
        out.push_str(&joined.map_or_else(|| format!("{{{inner}}}"), |joined| format!("({joined})")));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// `14 AND stroke[ti]`: a number of a line that is an operand of its own, written with `#`.
fn numbers_among_terms(query: &str, numbers: &[u32]) -> String {
    let is_operator = |word: &str| matches!(word, "AND" | "OR" | "NOT");
    let words: Vec<&str> = query.split(' ').collect();
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let (mut quoted, mut tag) = (false, false);
    for (at, word) in words.iter().enumerate() {
        let body = word.trim_start_matches('(').trim_end_matches(')');
        let opens = word.starts_with('(');
        let closes = word.ends_with(')');
        let (before, after) = (at.checked_sub(1).map(|n| words[n]), words.get(at + 1).copied());
        let joined = before.is_some_and(is_operator) || after.is_some_and(is_operator);
        let alone = before.is_none_or(|b| is_operator(b) || opens) && after.is_none_or(|a| is_operator(a) || closes);
        let known = !quoted && !tag && body.parse().is_ok_and(|number| numbers.contains(&number));
        out.push(if known && joined && alone { word.replace(body, &format!("#{body}")) } else { (*word).to_owned() });
        quoted ^= word.matches('"').count() % 2 == 1;
        tag = if tag { !word.contains(']') } else { word.rfind('[') > word.rfind(']') };
    }
    out.join(" ")
}

/// `1-3,5` as the numbers between, of those that there are.
fn ranges(list: &str, numbers: &[u32]) -> Option<Vec<u32>> {
    let mut all = Vec::new();
    for part in list.split(',') {
        let number = |text: &str| text.trim().trim_start_matches('#').parse::<u32>().ok();
        match part.split_once('-') {
            Some((from, to)) => {
                let (from, to) = (number(from)?, number(to)?);
                all.extend(numbers.iter().copied().filter(|n| (from..=to).contains(n)));
            }
            None => all.push(number(part)?),
        }
    }
    (!all.is_empty()).then_some(all)
}

/// `1 OR (2 AND 3)`: numbers of lines and operators alone.
fn bare_numbers(query: &str, numbers: &[u32]) -> Option<String> {
    let spaced = query.replace('(', " ( ").replace(')', " ) ");
    let mut words: Vec<String> = Vec::new();
    let (mut lines, mut operators) = (0, 0);
    for word in spaced.split_whitespace() {
        let upper = word.to_ascii_uppercase();
        if matches!(upper.as_str(), "AND" | "OR" | "NOT") {
            operators += 1;
            words.push(upper);
        } else if matches!(word, "(" | ")") {
            words.push(word.to_owned());
        } else {
            let number = word.parse().ok().filter(|number| numbers.contains(number))?;
            lines += 1;
            words.push(format!("#{number}"));
        }
    }
    (lines >= 2 && operators >= 1).then(|| words.join(" ").replace("( ", "(").replace(" )", ")"))
}

#[cfg(test)]
mod tests {
    use super::super::lines::{Line, Strategy};

    fn show(text: &str) -> String {
        let strategy = Strategy::read(text).unwrap();
        let shown = |line: &Line| {
            let notes: Vec<String> = line.notes.iter().map(|note| format!(" !{}", note.code)).collect();
            format!("{}@{}={}{}", line.number, line.at, strategy.expanded(line).unwrap(), notes.concat())
        };
        strategy.lines.iter().map(shown).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn every_way_of_numbering() {
        for (text, expected) in [
            ("#1 a\n#2 b[ti]\n\n#3 #1 OR #2", "1@1=a | 2@2=b[ti] | 3@4=(a) OR (b[ti])"),
            ("1. a\n2. b\n3. 1 or 2", "1@1=a | 2@2=b | 3@3=(a) OR (b)"),
            ("1) a\n  and more\n2) #1 NOT c", "1@1=a and more | 2@3=(a and more) NOT c"),
            ("1 a\n2 b\n3 OR/1-2\n4 AND/1,3", "1@1=a | 2@2=b | 3@3=(a) OR (b) | 4@4=(a) AND ((a) OR (b))"),
            ("a\n// said\n; too\n# and this\nb\n#1 AND #2", "1@1=a | 2@5=b | 3@6=(a) AND (b)"),
            ("2 methoxyestradiol\n\"#1\"[ti] IL#2", "1@1=2 methoxyestradiol | 2@2=\"#1\"[ti] IL#2"),
            ("#1 a\n#2 (1 AND 1)", "1@1=a | 2@2=((a) AND (a))"),
            (
                "1. a\n2. b[ti]\n3. 1 AND stroke[ti] NOT (b OR 2)",
                "1@1=a | 2@2=b[ti] | 3@3=(a) AND stroke[ti] NOT (b OR (b[ti]))",
            ),
            (
                "1. a\n2. type 1 AND grade 2[ti] AND \"x OR 1 OR y\"",
                "1@1=a | 2@2=type 1 AND grade 2[ti] AND \"x OR 1 OR y\"",
            ),
            ("a\n1 AND stroke", "1@1=a | 2@2=1 AND stroke !number_or_line"),
            ("1. a\n2. lung and 1", "1@1=a | 2@2=lung and 1 !number_or_line"),
            ("1. a\n2. b\n3. 1 and 2 and c[mh]", "1@1=a | 2@2=b | 3@3=1 and 2 and c[mh] !number_or_line"),
            ("1. a\n2. b\n3. (1 or 2) not 1", "1@1=a | 2@2=b | 3@3=((a) OR (b)) NOT (a)"),
            ("a\n----\nb", "1@1=a | 2@3=b"),
            (
                "1 a\n2 b\n3 {OR #1-#2}\n4 {and #1,#2} NOT c",
                "1@1=a | 2@2=b | 3@3=((a) OR (b)) | 4@4=((a) AND (b)) NOT c",
            ),
            ("#3 #1 AND #2\n#2 b\n#1 a", "1@3=a | 2@2=b | 3@1=(a) AND (b)"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_query_is_left_out_and_said() {
        for (text, expected) in [
            (
                "PubMed, 12 March\nSearch strategy:\n1 a (12)\n2 b[ti] (1,234)",
                "1@3=a !counts_left_out !heading_left_out | 2@4=b[ti]",
            ),
            ("#1\ta\t12\t09:12:10\n#2\tb\t3\t09:12:11", "1@1=a !counts_left_out | 2@2=b"),
            (
                "#2\tSearch #1 AND b\t12\t09:12:10\n#1\tSearch a\t3\t09:12:11",
                "1@2=a | 2@1=(a) AND b !counts_left_out !verb_left_out",
            ),
            ("1 Search filters\n2 b", "1@1=Search filters | 2@2=b"),
            (
                "1. a[mh] OR b*[tiab] 1234\n2. c[ti] 5,678\n3. 1 AND 2 412",
                "1@1=a[mh] OR b*[tiab] !counts_left_out | 2@2=c[ti] | 3@3=(a[mh] OR b*[tiab]) AND (c[ti])",
            ),
            (
                "1 \"a\" (12)\n2 b[ti] 34\n3 OR/1-2 46",
                "1@1=\"a\" !counts_left_out | 2@2=b[ti] | 3@3=(\"a\") OR (b[ti])",
            ),
            ("#1 a\n#2 b[ti]\n#3 #1 AND #2 (412)", "1@1=a | 2@2=b[ti] | 3@3=(a) AND (b[ti]) !counts_left_out"),
            ("1 a 2020\n2 b[ti] 19\n3 c d\n4 e", "1@1=a 2020 | 2@2=b[ti] 19 | 3@3=c d | 4@4=e"),
            (
                "Search: a[ti]\nSearch: b Sort by: Most Recent\n#1 AND #2",
                "1@1=a[ti] !verb_left_out | 2@2=b | 3@3=(a[ti]) AND (b)",
            ),
            (
                "Search\tActions\tDetails\tQuery\tResults\tTime\n#2\t…\t\tSearch: #1 AND b[ti]\t1,234\t04:10:11\n#1\t…\t\tSearch: \"a\"[ti]\t12\t04:09:11",
                "1@3=\"a\"[ti] | 2@2=(\"a\"[ti]) AND b[ti] !verb_left_out",
            ),
            ("1 a\n2 b AND (2020)\n3 c (2020)", "1@1=a | 2@2=b AND (2020) | 3@3=c (2020)"),
            ("a[ti] OR b\n1 c\n2 d", "1@1=a[ti] OR b | 2@2=1 c | 3@3=2 d"),
            ("a\nb\n(1 OR 2) AND c[ti]", "1@1=a | 2@2=b | 3@3=(1 OR 2) AND c[ti] !number_or_line"),
            ("a\nb\n#1-#2", "1@1=a | 2@2=b | 3@3=(a)-(b) !range_of_lines"),
            (
                "Search number,Query,Sort By,Filters,Search Details,Results,Time\n2,#1 AND b,,English,\"(\"\"a\"\") AND b\",\"1,234\",09:12:33\n1,\"\"\"a\"\"[ti]\",,,x,2,09:12:20",
                "1@3=\"a\"[ti] | 2@2=(\"a\"[ti]) AND b !filters_left_out",
            ),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }
}
