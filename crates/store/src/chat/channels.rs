//! Channels: where a bot talks, with the platform's token sealed.

use super::unknown;
use crate::keyring::{Keyring, KeyringError};
use crate::secrets::last4;
use crate::{Result, Row, Space, Tx};
use signalbox_model::bot::{ChannelSettings, ChannelStatus};
use signalbox_model::chat::ChannelKind;
use signalbox_model::{BotId, ChannelId, Micros, WorkspaceId};

/// A channel.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id.
    pub id: ChannelId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// The bot that talks there.
    pub bot: BotId,
    /// The platform.
    pub kind: ChannelKind,
    /// The unguessable part of its address.
    pub token: String,
    /// Its settings.
    pub settings: ChannelSettings,
    /// The platform's token, sealed.
    pub secret: Option<Vec<u8>>,
    /// The last characters of the platform's token.
    pub last4: String,
    /// Whether it is switched on.
    pub on: bool,
    /// What the platform said of it last.
    pub status: ChannelStatus,
    /// Up to where the platform's queue is read: everything up to here is on disk.
    pub cursor: i64,
    /// When it was made.
    pub created_at: Micros,
}

const COLUMNS: &str =
    "id, workspace_id, bot_id, kind, token, settings, secret, last4, is_on, status, poll_cursor, created_at";

fn stored(row: &Row) -> Result<Stored> {
    let kind = row.int(3)?;
    Ok(Stored {
        id: ChannelId(row.int(0)?),
        workspace: WorkspaceId(row.int(1)?),
        bot: BotId(row.int(2)?),
        kind: ChannelKind::from_code(kind).ok_or_else(|| unknown("kind of channel", kind))?,
        token: row.text(4)?,
        settings: row.json(5)?,
        secret: row.opt_bytes(6)?,
        last4: row.text(7)?,
        on: row.flag(8)?,
        status: row.json(9)?,
        cursor: row.int(10)?,
        created_at: Micros(row.int(11)?),
    })
}

/// Every channel of the workspace, oldest first.
pub fn list(space: &mut Space) -> Result<Vec<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM channel WHERE workspace_id = ?1 ORDER BY id");
    space.all(&sql, &[], stored)
}

/// The channels of a bot, oldest first.
pub fn of_bot(space: &mut Space, bot: BotId) -> Result<Vec<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM channel WHERE workspace_id = ?1 AND bot_id = ?2 ORDER BY id");
    space.all(&sql, &[bot.0.into()], stored)
}

/// Channels of all workspaces on a platform that are on.
pub fn on_any_workspace(tx: &mut Tx, kind: ChannelKind) -> Result<Vec<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM channel WHERE kind = ?1 AND is_on = ?2 ORDER BY id");
    tx.all(&sql, &[kind.code().into(), true.into()], stored)
}

/// One channel.
pub fn get(space: &mut Space, id: ChannelId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM channel WHERE workspace_id = ?1 AND id = ?2");
    space.one(&sql, &[id.0.into()], stored)
}

/// The channel behind an address.
pub fn find_any_workspace(tx: &mut Tx, token: &str) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM channel WHERE token = ?1");
    tx.one(&sql, &[token.into()], stored)
}

/// Makes a channel.
pub fn insert(space: &mut Space, channel: &Stored) -> Result<()> {
    let settings = serde_json::to_string(&channel.settings)?;
    let status = serde_json::to_string(&channel.status)?;
    space.exec(
        "INSERT INTO channel (workspace_id, id, bot_id, kind, token, settings, secret, last4, is_on, status,
         poll_cursor, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)",
        &[
            channel.id.0.into(),
            channel.bot.0.into(),
            channel.kind.code().into(),
            (&channel.token).into(),
            (&settings).into(),
            channel.secret.as_deref().into(),
            (&channel.last4).into(),
            channel.on.into(),
            (&status).into(),
            channel.cursor.into(),
            channel.created_at.into(),
        ],
    )?;
    Ok(())
}

