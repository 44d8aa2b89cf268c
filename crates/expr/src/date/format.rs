//! PHP's date letters: `d.m.Y H:i`, with month and day names in three languages.

use std::fmt::Write as _;

use jiff::Zoned;
use jiff::civil::Weekday;

use crate::locale::Locale;

/// Prints a moment by a pattern of PHP's `date`; `\x` is the letter itself.
pub(crate) fn format(pattern: &str, at: &Zoned, locale: Locale) -> String {
    let mut out = String::new();
    let with_day = has_day(pattern);
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            _ => letter(c, at, locale, with_day, &mut out),
        }
    }
    out
}

/// With a day beside it a Slavic month stands in the genitive: «21 ноября», but «ноябрь 2019».
fn has_day(pattern: &str) -> bool {
    let mut escaped = false;
    pattern.chars().any(|c| {
        let plain = !escaped;
        escaped = plain && c == '\\';
        plain && matches!(c, 'd' | 'j')
    })
}

fn letter(c: char, at: &Zoned, locale: Locale, with_day: bool, out: &mut String) {
    let hour12 = (at.hour() + 11) % 12 + 1;
    let iso = at.date().iso_week_date();
    let month = usize::from(at.month().unsigned_abs()) - 1;
    let day = usize::from(at.weekday().since(Weekday::Monday).unsigned_abs()) % 7;
    let written = match c {
        'd' => write!(out, "{:02}", at.day()),
        'j' => write!(out, "{}", at.day()),
        'D' => write!(out, "{}", names(locale).days_short[day]),
        'l' => write!(out, "{}", names(locale).days[day]),
        'N' => write!(out, "{}", day + 1),
        'w' => write!(out, "{}", (day + 1) % 7),
        'S' => write!(out, "{}", english_suffix(at.day())),
        'z' => write!(out, "{}", at.day_of_year() - 1),
        'W' => write!(out, "{:02}", iso.week()),
        'o' => write!(out, "{}", iso.year()),
        'F' if with_day => write!(out, "{}", names(locale).months_genitive[month]),
        'F' => write!(out, "{}", names(locale).months[month]),
        'M' => write!(out, "{}", names(locale).months_short[month]),
        'm' => write!(out, "{:02}", at.month()),
        'n' => write!(out, "{}", at.month()),
        't' => write!(out, "{}", at.days_in_month()),
        'L' => write!(out, "{}", u8::from(at.in_leap_year())),
        'Y' => write!(out, "{:04}", at.year()),
        'y' => write!(out, "{:02}", at.year().rem_euclid(100)),
        'a' => write!(out, "{}", if at.hour() < 12 { "am" } else { "pm" }),
        'A' => write!(out, "{}", if at.hour() < 12 { "AM" } else { "PM" }),
        'g' => write!(out, "{hour12}"),
        'G' => write!(out, "{}", at.hour()),
        'h' => write!(out, "{hour12:02}"),
        'H' => write!(out, "{:02}", at.hour()),
        'i' => write!(out, "{:02}", at.minute()),
        's' => write!(out, "{:02}", at.second()),
        'u' => write!(out, "{:06}", at.subsec_nanosecond() / 1000),
        'v' => write!(out, "{:03}", at.subsec_nanosecond() / 1_000_000),
        'e' => write!(out, "{}", at.time_zone().iana_name().unwrap_or("UTC")),
        'T' => write!(out, "{}", at.strftime("%Z")),
        'I' => write!(
            out,
            "{}",
            u8::from(at.time_zone().to_offset_info(at.timestamp()).dst().is_dst())
        ),
        'O' => write!(out, "{}", at.strftime("%z")),
        'P' => write!(out, "{}", at.strftime("%:z")),
        'p' if at.offset().is_zero() => write!(out, "Z"),
        'p' => write!(out, "{}", at.strftime("%:z")),
        'Z' => write!(out, "{}", at.offset().seconds()),
        'c' => write!(out, "{}", at.strftime("%Y-%m-%dT%H:%M:%S%:z")),
        'r' => write!(out, "{}", at.strftime("%a, %d %b %Y %H:%M:%S %z")),
        'U' => write!(out, "{}", at.timestamp().as_second()),
        other => write!(out, "{other}"),
    };
    debug_assert!(written.is_ok(), "writing to a string does not fail");
}

fn english_suffix(day: i8) -> &'static str {
    match (day, day % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

pub(crate) struct Names {
    pub months: [&'static str; 12],
    pub months_genitive: [&'static str; 12],
    months_short: [&'static str; 12],
    days: [&'static str; 7],
    days_short: [&'static str; 7],
}

pub(crate) fn names(locale: Locale) -> &'static Names {
    match locale {
        Locale::Ru => &RU,
        Locale::Uk => &UK,
        Locale::En => &EN,
    }
}

const EN_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

static EN: Names = Names {
    months: EN_MONTHS,
    months_genitive: EN_MONTHS,
    months_short: [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ],
    days: [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ],
    days_short: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
};

static RU: Names = Names {
    months: [
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ],
    months_genitive: [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
    months_short: [
        "янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек",
    ],
    days: [
        "понедельник",
        "вторник",
        "среда",
        "четверг",
        "пятница",
        "суббота",
        "воскресенье",
    ],
    days_short: ["пн", "вт", "ср", "чт", "пт", "сб", "вс"],
};

static UK: Names = Names {
    months: [
        "січень",
        "лютий",
        "березень",
        "квітень",
        "травень",
        "червень",
        "липень",
        "серпень",
        "вересень",
        "жовтень",
        "листопад",
        "грудень",
    ],
    months_genitive: [
        "січня",
        "лютого",
        "березня",
        "квітня",
        "травня",
        "червня",
        "липня",
        "серпня",
        "вересня",
        "жовтня",
        "листопада",
        "грудня",
    ],
    months_short: [
        "січ", "лют", "бер", "кві", "тра", "чер", "лип", "сер", "вер", "жов", "лис", "гру",
    ],
    days: [
        "понеділок",
        "вівторок",
        "середа",
        "четвер",
        "п'ятниця",
        "субота",
        "неділя",
    ],
    days_short: ["пн", "вт", "ср", "чт", "пт", "сб", "нд"],
};
