//! What people do: each deed changes the chat and becomes an update.

use crate::chats::Access;
use crate::files;
use crate::text;
use crate::world::{World, now_us};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Somebody does something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// Who.
    pub user: i64,
    /// Where; in person with the bot when missing. Groups have ids below zero.
    #[serde(default)]
    pub chat: Option<i64>,
    /// What.
    #[serde(flatten)]
    pub deed: Deed,
}

/// Kinds of files people send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Media {
    Photo,
    Video,
    Audio,
    Voice,
    VideoNote,
    Animation,
    Sticker,
    Document,
}

impl Media {
    fn name(self) -> &'static str {
        match self {
            Media::Photo => "photo",
            Media::Video => "video",
            Media::Audio => "audio",
            Media::Voice => "voice",
            Media::VideoNote => "video_note",
            Media::Animation => "animation",
            Media::Sticker => "sticker",
            Media::Document => "document",
        }
    }
}

/// What somebody does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Deed {
    /// Writes.
    Text {
        /// What.
        text: String,
        /// Formatting over it.
        #[serde(default)]
        entities: Vec<Value>,
        /// The message it answers.
        #[serde(default)]
        reply_to: Option<i64>,
    },
    /// Sends a file, or several as an album.
    File {
        /// As what.
        media: Media,
        /// Its content.
        #[serde(default)]
        content: String,
        /// Bytes it is said to have, when more than its content.
        #[serde(default)]
        size: usize,
        /// The name.
        #[serde(default)]
        name: String,
        /// The caption.
        #[serde(default)]
        caption: String,
        /// So many as one album; one when below two.
        #[serde(default)]
        album: usize,
    },
    /// Shares a contact.
    Contact {
        /// The number.
        phone: String,
        /// Their own.
        own: bool,
    },
    /// Shares a place.
    Location {
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
    },
    /// Presses a button: by what it carries, or by its caption; under the latest message that has one.
    Press {
        /// What it carries or shows.
        button: String,
    },
    /// Rewrites an own message.
    Edit {
        /// Which.
        message: i64,
        /// To what.
        text: String,
    },
    /// Blocks the bot.
    Block,
    /// Lets it write again.
    Unblock,
    /// Deletes their account; the bot is not told.
    Deactivate,
    /// Removes the bot from the group.
    Kick,
    /// Asks to join the group.
    AskToJoin,
    /// Makes the group a supergroup.
    Migrate {
        /// Its new id.
        to: i64,
    },
    /// Anything else: an update as it is to come, without its id.
    Raw {
        /// Its kind.
        kind: String,
        /// Its content.
        content: Value,
    },
}

pub(crate) fn now_secs() -> i64 {
    i64::try_from(now_us() / 1_000_000).unwrap_or(i64::MAX)
}

