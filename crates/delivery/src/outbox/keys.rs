//! Signing keys, kept for a moment so that a thousand deliveries do not open the same secret a thousand times.

use parking_lot::Mutex;
use signalbox_channels::outbound::signature::SigningKey;
use signalbox_model::text::Key;
use signalbox_model::{Micros, WorkspaceId};
use signalbox_store::keyring::Keyring;
use signalbox_store::{Db, StoreError, secrets};
use std::collections::HashMap;
use std::sync::Arc;

/// How long a key is used before its secret is read again: a changed secret is in force after this.
const KEPT_SECS: i64 = 5;
/// Keys kept at most.
const ROOM: usize = 1024;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub(super) enum KeyFault {
    /// It may be read later.
    #[error("the secret `{0}` cannot be read: {1}")]
    Store(Key, #[source] StoreError),
    /// It may be had later.
    #[error("{0}")]
    Later(String),
    /// Somebody must mend it.
    #[error("{0}")]
    Final(String),
}

type Kept = HashMap<(WorkspaceId, Key), (SigningKey, Micros)>;

/// Opens secrets.
pub(super) struct Keys {
    keyring: Arc<Keyring>,
    kept: Mutex<Kept>,
}

impl Keys {
    pub fn new(keyring: Arc<Keyring>) -> Self {
        Self {
            keyring,
            kept: Mutex::default(),
        }
    }

    /// The key that signs with a stored secret.
    pub async fn get(
        &self,
        db: &Db,
        workspace: WorkspaceId,
        name: &Key,
        now: Micros,
    ) -> Result<SigningKey, KeyFault> {
        let id = (workspace, name.clone());
        if let Some((key, read_at)) = self.kept.lock().get(&id)
            && (0..KEPT_SECS * 1_000_000).contains(&(now.0 - read_at.0))
        {
            return Ok(key.clone());
        }
        let (keyring, secret_name) = (self.keyring.clone(), name.clone());
        let reveal = move |tx: &mut signalbox_store::Tx| {
            secrets::reveal(&mut tx.space(workspace), &keyring, &secret_name)
        };
        let secret: Result<_, StoreError> = db.read(reveal).await;
        let secret = secret.map_err(|error| {
            if error.is_transient() {
                return KeyFault::Store(name.clone(), error);
            }
            KeyFault::Final(format!("the secret `{name}` cannot be opened: {error}"))
        })?;
        let secret = secret.ok_or_else(|| {
            KeyFault::Final(format!(
                "the secret `{name}` that signs this request does not exist: add it, then retry"
            ))
        })?;
        let key = SigningKey::parse(&secret)
            .map_err(|fault| KeyFault::Final(format!("the secret `{name}` cannot sign: {fault}")))?;
        let mut kept = self.kept.lock();
        if kept.len() >= ROOM {
            kept.clear();
        }
        kept.insert(id, (key.clone(), now));
        Ok(key)
    }
}
