//! What a text that is no date of PubMed's was probably meant as: dates in other forms, ranges in words, relative dates.

use super::dates::{days, one};
use jiff::civil::Date;

/// Numbers in words before a unit of time.
const COUNTS: [(&str, u32); 14] = [
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("twelve", 12),
    ("fifteen", 15),
    ("twenty", 20),
    ("thirty", 30),
];

/// Months, and seasons as PubMed counts them.
const MONTHS: [(&str, u32); 17] = [
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("may", 5),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
    ("winter", 1),
    ("spring", 4),
    ("summer", 7),
    ("fall", 10),
    ("autumn", 10),
];

/// What `text` may have been meant as, in PubMed's form: two readings of one that has day and month in figures only.
pub(super) fn mends(text: &str, today: Date) -> Vec<String> {
    let text = text.trim().to_lowercase();
    let readings = relative(&text).into_iter().chain(range(&text)).collect::<Vec<_>>();
    let readings = if readings.is_empty() { dates(&text) } else { readings };
    readings.into_iter().filter(|reading| days(reading.trim_matches('"'), today).is_some()).collect()
}

/// `last 10 yrs`, `past five years`, `10 years`.
fn relative(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let leads = ["last", "past", "previous", "recent", "within", "in", "the"];
    let rest: Vec<&str> = words.iter().copied().skip_while(|word| leads.contains(word)).collect();
    let count =
        |word: &str| word.parse().ok().or_else(|| COUNTS.iter().find(|(name, _)| *name == word).map(|(_, n)| *n));
    let (count, unit) = match rest.as_slice() {
        [number, unit] => (count(number)?, *unit),
        [unit] if rest.len() < words.len() => (1, *unit),
        _ => return None,
    };
    let (count, unit) = match unit.trim_end_matches('s') {
        "y" | "yr" | "year" => (count, "year"),
        "decade" => (count * 10, "year"),
        "m" | "mo" | "mth" | "month" => (count, "month"),
        "w" | "wk" | "week" => (count, "week"),
        "d" | "day" => (count, "day"),
        _ => return None,
    };
    Some(if count == 1 { format!("\"last {unit}\"") } else { format!("\"last {count} {unit}s\"") })
}

/// `2019-2021`, `2019 to 2021`, `jan 2019:mar 2020`, `since 2019`, `<2019`.
fn range(text: &str) -> Option<String> {
    let end = |text: &str| match dates(text).as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    };
    for word in ["since ", "from ", "after ", ">=", ">"] {
        if let Some(from) = text.strip_prefix(word).and_then(end) {
            return Some(format!("{from}:3000"));
        }
    }
    for word in ["before ", "until ", "till ", "up to ", "to ", "<=", "<"] {
        if let Some(to) = text.strip_prefix(word).and_then(end) {
            return Some(format!("1000:{to}"));
        }
    }
    if let Some(from) = text.strip_suffix(['-', '+', '\u{2013}']).and_then(end) {
        return Some(format!("{from}:3000"));
    }
    let text = text.trim_start_matches("from ").trim_start_matches("between ");
    let ends = [":", " to ", " and ", " through ", " until ", "..", " - ", "\u{2013}", "\u{2014}"];
    let parts = ends.iter().find_map(|end| text.split_once(end));
    let is_year = |text: &str| text.trim().len() == 4;
    let years = || text.split_once(['-', '/']).filter(|(from, to)| is_year(from) && is_year(to));
    let (from, to) = parts.or_else(years)?;
    Some(format!("{}:{}", end(from)?, end(to)?))
}

/// One date in another form, in each reading that it has.
fn dates(text: &str) -> Vec<String> {
    let figures = text.trim();
    let packed = figures.is_ascii() && figures.bytes().all(|b| b.is_ascii_digit());
    if packed && matches!(figures.len(), 6 | 8) {
        return written(&[&figures[..4], &figures[4..6], &figures[6..]]).into_iter().collect();
    }
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty() && *part != "of").collect();
    let Some(at) = parts.iter().position(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit())) else {
        return Vec::new();
    };
    let year = parts[at];
    let others: Vec<&str> = parts.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, part)| ordinal(part)).collect();
    let orders: Vec<[&str; 3]> = match others.as_slice() {
        [] => vec![[year, "", ""]],
        [month] => vec![[year, month, ""]],
        [a, b] => vec![[year, a, b], [year, b, a]],
        _ => return Vec::new(),
    };
    let mut readings: Vec<String> = orders.iter().filter_map(written).collect();
    // A year in front is followed by its month.
    readings.truncate(if at == 0 { 1 } else { 2 });
    readings.dedup();
    readings
}

/// `1st`, `22nd` as a number.
fn ordinal(part: &str) -> &str {
    let number = part.trim_end_matches(|c: char| c.is_ascii_lowercase());
    if matches!(&part[number.len()..], "st" | "nd" | "rd" | "th") { number } else { part }
}

/// A year, a month by number or name and a day in PubMed's form; what is empty is left out.
fn written(parts: &[&str; 3]) -> Option<String> {
    let [year, month, day] = parts;
    if month.is_empty() {
        return one(year).map(|_| (*year).to_owned());
    }
    let named = |name: &&(&str, u32)| month.len() >= 3 && name.0.starts_with(month);
    let month = month.parse().ok().or_else(|| MONTHS.iter().find(named).map(|(_, number)| *number))?;
    let date = match day.is_empty() {
        true => format!("{year}/{month:02}"),
        false => format!("{year}/{month:02}/{:02}", day.parse::<u32>().ok()?),
    };
    one(&date).map(|_| date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_other_forms_are_understood() {
        for (text, expected) in [
            ("2021 Jan", "2021/01"),
            ("Jan 2021", "2021/01"),
            ("5 January 2021", "2021/01/05"),
            ("January 5th, 2021", "2021/01/05"),
            ("2021-Sept-05", "2021/09/05"),
            ("2021 Winter", "2021/01"),
            ("1/1/2021", "2021/01/01"),
            ("3/4/2021", "2021/03/04 or 2021/04/03"),
            ("13/4/2021", "2021/04/13"),
            ("4.13.2021", "2021/04/13"),
            ("2021/13/04", "2021/04/13"),
            ("2021.05.06", "2021/05/06"),
            ("01/2021", "2021/01"),
            ("20210506", "2021/05/06"),
            ("202105", "2021/05"),
            ("last 10 yrs", "\"last 10 years\""),
            ("past five years", "\"last 5 years\""),
            ("last decade", "\"last 10 years\""),
            ("10 years", "\"last 10 years\""),
            ("past month", "\"last month\""),
            ("2019-2021", "2019:2021"),
            ("2019 to 2021", "2019:2021"),
            ("between 2019 and 2021", "2019:2021"),
            ("2019\u{2013}2021", "2019:2021"),
            ("2019/2021", "2019:2021"),
            ("Jan 2019:Mar 2020", "2019/01:2020/03"),
            ("since 2019", "2019:3000"),
            (">=2019", "2019:3000"),
            ("2019-", "2019:3000"),
            ("before 2019", "1000:2019"),
            ("marijuana 2020", ""),
            ("soon", ""),
            ("20", ""),
            ("2021/13", ""),
            ("31/31/2021", ""),
            ("last few years", ""),
            ("", ""),
        ] {
            let said = mends(text, jiff::civil::date(2026, 3, 31)).join(" or ");
            assert_eq!(said, expected, "{text}");
        }
    }
}
