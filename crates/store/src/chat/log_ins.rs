//! Links that tie a chat to a user of the studio. A row lasts as long as its link is good: using it up removes it.

use crate::accounts::SecretHash;
use crate::{Result, Row, Space};
use signalbox_model::{DialogId, Micros};

/// A link that is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    /// The dialog it was said in.
    pub dialog: DialogId,
    /// Until when it is good.
    pub expires_at: Micros,
}

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored {
        dialog: DialogId(row.int(0)?),
        expires_at: Micros(row.int(1)?),
    })
}

/// Keeps a link of a dialog in place of an earlier one. `id` is fresh.
pub fn put(space: &mut Space, id: i64, hash: &SecretHash, link: Stored) -> Result<()> {
    forget(space, link.dialog)?;
    let sql =
        "INSERT INTO log_in (workspace_id, id, hash, dialog_id, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    space.exec(
        sql,
        &[
            id.into(),
            hash.as_slice().into(),
            link.dialog.0.into(),
            link.expires_at.into(),
        ],
    )?;
    Ok(())
}

/// The link of a secret, when it is still good.
pub fn find(space: &mut Space, hash: &SecretHash, now: Micros) -> Result<Option<Stored>> {
    let sql =
        "SELECT dialog_id, expires_at FROM log_in WHERE workspace_id = ?1 AND hash = ?2 AND expires_at > ?3";
    space.one(sql, &[hash.as_slice().into(), now.into()], stored)
}

/// Uses a link up; false when somebody else did.
pub fn take(space: &mut Space, hash: &SecretHash) -> Result<bool> {
    let sql = "DELETE FROM log_in WHERE workspace_id = ?1 AND hash = ?2";
    Ok(space.exec(sql, &[hash.as_slice().into()])? == 1)
}

/// Forgets the links of a dialog.
pub fn forget(space: &mut Space, dialog: DialogId) -> Result<()> {
    let sql = "DELETE FROM log_in WHERE workspace_id = ?1 AND dialog_id = ?2";
    space.exec(sql, &[dialog.0.into()])?;
    Ok(())
}
