//! Connections to other systems, and the manifests that say how each kind of system is spoken with.
//!
//! A manifest is a declaration: texts with `{{names}}` of settings, parameters and secrets, and no code. Built-in kinds
//! and those of a workspace are read by the same reader.

mod values;

pub use values::{Mapped, Values};

use crate::action::Method;
use crate::text::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::num::NonZeroU16;

/// How a kind of system is spoken with: its manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionKind {
    /// The name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Where its operations live, e.g. `https://{{subdomain}}.example.com/api`; nothing for a system that only sends.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub base_url: String,
    /// What a connection of this kind is asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<Setting>,
    /// The secrets it needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<SecretSlot>,
    /// A connection may keep secrets of any name, for its own headers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own_secrets: bool,
    /// How a request proves who sends it. Added when it is sent: secrets are never stored with a request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub auth: Vec<Credential>,
    /// Headers of every request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<Given>,
    /// What it can be asked to do.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub operations: BTreeMap<Key, Operation>,
    /// How its answers are read; by their status alone when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Reading>,
    /// What is tried again.
    #[serde(default, skip_serializing_if = "is_default")]
    pub retry: RetryPolicy,
    /// How long an answer is waited for, 1–20 seconds (Z-198).
    #[serde(default = "ten", skip_serializing_if = "is_ten")]
    pub timeout_secs: u8,
    /// The most requests a second over one connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_second: Option<NonZeroU16>,
    /// The request that tells whether a connection works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<ConnectionCheck>,
    /// What it sends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn ten() -> u8 {
    10
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_ten(secs: &u8) -> bool {
    *secs == ten()
}

/// A setting that a connection is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Its key, by which texts of the manifest name it.
    pub key: Key,
    /// Its name for people.
    pub name: String,
    /// What to write there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// It cannot be left empty.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Its value when nothing is written.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub default: String,
    /// The values to choose from; any text when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
}

/// A secret that a connection keeps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretSlot {
    /// Its key, by which texts of the manifest name it: `{{secret.key}}`.
    pub key: Key,
    /// Its name for people.
    pub name: String,
    /// Where to find it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Requests work without it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// Only while a setting has a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
}

/// Only while a setting has a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The setting.
    pub setting: Key,
    /// The value.
    pub is: String,
}

/// A name and the text it gets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The name.
    pub name: String,
    /// The text; left out when it comes out empty.
    pub value: String,
    /// Only while a setting has a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
}

/// How a request proves who sends it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Credential {
    /// A header.
    Header(Given),
    /// A parameter of the address.
    Query(Given),
    /// Name and password, base64 (RFC 7617).
    Basic(Basic),
    /// A field of the body: of a form by its name, of JSON by its dotted place.
    Body(Given),
    /// A part of the address, in front of the operation's path.
    Path(AddressPart),
    /// A token that is renewed when it expires (OAuth 2.0), as `Authorization: Bearer`.
    #[serde(rename = "oauth")]
    OAuth(OAuth),
}

/// How tokens are asked for, and asked for anew (RFC 6749, 4.1 and 6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OAuth {
    /// Where.
    pub token_url: String,
    /// Who asks.
    pub client_id: String,
    /// What proves who asks.
    pub client_secret: String,
    /// The code that the first token is given for.
    pub code: String,
    /// The address the code was given for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub redirect_uri: String,
    /// How the request travels.
    #[serde(default)]
    pub body: BodyForm,
    /// Only while a setting has a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
}

/// A part of an address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressPart {
    /// Its text.
    pub value: String,
}

/// Name and password.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Basic {
    /// The name.
    pub user: String,
    /// The password.
    pub password: String,
}

/// Something a system can be asked to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// The name.
    pub name: String,
    /// What it does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The method.
    #[serde(default)]
    pub method: Method,
    /// The path below the base address; `{{names}}` of path parameters and settings are percent-encoded.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Parameters of the address; those that come out empty are left out (Z-195).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub query: Vec<Given>,
    /// Headers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<Given>,
    /// How the parameters of the body travel.
    #[serde(default, skip_serializing_if = "is_default")]
    pub body: BodyForm,
    /// What its body always holds, by dotted places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixed: Vec<Fixed>,
    /// The dotted place in the body that its parameters lie under; the body itself when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub under: String,
    /// What it takes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// It takes parameters of the body by any name, and those of the connection.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// A call gives its own method, path and headers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub free: bool,
}

