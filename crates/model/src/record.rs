//! Records of the CRM: leads, contacts, companies, tasks and their notes.

use crate::id::{LossReasonId, NoteId, PipelineId, RecordId, StageId, UserId};
use crate::text::Key;
use crate::time::Micros;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The kinds of records that scenarios run on and custom fields belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum RecordKind {
    Lead,
    Contact,
    Company,
    Task,
}

impl RecordKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Lead, Self::Contact, Self::Company, Self::Task];

    /// The number the database keeps.
    pub fn code(self) -> i64 {
        match self {
            Self::Lead => 1,
            Self::Contact => 2,
            Self::Company => 3,
            Self::Task => 4,
        }
    }

    /// The kind of a stored number.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The name in documents and templates.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Contact => "contact",
            Self::Company => "company",
            Self::Task => "task",
        }
    }
}

impl std::fmt::Display for RecordKind {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for RecordKind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| format!("`{text}` is no kind of record: lead, contact, company or task"))
    }
}

/// One record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct RecordRef {
    /// Its kind.
    pub kind: RecordKind,
    /// Its id.
    pub id: RecordId,
}

/// Money in whole minor units (kopecks, cents).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Minor units; 100 to the major unit.
    pub minor: i64,
    /// ISO 4217, upper case.
    pub currency: String,
}

/// Values of custom fields by the field's key, in the canonical form of the field's type.
pub type FieldValues = BTreeMap<Key, serde_json::Value>;

/// Who or what made a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Author {
    /// A person in the studio or through a token.
    User {
        /// Who.
        user: UserId,
    },
    /// A run of a scenario.
    Run {
        /// Which run.
        run: crate::id::RunId,
    },
    /// An incoming hook.
    Hook {
        /// Which hook.
        hook: crate::id::HookId,
    },
    /// A bot's flow, or the person it talks with.
    Dialog {
        /// In which dialog.
        dialog: crate::id::DialogId,
    },
    /// Another service, through a link that steers dialogs.
    Remote {
        /// Which link.
        link: crate::id::RemoteId,
    },
    /// The server itself: imports, maintenance.
    System,
}

/// A deal on its way through a pipeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Lead {
    /// Its id.
    pub id: RecordId,
    /// The title.
    pub name: String,
    /// The pipeline.
    pub pipeline_id: PipelineId,
    /// The stage in it.
    pub stage_id: StageId,
    /// Since when it stands there.
    pub entered_stage_at: Micros,
    /// Where it stands in its column of the board: the greatest on top. Nothing but the order is to be read from it.
    #[serde(skip)]
    pub position: i64,
    /// The amount.
    pub sale: Option<Money>,
    /// The responsible user.
    pub responsible_id: Option<UserId>,
    /// Why it was lost.
    pub loss_reason_id: Option<LossReasonId>,
    /// Where it came from.
    pub source: Option<String>,
    /// Tags, in the order they were added.
    pub tags: Vec<String>,
    /// Custom fields.
    pub fields: FieldValues,
    /// Users who follow it.
    pub subscribers: Vec<UserId>,
    /// When it was made.
    pub created_at: Micros,
    /// When it last changed.
    pub updated_at: Micros,
    /// When it was won or lost.
    pub closed_at: Option<Micros>,
    /// Who made it.
    pub created_by: Author,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Contact {
    /// Its id.
    pub id: RecordId,
    /// The full name.
    pub name: String,
    /// The given name, when kept apart.
    pub first_name: Option<String>,
    /// The family name, when kept apart.
    pub last_name: Option<String>,
    /// Phones; the first is the main one. E.164 when they could be read so.
    pub phones: Vec<String>,
    /// E-mails; the first is the main one.
    pub emails: Vec<String>,
    /// The responsible user.
    pub responsible_id: Option<UserId>,
    /// The person's IANA time zone, when known.
    pub timezone: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Custom fields.
    pub fields: FieldValues,
    /// When it was made.
    pub created_at: Micros,
    /// When it last changed.
    pub updated_at: Micros,
    /// Who made it.
    pub created_by: Author,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Company {
    /// Its id.
    pub id: RecordId,
    /// The name.
    pub name: String,
    /// Phones; the first is the main one.
    pub phones: Vec<String>,
    /// E-mails; the first is the main one.
    pub emails: Vec<String>,
    /// The responsible user.
    pub responsible_id: Option<UserId>,
    /// Tags.
    pub tags: Vec<String>,
    /// Custom fields.
    pub fields: FieldValues,
    /// When it was made.
    pub created_at: Micros,
    /// When it last changed.
    pub updated_at: Micros,
    /// Who made it.
    pub created_by: Author,
}

/// Something to be done by a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Task {
    /// Its id.
    pub id: RecordId,
    /// What is to be done.
    pub text: String,
    /// The type: `follow_up`, `call`, `meeting` or the workspace's own.
    pub task_type: String,
    /// When it is due.
    pub due_at: Micros,
    /// The record it hangs on.
    pub record: Option<RecordRef>,
    /// The responsible user.
    pub responsible_id: Option<UserId>,
    /// Results to choose from when it is closed.
    pub results: Vec<crate::action::TaskResultChoice>,
    /// When it was closed; open when absent.
    pub done_at: Option<Micros>,
    /// The chosen or written result.
    pub result: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Custom fields.
    pub fields: FieldValues,
    /// When it was made.
    pub created_at: Micros,
    /// When it last changed.
    pub updated_at: Micros,
    /// Who made it.
    pub created_by: Author,
}

