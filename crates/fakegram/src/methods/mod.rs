//! The methods of the Bot API, by their names in small letters.

mod admin;
mod edit;
mod send;
pub(crate) mod updates;

use crate::call::{Answer, Params, Refusal};
use crate::world::World;
use std::time::Instant;

/// Carries a method out. `getUpdates` waits and is elsewhere.
pub(crate) fn perform(world: &mut World, token: &str, method: &str, params: &Params, now: Instant) -> Answer {
    match method {
        "getme" | "logout" | "close" => admin::me(world, token, method),
        "setwebhook" => updates::set_webhook(world, token, params),
        "deletewebhook" => updates::delete_webhook(world, token, params),
        "getwebhookinfo" => updates::webhook_info(world, token),
        "sendmessage" | "sendphoto" | "senddocument" | "sendvideo" | "sendaudio" | "sendvoice"
        | "sendvideonote" | "sendanimation" | "sendsticker" | "sendlocation" | "sendcontact" => {
            send::one(world, token, method, params, now)
        }
        "sendmediagroup" => send::album(world, token, params, now),
        "sendchataction" => send::action(world, token, params),
        "editmessagetext" => edit::text(world, token, params, now),
        "editmessagecaption" => edit::caption(world, token, params, now),
        "editmessagereplymarkup" => edit::markup(world, token, params, now),
        "deletemessage" => edit::delete(world, token, params),
        "deletemessages" => edit::delete_many(world, token, params),
        "pinchatmessage" | "unpinchatmessage" => edit::pin(world, token, method, params),
        "answercallbackquery" => admin::answer_query(world, token, params),
        "setmycommands" | "deletemycommands" => admin::set_commands(world, token, method, params),
        "getmycommands" => admin::commands(world, token),
        "getfile" => admin::file(world, params),
        "getchat" => admin::chat(world, token, params),
        "approvechatjoinrequest" | "declinechatjoinrequest" => {
            admin::answer_join(world, token, method, params)
        }
        _ => Err(Refusal::new(404, "Not Found")),
    }
}

/// The bot of a token that was checked already.
fn bot<'a>(world: &'a mut World, token: &str) -> Result<&'a mut crate::world::Bot, Refusal> {
    world
        .bots
        .get_mut(token)
        .ok_or_else(|| Refusal::new(401, "Unauthorized"))
}

/// The chat a call is about, which the bot may write to.
fn writable<'a>(
    world: &'a mut World,
    token: &str,
    params: &Params,
) -> Result<&'a mut crate::chats::Chat, Refusal> {
    let id = params.chat()?;
    let chat = bot(world, token)?
        .chats
        .get_mut(&id)
        .ok_or_else(|| Refusal::bad("chat not found"))?;
    chat.check()?;
    Ok(chat)
}
