//! Connections to other systems: their kinds, their settings, and their secrets, which are sealed.

use crate::audit::{self, Deed, Kind};
use crate::keyring::{Keyring, KeyringError};
use crate::scenarios::key;
use crate::secrets::{Named, last4};
use crate::{Result, Row, Space};
use signalbox_model::connection::{ConnectionKind, ConnectionSettings};
use signalbox_model::{ConnectionId, JobId, Key, Micros, ScenarioId};
use std::collections::BTreeMap;

/// A connection.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id.
    pub id: ConnectionId,
    /// Its key.
    pub key: Key,
    /// Its settings.
    pub settings: ConnectionSettings,
    /// When it was made.
    pub created_at: Micros,
    /// When it last changed.
    pub updated_at: Micros,
}

/// How a connection does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Health {
    /// When it was last checked.
    pub checked_at: Option<Micros>,
    /// What the check found; nothing when it works.
    pub check_error: Option<String>,
    /// When a call last failed for good.
    pub failed_at: Option<Micros>,
    /// That call.
    pub failed_job: Option<JobId>,
    /// Why it failed.
    pub failure: Option<String>,
}

const COLUMNS: &str = "id, key, settings, created_at, updated_at";

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored {
        id: ConnectionId(row.int(0)?),
        key: key(&row.text(1)?)?,
        settings: row.json(2)?,
        created_at: Micros(row.int(3)?),
        updated_at: Micros(row.int(4)?),
    })
}

/// Every connection, by key.
pub fn list(space: &mut Space) -> Result<Vec<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM connection WHERE workspace_id = ?1 ORDER BY key");
    space.all(&sql, &[], stored)
}

fn one(space: &mut Space, id: ConnectionId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM connection WHERE workspace_id = ?1 AND id = ?2");
    space.one(&sql, &[id.0.into()], stored)
}

/// Makes a connection.
pub fn insert(space: &mut Space, connection: &Stored) -> Result<()> {
    let name = connection.key.as_str();
    let none = None::<&ConnectionSettings>;
    audit::changed(space, Kind::Connection, name, none, &connection.settings)?;
    let settings = serde_json::to_string(&connection.settings)?;
    space.exec(
        "INSERT INTO connection (workspace_id, id, key, settings, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
        &[
            connection.id.0.into(),
            name.into(),
            (&settings).into(),
            connection.created_at.into(),
        ],
    )?;
    Ok(())
}

/// Writes key and settings; false when there is no such connection.
pub fn update(
    space: &mut Space,
    id: ConnectionId,
    key: &Key,
    settings: &ConnectionSettings,
    now: Micros,
) -> Result<bool> {
    if audit::is_watched(space)
        && let Some(before) = one(space, id)?
    {
        audit::changed(
            space,
            Kind::Connection,
            key.as_str(),
            Some(&before.settings),
            settings,
        )?;
    }
    let settings = serde_json::to_string(settings)?;
    let sql =
        "UPDATE connection SET key = ?3, settings = ?4, updated_at = ?5 WHERE workspace_id = ?1 AND id = ?2";
    let touched = space.exec(
        sql,
        &[id.0.into(), key.as_str().into(), (&settings).into(), now.into()],
    )?;
    Ok(touched == 1)
}

/// Removes a connection with its secrets; false when there is none.
pub fn delete(space: &mut Space, id: ConnectionId) -> Result<bool> {
    if audit::is_watched(space)
        && let Some(gone) = one(space, id)?
    {
        audit::forgotten(space, Kind::Connection, gone.key.as_str(), &gone.settings)?;
    }
    space.exec(
        "DELETE FROM connection_secret WHERE workspace_id = ?1 AND connection_id = ?2",
        &[id.0.into()],
    )?;
    crate::connection_tokens::delete(space, id)?;
    let sql = "DELETE FROM connection WHERE workspace_id = ?1 AND id = ?2";
    Ok(space.exec(sql, &[id.0.into()])? == 1)
}

/// The kinds that the workspace adds, by key.
pub fn kinds(space: &mut Space) -> Result<BTreeMap<Key, ConnectionKind>> {
    let sql = "SELECT key, manifest FROM connection_kind WHERE workspace_id = ?1 ORDER BY key";
    let rows = space.all(sql, &[], |row| Ok((key(&row.text(0)?)?, row.json(1)?)))?;
    Ok(rows.into_iter().collect())
}

