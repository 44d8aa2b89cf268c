//! Dialogs: one dialog, who holds it, what is done with it.

mod acts;
mod came;
mod drafts;
mod list;
mod messages;

use crate::can::{Can, Read, Write};
use crate::doc::Routes;
use crate::extract::{At, Body, MaybeBody};
use crate::problem::{Problem, Result};
use crate::views::RecordLink;
use crate::work::{Look, Work};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::chat::Memory;
use signalbox_model::chat::{ChannelKind, ChatKind};
use signalbox_model::dialog::{DialogStatus, Holder, MessageAuthor};
use signalbox_model::flow::StepRef;
use signalbox_model::{
    BotId, ChannelId, DialogId, FlowId, Key, MessageId, Micros, RecordId, RecordKind, RecordRef, UserId,
};
use signalbox_store::chat::dialogs::{self, Stored};
use signalbox_store::chat::identities;
use std::collections::BTreeMap;

pub(super) use messages::row_of as message_row;

pub(super) fn routes(routes: Routes) -> Routes {
    let routes = routes
        .chapter("Dialogs")
        .with(list::routes)
        .get(
            "/dialogs/{id}",
            "dialog_show",
            "Show a dialog with what it remembers.",
            show,
        )
        .post(
            "/dialogs/{id}/take",
            "dialog_take",
            "Take a dialog over: the flow is silent at once; of several who press one wins.",
            take,
        )
        .post(
            "/dialogs/{id}/release",
            "dialog_release",
            "Give a dialog back to the flow.",
            release,
        )
        .post(
            "/dialogs/{id}/close",
            "dialog_close",
            "Close the talk with an operator; the flow goes on where its step leads.",
            close,
        )
        .post(
            "/dialogs/{id}/snooze",
            "dialog_snooze",
            "Put a dialog off, or bring it back.",
            snooze,
        );
    routes
        .post(
            "/dialogs/{id}/assign",
            "dialog_assign",
            "Give a dialog to an operator, or take it from everybody.",
            assign,
        )
        .post(
            "/dialogs/{id}/status",
            "dialog_status",
            "Set the status of a dialog.",
            status,
        )
        .post(
            "/dialogs/{id}/move",
            "dialog_move",
            "Move a dialog to a step, which begins at once.",
            move_to,
        )
        .put(
            "/dialogs/{id}/contact",
            "dialog_join",
            "Say which contact the person of a dialog is, or that they are none of them; two contacts are merged instead.",
            join,
        )
        .post(
            "/dialogs/{id}/contact",
            "dialog_contact",
            "Make a contact of the person of a dialog.",
            make_contact,
        )
        .post(
            "/dialogs/{id}/read",
            "dialog_read",
            "Say that everything up to now was seen.",
            read,
        )
        .with(messages::routes)
        .with(acts::routes)
        .with(drafts::routes)
}

/// The bot of a dialog.
#[derive(Debug, Serialize, JsonSchema)]
struct BotName {
    /// Its id.
    id: BotId,
    /// Its key.
    key: Option<Key>,
    /// Its name.
    name: Option<String>,
}

/// The channel of a dialog.
#[derive(Debug, Serialize, JsonSchema)]
struct ChannelName {
    /// Its id.
    id: ChannelId,
    /// The platform; absent when the channel was deleted.
    kind: Option<ChannelKind>,
}

/// Where a dialog stands.
#[derive(Debug, Serialize, JsonSchema)]
struct Standing {
    /// The flow.
    flow: FlowId,
    /// Its key; absent when it was deleted.
    flow_key: Option<Key>,
    /// The version the dialog follows.
    version: i64,
    /// The step.
    step: Key,
}

/// The last line.
#[derive(Debug, Serialize, JsonSchema)]
struct LastLine {
    /// The message.
    message: MessageId,
    /// Who wrote it.
    author: MessageAuthor,
    /// How it begins.
    text: String,
}

/// A dialog in the list.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct DialogRow {
    /// Its id.
    id: DialogId,
    /// The bot.
    bot: BotName,
    /// The channel.
    channel: ChannelName,
    /// The chat, as its platform names it.
    chat: String,
    /// What kind of place it is.
    chat_kind: ChatKind,
    /// The person's name there.
    name: String,
    /// The contact.
    contact: Option<RecordLink>,
    /// How it is worked.
    status: DialogStatus,
    /// Who speaks.
    holder: Holder,
    /// The operator it belongs to.
    user: Option<UserId>,
    /// Messages nobody has seen.
    unread: i64,
    /// Where it stands.
    position: Option<Standing>,
    /// What was said last.
    last: Option<LastLine>,
    /// When something was last said.
    last_at: Micros,
    /// When the person last wrote.
    heard_at: Option<Micros>,
    /// Put off until then.
    snoozed_until: Option<Micros>,
    /// Why somebody should look at it.
    trouble: Option<String>,
    /// Grows with every change.
    revision: i64,
    /// When it began.
    created_at: Micros,
}

