//! Dialogs: one person's talk with a bot in one channel, who holds it, and how its messages fare.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who speaks in a dialog: exactly one, changed by compare-and-set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Holder {
    /// Nobody yet.
    #[default]
    Nobody,
    /// The bot's flow.
    Flow,
    /// A language model.
    Ai,
    /// An operator.
    Operator {
        /// Who.
        user: crate::id::UserId,
    },
}

/// How a dialog is worked (C-62, C-73).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DialogStatus {
    /// The flow answers.
    #[default]
    Auto = 0,
    /// People answer; the flow and its pushes are silent.
    Manual = 1,
    /// The flow stays on its step, keeps pushing, and moves on at any message (C-47, Z-161).
    Waiting = 2,
    /// We may write; what the person writes is not taken (C-73).
    Blocked = 3,
    /// The talk is over: no answers, no pushes.
    Finished = 4,
    /// The platform refuses to deliver: blocked by the person, deactivated, removed.
    Stopped = 5,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageAuthor {
    /// The person.
    Contact = 1,
    /// The flow.
    Flow = 2,
    /// A language model.
    Ai = 3,
    /// An operator.
    Operator = 4,
    /// A scenario, a broadcast or the server itself.
    System = 5,
    /// A note among operators; it never leaves.
    Note = 6,
}

/// How far a message on its way out has come. A received one is confirmed at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// Written, not yet handed to the channel.
    Planned = 0,
    /// Handed to the channel, its answer has not come.
    Sent = 1,
    /// The platform has taken it.
    Confirmed = 2,
    /// The call broke off: the person may have it or not. Not sent again by itself (Z-180).
    Uncertain = 3,
    /// The platform refused it.
    Failed = 4,
    /// Withdrawn before it left: the holder changed, the push became needless, a person cancelled it.
    Cancelled = 5,
}
