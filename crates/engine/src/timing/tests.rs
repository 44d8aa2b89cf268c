//! The table of the catalogue (9.6), changes of the clocks, and the forms of dates.

use super::*;
use signalbox_model::timer::{ClockTime, Zone};

const MOSCOW: &str = "Europe/Moscow";
const NOW: &str = "2021-03-26 18:46";

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn at(local: &str, zone_name: &str) -> Micros {
    let local: DateTime = local.replace(' ', "T").parse().unwrap();
    wall::micros(&wall::instant(local, &zone(zone_name)).unwrap())
}

fn shown(planned: &Planned, zone_name: &str) -> String {
    match planned {
        Planned::At(at) => wall::clock(*at, &zone(zone_name))
            .unwrap()
            .strftime("%Y-%m-%d %H:%M")
            .to_string(),
        Planned::Now => "at once".into(),
        Planned::Past => "passed".into(),
        Planned::NoDate(_) => "no date".into(),
    }
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
    serde_json::from_str("\"{{lead.cf(birthday)}}\"").unwrap()
}

fn after(span: &str) -> Timer {
    timer(When::After(span.parse().unwrap()))
}

fn on_date(time: Option<&str>, shift_days: i32) -> Timer {
    timer(When::OnDate(OnDate {
        date: scalar(),
        time: time.map(|time| time.parse::<ClockTime>().unwrap()),
        shift_days,
    }))
}

fn day_of_year(time: &str, shift_days: i32, leap_day_to_march: bool) -> Timer {
    timer(When::OnDayOfYear(OnDayOfYear {
        date: scalar(),
        time: time.parse().unwrap(),
        shift_days,
        every_year: false,
        leap_day_to_march,
    }))
}

fn check(timer: &Timer, date: &str, now: &str, zone_name: &str, expected: &str) {
    let date = DateInput::Text(date.into());
    let planned = plan(timer, Some(&date), at(now, zone_name), &zone(zone_name));
    assert_eq!(
        shown(&planned, zone_name),
        expected,
        "{timer:?} {date:?} at {now}: {planned:?}"
    );
}

#[test]
fn the_table_of_the_catalogue() {
    check(&after("7 days"), "", NOW, MOSCOW, "2021-04-02 18:46");
    check(
        &on_date(Some("09:00"), -1),
        "10.04.2021",
        NOW,
        MOSCOW,
        "2021-04-09 09:00",
    );
    check(&on_date(Some("09:00"), 0), "26.03.2021", NOW, MOSCOW, "at once");
    check(&on_date(Some("09:00"), 0), "20.03.2021", NOW, MOSCOW, "passed");
    check(&on_date(Some("09:00"), 0), "", NOW, MOSCOW, "no date");
    check(&on_date(Some("09:00"), 0), "soon", NOW, MOSCOW, "no date");
    let rows = [
        ("05.05.1990", NOW, "10:00", 0, "2021-05-05 10:00"),
        ("26.03.1990", NOW, "10:00", 0, "2022-03-26 10:00"),
        ("26.03.1990", NOW, "19:00", 0, "2021-03-26 19:00"),
        ("29.02.1992", NOW, "10:00", 0, "2022-02-28 10:00"),
        ("29.02.1992", "2024-01-10 00:00", "10:00", 0, "2024-02-29 10:00"),
        ("29.02.1992", NOW, "10:00", -1, "2022-02-27 10:00"),
        ("29.02.1992", NOW, "10:00", 1, "2022-03-01 10:00"),
        ("01.01.1980", "2021-12-30 12:00", "10:00", -3, "2022-12-29 10:00"),
        ("30.12.1980", "2022-01-02 12:00", "10:00", 5, "2022-01-04 10:00"),
        ("05.05.2030", NOW, "10:00", 0, "2021-05-05 10:00"),
    ];
    for (date, now, time, shift, expected) in rows {
        check(&day_of_year(time, shift, false), date, now, MOSCOW, expected);
    }
}

