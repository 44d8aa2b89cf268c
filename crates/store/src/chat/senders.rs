//! Senders: people who want to answer a bot's clients from their own messenger (O-15).

use super::unknown;
use crate::{Result, Row, Space};
use signalbox_model::dialog::Approval;
use signalbox_model::{BotId, DialogId, IdentityId, Micros, SenderId, UserId};

/// Somebody who asked to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: SenderId,
    /// The bot.
    pub bot: BotId,
    /// Who.
    pub identity: IdentityId,
    /// Their own chat with the bot.
    pub dialog: DialogId,
    /// Whether they may.
    pub approval: Approval,
    /// As whom they answer.
    pub user: Option<UserId>,
    /// When they asked.
    pub created_at: Micros,
    /// When somebody last decided.
    pub decided_at: Option<Micros>,
}

const COLUMNS: &str = "id, bot_id, identity_id, dialog_id, approval, user_id, created_at, decided_at";

fn stored(row: &Row) -> Result<Stored> {
    let approval = row.int(4)?;
    Ok(Stored {
        id: SenderId(row.int(0)?),
        bot: BotId(row.int(1)?),
        identity: IdentityId(row.int(2)?),
        dialog: DialogId(row.int(3)?),
        approval: Approval::from_code(approval).ok_or_else(|| unknown("approval", approval))?,
        user: row.opt_int(5)?.map(UserId),
        created_at: Micros(row.int(6)?),
        decided_at: row.opt_int(7)?.map(Micros),
    })
}

/// One sender of a bot.
pub fn get(space: &mut Space, bot: BotId, id: SenderId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM sender WHERE workspace_id = ?1 AND bot_id = ?2 AND id = ?3");
    space.one(&sql, &[bot.0.into(), id.0.into()], stored)
}

/// The sender who somebody is in a bot.
pub fn of_identity(space: &mut Space, bot: BotId, identity: IdentityId) -> Result<Option<Stored>> {
    let sql =
        format!("SELECT {COLUMNS} FROM sender WHERE workspace_id = ?1 AND bot_id = ?2 AND identity_id = ?3");
    space.one(&sql, &[bot.0.into(), identity.0.into()], stored)
}

/// The sender whose own chat a dialog is.
pub fn of_dialog(space: &mut Space, dialog: DialogId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM sender WHERE workspace_id = ?1 AND dialog_id = ?2");
    space.one(&sql, &[dialog.0.into()], stored)
}

/// The approved sender who answers as a user.
pub fn of_user(space: &mut Space, bot: BotId, user: UserId) -> Result<Option<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM sender WHERE workspace_id = ?1 AND bot_id = ?2 AND user_id = ?3 AND approval = 1"
    );
    space.one(&sql, &[bot.0.into(), user.0.into()], stored)
}

/// A page of a bot's senders, newest first.
pub fn list(space: &mut Space, bot: BotId, before: Option<SenderId>, limit: i64) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM sender WHERE workspace_id = ?1 AND bot_id = ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4"
    );
    let before = before.map_or(i64::MAX, |id| id.0);
    space.all(
        &sql,
        &[bot.0.into(), before.into(), limit.clamp(1, 500).into()],
        stored,
    )
}

/// Keeps somebody who asks to answer.
pub fn insert(space: &mut Space, sender: &Stored) -> Result<()> {
    space.exec(
        "INSERT INTO sender (workspace_id, id, bot_id, identity_id, dialog_id, approval, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            sender.id.0.into(),
            sender.bot.0.into(),
            sender.identity.0.into(),
            sender.dialog.0.into(),
            sender.approval.code().into(),
            sender.created_at.into(),
        ],
    )?;
    Ok(())
}

/// Writes what somebody decided.
pub fn decide(
    space: &mut Space,
    id: SenderId,
    approval: Approval,
    user: Option<UserId>,
    now: Micros,
) -> Result<()> {
    let sql =
        "UPDATE sender SET approval = ?3, user_id = ?4, decided_at = ?5 WHERE workspace_id = ?1 AND id = ?2";
    space.exec(
        sql,
        &[
            id.0.into(),
            approval.code().into(),
            user.map(|user| user.0).into(),
            now.into(),
        ],
    )?;
    Ok(())
}
