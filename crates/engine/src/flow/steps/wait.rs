//! `wait`: a while, until the clock shows a time, or until people work (C-53).

use crate::chat::internal::Phase;
use crate::error::Result;
use crate::flow::check::clock_of;
use crate::flow::clock::WAIT;
use crate::flow::schedule::zone_of;
use crate::flow::walk::{After, Spot, Walk};
use crate::work::Work;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};
use signalbox_model::Micros;
use signalbox_model::bot::WorkingHours;
use signalbox_model::flow::WaitStep;

pub(super) fn wait(work: &mut Work, walk: &mut Walk, spot: &Spot, settings: &WaitStep) -> Result<After> {
    let zone = zone_of(&walk.bot.bot.settings, &work.defs.zone);
    let due = match settings {
        WaitStep::Secs(secs) => Some(work.now.plus_secs((*secs).into())),
        WaitStep::Until(clock) => until(work.now, clock, &zone),
        WaitStep::WorkingHours => next_open(work.now, &walk.bot.bot.settings.working_hours, &zone),
    };
    let Some(due) = due.filter(|due| *due > work.now) else {
        return Ok(After::Go(spot.step().next.clone()));
    };
    work.set_clock(walk.talk, WAIT, spot.step().id.as_str(), due, &walk.cause, 0)?;
    Ok(After::Stay(Phase::Moment))
}

fn zoned(now: Micros, zone: &TimeZone) -> Option<Zoned> {
    Some(Timestamp::from_microsecond(now.0).ok()?.to_zoned(zone.clone()))
}

fn time_of(clock: &str) -> Option<Time> {
    let (hours, minutes) = clock_of(clock)?;
    Time::new(hours, minutes, 0, 0).ok()
}

/// The next moment at which the clock shows a time; tomorrow's when today's is past.
fn until(now: Micros, clock: &str, zone: &TimeZone) -> Option<Micros> {
    let (here, time) = (zoned(now, zone)?, time_of(clock)?);
    let mut day = here.date();
    for _ in 0..3 {
        let at = day
            .to_datetime(time)
            .to_zoned(zone.clone())
            .ok()?
            .timestamp()
            .as_microsecond();
        if at > now.0 {
            return Some(Micros(at));
        }
        day = day.tomorrow().ok()?;
    }
    None
}

/// When people work next; none when they work now, or always.
fn next_open(now: Micros, hours: &[WorkingHours], zone: &TimeZone) -> Option<Micros> {
    if hours.is_empty() {
        return None;
    }
    let here = zoned(now, zone)?;
    let mut soonest: Option<Micros> = None;
    for ahead in 0..8 {
        let day = here.date().checked_add(i64::from(ahead).days()).ok()?;
        let weekday = u8::try_from(day.weekday().to_monday_one_offset()).ok()?;
        for span in hours.iter().filter(|span| span.days.contains(&weekday)) {
            let (from, to) = (time_of(&span.from)?, time_of(&span.to)?);
            let at = |time: Time| {
                Some(
                    day.to_datetime(time)
                        .to_zoned(zone.clone())
                        .ok()?
                        .timestamp()
                        .as_microsecond(),
                )
            };
            let (from, to) = (at(from)?, at(to)?);
            if (from..to).contains(&now.0) {
                return None;
            }
            if from > now.0 {
                soonest = Some(soonest.map_or(Micros(from), |known| known.min(Micros(from))));
            }
        }
        if soonest.is_some() {
            return soonest;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Micros {
        Micros(text.parse::<Timestamp>().unwrap().as_microsecond())
    }

    #[test]
    fn a_clock_is_met_today_or_tomorrow_in_the_bots_zone() {
        let kyiv = TimeZone::get("Europe/Kyiv").unwrap();
        for (now, clock, due) in [
            ("2026-11-23T05:00:00Z", "09:30", "2026-11-23T07:30:00Z"),
            ("2026-11-23T07:30:00Z", "09:30", "2026-11-24T07:30:00Z"),
            ("2026-11-23T23:00:00Z", "00:30", "2026-11-24T22:30:00Z"),
        ] {
            assert_eq!(until(at(now), clock, &kyiv), Some(at(due)), "{now} {clock}");
        }
    }

    #[test]
    fn working_hours_begin_on_the_next_day_that_has_them() {
        let hours = [WorkingHours {
            days: vec![1, 2, 3, 4, 5],
            from: "09:00".into(),
            to: "18:00".into(),
        }];
        let utc = TimeZone::UTC;
        for (now, due) in [
            ("2026-11-23T08:00:00Z", Some("2026-11-23T09:00:00Z")),
            ("2026-11-23T09:00:00Z", None),
            ("2026-11-23T17:59:59Z", None),
            ("2026-11-23T18:00:00Z", Some("2026-11-24T09:00:00Z")),
            // Friday's evening waits for Monday.
            ("2026-11-27T20:00:00Z", Some("2026-11-30T09:00:00Z")),
        ] {
            assert_eq!(next_open(at(now), &hours, &utc), due.map(at), "{now}");
        }
        assert_eq!(next_open(at("2026-11-23T03:00:00Z"), &[], &utc), None);
    }
}
