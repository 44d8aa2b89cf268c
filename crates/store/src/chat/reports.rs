//! Reports of channels that were worked off: none is twice.

use crate::{Result, Space, Tx};
use signalbox_model::{ChannelId, Micros};

/// Claims a report; false when it was worked off before.
pub fn claim(space: &mut Space, channel: ChannelId, key: &str, now: Micros) -> Result<bool> {
    let touched = space.exec(
        "INSERT INTO report_seen (workspace_id, channel_id, key, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (workspace_id, channel_id, key) DO NOTHING",
        &[channel.0.into(), key.into(), now.into()],
    )?;
    Ok(touched == 1)
}

/// Forgets reports that came before a moment; how many, at most `limit`.
pub fn tidy_any_workspace(tx: &mut Tx, before: Micros, limit: i64) -> Result<u64> {
    tx.exec(
        "DELETE FROM report_seen WHERE (workspace_id, channel_id, key) IN
         (SELECT workspace_id, channel_id, key FROM report_seen WHERE at < ?1 ORDER BY at LIMIT ?2)",
        &[before.into(), limit.into()],
    )
}
