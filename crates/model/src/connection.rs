//! Connections to other systems, and the manifests that say how each kind of system is spoken with.
//!
//! A manifest is a declaration: texts with `{{names}}` of settings, parameters and secrets, and no code. Built-in kinds
//! and those of a workspace are read by the same reader.

use crate::action::Method;
use crate::text::{Key, Scalar};
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
    pub check: Option<Check>,
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
pub struct Check {
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

/// A text with what is done to it before it becomes the value of a parameter. Written as a plain text when nothing is.
#[derive(Debug, Clone, Default, PartialEq, JsonSchema)]
#[schemars(with = "MappedText")]
pub struct Mapped {
    /// The value; a template.
    pub value: Scalar,
    /// Its type, where the operation declares none.
    pub value_type: Option<ValueType>,
    /// Values that become others.
    pub map: BTreeMap<String, String>,
    /// What a value becomes that the map does not name; itself when absent.
    pub otherwise: Option<Scalar>,
    /// What stands in for an empty value.
    pub fallback: Option<Scalar>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum MappedText {
    Plain(Scalar),
    Full(MappedFull),
}

/// The value of a parameter, written out.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MappedFull {
    /// The value; a template.
    value: Scalar,
    /// Its type, where the operation declares none.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    value_type: Option<ValueType>,
    /// Values that become others.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    map: BTreeMap<String, String>,
    /// What a value becomes that the map does not name; itself when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    otherwise: Option<Scalar>,
    /// What stands in for an empty value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fallback: Option<Scalar>,
}

impl Serialize for Mapped {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let plain = Self {
            value: self.value.clone(),
            ..Self::default()
        };
        if *self == plain {
            return self.value.serialize(s);
        }
        let Self {
            value,
            value_type,
            map,
            otherwise,
            fallback,
        } = self.clone();
        MappedFull {
            value,
            value_type,
            map,
            otherwise,
            fallback,
        }
        .serialize(s)
    }
}

impl<'de> Deserialize<'de> for Mapped {
    // By hand, since an untagged enum would lose what is wrong in the longer form.
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(d)? {
            serde_json::Value::Object(map) => {
                let MappedFull {
                    value,
                    value_type,
                    map,
                    otherwise,
                    fallback,
                } = crate::tagged::payload(map)?;
                Ok(Self {
                    value,
                    value_type,
                    map,
                    otherwise,
                    fallback,
                })
            }
            plain => Ok(Self {
                value: Scalar::deserialize(plain).map_err(serde::de::Error::custom)?,
                ..Self::default()
            }),
        }
    }
}

/// Values by the name of their parameter; the order is kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values(pub Vec<(String, Mapped)>);

impl Values {
    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&Mapped> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, mapped)| mapped)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Values {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_map(self.0.iter().map(|(name, mapped)| (name, mapped)))
    }
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let read = |(name, value): (String, serde_json::Value)| {
            let mapped =
                Mapped::deserialize(value).map_err(|fault| D::Error::custom(format!("{name}: {fault}")))?;
            Ok((name, mapped))
        };
        let map = serde_json::Map::deserialize(d)?;
        Ok(Self(map.into_iter().map(read).collect::<Result<_, D::Error>>()?))
    }
}

impl JsonSchema for Values {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "MappedValues".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mapped = generator.subschema_for::<Mapped>();
        schemars::json_schema!({ "type": "object", "additionalProperties": mapped })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_value_stays_plain_and_the_order_is_kept() {
        let text = r#"{"b":"{x}","a":{"value":"{y}","map":{"1":"one"}},"n":"12"}"#;
        let values: Values = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&values).unwrap(), text);
        assert_eq!(values.get("a").unwrap().map["1"], "one");
    }

    #[test]
    fn a_fault_names_its_parameter_and_its_place() {
        let fault = serde_json::from_str::<Values>(r#"{"a":{"value":"1","maps":{}}}"#).unwrap_err();
        assert!(fault.to_string().starts_with("a: "), "{fault}");
        assert!(fault.to_string().contains("maps"), "{fault}");
    }
}
