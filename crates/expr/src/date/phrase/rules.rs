//! The forms a phrase is made of: a pattern each, and what it adds to the state.

use std::sync::LazyLock;

use jiff::tz::{Offset, TimeZone};
use regex::{Captures, Regex};

use super::state::{Day, Edge, Seek, Special, State};

pub(super) struct Rule {
    pub pattern: Regex,
    pub read: fn(&Captures<'_>, &mut State) -> Option<()>,
}

const MONTH: &str = "(january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)";
const DAY: &str = "(sunday|monday|tuesday|wednesday|thursday|friday|saturday|sun|mon|tues|tue|wednes|wed|thurs|thur|thu|fri|sat)";
const ORDINAL: &str = "(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|next|last|previous|this)";
const UNIT: &str = "(seconds?|secs?|minutes?|mins?|hours?|days?|weeks?|fortnights?|forthnights?|months?|years?|weekdays?|sunday|monday|tuesday|wednesday|thursday|friday|saturday|sun|mon|tues|tue|wednes|wed|thurs|thur|thu|fri|sat)";

pub(super) static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let rule = |pattern: &str, read: fn(&Captures<'_>, &mut State) -> Option<()>| {
        let pattern = pattern
            .replace("MONTH", MONTH)
            .replace("DAY", DAY)
            .replace("ORDINAL", ORDINAL)
            .replace("UNIT", UNIT)
            .replace("TH", "(?:st|nd|rd|th)?");
        let pattern = Regex::new(&format!("^(?:{pattern})")).expect("the table's patterns are tested");
        Rule { pattern, read }
    };
    vec![
        rule(r"(now|today|midnight|noon|tomorrow|yesterday)\b", read_word),
        rule(r"@(-?\d{1,12})(?:\.(\d{1,9}))?", read_unix),
        rule(r"(first|last) day of\b", read_edge),
        rule(r"ORDINAL\s+DAY\s+of\b", read_nth_weekday),
        rule(
            r"t?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s*([ap])\.?m\b\.?)?",
            read_time,
        ),
        rule(r"(\d{1,2})\s*([ap])\.?m\b\.?", read_hour),
        rule(r"(\d{4})-(\d{1,2})-(\d{1,2})\b", read_ymd),
        rule(r"(\d{4})/(\d{1,2})/(\d{1,2})\b", read_ymd),
        rule(r"(\d{4})-(\d{1,2})-(\d{1,2})t", read_ymd),
        rule(
            r"(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2}))?\b",
            read_compact,
        ),
        rule(r"(\d{1,2})[.-](\d{1,2})[.-](\d{4})\b", read_dmy),
        rule(r"(\d{1,2})\.(\d{1,2})\.(\d{2})\b", read_dmy),
        rule(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?\b", read_american),
        rule(
            r"(\d{1,2})TH[ .\t-]*MONTH\b[ .,\t-]*(\d{4})\b",
            read_day_month_year,
        ),
        rule(r"(\d{1,2})TH[ .\t-]*MONTH\b", read_day_month_year),
        rule(r"MONTH[ .\t-]*(\d{1,2})TH[ .,\t]+(\d{4})\b", read_month_day_year),
        rule(r"MONTH[ .\t-]*(\d{1,2})TH\b", read_month_day_year),
        rule(r"MONTH\b[ .\t-]*(\d{4})\b", read_month_year),
        rule(r"(\d{4})-(\d{2})\b", read_year_month),
        rule(r"MONTH\b\.?", read_month),
        rule(r"(\d{4})\b", read_four_digits),
        rule(r"([+-]*)\s*(\d{1,9})\s*UNIT\b", read_shift),
        rule(r"ORDINAL\s+UNIT\b", read_named_shift),
        rule(r"ago\b", read_ago),
        rule(r"DAY\b\.?", read_weekday),
        rule(r"(?:gmt|utc)?([+-])(\d{1,2}):?(\d{2})?", read_offset),
        rule(r"(z|utc|gmt)\b", read_utc),
        rule(r"\(?([a-z]+/[a-z_]+(?:/[a-z_]+)?)\)?", read_zone),
        rule(r"at\b", |_, _| Some(())),
    ]
});

fn number(found: &Captures<'_>, group: usize) -> Option<i64> {
    found.get(group)?.as_str().parse().ok()
}

fn read_word(found: &Captures<'_>, state: &mut State) -> Option<()> {
    state.touched = true;
    match &found[1] {
        "now" => return Some(()),
        "tomorrow" => state.days += 1,
        "yesterday" => state.days -= 1,
        _ => {}
    }
    state.reset_time();
    if &found[1] == "noon" {
        state.set_time(12, 0, 0, 0)?;
    }
    Some(())
}

