//! Methods that send.

use super::{bot, writable};
use crate::call::{Answer, Params, Refusal};
use crate::files;
use crate::markup;
use crate::text::{self, CAPTION, Formatted, TEXT};
use crate::world::World;
use serde_json::{Value, json};
use std::time::Instant;

/// Files of an album (T-6).
const ALBUM: std::ops::RangeInclusive<usize> = 2..=10;
/// What `sendChatAction` may show.
const ACTIONS: [&str; 11] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

/// Sends one message.
pub(super) fn one(world: &mut World, token: &str, method: &str, params: &Params, now: Instant) -> Answer {
    let is_private = writable(world, token, params)?.is_private();
    let under = markup::read(params, is_private)?;
    let answered = answered(world, token, params)?;
    let mut parts = content(world, &method["send".len()..], params)?;
    limit(world, token, params, 1, now)?;
    if let Some(under) = under {
        parts["reply_markup"] = under;
    }
    if let Some(answered) = answered {
        parts["reply_to_message"] = answered;
    }
    keep(world, token, params.chat()?, parts)
}

fn limit(world: &mut World, token: &str, params: &Params, count: usize, now: Instant) -> Result<(), Refusal> {
    let limits = world.limits;
    bot(world, token)?
        .buckets
        .take(&limits, params.chat()?, count, now)
}

/// What the message is made of, by the end of the method's name.
fn content(world: &mut World, kind: &str, params: &Params) -> Answer {
    match kind {
        "message" => match text::read(params, "text", "entities", TEXT)? {
            Some(written) if !written.text.trim().is_empty() => {
                Ok(with_text(json!({}), "text", "entities", written))
            }
            _ => Err(Refusal::bad("message text is empty")),
        },
        "location" => match (params.float("latitude"), params.float("longitude")) {
            (Some(north), Some(east)) if north.abs() <= 90.0 && east.abs() <= 180.0 => {
                Ok(json!({"location": {"latitude": north, "longitude": east}}))
            }
            _ => Err(Refusal::bad("bad location")),
        },
        "contact" => match (params.text("phone_number"), params.text("first_name")) {
            (Some(phone), Some(name)) => Ok(json!({"contact": {"phone_number": phone, "first_name": name}})),
            _ => Err(Refusal::bad("phone_number and first_name are needed")),
        },
        _ => {
            let field = if kind == "videonote" { "video_note" } else { kind };
            let value = params.text(field);
            if field == "video_note" && value.is_some_and(|value| value.starts_with("http")) {
                return Err(Refusal::bad("video notes can't be sent by URL"));
            }
            let caption = text::read(params, "caption", "caption_entities", CAPTION)?;
            let file = world.files.meant(params, field, value, field == "photo")?;
            let parts = json!({field: files::shown(field, &file)});
            Ok(match caption {
                Some(caption) => with_text(parts, "caption", "caption_entities", caption),
                None => parts,
            })
        }
    }
}

pub(super) fn with_text(mut parts: Value, name: &str, entities: &str, written: Formatted) -> Value {
    parts[name] = json!(written.text);
    if !written.entities.is_empty() {
        parts[entities] = json!(written.entities);
    }
    parts
}

fn answered(world: &mut World, token: &str, params: &Params) -> Result<Option<Value>, Refusal> {
    let reply = params.json("reply_parameters")?;
    let id = params
        .int("reply_to_message_id")
        .or_else(|| reply.as_ref()?["message_id"].as_i64());
    let Some(id) = id else { return Ok(None) };
    let anyway = params.flag("allow_sending_without_reply")
        || reply.is_some_and(|reply| reply["allow_sending_without_reply"] == json!(true));
    match writable(world, token, params)?.messages.get(&id) {
        Some(message) => Ok(Some(message.clone())),
        None if anyway => Ok(None),
        None => Err(Refusal::bad("message to be replied not found")),
    }
}

fn keep(world: &mut World, token: &str, chat: i64, parts: Value) -> Answer {
    let bot = bot(world, token)?;
    let mut message = bot.message(chat);
    if let (Some(message), Value::Object(parts)) = (message.as_object_mut(), parts) {
        message.extend(parts);
    }
    bot.chat(chat).keep(&message);
    Ok(message)
}

/// Sends an album: all of it or nothing.
pub(super) fn album(world: &mut World, token: &str, params: &Params, now: Instant) -> Answer {
    writable(world, token, params)?;
    let answered = answered(world, token, params)?;
    let items = match params.json("media")? {
        Some(Value::Array(items)) => items,
        _ => return Err(Refusal::bad("media must be an Array")),
    };
    if !ALBUM.contains(&items.len()) {
        return Err(Refusal::bad("there must be 2-10 items in the media group"));
    }
    check_mix(&items)?;
    let mut messages = Vec::new();
    for item in &items {
        messages.push(item_of_album(world, params, item)?);
    }
    limit(world, token, params, messages.len(), now)?;
    let (chat, group) = (params.chat()?, format!("A{}", world.counted));
    let mut kept = Vec::new();
    for mut parts in messages {
        parts["media_group_id"] = json!(group);
        if let Some(answered) = &answered {
            parts["reply_to_message"] = answered.clone();
        }
        kept.push(keep(world, token, chat, parts)?);
    }
    Ok(Value::Array(kept))
}

/// Documents and audio stand in albums of their own.
fn check_mix(items: &[Value]) -> Result<(), Refusal> {
    let kinds: Vec<_> = items
        .iter()
        .map(|item| item["type"].as_str().unwrap_or_default())
        .collect();
    let alone = |kind: &str| kinds.contains(&kind) && kinds.iter().any(|other| *other != kind);
    if alone("document") || alone("audio") {
        return Err(Refusal::bad(
            "documents and audio can't be mixed with other media types",
        ));
    }
    match kinds
        .iter()
        .find(|kind| !["photo", "video", "document", "audio"].contains(*kind))
    {
        Some(_) => Err(Refusal::bad("media of this type can't be sent in an album")),
        None => Ok(()),
    }
}

fn item_of_album(world: &mut World, params: &Params, item: &Value) -> Answer {
    let mut own = Params::default();
    if let Value::Object(fields) = item {
        own.fields = fields.clone();
    }
    let kind = item["type"].as_str().unwrap_or_default();
    let caption = text::read(&own, "caption", "caption_entities", CAPTION)?;
    let file = world
        .files
        .meant(params, "", item["media"].as_str(), kind == "photo")?;
    let parts = json!({kind: files::shown(kind, &file)});
    Ok(match caption {
        Some(caption) => with_text(parts, "caption", "caption_entities", caption),
        None => parts,
    })
}

/// Shows that the bot is writing.
pub(super) fn action(world: &mut World, token: &str, params: &Params) -> Answer {
    writable(world, token, params)?;
    match params.text("action") {
        Some(action) if ACTIONS.contains(&action) => Ok(json!(true)),
        _ => Err(Refusal::bad("wrong parameter action in request")),
    }
}
