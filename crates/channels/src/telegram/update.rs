//! Updates as reports of a channel. Whatever comes is read: what is unknown becomes [`Report::Other`].

use super::marks;
use serde_json::Value;
use signalbox_model::Micros;
use signalbox_model::chat::{
    ChatKind, File, FileKind, FileSource, Inbound, Location, Message, Report, Rich, Sender, SharedContact,
};

/// Bytes of an unknown update that are kept.
const RAW: usize = 16 << 10;
/// What a deep link may carry (T-7).
const PAYLOAD: usize = 64;

/// An update.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// Its number; it is confirmed by asking for the next.
    pub id: i64,
    /// What it reports.
    pub inbound: Inbound,
}

/// Reads an update; none when it has no number, which nothing of Telegram lacks. `now` stands in where the platform
/// tells no time.
pub fn read(update: &Value, now: Micros) -> Option<Update> {
    let id = update["update_id"].as_i64()?;
    let mut parts = update
        .as_object()?
        .iter()
        .filter(|(name, _)| *name != "update_id");
    let (name, content) = parts
        .next()
        .map_or(("", &Value::Null), |(name, content)| (name.as_str(), content));
    let known = match name {
        "message" | "channel_post" => Some(message(content)),
        "edited_message" | "edited_channel_post" => said(content).map(Report::Edited),
        "callback_query" => pressed(content),
        "my_chat_member" => Some(Report::Membership {
            allowed: may_write(&content["new_chat_member"]),
        }),
        "chat_join_request" => joining(content),
        "deleted_business_messages" => Some(Report::Deleted {
            ids: ids(&content["message_ids"]),
        }),
        _ => None,
    };
    let report = known.unwrap_or_else(|| other(name, content));
    let inbound = Inbound {
        key: id.to_string(),
        chat: chat(content).unwrap_or_default(),
        chat_kind: chat_kind(content),
        chat_name: text(&content["chat"]["title"]).or_else(|| text(&content["message"]["chat"]["title"])),
        sender: sender(&content["from"]).or_else(|| sender(&content["user"])),
        at: at(content).unwrap_or(now),
        report,
    };
    Some(Update { id, inbound })
}

/// A number or a name as text.
fn id(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}

