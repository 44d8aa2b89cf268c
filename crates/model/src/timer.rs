//! When a delayed action fires (F-50, Z-45…Z-53).

use crate::text::Scalar;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A moment relative to the run. Without a timer an action runs at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "TimerText", into = "TimerText")]
#[schemars(with = "TimerText")]
pub struct Timer {
    /// When it fires.
    pub at: When,
    /// The zone of the wall clock.
    pub zone: Zone,
    /// What happens when the date has already passed (Z-48).
    pub if_past: IfPast,
    /// Replaces pending runs of this action for the same record (F-52, Z-36, Z-37).
    pub overwrite: bool,
}

/// The kinds of moments.
#[derive(Debug, Clone, PartialEq)]
pub enum When {
    /// So long after the action is reached; 1 second to 99 years (Z-45, Z-46).
    After(Span),
    /// The date in a field, at a set time, shifted by whole days (Z-47).
    OnDate(OnDate),
    /// The day and month in a field, in the nearest year that lies ahead (Z-49…Z-52). Fires once.
    OnDayOfYear(OnDayOfYear),
    /// A phrase of the wall clock: `tomorrow 10:00`, `monday next week 09:00`.
    At(Scalar),
}

/// How a timer is written: exactly one of `after`, `on_date`, `on_day_of_year` and `at`.
#[derive(Serialize, Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields)]
struct TimerText {
    /// So long after the action is reached, e.g. `3 days`, `90 seconds`; 1 second to 99 years.
    /// Days and longer keep the wall-clock time, shorter units are exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<Span>,
    /// The date in a field, at a set time, shifted by whole days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on_date: Option<OnDate>,
    /// The day and month in a field, in the nearest year that lies ahead. Fires once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on_day_of_year: Option<OnDayOfYear>,
    /// A phrase of the wall clock: `tomorrow 10:00`, `monday next week 09:00`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<Scalar>,
    /// Whose wall clock counts.
    #[serde(default, skip_serializing_if = "is_default")]
    zone: Zone,
    /// What happens when the date has already passed.
    #[serde(default, skip_serializing_if = "is_default")]
    if_past: IfPast,
    /// Replaces pending runs of this action for the same record.
    #[serde(default, skip_serializing_if = "is_default")]
    overwrite: bool,
}

impl TryFrom<TimerText> for Timer {
    type Error = &'static str;
    fn try_from(text: TimerText) -> Result<Self, Self::Error> {
        let TimerText {
            after,
            on_date,
            on_day_of_year,
            at,
            zone,
            if_past,
            overwrite,
        } = text;
        let at = match (after, on_date, on_day_of_year, at) {
            (Some(span), None, None, None) => When::After(span),
            (None, Some(date), None, None) => When::OnDate(date),
            (None, None, Some(day), None) => When::OnDayOfYear(day),
            (None, None, None, Some(phrase)) => When::At(phrase),
            _ => return Err("a timer has exactly one of `after`, `on_date`, `on_day_of_year`, `at`"),
        };
        Ok(Self {
            at,
            zone,
            if_past,
            overwrite,
        })
    }
}

impl From<Timer> for TimerText {
    fn from(timer: Timer) -> Self {
        let Timer {
            at,
            zone,
            if_past,
            overwrite,
        } = timer;
        let mut text = Self {
            after: None,
            on_date: None,
            on_day_of_year: None,
            at: None,
            zone,
            if_past,
            overwrite,
        };
        match at {
            When::After(span) => text.after = Some(span),
            When::OnDate(date) => text.on_date = Some(date),
            When::OnDayOfYear(day) => text.on_day_of_year = Some(day),
            When::At(phrase) => text.at = Some(phrase),
        }
        text
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A length of time, written `3 days`. Units: seconds, minutes, hours, days, weeks, months, years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// How many units, 1 or more.
    pub count: u32,
    /// The unit.
    pub unit: Unit,
}

/// Units of [`Span`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Exact seconds.
    Seconds,
    /// Exact minutes.
    Minutes,
    /// Exact hours.
    Hours,
    /// Calendar days of the zone.
    Days,
    /// Seven calendar days.
    Weeks,
    /// Calendar months, held at the month's end.
    Months,
    /// Calendar years, held at the month's end.
    Years,
}