/// Kinds of notes (calls, SMS and e-mails are notes, F-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum NoteKind {
    Text,
    System,
    Call,
    Sms,
    Email,
}

impl NoteKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Text, Self::System, Self::Call, Self::Sms, Self::Email];

    /// The number the database keeps.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The kind of a stored number.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The name in documents and templates.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::System => "system",
            Self::Call => "call",
            Self::Sms => "sms",
            Self::Email => "email",
        }
    }
}

/// Which way a call or message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Direction {
    In,
    Out,
}

impl Direction {
    /// The number the database keeps.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The direction of a stored number.
    pub fn from_code(code: i64) -> Option<Self> {
        [Self::In, Self::Out].into_iter().find(|way| way.code() == code)
    }

    /// The name in documents and templates.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }
}

/// A note on a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// The record it hangs on.
    pub record: RecordRef,
    /// Its kind.
    pub kind: NoteKind,
    /// The text.
    pub text: String,
    /// Which way a call, SMS or e-mail went.
    pub direction: Option<Direction>,
    /// The subject of an e-mail.
    pub subject: Option<String>,
    /// How a call ended, e.g. `answered`, `no_answer`, `busy`.
    pub status: Option<String>,
    /// How long a call took, seconds.
    pub duration_secs: Option<u32>,
    /// The other side's phone or address.
    pub address: Option<String>,
    /// When it was made.
    pub created_at: Micros,
    /// Who made it.
    pub created_by: Author,
}

/// A way through which leads go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pipeline {
    /// Its id.
    pub id: PipelineId,
    /// Its name in documents.
    pub key: Key,
    /// Its name for people.
    pub name: String,
    /// The stages in order; the last are won and lost.
    pub stages: Vec<Stage>,
}

/// A stage of a pipeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stage {
    /// Its id.
    pub id: StageId,
    /// Its name in documents, unique in the pipeline.
    pub key: Key,
    /// Its name for people.
    pub name: String,
    /// What it means.
    pub kind: StageKind,
    /// `#rrggbb`.
    pub color: String,
    /// What a person fills in before a lead enters it: `sale`, `source`, `responsible`, `contact`, `company`, `tags`,
    /// `loss_reason` or keys of custom fields.
    #[serde(default)]
    pub required: Vec<Key>,
}

/// What a stage means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    /// Work goes on.
    #[default]
    Open,
    /// Closed and won.
    Won,
    /// Closed and lost.
    Lost,
}

impl StageKind {
    /// The number the database keeps.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The meaning of a stored number.
    pub fn from_code(code: i64) -> Option<Self> {
        [Self::Open, Self::Won, Self::Lost]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// Why leads are lost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LossReason {
    /// Its id.
    pub id: LossReasonId,
    /// Its name.
    pub name: String,
}

/// A type of task: `call`, `meeting` or the workspace's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TaskType {
    /// Its name in documents and on tasks.
    pub key: Key,
    /// Its name for people.
    pub name: String,
}

/// One value that changed: the old and the new, JSON; `null` is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// The key of the field: `name`, `sale`, `stage`, `tags`, or a custom field's.
    pub field: String,
    /// Before.
    pub old: serde_json::Value,
    /// After.
    pub new: serde_json::Value,
}