/// Writes a kind, making it when it is new.
pub fn put_kind(space: &mut Space, name: &Key, manifest: &ConnectionKind, now: Micros) -> Result<()> {
    if audit::is_watched(space) {
        let before = kinds(space)?.remove(name);
        audit::changed(
            space,
            Kind::ConnectionKind,
            name.as_str(),
            before.as_ref(),
            manifest,
        )?;
    }
    let manifest = serde_json::to_string(manifest)?;
    space.exec(
        "INSERT INTO connection_kind (workspace_id, key, manifest, updated_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (workspace_id, key) DO UPDATE SET manifest = excluded.manifest, updated_at = excluded.updated_at",
        &[name.as_str().into(), (&manifest).into(), now.into()],
    )?;
    Ok(())
}

/// Removes a kind; false when there is none.
pub fn delete_kind(space: &mut Space, name: &Key) -> Result<bool> {
    if audit::is_watched(space)
        && let Some(gone) = kinds(space)?.remove(name)
    {
        audit::forgotten(space, Kind::ConnectionKind, name.as_str(), &gone)?;
    }
    let sql = "DELETE FROM connection_kind WHERE workspace_id = ?1 AND key = ?2";
    Ok(space.exec(sql, &[name.as_str().into()])? == 1)
}

fn identity(space: &Space, id: ConnectionId, name: &Key) -> String {
    format!("connection:{}:{id}:{name}", space.workspace())
}

/// What may be shown of the secrets of a connection, by name.
pub fn secrets(space: &mut Space, id: ConnectionId) -> Result<Vec<Named>> {
    space.all(
        "SELECT name, last4, updated_at FROM connection_secret WHERE workspace_id = ?1 AND connection_id = ?2 ORDER BY name",
        &[id.0.into()],
        |row| {
            Ok(Named {
                name: key(&row.text(0)?)?,
                last4: row.text(1)?,
                updated_at: Micros(row.int(2)?),
            })
        },
    )
}

fn note_secret(space: &mut Space, id: ConnectionId, name: &Key) -> Result<()> {
    if audit::is_watched(space)
        && let Some(connection) = one(space, id)?
    {
        let what = format!("secret.{name}");
        audit::noted(
            space,
            Kind::Connection,
            Deed::Changed,
            connection.key.as_str(),
            &what,
        )?;
    }
    Ok(())
}

/// Sets a secret of a connection, replacing one of the same name.
pub fn set_secret(
    space: &mut Space,
    keyring: &Keyring,
    id: ConnectionId,
    name: &Key,
    secret: &str,
    now: Micros,
) -> Result<()> {
    note_secret(space, id, name)?;
    let sealed = keyring.seal(&identity(space, id, name), secret.as_bytes())?;
    space.exec(
        "INSERT INTO connection_secret (workspace_id, connection_id, name, sealed, last4, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (workspace_id, connection_id, name) DO UPDATE
         SET sealed = excluded.sealed, last4 = excluded.last4, updated_at = excluded.updated_at",
        &[
            id.0.into(),
            name.as_str().into(),
            sealed.as_slice().into(),
            (&last4(secret)).into(),
            now.into(),
        ],
    )?;
    Ok(())
}

/// Removes a secret of a connection; false when there is none.
pub fn delete_secret(space: &mut Space, id: ConnectionId, name: &Key) -> Result<bool> {
    note_secret(space, id, name)?;
    let sql = "DELETE FROM connection_secret WHERE workspace_id = ?1 AND connection_id = ?2 AND name = ?3";
    Ok(space.exec(sql, &[id.0.into(), name.as_str().into()])? == 1)
}

/// The secrets themselves: for who sends, never for who asks through the API.
pub fn reveal(space: &mut Space, keyring: &Keyring, id: ConnectionId) -> Result<BTreeMap<Key, String>> {
    let rows = space.all(
        "SELECT name, sealed FROM connection_secret WHERE workspace_id = ?1 AND connection_id = ?2 ORDER BY name",
        &[id.0.into()],
        |row| Ok((key(&row.text(0)?)?, row.opt_bytes(1)?.unwrap_or_default())),
    )?;
    let mut revealed = BTreeMap::new();
    for (name, sealed) in rows {
        let row = identity(space, id, &name);
        let plain = keyring.unseal(&row, &sealed)?;
        let text = String::from_utf8(plain).map_err(|_| KeyringError::Sealed { row })?;
        revealed.insert(name, text);
    }
    Ok(revealed)
}