#[test]
fn leap_days() {
    let march = |shift| day_of_year("10:00", shift, true);
    check(&march(0), "29.02.1992", NOW, MOSCOW, "2022-03-01 10:00");
    check(&march(1), "29.02.1992", NOW, MOSCOW, "2022-03-02 10:00");
    check(
        &march(0),
        "29.02.1992",
        "2024-01-10 00:00",
        MOSCOW,
        "2024-02-29 10:00",
    );
    // 2100 has no leap day, 2000 had one.
    check(
        &day_of_year("10:00", 0, false),
        "29.02.1992",
        "2099-06-01 00:00",
        MOSCOW,
        "2100-02-28 10:00",
    );
    check(
        &day_of_year("10:00", 0, false),
        "29.02.1992",
        "1999-06-01 00:00",
        MOSCOW,
        "2000-02-29 10:00",
    );
    check(
        &after("1 year"),
        "",
        "2024-02-29 10:00",
        MOSCOW,
        "2025-02-28 10:00",
    );
}

#[test]
fn a_shift_of_years_still_finds_the_nearest() {
    check(
        &day_of_year("10:00", 800, false),
        "01.01.1980",
        NOW,
        MOSCOW,
        "2022-03-11 10:00",
    );
    check(
        &day_of_year("10:00", -800, false),
        "01.01.1980",
        NOW,
        MOSCOW,
        "2021-10-23 10:00",
    );
    check(
        &day_of_year("10:00", i32::MIN, false),
        "01.01.1980",
        NOW,
        MOSCOW,
        "no date",
    );
    check(&on_date(None, i32::MAX), "01.01.1980", NOW, MOSCOW, "no date");
}

#[test]
fn months_are_held_at_their_end() {
    check(
        &after("1 month"),
        "",
        "2021-01-31 10:00",
        MOSCOW,
        "2021-02-28 10:00",
    );
    check(
        &after("1 month"),
        "",
        "2024-01-31 10:00",
        MOSCOW,
        "2024-02-29 10:00",
    );
    check(
        &after("13 months"),
        "",
        "2021-08-31 10:00",
        MOSCOW,
        "2022-09-30 10:00",
    );
    check(&after("99 years"), "", NOW, MOSCOW, "2120-03-26 18:46");
    check(&after("2 weeks"), "", NOW, MOSCOW, "2021-04-09 18:46");
}

#[test]
fn days_keep_the_wall_clock_and_hours_are_exact() {
    let berlin = "Europe/Berlin";
    // The clocks go forward on 28 March 2021 and back on 31 October.
    check(
        &after("1 day"),
        "",
        "2021-03-27 12:00",
        berlin,
        "2021-03-28 12:00",
    );
    check(
        &after("24 hours"),
        "",
        "2021-03-27 12:00",
        berlin,
        "2021-03-28 13:00",
    );
    check(
        &after("1 day"),
        "",
        "2021-10-30 12:00",
        berlin,
        "2021-10-31 12:00",
    );
    check(
        &after("1440 minutes"),
        "",
        "2021-10-30 12:00",
        berlin,
        "2021-10-31 11:00",
    );
    check(
        &after("86400 seconds"),
        "",
        "2021-10-30 12:00",
        berlin,
        "2021-10-31 11:00",
    );
}

#[test]
fn a_skipped_time_becomes_the_first_minute_after() {
    check(
        &after("1 day"),
        "",
        "2021-03-27 02:30",
        "Europe/Berlin",
        "2021-03-28 03:00",
    );
    check(
        &on_date(Some("02:00"), 0),
        "28.03.2021",
        "2021-03-01 00:00",
        "Europe/Berlin",
        "2021-03-28 03:00",
    );
    // Midnight itself is skipped.
    check(
        &on_date(None, 0),
        "04.11.2018",
        "2018-11-01 00:00",
        "America/Sao_Paulo",
        "2018-11-04 01:00",
    );
    // Half an hour.
    check(
        &on_date(Some("02:10"), 0),
        "04.10.2020",
        "2020-10-01 00:00",
        "Australia/Lord_Howe",
        "2020-10-04 02:30",
    );
    // A whole day.
    check(
        &on_date(Some("09:00"), 0),
        "30.12.2011",
        "2011-12-01 00:00",
        "Pacific/Apia",
        "2011-12-31 00:00",
    );
}

