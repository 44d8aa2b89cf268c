//! What passes through a channel, whichever it is: what people wrote, and what is to be shown to them.
//!
//! A channel turns its own wire format into [`Inbound`] and carries out an [`Effect`]; neither knows what a dialog is.

use crate::time::Micros;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where people write from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// A Telegram bot.
    Telegram = 1,
    /// The chat of a web page.
    WebChat = 2,
}

impl ChannelKind {
    /// The number the database keeps.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The name in documents and events.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Telegram => "telegram",
            Self::WebChat => "web_chat",
        }
    }

    /// The kind of a stored number.
    pub fn from_code(code: i64) -> Option<Self> {
        [Self::Telegram, Self::WebChat]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// What kind of place a chat is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChatKind {
    /// One person and the bot.
    #[default]
    Private,
    /// A group, also a supergroup.
    Group,
    /// A channel that broadcasts.
    Channel,
}

impl ChatKind {
    /// The number the database keeps.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The kind of a stored number.
    pub fn from_code(code: i64) -> Option<Self> {
        [Self::Private, Self::Group, Self::Channel]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// One thing a channel reported. It is worked off once for its [`key`](Self::key).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Inbound {
    /// Names the report within its channel: Telegram's `update_id`, the widget's own id of a message. At most 64 bytes.
    pub key: String,
    /// The chat, as its platform names it: signed 64-bit numbers of Telegram are kept as text (T-12).
    pub chat: String,
    /// What kind of place the chat is.
    #[serde(default)]
    pub chat_kind: ChatKind,
    /// What a group or channel is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat_name: Option<String>,
    /// Who did it; none for what the platform itself does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<Sender>,
    /// When, by the platform's clock.
    pub at: Micros,
    /// What happened.
    pub report: Report,
}

/// Who wrote, as far as the platform tells.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sender {
    /// The person's id on the platform.
    pub id: String,
    /// First and last name in one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The public name, without `@`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The language of their app, e.g. `uk`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Another bot.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bot: bool,
}

/// What a channel reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Report {
    /// A message was written.
    Message(Message),
    /// A message was rewritten; it carries the same id.
    Edited(Message),
    /// Messages were taken back.
    Deleted {
        /// Their ids on the platform.
        ids: Vec<String>,
    },
    /// A button under a message was pressed.
    Pressed {
        /// What the press is answered with: the platform shows a spinner until then (T-5).
        callback: String,
        /// What the button carries, at most 64 bytes.
        data: String,
        /// The message the button stands under.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
    /// Somebody asks to join a group or channel of the bot.
    JoinAsked {
        /// The chat in which the person may be written to for a short while (T-13).
        private_chat: String,
        /// The invitation that was used.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        invite: Option<String>,
    },
    /// The bot may write here from now on, or may no longer: blocked, removed, added.
    Membership {
        /// It may write.
        allowed: bool,
    },
    /// A group became a supergroup and has a new id.
    Moved {
        /// The new id.
        to: String,
    },
    /// The person is writing.
    Typing,
    /// The person has seen everything up to a message.
    Seen {
        /// The id of the last message seen.
        up_to: String,
    },
    /// Something this version does not know: kept and shown, never refused.
    Other {
        /// The platform's name for it.
        name: String,
        /// As it came, cut to 16 KiB.
        raw: String,
    },
}

/// A message that a person wrote.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Message {
    /// Its id on the platform.
    pub id: String,
    /// Text or caption with its formatting.
    #[serde(default, skip_serializing_if = "Rich::is_empty")]
    pub text: Rich,
    /// Files, in the order they were sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
    /// Messages with the same album are shown as one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub album: Option<String>,
    /// The message it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// A contact that was shared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<SharedContact>,
    /// A place that was shared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// What followed `/start` of a deep link, at most 64 characters (T-7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// The click id of the page's address, when a campaign led there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub click: Option<String>,
}

/// What a message consists of, by its main part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum MessageKind {
    Text,
    /// A text that begins with a slash.
    Command,
    Photo,
    Video,
    Audio,
    Voice,
    VideoNote,
    Animation,
    Sticker,
    Document,
    /// A shared contact.
    Contact,
    /// A shared place.
    Location,
}

impl MessageKind {
    /// The name in documents and events.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Command => "command",
            Self::Photo => "photo",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Voice => "voice",
            Self::VideoNote => "video_note",
            Self::Animation => "animation",
            Self::Sticker => "sticker",
            Self::Document => "document",
            Self::Contact => "contact",
            Self::Location => "location",
        }
    }
}

impl From<FileKind> for MessageKind {
    fn from(kind: FileKind) -> Self {
        match kind {
            FileKind::Photo => Self::Photo,
            FileKind::Video => Self::Video,
            FileKind::Audio => Self::Audio,
            FileKind::Voice => Self::Voice,
            FileKind::VideoNote => Self::VideoNote,
            FileKind::Animation => Self::Animation,
            FileKind::Sticker => Self::Sticker,
            FileKind::Document => Self::Document,
        }
    }
}

