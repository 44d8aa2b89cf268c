//! Bots.

use crate::scenarios::key;
use crate::{Result, Row, Space};
use signalbox_model::bot::BotSettings;
use signalbox_model::{BotId, Key, Micros};

/// A bot.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id.
    pub id: BotId,
    /// Its key.
    pub key: Key,
    /// Whether it answers.
    pub on: bool,
    /// Its settings.
    pub settings: BotSettings,
    /// When it was made.
    pub created_at: Micros,
    /// When it last changed.
    pub updated_at: Micros,
}

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored {
        id: BotId(row.int(0)?),
        key: key(&row.text(1)?)?,
        on: row.flag(2)?,
        settings: row.json(3)?,
        created_at: Micros(row.int(4)?),
        updated_at: Micros(row.int(5)?),
    })
}

const COLUMNS: &str = "id, key, is_on, settings, created_at, updated_at";

/// Every bot of the workspace, by key.
pub fn list(space: &mut Space) -> Result<Vec<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM bot WHERE workspace_id = ?1 ORDER BY key");
    space.all(&sql, &[], stored)
}

/// One bot.
pub fn get(space: &mut Space, id: BotId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM bot WHERE workspace_id = ?1 AND id = ?2");
    space.one(&sql, &[id.0.into()], stored)
}

/// Makes a bot.
pub fn insert(space: &mut Space, bot: &Stored) -> Result<()> {
    let settings = serde_json::to_string(&bot.settings)?;
    space.exec(
        "INSERT INTO bot (workspace_id, id, key, is_on, settings, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            bot.id.0.into(),
            bot.key.as_str().into(),
            bot.on.into(),
            (&settings).into(),
            bot.created_at.into(),
            bot.updated_at.into(),
        ],
    )?;
    Ok(())
}

/// Writes a bot; false when there is none with this id.
pub fn update(space: &mut Space, bot: &Stored) -> Result<bool> {
    let settings = serde_json::to_string(&bot.settings)?;
    let touched = space.exec(
        "UPDATE bot SET key = ?3, is_on = ?4, settings = ?5, updated_at = ?6 WHERE workspace_id = ?1 AND id = ?2",
        &[
            bot.id.0.into(),
            bot.key.as_str().into(),
            bot.on.into(),
            (&settings).into(),
            bot.updated_at.into(),
        ],
    )?;
    Ok(touched == 1)
}

/// Removes a bot with its channels, flows, operators, dialogs and their messages.
pub fn delete(space: &mut Space, id: BotId) -> Result<bool> {
    let own = "SELECT id FROM dialog WHERE workspace_id = ?1 AND bot_id = ?2";
    for table in ["message", "timer", "log_in"] {
        let sql = format!("DELETE FROM {table} WHERE workspace_id = ?1 AND dialog_id IN ({own})");
        space.exec(&sql, &[id.0.into()])?;
    }
    let channels = "SELECT id FROM channel WHERE workspace_id = ?1 AND bot_id = ?2";
    for table in ["identity", "report_seen", "file_fetch"] {
        let sql = format!("DELETE FROM {table} WHERE workspace_id = ?1 AND channel_id IN ({channels})");
        space.exec(&sql, &[id.0.into()])?;
    }
    space.exec(
        "DELETE FROM flow_version WHERE workspace_id = ?1 AND flow_id IN
         (SELECT id FROM flow WHERE workspace_id = ?1 AND bot_id = ?2)",
        &[id.0.into()],
    )?;
    for table in [
        "dialog",
        "channel",
        "flow",
        "flow_schedule",
        "operator",
        "sender",
        "remote_link",
        "dialog_early",
        "remote_call",
    ] {
        let sql = format!("DELETE FROM {table} WHERE workspace_id = ?1 AND bot_id = ?2");
        space.exec(&sql, &[id.0.into()])?;
    }
    let sql = "DELETE FROM bot WHERE workspace_id = ?1 AND id = ?2";
    Ok(space.exec(sql, &[id.0.into()])? == 1)
}
