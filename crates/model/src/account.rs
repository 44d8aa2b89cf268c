//! A whole account as one readable document: what `export` prints and `apply` reads.

use crate::connection::{ConnectionKind, ConnectionSettings};
use crate::field::FieldKind;
use crate::hook::HookSettings;
use crate::link::LinkSettings;
use crate::person::Role;
use crate::record::{RecordKind, StageKind, TaskType};
use crate::replay::ScenarioTest;
use crate::rights::Rights;
use crate::scenario::Scenario;
use crate::text::Key;
use crate::view::{ViewList, ViewText};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The form of the document; a newer one is refused.
pub const FORMAT: u32 = 1;

/// Everything people configure, sorted by key. Secrets are named, never printed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The form of this document.
    pub format: u32,
    /// Settings of the workspace.
    pub workspace: WorkspaceSettings,
    /// Rights of roles that differ from the usual ones.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub roles: BTreeMap<Role, Rights>,
    /// Pipelines in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pipelines: Vec<PipelineText>,
    /// Reasons for losing a lead, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub loss_reasons: Vec<String>,
    /// Types of tasks, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub task_types: Vec<TaskType>,
    /// Custom fields by kind of record, in order.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<RecordKind, Vec<FieldText>>,
    /// Everybody's saved views by list, in order.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub views: BTreeMap<ViewList, Vec<ViewText>>,
    /// Global variables.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub globals: BTreeMap<String, String>,
    /// Incoming hooks by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hooks: BTreeMap<Key, HookSettings>,
    /// Trigger links by number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub links: BTreeMap<u32, LinkSettings>,
    /// How kinds of systems are spoken with that the server does not know, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub connection_kinds: BTreeMap<Key, ConnectionKind>,
    /// Connections by key, without their secrets.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub connections: BTreeMap<Key, ConnectionSettings>,
    /// Bots by key, with their published flows. Their channels belong to the installation.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub bots: BTreeMap<Key, BotText>,
    /// Answers kept ready for everybody, by shortcut.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub replies: BTreeMap<String, ReplyText>,
    /// Everybody's macros by name: what each does, in order; people by e-mail, scenarios by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub macros: BTreeMap<String, Vec<ActText>>,
    /// Scenarios by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scenarios: BTreeMap<Key, ScenarioText>,
    /// Tests by the key of their scenario and their own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tests: BTreeMap<Key, BTreeMap<Key, ScenarioTest>>,
}

/// An act of a macro as text.
pub type ActText = crate::desk::DialogAct<String, String>;

/// A bot as text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BotText {
    /// Whether it answers.
    #[serde(default = "yes", skip_serializing_if = "is_on")]
    pub on: bool,
    /// Its settings.
    pub settings: crate::bot::BotSettings,
    /// Its published flows by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub flows: BTreeMap<Key, crate::flow::Flow>,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_on(on: &bool) -> bool {
    *on
}

/// An answer kept ready, as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyText {
    /// Its title.
    pub name: String,
    /// What it says, a template.
    pub text: String,
}

/// Settings of a workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkspaceSettings {
    /// The name.
    pub name: String,
    /// The IANA time zone.
    pub timezone: String,
    /// ISO 4217.
    pub currency: String,
    /// The language of words in templates: `ru`, `uk` or `en`.
    pub language: String,
}

impl Default for WorkspaceSettings {
    fn default() -> Self {
        Self {
            name: "Signalbox".into(),
            timezone: "Europe/Moscow".into(),
            currency: "RUB".into(),
            language: "ru".into(),
        }
    }
}

/// A pipeline as text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PipelineText {
    /// Its key.
    pub key: Key,
    /// Its name.
    pub name: String,
    /// Its stages in order.
    pub stages: Vec<StageText>,
}

/// A stage as text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageText {
    /// Its key.
    pub key: Key,
    /// Its name.
    pub name: String,
    /// What it means.
    #[serde(default, skip_serializing_if = "is_open")]
    pub kind: StageKind,
    /// `#rrggbb`.
    #[serde(default = "grey", skip_serializing_if = "is_grey")]
    pub color: String,
    /// What a person fills in before a lead enters it: `sale`, `source`, `responsible`, `contact`, `company`, `tags`,
    /// `loss_reason` or keys of custom fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<Key>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_open(kind: &StageKind) -> bool {
    *kind == StageKind::Open
}

fn grey() -> String {
    "#94a3b8".into()
}

fn is_grey(color: &String) -> bool {
    *color == grey()
}

/// A field as text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FieldText {
    /// Its key.
    pub key: Key,
    /// Its name.
    pub name: String,
    /// What it holds.
    #[serde(flatten)]
    pub kind: FieldKind,
}

/// A scenario as text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScenarioText {
    /// Whether it is switched on.
    pub on: bool,
    /// What it does.
    #[serde(flatten)]
    pub scenario: Scenario,
}
