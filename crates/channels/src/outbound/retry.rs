//! When to try again: the receiver's wish first, else growing pauses with chance in them, so that a thousand failed
//! deliveries do not come back in the same second.

use std::time::{Duration, SystemTime};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// The pauses after the first, second, … failed attempt, before chance: ten attempts within about a day and a half.
pub const BACKOFF: [Duration; 9] = [
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_secs(2 * MINUTE),
    Duration::from_secs(10 * MINUTE),
    Duration::from_secs(30 * MINUTE),
    Duration::from_secs(2 * HOUR),
    Duration::from_secs(5 * HOUR),
    Duration::from_secs(10 * HOUR),
    Duration::from_secs(10 * HOUR),
];

/// A receiver may not put a delivery off for longer than this.
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(24 * HOUR);

/// The pause after the `attempt`-th failed attempt, counted from 1: [`BACKOFF`] within ±20 %. `random01` is a random
/// number from 0 to 1. Attempts past the end of the schedule pause as long as its last.
pub fn backoff(attempt: u32, random01: f64) -> Duration {
    let index = usize::try_from(attempt.saturating_sub(1))
        .unwrap_or(usize::MAX)
        .min(BACKOFF.len() - 1);
    let random01 = if random01.is_nan() {
        0.5
    } else {
        random01.clamp(0.0, 1.0)
    };
    BACKOFF[index].mul_f64(0.8 + 0.4 * random01)
}

/// Whether a status asks for another try: too early, too many, or the receiver's own trouble (Z-98).
pub fn retriable_status(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500..=599)
}

/// How long the receiver asks to wait in `Retry-After`, as seconds or as a date, at most [`MAX_RETRY_AFTER`]; a date
/// that has passed means not at all. `now_secs` counts from 1970. `None`: it does not ask, or not understandably.
pub fn retry_after(headers: &[(String, String)], now_secs: i64) -> Option<Duration> {
    let (_, value) = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("retry-after"))?;
    let value = value.trim();
    let secs = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        value.parse().unwrap_or(u64::MAX)
    } else {
        let until = httpdate::parse_http_date(value).ok()?;
        let until = until.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs();
        until.saturating_sub(u64::try_from(now_secs).unwrap_or(0))
    };
    Some(Duration::from_secs(secs).min(MAX_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_vary_by_a_fifth() {
        let table = [
            (0, 0.5, 5.0),
            (1, 0.5, 5.0),
            (1, 0.0, 4.0),
            (1, 1.0, 6.0),
            (2, 0.5, 30.0),
            (3, 0.5, 120.0),
            (9, 0.5, 36_000.0),
            (10, 0.5, 36_000.0),
            (u32::MAX, 0.5, 36_000.0),
            (1, f64::NAN, 5.0),
            (1, 7.0, 6.0),
            (1, -7.0, 4.0),
        ];
        for (attempt, random, expected) in table {
            let pause = backoff(attempt, random).as_secs_f64();
            assert!((pause - expected).abs() < 1e-6, "{attempt} {random}: {pause}");
        }
        assert!(BACKOFF.is_sorted());
    }

    #[test]
    fn the_receivers_wish_is_read() {
        // Sun, 06 Nov 1994 08:49:37 GMT is 784111777.
        let table = [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("86401", Some(86_400)),
            ("99999999999999999999999", Some(86_400)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(77)),
            ("Sun, 06 Nov 1994 08:48:00 GMT", Some(0)),
            ("soon", None),
            ("-5", None),
            ("", None),
        ];
        for (value, expected) in table {
            let headers = [("Retry-After".to_owned(), value.to_owned())];
            let asked = retry_after(&headers, 784_111_700).map(|asked| asked.as_secs());
            assert_eq!(asked, expected, "{value}");
        }
        assert_eq!(retry_after(&[], 0), None);
    }

    #[test]
    fn only_temporary_statuses_are_tried_again() {
        for status in [408, 425, 429, 500, 503, 599] {
            assert!(retriable_status(status), "{status}");
        }
        for status in [200, 301, 400, 401, 404, 410, 422, 600] {
            assert!(!retriable_status(status), "{status}");
        }
    }
}
