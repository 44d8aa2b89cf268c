//! Time phrases in the manner of PHP's strtotime: the longest form that fits at each place wins,
//! fields and shifts are gathered, then applied in a fixed order. Compared with PHP in the tests' table.

use std::sync::LazyLock;

use jiff::civil::{DateTime, Time, Weekday, date};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan, Zoned};
use regex::{Captures, Regex};

/// Longest phrase read.
const MAX_PHRASE: usize = 200;

/// The moment a phrase says, seen from `base`; `None` when it says none.
pub(super) fn parse(phrase: &str, base: &Zoned) -> Option<Zoned> {
    read(phrase)?.apply(base)
}

/// A text that is nothing but a date in figures, `26.03.2021 18:46` or `2021-03-26T18:46Z`:
/// what a comparison may take for a date (Z-6).
pub(crate) fn parse_absolute(text: &str, zone: &TimeZone) -> Option<Zoned> {
    let text = text.trim();
    let plausible = text.len() >= 8 && text.len() <= 40 && text.as_bytes()[0].is_ascii_digit();
    if !plausible
        || !text.contains(['.', '-'])
        || text.contains(|c: char| c.is_alphabetic() && !"tTzZ".contains(c))
    {
        return None;
    }
    let state = read(text)?;
    state.date?;
    state.apply(&Timestamp::UNIX_EPOCH.to_zoned(zone.clone()))
}

fn read(phrase: &str) -> Option<State> {
    if phrase.len() > MAX_PHRASE {
        return None;
    }
    let lower = phrase.to_lowercase();
    let mut rest = lower.trim();
    let mut state = State::default();
    while !rest.is_empty() {
        let rules = RULES
            .iter()
            .filter_map(|rule| Some((rule, rule.pattern.captures(rest)?)));
        // max_by_key keeps the last of equals, so the table is walked backwards: the first rule wins.
        let (rule, found) = rules.rev().max_by_key(|(_, found)| found[0].len())?;
        (rule.read)(&found, &mut state)?;
        rest = rest[found[0].len()..].trim_start_matches([' ', ',', '\t', '\n', '\r']);
    }
    state.touched.then_some(state)
}

#[derive(Debug, Default)]
struct State {
    touched: bool,
    /// Year, month, day; what is not said comes from the base.
    date: Option<(Option<i64>, i64, Option<i64>)>,
    time: Option<(i64, i64, i64, i64)>,
    /// A word such as "today" or a weekday sets the clock to midnight.
    midnight: bool,
    zone: Option<TimeZone>,
    unix: Option<(i64, i64)>,
    years: i64,
    months: i64,
    days: i64,
    seconds: i64,
    working_days: i64,
    weekday: Option<Day>,
    special: Option<Special>,
    edge: Option<Edge>,
}

#[derive(Debug, Clone, Copy)]
struct Day {
    /// Sunday is 0.
    number: i64,
    how: Seek,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Seek {
    /// Later than the day at hand.
    After,
    /// The day at hand counts.
    OnOrAfter,
    /// The day of the same Monday-to-Sunday week.
    SameWeek,
}

#[derive(Debug, Clone, Copy)]
enum Special {
    NthWeekday,
    LastWeekday,
}

#[derive(Debug, Clone, Copy)]
enum Edge {
    FirstDay,
    LastDay,
}

impl State {
    fn reset_time(&mut self) {
        self.time = None;
        self.midnight = true;
    }

    fn set_time(&mut self, hour: i64, minute: i64, second: i64, nanos: i64) -> Option<()> {
        let fits = (0..=24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second);
        self.time = Some((hour, minute, second, nanos));
        (fits && (hour < 24 || minute == 0)).then_some(())
    }

