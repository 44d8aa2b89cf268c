//! The one place where the program reads the clock.

use signalbox_model::Micros;
use std::sync::LazyLock;
use std::time::Instant;

/// Now, UNIX microseconds.
pub fn now() -> Micros {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    Micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

/// A clock that never steps back, microseconds since the start: measures how long things take.
pub fn meter() -> i64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    i64::try_from(START.elapsed().as_micros()).unwrap_or(i64::MAX)
}

/// The clock of the API.
pub struct WallClock;

impl signalbox_api::Clock for WallClock {
    fn now(&self) -> Micros {
        now()
    }
}