impl World {
    /// Does it; the ids of the updates it made.
    ///
    /// # Errors
    /// A sentence, when there is no such bot, message or button.
    pub fn act(&mut self, token: &str, act: Act) -> Result<Vec<i64>, String> {
        let bot = self.bots.get_mut(token).ok_or("there is no such bot")?;
        let from = bot.person(act.user);
        let place = act.chat.unwrap_or(act.user);
        let chat = bot.chat(place);
        if chat.access == Access::Unstarted {
            chat.access = Access::Open;
        }
        let about = chat.described();
        match act.deed {
            Deed::Text {
                text,
                entities,
                reply_to,
            } => {
                let mut all = entities;
                all.extend(text::found(&text));
                let mut parts = json!({"text": text});
                if !all.is_empty() {
                    parts["entities"] = json!(all);
                }
                if let Some(answered) = reply_to.and_then(|id| bot.chat(place).messages.get(&id).cloned()) {
                    parts["reply_to_message"] = answered;
                }
                Ok(self.write(token, &from, place, parts))
            }
            Deed::Contact { phone, own } => {
                let mut contact = json!({"phone_number": phone, "first_name": from["first_name"]});
                if own {
                    contact["user_id"] = from["id"].clone();
                }
                Ok(self.write(token, &from, place, json!({"contact": contact})))
            }
            Deed::Location { latitude, longitude } => {
                let parts = json!({"location": {"latitude": latitude, "longitude": longitude}});
                Ok(self.write(token, &from, place, parts))
            }
            Deed::File {
                media,
                content,
                size,
                name,
                caption,
                album,
            } => {
                let group = (album > 1).then(|| format!("{}", now_us()));
                let mut updates = Vec::new();
                for n in 0..album.max(1) {
                    let bytes = Bytes::from(content.clone().into_bytes());
                    let file = self.files.add(&name, None, bytes, size);
                    let mut parts = json!({media.name(): files::shown(media.name(), &file)});
                    if n == 0 && !caption.is_empty() {
                        parts["caption"] = json!(caption);
                    }
                    if let Some(group) = &group {
                        parts["media_group_id"] = json!(group);
                    }
                    updates.extend(self.write(token, &from, place, parts));
                }
                Ok(updates)
            }
            Deed::Press { button } => {
                let (message, data) = pressed(bot.chat(place), &button)
                    .ok_or_else(|| format!("no message of chat {place} has a button {button:?}"))?;
                let id = format!("Q{}{}", now_us(), bot.queries.len());
                bot.queries.insert(id.clone());
                let query = json!({
                    "id": id, "from": from, "message": message, "data": data, "chat_instance": place.to_string(),
                });
                Ok(bot.report("callback_query", query).into_iter().collect())
            }
            Deed::Edit { message, text } => {
                let chat = bot.chat(place);
                let kept = chat
                    .messages
                    .get_mut(&message)
                    .ok_or("there is no such message")?;
                kept["text"] = json!(text);
                kept["edit_date"] = json!(now_secs());
                let kept = kept.clone();
                Ok(bot.report("edited_message", kept).into_iter().collect())
            }
            Deed::Block => Ok(membership(bot, place, &from, &about, Access::Blocked)),
            Deed::Unblock => Ok(membership(bot, place, &from, &about, Access::Open)),
            Deed::Kick => Ok(membership(bot, place, &from, &about, Access::Kicked)),
            Deed::Deactivate => {
                bot.chat(place).access = Access::Deactivated;
                Ok(Vec::new())
            }
            Deed::AskToJoin => {
                bot.chat(place).asking.insert(act.user);
                bot.chat(act.user).access = Access::Asked;
                let request = json!({
                    "chat": about, "from": from, "user_chat_id": act.user, "date": now_secs(),
                });
                Ok(bot.report("chat_join_request", request).into_iter().collect())
            }
            Deed::Migrate { to } => {
                bot.chat(place).access = Access::Moved(to);
                let mut updates = self.write(token, &from, place, json!({"migrate_to_chat_id": to}));
                updates.extend(self.write(token, &from, to, json!({"migrate_from_chat_id": place})));
                Ok(updates)
            }
            Deed::Raw { kind, content } => Ok(bot.report(&kind, content).into_iter().collect()),
        }
    }

    /// A message of a person.
    fn write(&mut self, token: &str, from: &Value, place: i64, parts: Value) -> Vec<i64> {
        let Some(bot) = self.bots.get_mut(token) else {
            return Vec::new();
        };
        let chat = bot.chat(place);
        let mut message = json!({
            "message_id": chat.next_id(),
            "from": from,
            "chat": chat.described(),
            "date": now_secs(),
        });
        if let (Some(message), Value::Object(parts)) = (message.as_object_mut(), parts) {
            message.extend(parts);
        }
        chat.keep(&message);
        bot.report("message", message).into_iter().collect()
    }
}

/// The latest message with the button, and what the button carries.
fn pressed(chat: &crate::chats::Chat, button: &str) -> Option<(Value, String)> {
    chat.messages.values().rev().find_map(|message| {
        let rows = message["reply_markup"]["inline_keyboard"].as_array()?;
        let mut buttons = rows.iter().filter_map(Value::as_array).flatten();
        let found = buttons.find(|one| one["callback_data"] == button || one["text"] == button)?;
        Some((message.clone(), found["callback_data"].as_str()?.to_owned()))
    })
}

fn membership(
    bot: &mut crate::world::Bot,
    place: i64,
    from: &Value,
    about: &Value,
    access: Access,
) -> Vec<i64> {
    let status = |access| match access {
        Access::Open => "member",
        _ => "kicked",
    };
    let member = |status: &str, user: &Value| match status {
        "kicked" => json!({"status": status, "user": user, "until_date": 0}),
        _ => json!({"status": status, "user": user}),
    };
    let user = bot.user();
    let before = std::mem::replace(&mut bot.chat(place).access, access);
    let change = json!({
        "chat": about,
        "from": from,
        "date": now_secs(),
        "old_chat_member": member(status(before), &user),
        "new_chat_member": member(status(access), &user),
    });
    bot.report("my_chat_member", change).into_iter().collect()
}
