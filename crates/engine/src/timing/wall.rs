//! The wall clock of a zone: local times to instants, with the rules for changes of the clocks (Z-53).

use jiff::civil::{DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Span, Timestamp, Zoned};
use signalbox_model::Micros;
use signalbox_model::timer::ClockTime;

/// What the clock of the zone shows; `None` outside of the calendar.
pub(crate) fn clock(at: Micros, zone: &TimeZone) -> Option<Zoned> {
    Some(Timestamp::from_microsecond(at.0).ok()?.to_zoned(zone.clone()))
}

/// The instant as the database keeps it.
pub(crate) fn micros(at: &Zoned) -> Micros {
    Micros(at.timestamp().as_microsecond())
}

/// A time of day to the minute.
pub(crate) fn time_of(clock: ClockTime) -> Time {
    let part = |number: u8| i8::try_from(number).unwrap_or_default();
    Time::new(part(clock.hour), part(clock.minute), 0, 0).unwrap_or(Time::midnight())
}

/// The instant of a local time: in a gap the first moment after it, in an overlap the first of the two.
pub(crate) fn instant(local: DateTime, zone: &TimeZone) -> Option<Zoned> {
    let ambiguous = zone.to_ambiguous_timestamp(local);
    let AmbiguousOffset::Gap { before, .. } = ambiguous.offset() else {
        return Some(ambiguous.compatible().ok()?.to_zoned(zone.clone()));
    };
    // Read with the offset before the gap the time lies at or after the change; the change itself is wanted.
    let beyond = before.to_timestamp(local).ok()?;
    let just_beyond = beyond.checked_add(SignedDuration::from_nanos(1)).ok()?;
    let change = zone.preceding(just_beyond).next()?;
    Some(change.timestamp().to_zoned(zone.clone()))
}

/// The same wall-clock time so many days, months or years later, held at the month's end.
pub(crate) fn shifted(at: &Zoned, span: Span) -> Option<Zoned> {
    instant(at.datetime().checked_add(span).ok()?, at.time_zone())
}

/// [`shifted`] by a span that may be too long to exist.
pub(crate) fn shifted_checked(at: &Zoned, span: impl FnOnce() -> Result<Span, jiff::Error>) -> Option<Zoned> {
    shifted(at, span().ok()?)
}

/// Exactly so many seconds later.
pub(crate) fn exact(at: &Zoned, secs: i64) -> Option<Zoned> {
    at.checked_add(SignedDuration::from_secs(secs)).ok()
}
