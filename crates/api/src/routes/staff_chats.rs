//! Telegram chats that scenarios can write to: groups and channels of a bot, and the own chats of its operators.

use crate::can::{Can, Read};
use crate::doc::Routes;
use crate::extract::{At, Page};
use crate::problem::Problem;
use axum::Json;
use schemars::JsonSchema;
use serde::Serialize;
use signalbox_model::BotId;
use signalbox_model::chat::ChatKind;
use signalbox_model::dialog::Approval;
use signalbox_store::chat::{dialogs, senders};
use signalbox_store::{Space, StoreError};

/// Operators' own chats looked through.
const MOST_SENDERS: i64 = 200;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.chapter("Bots").get(
        "/bots/{id}/staff-chats",
        "staff_chat_list",
        "List chats that scenarios can write to: groups and channels of a bot, and own chats of its operators.",
        list,
    )
}

/// A chat that scenarios can write to.
#[derive(Debug, Serialize, JsonSchema)]
struct StaffChat {
    /// Its id on the platform.
    chat: String,
    /// What it is called.
    name: String,
    /// What kind of place it is.
    kind: ChatKind,
}

impl From<dialogs::Stored> for StaffChat {
    fn from(dialog: dialogs::Stored) -> Self {
        Self {
            chat: dialog.chat,
            name: dialog.name,
            kind: dialog.chat_kind,
        }
    }
}

async fn list(me: Can<Read>, At(bot): At<BotId>) -> crate::problem::Result<Json<Page<StaffChat>>> {
    let found = me.look(move |look| {
        if !look.defs.bots.by_id.contains_key(&bot) {
            return Err(Problem::not_found("bot"));
        }
        Ok(chats_of(&mut look.space(), bot)?)
    });
    Ok(Json(Page::whole(found.await?)))
}

fn chats_of(space: &mut Space, bot: BotId) -> Result<Vec<StaffChat>, StoreError> {
    let mut found = dialogs::places_of(space, bot)?;
    for sender in senders::list(space, bot, None, MOST_SENDERS)? {
        if sender.approval == Approval::Approved {
            found.extend(dialogs::get(space, sender.dialog)?);
        }
    }
    Ok(found.into_iter().map(StaffChat::from).collect())
}
