//! What holds in every zone of the tz database at any moment of 1990–2040.

use super::*;
use proptest::prelude::*;
use signalbox_model::timer::{ClockTime, Zone};
use std::sync::LazyLock;

/// 1990-01-01 and 2041-01-01, UNIX seconds.
pub(crate) const FROM: i64 = 631_152_000;
pub(crate) const TO: i64 = 2_240_611_200;

static ZONES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let all: Vec<_> = jiff::tz::db().available().map(|name| name.to_string()).collect();
    assert!(all.len() > 300, "the tz database has {} zones", all.len());
    all
});

pub(crate) fn any_zone() -> impl Strategy<Value = TimeZone> {
    (0..ZONES.len()).prop_map(|place| TimeZone::get(&ZONES[place]).unwrap())
}

/// A moment; one in two lies within a day of a change of the zone's clocks.
pub(crate) fn any_moment() -> impl Strategy<Value = (TimeZone, Micros)> {
    (any_zone(), FROM..TO, any::<bool>(), -90_000_i64..90_000).prop_map(
        |(zone, secs, near_change, beside)| {
            let at = jiff::Timestamp::from_second(secs).unwrap();
            let change = near_change.then(|| zone.following(at).next()).flatten();
            let secs = change.map_or(secs, |change| {
                (change.timestamp().as_second() + beside).clamp(FROM, TO)
            });
            (zone, Micros(secs * 1_000_000))
        },
    )
}

pub(crate) fn any_clock() -> impl Strategy<Value = ClockTime> {
    (0_u8..24, 0_u8..60).prop_map(|(hour, minute)| ClockTime { hour, minute })
}

fn any_day() -> impl Strategy<Value = Date> {
    (0_i32..40_000).prop_map(|days| {
        jiff::civil::date(1940, 1, 1)
            .checked_add(jiff::Span::new().days(days))
            .unwrap()
    })
}

fn timer(at: When) -> Timer {
    Timer {
        at,
        zone: Zone::Workspace,
        if_past: IfPast::Skip,
        overwrite: false,
    }
}

fn scalar() -> signalbox_model::Scalar {
    serde_json::from_str("\"{{x}}\"").unwrap()
}

/// Whether the zone's clock never shows this time.
fn in_gap(local: DateTime, zone: &TimeZone) -> bool {
    matches!(
        zone.to_ambiguous_timestamp(local).offset(),
        jiff::tz::AmbiguousOffset::Gap { .. }
    )
}

/// The clock shows the asked time, or it was skipped and this is the first moment after the gap.
fn check_wall(at: &Zoned, asked: DateTime) -> Result<(), TestCaseError> {
    if !in_gap(asked, at.time_zone()) {
        prop_assert_eq!(at.datetime(), asked);
        // The first of two.
        let hour_before = wall::exact(at, -3600).unwrap();
        prop_assert_ne!(hour_before.datetime(), asked);
        return Ok(());
    }
    prop_assert!(at.datetime() > asked);
    let before = at
        .timestamp()
        .checked_sub(jiff::SignedDuration::from_micros(1))
        .unwrap();
    prop_assert!(before.to_zoned(at.time_zone().clone()).datetime() < asked);
    Ok(())
}

fn planned_at(planned: &Planned, zone: &TimeZone) -> Option<Zoned> {
    match planned {
        Planned::At(at) => wall::clock(*at, zone),
        _ => None,
    }
}