/// The person as the channel knows them.
#[derive(Debug, Serialize, JsonSchema)]
struct Person {
    /// Their id there.
    id: String,
    /// Their name.
    name: String,
    /// Their public name, without `@`.
    username: Option<String>,
    /// The language of their app.
    language: Option<String>,
}

/// A dialog.
#[derive(Debug, Serialize, JsonSchema)]
struct DialogDetail {
    /// What the list shows.
    #[serde(flatten)]
    row: DialogRow,
    /// The person as the channel knows them.
    person: Option<Person>,
    /// What flows remember: variables by name.
    variables: BTreeMap<String, String>,
    /// The fields of the bot's dialogs.
    fields: BTreeMap<Key, String>,
    /// The last message the person has seen, where the channel tells it: web chats do, Telegram does not.
    seen: Option<MessageId>,
    /// How the person came, when it is known.
    came: Option<came::Came>,
}

fn bot_name(look: &Look, id: BotId) -> BotName {
    let known = look.defs.bots.by_id.get(&id);
    BotName {
        id,
        key: known.map(|bot| bot.bot.key.clone()),
        name: known.map(|bot| bot.bot.settings.name.clone()),
    }
}

fn rows(look: &mut Look, found: Vec<Stored>) -> Result<Vec<DialogRow>> {
    let contact = |dialog: &Stored| {
        dialog.contact.map(|id| RecordRef {
            kind: RecordKind::Contact,
            id,
        })
    };
    let titles = look.titles(found.iter().filter_map(contact))?;
    let row = |dialog: Stored| DialogRow {
        bot: bot_name(look, dialog.bot),
        channel: ChannelName {
            id: dialog.channel,
            kind: look
                .defs
                .bots
                .channels
                .get(&dialog.channel)
                .map(|channel| channel.kind),
        },
        contact: contact(&dialog).map(|contact| titles.link(contact)),
        position: dialog.position.map(|at| Standing {
            flow_key: look.defs.bots.flow(at.flow).map(|(_, flow)| flow.key.clone()),
            flow: at.flow,
            version: at.version,
            step: at.step,
        }),
        last: dialog.preview.map(|last| LastLine {
            message: last.message,
            author: last.author,
            text: last.text,
        }),
        trouble: Memory::read(&dialog.memory).trouble,
        id: dialog.id,
        chat: dialog.chat,
        chat_kind: dialog.chat_kind,
        name: dialog.name,
        status: dialog.status,
        holder: dialog.holder,
        user: dialog.user,
        unread: dialog.unread,
        last_at: dialog.last_at,
        heard_at: dialog.heard_at,
        snoozed_until: dialog.snoozed_until,
        revision: dialog.revision,
        created_at: dialog.created_at,
    };
    Ok(found.into_iter().map(row).collect())
}

fn find(look: &mut Look, id: DialogId) -> Result<Stored> {
    dialogs::get(&mut look.space(), id)?.ok_or_else(|| Problem::not_found("dialog"))
}

/// A dialog as lists show it, for live pages; none when it is gone or not to be seen.
pub(super) fn row_of(look: &mut Look, id: DialogId) -> Result<Option<DialogRow>> {
    let found = dialogs::get(&mut look.space(), id)?;
    Ok(rows(look, found.into_iter().collect())?.pop())
}

fn detail(look: &mut Look, id: DialogId) -> Result<DialogDetail> {
    let dialog = find(look, id)?;
    let identity = match dialog.identity {
        Some(identity) => identities::get(&mut look.space(), identity)?,
        None => None,
    };
    let memory = Memory::read(&dialog.memory);
    let row = rows(look, vec![dialog])?
        .pop()
        .ok_or_else(|| Problem::not_found("dialog"))?;
    Ok(DialogDetail {
        row,
        person: identity.map(|who| Person {
            id: who.external,
            name: who.name,
            username: who.username,
            language: who.language,
        }),
        variables: memory.vars,
        fields: memory.fields,
        seen: dialogs::seen_up_to(&mut look.space(), id)?,
        came: came::of(&mut look.space(), id)?,
    })
}

