//! Connections and the kinds of a workspace as part of an account's text. Secrets are no part of it.

use crate::connect::{check, is_built_in};
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::scenarios::By;
use signalbox_model::account::Account;
use signalbox_model::{ConnectionId, Key};
use signalbox_store::{Tx, connections};

impl Engine {
    pub(super) fn apply_connections(&self, tx: &mut Tx, by: &By, account: &Account) -> Result<()> {
        self.apply_kinds(tx, by, account)?;
        self.touch(tx, by)?;
        let defs = self.definitions(tx, by.workspace)?;
        for (key, settings) in &account.connections {
            refuse("connections", key, check::connection(&defs.connections, settings))?;
            let known = settings
                .hook
                .as_ref()
                .is_none_or(|hook| account.hooks.contains_key(hook));
            if !known {
                let say = "there is no such hook in the document: add it under `hooks`";
                return Err(EngineError::invalid(format!("connections.{key}.hook"), say));
            }
            let kind = defs.connections.kind(&settings.kind);
            let only_sends = kind.is_some_and(|kind| kind.source.is_some() && kind.operations.is_empty());
            if settings.hook.is_none() && only_sends {
                let say = "connections of this kind are sent to: name the hook that takes it";
                return Err(EngineError::invalid(format!("connections.{key}.hook"), say));
            }
            let mut space = tx.space(by.workspace);
            if let Some(known) = defs.connections.get(key) {
                connections::update(&mut space, known.stored.id, key, settings, by.now)?;
                continue;
            }
            let row = connections::Stored {
                id: ConnectionId(self.ids().next(by.now.0)),
                key: key.clone(),
                settings: settings.clone(),
                created_at: by.now,
                updated_at: by.now,
            };
            connections::insert(&mut space, &row)?;
        }
        let gone = defs.connections.by_key.iter();
        for (_, known) in gone.filter(|(key, _)| !account.connections.contains_key(*key)) {
            connections::delete(&mut tx.space(by.workspace), known.stored.id)?;
        }
        self.touch(tx, by)
    }

    fn apply_kinds(&self, tx: &mut Tx, by: &By, account: &Account) -> Result<()> {
        for (key, manifest) in &account.connection_kinds {
            if is_built_in(key) {
                let say = "this kind comes with the server: choose another key for your own";
                return Err(EngineError::invalid(format!("connection_kinds.{key}"), say));
            }
            refuse("connection_kinds", key, check::kind(manifest))?;
            connections::put_kind(&mut tx.space(by.workspace), key, manifest, by.now)?;
        }
        for key in connections::kinds(&mut tx.space(by.workspace))?.into_keys() {
            if !account.connection_kinds.contains_key(&key) {
                connections::delete_kind(&mut tx.space(by.workspace), &key)?;
            }
        }
        Ok(())
    }
}

fn refuse(family: &str, key: &Key, mut faults: Vec<Fault>) -> Result<()> {
    faults.retain(Fault::is_error);
    if faults.is_empty() {
        return Ok(());
    }
    let placed = faults.into_iter().map(|fault| Fault {
        path: format!("{family}.{key}.{}", fault.path.trim_start_matches("settings.")),
        ..fault
    });
    Err(EngineError::Invalid(placed.collect()))
}
