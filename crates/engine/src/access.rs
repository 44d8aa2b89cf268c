//! Short ways from scenarios to records.

use crate::crm;
use crate::definitions::Definitions;
use signalbox_model::{Key, RecordKind};

impl Definitions {
    /// What values are read and written with.
    pub fn crm(&self) -> crm::Defs<'_> {
        crm::Defs {
            schema: &self.schema,
            settings: &self.settings,
            tz: &self.zone,
        }
    }

    /// Whether a kind of record has a field with this key, its own or a custom one.
    pub fn has_field(&self, kind: RecordKind, key: &Key) -> bool {
        crm::is_core(kind, key.as_str()) || self.schema.field(kind, key.as_str()).is_some()
    }
}
