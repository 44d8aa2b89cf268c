//! Secrets by name: set by people, used by the sender, never shown again.

use crate::audit::{self, Deed, Kind};
use crate::keyring::{Keyring, KeyringError};
use crate::{Result, Row, Space};
use signalbox_model::{Key, Micros};

/// What may be shown of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: Key,
    /// The last characters; empty when the secret is too short to show any.
    pub last4: String,
    /// When it was set.
    pub updated_at: Micros,
}

/// Secrets shorter than this show nothing of themselves, characters.
const SHOWS_FROM: usize = 12;

fn named(row: &Row) -> Result<Named> {
    Ok(Named {
        name: crate::scenarios::key(&row.text(0)?)?,
        last4: row.text(1)?,
        updated_at: Micros(row.int(2)?),
    })
}

fn identity(space: &Space, name: &Key) -> String {
    format!("secret:{}:{name}", space.workspace())
}

/// The last four characters of what is long enough to show them.
pub fn last4(secret: &str) -> String {
    let count = secret.chars().count();
    if count < SHOWS_FROM {
        return String::new();
    }
    secret.chars().skip(count - 4).collect()
}

/// The names of all secrets, in order.
pub fn list(space: &mut Space) -> Result<Vec<Named>> {
    space.all(
        "SELECT name, last4, updated_at FROM secret WHERE workspace_id = ?1 ORDER BY name",
        &[],
        named,
    )
}

/// What may be shown of one.
pub fn get(space: &mut Space, name: &Key) -> Result<Option<Named>> {
    let sql = "SELECT name, last4, updated_at FROM secret WHERE workspace_id = ?1 AND name = ?2";
    space.one(sql, &[name.as_str().into()], named)
}

/// Sets a secret, replacing one of the same name.
pub fn set(space: &mut Space, keyring: &Keyring, name: &Key, secret: &str, now: Micros) -> Result<()> {
    if audit::is_watched(space) {
        let known = get(space, name)?.is_some();
        let deed = if known { Deed::Changed } else { Deed::Created };
        audit::noted(space, Kind::Secret, deed, name.as_str(), "value")?;
    }
    let sealed = keyring.seal(&identity(space, name), secret.as_bytes())?;
    space.exec(
        "INSERT INTO secret (workspace_id, name, sealed, last4, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (workspace_id, name) DO UPDATE
         SET sealed = excluded.sealed, last4 = excluded.last4, updated_at = excluded.updated_at",
        &[
            name.as_str().into(),
            sealed.as_slice().into(),
            (&last4(secret)).into(),
            now.into(),
        ],
    )?;
    Ok(())
}

/// Removes a secret; false when there is none.
pub fn delete(space: &mut Space, name: &Key) -> Result<bool> {
    let sql = "DELETE FROM secret WHERE workspace_id = ?1 AND name = ?2";
    let found = space.exec(sql, &[name.as_str().into()])? == 1;
    if found {
        audit::noted(space, Kind::Secret, Deed::Deleted, name.as_str(), "value")?;
    }
    Ok(found)
}

/// The secret itself: for who signs and sends, never for who asks through the API.
pub fn reveal(space: &mut Space, keyring: &Keyring, name: &Key) -> Result<Option<String>> {
    let sql = "SELECT sealed FROM secret WHERE workspace_id = ?1 AND name = ?2";
    let sealed = space
        .one(sql, &[name.as_str().into()], |row| row.opt_bytes(0))?
        .flatten();
    let Some(sealed) = sealed else { return Ok(None) };
    let row = identity(space, name);
    let plain = keyring.unseal(&row, &sealed)?;
    Ok(Some(
        String::from_utf8(plain).map_err(|_| KeyringError::Sealed { row })?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreError;
    use crate::tests::{databases, wait};
    use signalbox_model::WorkspaceId;

    #[test]
    fn a_secret_is_set_named_revealed_and_removed_in_its_workspace() {
        databases(|db| {
            let done: Result<()> = wait(db.write(|tx| {
                let keys = Keyring::from_bytes([7; 32]);
                let name: Key = "shop".parse().unwrap();
                set(
                    &mut tx.space(WorkspaceId(1)),
                    &keys,
                    &name,
                    "whsec_0123456789",
                    Micros(5),
                )?;
                let space = &mut tx.space(WorkspaceId(1));
                assert_eq!(reveal(space, &keys, &name)?.as_deref(), Some("whsec_0123456789"));
                let shown = list(space)?;
                assert_eq!((shown.len(), shown[0].last4.as_str()), (1, "6789"));
                set(space, &keys, &name, "short", Micros(6))?;
                assert_eq!(get(space, &name)?.unwrap().last4, "");
                assert!(list(&mut tx.space(WorkspaceId(2)))?.is_empty());
                assert!(!delete(&mut tx.space(WorkspaceId(2)), &name)?);
                assert!(delete(&mut tx.space(WorkspaceId(1)), &name)?);
                assert_eq!(reveal(&mut tx.space(WorkspaceId(1)), &keys, &name)?, None);
                Ok(())
            }));
            done.unwrap();
        });
    }

    #[test]
    fn a_secret_moved_to_another_row_does_not_open() {
        databases(|db| {
            let done: Result<Option<String>> = wait(db.write(|tx| {
                let keys = Keyring::from_bytes([7; 32]);
                set(
                    &mut tx.space(WorkspaceId(1)),
                    &keys,
                    &"a".parse().unwrap(),
                    "hello",
                    Micros(5),
                )?;
                tx.exec("UPDATE secret SET name = 'b'", &[])?;
                reveal(&mut tx.space(WorkspaceId(1)), &keys, &"b".parse().unwrap())
            }));
            assert!(matches!(done, Err(StoreError::Broken(_))));
        });
    }
}
