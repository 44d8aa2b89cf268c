//! "Why did it not fire?" asked about a record: which of its events is meant.

use super::missing;
use crate::definitions::places;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use signalbox_model::event::EventKind;
use signalbox_model::start::Start;
use signalbox_model::{EventId, Micros, RecordRef, ScenarioId, id};
use signalbox_store::{Tx, events};

/// So many of a record's newest events are looked through.
const LOOKED_THROUGH: i64 = 200;

impl Engine {
    /// The newest event of a record, before `at` when given, that a scenario starts on; else the newest of all.
    pub fn event_in_question(
        &self,
        tx: &mut Tx,
        by: &By,
        scenario: ScenarioId,
        record: RecordRef,
        at: Option<Micros>,
    ) -> Result<EventId> {
        let defs = self.definitions(tx, by.workspace)?;
        let known = defs.scenarios.get(&scenario).ok_or_else(|| missing("scenario"))?;
        let hook_keys = defs
            .hooks
            .values()
            .map(|hook| (hook.key.clone(), hook.id))
            .collect();
        let places = places(&known.body.scenario.start, &hook_keys);
        let starts = |kind: EventKind, key: Option<i64>| match known.body.scenario.start {
            Start::Manual(_) => kind == EventKind::RunRequested && key == Some(scenario.0),
            Start::Schedule(_) => kind == EventKind::ScheduleDue && key == Some(scenario.0),
            _ => places
                .iter()
                .any(|(own, narrow)| *own == kind && (narrow.is_none() || *narrow == key)),
        };
        let before = at.map(|at| EventId(id::floor_at(at.0)));
        let subject = Some(record.id);
        let filter = events::Filter {
            subject,
            before,
            limit: LOOKED_THROUGH,
            ..Default::default()
        };
        let newest = events::list(&mut tx.space(by.workspace), filter)?;
        let fits = newest
            .iter()
            .find(|stored| starts(stored.event.kind, stored.event.key));
        let found = fits.or(newest.first()).map(|stored| stored.event.id);
        found.ok_or_else(|| EngineError::NotFound("event of this record that is still kept".into()))
    }
}
