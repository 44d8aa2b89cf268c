//! Bots, their channels and operators.

use super::hooks::fresh_token;
use crate::can::{Can, Manage, Read, Write};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page};
use crate::messenger::NobodyKnows;
use crate::problem::{Problem, Result};
use crate::server::App;
use crate::work::Look;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::Done;
use signalbox_engine::chat::{BotDraft, ChannelDraft};
use signalbox_model::bot::{BotSettings, ChannelSettings, ChannelStatus};
use signalbox_model::dialog::Approval;
use signalbox_model::{BotId, ChannelId, Key, Micros, UserId};
use signalbox_store::Space;
use signalbox_store::chat::{channels, dialogs, operators};

pub(super) fn routes(routes: Routes) -> Routes {
    let routes = routes
        .chapter("Bots")
        .get("/bots", "bot_list", "List bots, by key.", list)
        .post("/bots", "bot_create", "Make a bot.", create)
        .get("/bots/{id}", "bot_show", "Show a bot.", show)
        .put("/bots/{id}", "bot_update", "Write the settings of a bot.", update)
        .delete(
            "/bots/{id}",
            "bot_delete",
            "Delete a bot with its flows, channels and everything said in it.",
            delete,
        )
        .post("/bots/{id}/on", "bot_on", "Let a bot answer.", on)
        .post(
            "/bots/{id}/off",
            "bot_off",
            "Let a bot hear and say nothing by itself.",
            off,
        )
        .get(
            "/bots/{id}/channels",
            "channel_list",
            "List the channels of a bot, oldest first.",
            channel_list,
        )
        .post(
            "/bots/{id}/channels",
            "channel_create",
            "Connect a bot to a platform.",
            channel_create,
        );
    routes
        .put(
            "/bots/{id}/channels/{channel}",
            "channel_update",
            "Write the settings of a channel, and the platform's token when given.",
            channel_update,
        )
        .delete(
            "/bots/{id}/channels/{channel}",
            "channel_delete",
            "Delete a channel with the dialogs it brought.",
            channel_delete,
        )
        .get(
            "/bots/{id}/operators",
            "operator_list",
            "List the operators of a bot.",
            operator_list,
        )
        .put(
            "/bots/{id}/operators/{user}",
            "operator_update",
            "Let somebody join a bot's operators, leave them, or be approved.",
            operator_update,
        )
        .post("/bots/{id}/join", "bot_join", "Join a bot's operators.", join)
        .post(
            "/bots/{id}/leave",
            "bot_leave",
            "Leave a bot's operators; open chats stay.",
            leave,
        )
}

/// A bot.
#[derive(Debug, Serialize, JsonSchema)]
struct BotView {
    /// Its id.
    id: BotId,
    /// Its name in documents.
    key: Key,
    /// Whether it answers.
    on: bool,
    /// Its settings.
    settings: BotSettings,
    /// Its channels, oldest first.
    channels: Vec<ChannelView>,
    /// When it was made.
    created_at: Micros,
    /// When it last changed.
    updated_at: Micros,
}

/// A bot that is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BotWrite {
    /// Its key; made from the name, or kept, when absent.
    key: Option<Key>,
    /// Its settings.
    settings: BotSettings,
}

/// A channel.
#[derive(Debug, Serialize, JsonSchema)]
struct ChannelView {
    /// Its id.
    id: ChannelId,
    /// The bot.
    bot: BotId,
    /// The unguessable part of its address: `/tg/{token}` for Telegram, `/chat/{token}` for web pages.
    token: String,
    /// Its settings.
    settings: ChannelSettings,
    /// Whether it is switched on.
    on: bool,
    /// Whether the platform's token is set.
    has_secret: bool,
    /// The last characters of the platform's token.
    last4: String,
    /// What the platform said of it last.
    status: ChannelStatus,
    /// When it was made.
    created_at: Micros,
}

impl From<channels::Stored> for ChannelView {
    fn from(channel: channels::Stored) -> Self {
        Self {
            id: channel.id,
            bot: channel.bot,
            token: channel.token,
            settings: channel.settings,
            on: channel.on,
            has_secret: channel.secret.is_some(),
            last4: channel.last4,
            status: channel.status,
            created_at: channel.created_at,
        }
    }
}

/// A channel that is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ChannelWrite {
    /// Its settings.
    settings: ChannelSettings,
    /// Whether it is switched on; on when absent.
    #[serde(default = "yes")]
    on: bool,
    /// The platform's token; stays when absent.
    secret: Option<String>,
}

fn yes() -> bool {
    true
}

/// An operator.
#[derive(Debug, Serialize, JsonSchema)]
struct OperatorView {
    /// Who.
    user: UserId,
    /// Whether they may.
    approval: Approval,
    /// Whether new chats are given to them.
    joined: bool,
    /// Whether they answer from a messenger of their own.
    from_messenger: bool,
    /// Their open chats, in all bots.
    chats: i64,
    /// When they were last given one.
    last_given_at: Option<Micros>,
    /// They are given only the clients they are responsible for, whatever the rules of the bot say.
    own_clients_only: bool,
}

