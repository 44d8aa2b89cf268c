//! When a delayed action fires (F-50, Z-45…Z-57): pure arithmetic on a wall clock that is handed in.

mod date;
#[cfg(test)]
pub(crate) mod properties;
#[cfg(test)]
mod tests;
pub(crate) mod wall;

pub use date::DateInput;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};
use signalbox_model::Micros;
use signalbox_model::timer::{IfPast, OnDate, OnDayOfYear, Span, Timer, Unit, When};

/// What becomes of a timer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Planned {
    /// It waits until this moment, which is later than now.
    At(Micros),
    /// It fires at once: the date is today and only the clock time has passed, or the timer says so (Z-48).
    Now,
    /// The date has passed and nothing is planned: the log gets a row (Z-48).
    Past,
    /// There is no date to plan by; why, for people.
    NoDate(String),
}

/// Plans a timer that is reached at `now`. `date` is the rendered value of its date template or phrase;
/// timers of the kind "so long after" need none. `zone` is the zone that [`Timer::zone`] names.
///
/// A local time that a change of the clocks skips becomes the first minute after it, one that comes twice is
/// the first of the two (Z-53). The result is an instant: it does not move when the zone is changed later.
pub fn plan(timer: &Timer, date: Option<&DateInput>, now: Micros, zone: &TimeZone) -> Planned {
    let Some(here) = wall::clock(now, zone) else {
        return Planned::NoDate("the server's clock is outside the calendar: set it right".into());
    };
    let planned = match &timer.at {
        When::After(span) => after(*span, &here).map(Aim::Ahead),
        When::OnDate(settings) => on_date(settings, date, &here),
        When::OnDayOfYear(settings) => on_day_of_year(settings, date, &here).map(Aim::Ahead),
        When::At(_) => at_phrase(date, &here).map(Aim::Fixed),
    };
    match planned {
        Ok(Aim::Ahead(moment)) => Planned::At(wall::micros(&moment)),
        Ok(Aim::Fixed(moment)) if moment > here => Planned::At(wall::micros(&moment)),
        Ok(Aim::Fixed(moment)) if timer.if_past == IfPast::FireNow || moment.date() == here.date() => {
            Planned::Now
        }
        Ok(Aim::Fixed(_)) => Planned::Past,
        Err(why) => Planned::NoDate(why),
    }
}

/// A moment that lies ahead by its making, or one that is what it is.
enum Aim {
    Ahead(Zoned),
    Fixed(Zoned),
}

/// The moment a phrase such as `tomorrow 10:00` or `+2 hours` says at `now`; `None` when it says none.
pub fn phrase(text: &str, now: Micros, zone: &TimeZone) -> Option<Micros> {
    let said = signalbox_expr::moment_of_phrase(&wall::clock(now, zone)?, text)?;
    Some(wall::micros(&said))
}

/// The words of a text with a moment at its end, `Call Anna tomorrow 10:00`: what is left of the text, and the moment that
/// the longest such end says. `None` when no end says one. A day without a time begins the working day, at 9:00.
pub fn trailing_phrase<'t>(text: &'t str, now: Micros, zone: &TimeZone) -> Option<(&'t str, Micros)> {
    const MOST_WORDS: usize = 8;
    let words: Vec<usize> = text
        .char_indices()
        .filter(|(place, c)| {
            !c.is_whitespace() && text[..*place].chars().next_back().is_none_or(char::is_whitespace)
        })
        .map(|(place, _)| place)
        .collect();
    let first = words.len().saturating_sub(MOST_WORDS);
    words[first..].iter().find_map(|start| {
        let (rest, end) = text.split_at(*start);
        // A number alone is rather a part of the text: `Order 2022`.
        let says = end.chars().any(char::is_alphabetic) || end.contains([':', '.', '-', '+']);
        let at = says.then(|| phrase(end, now, zone)).flatten()?;
        Some((without_preposition(rest), at_work(at, now, zone)))
    })
}

/// The text before a moment, without the word that led to it: `Report by` friday.
fn without_preposition(text: &str) -> &str {
    const LEADING: [&str; 8] = ["on", "by", "at", "till", "на", "до", "к", "по"];
    let text = text.trim_end();
    let last = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    if last.len() < text.len() && LEADING.contains(&last.to_lowercase().as_str()) {
        return text[..text.len() - last.len()].trim_end();
    }
    text
}

