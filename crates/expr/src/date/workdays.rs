//! Working days by the production calendars of Russia and Belarus.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Whose calendar is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Country {
    #[default]
    Russia,
    Belarus,
}

impl Country {
    /// `by` is Belarus; anything else the default.
    pub fn from_arg(arg: &str) -> Country {
        match arg.eq_ignore_ascii_case("by") {
            true => Country::Belarus,
            false => Country::Russia,
        }
    }
}

#[derive(Default)]
struct Calendar {
    off: HashSet<Date>,
    working: HashSet<Date>,
}

static CALENDARS: LazyLock<HashMap<Country, Calendar>> = LazyLock::new(|| {
    let mut calendars: HashMap<Country, Calendar> = HashMap::new();
    for line in include_str!("../../data/workdays.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let mut words = line.split_whitespace();
        let (Some(country), Some(year)) = (words.next(), words.next().and_then(|year| year.parse().ok()))
        else {
            continue;
        };
        let calendar = calendars.entry(Country::from_arg(country)).or_default();
        let mut working = false;
        for word in words {
            working |= word == "|";
            let Some(day) = month_and_day(year, word) else {
                continue;
            };
            if working {
                calendar.working.insert(day)
            } else {
                calendar.off.insert(day)
            };
        }
    }
    calendars
});

fn month_and_day(year: i16, word: &str) -> Option<Date> {
    let (month, day) = word.split_at_checked(2)?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Whether people work that day.
pub(crate) fn is_workday(day: Date, country: Country) -> bool {
    let calendar = CALENDARS.get(&country);
    let listed = |days: fn(&Calendar) -> &HashSet<Date>| calendar.is_some_and(|c| days(c).contains(&day));
    match day.weekday() {
        Weekday::Saturday | Weekday::Sunday => listed(|calendar| &calendar.working),
        _ => !listed(|calendar| &calendar.off),
    }
}

/// The day `count` working days later, or earlier when negative; the day itself for 0.
pub(crate) fn add(mut day: Date, count: i64, country: Country) -> Option<Date> {
    let step = count.signum();
    for _ in 0..count.abs().min(100_000) {
        day = day.checked_add(step.days()).ok()?;
        while !is_workday(day, country) {
            day = day.checked_add(step.days()).ok()?;
        }
    }
    Some(day)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn moved_days_are_known() {
        let cases = [
            ((2021, 3, 26), Country::Russia, true),
            ((2021, 2, 20), Country::Russia, true),
            ((2021, 2, 22), Country::Russia, false),
            ((2021, 12, 31), Country::Russia, false),
            ((2026, 1, 9), Country::Russia, false),
            ((2021, 5, 15), Country::Belarus, true),
            ((2021, 5, 11), Country::Belarus, false),
            ((2021, 11, 4), Country::Belarus, true),
            ((2050, 1, 3), Country::Russia, true),
            ((2050, 1, 1), Country::Russia, false),
        ];
        for ((y, m, d), country, expected) in cases {
            assert_eq!(
                is_workday(date(y, m, d), country),
                expected,
                "{y}-{m}-{d} {country:?}"
            );
        }
    }

    #[test]
    fn holidays_are_stepped_over() {
        assert_eq!(add(date(2021, 3, 26), 7, Country::Russia), Some(date(2021, 4, 6)));
        assert_eq!(
            add(date(2021, 12, 26), 10, Country::Russia),
            Some(date(2022, 1, 17))
        );
        assert_eq!(
            add(date(2021, 1, 11), -1, Country::Russia),
            Some(date(2020, 12, 31))
        );
        assert_eq!(add(date(2021, 1, 2), 0, Country::Russia), Some(date(2021, 1, 2)));
    }
}
