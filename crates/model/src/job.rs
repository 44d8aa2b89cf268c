//! Jobs of the outbox: what leaves the house.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How far a delivery has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waits for its moment.
    Planned = 0,
    /// Under way.
    Sending = 1,
    /// The receiver said 2xx.
    Delivered = 2,
    /// It may have arrived, nobody knows: the answer never came.
    Uncertain = 3,
    /// The receiver refused it, or every try failed.
    Failed = 4,
    /// Called off.
    Cancelled = 5,
}

impl JobState {
    /// All states.
    pub const ALL: [Self; 6] = [
        Self::Planned,
        Self::Sending,
        Self::Delivered,
        Self::Uncertain,
        Self::Failed,
        Self::Cancelled,
    ];

    /// The number the database keeps.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The state of a stored number.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether nothing more will happen by itself.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Planned | Self::Sending)
    }
}

/// A request that is to be sent, as it was decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: crate::action::Method,
    /// The address.
    pub url: String,
    /// Headers; those with secrets are added when it is sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// The body.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// The stored secret that signs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_with: Option<crate::text::Key>,
    /// Follows up to 3 redirects.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub follow_redirects: bool,
    /// What happens with the answer: the scenario, its record and variables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listen: Option<Listening>,
    /// The dialog whose step waits for the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialog: Option<crate::id::DialogId>,
    /// The operation it calls: its connection proves who sends it, and says how the answer is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<Call>,
}

/// A call of an operation of a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Call {
    /// The key of the connection.
    pub connection: crate::text::Key,
    /// The operation.
    pub operation: crate::text::Key,
    /// The scenario that calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<crate::id::ScenarioId>,
}

/// Who waits for an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Listening {
    /// The scenario that gets it.
    pub scenario: crate::id::ScenarioId,
    /// Starts it also when the answer has no body.
    pub also_without_data: bool,
    /// The record of the run that asks.
    pub subject: Option<crate::record::RecordRef>,
    /// The variables and records of the run that asks.
    pub parent: crate::event::Payload,
    /// How many causes lie behind the run that asks.
    pub depth: u8,
}

/// One try to send.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Attempt {
    /// When it started, UNIX microseconds.
    pub at: crate::time::Micros,
    /// How long it took, milliseconds.
    pub ms: u32,
    /// The status, when an answer came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What went wrong, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Headers of the answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// The body of the answer as text, cut to 4 KiB.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// What the receiver says is wrong, field by field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<AnswerFault>,
}

/// Something that the receiver of a request says is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AnswerFault {
    /// The field, as a dotted name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What is wrong.
    pub message: String,
}
