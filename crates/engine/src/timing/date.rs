//! The date a timer is planned by, in the forms fields and webhooks carry.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use signalbox_model::Micros;

/// The rendered value of a timer's date template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateInput {
    /// A day.
    Date(Date),
    /// A moment.
    Moment(Micros),
    /// A text: `d.m.Y`, `d.m.Y H:i`, `d.m.Y H:i:s`, ISO 8601 with or without an offset, UNIX seconds
    /// (or milliseconds, when they could not be seconds).
    Text(String),
}

/// What the wall clock of `zone` shows at the date; a day without a time is its midnight.
pub(super) fn read(input: Option<&DateInput>, zone: &TimeZone) -> Result<DateTime, String> {
    match input {
        None => Err(empty()),
        Some(DateInput::Date(day)) => Ok(day.to_datetime(Time::midnight())),
        Some(DateInput::Moment(at)) => super::wall::clock(*at, zone)
            .map(|at| at.datetime())
            .ok_or_else(|| "the date is outside the calendar".into()),
        Some(DateInput::Text(text)) if text.trim().is_empty() => Err(empty()),
        Some(DateInput::Text(text)) => read_text(text.trim(), zone).ok_or_else(|| unreadable(text)),
    }
}

fn empty() -> String {
    "the date is empty: fill the field, or choose another one in the timer".into()
}

fn unreadable(text: &str) -> String {
    let shown: String = text.trim().chars().take(60).collect();
    format!(
        "`{shown}` is not a date: write it as 10.04.2021, 10.04.2021 09:30, 2021-04-10 or 2021-04-10T09:30:00+03:00"
    )
}

fn read_text(text: &str, zone: &TimeZone) -> Option<DateTime> {
    let local = |at: Timestamp| at.to_zoned(zone.clone()).datetime();
    if let Some(at) = unix(text) {
        return Some(local(at));
    }
    if let Some(local) = dotted(text) {
        return Some(local);
    }
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // An offset makes it a moment; without one it is what the wall clock shows.
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(local(at));
    }
    if let Ok(at) = text.parse::<Zoned>() {
        return Some(local(at.timestamp()));
    }
    text.parse::<DateTime>().ok()
}

/// Seconds since 1970, from nine digits on so that no year or number of an order passes for one; thirteen are
/// milliseconds.
fn unix(text: &str) -> Option<Timestamp> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !(9..=13).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    match digits.len() {
        13 => Timestamp::from_millisecond(number).ok(),
        _ => Timestamp::from_second(number).ok(),
    }
}

/// `d.m.Y`, `d.m.Y H:i`, `d.m.Y H:i:s`.
fn dotted(text: &str) -> Option<DateTime> {
    let (day, time) = match text.split_once(char::is_whitespace) {
        Some((day, time)) => (day, clock(time.trim())?),
        None => (text, Time::midnight()),
    };
    let mut parts = day.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let date = Date::new(number(year)?, number(month)?, number(day)?).ok()?;
    Some(date.to_datetime(time))
}

/// `H:i` or `H:i:s`.
fn clock(text: &str) -> Option<Time> {
    let mut parts = text.split(':');
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    let second = parts.next().map_or(Some(0), number)?;
    if parts.next().is_some() {
        return None;
    }
    Time::new(hour, minute, second, 0).ok()
}

/// Digits alone: `parse` would also take a sign.
fn number<T: std::str::FromStr>(digits: &str) -> Option<T> {
    let plain = !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}
