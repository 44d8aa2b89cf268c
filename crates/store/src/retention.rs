//! How long history is kept, and how the disk gets it back: ages, a limit in bytes, sizes.
//!
//! Deleting goes in units of a few milliseconds, oldest first, and never touches what still waits: held and
//! waiting events, runs that wait for a block or whose timers do, deliveries that are to be sent. Changes of
//! records are the timeline's and stay (decision 0072).

mod sizes;
mod sweep;
#[cfg(test)]
mod tests;
mod tidy;

pub use sizes::{Sizes, sizes};
pub use sweep::{Progress, Sweep, step};
pub use tidy::{Tidied, Upkeep, checkpoint, tidy, vacuum_step};

use crate::{Result, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is kept. 0 is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Days that runs with their traces, deliveries and the events behind them are kept.
    #[schemars(range(max = 36_500))]
    pub runs_days: u32,
    /// Days that bodies are kept: requests as received, requests and answers as sent and got. Never longer
    /// than the runs.
    #[schemars(range(max = 36_500))]
    pub bodies_days: u32,
    /// The size in bytes above which the oldest history goes, whatever its age: of the whole database on
    /// SQLite, of the history alone on PostgreSQL (estimated: its files keep the room of deleted rows).
    pub max_bytes: u64,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            runs_days: 90,
            bodies_days: 30,
            max_bytes: 20 << 30,
        }
    }
}

/// Days above which an age means the same as none.
const MOST_DAYS: u32 = 36_500;
/// A limit below this would delete everything at once: the empty database has this size, about.
const LEAST_BYTES: u64 = 64 << 20;

impl Retention {
    /// What is wrong with the settings, as the field and the reason for people.
    pub fn fault(&self) -> Option<(&'static str, String)> {
        let days = [("runs_days", self.runs_days), ("bodies_days", self.bodies_days)];
        if let Some((field, days)) = days.into_iter().find(|(_, days)| *days > MOST_DAYS) {
            return Some((
                field,
                format!("{days} days are more than {MOST_DAYS}: write 0 to keep everything"),
            ));
        }
        (self.max_bytes != 0 && self.max_bytes < LEAST_BYTES).then(|| {
            let reason = format!(
                "{} bytes are less than {LEAST_BYTES} (64 MiB): write more, or 0 for no limit",
                self.max_bytes
            );
            ("max_bytes", reason)
        })
    }
}

const NAME: &str = "retention";

/// The settings of this server.
pub fn settings(tx: &mut Tx) -> Result<Retention> {
    let found = crate::settings::get(tx, NAME)?;
    found.map_or(Ok(Retention::default()), |text| Ok(serde_json::from_str(&text)?))
}

/// Writes the settings of this server; they hold from the next round of upkeep on.
pub fn set(tx: &mut Tx, retention: &Retention) -> Result<()> {
    crate::settings::set(tx, NAME, &serde_json::to_string(retention)?)
}
