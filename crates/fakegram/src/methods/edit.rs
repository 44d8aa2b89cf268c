//! Methods that change messages that were sent.

use super::send::with_text;
use super::{bot, writable};
use crate::acts::now_secs;
use crate::call::{Answer, Params, Refusal};
use crate::markup;
use crate::text::{self, CAPTION, TEXT};
use crate::world::World;
use serde_json::{Value, json};
use std::time::Instant;

/// Messages that can be deleted at once.
const DELETED: usize = 100;

pub(super) fn text(world: &mut World, token: &str, params: &Params, now: Instant) -> Answer {
    let written = text::read(params, "text", "entities", TEXT)?
        .filter(|written| !written.text.trim().is_empty())
        .ok_or_else(|| Refusal::bad("message text is empty"))?;
    change(world, token, params, now, |message| {
        if message["text"].is_null() {
            return Err(Refusal::bad("there is no text in the message to edit"));
        }
        take(message, "entities");
        *message = with_text(message.take(), "text", "entities", written);
        Ok(())
    })
}

pub(super) fn caption(world: &mut World, token: &str, params: &Params, now: Instant) -> Answer {
    let caption = text::read(params, "caption", "caption_entities", CAPTION)?;
    change(world, token, params, now, |message| {
        if !message["text"].is_null() {
            return Err(Refusal::bad("there is no caption in the message to edit"));
        }
        take(message, "caption");
        take(message, "caption_entities");
        if let Some(caption) = caption {
            *message = with_text(message.take(), "caption", "caption_entities", caption);
        }
        Ok(())
    })
}

pub(super) fn markup(world: &mut World, token: &str, params: &Params, now: Instant) -> Answer {
    change(world, token, params, now, |_| Ok(()))
}

fn take(message: &mut Value, name: &str) {
    if let Some(fields) = message.as_object_mut() {
        fields.shift_remove(name);
    }
}

/// Changes a message of the bot; what would stay as it is, is refused.
fn change(
    world: &mut World,
    token: &str,
    params: &Params,
    now: Instant,
    edit: impl FnOnce(&mut Value) -> Result<(), Refusal>,
) -> Answer {
    let limits = world.limits;
    let own = bot(world, token)?.id;
    let chat = writable(world, token, params)?;
    let under = markup::read(params, chat.is_private())?;
    let kept = params
        .int("message_id")
        .and_then(|id| chat.messages.get(&id))
        .ok_or_else(|| Refusal::bad("message to edit not found"))?;
    if kept["from"]["id"].as_i64() != Some(own) {
        return Err(Refusal::bad("message can't be edited"));
    }
    let mut message = kept.clone();
    edit(&mut message)?;
    take(&mut message, "reply_markup");
    if let Some(under) = under {
        message["reply_markup"] = under;
    }
    if message == *kept {
        return Err(Refusal::bad(
            "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
        ));
    }
    message["edit_date"] = json!(now_secs());
    let id = params.chat()?;
    bot(world, token)?.buckets.take(&limits, id, 1, now)?;
    writable(world, token, params)?.keep(&message);
    Ok(message)
}

pub(super) fn delete(world: &mut World, token: &str, params: &Params) -> Answer {
    let chat = writable(world, token, params)?;
    let removed = params.int("message_id").and_then(|id| chat.messages.remove(&id));
    match removed {
        Some(_) => Ok(json!(true)),
        None => Err(Refusal::bad("message to delete not found")),
    }
}

pub(super) fn delete_many(world: &mut World, token: &str, params: &Params) -> Answer {
    let ids = match params.json("message_ids")? {
        Some(Value::Array(ids)) if (1..=DELETED).contains(&ids.len()) => ids,
        _ => return Err(Refusal::bad("message identifiers are not specified")),
    };
    let chat = writable(world, token, params)?;
    for id in ids.iter().filter_map(Value::as_i64) {
        chat.messages.remove(&id);
    }
    Ok(json!(true))
}

pub(super) fn pin(world: &mut World, token: &str, method: &str, params: &Params) -> Answer {
    let chat = writable(world, token, params)?;
    let id = params
        .int("message_id")
        .filter(|id| chat.messages.contains_key(id))
        .ok_or_else(|| Refusal::bad("message to pin not found"))?;
    if method == "pinchatmessage" {
        chat.pinned.insert(id);
    } else {
        chat.pinned.remove(&id);
    }
    Ok(json!(true))
}
