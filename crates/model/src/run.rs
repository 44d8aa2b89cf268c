//! Runs and their traces: what was compared with what, and what was done.

use crate::id::{JobId, RunId, TimerId};
use crate::record::RecordRef;
use crate::text::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a run ended, or where it stands. The closed set: nothing else is ever stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    /// At least one block fired and every action was done or planned.
    Fired = 1,
    /// No block's conditions held.
    NotMatched = 2,
    /// A block fired, and an action in it failed.
    Failed = 3,
    /// It ran too recently for this record (F-10).
    Throttled = 4,
    /// It already ran once for this record (Z-30).
    AlreadyRan = 5,
    /// The loop guard stopped it (Z-14).
    Recursion = 6,
    /// It waits for the delay of a block (Z-12), to try an action again, or for its turn.
    Waiting = 7,
    /// It was called off while it waited.
    Cancelled = 8,
    /// Another run for its record was under way, and its scenario does not run beside it.
    Skipped = 9,
}

impl RunStatus {
    /// All states.
    pub const ALL: [Self; 9] = [
        Self::Fired,
        Self::NotMatched,
        Self::Failed,
        Self::Throttled,
        Self::AlreadyRan,
        Self::Recursion,
        Self::Waiting,
        Self::Cancelled,
        Self::Skipped,
    ];

    /// The number the database keeps.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The state of a stored number.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}

/// What happened in a run, block by block. Texts of conditions stand in the version that ran.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trace {
    /// The blocks that were judged, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<BlockTrace>,
    /// Why nothing was judged, or what else is to be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Why nothing was judged, as a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<crate::reason::Reason>,
    /// The run this one repeats, when a person asked for it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<RunId>,
    /// The run of the fallback scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<String>,
}

/// One block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BlockTrace {
    /// The block's id.
    pub id: Key,
    /// Whether its conditions held.
    pub fired: bool,
    /// The conditions, as in the version that ran.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowTrace>,
    /// The actions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepTrace>,
    /// Microseconds spent.
    pub us: u32,
}

/// One condition: the values that met, and what came of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RowTrace {
    /// Whether it held.
    pub ok: bool,
    /// The left value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<String>,
    /// The right value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<String>,
    /// Rows of a group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowTrace>,
    /// What is to be known, e.g. that a record is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StepTrace {
    /// The action's id.
    pub id: Key,
    /// How it ended.
    pub state: StepState,
    /// What it did or why it did not, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The record it made or changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordRef>,
    /// What it changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<crate::record::Change>,
    /// The request it sends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<JobId>,
    /// The timer it set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timer: Option<TimerId>,
    /// The run it started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RunId>,
    /// Warnings of its templates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Why earlier tries failed, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<String>,
    /// What ended with this action, by its own doing or because it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<crate::action::StopScope>,
}

/// How an action ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Done.
    Done,
    /// A timer will do it.
    Planned,
    /// A request waits in the outbox.
    Queued,
    /// It does not apply here (Z-15).
    Skipped,
    /// It failed.
    Failed,
    /// It failed, and is tried again; the run waits for that.
    Retrying,
}
