//! What a block does: the catalogue of actions (F-20…F-45).

mod notify;
mod talk;

use crate::connection::Values;
use crate::record::{NoteKind, RecordKind};
use crate::start::RecordFilter;
use crate::tagged::catalogue;
use crate::text::{Key, Scalar};
use crate::timer::Timer;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use notify::{MOST_BUTTONS as MOST_NOTIFY_BUTTONS, Notify, NotifyButton};
pub use talk::{
    AssignOperator, ReleaseDialog, RunFlow, SendMessage, SendTelegram, SetDialogStatus, SetDialogValue,
};

/// An action with what every action has (F-49).
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Step {
    /// A name that stays when the action moves; given when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Key>,
    /// A title for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Left out when off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off: bool,
    /// The record it acts on; the run's own when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apply_to: Option<Target>,
    /// Puts it off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timer: Option<Timer>,
    /// Tries it again when it failed; the run waits meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<Retry>,
    /// What ends with it when it failed for good.
    #[serde(default, skip_serializing_if = "OnError::is_continue")]
    pub on_error: OnError,
    /// What is done.
    #[serde(flatten)]
    pub action: Action,
}

impl<'de> Deserialize<'de> for Step {
    // By hand, since `flatten` would lose the place of a fault inside the action.
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let mut map = serde_json::Map::deserialize(d)?;
        let common = ["id", "title", "off", "apply_to", "timer", "retry", "on_error"]
            .into_iter()
            .filter_map(|name| map.shift_remove(name).map(|value| (name.to_owned(), value)))
            .collect();
        let common: Common = crate::tagged::payload(common)?;
        let action = Action::deserialize(serde_json::Value::Object(map)).map_err(serde::de::Error::custom)?;
        let Common {
            id,
            title,
            off,
            apply_to,
            timer,
            retry,
            on_error,
        } = common;
        Ok(Self {
            id,
            title,
            off,
            apply_to,
            timer,
            retry,
            on_error,
            action,
        })
    }
}

#[derive(Deserialize)]
struct Common {
    #[serde(default)]
    id: Option<Key>,
    #[serde(default)]
    title: String,
    #[serde(default)]
    off: bool,
    #[serde(default)]
    apply_to: Option<Target>,
    #[serde(default)]
    timer: Option<Timer>,
    #[serde(default)]
    retry: Option<Retry>,
    #[serde(default)]
    on_error: OnError,
}

/// What ends with an action that failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnError {
    /// Nothing: the next action follows (Z-17).
    #[default]
    Continue,
    /// The block: its other actions are left out, the next block follows.
    StopBlock,
    /// The run.
    StopRun,
}

impl OnError {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_continue(&self) -> bool {
        *self == Self::Continue
    }
}

/// The most an action is tried again.
pub const MAX_RETRIES: u8 = 10;
/// The shortest and the longest pause before another try, seconds.
pub const RETRY_PAUSE_SECS: std::ops::RangeInclusive<u32> = 5..=3600;

/// How often an action that failed is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// How many more tries, 1–10.
    pub times: u8,
    /// Seconds between tries, 5–3600.
    #[serde(default = "Retry::pause")]
    pub pause_secs: u32,
}

impl Retry {
    fn pause() -> u32 {
        60
    }
}

/// How much ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StopScope {
    /// The block: the next one follows.
    Block,
    /// The whole run.
    #[default]
    Run,
}

impl StopScope {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_run(&self) -> bool {
        *self == Self::Run
    }
}

/// Settings of `stop`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// What ends: the run, or the block alone.
    #[serde(default, skip_serializing_if = "StopScope::is_run")]
    pub scope: StopScope,
    /// Why, for the run log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Scalar>,
}

/// The record an action is applied to, seen from the run's record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The lead: the run's own, the one just created, or the contact's latest open one.
    Lead,
    /// The contact: the run's own or the main contact.
    Contact,
    /// The company: the run's own, the lead's or the contact's.
    Company,
    /// The task the run is about.
    Task,
}

