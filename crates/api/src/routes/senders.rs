//! People who want to answer a bot's clients from their own messenger.

use crate::can::{Can, Manage, Read};
use crate::doc::Routes;
use crate::extract::{At, Body, Page, Paging, Query};
use crate::problem::{Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::dialog::Approval;
use signalbox_model::{BotId, DialogId, Micros, SenderId, UserId};
use signalbox_store::chat::{identities, senders};
use signalbox_store::{Space, StoreError};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Bots")
        .get(
            "/bots/{id}/senders",
            "sender_list",
            "List who asked to answer from their own messenger, newest first.",
            list,
        )
        .post(
            "/bots/{id}/senders/{sender}/approve",
            "sender_approve",
            "Let somebody answer from their own messenger, as a person of the workspace.",
            approve,
        )
        .post(
            "/bots/{id}/senders/{sender}/reject",
            "sender_reject",
            "Do not let somebody answer; the chat they have stays theirs.",
            reject,
        )
}

/// Somebody who asked to answer from their own messenger.
#[derive(Debug, Serialize, JsonSchema)]
struct SenderView {
    /// Its id.
    id: SenderId,
    /// Their name on the platform.
    name: String,
    /// Their public name there, without `@`.
    username: Option<String>,
    /// Their own chat with the bot.
    dialog: DialogId,
    /// Whether they may answer.
    approval: Approval,
    /// The person of the workspace as whom they answer.
    user: Option<UserId>,
    /// The person they proved to be by logging in.
    logged_in: Option<UserId>,
    /// When they asked.
    created_at: Micros,
    /// When somebody last decided.
    decided_at: Option<Micros>,
}

/// As whom somebody answers.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SenderApprove {
    /// The person; when absent as whom they answered before, or as whom they logged in.
    #[serde(default)]
    user: Option<UserId>,
}

fn view(space: &mut Space, sender: &senders::Stored) -> std::result::Result<SenderView, StoreError> {
    let who = identities::get(space, sender.identity)?;
    Ok(SenderView {
        id: sender.id,
        name: who.as_ref().map_or_else(String::new, |who| who.name.clone()),
        username: who.as_ref().and_then(|who| who.username.clone()),
        dialog: sender.dialog,
        approval: sender.approval,
        user: sender.user,
        logged_in: who.and_then(|who| who.user),
        created_at: sender.created_at,
        decided_at: sender.decided_at,
    })
}

async fn list(
    me: Can<Read>,
    At(bot): At<BotId>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<SenderView>>> {
    let (before, limit) = (paging.before()?, paging.limit());
    let found = me.read(move |space| {
        let found = senders::list(space, bot, before, limit)?;
        found
            .iter()
            .map(|sender| view(space, sender))
            .collect::<std::result::Result<Vec<_>, StoreError>>()
    });
    Ok(Json(Page::new(found.await?, limit, |row: &SenderView| {
        row.id.to_string()
    })))
}

async fn decide(
    me: Can<Manage>,
    bot: BotId,
    id: SenderId,
    approve: bool,
    user: Option<UserId>,
) -> Result<Json<SenderView>> {
    let decided = me.write(move |work| {
        work.command(|engine, tx, by| engine.decide_sender(tx, by, (bot, id), approve, user))?;
        let mut space = work.space();
        let sender = senders::get(&mut space, bot, id)?.ok_or_else(|| Problem::not_found("sender"))?;
        Ok(view(&mut space, &sender)?)
    });
    Ok(Json(decided.await?))
}

async fn approve(
    me: Can<Manage>,
    At((bot, id)): At<(BotId, SenderId)>,
    Body(SenderApprove { user }): Body<SenderApprove>,
) -> Result<Json<SenderView>> {
    decide(me, bot, id, true, user).await
}

async fn reject(me: Can<Manage>, At((bot, id)): At<(BotId, SenderId)>) -> Result<Json<SenderView>> {
    decide(me, bot, id, false, None).await
}
