//! Connections and their kinds: made, changed, removed, looked after.

use super::{missing, refuse, told};
use crate::connect::{Connection, check, is_built_in};
use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::scenarios::{By, free_key};
use crate::uses::{self, Thing};
use signalbox_model::connection::{ConnectionKind, ConnectionSettings};
use signalbox_model::hook::HookSettings;
use signalbox_model::{ConnectionId, HookId, Key};
use signalbox_store::{Tx, connections, hooks};
use std::sync::Arc;

/// A connection as people write it.
#[derive(Debug)]
pub struct ConnectionDraft {
    /// Its key; made from the name, or kept, when none is given.
    pub key: Option<Key>,
    /// Its settings.
    pub settings: ConnectionSettings,
}

impl Engine {
    /// Makes a connection, and the hook its source sends to when it names none. `token` is the unguessable part of the
    /// hook's address.
    pub fn create_connection(
        &self,
        tx: &mut Tx,
        by: &By,
        draft: ConnectionDraft,
        token: String,
    ) -> Result<ConnectionId> {
        let ConnectionDraft { key, mut settings } = draft;
        let defs = self.definitions(tx, by.workspace)?;
        refuse(check::connection(&defs.connections, &settings))?;
        let taken = |key: &Key| defs.connections.get(key).is_some();
        let key = match key {
            Some(key) if taken(&key) => return Err(key_taken(&key)),
            Some(key) => key,
            None => free_key(&settings.name, taken),
        };
        self.give_hook(tx, by, &mut settings, token)?;
        let id = ConnectionId(self.ids().next(by.now.0));
        let row = connections::Stored {
            id,
            key,
            settings,
            created_at: by.now,
            updated_at: by.now,
        };
        connections::insert(&mut tx.space(by.workspace), &row)?;
        self.touch(tx, by)?;
        Ok(id)
    }

    /// Makes the hook of a source, and refuses one that does not exist.
    fn give_hook(
        &self,
        tx: &mut Tx,
        by: &By,
        settings: &mut ConnectionSettings,
        token: String,
    ) -> Result<()> {
        let defs = self.definitions(tx, by.workspace)?;
        let kind = defs.connections.kind(&settings.kind);
        let Some(source) = kind.as_ref().and_then(|kind| kind.source.as_ref()) else {
            settings.hook = None;
            return Ok(());
        };
        if let Some(hook) = &settings.hook {
            return match defs.hook(hook) {
                Some(_) => Ok(()),
                None => Err(EngineError::invalid(
                    "settings.hook",
                    format!("there is no hook `{hook}`"),
                )),
            };
        }
        let key = free_key(&settings.name, |key| defs.hook(key).is_some());
        let row = hooks::Stored {
            id: HookId(self.ids().next(by.now.0)),
            workspace: by.workspace,
            key: key.clone(),
            token,
            settings: HookSettings {
                json_fields: source.json_fields.clone(),
                ..HookSettings::named(settings.name.clone())
            },
            secret: None,
            created_at: by.now,
        };
        hooks::insert(&mut tx.space(by.workspace), &row)?;
        settings.hook = Some(key);
        self.touch(tx, by)
    }

    /// Writes a connection's key and settings. Calls that wait to be sent use the new ones.
    pub fn update_connection(
        &self,
        tx: &mut Tx,
        by: &By,
        id: ConnectionId,
        draft: ConnectionDraft,
        token: String,
    ) -> Result<Done> {
        let ConnectionDraft { key, mut settings } = draft;
        let defs = self.definitions(tx, by.workspace)?;
        let old = self.connection(tx, by, id)?;
        refuse(check::connection(&defs.connections, &settings))?;
        let key = key.unwrap_or_else(|| old.stored.key.clone());
        if key != old.stored.key {
            if defs.connections.get(&key).is_some() {
                return Err(key_taken(&key));
            }
            uses::refuse_used(
                &mut tx.space(by.workspace),
                &defs,
                &Thing::Connection(old.stored.key.clone()),
            )?;
        }
        self.give_hook(tx, by, &mut settings, token)?;
        connections::update(&mut tx.space(by.workspace), id, &key, &settings, by.now)?;
        self.touch(tx, by)?;
        Ok(told(by, Topic::Definitions, id.0))
    }

    /// Removes a connection with its secrets. Its hook stays: senders know its address.
    pub fn delete_connection(&self, tx: &mut Tx, by: &By, id: ConnectionId) -> Result<Done> {
        let old = self.connection(tx, by, id)?;
        let defs = self.definitions(tx, by.workspace)?;
        let mut space = tx.space(by.workspace);
        uses::refuse_used(&mut space, &defs, &Thing::Connection(old.stored.key.clone()))?;
        connections::delete(&mut space, id)?;
        self.touch(tx, by)?;
        Ok(told(by, Topic::Definitions, id.0))
    }

    /// Writes a kind of the workspace, making it when it is new.
    pub fn put_connection_kind(
        &self,
        tx: &mut Tx,
        by: &By,
        key: &Key,
        manifest: &ConnectionKind,
    ) -> Result<Done> {
        if is_built_in(key) {
            let say = format!("`{key}` comes with the server: choose another key for your own");
            return Err(EngineError::Conflict(say));
        }
        refuse(check::kind(manifest))?;
        connections::put_kind(&mut tx.space(by.workspace), key, manifest, by.now)?;
        self.touch(tx, by)?;
        Ok(told(by, Topic::Definitions, by.now.0))
    }

    /// Removes a kind that no connection is of.
    pub fn delete_connection_kind(&self, tx: &mut Tx, by: &By, key: &Key) -> Result<Done> {
        let defs = self.definitions(tx, by.workspace)?;
        let mut of_kind = defs.connections.by_key.values();
        if let Some(user) = of_kind.find(|known| known.stored.settings.kind == *key) {
            let say = format!(
                "the connection `{}` is of this kind: delete it, or give it another kind first",
                user.stored.key
            );
            return Err(EngineError::Conflict(say));
        }
        if !connections::delete_kind(&mut tx.space(by.workspace), key)? {
            return Err(EngineError::NotFound("kind of your own with this key".into()));
        }
        self.touch(tx, by)?;
        Ok(told(by, Topic::Definitions, by.now.0))
    }

    /// A connection by id.
    pub fn connection(&self, tx: &mut Tx, by: &By, id: ConnectionId) -> Result<Arc<Connection>> {
        let defs = self.definitions(tx, by.workspace)?;
        let mut all = defs.connections.by_key.values();
        let found = all.find(|known| known.stored.id == id).cloned();
        found.ok_or_else(|| missing("connection"))
    }
}

/// Refuses the name of a secret that the kind of a connection does not have.
pub fn check_secret(connection: &Connection, name: &Key) -> Result<()> {
    let kind = connection.kind.as_ref();
    let is_known =
        kind.is_some_and(|kind| kind.own_secrets || kind.secrets.iter().any(|slot| slot.key == *name));
    match is_known {
        true => Ok(()),
        false => Err(EngineError::Invalid(vec![Fault::error(
            "name",
            format!(
                "connections of the kind `{}` keep no secret `{name}`",
                connection.stored.settings.kind
            ),
        )])),
    }
}

fn key_taken(key: &Key) -> EngineError {
    EngineError::Conflict(format!(
        "there already is a connection `{key}`: choose another key"
    ))
}
