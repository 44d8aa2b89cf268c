//! Postbacks: addresses that partners report to.

use crate::audit::{self, Kind};
use crate::digest::of as digest;
use crate::{Result, Row, Space, Tx};
use signalbox_model::tracker::PostbackSettings;
use signalbox_model::{Micros, PostbackId, WorkspaceId};

/// A postback.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its id.
    pub id: PostbackId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// The secret part of its address, a UUID.
    pub address: String,
    /// Its settings.
    pub settings: PostbackSettings,
    /// When it was made.
    pub created_at: Micros,
    /// When it last changed.
    pub updated_at: Micros,
}

const COLUMNS: &str = "id, workspace_id, address, settings, created_at, updated_at";

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored {
        id: PostbackId(row.int(0)?),
        workspace: WorkspaceId(row.int(1)?),
        address: row.text(2)?,
        settings: row.json(3)?,
        created_at: Micros(row.int(4)?),
        updated_at: Micros(row.int(5)?),
    })
}

/// The postback behind an address.
pub fn find_any_workspace(tx: &mut Tx, address: &str) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM postback WHERE digest = ?1");
    tx.one(&sql, &[(&digest(address)).into()], stored)
}

/// Every postback, oldest first.
pub fn list(space: &mut Space) -> Result<Vec<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM postback WHERE workspace_id = ?1 ORDER BY id");
    space.all(&sql, &[], stored)
}

/// One postback.
pub fn get(space: &mut Space, id: PostbackId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM postback WHERE workspace_id = ?1 AND id = ?2");
    space.one(&sql, &[id.0.into()], stored)
}

/// Makes a postback.
pub fn insert(space: &mut Space, postback: &Stored) -> Result<()> {
    let name = postback.settings.name.clone();
    audit::changed(
        space,
        Kind::Postback,
        &name,
        None::<&PostbackSettings>,
        &postback.settings,
    )?;
    let settings = serde_json::to_string(&postback.settings)?;
    space.exec(
        "INSERT INTO postback (workspace_id, id, address, digest, settings, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
        &[
            postback.id.0.into(),
            (&postback.address).into(),
            (&digest(&postback.address)).into(),
            (&settings).into(),
            postback.created_at.into(),
        ],
    )?;
    Ok(())
}

/// Writes the settings and the address of a postback.
pub fn update(space: &mut Space, before: &Stored, after: &Stored, now: Micros) -> Result<()> {
    let name = before.settings.name.clone();
    audit::changed(
        space,
        Kind::Postback,
        &name,
        Some(&before.settings),
        &after.settings,
    )?;
    let settings = serde_json::to_string(&after.settings)?;
    space.exec(
        "UPDATE postback SET settings = ?3, address = ?4, digest = ?5, updated_at = ?6 WHERE workspace_id = ?1 AND id = ?2",
        &[
            before.id.0.into(),
            (&settings).into(),
            (&after.address).into(),
            (&digest(&after.address)).into(),
            now.into(),
        ],
    )?;
    Ok(())
}

/// Removes a postback with its log; what was stored by it stays.
pub fn delete(space: &mut Space, postback: &Stored) -> Result<()> {
    audit::forgotten(space, Kind::Postback, &postback.settings.name, &postback.settings)?;
    for sql in [
        "DELETE FROM postback_call WHERE workspace_id = ?1 AND postback_id = ?2",
        "DELETE FROM postback WHERE workspace_id = ?1 AND id = ?2",
    ] {
        space.exec(sql, &[postback.id.0.into()])?;
    }
    Ok(())
}