impl Target {
    /// The kind of record.
    pub fn kind(self) -> RecordKind {
        match self {
            Self::Lead => RecordKind::Lead,
            Self::Contact => RecordKind::Contact,
            Self::Company => RecordKind::Company,
            Self::Task => RecordKind::Task,
        }
    }
}

catalogue! {
    /// What is done.
    pub enum Action tag "action" {
        /// Finds a record by fields, creates it when asked, and makes it the run's current one of its kind.
        "find_record" => FindRecord(FindRecord),
        /// Creates a lead.
        "create_lead" => CreateLead(CreateLead),
        /// Creates a contact on the lead or company.
        "create_contact" => CreateContact(CreateContact),
        /// Creates a company on the lead or contact.
        "create_company" => CreateCompany(CreateCompany),
        /// Copies the lead with all its fields.
        "copy_lead" => CopyLead(CopyLead),
        /// Changes fields of the record.
        "change_fields" => ChangeFields(ChangeFields),
        /// Creates a task.
        "create_task" => CreateTask(CreateTask),
        /// Changes tasks of the record.
        "change_task" => ChangeTask(ChangeTask),
        /// Adds a note.
        "add_note" => AddNote(AddNote),
        /// Adds and removes tags.
        "change_tags" => ChangeTags(ChangeTags),
        /// Moves the lead to a stage.
        "change_stage" => ChangeStage(ChangeStage),
        /// Gives the record another responsible user.
        "change_responsible" => ChangeResponsible(ChangeResponsible),
        /// Subscribes users to the lead, or unsubscribes them.
        "subscribe_users" => SubscribeUsers(SubscribeUsers),
        /// Writes to the person in their dialog with a bot.
        "send_message" => SendMessage(SendMessage),
        /// Moves the dialog to a flow of its bot, or to a step of it, which begins at once.
        "run_flow" => RunFlow(RunFlow),
        /// Sets the status of the dialog.
        "set_dialog_status" => SetDialogStatus(SetDialogStatus),
        /// Gives the dialog to an operator.
        "assign_operator" => AssignOperator(AssignOperator),
        /// Gives the dialog back to its flow.
        "release_dialog" => ReleaseDialog(ReleaseDialog),
        /// Sets a field or variable of the dialog.
        "set_dialog_value" => SetDialogValue(SetDialogValue),
        /// Writes to a Telegram chat of staff.
        "send_telegram" => SendTelegram(SendTelegram),
        /// Tells users of the studio something, with buttons that run scenarios.
        "notify" => Notify(Notify),
        /// Runs a manual scenario.
        "run_scenario" => RunScenario(RunScenario),
        /// Sends an HTTP request.
        "send_webhook" => SendWebhook(SendWebhook),
        /// Asks a connected system to do something.
        "call_operation" => CallOperation(CallOperation),
        /// Cancels pending delayed actions of this record.
        "cancel_delayed" => CancelDelayed(CancelDelayed),
        /// Sets a global variable.
        "change_global" => ChangeGlobal(ChangeGlobal),
        /// Puts phones and e-mails into one form.
        "normalize_contacts" => NormalizeContacts(NormalizeContacts),
        /// Ends the run or the block here.
        "stop" => Stop(Stop),
    }
}

/// Values of fields by key: `name`, `sale`, or the key of a custom field. Each value is a template.
pub type FieldValues = BTreeMap<Key, Scalar>;

/// Settings of `find_record`. The fields are tried in order; the first that finds something ends it (Z-106).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindRecord {
    /// What is looked for.
    pub kind: RecordKind,
    /// Field and value, tried in this order; empty values are skipped (Z-107).
    pub by: Vec<FindBy>,
    /// Created with these fields when nothing is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create: Option<FieldValues>,
}

