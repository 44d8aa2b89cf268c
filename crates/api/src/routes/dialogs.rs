//! Dialogs: the list of the inbox, one dialog, who holds it.

mod messages;

use crate::can::{Can, Read, Write};
use crate::doc::Routes;
use crate::extract::{At, Body, MaybeBody, Page, Query};
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
use signalbox_store::chat::dialogs::{self, Counts, Filter, Stored, View};
use signalbox_store::chat::identities;
use std::collections::BTreeMap;

pub(super) use messages::row_of as message_row;

pub(super) fn routes(routes: Routes) -> Routes {
    let routes = routes
        .chapter("Dialogs")
        .get(
            "/dialogs",
            "dialog_list",
            "List dialogs, the one with the newest message first.",
            list,
        )
        .get(
            "/dialogs/counts",
            "dialog_counts",
            "Count the tabs of the inbox.",
            counts,
        )
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
        .post(
            "/dialogs/{id}/read",
            "dialog_read",
            "Say that everything up to now was seen.",
            read,
        )
        .with(messages::routes)
}

/// Whose dialogs are listed.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum DialogView {
    /// Open ones of whoever asks.
    Mine,
    /// Open ones that wait for an operator and belong to nobody.
    Unassigned,
    /// Every open one.
    #[default]
    All,
    /// Put off.
    Snoozed,
    /// Ended.
    Closed,
}

/// Which dialogs.
#[derive(Debug, Deserialize, JsonSchema)]
struct Wanted {
    /// Whose; all open ones when absent.
    view: Option<DialogView>,
    /// In this status.
    status: Option<DialogStatus>,
    /// Of this bot.
    bot: Option<BotId>,
    /// In this channel.
    channel: Option<ChannelId>,
    /// In this flow.
    flow: Option<FlowId>,
    /// On this step.
    step: Option<String>,
    /// Of this contact, whatever their state.
    contact: Option<RecordId>,
    /// Whose contact has this tag.
    tag: Option<String>,
    /// Only with messages nobody has seen.
    unread: Option<bool>,
    /// In the name, the chat or the last message.
    q: Option<String>,
    /// How many, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u16>,
    /// Where the last page ended: its `next`.
    cursor: Option<String>,
}

/// Which bot's.
#[derive(Debug, Deserialize, JsonSchema)]
struct CountsQuery {
    /// Of this bot; of all when absent.
    bot: Option<BotId>,
}

/// How many dialogs the tabs hold, each up to 1000.
#[derive(Debug, Serialize, JsonSchema)]
struct CountsView {
    /// Open ones of whoever asks.
    mine: i64,
    /// Of these, with messages not seen.
    mine_unread: i64,
    /// Waiting for anybody.
    unassigned: i64,
    /// Every open one.
    all: i64,
    /// Put off.
    snoozed: i64,
}

impl From<Counts> for CountsView {
    fn from(counts: Counts) -> Self {
        Self {
            mine: counts.mine,
            mine_unread: counts.mine_unread,
            unassigned: counts.unassigned,
            all: counts.all,
            snoozed: counts.snoozed,
        }
    }
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

/// Where a page ended: moment and id.
fn place(cursor: &str) -> Result<(Micros, DialogId)> {
    let parts = cursor.split_once('.');
    let place = parts.and_then(|(at, id)| Some((Micros(at.parse().ok()?), id.parse().ok()?)));
    place.ok_or_else(|| Problem::invalid("cursor", "is no cursor of ours: take `next` of the page before"))
}

async fn list(me: Can<Read>, Query(wanted): Query<Wanted>) -> Result<Json<Page<DialogRow>>> {
    let limit = i64::from(wanted.limit.unwrap_or(50).clamp(1, 200));
    let filter = Filter {
        view: match wanted.view.unwrap_or_default() {
            DialogView::Mine => View::Mine(me.user().id),
            DialogView::Unassigned => View::Unassigned,
            DialogView::All => View::All,
            DialogView::Snoozed => View::Snoozed,
            DialogView::Closed => View::Closed,
        },
        status: wanted.status,
        bot: wanted.bot,
        channel: wanted.channel,
        flow: wanted.flow,
        step: wanted.step,
        contact: wanted.contact,
        tag: wanted.tag,
        unread: wanted.unread.unwrap_or_default(),
        query: wanted.q,
        before: wanted.cursor.as_deref().map(place).transpose()?,
        limit,
    };
    let page = me.look(move |look| {
        let found = dialogs::list(&mut look.space(), &filter)?;
        let rows = rows(look, found)?;
        Ok(Page::new(rows, limit, |row| {
            format!("{}.{}", row.last_at.0, row.id)
        }))
    });
    Ok(Json(page.await?))
}

async fn counts(me: Can<Read>, Query(CountsQuery { bot }): Query<CountsQuery>) -> Result<Json<CountsView>> {
    let user = me.user().id;
    let found = me.read(move |space| dialogs::counts(space, user, bot)).await?;
    Ok(Json(found.into()))
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

async fn read(me: Can<Write>, At(id): At<DialogId>) -> Result<Json<DialogDetail>> {
    changed(me, id, move |work| {
        work.command(|engine, tx, by| engine.read_dialog(tx, by, id))
    })
    .await
}
