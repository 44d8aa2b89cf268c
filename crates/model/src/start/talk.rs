//! Starts on what happens in dialogs: every change of a talk is an event.

use crate::chat::{ChannelKind, MessageKind};
use crate::dialog::DialogStatus;
use crate::text::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Settings of what happens in any dialog.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InDialog {
    /// Only in dialogs of this bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<Key>,
    /// Only in this kind of channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<ChannelKind>,
}

/// Settings of a received message.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageReceived {
    /// Only in dialogs of this bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<Key>,
    /// Only in this kind of channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<ChannelKind>,
    /// Only messages that consist of this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<MessageKind>,
    /// Only this text, whatever its case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Only texts that hold this, whatever its case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
}

/// Settings of a pressed button.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ButtonPressed {
    /// Only in dialogs of this bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<Key>,
    /// Only in this kind of channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<ChannelKind>,
    /// Only the button with this caption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub button: Option<String>,
}

/// Settings of a message that did not arrive.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageFailed {
    /// Only in dialogs of this bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<Key>,
    /// Only in this kind of channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<ChannelKind>,
    /// Only when it is known not to have arrived, or only when that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Undelivered>,
}

/// What became of a message that is not known to have arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Undelivered {
    /// The platform refused it.
    Failed,
    /// It may have arrived or not.
    Uncertain,
}

/// Settings of a dialog that came to a step.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DialogMoved {
    /// Only in dialogs of this bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<Key>,
    /// Only to a step of this flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<Key>,
    /// Only to this step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Key>,
}

/// Settings of a changed status.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DialogStatusChanged {
    /// Only in dialogs of this bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<Key>,
    /// Only in this kind of channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<ChannelKind>,
    /// Only to this status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<DialogStatus>,
}

/// Settings of a changed holder.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DialogHolderChanged {
    /// Only in dialogs of this bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<Key>,
    /// Only in this kind of channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<ChannelKind>,
    /// Only when this one speaks from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<HolderKind>,
}

/// Who may speak in a dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HolderKind {
    /// Nobody.
    Nobody,
    /// The bot's flow.
    Flow,
    /// A language model.
    Ai,
    /// An operator.
    Operator,
}

/// Settings of a dialog that is over.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DialogEnded {
    /// Only in dialogs of this bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<Key>,
    /// Only in this kind of channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<ChannelKind>,
    /// Only when it ended so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<TalkEnd>,
}

/// How a dialog ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TalkEnd {
    /// It was closed.
    Finished,
    /// The platform refuses to deliver: blocked, deactivated, removed.
    Stopped,
}

impl HolderKind {
    /// The name in events.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Flow => "flow",
            Self::Ai => "ai",
            Self::Operator => "operator",
        }
    }
}

impl Undelivered {
    /// The name in events.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Uncertain => "uncertain",
        }
    }
}

impl TalkEnd {
    /// The status of a dialog that ended so.
    pub fn status(self) -> DialogStatus {
        match self {
            Self::Finished => DialogStatus::Finished,
            Self::Stopped => DialogStatus::Stopped,
        }
    }
}
