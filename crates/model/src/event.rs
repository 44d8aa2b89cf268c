//! Events: everything that happened, as immutable rows.

use crate::id::{EventId, WorkspaceId};
use crate::record::{Author, Change, RecordRef};
use crate::time::Micros;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What happened. The number is what the database keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum EventKind {
    LeadCreated = 1,
    LeadChanged = 2,
    LeadDeleted = 3,
    ContactCreated = 11,
    ContactChanged = 12,
    ContactDeleted = 13,
    /// Others were merged into a contact.
    ContactMerged = 14,
    /// A merge of contacts was undone.
    ContactUnmerged = 15,
    CompanyCreated = 21,
    CompanyChanged = 22,
    CompanyDeleted = 23,
    /// Others were merged into a company.
    CompanyMerged = 24,
    /// A merge of companies was undone.
    CompanyUnmerged = 25,
    TaskCreated = 31,
    TaskChanged = 32,
    TaskDeleted = 33,
    NoteAdded = 41,
    /// A request came to an incoming hook.
    HookReceived = 51,
    /// A person, a link, an answer, a result or a scenario asked for a run.
    RunRequested = 61,
    /// A schedule came due.
    ScheduleDue = 62,
    /// A job of the outbox ended.
    JobFinished = 71,
    /// A person wrote; the key is the dialog.
    MessageReceived = 81,
    /// A message did not arrive, or nobody knows whether it did; the key is the dialog.
    MessageFailed = 82,
    /// A talk began; the key is the dialog.
    DialogOpened = 83,
    /// The status, holder or operator of a dialog changed; the key is the dialog.
    DialogChanged = 84,
    /// A person pressed a button; the key is the dialog.
    ButtonPressed = 85,
    /// A dialog came to a step; the key is the dialog. Written only when a scenario waits for it.
    DialogMoved = 86,
    /// A partner reported something of a person: a registration, a deposit.
    PostbackReceived = 91,
}

impl EventKind {
    /// The number the database keeps.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The kind of a stored number.
    pub fn from_code(code: i64) -> Option<Self> {
        const ALL: [EventKind; 28] = [
            EventKind::LeadCreated,
            EventKind::LeadChanged,
            EventKind::LeadDeleted,
            EventKind::ContactCreated,
            EventKind::ContactChanged,
            EventKind::ContactDeleted,
            EventKind::ContactMerged,
            EventKind::ContactUnmerged,
            EventKind::CompanyCreated,
            EventKind::CompanyChanged,
            EventKind::CompanyDeleted,
            EventKind::CompanyMerged,
            EventKind::CompanyUnmerged,
            EventKind::TaskCreated,
            EventKind::TaskChanged,
            EventKind::TaskDeleted,
            EventKind::NoteAdded,
            EventKind::HookReceived,
            EventKind::RunRequested,
            EventKind::ScheduleDue,
            EventKind::JobFinished,
            EventKind::MessageReceived,
            EventKind::MessageFailed,
            EventKind::DialogOpened,
            EventKind::DialogChanged,
            EventKind::ButtonPressed,
            EventKind::DialogMoved,
            EventKind::PostbackReceived,
        ];
        ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// How far an event has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventState {
    /// Accepted, not yet worked off.
    Waiting = 0,
    /// Worked off.
    Done = 1,
    /// Working it off failed; it is kept and can be retried.
    Failed = 2,
    /// Refused on arrival (signature, form, limits), kept to be looked at and replayed.
    Rejected = 3,
    /// Held back: its hook is paused.
    Held = 4,
    /// The same as one before.
    Duplicate = 5,
}

impl EventState {
    /// The number the database keeps.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The state of a stored number.
    pub fn from_code(code: i64) -> Option<Self> {
        [
            Self::Waiting,
            Self::Done,
            Self::Failed,
            Self::Rejected,
            Self::Held,
            Self::Duplicate,
        ]
        .into_iter()
        .find(|state| state.code() == code)
    }
}

/// An event as the engine sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its id.
    pub id: EventId,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// What happened.
    pub kind: EventKind,
    /// The record it is about.
    pub subject: Option<RecordRef>,
    /// What narrows the kind: the raw id of the hook, the scenario or the schedule's scenario.
    pub key: Option<i64>,
    /// What came with it.
    pub payload: Payload,
    /// The event whose effects caused it.
    pub cause: Option<EventId>,
    /// How many causes lie behind it, 0 for an event from outside.
    pub depth: u8,
    /// Who made it happen.
    pub author: Author,
    /// When it was received: throttles measure with it (Z-24).
    pub at: Micros,
}

/// What an event carries besides its subject.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Payload {
    /// Values that changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Run variables: `{name}` → value, JSON.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub variables: serde_json::Map<String, serde_json::Value>,
    /// The note that was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<crate::id::NoteId>,
    /// Records at hand besides the subject: what a "not found" run created, a parent's lead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<RecordRef>,
    /// A whole body, as received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// What already ran in the chain of causes: the loop guard (Z-14).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<Visit>,
    /// How a look-up ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lookup: Option<crate::start::LookupOutcome>,
    /// Which records were merged, or parted again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merge: Option<MergeNote>,
}

/// What a merge of records tells of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MergeNote {
    /// The merge, for undoing it.
    pub id: crate::id::MergeId,
    /// The record that stayed.
    pub into: crate::id::RecordId,
    /// The others, with their names then.
    pub others: Vec<MergedName>,
}

/// A record that was merged into another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MergedName {
    /// Its id.
    pub id: crate::id::RecordId,
    /// Its name when it was merged.
    pub name: String,
}

/// A scenario that ran for a record somewhere up the chain of causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Visit {
    /// The scenario.
    pub scenario: crate::id::ScenarioId,
    /// The record it ran for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<crate::id::RecordId>,
}
