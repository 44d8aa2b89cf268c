//! Incoming hooks.

use crate::audit::{self, Deed, Kind};
use crate::scenarios::key;
use crate::{Result, Row, Space, Tx};
use signalbox_model::hook::HookSettings;
use signalbox_model::{EventId, HookId, Key, Micros, WorkspaceId};

/// A hook.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id.
    pub id: HookId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Its key.
    pub key: Key,
    /// The secret part of its address.
    pub token: String,
    /// Its settings.
    pub settings: HookSettings,
    /// The sender's secret, sealed.
    pub secret: Option<Vec<u8>>,
    /// When it was made.
    pub created_at: Micros,
}

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored {
        id: HookId(row.int(0)?),
        workspace: WorkspaceId(row.int(1)?),
        key: key(&row.text(2)?)?,
        token: row.text(3)?,
        settings: row.json(4)?,
        secret: row.opt_bytes(5)?,
        created_at: Micros(row.int(6)?),
    })
}

const COLUMNS: &str = "id, workspace_id, key, token, settings, secret, created_at";

/// Every hook of the workspace, by key.
pub fn list(space: &mut Space) -> Result<Vec<Stored>> {
    space.all(
        &format!("SELECT {COLUMNS} FROM hook WHERE workspace_id = ?1 ORDER BY key"),
        &[],
        stored,
    )
}

/// The workspace and hook behind an address.
pub fn find_any_workspace(tx: &mut Tx, token: &str) -> Result<Option<(WorkspaceId, HookId)>> {
    tx.one(
        "SELECT workspace_id, id FROM hook WHERE token = ?1",
        &[token.into()],
        |row| Ok((WorkspaceId(row.int(0)?), HookId(row.int(1)?))),
    )
}

/// Makes a hook.
pub fn insert(space: &mut Space, hook: &Stored) -> Result<()> {
    let settings = serde_json::to_string(&hook.settings)?;
    let name = hook.key.as_str();
    audit::changed(space, Kind::Hook, name, None::<&HookSettings>, &hook.settings)?;
    space.exec(
        "INSERT INTO hook (workspace_id, id, key, token, settings, secret, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
        &[
            hook.id.0.into(),
            hook.key.as_str().into(),
            (&hook.token).into(),
            (&settings).into(),
            hook.secret.as_deref().into(),
            hook.created_at.into(),
        ],
    )?;
    Ok(())
}

/// Writes key and settings; false when there is no such hook.
pub fn update(
    space: &mut Space,
    id: HookId,
    key: &Key,
    settings: &HookSettings,
    now: Micros,
) -> Result<bool> {
    if audit::is_watched(space)
        && let Some(before) = one(space, id)?
    {
        let (was, is) = (&before.settings, settings);
        audit::changed(space, Kind::Hook, key.as_str(), Some(was), is)?;
    }
    let settings = serde_json::to_string(settings)?;
    let touched = space.exec(
        "UPDATE hook SET key = ?3, settings = ?4, updated_at = ?5 WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into(), key.as_str().into(), (&settings).into(), now.into()],
    )?;
    Ok(touched == 1)
}

fn one(space: &mut Space, id: HookId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM hook WHERE workspace_id = ?1 AND id = ?2");
    space.one(&sql, &[id.0.into()], stored)
}

/// Notes that something of a hook changed whose value is nobody's business.
fn note(space: &mut Space, id: HookId, deed: Deed, what: &str) -> Result<()> {
    if audit::is_watched(space)
        && let Some(hook) = one(space, id)?
    {
        audit::noted(space, Kind::Hook, deed, hook.key.as_str(), what)?;
    }
    Ok(())
}

/// Gives the hook another address.
pub fn set_token(space: &mut Space, id: HookId, token: &str) -> Result<bool> {
    note(space, id, Deed::Changed, "address")?;
    let sql = "UPDATE hook SET token = ?3 WHERE workspace_id = ?1 AND id = ?2";
    Ok(space.exec(sql, &[id.0.into(), token.into()])? == 1)
}

/// Sets or removes the sender's secret.
pub fn set_secret(space: &mut Space, id: HookId, sealed: Option<&[u8]>) -> Result<bool> {
    note(space, id, Deed::Changed, "secret")?;
    let sql = "UPDATE hook SET secret = ?3 WHERE workspace_id = ?1 AND id = ?2";
    Ok(space.exec(sql, &[id.0.into(), sealed.into()])? == 1)
}

/// Removes the hook. Its requests stay readable until retention.
pub fn delete(space: &mut Space, id: HookId) -> Result<bool> {
    if audit::is_watched(space)
        && let Some(gone) = one(space, id)?
    {
        audit::forgotten(space, Kind::Hook, gone.key.as_str(), &gone.settings)?;
    }
    space.exec(
        "DELETE FROM hook_seen WHERE workspace_id = ?1 AND hook_id = ?2",
        &[id.0.into()],
    )?;
    Ok(space.exec(
        "DELETE FROM hook WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into()],
    )? == 1)
}

/// Remembers a request; the earlier one when it was already seen since `since`.
pub fn seen(
    space: &mut Space,
    id: HookId,
    fingerprint: &str,
    event: EventId,
    since: Micros,
    now: Micros,
) -> Result<Option<EventId>> {
    let touched = space.exec(
        "INSERT INTO hook_seen (workspace_id, hook_id, fingerprint, event_id, at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (workspace_id, hook_id, fingerprint)
         DO UPDATE SET event_id = excluded.event_id, at = excluded.at WHERE hook_seen.at < ?6",
        &[
            id.0.into(),
            fingerprint.into(),
            event.0.into(),
            now.into(),
            since.into(),
        ],
    )?;
    if touched == 1 {
        return Ok(None);
    }
    space.one(
        "SELECT event_id FROM hook_seen WHERE workspace_id = ?1 AND hook_id = ?2 AND fingerprint = ?3",
        &[id.0.into(), fingerprint.into()],
        |row| Ok(EventId(row.int(0)?)),
    )
}

/// Events of a hook in a state, oldest first: for resuming and replaying a range.
pub fn events_between(
    space: &mut Space,
    id: HookId,
    from: EventId,
    to: EventId,
    limit: i64,
) -> Result<Vec<EventId>> {
    space.all(
        "SELECT id FROM event WHERE workspace_id = ?1 AND key = ?2 AND kind = 51 AND id >= ?3 AND id <= ?4 ORDER BY id LIMIT ?5",
        &[id.0.into(), from.0.into(), to.0.into(), limit.into()],
        |row| Ok(EventId(row.int(0)?)),
    )
}

/// Lets the requests that were held back go on; how many.
pub fn release_held(space: &mut Space, id: HookId) -> Result<Vec<EventId>> {
    let held = space.all(
        "SELECT id FROM event WHERE workspace_id = ?1 AND state = 4 AND key = ?2 ORDER BY id LIMIT 10000",
        &[id.0.into()],
        |row| Ok(EventId(row.int(0)?)),
    )?;
    space.exec(
        "UPDATE event SET state = 0 WHERE workspace_id = ?1 AND state = 4 AND key = ?2",
        &[id.0.into()],
    )?;
    Ok(held)
}
