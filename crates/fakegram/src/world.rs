//! What the server knows: bots, their updates that wait, files, and the calls that came.

use crate::acts::now_secs;
use crate::chats::Chat;
use crate::crowd::Crowd;
use crate::fault::Faults;
use crate::files::Files;
use crate::limits::{Buckets, Limits};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::Notify;

/// Kinds of updates a bot gets only when it names them.
const ASKED_FOR: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

/// A call that came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Counts from 1.
    pub n: u64,
    /// When it came, UNIX microseconds.
    pub at_us: u64,
    /// Whose token it carried.
    pub bot: String,
    /// The method as it was written.
    pub method: String,
    /// The parameters: documents as documents, files by name and size.
    pub params: Value,
    /// It was carried out.
    pub done: bool,
    /// The status of the refusal, when it was refused.
    #[serde(default)]
    pub error: Option<u16>,
    /// The ids of the messages it made.
    #[serde(default)]
    pub messages: Vec<i64>,
    /// The caller got no whole answer, by a fault that was asked for.
    #[serde(default)]
    pub broken: bool,
}

/// Everything.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub bots: HashMap<String, Bot>,
    pub limits: Limits,
    pub faults: Faults,
    pub files: Files,
    pub calls: Vec<Call>,
    pub counted: u64,
    /// Calls that were carried out, by their method in small letters.
    pub done: HashMap<String, u64>,
    pub crowd: Option<Crowd>,
}

impl World {
    /// Writes a call down.
    pub fn record(&mut self, mut call: Call) {
        self.counted += 1;
        call.n = self.counted;
        if call.done {
            *self.done.entry(call.method.to_ascii_lowercase()).or_default() += 1;
        }
        if self.crowd.is_none() {
            self.calls.push(call);
        } else if call.done
            && call.method.eq_ignore_ascii_case("sendMessage")
            && let Some(chat) = call.params["chat_id"].as_i64()
        {
            self.crowd_hears(chat);
        }
    }
}

/// Where updates are pushed to.
#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    pub url: String,
    pub secret: Option<String>,
    pub connections: usize,
    pub last_error: Option<(i64, String)>,
    /// Tells this setting from one before.
    pub turn: u64,
    /// Chats of which an update is on its way: the next of the same chat waits for its answer.
    pub flying: HashSet<i64>,
}

/// A bot.
#[derive(Debug)]
pub(crate) struct Bot {
    pub id: i64,
    pub username: String,
    pub name: String,
    pub is_revoked: bool,
    pub updates: VecDeque<(i64, Value)>,
    pub changed: Arc<Notify>,
    /// The poll under way; an older one is told that it was replaced.
    pub poll: u64,
    pub webhook: Option<Webhook>,
    pub turn: u64,
    pub allowed: Option<Vec<String>>,
    pub commands: Vec<Value>,
    pub chats: HashMap<i64, Chat>,
    pub users: HashMap<i64, Value>,
    pub queries: HashSet<String>,
    pub buckets: Buckets,
    next_update: i64,
}

impl Bot {
    pub fn new(id: i64, username: &str) -> Self {
        Self {
            id,
            username: username.to_owned(),
            name: username.to_owned(),
            is_revoked: false,
            updates: VecDeque::new(),
            changed: Arc::default(),
            poll: 0,
            webhook: None,
            turn: 0,
            allowed: None,
            commands: Vec::new(),
            chats: HashMap::new(),
            users: HashMap::new(),
            queries: HashSet::new(),
            buckets: Buckets::default(),
            next_update: 100_000_000,
        }
    }

    /// The bot as a user.
    pub fn user(&self) -> Value {
        json!({"id": self.id, "is_bot": true, "first_name": self.name, "username": self.username})
    }

    /// What `getMe` tells.
    pub fn me(&self) -> Value {
        let mut me = self.user();
        for (name, value) in [
            ("can_join_groups", true),
            ("can_read_all_group_messages", false),
            ("supports_inline_queries", false),
            ("can_connect_to_business", false),
            ("has_main_web_app", false),
        ] {
            me[name] = json!(value);
        }
        me
    }

    /// Puts an update into the queue; its id, or none when the bot did not ask for its kind.
    pub fn report(&mut self, kind: &str, content: Value) -> Option<i64> {
        let is_wanted = match &self.allowed {
            Some(allowed) if !allowed.is_empty() => allowed.iter().any(|name| name == kind),
            _ => !ASKED_FOR.contains(&kind),
        };
        if !is_wanted {
            return None;
        }
        self.next_update += 1;
        let id = self.next_update;
        let update = json!({"update_id": id, kind: content});
        self.updates.push_back((id, update));
        self.changed.notify_waiters();
        Some(id)
    }

    /// The chat with its person, made when it is new. Groups have ids below zero.
    pub fn chat(&mut self, id: i64) -> &mut Chat {
        let user = self.users.get(&id).cloned();
        self.chats
            .entry(id)
            .or_insert_with(|| Chat::new(id, user.as_ref()))
    }

    /// A person, made when they are new.
    pub fn person(&mut self, id: i64) -> Value {
        let new = || {
            json!({
                "id": id,
                "is_bot": false,
                "first_name": format!("User {id}"),
                "username": format!("user{id}"),
                "language_code": "en",
            })
        };
        self.users.entry(id).or_insert_with(new).clone()
    }

    /// A message of the bot, not stored yet.
    pub fn message(&mut self, chat: i64) -> Value {
        let from = self.user();
        let chat = self.chat(chat);
        json!({
            "message_id": chat.next_id(),
            "from": from,
            "chat": chat.described(),
            "date": now_secs(),
        })
    }
}

/// UNIX microseconds.
pub(crate) fn now_us() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}
