//! Dialogs: one person's talk with a bot in one channel, who holds it, and how its messages fare.

use crate::chat::{Content, Effect, Message, Rich};
use crate::id::UserId;
use crate::text::Key;
use crate::time::Micros;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who speaks in a dialog: exactly one, changed by compare-and-set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Holder {
    /// Nobody yet.
    #[default]
    Nobody,
    /// The bot's flow.
    Flow,
    /// A language model.
    Ai,
    /// An operator.
    Operator {
        /// Who.
        user: UserId,
    },
}

/// How a dialog is worked (C-62, C-73).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DialogStatus {
    /// The flow answers.
    #[default]
    Auto = 0,
    /// People answer; the flow and its pushes are silent.
    Manual = 1,
    /// The flow stays on its step, keeps pushing, and moves on at any message (C-47, Z-161).
    Waiting = 2,
    /// We may write; what the person writes is not taken (C-73).
    Blocked = 3,
    /// The talk is over: no answers, no pushes.
    Finished = 4,
    /// The platform refuses to deliver: blocked by the person, deactivated, removed.
    Stopped = 5,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageAuthor {
    /// The person.
    Contact = 1,
    /// The flow.
    Flow = 2,
    /// A language model.
    Ai = 3,
    /// An operator.
    Operator = 4,
    /// A scenario, a broadcast or the server itself.
    System = 5,
    /// A note among operators; it never leaves.
    Note = 6,
}

/// How far a message on its way out has come. A received one is confirmed at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// Written, not yet handed to the channel.
    Planned = 0,
    /// Handed to the channel, its answer has not come.
    Sent = 1,
    /// The platform has taken it.
    Confirmed = 2,
    /// The call broke off: the person may have it or not. Not sent again by itself (Z-180).
    Uncertain = 3,
    /// The platform refused it.
    Failed = 4,
    /// Withdrawn before it left: the holder changed, the push became needless, a person cancelled it.
    Cancelled = 5,
}

/// Whether somebody may answer as an operator (O-15).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Approval {
    /// They asked to from their messenger, and wait.
    #[default]
    Asked = 0,
    /// They may.
    Approved = 1,
    /// They may not.
    Rejected = 2,
}

macro_rules! coded {
    ($($name:ident: $($variant:ident),*;)*) => {$(
        impl $name {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The number the database keeps.
            pub fn code(self) -> i64 {
                self as i64
            }

            /// The one of a stored number.
            pub fn from_code(code: i64) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    )*};
}
coded! {
    DialogStatus: Auto, Manual, Waiting, Blocked, Finished, Stopped;
    MessageAuthor: Contact, Flow, Ai, Operator, System, Note;
    Approval: Asked, Approved, Rejected;
    MessageState: Planned, Sent, Confirmed, Uncertain, Failed, Cancelled;
}

impl DialogStatus {
    /// The name in documents and events.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Manual => "manual",
            Self::Waiting => "waiting",
            Self::Blocked => "blocked",
            Self::Finished => "finished",
            Self::Stopped => "stopped",
        }
    }

    /// Whether the talk goes on.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Finished | Self::Stopped)
    }
}

impl Holder {
    /// The name in events.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Flow => "flow",
            Self::Ai => "ai",
            Self::Operator { .. } => "operator",
        }
    }

    /// The operator who holds it.
    pub fn user(self) -> Option<UserId> {
        match self {
            Self::Operator { user } => Some(user),
            _ => None,
        }
    }
}

/// What a message consists of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Written by the person.
    Received(Box<Message>),
    /// A message on its way to the person.
    Sent(Box<Content>),
    /// Anything else a channel is told to do.
    Deed(Box<Effect>),
    /// A note among operators.
    Note(NoteBody),
    /// What happened in the dialog, shown between the messages.
    Line(Line),
}

impl Body {
    /// The call that carries it out; none for what never leaves.
    pub fn effect(self) -> Option<Effect> {
        match self {
            Self::Sent(content) => Some(Effect::Send { content }),
            Self::Deed(effect) => Some(*effect),
            Self::Received(_) | Self::Note(_) | Self::Line(_) => None,
        }
    }

    /// Its text with the formatting; none for what says nothing.
    pub fn rich(&self) -> Option<&Rich> {
        match self {
            Self::Received(message) => Some(&message.text),
            Self::Sent(content) => Some(&content.text),
            Self::Note(_) | Self::Deed(_) | Self::Line(_) => None,
        }
    }

    /// Its plain text.
    pub fn text(&self) -> &str {
        match self {
            Self::Received(message) => &message.text.text,
            Self::Sent(content) => &content.text.text,
            Self::Note(note) => &note.text,
            Self::Deed(_) | Self::Line(_) => "",
        }
    }
}

/// What a message said before it was rewritten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Past {
    /// What it said.
    pub text: Rich,
    /// Until when.
    pub until: Micros,
}

/// A note among operators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteBody {
    /// What it says.
    pub text: String,
    /// Whom it calls.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<UserId>,
}

/// Something that happened in a dialog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Line {
    /// The talk began, or began anew.
    Opened,
    /// An operator took it over.
    Taken {
        /// Who.
        user: UserId,
    },
    /// It was given back to the flow.
    Released,
    /// It was given to an operator, or taken from one.
    Assigned {
        /// To whom.
        user: Option<UserId>,
    },
    /// Its status changed.
    Status {
        /// Before.
        from: DialogStatus,
        /// Now.
        to: DialogStatus,
    },
    /// It was moved to a step by hand or by a scenario.
    Moved {
        /// The flow.
        flow: Key,
        /// The step.
        step: Key,
    },
    /// It was tied to another contact.
    Joined,
    /// The person is no longer the contact they were taken for.
    Parted,
    /// The person proved to be a user of the studio.
    LoggedIn {
        /// Which.
        user: UserId,
    },
    /// Nobody was free to take it.
    NobodyFree,
    /// The flow could not go on.
    Trouble {
        /// Why, for people.
        reason: String,
    },
}