    fn apply(self, base: &Zoned) -> Option<Zoned> {
        let zone = self.zone.clone().unwrap_or_else(|| base.time_zone().clone());
        let start = match self.unix {
            Some((seconds, nanos)) => {
                let at = Timestamp::new(seconds, i32::try_from(nanos).ok()?).ok()?;
                at.to_zoned(base.time_zone().clone())
            }
            None => base.with_time_zone(zone.clone()),
        };
        let zone = if self.unix.is_some() {
            base.time_zone().clone()
        } else {
            zone
        };
        let (year, month, day) = match self.date {
            Some((year, month, day)) => (
                year.unwrap_or_else(|| i64::from(start.year())),
                month,
                day.unwrap_or_else(|| i64::from(start.day())),
            ),
            None => (
                i64::from(start.year()),
                i64::from(start.month()),
                i64::from(start.day()),
            ),
        };
        let clear = self.midnight || (self.date.is_some() && self.unix.is_none());
        let (hour, minute, second, nanos) = match self.time {
            Some(time) => time,
            None if clear => (0, 0, 0, 0),
            None => {
                let time = start.time();
                (
                    time.hour().into(),
                    time.minute().into(),
                    time.second().into(),
                    time.subsec_nanosecond().into(),
                )
            }
        };
        let day = self.shift_day(year, month, day)?;
        let seconds_of_day = hour * 3600 + minute * 60 + second;
        let midnight = day.to_datetime(Time::midnight());
        let wall = midnight.checked_add(seconds_of_day.seconds()).ok()?;
        let wall: DateTime = wall.checked_add(nanos.nanoseconds()).ok()?;
        let moment = wall
            .to_zoned(zone)
            .ok()?
            .checked_add(self.seconds.seconds())
            .ok()?;
        Some(moment.with_time_zone(base.time_zone().clone()))
    }