#[test]
fn a_doubled_time_is_the_first() {
    let berlin = "Europe/Berlin";
    let date = DateInput::Text("31.10.2021".into());
    let planned = plan(
        &on_date(Some("02:30"), 0),
        Some(&date),
        at("2021-10-01 00:00", berlin),
        &zone(berlin),
    );
    let first: jiff::Timestamp = "2021-10-31T02:30:00+02:00".parse().unwrap();
    assert_eq!(planned, Planned::At(Micros(first.as_microsecond())));
}

#[test]
fn a_passed_date_can_fire_at_once() {
    let mut timer = on_date(Some("09:00"), 0);
    timer.if_past = IfPast::FireNow;
    check(&timer, "20.03.2021", NOW, MOSCOW, "at once");
    check(&timer, "27.03.2021", NOW, MOSCOW, "2021-03-27 09:00");
    // The shifted date is what counts as today.
    check(&on_date(Some("09:00"), 1), "25.03.2021", NOW, MOSCOW, "at once");
    check(&on_date(Some("09:00"), -1), "26.03.2021", NOW, MOSCOW, "passed");
    // A date without any time means its midnight.
    check(&on_date(None, 0), "26.03.2021", NOW, MOSCOW, "at once");
    check(&on_date(None, 1), "26.03.2021", NOW, MOSCOW, "2021-03-27 00:00");
}

#[test]
fn every_form_of_a_date_is_read() {
    let forms = [
        ("10.04.2021 09:30", "2021-04-10 09:30"),
        ("10.04.2021 09:30:59", "2021-04-10 09:30"),
        (" 1.4.2021 ", "2021-04-01 00:00"),
        ("2021-04-10", "2021-04-10 00:00"),
        ("20210410", "2021-04-10 00:00"),
        ("2021-04-10 09:30", "2021-04-10 09:30"),
        ("2021-04-10T09:30:00", "2021-04-10 09:30"),
        ("2021-04-10T09:30:00+03:00", "2021-04-10 09:30"),
        ("2021-04-10T06:30:00Z", "2021-04-10 09:30"),
        ("2021-04-10T09:30:00.123+03:00[Europe/Moscow]", "2021-04-10 09:30"),
        ("1618036200", "2021-04-10 09:30"),
        ("1618036200000", "2021-04-10 09:30"),
    ];
    for (form, expected) in forms {
        check(&on_date(None, 0), form, NOW, MOSCOW, expected);
    }
    // A set time replaces the time of the field.
    check(
        &on_date(Some("12:00"), 0),
        "1618036200",
        NOW,
        MOSCOW,
        "2021-04-10 12:00",
    );
}

#[test]
fn what_is_no_date_says_so_and_how_to_write_one() {
    let forms = [
        "",
        "  ",
        "soon",
        "0",
        "2021",
        "31.02.2021",
        "10.04.21",
        "10.13.2021",
        "10.04.2021 25:00",
        "1.2.3.2021",
        "+1.+2.2021",
        "12345678901234567890",
        "2021-02-29",
    ];
    for form in forms {
        let planned = plan(
            &on_date(None, 0),
            Some(&DateInput::Text(form.into())),
            at(NOW, MOSCOW),
            &zone(MOSCOW),
        );
        let Planned::NoDate(why) = planned else {
            panic!("{form}: {planned:?}")
        };
        assert!(
            why.contains("fill the field") || why.contains("10.04.2021"),
            "{why}"
        );
    }
    assert!(matches!(
        plan(&on_date(None, 0), None, at(NOW, MOSCOW), &zone(MOSCOW)),
        Planned::NoDate(_)
    ));
}