impl Operation {
    /// The dotted place of a parameter in the body.
    pub fn place_of(&self, name: &str) -> String {
        let own = self.parameters.iter().find(|parameter| parameter.name == name);
        match own.and_then(|parameter| parameter.at.clone()) {
            Some(at) => at,
            None if self.under.is_empty() => name.to_owned(),
            None => format!("{}.{name}", self.under),
        }
    }
}

/// What a body always holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fixed {
    /// Its dotted place.
    pub name: String,
    /// Its text.
    pub value: String,
    /// What it holds.
    #[serde(default, rename = "type", skip_serializing_if = "is_default")]
    pub value_type: ValueType,
}

/// How parameters travel in a body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BodyForm {
    /// Nested JSON, built from dotted names (Z-194).
    #[default]
    Json,
    /// A form.
    Form,
    /// There is none.
    None,
}

/// What an operation takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its name: dotted for a body, e.g. `customer.mobilePhone`.
    pub name: String,
    /// Its name for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What it means.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What it holds.
    #[serde(default, rename = "type", skip_serializing_if = "is_default")]
    pub value_type: ValueType,
    /// Where it travels.
    #[serde(default, rename = "in", skip_serializing_if = "is_default")]
    pub place: Place,
    /// Its dotted place in the body, where that is another than its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// A call without it fails.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// What it might be.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub example: String,
    /// Its value when a call gives none; a template.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub default: String,
}

/// What a parameter holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueType {
    /// A text.
    #[default]
    Text,
    /// A number.
    Number,
    /// Yes or no.
    Boolean,
    /// A JSON value.
    Json,
    /// A day: `2026-12-31`.
    Date,
    /// A moment in UTC: `2026-12-31T21:00:00Z`. What has no offset is taken as the workspace's time (Z-196).
    Utc,
    /// UNIX seconds.
    Unix,
}

impl ValueType {
    /// Every type.
    pub const ALL: [Self; 7] = [
        Self::Text,
        Self::Number,
        Self::Boolean,
        Self::Json,
        Self::Date,
        Self::Utc,
        Self::Unix,
    ];
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the body.
    #[default]
    Body,
    /// In the address, behind the question mark.
    Query,
    /// In the path.
    Path,
    /// As a header.
    Header,
}

/// How an answer is read. Paths are dotted; `*` stands for every item of a list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Where the answer says how it went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// The outcomes that mean success, whatever the status; any other is a failure (Z-197).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub success: Vec<String>,
    /// What makes an answer a failure by being there, e.g. `error` in JSON-RPC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_by: Option<String>,
    /// Where it says why, in one sentence: the first path that is there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub message: Vec<String>,
    /// Where the list of faults is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub faults: Option<String>,
    /// In a fault: what is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault_message: Option<String>,
    /// In a fault: the field, dotted or as `/a/b`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault_place: Option<String>,
}

/// What is tried again (L-35).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RetryPolicy {
    /// Answers with these statuses; the usual ones (408, 425, 429, 5xx) when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<u16>,
    /// Requests whose answer never came, though they may have arrived.
    pub unanswered: bool,
    /// Tries in all; as many as usual when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tries: Option<u8>,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            statuses: Vec::new(),
            unanswered: true,
            tries: None,
        }
    }
}

/// The request that tells whether a connection works.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionCheck {
    /// The method.
    #[serde(default = "get", skip_serializing_if = "is_get")]
    pub method: Method,
    /// The path below the base address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The body, JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<serde_json::Value>,
    /// Any answer below 500 says that the system is there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub any: bool,
    /// The statuses that say it works; 200–299 when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fine: Vec<u16>,
}

fn get() -> Method {
    Method::Get
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_get(method: &Method) -> bool {
    *method == Method::Get
}

/// What a system sends by itself, to a hook.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What to do with the address of the hook, over there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The fields that come.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<SourceField>,
    /// Texts that stand for nothing, e.g. `(not set)` (L-8).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub placeholders: Vec<String>,
    /// Fields whose text is JSON: they are opened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub json_fields: Vec<String>,
    /// The field that holds the extra attributes a connection names (L-3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<String>,
}

/// A field that comes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceField {
    /// Its dotted path in the document.
    pub path: String,
    /// Its name for people.
    pub name: String,
    /// What it might be.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub example: String,
}

/// A connection as people write it. Its secrets are kept apart, sealed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionSettings {
    /// The name.
    pub name: String,
    /// The key of its kind.
    pub kind: Key,
    /// What the kind asks for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<Key, String>,
    /// Headers of every request; `{{secret.name}}` stands for one of its secrets.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Parameters of the body that its open operations take (L-20).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// Names of extra attributes that its source sends (L-3).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<String>,
    /// The hook its source sends to; made with the connection when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hook: Option<Key>,
}