fn read_unix(found: &Captures<'_>, state: &mut State) -> Option<()> {
    state.touched = true;
    state.unix = Some((number(found, 1)?, nanos(found, 2)));
    Some(())
}

fn nanos(found: &Captures<'_>, group: usize) -> i64 {
    let digits = found.get(group).map_or("", |digits| digits.as_str());
    format!("{digits:0<9}").parse().unwrap_or(0)
}

fn read_edge(found: &Captures<'_>, state: &mut State) -> Option<()> {
    state.touched = true;
    state.edge = Some(if &found[1] == "first" {
        Edge::FirstDay
    } else {
        Edge::LastDay
    });
    Some(())
}

/// "second tuesday of", "last friday of": from the first of the month, or of the month after it.
fn read_nth_weekday(found: &Captures<'_>, state: &mut State) -> Option<()> {
    state.touched = true;
    let amount = ordinal(&found[1]);
    let how = match amount > 0 {
        true => {
            state.special = Some(Special::NthWeekday);
            state.days += (amount - 1) * 7;
            Seek::OnOrAfter
        }
        false => {
            state.special = Some(Special::LastWeekday);
            state.days += amount * 7;
            Seek::After
        }
    };
    state.weekday = Some(Day {
        number: weekday(&found[2])?,
        how,
    });
    state.reset_time();
    Some(())
}

fn read_time(found: &Captures<'_>, state: &mut State) -> Option<()> {
    state.touched = true;
    let hour = half_day(number(found, 1)?, found.get(5).map(|half| half.as_str()))?;
    state.set_time(
        hour,
        number(found, 2)?,
        number(found, 3).unwrap_or(0),
        nanos(found, 4),
    )
}

fn read_hour(found: &Captures<'_>, state: &mut State) -> Option<()> {
    state.touched = true;
    let hour = half_day(number(found, 1)?, Some(&found[2]))?;
    state.set_time(hour, 0, 0, 0)
}

fn half_day(hour: i64, half: Option<&str>) -> Option<i64> {
    match half {
        None => Some(hour),
        Some(_) if !(1..=12).contains(&hour) => None,
        Some("a") => Some(hour % 12),
        Some(_) => Some(hour % 12 + 12),
    }
}

fn set_date(state: &mut State, year: Option<i64>, month: i64, day: i64) -> Option<()> {
    state.touched = true;
    let fits = (1..=12).contains(&month) && (0..=31).contains(&day);
    state.date = Some((year, month, Some(day)));
    fits.then_some(())
}

fn full_year(text: &str) -> Option<i64> {
    let year: i64 = text.parse().ok()?;
    Some(match text.len() {
        2 if year < 70 => year + 2000,
        2 => year + 1900,
        _ => year,
    })
}

fn read_ymd(found: &Captures<'_>, state: &mut State) -> Option<()> {
    set_date(state, number(found, 1), number(found, 2)?, number(found, 3)?)
}

fn read_compact(found: &Captures<'_>, state: &mut State) -> Option<()> {
    set_date(state, number(found, 1), number(found, 2)?, number(found, 3)?)?;
    match number(found, 4) {
        Some(hour) => state.set_time(hour, number(found, 5)?, number(found, 6)?, 0),
        None => Some(()),
    }
}

fn read_dmy(found: &Captures<'_>, state: &mut State) -> Option<()> {
    set_date(state, full_year(&found[3]), number(found, 2)?, number(found, 1)?)
}

fn read_american(found: &Captures<'_>, state: &mut State) -> Option<()> {
    let year = found.get(3).and_then(|year| full_year(year.as_str()));
    set_date(state, year, number(found, 1)?, number(found, 2)?)
}

fn read_day_month_year(found: &Captures<'_>, state: &mut State) -> Option<()> {
    set_date(state, number(found, 3), month(&found[2])?, number(found, 1)?)
}

fn read_month_day_year(found: &Captures<'_>, state: &mut State) -> Option<()> {
    set_date(state, number(found, 3), month(&found[1])?, number(found, 2)?)
}

fn read_month_year(found: &Captures<'_>, state: &mut State) -> Option<()> {
    set_date(state, number(found, 2), month(&found[1])?, 1)
}

fn read_year_month(found: &Captures<'_>, state: &mut State) -> Option<()> {
    set_date(state, number(found, 1), number(found, 2)?, 1)
}

/// A month alone is that month of this year; the day at hand stays unless an edge moves it.
fn read_month(found: &Captures<'_>, state: &mut State) -> Option<()> {
    state.touched = true;
    let month = month(&found[1])?;
    match state.edge.is_some() || state.special.is_some() {
        true => set_date(state, None, month, 1),
        false => {
            state.date = Some((None, month, None));
            Some(())
        }
    }
}