/// Writes settings and switch; false when there is no such channel.
pub fn update(
    space: &mut Space,
    id: ChannelId,
    settings: &ChannelSettings,
    on: bool,
    now: Micros,
) -> Result<bool> {
    let settings = serde_json::to_string(settings)?;
    let sql =
        "UPDATE channel SET settings = ?3, is_on = ?4, updated_at = ?5 WHERE workspace_id = ?1 AND id = ?2";
    Ok(space.exec(sql, &[id.0.into(), (&settings).into(), on.into(), now.into()])? == 1)
}

/// Writes what the platform said.
pub fn set_status(space: &mut Space, id: ChannelId, status: &ChannelStatus) -> Result<bool> {
    let status = serde_json::to_string(status)?;
    let sql = "UPDATE channel SET status = ?3 WHERE workspace_id = ?1 AND id = ?2";
    Ok(space.exec(sql, &[id.0.into(), (&status).into()])? == 1)
}

fn row_name(space: &Space, id: ChannelId) -> String {
    format!("channel:{}:{id}", space.workspace())
}

/// Sets the platform's token. The queue of another bot is read from its beginning.
pub fn set_secret(space: &mut Space, keyring: &Keyring, id: ChannelId, secret: &str) -> Result<bool> {
    let sealed = keyring.seal(&row_name(space, id), secret.as_bytes())?;
    let sql =
        "UPDATE channel SET secret = ?3, last4 = ?4, poll_cursor = 0 WHERE workspace_id = ?1 AND id = ?2";
    let shown = last4(secret);
    Ok(space.exec(sql, &[id.0.into(), sealed.as_slice().into(), (&shown).into()])? == 1)
}

/// The platform's token: for who sends and receives, never for who asks through the API.
pub fn reveal(space: &mut Space, keyring: &Keyring, channel: &Stored) -> Result<Option<String>> {
    let Some(sealed) = &channel.secret else {
        return Ok(None);
    };
    let row = row_name(space, channel.id);
    let plain = keyring.unseal(&row, sealed)?;
    Ok(Some(
        String::from_utf8(plain).map_err(|_| KeyringError::Sealed { row })?,
    ))
}

/// Moves on in the platform's queue, in the transaction that wrote what was read.
pub fn set_cursor(space: &mut Space, id: ChannelId, cursor: i64) -> Result<()> {
    let sql = "UPDATE channel SET poll_cursor = ?3 WHERE workspace_id = ?1 AND id = ?2";
    space.exec(sql, &[id.0.into(), cursor.into()])?;
    Ok(())
}

/// Takes or keeps the right to read a platform's queue until `until`; false while another node has it.
pub fn take_poll(space: &mut Space, id: ChannelId, node: i64, now: Micros, until: Micros) -> Result<bool> {
    let sql = "UPDATE channel SET polled_by = ?3, polled_until = ?5 WHERE workspace_id = ?1 AND id = ?2
               AND (polled_by IS NULL OR polled_by = ?3 OR polled_until < ?4)";
    Ok(space.exec(sql, &[id.0.into(), node.into(), now.into(), until.into()])? == 1)
}

/// Removes a channel with the dialogs, identities and messages it brought.
pub fn delete(space: &mut Space, id: ChannelId) -> Result<bool> {
    for table in ["timer", "log_in", "sender", "dialog_draft", "flow_pass"] {
        let sql = format!(
            "DELETE FROM {table} WHERE workspace_id = ?1 AND dialog_id IN
             (SELECT id FROM dialog WHERE workspace_id = ?1 AND channel_id = ?2)"
        );
        space.exec(&sql, &[id.0.into()])?;
    }
    for table in ["message", "identity", "report_seen", "file_fetch", "dialog"] {
        let sql = format!("DELETE FROM {table} WHERE workspace_id = ?1 AND channel_id = ?2");
        space.exec(&sql, &[id.0.into()])?;
    }
    let sql = "DELETE FROM channel WHERE workspace_id = ?1 AND id = ?2";
    Ok(space.exec(sql, &[id.0.into()])? == 1)
}
