//! When a scheduled start comes due next.

use crate::timing::wall;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use signalbox_model::Micros;
use signalbox_model::start::Schedule;

/// Days looked at before a schedule counts as one that never comes: a weekday meets every day of a month
/// within two years.
const HORIZON_DAYS: usize = 3 * 366;

/// The first moment later than `after` at which the schedule is due; `None` when it never is, as with a
/// weekday or a day of the month that do not exist.
///
/// Every local day that fits is due once, whatever the clocks do: a time they skip is due right after the
/// change, a time that comes twice at the first of the two, and a day that a zone leaves out of its calendar
/// is nobody's (Z-53).
pub fn next_due(schedule: &Schedule, after: Micros, zone: &TimeZone) -> Option<Micros> {
    let time = wall::time_of(schedule.time);
    // A day earlier: what was skipped at the end of a day is due on the next.
    let first = wall::clock(after, zone)?.date().yesterday().ok()?;
    first
        .series(jiff::Span::new().days(1))
        .take(HORIZON_DAYS)
        .filter(|day| fits(schedule, *day))
        .filter_map(|day| due_on(day, time, zone))
        .find(|due| *due > after)
}

/// Both lists narrow: `weekdays: [1]` with `days: [1]` is a Monday that opens a month.
fn fits(schedule: &Schedule, day: Date) -> bool {
    let is_in = |list: &[u8], number: i8| {
        list.is_empty() || list.iter().any(|known| i16::from(*known) == i16::from(number))
    };
    is_in(&schedule.weekdays, day.weekday().to_monday_one_offset()) && is_in(&schedule.days, day.day())
}

/// The moment of the schedule on a local day; `None` when the zone has no such day.
fn due_on(day: Date, time: Time, zone: &TimeZone) -> Option<Micros> {
    let starts = wall::instant(day.to_datetime(Time::midnight()), zone)?;
    if starts.date() != day {
        return None;
    }
    wall::instant(day.to_datetime(time), zone).map(|due| wall::micros(&due))
}

#[cfg(test)]
mod tests;
