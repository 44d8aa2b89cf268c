//! Telling users of the studio something, with buttons (F-37).

use crate::text::{Key, Scalar};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Buttons of one notification.
pub const MOST_BUTTONS: usize = 8;

/// Settings of `notify`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Notify {
    /// Users, comma separated: e-mails, ids or names; `responsible`: the record's; `all`: everybody.
    pub users: Scalar,
    /// What it is about, in a line.
    pub headline: Scalar,
    /// What it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Scalar>,
    /// Shows it outside the page as well, where the person allows it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub browser: bool,
    /// A sound goes with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sound: bool,
    /// Buttons, each with the scenario it runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<NotifyButton>,
    /// The first press turns off every button, not only its own (Z-86).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub one_for_all: bool,
}

/// A button under a notification. Its scenario gets `{user_id}`, `{user_name}` and `{button}` (F-38).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotifyButton {
    /// The caption.
    pub text: Scalar,
    /// The manual scenario it runs.
    pub scenario: Key,
    /// The first press turns it off for everybody (Z-85).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub once: bool,
}
