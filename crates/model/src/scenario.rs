//! A scenario: an event, blocks of conditions and actions, and how often it may run (F-1).

use crate::action::Step;
use crate::condition::Row;
use crate::start::Start;
use crate::text::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The shortest throttle, seconds (Z-20).
pub const MIN_THROTTLE_SECS: u32 = 5;
/// The longest delay of a block, seconds (F-9).
pub const MAX_BLOCK_DELAY_SECS: u8 = 20;

/// What a scenario does, as people write it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The name; also the caption of the button that runs it by hand.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The ready-made shape it is kept in; the studio opens it in the editor of that shape.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<Shape>,
    /// The event it waits for.
    pub start: Start,
    /// Runs at most once in so many seconds for one record, 5 or more (F-7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throttle_secs: Option<u32>,
    /// Runs only once for a record; the mark is set when a block fired (Z-31).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub only_once: bool,
    /// What an event does while a run for the same record is under way.
    #[serde(default, skip_serializing_if = "RunMode::is_parallel")]
    pub mode: RunMode,
    /// Blocks, judged one after another; several may fire (Z-10).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// The manual scenario that runs when no block fired (F-8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Key>,
}

/// A ready-made shape of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// A bridge: one event, one filter, one call of an operation (L-21).
    Bridge,
}

/// What an event does while an earlier run of the scenario for the same record is under way: while it waits for the
/// delay of a block, or to try an action again. Events without a record do not know of each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunMode {
    /// Runs beside it.
    #[default]
    Parallel,
    /// Waits until it has ended.
    Queue,
    /// Calls it off and runs.
    Restart,
    /// Does not run.
    Skip,
}

impl RunMode {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_parallel(&self) -> bool {
        *self == Self::Parallel
    }
}

/// The most runs that wait in line for one record; more are skipped.
pub const MAX_QUEUED: usize = 100;

/// Conditions and what is done when they hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// A name that stays when the block moves: pending timers hang on it (Z-41). Given when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Key>,
    /// A title for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Left out when off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off: bool,
    /// Waits so long before it is judged, up to 20 seconds (Z-12).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub delay_secs: u8,
    /// The conditions; a block without any always fires.
    #[serde(default, rename = "if", skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Row>,
    /// The actions, in order; one that fails does not stop the next (Z-17), unless its `on_error` says so.
    #[serde(default, rename = "do", skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(n: &u8) -> bool {
    *n == 0
}

impl Scenario {
    /// Gives every block and step that has none an id that is unique in the scenario.
    pub fn fill_ids(&mut self) {
        let taken: std::collections::HashSet<String> = self
            .blocks
            .iter()
            .flat_map(|b| b.id.iter().chain(b.steps.iter().filter_map(|s| s.id.as_ref())))
            .map(ToString::to_string)
            .collect();
        let mut fresh = (1_u32..)
            .map(|n| format!("s{n}"))
            .filter(|id| !taken.contains(id));
        let mut give = |slot: &mut Option<Key>| {
            if slot.is_none() {
                *slot = fresh.next().and_then(|id| id.parse().ok());
            }
        };
        for block in &mut self.blocks {
            give(&mut block.id);
            for step in &mut block.steps {
                give(&mut step.id);
            }
        }
    }
}
