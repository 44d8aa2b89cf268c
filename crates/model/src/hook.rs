//! Incoming hooks: addresses that take any request and make an event of it.

use crate::action::FindBy;
use crate::record::RecordKind;
use crate::text::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// The settings of an incoming hook, as people write them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HookSettings {
    /// The name.
    pub name: String,
    /// How a sender proves itself.
    #[serde(default, skip_serializing_if = "is_default")]
    pub security: Security,
    /// The record that the run is about: fields are tried in order (Z-106).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub find: Option<Find>,
    /// Repeats that are dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dedup: Option<Dedup>,
    /// Several events in one body (amoCRM, lists) become one event each.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub split: bool,
    /// Fields whose text is JSON: they are opened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub json_fields: Vec<String>,
    /// What the sender is told.
    #[serde(default, skip_serializing_if = "is_default")]
    pub answer: Answer,
    /// The largest body, bytes; 1 MiB when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_body_bytes: Option<u32>,
    /// How many requests are taken; as many as come when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// Requests are accepted and kept, but start nothing until resumed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paused: bool,
}

impl HookSettings {
    /// A hook that takes whatever comes.
    pub fn named(name: String) -> Self {
        Self {
            name,
            security: Security::default(),
            find: None,
            dedup: None,
            split: false,
            json_fields: Vec::new(),
            answer: Answer::default(),
            max_body_bytes: None,
            limit: None,
            paused: false,
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The largest body a hook takes unless set, bytes (Z-112).
pub const DEFAULT_MAX_BODY_BYTES: u32 = 1024 * 1024;

/// How many requests a hook takes; what comes beyond is answered 429 and not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Requests a minute in the long run, at most [`MAX_PER_MINUTE`].
    pub per_minute: NonZeroU32,
    /// How many may come at one moment after a rest, at most [`MAX_BURST`]; those of ten seconds when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burst: Option<NonZeroU32>,
}

/// The greatest rate a hook can be limited to: far beyond what a server takes.
pub const MAX_PER_MINUTE: u32 = 10_000_000;
/// The greatest burst.
pub const MAX_BURST: u32 = 1_000_000;

impl Limit {
    /// How many may come at one moment, at least 1.
    pub fn burst(self) -> u32 {
        self.burst.map_or_else(
            || (self.per_minute.get() / 6).clamp(1, MAX_BURST),
            NonZeroU32::get,
        )
    }
}

/// How a sender proves itself. Secrets are kept apart, encrypted, under the hook's id.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Security {
    /// The address itself is the secret.
    #[default]
    None,
    /// A header carries the secret.
    Header {
        /// The name of the header.
        header: String,
    },
    /// A header carries an HMAC of the body.
    Hmac {
        /// The name of the header.
        header: String,
        /// The hash.
        #[serde(default)]
        algorithm: HmacAlgorithm,
        /// How the digest is written.
        #[serde(default)]
        encoding: DigestEncoding,
        /// A text before the digest, e.g. `sha256=`.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        prefix: String,
    },
    /// The Standard Webhooks headers.
    StandardWebhooks,
}

/// The hash of an HMAC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum HmacAlgorithm {
    Sha1,
    #[default]
    Sha256,
    Sha512,
}

/// How a digest is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum DigestEncoding {
    #[default]
    Hex,
    Base64,
}

/// How the record of a request is found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Find {
    /// The kind of record.
    pub kind: RecordKind,
    /// Field and value, tried in this order; the first that finds something ends the search.
    pub by: Vec<FindBy>,
    /// The manual scenario for a found record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Key>,
    /// The manual scenario when nothing is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_found: Option<Key>,
    /// The manual scenario when several are found; `found` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ambiguous: Option<Key>,
}

/// How repeats are recognised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dedup {
    /// What is compared.
    pub by: DedupBy,
    /// How long a request is remembered, seconds; 86,400 when absent.
    #[serde(default = "a_day", skip_serializing_if = "is_a_day")]
    pub window_secs: u32,
}

fn a_day() -> u32 {
    86_400
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_a_day(secs: &u32) -> bool {
    *secs == a_day()
}

/// What tells a repeat from a new request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DedupBy {
    /// A header.
    Header(String),
    /// A dotted path in the body.
    Path(String),
    /// The bytes of the body.
    Body,
}

/// What the sender is told at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The status, 200–299.
    pub status: u16,
    /// The content type.
    pub content_type: String,
    /// The body, as it stands.
    pub body: String,
}

impl Default for Answer {
    fn default() -> Self {
        // Senders of the peers' hooks look for a truthy `status` (Z-111).
        Self {
            status: 200,
            content_type: "application/json".into(),
            body: r#"{"status":true}"#.into(),
        }
    }
}
