//! Tokens of connections that are renewed, sealed as one: an access token is worth nothing without what renews it.

use crate::keyring::{Keyring, KeyringError};
use crate::{Result, Space};
use serde::{Deserialize, Serialize};
use signalbox_model::{ConnectionId, Micros};

/// The tokens of a connection.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// What proves a request.
    pub access: String,
    /// What brings the next tokens; empty when the system gives none.
    pub refresh: String,
    /// When the access token expires.
    pub expires_at: Micros,
    /// The code the first of them came by: another one begins anew.
    pub code: String,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

fn identity(space: &Space, id: ConnectionId) -> String {
    format!("connection-tokens:{}:{id}", space.workspace())
}

/// The tokens of a connection.
pub fn get(space: &mut Space, keyring: &Keyring, id: ConnectionId) -> Result<Option<Tokens>> {
    let sql = "SELECT sealed FROM connection_tokens WHERE workspace_id = ?1 AND connection_id = ?2";
    let sealed = space.one(sql, &[id.0.into()], |row| row.opt_bytes(0))?;
    let Some(sealed) = sealed.flatten() else {
        return Ok(None);
    };
    let row = identity(space, id);
    let plain = keyring.unseal(&row, &sealed)?;
    let tokens = serde_json::from_slice(&plain).map_err(|_| KeyringError::Sealed { row })?;
    Ok(Some(tokens))
}

/// Writes the tokens of a connection.
pub fn set(
    space: &mut Space,
    keyring: &Keyring,
    id: ConnectionId,
    tokens: &Tokens,
    now: Micros,
) -> Result<()> {
    let sealed = keyring.seal(&identity(space, id), &serde_json::to_vec(tokens)?)?;
    space.exec(
        "INSERT INTO connection_tokens (workspace_id, connection_id, sealed, updated_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (workspace_id, connection_id) DO UPDATE
         SET sealed = excluded.sealed, updated_at = excluded.updated_at",
        &[id.0.into(), sealed.as_slice().into(), now.into()],
    )?;
    Ok(())
}

/// Removes the tokens of a connection.
pub(crate) fn delete(space: &mut Space, id: ConnectionId) -> Result<()> {
    let sql = "DELETE FROM connection_tokens WHERE workspace_id = ?1 AND connection_id = ?2";
    space.exec(sql, &[id.0.into()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{databases, wait};
    use signalbox_model::WorkspaceId;

    #[test]
    fn tokens_are_sealed_replaced_and_their_workspaces_own() {
        databases(|db| {
            let done: Result<()> = wait(db.write(|tx| {
                let (keys, id) = (Keyring::from_bytes([7; 32]), ConnectionId(9));
                let mut tokens = Tokens {
                    access: "canary-access".into(),
                    refresh: "canary-refresh".into(),
                    expires_at: Micros(7),
                    code: "c".into(),
                };
                let space = &mut tx.space(WorkspaceId(1));
                set(space, &keys, id, &tokens, Micros(1))?;
                tokens.access = "canary-second".into();
                set(space, &keys, id, &tokens, Micros(2))?;
                assert_eq!(get(space, &keys, id)?, Some(tokens.clone()));
                assert!(!format!("{tokens:?}").contains("canary"));
                assert_eq!(get(&mut tx.space(WorkspaceId(2)), &keys, id)?, None);
                let space = &mut tx.space(WorkspaceId(1));
                delete(space, id)?;
                assert_eq!(get(space, &keys, id)?, None);
                Ok(())
            }));
            done.unwrap();
        });
    }
}