/// A change of an operator; what is absent stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OperatorWrite {
    /// Whether new chats are given to them.
    joined: Option<bool>,
    /// Whether they may answer from their messenger.
    approval: Option<Approval>,
    /// Whether they are given only the clients they are responsible for.
    own_clients_only: Option<bool>,
}

fn view(look: &mut Look, id: BotId) -> Result<BotView> {
    let bot = look
        .defs
        .bots
        .by_id
        .get(&id)
        .cloned()
        .ok_or_else(|| Problem::not_found("bot"))?;
    let channels = channels::of_bot(&mut look.space(), id)?;
    let bot = bot.bot.clone();
    Ok(BotView {
        id,
        key: bot.key,
        on: bot.on,
        settings: bot.settings,
        channels: channels.into_iter().map(ChannelView::from).collect(),
        created_at: bot.created_at,
        updated_at: bot.updated_at,
    })
}

async fn list(me: Can<Read>) -> Result<Json<Page<BotView>>> {
    let found = me.look(|look| {
        let mut bots: Vec<_> = look.defs.bots.by_id.values().cloned().collect();
        bots.sort_by(|a, b| a.bot.key.cmp(&b.bot.key));
        bots.iter()
            .map(|bot| view(look, bot.bot.id))
            .collect::<Result<Vec<_>>>()
    });
    Ok(Json(Page::whole(found.await?)))
}

async fn show(me: Can<Read>, At(id): At<BotId>) -> Result<Json<BotView>> {
    Ok(Json(me.look(move |look| view(look, id)).await?))
}

async fn create(
    me: Can<Manage>,
    Body(BotWrite { key, settings }): Body<BotWrite>,
) -> Result<Created<BotView>> {
    let made = me.write(move |work| {
        let id = work.engine_does(|engine, tx, by| engine.create_bot(tx, by, BotDraft { key, settings }))?;
        view(&mut work.look()?, id)
    });
    Ok(Created(made.await?))
}

async fn update(
    me: Can<Manage>,
    At(id): At<BotId>,
    Body(BotWrite { key, settings }): Body<BotWrite>,
) -> Result<Json<BotView>> {
    let saved = me.write(move |work| {
        work.command(|engine, tx, by| engine.update_bot(tx, by, id, BotDraft { key, settings }))?;
        view(&mut work.look()?, id)
    });
    Ok(Json(saved.await?))
}

async fn delete(me: Can<Manage>, At(id): At<BotId>) -> Result<NoContent> {
    me.write(move |work| work.command(|engine, tx, by| engine.delete_bot(tx, by, id)))
        .await?;
    Ok(NoContent)
}

async fn switch(me: Can<Manage>, id: BotId, on: bool) -> Result<Json<BotView>> {
    let switched = me.write(move |work| {
        work.command(|engine, tx, by| engine.switch_bot(tx, by, id, on))?;
        view(&mut work.look()?, id)
    });
    Ok(Json(switched.await?))
}

async fn on(me: Can<Manage>, At(id): At<BotId>) -> Result<Json<BotView>> {
    switch(me, id, true).await
}

async fn off(me: Can<Manage>, At(id): At<BotId>) -> Result<Json<BotView>> {
    switch(me, id, false).await
}

fn channel(space: &mut Space, id: ChannelId) -> Result<ChannelView> {
    let found = channels::get(space, id)?;
    Ok(found.ok_or_else(|| Problem::not_found("channel"))?.into())
}

async fn channel_list(me: Can<Read>, At(id): At<BotId>) -> Result<Json<Page<ChannelView>>> {
    let bot = me.look(move |look| view(look, id)).await?;
    Ok(Json(Page::whole(bot.channels)))
}

/// The longest token of a platform, bytes.
const MOST_SECRET: usize = 512;

fn check_secret(secret: Option<&String>) -> Result<()> {
    if secret.is_some_and(|secret| secret.trim().is_empty() || secret.len() > MOST_SECRET) {
        return Err(Problem::invalid(
            "secret",
            format!("use 1 to {MOST_SECRET} bytes: paste the token as it was given"),
        ));
    }
    Ok(())
}

/// What the platform says of the token a channel is to have; none when there is none to ask about. A token that the
/// platform does not know is refused; when the platform is not reached, the channel tries again by itself.
async fn status(app: &App, new: &ChannelWrite) -> Result<Option<ChannelStatus>> {
    let (ChannelSettings::Telegram(_), Some(token)) = (&new.settings, &new.secret) else {
        return Ok(None);
    };
    let mut status = ChannelStatus::default();
    match app.messenger.who(token.trim()).await {
        Ok(who) => (status.name, status.username) = (who.name, who.username),
        Err(NobodyKnows::Refused(why)) => return Err(Problem::invalid("secret", why)),
        Err(NobodyKnows::Unreached(why)) => status.trouble = Some(why),
    }
    Ok(Some(status))
}