impl Message {
    /// What it consists of: a file before its caption.
    pub fn kind(&self) -> MessageKind {
        if let Some(file) = self.files.first() {
            return file.kind.into();
        }
        match (&self.contact, &self.location) {
            (Some(_), _) => MessageKind::Contact,
            (None, Some(_)) => MessageKind::Location,
            (None, None) if self.start.is_some() || self.text.text.starts_with('/') => MessageKind::Command,
            (None, None) => MessageKind::Text,
        }
    }
}

/// A contact somebody shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SharedContact {
    /// The number as it came.
    pub phone: String,
    /// The name on the card.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// It is the sender's own card; only then it may fill the sender's phone (Z-150).
    pub own: bool,
}

/// A place.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Location {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// Text with marks over it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rich {
    /// The text itself, without any markup.
    pub text: String,
    /// What is laid over it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

impl Rich {
    /// Text without marks.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            marks: Vec::new(),
        }
    }

    /// Nothing to show.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// Formatting of a part of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Mark {
    /// Where it begins, UTF-16 code units, as Telegram counts.
    pub start: u32,
    /// How long it is, UTF-16 code units.
    pub len: u32,
    /// What it is.
    pub style: Style,
}

/// How a part of a text looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Style {
    Bold,
    Italic,
    Underline,
    Strike,
    Spoiler,
    Code,
    /// A block of code and its language, which may be empty.
    Pre(String),
    Quote,
    /// A link to an address.
    Link(String),
}

/// What a file is shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum FileKind {
    Photo,
    Video,
    Audio,
    Voice,
    VideoNote,
    Animation,
    Sticker,
    Document,
}

/// A file of a message, before or after its bytes are here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct File {
    /// What it is shown as.
    pub kind: FileKind,
    /// Where its bytes are.
    pub source: FileSource,
    /// The name people see.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The media type, e.g. `image/png`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime: Option<String>,
    /// Bytes, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Why its bytes are not here, when they never will be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<FileTrouble>,
}

/// Why the bytes of a file are not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileTrouble {
    /// Larger than the platform lets bots fetch.
    TooLarge,
    /// Gone from the platform, or not reached for long.
    Lost,
}

/// Where the bytes of a file are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileSource {
    /// In our own store, under this name.
    Stored(String),
    /// On the platform, under its own id.
    Remote(String),
    /// At an address that anybody can fetch.
    Url(String),
}

/// Buttons that come with a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Keyboard {
    /// Under the message, in rows.
    Inline(Vec<Vec<Button>>),
    /// In place of the person's keyboard, in rows.
    Reply {
        /// The buttons.
        rows: Vec<Vec<Button>>,
        /// It goes away after a press.
        once: bool,
    },
    /// Takes the person's extra keyboard away.
    Remove,
}

/// A button of a keyboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Button {
    /// The caption.
    pub text: String,
    /// What a press does.
    pub press: Press,
}

/// What a press of a button does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Press {
    /// Sends the caption as a message; the only kind of press of a reply keyboard besides the next two.
    Say,
    /// Shares the person's phone; private chats only (T-13).
    SharePhone,
    /// Shares where the person is.
    ShareLocation,
    /// Reports [`Report::Pressed`] with this text, at most 64 bytes.
    Data(String),
    /// Opens an address.
    Url(String),
    /// Opens a web app.
    WebApp(String),
    /// Puts a text into the person's input.
    Query(String),
}

/// One message as it is to be shown: already rendered for the person who gets it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Content {
    /// Text, or the caption of the files.
    #[serde(default, skip_serializing_if = "Rich::is_empty")]
    pub text: Rich,
    /// Files: two or more are an album.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
    /// Buttons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyboard: Option<Keyboard>,
    /// The message it answers, as the platform names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// Pins the message.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pin: bool,
    /// Shows no preview of links.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_preview: bool,
}

/// One call to a channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Effect {
    /// Shows a message.
    Send {
        /// What.
        content: Box<Content>,
    },
    /// Rewrites a message that was shown.
    Edit {
        /// Its id on the platform.
        message: String,
        /// What it becomes.
        content: Box<Content>,
    },
    /// Takes a message back.
    Delete {
        /// Its id on the platform.
        message: String,
    },
    /// Ends the spinner of a pressed button.
    AnswerPress {
        /// What the press came with.
        callback: String,
        /// A note that pops up, at most 200 characters.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
    },
    /// Shows that somebody is writing, for about five seconds.
    Typing,
    /// Lets a person into a group, or does not.
    AnswerJoin {
        /// The person's id on the platform.
        user: String,
        /// Lets them in.
        approve: bool,
    },
}