/// A whole day as its morning; today, as it is.
fn at_work(at: Micros, now: Micros, zone: &TimeZone) -> Micros {
    const MORNING: i8 = 9;
    let Some((said, here)) = wall::clock(at, zone).zip(wall::clock(now, zone)) else {
        return at;
    };
    let midnight = said.time() == jiff::civil::Time::midnight();
    if !midnight || said.date() <= here.date() {
        return at;
    }
    let morning = said.date().at(MORNING, 0, 0, 0);
    wall::instant(morning, zone).map_or(at, |at| wall::micros(&at))
}

/// When a timer that came due while its scenario was off is given up: three calendar months later, held at
/// the month's end (Z-57).
pub fn delete_after(due: Micros, zone: &TimeZone) -> Micros {
    let later = wall::clock(due, zone).and_then(|at| wall::shifted(&at, 3.months()));
    later.map_or(Micros(i64::MAX), |at| wall::micros(&at))
}

/// Days and longer keep the wall clock, shorter units are exact (Z-46).
pub(crate) fn after(span: Span, here: &Zoned) -> Result<Zoned, String> {
    let count = i64::from(span.count);
    let moment = match span.unit {
        Unit::Seconds => wall::exact(here, count),
        Unit::Minutes => wall::exact(here, count * 60),
        Unit::Hours => wall::exact(here, count * 3600),
        Unit::Days => wall::shifted_checked(here, || jiff::Span::new().try_days(count)),
        Unit::Weeks => wall::shifted_checked(here, || jiff::Span::new().try_weeks(count)),
        Unit::Months => wall::shifted_checked(here, || jiff::Span::new().try_months(count)),
        Unit::Years => wall::shifted_checked(here, || jiff::Span::new().try_years(count)),
    };
    moment.ok_or_else(|| format!("{span} from now leaves the calendar, which ends with the year 9999"))
}

/// The date in a field at a set time, or at its own (Z-47).
fn on_date(settings: &OnDate, date: Option<&DateInput>, here: &Zoned) -> Result<Aim, String> {
    let zone = here.time_zone();
    let given = date::read(date, zone)?;
    let time = settings.time.map_or(given.time(), wall::time_of);
    let day = shift_days(given.date(), settings.shift_days)?;
    wall::instant(day.to_datetime(time), zone)
        .map(Aim::Fixed)
        .ok_or_else(out_of_calendar)
}

/// The day and month of a field in the nearest year that lies ahead (Z-49…Z-52).
fn on_day_of_year(settings: &OnDayOfYear, date: Option<&DateInput>, here: &Zoned) -> Result<Zoned, String> {
    let zone = here.time_zone();
    let given = date::read(date, zone)?.date();
    // The year in which the unshifted day is nearest: for shifts under a year the rule's own window.
    let base = shift_days(
        here.date(),
        settings.shift_days.checked_neg().ok_or_else(out_of_calendar)?,
    )?;
    let time = wall::time_of(settings.time);
    (base.year() - 1..=base.year() + 2)
        .filter_map(|year| candidate(given, year, settings, time))
        .filter_map(|local| wall::instant(local, zone))
        .filter(|moment| moment > here)
        .min()
        .ok_or_else(out_of_calendar)
}

/// The day in one year, shifted after it was mapped (Z-52).
fn candidate(given: Date, year: i16, settings: &OnDayOfYear, time: Time) -> Option<DateTime> {
    let day = Date::new(year, given.month(), given.day()).or_else(|_| match settings.leap_day_to_march {
        true => Date::new(year, 3, 1),
        false => Date::new(year, 2, 28),
    });
    let day = shift_days(day.ok()?, settings.shift_days).ok()?;
    Some(day.to_datetime(time))
}

fn at_phrase(date: Option<&DateInput>, here: &Zoned) -> Result<Zoned, String> {
    match date {
        Some(DateInput::Text(text)) if !text.trim().is_empty() => {
            signalbox_expr::moment_of_phrase(here, text).ok_or_else(|| {
                format!(
                    "`{text}` says no moment: write for example `tomorrow 10:00` or `monday next week 09:00`"
                )
            })
        }
        other => {
            wall::instant(date::read(other, here.time_zone())?, here.time_zone()).ok_or_else(out_of_calendar)
        }
    }
}

fn shift_days(day: Date, days: i32) -> Result<Date, String> {
    let span = jiff::Span::new().try_days(days).map_err(|_| out_of_calendar())?;
    day.checked_add(span).map_err(|_| out_of_calendar())
}

fn out_of_calendar() -> String {
    "the shifted date leaves the calendar, which ends with the year 9999: check the shift in days".into()
}
