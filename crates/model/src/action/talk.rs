//! Actions on the dialog of a person: messages, steps, who speaks, what it remembers.

use crate::dialog::DialogStatus;
use crate::flow::{FlowButton, FlowFile};
use crate::text::{Key, Scalar};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Settings of `send_message`: to the dialog at hand, else to the contact's latest one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendMessage {
    /// Only in a dialog of this bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<Key>,
    /// The text, or the caption of the files; `<b> <i> <u> <s> <code> <a href>` format it.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub text: Scalar,
    /// Files; two or more are an album.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FlowFile>,
    /// Buttons under the message, in rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Vec<FlowButton>>,
    /// Sends it also while an operator holds the dialog.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub while_held: bool,
}

fn is_blank(text: &Scalar) -> bool {
    text.0.is_empty()
}

/// Settings of `run_flow`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunFlow {
    /// Only in a dialog of this bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<Key>,
    /// The flow.
    pub flow: Key,
    /// The step the dialog moves to; the flow's first when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Key>,
}

/// Settings of `set_dialog_status`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetDialogStatus {
    /// Only in a dialog of this bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<Key>,
    /// The new status; only a platform sets `stopped`.
    pub status: DialogStatus,
}

/// Settings of `assign_operator`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignOperator {
    /// Only in a dialog of this bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<Key>,
    /// A user: e-mail, id or name; the free operator of the bot with the fewest chats when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Scalar>,
    /// The flow goes on speaking; otherwise it is silent at once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keep_flow: bool,
}

/// Settings of `release_dialog`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseDialog {
    /// Only in a dialog of this bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<Key>,
}

/// Settings of `set_dialog_value`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetDialogValue {
    /// Only in a dialog of this bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<Key>,
    /// The field of the bot's dialogs, or a variable: `{{dialog.name}}`.
    pub name: Key,
    /// The new value; an empty one, or `{reset}`, forgets it.
    pub value: Scalar,
}

/// Settings of `send_telegram` (F-34): a message to staff, not to clients.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendTelegram {
    /// The bot that writes; it has a Telegram channel.
    pub bot: Key,
    /// The id of the chat: a number, negative for groups; a template.
    pub chat: Scalar,
    /// The text with `<b> <i> <u> <s> <a href>`; `[button url="{tlink:7}" text="Take"]` is a button.
    pub text: Scalar,
    /// Shows no preview of links.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_preview: bool,
}