/// `2022` is a year after a date without one, else a time (20:22), as PHP has it.
fn read_four_digits(found: &Captures<'_>, state: &mut State) -> Option<()> {
    state.touched = true;
    let digits = number(found, 1)?;
    match &mut state.date {
        Some((year @ None, ..)) => {
            *year = Some(digits);
            Some(())
        }
        _ => state.set_time(digits / 100, digits % 100, 0, 0),
    }
}

fn read_shift(found: &Captures<'_>, state: &mut State) -> Option<()> {
    let minuses = found[1].matches('-').count();
    let amount = number(found, 2)? * if minuses % 2 == 1 { -1 } else { 1 };
    let midnight = (state.midnight, state.time);
    shift(state, amount, &found[3], Seek::OnOrAfter)?;
    // "+1 monday" keeps the clock, "next monday" does not.
    (state.midnight, state.time) = midnight;
    Some(())
}

fn read_named_shift(found: &Captures<'_>, state: &mut State) -> Option<()> {
    let amount = ordinal(&found[1]);
    let unit = &found[2];
    if matches!(unit, "week" | "weeks") && matches!(&found[1], "next" | "last" | "previous" | "this") {
        // "monday next week" is the Monday of that week; without a day the week begins on Monday.
        state.touched = true;
        state.days += amount * 7;
        let number = state.weekday.map_or(1, |day| day.number);
        state.weekday = Some(Day {
            number,
            how: Seek::SameWeek,
        });
        return Some(());
    }
    let how = if &found[1] == "this" {
        Seek::OnOrAfter
    } else {
        Seek::After
    };
    shift(state, amount, unit, how)
}

fn shift(state: &mut State, amount: i64, unit: &str, how: Seek) -> Option<()> {
    state.touched = true;
    if let Some(number) = weekday(unit) {
        state.days += (if amount > 0 { amount - 1 } else { amount }) * 7;
        state.weekday = Some(Day { number, how });
        state.reset_time();
        return Some(());
    }
    match unit.trim_end_matches('s') {
        "second" | "sec" => state.seconds += amount,
        "minute" | "min" => state.seconds += amount * 60,
        "hour" => state.seconds += amount * 3600,
        "day" => state.days += amount,
        "week" => state.days += amount * 7,
        "fortnight" | "forthnight" => state.days += amount * 14,
        "weekday" => state.working_days += amount,
        "month" => state.months += amount,
        "year" => state.years += amount,
        _ => return None,
    }
    Some(())
}

/// Turns all shifts so far around.
fn read_ago(_: &Captures<'_>, state: &mut State) -> Option<()> {
    state.years = -state.years;
    state.months = -state.months;
    state.days = -state.days;
    state.seconds = -state.seconds;
    state.working_days = -state.working_days;
    Some(())
}

fn read_weekday(found: &Captures<'_>, state: &mut State) -> Option<()> {
    state.touched = true;
    let how = match state.weekday {
        Some(Day {
            how: Seek::SameWeek, ..
        }) => Seek::SameWeek,
        _ => Seek::OnOrAfter,
    };
    // With a full date the name of its day is only a remark.
    if !matches!(state.date, Some((Some(_), ..))) {
        state.weekday = Some(Day {
            number: weekday(&found[1])?,
            how,
        });
    }
    if state.time.is_none() {
        state.reset_time();
    }
    Some(())
}

fn read_offset(found: &Captures<'_>, state: &mut State) -> Option<()> {
    let hours = number(found, 2)?;
    let seconds = hours * 3600 + number(found, 3).unwrap_or(0) * 60;
    let seconds = if &found[1] == "-" { -seconds } else { seconds };
    let offset = Offset::from_seconds(i32::try_from(seconds).ok()?).ok()?;
    state.zone = Some(TimeZone::fixed(offset));
    state.touched.then_some(())
}

fn read_utc(_: &Captures<'_>, state: &mut State) -> Option<()> {
    state.zone = Some(TimeZone::UTC);
    state.touched.then_some(())
}

fn read_zone(found: &Captures<'_>, state: &mut State) -> Option<()> {
    state.zone = Some(TimeZone::get(&found[1]).ok()?);
    Some(())
}

fn ordinal(word: &str) -> i64 {
    const WORDS: [&str; 12] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
        "eleventh", "twelfth",
    ];
    match word {
        "next" => 1,
        "last" | "previous" => -1,
        _ => WORDS
            .iter()
            .position(|known| *known == word)
            .map_or(0, |at| at as i64 + 1),
    }
}

fn month(word: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    MONTHS
        .iter()
        .position(|month| word.starts_with(month))
        .map(|at| at as i64 + 1)
}

fn weekday(word: &str) -> Option<i64> {
    const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    if matches!(word.trim_end_matches('s'), "second" | "sec" | "month" | "weekday") {
        return None;
    }
    DAYS.iter()
        .position(|day| word.starts_with(day))
        .map(|at| at as i64)
}