/// One way to find a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindBy {
    /// `phone`, `email`, `name`, `id` or the key of a custom field.
    pub field: Key,
    /// The value.
    pub value: Scalar,
}

/// Settings of `create_lead`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateLead {
    /// The title.
    pub name: Scalar,
    /// The pipeline; the workspace's first when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<Key>,
    /// The stage; the pipeline's first when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Key>,
    /// A user: e-mail, id or name; `{user_id}` works. The record's own responsible when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<Scalar>,
    /// Tags, comma separated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Scalar>,
    /// Other fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: FieldValues,
    /// When the run has a company and no contact: attaches the company's contacts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub attach_company_contacts: bool,
}

/// Settings of `create_contact`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateContact {
    /// The name.
    pub name: Scalar,
    /// A user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<Scalar>,
    /// Tags, comma separated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Scalar>,
    /// Other fields, e.g. `phone`, `email`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: FieldValues,
}

/// Settings of `create_company`.
pub type CreateCompany = CreateContact;

/// Settings of `copy_lead`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CopyLead {
    /// The title; `<old name> (copy)` in the workspace's language when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Scalar>,
    /// The pipeline; the original's when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<Key>,
    /// The stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Key>,
    /// A user; the original's when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<Scalar>,
    /// Tags; the original's when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Scalar>,
}

/// Settings of `change_fields` (F-24): `{reset}` clears a field, `1` and `0` set a flag.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeFields {
    /// The new values.
    pub fields: FieldValues,
}

/// Settings of `create_task` (F-25).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTask {
    /// What is to be done.
    pub text: Scalar,
    /// When it is due: a phrase such as `tomorrow 10:00`, `+2 hours`, or a template giving a date.
    pub due: Scalar,
    /// The type of the task, e.g. `call`, `meeting`; `follow_up` when absent.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub task_type: Option<Scalar>,
    /// A user; the record's responsible when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<Scalar>,
    /// Results to choose from; with one or more the task cannot be closed without choosing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<TaskResultChoice>,
}

/// A result that may be chosen when a task is closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskResultChoice {
    /// What the person chooses.
    pub name: String,
    /// The manual scenario it starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<Key>,
}

/// Settings of `change_task` (F-41).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeTask {
    /// Which tasks of the record.
    #[serde(default)]
    pub which: WhichTasks,
    /// Only tasks of this type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_type: Option<Scalar>,
    /// The new responsible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<Scalar>,
    /// The new type.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub task_type: Option<Scalar>,
    /// Done or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<bool>,
    /// The new text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Scalar>,
    /// When it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Scalar>,
}

/// Which tasks of a record are changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhichTasks {
    /// All open ones.
    #[default]
    Open,
    /// The newest one.
    Last,
    /// Every one.
    All,
}

/// Settings of `add_note` (F-26).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddNote {
    /// The text.
    pub text: Scalar,
    /// `text` or `system` (small print).
    #[serde(default = "text_note", rename = "type", skip_serializing_if = "is_text_note")]
    pub note_type: NoteKind,
}

fn text_note() -> NoteKind {
    NoteKind::Text
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_text_note(kind: &NoteKind) -> bool {
    *kind == NoteKind::Text
}

/// Settings of `change_tags` (F-27).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeTags {
    /// Tags to add, comma separated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub add: Option<Scalar>,
    /// Tags to remove, comma separated; an empty text removes all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remove: Option<Scalar>,
}

/// Settings of `change_stage` (F-28).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeStage {
    /// The pipeline; the lead's own when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<Key>,
    /// The stage.
    pub stage: Key,
    /// The reason, when the stage means lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss_reason: Option<Scalar>,
}

/// Settings of `change_responsible`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeResponsible {
    /// A user: e-mail, id or name; `{user_id}` works.
    pub user: Scalar,
    /// Also for linked records of these kinds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<RecordKind>,
}

