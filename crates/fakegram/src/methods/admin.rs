//! Methods about the bot itself, its files and who joins.

use super::bot;
use crate::call::{Answer, Params, Refusal};
use crate::chats::Access;
use crate::text::utf16;
use crate::world::World;
use serde_json::{Value, json};

/// Commands of the menu (T-6).
const COMMANDS: usize = 100;
/// Characters of the note that pops up at a press (T-5).
const NOTE: usize = 200;

pub(super) fn me(world: &mut World, token: &str, method: &str) -> Answer {
    let bot = bot(world, token)?;
    Ok(if method == "getme" { bot.me() } else { json!(true) })
}

pub(super) fn answer_query(world: &mut World, token: &str, params: &Params) -> Answer {
    if params.text("text").is_some_and(|text| utf16(text) > NOTE) {
        return Err(Refusal::bad("MESSAGE_TOO_LONG"));
    }
    let id = params.text("callback_query_id").unwrap_or_default();
    if bot(world, token)?.queries.remove(id) {
        return Ok(json!(true));
    }
    Err(Refusal::bad(
        "query is too old and response timeout expired or query ID is invalid",
    ))
}

pub(super) fn set_commands(world: &mut World, token: &str, method: &str, params: &Params) -> Answer {
    let commands = match (method, params.json("commands")?) {
        ("deletemycommands", _) => Vec::new(),
        (_, Some(Value::Array(commands))) if commands.len() <= COMMANDS => commands,
        _ => return Err(Refusal::bad("BOT_COMMANDS_TOO_MUCH")),
    };
    for command in &commands {
        let name = command["command"].as_str().unwrap_or_default();
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !(1..=32).contains(&name.len()) || !name.chars().all(is_name) {
            return Err(Refusal::bad("BOT_COMMAND_INVALID"));
        }
        let about = command["description"].as_str().unwrap_or_default();
        if !(1..=256).contains(&utf16(about)) {
            return Err(Refusal::bad("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
    }
    bot(world, token)?.commands = commands;
    Ok(json!(true))
}

pub(super) fn commands(world: &mut World, token: &str) -> Answer {
    Ok(Value::Array(bot(world, token)?.commands.clone()))
}

pub(super) fn file(world: &World, params: &Params) -> Answer {
    world.files.described(params.text("file_id").unwrap_or_default())
}

pub(super) fn chat(world: &mut World, token: &str, params: &Params) -> Answer {
    let id = params.chat()?;
    let chat = bot(world, token)?.chats.get(&id);
    let mut about = chat.ok_or_else(|| Refusal::bad("chat not found"))?.described();
    about["accent_color_id"] = json!(0);
    about["max_reaction_count"] = json!(11);
    Ok(about)
}

pub(super) fn answer_join(world: &mut World, token: &str, method: &str, params: &Params) -> Answer {
    let chat = params.chat()?;
    let user = params.int("user_id").unwrap_or_default();
    let bot = bot(world, token)?;
    let asked = bot
        .chats
        .get_mut(&chat)
        .is_some_and(|chat| chat.asking.remove(&user));
    if !asked {
        return Err(Refusal::bad("HIDE_REQUESTER_MISSING"));
    }
    // The right to write first ends with the answer; who has written before keeps theirs.
    let private = bot.chat(user);
    if private.access == Access::Asked && private.messages.is_empty() && method.starts_with("decline") {
        private.access = Access::Unstarted;
    }
    Ok(json!(true))
}
