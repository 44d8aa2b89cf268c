//! What is wanted of chats that have not written yet; it is applied at their first contact.

use crate::{Result, Space, Tx};
use signalbox_model::{BotId, Micros};

/// What is kept for a chat, JSON.
pub fn get(space: &mut Space, bot: BotId, chat: &str) -> Result<Option<String>> {
    let sql = "SELECT wanted FROM dialog_early WHERE workspace_id = ?1 AND bot_id = ?2 AND chat = ?3";
    space.one(sql, &[bot.0.into(), chat.into()], |row| row.text(0))
}

/// Keeps what is wanted of a chat, in place of what was kept before.
pub fn put(space: &mut Space, bot: BotId, chat: &str, wanted: &str, now: Micros) -> Result<()> {
    space.exec(
        "INSERT INTO dialog_early (workspace_id, bot_id, chat, wanted, at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (workspace_id, bot_id, chat) DO UPDATE SET wanted = excluded.wanted, at = excluded.at",
        &[bot.0.into(), chat.into(), wanted.into(), now.into()],
    )?;
    Ok(())
}

/// Takes what was kept for a chat since a moment; what is older is forgotten.
pub fn take(space: &mut Space, bot: BotId, chat: &str, since: Micros) -> Result<Option<String>> {
    let sql = "SELECT wanted, at FROM dialog_early WHERE workspace_id = ?1 AND bot_id = ?2 AND chat = ?3";
    let kept = space.one(sql, &[bot.0.into(), chat.into()], |row| {
        Ok((row.text(0)?, Micros(row.int(1)?)))
    })?;
    if kept.is_some() {
        let sql = "DELETE FROM dialog_early WHERE workspace_id = ?1 AND bot_id = ?2 AND chat = ?3";
        space.exec(sql, &[bot.0.into(), chat.into()])?;
    }
    Ok(kept.filter(|(_, at)| *at >= since).map(|(wanted, _)| wanted))
}

/// Forgets what was kept before a moment; how many, at most `limit`.
pub fn tidy_any_workspace(tx: &mut Tx, before: Micros, limit: i64) -> Result<u64> {
    tx.exec(
        "DELETE FROM dialog_early WHERE (workspace_id, bot_id, chat) IN
         (SELECT workspace_id, bot_id, chat FROM dialog_early WHERE at < ?1 ORDER BY at LIMIT ?2)",
        &[before.into(), limit.into()],
    )
}
