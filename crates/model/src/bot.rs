//! Bots: what they say by themselves, how their operators work, and through which channels they talk.

use crate::chat::ChannelKind;
use crate::text::{Key, Scalar};
use crate::time::Micros;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The settings of a bot, as people write them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BotSettings {
    /// The name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What the bot is: steps for clients, or a room where operators talk to them (O-11).
    #[serde(default)]
    pub kind: BotKind,
    /// Its time zone; the workspace's when missing (C-87).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The flow a new dialog begins with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<Key>,
    /// When people work, in the bot's zone; always when empty (C-53).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub working_hours: Vec<WorkingHours>,
    /// Says `start` until the person sends `/start`; otherwise the first message begins the flow (O-21, Z-147).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wait_for_start: bool,
    /// Messages that come within so many seconds of each other are answered as one, 0–60 (Z-164).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub gather_secs: u32,
    /// Makes a contact for whoever writes (O-14).
    #[serde(default = "yes")]
    pub create_contact: bool,
    /// Values that templates of this bot call by name; templates themselves (C-41).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variables: BTreeMap<Key, Scalar>,
    /// Variables that hold an address and are given out as a short one on this server (C-42).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub short_links: Vec<Key>,
    /// Fields of its dialogs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<DialogField>,
    /// Fields and tags that a call from outside names for the first time are made; otherwise they are left out and the
    /// log says so (Z-79, C-76).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub take_new_names: bool,
    /// What it says by itself.
    #[serde(default, skip_serializing_if = "BotTexts::is_default")]
    pub texts: BotTexts,
    /// How operators work in it.
    #[serde(default)]
    pub operators: OperatorRules,
    /// Commands of the menu, at most 100 (T-6).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<Command>,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// A span of the week in which people work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkingHours {
    /// Days of the week, 1 Monday to 7 Sunday.
    pub days: Vec<u8>,
    /// From `HH:MM`.
    pub from: String,
    /// To `HH:MM`, later than `from`.
    pub to: String,
}

/// What a bot is (O-11).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BotKind {
    /// Leads clients through its flows.
    #[default]
    Client,
    /// Operators answer from it, also from their own messenger after approval (O-15).
    Operator,
}

/// A field of a bot's dialogs: `{{dialog.name}}` in templates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DialogField {
    /// Its key in templates.
    pub key: Key,
    /// The name for people.
    pub name: String,
    /// The values that may be chosen; any text when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

/// A command of the menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// 1–32 of a–z, 0–9 and `_`, without the slash.
    pub command: String,
    /// What it does, for people.
    pub description: String,
}

/// A text the bot says by itself, and whether it does (5.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BotText {
    /// The text, a template; the built-in one of the workspace's language when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// It is said.
    #[serde(default = "yes")]
    pub on: bool,
}

impl Default for BotText {
    fn default() -> Self {
        Self {
            text: String::new(),
            on: true,
        }
    }
}

/// The automatic texts (catalogue 5.3).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BotTexts {
    /// "Press /start to talk."
    pub start: BotText,
    /// "connected to chat. Please start messaging!"
    pub connected: BotText,
    /// "Sorry, no operator available"
    pub no_operator: BotText,
    /// "If you would like to end your consultation Press: /end"
    pub how_to_end: BotText,
    /// "Please wait for approval you as consultant"
    pub moderation: BotText,
    /// "You Approved"
    pub approved: BotText,
    /// "You Reject"
    pub rejected: BotText,
    /// "Consultation completed"
    pub over: BotText,
    /// "Thank you for contacting us. We will contact you as soon as possible."
    pub after_wait: BotText,
    /// "Sorry, I don't understand you"
    pub not_understood: BotText,
}

impl BotTexts {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// How operators work in a bot (5.2, 9.14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OperatorRules {
    /// Open chats of one operator at a time, 1 or more; one number for all (Z-130).
    pub max_chats: u32,
    /// Only users of the studio, none who answer from a messenger (O-17).
    pub studio_only: bool,
    /// An operator gets only contacts they are responsible for (O-18, Z-132).
    pub own_clients_only: bool,
    /// Tells the client the operator's name (O-12).
    pub say_name: bool,
    /// Minutes of the client's silence until `after_wait` is said; 0: never (O-20, Z-137).
    pub wait_minutes: u32,
    /// Minutes of the client's silence until the chat is closed; 0: never.
    pub close_minutes: u32,
    /// Minutes of the operator's silence until somebody is told; 0: never (Z-138).
    pub alarm_minutes: u32,
}

impl Default for OperatorRules {
    fn default() -> Self {
        Self {
            max_chats: 1,
            studio_only: true,
            own_clients_only: false,
            say_name: false,
            wait_minutes: 0,
            close_minutes: 0,
            alarm_minutes: 0,
        }
    }
}

/// How a bot is reached on a platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum ChannelSettings {
    /// A Telegram bot; its token is kept apart, sealed.
    Telegram(TelegramSettings),
    /// The chat of web pages.
    WebChat(WebChatSettings),
}

impl ChannelSettings {
    /// The platform.
    pub fn kind(&self) -> ChannelKind {
        match self {
            Self::Telegram(_) => ChannelKind::Telegram,
            Self::WebChat(_) => ChannelKind::WebChat,
        }
    }
}

/// How updates of Telegram reach us (T-1, T-2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reception {
    /// By webhook where the server has a public HTTPS address, otherwise by asking.
    #[default]
    Auto,
    /// We ask: works behind any router.
    Polling,
    /// Telegram calls us.
    Webhook,
}

/// Settings of a Telegram channel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TelegramSettings {
    /// How updates reach us.
    pub reception: Reception,
}

/// Settings of a chat on web pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WebChatSettings {
    /// The title of the window.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Origins of pages that may show it, e.g. `https://shop.example`; none: no page may.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<String>,
    /// The accent, `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// The language of its words: `en`, `ru` or `uk`; the page's when missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What stands above an empty chat; nothing when empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub greeting: String,
    /// The edge of the page the bubble stands at.
    #[serde(skip_serializing_if = "Side::is_usual")]
    pub side: Side,
    /// The largest file a visitor may send, megabytes, 1–20; 10 when missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_file_mb: Option<u8>,
}

impl WebChatSettings {
    /// The largest file a visitor may send, bytes.
    pub fn max_file_bytes(&self) -> u64 {
        u64::from(self.max_file_mb.unwrap_or(10).clamp(1, 20)) * 1_000_000
    }
}

/// An edge of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The left.
    Left,
    /// The right.
    #[default]
    Right,
}

impl Side {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_usual(&self) -> bool {
        *self == Self::Right
    }
}

/// What a platform said of a channel last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ChannelStatus {
    /// The bot's name there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The bot's public name there, without `@`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub username: String,
    /// Since when it works; none while it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connected_at: Option<Micros>,
    /// Why it does not work, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
    /// Whether updates come by webhook.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_webhook: bool,
}
