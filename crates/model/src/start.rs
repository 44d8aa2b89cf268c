//! What starts a scenario (F-2, F-3).

mod talk;

use crate::record::RecordKind;
use crate::tagged::catalogue;
use crate::text::{Key, Scalar};
use crate::timer::ClockTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use talk::{
    ButtonPressed, DialogEnded, DialogHolderChanged, DialogMoved, DialogStatusChanged, HolderKind, InDialog,
    MessageFailed, MessageReceived, TalkEnd, Undelivered,
};

catalogue! {
    /// The event a scenario waits for.
    pub enum Start tag "on" {
        /// A lead was created.
        "lead_created" => LeadCreated(AnyRecord),
        /// A lead was changed; tags, responsible, stage and notes count as changes (Z-207).
        "lead_changed" => LeadChanged(Changed),
        /// A lead got another responsible user.
        "lead_responsible_changed" => LeadResponsibleChanged(AnyRecord),
        /// A lead moved to another stage.
        "lead_stage_changed" => LeadStageChanged(StageChanged),
        /// A contact was created.
        "contact_created" => ContactCreated(AnyRecord),
        /// A contact was changed.
        "contact_changed" => ContactChanged(Changed),
        /// A contact got another responsible user.
        "contact_responsible_changed" => ContactResponsibleChanged(AnyRecord),
        /// A company was created.
        "company_created" => CompanyCreated(AnyRecord),
        /// A company was changed.
        "company_changed" => CompanyChanged(Changed),
        /// A company got another responsible user.
        "company_responsible_changed" => CompanyResponsibleChanged(AnyRecord),
        /// A task was created.
        "task_created" => TaskCreated(AnyRecord),
        /// A task was changed.
        "task_changed" => TaskChanged(Changed),
        /// A task got another responsible user.
        "task_responsible_changed" => TaskResponsibleChanged(AnyRecord),
        /// A note was added; calls, SMS and e-mails are notes.
        "note_added" => NoteAdded(NoteAdded),
        /// A person wrote to a bot.
        "message_received" => MessageReceived(MessageReceived),
        /// A person pressed a button under a message of a bot.
        "button_pressed" => ButtonPressed(ButtonPressed),
        /// A message to a person did not arrive, or nobody knows whether it did.
        "message_failed" => MessageFailed(MessageFailed),
        /// A talk with a bot began, or began anew after its end.
        "dialog_opened" => DialogOpened(InDialog),
        /// A dialog came to a step of a flow.
        "dialog_moved" => DialogMoved(DialogMoved),
        /// The status of a dialog changed.
        "dialog_status_changed" => DialogStatusChanged(DialogStatusChanged),
        /// Another speaks in a dialog: the flow, an operator, nobody.
        "dialog_holder_changed" => DialogHolderChanged(DialogHolderChanged),
        /// A dialog was given to an operator.
        "dialog_assigned" => DialogAssigned(InDialog),
        /// A dialog is over: finished, or stopped by its platform.
        "dialog_ended" => DialogEnded(DialogEnded),
        /// A request came to an incoming hook.
        "hook_received" => HookReceived(HookReceived),
        /// A partner reported something of a person: a registration, a deposit (C-22).
        "postback" => Postback(Postback),
        /// Started by hand, by another scenario, a trigger link, a webhook's answer or a task's result.
        "manual" => Manual(Manual),
        /// Started by the clock.
        "schedule" => Schedule(Schedule),
    }
}

/// No settings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnyRecord {}

/// Settings of the "changed" events.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Changed {
    /// Only when one of these fields changed: `name`, `sale`, `tags`, `responsible`, or the key of a custom
    /// field. Any change when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Key>,
}

/// Settings of a stage change.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageChanged {
    /// Only in this pipeline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<Key>,
    /// Only to this stage of the pipeline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Key>,
}

/// Settings of an added note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteAdded {
    /// The kind of record the note hangs on: lead, contact or company.
    pub to: RecordKind,
}

/// Settings of a hook's request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HookReceived {
    /// The key of the hook.
    pub hook: Key,
    /// Only when the hook's look-up ended so (F-64); always when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<LookupOutcome>,
    /// Texts that count as empty in this scenario, e.g. `(not set)` (Z-193).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub empty_texts: Vec<String>,
}

/// Settings of a partner's report.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Postback {
    /// Only for people who came by this campaign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<Key>,
    /// Only for this event: `sale`, `resale`, or `resale#2` for the second repeat deposit (C-24).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
}

/// How a look-up of records ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LookupOutcome {
    /// One record was found.
    Found,
    /// None was found.
    NotFound,
    /// Several were found; the most recently changed is taken (Z-109).
    Ambiguous,
}

/// Settings of a manual scenario (F-6, Z-18).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manual {
    /// The kind of record it runs on; without it the scenario runs on any kind, or on none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordKind>,
}

/// Settings of a scheduled start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// Time of day in the workspace's zone.
    pub time: ClockTime,
    /// Days of the week, 1 is Monday; every day when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<u8>,
    /// Days of the month, 1–31; every day when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<u8>,
    /// Runs once for each record that fits, instead of once without a record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<Box<RecordFilter>>,
}

/// Records chosen by fields; every given field must fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordFilter {
    /// The kind of record.
    pub kind: RecordKind,
    /// Leads of this pipeline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<Key>,
    /// Leads on this stage of the pipeline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Key>,
    /// Records with this tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<Scalar>,
    /// Records with all of these tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Scalar>,
    /// Records of this user (id, e-mail or name); `nobody`: those without a responsible user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<Scalar>,
    /// Only open ones: leads neither won nor lost, tasks not done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// Where a value begins with this text, or values begin with each of its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<Scalar>,
    /// Records whose fields hold these values, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<Key, Scalar>,
    /// Made at this moment or later: a date, or a date and time, in the workspace's zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_from: Option<Scalar>,
    /// Made before this moment; a date is included whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_to: Option<Scalar>,
    /// By the open tasks that hang on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskFilter>,
}

/// What the open tasks on a record must be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskFilter {
    /// There is none.
    None,
    /// There is one.
    Some,
    /// One is overdue.
    Overdue,
}

impl RecordFilter {
    /// Every record of a kind.
    pub fn of(kind: RecordKind) -> Self {
        Self {
            kind,
            pipeline: None,
            stage: None,
            tag: None,
            tags: Vec::new(),
            responsible: None,
            open: false,
            query: None,
            fields: BTreeMap::new(),
            created_from: None,
            created_to: None,
            task: None,
        }
    }
}

impl Start {
    /// Whether another scenario, a link, an answer or a person may start it (Z-18).
    pub fn is_manual(&self) -> bool {
        matches!(self, Self::Manual(_))
    }
}
