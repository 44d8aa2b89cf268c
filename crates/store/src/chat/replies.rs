//! Answers kept ready, called by their shortcut.

use crate::{Result, Row, Space};
use signalbox_model::{Micros, ReplyId, UserId};

/// An answer kept ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: ReplyId,
    /// Whose; everybody's when none.
    pub user: Option<UserId>,
    /// What calls it, without the colon.
    pub shortcut: String,
    /// Its title.
    pub name: String,
    /// What it says, a template.
    pub text: String,
    /// When it last changed.
    pub updated_at: Micros,
}

const COLUMNS: &str = "id, user_id, shortcut, name, text, updated_at";

fn stored(row: &Row) -> Result<Stored> {
    let user = row.int(1)?;
    Ok(Stored {
        id: ReplyId(row.int(0)?),
        user: (user != 0).then_some(UserId(user)),
        shortcut: row.text(2)?,
        name: row.text(3)?,
        text: row.text(4)?,
        updated_at: Micros(row.int(5)?),
    })
}

/// What a user may call, by shortcut: everybody's and their own; at most 1000.
pub fn list(space: &mut Space, user: UserId) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM reply WHERE workspace_id = ?1 AND user_id IN (0, ?2) ORDER BY shortcut, user_id LIMIT 1000"
    );
    space.all(&sql, &[user.0.into()], stored)
}

/// Everybody's, by shortcut.
pub fn shared(space: &mut Space) -> Result<Vec<Stored>> {
    let sql =
        format!("SELECT {COLUMNS} FROM reply WHERE workspace_id = ?1 AND user_id = 0 ORDER BY shortcut");
    space.all(&sql, &[], stored)
}

/// One.
pub fn get(space: &mut Space, id: ReplyId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM reply WHERE workspace_id = ?1 AND id = ?2");
    space.one(&sql, &[id.0.into()], stored)
}

/// How many a user has of their own, or everybody has.
pub fn count(space: &mut Space, user: Option<UserId>) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM reply WHERE workspace_id = ?1 AND user_id = ?2";
    let user = user.map_or(0, |user| user.0);
    Ok(space.one(sql, &[user.into()], |row| row.int(0))?.unwrap_or(0))
}

/// Makes one; [`Conflict`](crate::StoreError::Conflict) when its owner has the shortcut already.
pub fn insert(space: &mut Space, reply: &Stored) -> Result<()> {
    space.exec(
        "INSERT INTO reply (workspace_id, id, user_id, shortcut, name, text, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            reply.id.0.into(),
            reply.user.map_or(0, |user| user.0).into(),
            (&reply.shortcut).into(),
            (&reply.name).into(),
            (&reply.text).into(),
            reply.updated_at.into(),
        ],
    )?;
    Ok(())
}

/// Writes one; false when there is none with this id.
pub fn update(space: &mut Space, reply: &Stored) -> Result<bool> {
    let touched = space.exec(
        "UPDATE reply SET user_id = ?3, shortcut = ?4, name = ?5, text = ?6, updated_at = ?7 WHERE workspace_id = ?1 AND id = ?2",
        &[
            reply.id.0.into(),
            reply.user.map_or(0, |user| user.0).into(),
            (&reply.shortcut).into(),
            (&reply.name).into(),
            (&reply.text).into(),
            reply.updated_at.into(),
        ],
    )?;
    Ok(touched == 1)
}

/// Removes one.
pub fn delete(space: &mut Space, id: ReplyId) -> Result<bool> {
    let sql = "DELETE FROM reply WHERE workspace_id = ?1 AND id = ?2";
    Ok(space.exec(sql, &[id.0.into()])? == 1)
}
