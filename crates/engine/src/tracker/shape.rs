//! Scenarios of a ready-made shape that are written from a list of rules, and read back as one.

use crate::Done;
use crate::engine::Engine;
use crate::error::{Fault, Result};
use crate::scenarios::{By, Overdue};
use serde_json::{Value, json};
use signalbox_model::Key;
use signalbox_model::scenario::Scenario;
use signalbox_store::Tx;

impl Engine {
    /// Makes or rewrites a scenario of a ready-made shape, and switches it on.
    pub(super) fn keep_ready_made(&self, tx: &mut Tx, by: &By, key: Key, scenario: Scenario) -> Result<Done> {
        let known = self
            .definitions(tx, by.workspace)?
            .scenario(&key)
            .map(|known| known.id);
        let (id, mut done) = match known {
            Some(id) => (id, self.save_scenario(tx, by, id, None, None, scenario)?.1),
            None => (
                self.create_scenario(tx, by, Some(key), scenario)?,
                Done::default(),
            ),
        };
        done.merge(self.switch_on(tx, by, id, Overdue::Run)?);
        Ok(done)
    }
}

/// Finds fault with the name of an event that may carry a number.
pub(super) fn check_event(path: &str, event: &str, faults: &mut Vec<Fault>) {
    let (name, number) = parted(event);
    let is_number = number.is_none_or(|number| number.parse::<u32>().is_ok_and(|number| number > 0));
    if name.is_empty() || name.len() > 64 || !is_number {
        let say = "write an event such as sale, or resale#2 for the second repeat deposit";
        faults.push(Fault::error(path, say));
    }
}

/// `resale#2`: the event and which one of its kind.
pub(super) fn parted(event: &str) -> (&str, Option<&str>) {
    match event.trim().split_once('#') {
        Some((name, number)) => (name.trim(), Some(number.trim())),
        None => (event.trim(), None),
    }
}

/// The conditions that a report is this event, and this one of its kind when a number stands behind it.
pub(super) fn event_conditions(event: &str) -> Vec<Value> {
    let (name, number) = parted(event);
    let mut conditions = vec![json!({ "left": "{event}", "is": "equals", "right": name.to_lowercase() })];
    conditions
        .extend(number.map(|number| json!({ "left": "{event_number}", "is": "equals", "right": number })));
    conditions
}

/// Whether a scenario says the same as another but for its name and the ids of its parts.
pub(super) fn is_same(scenario: &Scenario, mut other: Scenario) -> bool {
    let mut own = scenario.clone();
    own.name.clone_from(&other.name);
    for document in [&mut own, &mut other] {
        for block in &mut document.blocks {
            block.id = None;
            block.steps.iter_mut().for_each(|step| step.id = None);
        }
    }
    own == other
}