/// Settings of `subscribe_users` (F-40).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubscribeUsers {
    /// Users, comma separated: e-mails, ids or names.
    pub users: Scalar,
    /// Unsubscribes them instead.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsubscribe: bool,
}

/// Settings of `run_scenario` (F-29).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunScenario {
    /// The key of a manual scenario.
    pub scenario: Key,
    /// Runs it once for each record that fits, as a bulk run, instead of for the record at hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<Box<RecordFilter>>,
}

/// Settings of `send_webhook` (F-31, F-32).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendWebhook {
    /// The method; POST when absent.
    #[serde(default, skip_serializing_if = "is_post")]
    pub method: Method,
    /// The address.
    pub url: Scalar,
    /// Headers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Scalar>,
    /// The body.
    #[serde(default, skip_serializing_if = "is_no_body")]
    pub body: Body,
    /// Signs the request with this secret (Standard Webhooks); the name of a stored secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_with: Option<Key>,
    /// Follows up to 3 redirects.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub follow_redirects: bool,
    /// Leaves out `entity_id`, `entity_type`, `scenario_id` and `group_id`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub plain: bool,
    /// Waits up to 5 seconds for the answer and starts a scenario with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listen: Option<Listen>,
}

/// An HTTP method.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Method {
    Get,
    #[default]
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// As it stands on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_post(method: &Method) -> bool {
    *method == Method::Post
}

fn is_no_body(body: &Body) -> bool {
    *body == Body::None
}

/// What a request carries: exactly one form.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Nothing but the ids that always travel.
    #[default]
    None,
    /// JSON built from dotted paths: `customer.phone: "{phone}"` (Z-194). The order is kept.
    Fields(serde_json::Map<String, serde_json::Value>),
    /// A JSON text with templates inside.
    Json(Scalar),
    /// A form; the order is kept.
    Form(serde_json::Map<String, serde_json::Value>),
    /// Any text; give the content type as a header.
    Raw(Scalar),
}

/// What happens with the answer (Z-97…Z-102).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Listen {
    /// The manual scenario that gets the answer's variables.
    pub scenario: Key,
    /// Starts it also when the answer has no body.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub also_without_data: bool,
}

/// Settings of `call_operation`: an operation of a connection with its parameters (L-21, L-22).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallOperation {
    /// The key of the connection.
    pub connection: Key,
    /// The operation of its kind.
    pub operation: Key,
    /// The method, for operations that leave it open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// The path below the base address, or the whole address, for operations that leave it open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Scalar>,
    /// Headers, for operations that leave them open; they hide the connection's of the same name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Scalar>,
    /// The values of parameters, by name.
    #[serde(default, skip_serializing_if = "Values::is_empty")]
    pub values: Values,
    /// Sends values that come out empty; they are left out otherwise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub send_empty: bool,
    /// Starts a manual scenario with the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listen: Option<Listen>,
}

/// Settings of `cancel_delayed` (F-42, Z-38).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelDelayed {
    /// The scenario that planned it.
    pub scenario: Key,
    /// Only of this block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<Key>,
    /// Only of this action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Key>,
}

/// Settings of `change_global` (F-43): an empty value clears, `{name}` inside the value appends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeGlobal {
    /// The name of the variable.
    pub name: String,
    /// The new value.
    pub value: Scalar,
}

/// Settings of `normalize_contacts` (F-45).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NormalizeContacts {
    /// The form of phones.
    #[serde(default)]
    pub phone_format: PhoneFormat,
    /// Only the first phone and e-mail.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub main_only: bool,
    /// Removes what cannot be put into the form.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub delete_bad: bool,
    /// Keeps bad phones that have so many digits (short internal numbers).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keep_digits: Vec<u8>,
}

/// The written form of a phone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhoneFormat {
    /// `+79161234567`.
    #[default]
    E164,
    /// `79161234567`.
    Digits,
    /// `89161234567` for Russian numbers.
    Trunk,
    /// `+7 916 123-45-67`.
    International,
}