/// The nearest moment ahead at which a shifted day of the year comes, day by day.
fn walk(settings: &OnDayOfYear, given: Date, here: &Zoned) -> Option<Zoned> {
    let means = |day: Date| {
        let origin = day
            .checked_sub(jiff::Span::new().days(settings.shift_days))
            .unwrap();
        let leap_elsewhere = (given.month(), given.day()) == (2, 29) && !origin.in_leap_year();
        let wanted = match (leap_elsewhere, settings.leap_day_to_march) {
            (false, _) => (given.month(), given.day()),
            (true, true) => (3, 1),
            (true, false) => (2, 28),
        };
        (origin.month(), origin.day()) == wanted
    };
    let start = here.date().checked_sub(jiff::Span::new().days(3)).unwrap();
    let time = wall::time_of(settings.time);
    start
        .series(jiff::Span::new().days(1))
        .take(1500)
        .filter(|day| means(*day))
        .filter_map(|day| wall::instant(day.to_datetime(time), here.time_zone()))
        .find(|moment| moment > here)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn calendar_spans_keep_the_wall_clock((zone, now) in any_moment(), count in 1_u32..120, unit in 0..4) {
        let unit = [Unit::Days, Unit::Weeks, Unit::Months, Unit::Years][usize::try_from(unit).unwrap() % 4];
        let count = if unit == Unit::Years { count.min(99) } else { count };
        let planned = plan(&timer(When::After(Span { count, unit })), None, now, &zone);
        let at = planned_at(&planned, &zone).unwrap();
        prop_assert!(wall::micros(&at) > now);
        let n = i64::from(count);
        let span = match unit {
            Unit::Days => jiff::Span::new().days(n),
            Unit::Weeks => jiff::Span::new().weeks(n),
            Unit::Months => jiff::Span::new().months(n),
            _ => jiff::Span::new().years(n),
        };
        let here = wall::clock(now, &zone).unwrap();
        check_wall(&at, here.datetime().checked_add(span).unwrap())?;
    }

    #[test]
    fn clock_spans_are_exact((zone, now) in any_moment(), count in 1_u32..100_000) {
        for (unit, secs) in [(Unit::Seconds, 1), (Unit::Minutes, 60), (Unit::Hours, 3600)] {
            let planned = plan(&timer(When::After(Span { count, unit })), None, now, &zone);
            prop_assert_eq!(planned, Planned::At(now.plus_secs(i64::from(count) * secs)));
        }
    }

    #[test]
    fn a_date_is_planned_at_its_wall_clock((zone, now) in any_moment(), clock in any_clock(), day in any_day(), shift_days in -400..400) {
        let timer = timer(When::OnDate(OnDate { date: scalar(), time: Some(clock), shift_days }));
        let planned = plan(&timer, Some(&DateInput::Date(day)), now, &zone);
        let here = wall::clock(now, &zone).unwrap();
        let asked = day.checked_add(jiff::Span::new().days(shift_days)).unwrap().to_datetime(wall::time_of(clock));
        let moment = wall::instant(asked, &zone).unwrap();
        check_wall(&moment, asked)?;
        let expected = match () {
            () if moment > here => Planned::At(wall::micros(&moment)),
            () if moment.date() == here.date() => Planned::Now,
            () => Planned::Past,
        };
        prop_assert_eq!(planned, expected);
    }

    #[test]
    fn a_day_of_the_year_is_the_nearest(
        (zone, now) in any_moment(), clock in any_clock(), day in any_day(), leap in 0..4, shift_days in -400..400, march in any::<bool>(),
    ) {
        let day = if leap == 0 { jiff::civil::date(1992, 2, 29) } else { day };
        let settings = OnDayOfYear { date: scalar(), time: clock, shift_days, every_year: false, leap_day_to_march: march };
        let here = wall::clock(now, &zone).unwrap();
        let nearest = walk(&settings, day, &here).unwrap();
        let planned = plan(&timer(When::OnDayOfYear(settings)), Some(&DateInput::Date(day)), now, &zone);
        prop_assert_eq!(planned, Planned::At(wall::micros(&nearest)));
    }

    #[test]
    fn later_is_never_earlier((zone, now) in any_moment(), later in 0_i64..500_000_000, clock in any_clock(), day in any_day(), count in 1_u32..1000) {
        let later = now.plus_secs(later);
        let of_year = timer(When::OnDayOfYear(OnDayOfYear {
            date: scalar(), time: clock, shift_days: 0, every_year: false, leap_day_to_march: false,
        }));
        let exact = timer(When::After(Span { count, unit: Unit::Minutes }));
        let days = timer(When::After(Span { count, unit: Unit::Days }));
        // Hours that come twice are told apart by nothing on a wall clock.
        let is_first = |at: Micros| {
            let here = wall::clock(at, &zone).unwrap();
            wall::instant(here.datetime(), &zone).unwrap() == here
        };
        for timer in [&of_year, &exact, &days] {
            if timer == &days && !(is_first(now) && is_first(later)) {
                continue;
            }
            let date = DateInput::Date(day);
            let at = |now| planned_at(&plan(timer, Some(&date), now, &zone), &zone).unwrap();
            prop_assert!(at(now) <= at(later), "{:?}", timer);
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,40}", digits in "[-0-9.: TZ+]{0,30}", shift_days in any::<i32>()) {
        for text in [text, digits] {
            let timer = timer(When::OnDate(OnDate { date: scalar(), time: None, shift_days }));
            let planned = plan(&timer, Some(&DateInput::Text(text)), Micros(0), &TimeZone::UTC);
            prop_assert!(planned_at(&planned, &TimeZone::UTC).is_none_or(|at| wall::micros(&at).0 > 0));
        }
    }
}
