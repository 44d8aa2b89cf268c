//! What a phrase has said so far, and how it is applied to the moment it is seen from.

use jiff::civil::{DateTime, Time, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};

#[derive(Debug, Default)]
pub(super) struct State {
    pub touched: bool,
    /// Year, month, day; what is not said comes from the base.
    pub date: Option<(Option<i64>, i64, Option<i64>)>,
    pub time: Option<(i64, i64, i64, i64)>,
    /// A word such as "today" or a weekday sets the clock to midnight.
    pub midnight: bool,
    pub zone: Option<TimeZone>,
    pub unix: Option<(i64, i64)>,
    pub years: i64,
    pub months: i64,
    pub days: i64,
    pub seconds: i64,
    pub working_days: i64,
    pub weekday: Option<Day>,
    pub special: Option<Special>,
    pub edge: Option<Edge>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Day {
    /// Sunday is 0.
    pub number: i64,
    pub how: Seek,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Seek {
    /// Later than the day at hand.
    After,
    /// The day at hand counts.
    OnOrAfter,
    /// The day of the same Monday-to-Sunday week.
    SameWeek,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Special {
    NthWeekday,
    LastWeekday,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Edge {
    FirstDay,
    LastDay,
}

impl State {
    pub fn reset_time(&mut self) {
        self.time = None;
        self.midnight = true;
    }

    pub fn set_time(&mut self, hour: i64, minute: i64, second: i64, nanos: i64) -> Option<()> {
        let fits = (0..=24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second);
        self.time = Some((hour, minute, second, nanos));
        (fits && (hour < 24 || minute == 0)).then_some(())
    }

    pub fn apply(self, base: &Zoned) -> Option<Zoned> {
        let zone = self.zone.clone().unwrap_or_else(|| base.time_zone().clone());
        let start = match self.unix {
            Some((seconds, nanos)) => {
                let at = Timestamp::new(seconds, i32::try_from(nanos).ok()?).ok()?;
                at.to_zoned(base.time_zone().clone())
            }
            None => base.with_time_zone(zone.clone()),
        };
        let zone = if self.unix.is_some() {
            base.time_zone().clone()
        } else {
            zone
        };
        let (year, month, day) = match self.date {
            Some((year, month, day)) => (
                year.unwrap_or_else(|| i64::from(start.year())),
                month,
                day.unwrap_or_else(|| i64::from(start.day())),
            ),
            None => (
                i64::from(start.year()),
                i64::from(start.month()),
                i64::from(start.day()),
            ),
        };
        let clear = self.midnight || (self.date.is_some() && self.unix.is_none());
        let (hour, minute, second, nanos) = match self.time {
            Some(time) => time,
            None if clear => (0, 0, 0, 0),
            None => {
                let time = start.time();
                (
                    time.hour().into(),
                    time.minute().into(),
                    time.second().into(),
                    time.subsec_nanosecond().into(),
                )
            }
        };
        let day = self.shift_day(year, month, day)?;
        let seconds_of_day = hour * 3600 + minute * 60 + second;
        let midnight = day.to_datetime(Time::midnight());
        let wall = midnight.checked_add(seconds_of_day.seconds()).ok()?;
        let wall: DateTime = wall.checked_add(nanos.nanoseconds()).ok()?;
        let moment = wall
            .to_zoned(zone)
            .ok()?
            .checked_add(self.seconds.seconds())
            .ok()?;
        Some(moment.with_time_zone(base.time_zone().clone()))
    }

    /// Weekdays first, then shifts, then the edges of the month, then working days.
    fn shift_day(&self, mut year: i64, mut month: i64, mut day: i64) -> Option<jiff::civil::Date> {
        let mut months = self.months;
        match (self.special, self.edge) {
            (Some(Special::NthWeekday), _) => {
                day = 1;
                month += std::mem::take(&mut months);
            }
            (Some(Special::LastWeekday), _) => {
                day = 1;
                month += std::mem::take(&mut months) + 1;
            }
            (None, Some(_)) => day = 1,
            (None, None) => {}
        }
        if let Some(weekday) = self.weekday {
            let at = normal(year, month, day)?;
            day += weekday.distance(at, self.days);
        }
        let at = normal(year, month, day)?;
        (year, month, day) = (i64::from(at.year()), i64::from(at.month()), i64::from(at.day()));
        year += self.years;
        month += months;
        day += self.days;
        match self.edge {
            Some(Edge::FirstDay) => day = 1,
            Some(Edge::LastDay) => {
                day = 0;
                month += 1;
            }
            None => {}
        }
        add_working_days(normal(year, month, day)?, self.working_days)
    }
}

impl Day {
    /// Days from `at` to the weekday meant, before the shift of `days` is added.
    fn distance(self, at: jiff::civil::Date, days: i64) -> i64 {
        let current = i64::from(at.weekday().since(Weekday::Sunday));
        if self.how == Seek::SameWeek {
            let monday_based = |day: i64| (day + 6) % 7;
            return monday_based(self.number) - monday_based(current);
        }
        let distance = self.number - current;
        let nearest = if self.how == Seek::OnOrAfter { -1 } else { 0 };
        match (days < 0 && distance < 0) || (days >= 0 && distance <= nearest) {
            true => distance + 7,
            false => distance,
        }
    }
}

/// A date whose month and day may be out of range, as 32 February is 4 March.
fn normal(year: i64, month: i64, day: i64) -> Option<jiff::civil::Date> {
    let year = year.checked_add((month - 1).div_euclid(12))?;
    let month = (month - 1).rem_euclid(12) + 1;
    let first = date(
        i16::try_from(year)
            .ok()
            .filter(|year| (-9999..=9999).contains(year))?,
        i8::try_from(month).ok()?,
        1,
    );
    let days = day.checked_sub(1).filter(|days| days.abs() < 5_000_000)?;
    first.checked_add(days.days()).ok()
}

fn add_working_days(mut at: jiff::civil::Date, count: i64) -> Option<jiff::civil::Date> {
    let step = count.signum();
    for _ in 0..count.abs().min(100_000) {
        at = at.checked_add(step.days()).ok()?;
        while matches!(at.weekday(), Weekday::Saturday | Weekday::Sunday) {
            at = at.checked_add(step.days()).ok()?;
        }
    }
    Some(at)
}
