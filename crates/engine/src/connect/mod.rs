//! Connections to other systems: what a workspace has, and how a call of an operation becomes a request.

pub(crate) mod call;
pub mod check;
mod ended;
mod kinds;
mod line;
pub mod openapi;
mod typed;

use crate::error::{EngineError, Result};
pub use ended::MOST_FAILURES;
pub use kinds::{built_in, is_built_in};
pub use line::Line;
use signalbox_model::Key;
use signalbox_model::connection::{ConnectionKind, Operation, Parameter, Place, When};
use signalbox_store::{Space, connections};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A connection with the manifest of its kind.
#[derive(Debug)]
pub struct Connection {
    /// The connection itself.
    pub stored: connections::Stored,
    /// Its kind; none when the workspace has it no more.
    pub kind: Option<Arc<ConnectionKind>>,
}

impl Connection {
    /// The value of a setting: what was written, else what the kind says.
    pub fn setting(&self, key: &str) -> Option<&str> {
        let declared = self
            .kind
            .as_ref()?
            .settings
            .iter()
            .find(|setting| setting.key.as_str() == key)?;
        let written = self.stored.settings.settings.get(&declared.key);
        let written = written.map(|text| text.trim()).filter(|text| !text.is_empty());
        Some(written.unwrap_or(&declared.default))
    }

    /// Whether what hangs on a setting counts.
    pub fn holds(&self, when: Option<&When>) -> bool {
        when.is_none_or(|when| self.setting(when.setting.as_str()) == Some(when.is.as_str()))
    }

    /// An operation of its kind.
    pub fn operation(&self, key: &Key) -> Option<&Operation> {
        self.kind.as_ref()?.operations.get(key)
    }

    /// What an operation takes over this connection: its own parameters, then those of the connection.
    pub fn parameters<'c>(&'c self, operation: &'c Operation) -> impl Iterator<Item = &'c Parameter> {
        let own = &operation.parameters;
        let more = operation.open.then_some(&self.stored.settings.parameters);
        let is_new = move |more: &&Parameter| !own.iter().any(|known| known.name == more.name);
        own.iter().chain(more.into_iter().flatten().filter(is_new))
    }
}

/// Everything a workspace is connected with.
#[derive(Debug, Default)]
pub struct Connections {
    /// The kinds that the workspace adds.
    pub own_kinds: BTreeMap<Key, Arc<ConnectionKind>>,
    /// Connections by key.
    pub by_key: BTreeMap<Key, Arc<Connection>>,
}

impl Connections {
    pub(crate) fn load(space: &mut Space) -> Result<Self> {
        let own = connections::kinds(space)?.into_iter();
        let mut all = Self {
            own_kinds: own.map(|(key, kind)| (key, Arc::new(kind))).collect(),
            by_key: BTreeMap::new(),
        };
        for stored in connections::list(space)? {
            let kind = all.kind(&stored.settings.kind);
            all.by_key
                .insert(stored.key.clone(), Arc::new(Connection { stored, kind }));
        }
        Ok(all)
    }

    /// A kind, built-in or the workspace's.
    pub fn kind(&self, key: &Key) -> Option<Arc<ConnectionKind>> {
        built_in().get(key).or_else(|| self.own_kinds.get(key)).cloned()
    }

    /// A connection by key.
    pub fn get(&self, key: &Key) -> Option<&Arc<Connection>> {
        self.by_key.get(key)
    }
}

/// The parameters of a body from an example of it.
///
/// # Errors
/// With the place where the text stops being JSON.
pub fn example(text: &str) -> Result<Vec<Parameter>> {
    signalbox_wire::example::parameters(text).map_err(|fault| EngineError::invalid("text", fault.to_string()))
}

/// Whether a parameter travels in the body.
pub(crate) fn is_of_body(parameter: &Parameter) -> bool {
    parameter.place == Place::Body
}
