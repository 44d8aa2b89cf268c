//! What a dialog remembers besides its columns.

use serde::{Deserialize, Serialize};
use signalbox_model::{DialogId, FlowId, Key, RecordRef};
use std::collections::BTreeMap;

/// A place to come back to after a sub-flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Back {
    /// The flow.
    pub flow: FlowId,
    /// Its version then.
    pub version: i64,
    /// The step that went into the sub-flow; the dialog goes on with its `next`.
    pub step: Key,
}

/// What a dialog waits for on its step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nothing: it stands there until something moves it.
    #[default]
    Still,
    /// For the step's delay; what the person writes starts nothing (Z-160).
    Delay,
    /// For anything the person does.
    Answer,
    /// For a moment.
    Moment,
    /// For the answer to a request.
    Request,
    /// For an operator to close.
    Operator,
    /// For the flow to speak again: it was moved here while silent, and the step has not begun (Z-77).
    Silent,
    /// For the person to use their link.
    LogIn,
}

/// What a dialog remembers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// Variables that flows set: `{{dialog.name}}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub vars: BTreeMap<String, String>,
    /// Fields of the bot's dialogs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<Key, String>,
    /// Where sub-flows come back to, the innermost last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub back: Vec<Back>,
    /// Records at hand, newest last: what the flow created or found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<RecordRef>,
    /// The operator's own chat that it is relayed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relay: Option<DialogId>,
    /// Texts that came in pieces and are answered as one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gathered: Vec<String>,
    /// What it waits for.
    #[serde(default, skip_serializing_if = "is_still")]
    pub phase: Phase,
    /// Answers to the step that did not fit.
    #[serde(default, skip_serializing_if = "is_none")]
    pub tries: u32,
    /// The flow has begun: with `/start`, or with the first message.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub started: bool,
    /// Scenarios write to staff here: what is written is not taken, what is pressed is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub staff: bool,
    /// Why people should look at it: no branch fitted, the flow could not go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_still(phase: &Phase) -> bool {
    *phase == Phase::Still
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_none(n: &u32) -> bool {
    *n == 0
}

impl Memory {
    /// Reads what the store kept; what cannot be read is empty, so that a dialog never gets stuck on it.
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }
}
