//! When a `schedule` step runs (O-39).

use crate::schedule::next_due;
use crate::timing::{after, wall};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use signalbox_model::Micros;
use signalbox_model::bot::BotSettings;
use signalbox_model::flow::ScheduleStep;
use signalbox_model::timer::{Span, Unit};

/// The zone of a bot's clock.
pub(crate) fn zone_of(settings: &BotSettings, workspace: &TimeZone) -> TimeZone {
    let own = settings.zone.as_deref().and_then(|zone| TimeZone::get(zone).ok());
    own.unwrap_or_else(|| workspace.clone())
}

/// A local moment as it is written, `2027-01-31T10:00`.
pub(crate) fn local(text: &str) -> Option<DateTime> {
    DateTime::strptime("%Y-%m-%dT%H:%M", text).ok()
}

/// The first run later than `moment`; none when the step has had its last.
pub(crate) fn next_run(step: &ScheduleStep, moment: Micros, zone: &TimeZone) -> Option<Micros> {
    let instant = |text: &String| Some(wall::micros(&wall::instant(local(text)?, zone)?));
    let starts = step.starts_at.as_ref().and_then(instant);
    let next = match (&step.schedule, step.every) {
        (_, Some(every)) => nth_after(starts?, every, moment, zone)?,
        (Some(schedule), None) => {
            let not_before = starts.map_or(moment, |starts| moment.max(Micros(starts.0 - 1)));
            next_due(schedule, not_before, zone)?
        }
        (None, None) => return None,
    };
    let ends = step.ends_at.as_ref().and_then(instant);
    ends.is_none_or(|ends| next <= ends).then_some(next)
}

/// The first of the moments `first`, `first` + `every`, … that is later than `moment`. Each is reckoned from the first, so
/// that a month's end does not wander.
fn nth_after(first: Micros, every: Span, moment: Micros, zone: &TimeZone) -> Option<Micros> {
    if first > moment {
        return Some(first);
    }
    let here = wall::clock(first, zone)?;
    let passed = u64::try_from(moment.0 - first.0).ok()? / 1_000_000;
    let at_most = longest(every.unit) * u64::from(every.count);
    // No more than have passed by then: what is missing to it is little.
    let mut n = u32::try_from(passed / at_most).ok()?;
    loop {
        n = n.checked_add(1)?;
        let span = Span {
            count: every.count.checked_mul(n)?,
            ..every
        };
        let due = wall::micros(&after(span, &here).ok()?);
        if due > moment {
            return Some(due);
        }
    }
}

/// The longest that a unit lasts, seconds.
fn longest(unit: Unit) -> u64 {
    match unit {
        Unit::Seconds => 1,
        Unit::Minutes => 60,
        Unit::Hours => 3_600,
        Unit::Days => 25 * 3_600,
        Unit::Weeks => 7 * 86_400 + 3_600,
        Unit::Months => 31 * 86_400 + 3_600,
        Unit::Years => 366 * 86_400 + 3_600,
    }
}

/// The shortest that a unit lasts, seconds.
pub(crate) fn shortest(unit: Unit) -> u64 {
    match unit {
        Unit::Seconds => 1,
        Unit::Minutes => 60,
        Unit::Hours => 3_600,
        Unit::Days => 23 * 3_600,
        Unit::Weeks => 7 * 86_400 - 3_600,
        Unit::Months => 28 * 86_400 - 3_600,
        Unit::Years => 365 * 86_400 - 3_600,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn kyiv() -> TimeZone {
        TimeZone::get("Europe/Kyiv").expect("the zone is known")
    }

    fn at(text: &str) -> Micros {
        wall::micros(&wall::instant(local(text).expect("a moment"), &kyiv()).expect("an instant"))
    }

    #[test]
    fn runs_keep_the_clock_of_the_bot_and_end() {
        let table: [(&str, Value, &str, Option<&str>); 8] = [
            (
                "daily",
                json!({"schedule": {"time": "10:00"}}),
                "2027-03-27T10:00",
                Some("2027-03-28T10:00"),
            ),
            (
                "not before its first run",
                json!({"schedule": {"time": "10:00"}, "starts_at": "2027-05-01T10:00"}),
                "2027-03-27T10:00",
                Some("2027-05-01T10:00"),
            ),
            (
                "not after its end",
                json!({"schedule": {"time": "10:00"}, "ends_at": "2027-03-27T23:00"}),
                "2027-03-27T10:00",
                None,
            ),
            (
                "the first run itself",
                json!({"every": "6 hours", "starts_at": "2027-03-27T10:00"}),
                "2027-01-01T00:00",
                Some("2027-03-27T10:00"),
            ),
            (
                "even distances",
                json!({"every": "6 hours", "starts_at": "2027-01-01T10:00"}),
                "2027-01-03T11:00",
                Some("2027-01-03T16:00"),
            ),
            (
                "days keep the clock over the change",
                json!({"every": "2 days", "starts_at": "2027-03-27T10:00"}),
                "2027-03-27T10:00",
                Some("2027-03-29T10:00"),
            ),
            (
                "months are counted from the first",
                json!({"every": "1 month", "starts_at": "2027-01-31T10:00"}),
                "2027-02-28T10:00",
                Some("2027-03-31T10:00"),
            ),
            (
                "years later it is still found",
                json!({"every": "1 day", "starts_at": "1997-01-31T10:00"}),
                "2027-02-28T10:30",
                Some("2027-03-01T10:00"),
            ),
        ];
        for (case, mut step, moment, expected) in table {
            step["messages"] = json!([]);
            let step: ScheduleStep = serde_json::from_value(step).expect("a step");
            assert_eq!(next_run(&step, at(moment), &kyiv()), expected.map(at), "{case}");
        }
    }
}
