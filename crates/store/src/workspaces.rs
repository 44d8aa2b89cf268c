//! Workspaces and the version of their definitions.

use crate::audit::{self, Kind};
use crate::{Result, Row, Tx};
use signalbox_model::account::WorkspaceSettings;
use signalbox_model::{Micros, WorkspaceId};

fn settings(row: &Row) -> Result<WorkspaceSettings> {
    Ok(WorkspaceSettings {
        name: row.text(0)?,
        timezone: row.text(1)?,
        currency: row.text(2)?,
        language: row.text(3)?,
    })
}

/// Makes a workspace.
pub fn insert(tx: &mut Tx, id: WorkspaceId, settings: &WorkspaceSettings, now: Micros) -> Result<()> {
    let WorkspaceSettings {
        name,
        timezone,
        currency,
        language,
    } = settings;
    tx.exec(
        "INSERT INTO workspace (id, name, timezone, currency, language, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        &[id.0.into(), name.into(), timezone.into(), currency.into(), language.into(), now.into()],
    )?;
    Ok(())
}

/// The settings of a workspace.
pub fn get(tx: &mut Tx, id: WorkspaceId) -> Result<Option<WorkspaceSettings>> {
    tx.one(
        "SELECT name, timezone, currency, language FROM workspace WHERE id = ?1",
        &[id.0.into()],
        settings,
    )
}

/// Writes the settings of a workspace. `stamp` is a fresh id: the new version of the definitions.
pub fn update(tx: &mut Tx, id: WorkspaceId, settings: &WorkspaceSettings, stamp: i64) -> Result<()> {
    let before = get(tx, id)?;
    let name = &settings.name;
    audit::changed(
        &mut tx.space(id),
        Kind::Workspace,
        name,
        before.as_ref(),
        settings,
    )?;
    let WorkspaceSettings {
        name,
        timezone,
        currency,
        language,
    } = settings;
    tx.exec(
        "UPDATE workspace SET name = ?2, timezone = ?3, currency = ?4, language = ?5, definitions = ?6 WHERE id = ?1",
        &[id.0.into(), name.into(), timezone.into(), currency.into(), language.into(), stamp.into()],
    )?;
    Ok(())
}

/// Every workspace.
pub fn all(tx: &mut Tx) -> Result<Vec<WorkspaceId>> {
    tx.all("SELECT id FROM workspace ORDER BY id", &[], |row| {
        Ok(WorkspaceId(row.int(0)?))
    })
}

/// The first workspace: its owners and admins look after the whole server.
pub fn first(tx: &mut Tx) -> Result<Option<WorkspaceId>> {
    tx.one("SELECT id FROM workspace ORDER BY id LIMIT 1", &[], |row| {
        row.int(0).map(WorkspaceId)
    })
}

/// The version of the definitions: what was compiled from an older one is stale.
pub fn definitions(tx: &mut Tx, id: WorkspaceId) -> Result<Option<i64>> {
    tx.one(
        "SELECT definitions FROM workspace WHERE id = ?1",
        &[id.0.into()],
        |row| row.int(0),
    )
}

/// As [`touch`], with the stamp there was before; `None` when there is no such workspace.
pub fn advance(tx: &mut Tx, id: WorkspaceId, stamp: i64) -> Result<Option<i64>> {
    // Holds the row, so that on PostgreSQL nobody else can change it between what is read here and what is written.
    tx.exec(
        "UPDATE workspace SET definitions = definitions WHERE id = ?1",
        &[id.0.into()],
    )?;
    let before = definitions(tx, id)?;
    touch(tx, id, stamp)?;
    Ok(before)
}

/// Says that definitions changed: every node compiles them anew before the next event. `stamp` is a fresh id,
/// so that a version that was rolled back never comes again.
pub fn touch(tx: &mut Tx, id: WorkspaceId, stamp: i64) -> Result<()> {
    tx.exec(
        "UPDATE workspace SET definitions = ?2 WHERE id = ?1",
        &[id.0.into(), stamp.into()],
    )?;
    Ok(())
}