async fn show(me: Can<Read>, At(id): At<DialogId>) -> Result<Json<DialogDetail>> {
    Ok(Json(me.look(move |look| detail(look, id)).await?))
}

/// Changes a dialog and shows it.
async fn changed(
    me: Can<Write>,
    id: DialogId,
    change: impl FnOnce(&mut Work) -> Result<()> + Send + 'static,
) -> Result<Json<DialogDetail>> {
    let changed = me.write(move |work| {
        change(work)?;
        detail(&mut work.look()?, id)
    });
    Ok(Json(changed.await?))
}

/// From whom a dialog is taken.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Take {
    /// The operator who holds it now; without this a dialog that somebody holds stays theirs.
    from: Option<UserId>,
}

async fn take(
    me: Can<Write>,
    At(id): At<DialogId>,
    MaybeBody(Take { from }): MaybeBody<Take>,
) -> Result<Json<DialogDetail>> {
    changed(me, id, move |work| {
        work.command(|engine, tx, by| engine.take_dialog(tx, by, id, from))
    })
    .await
}

async fn release(me: Can<Write>, At(id): At<DialogId>) -> Result<Json<DialogDetail>> {
    changed(me, id, move |work| {
        work.command(|engine, tx, by| engine.release_dialog(tx, by, id))
    })
    .await
}

async fn close(me: Can<Write>, At(id): At<DialogId>) -> Result<Json<DialogDetail>> {
    changed(me, id, move |work| {
        work.command(|engine, tx, by| engine.close_dialog(tx, by, id))
    })
    .await
}

/// Until when.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Snooze {
    /// Until this moment, within a year; null brings the dialog back now.
    until: Option<Micros>,
}

async fn snooze(
    me: Can<Write>,
    At(id): At<DialogId>,
    Body(Snooze { until }): Body<Snooze>,
) -> Result<Json<DialogDetail>> {
    changed(me, id, move |work| {
        work.command(|engine, tx, by| engine.snooze_dialog(tx, by, id, until))
    })
    .await
}

/// To whom.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Assign {
    /// To this operator; null takes it from everybody.
    user: Option<UserId>,
}

async fn assign(
    me: Can<Write>,
    At(id): At<DialogId>,
    Body(Assign { user }): Body<Assign>,
) -> Result<Json<DialogDetail>> {
    changed(me, id, move |work| {
        work.command(|engine, tx, by| engine.assign_dialog(tx, by, id, user))
    })
    .await
}

/// Which status.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SetStatus {
    /// The status.
    status: DialogStatus,
}

async fn status(
    me: Can<Write>,
    At(id): At<DialogId>,
    Body(SetStatus { status }): Body<SetStatus>,
) -> Result<Json<DialogDetail>> {
    changed(me, id, move |work| {
        work.command(|engine, tx, by| engine.set_dialog_status(tx, by, id, status))
    })
    .await
}

/// Where to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MoveTo {
    /// A step of the flow the dialog stands in, or `flow/step`, or `flow/` for a flow's beginning.
    to: StepRef,
}

async fn move_to(
    me: Can<Write>,
    At(id): At<DialogId>,
    Body(MoveTo { to }): Body<MoveTo>,
) -> Result<Json<DialogDetail>> {
    changed(me, id, move |work| {
        work.command(|engine, tx, by| engine.move_dialog(tx, by, id, &to))
    })
    .await
}

/// Who the person of a dialog is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WhichContact {
    /// The contact; null for none of them.
    contact: Option<RecordId>,
}

async fn join(
    me: Can<Write>,
    At(id): At<DialogId>,
    Body(WhichContact { contact }): Body<WhichContact>,
) -> Result<Json<DialogDetail>> {
    changed(me, id, move |work| {
        work.command(|engine, tx, by| engine.join_dialog(tx, by, id, contact))
    })
    .await
}

async fn make_contact(me: Can<Write>, At(id): At<DialogId>) -> Result<Json<DialogDetail>> {
    changed(me, id, move |work| {
        // Who sees only their own sees what they make.
        let responsible = work.owner(RecordKind::Contact, None);
        work.command(|engine, tx, by| engine.make_dialog_contact(tx, by, id, responsible))
    })
    .await
}

async fn read(me: Can<Write>, At(id): At<DialogId>) -> Result<Json<DialogDetail>> {
    changed(me, id, move |work| {
        work.command(|engine, tx, by| engine.read_dialog(tx, by, id))
    })
    .await
}
