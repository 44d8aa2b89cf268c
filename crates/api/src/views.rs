//! Shapes that several rooms of the API show.

use crate::problem::Result;
use crate::work::Look;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use signalbox_engine::Definitions;
use signalbox_model::record::{Company, Contact, Lead, Task};
use signalbox_model::{Key, RecordId, RecordKind, RecordRef, ScenarioId};
use signalbox_store::crm::{self, Record};
use signalbox_store::{Space, StoreError};
use std::collections::HashMap;

/// A scenario as other rows point at it. Of one that was deleted only the id is known.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct ScenarioName {
    /// Its id.
    pub id: ScenarioId,
    /// Its key.
    pub key: Option<Key>,
    /// Its name.
    pub name: String,
}

impl ScenarioName {
    /// The name of a scenario as the definitions know it.
    pub fn of(defs: &Definitions, id: ScenarioId) -> Self {
        match defs.scenarios.get(&id) {
            Some(known) => Self {
                id,
                key: Some(known.key.clone()),
                name: known.body.scenario.name.clone(),
            },
            None => Self {
                id,
                key: None,
                name: String::new(),
            },
        }
    }
}

/// A record as other rows point at it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct RecordLink {
    /// Its kind.
    pub kind: RecordKind,
    /// Its id.
    pub id: RecordId,
    /// Its name; absent when it was deleted.
    pub title: Option<String>,
}

/// The names of records that rows point at, read a kind at a time.
#[derive(Debug, Default)]
pub(crate) struct Titles(HashMap<RecordRef, String>);

impl Titles {
    /// Reads the names of these records.
    pub fn read(
        space: &mut Space,
        records: impl IntoIterator<Item = RecordRef>,
    ) -> std::result::Result<Self, StoreError> {
        let mut ids: HashMap<RecordKind, Vec<RecordId>> = HashMap::new();
        for record in records {
            ids.entry(record.kind).or_default().push(record.id);
        }
        let mut titles = Self::default();
        for (kind, mut ids) in ids {
            ids.sort();
            ids.dedup();
            match kind {
                RecordKind::Lead => titles.add::<Lead>(space, &ids)?,
                RecordKind::Contact => titles.add::<Contact>(space, &ids)?,
                RecordKind::Company => titles.add::<Company>(space, &ids)?,
                RecordKind::Task => titles.add::<Task>(space, &ids)?,
            }
        }
        Ok(titles)
    }

    fn add<R: Record + Titled>(
        &mut self,
        space: &mut Space,
        ids: &[RecordId],
    ) -> std::result::Result<(), StoreError> {
        let found = crm::get_many::<R>(space, ids)?;
        self.0.extend(
            found
                .iter()
                .map(|record| (record.reference(), record.title().to_owned())),
        );
        Ok(())
    }

    /// A record with its name.
    pub fn link(&self, record: RecordRef) -> RecordLink {
        RecordLink {
            kind: record.kind,
            id: record.id,
            title: self.0.get(&record).cloned(),
        }
    }
}

/// What a record is called.
pub(crate) trait Titled {
    /// The name, or a task's text.
    fn title(&self) -> &str;
}

macro_rules! titled {
    ($($kind:ident => $field:ident),*) => {$(
        impl Titled for $kind {
            fn title(&self) -> &str {
                &self.$field
            }
        }
    )*};
}
titled! { Lead => name, Contact => name, Company => name, Task => text }

impl Look<'_, '_> {
    /// The names of records that rows point at.
    pub(crate) fn titles(&mut self, records: impl IntoIterator<Item = RecordRef>) -> Result<Titles> {
        Ok(Titles::read(&mut self.space(), records)?)
    }
}

/// Tells a field that was given as `null` from one that was not given: `Some(None)` and `None`.
pub(crate) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> std::result::Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