const UNITS: &[(&str, Unit)] = &[
    ("second", Unit::Seconds),
    ("minute", Unit::Minutes),
    ("hour", Unit::Hours),
    ("day", Unit::Days),
    ("week", Unit::Weeks),
    ("month", Unit::Months),
    ("year", Unit::Years),
];

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let name = UNITS
            .iter()
            .find(|(_, unit)| *unit == self.unit)
            .map_or("second", |(name, _)| name);
        write!(
            f,
            "{} {name}{}",
            self.count,
            if self.count == 1 { "" } else { "s" }
        )
    }
}

impl std::str::FromStr for Span {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let bad =
            || format!("`{text}` is not a length of time: write e.g. `90 seconds`, `2 hours`, `3 days`");
        let (count, unit) = text.trim().split_once(char::is_whitespace).ok_or_else(bad)?;
        let count: u32 = count.parse().map_err(|_| bad())?;
        let unit = unit.trim().trim_end_matches('s');
        let (_, unit) = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(bad)?;
        let span = Self { count, unit: *unit };
        if count == 0 || span.rough_years() > 99.0 {
            return Err(format!("`{text}` is outside 1 second … 99 years"));
        }
        Ok(span)
    }
}

impl Span {
    fn rough_years(self) -> f64 {
        let years = match self.unit {
            Unit::Seconds => 1.0 / 31_557_600.0,
            Unit::Minutes => 1.0 / 525_960.0,
            Unit::Hours => 1.0 / 8766.0,
            Unit::Days => 1.0 / 365.25,
            Unit::Weeks => 7.0 / 365.25,
            Unit::Months => 1.0 / 12.0,
            Unit::Years => 1.0,
        };
        f64::from(self.count) * years
    }
}

impl Serialize for Span {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Span {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Span".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^[1-9][0-9]* (second|minute|hour|day|week|month|year)s?$",
            "examples": ["3 days", "90 seconds"]
        })
    }
}

/// Settings of [`When::OnDate`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnDate {
    /// The date: a template such as `{{lead.cf(birthday)}}`.
    pub date: Scalar,
    /// Time of day `HH:MM`; without it a date-time's own time, or 00:00 of a date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<ClockTime>,
    /// Whole days later, or earlier when negative.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shift_days: i32,
}

/// Settings of [`When::OnDayOfYear`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnDayOfYear {
    /// The date whose day and month count.
    pub date: Scalar,
    /// Time of day `HH:MM`.
    pub time: ClockTime,
    /// Whole days later, or earlier when negative; applied after the mapping to a year (Z-52).
    #[serde(default, skip_serializing_if = "is_default")]
    pub shift_days: i32,
    /// Plans the next year's again when it has fired (our extension of Z-50, off).
    #[serde(default, skip_serializing_if = "is_default")]
    pub every_year: bool,
    /// 29 February in a common year is 1 March instead of 28 February (Z-52).
    #[serde(default, skip_serializing_if = "is_default")]
    pub leap_day_to_march: bool,
}

/// A time of day `HH:MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClockTime {
    /// 0–23.
    pub hour: u8,
    /// 0–59.
    pub minute: u8,
}

impl std::fmt::Display for ClockTime {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

impl std::str::FromStr for ClockTime {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is not a time of day: write HH:MM, e.g. 09:30");
        let (hour, minute) = text.split_once(':').ok_or_else(bad)?;
        let number = |digits: &str| {
            let plain = digits.len() <= 2 && digits.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| digits.parse::<u8>().ok()).flatten()
        };
        match (number(hour), number(minute)) {
            (Some(hour @ 0..24), Some(minute @ 0..60)) => Ok(Self { hour, minute }),
            _ => Err(bad()),
        }
    }
}

impl Serialize for ClockTime {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ClockTime {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for ClockTime {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ClockTime".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^([01]?[0-9]|2[0-3]):[0-5][0-9]$" })
    }
}

/// Whose wall clock a timer follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// The workspace's.
    #[default]
    Workspace,
    /// The contact's, when it is known, else the workspace's.
    Contact,
}

/// A date that has passed (Z-48).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IfPast {
    /// Not planned; but when the date is today and only the clock time has passed, at once.
    #[default]
    Skip,
    /// At once.
    FireNow,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_and_print() {
        for text in ["1 second", "90 seconds", "3 days", "99 years"] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "3",
            "days",
            "0 days",
            "-1 days",
            "3 parsecs",
            "100 years",
            "1.5 hours",
        ] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }

    #[test]
    fn clock_times() {
        assert_eq!("9:05".parse::<ClockTime>().unwrap().to_string(), "09:05");
        for text in ["24:00", "10:60", "10", "", "010:00", "+1:00"] {
            assert!(text.parse::<ClockTime>().is_err(), "{text}");
        }
    }
}
