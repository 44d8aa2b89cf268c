//! Moments as integer microseconds since 1970, UTC.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A moment, UNIX microseconds UTC. The database and the engine know no other time.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Micros(pub i64);

impl Micros {
    /// A whole number of seconds later (earlier when negative), held at the ends of the range.
    #[must_use]
    pub fn plus_secs(self, secs: i64) -> Self {
        Self(self.0.saturating_add(secs.saturating_mul(1_000_000)))
    }

    /// UNIX seconds, rounded down.
    pub fn secs(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }
}
