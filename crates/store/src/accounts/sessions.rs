//! Signed-in browsers: 32 random bytes in a cookie, their hash here, an end that moves on while they are used.

use super::SecretHash;
use super::users::{COLUMNS, user};
use crate::{Result, Space, Tx};
use signalbox_model::person::User;
use signalbox_model::{Micros, SessionId, UserId, WorkspaceId};

/// A session ends so many seconds after it was last used.
pub const LIFETIME_SECS: i64 = 30 * 24 * 3600;
/// Use is noted this often, seconds, so that reading does not write.
pub const SEEN_EVERY_SECS: i64 = 3600;

/// A browser that has proved itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Signed {
    /// The session.
    pub id: SessionId,
    /// Where it acts.
    pub workspace: WorkspaceId,
    /// For whom.
    pub user: User,
    /// When its use was last noted.
    pub seen_at: Micros,
}

/// Starts a session.
pub fn start_session(
    space: &mut Space,
    id: SessionId,
    user: UserId,
    hash: &SecretHash,
    now: Micros,
) -> Result<()> {
    space.exec(
        "INSERT INTO session (workspace_id, hash, id, user_id, created_at, seen_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)",
        &[hash.as_slice().into(), id.0.into(), user.0.into(), now.into(), now.plus_secs(LIFETIME_SECS).into()],
    )?;
    Ok(())
}

/// The session of a cookie: the cookie itself says which workspace.
pub fn find_session_any_workspace(tx: &mut Tx, hash: &SecretHash, now: Micros) -> Result<Option<Signed>> {
    let sql = format!(
        "SELECT {COLUMNS}, s.id, s.workspace_id, s.seen_at FROM session s
         JOIN app_user u ON u.id = s.user_id AND u.workspace_id = s.workspace_id
         WHERE s.hash = ?1 AND s.expires_at > ?2"
    );
    tx.one(&sql, &[hash.as_slice().into(), now.into()], |row| {
        Ok(Signed {
            user: user(row)?,
            id: SessionId(row.int(7)?),
            workspace: WorkspaceId(row.int(8)?),
            seen_at: Micros(row.int(9)?),
        })
    })
}

/// Notes the use of a session and moves its end.
pub fn see_session(space: &mut Space, id: SessionId, now: Micros) -> Result<()> {
    space.exec(
        "UPDATE session SET seen_at = ?3, expires_at = ?4 WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into(), now.into(), now.plus_secs(LIFETIME_SECS).into()],
    )?;
    Ok(())
}

/// Ends a session.
pub fn end_session(space: &mut Space, id: SessionId) -> Result<bool> {
    Ok(space.exec(
        "DELETE FROM session WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into()],
    )? == 1)
}

/// Ends every session of a person except one: after a change of password.
pub(super) fn end_others(space: &mut Space, user: UserId, except: Option<SessionId>) -> Result<()> {
    space.exec(
        "DELETE FROM session WHERE workspace_id = ?1 AND user_id = ?2 AND id <> ?3",
        &[user.0.into(), except.map_or(-1, |id| id.0).into()],
    )?;
    Ok(())
}

/// Forgets sessions that are over; how many.
pub fn forget_expired_sessions(tx: &mut Tx, now: Micros) -> Result<u64> {
    tx.exec("DELETE FROM session WHERE expires_at <= ?1", &[now.into()])
}
