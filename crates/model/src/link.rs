//! Trigger links: a personal address for each record that starts a scenario (F-58, F-59).

use crate::text::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The settings of a trigger link. Templates call it by its number: `{tlink:5}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkSettings {
    /// The name.
    pub name: String,
    /// Where the visitor is sent; a template rendered for the record.
    pub target: String,
    /// The manual scenario it starts.
    pub scenario: Key,
    /// How often it may start the scenario for one record.
    #[serde(default)]
    pub fires: Fires,
    /// Asks for a press of a button first, so that link scanners start nothing (Z-91).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirm: bool,
    /// Also takes the guessable address with the record's id (F-59, Z-92).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub manual_form: bool,
}

/// How often a link fires for one record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fires {
    /// At every click of a person.
    #[default]
    Always,
    /// At the first click.
    Once,
}
