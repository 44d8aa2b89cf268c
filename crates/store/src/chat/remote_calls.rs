//! The log of calls of links that steer dialogs.

use super::unknown;
use crate::{Result, Row, Space, Tx};
use signalbox_model::remote::RemoteVerdict;
use signalbox_model::{BotId, DialogId, Micros, RemoteCallId, RemoteId, id};

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: RemoteCallId,
    /// The bot.
    pub bot: BotId,
    /// The link that was called.
    pub link: RemoteId,
    /// What became of it.
    pub verdict: RemoteVerdict,
    /// Why it was refused, or what of it was left out.
    pub reason: Option<String>,
    /// The chat it named; empty when none.
    pub chat: String,
    /// The dialog it changed.
    pub dialog: Option<DialogId>,
    /// `GET` or `POST`.
    pub method: String,
    /// What it said: query and body. The address is not in it.
    pub request: String,
}

fn stored(row: &Row) -> Result<Stored> {
    let verdict = row.int(3)?;
    Ok(Stored {
        id: RemoteCallId(row.int(0)?),
        bot: BotId(row.int(1)?),
        link: RemoteId(row.int(2)?),
        verdict: RemoteVerdict::from_code(verdict).ok_or_else(|| unknown("verdict of a call", verdict))?,
        reason: row.opt_text(4)?,
        chat: row.text(5)?,
        dialog: row.opt_int(6)?.map(DialogId),
        method: row.text(7)?,
        request: row.text(8)?,
    })
}

const COLUMNS: &str = "id, bot_id, link_id, verdict, reason, chat, dialog_id, method, request";

/// Writes a call.
pub fn insert(space: &mut Space, call: &Stored) -> Result<()> {
    space.exec(
        "INSERT INTO remote_call (workspace_id, id, bot_id, link_id, verdict, reason, chat, dialog_id, method, request)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        &[
            call.id.0.into(),
            call.bot.0.into(),
            call.link.0.into(),
            call.verdict.code().into(),
            call.reason.as_deref().into(),
            (&call.chat).into(),
            call.dialog.map(|dialog| dialog.0).into(),
            (&call.method).into(),
            (&call.request).into(),
        ],
    )?;
    Ok(())
}

/// Which calls.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Of this link.
    pub link: Option<RemoteId>,
    /// With this verdict.
    pub verdict: Option<RemoteVerdict>,
    /// Before this one.
    pub before: Option<RemoteCallId>,
}

/// Calls of the links of a bot, newest first.
pub fn list(space: &mut Space, bot: BotId, filter: Filter, limit: i64) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM remote_call WHERE workspace_id = ?1 AND bot_id = ?2 AND id < ?3
         AND (?4 = 0 OR link_id = ?4) AND (?5 = 0 OR verdict = ?5) ORDER BY id DESC LIMIT ?6"
    );
    space.all(
        &sql,
        &[
            bot.0.into(),
            filter.before.map_or(i64::MAX, |id| id.0).into(),
            filter.link.map_or(0, |id| id.0).into(),
            filter.verdict.map_or(0, RemoteVerdict::code).into(),
            limit.into(),
        ],
        stored,
    )
}

/// One call.
pub fn get(space: &mut Space, id: RemoteCallId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM remote_call WHERE workspace_id = ?1 AND id = ?2");
    space.one(&sql, &[id.0.into()], stored)
}

/// Forgets calls from before a moment; how many, at most `limit`.
pub fn tidy_any_workspace(tx: &mut Tx, before: Micros, limit: i64) -> Result<u64> {
    tx.exec(
        "DELETE FROM remote_call WHERE id IN (SELECT id FROM remote_call WHERE id < ?1 ORDER BY id LIMIT ?2)",
        &[id::floor_at(before.0).into(), limit.into()],
    )
}
