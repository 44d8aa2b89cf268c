//! When the server makes a copy by itself, and how many it keeps.

use crate::{Result, Tx, workspaces};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::Micros;

/// When copies are made, and how many are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BackupSchedule")]
pub struct Schedule {
    /// The time of day, `HH:MM` in the zone of the first workspace; `null` makes none.
    pub daily_at: Option<String>,
    /// How many of the newest copies are kept, 1 to 365.
    #[schemars(range(min = 1, max = 365))]
    pub keep: u16,
}

impl Default for Schedule {
    /// Every night, the copies of a week: who sets nothing can go back all the same.
    fn default() -> Self {
        Self {
            daily_at: Some("03:00".into()),
            keep: 7,
        }
    }
}

/// `HH:MM`, nothing else.
fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

impl Schedule {
    /// The field that cannot be worked with, and what would be right.
    pub fn fault(&self) -> Option<(&'static str, &'static str)> {
        if self.daily_at.as_deref().is_some_and(|at| clock(at).is_none()) {
            return Some(("daily_at", "write the time as HH:MM, 00:00 to 23:59"));
        }
        (!(1..=365).contains(&self.keep)).then_some(("keep", "keep 1 to 365 copies"))
    }

    /// The first moment after `after` at which a copy is due.
    pub fn next(&self, after: Micros, zone: &TimeZone) -> Option<Micros> {
        let time = clock(self.daily_at.as_deref()?)?;
        let from = Timestamp::from_microsecond(after.0).ok()?.to_zoned(zone.clone());
        // A time that the change to summer time skips is taken an hour later; so a day always has one.
        for day in 0..=2 {
            let at = from.date().checked_add(day.days()).ok()?.to_datetime(time);
            let at = at.to_zoned(zone.clone()).ok()?.timestamp().as_microsecond();
            if at > after.0 {
                return Some(Micros(at));
            }
        }
        None
    }
}

/// What became of the copies, as the database remembers it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct History {
    /// Up to this moment every copy that was due was tried; 0 before the server first looked.
    pub handled: Micros,
    /// Since when copies are made by themselves; 0 while they are not.
    pub since: Micros,
    /// Why the last try came to nothing; absent after a good one.
    pub fault: Option<Fault>,
}

/// A try that came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "BackupFault")]
pub struct Fault {
    /// When.
    pub at: Micros,
    /// Why, and what to do.
    pub reason: String,
}

const SCHEDULE: &str = "backup_schedule";
const HISTORY: &str = "backup_history";

/// The schedule of this server.
pub fn schedule(tx: &mut Tx) -> Result<Schedule> {
    let found = crate::settings::get(tx, SCHEDULE)?;
    found.map_or(Ok(Schedule::default()), |text| Ok(serde_json::from_str(&text)?))
}

/// Writes the schedule; the first copy by it is made at its next moment.
pub fn set_schedule(tx: &mut Tx, schedule: &Schedule, now: Micros) -> Result<()> {
    let known = history(tx)?;
    let since = match schedule.daily_at {
        Some(_) if known.since.0 > 0 => known.since,
        Some(_) => now,
        None => Micros(0),
    };
    let history = History {
        handled: now,
        since,
        ..known
    };
    remember(tx, &history)?;
    crate::settings::set(tx, SCHEDULE, &serde_json::to_string(schedule)?)
}

/// What became of the copies until now.
pub fn history(tx: &mut Tx) -> Result<History> {
    let found = crate::settings::get(tx, HISTORY)?;
    found.map_or(Ok(History::default()), |text| Ok(serde_json::from_str(&text)?))
}

/// Keeps what became of the copies.
pub fn remember(tx: &mut Tx, history: &History) -> Result<()> {
    crate::settings::set(tx, HISTORY, &serde_json::to_string(history)?)
}

/// The zone of the schedule: that of the first workspace, as the database holds all of them.
pub fn zone(tx: &mut Tx) -> Result<TimeZone> {
    let Some(first) = workspaces::all(tx)?.first().copied() else {
        return Ok(TimeZone::UTC);
    };
    let settings = workspaces::get(tx, first)?;
    let zone = settings.and_then(|settings| TimeZone::get(&settings.timezone).ok());
    Ok(zone.unwrap_or(TimeZone::UTC))
}

/// Whether a copy is due now. A moment that passed while the server was away is made up for, once.
pub fn is_due(tx: &mut Tx, now: Micros) -> Result<bool> {
    let (wanted, known) = (schedule(tx)?, history(tx)?);
    if known.handled.0 == 0 {
        // The first look of a new server: its first copy is made at the next moment, not at once.
        let since = if wanted.daily_at.is_some() { now } else { Micros(0) };
        let begun = History {
            handled: now,
            since,
            ..known
        };
        remember(tx, &begun)?;
        return Ok(false);
    }
    let zone = zone(tx)?;
    Ok(wanted.next(known.handled, &zone).is_some_and(|at| at <= now))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Micros {
        Micros(text.parse::<Timestamp>().unwrap().as_microsecond())
    }

    fn daily(time: &str) -> Schedule {
        Schedule {
            daily_at: Some(time.into()),
            keep: 3,
        }
    }

    #[test]
    fn the_next_copy_is_at_the_hour_of_the_zone_also_when_clocks_change() {
        let kyiv = TimeZone::get("Europe/Kyiv").unwrap();
        let table = [
            ("03:00", "2026-06-01T12:00:00Z", "2026-06-02T00:00:00Z"),
            ("03:00", "2026-06-01T23:59:59Z", "2026-06-02T00:00:00Z"),
            ("03:00", "2026-06-02T00:00:00Z", "2026-06-03T00:00:00Z"),
            // 03:30 does not exist on the day summer time begins.
            ("03:30", "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z"),
            // And exists twice on the day it ends: one copy.
            ("03:30", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z"),
            ("03:30", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
        ];
        for (time, after, expected) in table {
            assert_eq!(
                daily(time).next(at(after), &kyiv),
                Some(at(expected)),
                "{time} after {after}"
            );
        }
        let off = Schedule {
            daily_at: None,
            keep: 3,
        };
        assert_eq!(off.next(at("2026-06-01T12:00:00Z"), &kyiv), None);
    }

    #[test]
    fn only_a_time_of_day_is_taken() {
        for good in ["00:00", "23:59", "03:30"] {
            assert_eq!(daily(good).fault(), None, "{good}");
        }
        for bad in [
            "", "3:00", "24:00", "03:60", "03:00:00", "ab:cd", "+3:00", "03-00",
        ] {
            assert_eq!(
                daily(bad).fault().map(|(field, _)| field),
                Some("daily_at"),
                "{bad}"
            );
        }
        for keep in [0, 366] {
            let schedule = Schedule {
                keep,
                ..Schedule::default()
            };
            assert_eq!(schedule.fault().map(|(field, _)| field), Some("keep"));
        }
    }
}
