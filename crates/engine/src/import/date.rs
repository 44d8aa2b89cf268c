//! Dates as tables hold them, brought into ISO 8601.

use jiff::civil::{Date, DateTime, Time};
use signalbox_model::import::DateOrder;

/// What is said of a text that is no date.
pub(super) const EXPECTED: &str =
    "write it as 31.12.2026, 31.12.2026 10:30, 2026-12-31 or 31/12/2026, with a year of four digits";

/// A date or a date with a time in ISO 8601; `None` when the text is neither. UNIX numbers are left to the fields, which
/// know them.
pub(super) fn iso(text: &str, order: DateOrder) -> Option<String> {
    let text = text.trim();
    if text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.to_owned());
    }
    let (day, time) = match text.split_once([' ', 'T', ',']) {
        Some((day, time)) => (day, Some(time.trim())),
        None => (text, None),
    };
    let day = date(day, order)?;
    let Some(time) = time.filter(|time| !time.is_empty()) else {
        return Some(day.to_string());
    };
    if text.contains('T') && (time.ends_with('Z') || time.contains('+')) {
        return text
            .parse::<jiff::Timestamp>()
            .ok()
            .map(|moment| moment.to_string());
    }
    Some(DateTime::from_parts(day, clock(time)?).to_string())
}

fn date(text: &str, order: DateOrder) -> Option<Date> {
    let parts: Vec<&str> = text.split(['.', '/', '-']).collect();
    let [a, b, c] = parts.as_slice() else {
        return None;
    };
    let number = |part: &&str| {
        let plain = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| part.parse::<i16>().ok()).flatten()
    };
    let (first, second, third) = (number(a)?, number(b)?, number(c)?);
    let (year, month, day) = match (a.len(), c.len()) {
        (4, _) => (first, second, third),
        // A point stands between day and month wherever it is used.
        (_, 4) if order == DateOrder::MonthFirst && !text.contains('.') => (third, first, second),
        (_, 4) => (third, second, first),
        // A year of two digits could be of either century.
        _ => return None,
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `10:30`, `10:30:15`, `10:30:15.123`, `10:30 PM`.
fn clock(text: &str) -> Option<Time> {
    let upper = text.to_uppercase();
    let (digits, half) = match upper.strip_suffix("PM") {
        Some(rest) => (rest, Some(12)),
        None => match upper.strip_suffix("AM") {
            Some(rest) => (rest, Some(0)),
            None => (upper.as_str(), None),
        },
    };
    let whole = digits.trim().split('.').next()?;
    let mut parts = whole.split(':').map(str::parse::<i8>);
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let second = parts.next().transpose().ok()?.unwrap_or(0);
    if parts.next().is_some() {
        return None;
    }
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    Time::new(hour, minute, second, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_come_in_the_spellings_of_tables() {
        for (text, expected) in [
            ("31.12.2026", "2026-12-31"),
            ("1.2.2026", "2026-02-01"),
            ("31.12.2026 10:30", "2026-12-31T10:30:00"),
            ("27.11.2020 13:45:08", "2020-11-27T13:45:08"),
            ("2026-12-31", "2026-12-31"),
            ("2026-12-31 10:30:00", "2026-12-31T10:30:00"),
            ("2026-12-31T10:30:00Z", "2026-12-31T10:30:00Z"),
            ("03/04/2026", "2026-04-03"),
            ("03-04-2026", "2026-04-03"),
            ("2026/04/03", "2026-04-03"),
            ("03/04/2026 1:05 PM", "2026-04-03T13:05:00"),
            ("03/04/2026, 12:05 AM", "2026-04-03T00:05:00"),
            ("1616773560", "1616773560"),
        ] {
            assert_eq!(
                iso(text, DateOrder::DayFirst).as_deref(),
                Some(expected),
                "{text}"
            );
        }
        for (text, expected) in [("03/04/2026", "2026-03-04"), ("03.04.2026", "2026-04-03")] {
            assert_eq!(
                iso(text, DateOrder::MonthFirst).as_deref(),
                Some(expected),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "31.02.2026",
            "13/13/2026",
            "01.02.26",
            "завтра",
            "12",
            "1.2",
            "2026-12-31 25:00",
            "1.2.2026 10",
            "31.12.2026 10:30:00:00",
            "12.31.2026",
            "99.99.9999",
        ] {
            assert_eq!(iso(text, DateOrder::DayFirst), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            iso(&text, DateOrder::MonthFirst);
        }

        #[test]
        fn every_day_is_read_in_every_spelling(year in 1990_i16..2100, month in 1_i8..=12, day in 1_i8..=28) {
            let expected = format!("{year}-{month:02}-{day:02}");
            for text in [format!("{day:02}.{month:02}.{year}"), format!("{day}/{month}/{year}"), expected.clone()] {
                prop_assert_eq!(iso(&text, DateOrder::DayFirst), Some(expected.clone()));
            }
        }
    }
}
