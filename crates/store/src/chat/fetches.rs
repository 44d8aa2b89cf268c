//! Files of messages whose bytes are still on their platform: the outbox of what is to be fetched.

use crate::{Result, Row, Space, Tx};
use signalbox_model::{ChannelId, DialogId, MessageId, Micros, WorkspaceId};

/// A file that is to be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: i64,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// The channel it came by.
    pub channel: ChannelId,
    /// The message that names it.
    pub message: MessageId,
    /// Which of the message's files, from 0.
    pub place: usize,
    /// The dialog it goes on to when it is here.
    pub relay_to: Option<DialogId>,
    /// Tries so far, the one under way included.
    pub attempt: i64,
}

const COLUMNS: &str = "id, workspace_id, channel_id, message_id, place, relay_to, attempt";

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored {
        id: row.int(0)?,
        workspace: WorkspaceId(row.int(1)?),
        channel: ChannelId(row.int(2)?),
        message: MessageId(row.int(3)?),
        place: usize::try_from(row.int(4)?).unwrap_or_default(),
        relay_to: row.opt_int(5)?.map(DialogId),
        attempt: row.int(6)?,
    })
}

/// Plans to fetch a file. The id is fresh.
pub fn insert(space: &mut Space, fetch: &Stored, now: Micros) -> Result<()> {
    space.exec(
        "INSERT INTO file_fetch (workspace_id, id, channel_id, message_id, place, relay_to, attempt, due_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7)",
        &[
            fetch.id.into(),
            fetch.channel.0.into(),
            fetch.message.0.into(),
            i64::try_from(fetch.place).unwrap_or_default().into(),
            fetch.relay_to.map(|id| id.0).into(),
            now.into(),
        ],
    )?;
    Ok(())
}

/// Claims files of a channel that are due, until `until`.
pub fn lease(tx: &mut Tx, now: Micros, until: Micros, channel: ChannelId, limit: i64) -> Result<Vec<Stored>> {
    // The moment is asked for twice: of two nodes the later finds the row claimed.
    let sql = format!(
        "UPDATE file_fetch SET attempt = attempt + 1, due_at = ?3 WHERE due_at <= ?2 AND id IN
         (SELECT id FROM file_fetch WHERE channel_id = ?1 AND due_at <= ?2 ORDER BY due_at, id LIMIT ?4)
         RETURNING {COLUMNS}"
    );
    tx.all(
        &sql,
        &[channel.0.into(), now.into(), until.into(), limit.into()],
        stored,
    )
}

/// Makes every file of a channel due: whoever claimed one before this server began is gone, or does it twice at no harm.
pub fn release_any_workspace(tx: &mut Tx, now: Micros, channel: ChannelId) -> Result<()> {
    let sql = "UPDATE file_fetch SET due_at = ?2 WHERE channel_id = ?1 AND due_at > ?2";
    tx.exec(sql, &[channel.0.into(), now.into()])?;
    Ok(())
}

/// When the next file of a channel is due.
pub fn soonest_any_workspace(tx: &mut Tx, channel: ChannelId) -> Result<Option<Micros>> {
    let sql = "SELECT MIN(due_at) FROM file_fetch WHERE channel_id = ?1";
    let soonest = tx.one(sql, &[channel.0.into()], |row| row.opt_int(0))?;
    Ok(soonest.flatten().map(Micros))
}

/// Puts a file off.
pub fn postpone(space: &mut Space, id: i64, due_at: Micros) -> Result<()> {
    let sql = "UPDATE file_fetch SET due_at = ?3 WHERE workspace_id = ?1 AND id = ?2";
    space.exec(sql, &[id.into(), due_at.into()])?;
    Ok(())
}

/// Ends the fetching of a file; false when it has ended already.
pub fn end(space: &mut Space, id: i64) -> Result<bool> {
    let sql = "DELETE FROM file_fetch WHERE workspace_id = ?1 AND id = ?2";
    Ok(space.exec(sql, &[id.into()])? == 1)
}

/// Gives up the files of a message.
pub fn forget(space: &mut Space, message: MessageId) -> Result<()> {
    let sql = "DELETE FROM file_fetch WHERE workspace_id = ?1 AND message_id = ?2";
    space.exec(sql, &[message.0.into()])?;
    Ok(())
}