#[test]
fn typed_dates_need_no_reading() {
    let day = DateInput::Date(jiff::civil::date(2021, 4, 10));
    let moment = DateInput::Moment(at("2021-04-10 23:30", MOSCOW));
    let plan_at = |date: &DateInput, zone_name: &str| {
        shown(
            &plan(&on_date(None, 0), Some(date), at(NOW, MOSCOW), &zone(zone_name)),
            zone_name,
        )
    };
    assert_eq!(plan_at(&day, MOSCOW), "2021-04-10 00:00");
    assert_eq!(plan_at(&moment, MOSCOW), "2021-04-10 23:30");
    assert_eq!(plan_at(&moment, "Asia/Tokyo"), "2021-04-11 05:30");
}

#[test]
fn phrases() {
    let phrased = |text: &str| {
        let timer = timer(When::At(scalar()));
        shown(
            &plan(
                &timer,
                Some(&DateInput::Text(text.into())),
                at(NOW, MOSCOW),
                &zone(MOSCOW),
            ),
            MOSCOW,
        )
    };
    assert_eq!(phrased("tomorrow 10:00"), "2021-03-27 10:00");
    assert_eq!(phrased("+2 hours"), "2021-03-26 20:46");
    assert_eq!(phrased("monday next week 09:00"), "2021-03-29 09:00");
    assert_eq!(phrased("today 10:00"), "at once");
    assert_eq!(phrased("yesterday 10:00"), "passed");
    assert_eq!(phrased("some day"), "no date");
    assert_eq!(phrased(""), "no date");
    assert_eq!(
        phrase("tomorrow 10:00", at(NOW, MOSCOW), &zone(MOSCOW)),
        Some(at("2021-03-27 10:00", MOSCOW))
    );
}

#[test]
fn a_moment_is_read_at_the_end_of_a_text() {
    for (text, rest, due) in [
        ("Call Anna tomorrow 10:00", "Call Anna", "2021-03-27 10:00"),
        ("Call Anna tomorrow at 10:00", "Call Anna", "2021-03-27 10:00"),
        (
            "Позвонить Анне завтра в 15:30",
            "Позвонить Анне",
            "2021-03-27 15:30",
        ),
        (
            "Зателефонувати Ганні завтра о 15:30",
            "Зателефонувати Ганні",
            "2021-03-27 15:30",
        ),
        ("Отчёт через 3 дня", "Отчёт", "2021-03-29 18:46"),
        ("Report by friday next week", "Report", "2021-04-02 09:00"),
        ("Order 7042 tomorrow", "Order 7042", "2021-03-27 09:00"),
        ("Встреча 31.03.2021 11:00", "Встреча", "2021-03-31 11:00"),
        ("today 20:00", "", "2021-03-26 20:00"),
    ] {
        let found = trailing_phrase(text, at(NOW, MOSCOW), &zone(MOSCOW));
        assert_eq!(found, Some((rest, at(due, MOSCOW))), "{text}");
    }
    for text in ["", "Call Anna", "Order 7042", "Позвонить Анне", "   "] {
        assert_eq!(
            trailing_phrase(text, at(NOW, MOSCOW), &zone(MOSCOW)),
            None,
            "{text}"
        );
    }
}

#[test]
fn an_overdue_timer_is_given_up_after_three_calendar_months() {
    let rows = [
        ("2021-03-01 12:00", "2021-06-01 12:00"),
        ("2021-11-30 12:00", "2022-02-28 12:00"),
        ("2023-11-30 12:00", "2024-02-29 12:00"),
        ("2021-12-01 12:00", "2022-03-01 12:00"),
    ];
    for (due, gone) in rows {
        assert_eq!(
            delete_after(at(due, MOSCOW), &zone(MOSCOW)),
            at(gone, MOSCOW),
            "{due}"
        );
    }
    assert_eq!(delete_after(Micros(i64::MAX), &zone(MOSCOW)), Micros(i64::MAX));
}

#[test]
fn a_broken_clock_is_no_reason_to_panic() {
    for now in [Micros(i64::MIN), Micros(i64::MAX)] {
        assert!(matches!(
            plan(&after("1 day"), None, now, &zone(MOSCOW)),
            Planned::NoDate(_)
        ));
        assert_eq!(phrase("tomorrow", now, &zone(MOSCOW)), None);
    }
}