    /// Weekdays first, then shifts, then the edges of the month, then working days.
    fn shift_day(&self, mut year: i64, mut month: i64, mut day: i64) -> Option<jiff::civil::Date> {
        let mut months = self.months;
        match (self.special, self.edge) {
            (Some(Special::NthWeekday), _) => {
                day = 1;
                month += std::mem::take(&mut months);
            }
            (Some(Special::LastWeekday), _) => {
                day = 1;
                month += std::mem::take(&mut months) + 1;
            }
            (None, Some(_)) => day = 1,
            (None, None) => {}
        }
        if let Some(weekday) = self.weekday {
            let at = normal(year, month, day)?;
            day += weekday.distance(at, self.days);
        }
        let at = normal(year, month, day)?;
        (year, month, day) = (i64::from(at.year()), i64::from(at.month()), i64::from(at.day()));
        year += self.years;
        month += months;
        day += self.days;
        match self.edge {
            Some(Edge::FirstDay) => day = 1,
            Some(Edge::LastDay) => {
                day = 0;
                month += 1;
            }
            None => {}
        }
        add_working_days(normal(year, month, day)?, self.working_days)
    }
}

impl Day {
    /// Days from `at` to the weekday meant, before the shift of `days` is added.
    fn distance(self, at: jiff::civil::Date, days: i64) -> i64 {
        let current = i64::from(at.weekday().since(Weekday::Sunday));
        if self.how == Seek::SameWeek {
            let monday_based = |day: i64| (day + 6) % 7;
            return monday_based(self.number) - monday_based(current);
        }
        let distance = self.number - current;
        let nearest = if self.how == Seek::OnOrAfter { -1 } else { 0 };
        match (days < 0 && distance < 0) || (days >= 0 && distance <= nearest) {
            true => distance + 7,
            false => distance,
        }
    }
}

/// A date whose month and day may be out of range, as 32 February is 4 March.
fn normal(year: i64, month: i64, day: i64) -> Option<jiff::civil::Date> {
    let year = year.checked_add((month - 1).div_euclid(12))?;
    let month = (month - 1).rem_euclid(12) + 1;
    let first = date(
        i16::try_from(year)
            .ok()
            .filter(|year| (-9999..=9999).contains(year))?,
        i8::try_from(month).ok()?,
        1,
    );
    let days = day.checked_sub(1).filter(|days| days.abs() < 5_000_000)?;
    first.checked_add(days.days()).ok()
}

fn add_working_days(mut at: jiff::civil::Date, count: i64) -> Option<jiff::civil::Date> {
    let step = count.signum();
    for _ in 0..count.abs().min(100_000) {
        at = at.checked_add(step.days()).ok()?;
        while matches!(at.weekday(), Weekday::Saturday | Weekday::Sunday) {
            at = at.checked_add(step.days()).ok()?;
        }
    }
    Some(at)
}

struct Rule {
    pattern: Regex,
    read: fn(&Captures<'_>, &mut State) -> Option<()>,
}

const MONTH: &str = "(january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)";
const DAY: &str = "(sunday|monday|tuesday|wednesday|thursday|friday|saturday|sun|mon|tues|tue|wednes|wed|thurs|thur|thu|fri|sat)";
const ORDINAL: &str = "(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|next|last|previous|this)";
const UNIT: &str = "(seconds?|secs?|minutes?|mins?|hours?|days?|weeks?|fortnights?|forthnights?|months?|years?|weekdays?|sunday|monday|tuesday|wednesday|thursday|friday|saturday|sun|mon|tues|tue|wednes|wed|thurs|thur|thu|fri|sat)";

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers of PHP 8.2 for 18:46:09 on Friday 26 March 2021 in Moscow; "none" where it gives none.
    #[test]
    fn phrases_mean_what_they_mean_in_php() {
        let base: Zoned = "2021-03-26T18:46:09+03:00[Europe/Moscow]".parse().unwrap();
        let mut wrong = Vec::new();
        for (phrase, expected) in [
            ("now", "2021-03-26 18:46:09"),
            ("today", "2021-03-26 00:00:00"),
            ("midnight", "2021-03-26 00:00:00"),
            ("noon", "2021-03-26 12:00:00"),
            ("tomorrow", "2021-03-27 00:00:00"),
            ("yesterday", "2021-03-25 00:00:00"),
            ("next week", "2021-03-29 18:46:09"),
            ("this week", "2021-03-22 18:46:09"),
            ("last week", "2021-03-15 18:46:09"),
            ("previous month", "2021-02-26 18:46:09"),
            ("next month", "2021-04-26 18:46:09"),
            ("next year", "2022-03-26 18:46:09"),
            ("last monday of this month", "2021-03-29 00:00:00"),
            ("first monday of january 2022", "2022-01-03 00:00:00"),
            ("second tuesday of next month", "2021-04-13 00:00:00"),
            ("last friday of next month", "2021-04-30 00:00:00"),
            ("first sat of July 2008", "2008-07-05 00:00:00"),
            ("next friday", "2021-04-02 00:00:00"),
            ("last friday", "2021-03-19 00:00:00"),
            ("this friday", "2021-03-26 00:00:00"),
            ("friday", "2021-03-26 00:00:00"),
            ("monday", "2021-03-29 00:00:00"),
            ("tuesday 15:00", "2021-03-30 15:00:00"),
            ("monday next week", "2021-03-29 00:00:00"),
            ("sunday next week", "2021-04-04 00:00:00"),
            ("saturday this week", "2021-03-27 00:00:00"),
            ("sunday this week", "2021-03-28 00:00:00"),
            ("tomorrow noon", "2021-03-27 12:00:00"),
            ("noon tomorrow", "2021-03-27 00:00:00"),
            ("yesterday 14:00", "2021-03-25 14:00:00"),
            ("14:00 yesterday", "2021-03-25 00:00:00"),
            ("last day of next month", "2021-04-30 18:46:09"),
            ("first day of next month", "2021-04-01 18:46:09"),
            ("first day of january 2022", "2022-01-01 00:00:00"),
            ("midnight first day of next month", "2021-04-01 00:00:00"),
            ("last day of february", "2021-02-28 00:00:00"),
            ("first day of", "2021-03-01 18:46:09"),
            ("@1234567890", "2009-02-14 02:31:30"),
            ("@86400 +1 day", "1970-01-03 03:00:00"),
            ("+7 days", "2021-04-02 18:46:09"),
            ("7 days", "2021-04-02 18:46:09"),
            ("+1 week 2 days", "2021-04-04 18:46:09"),
            ("-3 months", "2020-12-26 18:46:09"),
            ("+1 month -1 day", "2021-04-25 18:46:09"),
            ("3 days ago", "2021-03-23 18:46:09"),
            ("1 month 2 days ago", "2021-02-24 18:46:09"),
            ("1 month ago 10:00", "2021-02-26 10:00:00"),
            ("+3 weekdays", "2021-03-31 18:46:09"),
            ("-2 weekdays", "2021-03-24 18:46:09"),
            ("5 weekdays ago", "2021-03-19 18:46:09"),
            ("+90 minutes", "2021-03-26 20:16:09"),
            ("+1 hour 30 minutes", "2021-03-26 20:16:09"),
            ("eighth day", "2021-04-03 18:46:09"),
            ("january 2022", "2022-01-01 00:00:00"),
            ("26 march", "2021-03-26 00:00:00"),
            ("march 26, 2022", "2022-03-26 00:00:00"),
            ("26 March 2022 10:30", "2022-03-26 10:30:00"),
            ("March 5", "2021-03-05 00:00:00"),
            ("1 jan", "2021-01-01 00:00:00"),
            ("2021-05-05", "2021-05-05 00:00:00"),
            ("2021-05-05 10:00 +1 day", "2021-05-06 10:00:00"),
            ("2021-05-05T10:00:00Z", "2021-05-05 13:00:00"),
            ("2021-05-05T10:00:00+05:00", "2021-05-05 08:00:00"),
            ("05.05.2021", "2021-05-05 00:00:00"),
            ("05.05.2021 10:15", "2021-05-05 10:15:00"),
            ("05-05-2021", "2021-05-05 00:00:00"),
            ("5/6/2021", "2021-05-06 00:00:00"),
            ("20210501", "2021-05-01 00:00:00"),
            ("20210501T101500", "2021-05-01 10:15:00"),
            ("2pm", "2021-03-26 14:00:00"),
            ("2:30 pm", "2021-03-26 14:30:00"),
            ("14:00:05", "2021-03-26 14:00:05"),
            ("2022", "2021-03-26 20:22:00"),
            ("Fri, 26 Mar 2021 18:46:00 +0300", "2021-03-26 18:46:00"),
            ("2021-01-31 +1 month", "2021-03-03 00:00:00"),
            ("2020-02-29 +1 year", "2021-03-01 00:00:00"),
            ("saturday", "2021-03-27 00:00:00"),
            ("sun", "2021-03-28 00:00:00"),
            ("+1 monday", "2021-03-29 18:46:09"),
            ("+2 monday", "2021-04-05 18:46:09"),
            ("next month monday", "2021-04-29 00:00:00"),
            ("first day of next month noon", "2021-04-01 12:00:00"),
            ("last day of this month 23:59:59", "2021-03-31 23:59:59"),
            ("monday this week", "2021-03-22 00:00:00"),
            ("next week monday", "2021-03-29 00:00:00"),
            ("2021-03", "2021-03-01 00:00:00"),
            ("last sunday of october 2021", "2021-10-31 00:00:00"),
            ("+2 weeks friday", "2021-04-09 00:00:00"),
            ("tomorrow 9am", "2021-03-27 09:00:00"),
            ("-1 year", "2020-03-26 18:46:09"),
            ("fortnight ago", "none"),
            ("+1 fortnight", "2021-04-09 18:46:09"),
            ("-1 week sunday", "2021-03-21 00:00:00"),
            ("third friday of january 2022", "2022-01-21 00:00:00"),
            ("last day of previous month", "2021-02-28 18:46:09"),
        ] {
            let moment = parse(phrase, &base);
            let said = moment.map_or("none".to_owned(), |at| {
                at.strftime("%Y-%m-%d %H:%M:%S").to_string()
            });
            if said != expected {
                wrong.push(format!("{phrase}: {said}, PHP says {expected}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn nonsense_is_no_date() {
        let base: Zoned = "2021-03-26T18:46:09+03:00[Europe/Moscow]".parse().unwrap();
        for phrase in [
            "",
            "soon",
            "32.13.2021",
            "25:61",
            "+ days",
            "2021-13-01",
            "blue monday",
            "99999999999999999999 days",
        ] {
            assert_eq!(parse(phrase, &base), None, "{phrase}");
        }
    }

    #[test]
    fn only_figures_are_absolute() {
        for (text, expected) in [
            ("26.03.2021", Some("2021-03-26T00:00:00Z")),
            // Here PHP would read a time, 05:05:21.
            ("05.05.21", Some("2021-05-05T00:00:00Z")),
            ("26.03.2021 18:46", Some("2021-03-26T18:46:00Z")),
            ("2021-03-26T18:46:00+03:00", Some("2021-03-26T15:46:00Z")),
            ("2021-03-26 18:46:09", Some("2021-03-26T18:46:09Z")),
            ("tomorrow", None),
            ("12.50", None),
            ("1234567890", None),
            ("+79998887766", None),
            ("8-800-555-35-35", None),
        ] {
            let moment = parse_absolute(text, &TimeZone::UTC).map(|at| at.timestamp().to_string());
            assert_eq!(moment.as_deref(), expected, "{text}");
        }
    }
}
