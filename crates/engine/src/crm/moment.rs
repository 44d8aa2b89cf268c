//! Dates and moments as people, forms and other systems write them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use signalbox_model::Micros;

/// What a text names: a day, or a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    Day(Date),
    At(Timestamp),
}

impl Moment {
    /// Reads `31.12.2026`, `31.12.2026 10:30[:00]`, ISO 8601 with or without an offset, and UNIX seconds,
    /// milliseconds or microseconds. What has no offset is in `tz`.
    pub fn parse(text: &str, tz: &TimeZone) -> Option<Self> {
        let text = text.trim();
        if text.len() >= 9 && text.bytes().all(|b| b.is_ascii_digit()) {
            return unix(text).map(Self::At);
        }
        for (pattern, has_time) in [
            ("%d.%m.%Y %H:%M:%S", true),
            ("%d.%m.%Y %H:%M", true),
            ("%d.%m.%Y", false),
        ] {
            match has_time {
                true => {
                    if let Ok(local) = DateTime::strptime(pattern, text) {
                        return at(local, tz).map(Self::At);
                    }
                }
                false => {
                    if let Ok(day) = Date::strptime(pattern, text) {
                        return Some(Self::Day(day));
                    }
                }
            }
        }
        if let Ok(moment) = text.parse::<Timestamp>() {
            return Some(Self::At(moment));
        }
        // A bare date parses as a date-time too, so its length decides.
        if text.len() <= 10 {
            return text.parse().ok().map(Self::Day);
        }
        at(text.parse().ok()?, tz).map(Self::At)
    }

    /// The day, in the zone.
    pub fn day(self, tz: &TimeZone) -> Date {
        match self {
            Self::Day(day) => day,
            Self::At(moment) => moment.to_zoned(tz.clone()).date(),
        }
    }

    /// The moment; a day begins at midnight of the zone (Z-172).
    pub fn micros(self, tz: &TimeZone) -> Option<i64> {
        match self {
            Self::Day(day) => {
                at(day.to_datetime(jiff::civil::Time::midnight()), tz).map(Timestamp::as_microsecond)
            }
            Self::At(moment) => Some(moment.as_microsecond()),
        }
    }
}

/// The moment a text names, written as a date, a date with a time, ISO 8601 or a UNIX number; a day begins at midnight of the zone.
pub fn moment(text: &str, tz: &TimeZone) -> Option<Micros> {
    Some(Micros(Moment::parse(text, tz)?.micros(tz)?))
}

fn at(local: DateTime, tz: &TimeZone) -> Option<Timestamp> {
    Some(local.to_zoned(tz.clone()).ok()?.timestamp())
}

fn unix(digits: &str) -> Option<Timestamp> {
    let number: i64 = digits.parse().ok()?;
    match digits.len() {
        ..=11 => Timestamp::from_second(number).ok(),
        12..=14 => Timestamp::from_millisecond(number).ok(),
        _ => Timestamp::from_microsecond(number).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_come_in_many_spellings() {
        let tz = TimeZone::get("Europe/Moscow").unwrap();
        let noon = 1_616_773_560_000_000; // 2021-03-26 18:46:00 Moscow
        for (text, day, micros) in [
            ("26.03.2021", "2021-03-26", 1_616_706_000_000_000),
            ("2021-03-26", "2021-03-26", 1_616_706_000_000_000),
            ("26.03.2021 18:46", "2021-03-26", noon),
            (" 26.03.2021 18:46:00 ", "2021-03-26", noon),
            ("2021-03-26 18:46:00", "2021-03-26", noon),
            ("2021-03-26T18:46", "2021-03-26", noon),
            ("2021-03-26T15:46:00Z", "2021-03-26", noon),
            ("2021-03-26T17:46:00+02:00", "2021-03-26", noon),
            ("1616773560", "2021-03-26", noon),
            ("1616773560000", "2021-03-26", noon),
            ("1616773560000000", "2021-03-26", noon),
            // Late in UTC is the next day in Moscow.
            ("2021-03-26T22:00:00Z", "2021-03-27", 1_616_796_000_000_000),
        ] {
            let moment = Moment::parse(text, &tz).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(moment.day(&tz).to_string(), day, "{text}");
            assert_eq!(moment.micros(&tz), Some(micros), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "31.02.2021",
            "2021-13-01",
            "завтра",
            "12",
            "26.03.2021 25:00",
            "99999999999999999999",
        ] {
            assert_eq!(Moment::parse(text, &TimeZone::UTC), None, "{text}");
        }
    }
}
