//! Links with which other services steer the dialogs of a bot.

use crate::digest::of as digest;
use crate::{Result, Row, Space, Tx};
use signalbox_model::{BotId, Micros, RemoteId, WorkspaceId};

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: RemoteId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// The bot whose dialogs it steers.
    pub bot: BotId,
    /// Which service it was made for.
    pub name: String,
    /// The secret part of its address, a UUID.
    pub address: String,
    /// Until when the address before it still works.
    pub old_until: Option<Micros>,
    /// When it was made.
    pub created_at: Micros,
}

const COLUMNS: &str = "id, workspace_id, bot_id, name, address, old_until, created_at";

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored {
        id: RemoteId(row.int(0)?),
        workspace: WorkspaceId(row.int(1)?),
        bot: BotId(row.int(2)?),
        name: row.text(3)?,
        address: row.text(4)?,
        old_until: row.opt_int(5)?.map(Micros),
        created_at: Micros(row.int(6)?),
    })
}

/// The link behind an address, or behind the one it had before while that still works.
pub fn find_any_workspace(tx: &mut Tx, address: &str, now: Micros) -> Result<Option<Stored>> {
    let digest = digest(address);
    let sql = format!("SELECT {COLUMNS} FROM remote_link WHERE digest = ?1");
    if let Some(found) = tx.one(&sql, &[(&digest).into()], stored)? {
        return Ok(Some(found));
    }
    let sql = format!("SELECT {COLUMNS} FROM remote_link WHERE old_digest = ?1 AND old_until > ?2");
    tx.one(&sql, &[(&digest).into(), now.into()], stored)
}

/// The links of a bot, oldest first.
pub fn of_bot(space: &mut Space, bot: BotId) -> Result<Vec<Stored>> {
    let sql =
        format!("SELECT {COLUMNS} FROM remote_link WHERE workspace_id = ?1 AND bot_id = ?2 ORDER BY id");
    space.all(&sql, &[bot.0.into()], stored)
}

/// One link.
pub fn get(space: &mut Space, id: RemoteId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM remote_link WHERE workspace_id = ?1 AND id = ?2");
    space.one(&sql, &[id.0.into()], stored)
}

/// Whether another link has, or had lately, this address.
pub fn is_taken_any_workspace(tx: &mut Tx, address: &str) -> Result<bool> {
    let sql = "SELECT id FROM remote_link WHERE digest = ?1 OR old_digest = ?1 LIMIT 1";
    Ok(tx
        .one(sql, &[(&digest(address)).into()], |row| row.int(0))?
        .is_some())
}

/// Makes a link.
pub fn insert(space: &mut Space, link: &Stored) -> Result<()> {
    space.exec(
        "INSERT INTO remote_link (workspace_id, id, bot_id, name, address, digest, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            link.id.0.into(),
            link.bot.0.into(),
            (&link.name).into(),
            (&link.address).into(),
            (&digest(&link.address)).into(),
            link.created_at.into(),
        ],
    )?;
    Ok(())
}

/// Names a link anew.
pub fn rename(space: &mut Space, id: RemoteId, name: &str) -> Result<()> {
    let sql = "UPDATE remote_link SET name = ?3 WHERE workspace_id = ?1 AND id = ?2";
    space.exec(sql, &[id.0.into(), name.into()])?;
    Ok(())
}

/// Gives a link another address; the one before works until a moment, or not at all.
pub fn rotate(space: &mut Space, id: RemoteId, address: &str, old_until: Option<Micros>) -> Result<()> {
    space.exec(
        "UPDATE remote_link SET old_digest = CASE WHEN ?5 > 0 THEN digest END, address = ?3, digest = ?4, old_until = ?6
         WHERE workspace_id = ?1 AND id = ?2",
        &[
            id.0.into(),
            address.into(),
            (&digest(address)).into(),
            i64::from(old_until.is_some()).into(),
            old_until.into(),
        ],
    )?;
    Ok(())
}

/// Removes a link; its address stops working at once.
pub fn delete(space: &mut Space, id: RemoteId) -> Result<bool> {
    let sql = "DELETE FROM remote_link WHERE workspace_id = ?1 AND id = ?2";
    Ok(space.exec(sql, &[id.0.into()])? == 1)
}
