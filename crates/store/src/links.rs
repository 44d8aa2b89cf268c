//! Trigger links and the personal addresses rendered from them.

use crate::audit::{self, Kind};
use crate::events::record_ref;
use crate::{Result, Row, Space, StoreError, Tx};
use signalbox_model::link::LinkSettings;
use signalbox_model::{LinkId, Micros, RecordRef, WorkspaceId};

/// A link.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id.
    pub id: LinkId,
    /// The number templates call it by.
    pub number: u32,
    /// The generated part of its manual form.
    pub token: String,
    /// Its settings.
    pub settings: LinkSettings,
    /// Clicks by people.
    pub clicks: i64,
    /// When it was made.
    pub created_at: Micros,
}

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored {
        id: LinkId(row.int(0)?),
        number: u32::try_from(row.int(1)?)
            .map_err(|_| StoreError::Broken("a link's number is broken".into()))?,
        token: row.text(2)?,
        settings: row.json(3)?,
        clicks: row.int(4)?,
        created_at: Micros(row.int(5)?),
    })
}

const COLUMNS: &str = "id, number, token, settings, clicks, created_at";

/// Every link, by number.
pub fn list(space: &mut Space) -> Result<Vec<Stored>> {
    space.all(
        &format!("SELECT {COLUMNS} FROM link WHERE workspace_id = ?1 ORDER BY number"),
        &[],
        stored,
    )
}

/// One link.
pub fn get(space: &mut Space, id: LinkId) -> Result<Option<Stored>> {
    space.one(
        &format!("SELECT {COLUMNS} FROM link WHERE workspace_id = ?1 AND id = ?2"),
        &[id.0.into()],
        stored,
    )
}

/// Makes a link; with the next free number when none is given. The number.
pub fn insert(
    space: &mut Space,
    id: LinkId,
    number: Option<u32>,
    token: &str,
    settings: &LinkSettings,
    now: Micros,
) -> Result<u32> {
    let free = space.one(
        "SELECT COALESCE(MAX(number), 0) + 1 FROM link WHERE workspace_id = ?1",
        &[],
        |row| row.int(0),
    )?;
    let number = number.map_or(free.unwrap_or(1), i64::from);
    let name = number.to_string();
    audit::changed(space, Kind::Link, &name, None::<&LinkSettings>, settings)?;
    let settings = serde_json::to_string(settings)?;
    space.exec(
        "INSERT INTO link (workspace_id, id, number, token, settings, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        &[id.0.into(), number.into(), token.into(), (&settings).into(), now.into()],
    )?;
    u32::try_from(number).map_err(|_| StoreError::Broken("no more link numbers".into()))
}

/// Writes the settings.
pub fn update(space: &mut Space, id: LinkId, settings: &LinkSettings) -> Result<bool> {
    if audit::is_watched(space)
        && let Some(before) = get(space, id)?
    {
        let name = before.number.to_string();
        audit::changed(space, Kind::Link, &name, Some(&before.settings), settings)?;
    }
    let settings = serde_json::to_string(settings)?;
    let sql = "UPDATE link SET settings = ?3 WHERE workspace_id = ?1 AND id = ?2";
    Ok(space.exec(sql, &[id.0.into(), (&settings).into()])? == 1)
}

/// Removes a link with every address rendered from it.
pub fn delete(space: &mut Space, id: LinkId) -> Result<bool> {
    if audit::is_watched(space)
        && let Some(gone) = get(space, id)?
    {
        audit::forgotten(space, Kind::Link, &gone.number.to_string(), &gone.settings)?;
    }
    space.exec(
        "DELETE FROM link_token WHERE workspace_id = ?1 AND link_id = ?2",
        &[id.0.into()],
    )?;
    Ok(space.exec(
        "DELETE FROM link WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into()],
    )? == 1)
}

/// The address of a link for a record: the one it already has, or `fresh`.
pub fn token_for(space: &mut Space, id: LinkId, record: RecordRef, fresh: &str) -> Result<String> {
    let sql = "SELECT token FROM link_token WHERE workspace_id = ?1 AND link_id = ?2 AND record_id = ?3";
    if let Some(token) = space.one(sql, &[id.0.into(), record.id.0.into()], |row| row.text(0))? {
        return Ok(token);
    }
    space.exec(
        "INSERT INTO link_token (workspace_id, token, link_id, record_kind, record_id) VALUES (?1, ?2, ?3, ?4, ?5)",
        &[fresh.into(), id.0.into(), record.kind.code().into(), record.id.0.into()],
    )?;
    Ok(fresh.to_owned())
}

/// What an address stands for.
#[derive(Debug, Clone)]
pub struct Personal {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The link.
    pub link: LinkId,
    /// The record it was rendered for.
    pub record: RecordRef,
    /// When it last started its scenario.
    pub fired_at: Option<Micros>,
}

/// Looks up an address.
pub fn find_any_workspace(tx: &mut Tx, token: &str) -> Result<Option<Personal>> {
    let sql =
        "SELECT workspace_id, link_id, record_kind, record_id, fired_at FROM link_token WHERE token = ?1";
    tx.one(sql, &[token.into()], |row| {
        let record = record_ref(row.opt_int(2)?, row.opt_int(3)?)
            .ok_or_else(|| StoreError::Broken("a link's record is broken".into()))?;
        Ok(Personal {
            workspace: WorkspaceId(row.int(0)?),
            link: LinkId(row.int(1)?),
            record,
            fired_at: row.opt_int(4)?.map(Micros),
        })
    })
}

/// The link behind the generated part of a manual address.
pub fn find_manual_any_workspace(tx: &mut Tx, token: &str) -> Result<Option<(WorkspaceId, LinkId)>> {
    tx.one(
        "SELECT workspace_id, id FROM link WHERE token = ?1",
        &[token.into()],
        |row| Ok((WorkspaceId(row.int(0)?), LinkId(row.int(1)?))),
    )
}

/// Openings that follow sooner are the same click: programs open a link twice (Z-91), seconds.
const REPEAT_SECS: i64 = 5;

/// Counts a click of a person; false when it must not fire because it already did: ever (`once`), or just now.
pub fn click(space: &mut Space, link: LinkId, record: RecordRef, once: bool, now: Micros) -> Result<bool> {
    space.exec(
        "UPDATE link SET clicks = clicks + 1 WHERE workspace_id = ?1 AND id = ?2",
        &[link.0.into()],
    )?;
    // Also a click whose clock was ahead counts as just now, until the clock has come there.
    let sql = "UPDATE link_token SET clicks = clicks + 1, fired_at = ?4
         WHERE workspace_id = ?1 AND link_id = ?2 AND record_id = ?3
         AND (fired_at IS NULL OR (?5 = 0 AND fired_at <= ?6))";
    let touched = space.exec(
        sql,
        &[
            link.0.into(),
            record.id.0.into(),
            now.into(),
            i64::from(once).into(),
            now.plus_secs(-REPEAT_SECS).into(),
        ],
    )?;
    Ok(touched == 1)
}
