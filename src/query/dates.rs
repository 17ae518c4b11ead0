//! Dates of a query: a year, a month, a day, a range of these, or a time back from today.

use jiff::Span as Duration;
use jiff::civil::Date;

/// Days `from` and `to`, both included, as `yyyymmdd`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) from: u32,
    pub(super) to: u32,
    /// Whether the query named both ends.
    pub(super) range: bool,
}

/// Reads `2022`, `2022/02`, `2022/02/08` (also with hyphens), `2019:2024`, `2019/05:2024`, `2019:`, `:2024`, `last 5
/// years`. `None` where it is none of these.
pub(super) fn days(text: &str, today: Date) -> Option<Days> {
    if let Some(days) = relative(text, today) {
        return Some(days);
    }
    let Some((from, to)) = text.split_once(':') else {
        // Ranges are often written up to a month's day 31.
        let (from, to) = one(text).filter(|(from, to)| from != to || is_day(*from))?;
        return Some(Days { from, to, range: false });
    };
    let from = if from.trim().is_empty() { 0 } else { one(from)?.0 };
    let to = if to.trim().is_empty() { 99_999_999 } else { one(to)?.1 };
    Some(Days { from, to, range: true })
}

/// First and last day of a year, a month or a day.
pub(super) fn one(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().split(['/', '-']);
    let year = parts.next().filter(|y| y.len() == 4).and_then(number)?;
    let month = parts.next().map(|m| number(m).filter(|m| (1..=12).contains(m)).ok_or(())).transpose().ok()?;
    let day = parts.next().map(|d| number(d).filter(|d| (1..=31).contains(d)).ok_or(())).transpose().ok()?;
    if parts.next().is_some() {
        return None;
    }
    Some(match (month, day) {
        (None, _) => (year * 10_000 + 101, year * 10_000 + 1_231),
        (Some(month), None) => (year * 10_000 + month * 100 + 1, year * 10_000 + month * 100 + 31),
        (Some(month), Some(day)) => (year * 10_000 + month * 100 + day, year * 10_000 + month * 100 + day),
    })
}

fn is_day(number: u32) -> bool {
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
    matches!(parts, (Ok(year), Ok(month), Ok(day)) if Date::new(year, month, day).is_ok())
}

fn number(digits: &str) -> Option<u32> {
    let plain = (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok())?
}

/// `last 5 years`, `last 90 days`, `last month`: from that long ago; dates to come are included, as in PubMed.
fn relative(text: &str, today: Date) -> Option<Days> {
    let lower = text.to_lowercase();
    let mut words = lower.split_whitespace();
    if words.next()? != "last" {
        return None;
    }
    let second = words.next()?;
    let (count, unit) = match second.parse::<i32>() {
        Ok(count) => (count, words.next()?),
        Err(_) => (1, second),
    };
    let back: Duration = match unit.trim_end_matches('s') {
        "day" => Duration::new().try_days(count).ok()?,
        "week" => Duration::new().try_weeks(count).ok()?,
        "month" => Duration::new().try_months(count).ok()?,
        "year" => Duration::new().try_years(count).ok()?,
        _ => return None,
    };
    let from = today.checked_sub(back).ok().filter(|_| words.next().is_none())?;
    let number = |part: i16| u32::try_from(part).unwrap_or(0);
    let from = number(from.year()) * 10_000 + number(from.month().into()) * 100 + number(from.day().into());
    Some(Days { from, to: 99_999_999, range: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> Option<(u32, u32)> {
        days(text, jiff::civil::date(2026, 3, 31)).map(|d| (d.from, d.to))
    }

    #[test]
    fn every_form() {
        for (text, expected) in [
            ("2022", Some((20_220_101, 20_221_231))),
            ("2022/2", Some((20_220_201, 20_220_231))),
            ("2022-02-08", Some((20_220_208, 20_220_208))),
            ("2019:2024", Some((20_190_101, 20_241_231))),
            ("1998/01:1998/04", Some((19_980_101, 19_980_431))),
            ("2019:", Some((20_190_101, 99_999_999))),
            (":2019", Some((0, 20_191_231))),
            ("last 5 years", Some((20_210_331, 99_999_999))),
            ("last 1 month", Some((20_260_228, 99_999_999))),
            ("last year", Some((20_250_331, 99_999_999))),
            ("Last 10 Days", Some((20_260_321, 99_999_999))),
            ("22", None),
            ("2022/13", None),
            ("2022/02/30", None),
            ("2022/02/01:2022/02/31", Some((20_220_201, 20_220_231))),
            ("2022/01/01/01", None),
            ("last few years", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }
}
