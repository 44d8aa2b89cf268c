//! Runs that are repeated, compared and kept as tests.

use crate::event::EventKind;
use crate::id::RunId;
use crate::job::Request;
use crate::record::RecordKind;
use crate::run::{RunStatus, StepState, Trace};
use crate::text::Key;
use crate::time::Micros;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Which part of a run is repeated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "of", rename_all = "snake_case", deny_unknown_fields)]
pub enum Part {
    /// All of it, from its event on.
    #[default]
    Whole,
    /// An action and everything after it. Conditions before it are not judged again.
    From {
        /// The block.
        block: Key,
        /// The action in it.
        step: Key,
    },
    /// The actions that failed, and no others.
    Failed,
}

/// What a run came to: two of them can be compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunResult {
    /// How it ended.
    pub status: RunStatus,
    /// What was compared and done.
    pub trace: Trace,
    /// What it sent, action by action.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<SentRequest>,
}

/// A request of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SentRequest {
    /// The block.
    pub block: Key,
    /// The action.
    pub step: Key,
    /// What was sent; absent when that was deleted with age.
    pub request: Option<Request>,
}

/// One way in which two results differ. Ids of records that a run made itself count as equal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Difference {
    /// They ended otherwise.
    Status {
        /// How the first ended; absent when there was no run.
        before: Option<RunStatus>,
        /// How the second ended; absent when there was no run.
        after: Option<RunStatus>,
    },
    /// A block fired in one and not in the other.
    Block {
        /// The block.
        block: Key,
        /// Whether it fired first; absent when it was not there.
        before: Option<bool>,
        /// Whether it fired then.
        after: Option<bool>,
    },
    /// An action ended otherwise.
    Step {
        /// The block.
        block: Key,
        /// The action.
        step: Key,
        /// How it ended first; absent when it was not carried out.
        before: Option<StepState>,
        /// How it ended then.
        after: Option<StepState>,
    },
    /// An action gave a field another value.
    Field {
        /// The block.
        block: Key,
        /// The action.
        step: Key,
        /// The field.
        field: String,
        /// The value it set first; absent when it set none.
        before: Option<Json>,
        /// The value it set then.
        after: Option<Json>,
    },
    /// An action sent something else.
    Request {
        /// The block.
        block: Key,
        /// The action.
        step: Key,
        /// What it sent first.
        before: Option<Box<Request>>,
        /// What it sent then.
        after: Option<Box<Request>>,
    },
}

/// A case a scenario is tried on: an event, the records it found, and what is expected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioTest {
    /// What it is about.
    pub name: String,
    /// The event.
    pub event: TestEvent,
    /// The records there are, by the names that stand in for their ids, such as `record-1`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub records: BTreeMap<String, TestRecord>,
    /// Global variables the scenario reads.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub globals: BTreeMap<String, String>,
    /// What the scenario has to come to.
    pub expected: RunResult,
}

/// The event of a test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestEvent {
    /// What happened.
    pub kind: EventKind,
    /// When; templates that speak of now mean this moment.
    pub at: Micros,
    /// The hook that was called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hook: Option<Key>,
    /// The record it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// What it carried; ids of records are replaced by their names.
    #[serde(default, skip_serializing_if = "Json::is_null")]
    pub payload: Json,
}

/// A record of a test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestRecord {
    /// Its kind.
    pub kind: RecordKind,
    /// Its values by field, as changes show them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, Json>,
    /// The records it is linked with, main ones first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
}

/// What became of one run that was to be repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Repeated {
    /// The run that was to be repeated.
    pub run: RunId,
    /// The new run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<RunId>,
    /// Why there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}