fn ids(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(id).collect()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The chat something happened in; the person's own when none is named.
fn chat(content: &Value) -> Option<String> {
    let places = [
        &content["chat"]["id"],
        &content["message"]["chat"]["id"],
        &content["from"]["id"],
        &content["user"]["id"],
    ];
    places.into_iter().find_map(id)
}

fn chat_kind(content: &Value) -> ChatKind {
    let kind = content["chat"]["type"]
        .as_str()
        .or_else(|| content["message"]["chat"]["type"].as_str());
    match kind {
        Some("group" | "supergroup") => ChatKind::Group,
        Some("channel") => ChatKind::Channel,
        _ => ChatKind::Private,
    }
}

fn sender(from: &Value) -> Option<Sender> {
    let names = [&from["first_name"], &from["last_name"]].map(|part| part.as_str().unwrap_or_default());
    Some(Sender {
        id: id(&from["id"])?,
        name: names.join(" ").trim().to_owned(),
        username: text(&from["username"]),
        language: text(&from["language_code"]),
        bot: from["is_bot"] == Value::Bool(true),
    })
}

fn at(content: &Value) -> Option<Micros> {
    let seconds = content["edit_date"]
        .as_i64()
        .or_else(|| content["date"].as_i64())?;
    Some(Micros(seconds.checked_mul(1_000_000)?))
}

/// A message that is new: what somebody said, or that the group moved.
fn message(content: &Value) -> Report {
    if let Some(to) = id(&content["migrate_to_chat_id"]) {
        return Report::Moved { to };
    }
    said(content).map_or_else(|| other(service(content), content), Report::Message)
}

/// What somebody said; none for what only tells of the chat, e.g. that somebody joined.
fn said(content: &Value) -> Option<Message> {
    let written = match content["text"].as_str() {
        Some(text) => marks::read(text, &content["entities"]),
        None => marks::read(
            content["caption"].as_str().unwrap_or_default(),
            &content["caption_entities"],
        ),
    };
    let message = Message {
        id: id(&content["message_id"])?,
        start: payload(&written),
        text: written,
        files: files(content),
        album: id(&content["media_group_id"]),
        reply_to: id(&content["reply_to_message"]["message_id"]),
        contact: contact(content),
        location: location(&content["location"]),
        click: None,
    };
    let is_something = !message.text.is_empty()
        || !message.files.is_empty()
        || message.contact.is_some()
        || message.location.is_some();
    is_something.then_some(message)
}

/// What follows `/start`, also `/start@bot`.
fn payload(written: &Rich) -> Option<String> {
    let mut words = written.text.strip_prefix("/start")?.splitn(2, ' ');
    words
        .next()
        .filter(|rest| rest.is_empty() || rest.starts_with('@'))?;
    let payload = words.next()?.trim();
    (1..=PAYLOAD).contains(&payload.len()).then(|| payload.to_owned())
}

/// A contact is somebody's own only when Telegram says whose it is (Z-150).
fn contact(content: &Value) -> Option<SharedContact> {
    let card = &content["contact"];
    let names = [&card["first_name"], &card["last_name"]].map(|part| part.as_str().unwrap_or_default());
    let owner = id(&card["user_id"]);
    Some(SharedContact {
        phone: text(&card["phone_number"])?,
        name: names.join(" ").trim().to_owned(),
        own: owner.is_some() && owner == id(&content["from"]["id"]),
    })
}

fn location(place: &Value) -> Option<Location> {
    Some(Location {
        latitude: place["latitude"].as_f64()?,
        longitude: place["longitude"].as_f64()?,
    })
}

/// The files of a message. An animation also stands there as a document, for clients that know none.
fn files(content: &Value) -> Vec<File> {
    const KINDS: [(&str, FileKind); 8] = [
        ("animation", FileKind::Animation),
        ("photo", FileKind::Photo),
        ("video", FileKind::Video),
        ("audio", FileKind::Audio),
        ("voice", FileKind::Voice),
        ("video_note", FileKind::VideoNote),
        ("sticker", FileKind::Sticker),
        ("document", FileKind::Document),
    ];
    let found = KINDS.iter().find_map(|(name, kind)| {
        let shown = &content[*name];
        // A photo comes in several sizes, the largest last.
        let shown = shown.as_array().map_or(Some(shown), |sizes| sizes.last())?;
        file(*kind, shown)
    });
    found.into_iter().collect()
}

fn file(kind: FileKind, shown: &Value) -> Option<File> {
    Some(File {
        kind,
        source: FileSource::Remote(text(&shown["file_id"])?),
        name: text(&shown["file_name"]).unwrap_or_default(),
        mime: text(&shown["mime_type"]),
        size: shown["file_size"].as_u64(),
        trouble: None,
    })
}

fn pressed(content: &Value) -> Option<Report> {
    Some(Report::Pressed {
        callback: id(&content["id"])?,
        data: text(&content["data"])?,
        message: id(&content["message"]["message_id"]),
    })
}

fn may_write(member: &Value) -> bool {
    match member["status"].as_str() {
        Some("kicked" | "left") => false,
        Some("restricted") => member["can_send_messages"] == Value::Bool(true),
        _ => true,
    }
}

fn joining(content: &Value) -> Option<Report> {
    Some(Report::JoinAsked {
        private_chat: id(&content["user_chat_id"]).or_else(|| id(&content["from"]["id"]))?,
        invite: text(&content["invite_link"]["invite_link"]),
    })
}

/// The field that says what a message of the platform itself is about.
fn service(content: &Value) -> &str {
    const ABOUT: [&str; 9] = [
        "message_id",
        "from",
        "sender_chat",
        "chat",
        "date",
        "message_thread_id",
        "is_topic_message",
        "has_protected_content",
        "reply_to_message",
    ];
    let fields = content.as_object().into_iter().flatten();
    fields
        .map(|(name, _)| name.as_str())
        .find(|name| !ABOUT.contains(name))
        .unwrap_or("message")
}

fn other(name: &str, content: &Value) -> Report {
    let mut raw = content.to_string();
    let mut end = raw.len().min(RAW);
    while !raw.is_char_boundary(end) {
        end -= 1;
    }
    raw.truncate(end);
    Report::Other {
        name: name.to_owned(),
        raw,
    }
}

#[cfg(test)]
mod tests;