async fn channel_create(
    me: Can<Manage>,
    At(id): At<BotId>,
    Body(new): Body<ChannelWrite>,
) -> Result<Created<ChannelView>> {
    check_secret(new.secret.as_ref())?;
    let status = status(&me.server().app, &new).await?;
    let (token, keyring) = (fresh_token()?, me.server().app.keyring.clone());
    let made = me.write(move |work| {
        let ChannelWrite { settings, on, secret } = new;
        let draft = ChannelDraft { settings, on };
        let channel_id =
            work.engine_does(|engine, tx, by| engine.create_channel(tx, by, id, draft, token))?;
        if let Some(secret) = secret {
            channels::set_secret(&mut work.space(), &keyring, channel_id, secret.trim())?;
        }
        if let Some(status) = status {
            channels::set_status(&mut work.space(), channel_id, &status)?;
        }
        work.then(connects(channel_id));
        channel(&mut work.space(), channel_id)
    });
    Ok(Created(made.await?))
}

async fn channel_update(
    me: Can<Manage>,
    At((bot, id)): At<(BotId, ChannelId)>,
    Body(new): Body<ChannelWrite>,
) -> Result<Json<ChannelView>> {
    check_secret(new.secret.as_ref())?;
    let status = status(&me.server().app, &new).await?;
    let keyring = me.server().app.keyring.clone();
    let saved = me.write(move |work| {
        let ChannelWrite { settings, on, secret } = new;
        let draft = ChannelDraft { settings, on };
        work.command(|engine, tx, by| engine.update_channel(tx, by, bot, id, draft))?;
        if let Some(secret) = secret {
            channels::set_secret(&mut work.space(), &keyring, id, secret.trim())?;
        }
        if let Some(status) = status {
            channels::set_status(&mut work.space(), id, &status)?;
        }
        work.then(connects(id));
        channel(&mut work.space(), id)
    });
    Ok(Json(saved.await?))
}

/// Its worker looks at once, instead of at its next round.
fn connects(id: ChannelId) -> Done {
    Done {
        chats: vec![id],
        ..Done::default()
    }
}

async fn channel_delete(me: Can<Manage>, At((bot, id)): At<(BotId, ChannelId)>) -> Result<NoContent> {
    me.write(move |work| work.command(|engine, tx, by| engine.delete_channel(tx, by, bot, id)))
        .await?;
    Ok(NoContent)
}

fn operators_of(space: &mut Space, bot: BotId) -> Result<Vec<OperatorView>> {
    let mut out = Vec::new();
    for operator in operators::of_bot(space, bot)? {
        out.push(OperatorView {
            user: operator.user,
            approval: operator.approval,
            joined: operator.joined,
            from_messenger: operator.identity.is_some(),
            chats: dialogs::held_by(space, operator.user)?,
            last_given_at: operator.last_given_at,
            own_clients_only: operator.own_only,
        });
    }
    Ok(out)
}

async fn operator_list(me: Can<Read>, At(id): At<BotId>) -> Result<Json<Page<OperatorView>>> {
    let found = me.read(move |space| operators_of(space, id)).await?;
    Ok(Json(Page::whole(found)))
}

async fn operator_update(
    me: Can<Manage>,
    At((id, user)): At<(BotId, UserId)>,
    Body(new): Body<OperatorWrite>,
) -> Result<Json<Page<OperatorView>>> {
    let saved = me.write(move |work| {
        if !work.definitions()?.bots.by_id.contains_key(&id) {
            return Err(Problem::not_found("bot"));
        }
        if let Some(approval) = new.approval {
            work.command(|engine, tx, by| engine.approve_operator(tx, by, id, user, approval))?;
        }
        if let Some(joined) = new.joined {
            work.command(|engine, tx, by| engine.join_bot(tx, by, id, user, joined))?;
        }
        if let Some(own_only) = new.own_clients_only {
            work.command(|engine, tx, by| engine.restrict_operator(tx, by, id, user, own_only))?;
        }
        operators_of(&mut work.space(), id)
    });
    Ok(Json(Page::whole(saved.await?)))
}

async fn set_joined(me: Can<Write>, id: BotId, joined: bool) -> Result<Json<Page<OperatorView>>> {
    let user = me.user().id;
    let saved = me.write(move |work| {
        work.command(|engine, tx, by| engine.join_bot(tx, by, id, user, joined))?;
        operators_of(&mut work.space(), id)
    });
    Ok(Json(Page::whole(saved.await?)))
}

async fn join(me: Can<Write>, At(id): At<BotId>) -> Result<Json<Page<OperatorView>>> {
    set_joined(me, id, true).await
}

async fn leave(me: Can<Write>, At(id): At<BotId>) -> Result<Json<Page<OperatorView>>> {
    set_joined(me, id, false).await
}