/// How a connection does.
pub fn health(space: &mut Space, id: ConnectionId) -> Result<Health> {
    let found = space.one(
        "SELECT checked_at, check_error, failed_at, failed_job, failure FROM connection WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into()],
        |row| {
            Ok(Health {
                checked_at: row.opt_int(0)?.map(Micros),
                check_error: row.opt_text(1)?,
                failed_at: row.opt_int(2)?.map(Micros),
                failed_job: row.opt_int(3)?.map(JobId),
                failure: row.opt_text(4)?,
            })
        },
    )?;
    Ok(found.unwrap_or_default())
}

/// Notes what a check found; no error when it works.
pub fn checked(space: &mut Space, id: ConnectionId, error: Option<&str>, now: Micros) -> Result<()> {
    let sql = "UPDATE connection SET checked_at = ?3, check_error = ?4 WHERE workspace_id = ?1 AND id = ?2";
    space.exec(sql, &[id.0.into(), now.into(), error.into()])?;
    Ok(())
}

/// Notes a call that failed for good.
pub fn failed(space: &mut Space, name: &Key, job: JobId, why: &str, now: Micros) -> Result<()> {
    space.exec(
        "UPDATE connection SET failed_at = ?3, failed_job = ?4, failure = ?5 WHERE workspace_id = ?1 AND key = ?2",
        &[name.as_str().into(), now.into(), job.0.into(), why.into()],
    )?;
    Ok(())
}

/// Counts a failed call of a scenario; how many there were in a row.
pub fn count_failure(space: &mut Space, scenario: ScenarioId) -> Result<i64> {
    let sql =
        "UPDATE scenario SET failures = failures + 1 WHERE workspace_id = ?1 AND id = ?2 RETURNING failures";
    Ok(space
        .one(sql, &[scenario.0.into()], |row| row.int(0))?
        .unwrap_or(0))
}

/// Forgets the failed calls of a scenario.
pub fn forget_failures(space: &mut Space, scenario: ScenarioId) -> Result<()> {
    let sql = "UPDATE scenario SET failures = 0 WHERE workspace_id = ?1 AND id = ?2 AND failures > 0";
    space.exec(sql, &[scenario.0.into()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreError;
    use crate::tests::{databases, wait};
    use signalbox_model::WorkspaceId;

    fn connection(id: i64) -> Stored {
        let settings = serde_json::from_value(serde_json::json!({ "name": "Mindbox", "kind": "mindbox" }));
        Stored {
            id: ConnectionId(id),
            key: "mindbox".parse().unwrap(),
            settings: settings.unwrap(),
            created_at: Micros(5),
            updated_at: Micros(5),
        }
    }

    #[test]
    fn secrets_are_sealed_for_their_connection_and_go_with_it() {
        databases(|db| {
            let done: Result<()> = wait(db.write(|tx| {
                let keys = Keyring::from_bytes([7; 32]);
                let (id, name): (_, Key) = (ConnectionId(9), "key".parse().unwrap());
                let space = &mut tx.space(WorkspaceId(1));
                insert(space, &connection(9))?;
                set_secret(space, &keys, id, &name, "mindbox-0123456789", Micros(6))?;
                assert_eq!(secrets(space, id)?[0].last4, "6789");
                assert_eq!(reveal(space, &keys, id)?[&name], "mindbox-0123456789");
                assert!(reveal(&mut tx.space(WorkspaceId(2)), &keys, id)?.is_empty());
                let space = &mut tx.space(WorkspaceId(1));
                failed(space, &"mindbox".parse().unwrap(), JobId(3), "refused", Micros(7))?;
                checked(space, id, None, Micros(8))?;
                let health = health(space, id)?;
                assert_eq!(
                    (health.failure.as_deref(), health.check_error),
                    (Some("refused"), None)
                );
                assert!(delete(space, id)?);
                assert!(secrets(space, id)?.is_empty());
                Ok(())
            }));
            done.unwrap();
        });
    }

    #[test]
    fn a_secret_moved_to_another_connection_does_not_open() {
        databases(|db| {
            let done: Result<_> = wait(db.write(|tx| {
                let keys = Keyring::from_bytes([7; 32]);
                let space = &mut tx.space(WorkspaceId(1));
                set_secret(
                    space,
                    &keys,
                    ConnectionId(9),
                    &"key".parse().unwrap(),
                    "hello",
                    Micros(6),
                )?;
                tx.exec("UPDATE connection_secret SET connection_id = 10", &[])?;
                reveal(&mut tx.space(WorkspaceId(1)), &keys, ConnectionId(10))
            }));
            assert!(matches!(done, Err(StoreError::Broken(_))));
        });
    }
}
