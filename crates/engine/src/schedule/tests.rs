//! Days and weekdays, and that no local day is skipped or doubled in any zone.

use super::*;
use crate::timing::properties::{any_clock, any_moment};
use proptest::prelude::*;

fn schedule(time: &str, weekdays: &[u8], days: &[u8]) -> Schedule {
    Schedule {
        time: time.parse().unwrap(),
        weekdays: weekdays.to_vec(),
        days: days.to_vec(),
        each: None,
    }
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn next(schedule: &Schedule, after: &str, zone_name: &str) -> Option<String> {
    let local: jiff::civil::DateTime = after.parse().unwrap();
    let after = wall::micros(&wall::instant(local, &zone(zone_name)).unwrap());
    let due = next_due(schedule, after, &zone(zone_name))?;
    Some(
        wall::clock(due, &zone(zone_name))
            .unwrap()
            .strftime("%a %Y-%m-%d %H:%M")
            .to_string(),
    )
}

#[test]
fn the_next_day_that_fits() {
    type Row = (
        &'static str,
        &'static [u8],
        &'static [u8],
        &'static str,
        &'static str,
    );
    let rows: [Row; 9] = [
        ("09:00", &[], &[], "2021-03-26T08:59", "Fri 2021-03-26 09:00"),
        ("09:00", &[], &[], "2021-03-26T09:00", "Sat 2021-03-27 09:00"),
        ("00:00", &[], &[], "2021-03-26T09:00", "Sat 2021-03-27 00:00"),
        ("09:00", &[1], &[], "2021-03-26T09:00", "Mon 2021-03-29 09:00"),
        ("09:00", &[7, 5], &[], "2021-03-26T09:00", "Sun 2021-03-28 09:00"),
        ("09:00", &[], &[31], "2021-04-01T00:00", "Mon 2021-05-31 09:00"),
        ("09:00", &[], &[1, 15], "2021-04-01T10:00", "Thu 2021-04-15 09:00"),
        ("09:00", &[1], &[1], "2021-03-02T00:00", "Mon 2021-11-01 09:00"),
        ("09:00", &[3], &[31], "2021-03-31T10:00", "Wed 2022-08-31 09:00"),
    ];
    for (time, weekdays, days, after, expected) in rows {
        let found = next(&schedule(time, weekdays, days), after, "Europe/Moscow");
        assert_eq!(found.as_deref(), Some(expected), "{time} {weekdays:?} {days:?}");
    }
}

#[test]
fn days_that_do_not_exist_are_never_due() {
    assert_eq!(
        next(&schedule("09:00", &[8], &[]), "2021-03-26T08:59", "Europe/Moscow"),
        None
    );
    assert_eq!(
        next(
            &schedule("09:00", &[], &[0, 32]),
            "2021-03-26T08:59",
            "Europe/Moscow"
        ),
        None
    );
}

#[test]
fn changes_of_the_clocks() {
    let night = schedule("02:30", &[], &[]);
    let rows = [
        ("Europe/Berlin", "2021-03-27T12:00", "Sun 2021-03-28 03:00"),
        ("Europe/Berlin", "2021-03-28T03:00", "Mon 2021-03-29 02:30"),
        ("Europe/Berlin", "2021-10-31T02:30", "Mon 2021-11-01 02:30"),
        // There was no 30 December 2011 in Samoa.
        ("Pacific/Apia", "2011-12-29T12:00", "Sat 2011-12-31 02:30"),
    ];
    for (zone_name, after, expected) in rows {
        assert_eq!(
            next(&night, after, zone_name).as_deref(),
            Some(expected),
            "{after}"
        );
    }
}

/// The local days of a zone from `first` on that have any moment at all, by looking at every quarter of an hour.
fn days_lived(zone: &TimeZone, from: Micros, to: Micros) -> Vec<Date> {
    let quarters = (to.0 - from.0) / 900_000_000;
    let mut days: Vec<Date> = (0..=quarters)
        .filter_map(|n| wall::clock(from.plus_secs(n * 900), zone))
        .map(|at| at.date())
        .collect();
    days.dedup();
    days
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_local_day_is_skipped_or_doubled((zone, from) in any_moment(), clock in any_clock()) {
        let daily = Schedule { time: clock, weekdays: vec![], days: vec![], each: None };
        let to = from.plus_secs(8 * 86_400);
        let mut fired = Vec::new();
        let mut at = from;
        while let Some(due) = next_due(&daily, at, &zone) {
            prop_assert!(due > at);
            if due > to {
                break;
            }
            fired.push(due);
            at = due;
        }
        let lived = days_lived(&zone, from, to);
        // The first and the last day are only partly in view.
        for day in &lived[1..lived.len() - 1] {
            let asked = wall::instant(day.to_datetime(wall::time_of(clock)), &zone).unwrap();
            let times = fired.iter().filter(|due| **due == wall::micros(&asked)).count();
            prop_assert_eq!(times, 1, "{} in {:?}", day, zone.iana_name());
        }
        prop_assert!(fired.len() <= lived.len());
        for due in &fired {
            let shown = wall::clock(*due, &zone).unwrap();
            let skipped = shown.time() != wall::time_of(clock);
            let before = wall::clock(Micros(due.0 - 1), &zone).unwrap();
            prop_assert!(!skipped || before.offset() != shown.offset(), "{shown} was not asked for");
        }
    }
}
