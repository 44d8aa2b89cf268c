//! Operators: who answers in a bot.

use super::unknown;
use crate::{Result, Row, Space};
use signalbox_model::dialog::Approval;
use signalbox_model::{BotId, IdentityId, Micros, UserId};

/// An operator of a bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The bot.
    pub bot: BotId,
    /// The user.
    pub user: UserId,
    /// Their own chat, for who answers from a messenger.
    pub identity: Option<IdentityId>,
    /// Whether they may.
    pub approval: Approval,
    /// Whether new chats are given to them.
    pub joined: bool,
    /// When they were last given one.
    pub last_given_at: Option<Micros>,
    /// They are given only the clients they are responsible for, whatever the bot's rules say (O-18).
    pub own_only: bool,
}

const COLUMNS: &str = "bot_id, user_id, identity_id, approval, is_joined, last_given_at, own_only";

fn stored(row: &Row) -> Result<Stored> {
    let approval = row.int(3)?;
    Ok(Stored {
        bot: BotId(row.int(0)?),
        user: UserId(row.int(1)?),
        identity: row.opt_int(2)?.map(IdentityId),
        approval: Approval::from_code(approval).ok_or_else(|| unknown("approval", approval))?,
        joined: row.flag(4)?,
        last_given_at: row.opt_int(5)?.map(Micros),
        own_only: row.flag(6)?,
    })
}

/// The operators of a bot.
pub fn of_bot(space: &mut Space, bot: BotId) -> Result<Vec<Stored>> {
    let sql =
        format!("SELECT {COLUMNS} FROM operator WHERE workspace_id = ?1 AND bot_id = ?2 ORDER BY user_id");
    space.all(&sql, &[bot.0.into()], stored)
}

/// One operator of a bot.
pub fn get(space: &mut Space, bot: BotId, user: UserId) -> Result<Option<Stored>> {
    let sql =
        format!("SELECT {COLUMNS} FROM operator WHERE workspace_id = ?1 AND bot_id = ?2 AND user_id = ?3");
    space.one(&sql, &[bot.0.into(), user.0.into()], stored)
}

/// The operator who answers from a chat of their own.
pub fn by_identity(space: &mut Space, bot: BotId, identity: IdentityId) -> Result<Option<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM operator WHERE workspace_id = ?1 AND bot_id = ?2 AND identity_id = ?3"
    );
    space.one(&sql, &[bot.0.into(), identity.0.into()], stored)
}

/// Makes or writes an operator. `id` is fresh.
pub fn put(space: &mut Space, id: i64, operator: &Stored) -> Result<()> {
    space.exec(
        "INSERT INTO operator (workspace_id, id, bot_id, user_id, identity_id, approval, is_joined, last_given_at, own_only)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (workspace_id, bot_id, user_id) DO UPDATE SET identity_id = excluded.identity_id,
         approval = excluded.approval, is_joined = excluded.is_joined, last_given_at = excluded.last_given_at,
         own_only = excluded.own_only",
        &[
            id.into(),
            operator.bot.0.into(),
            operator.user.0.into(),
            operator.identity.map(|id| id.0).into(),
            operator.approval.code().into(),
            operator.joined.into(),
            operator.last_given_at.into(),
            operator.own_only.into(),
        ],
    )?;
    Ok(())
}
