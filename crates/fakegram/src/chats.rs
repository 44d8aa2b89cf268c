//! A chat of a bot and its messages.

use crate::call::Refusal;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};

/// Messages kept of one chat: older ones can no longer be edited.
const KEPT: usize = 1000;

/// Whether the bot may write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Access {
    /// It may.
    #[default]
    Open,
    /// The person blocked it.
    Blocked,
    /// The person's account is gone.
    Deactivated,
    /// It was removed from the group.
    Kicked,
    /// The group became a supergroup with another id.
    Moved(i64),
    /// Nobody has written yet, so that the bot may not begin.
    Unstarted,
    /// Somebody asked to join, and may be written to.
    Asked,
}

/// A chat.
#[derive(Debug, Default)]
pub(crate) struct Chat {
    id: i64,
    about: Value,
    pub access: Access,
    pub messages: BTreeMap<i64, Value>,
    pub pinned: HashSet<i64>,
    /// People who wait to be let in.
    pub asking: HashSet<i64>,
    next: i64,
}

impl Chat {
    pub fn new(id: i64, person: Option<&Value>) -> Self {
        let about = match person {
            Some(person) => json!({
                "id": id,
                "type": "private",
                "first_name": person["first_name"],
                "username": person["username"],
            }),
            None if id < -1_000_000_000_000 => {
                json!({"id": id, "type": "supergroup", "title": format!("Supergroup {id}")})
            }
            None => json!({"id": id, "type": "group", "title": format!("Group {id}")}),
        };
        Self {
            id,
            about,
            ..Self::default()
        }
    }

    /// Somebody writes to the bot in person.
    pub fn is_private(&self) -> bool {
        self.id > 0
    }

    /// The chat as messages carry it.
    pub fn described(&self) -> Value {
        self.about.clone()
    }

    /// The next id of a message.
    pub fn next_id(&mut self) -> i64 {
        self.next += 1;
        self.next
    }

    /// Keeps a message.
    pub fn keep(&mut self, message: &Value) {
        let id = message["message_id"].as_i64().unwrap_or_default();
        self.messages.insert(id, message.clone());
        if self.messages.len() > KEPT {
            self.messages.pop_first();
        }
    }

    /// Whether the bot may write here.
    pub fn check(&self) -> Result<(), Refusal> {
        match self.access {
            Access::Open | Access::Asked => Ok(()),
            Access::Blocked => Err(Refusal::forbidden("bot was blocked by the user")),
            Access::Deactivated => Err(Refusal::forbidden("user is deactivated")),
            Access::Kicked => Err(Refusal::forbidden("bot was kicked from the group chat")),
            Access::Unstarted => Err(Refusal::forbidden("bot can't initiate conversation with a user")),
            Access::Moved(to) => Err(Refusal {
                parameters: Some(json!({"migrate_to_chat_id": to})),
                ..Refusal::bad("group chat was upgraded to a supergroup chat")
            }),
        }
    }
}
