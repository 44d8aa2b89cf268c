//! Signed-in browsers: 32 random bytes in a cookie, their hash here, an end that moves on while they are used.

use super::SecretHash;
use super::sign_ins::Device;
use super::users::{COLUMNS, USERS, WIDTH, user};
use crate::{Result, Space, Tx};
use schemars::JsonSchema;
use serde::Serialize;
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
    /// Whether the second factor was proved when it began.
    pub proved: bool,
}

/// A session that is to be started.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// For whom.
    pub user: UserId,
    /// The hash of the cookie.
    pub hash: SecretHash,
    /// From where.
    pub device: Device,
    /// Whether the second factor was proved.
    pub proved: bool,
}

/// A session as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// When it was started.
    pub created_at: Micros,
    /// When it was last used, to the hour.
    pub seen_at: Micros,
    /// The address it was started from.
    pub address: String,
    /// What the browser says it is.
    pub agent: String,
}

/// Starts a session, and notes that the person came into the workspace.
pub fn start_session(space: &mut Space, new: &NewSession, now: Micros) -> Result<()> {
    let NewSession {
        id,
        user,
        hash,
        device,
        proved,
    } = new;
    space.exec(
        "INSERT INTO session (workspace_id, hash, id, user_id, created_at, seen_at, expires_at, address, agent, proved)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9)",
        &[
            hash.as_slice().into(),
            id.0.into(),
            user.0.into(),
            now.into(),
            now.plus_secs(LIFETIME_SECS).into(),
            (&device.address).into(),
            (&device.agent).into(),
            i64::from(*proved).into(),
        ],
    )?;
    space.exec(
        "UPDATE app_user SET entered_at = ?3 WHERE workspace_id = ?1 AND id = ?2",
        &[user.0.into(), now.into()],
    )?;
    Ok(())
}

/// The users that are the same person as `?2` of the workspace: a person's own sessions and tries to sign in are
/// theirs wherever they work.
pub(super) const SAME_PERSON: &str = "(workspace_id, user_id) IN (SELECT o.workspace_id, o.id FROM app_user o
     JOIN app_user u ON u.person_id = o.person_id WHERE u.workspace_id = ?1 AND u.id = ?2)";

/// The sessions of a person in every workspace, newest first.
pub fn list_sessions(space: &mut Space, user: UserId, now: Micros) -> Result<Vec<Session>> {
    let sql = format!(
        "SELECT id, created_at, seen_at, address, agent FROM session
         WHERE {SAME_PERSON} AND expires_at > ?3 ORDER BY id DESC LIMIT 500"
    );
    space.all(&sql, &[user.0.into(), now.into()], |row| {
        Ok(Session {
            id: SessionId(row.int(0)?),
            created_at: Micros(row.int(1)?),
            seen_at: Micros(row.int(2)?),
            address: row.text(3)?,
            agent: row.text(4)?,
        })
    })
}

/// Whether a session still lasts and its person may still sign in, with the role they have now.
pub fn is_session(space: &mut Space, id: SessionId) -> Result<Option<User>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {USERS} JOIN session s ON u.id = s.user_id AND u.workspace_id = s.workspace_id
         WHERE s.workspace_id = ?1 AND s.id = ?2 AND u.disabled_at IS NULL"
    );
    space.one(&sql, &[id.0.into()], user)
}

/// Ends a session of a person, in whatever workspace; false when it is not theirs.
pub fn end_own_session(space: &mut Space, user: UserId, id: SessionId) -> Result<bool> {
    let sql = format!("DELETE FROM session WHERE {SAME_PERSON} AND id = ?3");
    Ok(space.exec(&sql, &[user.0.into(), id.0.into()])? == 1)
}

/// Ends every session of a person except one, in whatever workspace.
pub fn end_other_sessions(space: &mut Space, user: UserId, except: Option<SessionId>) -> Result<()> {
    end_others(space, user, except)
}

/// The session of a cookie: the cookie itself says which workspace.
pub fn find_session_any_workspace(tx: &mut Tx, hash: &SecretHash, now: Micros) -> Result<Option<Signed>> {
    let sql = format!(
        "SELECT {COLUMNS}, s.id, s.workspace_id, s.seen_at, s.proved <> 0 FROM {USERS}
         JOIN session s ON u.id = s.user_id AND u.workspace_id = s.workspace_id
         WHERE s.hash = ?1 AND s.expires_at > ?2 AND u.disabled_at IS NULL"
    );
    tx.one(&sql, &[hash.as_slice().into(), now.into()], |row| {
        Ok(Signed {
            user: user(row)?,
            id: SessionId(row.int(WIDTH)?),
            workspace: WorkspaceId(row.int(WIDTH + 1)?),
            seen_at: Micros(row.int(WIDTH + 2)?),
            proved: row.flag(WIDTH + 3)?,
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
    let sql = format!("DELETE FROM session WHERE {SAME_PERSON} AND id <> ?3");
    space.exec(&sql, &[user.0.into(), except.map_or(-1, |id| id.0).into()])?;
    Ok(())
}

/// Ends every session of a user in this workspace alone: somebody else shut them out of it.
pub(super) fn end_here(space: &mut Space, user: UserId) -> Result<()> {
    let sql = "DELETE FROM session WHERE workspace_id = ?1 AND user_id = ?2";
    space.exec(sql, &[user.0.into()])?;
    Ok(())
}

/// Notes that the second factor was proved in a session.
pub fn prove_session(space: &mut Space, id: SessionId) -> Result<()> {
    let sql = "UPDATE session SET proved = 1 WHERE workspace_id = ?1 AND id = ?2";
    space.exec(sql, &[id.0.into()])?;
    Ok(())
}

/// Forgets sessions that are over; how many.
pub fn forget_expired_sessions(tx: &mut Tx, now: Micros) -> Result<u64> {
    tx.exec("DELETE FROM session WHERE expires_at <= ?1", &[now.into()])
}
