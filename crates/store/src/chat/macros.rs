//! Several acts on a dialog by one press, by name.

use crate::{Result, Row, Space};
use signalbox_model::desk::Macro;
use signalbox_model::{MacroId, Micros, UserId};

/// A macro with whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Whose; everybody's when none.
    pub user: Option<UserId>,
    /// What it does.
    pub body: Macro,
}

const COLUMNS: &str = "id, user_id, name, acts, updated_at";

fn stored(row: &Row) -> Result<Stored> {
    let user = row.int(1)?;
    Ok(Stored {
        user: (user != 0).then_some(UserId(user)),
        body: Macro {
            id: MacroId(row.int(0)?),
            name: row.text(2)?,
            shared: user == 0,
            acts: row.json(3)?,
            updated_at: Micros(row.int(4)?),
        },
    })
}

/// What a user may press, by name: everybody's and their own; at most 500.
pub fn list(space: &mut Space, user: UserId) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM macro WHERE workspace_id = ?1 AND user_id IN (0, ?2) ORDER BY name, user_id LIMIT 500"
    );
    space.all(&sql, &[user.0.into()], stored)
}

/// Everybody's, by name.
pub fn shared(space: &mut Space) -> Result<Vec<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM macro WHERE workspace_id = ?1 AND user_id = 0 ORDER BY name");
    space.all(&sql, &[], stored)
}

/// One.
pub fn get(space: &mut Space, id: MacroId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM macro WHERE workspace_id = ?1 AND id = ?2");
    space.one(&sql, &[id.0.into()], stored)
}

/// How many a user has of their own, or everybody has.
pub fn count(space: &mut Space, user: Option<UserId>) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM macro WHERE workspace_id = ?1 AND user_id = ?2";
    let user = user.map_or(0, |user| user.0);
    Ok(space.one(sql, &[user.into()], |row| row.int(0))?.unwrap_or(0))
}

/// Makes one, or writes the one with this id; [`Conflict`](crate::StoreError::Conflict) when its owner has the name already.
pub fn put(space: &mut Space, stored: &Stored) -> Result<()> {
    let Macro {
        id,
        name,
        acts,
        updated_at,
        ..
    } = &stored.body;
    space.exec(
        "INSERT INTO macro (workspace_id, id, user_id, name, acts, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, name = excluded.name, acts = excluded.acts,
         updated_at = excluded.updated_at",
        &[
            id.0.into(),
            stored.user.map_or(0, |user| user.0).into(),
            name.into(),
            (&serde_json::to_string(acts)?).into(),
            (*updated_at).into(),
        ],
    )?;
    Ok(())
}

/// Removes one.
pub fn delete(space: &mut Space, id: MacroId) -> Result<bool> {
    let sql = "DELETE FROM macro WHERE workspace_id = ?1 AND id = ?2";
    Ok(space.exec(sql, &[id.0.into()])? == 1)
}
